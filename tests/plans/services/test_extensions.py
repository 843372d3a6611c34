"""More time for an agency: asked for, answered, given unasked; lateness follows."""

import datetime

import pytest
import time_machine

from plans.enums import ExtensionState, NoticeKind
from plans.models import Extension, Notice, OutboxMail
from plans.queries.agency_year import agency_year_rows
from plans.queries.years import extended_until
from plans.services.extensions import ExtensionRefused, ask_extension, decide_extension, grant_extension
from plans.services.years import close_year
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

BEFORE = datetime.datetime(2025, 1, 15, 8, 0, tzinfo=datetime.UTC)
DEADLINE = datetime.date(2025, 1, 20)
UNTIL = datetime.date(2025, 2, 3)
REASON = "Nümunə səbəb."


@pytest.fixture(autouse=True)
def before_the_deadline():
    with time_machine.travel(BEFORE, tick=False):
        yield


@pytest.fixture
def extension(year, agency, people) -> Extension:
    return ask_extension(year, agency, until=UNTIL, reason=REASON, by=people["lead"])


# --- Asking ----------------------------------------------------------------------------------------------------------


def test_wish_waits_and_changes_no_deadline(extension, year, agency, people):
    extension.refresh_from_db()
    assert (
        extension.state,
        extension.asked_until,
        extension.reason,
        extension.asked_by,
    ) == ("asked", UNTIL, REASON, people["lead"])
    assert extension.asked_at == BEFORE
    assert extended_until(year, agency) is None


def test_wish_is_told_to_every_coordinator_without_its_reason(year, agency, people):
    second = make_user("koordinator2", "coordinator")
    second.email = "koordinator2@numune.example"
    second.save()
    ask_extension(year, agency, until=UNTIL, reason=REASON, by=people["lead"])
    told = set(Notice.objects.filter(kind=NoticeKind.EXTENSION_ASKED).values_list("recipient", flat=True))
    assert told == {people["coordinator"].pk, second.pk}
    mail = OutboxMail.objects.get()
    assert mail.to == "koordinator2@numune.example"
    assert "/plans/numune-2020-2024/2024/settings/" in mail.text
    assert REASON not in mail.text + mail.html


def test_one_wish_at_a_time_waits_and_another_agencys_is_another(extension, year, agency, other_agency, people):
    with pytest.raises(ExtensionRefused):
        ask_extension(year, agency, until=UNTIL, reason=REASON, by=people["lead"])
    ask_extension(year, other_agency, until=UNTIL, reason=REASON, by=people["stranger"])
    assert Extension.objects.filter(state=ExtensionState.ASKED).count() == 2


def test_answered_agency_may_ask_again(extension, year, agency, people):
    decide_extension(extension, granted=False, answer="Nümunə cavab.", by=people["coordinator"])
    assert ask_extension(year, agency, until=UNTIL, reason=REASON, by=people["lead"]).pk != extension.pk


@pytest.mark.parametrize(
    ("day", "fits"), [(DEADLINE, False), (datetime.date(2025, 1, 21), True), (datetime.date(2035, 1, 1), False)]
)
def test_wish_goes_beyond_the_deadline(year, agency, people, day, fits):
    if fits:
        ask_extension(year, agency, until=day, reason=REASON, by=people["lead"])
    else:
        with pytest.raises(ExtensionRefused):
            ask_extension(year, agency, until=day, reason=REASON, by=people["lead"])
    assert Extension.objects.count() == fits


def test_wish_goes_beyond_the_extension_that_holds_and_beyond_today(year, agency, people):
    grant_extension(year, agency, until=UNTIL, by=people["coordinator"], seen=None)
    with pytest.raises(ExtensionRefused):
        ask_extension(year, agency, until=UNTIL, reason=REASON, by=people["lead"])
    with time_machine.travel(datetime.datetime(2025, 2, 10, 8, 0, tzinfo=datetime.UTC), tick=False):
        with pytest.raises(ExtensionRefused):
            ask_extension(year, agency, until=datetime.date(2025, 2, 10), reason=REASON, by=people["lead"])
        ask_extension(year, agency, until=datetime.date(2025, 2, 11), reason=REASON, by=people["lead"])


@pytest.mark.parametrize("reason", ["", " \n"])
def test_wish_without_a_reason_is_refused(year, agency, people, reason):
    with pytest.raises(ExtensionRefused):
        ask_extension(year, agency, until=UNTIL, reason=reason, by=people["lead"])
    assert not Extension.objects.exists()


def test_nothing_is_asked_answered_or_given_in_a_closed_year(extension, year, agency, other_agency, people):
    close_year(year, by=people["coordinator"])
    with pytest.raises(ExtensionRefused):
        ask_extension(year, other_agency, until=UNTIL, reason=REASON, by=people["stranger"])
    with pytest.raises(ExtensionRefused):
        decide_extension(extension, granted=True, by=people["coordinator"])
    with pytest.raises(ExtensionRefused):
        grant_extension(year, other_agency, until=UNTIL, by=people["coordinator"], seen=None)
    assert list(Extension.objects.values_list("state", flat=True)) == [ExtensionState.ASKED]


# --- Answering -------------------------------------------------------------------------------------------------------


def test_granted_wish_moves_the_agencys_deadline_and_tells_its_leads(extension, year, agency, people):
    decide_extension(extension, granted=True, by=people["coordinator"], answer="Nümunə cavab.")
    extension.refresh_from_db()
    assert (extension.state, extension.granted_until, extension.answer) == (
        "granted",
        UNTIL,
        "Nümunə cavab.",
    )
    assert (extension.decided_by, extension.decided_at) == (people["coordinator"], BEFORE)
    assert extended_until(year, agency) == UNTIL
    notice = Notice.objects.get(kind=NoticeKind.EXTENSION_DECIDED)
    assert (notice.recipient, notice.actor) == (people["lead"], people["coordinator"])


def test_wish_is_granted_until_another_day_than_asked_for(extension, year, agency, people):
    decide_extension(extension, granted=True, until=datetime.date(2025, 1, 27), by=people["coordinator"])
    assert extended_until(year, agency) == datetime.date(2025, 1, 27)


def test_wish_is_not_granted_until_the_deadline_itself(extension, year, agency, people):
    with pytest.raises(ExtensionRefused):
        decide_extension(extension, granted=True, until=DEADLINE, by=people["coordinator"])
    assert Extension.objects.get().state == ExtensionState.ASKED


def test_refusal_says_why_and_changes_no_deadline(extension, year, agency, people):
    with pytest.raises(ExtensionRefused):
        decide_extension(extension, granted=False, by=people["coordinator"], answer=" ")
    assert Extension.objects.get().state == ExtensionState.ASKED
    decide_extension(extension, granted=False, by=people["coordinator"], answer="Nümunə cavab.")
    extension.refresh_from_db()
    assert (extension.state, extension.granted_until, extension.answer) == (
        "refused",
        None,
        "Nümunə cavab.",
    )
    assert extended_until(year, agency) is None


def test_wish_is_answered_once_by_two_coordinators(extension, year, agency, people):
    second = make_user("koordinator2", "coordinator")
    stale = Extension.objects.get()
    decide_extension(extension, granted=True, by=people["coordinator"])
    with pytest.raises(ExtensionRefused):
        decide_extension(stale, granted=False, answer="Nümunə cavab.", by=second)
    assert Extension.objects.get().decided_by == people["coordinator"]
    assert Notice.objects.filter(kind=NoticeKind.EXTENSION_DECIDED).count() == 1


# --- Giving ----------------------------------------------------------------------------------------------------------


def test_latest_given_day_holds_also_where_it_is_earlier(year, agency, other_agency, people):
    first = grant_extension(year, agency, until=UNTIL, by=people["coordinator"], seen=None)
    grant_extension(year, agency, until=datetime.date(2025, 1, 27), by=people["coordinator"], seen=first.pk)
    assert extended_until(year, agency) == datetime.date(2025, 1, 27)
    assert extended_until(year, other_agency) is None


def test_same_day_is_not_given_twice(year, agency, people):
    grant_extension(year, agency, until=UNTIL, by=people["coordinator"], seen=None)
    with pytest.raises(ExtensionRefused):
        grant_extension(year, agency, until=UNTIL, by=people["coordinator"], seen=None)
    assert Extension.objects.count() == 1


def test_time_given_on_a_page_older_than_another_decision_is_refused_and_told_once(year, agency, other_agency, people):
    first = grant_extension(year, agency, until=UNTIL, by=people["coordinator"], seen=None)
    other, later = datetime.date(2025, 1, 27), datetime.date(2025, 3, 3)
    with pytest.raises(ExtensionRefused, match=r"03\.02\.2025"):
        grant_extension(year, agency, until=other, by=make_user("koordinator2", "coordinator"), seen=None)
    assert extended_until(year, agency) == UNTIL
    assert Notice.objects.filter(kind=NoticeKind.EXTENSION_DECIDED).count() == 1
    grant_extension(year, other_agency, until=other, by=people["coordinator"], seen=None)  # its own, not the first's
    grant_extension(year, agency, until=later, by=people["coordinator"], seen=first.pk)
    assert extended_until(year, agency) == later


def test_wish_granted_meanwhile_holds_against_an_older_page(extension, year, agency, people):
    decide_extension(extension, granted=True, by=people["coordinator"])
    with pytest.raises(ExtensionRefused):
        grant_extension(year, agency, until=datetime.date(2025, 1, 27), by=people["coordinator"], seen=None)
    assert extended_until(year, agency) == UNTIL


def test_agency_that_asks_is_answered_and_not_passed_over(extension, year, agency, people):
    with pytest.raises(ExtensionRefused):
        grant_extension(year, agency, until=UNTIL, by=people["coordinator"], seen=None)
    assert Extension.objects.get() == extension


def test_wish_is_not_granted_behind_a_day_given_since(extension, year, agency, people):
    # Written past the service, as a coordinator in the same moment might.
    Extension.objects.create(reporting_year=year, agency=agency, state="granted", granted_until=UNTIL)
    with pytest.raises(ExtensionRefused):
        decide_extension(extension, granted=True, until=datetime.date(2025, 3, 3), by=people["coordinator"])
    assert extended_until(year, agency) == UNTIL
    decide_extension(extension, granted=False, answer="Nümunə cavab.", by=people["coordinator"])
    assert extended_until(year, agency) == UNTIL


# --- Lateness follows ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        # 3 February ends in Baku at 20:00 UTC.
        (datetime.datetime(2025, 2, 3, 19, 59, tzinfo=datetime.UTC), False),
        (datetime.datetime(2025, 2, 3, 20, 0, tzinfo=datetime.UTC), True),
    ],
)
def test_agency_is_late_after_its_own_day_in_baku(year, agency, other_agency, people, moment, late):
    grant_extension(year, agency, until=UNTIL, by=people["coordinator"], seen=None)
    with time_machine.travel(moment, tick=False):
        assert {row.is_late for row in agency_year_rows(people["lead"], year, agency)} == {late}
        assert {row.is_late for row in agency_year_rows(people["stranger"], year, other_agency)} == {True}


# --- Days that give nothing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "may"), [("2025-03-01", False), ("2025-03-02", True)])
def test_time_is_given_for_a_day_that_is_not_over(day, may, year, agency, people):
    with time_machine.travel(datetime.datetime(2025, 3, 2, 8, 0, tzinfo=datetime.UTC), tick=False):
        until = datetime.date.fromisoformat(day)
        if may:
            grant_extension(year, agency, until=until, by=people["coordinator"], seen=None)
        else:
            with pytest.raises(ExtensionRefused):
                grant_extension(year, agency, until=until, by=people["coordinator"], seen=None)
    assert extended_until(year, agency) == (until if may else None)


def test_answer_to_a_wish_is_never_less_than_what_there_is(year, agency, people):
    given = grant_extension(year, agency, until=datetime.date(2025, 6, 1), by=people["coordinator"], seen=None)
    extension = ask_extension(year, agency, until=datetime.date(2025, 8, 1), reason=REASON, by=people["lead"])
    for day in ("2025-01-22", "2025-06-01"):
        with pytest.raises(ExtensionRefused):
            decide_extension(extension, granted=True, until=datetime.date.fromisoformat(day), by=people["coordinator"])
    assert extended_until(year, agency) == given.granted_until
    decide_extension(extension, granted=True, until=datetime.date(2025, 7, 1), by=people["coordinator"])
    assert extended_until(year, agency) == datetime.date(2025, 7, 1)
