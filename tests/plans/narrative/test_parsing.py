"""Clean HTML is read by its tags; whatever else there is in a text, by Python's parser, with the same result."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.narrative import Count, TooMany, clean, clean_up_to, parse, size_of
from plans.narrative.bounds import _paragraphs
from tests.properties import examples

PIECES = [
    *("<p>", "</p>", "<strong>", "</strong>", "<em>", "</em>", "<br>", '<a href="https://a.az/?b&amp;c">', "</a>"),
    *("<ul>", "</ul>", '<ol start="3">', "</ol>", "<li>", "</li>", "<div>", "</div>", "<h1>"),
    *("<table>", "</table>", "<tbody>", "<tr>", "</tr>", '<td colspan="2">', "</td>", "<th>", "</th>"),
    *("a", "söz", " ", "  ", "\n", "\u00a0", "&nbsp;", "&lt;p&gt;", "&amp;", "&", "\t", "\v", "b c"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@given(TEXTS)
@examples(60)
def test_both_ways_of_reading_find_the_same(html):
    other_way = f"{html}<!-- -->"  # a comment is nothing, but no tag that is read by itself
    assert parse(html) == parse(other_way)


@pytest.mark.parametrize(
    "html", ["<p>a<b</p>", "<p>a</p><x-y>b", "<p class=x>a</p>", "<P>a</P>", "<script><p>a</p></script>b"]
)
def test_what_is_not_clean_is_read_as_well(html):
    assert parse(html) == parse(f"{html}<!-- -->")


def refusal(html: str, most: Count) -> TooMany | None:
    try:
        clean_up_to(most, html)
    except TooMany as found:
        return found
    return None


@given(TEXTS, st.integers(0, 3), st.integers(0, 3))
@examples(60)
def test_no_text_is_refused_that_is_within_the_bounds(html, paragraphs, cells):
    found = refusal(html, Count(paragraphs, cells))
    has = {"paragraphs": sum(map(_paragraphs, parse(clean(html)))), "cells": size_of(clean(html)).cells}
    assert found is None or has[found.measure] > found.read


MANY = {
    "paragraphs": ("paragraphs", lambda n: "<p>a" * n),
    "lines": ("paragraphs", lambda n: "a\n\n" * n),
    "items": ("paragraphs", lambda n: f"<ul>{'<li>a' * n}"),
    "lists in lists": ("paragraphs", lambda n: "<ul><li>a</li>" + "<ul><li>a</li></ul>" * (n - 1)),
    "lists that begin items": ("paragraphs", lambda n: f"<ul>{'<li><ul><li>a</li></ul></li>' * (n // 2)}"),
    "paragraphs in a cell": ("paragraphs", lambda n: f"<table><tr><td>{'<p>a' * (n + 1)}"),
    "cells": ("cells", lambda n: f"<table><tr>{'<td>a' * n}"),
    "cells in rows": ("cells", lambda n: f"<table>{'<tr><th>a' * n}"),
    "empty cells": ("cells", lambda n: f"<table><tr><td>a{'<td>' * (n - 1)}"),
    "empty cells before a word": ("cells", lambda n: f"<table><tr>{'<td>' * (n - 1)}<td>a"),
}


@pytest.mark.parametrize("name", MANY)
def test_so_many_are_read_and_one_more_is_refused(name):
    measure, text = MANY[name]
    most = Count(40, 40)
    assert clean_up_to(most, text(40)) == clean(text(40))
    with pytest.raises(TooMany) as found:
        clean_up_to(most, text(42))
    assert (found.value.measure, found.value.read) == (measure, 40)


def test_cells_of_a_table_without_a_word_are_none():
    empty = f"<table><tr>{'<td></td>' * 90}</tr></table>"
    assert clean_up_to(Count(40, 40), f"{empty}<p>a</p><table><tr><td>b</td></tr></table>") == (
        "<p>a</p><table><tbody><tr><td><p>b</p></td></tr></tbody></table>"
    )
