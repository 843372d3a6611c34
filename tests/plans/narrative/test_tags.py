"""What of a text reaches the sanitiser: no more than what its time grows with in proportion."""

import pytest

from plans.narrative import clean, plain_text
from plans.narrative.tags import (
    MAX_TAG_DEPTH,
    MOST_BETWEEN_CELLS,
    MOST_REOPENED,
    is_tangled,
    with_plain_tags,
    with_signs_back,
    with_signs_set_aside,
)


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<p class=MsoNormal style='margin:0'>a</p >", "<p>a</p>"),
        (f"<p {' '.join(f'a{number}' for number in range(9))}>a", "<p>a"),
        ("<P ID=x>a<br/>b<br />c<BR>", "<p>a<br/>b<br/>c<BR>"),
        ('<a title="x" HREF=a.az target=_blank>a</a href="b">', '<a href="a.az">a</a>'),
        ("<a href='a.az?b=\"c\"'>a", '<a href="a.az?b=&quot;c&quot;">a'),
        ('<a href="a.az" href="b.az" title="href=c.az">a', '<a href="a.az">a'),
        ('<a title="href=c.az" data-href="d.az">a', "<a>a"),
        ("<td colspan=2 rowspan='3' width=9>a<th style='x' colspan>b", '<td colspan="2" rowspan="3">a<th colspan="">b'),
        ("<ol start=4 type=a><li value=2>a", '<ol start="4"><li>a'),
        ("<td href=a.az><a colspan=2>a", "<td><a>a"),
        ("x<y, <ali@numune.example> <3", "x&lt;y, &lt;ali@numune.example> &lt;3"),
        ("<o:p title=x>a</o:p>", "<o:p>a</o:p>"),
        # A browser takes the quote after "x" for a letter and "c" for an attribute; here the tag ends at the first ">".
        ('<p a=x" b=">" c>a">b', '<p>" c>a">b'),
    ],
)
def test_tags_say_only_what_is_kept_of_them(html, plain):
    assert with_signs_set_aside(with_plain_tags(html)) == plain


@pytest.mark.parametrize(("length", "is_kept"), [(8_000, True), (8_001, False)])
def test_an_address_that_is_nobodys_is_left_out(length, is_kept):
    address = "https://numune.example/" + "a" * (length - len("https://numune.example/"))
    cleaned = clean(f'<p><a href="{address}">söz</a></p>')
    assert cleaned == (f'<p><a href="{address}">söz</a></p>' if is_kept else "<p>söz</p>")


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>a&b & c &amp; d&amp;lt; &AMP &amp</p>", "<p>a&amp;b &amp; c &amp; d&amp;lt; &amp; &amp;</p>"),
        ("<p>a&nbsp;b\u00a0c&#160;d&#xA0;e</p>", "<p>a\u00a0b\u00a0c\u00a0d\u00a0e</p>"),
        ("<p>&lt;p&gt; &ltb &#60;b&#x3e;</p>", "<p>&lt;p&gt; &lt;b &lt;b&gt;</p>"),
        (
            "<p>&eacute;&copy2 &notit; &nosuch; &#x27; &#1;&#30;&#xD800;a&#11;b</p>",
            "<p>é©2 ¬it; &amp;nosuch; ' \ufffda b</p>",
        ),
        (
            '<p><a href="https://a.az/?b&amp;c=&copy=1">&</a></p>',
            '<p><a href="https://a.az/?b&amp;c=&amp;copy=1">&amp;</a></p>',
        ),
        ("<p>a\x1e\x1fb\x1c\x1d</p>", "<p>ab</p>"),
    ],
)
def test_signs_that_are_set_aside_come_back(html, cleaned):
    assert clean(html) == cleaned


def test_what_is_set_aside_is_what_comes_back():
    assert with_signs_set_aside("a & b\u00a0c&nbsp;d") == "a \x1e b\x1fc\x1fd"
    assert with_signs_back("a \x1e b\x1fc\x1fd") == "a &amp; b&nbsp;c&nbsp;d"


@pytest.mark.parametrize("tag", ["b", "ul", "div", "svg"])
def test_tags_are_nested_two_hundred_deep_and_no_deeper(tag):
    assert not is_tangled(f"<{tag}>" * MAX_TAG_DEPTH)
    assert is_tangled(f"<{tag}>" * (MAX_TAG_DEPTH + 1))
    assert not is_tangled(f"<{tag}>a</{tag}>" * 2 * MAX_TAG_DEPTH)
    assert is_tangled(f"<{tag}></i>" * (MAX_TAG_DEPTH + 1))  # ends nothing


def carried_on(opened: str, blocks: int) -> str:
    return f"<p>{opened}{'<p>a' * blocks}"


TEN, ENDS = "<b><i><em>" * 3 + "<u>", "</b></i></em>" * 3 + "</u>"


@pytest.mark.parametrize(
    "opened",
    [
        TEN,
        TEN.upper(),
        TEN + "<b>" * 100,  # of one name three are carried on
        '<a href="a.az">' + "<i>" * 3 + "<u>" * 3 + "<strong>" * 3,
        f"{TEN}<table><tr><td>{ENDS}",  # an end tag in a cell ends none that was opened outside
        f"{TEN}<table>{ENDS}</table>",
    ],
)
def test_tags_left_open_are_carried_on_a_hundred_thousand_times_and_no_more(opened):
    tags_of_table = opened.count("<t") + opened.count("</t")  # each carries on, too
    most = MOST_REOPENED // 10 - tags_of_table
    assert not is_tangled(carried_on(opened, most))
    assert is_tangled(carried_on(opened, most + 1))


def test_tags_that_are_ended_are_carried_nowhere():
    assert not is_tangled("<p><b><i>a</i></b></p>" * 20_000)
    assert not is_tangled("<b><i>a<br></i></b>" * 20_000)
    assert is_tangled("<i><b>a</i></b>" * 100_001)  # ended crosswise
    assert not is_tangled("<b><i>a</i></b>" * 100_001)


def test_tags_that_are_ended_in_tables_only_are_left_open():
    """As the sanitiser has it: searching among all of them would take time that grows with the square of their number."""
    left_open, rest = "<b><table></b></table>", "<p>a</p>" * 16_400
    assert not is_tangled(left_open * MAX_TAG_DEPTH + rest)
    assert is_tangled(left_open * (MAX_TAG_DEPTH + 1) + rest)


def test_a_text_whose_tags_are_carried_on_too_often_keeps_its_words():
    cleaned = clean(carried_on("<b><i><u><s><em>" * 3, 7_000))
    assert cleaned == "<p>a</p>" * 7_000


def test_tags_stand_between_cells_ten_thousand_times_and_no_more():
    assert not is_tangled("<table>" + "<br>" * MOST_BETWEEN_CELLS)
    assert is_tangled("<table>" + "<br>" * (MOST_BETWEEN_CELLS + 1))
    assert is_tangled("<table><tr><td>a</td>" + "<br>" * (MOST_BETWEEN_CELLS + 1))
    assert is_tangled("<table>" + "<tr><td>a</td></tr><br>" * (MOST_BETWEEN_CELLS + 1))
    for html in ("<table><tr><td>{}", "<table></table>{}", "<table><tr><td><table></table>{}", "<table><caption>{}"):
        assert not is_tangled(html.format("<br>" * 2 * MOST_BETWEEN_CELLS))
    assert plain_text(clean("<table>" + "a<br>" * (MOST_BETWEEN_CELLS + 1))) == "\n".join(
        "a" * (MOST_BETWEEN_CELLS + 1)
    )
