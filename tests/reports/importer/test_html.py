"""Blocks as the narrative of an entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.narrative import Run, clean, paragraphs
from reports.importer.blocks import SourceBlock, TableCell
from reports.importer.html import blocks_to_html


def item(text: str, level: int = 0, number: int | None = None, marker: str = "-") -> SourceBlock:
    return SourceBlock(
        "list_item",
        (Run(text),),
        None,
        number is not None,
        f"{number}." if number and marker == "-" else marker,
        number,
        level,
    )


def plain(text: str) -> SourceBlock:
    return SourceBlock("paragraph", (Run(text),))


@pytest.mark.parametrize(
    ("blocks", "html"),
    [
        ([], ""),
        ([plain("a & <b> “c”")], "<p>a &amp; &lt;b&gt; “c”</p>"),
        ([item("a"), item("b")], "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ([item("a", number=3), item("b", number=4)], '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'),
        ([item("a", number=1), item("b", number=1)], "<ol><li><p>a</p></li></ol><ol><li><p>b</p></li></ol>"),
        ([item("a", number=1), item("b", number=5)], '<ol><li><p>a</p></li></ol><ol start="5"><li><p>b</p></li></ol>'),
        ([item("a"), item("b", number=1)], "<ul><li><p>a</p></li></ul><ol><li><p>b</p></li></ol>"),
        (
            [item("a"), item("b", 1), item("c", 2), item("d")],
            "<ul><li><p>a</p><ul><li><p>b</p><ul><li><p>c</p></li></ul></li></ul></li><li><p>d</p></li></ul>",
        ),
        ([item("a", 2), item("b")], "<ul><li><p>a</p></li></ul><ul><li><p>b</p></li></ul>"),
        ([item("a"), plain("b"), item("c")], "<ul><li><p>a</p></li></ul><p>b</p><ul><li><p>c</p></li></ul>"),
        (
            [item("a"), SourceBlock("paragraph", (Run("b"),), continues_item=True), item("c")],
            "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>",
        ),
        ([SourceBlock("paragraph", (Run("b"),), continues_item=True)], "<p>b</p>"),
        ([item("a", number=2, marker="b)")], "<p>b) a</p>"),
        ([item("a"), item("b", 1, number=1, marker="a)")], "<ul><li><p>a</p><p>a) b</p></li></ul>"),
        (
            [SourceBlock("paragraph", (Run("a", bold=True), Run("b", italic=True), Run("c", href='https://x/?"&')))],
            '<p><strong>a</strong><em>b</em><a href="https://x/?&quot;&amp;">c</a></p>',
        ),
        (
            [
                SourceBlock(
                    "table", cells=((TableCell(((Run("a"),), (Run("b"),)), header=True, colspan=2, rowspan=3),),)
                )
            ],
            '<table><tbody><tr><th colspan="2" rowspan="3"><p>a</p><p>b</p></th></tr></tbody></table>',
        ),
    ],
)
def test_blocks_become_clean_html(blocks, html):
    assert blocks_to_html(blocks) == html
    assert clean(html) == html


texts = st.text(alphabet="aə<>&\"'“”;- ", min_size=1).map(lambda text: f"x{text}x")
runs = st.builds(Run, texts, st.booleans(), st.booleans(), st.sampled_from(["", "https://example.org/?a=1&b=2"]))
blocks = st.one_of(
    st.builds(
        SourceBlock, st.just("paragraph"), st.tuples(runs), continues_item=st.booleans(), level=st.integers(0, 4)
    ),
    st.builds(
        lambda run, level, number: SourceBlock("list_item", (run,), None, number is not None, "1.", number, level),
        runs,
        st.integers(0, 4),
        st.none() | st.integers(1, 3),
    ),
)


@given(st.lists(blocks, max_size=12))
def test_no_word_is_lost_on_the_way_through_the_cleaner(source):
    folded = [" ".join(block.text.split()) for block in source]
    assert [" ".join(text.split()) for text in paragraphs(clean(blocks_to_html(source)))] == folded
