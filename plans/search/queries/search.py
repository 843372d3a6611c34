"""The search over texts, measures, comments and evidence of all years that a user may see.

What is found stands in an order that can be told in a sentence: measures apart, in the order of the plan; entries from
the newest year to the oldest, in each in the order of the plan and then of the protocol.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from accounts.enums import Role
from accounts.models import User
from plans.azerbaijani.matching import Query
from plans.models import (
    AgencyName,
    Assignment,
    Comment,
    Entry,
    Evidence,
    ReportingYear,
    SubPoint,
    name_in_force,
)
from plans.queries.access import entries_visible_to, may_read_internal, reads_all_agencies
from plans.queries.lists import of_number
from plans.queries.reading import column_of, evidence_read_by, reads_submitted
from plans.search.queries.conditions import holds_all, pays_to_use_index

TEXT, MEASURE, COMMENT, EVIDENCE = "text", "measure", "comment", "evidence"
AGENCY, PERSON = "agency", "person"
COUNTED = 1000
"""Up to so many are counted and can be paged through."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The filters of a search; what is empty does not filter. `plan` and `agency` are codes, `section` a number."""

    kind: str = ""
    plan: str = ""
    year: int | None = None
    section: str = ""
    agency: str = ""
    status: str = ""

    def wants(self, kind: str) -> bool:
        return self.kind in ("", kind)

    @property
    def wants_names(self) -> bool:
        """Whether agencies and people are asked for: they have no section, agency, year or status to be narrowed by."""
        return not (self.section or self.agency or self.status or self.year)


@dataclass(frozen=True, slots=True)
class Matches:
    """Keys of what was found, in order, up to one more than `COUNTED`; whether by the looser comparison."""

    entries: list[int]
    measures: list[int]
    is_loose: bool = False


def may_search(user: User) -> bool:
    """Whether there is anything for the user to search in: for administrators names and numbers, no texts (product.md)."""
    return user.is_active and (reads_all_agencies(user) or user.writes_for_agency or _keeps_accounts(user))


def _keeps_accounts(user: User) -> bool:
    return user.role == Role.ADMINISTRATOR


def kinds_searched(user: User) -> list[str]:
    """What the user may search in: comments and people's names are not the observer's."""
    if _keeps_accounts(user):
        return [MEASURE, AGENCY, PERSON]
    if may_read_internal(user):
        return [TEXT, MEASURE, COMMENT, EVIDENCE, AGENCY, PERSON]
    return [TEXT, MEASURE, EVIDENCE, AGENCY]


def agencies_to_choose_from(user: User) -> list[tuple[str, str]]:
    """(code, present name) of the agencies the user may filter by, in protocol order; none for an agency's staff, who
    read their own only. One query, or none.
    """
    if not reads_all_agencies(user):
        return []
    names = AgencyName.objects.select_related("agency").order_by("agency__protocol_order", "agency__code")
    today = localdate()
    return [
        (agency.code, name.nominative)
        for agency, of_one in groupby(names, key=lambda name: name.agency)
        if (name := name_in_force(list(of_one), today)) is not None
    ]


def find_matches(
    user: User, years: Iterable[ReportingYear], query: Query, narrowing: Narrowing, *, number: str = ""
) -> Matches:
    """What the terms of the query are found in, of what the user may see. Sub-points of the `number` that was asked for
    stand before those whose measures hold it (one query more).

    `years` are those that `reporting_years_visible_to` gives the user. All terms must stand in one text, measure,
    comment or title. Where the exact comparison finds nothing at all, the looser one is tried. Two queries, or four; one
    more on PostgreSQL.
    """
    if not query.terms or narrowing.kind in (AGENCY, PERSON):
        return Matches([], [])
    years = [
        year
        for year in years
        if narrowing.plan in ("", year.plan.code) and (narrowing.year is None or narrowing.year == year.year)
    ]
    by_index = _pays_to_use_index(user, query, narrowing)
    numbered = list(of_number(_measures(user, years, narrowing), number).values_list("pk", flat=True)) if number else []
    for loose in (False, True) if query.is_looser_possible else (False,):
        entries = _entries_found(user, years, query, narrowing, loose=loose, by_index=by_index[loose])
        measures = _measures_found(user, years, query, narrowing, loose=loose, by_index=by_index[loose])
        holding = list(measures.values_list("pk", flat=True)[: COUNTED + 1])
        matches = Matches(
            list(entries.values_list("pk", flat=True)[: COUNTED + 1]),
            list(dict.fromkeys([*numbered, *holding])),
            is_loose=loose,
        )
        if matches.entries or matches.measures:
            return matches
    return Matches([], [])


def _pays_to_use_index(user: User, query: Query, narrowing: Narrowing) -> dict[bool, bool]:
    """Judged by what is long, or by what alone is searched."""
    if narrowing.wants(TEXT):
        return pays_to_use_index(Entry.objects.all(), _text_column(user), query)
    if narrowing.wants(COMMENT):
        return pays_to_use_index(Comment.objects.all(), "text_folded", query)
    if narrowing.wants(EVIDENCE):
        return pays_to_use_index(Evidence.objects.all(), _title_column(user), query)
    return pays_to_use_index(SubPoint.objects.all(), "measure_folded", query)


def _entries_found(
    user: User, years: Sequence[ReportingYear], query: Query, narrowing: Narrowing, *, loose: bool, by_index: bool
) -> QuerySet[Entry]:
    entries = entries_visible_to(user).filter(reporting_year__in=[year.pk for year in years])
    if narrowing.section:
        entries = entries.filter(sub_point__section__number=narrowing.section)
    if narrowing.agency and reads_all_agencies(user):
        entries = entries.filter(agency__code=narrowing.agency)
    if narrowing.status:
        entries = entries.filter(
            Q((column_of(user, "status"), narrowing.status), (column_of(user, "nothing_to_report"), False))
        )
    others: list[QuerySet] = []
    if narrowing.wants(COMMENT) and may_read_internal(user):
        others.append(comments_holding(query, loose=loose, by_index=by_index).order_by().values("entry"))
    if narrowing.wants(EVIDENCE):
        others.append(evidence_holding(user, query, loose=loose, by_index=by_index).order_by().values("entry"))
    in_texts = holds_all(_text_column(user), query.terms, loose=loose, by_index=by_index)
    in_texts &= Q((column_of(user, "nothing_to_report"), False))
    if not narrowing.wants(TEXT):
        found = Q()
    elif by_index and others:  # not one condition with OR: each of the sources is to be found by its own index
        others.insert(0, entries.filter(in_texts).order_by().values("pk"))
        found = Q()
    else:
        found = in_texts
    if others:
        found |= Q(pk__in=others[0].union(*others[1:], all=True) if others[1:] else others[0])
    return entries.filter(found).order_by(*_ENTRY_ORDER) if found else entries.none()


def _text_column(user: User) -> str:
    return "submitted__submitted_folded" if reads_submitted(user) else "narrative_folded"


def _title_column(user: User) -> str:
    return "submitted_title_folded" if reads_submitted(user) else "title_folded"


_ENTRY_ORDER = (
    "-reporting_year__year",
    "-reporting_year__plan__start_year",
    "reporting_year__plan__code",
    "sub_point__section__number",
    "sub_point__number",
    "agency__protocol_order",
    "agency__code",
)


def comments_holding(query: Query, *, loose: bool, by_index: bool) -> QuerySet[Comment]:
    """The comments that hold the query, whosever they are."""
    return Comment.objects.filter(holds_all("text_folded", query.terms, loose=loose, by_index=by_index))


def evidence_holding(user: User, query: Query, *, loose: bool, by_index: bool) -> QuerySet[Evidence]:
    """The evidence whose title holds the query, of whatever entry and as the user reads it."""
    return evidence_read_by(user).filter(holds_all(_title_column(user), query.terms, loose=loose, by_index=by_index))


def _measures_found(
    user: User, years: Sequence[ReportingYear], query: Query, narrowing: Narrowing, *, loose: bool, by_index: bool
) -> QuerySet[SubPoint]:
    holding = holds_all("measure_folded", query.terms, loose=loose, by_index=by_index)
    return _measures(user, years, narrowing).filter(holding)


def _measures(user: User, years: Sequence[ReportingYear], narrowing: Narrowing) -> QuerySet[SubPoint]:
    """Measures of the plans that are reported on in the years, newest plan first; for administrators, who keep them, of
    all plans. They have no status, so that none has the one asked for.
    """
    if not narrowing.wants(MEASURE) or narrowing.status:
        return SubPoint.objects.none()
    measures = SubPoint.objects.all()
    if not _keeps_accounts(user):
        measures = measures.filter(section__plan__in={year.plan_id for year in years})
    if narrowing.section:
        measures = measures.filter(section__number=narrowing.section)
    if narrowing.agency and reads_all_agencies(user):
        measures = measures.filter(
            Exists(Assignment.objects.filter(sub_point=OuterRef("pk"), agency__code=narrowing.agency))
        )
    if narrowing.year is not None:
        measures = measures.covering(narrowing.year)
    return measures.order_by("-section__plan__start_year", "section__plan__code", "section__number", "number")
