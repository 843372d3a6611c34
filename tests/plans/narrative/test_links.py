"""Addresses of links: completed, or left out. The table is the editor's, too (tests/scripts/writing/addresses.test.js)."""

import json
from html import escape

import pytest

from plans.narrative import clean
from plans.narrative.links import complete_address
from tests.conftest import ROOT

ADDRESSES = json.loads((ROOT / "tests" / "data" / "addresses.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("typed", "address"), ADDRESSES)
def test_address_is_completed_or_left_out(typed, address):
    assert complete_address(typed) == address
    assert complete_address(address) == address


@pytest.mark.parametrize(("typed", "address"), ADDRESSES)
def test_link_is_saved_with_the_completed_address_or_as_its_words(typed, address):
    saved = clean(f'<p>Bax: <a href="{escape(typed)}">keçid</a>.</p>')
    linked = f'<a href="{escape(address)}">keçid</a>' if address else "keçid"
    assert saved == f"<p>Bax: {linked}.</p>"
    assert clean(saved) == saved
