"""Gives SQLite what PostgreSQL has from ICU: the Azerbaijani order of letters, and right capitals."""

from django.db.backends.base.base import BaseDatabaseWrapper

from plans.azerbaijani import lower, sort_key, upper

COLLATION = "az_icu"


def _compare(left: str, right: str) -> int:
    left_key, right_key = sort_key(left), sort_key(right)
    return (left_key > right_key) - (left_key < right_key)


def register_azerbaijani(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Receiver of `connection_created`: the one signal of the project, because there is no other hook."""
    if connection.vendor != "sqlite":
        return
    database = connection.connection
    database.create_collation(COLLATION, _compare)
    database.create_function(
        "LOWER", 1, lambda text: lower(text) if isinstance(text, str) else text, deterministic=True
    )
    database.create_function(
        "UPPER", 1, lambda text: upper(text) if isinstance(text, str) else text, deterministic=True
    )
