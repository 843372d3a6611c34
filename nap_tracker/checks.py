"""`check --deploy`: what PostgreSQL would write into its own log, where texts of people must not be."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, connection

# Setting → what it may be, and what it writes down otherwise. The first two are not so by default.
QUIET: dict[str, tuple[set[str | None], str]] = {
    "log_min_error_statement": ({"panic"}, "statements that failed, with the texts in them"),
    "log_error_verbosity": ({"terse"}, "rows that were refused, with the texts in them"),
    "log_statement": ({"none", "ddl"}, "statements, with the texts in them"),
    "log_min_duration_statement": ({"-1"}, "statements that take long, with the texts in them"),
    "log_min_duration_sample": ({"-1"}, "some of the statements, with the texts in them"),
    "log_transaction_sample_rate": ({"0"}, "all statements of some transactions, with the texts in them"),
    "log_parameter_max_length_on_error": ({"0"}, "values of statements that failed"),
    "auto_explain.log_min_duration": ({"-1", "", None}, "statements that take long, with the texts in them"),
}


@register(Tags.security, deploy=True)
def postgresql_writes_no_texts_down(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Asks the server, as the role that the tracker signs in as; SQLite has no log."""
    if connection.vendor != "postgresql":
        return []
    try:
        with connection.cursor() as cursor:
            found = {}
            for name in QUIET:
                cursor.execute("SELECT current_setting(%s, true)", [name])
                found[name] = cursor.fetchone()[0]
    except DatabaseError:
        return [
            Warning(
                "PostgreSQL does not answer, so that nobody knows what it writes into its log.",
                hint="Start it, look at DATABASE_URL, and check again.",
                id="nap_tracker.W001",
            )
        ]
    role = connection.settings_dict["USER"] or "tracker"
    return [
        Warning(
            f"PostgreSQL writes into its log {what}: {name} is {found[name]}.",
            hint=f"Its superuser runs: ALTER ROLE {role} SET {name} = '{max(str(one) for one in quiet if one)}';"
            " (docs/operations.md, Logs)",
            id="nap_tracker.W002",
        )
        for name, (quiet, what) in QUIET.items()
        if found[name] not in quiet
    ]
