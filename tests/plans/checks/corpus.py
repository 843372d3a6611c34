"""Passages with what stands in them marked: "… telefonu [[telephone:050 123 45 67]] …", a line each; "#" begins a remark."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from plans.checks import Finding

HERE = Path(__file__).parent
_MARK = re.compile(r"\[\[([a-z_]+):(.*?)\]\]")
Span = tuple[str, int, int]


@dataclass(frozen=True)
class Marked:
    """A passage, and what has to be found in it as (kind or reason, start, end)."""

    text: str
    spans: tuple[Span, ...]


@dataclass
class Score:
    right: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.false))

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed))

    def __str__(self) -> str:
        told = [f"{self.right} found, precision {self.precision:.3f}, recall {self.recall:.3f}"]
        told += [f"missed: {one}" for one in self.missed] + [f"false: {one}" for one in self.false]
        return "\n".join(told)


def read_passages(name: str) -> list[Marked]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [_marked(line.replace("\\n", "\n")) for line in lines if line and not line.startswith("#")]


def _marked(line: str) -> Marked:
    text, spans, place = "", [], 0
    for match in _MARK.finditer(line):
        text += line[place : match.start()]
        spans.append((match[1], len(text), len(text) + len(match[2])))
        text += match[2]
        place = match.end()
    return Marked(text + line[place:], tuple(spans))


def score_of(passages: list[Marked], find: Callable[[str], tuple[Finding, ...]], code: str) -> Score:
    """A finding is right where it is of the kind that is marked and nothing of what is marked stands outside of it."""
    score = Score()
    for passage in passages:
        found = {(getattr(one, code).value, one.start, one.end) for one in find(passage.text)}
        for span in passage.spans:
            hit = next(
                (one for one in sorted(found) if one[0] == span[0] and one[1] <= span[1] and span[2] <= one[2]), None
            )
            if hit is None:
                score.missed.append(f"{span[0]} “{passage.text[span[1] : span[2]]}” in: {passage.text}")
            else:
                score.right += 1
                found.discard(hit)
        score.false += [f"{kind} “{passage.text[start:end]}” in: {passage.text}" for kind, start, end in sorted(found)]
    return score
