"""Queries, server time and size of the overview on a full load, as it is and with every cell required: run by `make bench`
on SQLite and PostgreSQL.
"""

from benchmarks.bench_pages import _client
from benchmarks.measuring import judge, median_seconds, print_table, set_up_django

AGENCIES, SUB_POINTS, TIMES, QUERY_BAR = 100, 60, 30, 12
# Required cells → milliseconds, bytes before compression.
BARS = {2000: (80, 400_000), 6000: (150, 1_000_000)}


def main() -> None:
    set_up_django()
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("create_load", agencies=AGENCIES, sub_points=SUB_POINTS, years=1)
    rows = _measured(2000)
    _require_everything()
    rows += _measured(6000)
    print(f"\nDatabase: {connection.vendor}")
    print_table(
        ("overview", "queries", "bar", "kept", f"median of {TIMES}", "bar", "kept", "bytes", "bar", "kept"), rows
    )


def _require_everything() -> None:
    """Assigns what is not assigned, with an entry of every kind there is; none of the load's own is changed."""
    from plans.models import Agency, Assignment, Entry, ReportingYear, SubPoint
    from plans.samples.load import LOAD_PLAN, _write_year

    there = set(Assignment.objects.values_list("sub_point_id", "agency_id"))
    points = list(SubPoint.objects.filter(section__plan__code=LOAD_PLAN))
    missing = [
        Assignment(sub_point=point, agency=agency)
        for point in points
        for agency in Agency.objects.filter(code__startswith="YUK-")
        if (point.pk, agency.pk) not in there
    ]
    _write_year(ReportingYear.objects.get(plan__code=LOAD_PLAN), Assignment.objects.bulk_create(missing))
    assert Assignment.objects.count() == AGENCIES * SUB_POINTS
    assert Entry.objects.count() > AGENCIES * SUB_POINTS * 2 // 3


def _measured(required: int) -> list[tuple]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from plans.samples.load import FIRST_YEAR, LOAD_PLAN

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what PostgreSQL's autovacuum does by itself within a minute
    page, rows = f"/plans/{LOAD_PLAN}/{FIRST_YEAR}/overview/", []
    for who, role, address in (
        ("coordinator", "coordinator", page),
        ("coordinator, late", "coordinator", f"{page}?late=now"),
        ("coordinator, words", "coordinator", f"{page}?q=n%C3%BCmun%C9%99"),
        ("observer", "observer", page),
    ):
        client = _client(f"yuk.{role}", role)
        with CaptureQueriesContext(connection) as queries:
            found = client.get(address)
        asked = len(queries)  # the next request empties the list
        assert found.status_code == 200
        assert who != "coordinator" or f"/{required}</td>" in found.content.decode()
        milliseconds = median_seconds(lambda c=client, a=address: c.get(a), TIMES, warm_up=3) * 1000
        size, (longest, largest) = len(found.content), BARS[required]
        rows.append(
            (
                f"{required} required, {who}", asked, f"≤ {QUERY_BAR}", judge(asked, QUERY_BAR),
                f"{milliseconds:.1f} ms", f"≤ {longest} ms", judge(milliseconds, longest),
                size, f"≤ {largest}", judge(size, largest),
            )
        )  # fmt: skip
    return rows


if __name__ == "__main__":
    main()
