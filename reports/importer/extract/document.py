"""A file of any supported kind → blocks; its content decides, its name only helps."""

from pathlib import PurePath

from reports.importer.blocks import Extracted
from reports.importer.errors import Fault, UnreadableDocument, require_size
from reports.importer.extract.docx.document import extract_docx
from reports.importer.extract.encoding import decode_text
from reports.importer.extract.markdown import extract_markdown
from reports.importer.extract.text import extract_text

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_TEXT_READERS = {".md": extract_markdown, ".markdown": extract_markdown, ".txt": extract_text}
_WORD_ENDINGS = (".docx", ".doc", ".docm", ".rtf")


def extract(data: bytes, filename: str) -> Extracted:
    """The blocks of the file `data`.

    `filename` tells Markdown from plain text. Raises UnreadableDocument with one of the codes of `errors.Fault`.
    """
    require_size(len(data))
    # File endings are ASCII, so Python's lower() is right here.
    ending = PurePath(filename).suffix.lower()
    if ending not in _TEXT_READERS and ending not in _WORD_ENDINGS:
        raise UnreadableDocument(Fault.UNSUPPORTED_TYPE)
    if ending in _WORD_ENDINGS or data.startswith(_ZIP):
        return extract_docx(data)
    text, notes = decode_text(data)
    extracted = _TEXT_READERS[ending](text)
    return Extracted(extracted.blocks, extracted.unplaced, (*notes, *extracted.notes))
