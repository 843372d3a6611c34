"""Queries as people type them, hits in the text as it was written, passages."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.azerbaijani import ALPHABET, fold
from plans.azerbaijani.matching import (
    LETTERS,
    LOOSER,
    PASSAGE_LENGTH,
    Query,
    _pattern,
    find_hits,
    letters_alike,
    loosen,
    merge_hits,
    parse_query,
    passage_of,
)
from tests.patterns import MOST_GROWTH, worst_growth


def found(text: str, typed: str, *, loose: bool = False) -> list[str]:
    """What of the text is marked for what was typed."""
    return [text[hit.start : hit.end] for hit in find_hits(text, parse_query(typed).terms, loose=loose)]


# --- The query -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ("   ", ()),
        ("İNSAN Hüquqları", ("insan", "hüquqları")),
        ("IŞIQ", ("ışıq",)),
        ("təlim təlim TƏLİM", ("təlim",)),
        ("təlim, görüş. (iclas)", ("təlim", "görüş", "iclas")),
        ("2021-ci 100% 4.2.10", ("2021-ci", "100%", "4.2.10")),
        ("Qur'an", ("qur'an",)),
        ("təlim – görüş & iclas", ("təlim", "görüş", "iclas")),
        ("-təlim", ("-təlim",)),
        ("insan\u00a0\n  hüquqları", ("insan", "hüquqları")),
    ],
)
def test_words_are_folded_and_kept_once(typed, terms):
    assert parse_query(typed) == Query(terms)


@pytest.mark.parametrize(
    "quotes", ['""', "“”", "„“", "„”", "«»", "‟”", "''", "‘’", "‚‘", "‹›"], ids=lambda quotes: quotes
)
def test_phrase_stands_in_quotes_of_any_kind(quotes):
    typed = f"təlim {quotes[0]}İnsan  Hüquqları{quotes[1]} görüş"
    assert parse_query(typed).terms == ("təlim", "insan hüquqları", "görüş")


def test_phrase_keeps_its_marks_and_its_short_words():
    assert parse_query("“4 oktyabr, saat 10.”").terms == ("4 oktyabr, saat 10.",)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("“insan hüquqları", ("insan", "hüquqları")),
        ("insan” hüquqları", ("insan", "hüquqları")),
        ("'insan hüquqları", ("insan", "hüquqları")),
        ("«insan» hüquqları»", ("insan", "hüquqları")),
        ("“” təlim “ ”", ("təlim",)),
    ],
)
def test_quote_that_does_not_close_is_no_phrase(typed, terms):
    assert parse_query(typed).terms == terms


def test_word_of_one_letter_is_left_out_and_named():
    assert parse_query("4 oktyabr a “b”") == Query(("oktyabr",), ("4", "a", "b"))
    assert parse_query("ab") == Query(("ab",), ())


@pytest.mark.parametrize(("typed", "possible"), [("teskilat", True), ("şagird", True), ("2024", False), ("dnm", False)])
def test_looser_comparison_is_possible_where_a_letter_has_another_like_it(typed, possible):
    assert parse_query(typed).is_looser_possible is possible


# --- The looser key --------------------------------------------------------------------------------------------------


def test_looser_letters_agree_with_the_looser_folding():
    assert {letter: loosen(letter) for letter in ALPHABET} == {letter: fold(letter, loose=True) for letter in ALPHABET}
    assert [loosen(letter) for letter in LETTERS] == list(LOOSER)
    assert all(loosen(fold(letter)) == fold(letter, loose=True) for letter in "ƏIİÖÜĞŞÇABCDEFGHXJKLMNOPQRSTUVYZ")


def test_letters_alike_are_those_of_one_looser_letter():
    assert [letters_alike(letter) for letter in "eəsşkI1"] == ["eə", "eə", "sş", "sş", "k", "I", "1"]


# --- Hits ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("İNSAN hüquqlarının müdafiəsi", "insan", ["İNSAN"]),
        ("İNSAN hüquqlarının müdafiəsi", "hüquq", ["hüquq"]),
        ("IŞIQ işıq", "ışıq", ["IŞIQ"]),
        ("IŞIQ işıq", "işıq", ["işıq"]),
        ("təlim və təlimlər", "təlim", ["təlim", "təlim"]),
        ("təlim və görüş", "görüş təlim", ["təlim", "görüş"]),
        ("təlim keçirildi", "görüş təlim", []),
        ("insan\n  hüquqları", "“insan hüquqları”", ["insan\n  hüquqları"]),
        ("hüquqları insan", "“insan hüquqları”", []),
        ("„Tədbirlər Planı”", "“tədbirlər planı”", ["Tədbirlər Planı"]),
        ("2021 — 2024", "“2021 - 2024”", ["2021 — 2024"]),
        ("100% və 100 nəfər", "100%", ["100%"]),
        ("a.b axb", "“a.b”", ["a.b"]),
        ("təşkilat", "teskilat", []),
    ],
)
def test_hits_are_found_in_the_text_as_written(text, typed, marked):
    assert found(text, typed) == marked


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("TƏŞKİLAT təşkilat", "teskilat", ["TƏŞKİLAT", "təşkilat"]),
        ("işıq ISIQ", "isiq", ["işıq", "ISIQ"]),
        ("meqale", "məqalə", ["meqale"]),
        ("insan\nhüquqları", "“insan huquqlari”", ["insan\nhüquqları"]),
        ("kâğız", "kagiz", []),
        ("ə[el].", "“[əl]”", ["[el]"]),
    ],
)
def test_looser_hits_take_letters_alike_for_one(text, typed, marked):
    assert found(text, typed, loose=True) == marked


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("görüş", "görüş", ["görüş"]),
        ("İnsan və şey", "insan şey", ["İnsan", "şey"]),
        ("hü\u00adquq\u200bun", "hüququn", ["hü\u00adquq\u200bun"]),
        ("hü\u00adquq\u200bun", "quq", ["quq\u200b"]),
        ("söz hu\u00ad\u0308quq söz", "hüquq", ["hu\u00ad\u0308quq"]),
        ("i\u0307nsan", "nsan", ["nsan"]),
        ("s\u0331\u0327ey", "ey", ["ey"]),
        ("\ufeffTəlim", "təlim", ["Təlim"]),
        ("təlim\u00a0\u2003görüşü", "“təlim görüşü”", ["təlim\u00a0\u2003görüşü"]),
    ],
)
def test_hits_are_exact_although_folding_changes_the_length(text, typed, marked):
    assert found(text, typed) == marked


@given(st.text(alphabet="aəIiİışŞ \n\u00a0\u00ad\u200b\u0307\u0308\u0327“”-—'q", max_size=40), st.integers(0, 2**32))
def test_every_piece_of_the_key_is_found_in_the_text_and_folds_to_itself(text, seed):
    key = fold(text)
    chance = random.Random(seed)
    start = chance.randint(0, len(key))
    piece = key[start : start + chance.randint(1, 6)].strip()
    if not piece or unicodedata.combining(piece[0]):
        return  # nobody types a mark without its letter
    hits = find_hits(text, (piece,))
    assert hits
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    # A hit covers whole letters: those of the piece, with marks that the piece leaves out.
    assert all(piece in fold(text[hit.start : hit.end]) for hit in hits)


def test_text_of_nothing_but_marks_takes_no_time_to_read():
    assert found("a" + "\u0308" * 200_000 + " təlim", "təlim") == ["təlim"]


def test_hits_that_overlap_become_one_stretch():
    text = "insan hüquqları və insan"
    hits = find_hits(text, ("insan hüquq", "hüquqları", "insan"))
    assert [text[start:end] for start, end in merge_hits(hits)] == ["insan hüquqları", "insan"]


# --- The passage -----------------------------------------------------------------------------------------------------

FILLER = "Nümunə mətn. " * 40


def test_short_text_is_shown_whole():
    text = "Təlim keçirilib."
    passage = passage_of(text, find_hits(text, ("təlim",)))
    assert passage.parts == (("Təlim", True), (" keçirilib.", False))
    assert (passage.is_cut_before, passage.is_cut_after, passage.shown) == (False, False, 1)


def test_long_text_is_cut_between_words_around_the_hit():
    text = f"{FILLER}Görüş keçirilib. {FILLER}"
    passage = passage_of(text, find_hits(text, ("görüş",)))
    assert ("Görüş", True) in passage.parts
    assert passage.is_cut_before
    assert passage.is_cut_after
    assert 120 < len(passage.text) <= PASSAGE_LENGTH
    assert set(passage.text.split()) == {"Nümunə", "mətn.", "Görüş", "keçirilib."}


def test_passage_stands_where_most_of_the_words_stand_together():
    text = f"Təlim. {FILLER}Görüş. {FILLER}Təlim və görüş birlikdə."
    passage = passage_of(text, find_hits(text, ("təlim", "görüş")))
    assert [part for part, is_hit in passage.parts if is_hit] == ["Təlim", "görüş"]
    assert passage.text.endswith("birlikdə.")
    assert passage.is_cut_after is False


def test_passage_counts_the_hits_it_shows():
    text = "təlim " * 100
    hits = find_hits(text, ("təlim",))
    passage = passage_of(text, hits)
    assert passage.shown == sum(is_hit for _part, is_hit in passage.parts)
    assert 20 < passage.shown < len(hits) == 100


def test_passage_without_hits_is_the_beginning():
    passage = passage_of(FILLER, [])
    assert FILLER.startswith(passage.text)
    assert (passage.is_cut_before, passage.is_cut_after, passage.shown) == (False, True, 0)
    assert passage_of("", []).parts == ()


def test_word_longer_than_a_passage_is_shown_whole():
    text = f"{'x' * 500} təlim {'y' * 500}"
    assert ("təlim", True) in passage_of(text, find_hits(text, ("təlim",))).parts
    long = find_hits(text, ("x" * 300,))
    assert passage_of(text, long).parts[0] == ("x" * 300, True)


@pytest.mark.parametrize("typed", ['"a a a a a"', "aaaaaa", '"e\u0301 ə ö - ( *"', '"1 1-1 +?"', '"a  \t b"'])
@pytest.mark.parametrize("loose", [False, True])
def test_what_a_query_is_found_by_takes_no_more_time_than_the_text_is_long(typed, loose):
    for term in parse_query(typed).terms:
        assert worst_growth(_pattern(term, loose).pattern)[0] <= MOST_GROWTH
