"""A coordinator's page of a year, more time, reminders: played in a browser, in every look."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from plans.models import Extension, OutboxMail, Plan, Reminder, ReportingYear, YearEvent
from plans.queries.years import extended_until

YEAR = "/plans/mfp-2020-2024/2024"
SETTINGS, REMINDERS, MORE_TIME = f"{YEAR}/settings/", f"{YEAR}/reminders/", f"{YEAR}/DMX/extension/"


@pytest.fixture
def days(demo) -> dict[str, datetime.date]:
    """2024 is due in ten days; nobody has been reminded, nobody has asked for more time."""
    today = timezone.localdate()
    found = {name: today + datetime.timedelta(days=count) for name, count in DAYS.items()}
    Extension.objects.all().delete()
    OutboxMail.objects.filter(reminder__isnull=False).delete()
    Reminder.objects.all().delete()
    ReportingYear.objects.filter(year=2024).update(deadline=found["deadline"])
    return found


DAYS = {"deadline": 10, "later": 20, "over": -3}


def press(page, selector: str) -> None:
    """Presses a button that leads to another page, and waits for that."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def test_coordinator_moves_the_deadline_over_the_past_closes_and_reopens(new_screen, days):
    screen = new_screen().sign_in("koordinator")
    page = screen.open(SETTINGS)
    assert screen.flaws() == []
    page.locator("#deadline-day").fill(days["over"].isoformat())
    press(page, ".year-form button[type=submit]")
    assert ReportingYear.objects.get(year=2024).deadline == days["deadline"]  # it asks first
    assert screen.flaws() == []
    press(page, ".year-buttons button")
    assert ReportingYear.objects.get(year=2024).deadline == days["over"]
    expect(page.locator(".year-numbers .late")).to_have_count(1)
    expect(page.locator(".year-events li")).not_to_have_count(0)

    press(page, "form:has(input[value=close]) button[type=submit]")
    assert ReportingYear.objects.get(year=2024).is_open  # it asks first
    assert screen.flaws() == []
    press(page, ".year-buttons button")
    assert not ReportingYear.objects.get(year=2024).is_open
    page.locator("details:has(#reopen-reason) > summary").click()
    page.locator("#reopen-reason").fill("Nümunə mətn.")
    expect(page.locator("details:has(#reopen-reason) button[type=submit]")).to_be_visible()
    assert screen.flaws() == []
    press(page, "details:has(#reopen-reason) button[type=submit]")
    assert ReportingYear.objects.get(year=2024).is_open
    last = YearEvent.objects.filter(reporting_year__year=2024).order_by("-pk").values_list("action", flat=True)[:3]
    assert list(last) == ["reopened", "closed", "deadline"]


def test_coordinator_opens_the_first_year_of_another_plan(new_screen, days):
    Plan.objects.create(code="numune-2031-2032", title="Nümunə Yeni Plan", start_year=2031, end_year=2032)
    screen = new_screen().sign_in("koordinator")
    page = screen.open(SETTINGS)
    page.locator(".other-plan summary").click()
    expect(page.locator(".other-plan select")).to_be_visible()
    assert screen.flaws() == []
    page.locator(".other-plan select").select_option("2032")
    press(page, ".other-plan button[type=submit]")
    expect(page).to_have_url(f"{screen.base}/plans/numune-2031-2032/2032/settings/")
    assert ReportingYear.objects.filter(plan__code="numune-2031-2032", year=2032).exists()


def test_lead_asks_for_more_time_and_the_coordinator_grants_it(new_screen, days):
    lead = new_screen().sign_in("dmx.mesul")
    page = lead.open(f"{YEAR}/DMX/")
    press(page, ".deadline a[href$='/extension/']")
    page.locator("#ask-until").fill(days["later"].isoformat())
    page.locator("#ask-reason").fill("Nümunə mətn. Sənədlər gec gəlir.")
    assert lead.flaws() == []
    press(page, ".more-time form button[type=submit]")
    expect(page.locator(".more-time-list .year-mark.is-asked")).to_have_count(1)
    assert lead.flaws() == []

    coordinator = new_screen().sign_in("koordinator")
    page = coordinator.open(SETTINGS)
    expect(page.locator(".extension-request")).to_have_count(1)
    assert coordinator.flaws() == []
    press(page, ".extension-request button[value=refuse]")  # without a word: refused, with a sentence beside the field
    expect(page.locator(".extension-request [aria-invalid=true]")).to_have_count(1)
    assert coordinator.flaws() == []
    press(page, ".extension-request button[value=grant]")
    expect(page.locator(".year-mark.is-granted")).to_have_count(1)
    page.locator(".year-give > summary").click()
    expect(page.locator(".year-give[open]")).to_be_visible()
    assert coordinator.flaws() == []

    extension_request = Extension.objects.get()
    assert extended_until(extension_request.reporting_year, extension_request.agency) == days["later"]
    page = lead.open(MORE_TIME)
    expect(page.locator(".more-time-list .year-mark.is-granted")).to_have_count(1)
    assert lead.flaws() == []


def test_chosen_agencies_are_reminded_once_and_the_page_shows_one_mail_each(new_screen, days):
    screen = new_screen().sign_in("koordinator")
    page = screen.open(f"{REMINDERS}?agency=DMX")
    expect(page.locator("input[name=agency]:checked")).to_have_count(1)
    page.locator(".reminder-letter > summary").first.click()
    expect(page.locator(".reminder-letter pre").first).to_be_visible()
    assert screen.flaws() == []
    page.locator("[data-choose-all] input").check()
    expect(page.locator("input[name=agency]:not(:checked)")).to_have_count(0)
    chosen = page.locator("input[name=agency]:checked").count()  # at once: the line above has waited
    assert chosen >= 2
    press(page, ".reminders-send button")
    expect(page.locator(".ask-list li")).to_have_count(chosen)
    assert screen.flaws() == []
    press(page, ".year-buttons button")
    expect(page.locator(".sent-list > li")).to_have_count(chosen)
    assert Reminder.objects.count() == chosen
    assert OutboxMail.objects.filter(reminder__isnull=False).count() >= chosen
    expect(page.locator("input[name=agency]")).to_have_count(0)  # nobody can be reminded twice a day
    assert screen.flaws() == []

    OutboxMail.objects.filter(reminder__isnull=False).update(state="uncertain")
    page = screen.open(REMINDERS)
    assert screen.flaws() == []
    again = page.locator(".sent-mails form").count()  # at once: the page stands as it was opened
    press(page, ".sent-mails form button")
    expect(page.locator(".sent-mails form")).to_have_count(again - 1)
    assert OutboxMail.objects.filter(reminder__isnull=False, state="queued").count() == 1
