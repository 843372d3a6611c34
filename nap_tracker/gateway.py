"""Between the web server and Django: requests come in whole, and answers go out, off the threads that work.

The web server reads lines and headers by itself. A thread that read the body of a request, or wrote an answer, would be
held by whoever sends or takes it slowly: eight people with a bad line, or one who means it, would stand for all threads.
"""

import asyncio
import logging
import re
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope

QUICK_THREADS = 4
LONG_THREADS = 12
QUICK_SECONDS = 1.0  # a request that takes longer gives its place to another, and goes on beside it
PER_PERSON = 3  # what one session may have done at the same time, in each process; the rest waits in its own line
IN_MEMORY = 256 * 1024  # bytes of a body; more is kept in a file
HELD_AT_ONCE = 2 * 1024**3  # bytes of requests that one process keeps, what still comes in among them
WITHOUT_SESSION = 1024**2  # bytes: who is not signed in sends forms of a few fields
SILENCE_SECONDS = 30  # between two parts of a body
GRACE_SECONDS, SLOWEST = 60, 1000  # a body has a minute, and a second more for each 1,000 bytes of it
PIECE = 64 * 1024
UNREAD_SECONDS = 60  # until somebody who does not take the next part of a file has gone

Headers = list[tuple[bytes, bytes]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_SENTENCES = {
    HTTPStatus.REQUEST_TIMEOUT: "Sorğu vaxtında tam gəlmədi. / The request did not come in whole in time.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Göndərilən məlumat həddən artıq böyükdür. / What was sent is too large.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Server məşğuldur, bir az sonra yenidən cəhd edin. / The server is busy; try again.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Serverdə xəta baş verdi. / The server made a mistake.",
}
logger = logging.getLogger(__name__)


class _Gone(Exception):
    """The client went away."""


class _Refused(Exception):
    """The request is answered before anything has been done for it."""

    def __init__(self, status: HTTPStatus):
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Headers
    body: bytes | FileWrapper


class Gateway:
    """An ASGI application around a WSGI one. Everything that waits for a client happens in the event loop.

    `quick` requests work at a time; those that take longer than a second go on beside them, up to `long` of them.
    """

    def __init__(self, wsgi: Wsgi, *, folder: Path, largest: int, session_cookie: str):
        self.wsgi, self.folder, self.largest = wsgi, folder, largest
        self.threads = ThreadPoolExecutor(QUICK_THREADS + LONG_THREADS, thread_name_prefix="request")
        self.quick, self.long = asyncio.Semaphore(QUICK_THREADS), asyncio.Semaphore(LONG_THREADS)
        self.session = re.compile(rb"(?:^|;)\s*%s=([^;]+)" % re.escape(session_cookie.encode()))
        self.lines: dict[bytes, asyncio.Semaphore] = {}
        self.standing: Counter[bytes] = Counter()
        self.held = 0

    async def __call__(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            raise ValueError(f"nothing here speaks {scope['type']}")
        try:
            session = self._session_of(scope)
            # In Linux the file has no name: nothing is left of it when the process is killed.
            with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(self.folder)) as body:
                async with self._room() as held:
                    size = await self._take_in(scope, receive, body, held, self.largest if session else WITHOUT_SESSION)
                    body.seek(0)
                    environ = _environ_of(scope, body, size)
                    async with self._line_of(session):
                        answer = await self._in_a_thread(environ)
        except _Gone:
            return
        except _Refused as refused:
            answer = _plain(refused.status)
        except Exception:
            logger.exception("a request was not answered")
            answer = _plain(HTTPStatus.INTERNAL_SERVER_ERROR)
        await self._hand_out(answer, send, has_body=scope["method"] != "HEAD")

    # --- In ----------------------------------------------------------------------------------------------------------

    def _session_of(self, scope: HTTPScope) -> bytes:
        """What the session's cookie says, "" without one; nobody has asked yet whether there is such a session."""
        for name, value in scope["headers"]:
            if name == b"cookie" and (found := self.session.search(value)):
                return found[1]
        return b""

    @asynccontextmanager
    async def _room(self) -> AsyncIterator[Callable[[int], None]]:
        """Counts what is held for this request among all that is held."""
        own = 0

        def add(size: int) -> None:
            nonlocal own
            own += size
            self.held += size
            if self.held > HELD_AT_ONCE:
                raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE)

        try:
            yield add
        finally:
            self.held -= own

    async def _take_in(
        self,
        scope: HTTPScope,
        receive: ASGIReceiveCallable,
        body: IO[bytes],
        held: Callable[[int], None],
        largest: int,
    ) -> int:
        """Writes what the client sends into `body`, and gives its size in bytes; raises `_Gone` and `_Refused`."""
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if announced.isdigit() and int(announced) > largest:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        begun, size = asyncio.get_running_loop().time(), 0
        while True:
            left = begun + GRACE_SECONDS + size / SLOWEST - asyncio.get_running_loop().time()
            try:
                message = await asyncio.wait_for(receive(), min(SILENCE_SECONDS, left))
            except TimeoutError:
                raise _Refused(HTTPStatus.REQUEST_TIMEOUT) from None
            if message["type"] != "http.request":
                raise _Gone
            part = message.get("body", b"")
            size += len(part)
            if size > largest:
                raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            held(len(part))
            body.write(part)
            if not message.get("more_body", False):
                return size

    # --- Work --------------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _line_of(self, session: bytes) -> AsyncIterator[None]:
        """Lets `PER_PERSON` requests of one session through at a time: who asks for twenty reports holds up only himself."""
        if not session:
            yield
            return
        self.standing[session] += 1
        try:
            async with self.lines.setdefault(session, asyncio.Semaphore(PER_PERSON)):
                yield
        finally:
            self.standing[session] -= 1
            if not self.standing[session]:
                del self.standing[session], self.lines[session]

    async def _in_a_thread(self, environ: dict[str, Any]) -> _Answer:
        await self.quick.acquire()
        place = self.quick
        try:
            work = asyncio.get_running_loop().run_in_executor(self.threads, self._answer, environ)
            _done, unfinished = await asyncio.wait([work], timeout=QUICK_SECONDS)
            if unfinished and not self.long.locked():
                await self.long.acquire()
                self.quick.release()
                place = self.long
            return await work
        finally:
            place.release()

    def _answer(self, environ: dict[str, Any]) -> _Answer:
        """Asks Django, in one of the threads."""
        status, headers = 0, list[tuple[str, str]]()

        def start(line: str, given: list[tuple[str, str]], exc_info: object = None) -> None:
            nonlocal status, headers
            status, headers = int(line.split(" ", 1)[0]), given

        result = self.wsgi(environ, start)
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        if isinstance(result, FileWrapper):
            return _Answer(status, encoded, result)
        try:
            return _Answer(status, encoded, b"".join(result))
        finally:
            getattr(result, "close", bool)()

    # --- Out ---------------------------------------------------------------------------------------------------------

    async def _hand_out(self, answer: _Answer, send: ASGISendCallable, *, has_body: bool) -> None:
        body = answer.body
        if isinstance(body, bytes):
            await _send_start(answer, send)
            await _send_part(body if has_body else b"", send, more=False)
            return
        try:
            await _send_start(answer, send)
            while has_body and (part := body.filelike.read(PIECE)):
                # Whoever takes nothing for a minute is given nothing more: the server ends what was begun.
                await asyncio.wait_for(_send_part(part, send, more=True), UNREAD_SECONDS)
            await _send_part(b"", send, more=False)
        finally:
            await asyncio.get_running_loop().run_in_executor(self.threads, body.close)  # Django ends the request there


async def _send_start(answer: _Answer, send: ASGISendCallable) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers, "trailers": False})


async def _send_part(part: bytes, send: ASGISendCallable, *, more: bool) -> None:
    await send({"type": "http.response.body", "body": part, "more_body": more})


def _plain(status: HTTPStatus) -> _Answer:
    """What is said where Django was not asked: one line, and not to come at once again."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"5"))
    return _Answer(status, headers, _SENTENCES[status].encode())


def _environ_of(scope: HTTPScope, body: IO[bytes], size: int) -> dict[str, Any]:
    """What WSGI calls the request (PEP 3333)."""
    server, client = scope["server"] or ("localhost", 80), scope["client"] or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope["root_path"],
        "PATH_INFO": unquote_to_bytes(scope["raw_path"] or b"/").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": FileWrapper,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        # "X_Forwarded_For" would be HTTP_X_FORWARDED_FOR too, and a proxy replaces only the one with hyphens.
        if b"_" in name or name in (b"content-length", b"transfer-encoding"):
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        separator = "; " if name == b"cookie" else ","
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]}{separator}{text}" if key in environ else text
    environ["CONTENT_LENGTH"] = str(size)  # what came in, however it was announced
    return environ
