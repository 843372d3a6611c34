"""How large a text is."""

import pytest

from plans.narrative import MOST, NOTHING, Size, clean, nesting_of, size_of


def test_bounds_are_those_of_the_paper():
    assert Size(bytes=500_000, paragraphs=5_000, cells=5_000, nesting=20) == MOST


@pytest.mark.parametrize(
    ("html", "paragraphs", "cells"),
    [
        ("", 0, 0),
        ("<p>a</p>" * 5_001, 5_001, 0),
        (f"<ul>{'<li><p>a</p></li>' * 5_001}</ul>", 5_001, 0),
        (f"<p>a</p><ol>{'<li><p>a</p></li>' * 5_000}</ol>", 5_001, 0),
        (f"<ul><li><p>a</p>{'<p>b</p>' * 5_000}</li></ul>", 5_001, 0),
        (f"<ul>{'<li><ul><li><p>a</p></li></ul></li>' * 2_600}</ul>", 5_200, 0),
        (f"<table><tbody>{'<tr><td><p>a</p></td><th><p>b</p></th></tr>' * 2_600}</tbody></table>", 0, 5_200),
        (f"<table><tbody><tr><td>{'<p>a</p>' * 5_002}</td></tr></tbody></table>", 5_001, 1),
        ("<p>&lt;td&gt; &lt;p&gt;</p>", 1, 0),
    ],
)
def test_paragraphs_and_cells_are_counted(html, paragraphs, cells):
    assert clean(html) == html
    assert size_of(html) == Size(len(html), paragraphs, cells, 0)


def test_bytes_are_those_that_are_stored():
    assert size_of("<p>ə</p>").bytes == len("<p></p>") + 2


@pytest.mark.parametrize(
    ("html", "depth"),
    [
        ("<p>a</p>", 0),
        ("<ul><li>" * 21, 21),
        ("<UL ><li><ol\n><li><table><tr><td>" * 2, 6),
        ("<ul></ul>" * 30, 1),
        ("</ul>" * 5 + "<ul>", 1),
        ("<div>" * 30, 0),
        ("<ulx><tables>", 0),
    ],
)
def test_nesting_is_that_of_lists_and_tables(html, depth):
    assert nesting_of(html) == depth


@pytest.mark.parametrize("name", Size.__slots__)
def test_a_measure_is_exceeded_from_one_above_the_bound(name):
    most = Size(10, 10, 10, 10)

    def size(number: int) -> Size:
        return Size(**dict.fromkeys(Size.__slots__, 1) | {name: number})

    assert size(10).beyond(most, NOTHING) == ""
    assert size(11).beyond(most, NOTHING) == name
    assert size(11).beyond(most, size(12)) == ""  # it has been shortened
    assert size(12).beyond(most, size(12)) == ""  # something else has been corrected
    assert size(13).beyond(most, size(12)) == name
    assert size(13).beyond(most, size(12)) == name
