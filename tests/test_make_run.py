"""`make run` as a new user meets it: the start script, the web server, the worker, the demo."""

import contextlib
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.databases import copy_migrated_sqlite

pytestmark = pytest.mark.sqlite
ROOT = Path(__file__).resolve().parent.parent
DEADLINE_SECONDS = 600  # only a start that hangs comes so far


class Server:
    """A running `.make/run` with data of its own."""

    def __init__(self, data: Path, **environment: str):
        self.data = data
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        clean = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "SECOND_FACTOR_KEYS")
        }
        self.log = (data.parent / f"{data.name}-{self.port}.log").open("w+")
        self.process = subprocess.Popen(
            [ROOT / ".make" / "run"],
            env=clean | {"DATA_DIR": str(data), "PORT": str(self.port)} | environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def printed(self) -> str:
        self.log.flush()
        return Path(self.log.name).read_text()

    def wait_until_healthy(self) -> None:
        end = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, self.printed()
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                    assert answer.status == 200
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        raise AssertionError(self.printed())

    def stop(self) -> int:
        os.kill(self.process.pid, signal.SIGTERM)
        code = self.process.wait(timeout=DEADLINE_SECONDS)
        self.log.close()
        return code


@pytest.fixture
def data(tmp_path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def first_start(data):
    server = Server(data)
    server.wait_until_healthy()
    yield server
    if server.process.poll() is None:
        server.stop()


def test_first_start_and_the_second(first_start, data):
    """One test, for a first start takes half a minute, and xdist gives the tests of a module to several processes."""
    prints_address_and_demo_users_who_can_sign_in(first_start)
    keeps_secrets_to_its_owner(data)
    shows_no_debugging_on_a_page_that_does_not_exist(first_start)
    answers_while_hundreds_of_connections_are_held(first_start)
    refuses_to_serve_a_port_twice(first_start, data)
    second_loads_nothing_again_and_stops_cleanly(first_start, data)


def _sign_in(
    server: Server, username: str, password: str
) -> tuple[urllib.request.OpenerDirector, http.cookiejar.CookieJar]:
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with opener.open(f"{server.address}/accounts/login/") as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())[1]
    form = urllib.parse.urlencode({"login": username, "password": password, "csrfmiddlewaretoken": token}).encode()
    request = urllib.request.Request(f"{server.address}/accounts/login/", form, {"Referer": server.address})
    opener.open(request).close()
    return opener, jar


def prints_address_and_demo_users_who_can_sign_in(first_start: Server) -> None:
    printed = first_start.printed()
    assert f"http://127.0.0.1:{first_start.port}/" in printed
    assert "dmx.emekdas" in printed
    password = re.search(r"password / şifrə: (\S+)", printed)[1]
    opener, jar = _sign_in(first_start, "dmx.emekdas", password)
    with opener.open(f"{first_start.address}/") as home:
        assert home.url == f"{first_start.address}/plans/mfp-2020-2024/2024/DMX/"
        assert "Nümunə məlumatlar" in home.read().decode()
    assert [cookie.secure for cookie in jar if cookie.name == "sessionid"] == [False]


def keeps_secrets_to_its_owner(data: Path) -> None:
    for secret in ("secret_key", "second_factor_key"):
        assert (data / secret).stat().st_mode & 0o077 == 0
        assert len((data / secret).read_text().strip()) >= 50
    assert (data / "demo-users.txt").stat().st_mode & 0o077 == 0


def shows_no_debugging_on_a_page_that_does_not_exist(first_start: Server) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{first_start.address}/yoxdur/")
    body = refused.value.read().decode()
    refused.value.close()
    assert refused.value.code == 404
    assert "urlpatterns" not in body


HALF_A_HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "
HALF_A_BODY = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 90000\r\n\r\nlogin="
)


def answers_while_hundreds_of_connections_are_held(first_start: Server) -> None:
    """Idle ones, half a line, half a head, half a body: the answers come while they are held, and none is dropped."""
    for begun in (b"", b"GET /hea", HALF_A_HEAD, HALF_A_BODY):
        with contextlib.ExitStack() as held:
            connections = []
            for _again in range(300):
                connection = held.enter_context(socket.create_connection(("127.0.0.1", first_start.port)))
                connection.sendall(begun)
                connections.append(connection)
            for _again in range(6):  # more than there are processes: each has its turn
                with urllib.request.urlopen(f"{first_start.address}/healthz", timeout=60) as answer:
                    assert answer.status == 200
            for connection in connections:
                connection.setblocking(False)
                with pytest.raises(BlockingIOError):
                    connection.recv(1)  # still held: neither answered nor closed


def refuses_to_serve_a_port_twice(first_start: Server, data: Path) -> None:
    place = os.environ | {"DATA_DIR": str(data), "PORT": str(first_start.port)}
    second = subprocess.run([ROOT / ".make" / "serve"], env=place, capture_output=True, text=True)
    assert (second.returncode, second.stdout) == (1, f"The tracker is served at port {first_start.port} already.\n")


def second_loads_nothing_again_and_stops_cleanly(first_start: Server, data: Path) -> None:
    password = re.search(r"password / şifrə: (\S+)", first_start.printed())[1]
    assert first_start.stop() == 0
    again = Server(data)
    again.wait_until_healthy()
    assert f"password / şifrə: {password}" in again.printed()
    assert again.stop() == 0


def test_start_on_an_existing_database_loads_no_demo(tmp_path, run_folder):
    own = tmp_path / "own"
    own.mkdir()
    copy_migrated_sqlite(own / "tracker.sqlite3", run_folder)
    server = Server(own)
    server.wait_until_healthy()
    assert "dmx.emekdas" not in server.printed()
    assert not (own / "demo-users.txt").exists()
    assert server.stop() == 0
