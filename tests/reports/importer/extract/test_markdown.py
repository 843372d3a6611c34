"""Markdown: what is markup is read, what is not stays to the letter."""

import pytest

from plans.narrative import Run
from reports.importer.blocks import SourceBlock
from reports.importer.errors import UnreadableDocument
from reports.importer.extract.markdown import extract_markdown


def texts(source: str) -> list[str]:
    return [block.text for block in extract_markdown(source).blocks]


@pytest.mark.parametrize(
    "text",
    [
        "<b>Nümunə</b> <script>alert(1)</script> <!-- mətn -->",
        "<div>",
        "&amp; &nbsp; &#35;",
        "`Nümunə` ``mətn``",
        "[mətn]: https://example.org",
        "[mətn] [mətn][1] [^1]",
        "[mətn](javascript:alert(1))",
        "[mətn](#_ftn1)",
        "[Nümunə](mətn)",
        "Nümunə ~~mətn~~ a_b_c 5 * 6",
        "1.1. Nümunə mətn",
        "04.11.2021-ci il",
        "C:\\Qovluq",
        "“Nümunə” – mətn — « » ‘ ’ … 5\u00a0nəfər c\u0327 \u0430",
        "#Nümunə",
        "--Nümunə",
    ],
)
def test_what_is_no_markup_stays_as_it_is(text):
    assert texts(text) == [text]


@pytest.mark.parametrize("text", ["```\nNümunə\n```", "~~~ az\nNümunə\n~~~"])
def test_fence_is_no_code(text):
    assert texts(text) == [text]


def test_indented_text_is_a_paragraph():
    assert texts("    Nümunə mətn.\n\n\tNümunə iki.") == ["Nümunə mətn.", "Nümunə iki."]


@pytest.mark.parametrize("line", ["---", "===", "***", "_____"])
def test_line_under_text_makes_no_heading(line):
    blocks = extract_markdown(f"Nümunə mətn\n{line}\nNümunə iki").blocks
    assert [(block.text, block.heading_level) for block in blocks] == [
        ("Nümunə mətn", None),
        (line, None),
        ("Nümunə iki", None),
    ]


def test_backslash_escapes_are_honoured():
    assert texts(r"\*Nümunə\* \_mətn\_ \# \[a\] \\ \a") == [r"*Nümunə* _mətn_ # [a] \ \a"]


@pytest.mark.parametrize("text", [r"\- Nümunə", r"1\. Nümunə", r"\– Nümunə", r"\• Nümunə", r"\* Nümunə"])
def test_escaped_marker_is_a_literal_paragraph(text):
    (block,) = extract_markdown(text).blocks
    assert (block.kind, block.text, block.is_literal) == ("paragraph", text.replace("\\", ""), True)


def test_plain_paragraph_is_not_literal():
    assert extract_markdown("Nümunə mətn").blocks == (SourceBlock("paragraph", (Run("Nümunə mətn"),)),)


def test_looks_and_links_are_runs():
    (block,) = extract_markdown(
        "**Qalın** *kursiv* ***ikisi*** [ad](https://example.org) <mailto:a@example.org>"
    ).blocks
    assert block.runs == (
        Run("Qalın", bold=True),
        Run(" "),
        Run("kursiv", italic=True),
        Run(" "),
        Run("ikisi", bold=True, italic=True),
        Run(" "),
        Run("ad", href="https://example.org"),
        Run(" "),
        Run("mailto:a@example.org", href="mailto:a@example.org"),
    )
    assert block.html == (
        "<strong>Qalın</strong> <em>kursiv</em> <strong><em>ikisi</em></strong> "
        '<a href="https://example.org">ad</a> <a href="mailto:a@example.org">mailto:a@example.org</a>'
    )


def test_bold_means_every_word():
    blocks = extract_markdown("**Nümunə**:\n\n**Nümunə** mətn\n\nmətn").blocks
    assert [block.bold for block in blocks] == [True, False, False]


def test_image_is_its_description_and_a_note():
    extracted = extract_markdown('Nümunə ![şəkil](media/image1.png "ad")')
    assert [block.text for block in extracted.blocks] == ["Nümunə şəkil"]
    assert [(note.code, note.text, note.detail) for note in extracted.notes] == [
        ("image", "şəkil", 'media/image1.png "ad"')
    ]


def test_signs_too_many_to_be_markup_stay_text():
    brackets, stars = "[a](https://example.org) " * 5_001, "*a* " * 25_001
    assert texts(brackets) == [brackets.strip()]
    assert texts(stars) == [stars.strip()]


def test_title_of_a_link_is_noted():
    extracted = extract_markdown('[Nümunə](https://example.org "ad")')
    assert [(note.code, note.text) for note in extracted.notes] == [("link_title", "ad")]


def test_headings_have_their_level():
    blocks = extract_markdown("# Bir\n\n#### **Dörd**\n").blocks
    assert [(block.text, block.heading_level, block.is_strong) for block in blocks] == [
        ("Bir", 1, True),
        ("Dörd", 4, True),
    ]


def test_lists_have_marker_number_and_level():
    source = "- a\n- b\n    1. c\n    2. d\n\n       e\n* f\n+ g\n\n3) h\n4) i\n"
    shown = [
        (block.kind, block.text, block.marker, block.number, block.level, block.continues_item)
        for block in extract_markdown(source).blocks
    ]
    assert shown == [
        ("list_item", "a", "-", None, 0, False),
        ("list_item", "b", "-", None, 0, False),
        ("list_item", "c", "1.", 1, 1, False),
        ("list_item", "d", "2.", 2, 1, False),
        ("paragraph", "e", "", None, 1, True),
        ("list_item", "f", "*", None, 0, False),
        ("list_item", "g", "+", None, 0, False),
        ("list_item", "h", "3)", 3, 0, False),
        ("list_item", "i", "4)", 4, 0, False),
    ]


@pytest.mark.parametrize(("source", "numbers"), [("1. a\n1. b\n1. c", [1, 2, 3]), ("1. a\n2. b\n5. c", [1, 2, 5])])
def test_numbers_go_up_as_typed_or_counted(source, numbers):
    assert [block.number for block in extract_markdown(source).blocks] == numbers


def test_year_and_lone_marker_are_text():
    blocks = extract_markdown("2021. Nümunə mətn\n\n5.\n\nNümunə\n\n-\n").blocks
    assert [(block.kind, block.text) for block in blocks] == [
        ("paragraph", "2021. Nümunə mətn"),
        ("paragraph", "5."),
        ("paragraph", "Nümunə"),
        ("paragraph", "-"),
    ]


def test_block_quote_is_its_paragraphs():
    assert texts("> Nümunə mətn\n>\n> Nümunə iki") == ["Nümunə mətn", "Nümunə iki"]


def test_table_has_rows_and_a_header():
    (block,) = extract_markdown("| a | **b** |\n|---|:-:|\n| c \\| d | |\n").blocks
    assert block.rows == (("a", "b"), ("c | d", ""))
    assert [[cell.header for cell in row] for row in block.cells] == [[True, True], [False, False]]
    assert block.text == "a\tb\nc | d"


def test_table_with_too_many_cells_stays_text():
    extracted = extract_markdown("| a |\n|---|\n| b | c |\n")
    assert [block.kind for block in extracted.blocks] == ["paragraph"]
    assert extracted.blocks[0].text == "| a |\n|---|\n| b | c |"
    assert [note.code for note in extracted.notes] == ["ragged_table"]


def test_line_ends_inside_a_paragraph_are_kept_for_later():
    assert texts("a\nb  \nc\\\nd") == ["a\nb\u2028c\u2028d"]


@pytest.mark.parametrize("source", ["> " * 200 + "Nümunə", "- " * 200 + "Nümunə"])
def test_nesting_too_deep_to_be_read_is_refused(source):
    with pytest.raises(UnreadableDocument) as refusal:
        extract_markdown(source)
    assert refusal.value.code == "too_complex"


def test_nesting_that_can_be_read_is_read():
    assert texts("> " * 30 + "Nümunə") == ["Nümunə"]
