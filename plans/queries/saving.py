"""What every save asks for, every two seconds from every open page: two queries, made once (`CompiledQuery`)."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from accounts.models import User
from plans.models import Agency, Assignment, Entry, Plan, ReportingYear, Revision, SubPoint
from plans.queries.compiled import CompiledQuery


def find_writing_place(user: User, plan: str, year: int, agency: str, number: str) -> tuple[Assignment, int] | None:
    """The user's own agency's assignment behind an entry's address, and the reporting year's primary key; None for
    what does not exist or is not the user's to write. One query.
    """
    if not user.is_active or not user.writes_for_agency:
        return None
    number = SubPoint._meta.get_field("number").get_prep_value(number)
    row = _WRITING_PLACE.first(user=user.pk, plan=plan, year=year, agency=agency, number=number)
    if row is None:
        return None
    assignment, year_pk = _WRITING_PLACE.records(row)
    return (assignment, year_pk) if year_pk is not None else None


def latest_revision(*, reporting_year_id: int, agency_id: int, sub_point_id: int) -> Revision | None:
    """The revision that holds the present text of the entry of the triple, with the entry and its year; None where nobody
    has begun it. Without the search keys: they are as long as the text. One query.
    """
    row = _LATEST.first(reporting_year=reporting_year_id, agency=agency_id, sub_point=sub_point_id)
    if row is None:
        return None
    latest, entry, reporting_year = _LATEST.records(row)
    entry.reporting_year, latest.entry = reporting_year, entry
    return latest


def _writing_place(*, user: int, plan: str, year: int, agency: str, number: str) -> QuerySet[Any, Any]:
    # Agency and plan are found by themselves: with all tables joined PostgreSQL thinks longer than it looks.
    own = Agency.objects.filter(code=agency, memberships__user=user).order_by().values("pk")[:1]
    reporting_year = ReportingYear.objects.filter(plan=OuterRef("sub_point__section__plan"), year=year)
    return (
        Assignment.objects.covering(year)
        .filter(
            agency=Subquery(own),
            sub_point__number=number,
            sub_point__section__plan=Subquery(Plan.objects.filter(code=plan).order_by().values("pk")[:1]),
        )
        .annotate(year_pk=Subquery(reporting_year.order_by().values("pk")[:1]))
        .order_by("pk")  # at most one: the usual order would join the whole plan
        .values_list(*_ASSIGNMENT, "year_pk")
    )


def _latest(*, reporting_year: int, agency: int, sub_point: int) -> QuerySet[Any, Any]:
    return (
        Revision.objects.filter(
            entry__reporting_year=reporting_year,
            entry__agency=agency,
            entry__sub_point=sub_point,
            version=F("entry__version"),
        )
        .order_by("pk")  # at most one
        .values_list(
            *_REVISION,
            *(f"entry__{name}" for name in _ENTRY),
            *(f"entry__reporting_year__{name}" for name in _REPORTING_YEAR),
        )
    )


def _columns(model: Any, *, but: str = "") -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.attname != but]


_ASSIGNMENT, _REPORTING_YEAR = _columns(Assignment), _columns(ReportingYear)
_REVISION, _ENTRY = _columns(Revision, but="submitted_folded"), _columns(Entry, but="narrative_folded")
_WRITING_PLACE = CompiledQuery(
    _writing_place,
    {
        "user": 1_000_001,
        "plan": "the plan's code",
        "year": 1_001,
        "agency": "the agency's code",
        "number": "the number",
    },
    [(Assignment, _ASSIGNMENT), (None, ["year_pk"])],
)
_LATEST = CompiledQuery(
    _latest,
    {"reporting_year": 1_000_001, "agency": 1_000_002, "sub_point": 1_000_003},
    [(Revision, _REVISION), (Entry, _ENTRY), (ReportingYear, _REPORTING_YEAR)],
)
