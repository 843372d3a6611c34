"""The report of 2021 itself, read from Markdown and from Word."""

import pytest

from reports.importer.read import read_report
from reports.importer.words import word_note
from tests.real_document import MARKDOWN, WORD
from tests.test_papers import DOCS, measures_listed, read

pytestmark = pytest.mark.real_document

# Number, suffix as written, paragraphs.
ITEMS = [
    ("4.1.6", "-cı", 3),
    ("4.2.1", "-ci", 2),
    ("4.2.4", "-cü", 1),
    ("4.2.9", "-cu", 1),
    ("4.2.10", "-cu", 5),
    ("4.3.3", "-cü", 2),
    ("4.3.4", "-cü", 2),
    ("4.3.5", "-ci", 2),
    ("4.3.6", "-cı", 2),
    ("4.4.8", "-ci", 2),
    ("4.4.9", "-cu", 2),
    ("4.5.8", "-ci", 2),
    ("4.6.3", "-cü", 4),
    ("4.6.6", "-cı", 3),
    ("4.7.1", "-ci", 4),
    ("4.7.2", "-ci", 2),
    ("4.7.3", "-cü", 2),
    ("4.7.4", "-cü", 2),
    ("4.7.7", "-ci", 3),
    ("4.8.1", "-ci", 4),
    ("4.8.3", "-cü", 4),
    ("4.8.4", "-cü", 1),
]


@pytest.fixture(scope="module", params=[MARKDOWN, WORD], ids=lambda path: path.suffix)
def report(request):
    return read_report(request.param)


def test_real_document_gives_22_items_and_their_paragraphs_in_order(report):
    assert len(ITEMS) == 22
    assert [(item.number, item.suffix, len(item.blocks)) for item in report.items] == ITEMS
    assert all(len(item.numbers) == 1 for item in report.items)


def test_real_document_gives_55_paragraphs_of_which_two_are_list_items(report):
    assert sum(len(item.blocks) for item in report.items) == 55
    kinds = [(item.number, block.kind) for item in report.items for block in item.blocks if block.kind != "paragraph"]
    assert kinds == [("4.2.10", "list_item"), ("4.2.10", "list_item")]


def test_real_document_joins_four_headings_and_one_paragraph(report):
    notes = [(item.number, note.code) for item in report.items for note in item.notes]
    assert [number for number, code in notes if code == "joined_heading"] == ["4.3.6", "4.6.3", "4.7.1", "4.7.4"]
    assert [number for number, code in notes if code == "joined"] == ["4.2.1"]
    assert [number for number, code in notes if code == "spelling"] == ["4.3.3", "4.3.4", "4.3.5", "4.3.6"]
    assert {code for _, code in notes} == {"joined_heading", "joined", "spelling"}
    assert (
        "əcnəbilərin müraciət edəcəkləri yerlər və əlaqə telefonları haqqında maarifləndirmə"
        in report.items[1].blocks[1].text
    )


def test_real_document_names_plan_agency_and_year(report):
    assert report.plan == (
        "Azərbaycan Respublikasında insan alverinə qarşı mübarizəyə dair 2020-2024-cü illər üçün Milli Fəaliyyət Planı"
    )
    assert report.agency == "Azərbaycan Respublikasının Dövlət Miqrasiya Xidməti"
    assert report.year == 2021
    assert report.title == (
        f"“{report.plan}”nda nəzərdə tutulan tədbirlərin {report.agency} tərəfindən 2021-ci il ərzində icrası barədə"
    )


def test_real_document_leaves_nothing_over(report):
    assert report.unplaced == ()
    assert report.signature == ()
    assert report.notes == ()
    assert report.words == ("M Ə L U M A T",)


def test_real_document_has_2430_words_of_narrative_without_its_two_list_markers(report):
    words = [word for item in report.items for block in item.blocks for word in block.text.split()]
    assert len(words) == 2430


def test_real_document_reads_the_same_from_markdown_and_word():
    markdown, word = (read_report(path).as_json(word_note) for path in (MARKDOWN, WORD))
    assert markdown == word


def test_real_document_measures_are_those_of_the_facts(report):
    assert {item.number: item.measure for item in report.items} == measures_listed(read(DOCS / "domain.md"))
