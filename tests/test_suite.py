"""The suite's own order: nothing that depends on the database is left out on SQLite, no browser test reads too early."""

import re
import textwrap

import pytest

from tests.browser.conftest import LONG
from tests.browser_reads import DECLARED, find_hasty_reads
from tests.conftest import ROOT
from tests.databases import LONGEST, ONE_DATABASE, SQLITE_PASS, TESTS, is_among

OWN_WAYS = re.compile(r"transaction=True|transactional_db|connection\.vendor|IntegrityError|mark\.sqlite\b")
MODULES = [path for path in sorted(TESTS.rglob("test_*.py")) if not is_among(path, ("browser", "test_suite.py"))]


def test_modules_that_depend_on_the_database_run_on_sqlite_too():
    depend = [path for path in MODULES if OWN_WAYS.search(path.read_text(encoding="utf-8"))]
    assert [str(path.relative_to(TESTS)) for path in depend if not is_among(path, SQLITE_PASS)] == []


def test_every_command_runs_on_sqlite_too():
    texts = "\n".join(path.read_text(encoding="utf-8") for path in MODULES if is_among(path, SQLITE_PASS))
    commands = [path.stem for path in ROOT.glob("*/management/commands/[a-z]*.py")]
    assert commands
    assert [name for name in commands if f'"{name}"' not in texts] == []


@pytest.mark.parametrize("name", sorted({*SQLITE_PASS, *LONGEST}))
def test_named_places_are_there(name):
    assert (TESTS / name).exists()


def test_tests_of_one_database_are_there():
    texts = "\n".join(path.read_text(encoding="utf-8") for path in MODULES if is_among(path, SQLITE_PASS))
    assert [name for name in ONE_DATABASE if texts.count(f"def {name}(") != 1] == []


@pytest.mark.parametrize("name", sorted(LONG))
def test_long_browser_tests_are_there(name):
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (TESTS / "browser").glob("test_*.py"))
    assert texts.count(f"def {name}(") == 1


# --- Browser tests wait for what they read ---------------------------------------------------------------------------


def test_no_browser_test_reads_a_page_or_a_record_before_it_is_so():
    modules = sorted((TESTS / "browser").glob("*.py"))
    found = {path.name: find_hasty_reads(path.read_text(encoding="utf-8")) for path in modules}
    assert len(found) > 20
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_few_reads_are_declared_to_need_no_waiting():
    texts = [path.read_text(encoding="utf-8") for path in (TESTS / "browser").glob("*.py")]
    assert sum(len(DECLARED.findall(text)) for text in texts) <= 8


@pytest.mark.parametrize(
    ("hasty", "what"),
    [
        ('assert page.locator(".row").count() == 3', "count()"),
        ("rows = page.locator('.row').count()\nassert rows == 3", "count()"),
        ("assert page.locator('.row').filter(has_text='a').count() == 3", "count()"),
        ("assert not dialog.is_visible()", "is_visible()"),
        ("if button.is_enabled():\n    button.click()", "is_enabled()"),
        ("for row in rows.all():\n    row.click()", "all()"),
        ("assert rows.all_inner_texts() == ['a']", "all_inner_texts()"),
        ("assert page.url.endswith('/a/')", "url"),
        ("assert screen.page.url == address", "url"),
        ("assert page.title() == 'a'", "title()"),
        ("assert 'a' in page.content()", "content()"),
        ("assert page.locator('h1').inner_text() == 'a'", "inner_text()"),
        ("assert field.input_value() == 'a'", "input_value()"),
        ("assert link.get_attribute('href') == 'a'", "get_attribute()"),
        ("assert rows.count() == 3  # at once:", "count()"),
        ("button.click()\nassert Comment.objects.count() == 1", "database"),
        ("button.click()\nassert read() == 1", "database"),
        ("page.keyboard.press('a')\nfound = Comment.objects.get()", "database"),
        ("button.click()\nif True:\n    assert read() == 1", "database"),
        ("with page.expect_request('a'):\n    button.click()\nbutton.click()\nassert read() == 1", "database"),
        ("send()\nassert read() == 1", "database"),
        ("button.click()\nassert screen.flaws() == []", "page"),
        ("button.click()\nassert_fine(screen)", "page"),
    ],
)
def test_read_that_does_not_wait_is_found(hasty, what):
    assert [one.partition(": ")[2] for one in find_hasty_reads(as_test(hasty))] == [what]


@pytest.mark.parametrize(
    "patient",
    [
        'expect(page.locator(".row")).to_have_count(3)',
        "link = page.locator('.new code').inner_text()\npage.goto(link)",
        "assert [request.url for request in sent] == []",
        "page.on('request', lambda request: sent.append(request.url))",
        "assert Comment.objects.filter(text='a').count() == 1",
        "assert entry.revisions.count() == 1",
        "assert text.count('a') == 1",
        "assert rows.count() == 3  # at once: the line above has waited",
        "button.click()\nexpect(page).to_have_url('a')\nassert Comment.objects.count() == 1",
        "button.click()\npage.wait_for_url('a')\nassert read() == 1",
        "with page.expect_navigation():\n    button.click()\nassert read() == 1",
        "button.click()\nsettle()\nassert read() == 1",
        "button.click()\nexpect(page).to_have_url('a')\nassert screen.flaws() == []",
    ],
)
def test_read_that_waits_or_has_nothing_to_wait_for_is_not_found(patient):
    assert find_hasty_reads(as_test(patient)) == []


def as_test(lines: str) -> str:
    """A module with helpers that read a record, wait, and begin something, and a test of these lines."""
    helpers = (
        "def read():\n    return Comment.objects.count()\n"
        "def settle():\n    expect(page).to_have_url('a')\n"
        "def send():\n    expect(button).to_be_enabled()\n    button.click()\n"
    )
    return f"{helpers}def test_it():\n{textwrap.indent(lines, '    ')}\n"
