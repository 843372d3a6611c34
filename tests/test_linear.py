"""No text can stop the site: whatever reads a person's text does work in proportion to it, or within a fixed budget.

Work is counted, not timed: functions called, Python's and C's. What one call of `re` does inside is counted in
`test_patterns.py`.
"""

import contextlib
import csv
import io
import sys
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from django.template.defaultfilters import linebreaks, linebreaksbr, truncatechars
from django.utils.html import escape, strip_tags, urlize
from django.utils.text import slugify
from hypothesis import given
from hypothesis import strategies as st

from accounts.browsers import browser_name
from plans import azerbaijani
from plans.azerbaijani.matching import find_hits, merge_hits, parse_query, passage_of
from plans.checks import find_personal_data, find_small_counts_in
from plans.evidence.services.evidence import clean_file_name, clean_title
from plans.evidence.services.file_types import identify
from plans.evidence.services.kinds import FileRefused
from plans.exports.guarding import guard
from plans.exports.sheets import new_book, put
from plans.narrative import (
    Paragraph,
    Run,
    block_texts,
    clean,
    clean_plain,
    differences_html,
    marked_html,
    merge,
    numbered_html,
    parse,
    places_in,
    plain_text,
    to_html,
    word_count,
    word_differences,
    words_changed,
)
from plans.narrative.alignment import MOST_BITS
from plans.notifications.delivery import describe_problem
from plans.services.figures import FigureRefused, parse_figure
from reports.document import Document, Section
from reports.importer.errors import ImportStopped
from reports.importer.html import blocks_to_html
from reports.importer.match import same_title
from reports.importer.parse.headings import is_heading_start, is_whole_heading
from reports.importer.parse.spelling import correct_text, spelling_notes
from reports.importer.parse.title import read_title
from reports.importer.read import read_report
from reports.renderers import renderer_for
from reports.renderers.hyphens import hyphenated
from reports.renderers.references import linked
from reports.titles import without_stop
from tests.operations import calls_of
from tests.properties import examples

N = 1_700  # characters, and four times as many; so many are nested deeper than is read
MOST_GROWTH = 4.8
FIXED = 150  # calls that no length accounts for


@pytest.fixture(autouse=True)
def nothing_is_known_yet() -> None:
    """A text that another test has read before would be kept, and cost nothing at n and all at 4n."""
    for kept in (parse, plain_text, word_count):
        kept.cache_clear()


# Each makes a text of about n characters.
SHAPES: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "1" * n,
    "digits and separators": lambda n: "Cəmi 5, 1" + "-1" * (n // 2) + " x",
    "thousands": lambda n: "1" + " 000" * (n // 4) + "x",
    "dates": lambda n: "4-5 oktyabr 2021-ci il, " * (n // 24),
    "numbers of sub-points": lambda n: "4.1.6-cı yarımbənd üzrə (" * (n // 25),
    "unclosed tags": lambda n: "<b>a" * (n // 4),
    "wrong end tags": lambda n: "<b></i>" * (n // 7),
    "end tags": lambda n: "</li>" * (n // 5),
    "nested lists": lambda n: "<ul><li>" * (n // 8),
    "nested blocks": lambda n: "<div>" * (n // 5),
    "half tags": lambda n: "<a " * (n // 3),
    "signs like tags": lambda n: "<" * n,
    "entities": lambda n: "&amp;&#1" * (n // 8),
    "attributes": lambda n: "<p " + "a='b\" " * (n // 6) + ">x</p>",
    "quotes in tags": lambda n: "<a \"<b '" * (n // 8),
    "breaks before any word": lambda n: "<p>" + "<br> " * (n // 5) + "x</p>",
    "breaks and white space of many looks": lambda n: "<p>x" + "<b> </b><br><b> </b>" * (n // 21),
    "breaks in a cell": lambda n: f"<table><tr><td>{'<br> ' * (n // 5)}</td></tr></table>",
    "words and breaks": lambda n: "<p>" + "a<br>" * (n // 5),
    "comments": lambda n: "<!-- <!--" * (n // 9),
    "one long word": lambda n: "a" * n,
    "only spaces": lambda n: " " * n,
    "spaces inside": lambda n: "x" + " " * n + "x",
    "no-break spaces": lambda n: "a\u00a0" * (n // 2),
    "empty lines": lambda n: "\n \n" * (n // 3),
    "one mark again and again": lambda n: "e" + "\u0301" * n,
    "marks out of order": lambda n: "e" + "\u0301\u0323" * (n // 2),
    "tiny paragraphs": lambda n: "<p>a</p>" * (n // 8),
    "list items": lambda n: f"<ul>{'<li>a</li>' * (n // 10)}</ul>",
    "a list for each item": lambda n: "<ol><li>a</li></ol>" * (n // 19),
    "table": lambda n: f"<table>{'<tr><td>a</td><td>b</td></tr>' * (n // 30)}</table>",
    "one wide row": lambda n: f"<table><tr>{'<td>a</td>' * (n // 10)}</tr></table>",
    "spans": lambda n: f"<table>{'<tr><td rowspan=3 colspan=2>a</td></tr>' * (n // 40)}</table>",
    "alternating letters": lambda n: "ab" * (n // 2),
    "alternating words": lambda n: "a b " * (n // 4),
    "repeated prefixes": lambda n: "aaaa aaab " * (n // 10),
    "turned and invisible": lambda n: "\u202ea\u200b" * (n // 3),
    "composed letters": lambda n: "\u1100\u1161👨\u200d" * (n // 4),
    "emphasis of Markdown": lambda n: "**a _b* " * (n // 8),
    "brackets of Markdown": lambda n: "[a](b " * (n // 6),
    "quotes of Markdown": lambda n: "> " * (n // 2),
    "lines of a list": lambda n: "- a\n" * (n // 4),
    "table of Markdown": lambda n: "|a|b|\n|-|-|\n" + "|c|d|\n" * (n // 6),
    "quotation marks": lambda n: "\"a 'b “" * (n // 7),
    "addresses": lambda n: "a.b-c@d.az http://" * (n // 18),
    "formulas": lambda n: ";=1+1\t-2" * (n // 8),
    "titles": lambda n: "“a”nda nəzərdə tutulan tədbirlərin  tərəfindən icrası barədə " * (n // 60),
}


def document(html: str) -> Document:
    sections = (Section("4.2.9-cu yarımbənd üzrə:", 2, "4.2.9", parse(html)),)
    return Document(
        title="a", word="MƏLUMAT", language="az", plan="p", agency="a", year=2021, notice="", sections=sections
    )


def read_back(text: str, name: str) -> str:
    report = read_report(f"4.1.6-cı yarımbənd üzrə (a):\n\n{text}".encode(), name)
    return "".join(blocks_to_html(item.blocks) for item in report.items)


def found(text: str) -> Any:
    hits = find_hits(text, ["a", "1"], loose=True) or find_hits(text, ["a"])
    return hits and (passage_of(text, hits), merge_hits(hits))


def spreadsheet(text: str) -> None:
    put(new_book("a")[1], 1, 1, text)


def as_csv(text: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([guard(text)])
    return out.getvalue()


READERS: dict[str, Callable[[str], object]] = {
    "numbers": azerbaijani.find_numbers,
    "dates": lambda text: azerbaijani.parse_dates(text, 2021),
    "ordinals": azerbaijani.ordinal,
    "case suffixes": lambda text: azerbaijani.with_case(text, "genitive"),
    "quotes of a title": azerbaijani.quoted,
    "end of a measure": without_stop,
    "letters": lambda text: (azerbaijani.upper(text), azerbaijani.lower(text), azerbaijani.capitalize_first(text)),
    "kept lines": azerbaijani.unbroken,
    "kept lines of papers": azerbaijani.bound_stretches,
    "broken words": lambda text: list(azerbaijani.breakable_words(text)),
    "page with words that may break": lambda text: hyphenated(f"<body><p>{escape(text)}</p></body>"),
    "order": azerbaijani.sort_key,
    "search key": lambda text: (azerbaijani.fold(text), azerbaijani.fold(text, loose=True)),
    "query": parse_query,
    "passages": found,
    "cleaning": clean,
    "cleaning of plain text": clean_plain,
    "blocks": lambda text: to_html(parse(clean(text))),
    "words": lambda text: (word_count.__wrapped__(clean(text)), block_texts(clean(text))),
    "numbered paragraphs": lambda text: numbered_html(clean(text)),
    "merging": lambda text: merge(clean(text), clean(f"<p>x</p>{text}"), clean(f"{text}<p>y</p>")).hunks,
    "places": lambda text: places_in(clean(text), clean(f"<p>x</p>{text}")),
    "differences where they stand": lambda text: marked_html(clean(text), clean(f"<p>x</p>{text}y")),
    "personal data": find_personal_data,
    "small counts": lambda text: find_small_counts_in(parse(clean(text))),
    "figures": lambda text: parse_figure(text, "decimal"),
    "spreadsheet": spreadsheet,
    "CSV": as_csv,
    "file names": clean_file_name,
    "titles of evidence": clean_title,
    "kinds of files": lambda text: identify(io.BytesIO(text.encode()), "a.txt"),
    "files that say they are PDF": lambda text: identify(io.BytesIO(b"%PDF-1.7\n" + text.encode()), "a.pdf"),
    "browsers": browser_name,
    "answers of mail servers": lambda text: describe_problem(ValueError(text)),
    "spelling": lambda text: (spelling_notes(text), correct_text(text)),
    "headings": lambda text: (is_heading_start(text), is_whole_heading(f"4.1.6-cı yarımbənd üzrə {text}")),
    "titles": read_title,
    "same titles": lambda text: same_title(text, f"{text}a"),
    "text files": lambda text: read_back(text, "a.txt"),
    "Markdown files": lambda text: read_back(text, "a.md"),
    "report in Markdown": lambda text: renderer_for("md").render(document(clean(text))),
    "report in HTML": lambda text: renderer_for("html").render(document(clean(text))),
    "references": lambda text: linked(Paragraph((Run(text), Run(f"4.2.1 {text}"))), {"4.2.1": "s"}),
    "report in JSON": lambda text: renderer_for("json").render(document(clean(text))),
    "lines in pages": lambda text: (linebreaks(text, autoescape=True), linebreaksbr(text, autoescape=True)),
    "beginnings in pages": lambda text: truncatechars(clean_plain(text), 90),
    "Django's helpers": lambda text: (
        slugify(text),
        strip_tags(clean(text)),
        urlize(clean_plain(text), autoescape=True),
    ),
}
REFUSALS = (ValueError, FigureRefused, FileRefused, ImportStopped)


def work_of(act: Callable[[], object]) -> int:
    """The calls of `act`, none of them saved by a text that was read before."""
    parse.cache_clear()
    return calls_of(act)


def act(reader: Callable[[str], object], text: str) -> None:
    with contextlib.suppress(*REFUSALS):
        reader(text)


@pytest.mark.parametrize("name", READERS)
def test_work_grows_with_the_text_and_not_faster(name):
    reader = READERS[name]
    act(reader, "<p>a</p>")  # what is imported and looked up once
    grown = {}
    for shape, text in SHAPES.items():
        small, large = (work_of(lambda n=n, text=text: act(reader, text(n))) for n in (N, 4 * N))
        if large > MOST_GROWTH * (small + FIXED):
            grown[shape] = (small, large)
    assert grown == {}


@given(
    st.text(alphabet="<>/abpli \"'=&;1.,-_*[]()\u0301\u00a0\n", min_size=1, max_size=12),
    st.sampled_from(sorted(READERS)),
)
@examples(60)
def test_work_grows_with_any_text_that_is_repeated(piece, name):
    reader = READERS[name]
    small, large = (work_of(lambda n=n: act(reader, piece * n)) for n in (210, 840))
    assert large <= MOST_GROWTH * (small + FIXED)


# --- What works within a budget and gets coarser beyond it ------------------------------------------------------------


def words(number: int, seed: int) -> str:
    return " ".join(f"söz{seed}-{place}" for place in range(number))


UNRELATED: dict[str, Callable[[int, int], str]] = {
    "one paragraph": lambda n, seed: f"<p>{words(n, seed)}</p>",
    "many paragraphs": lambda n, seed: "".join(f"<p>{words(4, seed * 1_000_000 + k)}</p>" for k in range(n // 4)),
    "alternating words": lambda n, seed: f"<p>{('a b ' if seed else 'b a ') * (n // 2)}</p>",
    "items that were paragraphs": lambda n, seed: (
        f"<ul>{''.join(f'<li><p>söz {k} {seed}</p></li>' for k in range(n // 4 if seed else n // 2))}</ul>"
        + "".join(f"<p>söz {k} b</p>" for k in range(n // 4 if seed else 0))
    ),
    "paragraphs alike": lambda n, seed: f"<p>{'a' if seed else 'b'}</p><p>c</p>" * (n // 2),
}
COMPARING: dict[str, Callable[[str, str], object]] = {
    "differences": lambda old, new: (word_differences(old, new), differences_html(old, new)),
    "differences where they stand": marked_html,
    "numbers of words": words_changed,
    "merging": lambda old, new: merge("<p>a</p>", old, new),
    "places": places_in,
}


@pytest.mark.parametrize("name", COMPARING)
@pytest.mark.parametrize("shape", UNRELATED)
def test_work_on_unrelated_texts_grows_with_them_beyond_the_budget(name, shape):
    """More than 40 paragraphs against as many are not compared with each other word by word."""
    compare, text = COMPARING[name], UNRELATED[shape]
    small, large = (work_of(lambda n=n: compare(text(n, 0), text(n, 1))) for n in (1_500, 6_000))
    assert large <= MOST_GROWTH * small


def test_the_budget_of_an_alignment_is_kept():
    """The bits that rows of the table have, all together: 65,000 words against as many."""
    assert MOST_BITS == 1 << 32


def test_what_is_beyond_the_budget_still_loses_no_word():
    old, new = UNRELATED["one paragraph"](12_000, 0), UNRELATED["one paragraph"](12_000, 1)
    told = word_differences(old, new)
    assert " ".join(p.text for d in told for p in d.pieces if p.change != "added") == words(12_000, 0)
    assert " ".join(p.text for d in told for p in d.pieces if p.change != "removed") == words(12_000, 1)


# --- Marks ------------------------------------------------------------------------------------------------------------


def test_no_combining_mark_of_unicode_is_heaped():
    marks = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code))]
    assert len(marks) > 900
    assert [hex(ord(mark)) for mark in marks if azerbaijani.without_heaps("ə" + mark * 40) != "ə" + mark * 30] == []
    assert azerbaijani.without_heaps("漢" * 40 + "й" * 40 + "“–”" * 40) == "漢" * 40 + "й" * 40 + "“–”" * 40


def test_a_letter_keeps_thirty_marks_and_no_more():
    assert azerbaijani.without_heaps("e" + "\u0301" * 30 + "x") == "e" + "\u0301" * 30 + "x"
    assert azerbaijani.without_heaps("e" + "\u0301\u0323" * 16 + "x") == "e" + "\u0301\u0323" * 15 + "x"
    assert azerbaijani.without_heaps("Əliyev Yeni Zelandiyada") == "Əliyev Yeni Zelandiyada"


@pytest.mark.parametrize("mark", ["\u0301", "&#769;"])
def test_marks_beyond_thirty_stay_at_the_door_and_words_do_not(mark):
    assert clean(f"<p>bir e{mark * 500} iki</p>") == clean(f"<p>bir e{mark * 30} iki</p>")
    assert plain_text(clean(f"<p>bir e{mark * 500} iki</p>")) == "bir e" + "\u0301" * 30 + " iki"


@pytest.mark.parametrize("written", ["&#1;", "&#x202e;", "&#xfdd0;", "&#8;"])
def test_what_no_store_can_hold_does_not_come_in_as_an_entity(written):
    assert clean(f"<p>a{written}b</p>") == "<p>ab</p>"
    assert clean("<p>a&amp;#1;b</p>") == "<p>a&amp;#1;b</p>"  # that is words
