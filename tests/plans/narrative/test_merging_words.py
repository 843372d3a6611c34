"""Two people in one paragraph: what is merged by words, and from when on they have to choose."""

import pytest

from plans.narrative import clean, merge
from plans.narrative.merging_words import merge_words
from plans.narrative.parsing import parse
from plans.narrative.units import units_of
from tests.operations import calls_of

BASE = "a b c d e f g h"


def p(*texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def merged(base, mine, theirs):
    """The merged text, the same whoever of the two merges; None for a conflict."""
    found, swapped = merge(base, mine, theirs), merge(base, theirs, mine)
    assert found.is_clean == swapped.is_clean
    if not found.is_clean:
        return None
    assert found.html == swapped.html == clean(found.html)
    return found.html


@pytest.mark.parametrize(
    ("mine", "theirs", "result"),
    [
        ("X b c d e f g h", "a b c d Y f g h", "X b c d Y f g h"),  # three words between two changed ones
        ("X b c d e f g h", "a b c Y e f g h", None),  # two
        ("a b c d e f g h", "a b c Y e f g h", "a b c Y e f g h"),
        ("a X b c d e f g h", "a b c d Y e f g h", "a X b c d Y e f g h"),  # two insertions
        ("a X b c d e f g h", "a b c Y d e f g h", None),
        ("X a b c d e f g h", "a b c d e f g h Y", "X a b c d e f g h Y"),  # at both ends
        ("a b c d e f g h X", "a b c d e f g h Y", None),
        ("c d e f g h", "a b c d e Y g h", "c d e Y g h"),  # a deletion and a change
        ("c d e f g h", "a b c d Y f g h", None),
        ("a b d e f g h", "a b c d e f h", "a b d e f h"),
        ("a b d e f g h", "a b c d e g h", None),
        ("a X b c d e f Y g h", "a b c d Z e f g h", None),  # between two of mine, too near to each
        ("X a b c d e f g h Y", "a b c d Z e f g h", "X a b c d Z e f g h Y"),
        ("a X b c d e f g h", "a X b c d e f g h", "a X b c d e f g h"),  # the same is no conflict
        ("a X b c d e f g h", "a X b Y c d e f g h", "a X b Y c d e f g h"),  # nor beside it
        ("a X b c d e f g h", "a X Y b c d e f g h", None),  # but one place, and not the same
    ],
)
def test_changes_meet_where_fewer_than_three_words_stand_between(mine, theirs, result):
    assert merged(p(BASE), p(mine), p(theirs)) == (result and p(result))


def test_a_lone_dash_is_no_word_between():
    assert merged(p("a b – c d"), p("X b – c d"), p("a b – c Y")) is None
    assert merged(p("a b – c d e"), p("X b – c d e"), p("a b – c d Y")) == p("X b – c d Y")


def test_conflict_leaves_each_side_what_needs_no_choice():
    words = " ".join(f"s{n}" for n in range(30))
    mine = words.replace("s2 ", "s2 M1 ").replace("s20 ", "s20 M2 ")
    theirs = words.replace("s10 ", "s10 T1 ").replace("s20 ", "s20 T2 ")
    result = merge(p(words), p(mine), p(theirs))
    (conflict,) = result.conflicts
    both = words.replace("s2 ", "s2 M1 ").replace("s10 ", "s10 T1 ")
    assert (conflict.base, conflict.mine, conflict.theirs) == (
        p(both),
        p(both.replace("s20 ", "s20 M2 ")),
        p(both.replace("s20 ", "s20 T2 ")),
    )


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "result"),
    [
        # one splits a paragraph, the other writes in either half
        (p("a b c d e f g h"), p("a b c d", "e f g h"), p("a b c d e f g h X"), p("a b c d", "e f g h X")),
        (p("a b c d e f g h"), p("a b c d", "e f g h"), p("X a b c d e f g h"), p("X a b c d", "e f g h")),
        (p("a b c d e f g h"), p("a b c d", "e f g h"), p("a b c d X e f g h"), None),
        (p("a b c d e f g h"), p("a b c d", "e f g h"), "", None),
        # one makes two paragraphs one
        (p("a b c d", "e f g h"), p("a b c d e f g h"), p("a b c d", "e f g h X"), p("a b c d e f g h X")),
        (p("a b c d", "e f g h"), p("a b c d e f g h"), p("X a b c d", "e f g h"), p("X a b c d e f g h")),
        (p("a b c d", "e f g h"), p("a b c d e f g h"), p("a b c d X", "e f g h"), None),
        (p("a b c d", "e f g h"), p("a b c d e f g h"), p("a b c d"), None),
        (p("a b c d", "e f g h"), p("a b c d e f g h"), p("a b c d", "X", "e f g h"), None),
        (p("a b c d", "e f g h"), p("a b c d e f g h"), p("a b c d e f g h"), p("a b c d e f g h")),
        # words go from the end of one to the beginning of the next
        (
            p("a b c d e f", "g h i"),
            p("a b c", "d e f g h i"),
            p("a b c d e f", "g h i X"),
            p("a b c", "d e f g h i X"),
        ),
        (p("a b c d e f", "g h i"), p("a b c", "d e f g h i"), p("a b c d X f", "g h i"), None),
        # a paragraph taken out by one and changed by the other
        (p("a b c d", "e"), p("e"), p("a b c X", "e"), None),
        (p("a b c d", "e"), p("e"), p("a b c d", "X"), p("X")),
    ],
)
def test_paragraphs_split_and_made_one_keep_each_word_once(base, mine, theirs, result):
    assert merged(base, mine, theirs) == result


def test_both_in_a_paragraph_and_one_adds_another_beside_it():
    base, mine, theirs = p(BASE), p("X b c d e f g h", "yeni abzas"), p("a b c d e Y g h")
    assert merged(base, mine, theirs) == p("X b c d e Y g h", "yeni abzas")


@pytest.mark.parametrize(
    ("mine", "theirs", "result"),
    [
        ("a <strong>b</strong> c d e f", "a b c d e <em>f</em>", "a <strong>b</strong> c d e <em>f</em>"),
        ("a <strong>b c</strong> d e f", "a b c d e f X", "a <strong>b c</strong> d e f X"),
        ('<a href="https://a.az/">a</a> b c d e f', "a b c d Y f", '<a href="https://a.az/">a</a> b c d Y f'),
        ("a<strong>b</strong> b c d e f", "a b c d e f X", "a<strong>b</strong> b c d e f X"),  # half a word
        ("<strong>a</strong> b c d e f", "<em>a</em> b c d e f", None),
        ("a\u00a0b c d e f", "a b c d e f X", "a\u00a0b c d e f X"),  # white space is part of the word after it
        ("a\u00a0b c d e f", "a b X d e f", None),
        ("b c d e f", "a b c d e X f", "b c d e X f"),  # no space is left at the beginning
        ("a b c d", "X a b c d e f", "X a b c d"),
    ],
)
def test_looks_and_white_space_go_with_their_words(mine, theirs, result):
    assert merged(p("a b c d e f"), p(mine), p(theirs)) == (result and p(result))


def test_looks_of_the_ancestor_stay_where_nobody_touched_them():
    base = p('<strong>a b</strong> c <em>d</em> <a href="https://a.az/">e f</a> g h i j k')
    mine, theirs = base.replace("g h", "g M h"), base.replace("<strong>a b</strong>", "<strong>T a b</strong>")
    assert merged(base, mine, theirs) == theirs.replace("g h", "g M h")


def ul(*items):
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "result"),
    [
        (ul(p(BASE)), ul(p("X b c d e f g h")), ul(p("a b c d Y f g h")), ul(p("X b c d Y f g h"))),
        (ul(p(BASE)), ul(p("X b c d e f g h")), ul(p("a b Y d e f g h")), None),
        (ul(p(BASE)), ul(p("a b c d"), p("e f g h")), ul(p(BASE + " X")), ul(p("a b c d"), p("e f g h X"))),  # split
        (ul(p(BASE)), p(BASE), ul(p("a b c d e f g X")), p("a b c d e f g X")),  # one takes the list away
        (ul(p(BASE), p("z")), ul(p(BASE)).replace("ul", "ol"), ul(p("a b X d e f g h"), p("z")), None),
        (
            ul(p("üst") + ul(p(BASE), p("iki"))),
            ul(p("üst") + ul(p("X " + BASE), p("iki"))),
            ul(p("üst") + ul(p(BASE + " Y"), p("iki"), p("üç"))),
            ul(p("üst") + ul(p("X " + BASE + " Y"), p("iki"), p("üç"))),
        ),
        (ul(p("üst") + ul(p("a"))), ul(p("üst") + ul(p("a M"))), ul(p("üst") + ul(p("a T"))), None),
    ],
)
def test_items_of_lists_are_merged_as_paragraphs_are(base, mine, theirs, result):
    assert merged(base, mine, theirs) == result


def test_conflict_within_a_nested_list_shows_the_whole_item():
    base, mine, theirs = (ul(p("üst") + ul(p(f"a{end}"), p("b"))) for end in ("", " M", " T"))
    (conflict,) = merge(base, mine, theirs.replace("<p>b</p>", "<p>b2</p>")).conflicts
    assert (conflict.mine, conflict.theirs) == (
        mine.replace("<p>b</p>", "<p>b2</p>"),
        theirs.replace("<p>b</p>", "<p>b2</p>"),
    )


def test_what_is_too_much_to_compare_is_a_conflict_as_a_whole():
    base, mine, theirs = (units_of(parse(p(text))) for text in ("a b c d e", "X b c d e", "a b c d Y"))
    assert merge_words(base, mine, theirs, 1) is not None
    assert merge_words(base, mine, theirs, 0) is None
    assert merge_words(base, units_of(parse("<table><tr><td>a</td></tr></table>")), theirs, 99) is None


HOSTILE = {
    "distant changes": lambda n: (
        p(" ".join(f"w{i}" for i in range(n))),
        p(" ".join(f"w{i}" + (" M" if i % 20 == 0 else "") for i in range(n))),
        p(" ".join(f"w{i}" + (" T" if i % 20 == 10 else "") for i in range(n))),
    ),
    "nothing in common": lambda n: tuple(p(" ".join(f"{side}{i}" for i in range(n))) for side in "bmt"),
    "all the same word": lambda n: (p("a " * n), p("a " * (n + n // 10)), p("a " * (n - n // 10))),
    "dashes": lambda n: (p("– " * n), p("– M " * n), p("T – " * n)),
    "each word with a look": lambda n: (
        p(" ".join(f"<b>w{i}</b> <i>v{i}</i>" for i in range(n))),
        p("M " + " ".join(f"<b>w{i}</b> <i>v{i}</i>" for i in range(n))),
        p(" ".join(f"<b>w{i}</b> <i>v{i}</i>" for i in range(n)) + " T"),
    ),
    "many paragraphs": lambda n: (
        "".join(p(f"w{i} a b c d e") for i in range(n)),
        "".join(p(f"w{i} M a b c d e") for i in range(n)),
        "".join(p(f"w{i} a b c d T e") for i in range(n)),
    ),
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_merging_four_times_as_much_takes_four_times_as_much(shape):
    small, large = (calls_of(lambda three=three: merge(*three)) for three in _cleaned(shape))
    assert large < 5 * small


def _cleaned(shape):
    return [tuple(clean(text) for text in HOSTILE[shape](n)) for n in (200, 800)]
