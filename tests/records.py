"""Records that are there for more than one test: fixtures kept for the next test, and records of a whole module.

Most tests begin with the same small plan and the same people; writing them anew for each took a fifth of the whole run.
Both ways write inside a transaction around the tests' own, so that each test finds what was written as it was written,
whatever the test before it did with it.
"""

import functools
import inspect
import pickle
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction

from tests.databases import asks_for_database, empties_database

Made = TypeVar("Made")

# --- Kept for the next test that asks for the same -------------------------------------------------------------------

_fixtures: list["_Kept"] = []  # in the order in which they are built
_layers: list["_Layer"] = []
_objects: dict[str, Any] = {}  # those of the test that runs
_blocker: Any = None  # pytest-django's; it is known as soon as the database is made
_is_database_there = False
_pauses = 0


@dataclass(frozen=True)
class _Kept:
    name: str
    build: Callable[..., Any]
    needs: tuple[str, ...]
    give: Callable[..., Any]  # what pytest knows


def allow_records(blocker: Any) -> None:
    """Says how pytest-django is asked for the database outside of a test."""
    global _blocker
    _blocker = blocker


def kept(build: Callable[..., Made]) -> Callable[..., Made]:
    """A fixture whose records stay while the next tests of the module ask for it too.

    It asks for nothing but `db` and other kept fixtures, and gives what can be pickled: each test gets objects of its
    own. What a test does not ask for, itself or through another fixture, is not there.
    """
    name, needs = build.__name__, tuple(inspect.signature(build).parameters)
    assert {*needs} <= {"db", *(fixture.name for fixture in _fixtures)}, name

    @functools.wraps(build)
    def give(**needed: Any) -> Made:
        global _is_database_there
        _is_database_there = True
        return _objects[name] if name in _objects else build(**needed)

    _fixtures.append(_Kept(name, build, needs, give))
    return pytest.fixture(give)


def prepare_records(item: pytest.Item) -> None:
    """Before a test: takes back what it does not ask for, writes what is missing, and makes its objects.

    Some write what they ask for themselves, as a fixture usually does: the first of a process, which makes the database;
    those with a transaction or a clock of their own; those in a module with records of its own.
    """
    global _objects
    _objects = {}
    if not asks_for_database(item):
        return
    wanted = _asked_for(item)
    if not _is_database_there or _pauses or empties_database(item) or "clock" in item.fixturenames:
        wanted = []
    if not (wanted or _layers):
        return
    with _blocker.unblock():
        is_broken = connection.closed_in_transaction or connection.needs_rollback
        _take_back_all_but(0 if is_broken else _number_alike([layer.fixture for layer in _layers], wanted))
        for fixture in wanted[len(_layers) :]:
            _layers.append(_Layer(fixture))
    _objects = _objects_of(_layers)


def tidy_records(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """After a test: nothing is kept for another module."""
    if _layers and (nextitem is None or nextitem.path != item.path):
        with _blocker.unblock():
            _take_back_all_but(0)


class _Layer:
    """What one fixture has written, in a transaction within those of the layers before it."""

    def __init__(self, fixture: _Kept):
        self.fixture = fixture
        self.whole = transaction.atomic()
        self.whole._from_testcase = True  # as a test's own: services that begin a durable one may do so within
        self.whole.__enter__()
        try:
            made = _objects_of(_layers)
            made[fixture.name] = fixture.build(*(made.get(needed) for needed in fixture.needs))
            self.pickled = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
        except BaseException:
            self.whole.__exit__(*sys.exc_info())
            raise

    def take_back(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)


def _asked_for(item: pytest.Item) -> list[_Kept]:
    """The kept fixtures that the test asks for; a parameter or another fixture may have the name of one."""
    asked: dict[str, _Kept] = {}
    for fixture in _fixtures:
        meant = item._fixtureinfo.name2fixturedefs.get(fixture.name, ())
        if meant and meant[-1].func is fixture.give and {*fixture.needs} <= {"db", *asked}:
            asked[fixture.name] = fixture
    return list(asked.values())


def _take_back_all_but(number: int) -> None:
    while len(_layers) > number:
        _layers.pop().take_back()


def _objects_of(layers: list[_Layer]) -> dict[str, Any]:
    return pickle.loads(layers[-1].pickled) if layers else {}


def _number_alike(some: list[_Kept], others: list[_Kept]) -> int:
    """How many are the same at the beginning of both."""
    pairs = enumerate(zip(some, others, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(some), len(others)))


# --- For a whole module ----------------------------------------------------------------------------------------------


def loaded_once(load: Callable[[], Made]) -> Callable[..., Iterator[Made]]:
    """A fixture of the whole module: what `load()` writes is there for each test, and taken back after the last.

    Each test has a transaction of its own within, and may change what the next one finds unchanged. It is there for
    every test of the module, named or not: one that wants an empty database belongs elsewhere.
    """

    @pytest.fixture(scope="module", autouse=True)
    def loaded(request, django_db_setup, django_db_blocker) -> Iterator[Made]:
        global _objects, _pauses
        assert not any(empties_database(item) for item in request.session.items if item.path == request.path)
        whole = transaction.atomic()
        with django_db_blocker.unblock():
            _take_back_all_but(0)
            _objects = {}
            whole.__enter__()
            try:
                made = load()
            except BaseException:
                whole.__exit__(*sys.exc_info())
                raise
        _pauses += 1
        yield made
        _pauses -= 1
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)

    return loaded
