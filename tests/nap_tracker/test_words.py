"""The words of the code: one for one thing, as docs/glossary.md lists them, in names and comments alike."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

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


# --- On the pages -----------------------------------------------------------------------------------------------------

CATALOGUES = [
    "locale/az/LC_MESSAGES/django.po",
    "locale/az/LC_MESSAGES/djangojs.po",
    "locale/libraries/az/LC_MESSAGES/django.po",
    "locale/libraries/az/LC_MESSAGES/djangojs.po",
]
# Each with what is said instead; the same word in another sense is let through by what stands beside it.
NOT_SAID_IN_AZERBAIJANI = {
    r"hesabat(?!\w* (il|dövr))": "Məlumat",
    r"yekun (hesabat|məlumat)": "ümumiləşdirilmiş Məlumat",
    r"inzibatçılıq|administrasiya": "idarəetmə",
    r"təyinat|(yarımbənd|qurum|icraçı)\w* təyin ": "həvalə",
    r"\baddım|\bhadisə": "əməliyyat, mərhələ",
    r"(?<!ümumi )(?<!ilkin )\bbaxış|\bbaxıl(ır|maq)": "yoxlama",
    r"\btəqdimat": "təqdimetmə",
    r"razılı\w+ soruş|soruş\w* razılı": "razılıq istəmək",
    r"başqa cür ifadə": "redaktə variantı",
    r"hesab\w* dayandır": "hesabı bağlamaq",
    r"\bdaha (dəyiş|qərar|daxil olmaq|quruma aid)": "artıq",
    r"e-məktub|elektron poçt": "məktub, e-poçt",
    r"\bsimvol|\bparol|\bkopyala|\bfiltr|\bhal-?hazır": "işarə, şifrə, köçürmək, süzgəc, hazırda",
    r"oxunası|ediləsi|xatırladılası|anlaşıl|kənara q|bəlli|burada durur|\bolmur\b": "as officials write",
    r"\b(sən|sənin|sənə)\b|unutmusan|bilərsiz|\bhə\b": "siz",
    r"indiki (mətn|şifrə|vəziyyət)": "hazırkı",
    r"-d[ae]n/d|ləri/|\(y\)|\([aə]\)": "a wording without a suffix",
}
NOT_SAID_IN_ENGLISH = {
    r"\bow(e|es|ed|ing)\b": "required",
    r"\bbod(y|ies)\b": "agency",
    r"\bmend(s|ed|ing)?\b(?!\)s)": "correct",
    r"\btelephone": "phone",
    r"(?<!e-)\bmails?\b(?! server)": "e-mail",
    r"\bturn to (the|your) |look into your": "contact, check",
    r"\bworded otherwise|word it|\banew\b": "editorial version, edit, again",
    r"(report|sentence|wording|text|it|version) prints\b|will print\b|may print\b": "is printed",
    r"\b(stands?|stood) (here|in|beside|on top|there)\b": "is, appears",
    r"məlumat (for|of)|\bwaits for me\b|nobody can be reached|to your keys": "plain English",
    r"\bmanieth|\bshall stand|\btak(e|en|es) (it |the \w+ )?away\b|million millions|signed in in": "plain English",
}


def said(text: str, words: dict[str, str]) -> list[str]:
    """What is said in a text and should be said otherwise."""
    # Only the small letters: I and İ are not one letter, and Python would take them for one.
    small = re.sub(r"%\(\w+\)s", "%()s", text).translate(str.maketrans("Iİ", "ıi")).lower()
    english = re.sub(r"%\(\w+\)s", "%()s", text).lower()
    of = small if words is NOT_SAID_IN_AZERBAIJANI else english
    return [f"{found[0]} → {instead}" for pattern, instead in words.items() if (found := re.search(pattern, of))]


def texts(catalogue: str, *, of_msgids: bool) -> Iterator[str]:
    with (ROOT / catalogue).open("rb") as file:
        for message in read_po(file, locale="az"):
            if message.id:
                found = message.id if of_msgids else message.string
                yield from found if isinstance(found, (tuple, list)) else (found,)


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_pages_use_the_azerbaijani_words_of_the_glossary(catalogue):
    found = {
        text: wrong for text in texts(catalogue, of_msgids=False) if (wrong := said(text, NOT_SAID_IN_AZERBAIJANI))
    }
    assert found == {}


@pytest.mark.parametrize("catalogue", CATALOGUES[:2])
def test_pages_use_the_english_words_of_the_glossary(catalogue):
    found = {text: wrong for text in texts(catalogue, of_msgids=True) if (wrong := said(text, NOT_SAID_IN_ENGLISH))}
    assert found == {}


@pytest.mark.parametrize(
    ("text", "words", "number"),
    [
        ("Yekun hesabatda çap olunur.", NOT_SAID_IN_AZERBAIJANI, 2),
        ("Hesabat ilini bağla", NOT_SAID_IN_AZERBAIJANI, 0),
        ("İnzibatçılıq bölməsi", NOT_SAID_IN_AZERBAIJANI, 1),
        ("Ümumi baxış", NOT_SAID_IN_AZERBAIJANI, 0),
        ("Baxış növbəsi", NOT_SAID_IN_AZERBAIJANI, 1),
        ("All that is owed", NOT_SAID_IN_ENGLISH, 1),
        ("No mail server is set up: the e-mail waits.", NOT_SAID_IN_ENGLISH, 0),
        ("Right: “%(mend)s”.", NOT_SAID_IN_ENGLISH, 0),
    ],
)
def test_word_of_a_page_is_found(text, words, number):
    assert len(said(text, words)) == number
