"""A few processes that lay out chapters side by side, and end with the report, with its time, or when nobody wants it.

Those that have answered may wait for the next report (`ready`); one that is at work when its report ends is ended with it.
"""

import pickle
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Self

from reports.production import ready
from reports.production.child import LENGTH
from reports.production.ready import Process
from reports.renderers import RendererUnavailable, apart
from reports.renderers.pdf import HINT
from reports.rendering import RenderingEnded, RenderingFailed, Why

Job = tuple[str, tuple]
_LOOK = 0.1  # seconds between two questions whether the report is still wanted
_TRIES = 2  # a process that was killed from outside is followed by another one, once for a job


class Cancelled(Exception):
    """Nobody wants the report any more."""


class Pool:
    """As many processes as it is told, begun at once and ended with it. Its time begins with it, too."""

    def __init__(
        self, processes: int, megabytes: int, seconds: float, is_cancelled: Callable[[], bool] = lambda: False
    ) -> None:
        self._megabytes = megabytes
        self._until = time.monotonic() + seconds
        self._is_cancelled = is_cancelled
        self._lock = threading.Lock()
        self._is_ended = False
        self._members = [_Member(self) for _ in range(processes)]
        self._jobs: queue.SimpleQueue[tuple[int, Job] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[tuple[int, bytes | Exception]] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._serve, args=(member,), daemon=True) for member in self._members]

    def __enter__(self) -> Self:
        try:
            for member, thread in zip(self._members, self._threads, strict=True):
                member.begin()
                thread.start()
        except OSError as error:  # no memory, no place on the disk, too many processes
            self._end()
            raise RenderingFailed(type(error).__name__) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def answers(self, jobs: Sequence[Job]) -> Iterator[tuple[int, bytes]]:
        """The answers to jobs as they come, each with the place of its job. The jobs are begun in their order,
        at once.

        Raises RenderingEnded, RenderingFailed, RendererUnavailable and Cancelled; nothing else can be asked for after that.
        """
        for place, job in enumerate(jobs):
            self._jobs.put((place, job))
        return self._answered(len(jobs))

    def _answered(self, left: int) -> Iterator[tuple[int, bytes]]:
        while left:
            self.check()
            try:
                place, answer = self._answers.get(timeout=_LOOK)
            except queue.Empty:
                continue
            if isinstance(answer, Exception):
                raise answer
            left -= 1
            yield place, answer

    def check(self) -> None:
        """Raises RenderingEnded where the time is over, Cancelled where nobody wants the report any more."""
        if time.monotonic() > self._until:
            raise RenderingEnded(Why.TIME)
        if self._is_cancelled():
            raise Cancelled

    def begin(self) -> Process:
        """Another process, unless the pool is at its end. Raises OSError."""
        with self._lock:
            if self._is_ended:
                raise RenderingFailed("ended")
            return ready.taken(self._megabytes)

    def _serve(self, member: "_Member") -> None:
        while (asked := self._jobs.get()) is not None:
            with self._lock:
                if self._is_ended:
                    return
                member.is_at_work = True
            place, job = asked
            try:
                answer: bytes | Exception = member.answer(job)
                member.is_at_work = False
            except Exception as error:  # noqa: BLE001 (whatever it is, it is raised where the answer is waited for)
                answer = error
            self._answers.put((place, answer))

    def _end(self) -> None:
        with self._lock:
            self._is_ended = True
        for member in self._members:
            if member.is_at_work:  # or has failed
                member.kill()
        begun = [thread for thread in self._threads if thread.is_alive()]
        for _thread in begun:
            self._jobs.put(None)
        for thread in begun:
            thread.join()
        for member in self._members:
            member.let_go()
        ready.fill_up()


class _Member:
    """One place of the pool: a process, or the one that has followed it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._process: Process | None = None
        self.is_at_work = False

    def begin(self) -> Process:
        """Begins the process. Raises OSError."""
        self._process = self._pool.begin()
        return self._process

    def answer(self, job: Job) -> bytes:
        """What the process makes of a job. Raises RenderingEnded, RenderingFailed, RendererUnavailable, OSError."""
        sent = pickle.dumps(job)
        for _try in range(_TRIES):
            process = self._process
            if process is None or process.popen.poll() is not None:
                self.end()
                process = self.begin()
            if (answer := _asked(process.popen, sent)) is not None:
                return answer
            status = process.popen.wait()
            if status not in (apart.WAITED, -signal.SIGKILL):
                break
        raise self._why(status)

    def _why(self, status: int) -> Exception:
        if status == apart.UNAVAILABLE:
            return RendererUnavailable(HINT)
        # Libraries that get no memory end the process by a signal.
        if status == apart.NO_MEMORY or status < 0:
            return RenderingEnded(Why.MEMORY)
        said = ""
        if self._process is not None:
            self._process.said.seek(0)
            said = self._process.said.read().decode(errors="replace").strip().rpartition("\n")[2][:100]
        return RenderingFailed(said)

    def kill(self) -> None:
        """Ends the process; whoever waits for its answer learns it."""
        if (process := self._process) is not None:
            process.popen.kill()

    def let_go(self) -> None:
        """Hands the process back where it can have a part in another report, and ends it otherwise."""
        process = self._process
        if process is not None and not self.is_at_work:
            process.reports += 1
            if ready.handed_back(process):
                self._process = None
        self.end()

    def end(self) -> None:
        """Ends the process, for whose answer nobody waits, and takes away what it leaves."""
        process, self._process = self._process, None
        if process is not None:
            process.end()


def _asked(process: subprocess.Popen[bytes], sent: bytes) -> bytes | None:
    """What the process answers; None where it has ended instead."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        process.stdin.write(len(sent).to_bytes(LENGTH, "big"))
        process.stdin.write(sent)
        process.stdin.flush()
        length = process.stdout.read(LENGTH)
        answer = process.stdout.read(int.from_bytes(length, "big"))
    except OSError:
        return None
    return answer if len(length) == LENGTH and len(answer) == int.from_bytes(length, "big") else None
