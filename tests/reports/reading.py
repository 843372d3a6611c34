"""Reads rendered files back as a reader sees them: visible text only, for comparing with what was put in."""

import re
import subprocess
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import docx
import openpyxl

_SPACE = re.compile(r"\s+")


def squeeze(text: str) -> str:
    """Text without white space: what counts in a comparison of pages."""
    return _SPACE.sub("", text)


def pdf_text(data: bytes, tmp_path: Path) -> str:
    """The text of a PDF's pages without what stands above them, white space left out, by poppler."""
    path = tmp_path / "report.pdf"
    path.write_bytes(data)
    below_heads = ("-x", "0", "-y", "52", "-W", "2000", "-H", "2000")
    # -raw keeps hyphens at line ends, which the default mode would take for word division.
    result = subprocess.run(
        ["pdftotext", "-raw", *below_heads, "-enc", "UTF-8", path, "-"], check=True, capture_output=True
    )
    return squeeze(result.stdout.decode().replace("\f", ""))


def docx_paragraphs(data: bytes) -> list[tuple[str, str]]:
    """(style name, text) of every paragraph of the body, those of table cells included, in order; no line after a table."""
    document = docx.Document(BytesIO(data))
    found = []
    for block in document.iter_inner_content():
        if isinstance(block, docx.text.paragraph.Paragraph):
            if block.style.name != "Table Separator":
                found.append((block.style.name, block.text))
        else:
            seen = set()
            for row in block.rows:
                for cell in row.cells:
                    if cell._tc not in seen:
                        seen.add(cell._tc)
                        found += [(p.style.name, p.text) for p in cell.paragraphs]
    return found


def xlsx_texts(data: bytes) -> list[str]:
    """What the cells of a workbook say, sheet by sheet and row by row."""
    book = openpyxl.load_workbook(BytesIO(data))
    return [
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value is not None
    ]


def markdown_paragraphs(data: bytes) -> list[str]:
    """Paragraphs of the Markdown text as they stand, without marks of heading, list and emphasis, escapes undone."""
    paragraphs = []
    for part in data.decode().strip().split("\n\n"):
        text = re.sub(r"^\s*(#{1,6} |- |\d+\. )", "", part)
        text = re.sub(r"^\*\*(.*)\*\*$", r"\1", text)
        paragraphs.append(re.sub(r"\\([\\`*_\[\]<>#.()+&-])", r"\1", text))
    return paragraphs


class _Blocks(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag, attrs):
        if tag in ("style", "title") or dict(attrs).get("class") == "document-spoken":
            self.hidden += 1
            self.open.append(tag)
        elif tag in ("p", "h1", "h2", "h3"):
            self.found.append((tag, ""))

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()
            self.hidden -= 1

    def handle_data(self, data):
        if not self.hidden and self.found and data.strip("\n"):
            tag, text = self.found[-1]
            self.found[-1] = (tag, text + data)


def html_blocks(data: bytes) -> list[tuple[str, str]]:
    """(tag, visible text) of every heading and paragraph of an HTML report, in order."""
    parser = _Blocks()
    parser.feed(data.decode())
    return [(tag, text.strip("\n")) for tag, text in parser.found]
