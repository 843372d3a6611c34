"""What a change of plan data changed, field by field, from the history that every record of the plan keeps."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Field, ForeignKey, OuterRef, Q, QuerySet, Subquery, TextField

from plans.activity.queries.sources import SOURCE_OF_RANK, Source
from plans.azerbaijani import short_date
from plans.models import Section
from plans.narrative import Paragraph, Run, differences_html, to_html
from plans.queries.wording import yes_or_no

CREATED, CHANGED, DELETED = "+", "~", "-"
_SAID_ALREADY = ("plan", "sub_point", "agency")  # by the row of a record that came or went
LONGEST_SHORT_TEXT = 80  # a longer one is folded, and its words are compared


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, as people read it; "" where it was empty or the record was not there.

    `difference` is the word-level difference of a long text as safe HTML, "" for short values.
    """

    label: str
    before: str
    after: str
    difference: str = ""

    @property
    def is_long(self) -> bool:
        return max(len(self.before), len(self.after)) > LONGEST_SHORT_TEXT


class HistoryRow(Protocol):
    """A record of history: a row of a model that django-simple-history makes of a model of the plan."""

    id: int  # of the record that it is a version of
    pk: int
    history_type: str
    tracked_fields: Sequence[Field[Any, Any]]


@dataclass(slots=True)
class Record:
    """A record of history, with the one before it (None for a first one, and where none was kept)."""

    now: HistoryRow
    before: HistoryRow | None = None
    changes: list[FieldChange] = field(default_factory=list)

    @property
    def is_without_earlier(self) -> bool:
        """A change whose earlier values nobody kept."""
        return self.now.history_type == CHANGED and self.before is None

    def value(self, name: str) -> Any:
        """What the record's field of the name holds."""
        return getattr(self.now, name)


class Names:
    """How records are called: sub-points' numbers, agencies, sections; each by key. Filled by `rows`."""

    def __init__(self) -> None:
        self.sub_points: dict[int, str] = {}
        self.agencies: dict[int, str] = {}
        self.sections: dict[int, str] = {}
        self.plans: dict[int, str] = {}

    def of(self, name: str, key: int | None) -> str:
        """The name of a record that a field of the name leads to."""
        if key is None:
            return ""
        known = {
            "sub_point": self.sub_points,
            "agency": self.agencies,
            "section": self.sections,
            "plan": self.plans,
        }.get(name, {})
        return known.get(key, str(key))


def plan_records(keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Record]:
    """By (rank, key) the history records asked for, each with the one before it. One query for each kind among them.

    The one before is that of the next smaller key, not of the earlier date: clocks are set back.
    """
    by_rank: dict[int, list[int]] = {}
    for rank, key in keys:
        by_rank.setdefault(rank, []).append(key)
    found: dict[tuple[int, int], Record] = {}
    for rank, wanted in by_rank.items():
        found |= {(rank, key): record for key, record in _with_earlier(SOURCE_OF_RANK[rank], wanted).items()}
    return found


def _with_earlier(source: Source, wanted: list[int]) -> dict[int, Record]:
    history: QuerySet[Any] = source.model._default_manager.all()  # each row is a `HistoryRow`
    earlier = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    before = history.filter(pk__in=wanted).order_by().annotate(before=Subquery(earlier.values("pk")[:1]))
    asked = set(wanted)
    latest: dict[int, HistoryRow] = {}  # by record, as the loop goes on from old to new
    found: dict[int, Record] = {}
    for record in history.filter(Q(pk__in=wanted) | Q(pk__in=before.values("before"))).order_by("history_id"):
        if record.pk in asked:
            created = record.history_type == CREATED
            found[record.pk] = Record(record, None if created else latest.get(record.id))
        latest[record.id] = record
    return found


def named_by(records: Iterable[Record]) -> dict[str, set[int]]:
    """The keys that the records' fields name, by the field's name: "sub_point", "agency", "section"."""
    named: dict[str, set[int]] = {"sub_point": set(), "agency": set(), "section": set(), "plan": set()}
    for record in records:
        for version in (record.now, record.before):
            if version is None:
                continue
            for known in _fields(version):
                if isinstance(known, ForeignKey) and known.name in named:
                    named[known.name].add(getattr(version, known.attname))
    return {name: keys - {None} for name, keys in named.items()}


def section_numbers(keys: set[int]) -> dict[int, str]:
    """By key the numbers of sections, of deleted ones too. No query for none, otherwise one or two."""
    numbers = dict(Section.objects.filter(pk__in=keys).order_by().values_list("pk", "number")) if keys else {}
    if gone := keys - set(numbers):
        numbers |= dict(Section.history.filter(id__in=gone).order_by("history_id").values_list("id", "number"))
    return numbers


def note_changes(records: Iterable[Record], names: Names) -> None:
    """Fills `changes` of the records. No query."""
    for record in records:
        record.changes = list(_changes(record, names))


def _changes(record: Record, names: Names) -> Iterable[FieldChange]:
    version, kind = record.now, record.now.history_type
    for known in _fields(version):
        if kind != CHANGED and known.name in _SAID_ALREADY:
            continue
        after = _value(version, known, names)
        before = _value(record.before, known, names) if record.before is not None else ""
        if kind == DELETED:
            before, after = after, ""
        elif kind == CREATED:
            before = ""
        if before != after:
            yield FieldChange(str(known.verbose_name), before, after, _difference(known, before, after))


def _fields(version: HistoryRow) -> list[Field[Any, Any]]:
    return [known for known in version.tracked_fields if not known.primary_key]


def _value(version: HistoryRow, known: Field[Any, Any], names: Names) -> str:
    """A field's value as a table prints it."""
    value = getattr(version, known.attname)
    if value is None or value == "":
        return ""
    if isinstance(known, ForeignKey):
        return names.of(known.name, value)
    if known.choices:
        return str(dict(known.flatchoices).get(value, value))
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, datetime.date):
        return short_date(value)
    return str(value)


def _difference(known: Field[Any, Any], before: str, after: str) -> str:
    if not isinstance(known, TextField) and max(len(before), len(after)) <= LONGEST_SHORT_TEXT:
        return ""
    if not before or not after:
        return ""
    return differences_html(_as_html(before), _as_html(after))


def _as_html(text: str) -> str:
    return to_html(Paragraph((Run(line),)) for line in text.splitlines() if line.strip())
