"""Saving while one writes, the page of a long history, fifty and two hundred people writing at once: run by `make bench`.

`BENCH_SECONDS` is how long the many write (60).
"""

import http.client
import json
import math
import os
import random
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from benchmarks.measuring import judge, print_table, set_up_django

ROOT = Path(__file__).resolve().parent.parent
YEAR = 2024
SAVES, OPENINGS = 60, 30
SAVE_BAR_MS, SAVE_QUERY_BAR = 15, 8
PAGE_BAR_MS, PAGE_QUERY_BAR = 60, 14
REVISIONS, COMMENTS, EVIDENCE, INDICATORS = 200, 10, 5, 4
AGENCIES_WRITING, WRITERS_BAR_MS = 45, 150
# How many write at once, and how many seconds pass between two saves of one.
CROWDS = ((50, 2.0), (200, 8.0))
TOKEN = "t" * 32
BORDER = "----border"
FORM = f"multipart/form-data; boundary={BORDER}"
BY_SCRIPT = {"X-Requested-With": "fetch"}
PARTS = "nothing_to_report nothing_reason internal_note figures"


def main() -> None:
    set_up_django()
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("create_load", agencies=100, sub_points=60, years=5)
    places = _places()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"\nDatabase: {connection.vendor}")
    rows = [
        _saving("autosave, three paragraphs that grow", places[0], _growing),
        _saving("autosave, 2,000 words", places[1], _long),
    ]
    rows += _long_history(*places[2])
    print_table(("request", "queries", "bar", "kept", "median", "95 of 100", "bar", "kept"), rows)
    places = places[3:]
    for writers, every in CROWDS:
        _many_writers(places[:writers], every)
        del places[:writers]


def _places() -> list[tuple]:
    """(agency, address of an entry that can be written) in the load's year: agencies in turn, several of each."""
    from plans.enums import EDITABLE_STATES
    from plans.models import Assignment, Entry
    from plans.samples.load import LOAD_PLAN

    entries = Entry.objects.filter(reporting_year__year=YEAR).exclude(state__in=EDITABLE_STATES)
    taken = set(entries.values_list("agency", "sub_point"))
    of_agency: dict = {}
    assignments = Assignment.objects.select_related("agency", "sub_point").order_by("agency__code", "sub_point__number")
    for assignment in assignments:
        if (assignment.agency_id, assignment.sub_point_id) not in taken:
            address = f"/plans/{LOAD_PLAN}/{YEAR}/{assignment.agency.code}/{assignment.sub_point.number}/"
            of_agency.setdefault(assignment.agency, []).append((assignment.agency, address))
    turns = zip(*(of[:6] for of in list(of_agency.values())[:AGENCIES_WRITING]), strict=True)
    return [place for turn in turns for place in turn]


def _writer(agency, username: str, role: str = "contributor"):
    from django.test import Client

    from accounts.models import User
    from plans.models import Membership

    user = User.objects.create(username=username, role=role)
    if agency is not None:
        Membership.objects.create(user=user, agency=agency)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def _entry_at(address: str):
    """The entry of the address, or None where nobody has begun it."""
    from plans.models import Entry

    agency, number = address.strip("/").split("/")[3:5]
    return Entry.objects.filter(agency__code=agency, sub_point__number=number, reporting_year__year=YEAR).first()


def _open(client, address: str) -> int | str:
    """Opens the page; the version it starts from, "" where there is no text yet."""
    assert client.get(address).status_code == 200
    entry = _entry_at(address)
    return entry.version if entry else ""


# --- One save --------------------------------------------------------------------------------------------------------


def _growing(save: int) -> str:
    sentences = " Təlimlər, görüşlər və maarifləndirmə tədbirləri keçirilmişdir." * (save // 2)
    return f"<p>Nümunə mətn {save}.</p><p>Təfərrüat.{sentences}</p><p>Nəticələr ümumiləşdirilmişdir.</p>"


def _long(save: int) -> str:
    paragraph = " hesabat dövrü ərzində görülmüş işlər barədə" * 8
    return "".join(f"<p>Nümunə mətn {save}, {number}.{paragraph}</p>" for number in range(38))


def _saving(name: str, place: tuple, text: Callable[[int], str]) -> tuple:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    agency, address = place
    client = _writer(agency, f"yuk.{text.__name__}")
    version, counts, seconds = _open(client, address), [], []
    for save in range(1, 2 * (SAVES + 5)):  # every other one is counted, the rest timed
        form = {"narrative": text(save), "status": "implemented", "parts": PARTS, "internal_note": "Nümunə mətn."}
        body = _form(form | {"page": "00000001", "page_save": save, "version": version})
        with CaptureQueriesContext(connection) if save % 2 else nullcontext() as queries:
            start = time.perf_counter()
            response = client.post(f"{address}autosave/", body, content_type=FORM, headers=BY_SCRIPT)
            taken = time.perf_counter() - start
        if save % 2:
            counts.append(len(queries))
        else:
            seconds.append(taken)
        answer = response.json()
        assert answer["result"] == "saved", answer
        version = answer["version"]
    return _row(name, counts[2:], seconds[5:], SAVE_QUERY_BAR, SAVE_BAR_MS)


def _form(fields: dict) -> bytes:
    """The fields as the page sends them."""
    part = 'Content-Disposition: form-data; name="{}"'
    parts = (f"--{BORDER}\r\n{part.format(name)}\r\n\r\n{value}\r\n" for name, value in fields.items())
    return "".join([*parts, f"--{BORDER}--\r\n"]).encode()


def _row(name: str, counts: list[int], seconds: list[float], query_bar: int, bar_ms: float) -> tuple:
    median, queries = statistics.median(seconds) * 1000, max(counts)
    shown = queries, f"≤ {query_bar}", judge(queries, query_bar)
    return (name, *shown, f"{median:.1f} ms", f"{_p95(seconds) * 1000:.1f} ms", f"≤ {bar_ms} ms", judge(median, bar_ms))


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[math.ceil(len(seconds) * 0.95) - 1]


# --- A page with a long history --------------------------------------------------------------------------------------


def _long_history(agency, address: str) -> list[tuple]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from plans.models import Revision

    entry = _entry_with_a_life(agency, address)
    latest = Revision.objects.filter(entry=entry, version=entry.version)
    rows = []
    for name, role in (("contributor", "contributor"), ("coordinator", "coordinator")):
        client = _writer(agency if role == "contributor" else None, f"yuk.tarix.{name}", role)
        counts, seconds = [], []
        for _opening in range(OPENINGS + 3):
            latest.update(is_settled=False)  # as after every save: opening the page ends the sitting
            start = time.perf_counter()
            response = client.get(address)
            seconds.append(time.perf_counter() - start)
            assert response.status_code == 200
        latest.update(is_settled=False)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
        title = f"entry page with {REVISIONS} revisions, {name}"
        rows.append(_row(title, counts, seconds[3:], PAGE_QUERY_BAR, PAGE_BAR_MS))
    return rows


def _entry_with_a_life(agency, address: str):
    """The entry with revisions, comments, evidence and figures in the numbers of the issue."""
    from django.utils import timezone

    from accounts.models import User
    from plans.models import Comment, Entry, Evidence, Indicator, Revision, SubPoint

    number, now = address.rstrip("/").split("/")[-1], timezone.now()
    sub_point = SubPoint.objects.get(number=number, section__plan__code=address.split("/")[2])
    people = [User.objects.create(username=f"yuk.həmkar.{i}", role="contributor") for i in range(3)]
    indicators = [
        Indicator.objects.create(sub_point=sub_point, name=f"Nümunə göstərici {i}", unit="nəfər")
        for i in range(INDICATORS)
    ]
    writer = _writer(agency, "yuk.tarix")
    version = _open(writer, address)
    figures = {f"figure-{indicator.pk}": "1250" for indicator in indicators}
    form = {"narrative": _growing(20), "status": "implemented", "parts": PARTS, "page": "00000001", "page_save": 1}
    answer = writer.post(f"{address}autosave/", form | figures | {"version": version}, headers=BY_SCRIPT)
    assert answer.json()["result"] == "saved"
    entry = _entry_at(address)
    first = Revision.objects.filter(entry=entry).order_by("-version").first()
    Revision.objects.bulk_create(
        Revision(
            entry=entry, **(entry.content | {"narrative": _growing(i)}), version=first.version + i,
            author=people[i % 3], created_at=now, saved_at=now, words_added=5, words_removed=2,
        )
        for i in range(1, REVISIONS)
    )  # fmt: skip
    Entry.objects.filter(pk=entry.pk).update(version=first.version + REVISIONS - 1, updated_by=people[0])
    for i in range(COMMENTS):
        thread = Comment.objects.create(entry=entry, text=f"Nümunə mətn {i}.", author=people[i % 3], created_at=now)
        assert thread.is_open
    for i in range(EVIDENCE):
        Evidence.objects.create(
            entry=entry, title=f"Nümunə sənəd {i}", url="https://numune.example/", added_by=people[0], added_at=now
        )
    return Entry.objects.get(pk=entry.pk)


# --- Many at once ----------------------------------------------------------------------------------------------------


def _many_writers(places: list[tuple], every: float) -> None:
    from django.db import connection

    from plans.models import Revision

    seconds = float(os.environ.get("BENCH_SECONDS", "60"))
    with _served() as port:
        pages = [
            _Page(port, address, _writer(agency, f"yuk.yazan.{len(places)}.{number}"), number, every)
            for number, (agency, address) in enumerate(places)
        ]
        connection.close()
        end = time.monotonic() + seconds
        threads = [threading.Thread(target=page.write_until, args=(end,)) for page in pages]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    lost = 0
    for page in pages:
        entry = _entry_at(page.address)
        latest = Revision.objects.get(entry=entry, version=entry.version)
        lost += (entry.narrative, latest.narrative) != (page.acknowledged, page.acknowledged)
    times = [taken for page in pages for taken in page.seconds]
    errors = [error for page in pages for error in page.errors]
    p95 = _p95(times) * 1000
    has_bar = connection.vendor == "postgresql"
    print_table(
        (f"{len(places)} writers, each every {every:g} s, two processes", "measured", "bar", "kept"),
        [
            (f"saves in {seconds:g} s", len(times), "reported", "–"),
            ("not answered, or not with 200", len(errors), "0", judge(len(errors), 0)),
            ("entries that are not what their writer was told", lost, "0", judge(lost, 0)),
            ("median", f"{statistics.median(times) * 1000:.1f} ms", "reported", "–"),
            (
                "95 of 100 within",
                f"{p95:.1f} ms",
                f"≤ {WRITERS_BAR_MS} ms" if has_bar else "reported",
                judge(p95, WRITERS_BAR_MS) if has_bar else "–",
            ),
            ("slowest", f"{max(times) * 1000:.1f} ms", "reported", "–"),
        ],
    )
    for error in errors[:5]:
        print(error)


@contextmanager
def _served() -> Iterator[int]:
    """The server with two processes, as `.make/run` starts it, on the database of the environment; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command, place = [ROOT / ".make" / "serve"], os.environ | {"PORT": str(port), "WEB_CONCURRENCY": "2"}
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, cwd=ROOT, env=place, stdout=log, stderr=log) as server,
    ):
        try:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except ConnectionRefusedError:
                    assert server.poll() is None, "the server did not start"
                    time.sleep(0.1)
            yield port
        finally:
            server.terminate()


class _Page:
    """One writer's open page: a text that grows, saved every so many seconds, each time by a new connection."""

    def __init__(self, port: int, address: str, client, number: int, every: float):
        self.port, self.address, self.number, self.every = port, address, number, every
        self.cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"
        self.version = _open(client, address)
        self.acknowledged = ""
        self.seconds: list[float] = []
        self.errors: list[str] = []

    def write_until(self, end: float) -> None:
        due = time.monotonic() + random.Random(self.number).random() * self.every  # noqa: S311 (people do not begin at once)
        save = 0
        while due < end:
            time.sleep(max(0.0, due - time.monotonic()))
            save += 1
            self._save(save)
            due += self.every

    def _save(self, save: int) -> None:
        narrative = f"<p>Nümunə mətn, yazan {self.number}.</p>{_growing(save)}"
        form = {"narrative": narrative, "status": "implemented", "parts": PARTS, "page": f"{self.number + 1:08x}"}
        body = _form(form | {"page_save": save, "version": self.version})
        headers = BY_SCRIPT | {
            "Cookie": self.cookies,
            "X-CSRFToken": TOKEN,
            "Content-Type": FORM,
        }
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", f"{self.address}autosave/", body, headers)
            response = connection.getresponse()
            answer = response.read()
        except OSError as error:
            self.errors.append(repr(error))
            return
        finally:
            connection.close()
        self.seconds.append(time.perf_counter() - start)
        if response.status != 200 or (found := json.loads(answer))["result"] != "saved":
            self.errors.append(f"{response.status} {answer[:200]!r}")
            return
        self.version, self.acknowledged = found["version"], narrative


if __name__ == "__main__":
    main()
