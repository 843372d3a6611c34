"""What tests stand on: how they run, a small plan of sample agencies, and one person of every role."""

import datetime
import gc
import os
import random
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from plans.enums import EntryState, YearState
from plans.models import (
    Agency,
    AgencyName,
    Assignment,
    Entry,
    Membership,
    Plan,
    ReportingYear,
    Revision,
    Section,
    SubPoint,
    Transition,
)
from plans.revisions import show_to_observers
from plans.services import save_entry
from tests.databases import (
    LONGEST,
    ONE_DATABASE,
    SQLITE_PASS,
    asks_for_database,
    begin_to_migrate,
    copy_migrated_sqlite,
    is_among,
    is_migrated,
    migrated_postgresql_database,
)
from tests.real_document import MISSING
from tests.records import allow_records, kept, prepare_records, tidy_records
from tests.translations import compile_translations

PASSWORD = "nümunə-şifrə-1"


ROOT = Path(__file__).resolve().parent.parent

# `pytest --hypothesis-profile=soak`: twenty times the examples (tests/properties.py). No run is timed.
hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.register_profile("soak", hypothesis.settings.get_profile("default"), max_examples=20 * 100)


# --- The run ---------------------------------------------------------------------------------------------------------


def pytest_addoption(parser) -> None:
    parser.addoption("--sqlite-pass", action="store_true", help="only what runs on SQLite too: tests/databases.py")
    parser.addoption("--units", action="store_true", help="only what asks for no database and no browser")
    parser.addoption("--shuffle", type=int, metavar="SEED", help="in another order")


def pytest_configure(config) -> None:
    if not hasattr(config, "workerinput"):  # the processes of xdist begin after this one is ready
        compile_translations(ROOT / "locale")


def pytest_sessionstart(session) -> None:
    if not _hands_out(session.config):
        gc.disable()  # until all is collected
    elif not (session.config.option.collectonly or session.config.getoption("--units") or is_migrated()):
        # The processes of xdist collect the tests at the same time.
        session.config.add_cleanup(begin_to_migrate(session.config._tmp_path_factory.getbasetemp()).wait)


def _hands_out(config) -> bool:
    """Whether this process runs no test itself."""
    return bool(getattr(config.option, "numprocesses", None)) and not hasattr(config, "workerinput")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """The tests and what they import stay to the end: nobody has to look through them for garbage again and again."""
    gc.freeze()
    gc.enable()


def pytest_ignore_collect(collection_path, config) -> bool | None:
    if config.getoption("--sqlite-pass") and not is_among(collection_path, SQLITE_PASS):
        return True
    return None


def pytest_collection_modifyitems(config, items) -> None:
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    for item in items:
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason=f"only on {other}"))
        if MISSING and item.get_closest_marker("real_document") and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="the real document is missing"))
    wanted = items[:]
    if "soak" not in config.getoption("markexpr"):
        wanted = [item for item in wanted if not item.get_closest_marker("soak")]
    if config.getoption("--sqlite-pass"):
        wanted = [item for item in wanted if asks_for_database(item) and item.originalname not in ONE_DATABASE]
    if config.getoption("--units"):
        wanted = [item for item in wanted if not (asks_for_database(item) or item.get_closest_marker("browser"))]
    kept = {*wanted}
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = wanted
    if (seed := config.getoption("--shuffle")) is None:
        items.sort(key=lambda item: not is_among(item.path, LONGEST))
    else:
        random.Random(seed).shuffle(items)


def pytest_terminal_summary(terminalreporter) -> None:
    if MISSING:
        terminalreporter.section("THE REAL DOCUMENT IS MISSING", sep="!", red=True, bold=True)
        for path in MISSING:
            terminalreporter.line(f"not there: {path}")
        terminalreporter.line("Its tests (marker real_document) prove nothing in this run; with CI set they fail.")


# --- The database ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory) -> Path:
    """One for all processes of this run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker, run_folder) -> None:
    """The database of each process is a copy of one that has been migrated: migrating takes seconds, a copy does not."""
    allow_records(django_db_blocker)
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        copy_migrated_sqlite(Path(test["NAME"]), run_folder)
        return
    with django_db_blocker.unblock():
        test["TEMPLATE"] = migrated_postgresql_database(run_folder)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Django keeps the copy instead of beginning with an empty file; the folder it lies in goes with the run."""
    return connection.vendor == "sqlite"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item) -> None:
    prepare_records(item)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item, nextitem) -> None:
    tidy_records(item, nextitem)


# --- The clock -------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_write_of_activity_between(request, monkeypatch) -> None:
    """A test that counts queries counts the same on a slow machine, where more than a minute passes within it.

    After a minute a request writes when its session was last used, in three queries. Tests that shift a clock keep that.
    """
    if "clock" not in request.fixturenames:
        monkeypatch.setattr("accounts.middleware.WRITE_EVERY_SECONDS", 60 * 60)


# --- Entries made by hand --------------------------------------------------------------------------------------------


def stand_as_submitted(state: EntryState | None = None) -> None:
    """Every entry, brought into `state` if one is given, stands as if it had been submitted as it is now with its evidence;
    drafts as if they had been taken back.
    """
    for entry in Entry.objects.all():
        moved = {"state": state or entry.state}
        if moved["state"] == EntryState.DRAFT:
            show_to_observers(entry, None)
            Entry.objects.filter(pk=entry.pk).update(**moved)
            continue
        now = {"saved_at": entry.updated_at, "is_settled": True} | entry.content
        revision, _made = Revision.objects.update_or_create(
            entry=entry, version=entry.version, defaults=now, create_defaults=now | {"created_at": entry.updated_at}
        )
        Entry.objects.filter(pk=entry.pk).update(**moved, submissions=max(entry.submissions, 1))
        show_to_observers(entry, revision)


# --- A small plan ----------------------------------------------------------------------------------------------------


def make_agency(code: str, name: str, *, order: int = 1000, genitive: str = "") -> Agency:
    """An agency with one name that has always held."""
    agency = Agency.objects.create(code=code, protocol_order=order)
    AgencyName.objects.create(
        agency=agency,
        nominative=name,
        genitive=genitive or f"{name}nin",
        official=name,
        official_genitive=genitive or f"{name}nin",
    )
    return agency


def make_user(username: str, role: Role, agency: Agency | None = None) -> User:
    user = User.objects.create_user(username, password=PASSWORD, role=role, first_name="Nümunə", last_name=username)
    if agency:
        Membership.objects.create(user=user, agency=agency)
    return user


@kept
def plan(db) -> Plan:
    """Two sections, five sub-points (4.2.9 and 4.2.10 among them), all for both agencies of `agencies`."""
    plan = Plan.objects.create(
        code="numune-2020-2024", title="Nümunə Milli Fəaliyyət Planı", start_year=2020, end_year=2024
    )
    first = Section.objects.create(plan=plan, number="4.1", title="Nümunə istiqamət")
    second = Section.objects.create(plan=plan, number="4.2")
    for section, number in (
        (first, "4.1.6"),
        (second, "4.2.9"),
        (second, "4.2.10"),
        (second, "4.2.1"),
        (second, "4.2.4"),
    ):
        SubPoint.objects.create(section=section, number=number, measure=f"Nümunə tədbir {number} (İnsan haqqında)")
    return plan


@kept
def agency(plan) -> Agency:
    agency = make_agency("NUMUNE", "Nümunə Xidməti", order=10)
    _assign(plan, agency)
    return agency


@kept
def other_agency(plan) -> Agency:
    other = make_agency("BASHQA", "Nümunə Komitəsi", order=20)
    _assign(plan, other)
    return other


def _assign(plan: Plan, agency: Agency) -> None:
    Assignment.objects.bulk_create(
        Assignment(sub_point=sub_point, agency=agency) for sub_point in SubPoint.objects.filter(section__plan=plan)
    )


@kept
def year(plan) -> ReportingYear:
    return ReportingYear.objects.create(plan=plan, year=2024, deadline=datetime.date(2025, 1, 20))


@kept
def closed_year(plan) -> ReportingYear:
    return ReportingYear.objects.create(
        plan=plan, year=2023, deadline=datetime.date(2024, 1, 20), state=YearState.CLOSED
    )


@kept
def people(agency, other_agency) -> dict[str, User]:
    """contributor, lead, stranger (contributor of the other agency), coordinator, observer, administrator."""
    return {
        "contributor": make_user("emekdas", Role.CONTRIBUTOR, agency),
        "lead": make_user("mesul", Role.LEAD, agency),
        "stranger": make_user("bashqa", Role.CONTRIBUTOR, other_agency),
        "coordinator": make_user("koordinator", Role.COORDINATOR),
        "observer": make_user("musahideci", Role.OBSERVER),
        "administrator": make_user("inzibatci", Role.ADMINISTRATOR),
    }


@pytest.fixture
def sign_in(people) -> Callable[[str], Client]:
    """`sign_in("lead")` gives a client signed in as that person; "anonymous" one that is not."""

    def client_of(role: str) -> Client:
        client = Client()
        if role != "anonymous":
            client.force_login(people[role])
        return client

    return client_of


@pytest.fixture
def write_entry(year, agency) -> Callable[..., Entry]:
    """`write_entry("4.2.9", "<p>…</p>", state=…)` writes an entry of `agency` in `year` in any state."""

    def write(
        number: str,
        narrative: str = "<p>Nümunə mətn.</p>",
        *,
        state: EntryState = EntryState.DRAFT,
        by: Agency | None = None,
        in_year: ReportingYear | None = None,
        author: User | None = None,
        status: str = "",
    ) -> Entry:
        reporting_year = in_year or year
        was = reporting_year.state
        ReportingYear.objects.filter(pk=reporting_year.pk).update(state=YearState.OPEN)
        entry = save_entry(
            reporting_year=reporting_year,
            agency=by or agency,
            sub_point=SubPoint.objects.get(number=number, section__plan=reporting_year.plan),
            narrative=narrative,
            status=status,
            author=author,
            expected_version=None,
        )
        ReportingYear.objects.filter(pk=reporting_year.pk).update(state=was)
        if state != EntryState.DRAFT:
            Entry.objects.filter(pk=entry.pk).update(state=state, submissions=1)
            entry.state, entry.submissions = state, 1
            show_to_observers(entry, Revision.objects.get(entry=entry))
        if state == EntryState.RETURNED:
            Transition.objects.create(
                entry=entry,
                action="return",
                from_state=EntryState.SUBMITTED,
                to_state=EntryState.RETURNED,
                reason="Nümunə səbəb.",
                created_at=timezone.now(),
            )
        return entry

    return write
