"""A document goes in and comes out again, in every format, with nothing lost and nothing changed."""

import dataclasses
import json
import unicodedata
from pathlib import Path

import pytest

from plans.enums import EntryState
from plans.models import Agency, Assignment, Entry, Plan, ReportingYear, Section, SubPoint
from plans.narrative import clean, parse
from plans.services.reference import load_records
from reports.building import build_agency_document
from reports.document import Document, from_json
from reports.document import Section as DocumentSection
from reports.importer.html import blocks_to_html
from reports.importer.match import match_report
from reports.importer.parse.report import Item
from reports.importer.read import read_report
from reports.importer.stage import stage_report
from reports.importer.words import word_note
from reports.renderers import renderer_for
from reports.titles import sub_point_heading
from tests.conftest import make_agency
from tests.data.build_hard_cases import build_hard_cases_docx
from tests.real_document import MARKDOWN, WORD
from tests.reports.reading import docx_paragraphs, html_blocks, markdown_paragraphs, pdf_text, squeeze
from tests.reports.samples import rich_document

ROOT = Path(__file__).resolve().parent.parent.parent
REFERENCE = ROOT / "fixtures" / "reference.json"
PAGE_BREAKS = ("telefonları haqqında",)  # how the second half of a paragraph broken by a page begins


def _expected_of_the_real_document() -> tuple[list[str], list[str]]:
    """Headings and paragraphs read off the Markdown by hand, not by the importer under test."""
    parts = MARKDOWN.read_text(encoding="utf-8").strip().split("\n\n")
    headings: list[str] = []
    paragraphs: list[str] = []
    for part in (p.strip("#* ") for p in parts if p.lstrip("# ").startswith("**")):
        if part[0].isdigit():
            headings.append(part)
        elif headings:  # a heading broken by a page; title and word stand before the first heading
            headings[-1] += " " + part
    for part in parts:
        text = part.removeprefix("- ")
        if part.lstrip("# ").startswith("**"):
            continue
        if text.startswith(PAGE_BREAKS):
            paragraphs[-1] += " " + text
        else:
            paragraphs.append(text)
    return [heading.replace("yarım bənd", "yarımbənd") for heading in headings], paragraphs


@pytest.fixture
def imported(request, db) -> Document:
    """The Document built from the entries that the source became."""
    source: Path = request.param
    load_records(REFERENCE)
    report = read_report(source, source.name)
    match = match_report(report, open_year=True)
    stage_report(match, source=source.name)
    agency = Agency.objects.prefetch_related("names").get(code="DMX")
    Entry.objects.update(state=EntryState.APPROVED)  # a draft prints more: marks, and what is missing
    return build_agency_document(ReportingYear.objects.get(year=2021), agency, None)


def _check_order(haystack: str, needles: list[str]) -> None:
    place = 0
    for needle in needles:
        found = haystack.find(squeeze(needle), place)
        assert found >= 0, needle
        place = found + len(squeeze(needle))


@pytest.mark.real_document
@pytest.mark.parametrize("imported", [MARKDOWN, WORD], indirect=True, ids=lambda path: path.suffix)
def test_real_document_comes_back_in_every_format_to_the_letter(imported, tmp_path):
    headings, paragraphs = _expected_of_the_real_document()
    assert (len(headings), len(paragraphs)) == (22, 55)
    assert [section.heading for section in imported.sections] == headings
    assert list(imported.paragraphs()) == paragraphs

    data = json.loads(renderer_for("json").render(imported))
    assert [section["heading"] for section in data["sections"]] == headings
    texts = []
    for section in data["sections"]:
        for block in section["blocks"]:
            texts += (
                [p["text"] for item in block["items"] for p in item] if block["kind"] == "list" else [block["text"]]
            )
    assert texts == paragraphs

    blocks = html_blocks(renderer_for("html").render(imported))
    assert [text for tag, text in blocks if tag == "h2"] == headings
    assert [text for tag, text in blocks if tag == "p"] == ["M Ə L U M A T", *paragraphs]

    markdown = markdown_paragraphs(renderer_for("md").render(imported))
    assert markdown[2:] == _interleave(imported)
    assert sum(line.startswith("- ") for line in renderer_for("md").render(imported).decode().splitlines()) == 2

    word = docx_paragraphs(renderer_for("docx").render(imported))
    assert [text for style, text in word if style == "Heading 2"] == headings
    assert [text for style, text in word[2:] if style != "Heading 2"] == paragraphs
    assert sum(style == "List Bullet" for style, _text in word) == 2

    text = pdf_text(renderer_for("pdf").render(imported), tmp_path)
    expected = [imported.title, "M Ə L U M A T", *_interleave(imported)]
    assert text == squeeze("".join(_with_list_marks(imported, expected)))


def _interleave(document: Document) -> list[str]:
    """Headings and paragraphs in the order of the page."""
    lines = []
    for section in document.sections:
        lines.append(section.heading)
        lines += Document("", "", "az", "", "", 0, (section,)).paragraphs()
    return lines


def _with_list_marks(document: Document, lines: list[str]) -> list[str]:
    """The dash that stands before a bullet on the page is text of the page, not of the paragraph."""
    items = {
        paragraph.text
        for section in document.sections
        for block in section.blocks
        if hasattr(block, "items")
        for item in block.items
        for paragraph in item
    }
    return [f"–{line}" if line in items else line for line in lines]


@pytest.mark.real_document
@pytest.mark.parametrize("source", [MARKDOWN, WORD], ids=lambda path: path.suffix)
@pytest.mark.parametrize("fmt", ["md", "docx"])
@pytest.mark.django_db
def test_real_document_read_back_from_our_own_file_changes_nothing(source, fmt, tmp_path):
    load_records(REFERENCE)
    report = read_report(source, source.name)
    stage_report(match_report(report, open_year=True), source=source.name)
    before = dict(Entry.objects.values_list("pk", "narrative"))
    agency = Agency.objects.prefetch_related("names").get(code="DMX")
    document = build_agency_document(ReportingYear.objects.get(year=2021), agency, None)
    path = tmp_path / f"a.{fmt}"
    path.write_bytes(renderer_for(fmt).render(document))
    again = read_report(path, path.name)
    assert again.as_json(word_note)["unplaced"] == []
    assert (len(again.items), again.year) == (22, 2021)
    outcomes = stage_report(match_report(again), source=path.name)
    assert {outcome.action for outcome in outcomes} == {"unchanged"}
    assert dict(Entry.objects.values_list("pk", "narrative")) == before
    assert Plan.objects.count() == 1


# --- The project's own document with every hard case: always there ---------------------------------------------------


def _lines(item: Item) -> list[str]:
    """The paragraphs of an item as a narrative holds them: letters of a list stay in the text, cells are lines."""
    lines = []
    for block in item.blocks:
        if block.rows:
            lines += [line for row in block.rows for cell in row for line in cell.split("\n")]
        elif block.ordered and block.marker[0].isalpha():
            lines.append(f"{block.marker} {block.text}")
        else:
            lines.append(block.text)
    return [line for line in lines if line.strip()]


HARD_CASES = ("md", "txt", "docx")


@pytest.fixture
def hard_case(request, db, tmp_path) -> tuple[Document, list[str], list[str]]:
    """The Document of the hard cases, its headings and its paragraphs as the reader found them in the file."""
    path = tmp_path / f"hard_cases.{request.param}"
    data = ROOT / "tests" / "data" / f"hard_cases.{request.param}"
    path.write_bytes(build_hard_cases_docx() if request.param == "docx" else data.read_bytes())
    report = read_report(path, path.name)
    # The last item repeats a number on purpose; an import refuses that (test_match_and_stage).
    report = dataclasses.replace(report, items=report.items[:-1])
    plan = Plan.objects.create(code="cetin", title=report.plan, start_year=2020, end_year=2024)
    agency = make_agency("CETIN", report.agency)
    expected_headings, expected = [], []
    for number, item in sorted(
        ((number, found) for found in report.items for number in found.numbers),
        key=lambda pair: [int(part) for part in pair[0].split(".")],
    ):
        section = Section.objects.get_or_create(plan=plan, number=".".join(number.split(".")[:2]))[0]
        sub_point = SubPoint.objects.create(section=section, number=number, measure=item.measure or "Nümunə tədbir")
        Assignment.objects.create(sub_point=sub_point, agency=agency)
        expected_headings.append(sub_point_heading(number, sub_point.measure))
        expected += _lines(item)
    stage_report(match_report(report, open_year=True), source=path.name)
    Entry.objects.update(state=EntryState.APPROVED)
    document = build_agency_document(ReportingYear.objects.get(), agency, None)
    return document, expected_headings, expected


@pytest.mark.parametrize("hard_case", HARD_CASES, indirect=True)
def test_hard_cases_come_back_in_every_format_to_the_letter(hard_case, tmp_path):
    document, headings, paragraphs = hard_case
    assert len(paragraphs) >= 38
    assert [section.heading for section in document.sections] == headings
    squeezed = [squeeze(paragraph) for paragraph in paragraphs]
    assert [squeeze(paragraph) for paragraph in document.paragraphs()] == squeezed
    assert from_json(json.loads(renderer_for("json").render(document))) == document

    blocks = html_blocks(renderer_for("html").render(document))
    assert [text for tag, text in blocks if tag == "h2"] == headings
    assert [squeeze(text) for tag, text in blocks if tag == "p"][1:] == squeezed

    word = docx_paragraphs(renderer_for("docx").render(document))
    assert [text for style, text in word if style == "Heading 2"] == headings
    assert [squeeze(text) for style, text in word[2:] if style != "Heading 2" and text] == squeezed

    # A letter written as two signs is drawn as one: what a page shows can only be compared in composed form.
    page = unicodedata.normalize("NFC", pdf_text(renderer_for("pdf").render(document), tmp_path))
    _check_order(page, [unicodedata.normalize("NFC", paragraph) for paragraph in paragraphs])

    path = tmp_path / "again.md"
    path.write_bytes(renderer_for("md").render(document))
    again = read_report(path, path.name)
    assert again.as_json(word_note)["unplaced"] == []
    assert [squeeze(text) for item in again.items for text in _lines(item)] == squeezed


# --- Our own Word file, read again ------------------------------------------------------------------------------------

OWN = {
    "lists in lists": (
        "<ul><li><p>Üst;</p><ul><li><p>alt;</p><ol><li><p>dərin bir;</p></li><li><p>dərin iki.</p><ul><li><p>ən dərin.</p></li>"
        "</ul></li></ol></li></ul></li><li><p>Üst iki.</p></li></ul>"
    ),
    "items of several paragraphs": (
        "<ul><li><p>birinci bənd;</p><p>ikinci abzası;</p><ul><li><p>içəridəki bənd;</p><p>davamı.</p></li></ul></li>"
        "<li><p>ikinci bənd.</p></li></ul>"
    ),
    "numbers that begin again": (
        '<ol start="3"><li><p>üçüncü.</p><ol><li><p>bir.</p></li><li><p>iki.</p></li></ol></li><li><p>dördüncü.</p><ol><li>'
        "<p>bir.</p></li></ol></li></ol><p>Ara.</p><ol><li><p>bir.</p></li></ol>"
    ),
    "two tables": (
        "<table><tbody><tr><th><p>A</p></th></tr><tr><td><p>1</p></td></tr></tbody></table>"
        "<table><tbody><tr><th><p>B</p></th><th><p>C</p></th></tr><tr><td><p>2</p></td><td><p>3</p></td></tr></tbody></table>"
    ),
    "headings over rows and columns": (
        '<table><tbody><tr><th rowspan="2"><p>Göstərici</p></th><th colspan="2"><p>İllər</p></th></tr><tr><th><p>2020</p></th>'
        "<th><p>2021</p></th></tr><tr><th><p>Hal</p></th><td><p>10</p></td><td><p><strong>12</strong></p></td></tr></tbody></table>"
    ),
    "a table without headings, with a short row": (
        "<table><tbody><tr><td><p>a</p></td><td></td></tr><tr><td><p>b</p></td></tr></tbody></table>"
    ),
    "lists in cells": (
        "<table><tbody><tr><th><ul><li><p>a</p></li></ul></th></tr><tr><td><p>b</p><ol><li><p>c</p><ul><li><p>d</p></li></ul></li>"
        "<li><p>e</p></li></ol></td></tr></tbody></table>"
    ),
    "headings only": "<table><tbody><tr><th><p>a</p></th></tr><tr><th><p>b</p></th></tr></tbody></table>",
    "bold before a suffix": "<p><strong>“Nümunə Planı”</strong>nda nəzərdə tutulub.</p>",
    "a wide table": f"<p>Bir.</p><table><tbody><tr>{'<td><p>Maarifləndirmə</p></td>' * 20}</tr></tbody></table><p>İki.</p>",
}


def _report(html: str, agency: str = "Nümunə Xidməti") -> Document:
    section = DocumentSection("4.2.9-cu yarımbənd üzrə (Nümunə tədbir):", 2, "4.2.9", parse(html))
    return dataclasses.replace(rich_document(), agency=agency, sections=(section,))


@pytest.mark.parametrize("name", OWN)
def test_own_word_file_comes_back_as_it_was(name):
    assert clean(OWN[name]) == OWN[name]
    again = read_report(renderer_for("docx").render(_report(OWN[name])), "a.docx")
    assert blocks_to_html(again.items[0].blocks) == OWN[name]
    assert again.unplaced == ()  # nor the running head


def test_a_line_end_in_an_item_of_a_cell_goes_on_with_the_item():
    html = "<table><tr><td><ol><li>a<br>b</li><li>c</li></ol></td></tr></table>"
    again = read_report(renderer_for("docx").render(_report(html)), "a.docx")
    cell = "<td><ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol></td>"
    assert blocks_to_html(again.items[0].blocks) == f"<table><tbody><tr>{cell}</tr></tbody></table>"


def test_own_contents_are_no_headings_of_another_report():
    again = read_report(renderer_for("docx").render(_report("<p>Mətn.</p>", agency="")), "a.docx")
    assert [(item.number, [block.text for block in item.blocks]) for item in again.items] == [("4.2.9", ["Mətn."])]
    assert again.unplaced == ()
