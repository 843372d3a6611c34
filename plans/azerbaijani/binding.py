"""Where a line may not end, for pages (`unbroken`) and papers (`bound_stretches`).

Both keep a range ("2020–2024") and the suffix of a number ("4.2.10-cu") on one line. Pages, whose headings are short, keep an
ordinal with its year ("2024-cü il") as well; papers a number with its unit, № with its number, initials with a surname and an
abbreviation with its suffix.

On pages two characters do it, which say nothing, and `broken` takes them out again. On paper spans do it. A file for Word is
not bound: its format has no property of a run that keeps a dash with what follows, nor a dash that does; a character put in
would go with whatever is copied out, and stand in what is read back (docs/word.md).
"""

import re

JOINER = "\u2060"  # no width, no line ends at it
FIXED_SPACE = "\u00a0"

# Longer than this, what belongs together may part after all on paper: it would leave a narrow column, or a gap in the line
# before.
LONGEST = 24

_CAPITAL = "A-ZÇƏĞİÖŞÜ"
_SMALL = "a-zçəğıöşü"
_DASH = "\\-‐‑‒–—─"
_SPACE = f"[ {FIXED_SPACE}]"
# With any suffix.
_COUNTED = "nəfər manat qəpik faiz dəfə ədəd gün saat dəqiqə hektar ton litr kilometr metr avro dollar rubl hal"
_SHORT = "AZN USD EUR min mln mlrd milyon milyard km m sm mm kq q t ha kv il ildə ilin ildən illər illik ay ayda ayın"
_MONTHS = "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr"

# The rules. Each begins where no word or number goes on, and is of bounded length: a search takes time in proportion to the
# text. On pages, where characters are put in, what stands at a slash may be a part of an address and stays as it is; on paper
# the second half of "2021/2022-ci" is bound like any other.
_BEGINS = rf"(?<![\w.,{_DASH}])"
_NUMBER = r"\d[\d.]{0,11}"
_SUFFIX = rf"-[{_SMALL}]{{1,6}}"
_RANGE_OR_ORDINAL = rf"{_BEGINS}{_NUMBER}(?:[{_DASH}]{_NUMBER})?(?:{_SUFFIX})?(?!\w)"
_WITH_YEAR = rf"""(?<![/{JOINER}]){_BEGINS}{_NUMBER}
    (?:{_SPACE}?(?P<dash>[{_DASH}]){_SPACE}?{_NUMBER})?
    (?P<suffix>{_SUFFIX}(?:{_SPACE}il(?!k)[{_SMALL}]{{0,8}})?)?
    (?![\w/{JOINER}])"""
_SIGN_AND_NUMBER = rf"№{_SPACE}{{0,2}}[\w/.{_DASH}]{{1,18}}"
_THOUSANDS = rf"{_BEGINS}\d{{1,3}}(?:{_SPACE}\d{{3}}){{1,4}}(?![\d])(?:{_SPACE}?[%‰₼€$°])?"
_NUMBER_AND_UNIT = rf"""{_BEGINS}\d[\d.,]{{0,11}}
    {_SPACE}(?:(?:{_COUNTED.replace(" ", "|")})[{_SMALL}]{{0,8}}|(?:{_MONTHS.replace(" ", "|")})[{_SMALL}]{{0,5}}
              |(?:{_SHORT.replace(" ", "|")})|[%‰₼€$°]C?)(?!\w)"""
_ABBREVIATION = rf"(?<!\w)[{_CAPITAL}]{{2,8}}{_SUFFIX}(?!\w)"
_INITIALS = rf"(?<![\w.])(?:[{_CAPITAL}]\.{_SPACE}?){{1,2}}[{_CAPITAL}][{_CAPITAL}{_SMALL}]{{1,18}}"
_SURNAME = rf"(?<!\w)[{_CAPITAL}][{_SMALL}]{{1,15}}{_SPACE}[{_CAPITAL}]\.{_SPACE}?[{_CAPITAL}]\."

# A mark of a status and the first of its words: "☐ Qiymətləndirilməyib".
_MARK_AND_WORD = rf"[\u2200-\u2bff]{_SPACE}[{_CAPITAL}{_SMALL}]{{1,22}}(?!\w)"

_ON_PAGES = re.compile(_WITH_YEAR, re.VERBOSE)
_ON_PAPER = re.compile(
    "|".join(
        (
            _SIGN_AND_NUMBER,
            _THOUSANDS,
            _NUMBER_AND_UNIT,
            _RANGE_OR_ORDINAL,
            _ABBREVIATION,
            _INITIALS,
            _SURNAME,
            _MARK_AND_WORD,
        )
    ),
    re.VERBOSE,
)
_BREAKS = re.compile(rf"[ {FIXED_SPACE}{_DASH}]")  # where a line could end at all
_DASH_BEFORE_WORD = re.compile(rf"([{_DASH}])(?=\w)")
_JOINED = re.compile(f"{JOINER}+")


def unbroken(text: str) -> str:
    """The text with what keeps its ranges and ordinals on one line; unchanged where it is there already.

    Addresses ("mfp-2020-2024"), dates and numbers that stand alone stay as they are.
    """
    return _ON_PAGES.sub(_kept, text)


def broken(text: str) -> str:
    """The text as it was before `unbroken`, with ordinary spaces: for what is copied, compared and looked for."""
    return _JOINED.sub("", text).replace(FIXED_SPACE, " ")


def bound_stretches(text: str) -> list[tuple[int, int]]:
    """The stretches of a text that keep to one line on paper, as (beginning, end), in order and apart from one another."""
    return [
        match.span()
        for match in _ON_PAPER.finditer(text)
        if match.end() - match.start() <= LONGEST and _BREAKS.search(match[0])
    ]


def _kept(match: re.Match[str]) -> str:
    if not (match["dash"] or match["suffix"]):
        return match[0]
    return _DASH_BEFORE_WORD.sub(rf"\1{JOINER}", match[0].replace(" ", FIXED_SPACE))
