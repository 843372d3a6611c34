"""Upper and lower case, sorting and search folding."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.azerbaijani import ALPHABET, capitalize_first, fold, lower, sort_key, upper

CAPITALS = "ABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVYZ"
words = st.text(alphabet=ALPHABET + CAPITALS + "wW -–“”.0123456789")
texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
unhurried = settings(deadline=None, database=None)


def test_alphabet_has_32_letters_and_their_capitals():
    assert len(ALPHABET) == 32
    assert upper(ALPHABET) == CAPITALS
    assert lower(CAPITALS) == ALPHABET


def test_upper_and_lower_keep_the_two_i_apart():
    assert upper("insan alveri, ılıq") == "İNSAN ALVERİ, ILIQ"
    assert lower("İNSAN ALVERİ, ILIQ") == "insan alveri, ılıq"
    assert lower("İ") == "i"
    assert lower("I") == "ı"
    assert len(lower("İİİ")) == 3


def test_upper_and_lower_take_a_separate_dot_for_part_of_the_letter():
    assert lower("I\u0307nsan") == "insan"
    assert upper("i\u0307nsan") == "İNSAN"
    assert lower("A\u0307") == "a\u0307"


def test_upper_and_lower_know_schwa_and_foreign_letters():
    assert upper("məlumat wé") == "MƏLUMAT WÉ"
    assert lower("MƏLUMAT WÉ") == "məlumat wé"


@unhurried
@given(words)
def test_lower_undoes_upper_for_azerbaijani_words(text):
    assert lower(upper(text)) == lower(text)
    assert upper(lower(text)) == upper(text)


@unhurried
@given(texts)
def test_lower_and_upper_settle_at_once(text):
    assert lower(lower(text)) == lower(text)
    assert upper(upper(text)) == upper(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("icra vəziyyəti", "İcra vəziyyəti"),
        ("ıldırım", "Ildırım"),
        ("əlavə İCRA", "Əlavə İCRA"),
        ("“insan alveri”", "“İnsan alveri”"),
        ("4 noyabr 2021-ci il", "4 noyabr 2021-ci il"),
        ("Xidmət", "Xidmət"),
        ("", ""),
        ("…", "…"),
    ],
)
def test_capitalize_first_changes_the_first_letter_only(text, expected):
    assert capitalize_first(text) == expected


def test_sort_key_follows_the_alphabet():
    shuffled = list(ALPHABET + CAPITALS)
    random.Random(7).shuffle(shuffled)
    expected = [letter for pair in zip(ALPHABET, CAPITALS, strict=True) for letter in pair]
    assert sorted(shuffled, key=sort_key) == expected


# Each list is in the order the ICU collation “az” gives.
@pytest.mark.parametrize(
    "ordered",
    [
        ["Daxili", "Ədliyyə", "Fövqəladə", "Xarici", "ICMPD", "İqtisadiyyat", "Komitə", "Qaçqınlar", "Lənkəran"],
        ["can", "çay", "dağ", "elm", "əmr", "gün", "ğ", "hal", "xal", "ın", "in", "kim", "qış", "lal"],
        ["ad", "AD", "âd", "ada", "Ada"],
        ["Baş idarə", "Baş İdarə", "Başqa"],
        ["qurum", "Qurum", "qurumlar", "Qurumlar"],
        ["z", "Z", "w", "W"],
        ["", " a", "-a", ".a", '"a"', "“a”", "“b”", "(a)", "+a", "1a", "9", "a", "б"],
        ["4.10", "4.2", "a"],
        ["a b", "a-b", "a1", "ab"],
    ],
)
def test_sort_key_orders_as_icu_does(ordered):
    assert sorted(set(ordered), key=sort_key) == ordered


def test_sort_key_takes_composed_and_decomposed_letters_for_one():
    assert sort_key("ş") == sort_key("s\u0327")
    assert sort_key("İ") == sort_key("I\u0307")
    assert sort_key("ş") != sort_key("s")
    assert sort_key("ə") < sort_key("ə\u0301b") < sort_key("əz")
    assert sort_key("əb") < sort_key("ə\u0301b") < sort_key("ə\u0301z")
    assert sort_key("t") > sort_key("s\u0327x") > sort_key("sz")


def test_sort_key_tells_a_no_break_space_from_a_space_at_last():
    assert sort_key("a b") < sort_key("a\u00a0b") < sort_key("a c")


@unhurried
@given(texts, texts)
def test_sort_key_is_equal_only_for_canonically_equal_texts(left, right):
    same = unicodedata.normalize("NFC", left) == unicodedata.normalize("NFC", right)
    assert (sort_key(left) == sort_key(right)) is same
    assert (sort_key(left) < sort_key(right)) is not (sort_key(left) >= sort_key(right))


def test_fold_keeps_the_two_i_apart():
    assert fold("İ") == fold("i") == "i"
    assert fold("I") == fold("ı") == "ı"
    assert fold("I") != fold("i")
    assert fold("XİDMƏT") == fold("xidmət") != fold("XIDMƏT")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Milli Plan”", '"milli plan"'),
        ("«Milli Plan»", '"milli plan"'),
        ("‘Plan’", "'plan'"),
        ("2020–2024", "2020-2024"),
        ("2020\u25002024", "2020-2024"),
        ("2020\u22122024", "2020-2024"),
        ("  Dövlət\u00a0Miqrasiya \n\t Xidməti ", "dövlət miqrasiya xidməti"),
        ("m\u01ddlumat M\u018eLUMAT", "məlumat məlumat"),
        ("s\u0327u\u0308ra I\u0307", "şüra i"),
        ("mübari\u00adzə \ufeffsöz", "mübarizə söz"),
        ("i\u0307nsan", "insan"),
        ("Şəhər, № 12 (a)", "şəhər, № 12 (a)"),
    ],
)
def test_fold_makes_one_of_what_looks_the_same(text, expected):
    assert fold(text) == expected


def test_fold_loose_is_for_a_keyboard_without_azerbaijani_letters():
    assert fold("Məcburi köçkünlərin işığı, ağac, çay", loose=True) == "mecburi kockunlerin isigi, agac, cay"
    assert fold("ƏIÖÜĞŞÇ", loose=True) == "eiougsc"
    assert fold("Kâtib é", loose=True) == "katib e"
    assert fold("ƏIÖÜĞŞÇ") == "əıöüğşç"
    assert fold("Kâtib é") == "kâtib é"


@unhurried
@given(texts, st.booleans())
def test_fold_is_idempotent_on_any_text(text, loose):
    assert fold(fold(text, loose), loose) == fold(text, loose)


@unhurried
@given(st.text(alphabet="iıIİgğGĞ\u0307\u0306\u0327\u0323 \u00ad"), st.booleans())
def test_fold_is_idempotent_on_loose_marks(text, loose):
    assert fold(fold(text, loose), loose) == fold(text, loose)


@unhurried
@given(words, st.booleans())
def test_fold_does_not_see_case(text, loose):
    assert fold(upper(text), loose) == fold(text, loose) == fold(lower(text), loose)


@unhurried
@given(words)
def test_fold_loose_is_coarser_than_fold(text):
    assert fold(fold(text), loose=True) == fold(text, loose=True)
