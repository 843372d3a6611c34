"""The real server while many ask it for what is slow, send what is large, or read what they asked for slowly."""

import http.client
import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from plans.models import Entry, Evidence
from reports.models import ReportJob
from tests.faults.conftest import NUMBERS, address_of
from tests.faults.server import TOKEN, Server

SESSIONS = 20
AT_ONCE = 3 * SESSIONS  # as many as one session has done at the same time
PROCESSES = 2
PDF = "/reports/numune-2020-2024/2024/NUMUNE/melumat.pdf"


def evidence_of(entry: Entry, folder: Path, *, by: User) -> str:
    """A file of 20 MB beside an entry, in the server's own folder; gives its address."""
    (folder / "evidence").mkdir(exist_ok=True)
    with (folder / "evidence" / "large").open("wb") as file:
        file.truncate(20 * 1024**2)
    evidence = Evidence.objects.create(
        entry=entry, title="a", stored_name="large", file_name="a.pdf", size=20 * 1024**2, sha256="a" * 64,
        added_by=by, added_at=timezone.now(),
    )  # fmt: skip
    return address_of("4.2.9", "entry-evidence", evidence=evidence.pk)


@pytest.fixture
def server(transactional_db, tmp_path) -> Iterator[Server]:
    server = Server(tmp_path, RENDERING_SECONDS="600")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def ask(server):
    def ask(method: str, path: str, session: str = "", **more) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        try:
            connection.request(method, path, headers={"Cookie": f"sessionid={session}"} | more)
            response = connection.getresponse()
            response.read()
            return response.status, response.getheader("Retry-After", "")
        finally:
            connection.close()

    return ask


def test_pages_go_on_while_twenty_sessions_ask_for_files_and_hundred_read_slowly(
    server, year, sign_in, write_entry, people, ask, tmp_path
):
    """No thread makes a file: who asks is led to the one job that all of them share, and no worker runs here."""
    entry, *_others = [write_entry(number, "<ol><li>a</li></ol>" * 4_900) for number in reversed(NUMBERS)]
    file = evidence_of(entry, tmp_path, by=people["lead"])
    sessions = [sign_in("lead").cookies["sessionid"].value for _ in range(SESSIONS)]
    answers: queue.Queue[tuple[int, str]] = queue.Queue()

    def ask_for_a_file(session: str) -> None:
        try:
            answers.put(ask("POST", PDF, f"{session}; csrftoken={TOKEN}", **{"X-CSRFToken": TOKEN}))
        except (OSError, http.client.HTTPException):
            return  # the server has been killed

    with ExitStack() as readers:
        for _reader in range(100):
            reader = readers.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=60))
            head = f"GET {file} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={sessions[0]}\r\n\r\n"
            reader.sendall(head.encode())
            assert reader.recv(15) == b"HTTP/1.1 200 OK"
        for number in range(AT_ONCE):
            threading.Thread(target=ask_for_a_file, args=(sessions[number % SESSIONS],), daemon=True).start()
        assert {answers.get(timeout=120) for _ in range(AT_ONCE)} == {(302, "")}
        assert ReportJob.objects.count() == 1
        # Each process is asked more than once: who takes a connection is for the system to choose.
        for _again in range(8):
            assert ask("GET", "/healthz")[0] == 503  # no worker; the database is read all the same
            assert ask("GET", address_of("4.2.9", "entry"), sessions[0])[0] == 200
            assert ask("GET", reverse("account_login"))[0] == 200
        assert answers.empty()
        server.kill()


def test_large_requests_are_taken_from_whoever_is_signed_in_where_files_are_taken(server, year, sign_in, ask):
    session = sign_in("contributor").cookies["sessionid"].value
    evidence, autosave = address_of("4.2.9", "entry-evidence-add"), address_of("4.2.9", "entry-autosave")
    announced = {"Content-Length": str(300 * 1024**2)}
    assert ask("POST", evidence, "a" * 32, **announced)[0] == 401
    assert ask("POST", autosave, session, **announced)[0] == 413
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as taken:
        head = (
            f"POST {evidence} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session}\r\nContent-Length: 3000000\r\n"
        )
        taken.sendall(head.encode() + b"Connection: close\r\n\r\n" + b"x" * 3_000_000)
        assert taken.recv(12) == b"HTTP/1.1 403"  # Django was asked: there is no token in it
