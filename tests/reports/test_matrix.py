"""The table of sub-points and agencies: its letters, and how it stands on large pages."""

import dataclasses
import json
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from plans.enums import EntryState
from plans.models import Assignment, Entry
from plans.narrative import Paragraph, Table, walk_paragraphs
from reports.building import build_consolidated_document
from reports.building.matrix import AGENCIES_A_SHEET
from reports.document import Section, as_json, from_json
from reports.options import CONSOLIDATED_DEFAULT, Content, Part
from reports.renderers import renderer_for
from reports.renderers.matrix import column_widths, shortened, text_of
from tests.conftest import make_agency
from tests.reports.renderers.pdf_reading import pages_of, structure_of, words_outside
from tests.reports.samples import document_of

OPTIONS = dataclasses.replace(CONSOLIDATED_DEFAULT, content=Content.ALL, parts=frozenset({Part.MATRIX}))


def rows_of(section: Section) -> list[list[str]]:
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    return [[" ".join(each.text for each in walk_paragraphs(cell.blocks)) for cell in row] for row in table.rows]


def test_letters_say_what_came_of_each_part(year, agency, other_agency, write_entry, django_assert_num_queries):
    write_entry("4.2.9", state=EntryState.APPROVED)
    write_entry("4.2.10", state=EntryState.SUBMITTED)
    write_entry("4.2.9", by=other_agency, state=EntryState.APPROVED)
    mine = Entry.objects.filter(agency=agency)
    mine.filter(sub_point__number="4.2.9").update(status="implemented")
    mine.filter(sub_point__number="4.2.10").update(status="partly_implemented")
    Assignment.objects.filter(agency=agency, sub_point__number="4.2.4").update(role="recommended")
    with django_assert_num_queries(7):  # entries with names, assessments, sample notice; sub-points, parts with names
        document = build_consolidated_document(year, None, OPTIONS)
    (sheet,) = document.matrix
    head, *rows = rows_of(sheet)
    assert (head[0], head[2], len(head)) == ("Yarımbənd", "Ümumi", 5)
    column = {number: marks for number, _measure, *marks in rows}
    own = head.index(agency.abbreviation or agency.names.get().nominative) - 2
    assert [column[number][own] for number in ("4.2.9", "4.2.10", "4.2.4", "4.1.6")] == ["İ", "(Q)", "T", "–"]
    assert {marks[0] for marks in column.values()} == {"☐"}  # nothing is assessed
    (key, *_rest) = (block.text for block in sheet.blocks if isinstance(block, Paragraph))
    assert "☐ – yarımbəndin icrası qiymətləndirilməyib; " in key
    assert "T – tədbir quruma tövsiyə edilib, məlumat daxil edilməyib; boş xana – qurumun icrasında deyil." in key
    assert column["4.2.9"][3 - own] == "M"
    assert build_consolidated_document(year, None, dataclasses.replace(OPTIONS, parts=frozenset())).matrix == ()


def test_many_agencies_go_over_several_sheets_with_their_names(year, agency):
    for number in range(AGENCIES_A_SHEET):
        one = make_agency(f"N{number}", f"Nümunə Qurumu {number}")
        Assignment.objects.create(sub_point=Assignment.objects.first().sub_point, agency=one, role="executor")
    first, second = build_consolidated_document(year, None, OPTIONS).matrix
    assert len(rows_of(first)[0]) == AGENCIES_A_SHEET + 3
    assert first.heading.endswith("(1–36-cı qurumlar)")
    names = [name for sheet in (first, second) for name in rows_of(sheet)[0][3:]]
    assert len(set(names)) == len(names) > AGENCIES_A_SHEET


@pytest.mark.parametrize(("columns", "room"), [(39, 375.0), (4, 375.0), (39, 320.0)])
def test_columns_fill_the_room(columns, room):
    widths = column_widths(columns, room)
    assert (len(widths), round(sum(widths), 6)) == (columns, room)
    assert all(width <= 12 for width in widths[3:])


MEASURE = "Nümunə tədbir: maarifləndirmə tədbirlərinin ölkədaxili təlim proqramları ilə birgə keçirilməsi " * 5


@pytest.mark.parametrize(
    ("agencies", "rows", "words"),
    [
        (36, 60, "Nümunə tədbir: maarifləndirmə tədbirlərinin ölkədaxili təlim …"),
        (36, 1, f"{MEASURE[:95]}Nümunə tədbir: maarifləndirmə …"),
        (90, 60, "Nümunə tədbir: maarifləndirmə tədbirlərinin ölkədaxili təlim …"),
    ],
)
def test_measures_are_cut_between_words_where_their_column_ends(agencies, rows, words):
    from reports.building.matrix import _table

    table = _table([""] * (3 + agencies), [("4.1.1", MEASURE, "", *[""] * agencies)] * rows)
    assert {text_of(row[1]) for row in shortened(table, 375.0).rows[1:]} == {words}
    few = _table([""] * 6, [("4.1.1", MEASURE[:300], "", "", "", "")])
    assert text_of(shortened(few, 375.0).rows[1][1]) == MEASURE[:300]  # all of it, for there is room


@pytest.mark.django_db
def test_heads_are_names_where_these_fit_and_codes_of_no_ones_making():
    from reports.building.matrix import _named

    names = (
        "Nümunə Xidməti",
        "Nümunə Ədliyyə və Hüquq Nazirliyi",
        "Nümunə Məsələləri üzrə Dövlət Komitəsinin Baş İdarəsi",
    )
    agencies = [make_agency(f"N{number}", name) for number, name in enumerate(names)]
    agencies[0].abbreviation = "NX"
    agencies[2].abbreviation = "NMK"
    assert [head for _agency, head, _name in _named(agencies, 2024)] == [*names[:2], "NMK"]


@pytest.fixture(scope="module")
def large():
    """A report with a sheet of 60 sub-points and 36 agencies, two pages long."""
    from reports.building.matrix import _key, _paragraph, _table

    head = ("Yarımbənd", "Tədbir", "Ümumi", *(f"Nümunə Xidməti və Nümunə {number}" for number in range(36)))
    rows = [(f"4.2.{row}", "Nümunə tədbirin adı", "İ", *("Q" * 30), *("",) * 6) for row in range(1, 61)]
    sheet = Section("Nümunə cədvəl", 2, blocks=(_paragraph(_key("yarımbənd")), _table(head, rows)))
    return dataclasses.replace(document_of("<p>Nümunə mətn.</p>"), agency="", matrix=(sheet,), watermark="LAYİHƏ")


def test_matrix_survives_json(large):
    assert from_json(json.loads(json.dumps(as_json(large)))) == large


def test_pdf_has_it_on_large_pages_with_its_head_on_each(large, tmp_path):
    made = renderer_for("pdf").render(large)
    pages = pages_of(made, tmp_path)
    assert [(round(page.width), round(page.height)) for page in pages] == [(595, 842)] * 2 + [(1191, 842)] * 2
    assert words_outside(pages) == []
    for page in pages[2:]:
        words = [word.text for word in page.words]
        assert {"Yarımbənd", "Tədbir", "35"} <= set(words)
    structure = structure_of(made)
    assert [element.kind for element in structure.root.walk()].count("Table") == 1
    assert (structure.parents, structure.unmarked) == (structure.owners, 0)


def test_word_has_it_on_a_large_page_with_upright_heads(large):
    word = docx.Document(BytesIO(renderer_for("docx").render(large)))
    last = word.sections[-1]
    assert (round(last.page_width.mm), round(last.page_height.mm)) == (420, 297)
    (table,) = word.tables
    turned = table._tbl.findall(f".//{qn('w:textDirection')}")
    assert (len(turned), {each.get(qn("w:val")) for each in turned}) == (36, {"btLr"})
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert renderer_for("docx").render(large) == renderer_for("docx").render(large)


def test_html_and_markdown_have_the_same_letters(large):
    html = renderer_for("html").render(large).decode()
    assert html.count('class="is-partly_implemented"') == 60 * 30
    assert html.count('<th scope="col" class="is-steep is-two">') == 36
    assert renderer_for("md").render(large).decode().count("| Q ") == 60 * 30
