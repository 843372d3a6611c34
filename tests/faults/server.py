"""The real server on the database of the test, and writers that talk to it as the entry page's script does."""

import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.parse
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
DEADLINE_SECONDS = 600  # only what hangs comes so far
TOKEN = "t" * 32


def database_url(sqlite_file: Path | None = None) -> str:
    """The test's own database as the environment names it; `sqlite_file` is another way to the same file."""
    used = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{sqlite_file or used['NAME']}"
    return f"postgres://{used['USER']}:{used['PASSWORD']}@{used['HOST']}:{used['PORT']}/{used['NAME']}"


class Server:
    """The web server with two processes, started as `.make/run` starts it."""

    def __init__(self, folder: Path, sqlite_file: Path | None = None, **environment: str):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = folder / "server.log"
        self.environment = (
            os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "DATABASE_URL": database_url(sqlite_file),
                "DATA_DIR": str(folder),
                "LOG_LEVEL": "ERROR",
                "PORT": str(self.port),
            }
            | environment
        )
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [ROOT / ".make" / "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text()
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=30) as trial:
                    trial.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                    if trial.recv(1):
                        return
            except OSError:
                time.sleep(0.05)  # the server tells nobody when it has begun to listen
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        """SIGKILL for the whole group, the processes that serve among them: nobody can tidy up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=DEADLINE_SECONDS)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()


class Writer:
    """An open entry page: its saves are numbered, a save that fails is sent again with what has been typed since.

    `acknowledged` is the last (version, narrative) that the server said it had; `statuses` is every answer, 0 for none.
    """

    def __init__(self, server: Server, address: str, session: str, page: str):
        self.server, self.address, self.page = server, address, page
        self.cookies = f"sessionid={session}; csrftoken={TOKEN}"
        self.version: int | None = None
        self.page_save = 0
        self.acknowledged: tuple[int, str] = (0, "")
        self.sent: list[str] = []
        self.statuses: list[int] = []
        self.answers: list[dict] = []

    def save(self, narrative: str) -> int:
        """Sends the text once; gives the status, 0 where no answer came."""
        self.page_save += 1
        self.sent.append(narrative)
        fields = {"narrative": narrative, "status": "", "page": self.page, "page_save": self.page_save}
        status, body = self._post(fields | {"version": self.version or ""})
        if status == 200:
            answer = json.loads(body)
            assert answer["result"] == "saved", answer
            self.version = answer["version"]
            self.acknowledged = (self.version, narrative)
        elif body:
            self.answers.append(json.loads(body))
        self.statuses.append(status)  # last: who waits for it finds the rest noted
        return status

    def save_until_acknowledged(self, narrative: str) -> None:
        end = time.monotonic() + DEADLINE_SECONDS
        while self.save(narrative) != 200:
            assert time.monotonic() < end, self.server.log.read_text()
            threading.Event().wait(0.05)  # the page waits for seconds; a server that is away answers at once

    def _post(self, fields: dict) -> tuple[int, bytes]:
        headers = {
            "Cookie": self.cookies,
            "X-CSRFToken": TOKEN,
            "X-Requested-With": "fetch",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        http_connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            http_connection.request("POST", self.address, urllib.parse.urlencode(fields), headers)
            response = http_connection.getresponse()
            return response.status, response.read()
        except (ConnectionError, http.client.HTTPException):
            return 0, b""  # killed before, while or after it worked: the page cannot know
        finally:
            http_connection.close()


class Typing(threading.Thread):
    """A writer who types on and on; each save adds a paragraph. An assertion that fails in it is raised by who waits."""

    def __init__(self, writer: Writer):
        super().__init__(daemon=True)
        self.writer, self.enough, self.error = writer, threading.Event(), None
        self.text = ""

    def run(self) -> None:
        paragraph = 0
        try:
            while not self.enough.is_set():
                paragraph += 1
                self.text += f"<p>Nümunə mətn, {self.writer.page}, abzas {paragraph}.</p>"
                self.writer.save_until_acknowledged(self.text)
        except BaseException as error:  # noqa: BLE001 (handed to the thread that waits)
            self.error = error

    def wait_for_saves(self, number: int) -> None:
        """Waits until so many more saves have been acknowledged."""
        self.wait_for_answers(200, number)

    def wait_for_refusals(self, number: int) -> None:
        """Waits until the server has answered 503 so many more times."""
        self.wait_for_answers(503, number)

    def wait_for_silence(self) -> None:
        """Waits until one more save has met no server."""
        self.wait_for_answers(0, 1)

    def wait_for_answers(self, status: int, number: int) -> None:
        enough = self.writer.statuses.count(status) + number
        end = time.monotonic() + DEADLINE_SECONDS
        while self.writer.statuses.count(status) < enough:
            if self.error:
                raise self.error
            assert time.monotonic() < end, self.writer.statuses[-5:]
            time.sleep(0.005)

    def finish(self) -> None:
        self.enough.set()
        self.join(DEADLINE_SECONDS)
        if self.error:
            raise self.error
        assert not self.is_alive()
