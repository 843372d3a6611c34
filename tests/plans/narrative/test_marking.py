"""Two texts as one, with what came and went marked where it stands."""

import pytest
from hypothesis import given

from plans.narrative import clean, marked_html, plain_text
from tests.plans.narrative.test_merging import texts
from tests.properties import examples


def table(*rows):
    cells = ["".join(f"<td>{cell and f'<p>{cell}</p>'}</td>" for cell in row.split("|")) for row in rows]
    return f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in cells)}</tbody></table>"


def ul(*items):
    return f"<ul>{''.join(f'<li><p>{item}</p></li>' for item in items)}</ul>"


def ins(text):
    return f"<ins>{text}</ins>"


def gone(text):
    return f"<del>{text}</del>"


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("", "", ""),
        ("<p>a <strong>b</strong></p>", "<p>a <strong>b</strong></p>", "<p>a <strong>b</strong></p>"),
        ("<p>a b c</p>", "<p>a x c</p>", f"<p>a {gone('b')} {ins('x')} c</p>"),
        ("<p>a</p>", "<p>a</p><p>b</p>", f"<p>a</p><p>{ins('b')}</p>"),
        ("<p>a</p><p>b</p>", "<p>b</p>", f"<p>{gone('a')}</p><p>b</p>"),
        ("<p>a &amp; b</p>", "<p>a &lt; b</p>", f"<p>a {gone('&amp;')} {ins('&lt;')} b</p>"),
        (ul("a b", "c"), ul("a x", "c", "d"), ul(f"a {gone('b')} {ins('x')}", "c", ins("d"))),
        (ul("a", "b"), ul("b"), ul(gone("a"), "b")),
        (ul("a"), ul("a").replace("ul", "ol"), ul("a").replace("ul", "ol")),
        ("<p>a</p>", table("a|b"), f"<p>{gone('a')}</p>" + table(f"{ins('a')}|{ins('b')}")),
        (table("a|b", "c|d"), table("a|x", "c|d"), table(f"a|{gone('b')} {ins('x')}", "c|d")),
        (table("a|b", "c|d"), table("a|b"), table("a|b", f"{gone('c')}|{gone('d')}")),
        (table("a|b"), table("a|b", "|d"), table("a|b", f"|{ins('d')}")),
        # A column taken out, one put in, and a word changed beside it.
        (table("a|b"), table("a"), table(f"a|{gone('b')}")),
        (table("a|b", "c|d"), table("a|x|b", "c|y|d"), table(f"a|{ins('x')}|b", f"c|{ins('y')}|d")),
        (table("a|b|c"), table("a|x|b|d"), table(f"a|{ins('x')}|b|{gone('c')} {ins('d')}")),
        (table("a|"), table("a|b"), table(f"a|{ins('b')}")),
    ],
)
def test_what_came_and_went_is_marked_where_it_stands(old, new, marked):
    assert marked_html(clean(old), clean(new)) == marked


def test_heads_and_wide_cells_stay_what_they_are():
    old = '<table><tbody><tr><th colspan="2"><p>a</p></th></tr></tbody></table>'
    assert marked_html(old, old.replace(">a<", ">b<")) == old.replace(">a<", f">{gone('a')} {ins('b')}<")


@examples(60)
@given(texts, texts)
def test_without_the_marks_of_one_text_the_words_of_the_other_are_left(old, new):
    marked = marked_html(old, new)
    for text, put_out in ((old, "ins"), (new, "del")):
        left = "".join(part.rpartition(f"</{put_out}>")[2] for part in marked.split(f"<{put_out}>"))
        assert plain_text(left).split() == plain_text(text).split()
