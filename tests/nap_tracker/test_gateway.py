"""The gateway: no thread waits for a client, and no person for another's long request."""

import asyncio
import threading
from io import BytesIO
from pathlib import Path
from wsgiref.util import FileWrapper

import pytest

from nap_tracker import gateway
from nap_tracker.gateway import LONG_THREADS, PER_PERSON, QUICK_THREADS, Gateway

LARGEST = 4 * 1024**2
PATIENCE = 60  # seconds; only what hangs takes so long


class Application:
    """A WSGI application that notes what it was asked; what begins with /slow waits until it is told to go on."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self.environ: dict = {}
        self.go_on = threading.Event()
        self.closed = 0

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read()
        self.asked.append((environ["PATH_INFO"], body))
        self.environ = environ
        if environ["PATH_INFO"].startswith("/slow"):
            assert self.go_on.wait(PATIENCE)
        start_response("200 OK", [("Content-Type", "text/plain")])
        if environ["PATH_INFO"] == "/file":
            content = BytesIO(b"x" * 200_000)
            content.close = self._close
            return FileWrapper(content)
        return [b"size ", str(len(body)).encode()]

    def _close(self) -> None:
        self.closed += 1


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def door(application, tmp_path) -> Gateway:
    return Gateway(application, folder=tmp_path, largest=LARGEST, session_cookie="sessionid")


class Client:
    """One request: `parts` are sent at once, then nothing more comes; `takes` is set when it reads the answer."""

    def __init__(self, path="/", parts=(b"",), *, method="POST", session="", whole=True, headers=(), leaves=False):
        cookie = [(b"cookie", f"a=1; sessionid={session}".encode())] if session else []
        self.scope = {
            "type": "http", "method": method, "root_path": "", "path": path, "raw_path": path.encode(),
            "query_string": b"", "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", "80"),
            "client": ("192.0.2.1", "1"), "headers": [*cookie, *headers],
        }  # fmt: skip
        self.messages = [
            {"type": "http.request", "body": part, "more_body": number < len(parts) or not whole}
            for number, part in enumerate(parts, 1)
        ]
        if leaves:
            self.messages.append({"type": "http.disconnect"})
        self.takes = asyncio.Event()
        self.takes.set()
        self.sent: list[dict] = []

    async def receive(self):
        if not self.messages:
            await asyncio.Event().wait()
        return self.messages.pop(0)

    async def send(self, message):
        self.sent.append(message)
        await self.takes.wait()

    async def ask(self, door) -> tuple[int, bytes]:
        await door(self.scope, self.receive, self.send)
        return self.answer

    @property
    def answer(self) -> tuple[int, bytes]:
        return self.sent[0]["status"], b"".join(message.get("body", b"") for message in self.sent)


def ask(door, *args, **kwargs) -> tuple[int, bytes]:
    async def one():
        return await Client(*args, **kwargs).ask(door)

    return asyncio.run(one())


def test_request_comes_in_whole_before_django_is_asked(door, application):
    assert ask(door, "/a", [b"one", b"two"]) == (200, b"size 6")
    assert application.asked == [("/a", b"onetwo")]
    environ = application.environ
    assert (environ["CONTENT_LENGTH"], environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == ("6", "192.0.2.1", "80")


def test_path_query_and_headers_are_those_of_wsgi(door, application):
    headers = [
        (b"x-forwarded-for", b"192.0.2.9"), (b"x_forwarded_for", b"192.0.2.66"), (b"x-forwarded-for", b"192.0.2.10"),
        (b"content-type", b"text/plain"), (b"content-length", b"77"), (b"transfer-encoding", b"chunked"),
        (b"cookie", b"b=2"),
    ]  # fmt: skip
    ask(door, "/m%C9%99tn/%FF", session="s", headers=headers)
    environ = application.environ
    assert environ["PATH_INFO"].encode("latin-1") == "/mətn/".encode() + b"\xff"
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.9,192.0.2.10"
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("text/plain", "0")
    assert environ["HTTP_COOKIE"] == "a=1; sessionid=s; b=2"
    assert "HTTP_TRANSFER_ENCODING" not in environ


def test_body_that_stops_half_way_is_given_up_and_never_asks_django(door, application, monkeypatch):
    monkeypatch.setattr(gateway, "SILENCE_SECONDS", 0.01)
    status, sentence = ask(door, "/", [b"half"], whole=False)
    assert (status, application.asked) == (408, [])
    assert "Sorğu vaxtında tam gəlmədi." in sentence.decode()
    assert door.held == 0


def test_body_that_drips_is_given_up(door, application, monkeypatch):
    monkeypatch.setattr(gateway, "GRACE_SECONDS", 0)
    assert ask(door, "/", [b"a", b"b"], whole=False)[0] == 408
    assert application.asked == []


@pytest.mark.parametrize(
    ("session", "size", "status"),
    [("s", LARGEST, 200), ("s", LARGEST + 1, 413), ("", 1024**2, 200), ("", 1024**2 + 1, 413)],
)
def test_body_has_its_limit_and_a_lower_one_for_strangers(door, application, session, size, status):
    assert ask(door, "/", [b"x" * size], session=session)[0] == status
    assert len(application.asked) == (status == 200)
    assert ask(door, "/", [b""], session=session, headers=[(b"content-length", b"%d" % size)])[0] == status
    assert door.held == 0


def test_bodies_of_all_have_a_limit_too(door, application, monkeypatch):
    monkeypatch.setattr(gateway, "HELD_AT_ONCE", 10)
    assert ask(door, "/", [b"x" * 10])[0] == 200
    status, sentence = ask(door, "/", [b"x" * 11])
    assert (status, door.held, len(application.asked)) == (503, 0, 1)
    assert "bir az sonra" in sentence.decode()


def test_large_body_has_no_name_in_the_folder(door, application, tmp_path):
    seen = []
    door.wsgi = lambda environ, start: seen.extend(Path(tmp_path).iterdir()) or application(environ, start)
    assert ask(door, "/", [b"x" * 1024**2]) == (200, b"size 1048576")
    assert seen == []


def test_who_has_gone_is_not_worked_for(door, application):
    async def one():
        client = Client("/", [b"half"], whole=False, leaves=True)
        await door(client.scope, client.receive, client.send)
        return client.sent

    assert (asyncio.run(one()), application.asked) == ([], [])


def test_head_has_no_body(door):
    assert ask(door, "/", method="HEAD") == (200, b"")


def test_mistake_outside_of_django_is_an_answer(door, caplog):
    def broken(environ, start):
        raise RuntimeError("Nümunə mətn")

    door.wsgi = broken
    assert ask(door)[0] == 500
    assert "a request was not answered" in caplog.text


def test_readers_who_do_not_read_hold_no_thread(door, application):
    async def many():
        readers = [Client("/file", session=f"s{number}") for number in range(2 * (QUICK_THREADS + LONG_THREADS))]
        for reader in readers:
            reader.takes.clear()
        waiting = [asyncio.ensure_future(reader.ask(door)) for reader in readers]
        while not all(reader.sent for reader in readers):
            await asyncio.sleep(0.01)
        quick = await asyncio.wait_for(Client("/quick").ask(door), PATIENCE)
        assert application.closed == 0
        for reader in readers:
            reader.takes.set()
        return quick, await asyncio.gather(*waiting)

    quick, files = asyncio.run(many())
    assert quick == (200, b"size 0")
    assert {(status, len(body)) for status, body in files} == {(200, 200_000)}
    assert application.closed == len(files)


async def _begun(application, number: int) -> None:
    while sum(path.startswith("/slow") for path, _body in application.asked) < number:
        await asyncio.sleep(0.01)


def test_long_requests_of_others_keep_nobody_waiting(door, application, monkeypatch):
    monkeypatch.setattr(gateway, "QUICK_SECONDS", 0.01)

    async def many():
        slow = [asyncio.ensure_future(Client("/slow", session=f"s{n}").ask(door)) for n in range(LONG_THREADS)]
        await _begun(application, LONG_THREADS)
        quick = await asyncio.wait_for(Client("/quick", session="other").ask(door), PATIENCE)
        application.go_on.set()
        return quick, await asyncio.gather(*slow)

    quick, slow = asyncio.run(many())
    assert [quick, *slow] == [(200, b"size 0")] * (LONG_THREADS + 1)


def test_one_person_stands_in_a_line_of_his_own(door, application):
    async def many():
        own = [asyncio.ensure_future(Client("/slow", session="own").ask(door)) for _again in range(PER_PERSON + 2)]
        await _begun(application, PER_PERSON)
        assert await asyncio.wait_for(Client("/quick", session="other").ask(door), PATIENCE) == (200, b"size 0")
        begun = [path for path, _body in application.asked]
        application.go_on.set()
        await asyncio.gather(*own)
        return begun

    assert asyncio.run(many()) == ["/slow"] * PER_PERSON + ["/quick"]
    assert (len(application.asked), door.lines, door.standing) == (PER_PERSON + 3, {}, {})
