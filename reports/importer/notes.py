"""What the reader remarks about a document: codes, and the fragments they speak of."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Remark(StrEnum):
    """What is remarked; `words` has the sentence of each."""

    # headings
    JOINED_HEADING = "joined_heading"
    SEVERAL_NUMBERS = "several_numbers"
    WRONG_SUFFIX = "wrong_suffix"
    MISSING_SUFFIX = "missing_suffix"
    SPELLING = "spelling"
    UNCLOSED_HEADING = "unclosed_heading"
    NO_COLON = "no_colon"
    NO_BRACKETS = "no_brackets"
    DUPLICATE = "duplicate"
    EMPTY_ITEM = "empty_item"
    LIKE_HEADING = "like_heading"
    # paragraphs and letters
    JOINED = "joined"
    NBSP = "nbsp"
    CYRILLIC = "cyrillic"
    SCHWA = "schwa"
    DECOMPOSED = "decomposed"
    INVISIBLE = "invisible"
    CONTROL_CHARACTERS = "control_characters"
    # what cannot be taken over as it stands
    IMAGE = "image"
    EMBEDDED_OBJECT = "embedded_object"
    NESTED_TABLE = "nested_table"
    RAGGED_TABLE = "ragged_table"
    LINK_TITLE = "link_title"
    WORD_WARNING = "word_warning"
    # the document as a whole
    NO_HEADINGS = "no_headings"
    TITLE_NOT_FOUND = "title_not_found"
    PLAN_NOT_FOUND = "plan_not_found"
    AGENCY_NOT_FOUND = "agency_not_found"
    YEAR_NOT_FOUND = "year_not_found"


class Reason(StrEnum):
    """Why a piece of the document is in no item; `words` has the words of each."""

    BEFORE_TITLE = "before_title"
    BEFORE_FIRST_HEADING = "before_first_heading"
    NO_HEADING = "no_heading"
    SECTION_HEADING = "section_heading"
    PAGE_NUMBER = "page_number"
    SEPARATOR = "separator"
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    COMMENT = "comment"
    TEXT_BOX = "text_box"
    DRAWING = "drawing"
    EQUATION = "equation"
    TRACKED_DELETION = "tracked_deletion"
    HIDDEN_TEXT = "hidden_text"
    NOT_CONVERTED = "not_converted"


@dataclass(frozen=True, slots=True)
class Note:
    """One remark. `text` is the fragment meant, as it stands; `correction` the same put right, where one is offered."""

    code: Remark
    text: str = ""
    correction: str | None = None
    detail: str = ""

    @property
    def params(self) -> dict[str, str]:
        """What the sentence of the code may name."""
        return {"text": self.text, "mend": self.correction or "", "detail": self.detail}

    def as_json(self, word: Callable[["Note"], str]) -> dict[str, str | None]:
        """The note as `import_report --json` prints it; `word` says it in the reader's language."""
        return {"code": self.code, "message": word(self), "text": self.text, "mend": self.correction}


def excerpt(before: str, after: str, width: int = 40) -> str:
    """The place where two texts met: the end of one and the beginning of the other."""
    head = before if len(before) <= width else "…" + before[-width:]
    tail = after if len(after) <= width else after[:width] + "…"
    return f"{head} {tail}"
