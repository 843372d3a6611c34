"""The scripts find each other by the names of the page's one import map."""

import json
import re

import pytest
from django.contrib.staticfiles import finders

from nap_tracker.templatetags.tracker import SCRIPTS

IMPORTED = re.compile(r"""^import\b.*?["'](.+?)["']$""", re.MULTILINE)
MAP = re.compile(r'<script type="importmap"[^>]*>(.+?)</script>')
ENTRY = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"


@pytest.fixture
def entry_page(write_entry, sign_in) -> str:
    """The page with an editor, whose widget brings an import map of its own."""
    write_entry("4.2.9")
    return sign_in("contributor").get(ENTRY).content.decode()


def test_only_one_import_map_stands_on_a_page_and_before_all_modules(entry_page, client):
    for html in (
        entry_page,
        client.get("/accounts/login/").content.decode(),
        client.get("/no-such-page/").content.decode(),
    ):
        assert html.count('type="importmap"') == 1
        assert html.index('type="importmap"') < html.index('type="module"')


def test_map_leads_to_files_and_knows_all_that_is_imported(entry_page):
    imports = json.loads(MAP.search(entry_page)[1])["imports"]
    assert [path for path in imports.values() if not finders.find(path.removeprefix("/static/"))] == []
    imported = {name for path in SCRIPTS.rglob("*.js") for name in IMPORTED.findall(path.read_text(encoding="utf-8"))}
    assert len(imported) > 20
    assert imported - imports.keys() == set()
