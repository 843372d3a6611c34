"""Other people's hold on the database: a lock on what is written, and a database that cannot be reached."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def entries_locked(*more: str) -> Iterator[None]:
    """Somebody else holds the entries, and `more` tables (SQLite: the whole file against every write)."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
    else:
        other = _other_connection()
        other.cursor().execute(f"LOCK TABLE {', '.join(['plans_entry', *more])} IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


@contextmanager
def database_gone(way: Path) -> Iterator[None]:
    """PostgreSQL ends all connections and takes no new ones; on SQLite the folder `way` (a symbolic link) is away."""
    connection.close()
    if connection.vendor == "sqlite":
        folder = way.readlink()
        way.unlink()
        yield
        way.symlink_to(folder)
        return
    name = connection.settings_dict["NAME"]
    other = _other_connection("postgres")
    other.autocommit = True
    with other.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        # In the middle of whatever they do.
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
            other.close()


def _other_connection(name: str = ""):
    import psycopg2

    used = connection.settings_dict
    return psycopg2.connect(
        host=used["HOST"], port=used["PORT"], user=used["USER"], password=used["PASSWORD"] or None,
        dbname=name or used["NAME"],
    )  # fmt: skip
