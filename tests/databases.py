"""Databases of the test run: what runs on SQLite besides, and one migration for all."""

import fcntl
import functools
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

TESTS = Path(__file__).resolve().parent

# The whole suite runs on PostgreSQL. What runs on SQLite again (`pytest --sqlite-pass`): the database's own ways (locks,
# transactions, constraints, collation, search, sums), whoever compares and sets, and every page and command once.
SQLITE_PASS = (
    "accounts/test_counting.py",
    "accounts/test_sealing.py",
    "accounts/test_sign_in.py",
    "faults",
    "nap_tracker",
    "plans/activity/test_activity.py",
    "plans/assessment/test_assessments.py",
    "plans/assessment/test_editorial.py",
    "plans/commands",
    "plans/evidence/test_evidence.py",
    "plans/models",
    "plans/notifications/test_digest.py",
    "plans/notifications/test_move_mails.py",
    "plans/notifications/test_outbox.py",
    "plans/overview/test_overview.py",
    "plans/people/test_account_journal.py",
    "plans/people/test_changes.py",
    "plans/people/test_changes_at_once.py",
    "plans/people/test_invitations.py",
    "plans/queries",
    "plans/reminders/test_reminders.py",
    "plans/reviewers/test_reviewers.py",
    "plans/samples",
    "plans/search",
    "plans/services/test_comments.py",
    "plans/services/test_entries.py",
    "plans/services/test_holding.py",
    "plans/services/test_reference.py",
    "plans/services/test_writing.py",
    "plans/workflow",
    "reports/editions/test_publishing.py",
    "reports/production",
    "reports/test_commands.py",
    "reports/test_print_settings.py",
    "reports/test_signature.py",
    "test_access_matrix.py",
    "test_make_run.py",
    "test_records.py",
)
# Of these modules, what is answered before anything but the session is read, or leads to a page that another test reads, is
# asked on PostgreSQL only.
ONE_DATABASE = frozenset(
    {
        "test_stranger_to_the_house_is_sent_to_the_sign_in_page",
        "test_texts_have_no_address_in_the_administration",
        "test_address_of_a_step_leads_to_the_page_that_it_belongs_to",
    }
)
# What waits and starts processes begins first, so that no worker of xdist is left with it in the end.
LONGEST = (
    "test_make_run.py",
    "plans/commands/test_demo_command.py",
    "faults",
    "reports/editions/test_publishing.py",
    "reports/production",
    "plans/notifications/test_outbox.py",
    "reports/test_rendering.py",
    "reports/renderers/test_pdf_slices.py",
)
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})


@functools.cache
def is_among(path: Path, places: tuple[str, ...]) -> bool:
    """Whether the path is one of the places under tests/, in one of them, or on the way to one."""
    if not path.is_relative_to(TESTS):
        return False
    return any((place := TESTS / name) == path or place in path.parents or path in place.parents for name in places)


def asks_for_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("sqlite")
    return bool(marked or DATABASE_FIXTURES & {*item.fixturenames})


def empties_database(item: pytest.Item) -> bool:
    """Whether the test commits, and empties all tables in the end, instead of taking back what it wrote."""
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in item.fixturenames or bool(marker and marker.kwargs.get("transaction"))


# --- One migration for all -------------------------------------------------------------------------------------------


def made_once(target: Path, make: Callable[[], None]) -> None:
    """Calls `make` in the first process of this test run that comes here; the others wait for it."""
    with target.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            make()
            target.touch()


def migrate(database_url: str, folder: Path) -> None:
    place = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url, "DATA_DIR": str(folder)}
    answer = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.BASE_DIR, env=os.environ | place, capture_output=True, text=True,
    )  # fmt: skip
    assert (answer.returncode, answer.stderr) == (0, "")


def copy_migrated_sqlite(target: Path, folder: Path) -> None:
    """Makes `target` an empty, migrated SQLite file."""
    with closing(sqlite3.connect(migrated_sqlite_file(folder))) as migrated, closing(sqlite3.connect(target)) as copy:
        migrated.backup(copy)


def migrated_sqlite_file(folder: Path) -> Path:
    """An empty, migrated file that new ones are copies of: `.make/test` has the one with which it tried the migrations."""
    if made := os.environ.get("MIGRATED_SQLITE"):
        return Path(made)
    source = folder / "migrated.sqlite3"
    made_once(folder / "migrated.done", lambda: migrate(f"sqlite:///{source}", folder))
    return source


def is_migrated() -> bool:
    """Whether the file of this run was there before it."""
    return connection.vendor == "sqlite" and "MIGRATED_SQLITE" in os.environ


def migrated_postgresql_database(folder: Path) -> str:
    """The name of an empty, migrated database that new ones are copies of."""
    used = connection.settings_dict
    name = f"test_{used['NAME']}_template"

    def make() -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
        password = f":{used['PASSWORD']}" if used["PASSWORD"] else ""
        migrate(f"postgres://{used['USER']}{password}@{used['HOST']}:{used['PORT']}/{name}", folder)

    made_once(folder / "template.done", make)
    return name


def begin_to_migrate(folder: Path) -> subprocess.Popen[bytes]:
    """Migrates in a process of its own; who needs the database before it is ready waits for it."""
    return subprocess.Popen([sys.executable, "-m", "tests.databases", folder], cwd=settings.BASE_DIR)


if __name__ == "__main__":
    import django

    django.setup()
    {"sqlite": migrated_sqlite_file, "postgresql": migrated_postgresql_database}[connection.vendor](Path(sys.argv[1]))
