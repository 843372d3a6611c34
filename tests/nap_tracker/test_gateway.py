"""The gateway: no thread waits for a client, and no person for another's long request."""

import asyncio
import threading
from pathlib import Path
from wsgiref.util import FileWrapper

import pytest

from nap_tracker import gateway
from nap_tracker.gateway import (
    DOORS,
    LINE,
    LONG_THREADS,
    PER_ADDRESS,
    PER_PERSON,
    PER_STRANGERS,
    QUICK_THREADS,
    WRITERS,
    Gateway,
)
from nap_tracker.rooms import SMALL

MEGABYTE = 1024**2
LARGEST, ELSEWHERE = 6 * MEGABYTE, 4 * MEGABYTE
THREADS = QUICK_THREADS + LONG_THREADS
PATIENCE = 60  # seconds; only what hangs takes so long


class Application:
    """A WSGI application that notes what it was asked; what has "slow" in its path waits until it is told to go on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.looked_up: list[tuple[str, str, str]] = []
        self.asked: list[tuple[str, bytes]] = []
        self.environ: dict = {}
        self.go_on = threading.Event()
        self.closed: list[str] = []

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read()
        self.asked.append((environ["PATH_INFO"], body))
        self.environ = environ
        if "slow" in environ["PATH_INFO"]:
            assert self.go_on.wait(2 * PATIENCE)
        start_response("200 OK", [("Content-Type", "text/plain")])
        if environ["PATH_INFO"] == "/file":
            file = self.folder / f"file-{len(self.asked)}-{threading.get_ident()}"
            file.write_bytes(b"-" + b"x" * int(environ["QUERY_STRING"] or 600_000))
            content = file.open("rb")
            content.read(1)  # whoever hands it out may have read a part of it
            wrapper = FileWrapper(content)
            wrapper.close = lambda: self._close(content)
            return wrapper
        return [b"size ", str(len(body)).encode()]

    def _close(self, content) -> None:
        content.close()
        self.closed.append(threading.current_thread().name.partition("_")[0])

    def allowed_size(self, path: str, session: str) -> int:
        self.looked_up.append((path, session, threading.current_thread().name.partition("_")[0]))
        if not session.startswith("real"):
            return 0
        return LARGEST if path == "/files" else ELSEWHERE


@pytest.fixture
def application(tmp_path) -> Application:
    return Application(tmp_path)


@pytest.fixture
def door(application, tmp_path) -> Gateway:
    folder = tmp_path / "uploads"
    folder.mkdir()
    return Gateway(
        application,
        folder=folder,
        largest=LARGEST,
        session_cookie="sessionid",
        allowed_size=application.allowed_size,
        address_of=lambda environ: environ["REMOTE_ADDR"],
    )


class Client:
    """One request: `parts` are sent at once, then nothing more comes; `takes` is set when it reads the answer."""

    def __init__(
        self, path="/", parts=(b"",), *, method="POST", session="", whole=True, headers=(), leaves=False,
        query="", address="192.0.2.1",
    ):  # fmt: skip
        cookie = [(b"cookie", f"a=1; sessionid={session}".encode())] if session else []
        self.scope = {
            "type": "http", "method": method, "root_path": "", "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", "80"),
            "client": (address, "1"), "headers": [*cookie, *headers],
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
    assert door.rooms.held == 0


def test_body_that_drips_is_given_up(door, application, monkeypatch):
    monkeypatch.setattr(gateway, "GRACE_SECONDS", 0)
    assert ask(door, "/", [b"a", b"b"], whole=False)[0] == 408
    assert application.asked == []


def test_body_has_an_end_however_much_of_it_has_come(door, application, monkeypatch):
    monkeypatch.setattr(gateway, "SLOWEST", 0.001)  # by its size this one would have days
    monkeypatch.setattr(gateway, "LONGEST_SECONDS", 0)
    assert ask(door, "/", [b"a" * 1000, b"a"])[0] == 408
    assert (application.asked, door.rooms.held) == ([], 0)


@pytest.mark.parametrize(
    ("session", "path", "size", "status"),
    [
        ("", "/files", MEGABYTE, 200),
        ("", "/files", MEGABYTE + 1, 401),
        ("", "/files", LARGEST + 1, 413),
        ("made-up", "/files", SMALL, 200),
        ("made-up", "/files", SMALL + 1, 401),
        ("real", "/", ELSEWHERE, 200),
        ("real", "/", ELSEWHERE + 1, 413),
        ("real", "/files", LARGEST, 200),
        ("real", "/files", LARGEST + 1, 413),
    ],
)
@pytest.mark.parametrize("is_announced", [True, False])
def test_body_has_its_limit_by_session_and_address(door, application, session, path, size, status, is_announced):
    headers = [(b"content-length", b"%d" % size)] if is_announced else []
    # What is announced and too large is refused before anything of it has come.
    parts = [b"x" * size] if status == 200 or not is_announced else []
    assert ask(door, path, parts, session=session, headers=headers, whole=bool(parts))[0] == status
    assert (len(application.asked), door.rooms.held) == (status == 200, 0)
    asks = session != "" and SMALL < size <= LARGEST
    assert application.looked_up == [(path, session, "request")] * asks


@pytest.mark.parametrize("session", ["", "made-up"])
def test_whoever_has_to_sign_in_first_is_told_so(door, session):
    _status, sentence = ask(door, "/files", [b"x" * (SMALL + 1)], session=session)
    assert (
        sentence.decode() == "Məlumat qəbul edilmədi: əvvəlcə daxil olun. / What was sent was not taken: sign in first."
    )


def test_whoever_cannot_be_looked_up_is_told_to_come_again(door, application):
    def away(path: str, session: str) -> int:
        raise gateway.Unavailable

    door.allowed_size = away
    assert ask(door, "/files", [b"x" * (SMALL + 1)], session="real")[0] == 503
    assert (application.asked, door.rooms.held, door.lines) == ([], 0, {})


def test_what_the_disk_does_not_take_is_to_come_again(door, application, caplog):
    door.folder.rmdir()
    assert ask(door, "/", [b"x" * MEGABYTE])[0] == 503
    assert (application.asked, door.rooms.held) == ([], 0)
    assert caplog.messages == ["what comes in cannot be kept: No such file or directory"]


def test_large_bodies_leave_room_for_small_ones(door, application):
    door.rooms.large.take(door.rooms.large.size, {})
    status, sentence = ask(door, "/files", [b"x" * (SMALL + 1)], session="real")
    assert (status, application.asked) == (503, [])
    assert "bir az sonra" in sentence.decode()
    assert ask(door, "/files", [b"x" * SMALL], session="real")[0] == 200
    door.rooms.small.take(door.rooms.small.size, {})
    assert ask(door, "/files", [b"x"], session="real")[0] == 503
    door.rooms.large.give_back(door.rooms.large.size, {})
    assert (
        ask(door, "/files", [b"x" * (SMALL + 1)], session="real", headers=[(b"content-length", b"9999999")])[0] == 413
    )
    assert door.rooms.held == door.rooms.small.size


def test_a_large_body_has_its_room_as_soon_as_it_is_announced(door):
    async def two():
        headers = [(b"content-length", b"%d" % LARGEST)]
        first = Client("/files", [b"x"], session="real", headers=headers, whole=False)
        coming = asyncio.ensure_future(first.ask(door))
        while first.messages:
            await asyncio.sleep(0.01)
        held = door.rooms.large.held
        own = await Client("/files", [b"x" * (SMALL + 1)], session="real").ask(door)
        other = await Client("/files", [b"x" * LARGEST], session="real too").ask(door)
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        return held, own[0], other[0]

    assert asyncio.run(two()) == (LARGEST, 503, 200)
    assert door.rooms.held == 0


def test_large_body_has_no_name_in_the_folder(door, application):
    seen = []
    door.wsgi = lambda environ, start: seen.extend(door.folder.iterdir()) or application(environ, start)
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


@pytest.mark.parametrize("size", [1, 256 * 1024, 256 * 1024 + 1, 600_000])
def test_files_are_handed_out_whole_and_closed_by_the_thread_that_opened_them(door, application, size):
    assert ask(door, "/file", method="GET", query=str(size)) == (200, b"x" * size)
    assert ask(door, "/file", method="HEAD", query=str(size)) == (200, b"")
    assert application.closed == ["request"] * 2


def _ask_from_everywhere(door) -> list[asyncio.Future]:
    """As many requests that take long as there are threads, each from another address."""
    clients = [Client("/slow", method="GET", session=f"t{n}", address=f"198.51.100.{n}") for n in range(THREADS)]
    return [asyncio.ensure_future(client.ask(door)) for client in clients]


def test_readers_who_do_not_read_hold_no_thread(door, application, monkeypatch):
    """Neither while they read, nor at the end: all threads are at work when their files are closed."""
    monkeypatch.setattr(gateway, "QUICK_SECONDS", 0.01)

    async def many():
        readers = [Client("/file", method="GET", session=f"s{n}") for n in range(2 * (QUICK_THREADS + LONG_THREADS))]
        for reader in readers:
            reader.takes.clear()
        waiting = [asyncio.ensure_future(reader.ask(door)) for reader in readers]
        while not all(reader.sent for reader in readers):
            await asyncio.sleep(0.01)
        assert len(application.closed) == len(readers)
        slow = _ask_from_everywhere(door)
        await _begun(application, THREADS)
        for reader in readers:
            reader.takes.set()
        files = await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE)
        application.go_on.set()
        await asyncio.gather(*slow)
        return files

    assert {(status, len(body)) for status, body in asyncio.run(many())} == {(200, 600_000)}


def test_health_is_told_while_all_threads_are_at_work(door, application, monkeypatch):
    monkeypatch.setattr(gateway, "QUICK_SECONDS", 0.01)

    async def many():
        slow = _ask_from_everywhere(door)
        await _begun(application, THREADS)
        health = await asyncio.wait_for(Client("/healthz", method="GET").ask(door), PATIENCE)
        application.go_on.set()
        await asyncio.gather(*slow)
        return health

    assert asyncio.run(many()) == (200, b"size 0")


@pytest.mark.parametrize(
    ("path", "own", "other_path", "other_method"),
    [
        ("/slow", WRITERS, "/", "GET"),
        ("/slow", WRITERS, "/accounts/login/", "POST"),
        ("/accounts/slow/", DOORS, "/", "GET"),
        ("/accounts/slow/", DOORS, "/", "POST"),
        ("/plans/invitation/slow/", DOORS, "/", "POST"),
    ],
)
def test_what_may_wait_in_a_thread_leaves_threads_to_the_others(
    door, application, monkeypatch, path, own, other_path, other_method
):
    monkeypatch.setattr(gateway, "QUICK_SECONDS", 0.01)

    async def many():
        slow = [asyncio.ensure_future(Client(path, session=f"s{n}").ask(door)) for n in range(THREADS)]
        await _begun(application, own)
        other = Client(other_path, method=other_method, session="other")
        await asyncio.wait_for(other.ask(door), PATIENCE)
        begun = len(application.asked)
        application.go_on.set()
        await asyncio.gather(*slow)
        return begun

    assert asyncio.run(many()) == own + 1
    assert len(application.asked) == THREADS + 1


async def _begun(application, number: int) -> None:
    while sum("slow" in path for path, _body in application.asked) < number:
        await asyncio.sleep(0.01)


def test_long_requests_of_others_keep_nobody_waiting(door, application, monkeypatch):
    monkeypatch.setattr(gateway, "QUICK_SECONDS", 0.01)

    async def many():
        slow = [
            asyncio.ensure_future(Client("/slow", method="GET", session=f"s{n}").ask(door)) for n in range(LONG_THREADS)
        ]
        await _begun(application, LONG_THREADS)
        quick = await asyncio.wait_for(Client("/quick", session="other").ask(door), PATIENCE)
        application.go_on.set()
        return quick, await asyncio.gather(*slow)

    quick, slow = asyncio.run(many())
    assert [quick, *slow] == [(200, b"size 0")] * (LONG_THREADS + 1)


@pytest.mark.parametrize(("session", "own"), [("own", PER_PERSON), ("", PER_STRANGERS)])
def test_one_person_and_one_address_of_strangers_stand_in_a_line_of_their_own(
    door, application, monkeypatch, session, own
):
    monkeypatch.setattr(gateway, "QUICK_SECONDS", 0.01)

    async def many():
        waiting = [asyncio.ensure_future(Client("/slow", session=session).ask(door)) for _again in range(own + 2)]
        await _begun(application, own)
        for session_of_another, address in (("other", "192.0.2.1"), ("", "192.0.2.2")):
            other = Client("/quick", method="GET", session=session_of_another, address=address)
            assert await asyncio.wait_for(other.ask(door), PATIENCE) == (200, b"size 0")
        begun = [path for path, _body in application.asked]
        application.go_on.set()
        await asyncio.gather(*waiting)
        return begun

    assert asyncio.run(many()) == ["/slow"] * own + ["/quick"] * 2
    assert (len(application.asked), door.lines, door.standing) == (own + 4, {}, {})


def test_one_address_never_holds_all_threads_whatever_its_cookies_say(door, application, monkeypatch):
    monkeypatch.setattr(gateway, "QUICK_SECONDS", 0.01)

    async def many():
        slow = [
            asyncio.ensure_future(Client("/slow", method="GET", session=f"made-up {n}").ask(door))
            for n in range(4 * THREADS)
        ]
        await _begun(application, PER_ADDRESS)
        other = Client("/quick", method="GET", session="other", address="192.0.2.2")
        assert await asyncio.wait_for(other.ask(door), PATIENCE) == (200, b"size 0")
        begun = len(application.asked)
        application.go_on.set()
        return begun, {status for status, _body in await asyncio.gather(*slow)}

    assert asyncio.run(many()) == (PER_ADDRESS + 1, {200})
    assert (len(application.asked), door.lines, door.standing) == (4 * THREADS + 1, {}, {})


def test_the_line_of_a_session_has_an_end(door, application):
    async def many():
        waiting = [
            asyncio.ensure_future(Client("/slow", method="GET", session="own").ask(door))
            for _ in range(PER_PERSON + LINE)
        ]
        await _begun(application, PER_PERSON)
        one_more = await Client("/quick", method="GET", session="own").ask(door)
        application.go_on.set()
        return one_more[0], {status for status, _body in await asyncio.gather(*waiting)}

    assert asyncio.run(many()) == (503, {200})
