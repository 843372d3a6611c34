"""What is proposed for a sub-point, what is decided on it, and what of both stays in the record."""

import pytest
from django.utils.translation import override

from accounts.enums import Role
from plans.assessment.queries import assessment_of, explain_proposal, find_sub_point, proposal_of, sub_point_in_year
from plans.assessment.services.assessments import AssessmentChanged, AssessmentRefused, ReasonMissing, assess
from plans.enums import AssignmentRole, EntryState, YearState
from plans.models import Assessment, AssessmentDecision, Assignment, Entry, ReportingYear, SubPoint
from tests.conftest import make_agency, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(plan) -> SubPoint:
    return SubPoint.objects.get(number="4.2.9", section__plan=plan)


def report(write_entry, agency, status: str, state: EntryState = EntryState.APPROVED) -> Entry:
    return write_entry("4.2.9", by=agency, status=status, state=state)


# --- The proposal -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "proposed"),
    [
        (EntryState.DRAFT, ""),
        (EntryState.SUBMITTED, ""),
        (EntryState.RETURNED, ""),
        (EntryState.APPROVED, "implemented"),
        (EntryState.LOCKED, "implemented"),
    ],
)
def test_approved_and_locked_entries_count_and_no_others(state, proposed, write_entry, agency, year, point):
    report(write_entry, agency, "implemented", state)
    assert proposal_of(year, point).status == proposed


@pytest.mark.parametrize(
    ("role", "proposed"),
    [
        (AssignmentRole.EXECUTOR, "partly_implemented"),
        (AssignmentRole.LEAD_EXECUTOR, "partly_implemented"),
        (AssignmentRole.RECOMMENDED, "implemented"),
    ],
)
def test_executors_count_and_recommended_bodies_do_not(role, proposed, write_entry, agency, other_agency, year, point):
    report(write_entry, agency, "implemented")
    report(write_entry, other_agency, "not_implemented")
    Assignment.objects.filter(sub_point=point, agency=other_agency).update(role=role)
    assert proposal_of(year, point).status == proposed


def test_kept_status_of_an_entry_with_nothing_to_report_does_not_count(write_entry, agency, other_agency, year, point):
    report(write_entry, agency, "implemented")
    kept = report(write_entry, other_agency, "not_implemented")
    assert proposal_of(year, point).status == "partly_implemented"
    Entry.objects.filter(pk=kept.pk).update(nothing_to_report=True)
    assert proposal_of(year, point).status == "implemented"


def test_entries_of_another_year_and_sub_point_do_not_count(write_entry, agency, year, closed_year, point):
    report(write_entry, agency, "implemented")
    write_entry("4.2.9", status="not_implemented", state=EntryState.LOCKED, in_year=closed_year)
    write_entry("4.2.10", status="not_implemented", state=EntryState.APPROVED)
    assert proposal_of(year, point).status == "implemented"
    assert proposal_of(closed_year, point).status == "not_implemented"


SAME = "All approved entries of executors say the same."
ASIDE = "“No cases” and “not due yet” are left out."


@pytest.mark.parametrize(
    ("statuses", "proposed", "reason"),
    [
        ([], "", "Nothing is proposed: no executor's entry with a status is approved yet."),
        (["", ""], "", "Nothing is proposed: no executor's entry with a status is approved yet."),
        (["implemented", "implemented"], "implemented", SAME),
        (["partly_implemented"], "partly_implemented", SAME),
        (["not_implemented", "not_implemented"], "not_implemented", SAME),
        (["not_implemented", "no_cases", "not_due"], "not_implemented", f"{SAME} {ASIDE}"),
        (
            ["implemented", "being_implemented"],
            "being_implemented",
            "No approved entry of an executor is below “being implemented”.",
        ),
        (
            ["implemented", "being_implemented", "not_due"],
            "being_implemented",
            f"No approved entry of an executor is below “being implemented”. {ASIDE}",
        ),
        (
            ["implemented", "not_implemented", "implemented"],
            "partly_implemented",
            "The approved entries of the executors differ, and at least one is below “being implemented”.",
        ),
        (
            ["partly_implemented", "being_implemented"],
            "partly_implemented",
            "The approved entries of the executors differ, and at least one is below “being implemented”.",
        ),
        (["no_cases", "no_cases"], "no_cases", SAME),
        (["not_due"], "not_due", SAME),
        (
            ["not_due", "no_cases", "not_due"],
            "not_due",
            "The approved entries say “no cases” or “not due yet” only: the more frequent of the two.",
        ),
        (["no_cases", "not_due"], "no_cases", "The approved entries say “no cases” and “not due yet” equally often."),
    ],
)
def test_proposal_says_why(statuses, proposed, reason):
    with override("en"):
        proposal = explain_proposal(statuses)
    assert (proposal.status, proposal.reason) == (proposed, reason)


# --- What the page shows ----------------------------------------------------------------------------------------------


def test_recommended_bodies_stand_apart(people, write_entry, agency, other_agency, year, point):
    Assignment.objects.filter(sub_point=point, agency=other_agency).update(role=AssignmentRole.RECOMMENDED)
    report(write_entry, agency, "implemented")
    report(write_entry, other_agency, "implemented")
    found = sub_point_in_year(people["coordinator"], year, point)
    assert [(part.agency_name, part.weight) for part in found.executors] == [("Nümunə Xidməti", "counts")]
    assert [(part.agency_name, part.weight) for part in found.recommended] == [("Nümunə Komitəsi", "")]


@pytest.mark.parametrize(
    ("statuses", "weights"),
    [
        (["implemented", "no_cases"], ["counts", "aside"]),
        (["not_due", "no_cases"], ["counts", "counts"]),
        (["implemented", ""], ["counts", ""]),
    ],
)
def test_page_says_what_the_rule_makes_of_each_entry(
    statuses, weights, people, write_entry, agency, other_agency, year, point
):
    for body, status in zip((agency, other_agency), statuses, strict=True):
        report(write_entry, body, status)
    found = sub_point_in_year(people["coordinator"], year, point)
    assert [part.weight for part in found.executors] == weights


def test_observer_learns_nothing_of_what_is_not_submitted(people, write_entry, agency, other_agency, year, point):
    report(write_entry, agency, "implemented", EntryState.DRAFT)
    report(write_entry, other_agency, "implemented", EntryState.SUBMITTED)
    seen = sub_point_in_year(people["observer"], year, point).executors
    assert [(part.state, part.row.status_label, part.may_open) for part in seen] == [
        ("not_started", "", False),
        ("submitted", "İcra edilib", True),
    ]
    all_of_it = sub_point_in_year(people["coordinator"], year, point).executors
    assert [(part.state, part.may_open) for part in all_of_it] == [("draft", True), ("submitted", True)]


def test_neighbours_are_the_sub_points_of_the_year_in_the_order_of_numbers(people, agency, year, plan):
    SubPoint.objects.filter(number="4.2.4").update(start_year=2020, end_year=2023)
    around = {}
    for number in ("4.1.6", "4.2.1", "4.2.9", "4.2.10"):
        found = sub_point_in_year(people["coordinator"], year, SubPoint.objects.get(number=number))
        around[number] = (found.before, found.after)
    assert around == {
        "4.1.6": ("", "4.2.1"),
        "4.2.1": ("4.1.6", "4.2.9"),
        "4.2.9": ("4.2.1", "4.2.10"),
        "4.2.10": ("4.2.9", ""),
    }


def test_sub_point_is_found_in_the_years_of_its_period_only(agency, year, closed_year):
    SubPoint.objects.filter(number="4.2.9").update(end_year=2023)
    assert find_sub_point(closed_year, "4.2.9").number == "4.2.9"
    assert find_sub_point(year, "4.2.9") is None
    assert find_sub_point(year, "9.9.9") is None


@pytest.mark.parametrize("number", [1, 3])
def test_reading_costs_the_same_whatever_the_size(
    number, people, write_entry, agency, year, point, django_assert_num_queries
):
    for index in range(number):
        body = make_agency(f"QURUM{index}", f"Nümunə Qurum {index}")
        Assignment.objects.create(sub_point=point, agency=body)
        report(write_entry, body, "implemented")
        assess(point, year, people["coordinator"], status="implemented", note="", version=index)
    with django_assert_num_queries(4):  # assignments, names, entries, neighbours
        sub_point_in_year(people["coordinator"], year, point)
    with django_assert_num_queries(2):  # the assessment, its decisions
        assert len(assessment_of(people["coordinator"], year, point).decisions.all()) == number


# --- The decision -----------------------------------------------------------------------------------------------------


def test_decision_is_recorded_with_who_and_what_was_proposed(people, write_entry, agency, year, point):
    report(write_entry, agency, "implemented")
    first = assess(point, year, people["coordinator"], status="being_implemented", note=" Nümunə mətn.\r\n", version=0)
    assert (first.status, first.note, first.version, first.decided_by) == (
        "being_implemented",
        "Nümunə mətn.",
        1,
        people["coordinator"],
    )
    decision = AssessmentDecision.objects.get()
    assert (decision.version, decision.status, decision.proposed, decision.note, decision.decided_by) == (
        1,
        "being_implemented",
        "implemented",
        "Nümunə mətn.",
        people["coordinator"],
    )
    assert decision.decided_at == Assessment.objects.get().decided_at


@pytest.mark.parametrize("note", ["", "  \r\n"])
def test_decision_against_the_proposal_needs_a_reason(note, people, write_entry, agency, year, point):
    report(write_entry, agency, "implemented")
    with override("en"), pytest.raises(ReasonMissing, match="write the reason in the note"):
        assess(point, year, people["coordinator"], status="not_implemented", note=note, version=0)
    assert Assessment.objects.count() == 0
    assess(point, year, people["coordinator"], status="not_implemented", note="Nümunə səbəb.", version=0)
    assess(point, year, people["coordinator"], status="implemented", note="", version=1)  # as proposed
    decided = AssessmentDecision.objects.values_list("version", "status", "proposed", "note")
    assert list(decided) == [
        (2, "implemented", "implemented", ""),
        (1, "not_implemented", "implemented", "Nümunə səbəb."),
    ]


def test_earlier_decisions_stay_as_they_were(people, agency, year, point):
    other = make_user("koordinator2", Role.COORDINATOR)
    assess(point, year, people["coordinator"], status="implemented", note="Nümunə bir.", version=0)
    assess(point, year, other, status="not_implemented", note="Nümunə iki.", version=1)
    now = Assessment.objects.get()
    assert (now.status, now.note, now.version, now.decided_by) == ("not_implemented", "Nümunə iki.", 2, other)
    assert list(AssessmentDecision.objects.values_list("version", "status", "proposed", "note")) == [
        (2, "not_implemented", "", "Nümunə iki."),
        (1, "implemented", "", "Nümunə bir."),
    ]


def test_same_status_can_be_decided_again_after_the_proposal_changed(people, write_entry, agency, year, point):
    assess(point, year, people["coordinator"], status="implemented", note="", version=0)
    report(write_entry, agency, "implemented")
    assess(point, year, people["coordinator"], status="implemented", note="", version=1)
    assert list(AssessmentDecision.objects.values_list("version", "proposed")) == [(2, "implemented"), (1, "")]


def test_decision_on_an_older_state_is_refused_and_changes_nothing(people, agency, year, point):
    other = make_user("koordinator2", Role.COORDINATOR)
    assess(point, year, people["coordinator"], status="implemented", note="", version=0)
    for stale in (0, 2):
        with pytest.raises(AssessmentChanged):
            assess(point, year, other, status="not_implemented", note="", version=stale)
    assert Assessment.objects.get().status == "implemented"
    assert AssessmentDecision.objects.count() == 1


def test_button_pressed_twice_decides_once(people, agency, year, point):
    for _press in range(2):
        assess(point, year, people["coordinator"], status="implemented", note="Nümunə.", version=0)
    assert (Assessment.objects.get().version, AssessmentDecision.objects.count()) == (1, 1)
    with pytest.raises(AssessmentChanged):  # another note is another decision
        assess(point, year, people["coordinator"], status="implemented", note="Başqa.", version=0)


def test_closed_year_takes_no_decision(people, agency, year, point):
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    with override("en"), pytest.raises(AssessmentChanged, match="closed"):
        assess(point, year, people["coordinator"], status="implemented", note="", version=0)
    assert Assessment.objects.count() == 0


@pytest.mark.parametrize(("status", "note"), [("", ""), ("done", ""), ("implemented", "ə" * 10_001)])
def test_decision_without_a_status_or_with_too_long_a_note_is_refused(status, note, people, agency, year, point):
    with pytest.raises(AssessmentRefused):
        assess(point, year, people["coordinator"], status=status, note=note, version=0)
    assert Assessment.objects.count() == 0
    assess(point, year, people["coordinator"], status="implemented", note="ə" * 10_000, version=0)
    assert Assessment.objects.count() == 1
