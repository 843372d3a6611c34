"""Queries and server time of every page on a full load: run by `make bench` on SQLite and PostgreSQL."""

import os
import time

from benchmarks.measuring import judge, median_seconds, print_table, set_up_django

TIMES, QUERY_BAR, TIME_BAR_MS = 30, 12, 40
ENTRY_BARS = (14, 60)  # the entry page has grown: its comments, evidence, figures, history


def main() -> None:
    set_up_django()
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", interactive=False, verbosity=0)
    counts: dict[str, list[int]] = {}
    times: dict[str, float] = {}
    whole: list[tuple] = []
    for agencies in (1, 100):
        call_command("flush", interactive=False, verbosity=0)
        start = time.perf_counter()
        call_command("create_load", agencies=agencies, sub_points=60, years=5)
        print(f"create_load with {agencies} agencies: {time.perf_counter() - start:.1f} s")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what PostgreSQL's autovacuum does by itself within a minute
        for name, (client, address) in _pages().items():
            counts.setdefault(name, []).append(_queries(client, address))
            if agencies == 100:
                times[name] = median_seconds(lambda c=client, a=address: _get(c, a), TIMES, warm_up=3) * 1000
        if agencies == 100:
            whole = _consolidated()
    rows = [
        (
            name,
            small,
            large,
            f"≤ {most}",
            "yes" if small == large <= most else "NO",
            f"{times[name]:.1f} ms",
            f"≤ {longest} ms",
            judge(times[name], longest),
        )
        for name, (small, large) in counts.items()
        for most, longest in [ENTRY_BARS if name.startswith("entry, ") else (QUERY_BAR, TIME_BAR_MS)]
    ]
    print(f"\nDatabase: {connection.vendor}")
    print_table(("page", "queries at 1", "at 100", "bar", "kept", f"median of {TIMES}", "bar", "kept"), rows)
    print_table(("consolidated report", "queries", "seconds", "bytes"), whole)


def _client(username: str, role: str, agency_code: str = ""):
    from django.test import Client

    from accounts.models import User
    from plans.models import Agency, Membership

    user, created = User.objects.get_or_create(username=username, defaults={"role": role})
    if created and agency_code:
        Membership.objects.create(user=user, agency=Agency.objects.get(code=agency_code))
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def _pages() -> dict[str, tuple]:
    from django.test import Client

    from plans.samples.load import LOAD_PLAN

    writer, lead = _client("yuk.emekdas", "contributor", "YUK-001"), _client("yuk.mesul", "lead", "YUK-001")
    coordinator, observer = _client("yuk.koordinator", "coordinator"), _client("yuk.musahideci", "observer")
    year, report = f"/plans/{LOAD_PLAN}/2024/", f"/reports/{LOAD_PLAN}/2024/"
    draft, submitted, version = _numbers()
    return {
        "sign-in": (Client(SERVER_NAME="localhost"), "/accounts/login/"),
        "home (redirect)": (writer, "/"),
        "agency's year, contributor": (writer, f"{year}YUK-001/"),
        "agency's year, lead": (lead, f"{year}YUK-001/"),
        "agency's year, coordinator": (coordinator, f"{year}YUK-001/"),
        "entry, editing": (writer, f"{year}YUK-001/{draft}/"),
        "entry, reading": (observer, f"{year}YUK-001/{submitted}/"),
        "earlier text": (writer, f"{year}YUK-001/{draft}/revisions/{version}/"),
        "list of entries": (coordinator, year),
        "list of entries, last page": (coordinator, f"{year}?page=9999"),
        "list of entries, filtered": (coordinator, f"{year}?state=submitted&q=n%C3%BCmun%C9%99"),
        "list of entries, observer": (observer, year),
        "agency's report": (writer, f"{report}YUK-001/"),
        "change of password": (writer, "/accounts/password/change/"),
        "health": (Client(SERVER_NAME="localhost"), "/healthz"),
    }


def _numbers() -> tuple[str, str, int]:
    from plans.models import Entry

    entries = Entry.objects.filter(agency__code="YUK-001", reporting_year__year=2024).select_related("sub_point")
    draft = entries.filter(state="draft").first()
    return draft.sub_point.number, entries.filter(state="submitted").first().sub_point.number, draft.version


def _get(client, address: str):
    response = client.get(address)
    assert response.status_code in (200, 302, 503), (address, response.status_code)
    return response


def _queries(client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        _get(client, address)
    return len(queries)


def _consolidated() -> list[tuple]:
    from plans.samples.load import LOAD_PLAN

    coordinator = _client("yuk.koordinator", "coordinator")
    base = f"/reports/{LOAD_PLAN}/2024/"
    rows = []
    formats = [("page", base), *((fmt, f"{base}melumat.{fmt}") for fmt in ("md", "json", "html", "docx"))]
    if os.environ.get("BENCH_CONSOLIDATED_PDF"):
        formats.append(("pdf", f"{base}melumat.pdf"))
    for name, address in formats:
        start = time.perf_counter()
        if name == "page":
            size = len(_get(coordinator, address).content)
            seconds = time.perf_counter() - start
            rows.append((name, _queries(coordinator, address), f"{seconds:.2f}", size))
        else:
            size = _made(coordinator, address)
            rows.append((f"{name}, by a worker", "–", f"{time.perf_counter() - start:.2f}", size))
    return rows


def _made(client, address: str) -> int:
    """Asks for the file and makes it as a worker does; gives its size."""
    from reports.models import ReportJob
    from reports.production.work import work

    job = int(client.post(address)["Location"].split("/")[3])
    state = work(job)
    assert state == "done", (address, state)
    return ReportJob.objects.values_list("size", flat=True).get(pk=job) or 0


if __name__ == "__main__":
    main()
