"""The page of the activity: who may open it, what its filters understand, where its rows lead."""

import datetime
import re

import pytest
from django.utils import timezone

from plans.enums import EntryState
from plans.models import Comment, Evidence, Plan, ReportingYear, Section, SubPoint, Transition, YearEvent

pytestmark = pytest.mark.django_db

PAGE = "/plans/numune-2020-2024/activity/"
ENTRY = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"


@pytest.fixture
def english(sign_in):
    """`english("lead")` gives a client signed in whose pages are English."""

    def client_of(role: str):
        client = sign_in(role)
        client.cookies["django_language"] = "en"
        return client

    return client_of


@pytest.fixture
def worked(write_entry, people):
    """An entry that was written, submitted, commented and given evidence."""
    entry = write_entry("4.2.9", author=people["contributor"], state=EntryState.SUBMITTED)
    Transition.objects.create(
        entry=entry,
        action="submit",
        from_state="draft",
        to_state="submitted",
        actor=people["lead"],
        created_at=timezone.now(),
    )
    Comment.objects.create(
        entry=entry, text="Gizli söz", author=people["coordinator"], by_coordinator=True, created_at=timezone.now()
    )
    Evidence.objects.create(
        entry=entry,
        title="<b>Nümunə sənəd</b>",
        is_public=True,
        url="https://numune.example/",
        added_by=people["lead"],
        added_at=timezone.now(),
    )
    return entry


def events(response) -> list[str]:
    return [row.event for row in response.context["page"].rows]


def addresses(response) -> dict[str, str]:
    return {row.event: address for _day, rows in response.context["days"] for row, address in rows}


# --- Who may open it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("lead", 200), ("contributor", 200), ("coordinator", 200), ("observer", 200), ("administrator", 404)],
)
def test_page_is_for_those_who_work_with_entries(who, status, sign_in, year):
    assert sign_in(who).get(PAGE).status_code == status


def test_page_of_an_unknown_plan_and_of_one_without_a_year_is_not_there(sign_in, year):
    Plan.objects.create(code="yeni-plan", title="Nümunə", start_year=2025, end_year=2026)
    assert sign_in("coordinator").get("/plans/yoxdur/activity/").status_code == 404
    assert sign_in("coordinator").get("/plans/yeni-plan/activity/").status_code == 404


def test_agency_without_a_part_in_the_plan_has_no_page_of_it(sign_in, year):
    other = Plan.objects.create(code="basqa-plan", title="Nümunə", start_year=2020, end_year=2024)
    ReportingYear.objects.create(plan=other, year=2024, deadline=datetime.date(2025, 1, 20))
    assert sign_in("lead").get("/plans/basqa-plan/activity/").status_code == 404
    assert sign_in("coordinator").get("/plans/basqa-plan/activity/").status_code == 200


def test_page_cannot_be_posted_to(sign_in, year):
    assert sign_in("coordinator").post(PAGE).status_code == 405


def test_stranger_sees_nothing_of_the_others_work(worked, sign_in):
    page = sign_in("stranger").get(f"{PAGE}?agency=NUMUNE&number=4.2.9").content.decode()
    assert ENTRY not in page
    assert "Nümunə mesul" not in page
    assert "Nümunə Xidməti" not in page
    assert ENTRY in sign_in("lead").get(PAGE).content.decode()


# --- What stands on it -----------------------------------------------------------------------------------------------


def test_rows_say_who_what_and_when_and_lead_to_the_thing(worked, english):
    response = english("coordinator").get(f"{PAGE}?agency=NUMUNE&year=2024")
    assert events(response) == ["evidence-added", "comment", "move-of-staff", "revision"]
    assert addresses(response) == {
        "evidence-added": ENTRY,
        "comment": f"{ENTRY}#comments-title",
        "move-of-staff": ENTRY,
        "revision": f"{ENTRY}history/",
    }
    page = response.content.decode()
    assert "<b>Submitted</b>" in page
    assert "Nümunə mesul" in page
    assert "&lt;b&gt;Nümunə sənəd&lt;/b&gt;" in page
    assert "<b>Nümunə sənəd</b>" not in page
    assert "Gizli söz" not in page
    assert "Nümunə mətn" not in page


def test_rows_stand_under_their_days(write_entry, sign_in):
    entry = write_entry("4.2.9")
    for day in (1, 1, 2):
        Transition.objects.create(
            entry=entry,
            action="submit",
            from_state="draft",
            to_state="submitted",
            created_at=datetime.datetime(2024, 12, day, 21, tzinfo=datetime.UTC),  # in Baku the next day
        )
    days = sign_in("coordinator").get(f"{PAGE}?kind=moves").context["days"]
    assert [(day.isoformat(), len(rows)) for day, rows in days] == [("2024-12-03", 1), ("2024-12-02", 2)]


def test_plan_data_shows_before_and_after_to_coordinator_and_observer(english, year):
    section = Section.objects.get(number="4.1")
    section.title = "Nümunə yeni istiqamət"
    section.save()
    point = SubPoint.objects.get(number="4.2.9")
    point.end_year = 2024
    point.save()
    for who in ("coordinator", "observer"):
        page = english(who).get(f"{PAGE}?kind=plan").content.decode()
        assert "Nümunə <ins>yeni</ins> istiqamət" in page
        assert re.search(r"<dt>to year</dt>\s*<dd[^>]*><ins>2024</ins>", page)
        assert 'href="/plans/numune-2020-2024/points/4.2.9/"' in page
    assert "istiqamət" not in english("lead").get(f"{PAGE}?kind=plan").content.decode()


def test_reader_without_a_single_event_is_told_so(english, year):
    page = english("stranger").get(f"{PAGE}?kind=moves").content.decode()
    assert "Nothing has happened that fits all the filters together." in page
    assert 'href="/plans/numune-2020-2024/activity/"' in page


def test_year_leads_the_coordinator_to_its_settings_and_others_nowhere(sign_in, year):
    YearEvent.objects.create(reporting_year=year, action="opened", created_at=timezone.now())
    found = {who: addresses(sign_in(who).get(f"{PAGE}?kind=deadlines")) for who in ("coordinator", "observer", "lead")}
    assert found == {
        "coordinator": {"year": "/plans/numune-2020-2024/2024/settings/"},
        "observer": {"year": ""},
        "lead": {"year": ""},
    }


# --- Filters from an address -----------------------------------------------------------------------------------------


def test_filters_stand_in_the_fields_and_in_the_links(worked, sign_in):
    query = "agency=NUMUNE&number=4.2.9&year=2024&kind=moves&who=mesul&from=2020-01-01&to=2099-12-31"
    response = sign_in("coordinator").get(f"{PAGE}?{query}")
    assert events(response) == ["move-of-staff"]
    assert response.context["notes"] == []
    assert response.context["shown"] == {
        "agency": "NUMUNE",
        "number": "4.2.9",
        "year": "2024",
        "kind": "moves",
        "who": "mesul",
        "from": "2020-01-01",
        "to": "2099-12-31",
    }
    page = response.content.decode()
    assert f'activity.csv?{query.replace("&", "&amp;")}"' in page
    assert '<option value="NUMUNE" selected>' in page


@pytest.mark.parametrize(
    "query",
    [
        "agency=YOXDUR",
        "agency=%00",
        "number=9.9.9",
        "number=abc",
        "number=4.2.9%00",
        "year=1999",
        "year=iki",
        "year=99999999999999999999",
        "kind=yoxdur",
        "who=%00",
        "from=2024-13-45",
        "from=0001-01-01",
        "to=9999-12-31",
        "to=bazar",
    ],
)
def test_value_from_an_old_link_is_left_out_and_said(query, worked, english):
    client = english("coordinator")
    everything = events(client.get(PAGE))
    response = client.get(f"{PAGE}?{query}&page=1")
    assert response.status_code == 200
    assert events(response) == everything
    assert response.context["shown"] == {}
    (note,) = response.context["notes"]
    assert "was left out" in note
    assert "was left out" in response.content.decode()


def test_several_old_values_are_said_each_and_the_others_hold(worked, sign_in):
    response = sign_in("coordinator").get(f"{PAGE}?agency=YOXDUR&year=1999&kind=moves")
    assert len(response.context["notes"]) == 2
    assert events(response) == ["move-of-staff"]


def test_days_in_the_wrong_order_are_left_out(worked, english):
    response = english("coordinator").get(f"{PAGE}?kind=moves&from=2024-02-02&to=2024-02-01")
    assert events(response) == ["move-of-staff"]
    assert response.context["shown"] == {"kind": "moves"}
    assert response.context["notes"] == ["The first day came after the last: both were left out. Choose them again."]


def test_days_are_read_in_the_form_of_the_country_too(worked, sign_in):
    response = sign_in("coordinator").get(f"{PAGE}?from=01.02.2020&to=31.12.2098")
    assert response.context["shown"] == {"from": "2020-02-01", "to": "2098-12-31"}
    assert sign_in("coordinator").get(f"{PAGE}?kind=moves&to=01.02.2020").context["page"].rows == []


@pytest.mark.parametrize(("page", "shown"), [("0", 1), ("-3", 1), ("x", 1), ("٣", 1), ("99999999999", 1), ("7", 1)])
def test_page_that_is_not_there_is_the_first(page, shown, worked, sign_in):
    response = sign_in("coordinator").get(f"{PAGE}?page={page}")
    assert (response.status_code, response.context["page"].number) == (200, shown)


def test_agencys_own_code_is_understood_and_others_are_not(worked, sign_in):
    own = sign_in("lead").get(f"{PAGE}?agency=NUMUNE&kind=moves")
    assert (events(own), own.context["notes"]) == (["move-of-staff"], [])
    others = sign_in("lead").get(f"{PAGE}?agency=BASHQA&kind=moves")
    assert (events(others), len(others.context["notes"])) == (["move-of-staff"], 1)


def test_kind_that_is_not_the_readers_is_left_out(worked, sign_in):
    response = sign_in("observer").get(f"{PAGE}?kind=comments")
    assert response.context["shown"] == {}
    assert len(response.context["notes"]) == 1
    assert "comment" not in events(response)


def test_nobody_of_the_name_finds_nothing_and_letters_are_compared_loosely(worked, sign_in, people):
    people["lead"].last_name = "Əliyeva"
    people["lead"].save()
    client = sign_in("coordinator")
    assert events(client.get(f"{PAGE}?kind=moves&who=eliyeva+numune")) == ["move-of-staff"]
    assert events(client.get(f"{PAGE}?kind=moves&who=yoxdurbele")) == []


def test_name_that_more_than_fifty_people_have_is_left_out(worked, english, django_user_model):
    django_user_model.objects.bulk_create(
        django_user_model(username=f"eyni{number}", last_name="Eyniadlı") for number in range(51)
    )
    response = english("coordinator").get(f"{PAGE}?kind=moves&who=eyniadl")
    assert events(response) == ["move-of-staff"]
    assert response.context["notes"] == [
        "More than 50 users match “eyniadl”: the filter was left out and all are shown. Type more of the name."
    ]
    django_user_model.objects.get(username="eyni0").delete()
    assert events(english("coordinator").get(f"{PAGE}?kind=moves&who=eyniadl")) == []


def test_number_that_a_sub_point_had_before_is_understood(sign_in, year):
    point = SubPoint.objects.get(number="4.2.9")
    point.number = "4.2.90"
    point.save()
    old, new = (sign_in("coordinator").get(f"{PAGE}?number={number}") for number in ("4.2.9", "4.2.90"))
    assert events(old) == events(new) == ["plan-subpoint", "plan-subpoint"]


# --- Cost ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_queries_whatever_is_on_it(rows, worked, sign_in, django_assert_num_queries):
    for again in range(1, rows):
        Transition.objects.create(
            entry=worked,
            action="take_back",
            from_state="submitted",
            to_state="draft",
            created_at=timezone.now() + datetime.timedelta(days=again),
        )
    query = "?agency=NUMUNE&number=4.2.9&year=2024&who=nümunə"
    coordinator, lead, observer = sign_in("coordinator"), sign_in("lead"), sign_in("observer")
    # session, person, years; agencies to choose from (and whether they are many) with their names; number, name; events,
    # and where to look for them (2); people, agency with its names, sub-points
    with django_assert_num_queries(15):
        response = coordinator.get(PAGE + query)
    assert len(response.context["page"].rows) == 4
    # nothing to choose from, but the own agency with its names
    with django_assert_num_queries(13):
        lead.get(PAGE + query)
    with django_assert_num_queries(10):  # nothing is found: nothing is looked up
        observer.get(PAGE + query)
