"""The scripts find each other by the names of the page's one import map."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from nap_tracker.templatetags.tracker import SCRIPTS

ROOT = Path(__file__).resolve().parents[2]
DECLARED = re.compile(r'^declare module "(.+)"', re.MULTILINE)
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


def test_types_are_checked_and_modules_tested_where_the_map_leads(entry_page):
    imports = json.loads(MAP.search(entry_page)[1])["imports"]
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    ((names, files),) = package["exports"].items()
    exported = {
        names.replace(".", package["name"], 1).replace("*", part): files.replace(".", "", 1).replace("*", part)
        for part in (path.relative_to(SCRIPTS).with_suffix("").as_posix() for path in SCRIPTS.rglob("*.js"))
    }
    own = {name: f"/nap_tracker{path}" for name, path in imports.items() if name.startswith("nap-tracker/")}
    assert exported == own
    declared = DECLARED.findall(
        (ROOT / "nap_tracker" / "types" / "django-prose-editor.d.ts").read_text(encoding="utf-8")
    )
    assert {*declared} == imports.keys() - own.keys()


def test_part_about_the_evidence_is_one_section_as_its_script_cuts_it_out():
    [begin] = re.findall(r"const BEGIN = '(.+)'", (SCRIPTS / "evidence/send.js").read_text())
    parts = {path.name: path.read_text() for path in (ROOT / "templates/plans/evidence").glob("*.html")}
    assert {name: text.count(begin) for name, text in parts.items() if begin in text} == {"_evidence.html": 1}
    assert {name: text.count("</section>") for name, text in parts.items() if "</section>" in text} == {
        "_evidence.html": 1
    }
