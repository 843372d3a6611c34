"""The activity of a plan: what is told to whom, in which order, and what plan data looked like before."""

import datetime

import pytest
import time_machine
from django.utils import timezone, translation

from plans.activity.queries import (
    ActivityFilter,
    activity_batches,
    activity_facts,
    activity_page,
    kinds_for,
    may_see_activity,
)
from plans.activity.queries.newest import newest_facts
from plans.activity.queries.sources import KINDS, SOURCE_OF_RANK
from plans.enums import EditorialState, EntryState, ExtensionState
from plans.models import (
    Agency,
    AgencyAlias,
    AgencyName,
    Assessment,
    AssessmentDecision,
    Assignment,
    Comment,
    CommentStep,
    EditorialVersion,
    Evidence,
    Extension,
    Indicator,
    Plan,
    Reminder,
    ReportingYear,
    Revision,
    Section,
    SubPoint,
    Transition,
    YearEvent,
)
from plans.services.comments import add_comment, answer_comment, deal_with, reopen, resolve
from plans.services.years import close_year, move_deadline, open_new_year
from tests.conftest import stand_as_submitted

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2025, 12, 1, 8, tzinfo=datetime.UTC)
PLAN_EVENTS = {"plan-plan", "plan-section", "plan-subpoint", "plan-agency", "plan-agencyname", "plan-reportingyear"}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def quiet():
    """Takes away the history that the fixtures themselves have written."""

    def forget() -> None:
        for model in (Plan, Section, SubPoint, Assignment, Agency, AgencyName, AgencyAlias, Indicator, ReportingYear):
            model.history.all().delete()

    return forget


@pytest.fixture
def stream(plan, year, people, quiet):
    """`stream("lead", kind="moves")` gives the rows that the person sees."""
    quiet()

    def rows(who: str, number: int = 1, **asked):
        return activity_page(people[who], plan, [year], ActivityFilter(**asked), number).rows

    return rows


def events(rows) -> list[str]:
    return [row.event for row in rows]


@pytest.fixture
def everything(stream, write_entry, people, year, agency):
    """One of each event about 4.2.9 of NUMUNE and its year, a minute apart; the entry is approved."""
    entry = write_entry("4.2.9", author=people["contributor"], state=EntryState.APPROVED)
    clock = iter(NOON + datetime.timedelta(minutes=minute) for minute in range(100))
    staff, coordinator = people["lead"], people["coordinator"]
    saved_at = next(clock)
    for action, before, after, actor in (
        ("submit", "draft", "submitted", staff),
        ("return", "submitted", "returned", coordinator),
        ("approve", "submitted", "approved", coordinator),
    ):
        Transition.objects.create(
            entry=entry,
            action=action,
            from_state=before,
            to_state=after,
            reason="Nümunə səbəb." if action == "return" else "",
            actor=actor,
            created_at=next(clock),
        )
    thread = Comment.objects.create(
        entry=entry, text="Gizli söz", author=coordinator, by_coordinator=True, created_at=next(clock)
    )
    Comment.objects.create(entry=entry, parent=thread, text="Gizli cavab", author=staff, created_at=next(clock))
    for step, actor in (("dealt_with", staff), ("resolved", coordinator), ("reopened", coordinator)):
        CommentStep.objects.create(comment=thread, action=step, actor=actor, created_at=next(clock))
    for title, is_public, removed in (("Açıq", True, False), ("Daxili", False, False), ("Silinən", True, True)):
        Evidence.objects.create(
            entry=entry,
            title=title,
            is_public=is_public,
            url="https://numune.example/",
            added_by=staff,
            added_at=next(clock),
            removed_by=staff if removed else None,
            removed_at=next(clock) if removed else None,
        )
    EditorialVersion.objects.create(
        entry=entry,
        entry_version=1,
        narrative="<p>Gizli variant.</p>",
        state=EditorialState.DECIDED,
        written_by=coordinator,
        written_at=next(clock),
        asked_by=coordinator,
        asked_at=next(clock),
        answered_by=staff,
        answered_at=next(clock),
        decided_by=coordinator,
        decided_at=next(clock),
        decision_reason="Nümunə səbəb.",
        outdated_at=next(clock),
        withdrawn_by=coordinator,
        withdrawn_at=next(clock),
    )
    YearEvent.objects.create(
        reporting_year=year,
        action="deadline",
        reason="İclas qərarı",
        deadline_before=datetime.date(2025, 1, 20),
        deadline_after=datetime.date(2025, 1, 31),
        actor=coordinator,
        created_at=next(clock),
    )
    for state in (ExtensionState.REFUSED, ExtensionState.GRANTED):
        Extension.objects.create(
            reporting_year=year,
            agency=agency,
            state=state,
            asked_until=datetime.date(2025, 2, 10),
            reason="Gizli səbəb",
            asked_by=staff,
            asked_at=next(clock),
            granted_until=datetime.date(2025, 2, 7) if state == ExtensionState.GRANTED else None,
            decided_by=coordinator,
            decided_at=next(clock),
        )
    Reminder.objects.create(reporting_year=year, agency=agency, day=datetime.date(2025, 1, 6), created_at=next(clock))
    assessed = Assessment.objects.create(
        sub_point=entry.sub_point,
        reporting_year=year,
        status="implemented",
        decided_by=coordinator,
        decided_at=next(clock),
    )
    AssessmentDecision.objects.create(
        assessment=assessed, version=1, status="implemented", decided_by=coordinator, decided_at=next(clock)
    )
    stand_as_submitted()
    Revision.objects.update(saved_at=saved_at, words_added=2, words_removed=0)
    return entry


WHOLE = [
    "assessment",
    "reminder",
    "extension-decided",
    "extension-asked",
    "extension-decided",
    "extension-asked",
    "year",
    "editorial-withdrawn",
    "editorial-outdated",
    "editorial-decided",
    "editorial-answered",
    "editorial-asked",
    "editorial-written",
    "evidence-removed",
    "evidence-added",
    "evidence-added",
    "evidence-added",
    "comment-reopened",
    "comment-resolved",
    "comment-dealt-with",
    "comment-answer",
    "comment",
    "move",
    "move",
    "move-of-staff",
    "revision",
]


# --- Who is told what ------------------------------------------------------------------------------------------------


def test_coordinator_is_told_everything_newest_first(everything, stream):
    rows = stream("coordinator")
    assert events(rows) == WHOLE
    assert [row.when for row in rows] == sorted((row.when for row in rows), reverse=True)


def test_agencys_people_are_told_their_own_and_nothing_of_assessments_and_preparations(everything, stream):
    expected = [event for event in WHOLE if event not in ("assessment", "editorial-written")]
    assert events(stream("lead")) == expected
    assert events(stream("contributor")) == expected
    assert events(stream("stranger")) == ["year"]


def test_editorial_version_is_not_the_agencys_to_know_before_it_is_asked(everything, stream):
    EditorialVersion.objects.update(asked_at=None, answered_at=None, decided_at=None)
    assert events(stream("lead", kind="editorial")) == []
    assert events(stream("coordinator", kind="editorial")) == [
        "editorial-withdrawn",
        "editorial-outdated",
        "editorial-written",
    ]


def test_observer_is_told_of_steps_public_evidence_and_assessments_only(everything, stream):
    rows = stream("observer")
    assert events(rows) == [
        "assessment",
        "extension-decided",
        "year",
        "evidence-added",
        "move",
        "move",
        "move-of-staff",
    ]
    assert [row.thing for row in rows if row.event == "evidence-added"] == ["Açıq"]
    assert [row.note for row in rows if row.event == "extension-decided"] == ["deadline 07.02.2025"]


@pytest.mark.parametrize("state", EntryState.values)
def test_observer_is_told_of_an_entry_only_while_it_can_be_read(state, everything, stream):
    stand_as_submitted(state)
    seen = {row.kind for row in stream("observer")} & {"moves", "evidence"}
    assert seen == (set() if state == "draft" else {"moves", "evidence"})


def test_observer_is_not_told_which_of_the_agencys_people_it_was(everything, stream, people):
    who = {row.event: row.who for row in stream("observer")}
    assert who["move-of-staff"] == who["evidence-added"] == "Nümunə Xidməti"
    assert who["move"] == who["assessment"] == "Nümunə koordinator"
    assert events(stream("observer", people=(people["lead"].pk,))) == []
    assert len(stream("coordinator", people=(people["lead"].pk,))) == 10


def test_texts_and_words_are_told_to_nobody_and_reasons_to_their_readers(everything, stream):
    for who in ("coordinator", "lead", "observer", "stranger"):
        told = " ".join(f"{row.what} {row.thing} {row.note} {row.reason} {row.changes}" for row in stream(who))
        assert "Gizli" not in told
        assert "Nümunə mətn" not in told
        assert ("Nümunə səbəb." in told) == (who in ("coordinator", "lead"))
        assert ("İclas qərarı" in told) == (who == "coordinator")


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("contributor", True),
        ("lead", True),
        ("coordinator", True),
        ("observer", True),
        ("administrator", False),
    ],
)
def test_administrator_has_no_stream(who, sees, people):
    assert may_see_activity(people[who]) is sees
    people[who].is_active = False
    assert may_see_activity(people[who]) is False


def test_administrator_and_people_put_out_are_told_nothing_even_if_asked(everything, stream, people):
    assert stream("administrator") == []
    for who in ("coordinator", "lead", "observer"):
        people[who].is_active = False
        assert stream(who) == [], who


def test_kinds_are_those_that_the_reader_can_meet(people):
    assert kinds_for(people["coordinator"]) == [
        "moves",
        "texts",
        "comments",
        "evidence",
        "assessments",
        "editorial",
        "deadlines",
        "plan",
    ]
    assert kinds_for(people["observer"]) == ["moves", "evidence", "assessments", "deadlines", "plan"]
    assert kinds_for(people["lead"]) == ["moves", "texts", "comments", "evidence", "editorial", "deadlines", "plan"]
    assert kinds_for(people["administrator"]) == []


def test_sitting_is_told_when_it_is_over(write_entry, stream):
    write_entry("4.2.9")
    now = timezone.now()
    Revision.objects.update(is_settled=False, saved_at=now - datetime.timedelta(minutes=29))
    assert events(stream("coordinator")) == []
    Revision.objects.update(saved_at=now - datetime.timedelta(minutes=31))
    assert events(stream("coordinator")) == ["revision"]
    Revision.objects.update(is_settled=True, saved_at=now)
    assert events(stream("coordinator")) == ["revision"]


def test_other_plans_events_are_not_told(everything, stream, plan):
    other = Plan.objects.create(code="basqa-plan", title="Nümunə", start_year=2020, end_year=2024)
    year = ReportingYear.objects.create(plan=other, year=2024, deadline=datetime.date(2025, 1, 20))
    YearEvent.objects.create(reporting_year=year, action="opened", created_at=NOON)
    assert events(stream("coordinator")) == WHOLE


def test_every_step_with_a_comment_is_told_also_those_that_the_thread_forgot(write_entry, stream, people):
    entry = write_entry("4.2.9")
    coordinator, lead = people["coordinator"], people["lead"]
    with time_machine.travel(NOON, tick=False) as clock:
        thread = add_comment(entry, coordinator, "Nümunə mətn.")
        for step in (
            lambda: deal_with(thread, lead),
            lambda: answer_comment(thread, coordinator, "Nümunə cavab."),  # takes “dealt with” away
            lambda: deal_with(thread, lead),
            lambda: resolve(thread, coordinator),
            lambda: reopen(thread, coordinator),
            lambda: resolve(thread, coordinator),
            lambda: resolve(thread, coordinator),  # nothing to change any more
            lambda: reopen(thread, coordinator),
        ):
            clock.shift(datetime.timedelta(minutes=1))
            step()
        rows = stream("coordinator", kind="comments")
        assert stream("observer", kind="comments") == []
        assert stream("stranger", kind="comments") == []
    assert [(row.what, row.who, row.clock) for row in rows] == [
        ("Comment reopened", "Nümunə koordinator", "12:08"),
        ("Comment resolved", "Nümunə koordinator", "12:06"),
        ("Comment reopened", "Nümunə koordinator", "12:05"),
        ("Comment resolved", "Nümunə koordinator", "12:04"),
        ("Comment marked as dealt with", "Nümunə mesul", "12:03"),
        ("Comment answered", "Nümunə koordinator", "12:02"),
        ("Comment marked as dealt with", "Nümunə mesul", "12:01"),
        ("Comment written", "Nümunə koordinator", "12:00"),
    ]
    assert {(row.number, row.agency, row.year) for row in rows} == {("4.2.9", "NUMUNE", 2024)}


# --- Filters ---------------------------------------------------------------------------------------------------------


def test_filters_leave_what_fits_all_of_them(everything, stream, people, agency, other_agency, year, closed_year):
    def number_of(**asked) -> int:
        return len(stream("coordinator", **asked))

    point = everything.sub_point_id
    assert number_of(kind="moves") == 3
    assert number_of(agency=agency.pk) == len(WHOLE) - 2  # the assessment and the year are nobody's alone
    assert number_of(agency=other_agency.pk) == 0
    assert number_of(year=year.pk) == len(WHOLE)
    assert number_of(year=closed_year.pk, kind="moves") == 0
    assert number_of(sub_points=(point,)) == len(WHOLE) - 6  # years, extensions, reminders have no sub-point
    assert number_of(sub_points=(point + 1000,)) == 0
    assert number_of(people=(people["coordinator"].pk,), kind="moves") == 2
    assert number_of(people=()) == 0
    assert number_of(agency=agency.pk, sub_points=(point,), year=year.pk, kind="comments") == 5


def test_days_are_those_of_baku_and_both_count(write_entry, stream):
    entry = write_entry("4.2.9")
    Revision.objects.all().delete()
    for moment in (
        datetime.datetime(2025, 12, 1, 19, 59, tzinfo=datetime.UTC),  # 23:59 in Baku
        datetime.datetime(2025, 12, 1, 20, 0, tzinfo=datetime.UTC),  # 00:00 of the 2nd
    ):
        Transition.objects.create(
            entry=entry, action="submit", from_state="draft", to_state="submitted", created_at=moment
        )
    first, second = datetime.date(2025, 12, 1), datetime.date(2025, 12, 2)
    assert [row.clock for row in stream("coordinator", until=first)] == ["23:59"]
    assert [row.clock for row in stream("coordinator", since=second)] == ["00:00"]
    assert len(stream("coordinator", since=first, until=second)) == 2


# --- Order and pages -------------------------------------------------------------------------------------------------


def test_page_holds_fifty_and_says_whether_there_are_older_ones(write_entry, people, plan, year, quiet):
    entry = write_entry("4.2.9")
    Revision.objects.all().delete()
    quiet()
    Transition.objects.bulk_create(
        Transition(
            entry=entry,
            action="submit",
            from_state="draft",
            to_state="submitted",
            created_at=NOON + datetime.timedelta(minutes=minute // 2),  # two at a time
        )
        for minute in range(101)
    )
    user = people["coordinator"]
    pages = [activity_page(user, plan, [year], ActivityFilter(), number) for number in (1, 2, 3)]
    assert [(len(page.rows), page.has_previous, page.has_next) for page in pages] == [
        (50, False, True),
        (50, True, True),
        (1, True, False),
    ]
    shown = [row.when for page in pages for row in page.rows]
    assert shown == sorted(shown, reverse=True)
    beyond = activity_page(user, plan, [year], ActivityFilter(), 99)
    assert (beyond.number, len(beyond.rows)) == (1, 50)


def test_pages_of_several_kinds_hold_each_event_once(write_entry, people, plan, year, quiet):
    entry = write_entry("4.2.9")
    Revision.objects.all().delete()
    quiet()
    moments = [NOON + datetime.timedelta(minutes=minute // 3) for minute in range(60)]
    Transition.objects.bulk_create(
        Transition(entry=entry, action="submit", from_state="draft", to_state="submitted", created_at=moment)
        for moment in moments
    )
    user = people["coordinator"]
    for title in ("Birinci", "İkinci"):
        Evidence.objects.bulk_create(
            Evidence(entry=entry, title=f"{title} {at}", url="https://numune.example/", added_by=user, added_at=moment)
            for at, moment in enumerate(moments)
        )
    pages = [activity_page(user, plan, [year], ActivityFilter(), number) for number in (1, 2, 3, 4)]
    assert [(len(page.rows), page.has_next) for page in pages] == [(50, True), (50, True), (50, True), (30, False)]
    rows = [row for page in pages for row in page.rows]
    assert len({row.thing for row in rows if row.event == "evidence-added"}) == 120
    assert events(rows).count("move-of-staff") == 60
    assert [row.when for row in rows] == sorted((row.when for row in rows), reverse=True)


def test_database_chooses_the_newest_of_each_table_before_it_joins_them(everything, people, plan, year, quiet):
    quiet()
    newest = [
        list(activity_facts(people["coordinator"], plan, [year], ActivityFilter(), most=most)) for most in (1, 2, 100)
    ]
    of_evidence = [sum(SOURCE_OF_RANK[fact[1]].event == "evidence-added" for fact in facts) for facts in newest]
    assert [len(facts) for facts in newest] == [len(set(WHOLE)), len(WHOLE) - 1, len(WHOLE)]
    assert of_evidence == [1, 2, 3]


@pytest.mark.parametrize("who", ["coordinator", "observer", "lead", "stranger"])
def test_page_finds_the_events_of_the_whole_whichever_is_the_newest(who, everything, people, plan, year, agency, quiet):
    quiet()
    everything.sub_point.save()  # plan data, newer than all
    kinds = [ActivityFilter(kind=kind) for kind in KINDS]
    filters = [ActivityFilter(), ActivityFilter(agency=agency.pk), ActivityFilter(people=(people["lead"].pk,)), *kinds]
    for newest in (NOON, NOON + datetime.timedelta(minutes=15), timezone.now() + datetime.timedelta(days=1)):
        Transition.objects.update(created_at=newest)
        for asked in filters:
            whole = activity_facts(people[who], plan, [year], asked, most=100)
            found = [newest_facts(people[who], plan, [year], asked, most=most) for most in (1, 2, 5, 100)]
            expected = [] if whole is None else list(whole)
            assert [list(facts[:100]) if facts is not None else [] for facts in found[-1:]] == [expected]
            for most, facts in zip((1, 2, 5), found, strict=False):
                assert ([] if facts is None else list(facts[:most])) == expected[:most]


def test_page_reads_no_table_in_which_nothing_is_as_new(everything, people, plan, year, quiet):
    quiet()
    of_page = (people["coordinator"], plan, [year], ActivityFilter())
    assert "plans_comment" in str(newest_facts(*of_page, most=3).query)
    assert "plans_historical" not in str(newest_facts(*of_page, most=3).query)  # there is none
    Transition.objects.update(created_at=timezone.now() + datetime.timedelta(days=1))
    assert "plans_comment" not in str(newest_facts(*of_page, most=3).query)
    assert "plans_comment" in str(newest_facts(*of_page, most=5).query)


def test_batches_hold_the_newest_in_order(everything, people, plan, year):
    batches = list(activity_batches(people["coordinator"], plan, [year], ActivityFilter(), most=23, size=10))
    assert [len(batch) for batch in batches] == [10, 10, 3]
    assert [row.event for batch in batches for row in batch] == WHOLE[:23]


# --- Plan data, before and after -------------------------------------------------------------------------------------


def changes_of(row) -> list[tuple[str, str, str]]:
    return [(change.label, change.before, change.after) for change in row.changes]


def test_change_of_plan_data_is_told_field_by_field(stream, plan):
    point = SubPoint.objects.get(number="4.2.9")
    point.save()
    point.end_year, point.guidance = 2023, "Nümunə təlimat"
    point.save()
    rows = stream("observer")
    assert [row.what for row in rows] == ["Sub-point changed", "Sub-point changed"]
    assert changes_of(rows[0]) == [("to year", "", "2023"), ("guidance", "", "Nümunə təlimat")]
    assert (rows[0].number, rows[0].is_without_earlier) == ("4.2.9", False)
    assert rows[1].is_without_earlier  # its beginning was taken away by the fixture


@pytest.mark.parametrize("who", ["coordinator", "observer"])
def test_choices_dates_and_references_are_told_as_people_read_them(who, stream, plan, year, agency):
    plan.act_date = datetime.date(2020, 7, 22)
    plan.save()
    part = Assignment.objects.get(agency=agency, sub_point__number="4.2.9")
    part.save()
    part.role = "recommended"
    part.sub_point = SubPoint.objects.create(section=part.sub_point.section, number="4.2.30", measure="Nümunə")
    part.save()
    indicator = Indicator.objects.create(sub_point=part.sub_point, name="Nümunə göstərici", unit="nəfər")
    indicator.is_required = True
    indicator.save()
    newest, added, moved, *_rest = stream(who)
    assert changes_of(newest) == [("required", "no", "yes")]
    assert ("name", "", "Nümunə göstərici") in changes_of(added)
    assert ("kind", "", "Whole number") in changes_of(added)
    assert changes_of(moved) == [("sub-point", "4.2.9", "4.2.30"), ("part", "Executor", "Recommended agency")]
    assert ("date of the act", "", "22.07.2020") in changes_of(stream(who)[-1])


def test_long_text_is_compared_word_by_word_and_marked_up_safely(stream, plan):
    section = Section.objects.get(number="4.1")
    section.save()
    section.title = "Nümunə <b>yeni</b> istiqamət"
    section.save()
    (change,) = stream("coordinator")[0].changes
    assert (change.before, change.after) == ("Nümunə istiqamət", "Nümunə <b>yeni</b> istiqamət")
    assert change.difference == "<p>Nümunə <ins>&lt;b&gt;yeni&lt;/b&gt;</ins> istiqamət</p>"


def test_deleted_plan_data_keeps_its_name_and_leads_nowhere(stream, plan, agency):
    point = SubPoint.objects.create(section=Section.objects.get(number="4.2"), number="4.2.77", measure="Nümunə")
    Assignment.objects.create(sub_point=point, agency=agency).delete()
    point.delete()
    rows = stream("coordinator")
    assert [(row.what, row.number, row.is_gone) for row in rows] == [
        ("Sub-point deleted", "4.2.77", True),
        ("Assignment deleted", "4.2.77", True),
        ("Assignment added", "4.2.77", True),
        ("Sub-point added", "4.2.77", True),
    ]
    assert ("measure", "Nümunə", "") in changes_of(rows[0])
    assert changes_of(rows[1]) == [("part", "Executor", "")]


def test_record_before_is_found_by_the_order_of_records_not_by_the_clock(stream, plan):
    with time_machine.travel(datetime.datetime(2031, 1, 2, tzinfo=datetime.UTC), tick=False):
        plan.act_number = "1"
        plan.save()
    with time_machine.travel(datetime.datetime(2031, 1, 1, tzinfo=datetime.UTC), tick=False):  # set back
        plan.act_number = "2"
        plan.save()
    rows = stream("coordinator")
    assert [row.is_without_earlier for row in rows] == [True, False]
    assert changes_of(rows[1]) == [("number of the act", "1", "2")]


def test_agencys_people_are_told_of_their_own_parts_of_the_plan(stream, plan, year, agency, other_agency):
    theirs = SubPoint.objects.create(section=Section.objects.get(number="4.2"), number="4.2.77", measure="Nümunə")
    Assignment.objects.create(sub_point=theirs, agency=other_agency)
    mine = SubPoint.objects.get(number="4.2.9")
    mine.end_year = 2024
    mine.save()
    agency.abbreviation = "NX"
    agency.save()
    other_agency.abbreviation = "NK"
    other_agency.save()
    AgencyAlias.objects.create(agency=agency, text="Nümunə başqa yazılış")
    year.deadline = datetime.date(2025, 1, 31)
    year.save()
    plan.act_number = "1"
    plan.save()
    assert events(stream("lead")) == ["plan-agencyalias", "plan-agency", "plan-subpoint"]
    assert events(stream("coordinator")) == [
        "plan-plan",
        "plan-reportingyear",
        "plan-agencyalias",
        "plan-agency",
        "plan-agency",
        "plan-subpoint",
        "plan-assignment",
        "plan-subpoint",
    ]


def test_agency_without_a_part_is_not_of_the_plan(stream, plan):
    AgencyName.objects.create(agency=Agency.objects.create(code="TEZE"), nominative="Nümunə Təzə")
    assert events(stream("coordinator")) == []


def test_agency_is_called_as_in_the_year_of_the_entry(everything, stream, agency):
    AgencyName.objects.create(agency=agency, nominative="Nümunə Agentliyi", valid_from=datetime.date(2026, 1, 1))
    rows = stream("coordinator")
    assert {row.agency_name for row in rows if row.is_of_entry} == {"Nümunə Xidməti"}
    assert [row.agency_name for row in rows if row.event == "plan-agencyname"] == ["Nümunə Agentliyi"]


def test_past_work_of_a_person_who_has_moved_stays_theirs(everything, stream, people, other_agency):
    membership = people["lead"].membership
    membership.agency = other_agency
    membership.save()
    assert "Nümunə mesul" in {row.who for row in stream("contributor", kind="moves")}
    people["lead"].__dict__.pop("_agency", None)
    assert {row.kind for row in stream("lead")} == {"deadlines"}


# --- Cost ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 3])
def test_page_of_work_costs_seven_queries_whatever_its_size(
    times, everything, people, plan, year, django_assert_num_queries
):
    for again in range(1, times):
        Transition.objects.create(
            entry=everything,
            action="reopen",
            from_state="approved",
            to_state="returned",
            reason="Nümunə",
            actor=people["administrator"],
            created_at=NOON + datetime.timedelta(days=again),
        )
    # events, and where to look for them (2); people; agencies, their names; sub-points
    with django_assert_num_queries(7):
        page = activity_page(people["coordinator"], plan, [year], ActivityFilter())
    assert len(page.rows) == len(WHOLE) + times - 1


@pytest.mark.parametrize("times", [1, 3])
def test_page_of_plan_data_costs_one_query_more_for_each_kind_of_it(
    times, stream, people, plan, year, agency, django_assert_num_queries
):
    Indicator.objects.create(sub_point=SubPoint.objects.get(number="4.2.9"), name="Nümunə", unit="hal")
    AgencyAlias.objects.create(agency=agency, text="Nümunə")
    for _again in range(times):
        for model in (Plan, Section, SubPoint, Assignment, Agency, AgencyName, AgencyAlias, Indicator, ReportingYear):
            model.objects.filter(**{"agency": agency} if model is Assignment else {}).first().save()
    user = people["coordinator"]
    # events, and where to look for them (2); nine kinds of history; agencies, their names; sub-points; sections
    with django_assert_num_queries(16):
        page = activity_page(user, plan, [year], ActivityFilter())
    assert len(page.rows) == 9 * times + 2


def test_step_with_a_year_is_told_once(stream, plan, people):
    opened = open_new_year(plan, 2023, by=people["coordinator"])
    move_deadline(opened, datetime.date(2024, 2, 1), seen=opened.deadline, by=people["coordinator"])
    close_year(opened, by=people["coordinator"])
    rows = activity_page(people["coordinator"], plan, [opened], ActivityFilter(), 1).rows
    assert events(rows) == ["year", "year", "year"]
    # What came by another door left no event: its history tells it.
    opened.deadline = datetime.date(2024, 3, 1)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)):
        opened.save()
    rows = activity_page(people["coordinator"], plan, [opened], ActivityFilter(), 1).rows
    assert events(rows) == ["plan-reportingyear", "year", "year", "year"]
