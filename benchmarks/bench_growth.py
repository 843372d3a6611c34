"""Pages that list agencies, at 100 and at 1,000 of them: run by `make bench` on SQLite and PostgreSQL."""

from benchmarks.measuring import judge, median_seconds, print_table, set_up_django

FEW, MANY = 100, 1_000
SUB_POINTS, YEARS = 60, 2
TIMES, TIME_BAR_MS = 15, 100


def main() -> None:
    set_up_django()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from accounts.models import User
    from plans.models import Entry
    from plans.samples.load import create_load_data

    call_command("collectstatic", interactive=False, verbosity=0)
    times: dict[str, list[float]] = {}
    for agencies in (FEW, MANY):
        call_command("flush", interactive=False, verbosity=0)
        create_load_data(agencies=agencies, sub_points=SUB_POINTS, years=YEARS)
        print(f"{agencies} agencies: {Entry.objects.count()} entries", flush=True)
        with connection.cursor() as cursor:
            # What PostgreSQL's autovacuum does by itself within a minute.
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.create_user("yuk.koordinator", role="coordinator"))
        for name, address in _pages().items():
            times.setdefault(name, []).append(median_seconds(lambda c=client, a=address: _get(c, a), TIMES) * 1000)
    print(f"\nDatabase: {connection.vendor}")
    print_table(
        ("page, coordinator", f"at {FEW}", f"at {MANY:,}", "bar", "kept"),
        [
            (name, f"{few:.1f} ms", f"{many:.1f} ms", f"≤ {TIME_BAR_MS} ms", judge(many, TIME_BAR_MS))
            for name, (few, many) in times.items()
        ],
    )


def _pages() -> dict[str, str]:
    from plans.samples.load import FIRST_YEAR, LOAD_PLAN

    plan = f"/plans/{LOAD_PLAN}"
    return {
        "agencies": f"{plan}/agencies/",
        "agencies, the latest first": f"{plan}/agencies/?sort=late",
        "agencies, last page": f"{plan}/agencies/?page=10",
        "reminders": f"{plan}/{FIRST_YEAR}/reminders/",
        "reminders, the late ones": f"{plan}/{FIRST_YEAR}/reminders/?late=1",
        "settings of a year": f"{plan}/{FIRST_YEAR}/settings/",
        "journal": f"{plan}/activity/",
        "journal of one agency": f"{plan}/activity/?agency=YUK-007",
    }


def _get(client, address: str) -> None:
    assert client.get(address).status_code == 200


if __name__ == "__main__":
    main()
