"""The two databases, each with its own way out and in.

`dump` takes a database as it is at one moment while others write; the numbers in its `Snapshot` are of that moment.
"""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

from nap_tracker.backups import Refused

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
# The worker would send again what was sent after the backup: somebody has to look first, and has from now on as long as
# for every mail that has stopped, before its words are erased.
CALL_MAILS_BACK = (
    "UPDATE plans_outboxmail SET next_attempt_at = CURRENT_TIMESTAMP, "
    "state = CASE WHEN state IN ('queued', 'sending', 'failed') THEN 'uncertain' ELSE state END "
    "WHERE state IN ('queued', 'sending', 'failed', 'uncertain', 'given_up')"
)
ENDING_TRIES, ENDING_SECONDS = 10, 0.5  # a process that was stopped a moment ago may have its files open still
PSQL_STATEMENT_REFUSED = 3  # with ON_ERROR_STOP
EMPTY_SCHEMA = """
DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT oid::regclass AS name FROM pg_class c WHERE relnamespace = 'public'::regnamespace
      AND relkind IN ('r', 'p') LOOP
    EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', one.name);
  END LOOP;
  FOR one IN SELECT oid::regclass AS name FROM pg_class c WHERE relnamespace = 'public'::regnamespace
      AND relkind = 'S' LOOP
    EXECUTE format('DROP SEQUENCE IF EXISTS %s CASCADE', one.name);
  END LOOP;
  FOR one IN SELECT oid::regprocedure AS name FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e') LOOP
    EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', one.name);
  END LOOP;
  FOR one IN SELECT collname AS name FROM pg_collation WHERE collnamespace = 'public'::regnamespace LOOP
    EXECUTE format('DROP COLLATION IF EXISTS public.%I CASCADE', one.name);
  END LOOP;
END $$;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What the database held: rows by table, migrations, names of files, the latest change as ISO 8601."""

    server: str
    rows: dict[str, int]
    migrations: list[list[str]]
    files: frozenset[str]
    latest: str


class NotFilled(Refused):
    """PostgreSQL has taken back the whole script: the database is as it was."""


class Cursor(Protocol):
    def execute(self, statement: str) -> Any: ...

    def fetchall(self) -> list[tuple[Any, ...]]: ...


def snapshot_of(cursor: Cursor, tables: list[str], server: str) -> Snapshot:
    """Reads what is said of a database; all within the transaction of the cursor."""

    def ask(statement: str) -> list[tuple[Any, ...]]:
        cursor.execute(statement)
        return cursor.fetchall()

    rows = {name: ask(f'SELECT count(*) FROM "{name}"')[0][0] for name in tables}  # noqa: S608 (names of tables)
    if "plans_entry" not in rows:
        raise Refused("The database has no tables of the tracker: there is nothing to back up. Is DATABASE_URL right?")
    latest = ask("SELECT max(saved_at) FROM plans_revision")[0][0]
    files = {name for (name,) in ask("SELECT stored_name FROM plans_evidence") if name}
    if "reports_editionfile" in rows:  # a database of an earlier version has no editions
        files |= {f"editions/{name[:2]}/{name}" for (name,) in ask("SELECT sha256 FROM reports_editionfile")}
    return Snapshot(
        server=server,
        rows=rows,
        migrations=sorted([app, name] for app, name in ask("SELECT app, name FROM django_migrations")),
        files=frozenset(files),
        latest=str(latest or "")[:19],
    )


# --- SQLite ----------------------------------------------------------------------------------------------------------


def dump_sqlite(target: Path) -> Snapshot:
    """Copies the database into `target` by SQLite's own backup, which takes no half transaction."""
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(target)) as copy:
        try:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
            return _read_sqlite(copy)
        except sqlite3.DatabaseError as error:
            raise Refused(f"The database cannot be read ({error}): nothing was backed up.") from error


def _read_sqlite(opened: sqlite3.Connection) -> Snapshot:
    if (found := opened.execute("PRAGMA quick_check").fetchall()) != [("ok",)]:
        raise Refused(f"The database is damaged: {found[0][0]}.")
    cursor = opened.cursor()
    tables = [name for (name,) in cursor.execute(TABLES).fetchall()]
    return snapshot_of(cursor, tables, sqlite3.sqlite_version)


def prepare_sqlite(staged: Path) -> Snapshot:
    """Checks the copy that will take the database's place, and calls back the mails that wait in it."""
    try:
        with contextlib.closing(sqlite3.connect(staged)) as opened:
            snapshot = _read_sqlite(opened)
            opened.execute(CALL_MAILS_BACK)
            opened.commit()
            return snapshot
    except sqlite3.DatabaseError as error:
        raise Refused(f"The database in the archive cannot be read ({error}). Nothing was changed.") from error


def fold_sqlite(path: Path) -> None:
    """Brings what stands in the files beside the database into it; raises `Refused` where somebody has it open.

    A database that is broken is left as it is: all its files are kept together.
    """
    connection.close()
    if not path.exists():
        return
    for again in reversed(range(ENDING_TRIES)):
        try:
            with contextlib.closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as opened:
                opened.execute("PRAGMA journal_mode = DELETE").fetchall()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                return
            if not again:
                raise Refused(
                    f"Somebody has {path} open: end every program that uses it first. Nothing was changed."
                ) from None
            time.sleep(ENDING_SECONDS)
        except sqlite3.DatabaseError:
            return
        else:
            return


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def program(name: str) -> str:
    """The newest client program of PostgreSQL of this name; raises `Refused` where there is none, or an older one."""
    places = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4].split(".")[0])
    )
    found = str(places[-1]) if places else shutil.which(name)
    if found is None:
        raise Refused(f"The program {name} is missing: install postgresql-client of the server's version.")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    version = re.search(r"\d+", said)
    with connection.cursor() as cursor:
        server = cursor.connection.info.server_version // 10_000
    if version is None or int(version[0]) < server:
        raise Refused(f"{said.strip()} is older than the server ({server}): install postgresql-client-{server}.")
    return found


def _environment() -> dict[str, str]:
    """Where the server is, as its programs read it: a password on the command line could be read by everybody."""
    used = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {variable: str(used[name]) for variable, name in named.items() if used[name]}
    if mode := used["OPTIONS"].get("sslmode"):
        given["PGSSLMODE"] = mode
    return (
        {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        | given
        | {"PGOPTIONS": "-c lock_timeout=20s"}
    )


def _run(command: list[str], what: str, **more: Any) -> None:
    if done := _failed(command, **more):
        raise Refused(f"{what}: {_first_error(done)}")


def _failed(command: list[str], **more: Any) -> subprocess.CompletedProcess[str] | None:
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, **more)  # noqa: S603
    return done if done.returncode else None


def _first_error(done: subprocess.CompletedProcess[str]) -> str:
    """The first line names what failed; later ones might quote rows."""
    lines = [line for line in done.stderr.splitlines() if "error" in line.lower()]
    return lines[0] if lines else "no reason given"


def dump_postgresql(target: Path) -> Snapshot:
    """Writes the database into `target` by pg_dump, at the moment at which its rows are counted."""
    dump = program("pg_dump")
    with _at_one_moment() as (cursor, moment):
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute("SHOW server_version")
        snapshot = snapshot_of(cursor, tables, cursor.fetchall()[0][0])
        command = [dump, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}", f"--file={target}"]
        _run(command, "pg_dump did not finish")
    return snapshot


@contextlib.contextmanager
def _at_one_moment() -> Iterator[tuple[Any, str]]:
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor, cursor.fetchone()[0]
    finally:
        own.close()


def others_at_postgresql() -> int:
    """How many other sessions use this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def others_at_postgresql_for_long() -> int:
    """The same, without those that go within some seconds."""
    for _again in range(ENDING_TRIES):
        if not (number := others_at_postgresql()):
            return 0
        time.sleep(ENDING_SECONDS)
    return number


def prepare_postgresql(staged: Path) -> Path:
    """Makes a script of the dump that empties the database and fills it, all or nothing; gives its place."""
    script = staged.with_suffix(".sql")
    filling = staged.with_suffix(".filling")
    _run(
        [program("pg_restore"), "--no-owner", "--no-privileges", "--no-comments", f"--file={filling}", str(staged)],
        "The dump in the archive cannot be read. Nothing was changed",
    )
    with script.open("wb") as whole:
        os.fchmod(whole.fileno(), 0o600)
        whole.write(EMPTY_SCHEMA.encode())
        with filling.open("rb") as part:
            shutil.copyfileobj(part, whole)
        whole.write(f"\nSET search_path = public;\n{CALL_MAILS_BACK};\n".encode())
    filling.unlink()
    return script


def fill_postgresql(script: Path) -> None:
    """Replaces what is in the database, in one transaction; may be done again.

    Raises `NotFilled` where PostgreSQL has refused a statement, `Refused` where nobody knows how far it came.
    """
    psql = program("psql")
    connection.close()
    command = [psql, "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={script}"]
    if done := _failed(command, stdin=subprocess.DEVNULL):
        if done.returncode == PSQL_STATEMENT_REFUSED:
            raise NotFilled(f"PostgreSQL did not take the database, which is as it was: {_first_error(done)}.")
        raise Refused(f"PostgreSQL did not answer to the end: {_first_error(done)}.")
