"""Why a file cannot be read at all: one stable code a reason, and what it is about."""

from enum import StrEnum

MAX_FILE_BYTES = 20 * 1024 * 1024
"""Largest file of any kind."""
MAX_TEXT_BYTES = 2 * 1024 * 1024
"""Largest Markdown or text file; a report of a whole year has about 35 KB."""
MAX_PARAGRAPHS = 20_000
"""Most paragraphs, or lines of a text file; a report of a whole year has about a hundred."""


class Fault(StrEnum):
    """What is wrong with a file that cannot be read; `words` has the sentence of each."""

    CANNOT_OPEN = "cannot_open"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    UNSUPPORTED_TYPE = "unsupported_type"
    BINARY = "binary"
    ENCODING = "encoding"
    WRONG_FORMAT = "wrong_format"
    NOT_WORD = "not_word"
    OLD_WORD = "old_word"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    ZIP_BOMB = "zip_bomb"
    UNSAFE_XML = "unsafe_xml"
    TOO_COMPLEX = "too_complex"


class ImportStopped(Exception):
    """Nothing is read, or nothing written. `code` says why, `params` name what its sentence in `words` speaks of."""

    def __init__(self, code: StrEnum, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(code)

    def __str__(self) -> str:
        """For logs: the code and the parameters. What people read is `words.word_refusal`."""
        named = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code} ({named})" if named else str(self.code)


class UnreadableDocument(ImportStopped):
    """The file as a whole cannot be read; `code` is a `Fault`."""


def require_paragraphs(count: int) -> None:
    """Raise `UnreadableDocument` ("too_long") when there are more paragraphs than anybody reports."""
    if count > MAX_PARAGRAPHS:
        raise UnreadableDocument(Fault.TOO_LONG, limit=MAX_PARAGRAPHS)


def require_size(byte_count: int, limit: int = MAX_FILE_BYTES) -> None:
    """Raise `UnreadableDocument` ("too_large") when more than `limit` bytes are to be read."""
    if byte_count > limit:
        raise UnreadableDocument(Fault.TOO_LARGE, limit=limit // (1024 * 1024))
