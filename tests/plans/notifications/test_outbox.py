"""The outbox: mails leave after the commit, once, and come back after failures."""

import datetime
import importlib
import os
import queue
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine
from django.apps import apps as django_apps
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

import nap_tracker.settings
from accounts.models import User
from plans.enums import SETTLED_MAILS, MailState
from plans.models import OutboxMail
from plans.notifications import call_mails_back, delivery, mail_server_is_set, queue_mail, send_again, wake_delivery
from plans.notifications.delivery import LEASE, MOST_ATTEMPTS, deliver_round
from plans.notifications.outbox import ERASED
from plans.people.queries import mails_in_trouble
from tests.conftest import PASSWORD
from tests.plans.notifications.smtp_server import MailServer

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime.datetime(2025, 1, 6, 9, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def server(settings):
    server = MailServer()
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.DEFAULT_FROM_EMAIL = "izleme@numune.example"
    yield server
    server.stop()


def write_mail(to: str = "mesul@numune.example", **changes) -> OutboxMail:
    mail = queue_mail(to=to, kind="returned", subject="Nümunə mövzu", text="Nümunə mətn.")
    OutboxMail.objects.filter(pk=mail.pk).update(**changes)
    mail.refresh_from_db()
    return mail


def state_of(mail: OutboxMail) -> tuple[str, int, str]:
    mail.refresh_from_db()
    return mail.state, mail.attempts, mail.last_error


# --- Sending ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_due_mail_is_handed_to_the_server_and_noted_as_sent(server):
    with time_machine.travel(NOW, tick=False):
        mail = write_mail()
        assert deliver_round() == {"sent": 1, "failed": 0}
    (received,) = server.received
    assert (received["To"], received["From"]) == ("mesul@numune.example", "izleme@numune.example")
    assert received["Subject"] == "Nümunə mövzu"
    assert received.get_content().strip() == "Nümunə mətn."
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["Message-ID"] == f"<outbox-{mail.pk}-{int(NOW.timestamp())}@numune.example>"
    assert state_of(mail) == (MailState.SENT, 1, "")
    assert mail.sent_at == NOW


@pytest.mark.django_db
def test_sent_mail_is_not_sent_a_second_time(server):
    write_mail()
    deliver_round()
    assert deliver_round() == {"sent": 0, "failed": 0}
    assert len(server.received) == 1


@pytest.mark.django_db
def test_many_mails_leave_by_one_connection(server):
    for number in range(5):
        write_mail(f"kimse{number}@numune.example")
    assert deliver_round() == {"sent": 5, "failed": 0}
    assert [str(mail["To"]) for mail in server.received] == [f"kimse{n}@numune.example" for n in range(5)]
    assert server.connections == 1


@pytest.mark.django_db
def test_round_sends_no_more_than_its_limit_and_the_next_one_the_rest(server, monkeypatch):
    monkeypatch.setattr(delivery, "LARGEST_ROUND", 2)
    for number in range(3):
        write_mail(f"kimse{number}@numune.example")
    assert deliver_round() == {"sent": 2, "failed": 0}
    assert deliver_round() == {"sent": 1, "failed": 0}


@pytest.mark.django_db
def test_subject_with_a_line_break_becomes_one_line(server):
    queue_mail(to="mesul@numune.example", kind="returned", subject="Nümunə\nmövzu", text="Nümunə mətn.")
    assert deliver_round() == {"sent": 1, "failed": 0}
    assert server.received[0]["Subject"] == "Nümunə mövzu"


@pytest.mark.parametrize("kind", ["invitation-7", "returned", "digest", "account"])
@pytest.mark.django_db
def test_what_a_mail_says_is_erased_once_it_is_sent_and_not_before(server, kind):
    server.refused["yoxdur@numune.example"] = "450 later"
    sent, failed = write_mail(kind=kind, html="<p>Nümunə</p>"), write_mail("yoxdur@numune.example", html="<p>x</p>")
    deliver_round()
    assert (state_of(sent)[0], sent.text, sent.html, sent.subject) == (MailState.SENT, "", "", "Nümunə mövzu")
    assert (state_of(failed)[0], failed.text, failed.html) == (MailState.FAILED, "Nümunə mətn.\n", "<p>x</p>")
    assert "Nümunə" in server.received[0].get_body(("html",)).get_content()


@pytest.mark.parametrize(
    ("state", "days", "kept"),
    [
        ("uncertain", 14, False),
        ("uncertain", 13, True),
        ("given_up", 14, False),
        ("given_up", 13, True),
        ("sending", 14, True),  # uncertain from now on
    ],
)
@pytest.mark.django_db
def test_words_of_a_stopped_mail_that_nobody_sends_again_are_erased_in_the_end(server, state, days, kept):
    with time_machine.travel(NOW, tick=False):
        mail = write_mail(state=state, html="<p>x</p>", next_attempt_at=NOW - datetime.timedelta(days=days))
        assert delivery.has_work() is (not kept or state == "sending")
        assert mails_in_trouble().count() == (state != "sending")
        deliver_round()
        assert mails_in_trouble().count() == kept
        assert send_again([mail.pk]) == kept
    mail.refresh_from_db()
    assert (mail.text, mail.html) == (("Nümunə mətn.\n", "<p>x</p>") if kept else ("", ""))
    assert mail.state == ("queued" if kept else state)


@pytest.mark.parametrize("state", ["sent", "withdrawn"])
@pytest.mark.django_db
def test_database_keeps_no_words_of_a_settled_mail(state):
    mail = write_mail()
    with pytest.raises(IntegrityError, match="settled_mail_says_nothing_any_more"), transaction.atomic():
        OutboxMail.objects.filter(pk=mail.pk).update(state=state)
    assert OutboxMail.objects.filter(pk=mail.pk).update(state="uncertain") == 1


@pytest.mark.django_db(transaction=True)
def test_mails_of_before_are_erased_and_those_called_back_have_their_own_state():
    erase = importlib.import_module("plans.migrations.0016_erase_settled_mails")
    with transaction.atomic():
        waiting = write_mail(state="uncertain")
        called, over = write_mail(state="given_up", **ERASED), write_mail(state="sent", **ERASED)
        erase.erase(django_apps, None)
    assert (state_of(called)[0], state_of(over)[0], state_of(waiting)[0]) == ("withdrawn", "sent", "uncertain")
    assert waiting.text == "Nümunə mətn.\n"


@pytest.mark.django_db(transaction=True)
def test_mail_of_a_transaction_that_failed_does_not_exist(server):
    with transaction.atomic():
        write_mail()
        transaction.set_rollback(True)
    assert deliver_round() == {"sent": 0, "failed": 0}
    assert OutboxMail.objects.count() == 0


# --- Failures --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_refused_mail_is_tried_again_and_the_next_one_is_sent(server):
    server.refused["yoxdur@numune.example"] = "550 5.1.1 <yoxdur@numune.example> is unknown"
    with time_machine.travel(NOW, tick=False):
        refused, fine = write_mail("yoxdur@numune.example"), write_mail()
        assert deliver_round() == {"sent": 1, "failed": 1}
    assert state_of(refused) == (MailState.FAILED, 1, "SMTPRecipientsRefused 550: 5.1.1 … is unknown")
    assert refused.next_attempt_at == NOW + MINUTE
    assert state_of(fine)[0] == MailState.SENT
    assert server.connections == 1


@pytest.mark.django_db
def test_address_that_no_mail_can_carry_stops_no_other_mail(server):
    broken, fine = write_mail("mesul@numune.example\nBcc: bashqa@numune.example"), write_mail()
    assert deliver_round() == {"sent": 1, "failed": 1}
    assert state_of(broken) == (MailState.FAILED, 1, "ValueError")
    assert state_of(fine)[0] == MailState.SENT


@pytest.mark.django_db
def test_server_that_is_down_puts_every_due_mail_off_and_gets_them_when_it_is_back(server, settings):
    with time_machine.travel(NOW, tick=False):
        first, second = write_mail(), write_mail()
        server.stop()
        assert deliver_round() == {"sent": 0, "failed": 2}
        assert state_of(first) == state_of(second)
        assert state_of(first) == (MailState.FAILED, 1, "ConnectionRefusedError: Connection refused")
        assert first.next_attempt_at == NOW + MINUTE
        assert deliver_round() == {"sent": 0, "failed": 0}
    back = MailServer()
    settings.EMAIL_PORT = back.port
    with time_machine.travel(NOW + MINUTE, tick=False):
        assert deliver_round() == {"sent": 2, "failed": 0}
    back.stop()
    assert state_of(first) == (MailState.SENT, 2, "")
    assert len(back.received) == 2


@pytest.mark.django_db
def test_waits_grow_and_the_mail_is_given_up_in_the_end(server):
    server.refused["yoxdur@numune.example"] = "450 later"
    mail = write_mail("yoxdur@numune.example", next_attempt_at=NOW)
    now, waits = NOW, []
    while state_of(mail)[0] != MailState.GIVEN_UP:
        now = mail.next_attempt_at
        with time_machine.travel(now, tick=False):
            assert deliver_round() == {"sent": 0, "failed": 1}
        mail.refresh_from_db()
        waits.append((mail.next_attempt_at - now) // MINUTE)
    assert waits == [1, 5, 15, 60] + [240] * 20
    assert mail.attempts == MOST_ATTEMPTS == 24
    assert mail.text == "Nümunə mətn.\n"  # whoever puts the server right can send it again
    with time_machine.travel(now + datetime.timedelta(days=30), tick=False):
        assert deliver_round() == {"sent": 0, "failed": 0}


@pytest.mark.django_db
def test_server_that_hangs_up_over_one_mail_does_not_stop_the_others(server):
    server.on_data = lambda mail: "" if mail["To"] == "pis@numune.example" else "250 taken"
    bad, fine = write_mail("pis@numune.example"), write_mail()
    assert deliver_round() == {"sent": 1, "failed": 1}
    assert state_of(bad) == (MailState.FAILED, 1, "SMTPServerDisconnected")
    assert state_of(fine) == (MailState.SENT, 1, "")
    assert server.connections == 2


@pytest.mark.django_db
def test_server_that_hangs_up_each_time_is_asked_three_times_a_round(server):
    server.on_data = lambda mail: ""
    mails = [write_mail(f"kimse{number}@numune.example") for number in range(5)]
    assert deliver_round() == {"sent": 0, "failed": 3}
    assert [state_of(mail)[:2] for mail in mails] == [(MailState.FAILED, 1)] * 3 + [(MailState.QUEUED, 0)] * 2
    server.on_data = lambda mail: "250 taken"
    assert deliver_round() == {"sent": 2, "failed": 0}


# --- Killed in between, faster colleagues, clocks --------------------------------------------------------------------


def _worker_environment(server: MailServer, tmp_path: Path) -> dict[str, str]:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        database = f"sqlite:///{known['NAME']}"
    else:
        database = f"postgres://{known['USER']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "nap_tracker.settings",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": database,
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
    }


def start_worker(server: MailServer, tmp_path: Path, *options: str) -> subprocess.Popen:
    """A worker in a process of its own, on the database of this test."""
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "run_worker", *options],
        env=_worker_environment(server, tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.django_db(transaction=True)
def test_mail_whose_worker_was_killed_becomes_uncertain_and_is_not_sent_again(server, tmp_path):
    mail = write_mail()
    at_the_server: queue.Queue[bool] = queue.Queue()
    go_on: queue.Queue[str] = queue.Queue()

    def hold(_mail) -> str:
        at_the_server.put(True)
        return go_on.get(timeout=60)

    server.on_data = hold
    worker = start_worker(server, tmp_path, "--batch")
    try:
        assert at_the_server.get(timeout=60)  # the whole mail is there, its answer is not
        assert state_of(mail)[:2] == (MailState.SENDING, 1)
    finally:
        worker.kill()
        worker.wait()
        go_on.put("")
    assert deliver_round() == {"sent": 0, "failed": 0}
    assert state_of(mail)[0] == MailState.SENDING
    with time_machine.travel(timezone.now() + LEASE + MINUTE, tick=False):
        assert wake_delivery()
        assert deliver_round() == {"sent": 0, "failed": 0}
        assert state_of(mail)[0] == MailState.UNCERTAIN
        assert not delivery.has_work()
    assert server.received == []


@pytest.mark.django_db
def test_mail_taken_by_another_worker_meanwhile_is_left_to_it(server):
    first, second = write_mail("bir@numune.example"), write_mail("iki@numune.example")
    assert delivery._take(second.pk).state == MailState.SENDING
    assert delivery._take(second.pk) is None
    assert deliver_round() == {"sent": 1, "failed": 0}
    assert state_of(first)[0] == MailState.SENT
    assert state_of(second) == (MailState.SENDING, 1, "")


@pytest.mark.django_db(transaction=True)
def test_mail_wanted_by_many_workers_at_once_is_taken_by_one():
    mail, start = write_mail(), threading.Barrier(6)

    def take(_number: int) -> bool:
        start.wait(timeout=60)
        try:
            return delivery._take(mail.pk) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as workers:
        assert sorted(workers.map(take, range(6))) == [False] * 5 + [True]
    assert state_of(mail) == (MailState.SENDING, 1, "")


@pytest.mark.django_db
def test_worker_that_is_slow_still_notes_what_became_of_its_mail():
    with time_machine.travel(NOW, tick=False):
        mail = delivery._take(write_mail().pk)
    with time_machine.travel(NOW + LEASE, tick=False):
        deliver_round()  # another worker, after a clock that has jumped
        assert state_of(mail)[0] == MailState.UNCERTAIN
        delivery._note_result(mail, None)
    assert state_of(mail) == (MailState.SENT, 1, "")


@pytest.mark.parametrize(
    ("minutes", "sent"), [(-1, 1), (0, 1), (1, 0), (240, 0), (241, 1), (60 * 24 * 365, 1)], ids=str
)
@pytest.mark.django_db
def test_time_further_away_than_the_longest_wait_is_a_clock_set_back(server, minutes, sent):
    with time_machine.travel(NOW, tick=False):
        write_mail(next_attempt_at=NOW + minutes * MINUTE, state=MailState.FAILED)
        assert delivery.has_work() == bool(sent)
        assert deliver_round()["sent"] == sent


@pytest.mark.parametrize(("minutes", "state"), [(1, "sending"), (10, "sending"), (0, "uncertain"), (11, "uncertain")])
@pytest.mark.django_db
def test_lease_that_is_over_or_impossibly_long_is_ended(server, minutes, state):
    with time_machine.travel(NOW, tick=False):
        mail = write_mail(next_attempt_at=NOW + minutes * MINUTE, state=MailState.SENDING)
        deliver_round()
    assert state_of(mail)[0] == state
    assert server.received == []


@pytest.mark.django_db
def test_clock_that_jumps_sends_nothing_twice(server):
    for moment in (NOW, NOW - datetime.timedelta(days=400), NOW + datetime.timedelta(days=400)):
        with time_machine.travel(moment, tick=False):
            if moment == NOW:
                write_mail()
            deliver_round()
    assert len(server.received) == 1


# --- What Django's mail functions send ------------------------------------------------------------------------------


@pytest.fixture
def by_outbox(settings):
    """Django's test runner puts a backend of its own in; this is the one of the settings."""
    settings.EMAIL_BACKEND = nap_tracker.settings.EMAIL_BACKEND


@pytest.mark.django_db
def test_mail_of_django_waits_in_the_outbox_and_leaves_by_the_worker(server, by_outbox):
    with time_machine.travel(NOW, tick=False):
        assert send_mail("Nümunə", "Gizli keçid", None, ["Bir <bir@numune.example>", "iki@numune.example"]) == 1
        assert server.received == []
        waiting = OutboxMail.objects.order_by("pk").values_list("to", "kind", "subject", "text", "html", "state")
        row = ("account", "Nümunə", "Gizli keçid\n", "", "queued")
        assert list(waiting) == [("bir@numune.example", *row), ("iki@numune.example", *row)]
        assert deliver_round() == {"sent": 2, "failed": 0}
    assert [str(mail["To"]) for mail in server.received] == ["bir@numune.example", "iki@numune.example"]
    assert server.received[0]["From"] == "izleme@numune.example"
    assert server.received[0].get_content().strip() == "Gizli keçid"
    assert set(OutboxMail.objects.values_list("state", "text")) == {("sent", "")}


@pytest.mark.django_db
def test_html_of_a_mail_of_django_goes_along(server, by_outbox):
    message = EmailMultiAlternatives("Nümunə", "Mətn", to=["bir@numune.example"], cc=["iki@numune.example"])
    message.attach_alternative("<p>Mətn</p>", "text/html")
    message.send()
    assert deliver_round() == {"sent": 2, "failed": 0}
    assert "<p>Mətn</p>" in server.received[1].get_body(("html",)).get_content()
    assert set(OutboxMail.objects.values_list("text", "html")) == {("", "")}


@pytest.mark.django_db(transaction=True)
def test_mail_of_django_goes_with_its_transaction(by_outbox):
    with transaction.atomic():
        send_mail("Nümunə", "Mətn", None, ["bir@numune.example"])
        transaction.set_rollback(True)
    assert OutboxMail.objects.count() == 0
    with transaction.atomic():
        send_mail("Nümunə", "Mətn", None, ["bir@numune.example"])
    assert OutboxMail.objects.count() == 1


@pytest.mark.parametrize(
    "message",
    [
        EmailMessage("Nümunə", "Mətn", to=["a@b.example"], attachments=[("a.txt", "x", "text/plain")]),
        EmailMessage("Nümunə", "Mətn", to=["a@b.example"], reply_to=["c@b.example"]),
        EmailMessage("Nümunə", "Mətn", to=["a@b.example"], headers={"X-Own": "1"}),
        EmailMessage("Nümunə\nBcc: c@b.example", "Mətn", to=["a@b.example"]),
        EmailMessage("Nümunə", "Mətn", to=["a@b.example\nBcc: c@b.example"]),
    ],
    ids=["attachment", "answer address", "header", "subject of two lines", "address of two lines"],
)
@pytest.mark.django_db
def test_mail_that_cannot_be_kept_whole_is_refused(by_outbox, message):
    with pytest.raises(ValueError):
        message.send()
    assert OutboxMail.objects.count() == 0


@pytest.mark.django_db
def test_mail_to_nobody_is_no_mail(by_outbox, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert EmailMessage("Nümunə", "Mətn").send() == 0


@pytest.mark.django_db
def test_outbox_does_not_hand_over_to_itself(settings):
    write_mail()
    settings.EMAIL_TRANSPORT = nap_tracker.settings.EMAIL_BACKEND
    with pytest.raises(ImproperlyConfigured, match="EMAIL_TRANSPORT"):
        deliver_round()
    assert OutboxMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_forgotten_password_goes_through_the_outbox_to_the_server_and_leaves_no_link_behind(server, by_outbox, client):
    User.objects.create_user("emekdas", email="emekdas@numune.example", password=PASSWORD)
    client.post("/accounts/password/reset/", {"email": "emekdas@numune.example"})
    assert OutboxMail.objects.count() == 0  # as much work for those who are not there
    call_command("run_worker", "--batch")
    wake_delivery()
    call_command("run_worker", "--batch")
    (received,) = server.received
    assert "/accounts/password/reset/key/" in received.get_content()
    assert list(OutboxMail.objects.values_list("state", "text", "html")) == [("sent", "", "")]
    assert not any("/key/" in str(task.args_kwargs) for task in DBTaskResult.objects.all())


# --- The worker ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_worker_sends_what_was_queued(server):
    mail = write_mail()
    call_command("run_worker", "--batch")
    assert [str(received["To"]) for received in server.received] == ["mesul@numune.example"]
    assert state_of(mail) == (MailState.SENT, 1, "")


@pytest.mark.django_db(transaction=True)
def test_mail_queued_while_the_worker_runs_leaves_by_itself(server, tmp_path):
    first = write_mail("bir@numune.example")
    worker = start_worker(server, tmp_path)
    try:
        assert server.arrived.get(timeout=60)["To"] == "bir@numune.example"
        second = write_mail("iki@numune.example")
        assert server.arrived.get(timeout=60)["To"] == "iki@numune.example"
    finally:
        worker.terminate()
        worker.wait(timeout=60)
    assert state_of(first) == state_of(second) == (MailState.SENT, 1, "")


@pytest.mark.django_db
def test_delivery_is_enqueued_once_and_only_for_work():
    assert wake_delivery() is False
    write_mail(next_attempt_at=timezone.now() + MINUTE)
    assert wake_delivery() is False
    write_mail()
    assert wake_delivery() is True
    assert wake_delivery() is False  # it waits already
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(
    ("backend", "reaches"), [("smtp", True), ("locmem", True), ("console", False), ("filebased", False)]
)
def test_mails_without_a_server_reach_nobody(settings, backend, reaches):
    settings.EMAIL_TRANSPORT = f"django.core.mail.backends.{backend}.EmailBackend"
    assert mail_server_is_set() is reaches


@pytest.mark.django_db(transaction=True)
def test_mail_that_no_server_took_is_not_called_sent(settings, capsys):
    mail = write_mail()
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"
    assert deliver_round() == {"sent": 1, "failed": 0}
    assert "Nümunə mətn." in capsys.readouterr().out
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.text) == (MailState.NOWHERE, None, "")
    with translation.override("az"):
        assert mail.get_state_display() == "Heç yerə göndərilməyib: poçt serveri qurulmayıb"
    assert deliver_round() == {"sent": 0, "failed": 0}  # nor handed over again


# --- The administrator -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "again"),
    [
        ("failed", 1),
        ("uncertain", 1),
        ("given_up", 1),
        ("withdrawn", 0),
        ("sent", 0),
        ("nowhere", 0),
        ("queued", 0),
        ("sending", 0),
    ],
)
@pytest.mark.django_db
def test_stopped_mails_can_be_sent_again_and_others_cannot(state, again):
    with time_machine.travel(NOW, tick=False):
        words = ERASED if state in SETTLED_MAILS else {}
        mail = write_mail(state=state, attempts=24, last_error="SMTPDataError 452: full", **words)
        assert send_again([mail.pk]) == again
    expected = (MailState.QUEUED, 0, "") if again else (state, 24, "SMTPDataError 452: full")
    assert state_of(mail) == expected


@pytest.mark.django_db
def test_mail_that_was_called_back_is_neither_sent_nor_sent_again(server):
    mail, other = write_mail(kind="invitation-1"), write_mail(kind="invitation-11", to="bashqa@numune.example")
    assert call_mails_back("invitation-1") == 1
    assert send_again([mail.pk]) == 0
    assert deliver_round() == {"sent": 1, "failed": 0}
    assert [str(received["To"]) for received in server.received] == ["bashqa@numune.example"]
    assert (state_of(mail), mail.text) == ((MailState.WITHDRAWN, 0, ""), "")
    assert state_of(other)[0] == MailState.SENT


OUTBOX = "/admin/plans/outboxmail/"


def test_administrator_sees_what_failed_but_no_text(sign_in):
    mail = write_mail(state="failed", attempts=2, last_error="SMTPDataError 452: full")
    client = sign_in("administrator")
    for address in (OUTBOX, reverse("admin:plans_outboxmail_change", args=[mail.pk])):
        page = client.get(address).content.decode()
        assert "mesul@numune.example" in page
        assert "Poçt serveri məktubu qəbul etmir (452: full)" in page
        assert "Nümunə mətn." not in page


def test_administrator_sends_again_and_changes_nothing_else(sign_in):
    mail = write_mail(state="failed", attempts=2)
    client = sign_in("administrator")
    assert client.post(reverse("admin:plans_outboxmail_delete", args=[mail.pk]), {"post": "yes"}).status_code == 403
    assert client.post(reverse("admin:plans_outboxmail_change", args=[mail.pk]), {"to": "x@y.az"}).status_code == 403
    response = client.post(OUTBOX, {"action": "try_again", "_selected_action": [mail.pk]})
    assert response.status_code == 302
    assert state_of(mail) == (MailState.QUEUED, 0, "")


@pytest.mark.parametrize(("role", "status"), [("coordinator", 403), ("lead", 404), ("observer", 404)])
def test_nobody_else_opens_the_outbox(sign_in, role, status):
    mail = write_mail(state="failed", attempts=2)
    client = sign_in(role)
    assert client.get(OUTBOX).status_code == status
    assert client.post(OUTBOX, {"action": "try_again", "_selected_action": [mail.pk]}).status_code == status
    assert state_of(mail)[0] == MailState.FAILED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("SMTPDataError 452: full", "Poçt serveri məktubu qəbul etmir (452: full)"),
        ("ConnectionRefusedError: Connection refused", "Poçt serveri cavab vermir (Connection refused)"),
        ("TimeoutError", "Poçt serveri cavab vermir"),
        ("KeyError", "Məktubu ötürmək mümkün olmadı"),
        ("", ""),
    ],
)
def test_why_a_mail_did_not_go_is_said_in_words(kept, words):
    assert write_mail(last_error=kept).problem == words
