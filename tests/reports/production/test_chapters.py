"""A report is cut where a page begins anyway, and nowhere else."""

import re
from dataclasses import replace

import pytest

from reports.production import laid
from reports.production.chapters import PLACE, cut, pages_of_names
from reports.production.laid import Bookmark, Damaged, Laid, Number
from reports.renderers.pdf import printed
from tests.reports.production.samples import consolidated, with_all_parts
from tests.reports.samples import document_of, rich_document

HEADING = re.compile(r"<h[23][^>]*>([^<]*)")


def headings(html: str) -> list[str]:
    return HEADING.findall(html.replace("\u2060", ""))


def test_each_sub_point_and_the_annexes_are_a_chapter():
    parts = cut(printed(consolidated())[0])
    assert [headings(chapter.html)[-1][:5] for chapter in parts.chapters] == [
        "4.1.1", "4.1.2", "4.1.3", "4.1.4", "4.2.1", "4.2.2", "4.2.3", "Əlavə",
    ]  # fmt: skip
    assert [chapter.depth for chapter in parts.chapters] == [0, 1, 1, 1, 0, 1, 1, 0]
    assert [heading[:4] for heading in headings(parts.chapters[4].html)] == ["4.2.", "4.2."]
    assert headings(parts.front) == ["Daxil edilməmiş məlumatlar", "Mündəricat", "Hesabat ili rəqəmlərdə"]


def test_each_sheet_of_the_table_is_a_chapter_and_the_signature_stays_before_it():
    parts = cut(printed(with_all_parts())[0])
    annexes, first, second = (chapter.html for chapter in parts.chapters[-3:])
    assert [html.count('class="document-signature"') for html in (annexes, first, second)] == [1, 0, 0]
    assert [headings(html) for html in (first, second)] == [["Nümunə cədvəl (1)"], ["Nümunə cədvəl (2)"]]
    assert f'href="{PLACE}matrix-2"' in parts.front
    without = cut(printed(replace(with_all_parts(), has_contents=False))[0])
    assert [headings(chapter.html) for chapter in without.chapters[-2:]] == [headings(first), headings(second)]


def test_every_chapter_is_a_whole_page_of_its_own():
    for chapter in cut(printed(consolidated())[0]).chapters:
        for tag in ("html", "head", "body", "main", "article", "section", "div"):
            assert len(re.findall(rf"<{tag}[ >]", chapter.html)) == chapter.html.count(f"</{tag}>")


def test_nothing_of_the_text_is_lost_or_twice():
    page = printed(consolidated())[0]
    parts = cut(page)
    body = re.compile(r"<article .*?>(.*)</article>", re.DOTALL)
    text = [
        re.sub(r"<[^>]*>|\s", "", body.search(html)[1]) for html in (parts.front, *(c.html for c in parts.chapters))
    ]
    assert "".join(text) == re.sub(r"<[^>]*>|\s", "", body.search(page)[1])


def test_links_out_of_a_chapter_are_addresses_and_get_their_page_numbers():
    parts = cut(printed(consolidated())[0])
    assert re.findall(rf'href="{PLACE}(s-4-1[^"]*)"', parts.front) == ["s-4-1", *(f"s-4-1-{n}" for n in range(1, 5))]
    assert 'href="#summary-1"' in parts.front
    numbered = parts.front_with({"s-4-1-2": 17, "summary-1": 3})
    assert 'href="#summary-1" data-page="3"' in numbered
    assert f'href="{PLACE}s-4-1-2" data-page="17"' in numbered
    assert f'href="{PLACE}s-4-1-1" data-page="0"' in numbered


@pytest.mark.parametrize("document", [rich_document(), document_of("<p>a</p>", sections=40)])
def test_short_report_and_agency_report_are_not_cut(document):
    assert cut(printed(replace(document, has_contents=True))[0]) is None


def test_report_without_contents_is_cut_at_its_sections_and_its_annexes_follow_the_text():
    parts = cut(printed(replace(consolidated(), has_contents=False, has_cover=False))[0])
    assert [heading[:5] for heading in headings(parts.chapters[4].html)] == ["4.2. ", "4.2.1"]
    assert [heading[:5] for heading in headings(parts.chapters[6].html)] == ["4.2.3", "Əlavə"]
    assert len(parts.chapters) == 7


def test_same_chapter_has_the_same_key_wherever_it_stands_and_another_text_another():
    before, after = (cut(printed(consolidated(second_text=text))[0]).chapters for text in ("", "Nümunə mətn."))
    same = [one.key("a") == other.key("a") for one, other in zip(before, after, strict=True)]
    assert same == [True, False, True, True, True, True, True, True]
    assert before[0].key("a") != before[0].key("b")


def test_pages_of_names_count_on():
    assert pages_of_names([({"a": 0, "b": 2}, 3), ({"c": 1, "a": 0}, 2)]) == {"a": 1, "b": 3, "c": 5}


LAID = Laid(b"%PDF", 2, {"s-1": 0}, (Bookmark(3, "Nümunə", 1, 85.0, 700.5),), (Number(0, 4.5, 6.25, "16", "ABCDEF"),))


def test_chapter_is_kept_and_read_back():
    assert laid.unpacked(LAID.packed()) == LAID


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-1], lambda data: data[:90] + b"x" + data[91:], lambda _data: b""]
)
def test_damaged_chapter_is_noticed(spoil):
    with pytest.raises(Damaged):
        laid.unpacked(spoil(LAID.packed()))
