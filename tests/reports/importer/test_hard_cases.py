"""The project's own document with every hard case: Markdown as a literal, its Word and text twins against it."""

import json
from pathlib import Path

import pytest
from django.utils import translation

from reports.importer.blocks import Unplaced
from reports.importer.parse.report import ParsedReport
from reports.importer.read import read_report
from reports.importer.words import word_note
from tests.data.build_hard_cases import HIDDEN, build_hard_cases_docx

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def from_markdown() -> ParsedReport:
    return read_report(DATA / "hard_cases.md")


@pytest.fixture(scope="module")
def from_word() -> ParsedReport:
    return read_report(build_hard_cases_docx(), "hard_cases.docx")


@pytest.fixture(scope="module")
def from_text() -> ParsedReport:
    return read_report(DATA / "hard_cases.txt")


def test_markdown_gives_the_expected_json(from_markdown):
    with translation.override("az"):
        shown = from_markdown.as_json(word_note)
    assert shown == json.loads((DATA / "hard_cases.json").read_text("utf-8"))


def test_word_gives_the_same_items_and_signature(from_word, from_markdown):
    word, markdown = from_word.as_json(word_note), from_markdown.as_json(word_note)
    assert [item.pop("number") for item in word["items"]] == [item.pop("number") for item in markdown["items"]]
    assert word["items"] == markdown["items"]
    for name in ("title", "plan", "agency", "year", "signature", "notes"):
        assert word[name] == markdown[name], name


def test_word_gives_what_is_hidden_as_unplaced_after_what_markdown_gives(from_word, from_markdown):
    assert from_word.unplaced == (*from_markdown.unplaced, *(Unplaced(text, reason) for reason, text in HIDDEN))


def test_word_items_carry_no_hidden_text(from_word):
    texts = "\n".join(block.text for item in from_word.items for block in item.blocks)
    assert not [text for _, text in HIDDEN if text in texts]


def test_text_gives_the_same_items_without_the_table(from_text, from_markdown):
    def shown(report: ParsedReport) -> list[tuple]:
        return [
            (
                item.numbers,
                item.suffix,
                item.measure,
                [(b.kind, b.text, b.number) for b in item.blocks if b.kind != "table"],
            )
            for item in report.items
        ]

    assert shown(from_text) == shown(from_markdown)
    assert from_text.signature == from_markdown.signature
    assert from_text.unplaced == from_markdown.unplaced
    assert (from_text.plan, from_text.agency, from_text.year) == (
        "Nümunə Respublikasında “Nümunə Sahə”nin inkişafına dair 2020–2024-cü illər üçün Nümunə Fəaliyyət Planı",
        "Nümunə Respublikasının Nümunə Xidməti",
        2021,
    )


def test_nested_list_levels_agree_in_all_three(from_markdown, from_word, from_text):
    levels = [
        [(block.number, block.level) for block in report.items[4].blocks if block.kind == "list_item"]
        for report in (from_markdown, from_word, from_text)
    ]
    expected = [
        *[(None, 0), (None, 0), (None, 0), (1, 1), (2, 1), (None, 0)],
        *[(1, 0), (2, 0), (1, 0), (2, 0), (5, 0), (None, 0), (None, 0), (None, 0), (1, 0)],
    ]
    assert levels == [expected] * 3
