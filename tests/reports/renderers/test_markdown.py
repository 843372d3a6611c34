"""Markdown that any CommonMark reader reads as the blocks it was made of; ours reads it back to the letter."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from plans.narrative import Paragraph, Run, clean, parse, to_html
from reports.document import Document, Section
from reports.importer.html import blocks_to_html
from reports.importer.read import read_report
from reports.renderers.markdown import MarkdownRenderer
from tests.operations import calls_of
from tests.reports.samples import rich_document

READER = MarkdownIt("commonmark", {"html": True}).enable("table")
HEADING = "4.2.9-cu yarımbənd üzrə (Nümunə tədbir):"


def document(html: str) -> Document:
    return dataclasses.replace(rich_document(), sections=(Section(HEADING, 2, "4.2.9", parse(html)),))


def markdown(html: str) -> str:
    """What is written under the heading."""
    return MarkdownRenderer().render(document(html)).decode().partition(f"{HEADING}\n\n")[2].removesuffix("\n")


def as_others_read(html: str) -> str:
    return clean(READER.render(markdown(html)))


def as_we_read(html: str) -> str:
    (item,) = read_report(MarkdownRenderer().render(document(html)), "a.md").items
    return blocks_to_html(item.blocks)


# --- Bold and italic --------------------------------------------------------------------------------------------------

LOOKS = [
    ("<strong>“Nümunə Planı”</strong>nda", "<strong>“Nümunə Planı”</strong>nda"),
    ("<strong>“X”</strong>-nın", "**“X”**-nın"),
    ("söz<strong>“X”</strong> sonra", "söz<strong>“X”</strong> sonra"),
    ("söz <strong>qalın</strong> sonra", "söz **qalın** sonra"),
    ("<em>maili</em>dir", "*maili*dir"),
    ("<strong><em>hər ikisi</em></strong>, sonra", "***hər ikisi***, sonra"),
    ("<strong><em>“X”</em></strong>nın", "<strong><em>“X”</em></strong>nın"),
    ("<strong>qalın</strong><em>maili</em>", "**qalın**<em>maili</em>"),
    ("2*3*4 və <strong>5*6</strong>", "2\\*3\\*4 və **5\\*6**"),
    ('Diqqət!<a href="https://numune.example/a_b">keçid</a>', "Diqqət\\![keçid](<https://numune.example/a_b>)"),
    ('<a href="https://numune.example/"><strong>“X”</strong>nın</a>', None),
    ("<strong>bir<br>iki</strong>", "**bir\\\niki**"),
    ("&lt;strong&gt;söz&lt;/strong&gt; &amp;amp; &lt;br&gt;", "\\<strong>söz\\</strong> \\&amp; \\<br>"),
    ("~~söz~~ ~5", "\\~\\~söz\\~\\~ ~5"),
]


@pytest.mark.parametrize(("html", "text"), LOOKS)
def test_looks_are_read_back_by_others_and_by_us(html, text):
    html = f"<p>{html}</p>"
    if text is not None:
        assert markdown(html) == text
    assert as_others_read(html) == clean(html)
    if "<br>" not in html:  # lines within a paragraph are for our importer to join
        assert as_we_read(html) == clean(html)


def test_the_tags_are_needed_where_they_stand():
    assert "<strong>" not in READER.render("**“Nümunə Planı”**nda")
    assert "<strong>" in READER.render("**qalın**dır")


# Each sign is one of a class that CommonMark tells apart, or is markup somewhere.
SIGNS = "aƏ1 “”-–.,!*_`~[]()<>&#;:\\/|+=№€\u00a0"
RUNS = st.lists(
    st.builds(
        Run,
        st.text(SIGNS, min_size=1, max_size=5),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["", "", "https://a.example/"]),
    ),
    min_size=1,
    max_size=6,
)


def looks_of(html: str) -> list[tuple]:
    """Each sign with its look; of spaces, of which nobody sees whether they are bold, the signs alone."""
    blocks = parse(html)
    signs = [(sign, run) for block in blocks for run in block.runs for sign in run.text]
    looks = [(sign, None if sign.isspace() else (run.bold, run.italic, run.href)) for sign, run in signs]
    words = [place for place, (_sign, look) in enumerate(looks) if look]
    return [] if not words else looks[words[0] : words[-1] + 1]


@given(RUNS)
def test_bold_and_italic_anywhere_are_read_back(runs):
    html = clean(to_html((Paragraph(tuple(runs)),)))
    assert looks_of(as_others_read(html)) == looks_of(html)


@given(RUNS)
def test_bold_and_italic_within_a_sentence_are_read_by_us(runs):
    html = clean(to_html((Paragraph((Run("Söz"), *runs, Run("söz."))),)))
    assert looks_of(as_we_read(html)) == looks_of(html)


# --- Paragraphs, headings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("– tire", "&#8211; tire"),
        ("•nöqtə", "&#8226;nöqtə"),
        ("–tire", "–tire"),
        ("- tire", "\\- tire"),
        ("1) bir", "1\\) bir"),
        ("2021. il", "2021\\. il"),
        ("# diyez", "\\# diyez"),
        ("&amp;#8211; yazılıb", "\\&#8211; yazılıb"),
        ("&gt; böyük", "\\> böyük"),
        ("===", "\\==="),
        ("söz – tire", "söz – tire"),
    ],
)
def test_a_paragraph_that_begins_like_markup_stays_one(words, text):
    html = f"<p>Əvvəl.</p><p>{words}</p>"
    assert markdown(html) == f"Əvvəl.\n\n{text}"
    assert as_others_read(html) == clean(html)
    if words != "===":  # a line of signs alone is no text of a report
        assert as_we_read(html) == clean(html)


def test_bold_words_after_a_dash_are_no_list_either():
    html = "<p>Əvvəl.</p><p><strong>– tire</strong>, sonra</p>"
    assert markdown(html) == "Əvvəl.\n\n**&#8211; tire**, sonra"
    assert (as_others_read(html), as_we_read(html)) == (html, html)


def test_lines_like_the_rule_of_a_table_are_words():
    html = "<p>a | b<br>--- | ---</p>"
    assert as_others_read(html) == html
    assert "<table>" in READER.render("a | b\n--- | ---")


def test_a_heading_keeps_its_last_signs_and_its_one_line():
    report = dataclasses.replace(rich_document(), sections=(Section("Bölmə\n*1* ##", 9),))
    assert MarkdownRenderer().render(report).decode().endswith("\n\n###### Bölmə \\*1\\* \\##\n")


# --- Lists ------------------------------------------------------------------------------------------------------------

LISTS = {
    "in lists": (
        "<ul><li><p>a;</p><ol><li><p>b;</p></li><li><p>c;</p><ul><li><p>d.</p></li></ul></li></ol></li><li><p>e.</p></li></ul>",
        "- a;\n\n  1. b;\n\n  2. c;\n\n     - d.\n\n- e.",
    ),
    "one after the other": (
        "<ul><li><p>a.</p></li></ul><ul><li><p>b.</p></li></ul><ul><li><p>c.</p></li></ul>",
        "- a.\n\n* b.\n\n- c.",
    ),
    "of numbers that go on": (
        '<ol><li><p>a.</p></li></ol><ol start="2"><li><p>b.</p></li></ol>',
        "1. a.\n\n2) b.",
    ),
    "of several paragraphs": (
        "<ol><li><p>a;</p><p>– b.</p></li></ol><p>c.</p>",
        "1. a;\n\n   – b.\n\nc.",
    ),
    "with nothing but a list": ("<ul><li><ul><li><p>a.</p></li></ul></li></ul>", "- - a."),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_read_back(name):
    html, text = LISTS[name]
    assert markdown(html) == text
    assert as_others_read(html) == html
    if name != "with nothing but a list":
        assert as_we_read(html) == html


# --- Tables -----------------------------------------------------------------------------------------------------------


def test_a_figure_stays_in_its_column_under_and_beside_cells_that_reach_over_it():
    html = (
        "<table><tr><th rowspan=2>Göstərici</th><th colspan=2>İllər</th></tr><tr><th>2020</th><th>2021</th></tr>"
        "<tr><td>Qurbanlar</td><td>10</td><td>12</td></tr></table>"
    )
    assert markdown(html).splitlines() == [
        "| Göstərici | İllər |  |", "| --- | --- | --- |", "|  | 2020 | 2021 |", "| Qurbanlar | 10 | 12 |",
    ]  # fmt: skip


def test_a_cell_that_reaches_down_in_the_middle_leaves_its_place_empty():
    rows = "<tr><td>1</td><td rowspan=2>2</td><td>3</td></tr><tr><td>4</td><td>6</td></tr>"
    html = f"<table><tr><th>a</th><th>b</th><th>c</th></tr>{rows}</table>"
    assert markdown(html).splitlines()[2:] == ["| 1 | 2 | 3 |", "| 4 |  | 6 |"]


def test_a_table_without_headings_has_an_empty_head_that_we_leave_out_again():
    html = "<table><tbody><tr><td><p>a</p></td><td><p>b</p></td></tr></tbody></table>"
    assert markdown(html) == "|  |  |\n| --- | --- |\n| a | b |"
    assert as_we_read(html) == html
    assert "<th>" in as_we_read(html.replace("td>", "th>"))


def test_two_tables_stay_two():
    html = "<table><tbody><tr><th><p>a</p></th></tr><tr><td><p>1</p></td></tr></tbody></table>" * 2
    assert markdown(html) == "| a |\n| --- |\n| 1 |\n\n| a |\n| --- |\n| 1 |"
    assert (as_others_read(html), as_we_read(html)) == (html, html)


def test_lines_paragraphs_and_lists_in_a_cell_are_lines():
    html = "<table><tr><th>a</th></tr><tr><td><p>b | c<br>d</p><p>e</p><ol><li>f</li></ol><ul><li>g</li></ul></td></tr></table>"
    assert markdown(html).splitlines()[2] == "| b \\| c<br>d<br>e<br>1. f<br>– g |"
    assert [cell.text for row in parse(as_we_read(html))[0].rows[1:] for cell in row[0].blocks] == [
        "b | c", "d", "e", "1. f", "– g",
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["a\\", "\\|", "|", "`|`", "<strong>a</strong>b|c"])
def test_signs_of_a_table_in_a_cell_are_words(words):
    html = clean(f"<table><tr><th>x</th><th>y</th></tr><tr><td>{words}</td><td>1</td></tr></table>")
    assert (as_others_read(html), as_we_read(html)) == (html, html)


# --- Cost -------------------------------------------------------------------------------------------------------------

GROWING = {
    "looks": lambda n: f"<p>{'<strong>“X”</strong>nın <em>a</em>b ' * n}</p>",
    "lists": lambda n: "<ul><li>bir<ol><li>iki</li></ol></li></ul>" * n,
    "rows": lambda n: f"<table>{'<tr><td rowspan=2>bir</td><td>iki</td></tr><tr><td>üç</td></tr>' * n}</table>",
}


@pytest.mark.parametrize("shape", GROWING)
def test_work_grows_with_the_report_and_not_faster(shape):
    def work(size: int) -> int:
        report = document(GROWING[shape](size))
        return calls_of(lambda: MarkdownRenderer().render(report))

    work(1)
    assert work(200) < 4.4 * work(50)
