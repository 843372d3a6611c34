"""Faults are tried on the real thing: the server's own processes, the database's own locks."""

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse

from tests.faults.server import Server, Writer

NUMBERS = ("4.1.6", "4.2.1", "4.2.4", "4.2.9")


def address_of(number: str, name: str = "entry-autosave", **more) -> str:
    place = {"plan": "numune-2020-2024", "year": 2024, "agency": "NUMUNE", "number": number}
    return reverse(f"plans:{name}", kwargs=place | more)


@pytest.fixture
def server(transactional_db, tmp_path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def writer_on(server, year, sign_in) -> Callable[..., Writer]:
    """`writer_on("4.2.9")` is an open page of the contributor there, each call one of its own."""
    pages = iter(range(1, 100))

    def make(number: str, *, by: str = "contributor", on: Server | None = None) -> Writer:
        session = sign_in(by).cookies["sessionid"].value
        return Writer(on or server, address_of(number), session, f"{next(pages):08x}")

    return make
