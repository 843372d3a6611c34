"""Ordinals, against the spoken number written out in full."""

import pytest

from plans.azerbaijani import last_spoken_word, ordinal, ordinal_suffix

UNITS = ["sıfır", "bir", "iki", "üç", "dörd", "beş", "altı", "yeddi", "səkkiz", "doqquz"]
TENS = ["", "on", "iyirmi", "otuz", "qırx", "əlli", "altmış", "yetmiş", "səksən", "doxsan"]
REAL_SUB_POINTS = (
    "4.1.6-cı 4.2.1-ci 4.2.4-cü 4.2.9-cu 4.2.10-cu 4.3.3-cü 4.3.4-cü 4.3.5-ci 4.3.6-cı 4.4.8-ci 4.4.9-cu 4.5.8-ci "
    "4.6.3-cü 4.6.6-cı 4.7.1-ci 4.7.2-ci 4.7.3-cü 4.7.4-cü 4.7.7-ci 4.8.1-ci 4.8.3-cü 4.8.4-cü"
)
SUFFIX_AFTER = {
    "a": "-cı",
    "ı": "-cı",
    "e": "-ci",
    "ə": "-ci",
    "i": "-ci",
    "o": "-cu",
    "u": "-cu",
    "ö": "-cü",
    "ü": "-cü",
}


def spoken(number):
    """The whole number in Azerbaijani words, 0 to 9,999: 2021 → iki min iyirmi bir."""
    words = []
    thousands, rest = divmod(number, 1000)
    hundreds, below = divmod(rest, 100)
    tens, units = divmod(below, 10)
    for count, word in ((thousands, "min"), (hundreds, "yüz")):
        if count > 1:
            words.append(UNITS[count])
        if count:
            words.append(word)
    if tens:
        words.append(TENS[tens])
    if units or not words:
        words.append(UNITS[units])
    return " ".join(words)


def expected_suffix(words):
    return SUFFIX_AFTER[[letter for letter in words if letter in SUFFIX_AFTER][-1]]


def test_spoken_numbers_of_this_test_are_whole_numbers_in_words():
    assert spoken(0) == "sıfır"
    assert spoken(2021) == "iki min iyirmi bir"
    assert spoken(1990) == "min doqquz yüz doxsan"
    assert len({spoken(number) for number in range(10_000)}) == 10_000


def test_ordinal_of_every_number_below_ten_thousand():
    wrong = [number for number in range(10_000) if ordinal(number) != f"{number}{expected_suffix(spoken(number))}"]
    assert wrong == []


def test_last_spoken_word_of_every_number_below_ten_thousand():
    wrong = [number for number in range(10_000) if last_spoken_word(number) != spoken(number).split()[-1]]
    assert wrong == []


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0-cı"),
        (9, "9-cu"),
        (10, "10-cu"),
        (40, "40-cı"),
        (100, "100-cü"),
        (900, "900-cü"),
        (1000, "1000-ci"),
        (2000, "2000-ci"),
        (9000, "9000-ci"),
        (10_000, "10000-ci"),
        (20_000, "20000-ci"),
        (100_000, "100000-ci"),
        (500_000, "500000-ci"),
        (999_000, "999000-ci"),
        (100_100, "100100-cü"),
        (1_000_000, "1000000-cu"),
        (3_000_000, "3000000-cu"),
        (500_000_000, "500000000-cu"),
        (1_000_000_000, "1000000000-cı"),
        (7_000_000_000, "7000000000-cı"),
        (1_000_001_000, "1000001000-ci"),
        (10**12, "1000000000000-cu"),
    ],
)
def test_ordinal_of_round_numbers(number, expected):
    assert ordinal(number) == expected
    assert ordinal(str(number)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("4.2.10", "4.2.10-cu"),
        ("4.2.40", "4.2.40-cı"),
        ("4.1.6", "4.1.6-cı"),
        ("4.10", "4.10-cu"),
        ("4.3.100", "4.3.100-cü"),
        ("2.0.1", "2.0.1-ci"),
        ("4.1.1.", "4.1.1-ci"),
        (" 4.8.3. ", "4.8.3-cü"),
        (2021, "2021-ci"),
        ("2021", "2021-ci"),
        (2000, "2000-ci"),
        (2010, "2010-cu"),
        (2006, "2006-cı"),
        (2026, "2026-cı"),
        (2030, "2030-cu"),
        ("2020-2024", "2020-2024-cü"),
        ("2020–2024", "2020–2024-cü"),
        ("2020\u25002024", "2020\u25002024-cü"),
        ("2018–2020", "2018–2020-ci"),
        ("04", "04-cü"),
        ("10 000", "10 000-ci"),
        ("10.000", "10.000-ci"),
        ("1.000.000", "1.000.000-cu"),
    ],
)
def test_ordinal_of_written_numbers(written, expected):
    assert ordinal(written) == expected


def test_ordinal_of_the_sub_points_of_the_real_document():
    expected = REAL_SUB_POINTS.split()
    assert [ordinal(heading.split("-")[0]) for heading in expected] == expected


def test_ordinal_suffix_has_its_hyphen_and_no_number():
    assert ordinal_suffix("4.2.10") == "-cu"
    assert ordinal_suffix(2000) == "-ci"
    assert ordinal_suffix("4.1.1.") == "-ci"


@pytest.mark.parametrize("written", ["", " ", ".", "III", "4.2.10-cu", "4.x", "Planı", "5 nəfər", "12%", "1.."])
def test_ordinal_refuses_text_without_trailing_number(written):
    with pytest.raises(ValueError, match="does not end in a number"):
        ordinal(written)


def test_ordinal_refuses_negative_numbers():
    with pytest.raises(ValueError, match="-3 is negative"):
        ordinal(-3)
    with pytest.raises(ValueError, match="-3 is negative"):
        last_spoken_word(-3)
