"""What the title of a report names."""

import pytest

from plans.narrative import Run
from reports.importer.blocks import SourceBlock
from reports.importer.parse.title import find_title, is_document_word, read_title, split_title_and_word

WHOLE = (
    "“Nümunə Fəaliyyət Planı”nda nəzərdə tutulan tədbirlərin Nümunə Xidməti tərəfindən 2021-ci il ərzində icrası barədə"
)


def paragraphs(*texts: str) -> list[SourceBlock]:
    return [SourceBlock("paragraph", (Run(text),)) for text in texts]


@pytest.mark.parametrize(
    ("title", "plan", "agency", "year"),
    [
        (WHOLE, "Nümunə Fəaliyyət Planı", "Nümunə Xidməti", 2021),
        (WHOLE.replace("“", "«").replace("”", "»"), "Nümunə Fəaliyyət Planı", "Nümunə Xidməti", 2021),
        (WHOLE.replace("“", '"').replace("”", '"'), "Nümunə Fəaliyyət Planı", "Nümunə Xidməti", 2021),
        (WHOLE.replace(" ", "\u00a0"), "Nümunə\u00a0Fəaliyyət\u00a0Planı", "Nümunə\u00a0Xidməti", 2021),
        (WHOLE.replace("2021-ci il", "2021 – ci il"), "Nümunə Fəaliyyət Planı", "Nümunə Xidməti", 2021),
        (
            "“Nümunə “Sahə”nin 2020─2024-cü illər üçün Planı”nda nəzərdə tutulan tədbirlərin Nümunə Xidməti tərəfindən "
            "2022-ci il ərzində icrası barədə",
            "Nümunə “Sahə”nin 2020─2024-cü illər üçün Planı",
            "Nümunə Xidməti",
            2022,
        ),
        (
            "“Nümunə Planı”nın icrası ilə bağlı tədbirlərin 2021-ci il ərzində Nümunə Xidməti tərəfindən icrası barədə",
            "Nümunə Planı",
            "Nümunə Xidməti",
            2021,
        ),
        (
            "“NÜMUNƏ PLANI”NDA NƏZƏRDƏ TUTULAN TƏDBİRLƏRİN NÜMUNƏ XİDMƏTİ TƏRƏFİNDƏN 2021-Cİ İL ƏRZİNDƏ İCRASI BARƏDƏ",
            "NÜMUNƏ PLANI",
            "NÜMUNƏ XİDMƏTİ",
            2021,
        ),
        ("Nümunə Planında nəzərdə tutulan tədbirlərin icrası barədə", None, None, None),
        ("“Nümunə Planı”nda nəzərdə tutulan tədbirlərin icrası barədə", "Nümunə Planı", None, None),
        ("tədbirlərin Nümunə Xidməti tərəfindən icrası barədə", None, "Nümunə Xidməti", None),
        ("2020–2024-cü illər üçün tədbirlərin icrası barədə", None, None, None),
        ("tədbirlərin 9999-ci il ərzində icrası barədə", None, None, None),
    ],
)
def test_title_names_plan_agency_and_year(title, plan, agency, year):
    read = read_title(title)
    assert (read.plan, read.agency, read.year) == (plan, agency, year)


def test_title_in_one_paragraph_leaves_the_addressee_out():
    title = find_title(paragraphs("“Nümunə” Komitəsinə", WHOLE, "M Ə L U M A T", "Nümunə mətn."))
    assert (title.first, title.last, title.text) == (1, 1, WHOLE)


def test_title_broken_in_three_is_joined():
    halves = WHOLE.replace(" tədbirlərin", "|tədbirlərin").replace(" 2021", "|2021").split("|")
    title = find_title(paragraphs("Nümunə Komitəsinə", *halves, "MƏLUMAT"))
    assert (title.first, title.last, title.text) == (1, 3, WHOLE)
    assert title.pieces == 3


def test_title_without_its_usual_ending_is_found_before_the_word():
    text = "“Nümunə Planı”nda nəzərdə tutulan tədbirlərin Nümunə Xidməti tərəfindən 2021-ci ildə vəziyyəti"
    assert find_title(paragraphs(text, "MƏLUMAT")).text == text


def test_no_title_where_nothing_looks_like_one():
    assert find_title(paragraphs("Nümunə mətn.", "MƏLUMAT")) is None
    assert find_title([]) is None


@pytest.mark.parametrize(
    "word", ["M Ə L U M A T", "MƏLUMAT", "Məlumat", "m ə l u m a t", "M\u00a0Ə\u00a0L U M A T", "MƏLUMATI"]
)
def test_document_word_is_known_in_every_spelling(word):
    assert is_document_word(word)


@pytest.mark.parametrize("text", ["Məlumat verilir", "M Ə L U", "", "Nümunə məlumat"])
def test_other_text_is_no_document_word(text):
    assert not is_document_word(text)


def test_title_and_word_in_one_paragraph_are_parted():
    parts = split_title_and_word(paragraphs(WHOLE + " M Ə L U M A T")[0])
    assert [part.text for part in parts] == [WHOLE, "M Ə L U M A T"]
    assert [part.text for part in split_title_and_word(paragraphs(WHOLE)[0])] == [WHOLE]
