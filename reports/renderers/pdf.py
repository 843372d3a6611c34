"""The report as PDF/A-3a: tagged, fonts embedded, the JSON attached; made by WeasyPrint from the HTML form (docs/pdf.md)."""

import json
import re
from collections.abc import Iterator
from unicodedata import normalize

from reports.document import Document, as_json
from reports.look import USUAL, Look
from reports.renderers import RendererUnavailable
from reports.renderers.html import HtmlRenderer
from reports.renderers.hyphens import hyphenated

HINT = "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0 fonts-croscore fonts-dejavu-core"

_WHOLE = re.compile('<span class="whole">([^<]*)</span>')
_ONLY = re.compile("(<t[dh][^<>]*+>)<p[^<>]*+>([^<]*+(?:<(?!/?(?:p|t[dh])[ >])[^<]*+)*+)</p>(?=</t[dh]>)")
_BEGINNING = "<article "  # of the text
PIECE = 2000  # letters at least; a text of more than two of them is cut
_STRETCH = re.compile("(?<=>)[^<>]++(?=<)")
_DASH = re.compile("[-‐‑‒–—─/]")

# Signs that no font of the set-up has, as signs and letters that stand for them on paper; the attached JSON has the text.
_IN_LETTERS = (range(0x2474, 0x249C), range(0x24B6, 0x24EA), range(0x3380, 0x33DF))  # ⑴ ⒈ Ⓐ ㎡
_DRAWN = str.maketrans(
    {"✅": "✔", "❌": "✘", "❎": "✘", "❗": "!", "❓": "?", "⭐": "★"}
    | {chr(code): normalize("NFKC", chr(code)) for codes in _IN_LETTERS for code in codes}
)


def printed(document: Document, look: Look = USUAL) -> tuple[str, str]:
    """What a PDF is made of: the page to print, and the report for machines that is attached to it."""
    return printed_page(document, look), printed_data(document)


def printed_page(document: Document, look: Look = USUAL) -> str:
    """The page to print."""
    page = in_pieces(without_boxes(kept_together(HtmlRenderer().render_text(document, look)))).translate(_DRAWN)
    return hyphenated(page) if look.hyphenated else page


def printed_data(document: Document) -> str:
    """The report for machines that is attached: what the JSON file says, on one line, which takes a tenth of the time."""
    return json.dumps(as_json(document), ensure_ascii=False) + "\n"


def kept_together(html: str) -> str:
    """The page with no-break spaces and word joiners where the screen has spans, which take WeasyPrint a fifth longer.

    A text that is copied or read from the PDF has neither of them (`pdf_file`).
    """
    return _WHOLE.sub(lambda found: _DASH.sub("\\g<0>\u2060", found[1].replace(" ", "\u00a0")), html)


def without_boxes(html: str) -> str:
    """The page with cells whose only paragraph has no box of its own: each box of a long table takes its time."""
    return _ONLY.sub("\\1\\2", html)


def in_pieces(html: str) -> str:
    """The page with very long stretches of text in spans: WeasyPrint goes through the rest of one for each of its lines."""
    before, found, text = html.partition(_BEGINNING)
    return before + found + _STRETCH.sub(lambda stretch: "".join(_pieces(stretch[0])), text)


def _pieces(text: str) -> Iterator[str]:
    start = 0
    # A piece ends with a space, so that a line may end there and no word or sign is cut.
    while len(text) - start > 2 * PIECE and (end := text.find(" ", start + PIECE) + 1):
        yield f"<span>{text[start:end]}</span>"
        start = end
    yield text[start:]


class PdfRenderer:
    """Made where WeasyPrint and what it stands on are installed; raises RendererUnavailable elsewhere."""

    label = "PDF"
    content_type = "application/pdf"
    extension = "pdf"

    def __init__(self) -> None:
        try:
            import weasyprint  # noqa: F401

            from reports.renderers.pdf_file import write_pdf
        except (ImportError, OSError) as error:  # Pango is a system library: its absence shows as an OSError
            raise RendererUnavailable(HINT) from error
        self._write = write_pdf

    def render(self, document: Document, look: Look = USUAL) -> bytes:
        return self._write(*printed(document, look))
