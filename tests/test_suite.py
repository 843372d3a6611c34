"""The suite's own order: nothing that depends on the database is forgotten in the SQLite pass."""

import re

import pytest

from tests.conftest import ROOT
from tests.databases import LONGEST, SQLITE_PASS, TESTS, is_among

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
