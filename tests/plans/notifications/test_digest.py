"""The daily digest: one mail a day with what is unread, to those who want it so; nothing twice."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from accounts.enums import Role
from accounts.models import User
from plans.enums import EntryState, NoticeKind
from plans.models import Membership, Notice, OutboxMail, PersonalSettings
from plans.notifications import digest, send_digests, tell, wake_digests
from plans.notifications.digest import digest_moment
from plans.services.notices import read_notice
from tests.conftest import make_user

EVENING = datetime.datetime(2025, 1, 6, 14, tzinfo=datetime.UTC)  # 18:00 in Baku
MORNING = datetime.datetime(2025, 1, 7, 4, tzinfo=datetime.UTC)  # 08:00 in Baku
DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lead(people) -> User:
    return daily(people["lead"])


@pytest.fixture
def say(write_entry, people):
    """`say(person, kind)` tells the person of something about the entry 4.2.10 of NUMUNE."""
    entry = write_entry("4.2.10", "<p>Nümunə mətn. Məxfi.</p>", state=EntryState.SUBMITTED)

    def tell_one(person: User, kind: str = NoticeKind.COMMENT, **more) -> Notice:
        about = {"reporting_year": entry.reporting_year, "agency": entry.agency, "entry": entry}
        tell([person], kind, **(about | {"actor": people["observer"]} | more))
        return Notice.objects.latest("pk")

    return tell_one


def daily(person: User, **chosen) -> User:
    person.email = f"{person.username}@numune.example"
    person.save()
    PersonalSettings.objects.update_or_create(user=person, defaults={"mails": "daily"} | chosen)
    return person


def digests() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(kind="digest").order_by("pk"))


# --- When -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        (MORNING, MORNING),
        (MORNING - SECOND, MORNING - DAY),
        (MORNING + DAY - SECOND, MORNING),
        (MORNING + 15 * HOUR + 59 * 60 * SECOND, MORNING),  # 23:59 in Baku
        (MORNING + 16 * HOUR, MORNING),  # past midnight in Baku
    ],
)
def test_moment_of_a_digest_is_the_last_eight_o_clock_of_baku(now, moment):
    assert digest_moment(now) == moment


def test_digest_is_written_in_the_morning_and_once(say, lead, clock):
    say(lead)
    assert send_digests() == 0
    clock.move_to(MORNING - SECOND)
    assert send_digests() == 0
    clock.move_to(MORNING)
    assert send_digests() == 1
    assert send_digests() == 0
    clock.shift(DAY)
    assert send_digests() == 0
    assert [(mail.to, mail.recipient) for mail in digests()] == [("mesul@numune.example", lead)]
    assert Notice.objects.get().digested_at == MORNING


def test_what_comes_after_eight_waits_for_the_next_morning(say, lead, clock):
    clock.move_to(MORNING + SECOND)
    say(lead)
    clock.shift(15 * HOUR)
    assert send_digests() == 0
    clock.move_to(MORNING + DAY)
    assert send_digests() == 1


def test_days_on_which_nothing_ran_are_one_mail(say, lead, clock):
    for _day in range(3):
        say(lead)
        clock.shift(DAY)
    clock.shift(DAY)
    assert send_digests() == 1
    assert digests()[0].subject.startswith("3 yeni bildiriş, ")


def test_decision_that_may_still_be_undone_is_not_in_it(say, lead, clock):
    clock.move_to(MORNING - SECOND)
    say(lead, NoticeKind.APPROVED, delay=10 * SECOND)
    clock.move_to(MORNING)
    assert send_digests() == 0
    clock.move_to(MORNING + DAY)
    assert send_digests() == 1


# --- Who --------------------------------------------------------------------------------------------------------------


def test_read_meanwhile_is_left_out_and_who_has_read_all_gets_nothing(say, lead, people, clock):
    other = daily(people["contributor"])
    first, _second, third = say(lead), say(lead, NoticeKind.APPROVED), say(other)
    read_notice(lead, first.pk)
    read_notice(other, third.pk)
    clock.move_to(MORNING)
    assert send_digests() == 1
    (mail,) = digests()
    assert mail.recipient == lead
    assert "Məlumat təsdiq edilib" in mail.text
    assert "Yeni şərh" not in mail.text
    assert Notice.objects.filter(digested_at__isnull=True).count() == 0


def test_returned_entry_was_mailed_at_once_and_is_not_in_it(say, lead, clock):
    say(lead, NoticeKind.RETURNED, context={"resubmit_by": MORNING.date()})
    assert OutboxMail.objects.get().kind == "returned"
    clock.move_to(MORNING)
    assert send_digests() == 0


@pytest.mark.parametrize("change", ["no address", "no mails", "account closed", "another agency"])
def test_whoever_cannot_or_will_not_get_it_is_passed_over_for_good(say, lead, other_agency, clock, change):
    say(lead)
    if change == "no address":
        User.objects.filter(pk=lead.pk).update(email="")
    elif change == "no mails":
        daily(lead, mails="none")
    elif change == "account closed":
        User.objects.filter(pk=lead.pk).update(is_active=False)
    else:
        Membership.objects.filter(user=lead).update(agency=other_agency)
    clock.move_to(MORNING)
    assert send_digests() == 0
    assert (OutboxMail.objects.count(), Notice.objects.get().digested_at) == (0, MORNING)


def test_who_has_gone_over_to_mails_at_once_still_gets_what_waits(say, lead, clock):
    say(lead)
    daily(lead, mails="immediate")
    clock.move_to(MORNING)
    assert send_digests() == 1


def test_each_person_gets_the_own_ones_in_the_own_language(say, lead, people, clock):
    coordinator = daily(people["coordinator"], mail_language="en")
    say(lead)
    say(coordinator)
    say(coordinator, NoticeKind.EXTENSION_ASKED, entry=None)
    clock.move_to(MORNING)
    assert send_digests() == 2
    mails = {mail.recipient: mail for mail in digests()}
    assert mails[lead].subject == "1 yeni bildiriş, 07.01.2025"
    assert mails[coordinator].subject == "2 new notices, 07.01.2025"
    assert "Yeni şərh: 4.2.10-cu yarımbənd, 2024-cü il" in mails[lead].text
    assert "New comment: Sub-point 4.2.10, 2024 · Nümunə Xidməti" in mails[coordinator].text
    assert "Nümunə Xidməti" not in mails[lead].text  # they know which agency they are
    assert "More time asked for: Entries of 2024" in mails[coordinator].text


# --- What it says -----------------------------------------------------------------------------------------------------


def test_lines_lead_to_their_places_and_nothing_written_is_in_them(say, lead, clock, settings):
    settings.SITE_URL = "https://izleme.numune.example"
    say(lead)
    say(lead, NoticeKind.EXTENSION_DECIDED, entry=None, context={"granted": True, "until": MORNING.date()})
    clock.move_to(MORNING)
    send_digests()
    (mail,) = digests()
    place = "https://izleme.numune.example/plans/numune-2020-2024/2024/NUMUNE/"
    for link in (f"{place}4.2.10/#comments", f"{place}extension/", "https://izleme.numune.example/plans/notices/"):
        assert link in mail.text
        assert f'href="{link}"' in mail.html
    assert mail.html.startswith('<!doctype html>\n<html lang="az">')
    assert "Məxfi" not in mail.text + mail.html + mail.subject


def test_place_that_the_person_may_not_open_is_named_without_a_link(say, people, clock):
    contributor = daily(people["contributor"])
    say(contributor, NoticeKind.EXTENSION_DECIDED, entry=None)
    clock.move_to(MORNING)
    send_digests()
    (mail,) = digests()
    assert "Müddətin uzadılması barədə cavab: 2024-cü il üzrə məlumatlar" in mail.text
    assert "/extension/" not in mail.text + mail.html


def test_long_list_is_cut_and_says_so(say, lead, clock, monkeypatch):
    monkeypatch.setattr(digest, "LONGEST_LIST", 2)
    say(lead, NoticeKind.APPROVED)
    for _again in range(2):
        say(lead)
    clock.move_to(MORNING)
    send_digests()
    (mail,) = digests()
    assert mail.subject == "3 yeni bildiriş, 07.01.2025"
    assert mail.text.count("/4.2.10/") == 2
    assert "Məlumat təsdiq edilib" not in mail.text
    assert "Daha əvvəlki 1 bildiriş yalnız sistemdə göstərilir." in mail.text


# --- Running ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_digests_cost_three_queries_and_six_for_each_person(say, lead, people, clock, django_assert_num_queries, count):
    crowd = [lead, daily(people["contributor"]), daily(make_user("ikinci", Role.LEAD, lead.membership.agency))][:count]
    for person in crowd:
        for _again in range(count):
            say(person)
    clock.move_to(MORNING)
    with django_assert_num_queries(3 + 6 * count):  # a person: savepoint, taking, notices, names, mail, savepoint
        assert send_digests() == count
    with django_assert_num_queries(1):
        assert send_digests() == 0


def test_command_says_how_many_and_may_run_again(say, lead, clock):
    say(lead)
    clock.move_to(MORNING)
    said = []
    for _again in range(2):
        out = StringIO()
        call_command("send_digests", stdout=out)
        said.append(out.getvalue())
    assert said == ["1 digests written.\n", "0 digests written.\n"]
    assert len(digests()) == 1


def test_worker_wakes_for_a_digest_once_and_not_without_one(say, lead, clock):
    say(lead)
    assert wake_digests() is False
    clock.move_to(MORNING)
    assert wake_digests() is True
    assert wake_digests() is False  # one waits already
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_worker_writes_the_digest(say, lead, clock):
    say(lead)
    clock.move_to(MORNING)
    call_command("run_worker", "--batch")
    assert len(digests()) == 1


@pytest.mark.django_db(transaction=True)
def test_notice_taken_by_another_run_in_between_is_mailed_by_that_one_only(say, lead, clock, monkeypatch):
    """The other run comes between looking and taking."""
    say(lead)
    clock.move_to(MORNING)
    looked = digest.User.objects.in_bulk

    def run_in_between(keys):
        monkeypatch.undo()
        assert send_digests() == 1
        return looked(keys)

    monkeypatch.setattr(digest.User.objects, "in_bulk", run_in_between)
    assert send_digests() == 0
    assert len(digests()) == 1


@pytest.mark.django_db(transaction=True)
def test_runs_at_the_same_time_write_one_mail(say, lead, clock):
    say(lead)
    clock.move_to(MORNING)

    def run() -> int:
        try:
            return send_digests()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = [future.result() for future in [pool.submit(run) for _again in range(4)]]
    assert sum(counts) == len(digests()) == 1
