"""A line break within a paragraph, from what is typed to every format and back."""

import pytest

from plans.narrative import Paragraph, Run, clean, differences_html, merge, parse, plain_text, to_html, word_count

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
    assert differences_html("<p>bir iki</p>", "<p>bir<br>iki</p>") == "<p>bir iki</p>"


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
