"""The one entry of the reading half: a file → a parsed report."""

import os
from pathlib import Path

from reports.importer.errors import MAX_FILE_BYTES, Fault, UnreadableDocument, require_size
from reports.importer.extract.document import extract
from reports.importer.parse.report import ParsedReport, parse_report


def read_report(source: str | os.PathLike[str] | bytes, filename: str | None = None) -> ParsedReport:
    """Read a report from a path or from the bytes of a file.

    `filename` tells the kind of file (.md, .txt, .docx); for a path it may be left out. Raises UnreadableDocument, whose
    `code` and `params` say why, where nothing can be read at all. A document without headings is no
    error here: its `items` are empty and all its text is unplaced.
    """
    if isinstance(source, bytes):
        if filename is None:
            raise ValueError("Bytes do not tell what kind of file they are: give `filename` too.")
        return parse_report(extract(source, filename))
    path = Path(source)
    try:
        # The size first: a file far too large is not even read.
        require_size(path.stat().st_size)
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UnreadableDocument(Fault.CANNOT_OPEN, file=path.name) from error
    return parse_report(extract(data, filename or path.name))
