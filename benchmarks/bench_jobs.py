"""Files of reports as people get them: made by one worker and by two, fetched by one and by a hundred. Run by `make bench`."""

import http.client
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.bench_writing import _p95, _served
from benchmarks.measuring import judge, median_seconds, print_table, set_up_django

ROOT = Path(__file__).resolve().parent.parent
YEAR, JOBS, ROUNDS = 2024, 6, 3  # a person may have six unfinished jobs
DOWNLOADS = 100
FILE_BAR_MS, CROWD_BAR_MS, WORKERS_BAR = 20, 300, 1.7
WARM_SECONDS = 6  # until the processes that a worker keeps ready have imported what is heavy


def main() -> None:
    set_up_django()
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("create_load", agencies=100, sub_points=60, years=1, verbosity=0)
    rows: list[tuple] = []
    print(f"\nDatabase: {connection.vendor}, load {os.getloadavg()[0]:.1f}")
    rows += _workers()
    rows += _downloads()
    print_table(("what", "measured", "bar", "kept"), rows)


def _coordinator():
    from django.test import Client

    from accounts.models import User

    user, _created = User.objects.get_or_create(username="yuk.koordinator", defaults={"role": "coordinator"})
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return user, client


# --- Made ---------------------------------------------------------------------------------------------------------------


def _workers() -> list[tuple]:
    """Reports of as many agencies, by one worker and by two in turns."""
    taken: dict[int, list[float]] = {1: [], 2: []}
    for _round in range(ROUNDS):
        for workers, seconds in taken.items():
            with _working(workers):
                seconds.append(_made())
    one, two = (statistics.median(taken[workers]) for workers in (1, 2))
    # In one round both stood beside the same other work.
    ratio = statistics.median(alone / both for alone, both in zip(taken[1], taken[2], strict=True))
    return [
        (f"{JOBS} reports of agencies as PDF, one worker, median of {ROUNDS}", f"{one:.2f} s", "reported", "–"),
        ("one report of these", f"{one / JOBS:.2f} s", "reported", "–"),
        ("the same by two workers", f"{two:.2f} s", "reported", "–"),
        ("two workers against one", f"{ratio:.2f} ×", f"≥ {WORKERS_BAR} ×", judge(WORKERS_BAR, ratio)),
    ]


@contextmanager
def _working(workers: int) -> Iterator[None]:
    """So many workers of reports, warm."""
    command = [sys.executable, "manage.py", "run_report_worker"]
    begun = [
        subprocess.Popen(
            [*command, *more],
            cwd=ROOT,
            env=os.environ | {"LOG_LEVEL": "ERROR"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for more in ([], ["--quick"])[:workers]
    ]
    try:
        time.sleep(WARM_SECONDS * min(1 + os.getloadavg()[0] / 4, 3))  # slower beside other work
        yield
    finally:
        for worker in begun:
            worker.terminate()
        for worker in begun:
            worker.wait()


def _made() -> float:
    """Seconds until the reports are made that are asked for at once; nothing of them is kept from the last time."""
    from django.conf import settings

    from plans.models import Agency, ReportingYear
    from plans.samples.load import LOAD_PLAN
    from reports.models import ReportJob
    from reports.production.asking import ask

    shutil.rmtree(settings.REPORTS_DIR, ignore_errors=True)
    user, _client = _coordinator()
    year = ReportingYear.objects.select_related("plan").get(plan__code=LOAD_PLAN)
    agencies = Agency.objects.filter(entries__reporting_year=year).distinct().order_by("code")[:JOBS]
    started = time.perf_counter()
    asked = [
        ask(user, ReportJob(kind="agency", plan=year.plan, reporting_year=year, agency=agency, fmt="pdf")).pk
        for agency in agencies
    ]
    while (states := set(ReportJob.objects.filter(pk__in=asked).values_list("state", flat=True))) != {"done"}:
        assert states <= {"waiting", "running", "done"}, states
        time.sleep(0.02)
    return time.perf_counter() - started


# --- Fetched ------------------------------------------------------------------------------------------------------------


def _downloads() -> list[tuple]:
    from django.db import connection

    from reports.models import ReportJob
    from reports.production.store import store

    _user, client = _coordinator()
    job = ReportJob.objects.filter(state="done").latest("pk")
    address, size = f"/reports/jobs/{job.pk}/file/", job.size

    def fetch() -> None:
        assert len(b"".join(client.get(address).streaming_content)) == size

    alone = median_seconds(fetch, 50, warm_up=3) * 1000
    assert store().folder.exists()
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    connection.close()
    with _served() as port:
        for _warm in range(8):
            _fetched(port, address, cookie, size)
        one_by_one = [_fetched(port, address, cookie, size) for _ in range(50)]
        crowds = [_crowd(port, address, cookie, size) for _ in range(5)]
    errors = sum(time is None for time in [*one_by_one, *(time for crowd in crowds for time in crowd)])
    served = statistics.median(time for time in one_by_one if time is not None) * 1000
    p95s = [_p95([time for time in crowd if time is not None]) * 1000 for crowd in crowds]
    p95 = statistics.median(p95s)
    said = f"≤ {FILE_BAR_MS} ms"
    return [
        (f"a stored file of {size / 1000:.0f} kB in process, median of 50", f"{alone:.1f} ms", said, judge(alone, FILE_BAR_MS)),
        ("the same from the web server, median of 50", f"{served:.1f} ms", said, judge(served, FILE_BAR_MS)),
        (f"{DOWNLOADS} at once, five times: not answered, or not whole", errors, "0", judge(errors, 0)),
        ("95 of 100 within, median of five", f"{p95:.0f} ms", f"≤ {CROWD_BAR_MS} ms", judge(p95, CROWD_BAR_MS)),
        ("95 of 100 within, the worst of five", f"{max(p95s):.0f} ms", "reported", "–"),
    ]  # fmt: skip


def _crowd(port: int, address: str, cookie: str, size: int) -> list[float | None]:
    """The seconds of downloads that begin at once, each by a connection of its own."""
    found: list[float | None] = []
    gate = threading.Barrier(DOWNLOADS)

    def download() -> None:
        gate.wait()
        found.append(_fetched(port, address, cookie, size))

    threads = [threading.Thread(target=download) for _ in range(DOWNLOADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _fetched(port: int, address: str, cookie: str, size: int) -> float | None:
    """Seconds until the file is there; None where it is not, or not whole."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    started = time.perf_counter()
    try:
        connection.request("GET", address, headers={"Cookie": cookie})
        response = connection.getresponse()
        whole = response.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return time.perf_counter() - started if response.status == 200 and len(whole) == size else None


if __name__ == "__main__":
    main()
