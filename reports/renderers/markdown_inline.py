"""Words in Markdown: escapes, bold and italic, links.

CommonMark reads `**` as bold only beside the right signs: after a quotation mark and before a suffix (`**“Plan”**nda`) it
does not. There the tags of HTML stand instead, which every CommonMark reader takes.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from plans.narrative import Run

# Only what a CommonMark reader would take for markup is escaped: text stays readable as it is.
_MARKUP = re.compile(r"([\\`*\[\]]|<(?=[A-Za-z/!?])|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|~(?=~)|(?<=~)~)")
_ADDRESS_MARKUP = re.compile(r"([\\<>]|&(?=#?\w+;))")
_ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@dataclass(slots=True)
class _Piece:
    """A stretch of escaped text of one look."""

    text: str
    bold: bool = False
    italic: bool = False

    @property
    def is_marked(self) -> bool:
        return self.bold or self.italic


def escaped(text: str) -> str:
    """The text with a backslash before each sign that would be markup."""
    return _MARKUP.sub(r"\\\1", text)


def inline(runs: Iterable[Run], line_end: str = "\\\n") -> str:
    """The runs as one line of Markdown, or several where `line_end` is a line's end."""
    written: list[str] = []
    waiting: list[_Piece] = []
    for run in runs:
        if run.href:
            written.append(_marked(waiting, line_end))
            waiting = []
            if written[-1].endswith("!"):  # before a bracket it makes a picture
                written[-1] = written[-1].removesuffix("!") + "\\!"
            address = _ADDRESS_MARKUP.sub(r"\\\1", run.href).replace("\n", "")
            written.append(f"[{_marked(_pieces(run), line_end)}](<{address}>)")
        else:
            waiting += _pieces(run)
    written.append(_marked(waiting, line_end))
    return "".join(written)


def _pieces(run: Run) -> list[_Piece]:
    """The run with the spaces at its ends taken out of its look: marks must touch their words."""
    inner = run.text.strip()
    if not (run.bold or run.italic) or not inner:
        return [_Piece(escaped(run.text))]
    begun = run.text.index(inner)
    before, after = run.text[:begun], run.text[begun + len(inner) :]
    pieces = (_Piece(before), _Piece(escaped(inner), run.bold, run.italic), _Piece(after))
    return [piece for piece in pieces if piece.text]


def _marked(pieces: list[_Piece], line_end: str) -> str:
    """The pieces with the marks of their looks; links stand between them, and are signs to whoever reads the marks."""
    written = ""
    is_starred = False  # the piece before ends with stars
    for place, piece in enumerate(pieces):
        if not piece.is_marked:
            written += piece.text
            is_starred = False
            continue
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        # What follows is another mark – stars or a tag – or plain text, or the end.
        after = "<" if following and following.is_marked else following.text[:1] if following else ""
        is_starred = not is_starred and _may_begin(written[-1:], piece.text[0]) and _may_end(piece.text[-1], after)
        opening, closing = _stars(piece) if is_starred else _tags(piece)
        written += f"{opening}{piece.text}{closing}"
    return written.replace("\n", line_end)


def _stars(piece: _Piece) -> tuple[str, str]:
    marks = "*" * (2 * piece.bold + piece.italic)
    return marks, marks


def _tags(piece: _Piece) -> tuple[str, str]:
    names = [name for name, is_set in (("strong", piece.bold), ("em", piece.italic)) if is_set]
    return "".join(f"<{name}>" for name in names), "".join(f"</{name}>" for name in reversed(names))


def _may_begin(before: str, first: str) -> bool:
    """Whether stars between these signs begin something: CommonMark's left-flanking run."""
    return not _may_be_sign(first) or _parts_words(before)


def _may_end(last: str, after: str) -> bool:
    return not _may_be_sign(last) or _parts_words(after)


def _parts_words(sign: str) -> bool:
    """Whether every reader takes it for a space or a punctuation sign; "" is a line's or a link's end."""
    return not sign or sign in _ASCII_PUNCTUATION or unicodedata.category(sign) in _CERTAIN or sign in "\t\n"


def _may_be_sign(sign: str) -> bool:
    """Whether any reader takes it for one: older editions of CommonMark know fewer."""
    return not sign.isalnum()


_CERTAIN = frozenset({"Zs", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"})
