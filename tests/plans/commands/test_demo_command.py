"""`load_demo` on a real SQLite file of its own: it goes nowhere else."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from plans.samples.demo import DEMO_USERS
from tests.databases import copy_migrated_sqlite

pytestmark = pytest.mark.sqlite
IN_USE = "CommandError: This database is in use: somebody or something is in it already. Nothing was loaded.\n"
PRODUCTION = {"PRODUCTION": "1", "SECRET_KEY": "numune-" * 10, "ALLOWED_HOSTS": "example.org"}
PRODUCTION |= {"SITE_URL": "https://example.org", "SECOND_FACTOR_KEYS": "numune-" * 6}
OURS = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "PRODUCTION", "DEBUG", "ALLOWED_HOSTS", "SITE_URL"}
OURS.add("SECOND_FACTOR_KEYS")
A_YEAR = (
    "INSERT INTO plans_plan (id, code, title, start_year, end_year, act_type, act_number, nothing_to_report_sentence,"
    " remind_before, remind_after) VALUES (7, 'numune', 'Nümunə', 2020, 2024, '', '', 'Nümunə', '', '');"
    "INSERT INTO plans_reportingyear (plan_id, year, deadline, state) VALUES (7, 2024, '2025-01-20', 'open')"
)
A_USER = (
    "INSERT INTO accounts_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active,"
    " date_joined, role, single_keys, checks_spelling, browser_generation,"
    " sign_in_number, meets_first_steps)"
    " VALUES ('', 0, 'kimse', '', '', '', 0, 1, '2025-01-01 00:00', 'observer', 1, 0, 0, 0, 0)"
)


class Installation:
    """A migrated, empty installation in a folder of its own."""

    def __init__(self, data: Path, run_folder: Path):
        data.mkdir()
        self.file = data / "tracker.sqlite3"
        copy_migrated_sqlite(self.file, run_folder)
        self.environment = {name: value for name, value in os.environ.items() if name not in OURS}
        self.environment["DATA_DIR"] = str(data)

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.environment | environment, capture_output=True, text=True
        )

    def write(self, statements: str) -> None:
        with closing(sqlite3.connect(self.file)) as database:
            database.executescript(statements)

    def count(self, table: str) -> int:
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]

    def refusal(self, **environment: str) -> str:
        answer = self.manage("load_demo", **environment)
        assert (answer.returncode, answer.stdout) == (1, "")
        return answer.stderr


@pytest.fixture
def installation(tmp_path, run_folder):
    return Installation(tmp_path / "data", run_folder)


def test_command_fills_an_empty_file_and_then_never_again(installation):
    answer = installation.manage("load_demo")
    assert (answer.returncode, answer.stderr) == (0, "")
    title, *users, password = answer.stdout.splitlines()
    assert title == "Demo users / Nümunə istifadəçilər:"
    assert [line.split() for line in users] == [
        [user.username, user.role.value, *([user.agency] if user.agency else [])] for user in DEMO_USERS
    ]
    assert re.fullmatch(r"  password / şifrə: [0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", password)
    filled = installation.count("plans_entry")
    assert filled > 500
    assert installation.refusal() == IN_USE
    assert (installation.count("plans_entry"), installation.count("plans_sampledata")) == (filled, 1)


def test_command_refuses_a_file_in_use_and_an_installation_in_earnest(installation):
    assert installation.refusal(**PRODUCTION) == "CommandError: Demo data is never loaded with production settings.\n"
    assert installation.refusal(DATABASE_URL=f"sqlite:///{installation.file}") == (
        "CommandError: Demo data goes only into the SQLite file of this installation, not where DATABASE_URL is set.\n"
    )
    installation.write(A_YEAR)
    assert installation.refusal() == IN_USE
    installation.write("DELETE FROM plans_reportingyear; DELETE FROM plans_plan;" + A_USER)
    assert installation.refusal() == IN_USE
    for table in ("plans_agency", "plans_plan", "plans_entry", "plans_sampledata"):
        assert installation.count(table) == 0
    assert installation.count("accounts_user") == 1
