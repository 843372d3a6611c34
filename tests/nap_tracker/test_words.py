"""The words of the code: one for one thing, as docs/glossary.md lists them, in names and comments alike."""

import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Words that were used once, each with what is said instead.
REPLACED = {
    "owe": "require",
    "owes": "has to report",
    "owed": "required",
    "owing": "required",
    "mend": "correct",
    "mends": "corrections",
    "mended": "corrected",
    "mending": "correcting",
    "wish": "request",
    "wishes": "requests",
    "manieth": "number",
    "bodies": "agencies",
}
# What people read stays as it is: msgids, and the keys of the importer's JSON.
PLACES = ("accounts", "nap_tracker", "plans", "reports", "benchmarks")


def words_of(source: str) -> set[str]:
    """The words of names and comments of a module, without its strings."""
    found: set[str] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.NAME, tokenize.COMMENT):
            found |= {word.lower() for word in re.split(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])", token.string) if word}
    return found


def docstrings_of(source: str) -> set[str]:
    return {
        word.lower()
        for text in re.findall(r'"""(.*?)"""', source, re.DOTALL)
        for word in re.findall(r"[A-Za-z]+", text)
    }


@pytest.mark.parametrize("place", PLACES)
def test_names_and_comments_use_the_words_of_the_glossary(place):
    found = {}
    for path in sorted((ROOT / place).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        source = path.read_text()
        if used := (words_of(source) | docstrings_of(source)) & REPLACED.keys():
            found[path.relative_to(ROOT).as_posix()] = used
    assert found == {}


@pytest.mark.parametrize("kind", ["*.js", "*.css"])
def test_scripts_and_style_sheets_use_the_words_of_the_glossary(kind):
    found = {}
    for path in sorted((ROOT / "nap_tracker" / "static").rglob(kind)):
        bare = re.sub(r'"[^"\n]*"', "", path.read_text())
        if used := {word.lower() for word in re.findall(r"[A-Za-z]+", bare)} & REPLACED.keys():
            found[path.name] = used
    assert found == {}


def test_replaced_word_is_found_in_a_name_and_a_comment():
    assert words_of("is_owed = True  # the agency's wish\n") & REPLACED.keys() == {"owed", "wish"}
    assert words_of('label = "Nothing is owed"\n') & REPLACED.keys() == set()
    assert docstrings_of('def f():\n    """What an agency owes."""\n') & REPLACED.keys() == {"owes"}
