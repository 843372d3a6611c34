"""The Document survives its JSON form, and says what it holds."""

import json

import pytest

from reports.document import as_json, from_json
from tests.reports.samples import RICH_PARAGRAPHS, rich_document


def test_document_from_its_json_is_equal():
    document = rich_document(notice="Nümunə məlumatlar")
    assert from_json(json.loads(json.dumps(as_json(document)))) == document


def test_document_json_has_schema_and_version():
    data = as_json(rich_document())
    assert (data["schema"], data["version"], data["notice"]) == ("nap-tracker/melumat", 3, None)
    assert data["sections"][1]["blocks"] == [
        {"kind": "paragraph", "text": "Nümunə mətn. Son abzas.", "runs": [{"text": "Nümunə mətn. Son abzas."}]}
    ]


def test_document_of_another_version_is_refused():
    with pytest.raises(ValueError, match="of version 3"):
        from_json(as_json(rich_document()) | {"version": 1})


def test_document_with_an_unknown_block_is_refused():
    data = as_json(rich_document())
    data["sections"][0]["blocks"][0]["kind"] = "picture"
    with pytest.raises(ValueError, match="unknown block 'picture'"):
        from_json(data)


def test_document_paragraphs_are_in_reading_order():
    assert list(rich_document().paragraphs()) == [*RICH_PARAGRAPHS, "Nümunə mətn. Son abzas."]


def test_document_word_is_spaced():
    assert rich_document().spaced_word == "M Ə L U M A T"


def test_section_anchor_has_no_full_stops():
    assert [section.anchor for section in rich_document().sections] == ["s-4-2-9", "s-4-2-10"]
