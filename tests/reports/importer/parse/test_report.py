"""The parts of a report, and that each paragraph is in one of them."""

import pytest
from django.utils import translation

from plans.narrative import Run
from reports.importer.blocks import Extracted, SourceBlock, Unplaced
from reports.importer.notes import Note, Reason, Remark
from reports.importer.parse.report import ParsedReport, parse_report
from reports.importer.read import read_report
from reports.importer.words import word_note, word_reason

TITLE = "“Nümunə Planı”nda nəzərdə tutulan tədbirlərin Nümunə Xidməti tərəfindən 2021-ci il ərzində icrası barədə"


def read(*paragraphs: str) -> ParsedReport:
    return read_report("\n\n".join(paragraphs).encode(), "a.md")


def codes(notes: tuple[Note, ...]) -> list[str]:
    return [note.code for note in notes]


def test_json_has_exactly_the_promised_fields():
    report = read(TITLE, "M Ə L U M A T", "4.1.6-ci yarımbənd üzrə (Nümunə (bir)):", "Nümunə mətn.", "- Nümunə")
    with translation.override("en"):
        shown = report.as_json(word_note)
    assert shown == {
        "title": TITLE,
        "plan": "Nümunə Planı",
        "agency": "Nümunə Xidməti",
        "year": 2021,
        "items": [
            {
                "number": "4.1.6",
                "numbers": ["4.1.6"],
                "suffix": "-ci",
                "measure": "Nümunə (bir)",
                "blocks": [
                    {"kind": "paragraph", "text": "Nümunə mətn."},
                    {"kind": "list_item", "text": "Nümunə"},
                ],
                "notes": [
                    {
                        "code": "wrong_suffix",
                        "message": "The suffix of the ordinal is wrong: “4.1.6-ci yarımbənd üzrə”. "
                        "Right: “4.1.6-cı yarımbənd üzrə”.",
                        "text": "4.1.6-ci yarımbənd üzrə",
                        "mend": "4.1.6-cı yarımbənd üzrə",
                    }
                ],
            }
        ],
        "unplaced": [],
        "signature": [],
        "notes": [],
    }


def test_missing_pieces_of_the_title_are_null_and_noted():
    report = read("Tədbirlərin icrası barədə", "4.1.6-cı yarımbənd üzrə (Nümunə):", "Nümunə mətn.")
    assert (report.title, report.plan, report.agency, report.year) == ("Tədbirlərin icrası barədə", None, None, None)
    assert codes(report.notes) == ["plan_not_found", "agency_not_found", "year_not_found"]


def test_missing_title_is_null_and_noted():
    report = read("4.1.6-cı yarımbənd üzrə (Nümunə):", "Nümunə mətn.")
    assert (report.title, report.plan, report.agency, report.year) == (None, None, None, None)
    assert codes(report.notes) == ["title_not_found"]


def test_document_without_headings_is_all_unplaced():
    report = read("Nümunə Komitəsinə", TITLE, "MƏLUMAT", "Nümunə mətn.", "A. NÜMUNƏLİ")
    assert report.items == ()
    assert report.unplaced == (
        Unplaced("Nümunə Komitəsinə", "before_title"),
        Unplaced("Nümunə mətn.", "no_heading"),
        Unplaced("A. NÜMUNƏLİ", "no_heading"),
    )
    assert (report.title, report.words) == (TITLE, ("MƏLUMAT",))
    assert codes(report.notes) == ["no_headings"]


def test_duplicates_are_both_kept_and_noted_on_the_second():
    report = read(
        "4.1.6-cı yarımbənd üzrə (A):", "Nümunə bir.", "4.1.5-ci və 4.1.6-cı yarımbəndlər üzrə (B):", "Nümunə iki."
    )
    assert [item.numbers for item in report.items] == [("4.1.6",), ("4.1.5", "4.1.6")]
    assert [codes(item.notes) for item in report.items] == [[], ["several_numbers", "duplicate"]]
    assert report.items[1].notes[1].detail == "4.1.6"


def test_item_without_text_is_noted():
    report = read("4.1.6-cı yarımbənd üzrə (A):", "4.1.7-ci yarımbənd üzrə (B):", "Nümunə.")
    assert [codes(item.notes) for item in report.items] == [["empty_item"], []]


def test_paragraph_that_only_resembles_a_heading_is_noted():
    report = read(
        "4.1.6-cı yarımbənd üzrə (A):", "4.1.7-ci yarımbənd üzrə nümunə mətn.", "4.1.7-ci yarımbənddə nümunə."
    )
    assert [(note.code, note.text) for note in report.items[0].notes] == [("like_heading", "4.1.7-ci yarımbənd üzrə")]


def test_page_numbers_and_separators_do_not_part_halves():
    report = read("4.1.6-cı yarımbənd üzrə (A):", "Nümunə mətn və", "- 12 -".replace("- 12 -", "12"), "---", "davamı.")
    assert [block.text for block in report.items[0].blocks] == ["Nümunə mətn və davamı."]
    assert report.unplaced == (Unplaced("12", "page_number"), Unplaced("---", "separator"))


@pytest.mark.parametrize(
    ("paragraph", "is_title"),
    [
        ("**4.2. Nümunə istiqamət**", True),
        ("#### IV. Nümunə istiqamət", True),
        ("4.2. Nümunə istiqamət", True),
        ("4.3. Nümunə istiqamət", False),
        ("**4.2. Nümunə mətn.**", False),
        ("**Nümunə istiqamət**", False),
    ],
)
def test_title_of_a_section_between_items_is_unplaced(paragraph, is_title):
    report = read("4.1.6-cı yarımbənd üzrə (A):", "Nümunə.", paragraph, "4.2.1-ci yarımbənd üzrə (B):", "Nümunə.")
    assert [len(item.blocks) for item in report.items] == [1 if is_title else 2, 1]
    assert [piece.reason for piece in report.unplaced] == (["section_heading"] if is_title else [])


def test_signature_is_taken_from_the_last_item_only():
    report = read("4.1.6-cı yarımbənd üzrə (A):", "Nümunə.", "№ 5", "4.1.7-ci yarımbənd üzrə (B):", "Nümunə.", "№ 6")
    assert [[block.text for block in item.blocks] for item in report.items] == [["Nümunə.", "№ 5"], ["Nümunə."]]
    assert report.signature == ("№ 6",)


def test_wrong_letters_of_heading_and_text_are_noted_once_each():
    report = read("4.1.6-cı yarımbənd üzrə (m\u0430tn):", "Nümunə m\u0430tn, 5\u00a0nəfər.", "Nümunə m\u0430tn.")
    assert [(note.code, note.correction) for note in report.items[0].notes] == [
        ("cyrillic", "matn"),
        ("nbsp", "5 nəfər."),
    ]
    assert report.items[0].measure == "m\u0430tn"
    assert report.items[0].blocks[0].text == "Nümunə m\u0430tn, 5\u00a0nəfər."


def test_remarks_of_the_extraction_come_first():
    extracted = Extracted(
        (SourceBlock("paragraph", (Run("Nümunə"),)),), (Unplaced("şərh", "comment"),), (Note("image"),)
    )
    report = parse_report(extracted)
    assert report.unplaced == (Unplaced("Nümunə", "no_heading"), Unplaced("şərh", "comment"))
    assert codes(report.notes) == ["image", "title_not_found", "no_headings"]


@pytest.mark.parametrize("code", Remark)
def test_every_note_has_a_sentence_in_both_languages(code):
    note = Note(code, text="TEXT", correction="MEND", detail="DETAIL")
    with translation.override("az"):
        azerbaijani = word_note(note)
    with translation.override("en"):
        english = word_note(note)
    assert azerbaijani != english
    assert "{" not in azerbaijani + english
    assert "%(" not in azerbaijani + english


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words_in_both_languages(reason):
    with translation.override("az"):
        azerbaijani = word_reason(reason)
    with translation.override("en"):
        english = word_reason(reason)
    assert azerbaijani != english
    assert azerbaijani
