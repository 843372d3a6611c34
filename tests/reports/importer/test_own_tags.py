"""The few tags of HTML that our own Markdown has are read; all others, and halves of these, stay text."""

import pytest

from plans.narrative import Run
from reports.importer.extract.markdown import extract_markdown
from reports.importer.runs import HARD_BREAK


def runs_of(text: str) -> tuple[Run, ...]:
    (block,) = extract_markdown(text).blocks
    return block.runs


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("<strong>“X”</strong>nın", (Run("“X”", bold=True), Run("nın"))),
        ("<strong><em>a</em></strong>b", (Run("a", bold=True, italic=True), Run("b"))),
        ("a<strong>b *c*</strong>", (Run("a"), Run("b ", bold=True), Run("c", bold=True, italic=True))),
        ("[<em>a</em>](<https://a.example/>)", (Run("a", italic=True, href="https://a.example/"),)),
        ("a<br>b", (Run(f"a{HARD_BREAK}b"),)),
    ],
)
def test_own_tags_are_read(text, runs):
    assert runs_of(text) == runs


@pytest.mark.parametrize(
    "text",
    [
        "<strong>a",
        "a</strong>b",
        "<b>a</b>",
        "<STRONG>a</STRONG>",
        '<strong class="x">a',
        "<script>a</script>",
        "&#8211 a",
        "&#169; a",
    ],
)
def test_other_tags_halves_and_entities_stay_text(text):
    assert runs_of(text) == (Run(text),)


def test_a_tag_that_is_escaped_is_text():
    assert runs_of("\\<strong>a\\</strong>") == (Run("<strong>a</strong>"),)


def test_tags_without_end_in_tags_without_end_are_read_in_time():
    assert runs_of("<strong>" * 4_000) == (Run("<strong>" * 4_000),)
    assert runs_of("<" * 20_000 + "<strong>a</strong>") == (Run("<" * 20_000 + "<strong>a</strong>"),)
