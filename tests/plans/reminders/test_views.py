"""The coordinator's page of reminders: preview, sending now, what was sent."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from plans.enums import SETTLED_MAILS, EntryState, MailState
from plans.models import Entry, OutboxMail, PersonalSettings, Reminder
from plans.notifications.outbox import ERASED
from plans.reminders.services import send_due_reminders
from plans.services.years import close_year
from tests.plans.reminders.test_reminders import grow

pytestmark = pytest.mark.django_db

PLAN = {"plan": "numune-2020-2024", "year": 2024}
PAGE = "/plans/numune-2020-2024/2024/reminders/"
SEND = PAGE + "send/"
TODAY = datetime.date(2025, 1, 15)


@pytest.fixture(autouse=True)
def before_the_deadline():
    with time_machine.travel(datetime.datetime(2025, 1, 15, 8, 0, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def staff(people):
    for person in ("lead", "stranger"):
        people[person].email = f"{person}@numune.example"
        people[person].save()
    return people


@pytest.fixture
def client(sign_in, year, staff):
    """A coordinator's client, its pages in English."""
    client = sign_in("coordinator")
    client.cookies["django_language"] = "en"
    return client


def page_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_addresses_are_those_of_the_page():
    assert (reverse("plans:reminders", kwargs=PLAN), reverse("plans:reminders-send", kwargs=PLAN)) == (PAGE, SEND)


# --- Preview ---------------------------------------------------------------------------------------------------------


def test_preview_says_who_gets_what_and_when(client, staff, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Gizlisöz.</p>")
    page = page_of(client.get(PAGE))
    assert page.count("Today, with the next run") == 2
    assert "7 days before 20.01.2025" in page
    assert "lead@numune.example" in page
    assert "4.2.9 · " in page
    assert "Gizlisöz" not in page
    list(send_due_reminders(TODAY))
    page = page_of(client.get(PAGE))
    assert page.count("Reminded today") == 2
    with time_machine.travel(datetime.datetime(2025, 1, 16, 8, 0, tzinfo=datetime.UTC), tick=False):
        client.force_login(staff["coordinator"])  # the session of yesterday is over
        page = page_of(client.get(PAGE))
    assert page.count('<b class="number">19.01.2025</b>') == 2
    assert page.count("1 day before 20.01.2025") == 2


def test_preview_says_who_gets_nothing_and_why(client, staff, write_entry, agency, other_agency):
    for number in ("4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"):
        write_entry(number, state=EntryState.SUBMITTED)
    page = page_of(client.get(PAGE))
    assert "All is submitted" in page
    assert "Nobody to write to" not in page
    PersonalSettings.objects.create(user=staff["stranger"], mails="none")
    assert "All its people have switched e-mails off" in page_of(client.get(PAGE))
    staff["stranger"].email = ""
    staff["stranger"].save()
    page = page_of(client.get(PAGE))
    assert "Nobody to write to" in page
    assert "Nobody has anything open that one could be reminded of." in page


def test_late_ones_can_be_shown_alone(client, staff, write_entry, other_agency):
    for number in ("4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"):
        write_entry(number, state=EntryState.RETURNED)
    Entry.objects.update(resubmit_by=datetime.date(2025, 3, 1))
    with time_machine.travel(datetime.datetime(2025, 1, 21, 8, 0, tzinfo=datetime.UTC), tick=False):
        client.force_login(staff["coordinator"])
        everybody, late = page_of(client.get(PAGE)), page_of(client.get(f"{PAGE}?late=1"))
    assert ('value="NUMUNE"' in everybody, 'value="BASHQA"' in everybody) == (True, True)
    assert ('value="NUMUNE"' in late, 'value="BASHQA"' in late) == (False, True)


def test_link_chooses_agencies_and_says_of_how_many_it_cannot(client, agency, other_agency):
    page = page_of(client.get(f"{PAGE}?agency=NUMUNE"))
    assert 'value="NUMUNE" checked' in page
    assert 'value="BASHQA" checked' not in page
    assert "cannot be chosen" not in page
    assert "not known any more" not in page
    page = page_of(client.get(f"{PAGE}?agency=NUMUNE&agency=YOXDUR&late=bəlkə&page=99"))
    assert "1 agency of this link cannot be chosen" in page
    assert "The filter of this link is not known any more" in page
    assert 'value="NUMUNE" checked' in page


def test_page_says_that_no_mail_server_is_set(client, settings):
    assert "No mail server is set" not in page_of(client.get(PAGE))
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"
    assert "No mail server is set" in page_of(client.get(PAGE))


def test_closed_year_shows_what_was_sent_and_reminds_nobody(client, year, staff):
    list(send_due_reminders(TODAY))
    OutboxMail.objects.update(state=MailState.UNCERTAIN)
    close_year(year, by=staff["coordinator"])
    page = page_of(client.get(PAGE))
    assert "The year is closed" in page
    assert "lead@numune.example" in page
    assert "Send again" not in page
    mail = OutboxMail.objects.first()
    client.post(reverse("plans:reminder-again", kwargs=PLAN | {"mail": mail.pk}))
    client.post(SEND, {"agency": "NUMUNE", "confirmed": "1"})
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {MailState.UNCERTAIN}
    assert Reminder.objects.count() == 2


# --- Sending now -----------------------------------------------------------------------------------------------------


def test_chosen_agencies_are_asked_about_first_and_reminded_once(client, agency, other_agency):
    page = page_of(client.post(SEND, {"agency": "NUMUNE"}))
    assert "Remind 1 agency now?" in page
    assert "lead@numune.example" in page
    assert "stranger@numune.example" not in page
    assert not Reminder.objects.exists()
    response = client.post(SEND, {"agency": "NUMUNE", "confirmed": "1"}, follow=True)
    assert "1 agency is reminded; e-mails in the outbox: 1." in page_of(response)
    assert response.redirect_chain == [(PAGE, 302)]
    page = page_of(client.post(SEND, {"agency": "NUMUNE", "confirmed": "1"}, follow=True))
    assert "Not reminded: NUMUNE. Reminded today already: once a day is enough." in page
    assert list(OutboxMail.objects.values_list("to", "reminder__sent_by__username")) == [
        ("lead@numune.example", "koordinator")
    ]


def test_confirmation_leaves_out_who_cannot_be_reminded(client, agency, other_agency):
    client.post(SEND, {"agency": "NUMUNE", "confirmed": "1"})
    page = page_of(client.post(SEND, {"agency": ["NUMUNE", "BASHQA", "YOXDUR"]}))
    assert "Remind 1 agency now?" in page
    assert 'name="agency" value="BASHQA"' in page
    assert 'name="agency" value="NUMUNE"' not in page
    page = page_of(client.post(SEND, {"agency": ["NUMUNE", "YOXDUR"]}, follow=True))
    assert "Not reminded: NUMUNE." in page
    assert "have no part in this plan were left out: 1." in page


def test_nothing_chosen_reminds_nobody_and_says_so(client):
    page = page_of(client.post(SEND, {"confirmed": "1"}, follow=True))
    assert "choose at least one agency" in page
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("more", [{}, {"confirmed": "1"}])
def test_code_that_no_database_looks_for_is_no_agency(client, more):
    page = page_of(client.post(SEND, {"agency": "NUM\0UNE"} | more, follow=True))
    assert "choose at least one agency" in page
    assert client.get(PAGE, {"agency": "NUM\0UNE"}).status_code == 200


def test_agency_that_has_delivered_since_the_question_is_not_reminded(client, write_entry, agency, other_agency):
    client.post(SEND, {"agency": "NUMUNE"})
    for number in ("4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"):
        write_entry(number, state=EntryState.SUBMITTED)
    page = page_of(client.post(SEND, {"agency": "NUMUNE", "confirmed": "1"}, follow=True))
    assert "Not reminded: NUMUNE. All is submitted." in page
    assert not Reminder.objects.exists()


# --- What was sent ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (MailState.QUEUED, False),
        (MailState.SENDING, False),
        (MailState.SENT, False),
        (MailState.FAILED, False),
        (MailState.GIVEN_UP, True),
        (MailState.WITHDRAWN, False),
        (MailState.UNCERTAIN, True),
    ],
)
def test_mail_shows_its_state_and_only_a_stopped_one_is_offered_again(client, staff, state, offered):
    list(send_due_reminders(TODAY))
    mail = OutboxMail.objects.get(to="lead@numune.example")
    OutboxMail.objects.filter(pk=mail.pk).update(state=state, **(ERASED if state in SETTLED_MAILS else {}))
    page = page_of(client.get(PAGE))
    assert f'class="mail-state is-{state}"' in page
    assert (reverse("plans:reminder-again", kwargs=PLAN | {"mail": mail.pk}) in page) == offered


def test_uncertain_mail_is_sent_again_by_a_person_once(client, staff):
    list(send_due_reminders(TODAY))
    mail = OutboxMail.objects.get(to="lead@numune.example")
    OutboxMail.objects.filter(pk=mail.pk).update(state=MailState.UNCERTAIN, attempts=1)
    again = reverse("plans:reminder-again", kwargs=PLAN | {"mail": mail.pk})
    assert "will be sent again" in page_of(client.post(again, follow=True))
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 0)
    assert "was left as it is" in page_of(client.post(again, follow=True))
    assert Reminder.objects.count() == 2


def test_mail_that_is_no_reminder_of_this_year_cannot_be_sent_again(client, closed_year, staff):
    list(send_due_reminders(TODAY))
    mail = OutboxMail.objects.first()
    OutboxMail.objects.update(state=MailState.UNCERTAIN)
    other = OutboxMail.objects.create(
        to="lead@numune.example", kind="returned", text="Nümunə mətn.", state=MailState.UNCERTAIN,
        created_at=mail.created_at, next_attempt_at=mail.created_at,
    )  # fmt: skip
    assert client.post(reverse("plans:reminder-again", kwargs=PLAN | {"mail": other.pk})).status_code == 404
    wrong_year = PLAN | {"year": 2023, "mail": mail.pk}
    assert client.post(reverse("plans:reminder-again", kwargs=wrong_year)).status_code == 404
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {MailState.UNCERTAIN}


# --- What it costs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_page_costs_the_same_for_one_agency_and_for_a_hundred(client, django_assert_num_queries, rows):
    grow(rows)
    list(send_due_reminders(TODAY))
    client.get(PAGE)
    # Session, user, years; how all agencies stand (7); the cases (9); how many were sent, one page of them, names,
    # steps, mails.
    with django_assert_num_queries(24):
        page = client.get(PAGE).content.decode()
    assert page.count('class="reminder"') == min(rows + 2, 100)  # the others are on the next page


def test_own_words_stand_in_the_letter_and_beside_what_was_sent(client):
    asked = page_of(client.post(SEND, {"agency": "NUMUNE"}))
    assert "Your own words in the letter" in asked
    refused = client.post(SEND, {"agency": "NUMUNE", "confirmed": "1", "words": "a" * 4001})
    assert refused.status_code == 422
    assert "a" * 4001 in page_of(refused)
    assert not Reminder.objects.exists()
    client.post(SEND, {"agency": "NUMUNE", "confirmed": "1", "words": "Nümunə mətn <b>tez</b>."})
    mail = OutboxMail.objects.get(kind="reminder")
    assert "Nümunə mətn <b>tez</b>." in mail.text
    assert "Nümunə mətn &lt;b&gt;tez&lt;/b&gt;." in mail.html
    assert "Nümunə mətn &lt;b&gt;tez&lt;/b&gt;." in page_of(client.get(PAGE))
