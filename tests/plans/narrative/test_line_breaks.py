"""A line break within a paragraph, from what is typed to every format and back."""

import pytest

from plans.narrative import (
    Paragraph,
    Run,
    clean,
    differences_html,
    marked_html,
    merge,
    parse,
    plain_text,
    to_html,
    word_count,
    words_changed,
)

HTML = "<p>Bakı şəhəri,<br><strong>Nümunə küçəsi<br></strong>12.</p>"
BLOCKS = (Paragraph((Run("Bakı şəhəri,\n"), Run("Nümunə küçəsi\n", bold=True), Run("12."))),)


def test_break_is_a_new_line_of_its_run_and_comes_back():
    assert parse(HTML) == BLOCKS
    assert to_html(BLOCKS) == clean(HTML) == HTML


def test_new_line_of_the_source_is_no_break():
    assert parse("<p>bir\niki</p>") == (Paragraph((Run("bir iki"),)),)


def test_words_on_both_sides_stay_apart_in_search_counts_and_differences():
    assert plain_text(HTML) == "Bakı şəhəri,\nNümunə küçəsi\n12."
    assert word_count(HTML) == 5
    assert "12.</ins>" in differences_html("<p>Bakı şəhəri, Nümunə küçəsi</p>", HTML)


BROKEN, PLAIN = "<p>bir<br>iki</p>", "<p>bir iki</p>"
IN_CELL = "<table><tbody><tr><td>{}</td></tr></tbody></table>"


@pytest.mark.parametrize("difference", [differences_html, marked_html])
@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (PLAIN, BROKEN, "<p>bir <ins>↵<br></ins> iki</p>"),
        (BROKEN, PLAIN, "<p>bir <del>↵</del> iki</p>"),
        ("<p>bir<br>iki</p>", "<p>bir<br>üç iki</p>", "<p>bir <br> <ins>üç</ins> iki</p>"),
    ],
)
def test_difference_shows_a_break_that_came_or_went(difference, old, new, shown):
    assert difference(old, new) == shown
    assert words_changed(old, new) == (new.count("üç") - old.count("üç"), 0)  # a break is no word


@pytest.mark.parametrize("difference", [differences_html, marked_html])
def test_breaks_of_a_whole_paragraph_are_only_breaks(difference):
    for old, new, tag in (("", BROKEN, "ins"), (BROKEN, "", "del")):
        assert difference(old, new).replace(" <br> ", "<br>") == f"<p><{tag}>bir<br>iki</{tag}></p>"


def test_break_in_a_cell_is_shown_where_it_stands():
    shown = marked_html(IN_CELL.format(PLAIN), IN_CELL.format(BROKEN))
    assert shown == IN_CELL.format("<p>bir <ins>↵<br></ins> iki</p>")


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (
            "<p>bir<br>iki üç dörd beş altı</p>",
            "<p>bir iki üç dörd beş yeddi</p>",
            "<p>bir<br>iki üç dörd beş yeddi</p>",
        ),
        (
            "<p>bir iki üç dörd beş yeddi</p>",
            "<p>bir<br>iki üç dörd beş altı</p>",
            "<p>bir<br>iki üç dörd beş yeddi</p>",
        ),
    ],
)
def test_break_of_one_and_word_of_another_are_merged(mine, theirs, merged):
    assert merge("<p>bir iki üç dörd beş altı</p>", mine, theirs).html == merged
