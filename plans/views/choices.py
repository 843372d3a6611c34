"""Two forms of an entry beside each other: what differs, in words, and what the writer may choose."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from plans.enums import NOTHING_LABEL, ImplementationStatus
from plans.forms.entry import EntryForm
from plans.models import CONTENT_FIELDS, EntryContent, Indicator
from plans.narrative import Hunk, marked_html
from plans.queries.wording import yes_or_no
from plans.services import figure_text, shown_content
from plans.services.merging import ContentMerge, ValueConflict

TEXTS = frozenset({"nothing_reason", "internal_note"})  # values of which both may be kept, one after the other


@dataclass(frozen=True, slots=True)
class Side:
    """One of the texts of a piece. `joins`: it begins with items that go on a list right before them."""

    name: str
    html: str
    joins: bool
    difference: str = ""


@dataclass(frozen=True, slots=True)
class MergePiece:
    """A stretch of the merged text: `settled` as it will stand, or two sides to choose from."""

    settled: tuple[Side, ...] = ()
    mine: Side | None = None
    theirs: Side | None = None


@dataclass(frozen=True, slots=True)
class ValueChoice:
    """A field that both have changed. `raw_…` is what the form's field holds, `mine` and `theirs` what people read."""

    name: str
    label: str
    mine: str
    theirs: str
    raw_mine: str
    raw_theirs: str
    raw_both: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """All that the writer has to choose; `values` are the fields that need no choice, as the page's fields hold them."""

    pieces: list[MergePiece]
    fields: list[ValueChoice]
    values: dict = field(default_factory=dict)


def choices_of(merge: ContentMerge, indicators: list[Indicator]) -> Choices:
    """What is to be chosen in a merge that is not clean."""
    names = {str(indicator.pk): indicator.name for indicator in indicators}
    values = merge.values | {"figures": {key: figure_text(value) for key, value in merge.values["figures"].items()}}
    return Choices(list(_pieces(merge.narrative.hunks)), [_choice(one, names) for one in merge.conflicts], values)


def _pieces(hunks: tuple[Hunk, ...]) -> Iterator[MergePiece]:
    settled: list[Side] = []
    for hunk in hunks:
        if hunk.kind != "conflict":
            settled.append(Side("", hunk.chosen, _joins(hunk.chosen_units)))
            continue
        if settled:
            yield MergePiece(settled=tuple(settled))
            settled = []
        _base, my_units, their_units = hunk.units
        yield MergePiece(
            mine=Side("mine", hunk.mine, _joins(my_units), marked_html(hunk.base, hunk.mine)),
            theirs=Side("theirs", hunk.theirs, _joins(their_units), marked_html(hunk.base, hunk.theirs)),
        )
    if settled:
        yield MergePiece(settled=tuple(settled))


def _joins(units: tuple) -> bool:
    return bool(units) and units[0].kind == "item"


def _choice(conflict: ValueConflict, names: Mapping[str, str]) -> ValueChoice:
    name, mine, theirs = conflict.name, conflict.mine, conflict.theirs
    raw_mine, raw_theirs = _raw(name, mine), _raw(name, theirs)
    return ValueChoice(
        name,
        _label(name, names),
        shown_value(name, mine),
        shown_value(name, theirs),
        raw_mine,
        raw_theirs,
        f"{raw_mine}\n\n{raw_theirs}".strip() if name in TEXTS else "",
    )


def _label(name: str, names: Mapping[str, str]) -> str:
    if name.startswith("figures:"):
        return names.get(name.removeprefix("figures:"), _("Figure"))
    return str(EntryForm.base_fields[name].label)


def names_of(fields: Iterable[str]) -> str:
    """The names of content fields as a list to read."""
    named = {"figures": _("Figures"), "nothing_to_report": str(NOTHING_LABEL)}
    return "; ".join(named.get(name) or _label(name, {}) for name in fields)


def _raw(name: str, value: str | bool | None) -> str:
    if name.startswith("figures:"):
        return figure_text(value if isinstance(value, str) else None)
    return ("true" if value else "false") if isinstance(value, bool) else value or ""


def shown_value(name: str, value: str | bool | None, *, in_table: bool = False) -> str:
    """A field's value as people read it: standing alone, or in a table, where an empty cell says enough."""
    if isinstance(value, bool):
        return yes_or_no(value) if in_table else capfirst(yes_or_no(value))
    if name == "status" and value:
        return str(ImplementationStatus(value).label)
    shown = figure_text(value) if name.startswith("figures:") else value
    return shown or ("" if in_table else _("nothing"))


def changed_fields(
    stored: Mapping, sent: Mapping, indicators: Iterable[Indicator], *, in_table: bool = False
) -> list[tuple[str, str, str]]:
    """(label, stored value, sent value) of the fields but the text that differ; figures of `sent` as they were typed.

    `in_table` as in `shown_value`; fields have their short names there.
    """
    names = {str(indicator.pk): indicator.name for indicator in indicators}
    rows = [
        (
            str(NOTHING_LABEL) if in_table and name == "nothing_to_report" else _label(name, names),
            shown_value(name, stored[name], in_table=in_table),
            shown_value(name, sent[name], in_table=in_table),
        )
        for name in CONTENT_FIELDS
        if name not in ("narrative", "figures") and name in sent and sent[name] != stored[name]
    ]
    empty = shown_value("", "", in_table=in_table)
    for key, typed in sent.get("figures", {}).items():
        before = figure_text(stored["figures"].get(key))
        if typed.strip() not in (before, stored["figures"].get(key, "")):
            rows.append((_label(f"figures:{key}", names), before or empty, typed.strip() or empty))
    return rows


def as_sent(new: EntryContent, old: EntryContent) -> dict:
    """The content of a later text as a page would have sent it after an earlier one: figures that are gone are ""."""
    shown = shown_content(new.content)
    return shown | {"figures": dict.fromkeys(old.figures, "") | shown["figures"]}
