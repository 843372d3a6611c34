"""Between the web server and Django: requests come in whole, and answers go out, off the threads that work.

The web server reads lines and headers by itself. A thread that read the body of a request, or wrote an answer, would be
held by whoever sends or takes it slowly: eight people with a bad line, or one who means it, would stand for all threads.
"""

import asyncio
import io
import logging
import os
import re
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any, TypeVar
from wsgiref.util import FileWrapper

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope

from nap_tracker.rooms import SMALL, Full, Rooms
from nap_tracker.wsgi_environ import environ_of

QUICK_THREADS = 4
LONG_THREADS = 12
QUICK_SECONDS = 1.0  # a request that takes longer gives its place to another, and goes on beside it
PER_PERSON = 3  # what one session may have done at the same time, in each process; the rest waits in its own line
PER_STRANGERS = 4  # the same of all at one address who have no session
PER_ADDRESS = (
    QUICK_THREADS + LONG_THREADS - 1
)  # of one kind at one address, whatever its cookies say: never all threads
LINE = 60  # what may wait in the line of one session; a browser opens six connections
WRITERS = 6  # requests that write and may wait for a lock of the database: fewer than half of the threads
DOORS = 4  # requests that may check a password: they neither wait for those that write, nor these for them
FILE_THREADS = 2  # read the files that are handed out
IN_MEMORY = 256 * 1024  # bytes of a body or a file; more is kept in a file
WITHOUT_SESSION = 1024**2  # bytes: who is not signed in sends forms of a few fields
SILENCE_SECONDS = 30  # between two parts of a body
GRACE_SECONDS, SLOWEST = 60, 1000  # a body has a minute, and a second more for each 1,000 bytes of it,
LONGEST_SECONDS = 3600  # but never more than this
PIECE = 64 * 1024
UNREAD_SECONDS = 60  # until somebody who does not take the next part of a file has gone

HEALTH = "/healthz"
PASSWORDS = ("/accounts/", "/plans/invitation/")  # the addresses under which passwords are checked or set

Headers = list[tuple[bytes, bytes]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Result = TypeVar("Result")
_SENTENCES = {
    HTTPStatus.UNAUTHORIZED: "Məlumat qəbul edilmədi: əvvəlcə daxil olun. / What was sent was not taken: sign in first.",
    HTTPStatus.REQUEST_TIMEOUT: "Sorğu vaxtında tam gəlmədi. / The request did not come in whole in time.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Göndərilən məlumat həddən artıq böyükdür. / What was sent is too large.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Server məşğuldur, bir az sonra yenidən cəhd edin. / The server is busy; try again.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Serverdə xəta baş verdi. / The server made a mistake.",
}
logger = logging.getLogger(__name__)


class _Gone(Exception):
    """The client went away."""


class Unavailable(Exception):
    """What has to be asked before a request is taken, the database, does not answer at this moment."""


class _Refused(Exception):
    """The request is answered before anything has been done for it."""

    def __init__(self, status: HTTPStatus):
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Headers
    body: bytes | IO[bytes]


@dataclass(frozen=True, slots=True)
class _Client:
    """Whom a request comes from: the cookie of a session, which nobody has looked up yet, and an address; "" without."""

    session: str
    address: str


class Gateway:
    """An ASGI application around a WSGI one. Everything that waits for a client happens in the event loop.

    `quick` requests work at a time; those that take longer than a second go on beside them, up to `long` of them. Requests
    that may wait for something else than the processor have lanes, so that they never hold all threads. `allowed_size`
    says, in a thread, how many bytes may be sent to a path with a session's key, or raises `Unavailable`; `address_of` says
    what counts as one client.
    """

    def __init__(
        self,
        wsgi: Wsgi,
        *,
        folder: Path,
        largest: int,
        session_cookie: str,
        allowed_size: Callable[[str, str], int],
        address_of: Callable[[dict[str, Any]], str],
    ):
        self.wsgi, self.folder, self.allowed_size, self.address_of = wsgi, folder, allowed_size, address_of
        self.threads = ThreadPoolExecutor(QUICK_THREADS + LONG_THREADS, thread_name_prefix="request")
        self.health_thread = ThreadPoolExecutor(1, thread_name_prefix="health")
        self.file_threads = ThreadPoolExecutor(FILE_THREADS, thread_name_prefix="file")
        self.quick, self.long = asyncio.Semaphore(QUICK_THREADS), asyncio.Semaphore(LONG_THREADS)
        self.writers, self.doors = asyncio.Semaphore(WRITERS), asyncio.Semaphore(DOORS)
        self.session = re.compile(rb"(?:^|;)\s*%s=([^;]+)" % re.escape(session_cookie.encode()))
        self.lines: dict[str, asyncio.Semaphore] = {}
        self.standing: Counter[str] = Counter()
        self.rooms = Rooms(largest)

    async def __call__(self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            raise ValueError(f"nothing here speaks {scope['type']}")
        try:
            answer = await self._answer_to(scope, receive)
        except _Gone:
            return
        except _Refused as refused:
            answer = _plain(refused.status)
        except (Full, Unavailable):
            answer = _plain(HTTPStatus.SERVICE_UNAVAILABLE)
        except Exception:
            logger.exception("a request was not answered")
            answer = _plain(HTTPStatus.INTERNAL_SERVER_ERROR)
        await self._hand_out(answer, send, has_body=scope["method"] != "HEAD")

    async def _answer_to(self, scope: HTTPScope, receive: ASGIReceiveCallable) -> _Answer:
        environ = environ_of(scope)
        client = _Client(self._session_of(scope), self.address_of(environ))
        # In Linux the file has no name: nothing is left of it when the process is killed.
        with (
            tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(self.folder)) as body,
            self.rooms.place_for(address=client.address, session=client.session) as place,
        ):
            size = await self._take_in(receive, body, place.grow_to, environ, client)
            body.seek(0)
            environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(size)}  # what came in, however it was announced
            work = partial(self._answer, environ)
            if environ["PATH_INFO"] == HEALTH:  # whoever watches does not wait in the line of those who are served
                async with self._line(f"health {client.address}", 1):
                    return await asyncio.get_running_loop().run_in_executor(self.health_thread, work)
            async with self._line_of(client), self._share_of(client, environ), self._lane_of(environ):
                return await self._in_a_thread(work)

    # --- In ----------------------------------------------------------------------------------------------------------

    def _session_of(self, scope: HTTPScope) -> str:
        """What the session's cookie says, "" without one."""
        for name, value in scope["headers"]:
            if name == b"cookie" and (found := self.session.search(value)):
                return found[1].decode("latin-1")
        return ""

    async def _take_in(
        self,
        receive: ASGIReceiveCallable,
        body: IO[bytes],
        make_room: Callable[[int], None],
        environ: dict[str, Any],
        client: _Client,
    ) -> int:
        """Writes what the client sends into `body`, and gives its size in bytes; raises `_Gone`, `_Refused`, `Full`."""
        limit = SMALL if client.session else WITHOUT_SESSION
        announced = environ.pop("CONTENT_LENGTH")
        if announced > limit:
            limit = await self._limit_for(announced, environ, client)
            make_room(announced)  # at once: what is taken on is not refused half way
        begun, size = asyncio.get_running_loop().time(), 0
        while True:
            end = begun + min(GRACE_SECONDS + size / SLOWEST, LONGEST_SECONDS)
            try:
                message = await asyncio.wait_for(
                    receive(), min(SILENCE_SECONDS, end - asyncio.get_running_loop().time())
                )
            except TimeoutError:
                raise _Refused(HTTPStatus.REQUEST_TIMEOUT) from None
            if message["type"] != "http.request":
                raise _Gone
            part = message.get("body", b"")
            size += len(part)
            if size > limit:
                limit = await self._limit_for(size, environ, client)
            make_room(size)
            try:
                body.write(part)
            except OSError as error:  # the disk is full
                logger.error("what comes in cannot be kept: %s", error.strerror)
                raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE) from error
            if not message.get("more_body", False):
                return size

    async def _limit_for(self, size: int, environ: dict[str, Any], client: _Client) -> int:
        """How much this client may send to this address; raises `_Refused` where that is less than `size`."""
        if size > self.rooms.largest:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not client.session:  # signed out in another tab, perhaps: the page asks to sign in again, and keeps the text
            raise _Refused(HTTPStatus.UNAUTHORIZED)
        path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
        async with self._line_of(client), self._share_of(client, environ):
            limit = await self._in_a_thread(partial(self.allowed_size, path, client.session))
        if not limit:
            raise _Refused(HTTPStatus.UNAUTHORIZED)
        if size > limit:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return limit

    # --- Work --------------------------------------------------------------------------------------------------------

    def _line_of(self, client: _Client) -> AbstractAsyncContextManager[None]:
        """Lets a few requests of one session through at a time: who asks for twenty reports holds up only himself.

        Strangers stand in the line of their address.
        """
        if client.session:
            return self._line(f"session {client.session}", PER_PERSON, most=PER_PERSON + LINE)
        return self._line(f"address {client.address}", PER_STRANGERS)

    def _share_of(self, client: _Client, environ: dict[str, Any]) -> AbstractAsyncContextManager[None]:
        """Lets so many requests of one address come before those of others: its cookies may all be made up.

        Those that write have a share of their own, since they may wait for a lock of the database.
        """
        return self._line(f"{_kind_of(environ)} from {client.address}", PER_ADDRESS)

    @asynccontextmanager
    async def _line(self, who: str, at_once: int, *, most: int = 0) -> AsyncIterator[None]:
        """Waits until fewer than `at_once` of the same are through; raises `_Refused` where `most` stand there already."""
        if most and self.standing[who] >= most:
            raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE)
        self.standing[who] += 1
        try:
            async with self.lines.setdefault(who, asyncio.Semaphore(at_once)):
                yield
        finally:
            self.standing[who] -= 1
            if not self.standing[who]:
                del self.standing[who], self.lines[who]

    def _lane_of(self, environ: dict[str, Any]) -> AbstractAsyncContextManager[None]:
        """Holds back those of a kind that may wait inside a thread, so that readers always find one."""
        lanes: dict[str, AbstractAsyncContextManager[None]] = {
            "reads": nullcontext(),
            "writes": self.writers,
            "signs in": self.doors,
        }
        return lanes[_kind_of(environ)]

    async def _in_a_thread(self, work: Callable[[], Result]) -> Result:
        await self.quick.acquire()
        place = self.quick
        try:
            result = asyncio.get_running_loop().run_in_executor(self.threads, work)
            _done, unfinished = await asyncio.wait([result], timeout=QUICK_SECONDS)
            if unfinished and not self.long.locked():
                await self.long.acquire()
                self.quick.release()
                place = self.long
            return await result
        finally:
            place.release()

    def _answer(self, environ: dict[str, Any]) -> _Answer:
        """Asks Django, in one of the threads, and lets it end the request there."""
        status, headers = 0, list[tuple[str, str]]()

        def start(line: str, given: list[tuple[str, str]], exc_info: object = None) -> None:
            nonlocal status, headers
            status, headers = int(line.split(" ", 1)[0]), given

        result = self.wsgi(environ, start)
        try:
            body = _kept(result.filelike) if isinstance(result, FileWrapper) else b"".join(result)
        finally:
            getattr(result, "close", bool)()
        return _Answer(
            status, [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers], body
        )

    # --- Out ---------------------------------------------------------------------------------------------------------

    async def _hand_out(self, answer: _Answer, send: ASGISendCallable, *, has_body: bool) -> None:
        body = answer.body
        if isinstance(body, bytes):
            await _send_start(answer, send)
            await _send_part(body if has_body else b"", send, more=False)
            return
        read = partial(asyncio.get_running_loop().run_in_executor, self.file_threads, body.read, PIECE)
        try:
            await _send_start(answer, send)
            while has_body and (part := await read()):
                # Whoever takes nothing for a minute is given nothing more: the server ends what was begun.
                await asyncio.wait_for(_send_part(part, send, more=True), UNREAD_SECONDS)
            await _send_part(b"", send, more=False)
        finally:
            body.close()  # a descriptor of ours, and no more: Django has ended the request long ago


def _kind_of(environ: dict[str, Any]) -> str:
    if environ["REQUEST_METHOD"] in ("GET", "HEAD", "OPTIONS"):
        return "reads"
    return "signs in" if environ["PATH_INFO"].startswith(PASSWORDS) else "writes"


def _kept(file: Any) -> bytes | IO[bytes]:
    """What is left to read of a file, so that whoever opened it may close it: its bytes, or a large file opened again."""
    if isinstance(file, io.BufferedReader) and isinstance(file.raw, io.FileIO):
        place = file.tell()
        if os.fstat(file.fileno()).st_size - place > IN_MEMORY:
            again = os.fdopen(os.dup(file.fileno()), "rb")
            again.seek(place)
            return again
    return b"".join(iter(partial(file.read, PIECE), b""))


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
