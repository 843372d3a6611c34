"""Everything people can read is said in Azerbaijani; what is missing is named here."""

import ast
import re
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
APPS = ("accounts", "nap_tracker", "plans", "reports")
FOLDER = ROOT / "locale" / "az" / "LC_MESSAGES"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# What templatize makes of a template: calls with Python texts between filler.
TEXT = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(
    rf"\b(gettext|_|ngettext|pgettext|npgettext)\(\s*{TEXT}(?:\s*,\s*{TEXT})?(?:\s*,\s*{TEXT})?", re.DOTALL
)


@pytest.fixture(scope="module", params=["django", "djangojs"])
def catalogue(request) -> Catalog:
    return read_catalogue(request.param)


def read_catalogue(domain: str) -> Catalog:
    return read_po(BytesIO((FOLDER / f"{domain}.po").read_bytes()), locale="az", abort_invalid=True)


def singular(message_id) -> str:
    return message_id[0] if isinstance(message_id, (tuple, list)) else message_id


def texts_of_code() -> set[tuple[str | None, str]]:
    found = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            with path.open("rb") as file:
                for _line, message, _comments, context in extract("python", file, keywords=KEYWORDS):
                    found.add((context, singular(message)))
    return found


def texts_of_templates() -> set[tuple[str | None, str]]:
    found = set()
    for folder in [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]:
        for path in sorted(folder.rglob("*.*")):
            for function, *raw in CALL.findall(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
                texts = [ast.literal_eval(text) for text in raw if text]
                has_context = function in ("pgettext", "npgettext")
                found.add((texts[0], texts[1]) if has_context else (None, texts[0]))
    return found


def texts_of_scripts() -> set[tuple[str | None, str]]:
    found = set()
    for app in APPS:
        for path in (ROOT / app / "static").rglob("*.js"):
            with path.open("rb") as file:
                for _line, message, _comments, context in extract("javascript", file, keywords=KEYWORDS):
                    found.add((context, singular(message)))
    return found


def known(domain: str) -> set[tuple[str | None, str]]:
    return {(message.context, singular(message.id)) for message in read_catalogue(domain) if message.id}


def test_every_text_is_translated(catalogue):
    untranslated = []
    for message in catalogue:
        strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        if message.id and not all(strings):
            untranslated.append(message.id)
    assert untranslated == []


def test_no_translation_is_a_guess(catalogue):
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_no_translation_is_glued_to_another(catalogue):
    """“Fayl hazırlanmadıKompüterinizin …” stood on the page of second factors."""
    found = [
        f"{singular(message.id)}: {word}"
        for message in catalogue
        for translation in as_list(message.string)
        for word in re.findall(r"\w*[a-zəğıöşüç][A-ZƏĞIİÖŞÜÇ]\w*", translation)
        if word not in singular(message.id)
    ]
    assert found == []


def placeholders(text: str) -> set[str]:
    percent = set(re.findall(r"%\((\w+)\)", text))
    return percent or {name for _text, name, _spec, _conversion in Formatter().parse(text.replace("%", "")) if name}


def test_translations_keep_their_placeholders(catalogue):
    broken = []
    for message in catalogue:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        wanted = placeholders(message.id[-1] if isinstance(message.id, (tuple, list)) else message.id)
        broken += [message.id for text in strings if placeholders(text) != wanted]
    assert broken == []


def test_extraction_sees_all_three_kinds_of_source():
    assert (None, "Somebody has changed this entry in the meantime. Look at it again.") in texts_of_code()
    assert len(texts_of_templates()) > 20
    assert len(texts_of_scripts()) > 0


def test_catalogue_has_every_text_of_code_and_templates():
    missing = (texts_of_code() | texts_of_templates()) - known("django")
    assert sorted(text for _context, text in missing) == []


def test_catalogue_has_every_text_of_scripts():
    assert sorted(text for _context, text in texts_of_scripts() - known("djangojs")) == []


def test_compiled_catalogues_say_the_same_as_the_written_ones():
    for domain in ("django", "djangojs"):
        compiled = read_mo(BytesIO((FOLDER / f"{domain}.mo").read_bytes()))
        # Babel gives the context of a compiled message as bytes.
        pairs = {(m.context.decode() if m.context else None, singular(m.id)): m.string for m in compiled if m.id}
        written = {(m.context, singular(m.id)): m.string for m in read_catalogue(domain) if m.id}
        assert {key: as_list(value) for key, value in pairs.items()} == {
            key: as_list(value) for key, value in written.items()
        }


def as_list(value) -> list[str]:
    return list(value) if isinstance(value, (tuple, list)) else [value]
