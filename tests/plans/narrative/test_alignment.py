"""Longest common subsequences and pairs of edited paragraphs."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.narrative import alignment
from plans.narrative.alignment import matches, similar_pairs
from tests.properties import examples

sequences = st.lists(st.integers(0, 3), max_size=14)


def longest(old, new):
    """The length of a longest common subsequence, by the book."""
    row = [0] * (len(new) + 1)
    for element in old:
        diagonal = 0
        for place, other in enumerate(new, start=1):
            diagonal, row[place] = row[place], diagonal + 1 if element == other else max(row[place], row[place - 1])
    return row[-1]


def assert_common(pairs, old, new):
    assert all(old[row] == new[column] for row, column in pairs)
    for (row, column), (next_row, next_column) in itertools.pairwise(pairs):
        assert row < next_row
        assert column < next_column


def test_matches():
    assert matches("", "abc") == []
    assert matches("abc", "xyz") == []
    assert matches("abc", "abc") == [(0, 0), (1, 1), (2, 2)]
    assert matches("abcde", "abxde") == [(0, 0), (1, 1), (3, 3), (4, 4)]
    assert matches("abcd", "cdab") in ([(0, 2), (1, 3)], [(2, 0), (3, 1)])
    assert matches("aab", "ab") == [(0, 0), (2, 1)]


@examples(60)
@given(sequences, sequences)
def test_matches_are_a_longest_common_subsequence(old, new):
    pairs = matches(old, new)
    assert_common(pairs, old, new)
    assert len(pairs) == longest(old, new)


@examples(60)
@given(sequences, sequences)
def test_matches_of_sequences_too_long_for_one_table_are_the_longest_too(old, new):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "MATRIX_BITS", 6)
        pairs = matches(old, new)
    assert_common(pairs, old, new)
    assert len(pairs) == longest(old, new)


@examples(60)
@given(sequences, sequences)
def test_matches_of_sequences_too_long_to_compare_are_common(old, new):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "MOST_BITS", 20)
        assert_common(matches(old, new), old, new)
        assert matches(old, old) == [(place, place) for place in range(len(old))]


def split(*texts):
    return [text.split() for text in texts]


def test_similar_pairs():
    old = split("a b c d", "e f g h", "i j k l")
    assert similar_pairs(old, split("e f g x", "i j k l m")) == [(1, 0), (2, 1)]
    assert similar_pairs(old, split("u v w x", "y z")) == []
    assert similar_pairs(old, split("i j k l", "a b c d")) in ([(0, 1)], [(2, 0)])
    assert similar_pairs([], old) == []
    assert similar_pairs([[]], [[]]) == []


def test_similar_pairs_needs_two_words_in_five_in_common():
    assert similar_pairs(split("a b c d e"), split("a b x y z")) == [(0, 0)]
    assert similar_pairs(split("a b c d e"), split("a w x y z")) == []
    assert similar_pairs(split("a a a a a"), split("a w x y z")) == []


def test_similar_pairs_of_very_many_paragraphs():
    old = [f"sətir {n} nümunə mətn burada {n}".split() for n in range(200)]
    same_opening = [[*words, "yeni"] for words in old[3:]]
    same_ending = [["yeni", *words] for words in old[3:]]
    for new in (same_opening, same_ending):
        assert similar_pairs(old, new) == [(n + 3, n) for n in range(197)]
    inside = [[*words[:1], "yeni", *words[1:5], "yeni", *words[5:]] for words in old]
    assert similar_pairs(old, inside) == [(n, n) for n in range(200)]
    assert similar_pairs(old, [["başqa", str(-n)] for n in range(200)]) == []
    assert similar_pairs(old, inside[1:]) == []  # too many to try each against each
