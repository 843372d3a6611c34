"""What a screen reader is given: one element for what is one, in order, and nothing twice."""

from io import BytesIO

import pikepdf
import pytest
import weasyprint.pdf

from plans.narrative import parse
from reports.document import Document, Section
from reports.renderers import pdf_tags
from reports.renderers.html import HtmlRenderer
from reports.renderers.pdf import PdfRenderer
from reports.renderers.pdf_file import write_pdf
from tests.reports.renderers.pdf_reading import Structure, structure_of
from tests.reports.samples import document_of, rich_pdf

LONG = "<p>" + "Nümunə mətn. Bir neçə söz. " * 60 + "</p>"
TABLE = (
    "<table><tbody><tr><th><p>Sıra</p></th><th><p>Ad</p></th></tr>"
    + "".join(f"<tr><td><p>{number}</p></td><td><p>Nümunə {number}</p></td></tr>" for number in range(120))
    + "</tbody></table>"
)
ITEMS = "<ul>" + "".join(f"<li><p>{'Nümunə bənd ' * 30}</p></li>" for _ in range(12)) + "</ul>"
LINKED = '<p>Bax: <a href="https://numune.example/a">Nümunə keçid</a>, 5 nəfər.</p>'


def document() -> Document:
    return document_of(LONG * 4 + TABLE + ITEMS + LINKED + LONG, notice="Nümunə", sections=2)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return PdfRenderer().render(document())


@pytest.fixture(scope="module")
def structure(pdf) -> Structure:
    return structure_of(pdf)


def test_all_that_is_marked_has_its_element_and_back(structure):
    marked = {(page, number) for page, numbers in enumerate(structure.in_streams) for number in numbers}
    assert marked == set(structure.owners)
    assert structure.owners == structure.parents
    assert structure.unmarked == 0


def test_paragraph_section_list_and_table_are_one_element_each_over_however_many_pages(structure):
    assert structure.root.kind == "Document"
    assert [kid.kind for kid in structure.root.kids] == ["P", "H1", "P", "Sect", "Sect"]
    section = structure.root.kids[3]
    assert [kid.kind for kid in section.kids] == ["H2", "P", "P", "P", "P", "Table", "L", "P", "P"]
    assert any(len({page for page, _number in kid.marked}) == 2 for kid in structure.root.all("P"))
    [table] = section.all("Table")
    assert [kid.kind for kid in table.kids] == ["THead", "TBody"]
    assert [len(kid.kids) for kid in table.kids] == [1, 120]
    assert len({cell.page for cell in table.all("TD")}) > 3
    [items] = section.all("L")
    assert [[part.kind for part in item.kids] for item in items.kids] == [["Lbl", "LBody"]] * 12


def test_weasyprint_alone_begins_anew_on_every_page(monkeypatch):
    from weasyprint.pdf.tags import add_tags

    monkeypatch.setattr(weasyprint.pdf, "add_tags", add_tags)
    apart = structure_of(write_pdf(HtmlRenderer().render_text(document())))
    assert len(apart.root.all("Table")) > 2
    assert weasyprint.pdf.add_tags is not pdf_tags.add_tags


def test_what_pages_repeat_is_an_artifact(structure):
    first, *others = structure.artifacts
    assert first == ["/Footer"]
    for repeated in others:
        assert {"/Header", "/Footer"} <= set(repeated)
    # Whose report and which year, the page's number and, on pages that a table goes on to, its two heads.
    assert sum(page.count("") for page in structure.artifacts) == 2 * sum(
        len({cell.page for cell in table.all("TD")}) - 1 for table in structure.root.all("Table")
    )


def test_headers_have_scopes_and_names_that_lead_to_them(structure):
    headers = structure.root.all("TH")
    assert [header.about["/A"]["/Scope"] for header in headers] == ["/Column"] * 4
    assert len(structure.said_ids) == len(set(structure.said_ids)) == 4
    assert structure.ids == {name: name for name in structure.said_ids}


def test_cells_name_their_headers_where_these_span():
    cells = structure_of(rich_pdf()).root.all("TH", "TD")
    header, *others = cells
    assert header.about["/A"] == {"/O": "/Table", "/Scope": "/Column", "/ColSpan": 2}
    assert [[str(name) for name in cell.about["/A"]["/Headers"]] for cell in others] == [[header.about["/ID"]]] * 3
    assert others[0].about["/A"]["/RowSpan"] == 2


def test_rows_have_headers_too():
    rows = (
        "<tr><th><p>Ad</p></th><th><p>Say</p></th></tr>"
        "<tr><th><p>Təlim</p></th><td><p>16</p></td></tr><tr><th><p>Görüş</p></th><td><p>4</p></td></tr>"
    )
    made = structure_of(PdfRenderer().render(document_of(f"<table><tbody>{rows}</tbody></table>")))
    scopes = [header.about["/A"]["/Scope"] for header in made.root.all("TH")]
    assert scopes == ["/Column", "/Column", "/Row", "/Row"]


def test_headings_go_down_one_level_at_a_time():
    agencies = tuple(Section(f"Nümunə {name}", 3, "", parse(LONG)) for name in "AB")
    sections = tuple(Section(f"4.2.{number}-ci", 2, f"4.2.{number}", (), agencies) for number in (1, 2))
    made = structure_of(PdfRenderer().render(Document("Ad", "MƏLUMAT", "az", "P", "", 2021, sections)))
    assert [heading.kind for heading in made.root.all("H1", "H2", "H3")] == ["H1", *["H2", "H3", "H3"] * 2]


def test_link_has_its_words_and_its_place(structure):
    links = structure.root.all("Link")
    assert [(link.links, len(link.marked)) for link in links] == [(1, 1)] * 2


def test_letters_set_apart_are_read_as_the_word(structure):
    spoken = [element.about["/ActualText"] for element in structure.root.all("P") if "/ActualText" in element.about]
    assert spoken == ["MƏLUMAT"]


def test_lists_say_how_they_count():
    lists = structure_of(rich_pdf()).root.all("L")
    assert [element.about["/A"]["/ListNumbering"] for element in lists] == ["/Disc", "/Disc", "/Decimal", "/Decimal"]


def test_figure_has_its_words_and_its_place():
    html = (
        '<html lang="az"><title>a</title><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>Qrafik</title>'
        '<rect width="9" height="9"/></svg></html>'
    )
    [figure] = structure_of(write_pdf(html)).root.all("Figure")
    assert figure.about["/Alt"] == "Qrafik"
    assert len(figure.marked) == 1


@pytest.mark.parametrize("is_rich", [True, False])
def test_qpdf_finds_no_fault_and_no_mark_of_pdf_ua_is_set(is_rich, pdf):
    with pikepdf.open(BytesIO(rich_pdf() if is_rich else pdf)) as opened:
        assert opened.check_pdf_syntax() == []
        assert b"pdfuaid" not in opened.Root.Metadata.read_bytes()
        assert opened.Root.MarkInfo.Marked is True or bool(opened.Root.MarkInfo.Marked)
        assert opened.Root.ViewerPreferences.DisplayDocTitle
