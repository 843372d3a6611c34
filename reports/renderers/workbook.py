"""A report's figures and tables as a workbook, with XlsxWriter: a row for each text and each of its figures, the sums, all
tables of the texts.

The tables stand on one sheet, under each other, and each of their rows says the sub-point and the agency: whoever checks a
report filters by these, and need not look through as many sheets as there are tables. Everything is as the Document has it;
what is a number there is a number here, and shows the same.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

from plans.narrative import Block, ListBlock, Table
from reports.document import (
    ANNEXES,
    DOSSIER,
    FIGURE,
    OVERALL_STATUS,
    OVERVIEW,
    STATUS,
    UNIT,
    VALUE,
    Document,
    Section,
)
from reports.renderers.sheets import Book, Page, lines_of
from reports.titles import measure_in, point_word

TEXTS, SUMS, TABLES = "Məlumat", "Yekunlar", "Cədvəllər"
BY_YEAR, TRENDS, MATRIX, YEAR = "İllər üzrə", "Göstəricilər", "Yarımbənd və qurumlar", "İl"
SECTION, MEASURE, AGENCY, STANDS, TABLE = "Bölmə", "Tədbir", "Qurum", "Məlumatın vəziyyəti", "Cədvəl"
APPROVED = "Təsdiq edilib"
_NO_TIME = "2000-01-01T00:00"  # where the report does not say as of when it stands: the same report is the same file


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of the report and where it stands."""

    section: str
    number: str
    measure: str
    agency: str
    text: Section
    is_overall: bool = False


def write_workbook(document: Document) -> bytes:
    """The file's bytes: of one document always the same."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as made:
        made.set_properties(_properties(document))
        book = Book(made)
        texts = list(_texts(document))
        head = _head(document)
        if document.kind != OVERVIEW:
            _write_texts(book.page(TEXTS), document, texts)
        else:  # its first sheet has what others have over their texts
            _write_notes(book, BY_YEAR, document.sections, head)
        _write_notes(book, SUMS, document.summary, head if document.kind == OVERVIEW and not document.sections else ())
        _write_trends(book, document)
        _write_tables(book, document, texts)
        _write_notes(book, document.front[0].heading if document.front else "", document.front)
        _write_notes(book, ANNEXES, document.annexes)
        _write_notes(book, MATRIX, document.matrix)
    return out.getvalue()


def _properties(document: Document) -> dict[str, Any]:
    made = datetime.fromisoformat(document.as_of or _NO_TIME).replace(tzinfo=None)
    return {"title": document.title, "author": document.agency or document.plan, "created": made}


def _texts(document: Document) -> Iterator[_Text]:
    """Every text with its sub-point; what is assessed over all agencies comes before theirs. In a dossier the years stand
    where the sections of the plan are, and in an overview there is no text.
    """
    if document.kind == OVERVIEW:
        return
    if document.kind == DOSSIER:
        for year in document.sections:
            yield from (_Text(year.heading, "", "", text.heading, text) for text in year.sections)
        return
    for section in document.sections:
        if not section.sections:
            yield _Text("", section.number, measure_in(section.heading), document.agency, section)
        for point in section.sections:
            measure = measure_in(point.heading)
            if point.status or not point.sections:
                yield _Text(section.heading, point.number, measure, document.agency, point, is_overall=True)
            for text in point.sections:
                yield _Text(section.heading, point.number, measure, text.heading, text)


def _term(texts: Iterable[_Text]) -> str:
    number = next((text.number for text in texts if text.number), "")
    return point_word(number or "4.2.1")


def _write_texts(page: Page, document: Document, texts: list[_Text]) -> None:
    page.columns(36, 11, 60, 36, 24, 24, 40, 14, 12)
    page.say(document.title, page.title)
    for line in _head(document):
        page.say(line, page.bold)
    heads = (YEAR if document.kind else SECTION, _term(texts), MEASURE, AGENCY, STANDS, STATUS, FIGURE, UNIT, VALUE)
    page.heads(heads, kept_columns=2)
    for text in texts:
        where = (text.section, text.number, text.measure)
        if text.is_overall:
            page.line((*where, OVERALL_STATUS, "", text.text.status, "", "", ""))
            continue
        stands = text.text.mark or APPROVED
        for name, unit, value in [(each.name, each.unit, each.value) for each in text.text.figures] or [("", "", "")]:
            page.line((*where, text.agency, stands, text.text.status, name, unit, value), numbers_from=8)
    page.filters(len(heads))


def _head(document: Document) -> tuple[str, ...]:
    """What stands over everything: sample data, draft, as of when."""
    return tuple(line for line in (document.notice, document.watermark, document.standing) if line)


def _write_notes(book: Book, name: str, sections: tuple[Section, ...], head: tuple[str, ...] = ()) -> None:
    """What stands beside the texts: lines and tables under their headings."""
    if not sections:
        return
    page = book.page(name)
    page.columns(60, 40, *[16] * 8)
    for line in head:
        page.say(line, page.bold)
    for section in sections:
        page.say(section.heading, page.bold)
        _write_blocks(page, section.blocks)
        page.skip()


def _write_blocks(page: Page, blocks: Iterable[Block]) -> None:
    for block in blocks:
        if isinstance(block, Table):
            page.table(block)
        else:
            for line in lines_of((block,)):
                page.say(line, page.wrapped)


def _write_trends(book: Book, document: Document) -> None:
    """The figures over the years that the report draws, under the heading of their sub-point."""
    parts = (*document.summary, *document.sections)
    drawn = [part for section in parts for part in section.walk() if part.trends]
    if not drawn:
        return
    page = book.page(TRENDS)
    page.columns(60, *[16] * 9)
    for section in drawn:
        page.say(section.heading, page.bold)
        for trend in section.trends:
            _write_blocks(page, trend.blocks)
        page.skip()


def _write_tables(book: Book, document: Document, texts: list[_Text]) -> None:
    found = [(text, list(tables_in(text.text.blocks))) for text in texts]
    if not any(tables for _text, tables in found):
        return
    page = book.page(TABLES)
    page.columns(11, 36, 9, *[24] * 30)
    page.heads((_term(texts), AGENCY, TABLE), kept_columns=3)
    for text, tables in found:
        for place, table in enumerate(tables, 1):
            page.table(table, before=(text.number, text.agency, place))
            page.skip()


def tables_in(blocks: Iterable[Block]) -> Iterator[Table]:
    """The tables of a text in order, those in lists and in cells, too."""
    for block in blocks:
        match block:
            case Table():
                yield block
                for row in block.rows:
                    for cell in row:
                        yield from tables_in(cell.blocks)
            case ListBlock():
                for item in block.items:
                    yield from tables_in(item)
