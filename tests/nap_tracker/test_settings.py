"""Starting with the wrong settings is refused with a sentence; production settings pass Django's own check."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SECRET = "k7!" * 20 + "Zq9"
PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "numune.example",
    "SITE_URL": "https://numune.example",
    "SECOND_FACTOR_KEYS": SECRET[:40],
}


@pytest.fixture
def manage(tmp_path):
    """`manage("check", PRODUCTION="1")` runs manage.py as a process of its own with just these variables."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)} | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_production_settings_pass_the_deployment_check(manage):
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_plain_settings_pass_the_check(manage):
    assert manage("check", "--fail-level", "WARNING").returncode == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": None}, "set SECRET_KEY to a random text of at least 50 characters"),
        ({"SECRET_KEY": ""}, "set SECRET_KEY"),
        ({"SECRET_KEY": "x" * 49}, "set SECRET_KEY"),
        ({"SECRET_KEY": "insecure-secret-for-development-and-tests-only"}, "set SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG must be off"),
        ({"ALLOWED_HOSTS": None}, "set ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ""}, "set ALLOWED_HOSTS"),
        ({"SITE_URL": None}, "set SITE_URL to the address"),
        ({"SITE_URL": ""}, "set SITE_URL"),
        ({"SECOND_FACTOR_KEYS": None}, "set SECOND_FACTOR_KEYS to a random text of at least 40 characters"),
        ({"SECOND_FACTOR_KEYS": " , "}, "set SECOND_FACTOR_KEYS"),
        ({"SECOND_FACTOR_KEYS": f"{SECRET},{'x' * 39}"}, "set SECOND_FACTOR_KEYS"),
    ],
)
def test_production_refuses_to_start(manage, change, sentence):
    environment = {name: value for name, value in (PRODUCTION | change).items() if value is not None}
    done = manage("check", **environment)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "ImproperlyConfigured" in done.stderr


@pytest.mark.parametrize(
    "variable",
    [
        {"SESSION_COOKIE_AGE": "long"},
        {"DATABASE_URL": "nothing://"},
        {"CONN_MAX_AGE": "x", "DATABASE_URL": "postgres://u@h/d"},
        {"SEAL_TIMESTAMP_URL": "ftp://numune.example"},
    ],
)
def test_value_of_the_wrong_kind_stops_the_start(manage, variable):
    done = manage("check", **variable)
    assert done.returncode == 1
    assert f"ImproperlyConfigured: {next(iter(variable))} is " in done.stderr


def printed(manage, names: str, **environment) -> list[str]:
    code = f"from django.conf import settings; print(*(getattr(settings, n) for n in '{names}'.split()), sep='|')"
    done = manage("shell", "--no-imports", "-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().split("|")


SAFETY = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE LANGUAGE_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS DEBUG"


def test_cookies_are_secure_in_production(manage):
    assert printed(manage, SAFETY, **PRODUCTION) == ["True", "True", "True", "True", "31536000", "False"]


def test_cookies_are_plain_over_http_outside_production(manage):
    assert printed(manage, SAFETY) == ["False", "False", "False", "False", "0", "False"]


def test_sqlite_file_of_its_own_is_the_default(manage, tmp_path):
    (database,) = printed(manage, "SQLITE_FILE")
    assert database == str(tmp_path / "tracker.sqlite3")
    done = manage("shell", "--no-imports", "-c", "from django.db import connection as c; c.cursor().execute('SELECT 1'); "
                  "print(*c.cursor().execute('PRAGMA journal_mode').fetchone(), c.transaction_mode)")  # fmt: skip
    assert done.stdout.split() == ["wal", "IMMEDIATE"]


def test_no_migration_is_missing(manage):
    assert manage("makemigrations", "--check", "--dry-run").stdout == "No changes detected\n"


def test_languages_time_zone_and_first_language():
    assert settings.LANGUAGE_CODE == "az"
    assert [code for code, _name in settings.LANGUAGES] == ["az", "en"]
    assert (settings.TIME_ZONE, settings.USE_TZ) == ("Asia/Baku", True)
