"""A reporting year is opened, its deadline moved, closed and reopened; each step leaves its event."""

import datetime

import pytest
from django.urls import reverse

from plans.enums import EntryState, YearAction, YearState
from plans.models import Entry, Extension, ReportingYear, YearEvent
from plans.pages.queries.years import effect_of_deadline, year_standing
from plans.queries.required import required_points
from plans.services import open_reporting_year
from plans.services.years import (
    YearExists,
    YearOutsidePlan,
    YearRefused,
    close_year,
    deadline_limits,
    move_deadline,
    open_new_year,
    reopen_year,
)
from plans.workflow import EntryHasMoved, apply_transition

pytestmark = pytest.mark.django_db

DEADLINE = datetime.date(2025, 1, 20)
LATER = datetime.date(2025, 2, 3)


def events(reporting_year) -> list[tuple]:
    rows = YearEvent.objects.filter(reporting_year=reporting_year).order_by("pk")
    return list(rows.values_list("action", "deadline_before", "deadline_after", "reason", "actor__username"))


# --- Opening ---------------------------------------------------------------------------------------------------------


def test_new_year_is_open_until_20_january_of_the_next_and_makes_no_rows(plan, agency, people):
    opened = open_new_year(plan, 2022, by=people["coordinator"])
    opened.refresh_from_db()
    assert (opened.year, opened.state, opened.deadline) == (2022, YearState.OPEN, datetime.date(2023, 1, 20))
    assert events(opened) == [(YearAction.OPENED, None, datetime.date(2023, 1, 20), "", "koordinator")]
    assert opened.history.get().history_user == people["coordinator"]
    assert Entry.objects.count() == 0
    assert len(required_points(opened)) == 10  # five sub-points, two agencies


def test_new_year_takes_the_deadline_that_is_named(plan):
    assert open_new_year(plan, 2022, LATER).deadline == LATER


@pytest.mark.parametrize("year", [2019, 2025])
def test_year_outside_of_the_plan_is_refused(plan, year):
    with pytest.raises(YearOutsidePlan):
        open_new_year(plan, year)
    assert not ReportingYear.objects.exists()


def test_year_that_exists_is_refused_and_stays_as_it_is(year):
    with pytest.raises(YearExists):
        open_new_year(year.plan, 2024, LATER)
    assert ReportingYear.objects.get().deadline == DEADLINE
    assert events(year) == []


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (datetime.date(2021, 12, 31), False),
        (datetime.date(2022, 1, 1), True),
        (datetime.date(2032, 12, 31), True),
        (datetime.date(2033, 1, 1), False),
    ],
)
def test_deadline_lies_between_the_year_and_ten_years_on(plan, day, fits):
    assert deadline_limits(2022) == (datetime.date(2022, 1, 1), datetime.date(2032, 12, 31))
    if fits:
        assert open_new_year(plan, 2022, day).deadline == day
    else:
        with pytest.raises(YearRefused):
            open_new_year(plan, 2022, day)
        assert not ReportingYear.objects.exists()


def test_import_gets_the_year_that_exists_or_opens_it(year, closed_year):
    assert open_reporting_year(year.plan, 2023) == closed_year
    assert not ReportingYear.objects.get(year=2023).is_open
    opened = open_reporting_year(year.plan, 2022)
    assert opened.deadline == datetime.date(2023, 1, 20)
    assert [event[0] for event in events(opened)] == [YearAction.OPENED]
    assert events(closed_year) == []


# --- Deadline --------------------------------------------------------------------------------------------------------


def test_deadline_is_moved_with_an_event_and_a_history_row(year, people):
    move_deadline(year, LATER, seen=DEADLINE, by=people["coordinator"])
    assert ReportingYear.objects.get().deadline == year.deadline == LATER
    assert events(year) == [(YearAction.DEADLINE, DEADLINE, LATER, "", "koordinator")]
    assert year.history.latest().deadline == LATER
    assert year.history.latest().history_user == people["coordinator"]


def test_second_coordinator_is_told_of_the_first_ones_deadline(year, people):
    seen_by_both = ReportingYear.objects.get()
    move_deadline(year, LATER, seen=DEADLINE, by=people["coordinator"])
    with pytest.raises(YearRefused, match=r"03\.02\.2025"):
        move_deadline(seen_by_both, datetime.date(2025, 1, 27), seen=DEADLINE, by=people["coordinator"])
    assert ReportingYear.objects.get().deadline == LATER
    assert len(events(year)) == 1


def test_deadline_of_a_closed_year_stays(closed_year, people):
    with pytest.raises(YearRefused):
        move_deadline(closed_year, LATER, seen=closed_year.deadline, by=people["coordinator"])
    assert ReportingYear.objects.get().deadline == datetime.date(2024, 1, 20)
    assert events(closed_year) == []


@pytest.mark.parametrize("day", [DEADLINE, datetime.date(2023, 12, 31), datetime.date(2035, 1, 1)])
def test_same_or_impossible_deadline_is_refused(year, people, day):
    with pytest.raises(YearRefused):
        move_deadline(year, day, seen=DEADLINE, by=people["coordinator"])
    assert events(year) == []


# --- Closing and reopening -------------------------------------------------------------------------------------------


def test_closed_year_moves_no_more_until_it_is_reopened_with_a_reason(year, people, write_entry):
    entry = write_entry("4.2.9", status="implemented", author=people["contributor"])
    close_year(year, by=people["coordinator"])
    entry.reporting_year.refresh_from_db()
    with pytest.raises(EntryHasMoved):
        apply_transition(entry, "submit", actor=people["lead"])
    reopen_year(year, reason=" Nümunə səbəb. ", by=people["coordinator"])
    entry.reporting_year.refresh_from_db()
    apply_transition(entry, "submit", actor=people["lead"])
    assert Entry.objects.get().state == EntryState.SUBMITTED
    assert events(year) == [
        (YearAction.CLOSED, None, None, "", "koordinator"),
        (YearAction.REOPENED, None, None, "Nümunə səbəb.", "koordinator"),
    ]
    assert list(year.history.order_by("history_id").values_list("state", flat=True)) == ["open", "closed", "open"]


def test_year_is_closed_once_and_reopened_once(year, people):
    stale = ReportingYear.objects.get()
    close_year(year, by=people["coordinator"])
    with pytest.raises(YearRefused):
        close_year(stale, by=people["coordinator"])
    stale = ReportingYear.objects.get()
    reopen_year(year, reason="Nümunə səbəb.", by=people["coordinator"])
    with pytest.raises(YearRefused):
        reopen_year(stale, reason="Nümunə səbəb.", by=people["coordinator"])
    assert [event[0] for event in events(year)] == [YearAction.CLOSED, YearAction.REOPENED]


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_year_is_not_reopened_without_a_reason(closed_year, people, reason):
    with pytest.raises(YearRefused):
        reopen_year(closed_year, reason=reason, by=people["coordinator"])
    assert ReportingYear.objects.get().state == YearState.CLOSED
    assert events(closed_year) == []


def test_closing_keeps_the_deadline_that_somebody_else_has_moved(year, people):
    stale = ReportingYear.objects.get()
    move_deadline(year, LATER, seen=DEADLINE, by=people["coordinator"])
    close_year(stale, by=people["coordinator"])
    assert ReportingYear.objects.get().deadline == stale.deadline == LATER
    assert stale.history.latest().deadline == LATER


# --- How the year stands ---------------------------------------------------------------------------------------------


def test_standing_counts_by_what_is_to_be_done(year, agency, write_entry):
    for number, state in (
        ("4.1.6", EntryState.DRAFT),
        ("4.2.1", EntryState.SUBMITTED),
        ("4.2.4", EntryState.APPROVED),
        ("4.2.9", EntryState.LOCKED),
    ):
        write_entry(number, state=state)
    standing = year_standing(year, DEADLINE)
    assert (standing.required, standing.with_agencies, standing.accepted, standing.late) == (5, 2, 2, 0)
    assert year_standing(year, DEADLINE + datetime.timedelta(1)).late == 2


def test_effect_of_a_deadline_counts_what_becomes_late_and_what_no_longer_is(
    year, agency, other_agency, people, write_entry
):
    write_entry("4.1.6", state=EntryState.SUBMITTED)
    today = datetime.date(2025, 1, 15)
    earlier = effect_of_deadline(year, datetime.date(2025, 1, 14), today)
    assert (earlier.newly_late, earlier.newly_late_agencies, earlier.no_longer_late) == (9, 2, 0)
    assert effect_of_deadline(year, today, today).changes_lateness is False  # the day itself is not late
    after = datetime.date(2025, 1, 21)
    later = effect_of_deadline(year, LATER, after)
    assert (later.newly_late, later.no_longer_late, later.no_longer_late_agencies) == (0, 9, 2)


def test_effect_leaves_out_who_has_more_time(year, agency, other_agency):
    Extension.objects.create(reporting_year=year, agency=agency, state="granted", granted_until=LATER)
    effect = effect_of_deadline(year, datetime.date(2025, 1, 10), datetime.date(2025, 1, 15))
    assert (effect.newly_late, effect.newly_late_agencies) == (5, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_owed_points_cost_three_queries(year, agency, write_entry, django_assert_num_queries, rows):
    for number in ["4.1.6", "4.2.1", "4.2.9"][:rows]:
        write_entry(number)
    with django_assert_num_queries(3):
        assert len(required_points(year)) == 5


# --- The administration ----------------------------------------------------------------------------------------------


def test_administration_opens_a_year_with_its_event_and_changes_neither_state_nor_deadline(sign_in, plan, people):
    client = sign_in("administrator")
    fields = {"plan": plan.pk, "year": "2022", "deadline": "2023-01-20", "state": "closed"}
    assert client.post(reverse("admin:plans_reportingyear_add"), fields).status_code == 302
    made = ReportingYear.objects.get()
    assert (made.state, made.deadline) == (YearState.OPEN, datetime.date(2023, 1, 20))
    assert events(made) == [(YearAction.OPENED, None, datetime.date(2023, 1, 20), "", "inzibatci")]
    address = reverse("admin:plans_reportingyear_change", args=(made.pk,))
    fields = {"plan": plan.pk, "year": "2023", "deadline": "2030-01-20", "state": "closed"}
    assert client.post(address, fields).status_code == 302
    made.refresh_from_db()
    assert (made.year, made.state, made.deadline) == (2023, YearState.OPEN, datetime.date(2023, 1, 20))
    assert len(events(made)) == 1
