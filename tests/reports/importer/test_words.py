"""Every code has its sentence, and every sentence is told what it names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from reports.importer.errors import Fault, ImportStopped, UnreadableDocument
from reports.importer.notes import Note, Reason, Remark
from reports.importer.refusal import ImportRefused, Refusal
from reports.importer.words import NOTES, REASONS, REFUSALS, word_note, word_refusal

TREES = [
    ast.parse(path.read_text("utf-8"))
    for path in sorted((Path(settings.BASE_DIR) / "reports").rglob("*.py"))
    if path.name not in ("words.py", "check_editions.py")
    and "editions" not in path.parts  # they have codes of their own
]
NOTE_FIELDS = ("code", "text", "correction", "detail")
PARAM_OF = {"correction": "mend"}  # what its sentences and the JSON call it


def calls_of(*names: str) -> Iterator[ast.Call]:
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield node


def codes_in(tree: ast.AST, codes: type) -> Iterator:
    """The members of the enumeration `codes` that are written out in a piece of source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == codes.__name__:
            yield codes[node.attr]


def names_in(sentence, language: str) -> set[str]:
    with translation.override(language):
        return set(re.findall(r"%\((\w+)\)s", str(sentence)))


@pytest.mark.parametrize(
    ("sentences", "codes"), [(REFUSALS, [*Fault, *Refusal]), (NOTES, [*Remark]), (REASONS, [*Reason])]
)
def test_every_declared_code_has_a_sentence_and_every_sentence_a_code(sentences, codes):
    assert list(sentences) == codes


@pytest.mark.parametrize("codes", [Fault, Refusal, Remark, Reason])
def test_every_used_code_is_declared_and_every_declared_code_is_used(codes):
    assert {code for tree in TREES for code in codes_in(tree, codes)} == set(codes)


@pytest.mark.parametrize("language", ["az", "en"])
def test_refusals_are_given_exactly_what_their_sentences_name(language):
    for call in calls_of("UnreadableDocument", "ImportRefused"):
        codes = [*codes_in(call.args[0], Fault), *codes_in(call.args[0], Refusal)]
        assert codes, ast.unparse(call)
        for code in codes:
            assert {word.arg for word in call.keywords} == names_in(REFUSALS[code], language), ast.unparse(call)


@pytest.mark.parametrize("language", ["az", "en"])
def test_notes_are_given_what_their_sentences_name(language):
    for code, sentence in NOTES.items():
        assert names_in(sentence, language) <= set(Note(code).params)
    for call in calls_of("Note"):
        fields = {*NOTE_FIELDS[: len(call.args)], *(word.arg for word in call.keywords)}
        given = {PARAM_OF.get(name, name) for name in fields}
        for code in codes_in(call.args[0], Remark):
            assert names_in(NOTES[code], language) <= given, ast.unparse(call)


@pytest.mark.parametrize("code", NOTES)
def test_sentences_of_a_note_name_the_same_in_both_languages(code):
    assert names_in(NOTES[code], "az") == names_in(NOTES[code], "en")


@pytest.mark.parametrize("reason", REASONS)
def test_words_of_a_reason_name_nothing(reason):
    assert not names_in(REASONS[reason], "az") | names_in(REASONS[reason], "en")


def test_refusal_is_worded_in_the_active_language():
    error = ImportRefused(Refusal.YEAR_OUTSIDE_PLAN, year=2026, start=2020, end=2024)
    with translation.override("az"):
        assert word_refusal(error) == "2026-cı il planın müddətinə (2020–2024) düşmür. İli yoxlayın."
    with translation.override("en"):
        assert word_refusal(error) == "The year 2026 is outside the plan's period (2020–2024). Check the year."


def test_note_is_worded_in_the_active_language():
    note = Note(Remark.CYRILLIC, text="m\u0430tn", correction="matn")
    with translation.override("az"):
        assert word_note(note) == "“m\u0430tn” sözündə kiril hərfi var; latın hərfi ilə: “matn”."
    with translation.override("en"):
        assert word_note(note) == "“m\u0430tn” holds Cyrillic letters; with Latin letters: “matn”."


def test_note_without_its_detail_ends_with_the_sentence():
    with translation.override("en"):
        assert word_note(Note(Remark.IMAGE)) == "A picture of the document is not taken over."


def test_per_cent_signs_and_braces_of_a_document_are_left_as_they_are():
    with translation.override("en"):
        assert word_note(Note(Remark.LINK_TITLE, text="5 % {0} %(mend)s")) == (
            "The title of a link is not taken over: “5 % {0} %(mend)s”."
        )


@pytest.mark.parametrize(
    ("error", "logged"),
    [
        (UnreadableDocument(Fault.EMPTY), "empty"),
        (ImportRefused(Refusal.UNKNOWN_SUB_POINTS, names="4.9.1, 4.9.2"), "unknown_sub_points (names='4.9.1, 4.9.2')"),
    ],
)
def test_log_has_code_and_parameters(error: ImportStopped, logged):
    assert str(error) == logged
