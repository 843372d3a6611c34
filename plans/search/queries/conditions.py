"""How each database finds the terms of a search in a folded column.

PostgreSQL has trigram indexes over `translate(column, …)`, the looser key, which serve the exact comparison as well: a
text that holds the exact key holds the looser one. SQLite reads the column; its GLOB knows sets of letters, which is
five times as fast as replacing letters.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Count, Func, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from plans.azerbaijani.matching import LETTERS, LOOSER, Query, letters_alike, loosen

SAMPLE = 200
RARE_IN_SAMPLE = 20
_HAS_TRIGRAM = re.compile(r"[^\W_]{3}")
_LIKE_SIGNS = re.compile(r"([\\%_])")
_GLOB_SIGNS = re.compile(r"([*?\[])")
_REGEX_SIGNS = re.compile(r"([!-/:-@\[-^`{-~])")


class Holds(Func):
    """Whether a folded column holds a term (a key), exactly or by the looser comparison.

    `by_index`: PostgreSQL is to use the trigram index. That pays for what is rare: the index only names candidates,
    whose looser key is then made, at twenty times the cost of looking through them.
    """

    arity = 1
    output_field = BooleanField()

    def __init__(self, column: str, term: str, *, loose: bool, by_index: bool):
        super().__init__(column)
        self.term, self.loose = term, loose
        self.by_index = by_index and _HAS_TRIGRAM.search(loosen(term)) is not None

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[Any]]:
        column, params = compiler.compile(self.get_source_expressions()[0])
        if not self.loose:
            return rf"({column} LIKE %s ESCAPE '\')", [*params, _like(self.term)]
        patterns = _globs(self.term)
        return f"({' OR '.join([f'{column} GLOB %s'] * len(patterns))})", [
            value for pattern in patterns for value in (*params, pattern)
        ]

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[Any]]:
        column, params = compiler.compile(self.get_source_expressions()[0])
        tests: list[tuple[str, str]] = []
        if self.by_index:
            tests.append((f"translate({column}, '{LETTERS}', '{LOOSER}') LIKE %s", _like(loosen(self.term))))
        if not self.loose:
            tests.append((f"{column} LIKE %s", _like(self.term)))
        elif not self.by_index:
            tests.append((f"{column} ~ %s", _regex(self.term)))
        sql = " AND ".join(test for test, _value in tests)
        return f"({sql})", [value for _test, pattern in tests for value in (*params, pattern)]


def holds_all(column: str, terms: Iterable[str], *, loose: bool, by_index: bool) -> Q:
    """The condition that the column holds every one of the terms."""
    condition = Q()
    for term in terms:
        condition &= Q(Holds(column, term, loose=loose, by_index=by_index))
    return condition


def pays_to_use_index(records: QuerySet, column: str, query: Query) -> dict[bool, bool]:
    """By "looser or not": whether those that hold the query are so few that the index finds them faster than reading all.

    Judged by the newest records. One query on PostgreSQL; none on SQLite, which has no such index.
    """
    if connection.vendor != "postgresql":
        return {False: False, True: False}
    counted = records.order_by("-pk")[:SAMPLE].aggregate(
        exact=Count("pk", filter=holds_all(column, query.terms, loose=False, by_index=False)),
        looser=Count("pk", filter=holds_all(column, query.terms, loose=True, by_index=False)),
    )
    return {False: counted["exact"] <= RARE_IN_SAMPLE, True: counted["looser"] <= RARE_IN_SAMPLE}


def _like(term: str) -> str:
    return "%" + _LIKE_SIGNS.sub(r"\\\1", term) + "%"


def _globs(term: str) -> list[str]:
    """GLOB patterns of which one fits where the term stands.

    One for each letter it may begin with: a pattern that begins with a set makes SQLite ten times slower.
    """
    rest = "".join(_glob_letter(letter) for letter in term[1:])
    return [f"*{_plain_in_glob(first)}{rest}*" for first in letters_alike(term[0])]


def _glob_letter(letter: str) -> str:
    alike = letters_alike(letter)
    return f"[{alike}]" if len(alike) > 1 else _plain_in_glob(letter)


def _plain_in_glob(letter: str) -> str:
    return _GLOB_SIGNS.sub(r"[\1]", letter)


def _regex(term: str) -> str:
    """A PostgreSQL regular expression of the term's letters and those like them."""
    return "".join(
        f"[{alike}]" if len(alike := letters_alike(letter)) > 1 else _REGEX_SIGNS.sub(r"\\\1", letter)
        for letter in term
    )
