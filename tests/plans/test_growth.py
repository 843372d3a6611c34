"""Pages that list agencies cost the same with many of them: so many queries, so much work, and nothing is hidden from few."""

import datetime
from collections import Counter
from itertools import cycle

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, make_aware

from accounts.enums import Role
from accounts.models import User
from plans.enums import ExtensionState, MailChoice
from plans.models import Agency, Extension, PersonalSettings, ReportingYear
from plans.pages.queries.agency_work import read_work
from plans.reminders.queries import reminder_cases
from plans.samples.load import FIRST_YEAR, LOAD_PLAN, create_load_data
from tests.conftest import make_user
from tests.operations import calls_of

pytestmark = pytest.mark.django_db

PLAN = f"/plans/{LOAD_PLAN}"
PAGES = {
    "agencies": f"{PLAN}/agencies/",
    "last agencies": f"{PLAN}/agencies/?page=2",
    "latest agencies": f"{PLAN}/agencies/?sort=late",
    "agencies by days": f"{PLAN}/agencies/?sort=days",
    "reminders": f"{PLAN}/{FIRST_YEAR}/reminders/",
    "late reminders": f"{PLAN}/{FIRST_YEAR}/reminders/?late=1",
    "settings": f"{PLAN}/{FIRST_YEAR}/settings/",
    "journal": f"{PLAN}/activity/",
    "journal of one": f"{PLAN}/activity/?agency=YUK-007",
}
POSTS = {"reminding seven": (f"{PLAN}/{FIRST_YEAR}/reminders/send/", {"agency": [f"YUK-{i:03d}" for i in range(1, 8)]})}
FEW, MANY = 200, 600


@pytest.fixture
def measure(sign_in):
    client = sign_in("coordinator")

    def cost(agencies: int) -> dict[str, tuple[int, int]]:
        """By page: queries, and functions called."""
        found = {}
        with transaction.atomic():
            create_load_data(agencies=agencies, sub_points=6, years=1)
            with connection.cursor() as cursor:
                cursor.execute(
                    "ANALYZE"
                )  # as the database does by itself in a minute; until then it plans for empty tables
            for name, address in PAGES.items():
                assert client.get(address).status_code == 200  # what is imported and looked up once
                with CaptureQueriesContext(connection) as queries:
                    calls = calls_of(lambda address=address: client.get(address))
                found[name] = (len(queries), calls)
            person = make_user("one-lead", Role.LEAD, Agency.objects.get(code="YUK-002"))
            User.objects.filter(pk=person.pk).update(email="one-lead@numune.example")
            for name, (address, form) in POSTS.items():
                assert client.post(address, form).status_code == 200
                with CaptureQueriesContext(connection) as queries:
                    calls = calls_of(lambda address=address, form=form: client.post(address, form))
                found[name] = (len(queries), calls)
            transaction.set_rollback(True)
        return found

    return cost


def test_pages_cost_the_same_with_many_agencies(measure):
    few, many = measure(FEW), measure(MANY)
    assert {name: queries for name, (queries, _calls) in few.items()} == {
        name: queries for name, (queries, _calls) in many.items()
    }
    grown = {name: (few[name][1], calls) for name, (_queries, calls) in many.items() if calls > 1.1 * few[name][1]}
    assert grown == {}


@pytest.fixture
def load(request):
    create_load_data(agencies=request.param, sub_points=6, years=1)
    return Agency.objects.filter(code__startswith="YUK")


@pytest.mark.parametrize("load", [40], indirect=True)
def test_of_forty_agencies_none_is_hidden(load, sign_in):
    client = sign_in("coordinator")
    client.cookies["django_language"] = "en"
    codes = [agency.code for agency in load]
    page = client.get(PAGES["agencies"])
    assert [row.agency.code for row in page.context["rows"]] == codes
    assert "Page 1 of" not in page.content.decode()
    reminders = client.get(PAGES["reminders"])
    silent = [case.agency.code for _key, _why, cases, _total in reminders.context["silent"] for case in cases]
    assert sorted([case.agency.code for case, _text in reminders.context["cases"]] + silent) == codes
    for name in ("settings", "journal"):
        text = client.get(PAGES[name]).content.decode()
        assert [code for code in codes if f'<option value="{code}"' not in text] == []


@pytest.mark.parametrize("load", [130], indirect=True)
def test_of_many_agencies_each_is_on_one_page(load, sign_in):
    client = sign_in("coordinator")
    client.cookies["django_language"] = "en"
    codes = [agency.code for agency in load]
    pages = [client.get(PAGES["agencies"], {"page": number}) for number in (1, 2)]
    assert [row.agency.code for page in pages for row in page.context["rows"]] == codes
    assert "130 agencies" in pages[0].content.decode()
    assert "?page=2" in pages[0].content.decode()
    assert "Agencies 101 to 130 of 130" in client.get(PAGES["reminders"], {"agencies": 2}).content.decode()
    named = client.get(PAGES["agencies"], {"sort": "name"}).context["rows"]
    assert (len(named), named[0].name) == (100, "1 nömrəli Nümunə İdarəsi")
    found = client.get(PAGES["agencies"], {"q": "117 nomreli"}).context["rows"]
    assert [row.agency.code for row in found] == ["YUK-117"]
    asked = client.get(PAGES["reminders"], {"agency": ["YUK-002", "YUK-117", "YOX"]})
    assert asked.context["listed"].paginator.count == 2
    settings = client.get(PAGES["settings"]).content.decode()
    assert '<input id="grant-agency"' in settings
    journal = client.get(PAGES["journal of one"])
    assert (journal.context["shown"], journal.context["notes"]) == ({"agency": "YUK-007"}, [])
    assert "YOX" in client.get(f"{PLAN}/activity/?agency=YOX").context["notes"][0]


@pytest.mark.parametrize("load", [130], indirect=True)
def test_more_time_is_given_to_one_of_many_by_its_code(load, sign_in):
    client = sign_in("coordinator")
    address = f"{PLAN}/{FIRST_YEAR}/settings/extension/"
    day = f"{FIRST_YEAR + 10}-01-20"
    refused = client.post(address, {"agency": "YOX", "until": day})
    assert (refused.status_code, list(refused.context["grant_form"].errors)) == (422, ["agency"])
    assert client.post(address, {"agency": "YUK-117", "until": day}).status_code == 302
    assert load.get(code="YUK-117").extensions.get().granted_until.isoformat() == day


@pytest.mark.parametrize("load", [130], indirect=True)
@pytest.mark.parametrize("by", ["late", "days"])
def test_many_agencies_are_ordered_by_all_their_work_and_read_a_page_at_a_time(load, by, sign_in, people):
    client = sign_in("coordinator")
    agencies = list(load)
    year = ReportingYear.objects.get(plan__code=LOAD_PLAN)
    for number, (agency, days) in enumerate(zip(agencies[::7], cycle((-3, 0, 4)), strict=False)):
        moment = make_aware(datetime.datetime.combine(year.deadline, datetime.time(23, 59)))
        agency.entries.update(first_submitted_at=moment + datetime.timedelta(days=days + number))
        if number % 4 == 0:
            given = year.deadline + datetime.timedelta(days=number)
            Extension.objects.create(
                reporting_year=year,
                agency=agency,
                state=ExtensionState.GRANTED,
                granted_until=given,
                decided_at=moment,
                decided_by=people["coordinator"],
            )
    with CaptureQueriesContext(connection) as queries:
        pages = [client.get(PAGES["agencies"], {"sort": by, "page": number}) for number in (1, 2)]
    shown = [row for page in pages for row in page.context["rows"]]
    works = read_work(people["coordinator"], [year], agencies)

    def weight(agency):
        work = works[agency.pk, year.pk]
        if by == "late":
            return (-work.late, -work.late_sent)
        return (work.median_days is None, -(work.median_days or 0))

    assert [row.agency.code for row in shown] == [agency.code for agency in sorted(agencies, key=weight)]
    assert len({weight(agency) for agency in agencies}) >= 5
    assert len(queries) <= 32


@pytest.mark.parametrize("load", [130], indirect=True)
def test_reminders_count_all_pages_and_find_an_agency_by_words(load, sign_in):
    client = sign_in("coordinator")
    client.cookies["django_language"] = "en"
    for number, code in enumerate(("YUK-002", "YUK-117", "YUK-130")):
        mails = {"mails": MailChoice.NONE} if code == "YUK-130" else {}
        person = make_user(f"lead-{number}", Role.LEAD, load.get(code=code))
        User.objects.filter(pk=person.pk).update(email=f"lead-{number}@numune.example")
        PersonalSettings.objects.update_or_create(user=person, defaults=mails)
    year = ReportingYear.objects.select_related("plan").get(plan__code=LOAD_PLAN)
    cases = reminder_cases(year, localdate())
    reachable = [case for case in cases if not case.silence]
    page = client.get(PAGES["reminders"])
    assert (len(reachable), sum(bool(case.late) for case in reachable)) == (2, 2)
    text = page.content.decode()
    assert [f'{label} <span class="count">2</span>' in text for label in ("All", "Late")] == [True, True]
    assert [case.agency.code for case, _text in page.context["cases"]] == ["YUK-002"]
    totals = Counter(case.silence for case in cases if case.silence)
    assert {key: total for key, _why, _cases, total in page.context["silent"]} == totals
    late = client.get(PAGES["late reminders"])
    assert [case.agency.code for case, _text in late.context["cases"]] == ["YUK-002", "YUK-117"]
    assert late.context["listed"].paginator.num_pages == 1
    found = client.get(PAGES["reminders"], {"q": "117 nomreli"})
    assert [case.agency.code for case, _text in found.context["cases"]] == ["YUK-117"]
    assert (found.context["reachable"], found.context["silent"]) == (1, [])
    nobody = client.get(PAGES["reminders"], {"q": "yoxdur"}).content.decode()
    assert "No agency of this year has these words in its name." in nobody


@pytest.mark.parametrize("load", [40], indirect=True)
def test_few_reminders_have_no_search_field(load, sign_in):
    client = sign_in("coordinator")
    assert not client.get(PAGES["reminders"]).context["has_search"]
    assert client.get(PAGES["reminders"], {"q": "7 nomreli"}).context["has_search"]
