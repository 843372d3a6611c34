"""Pages that list agencies cost the same with many of them: so many queries, so much work, and nothing is hidden from few."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from plans.models import Agency
from plans.samples.load import FIRST_YEAR, LOAD_PLAN, create_load_data
from tests.operations import calls_of

pytestmark = pytest.mark.django_db

PLAN = f"/plans/{LOAD_PLAN}"
PAGES = {
    "agencies": f"{PLAN}/agencies/",
    "last agencies": f"{PLAN}/agencies/?page=2",
    "reminders": f"{PLAN}/{FIRST_YEAR}/reminders/",
    "settings": f"{PLAN}/{FIRST_YEAR}/settings/",
    "journal": f"{PLAN}/activity/",
    "journal of one": f"{PLAN}/activity/?agency=YUK-007",
}
FEW, MANY = 200, 600


@pytest.fixture
def measure(sign_in):
    client = sign_in("coordinator")

    def cost(agencies: int) -> dict[str, tuple[int, int]]:
        """By page: queries, and functions called."""
        found = {}
        with transaction.atomic():
            create_load_data(agencies=agencies, sub_points=6, years=1)
            for name, address in PAGES.items():
                assert client.get(address).status_code == 200  # what is imported and looked up once
                with CaptureQueriesContext(connection) as queries:
                    calls = calls_of(lambda address=address: client.get(address))
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
    silent = [case.agency.code for _key, _why, cases in reminders.context["silent"] for case in cases]
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
