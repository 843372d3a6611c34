"""The coordinator's page of a year and the lead's page about more time, as forms are sent to them."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from plans.enums import AssignmentRole, EntryState, ExtensionState, YearAction, YearState
from plans.models import (
    Assignment,
    Comment,
    EditorialVersion,
    Extension,
    Plan,
    ReportingYear,
    Section,
    SubPoint,
    YearEvent,
)
from plans.queries.years import extended_until
from plans.services.extensions import ask_extension, grant_extension
from tests.conftest import make_agency

pytestmark = pytest.mark.django_db

PLAN = {"plan": "numune-2020-2024", "year": 2024}
OWN = PLAN | {"agency": "NUMUNE"}
DEADLINE, UNTIL = datetime.date(2025, 1, 20), datetime.date(2025, 2, 3)
REASON = "Nümunə səbəb."


def address(name: str, **parts) -> str:
    return reverse(f"plans:{name}", kwargs=PLAN | parts)


@pytest.fixture(autouse=True)
def before_the_deadline():
    with time_machine.travel(datetime.datetime(2025, 1, 15, 8, 0, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def coordinator(sign_in, year):
    """A coordinator's client, its pages in English."""
    client = sign_in("coordinator")
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def lead(sign_in, year):
    client = sign_in("lead")
    client.cookies["django_language"] = "en"
    return client


def page_of(response) -> str:
    return " ".join(response.content.decode().split())


def followed(client, *args) -> str:
    return page_of(client.post(*args, follow=True))


# --- The page --------------------------------------------------------------------------------------------------------


def test_page_shows_how_the_year_stands_and_what_can_be_done(coordinator, agency, write_entry, closed_year):
    write_entry("4.2.1", state=EntryState.SUBMITTED)
    write_entry("4.2.4", state=EntryState.APPROVED)
    page = page_of(coordinator.get(address("year-settings")))
    assert "<b>10</b> required to report" in page  # both agencies
    assert "<b>8</b> not submitted" in page
    assert "5 days" in page
    assert 'name="seen" value="2025-01-20"' in page
    assert [f'<option value="{y}">' in page for y in range(2019, 2026)] == [False] + [True] * 3 + [False] * 3
    closed = page_of(coordinator.get(address("year-settings", year=2023)))
    assert 'value="reopen"' in closed
    assert 'value="close"' not in closed
    assert 'value="deadline"' not in closed


def test_only_an_open_year_offers_reminders(coordinator, year, closed_year):
    def offers(of) -> bool:
        page = coordinator.get(reverse("plans:year-settings", kwargs={"plan": of.plan.code, "year": of.year}))
        return reverse("plans:reminders", kwargs={"plan": of.plan.code, "year": of.year}) in page.content.decode()

    assert (offers(year), offers(closed_year)) == (True, False)


def test_year_waits_for_as_many_decisions_as_its_queue_holds(coordinator, year, agency, write_entry):
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    write_entry("4.2.10", state=EntryState.SUBMITTED)
    Assignment.objects.filter(agency=agency, sub_point__number="4.2.10").update(role=AssignmentRole.RECOMMENDED)
    shown = coordinator.get(address("year-settings"))
    assert shown.context["waiting"] == coordinator.get(address("review-queue")).context["counts"].all == 2
    write_entry("4.2.1", state=EntryState.DRAFT)
    assert coordinator.get(address("year-settings")).context["waiting"] == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_for_one_wish_and_for_three(coordinator, year, people, django_assert_num_queries, rows):
    for i in range(rows):
        body = make_agency(f"YENI-{i}", f"Nümunə İdarə {i}")
        ask_extension(year, body, until=UNTIL, reason=REASON, by=people["lead"])
        other = make_agency(f"VERILEN-{i}", f"Nümunə Agentliyi {i}")
        grant_extension(year, other, until=UNTIL, by=people["coordinator"], seen=None)
    # Session, user, years; extensions and names; agencies (are they many), names; how they stand (5); events;
    # plans without years.
    coordinator.get(address("year-settings"))
    with django_assert_num_queries(16):
        assert coordinator.get(address("year-settings")).status_code == 200


# --- Deadline --------------------------------------------------------------------------------------------------------


def post_deadline(client, day: str, seen: str = "2025-01-20", **more):
    fields = {"action": "deadline", "deadline": day, "seen": seen} | more
    return client.post(address("year-change"), fields)


def test_harmless_deadline_is_changed_at_once(coordinator, agency):
    assert post_deadline(coordinator, "2025-02-03").status_code == 302
    assert ReportingYear.objects.get().deadline == UNTIL


def test_deadline_over_the_past_asks_first_and_says_what_becomes_late(coordinator, agency, other_agency, people):
    for person in ("lead", "stranger"):
        people[person].email = f"{person}@numune.example"
        people[person].save()
    response = post_deadline(coordinator, "2025-01-10")
    page = page_of(response)
    assert response.status_code == 200
    assert "10 entries become late at once (agencies: 2)." in page
    assert "The next planned reminder of it, on 17.01.2025, goes to 2 agencies." in page
    assert "No planned reminder of it lies ahead" in page_of(post_deadline(coordinator, "2025-01-01"))
    assert ReportingYear.objects.get().deadline == DEADLINE
    assert post_deadline(coordinator, "2025-01-10", confirmed="1").status_code == 302
    assert ReportingYear.objects.get().deadline == datetime.date(2025, 1, 10)
    page = page_of(post_deadline(coordinator, "2025-01-20", seen="2025-01-10"))
    assert "10 entries are late no longer (agencies: 2)." in page


def test_deadline_changed_by_somebody_else_is_not_overwritten(coordinator, agency):
    post_deadline(coordinator, "2025-02-03")
    fields = {"action": "deadline", "deadline": "2025-01-27", "seen": "2025-01-20"}
    page = followed(coordinator, address("year-change"), fields)
    assert "meanwhile, to 03.02.2025" in page
    assert ReportingYear.objects.get().deadline == UNTIL
    assert YearEvent.objects.count() == 1


@pytest.mark.parametrize("day", ["", "sabah", "2025-02-30", "20250-01-01"])
def test_day_that_is_none_is_said_beside_the_field(coordinator, agency, day):
    response = post_deadline(coordinator, day)
    assert response.status_code == 422
    assert 'id="deadline-day-errors"' in response.content.decode()
    assert ReportingYear.objects.get().deadline == DEADLINE


@pytest.mark.parametrize(
    "fields", [{}, {"action": "burn"}, {"action": "deadline", "deadline": "1970-01-01", "seen": "2025-01-20"}]
)
def test_step_that_makes_no_sense_changes_nothing_and_says_so(coordinator, agency, fields):
    assert "is-error" in followed(coordinator, address("year-change"), fields)
    assert not YearEvent.objects.exists()


# --- Closing, reopening, opening -------------------------------------------------------------------------------------


CLOSE = {"action": "close", "confirmed": "1"}


def test_closing_asks_first_with_everything_that_it_freezes(coordinator, agency, year, people, write_entry):
    waiting = write_entry("4.2.1", state=EntryState.SUBMITTED)
    approved = write_entry("4.2.4", state=EntryState.APPROVED)
    Comment.objects.create(
        entry=waiting, text=REASON, author=people["coordinator"], by_coordinator=True, created_at=timezone.now()
    )
    EditorialVersion.objects.create(
        entry=approved,
        entry_version=1,
        narrative=f"<p>{REASON}</p>",
        written_by=people["coordinator"],
        written_at=timezone.now(),
    )
    ask_extension(year, agency, until=UNTIL, reason=REASON, by=people["lead"])
    page = page_of(coordinator.post(address("year-change"), {"action": "close"}))
    assert ReportingYear.objects.get().is_open
    for sentence in (
        "8 required entries are not submitted",
        "1 submitted entry is not decided",
        "1 editorial version is not decided and will not be printed",
        "5 sub-points are not assessed",
        "1 request for more time has no answer",
        "1 comment is not resolved",
    ):
        assert sentence in page
    queue = page_of(coordinator.get(address("review-queue")))
    assert queue.count('href="/plans/numune-2020-2024/2024/NUMUNE/4.2.1/review/') >= 1


def test_closing_a_year_with_nothing_open_says_so(coordinator, agency):
    Assignment.objects.all().delete()
    page = page_of(coordinator.post(address("year-change"), {"action": "close"}))
    assert "Nothing is left open in it." in page
    assert "stays as it is" not in page


def test_year_is_closed_and_reopened_with_a_reason(coordinator, agency):
    assert "The year 2024 is closed." in followed(coordinator, address("year-change"), CLOSE)
    assert "closed already" in followed(coordinator, address("year-change"), {"action": "close"})
    response = coordinator.post(address("year-change"), {"action": "reopen", "reason": " "})
    assert response.status_code == 422
    assert 'id="reopen-reason-errors"' in response.content.decode()
    assert ReportingYear.objects.get().state == YearState.CLOSED
    page = followed(coordinator, address("year-change"), {"action": "reopen", "reason": REASON})
    assert "The year 2024 is open again." in page
    assert REASON in page
    assert "open already" in followed(coordinator, address("year-change"), {"action": "reopen", "reason": ""})
    assert list(YearEvent.objects.order_by("pk").values_list("action", flat=True)) == ["closed", "reopened"]


def test_another_year_is_opened_with_the_usual_or_a_named_deadline(coordinator, agency):
    place = reverse("plans:year-open", kwargs={"plan": "numune-2020-2024"})
    response = coordinator.post(place, {"year": "2022", "deadline": "", "confirmed": "1"})
    assert response["Location"] == address("year-settings", year=2022)
    coordinator.post(place, {"year": "2021", "deadline": "2022-02-01", "confirmed": "1"})
    assert list(ReportingYear.objects.order_by("year").values_list("year", "deadline")) == [
        (2021, datetime.date(2022, 2, 1)),
        (2022, datetime.date(2023, 1, 20)),
        (2024, DEADLINE),
    ]


def test_opening_a_year_that_is_over_asks_first_and_says_who_is_late(coordinator, agency):
    place = reverse("plans:year-open", kwargs={"plan": "numune-2020-2024"})
    page = page_of(coordinator.post(place, {"year": "2022"}))
    assert "10 entries are late from the first moment (agencies: 2)." in page
    assert 'value="2023-01-20"' in page
    assert not ReportingYear.objects.filter(year=2022).exists()
    # A deadline that lies ahead makes nobody late: nothing is asked.
    assert coordinator.post(place, {"year": "2022", "deadline": "2025-01-20"}).status_code == 302
    assert ReportingYear.objects.get(year=2022).deadline == DEADLINE


@pytest.mark.parametrize("step", ["reopen", "grant", "decide"])
def test_slower_coordinator_gets_back_what_was_typed(coordinator, agency, year, people, step):
    ask_extension(year, agency, until=UNTIL, reason="Nümunə xahiş.", by=people["lead"])
    if step == "reopen":  # a colleague has reopened it meanwhile
        response = coordinator.post(address("year-change"), {"action": "reopen", "reason": REASON})
    elif step == "grant":
        ReportingYear.objects.update(state=YearState.CLOSED)
        fields = {"agency": "NUMUNE", "until": UNTIL.isoformat(), "answer": REASON}
        response = coordinator.post(address("extension-grant"), fields)
    else:
        Extension.objects.update(state=ExtensionState.REFUSED, answer="Nümunə cavab.", decided_at=timezone.now())
        place = address("extension-decide", extension=Extension.objects.get().pk)
        response = coordinator.post(place, {"decision": "refuse", "answer": REASON})
    assert response.status_code == 409
    assert f"data-kept-words>{REASON}</blockquote>" in page_of(response)


@pytest.mark.parametrize(
    "fields",
    [
        {"year": "2024"},
        {"year": "2025"},
        {"year": "9999"},
        {"year": "heç"},
        {},
        {"year": "2022", "deadline": "0001-01-01"},
    ],
)
def test_year_that_cannot_be_opened_is_refused_with_a_sentence(coordinator, agency, fields):
    page = followed(coordinator, reverse("plans:year-open", kwargs={"plan": "numune-2020-2024"}), fields)
    assert "No year was opened." in page
    assert ReportingYear.objects.count() == 1


def test_unknown_plan_is_not_there(coordinator):
    assert coordinator.post(reverse("plans:year-open", kwargs={"plan": "yoxdur"}), {"year": "2024"}).status_code == 404


def test_first_year_of_a_plan_can_be_refused_without_any_page_of_the_plan(sign_in, plan):
    response = sign_in("coordinator").post(reverse("plans:year-open", kwargs={"plan": plan.code}), {"year": "1999"})
    assert response["Location"] == "/"


@pytest.fixture
def new_plan(plan):
    return Plan.objects.create(code="yeni-2025-2026", title="Nümunə Yeni Plan", start_year=2025, end_year=2026)


def test_plan_without_any_year_is_opened_from_another_plans_page(coordinator, agency, new_plan):
    page = page_of(coordinator.get(address("year-settings")))
    place = reverse("plans:year-open", kwargs={"plan": new_plan.code})
    assert "Other plans" in page
    assert f'action="{place}"' in page
    assert '<option value="2026">' in page
    response = coordinator.post(place, {"year": "2025", "deadline": ""})
    assert response["Location"] == f"/plans/{new_plan.code}/2025/settings/"
    page = page_of(coordinator.get(address("year-settings")))
    assert "Other plans" not in page
    assert f'action="{place}"' not in page


def test_first_year_of_all_is_opened_by_the_coordinator_and_offered_to_nobody_else(sign_in, plan, new_plan):
    places = [reverse("plans:year-open", kwargs={"plan": code}) for code in (plan.code, new_plan.code)]
    for role in ("lead", "observer"):
        assert [place in page_of(sign_in(role).get("/")) for place in places] == [False, False]
    client = sign_in("coordinator")
    client.cookies["django_language"] = "en"
    page = page_of(client.get("/"))
    assert [page.count(f'action="{place}"') for place in places] == [1, 1]
    assert "No year was opened." in followed(client, places[0], {"year": "1999"})
    assert client.post(places[1], {"year": "2025"}).status_code == 302
    assert list(ReportingYear.objects.values_list("plan__code", "year")) == [(new_plan.code, 2025)]


def test_coordinator_without_any_plan_is_offered_nothing_to_open(sign_in, plan):
    Assignment.objects.all().delete()
    SubPoint.objects.all().delete()
    Section.objects.all().delete()
    plan.delete()
    assert "/years/open/" not in page_of(sign_in("coordinator").get("/"))


# --- More time, the coordinator --------------------------------------------------------------------------------------


def test_more_time_is_given_unasked_and_shown(coordinator, year, agency):
    page = followed(coordinator, address("extension-grant"), {"agency": "NUMUNE", "until": "2025-02-03"})
    assert "NUMUNE has time until 03.02.2025." in page
    assert "in force" in page
    assert extended_until(year, agency) == UNTIL
    row = YearEvent.objects.filter(action=YearAction.DEADLINE)
    assert not row.exists()  # the year's own deadline stays


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"agency": "", "until": "2025-02-03"}, 422, "grant-agency"),
        ({"agency": "YOXDUR", "until": "2025-02-03"}, 422, "grant-agency"),
        ({"agency": "NUMUNE", "until": ""}, 422, "grant-until"),
        ({"agency": "NUMUNE", "until": "2025-01-20"}, 409, "grant-until"),
        ({"agency": "NUMUNE", "until": "2025-02-03", "answer": "x" * 4001}, 422, "grant-answer"),
    ],
)
def test_more_time_that_cannot_be_given_is_said_beside_the_field(coordinator, agency, fields, status, field):
    response = coordinator.post(address("extension-grant"), fields)
    assert response.status_code == status
    assert f'id="{field}-errors"' in response.content.decode()
    assert not Extension.objects.exists()


def test_older_page_does_not_replace_time_given_meanwhile(coordinator, year, agency, other_agency):
    fields = {"agency": "NUMUNE", "until": "2025-02-03"}
    coordinator.post(address("extension-grant"), fields)
    first = Extension.objects.get()
    stale = fields | {"until": "2025-01-27", "answer": "Nümunə cavab."}
    response = coordinator.post(address("extension-grant"), stale)
    assert response.status_code == 409
    page = page_of(response)
    assert "This agency was given time until 03.02.2025 in the meantime." in page
    assert 'value="2025-01-27"' in page
    assert "Nümunə cavab.</textarea>" in page
    assert 'value="NUMUNE" selected' in page
    assert (extended_until(year, agency), Extension.objects.count()) == (UNTIL, 1)
    assert f'name="seen-NUMUNE" value="{first.pk}"' in page
    assert 'name="seen-BASHQA"' not in page
    for seen in ("heç", "9" * 5000):
        assert coordinator.post(address("extension-grant"), stale | {"seen-NUMUNE": seen}).status_code == 409
    response = coordinator.post(address("extension-grant"), stale | {"seen-NUMUNE": str(first.pk)})
    assert response.status_code == 302
    assert extended_until(year, agency) == datetime.date(2025, 1, 27)


def test_wish_is_granted_or_refused_on_the_page(coordinator, year, agency, other_agency, people):
    first = ask_extension(year, agency, until=UNTIL, reason=REASON, by=people["lead"])
    second = ask_extension(year, other_agency, until=UNTIL, reason=REASON, by=people["stranger"])
    assert REASON in page_of(coordinator.get(address("year-settings")))
    coordinator.post(
        address("extension-decide", extension=first.pk), {"decision": "grant", "until": "2025-01-27", "answer": ""}
    )
    refusal = {"decision": "refuse", "until": "", "answer": ""}
    response = coordinator.post(address("extension-decide", extension=second.pk), refusal)
    assert response.status_code == 422
    assert f'id="answer-{second.pk}-errors"' in response.content.decode()
    refusal = {"decision": "refuse", "until": "səhv", "answer": "Nümunə cavab."}
    assert coordinator.post(address("extension-decide", extension=second.pk), refusal).status_code == 302
    states = Extension.objects.order_by("pk").values_list("state", "granted_until", "answer")
    assert list(states) == [("granted", datetime.date(2025, 1, 27), ""), ("refused", None, "Nümunə cavab.")]


def test_wish_answered_by_somebody_else_stays_answered(coordinator, year, agency, people):
    extension_request = ask_extension(year, agency, until=UNTIL, reason=REASON, by=people["lead"])
    place = address("extension-decide", extension=extension_request.pk)
    coordinator.post(place, {"decision": "grant", "until": ""})
    page = followed(coordinator, place, {"decision": "refuse", "answer": "Nümunə cavab."})
    assert "answered this request meanwhile" in page
    assert Extension.objects.get().state == ExtensionState.GRANTED


def test_impossible_day_of_a_grant_is_said_beside_the_wish_and_kept(coordinator, year, agency, people):
    extension_request = ask_extension(year, agency, until=UNTIL, reason=REASON, by=people["lead"])
    response = coordinator.post(
        address("extension-decide", extension=extension_request.pk),
        {"decision": "grant", "until": "2025-01-20", "answer": "Nümunə cavab."},
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert f'id="until-{extension_request.pk}-errors"' in page
    assert 'value="2025-01-20"' in page
    assert "Nümunə cavab.</textarea>" in page


def test_wish_of_another_year_and_time_given_unasked_have_no_answer(coordinator, year, closed_year, agency, people):
    extension_request = ask_extension(year, agency, until=UNTIL, reason=REASON, by=people["lead"])
    given = Extension.objects.create(reporting_year=year, agency=agency, state="granted", granted_until=UNTIL)
    fields = {"decision": "grant", "until": "2025-02-03"}
    assert (
        coordinator.post(address("extension-decide", extension=extension_request.pk, year=2023), fields).status_code
        == 404
    )
    assert coordinator.post(address("extension-decide", extension=given.pk), fields).status_code == 404


def test_closed_year_gives_no_time_and_says_so(coordinator, closed_year, agency):
    page = followed(coordinator, address("extension-grant", year=2023), {"agency": "NUMUNE", "until": "2025-02-03"})
    assert "The year is closed" in page
    assert not Extension.objects.exists()


# --- More time, the agency -------------------------------------------------------------------------------------------


def ask(client, until: str = "2025-02-03", reason: str = REASON, **parts):
    return client.post(address("extension-ask", **{"agency": "NUMUNE"} | parts), {"until": until, "reason": reason})


def test_lead_asks_waits_and_reads_the_answer(lead, coordinator, year, agency):
    home = reverse("plans:agency-year", kwargs=OWN)
    assert "Ask for more time" in page_of(lead.get(home))
    assert ask(lead).status_code == 302
    page = page_of(lead.get(address("extension-ask", agency="NUMUNE")))
    assert "Waits for an answer" in page
    assert "Ask the coordinator" not in page
    assert "Asked for time until 03.02.2025" in page_of(lead.get(home))
    response = ask(lead)
    assert response.status_code == 409
    assert Extension.objects.count() == 1
    extension_request = Extension.objects.get()
    coordinator.post(
        address("extension-decide", extension=extension_request.pk),
        {"decision": "grant", "until": "2025-01-27", "answer": "Nümunə cavab."},
    )
    page = page_of(lead.get(address("extension-ask", agency="NUMUNE")))
    assert "27 January 2025" in page
    assert "Nümunə cavab." in page
    assert "extended" in page_of(lead.get(home))


def test_contributor_reads_and_cannot_ask(lead, sign_in, agency):
    ask(lead)
    client = sign_in("contributor")
    client.cookies["django_language"] = "en"
    page = page_of(client.get(address("extension-ask", agency="NUMUNE")))
    assert REASON in page
    assert "Ask the coordinator" not in page
    assert ask(client).status_code == 403
    assert Extension.objects.count() == 1
    assert "More time" not in page_of(sign_in("observer").get(reverse("plans:agency-year", kwargs=OWN)))


@pytest.mark.parametrize(
    ("until", "reason", "status"),
    [("", REASON, 422), ("sabah", REASON, 422), ("2025-02-03", " ", 422), ("2025-01-20", REASON, 409)],
)
def test_wish_that_is_incomplete_is_refused_with_what_was_typed(lead, agency, until, reason, status):
    response = ask(lead, until, reason)
    assert response.status_code == status
    if reason == REASON:
        assert f"{REASON}</textarea>" in response.content.decode()
    assert not Extension.objects.exists()


def test_closed_year_has_no_form_and_takes_no_wish(lead, closed_year, agency):
    page = page_of(lead.get(address("extension-ask", agency="NUMUNE", year=2023)))
    assert "The year is closed" in page
    assert "Ask the coordinator" not in page
    assert ask(lead, year=2023).status_code == 409


@pytest.mark.parametrize("rows", [1, 3])
def test_agencys_page_costs_the_same_for_one_answer_and_for_three(
    lead, year, agency, people, django_assert_num_queries, rows
):
    seen = None
    for day in range(rows):
        until = UNTIL + datetime.timedelta(days=day)
        seen = grant_extension(year, agency, until=until, by=people["coordinator"], seen=seen).pk
    lead.get(address("extension-ask", agency="NUMUNE"))
    # Session, user, agency with its names, years; what holds, and all requests.
    with django_assert_num_queries(6):
        lead.get(address("extension-ask", agency="NUMUNE"))
