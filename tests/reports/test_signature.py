"""The signature block: what is typed about it, who may, and how it stands in every format."""

import dataclasses
import json

import pytest
from django.db import IntegrityError, transaction

from plans.models import Agency
from reports.document import as_json, from_json
from reports.importer.read import read_report
from reports.models import ReportDetails
from reports.papers.forms import DetailsForm
from reports.renderers import renderer_for
from reports.signature import Signature
from tests.reports.reading import squeeze
from tests.reports.renderers.pdf_reading import pages_of, structure_of
from tests.reports.samples import document_of

SIGNED = Signature("Nümunə Xidmətinin rəisi", "A. NÜMUNƏLİ", "2021-11-01", "02/1847", "B. Nümunəli", "(012) 123-45-67")
TYPED = {
    "position": "Nümunə vəzifə",
    "name": "A. NÜMUNƏLİ",
    "signed_on": "2024-11-01",
    "number": "№ 02/1847",
    "executor": "B. Nümunəli",
    "telephone": "(012) 123-45-67",
}
PAGE = "/reports/numune-2020-2024/2024/NUMUNE/details/"
LAST = "Nümunə mətn. Son abzas."


def form(**typed: str) -> DetailsForm:
    return DetailsForm(typed, year=2024)


# --- What is typed ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["02/1847", "12-3/456", "5", "02/1847-21", "HM.12/3", "№ 02/1847"])
def test_number_of_the_usual_forms_is_taken(number):
    asked = form(number=number)
    assert asked.is_valid()
    assert asked.cleaned_data["number"] == number.removeprefix("№ ")


@pytest.mark.parametrize("number", ["02//1847", "/5", "say", "02/1847;", "0" * 31, "1\x00", "5\n6"])
def test_number_of_another_form_is_refused(number):
    assert list(form(number=number).errors) == ["number"]


@pytest.mark.parametrize(
    "telephone",
    [
        "(012) 123-45-67",
        "+994 12 123 45 67",
        "+994(12)1234567",
        "050 123 45 67",
        "0501234567",
        "123-45-67",
        "(012) 123-45-67, daxili 12-34",
        "(012) 123–45–67",
    ],
)
def test_telephone_of_the_usual_forms_is_taken(telephone):
    assert form(executor="B. Nümunəli", telephone=telephone).is_valid()


@pytest.mark.parametrize("telephone", ["12", "(012) 123-45", "zəng edin", "+7 495 123 45 67 89", "123-45-67\x00"])
def test_telephone_of_another_form_is_refused(telephone):
    assert list(form(executor="B. Nümunəli", telephone=telephone).errors) == ["telephone"]


@pytest.mark.parametrize(
    ("day", "fits"),
    [("2023-12-31", False), ("2024-01-01", True), ("15.03.2025", True), ("2029-12-31", True), ("2030-01-01", False)],
)
def test_date_is_not_before_the_year(day, fits):
    assert form(signed_on=day).is_valid() is fits


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [({"position": "Rəis"}, "name"), ({"name": "A. NÜMUNƏLİ"}, "position"), ({"telephone": "123-45-67"}, "executor")],
)
def test_what_belongs_together_comes_together(typed, wanted):
    assert list(form(**typed).errors) == [wanted]


# --- Who may, and what is kept ----------------------------------------------------------------------------------------


def test_lead_fills_in_and_the_report_says_it(sign_in, write_entry, agency, people):
    write_entry("4.2.9")
    client = sign_in("lead")
    assert client.post(PAGE, TYPED).status_code == 302
    details = ReportDetails.objects.get(agency=agency)
    assert (details.number, details.history.get().history_user) == ("02/1847", people["lead"])
    client.post(PAGE, TYPED)
    assert details.history.count() == 1  # nothing has changed
    text = client.get("/reports/numune-2020-2024/2024/NUMUNE/melumat.md").content.decode()
    assert "> İmza: Nümunə vəzifə – A. NÜMUNƏLİ" in text
    assert "> Tarix: 01.11.2024-cü il" in text
    without = client.get("/reports/numune-2020-2024/2024/NUMUNE/melumat.md?chosen=1").content.decode()
    assert "NÜMUNƏLİ" not in without


def test_refused_form_keeps_what_was_typed(sign_in, year, agency):
    answer = sign_in("lead").post(PAGE, TYPED | {"number": "02//1847"})
    assert answer.status_code == 422
    assert 'value="02//1847"' in answer.content.decode()
    assert not ReportDetails.objects.exists()


def test_consolidated_report_has_details_of_its_own(sign_in, year, agency):
    client = sign_in("coordinator")
    client.post("/reports/numune-2020-2024/2024/details/", TYPED)
    assert ReportDetails.objects.get().agency is None
    assert client.get(PAGE).context["form"]["name"].value() == ""


@pytest.mark.parametrize(
    "wrong", [{"position": "Rəis"}, {"name": "A. NÜMUNƏLİ"}, {"telephone": "123-45-67"}, {"twice": True}]
)
def test_database_refuses_what_must_never_be(wrong, year, agency: Agency):
    twice = wrong.pop("twice", False)
    for of in (agency, None):
        if twice:
            ReportDetails.objects.create(reporting_year=year, agency=of)
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportDetails.objects.create(reporting_year=year, agency=of, **wrong)


# --- How it stands ----------------------------------------------------------------------------------------------------


def signed(paragraphs: int = 1, **more: object):
    html = f"<p>{'Nümunə mətn. Bu hesabat ilində nümunə tədbirlər keçirilmişdir. ' * 4}</p>" * paragraphs
    return dataclasses.replace(document_of(f"{html}<p>{LAST}</p>"), signature=SIGNED, **more)


def texts_of(document, folder) -> list[str]:
    """The words of each page of its PDF."""
    return [
        "".join(word.text for word in page.words) for page in pages_of(renderer_for("pdf").render(document), folder)
    ]


def test_signature_survives_json():
    document = signed(has_cover=True)
    assert from_json(json.loads(json.dumps(as_json(document)))) == document
    nobody = dataclasses.replace(document, signature=Signature(number="5"))
    assert from_json(as_json(nobody)) == nobody


def test_lines_say_only_what_is_filled_in():
    assert SIGNED.lines == (
        "İmza: Nümunə Xidmətinin rəisi – A. NÜMUNƏLİ",
        "Tarix: 01.11.2021-ci il",
        "Qeydiyyat nömrəsi: № 02/1847",
        "İcraçı: B. Nümunəli, tel.: (012) 123-45-67",
    )
    assert Signature(executor="B. Nümunəli").lines == ("İcraçı: B. Nümunəli",)
    assert Signature().lines == ()


@pytest.mark.parametrize("fmt", ["docx", "md"])
@pytest.mark.parametrize("signature", [SIGNED, Signature("Tərəqqi üzrə", "Nümunə adı", number="a/1", executor="x")])
def test_no_text_of_the_signature_comes_back_in_the_last_entry(fmt, signature, tmp_path):
    document = dataclasses.replace(signed(), signature=signature)
    (tmp_path / f"a.{fmt}").write_bytes(renderer_for(fmt).render(document))
    report = read_report(tmp_path / f"a.{fmt}")
    assert report.items[-1].blocks[-1].text == LAST


@pytest.mark.parametrize("paragraphs", [6, 7, 8])
def test_block_is_whole_and_never_alone_on_a_page(paragraphs, tmp_path):
    last = texts_of(signed(paragraphs), tmp_path)[-1]
    block = (SIGNED.position, SIGNED.name, SIGNED.day, SIGNED.numbered, SIGNED.asked)
    assert [line for line in (LAST, *block) if squeeze(line) not in last] == []


def test_cover_stands_alone(tmp_path):
    pages = texts_of(signed(has_cover=True), tmp_path)
    assert pages[0] == squeeze("“Nümunə planı”nın icrası barədə M Ə L U M A T")
    assert squeeze(LAST) in pages[1]


def test_block_is_read_in_its_order():
    structure = structure_of(renderer_for("pdf").render(signed()))
    assert (structure.parents, structure.unmarked) == (structure.owners, 0)
    kinds = [element.kind for element in structure.root.walk()]
    assert kinds[-3:] == ["P", "P", "P"]  # who signs, the registration, the executor
