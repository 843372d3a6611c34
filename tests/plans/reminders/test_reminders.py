"""Who is reminded of what and when; days are Baku's, one letter an agency and day."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from accounts.enums import Role
from plans import rules
from plans.enums import AssignmentRole, EntryState, MailState
from plans.models import (
    Assignment,
    Entry,
    Extension,
    Membership,
    OutboxMail,
    PersonalSettings,
    Plan,
    Reminder,
    ReminderStep,
    ReportingYear,
    SubPoint,
)
from plans.reminders.letters import reminder_mail
from plans.reminders.queries import Step, planned_steps, reminder_cases, reminders_sent
from plans.reminders.services import remind, remind_chosen, send_due_reminders
from plans.services.extensions import grant_extension
from plans.services.years import close_year, move_deadline, open_new_year
from tests.conftest import make_agency, make_user

pytestmark = pytest.mark.django_db

OFFSETS = [-30, -14, -7, -1, 1, 7]
DEADLINE = datetime.date(2025, 1, 20)
DAY = datetime.timedelta(days=1)


def at(day: datetime.date, hour: int = 5):
    """That day, by the clock of Baku at 9:00."""
    return time_machine.travel(datetime.datetime(day.year, day.month, day.day, hour, tzinfo=datetime.UTC), tick=False)


def send(day: datetime.date) -> list[tuple[str, list[tuple], int]]:
    """What the command does that day: (agency, answered steps, mails) of each reminder."""
    with at(day):
        return [
            (
                reminded.case.agency.code,
                [(step.due, step.offset) for step in reminded.case.due_steps],
                reminded.mails,
            )
            for reminded in send_due_reminders(timezone.localdate())
        ]


@pytest.fixture
def staff(people):
    """The agency's lead and contributor, and the other agency's contributor, with addresses."""
    for person in ("lead", "contributor", "stranger"):
        people[person].email = f"{person}@numune.example"
        people[person].save()
    return people


def case_of(year, code: str = "NUMUNE", today: datetime.date = DEADLINE):
    return next(case for case in reminder_cases(year, today) if case.agency.code == code)


# --- The days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "due", "following"),
    [
        (datetime.date(2024, 12, 20), [], -30),
        (datetime.date(2024, 12, 21), [-30], -14),
        (datetime.date(2024, 12, 22), [-30], -14),  # a day on which nothing was sent is caught up
        (datetime.date(2025, 1, 13), [-7], -1),  # the latest only
        (datetime.date(2025, 1, 19), [-1], 1),
        (datetime.date(2025, 1, 20), [-1], 1),  # nothing is planned for the day itself
        (datetime.date(2025, 1, 21), [1], 7),
        (datetime.date(2025, 1, 27), [7], None),
        (datetime.date(2026, 1, 27), [7], None),
    ],
)
def test_latest_planned_day_that_has_come_is_due(today, due, following):
    steps, next_step = planned_steps({DEADLINE: None}, OFFSETS, set(), today)
    assert steps == [Step(DEADLINE, offset) for offset in due]
    assert next_step == (Step(DEADLINE, following) if following else None)


def test_answered_step_is_due_no_more_and_earlier_ones_are_not_caught_up_behind_it():
    answered = {Step(DEADLINE, -7)}
    assert planned_steps({DEADLINE: None}, OFFSETS, answered, datetime.date(2025, 1, 15))[0] == []
    assert planned_steps({DEADLINE: None}, OFFSETS, answered, datetime.date(2025, 1, 19))[0] == [Step(DEADLINE, -1)]


def test_each_day_on_which_something_is_due_has_steps_of_its_own():
    later = datetime.date(2025, 1, 27)
    steps, next_step = planned_steps({DEADLINE: None, later: None}, OFFSETS, set(), DEADLINE)
    assert steps == [Step(DEADLINE, -1), Step(later, -7)]
    assert next_step == Step(DEADLINE, 1)


def test_plan_without_days_plans_nothing():
    assert planned_steps({DEADLINE: None}, [], set(), DEADLINE) == ([], None)


@pytest.mark.parametrize(
    ("known", "due", "following"),
    [
        (datetime.date(2025, 1, 12), [-7], -1),  # the step's day lies ahead of it: missed, and caught up
        (datetime.date(2025, 1, 13), [], -1),  # on the day itself, it is news already
        (datetime.date(2025, 1, 18), [], -1),
        (datetime.date(2025, 1, 19), [], 1),
        (datetime.date(2025, 2, 1), [], None),
    ],
)
def test_step_counts_only_after_the_day_on_which_its_due_day_became_known(known, due, following):
    today = datetime.date(2025, 1, 18)
    steps, next_step = planned_steps({DEADLINE: known}, OFFSETS, set(), today)
    assert steps == [Step(DEADLINE, offset) for offset in due]
    assert next_step == (Step(DEADLINE, following) if following else None)


# --- What the command sends ------------------------------------------------------------------------------------------


def test_whole_season_is_six_letters_each_once(year, agency, staff):
    days = [datetime.date(2024, 12, 1) + n * DAY for n in range(90)]
    sent = [(day, steps) for day in days for _again in (1, 2) for _agency, steps, _mails in send(day)]
    assert sent == [
        (DEADLINE + offset * DAY, [(DEADLINE, offset)]) for offset in OFFSETS for _agency in ("NUMUNE", "BASHQA")
    ]
    assert OutboxMail.objects.filter(reminder__agency=agency).count() == 6
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {MailState.QUEUED}


def test_missed_days_are_caught_up_once_by_the_latest(year, staff):
    assert send(datetime.date(2025, 1, 16)) == [("NUMUNE", [(DEADLINE, -7)], 1), ("BASHQA", [(DEADLINE, -7)], 1)]
    assert send(datetime.date(2025, 1, 17)) == []
    assert ReminderStep.objects.count() == 2


def test_day_begins_at_midnight_in_baku(year, staff):
    moment = datetime.datetime(2025, 1, 20, 20, 0, tzinfo=datetime.UTC)  # 21 January, 0:00 in Baku
    send(datetime.date(2025, 1, 19))
    with time_machine.travel(moment - datetime.timedelta(seconds=1), tick=False):
        assert list(send_due_reminders(timezone.localdate())) == []
    with time_machine.travel(moment, tick=False):
        (first, _second) = list(send_due_reminders(timezone.localdate()))
    assert [step.offset for step in first.case.due_steps] == [1]
    assert first.case.late == 5


def test_deadline_day_itself_is_not_late_and_the_next_is(year, agency, staff):
    assert case_of(year, today=DEADLINE).late == 0
    assert case_of(year, today=DEADLINE + DAY).late == 5


@pytest.mark.parametrize("state", [EntryState.SUBMITTED, EntryState.APPROVED, EntryState.LOCKED])
def test_agency_that_has_delivered_all_gets_nothing(year, agency, staff, write_entry, state):
    for number in ("4.1.6", "4.2.1", "4.2.4", "4.2.9"):
        write_entry(number, state=state)
    assert [point.number for point in case_of(year).points] == ["4.2.10"]
    write_entry("4.2.10", state=state)
    assert case_of(year).silence == "delivered"
    assert [sent[0] for sent in send(datetime.date(2025, 1, 13))] == ["BASHQA"]


def test_recommended_body_owes_nothing_and_is_not_reminded(year, agency, other_agency, staff):
    Assignment.objects.filter(agency=agency).update(role=AssignmentRole.RECOMMENDED)
    case = case_of(year, today=DEADLINE + DAY)
    assert (case.silence, case.required, case.points) == ("nothing_required", 0, [])
    assert [sent[0] for sent in send(datetime.date(2025, 1, 13))] == ["BASHQA"]


def test_measure_whose_period_does_not_cover_the_year_is_not_reminded_of(year, agency, staff):
    SubPoint.objects.exclude(number="4.2.9").update(end_year=2023)
    assert [point.number for point in case_of(year).points] == ["4.2.9"]


def test_closed_year_reminds_nobody(year, staff):
    close_year(year, by=staff["coordinator"])
    assert send(datetime.date(2025, 1, 13)) == []


def test_returned_entry_is_reminded_of_by_its_own_day(year, agency, staff, write_entry):
    for number in ("4.1.6", "4.2.1", "4.2.4", "4.2.10"):
        write_entry(number, state=EntryState.SUBMITTED)
    again = datetime.date(2025, 2, 10)
    return_on(datetime.date(2025, 1, 25), write_entry, resubmit_by=again)
    case = case_of(year, today=datetime.date(2025, 2, 3))
    assert [(point.number, point.due, point.is_late) for point in case.points] == [("4.2.9", again, False)]
    assert send(datetime.date(2025, 2, 3))[0] == ("NUMUNE", [(again, -7)], 1)
    assert case_of(year, today=again + DAY).late == 1


def return_on(day: datetime.date, write_entry, *, resubmit_by: datetime.date | None) -> None:
    with at(day):
        entry = write_entry("4.2.9", state=EntryState.RETURNED)
    Entry.objects.filter(pk=entry.pk).update(resubmit_by=resubmit_by)


@pytest.mark.parametrize("again", [datetime.date(2025, 2, 10), None])
def test_returning_an_entry_reminds_nobody_at_once_and_its_later_steps_follow(
    year, agency, other_agency, staff, write_entry, again
):
    Assignment.objects.filter(agency=other_agency).delete()
    for number in ("4.1.6", "4.2.1", "4.2.4", "4.2.10"):
        write_entry(number, state=EntryState.APPROVED)
    due = again or DEADLINE
    returned = due - 5 * DAY  # the step of seven days before is over
    return_on(returned, write_entry, resubmit_by=again)
    assert [send(returned + n * DAY) for n in (0, 1, 3)] == [[], [], []]
    assert send(due) == [("NUMUNE", [(due, -1)], 1)]  # the day before was missed
    assert send(due) == []


def test_entry_returned_beside_others_that_are_open_leaves_their_reminder_due(year, agency, staff, write_entry):
    return_on(datetime.date(2025, 1, 15), write_entry, resubmit_by=None)
    assert send(datetime.date(2025, 1, 15))[0] == ("NUMUNE", [(DEADLINE, -7)], 1)


def test_granting_time_reminds_nobody_at_once_and_a_missed_day_is_caught_up(year, agency, other_agency, staff):
    Assignment.objects.filter(agency=other_agency).delete()
    until = datetime.date(2025, 1, 30)
    granted = datetime.date(2025, 1, 18)  # fourteen days before is over, seven days before lies ahead
    with at(granted):
        grant_extension(year, agency, until=until, by=staff["coordinator"], seen=None)
    assert [send(granted + n * DAY) for n in (0, 1, 4)] == [[], [], []]
    assert send(datetime.date(2025, 1, 25)) == [("NUMUNE", [(until, -7)], 1)]
    assert send(datetime.date(2025, 1, 26)) == []


def test_year_opened_late_reminds_of_the_days_that_lie_ahead_only(plan, agency, other_agency, staff):
    Assignment.objects.filter(agency=other_agency).delete()
    with at(datetime.date(2025, 1, 15)):
        open_new_year(plan, 2024, DEADLINE, by=staff["coordinator"])
        open_new_year(plan, 2023, by=staff["coordinator"])  # due a year ago: nothing lies ahead
    assert send(datetime.date(2025, 1, 15)) == []
    assert send(datetime.date(2025, 1, 19)) == [("NUMUNE", [(DEADLINE, -1)], 1)]


def test_extension_moves_the_reminders_of_its_agency_only(year, agency, other_agency, staff):
    until = datetime.date(2025, 2, 3)
    Extension.objects.create(reporting_year=year, agency=agency, state="granted", granted_until=until)
    assert send(datetime.date(2025, 1, 20)) == [("NUMUNE", [(until, -14)], 1), ("BASHQA", [(DEADLINE, -1)], 1)]
    assert case_of(year, today=until).late == 0
    assert case_of(year, today=until + DAY).late == 5


def test_deadline_moved_over_the_past_reminds_on_the_days_that_lie_ahead(year, agency, staff):
    send(datetime.date(2025, 1, 13))
    earlier = datetime.date(2025, 1, 10)
    with at(datetime.date(2025, 1, 15)):
        move_deadline(year, earlier, seen=DEADLINE, by=staff["coordinator"])
    assert case_of(year, today=datetime.date(2025, 1, 15)).late == 5
    assert [send(datetime.date(2025, 1, day)) for day in (15, 16)] == [[], []]
    assert send(datetime.date(2025, 1, 17))[0] == ("NUMUNE", [(earlier, 7)], 1)
    assert send(datetime.date(2025, 1, 18)) == []


def test_deadline_moved_far_over_the_past_reminds_by_hand_only(year, agency, staff):
    with at(datetime.date(2025, 1, 15)):
        move_deadline(year, datetime.date(2024, 12, 1), seen=DEADLINE, by=staff["coordinator"])
    assert [send(datetime.date(2025, 1, 15) + n * DAY) for n in range(10)] == [[]] * 10
    assert remind_now(year, staff, "NUMUNE", day=datetime.date(2025, 1, 25)) == (["NUMUNE"], [])


def test_deadline_moved_into_the_future_begins_anew(year, staff):
    send(datetime.date(2025, 1, 21))
    later = datetime.date(2025, 3, 20)
    with at(datetime.date(2025, 1, 22)):
        move_deadline(year, later, seen=DEADLINE, by=staff["coordinator"])
    assert send(datetime.date(2025, 1, 22)) == []
    assert send(datetime.date(2025, 2, 18))[0][1] == [(later, -30)]


def test_plans_own_days_are_used_and_other_open_years_are_reminded_of_too(year, plan, staff):
    Plan.objects.update(remind_before="3", remind_after="")
    ReportingYear.objects.create(plan=plan, year=2022, deadline=datetime.date(2025, 1, 17))
    assert [steps for _code, steps, _mails in send(datetime.date(2025, 1, 17))] == [
        [(datetime.date(2025, 1, 17), -3)],
        [(datetime.date(2025, 1, 17), -3)],
        [(DEADLINE, -3)],
        [(DEADLINE, -3)],
    ]


# --- To whom ---------------------------------------------------------------------------------------------------------


def recipients(year) -> list[str]:
    return [person.user.email for person in case_of(year).people]


def test_letter_goes_to_the_lead_and_not_to_the_contributors(year, agency, staff):
    assert recipients(year) == ["lead@numune.example"]


def test_every_lead_gets_the_letter(year, agency, staff):
    second = make_user("mesul2", Role.LEAD, agency)
    second.email = "mesul2@numune.example"
    second.save()
    assert recipients(year) == ["lead@numune.example", "mesul2@numune.example"]
    assert send(datetime.date(2025, 1, 13))[0][2] == 2
    assert Reminder.objects.filter(agency=agency).count() == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_contributors_get_the_letter_where_no_lead_can_be_written_to(year, agency, staff, change):
    for name, value in change.items():
        setattr(staff["lead"], name, value)
    staff["lead"].save()
    assert recipients(year) == ["contributor@numune.example"]


def test_lead_who_wants_no_mail_is_passed_over_and_so_are_all_who_want_none(year, agency, staff):
    PersonalSettings.objects.create(user=staff["lead"], mails="none")
    assert recipients(year) == ["contributor@numune.example"]
    PersonalSettings.objects.create(user=staff["contributor"], mails="none")
    assert (recipients(year), case_of(year).silence) == ([], "switched_off")
    assert [sent[0] for sent in send(datetime.date(2025, 1, 13))] == ["BASHQA"]
    assert not Reminder.objects.filter(agency=agency).exists()


def test_person_with_a_daily_digest_is_reminded(year, agency, staff):
    PersonalSettings.objects.create(user=staff["lead"], mails="daily")
    assert recipients(year) == ["lead@numune.example"]


def test_agency_without_anybody_to_write_to_is_named_and_logs_nothing(year, agency, other_agency, people):
    assert {case.silence for case in reminder_cases(year, DEADLINE)} == {"nobody"}
    assert send(datetime.date(2025, 1, 13)) == []
    people["lead"].email = "lead@numune.example"
    people["lead"].save()
    assert [sent[0] for sent in send(datetime.date(2025, 1, 14))] == [
        "NUMUNE"
    ]  # caught up as soon as somebody is there


def test_person_who_has_moved_to_another_agency_gets_that_agencys_letters(year, agency, other_agency, staff):
    Membership.objects.filter(user=staff["lead"]).update(agency=other_agency)
    assert recipients(year) == ["contributor@numune.example"]
    assert [person.user.email for person in case_of(year, "BASHQA").people] == ["lead@numune.example"]


# --- The letter ------------------------------------------------------------------------------------------------------


def letter(year, staff, today, language="az") -> OutboxMail:
    PersonalSettings.objects.update_or_create(user=staff["lead"], defaults={"mail_language": language})
    case = case_of(year, today=today)
    return reminder_mail(year, case, case.people[0], today)


def test_letter_lists_what_is_open_with_state_and_day_and_no_text(year, agency, staff, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Gizlisöz.</p>")
    write_entry("4.2.1", state=EntryState.SUBMITTED)
    write_entry("4.2.4", "<p>Gizlisöz.</p>", state=EntryState.RETURNED)
    Entry.objects.filter(state=EntryState.RETURNED).update(resubmit_by=datetime.date(2025, 2, 10))
    mail = letter(year, staff, datetime.date(2025, 1, 21), "en")
    lines = [line for line in mail.text.splitlines() if line.startswith("4.")]
    assert lines == [
        "4.1.6 · Not started · was due by 20.01.2025, late",
        "4.2.4 · Returned · due by 10.02.2025",
        "4.2.9 · Draft · was due by 20.01.2025, late",
        "4.2.10 · Not started · was due by 20.01.2025, late",
    ]
    assert mail.subject == "Reminder: 3 entries of 2024 are late"
    assert "/plans/numune-2020-2024/2024/NUMUNE/" in mail.text
    assert "/plans/numune-2020-2024/2024/NUMUNE/" in mail.html
    assert "<td" in mail.html
    assert "Gizlisöz" not in mail.text + mail.html
    assert "Nümunə səbəb" not in mail.text + mail.html


def test_letter_about_a_plan_of_two_levels_calls_its_measures_bend(year, agency, staff):
    assert ">Yarımbənd</th>" in letter(year, staff, DEADLINE).html
    for point in SubPoint.objects.all():
        SubPoint.objects.filter(pk=point.pk).update(number=point.number.replace(".", "", 1))
    html = letter(year, staff, DEADLINE).html
    assert ">Bənd</th>" in html
    assert "arımbənd" not in html


@pytest.mark.parametrize(
    ("today", "language", "subject"),
    [
        (datetime.date(2025, 1, 13), "en", "Reminder: 5 entries of 2024 by 20.01.2025"),
        (DEADLINE, "en", "Reminder: 5 entries of 2024, today is the last day"),
        (DEADLINE + DAY, "en", "Reminder: 5 entries of 2024 are late"),
    ],
)
def test_subject_says_how_pressing_it_is(year, agency, staff, today, language, subject):
    assert letter(year, staff, today, language).subject == subject


def test_letter_is_in_the_persons_language_and_azerbaijani_by_default(year, agency, staff):
    assert "Hörmətli" in letter(year, staff, DEADLINE).text
    assert 'lang="az"' in letter(year, staff, DEADLINE).html
    assert letter(year, staff, DEADLINE, "en").text.startswith("Dear")
    send(datetime.date(2025, 1, 13))
    assert OutboxMail.objects.get(to="stranger@numune.example").text.startswith("Hörmətli")  # has set nothing


# --- By hand ---------------------------------------------------------------------------------------------------------


def remind_now(year, staff, *codes: str, day: datetime.date = datetime.date(2025, 1, 15)):
    with at(day):
        sent, left = remind_chosen(year, set(codes), today=day, by=staff["coordinator"])
    return [reminded.case.agency.code for reminded in sent], [case.agency.code for case in left]


def test_coordinator_reminds_the_chosen_once_a_day(year, agency, staff):
    assert remind_now(year, staff, "NUMUNE") == (["NUMUNE"], [])
    assert remind_now(year, staff, "NUMUNE") == ([], ["NUMUNE"])
    reminder = Reminder.objects.get()
    assert (reminder.agency, reminder.sent_by) == (agency, staff["coordinator"])
    assert OutboxMail.objects.count() == 1
    assert remind_now(year, staff, "NUMUNE", day=datetime.date(2025, 1, 16)) == (["NUMUNE"], [])


def test_planned_reminder_that_was_due_is_answered_by_hand(year, agency, staff):
    remind_now(year, staff, "NUMUNE")
    assert list(ReminderStep.objects.values_list("due", "offset")) == [(DEADLINE, -7)]
    assert [sent[0] for sent in send(datetime.date(2025, 1, 16))] == ["BASHQA"]
    assert [sent[1] for sent in send(datetime.date(2025, 1, 19))] == [[(DEADLINE, -1)]] * 2


def test_reminder_by_hand_before_the_first_planned_day_answers_none(year, agency, staff):
    assert remind_now(year, staff, "NUMUNE", day=datetime.date(2024, 11, 1)) == (["NUMUNE"], [])
    assert not ReminderStep.objects.exists()
    assert send(datetime.date(2024, 12, 21))[0] == ("NUMUNE", [(DEADLINE, -30)], 1)


def test_nobody_is_reminded_by_hand_of_nothing_or_in_a_closed_year(year, agency, other_agency, staff):
    Assignment.objects.filter(agency=agency).update(role=AssignmentRole.RECOMMENDED)
    assert remind_now(year, staff, "NUMUNE", "YOXDUR") == ([], ["NUMUNE"])
    close_year(year, by=staff["coordinator"])
    assert remind_now(year, staff, "BASHQA") == ([], ["BASHQA"])
    assert not Reminder.objects.exists()


# --- Somebody faster -------------------------------------------------------------------------------------------------


def test_two_who_have_read_the_same_remind_once(year, agency, staff):
    day = datetime.date(2025, 1, 13)
    with at(day):
        first, second = case_of(year, today=day), case_of(year, today=day)
        assert remind(year, first, today=day) == 1
        assert remind(year, second, today=day, by=staff["coordinator"]) == 0
    assert (Reminder.objects.count(), OutboxMail.objects.count()) == (1, 1)


def test_run_that_goes_over_midnight_does_not_answer_a_step_twice(year, agency, staff):
    day = datetime.date(2025, 1, 13)
    with at(day):
        stale = case_of(year, today=day)
        assert remind(year, stale, today=day) == 1
        assert remind(year, stale, today=day + DAY) == 0
    assert (Reminder.objects.count(), OutboxMail.objects.count()) == (1, 1)


def test_year_closed_since_it_was_read_is_not_reminded_of(year, agency, staff):
    day = datetime.date(2025, 1, 13)
    case = case_of(year, today=day)
    close_year(year, by=staff["coordinator"])
    assert remind(year, case, today=day) == 0
    assert (Reminder.objects.count(), OutboxMail.objects.count()) == (0, 0)


# --- What it costs ---------------------------------------------------------------------------------------------------


def grow(number: int) -> None:
    sub_point = SubPoint.objects.get(number="4.2.9")
    for i in range(number):
        body = make_agency(f"YENI-{i}", f"Nümunə İdarə {i}", order=100 + i)
        Assignment.objects.create(sub_point=sub_point, agency=body)
        person = make_user(f"mesul-{i}", Role.LEAD, body)
        person.email = f"mesul-{i}@numune.example"
        person.save()


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_cases_cost_nine_queries_however_many_agencies_there_are(plan, year, django_assert_num_queries, rows):
    grow(rows)
    with django_assert_num_queries(9):
        cases = reminder_cases(year, DEADLINE)
        assert [(len(case.points), len(case.people), bool(case.name)) for case in cases] == [(1, 1, True)] * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_reminders_sent_cost_four_queries(plan, year, django_assert_num_queries, rows):
    grow(rows)
    send(datetime.date(2025, 1, 13))
    with django_assert_num_queries(4):
        for reminder in reminders_sent(year):
            assert reminder.agency.name_in(2024)
            assert [step.offset for step in reminder.steps.all()] == [-7]
            assert [mail.state for mail in reminder.mails.all()] == [MailState.QUEUED]


def test_days_of_the_plan_are_those_of_the_rules():
    assert rules.reminder_days(rules.REMIND_BEFORE, rules.REMIND_AFTER) == OFFSETS
