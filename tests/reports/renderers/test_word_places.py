"""Links within the Word file: bookmarks at headings, references in texts, and the text that comes back without them."""

import dataclasses
import re
import zipfile
from io import BytesIO

import pytest

from plans.narrative import parse
from reports.document import Document, Section
from reports.importer.read import read_report
from reports.renderers.word.places import bookmark_of
from reports.renderers.word_file import write_word

TEXT = "<p>4.2.1-ci yarımbəndə və 4.2.9-cu yarımbəndə baxın; 4.9.9 burada yoxdur. <strong>Bax: 4.2.1</strong></p>"

MATRIX = parse(
    "<table><tr><th>Yarımbənd</th><th>Tədbir</th><th>Ümumi</th><th>Nümunə Xidməti</th></tr>"
    "<tr><th>4.2.9</th><td>Nümunə tədbir</td><td>İ</td><td>İ</td></tr></table>"
)


def report(text: str = TEXT, **parts) -> Document:
    points = tuple(
        Section(
            f"4.2.{n}-cu yarımbənd üzrə (Nümunə tədbir):", 3, f"4.2.{n}",
            sections=(Section("Nümunə Xidməti", 4, code="NX", blocks=parse(text if n == 9 else "<p>Mətn.</p>")),),
        )
        for n in (1, 9)
    )  # fmt: skip
    parts = {"has_contents": True, **parts}
    return Document("Ad", "MƏLUMAT", "az", "P", "", 2021, (Section("4.2. Bölmə", 2, "4.2", sections=points),), **parts)


def body_of(document: Document) -> str:
    return zipfile.ZipFile(BytesIO(write_word(document))).read("word/document.xml").decode()


def linked(body: str) -> list[tuple[str, str]]:
    found = re.findall(r'<w:hyperlink w:anchor="(\w+)"[^>]*>(.*?)</w:hyperlink>', body)
    return [(name, "".join(re.findall(r"<w:t[^>]*>([^<]*)", inner))) for name, inner in found]


@pytest.mark.parametrize(
    ("anchor", "name"),
    [
        ("s-4-2-10", "s_4_2_10"),
        ("s-4-2-10-NUMUNE-NAZIRLIYI", "s_4_2_10_NUMUNE_NAZIRLIYI"),
        ("s-4-2-10-" + "A" * 31, "s_4_2_10_" + "A" * 31),
        ("s-4-2-10-" + "A" * 32, "s_4_2_10_" + "A" * 22 + "_1545a14d"),
        ("s-4-2-10-A_B", "s_4_2_10_A_B_f6db81ec"),
        ("", ""),
    ],
)
def test_a_bookmark_has_the_name_of_the_address_within_forty_letters(anchor, name):
    assert bookmark_of(anchor) == name
    assert len(name) <= 40


def test_headings_bear_bookmarks_once_each_and_all_links_lead_to_one():
    front = (Section("Daxil edilməmiş məlumatlar", 2, blocks=parse("<p>Nümunə Xidməti: 4.2.1, 4.9.9</p>")),)
    figures = (Section("Rəqəmlər", 2, blocks=parse("<p>a</p>")),)
    body = body_of(report(front=front, summary=figures, matrix=(Section("Cədvəl", 2, blocks=MATRIX),)))
    names = re.findall(r'<w:bookmarkStart[^>]* w:name="(\w+)"', body)
    assert names == [
        "summary_1", "s_4_2", "s_4_2_1", "s_4_2_1_NX", "s_4_2_9", "s_4_2_9_NX", "matrix_1",
    ]  # fmt: skip
    numbers = re.findall(r'<w:bookmarkStart w:id="(\d+)"', body)
    assert numbers == re.findall(r'<w:bookmarkEnd w:id="(\d+)"', body)
    assert len(set(numbers)) == len(names)
    links = linked(body)
    assert links[0] == ("s_4_2_1", "4.2.1")  # on the first page
    assert [name for name, _text in links[1:6]] == ["summary_1", "s_4_2", "s_4_2_1", "s_4_2_9", "matrix_1"]
    assert links[-1] == ("s_4_2_9", "4.2.9")  # on the large page
    assert {name for name, _text in links} <= set(names)


def test_texts_link_to_other_sub_points_of_the_report_and_not_to_their_own():
    assert linked(body_of(report(has_contents=False))) == [("s_4_2_1", "4.2.1-ci"), ("s_4_2_1", "4.2.1")]
    alone = dataclasses.replace(report(has_contents=False), sections=report().sections[0].sections[1:])
    assert linked(body_of(alone)) == []


def test_an_agency_that_stands_twice_under_a_number_has_one_bookmark():
    document = report()
    (section,) = document.sections
    document = dataclasses.replace(document, sections=(section, section))
    names = re.findall(r'<w:bookmarkStart[^>]* w:name="(\w+)"', body_of(document))
    assert len(names) == len(set(names)) == 5


def test_a_text_with_references_comes_back_as_it_was():
    again = read_report(write_word(report()), "a.docx")
    runs = [[(run.text, run.bold, run.href) for run in block.runs] for block in again.items[1].blocks]
    assert runs[1] == [
        ("4.2.1-ci yarımbəndə və 4.2.9-cu yarımbəndə baxın; 4.9.9 burada yoxdur. ", False, ""),
        ("Bax: 4.2.1", True, ""),
    ]
    assert [piece.text for piece in again.unplaced] == ["Ad", "4.2. Bölmə"]
