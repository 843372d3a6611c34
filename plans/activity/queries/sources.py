"""What happens in a plan, table by table: one `Source` for each kind of event, as data."""

import dataclasses
import datetime
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from django.db.models import Exists, Model, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from simple_history.utils import get_history_model_for_model

from plans.enums import CommentAction, EntryAction
from plans.models import (
    Agency,
    AgencyAlias,
    AgencyName,
    Announcement,
    AssessmentDecision,
    Assignment,
    Comment,
    CommentStep,
    EditorialVersion,
    Evidence,
    Extension,
    Indicator,
    Plan,
    Reminder,
    ReportingYear,
    Revision,
    Section,
    SubPoint,
    Transition,
    YearEvent,
)

# The kinds that people filter by, in the order of their list.
KINDS: dict[str, str | Promise] = {
    "moves": _("Submissions and decisions"),
    "texts": _("Texts"),
    "comments": _("Comments"),
    "evidence": _("Evidence"),
    "assessments": _("Assessments"),
    "editorial": _("Editorial versions"),
    "deadlines": _("Years and deadlines"),
    "plan": _("Plan data"),
}
ONE_STEP = datetime.timedelta(seconds=5)  # between what one transaction writes
STAFF_ACTIONS = (EntryAction.SUBMIT, EntryAction.TAKE_BACK)


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of event and where its facts stand: all values but the first three are paths of fields, "" for none.

    `by_staff`: done by an agency's people, whose names observers do not see. `where` holds of every row; what a reader
    may see of the rows is in `scope`.
    """

    event: str
    kind: str  # of KINDS
    model: type[Model]
    when: str
    who: str = ""
    agency: str = ""
    sub_point: str = ""
    year: str = ""
    word: str = ""  # a code: the action, the state, the status
    text: str = ""  # what people wrote or called it, only what every reader of the row may read
    day: str = ""
    day_before: str = ""
    added: str = ""
    removed: str = ""
    by_staff: bool = False
    where: Q = field(default_factory=Q)


class _Place(TypedDict, total=False):
    """The paths of a `Source` that say where its events belong."""

    agency: str
    sub_point: str
    year: str


_OF_ENTRY: _Place = {"agency": "entry__agency", "sub_point": "entry__sub_point", "year": "entry__reporting_year"}
_OF_COMMENT: _Place = {
    "agency": "comment__entry__agency",
    "sub_point": "comment__entry__sub_point",
    "year": "comment__entry__reporting_year",
}
_OF_YEAR: _Place = {"year": "reporting_year"}
_OF_AGENCY: _Place = {"year": "reporting_year", "agency": "agency"}


def _move(event: str, where: Q, *, by_staff: bool) -> Source:
    return Source(
        event,
        "moves",
        Transition,
        "created_at",
        "actor",
        **_OF_ENTRY,
        word="action",
        text="reason",
        day="resubmit_by",
        by_staff=by_staff,
        where=where,
    )


def _editorial(step: str, when: str, who: str, *, word: str = "", by_staff: bool = False) -> Source:
    return Source(
        f"editorial-{step}",
        "editorial",
        EditorialVersion,
        when,
        who,
        **_OF_ENTRY,
        word=word,
        by_staff=by_staff,
        where=Q((f"{when}__isnull", False)),
    )


def _step(step: str, action: CommentAction, *, by_staff: bool = False) -> Source:
    return Source(
        f"comment-{step}",
        "comments",
        CommentStep,
        "created_at",
        "actor",
        **_OF_COMMENT,
        by_staff=by_staff,
        where=Q(action=action),
    )


def _history(model: type[Model], *, where: Q | None = None, **place: Unpack[_Place]) -> Source:
    return Source(
        f"plan-{model._meta.model_name}",
        "plan",
        get_history_model_for_model(model),
        "history_date",
        "history_user",
        word="history_type",
        where=where or Q(),
        **place,
    )


def _told_by_no_event() -> Q:
    """Of a year's history what came by another door (an import, say): a step with the year leaves an event, which says more,
    and a row of history in the same transaction.
    """
    written = YearEvent.objects.filter(
        reporting_year=OuterRef("id"),
        created_at__gte=OuterRef("history_date"),
        created_at__lte=OuterRef("history_date") + ONE_STEP,
    )
    return Q(~Exists(written))


# In the order in which events of one moment follow each other.
SOURCES: tuple[Source, ...] = (
    _history(Plan),
    _history(Section),
    _history(SubPoint, sub_point="id"),
    _history(Agency, agency="id"),
    _history(AgencyName, agency="agency"),
    _history(AgencyAlias, agency="agency"),
    _history(Assignment, sub_point="sub_point", agency="agency"),
    _history(Indicator, sub_point="sub_point"),
    _history(ReportingYear, year="id", where=_told_by_no_event()),
    Source(
        "year",
        "deadlines",
        YearEvent,
        "created_at",
        "actor",
        **_OF_YEAR,
        word="action",
        text="reason",
        day="deadline_after",
        day_before="deadline_before",
    ),
    Source(
        "extension-asked",
        "deadlines",
        Extension,
        "asked_at",
        "asked_by",
        **_OF_AGENCY,
        day="asked_until",
        by_staff=True,
        where=Q(asked_at__isnull=False),
    ),
    Source(
        "extension-decided",
        "deadlines",
        Extension,
        "decided_at",
        "decided_by",
        **_OF_AGENCY,
        word="state",
        day="granted_until",
        where=Q(decided_at__isnull=False),
    ),
    Source("announcement", "deadlines", Announcement, "created_at", "sent_by", **_OF_YEAR, text="text"),
    Source("reminder", "deadlines", Reminder, "created_at", "sent_by", **_OF_AGENCY),
    Source(
        "revision",
        "texts",
        Revision,
        "saved_at",
        "author",
        **_OF_ENTRY,
        word="origin",
        added="words_added",
        removed="words_removed",
        by_staff=True,
    ),
    Source("evidence-added", "evidence", Evidence, "added_at", "added_by", **_OF_ENTRY, text="title", by_staff=True),
    Source(
        "evidence-removed",
        "evidence",
        Evidence,
        "removed_at",
        "removed_by",
        **_OF_ENTRY,
        text="title",
        by_staff=True,
        where=Q(removed_at__isnull=False),
    ),
    Source("comment", "comments", Comment, "created_at", "author", **_OF_ENTRY, where=Q(parent__isnull=True)),
    Source("comment-answer", "comments", Comment, "created_at", "author", **_OF_ENTRY, where=Q(parent__isnull=False)),
    _step("dealt-with", CommentAction.DEALT_WITH, by_staff=True),
    _step("resolved", CommentAction.RESOLVED),
    _step("reopened", CommentAction.REOPENED),
    _move("move-of-staff", Q(action__in=STAFF_ACTIONS), by_staff=True),
    _move("move", ~Q(action__in=STAFF_ACTIONS), by_staff=False),
    _editorial("written", "written_at", "written_by"),
    _editorial("asked", "asked_at", "asked_by"),
    _editorial("answered", "answered_at", "answered_by", word="state", by_staff=True),
    _editorial("decided", "decided_at", "decided_by"),
    _editorial("withdrawn", "withdrawn_at", "withdrawn_by"),
    _editorial("outdated", "outdated_at", ""),
    Source(
        "assessment",
        "assessments",
        AssessmentDecision,
        "decided_at",
        "decided_by",
        sub_point="assessment__sub_point",
        year="assessment__reporting_year",
        word="status",
    ),
)
RANKS: dict[str, int] = {source.event: rank for rank, source in enumerate(SOURCES)}
SOURCE_OF_RANK: dict[int, Source] = dict(enumerate(SOURCES))


def as_observed(source: Source) -> Source:
    """The same events for observers: no reason of a decision, and evidence under the title with which it was submitted."""
    if source.event == "evidence-added":
        return dataclasses.replace(source, text="submitted_title")
    return without_text(source)


def without_text(source: Source) -> Source:
    """The same events for readers who may not read what was written with them."""
    return dataclasses.replace(source, text="")
