"""The measures of a plan: what may be chosen, who may, and that every format follows them."""

import dataclasses
from io import BytesIO

import docx
import pytest
from django.db import IntegrityError, transaction

from reports.look import USUAL, Look
from reports.models import PrintSettings
from reports.papers.forms import PrintSettingsForm
from reports.papers.queries import look_of
from reports.renderers import renderer_for
from reports.renderers.measures import measures_style
from reports.renderers.tables import form_of
from tests.reports.renderers.pdf_reading import pages_of, words_outside
from tests.reports.samples import document_of, rich_document

PAGE = "/reports/numune-2020-2024/2024/print/"
NARROW = Look(top=25, right=30, bottom=25, left=40, face=11, lines=1.2, indent=10)
TYPED = {"top": "25", "right": "30", "bottom": "25", "left": "40", "face": "11", "lines": "1,2", "indent": "10"}
MM = 72 / 25.4
TABLE = "<table><tbody>" + "<tr>" + "<td><p>Nümunə mətnin sözləri</p></td>" * 6 + "</tr></tbody></table>"


def test_settings_of_a_plan_are_its_look(sign_in, year, people):
    client = sign_in("coordinator")
    assert look_of(year.plan) == USUAL
    assert client.post(PAGE, TYPED).status_code == 302
    assert look_of(year.plan) == NARROW
    assert PrintSettings.objects.get().history.get().history_user == people["coordinator"]
    client.post(PAGE, TYPED | {"usual": "1"})
    assert look_of(year.plan) == USUAL


def test_page_and_files_of_the_plan_follow(sign_in, year, write_entry):
    write_entry("4.2.9")
    PrintSettings.objects.create(plan=year.plan, left=40)
    client = sign_in("lead")
    address = "/reports/numune-2020-2024/2024/NUMUNE/"
    for path in (address, f"{address}melumat.html", f"{address}4.2.9/"):
        assert "@page { margin: 20mm 15mm 20mm 40mm; }" in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [("left", "19"), ("right", "7,9"), ("face", "17"), ("lines", "0"), ("top", "a"), ("top", "2_0"), ("indent", "")],
)
def test_measure_out_of_its_bounds_is_refused_with_them(name, value, sign_in, year):
    answer = sign_in("coordinator").post(PAGE, TYPED | {name: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert f'value="{value}"' in answer.content.decode()
    assert not PrintSettings.objects.exists()


def test_refusal_names_the_bounds():
    assert "20" in str(PrintSettingsForm({**TYPED, "left": "0"}).errors["left"])
    assert PrintSettingsForm(TYPED).is_valid()


@pytest.mark.parametrize("wrong", [{"left": 19}, {"right": 51}, {"face": 9}, {"lines": 3}, {"indent": -1}])
def test_database_refuses_measures_out_of_bounds(wrong, year):
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintSettings.objects.create(plan=year.plan, **wrong)


def test_usual_measures_add_nothing():
    assert measures_style(USUAL) == measures_style(dataclasses.replace(USUAL, hyphenated=True)) == ""
    assert "<style>\n" not in renderer_for("html").render(rich_document()).decode()


def test_pdf_stands_within_the_margins_of_the_plan(tmp_path):
    wide = TABLE.replace("</tr>", "<td><p>Nümunə mətnin sözləri</p></td>" * 6 + "</tr>")
    document = document_of(f"<p>{'Nümunə mətnin sözləri. ' * 40}</p>{TABLE}{wide}")
    pages = pages_of(renderer_for("pdf").render(document, NARROW), tmp_path)
    upright, *_others = pages
    assert [page.is_turned for page in pages] == [False, True]
    assert words_outside(pages) == []
    body = [word for word in upright.words if word.top > 60]
    assert min(word.left for word in body) == pytest.approx(40 * MM, abs=0.5)
    assert max(word.right for word in body) <= (210 - 30) * MM + 0.5
    turned = [word for word in pages[1].words if word.top > 60]
    assert min(word.left for word in turned) >= 25 * MM
    assert max(word.right for word in turned) <= (297 - 25) * MM + 0.5


def test_table_is_measured_by_the_page_that_it_has():
    (table,) = document_of(TABLE).sections[0].blocks
    assert (form_of(table).face.name, form_of(table).face.points) == ("", 12)
    assert form_of(table, look=Look(left=50, right=50)).face.name == "is-small"
    assert form_of(table, look=Look(left=20, right=8, face=10)).face.points == 10


def test_word_has_the_measures_of_the_plan():
    word = docx.Document(BytesIO(renderer_for("docx").render(document_of(TABLE), NARROW)))
    section, body, normal = word.sections[0], word.styles["Body Text"], word.styles["Normal"]
    assert [round(side.mm) for side in (section.top_margin, section.right_margin, section.left_margin)] == [25, 30, 40]
    assert (round(body.paragraph_format.first_line_indent.mm), normal.font.size.pt) == (10, 11)
    spacing = word.styles.element.xpath("w:docDefaults/w:pPrDefault/w:pPr/w:spacing")[0]
    assert spacing.get(docx.oxml.ns.qn("w:line")) == "288"
    assert {style.font.size.pt for style in word.styles if style.name == "Table Text 10"} == {10}


@pytest.mark.parametrize(("who", "place", "is_shown"), [("coordinator", "", True), ("lead", "NUMUNE/", False)])
def test_links_beside_the_report_stand_under_a_heading_of_their_own(who, place, is_shown, sign_in, write_entry):
    write_entry("4.2.9")
    page = sign_in(who).get(f"/reports/numune-2020-2024/2024/{place}?chosen=1&content=all").content.decode()
    assert [text in page for text in ('id="further-title"', PAGE)] == [is_shown, is_shown]
