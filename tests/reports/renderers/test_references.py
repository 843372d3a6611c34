"""What a text says of a sub-point leads to it where it stands in the same report, and the text stays as it was."""

from io import BytesIO

import pikepdf
import pytest

from plans.narrative import parse, to_html
from reports.document import Document, Section
from reports.renderers import renderer_for
from reports.renderers.html import document_views
from reports.renderers.references import linked
from tests.reports.samples import document_of

ANCHORS = {"4.2": "#s-4-2", "4.2.1": "#s-4-2-1", "4.2.10": "#s-4-2-10"}


def links(text: str) -> list[tuple[str, str]]:
    [paragraph] = parse(f"<p>{text}</p>")
    made = linked(paragraph, ANCHORS)
    assert made.text == paragraph.text
    return [(run.text, run.href) for run in made.runs if run.href.startswith("#")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4.2.10-cu yarımbənd üzrə", [("4.2.10-cu", "#s-4-2-10")]),
        ("bax: 4.2.1", [("4.2.1", "#s-4-2-1")]),
        ("Tədbirlər Planının 4.2.1-ci yarımbəndi, 4.2.10.", [("4.2.1-ci", "#s-4-2-1"), ("4.2.10", "#s-4-2-10")]),
        ("(4.2.1)", [("4.2.1", "#s-4-2-1")]),
        ("4.2-ci bölmədə", [("4.2-ci", "#s-4-2")]),
        ("bax 4.2", [("4.2", "#s-4-2")]),
        ("<strong>4.2</strong>.1", []),
    ],
)
def test_number_of_a_sub_point_is_a_link(text, found):
    assert links(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("4.2.2-ci yarımbənd", "04.2.1", "4.2.1.5", "14.2.1", "01.04.2021", "4.2.12", "№ 4.2.1", "№4.2.1", "§ 4.2.1"),
        *("4.2 milyon", "4.2-dən çox", "4.2%", "2-4.2.1", "a4.2.1", "4.2.1a", "4.2,1", "4.2.1/3", "12/4.2.1"),
        '<a href="https://numune.example/4.2.1">4.2.1</a>',
    ],
)
def test_what_only_looks_like_one_is_none(text):
    assert links(text) == []


def report() -> Document:
    texts = (
        Section("Nümunə Nazirliyi", 4, "", parse("<p>4.2.1, 4.2.2-ci yarımbənd.</p>"), code="NN"),
        Section("Nümunə Xidməti", 4, "", parse("<table><tr><td><p>4.2.1</p></td></tr></table>"), code="NX"),
    )
    points = tuple(Section(f"4.2.{number}-ci yarımbənd üzrə (a):", 3, f"4.2.{number}", (), texts) for number in (1, 2))
    return Document("Ad", "MƏLUMAT", "az", "P", "", 2021, (Section("4.2. Bölmə", 2, "4.2", sections=points),))


def test_each_agencys_text_has_a_place_of_its_own_and_a_link_to_it():
    [section] = document_views(report())["sections"]
    first, second = section["sections"]
    assert [first["anchor"], second["anchor"]] == ["s-4-2-1", "s-4-2-2"]
    assert [text["anchor"] for point in (first, second) for text in point["sections"]] == [
        *("s-4-2-1-NN", "s-4-2-1-NX", "s-4-2-2-NN", "s-4-2-2-NX")
    ]
    html = renderer_for("html").render(report()).decode()
    for anchor in ("s-4-2", "s-4-2-1", "s-4-2-2-NX"):
        assert html.count(f' id="{anchor}"') == 1
        assert html.count(f'class="document-permalink" href="#{anchor}"') == 1
    assert '<h4>Nümunə Xidməti</h4><a class="document-permalink"' in html


def test_links_lead_to_pages_of_the_pdf():
    with pikepdf.open(BytesIO(renderer_for("pdf").render(report()))) as made:
        places = {str(name) for name in list(made.Root.Names.Dests.Names)[::2]}
        notes = [note for page in made.pages for note in page.obj.get("/Annots", [])]
    assert {"s-4-2-1", "s-4-2-2"} <= places
    assert len(notes) == 3  # none leads from a text to its own sub-point


def test_text_in_other_forms_is_as_it_was():
    document = document_of("<p>Bax: 4.2.1.</p>")
    assert to_html(document.sections[0].blocks) == "<p>Bax: 4.2.1.</p>"
    assert "#s-" not in renderer_for("md").render(document).decode()
    assert "#s-" not in renderer_for("json").render(document).decode()
