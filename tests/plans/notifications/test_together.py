"""An act on many entries is told in one letter to each person, once nobody can undo it any more."""

import datetime

import pytest
import time_machine

from plans.enums import EntryState, MailChoice, MailState
from plans.models import Notice, OutboxMail, PersonalSettings
from plans.notifications import wake_together
from plans.notifications.together import write_together
from plans.services import approve_many, comment_many, return_many, undo_many
from plans.workflow import undo_decision

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2025, 1, 21, 8, tzinfo=datetime.UTC)
REASON = "Nümunə səbəb: zərər çəkmiş şəxsin adı yazılıb."


@pytest.fixture(autouse=True)
def clock(people):
    for user in people.values():
        user.email = f"{user.username}@numune.example"
        user.save()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def waiting(write_entry, other_agency):
    """Two entries of the lead's agency, one of another."""
    make = {"state": EntryState.SUBMITTED}
    return [write_entry("4.2.9", **make), write_entry("4.2.10", **make), write_entry("4.2.9", by=other_agency, **make)]


def keys(entries) -> list[tuple[int, int, int]]:
    return [(entry.pk, 1, 1) for entry in entries]


def told() -> list[str]:
    return sorted(OutboxMail.objects.values_list("to", flat=True))


def test_lead_gets_one_letter_with_all_of_it_after_the_seconds_to_undo(people, year, waiting, clock, settings):
    approve_many(people["coordinator"], year, keys(waiting))
    assert (told(), Notice.objects.filter(recipient=people["lead"]).count()) == ([], 2)
    clock.shift(9)
    assert (wake_together(), write_together()) == (False, 0)
    clock.shift(1)
    assert (wake_together(), wake_together(), write_together(), write_together()) == (True, False, 1, 0)
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.subject, mail.kind) == ("mesul@numune.example", "Təsdiq edildi: 2 məlumat", "approved")
    address = f"{settings.SITE_URL}/plans/numune-2020-2024/2024/NUMUNE/"
    for text in (mail.text, mail.html):
        assert text.index(f"{address}4.2.9/") < text.index(f"{address}4.2.10/")
        assert "4.2.9-cu yarımbənd, 2024-cü il" in text
        assert "Nümunə koordinator" in text
        assert "Məxfi" not in text


def test_return_says_by_when_and_never_why(people, year, waiting, clock):
    people["lead"].personal_settings = PersonalSettings.objects.create(
        user=people["lead"], mails=MailChoice.NONE, mail_language="en"
    )
    return_many(people["coordinator"], year, keys(waiting), reason=REASON, resubmit_by=datetime.date(2025, 2, 10))
    clock.shift(10)
    assert write_together() == 1  # whatever was chosen: somebody has to act on it
    mail = OutboxMail.objects.get(to="mesul@numune.example")
    assert mail.subject == "Returned for correction: 2 entries"
    assert mail.text.count("Submit again by: 10 February 2025") == 2
    assert "zərər" not in mail.text + mail.html


def test_comments_are_told_at_once_in_one_letter(people, year, waiting):
    comment_many(people["coordinator"], year, keys(waiting), "Nümunə şərh.")
    assert write_together() == 1
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.subject) == ("mesul@numune.example", "Şərh yazıldı: 2 məlumat")
    assert "Nümunə şərh" not in mail.text + mail.html


def test_what_was_undone_is_in_no_letter(people, year, waiting, clock):
    made = approve_many(people["coordinator"], year, keys(waiting)).made
    clock.shift(5)
    waiting[0].refresh_from_db()
    undo_decision(waiting[0], actor=people["coordinator"])
    clock.shift(5)
    assert write_together() == 1
    assert OutboxMail.objects.get().text.count("yarımbənd") == 1
    OutboxMail.objects.all().delete()
    Notice.objects.all().delete()
    made = return_many(people["coordinator"], year, keys(waiting[:1]), reason=REASON).made
    undo_many(people["coordinator"], year, made)
    clock.shift(10)
    assert write_together() == 0


def test_decision_that_was_told_is_not_undone(people, year, waiting, clock):
    made = approve_many(people["coordinator"], year, keys(waiting)).made
    Notice.objects.update(digested_at=NOW)
    outcome = undo_many(people["coordinator"], year, made)
    assert [entry.agency.code for entry in outcome.moved] == ["BASHQA"]  # of which nobody is told
    assert len(outcome.not_moved) == 2


def test_one_alone_has_the_usual_letter(people, year, waiting):
    approve_many(people["coordinator"], year, keys(waiting[:1]))
    mail = OutboxMail.objects.get()
    assert (mail.subject, mail.state) == ("Təsdiq edilib: 4.2.9-cu yarımbənd, 2024-cü il", MailState.QUEUED)
    assert write_together() == 0


@pytest.mark.parametrize("gone", ["closed", "elsewhere"])
def test_who_may_not_see_it_any_more_gets_no_letter(gone, people, year, waiting, clock):
    lead = people["lead"]
    approve_many(people["coordinator"], year, keys(waiting))
    if gone == "closed":
        lead.is_active = False
        lead.save()
    else:
        lead.membership.delete()
    clock.shift(10)
    assert (write_together(), told()) == (0, [])


def test_letter_about_many_costs_what_one_about_two_does(
    people, year, waiting, write_entry, clock, django_assert_num_queries
):
    more = [write_entry(number, state=EntryState.SUBMITTED) for number in ("4.1.6", "4.2.1", "4.2.4")]
    for entries in (waiting[:2], more):
        approve_many(people["coordinator"], year, keys(entries))
        clock.shift(10)
        with django_assert_num_queries(8):
            assert write_together() == 1
