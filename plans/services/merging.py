"""Merges two forms of an entry that began from the same one: the text as `narrative.merge` does, everything else by value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plans.narrative import Merge, merge, merge_value

SCALARS = ("status", "nothing_to_report", "nothing_reason", "internal_note")


@dataclass(frozen=True, slots=True)
class ValueConflict:
    """A field that both have changed, each differently. `name` is the field's, or "figures:<indicator>"."""

    name: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class ContentMerge:
    """The merge of two contents; `content` is whole only where `is_clean`."""

    narrative: Merge
    values: dict
    conflicts: tuple[ValueConflict, ...]

    @property
    def is_clean(self) -> bool:
        return self.narrative.is_clean and not self.conflicts

    @property
    def content(self) -> dict:
        """The merged fields by name. Raises ValueError while something is to be chosen."""
        if self.conflicts:
            raise ValueError("values are to be chosen")
        return self.values | {"narrative": self.narrative.html}

    @property
    def with_both(self) -> dict:
        """The fields with nothing left out: a paragraph that both changed stands twice, mine first; values are mine."""
        figures = {
            conflict.name.partition(":")[2]: conflict.mine
            for conflict in self.conflicts
            if conflict.name.startswith("figures:") and conflict.mine is not None
        }
        narrative = self.narrative.resolved(["both"] * len(self.narrative.conflicts))
        return self.values | {"narrative": narrative, "figures": self.values["figures"] | figures}


def merge_content(*, base: Mapping, mine: Mapping, theirs: Mapping) -> ContentMerge:
    """Merges two contents (dicts of `CONTENT_FIELDS`) with the one that both began from."""
    values: dict = {}
    conflicts: list[ValueConflict] = []
    for name in SCALARS:
        values[name], differ = merge_value(base[name], mine[name], theirs[name])
        if differ:
            conflicts.append(ValueConflict(name, base[name], mine[name], theirs[name]))
    values["figures"] = {}
    for key in _keys(base["figures"], mine["figures"], theirs["figures"]):
        sides = [content["figures"].get(key) for content in (base, mine, theirs)]
        value, differ = merge_value(*sides)
        if differ:
            conflicts.append(ValueConflict(f"figures:{key}", *sides))
        elif value is not None:
            values["figures"][key] = value
    return ContentMerge(merge(base["narrative"], mine["narrative"], theirs["narrative"]), values, tuple(conflicts))


def _keys(*figures: Mapping) -> Sequence[str]:
    return list(dict.fromkeys(key for mapping in figures for key in mapping))
