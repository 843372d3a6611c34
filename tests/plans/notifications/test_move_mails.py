"""Who is told of a move by mail, and what the mail says – and does not say."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from plans.enums import EntryState, MailState
from plans.models import Assignment, Entry, Membership, OutboxMail, Responsibility, Transition
from plans.notifications import queue_move_mail
from plans.workflow import TransitionRefused, apply_transition
from tests.conftest import make_user
from tests.plans.notifications.smtp_server import MailServer

NOW = datetime.datetime(2025, 1, 21, 8, tzinfo=datetime.UTC)
UNDO = datetime.timedelta(seconds=10)
REASON = "Nümunə səbəb: zərər çəkmiş şəxsin adı yazılıb."


@pytest.fixture(autouse=True)
def _addresses(people):
    for user in people.values():
        user.email = f"{user.username}@numune.example"
        user.save()


def submitted(write_entry, **more):
    return write_entry("4.2.10", "<p>Nümunə mətn. Məxfi.</p>", state=EntryState.SUBMITTED, **more)


def make_responsible(user: User) -> None:
    assignment = Assignment.objects.get(sub_point__number="4.2.10", agency__code="NUMUNE")
    Responsibility.objects.create(assignment=assignment, user=user, named_at=NOW)


def move(entry, action: str, actor: User | None, **more) -> list[str]:
    """Moves the entry; returns the addresses of the mails in the outbox, in order."""
    with time_machine.travel(NOW, tick=False):
        apply_transition(entry, action, actor=actor, **more)
    return sorted(OutboxMail.objects.values_list("to", flat=True))


def test_return_is_told_to_leads_the_responsible_and_the_last_author_once_each(people, agency, write_entry):
    second = make_user("ikinci", Role.CONTRIBUTOR, agency)
    User.objects.filter(pk=second.pk).update(email="ikinci@numune.example")
    make_responsible(second)
    entry = submitted(write_entry, author=people["contributor"])
    told = move(entry, "return", people["coordinator"], reason=REASON)
    assert told == ["emekdas@numune.example", "ikinci@numune.example", "mesul@numune.example"]


def test_lead_who_wrote_and_is_responsible_gets_one_mail(people, write_entry):
    make_responsible(people["lead"])
    entry = submitted(write_entry, author=people["lead"])
    assert move(entry, "return", people["coordinator"], reason=REASON) == ["mesul@numune.example"]


@pytest.mark.parametrize("away", ["deactivated", "in another agency", "without an address"])
def test_author_who_is_away_is_not_told(people, other_agency, write_entry, away):
    author = people["contributor"]
    entry = submitted(write_entry, author=author)
    if away == "deactivated":
        User.objects.filter(pk=author.pk).update(is_active=False)
    elif away == "in another agency":
        Membership.objects.filter(user=author).update(agency=other_agency)
    else:
        User.objects.filter(pk=author.pk).update(email="")
    assert move(entry, "return", people["coordinator"], reason=REASON) == ["mesul@numune.example"]


def test_approval_is_told_to_the_leads_only(people, write_entry):
    entry = submitted(write_entry, author=people["contributor"])
    assert move(entry, "approve", people["coordinator"]) == ["mesul@numune.example"]


def test_reopening_is_told_like_a_return(people, write_entry):
    entry = write_entry("4.2.10", state=EntryState.APPROVED, author=people["contributor"])
    told = move(entry, "reopen", people["coordinator"], reason=REASON)
    assert told == ["emekdas@numune.example", "mesul@numune.example"]
    assert set(OutboxMail.objects.values_list("kind", flat=True)) == {"reopened"}


@pytest.mark.parametrize(("action", "role"), [("take_back", "lead"), ("take_into_review", "coordinator")])
def test_other_moves_tell_nobody(people, write_entry, action, role):
    assert move(submitted(write_entry, author=people["contributor"]), action, people[role]) == []


def test_submission_tells_nobody(people, write_entry):
    entry = write_entry("4.2.10", status="implemented", author=people["contributor"])
    assert move(entry, "submit", people["lead"]) == []


@pytest.mark.django_db(transaction=True)
def test_move_stands_while_the_mail_server_is_down_and_the_mail_leaves_later(people, write_entry, settings, sign_in):
    server = MailServer()
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    server.stop()
    entry = submitted(write_entry)
    move(entry, "return", people["coordinator"], reason=REASON)
    with time_machine.travel(NOW + UNDO, tick=True):
        call_command("run_worker", "--batch")
    entry.refresh_from_db()
    mail = OutboxMail.objects.get()
    assert (entry.state, mail.state, mail.attempts) == (EntryState.RETURNED, MailState.FAILED, 1)
    seen = sign_in("administrator").get("/admin/plans/outboxmail/").content.decode()
    assert "Poçt serveri cavab vermir" in seen
    back = MailServer()
    settings.EMAIL_PORT = back.port
    with time_machine.travel(mail.next_attempt_at, tick=True):
        call_command("run_worker", "--batch")
    back.stop()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.SENT, 2)
    assert [str(received["To"]) for received in back.received] == ["mesul@numune.example"]


def test_refused_move_writes_no_mail(people, write_entry):
    entry = submitted(write_entry)
    with pytest.raises(TransitionRefused):
        apply_transition(entry, "return", actor=people["coordinator"], reason="")
    assert OutboxMail.objects.count() == 0


def test_mail_of_a_return_names_the_place_the_day_and_the_link_and_neither_text_nor_reason(
    people, write_entry, settings
):
    settings.SITE_URL = "https://izleme.numune.example"
    entry = submitted(write_entry)
    move(entry, "return", people["coordinator"], reason=REASON)
    mail = OutboxMail.objects.get()
    assert (mail.kind, mail.recipient, mail.entry) == ("returned", people["lead"], entry)
    for part in (
        "Nümunə Milli Fəaliyyət Planı",
        "4.2.10-cu yarımbənd",
        "2024-cü",
        "Nümunə koordinator",
        "28 yanvar 2025-ci il",
        "https://izleme.numune.example/plans/numune-2020-2024/2024/NUMUNE/4.2.10/",
    ):
        assert part in mail.text
    assert "4.2.10-cu yarımbənd" in mail.subject
    for secret in ("Məxfi", "zərər çəkmiş", "Nümunə səbəb"):
        assert secret not in mail.text + mail.subject + mail.html


def test_mail_is_in_azerbaijani_though_the_coordinator_reads_english(people, write_entry):
    entry = submitted(write_entry)
    with translation.override("en"):
        move(entry, "return", people["coordinator"], reason=REASON)
        assert translation.get_language() == "en"
    assert "4.2.10-cu yarımbənd" in OutboxMail.objects.get().subject


def test_names_come_out_as_written_and_not_as_html(people, plan, write_entry):
    plan.title = "Nümunə “A & B” <planı>"
    plan.save()
    move(submitted(write_entry), "approve", people["coordinator"])
    assert "Nümunə “A & B” <planı>" in OutboxMail.objects.get().text


def test_telling_of_a_return_costs_four_queries(people, write_entry, django_assert_num_queries):
    entry = submitted(write_entry, author=people["contributor"])
    move(entry, "return", people["coordinator"], reason=REASON)
    entry = Entry.objects.select_related("reporting_year__plan", "sub_point", "agency").get()
    history = Transition.objects.select_related("actor").get()
    with django_assert_num_queries(4):
        queue_move_mail(entry, history)
    with django_assert_num_queries(0):
        queue_move_mail(entry, Transition(action="submit"))
