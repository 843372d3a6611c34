"""The title of a Məlumat: which plan, which agency, which year."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.importer.blocks import SourceBlock
from reports.importer.parse.folding import FoldedText, fold_letters, fold_text
from reports.importer.runs import Runs, join_runs, runs_text, slice_runs, strip_runs

_WORDS = {"melumat", "melumati", "hesabat", "hesabati"}
_WORD_ENDINGS = ("melumat", "melumati")
_LONGEST_WORD = 60
_MOST_PARTS = 4

# Matched against the key of `folding`.
_TITLE_END = re.compile(r"(?:icrasi\s+(?:barede|haqqinda|ile\s+bagli)|icrasina\s+dair)\s*+[.:]?\s*+")
_TITLE_THEN_WORD = re.compile(
    r".*(?:icrasi\s+(?:barede|haqqinda)|icrasina\s+dair)\s+(?P<word>m\s?e\s?l\s?u\s?m\s?a\s?t(?:\s?i)?)\s*", re.DOTALL
)
_PLAN_END = re.compile(r'"\s?-?\s?[a-z]{0,5}\s+nezerde\s+tutul')
# Without “nəzərdə tutulan”: “…Planı”nın icrası.
_PLAN_END_BY_CASE = re.compile(r'"\s?-?\s?(?:n?[dt][ae]|n?[iu]n)(?![a-z])')
_MEASURES = re.compile(r"tedbirlerin\s+")
# Straight after the plan: ”nın …
_AFTER_PLAN = re.compile(r"\s?-?\s?[a-z]{0,5}\s+(?:nezerde\s+tutulan\s+)?")
_BY = re.compile(r"(?<!\s)\s+terefinden(?![a-z])")
_YEAR = re.compile(r"(?<![\d-])(\d{4})\s?-?\s?(?:c[iu])?\s+il(?!ler)[a-z]*")
_YEAR_FIRST = re.compile(r"\s*\d{4}\s?-?\s?(?:c[iu])?\s+il[a-z]*(?:\s+erzinde|\s+uzre)?\s+")
_FIRST_YEAR, _LAST_YEAR = 1991, 2999


@dataclass(frozen=True, slots=True)
class Title:
    """The title as it stands, what it names (None where it does not), and which blocks form it."""

    text: str
    plan: str | None
    agency: str | None
    year: int | None
    first: int
    last: int

    @property
    def pieces(self) -> int:
        """How many of plan, agency and year were found."""
        return sum(piece is not None for piece in (self.plan, self.agency, self.year))


def is_document_word(text: str) -> bool:
    """Whether a paragraph is the word MƏLUMAT, plain or letter-spaced, in any case."""
    return len(text) <= _LONGEST_WORD and fold_letters(text).strip('".:*_#') in _WORDS


def split_title_and_word(block: SourceBlock) -> list[SourceBlock]:
    """A paragraph “… icrası barədə M Ə L U M A T” as two; any other as it is."""
    if block.kind != "paragraph" or not fold_letters(block.text[-_LONGEST_WORD:]).endswith(_WORD_ENDINGS):
        return [block]
    folded = fold_text(block.text)
    match = _TITLE_THEN_WORD.fullmatch(folded.key)
    if match is None:
        return [block]
    at = folded.positions[match.start("word")]
    halves = (slice_runs(block.runs, 0, at), slice_runs(block.runs, at))
    return [SourceBlock("paragraph", strip_runs(half), block.heading_level) for half in halves]


def find_title(blocks: Sequence[SourceBlock]) -> Title | None:
    """The title among the blocks before the first heading.

    It is the paragraph that ends “… icrası barədə”, with those before it that it needs to be whole; without such an
    ending, the paragraphs before the word MƏLUMAT if they name a plan, agency or year.
    """
    best: Title | None = None
    for last in _last_parts(blocks):
        runs: Runs = ()
        for first in range(last, max(last - _MOST_PARTS, -1), -1):
            if blocks[first].kind != "paragraph" or is_document_word(blocks[first].text):
                break
            runs = join_runs((blocks[first].runs, runs))
            title = read_title(runs_text(runs), first, last)
            if best is None or title.pieces > best.pieces:
                best = title
    if best is not None and (best.pieces or _ends_title(best.text)):
        return best
    return None


def read_title(text: str, first: int = 0, last: int = 0) -> Title:
    """What the title `text` names."""
    folded = fold_text(text)
    plan, after = _read_plan(text, folded)
    agency = _read_agency(text, folded, after)
    years = [int(match[1]) for match in _YEAR.finditer(folded.key, after)]
    years = [year for year in years if _FIRST_YEAR <= year <= _LAST_YEAR]
    return Title(text, plan, agency, years[-1] if years else None, first, last)


def _last_parts(blocks: Sequence[SourceBlock]) -> list[int]:
    ending = [index for index, block in enumerate(blocks) if _ends_title(block.text)]
    before_word = [index - 1 for index, block in enumerate(blocks) if index and is_document_word(block.text)]
    return ending or before_word


def _ends_title(text: str) -> bool:
    # Only the end is folded: a title's last words are short.
    folded = fold_text(text[-_LONGEST_WORD:]).key
    return any(match.end() == len(folded) for match in _TITLE_END.finditer(folded))


def _read_plan(text: str, folded: FoldedText) -> tuple[str | None, int]:
    """The plan inside the outer quotes, and where in the key it ends (0 without one).

    Official nesting lets two quotations share one opening mark, so the outer pair is the first mark of the title and
    the one that a case suffix and “nəzərdə tutulan” follow.
    """
    opening = folded.key.find('"')
    ending = _PLAN_END.search(folded.key, opening + 1) if opening >= 0 else None
    if opening >= 0 and ending is None:
        # The last one before the agency.
        limit = _BY.search(folded.key)
        end = limit.start() if limit else len(folded.key)
        ending = _last(_PLAN_END_BY_CASE.finditer(folded.key, opening + 1, end))
    if ending is None:
        return None, 0
    inside = text[folded.positions[opening] + 1 : folded.positions[ending.start()]].strip()
    return inside or None, ending.start() + 1


def _last(matches: Iterable[re.Match[str]]) -> re.Match[str] | None:
    return max(matches, key=lambda match: match.start(), default=None)


def _read_agency(text: str, folded: FoldedText, after: int) -> str | None:
    by = _BY.search(folded.key, after)
    if by is None:
        return None
    begin = _last(_MEASURES.finditer(folded.key, after, by.start() + 1))
    if begin is None and after:
        begin = _AFTER_PLAN.match(folded.key, after, by.start())
    if begin is None:
        return None
    start = begin.end()
    year_first = _YEAR_FIRST.match(folded.key, start)
    if year_first is not None and year_first.end() < by.start():
        start = year_first.end()
    return text[folded.positions[start] : folded.positions[by.start()]].strip() or None
