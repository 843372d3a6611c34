"""No sentence glues a suffix to what it takes in: “-dən” is right after 5 and wrong after 10, 30, 40, 60 and 90, and the one
of a name depends on its last vowel, on its possessive and on how an abbreviation is read.

Each sentence is rendered with numbers of every harmony and with four kinds of names.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from plans.azerbaijani import ordinal, with_case

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "locale").rglob("az/*/*.po"))
VARIABLE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
NUMBERS = ("0", "1", "3", "6", "10", "40", "100", "1000")
# A name that ends in a vowel, one in a possessive, an abbreviation, and a title in quotation marks.
NAMES = ("Nümunə Əli", "Nümunə Xidməti", "DMX", "“Nümunə Planı”")
LETTERS = "a-zəğıöşüçA-ZƏĞİÖŞÜÇ"
VERBS = {"bilər", "olar"}  # that end as a plural does
END = "¶"  # of what was taken in: no sentence has it


def sentences(catalogue: str) -> Iterator[str]:
    with (ROOT / catalogue).open("rb") as file:
        for message in read_po(file, locale="az"):
            if message.id:
                found = message.string if isinstance(message.string, tuple) else (message.string,)
                yield from (text for text in found if VARIABLE.search(text))


def suffixes_after(value: str, sentence: str) -> list[str]:
    """What is glued to the value where the sentence takes it in, as it is read then."""
    rendered = VARIABLE.sub(value + END, sentence)
    glued = re.findall(rf"{re.escape(value)}{END}([”»\"]?-?[{LETTERS}][\w”]*)", rendered)
    return [value + suffix for suffix in glued]


def plurals_after(number: str, sentence: str) -> list[str]:
    """Nouns in the plural beside a number: “8 bölmələr”."""
    rendered = VARIABLE.sub(number + END, sentence)
    nouns = re.findall(rf"(?<![\d–-]){number}{END} (?:[{LETTERS}]+ )?([{LETTERS}]+l[aə]r)\b", rendered)
    return [noun for noun in nouns if noun not in VERBS]


@pytest.mark.parametrize("catalogue", CATALOGUES)
@pytest.mark.parametrize("value", [*NUMBERS, *NAMES])
def test_no_sentence_glues_a_suffix_to_what_it_takes_in(catalogue, value):
    found = {sentence: glued for sentence in sentences(catalogue) if (glued := suffixes_after(value, sentence))}
    assert found == {}


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_noun_after_a_number_stands_in_the_singular(catalogue):
    found = {sentence: plural for sentence in sentences(catalogue) if (plural := plurals_after("8", sentence))}
    assert found == {}


def test_catalogues_have_sentences_that_take_something_in():
    assert len(CATALOGUES) == 4
    assert min(len(list(sentences(catalogue))) for catalogue in CATALOGUES) > 3


@pytest.mark.parametrize(
    ("value", "sentence", "glued"),
    [
        ("40", "%(number)s-dən çox məlumat", ["40-dən"]),
        ("DMX", "“%(name)s”nin məlumatı", ["DMX”nin"]),
        ("40", "{count}dır", ["40dır"]),
        ("40", "%(number)s məlumatdan çox", []),
        ("40", "“%(name)s” süzgəci", []),
        ("40", "%(start)s–%(end)s", []),
    ],
)
def test_glued_suffix_is_found(value, sentence, glued):
    assert suffixes_after(value, sentence) == glued


@pytest.mark.parametrize(
    ("sentence", "is_found"),
    [
        ("%(count)s %(name)s", False),
        ("%(number)s bölmələr", True),
        ("%(number)s yeni bölmələr", True),
        ("%(number)s bölmə", False),
        ("%(start)s–%(end)s illər", False),
    ],
)
def test_plural_after_a_number_is_found(sentence, is_found):
    assert bool(plurals_after("8", sentence)) is is_found


def test_helpers_of_the_house_know_what_a_sentence_cannot():
    assert [with_case(number, "ablative") for number in NUMBERS] == [
        "0-dan", "1-dən", "3-dən", "6-dan", "10-dan", "40-dan", "100-dən", "1000-dən",
    ]  # fmt: skip
    assert [ordinal(number) for number in NUMBERS] == [
        "0-cı", "1-ci", "3-cü", "6-cı", "10-cu", "40-cı", "100-cü", "1000-ci",
    ]  # fmt: skip
