"""What changed in an agency's part while the year was open: recorded whoever did it, and explained on its home."""

import datetime
import io
import re

import pytest
import time_machine
from django.utils import timezone
from tablib import Dataset

from plans.enums import AssignmentRole, YearState
from plans.models import Assignment, Entry, ReportingYear, SubPoint, YearEvent
from plans.queries.assignment_changes import assignment_changes, by_day
from plans.resources import AssignmentResource

pytestmark = pytest.mark.django_db

PAGE = "/plans/numune-2020-2024/2024/NUMUNE/"


def part_in(number: str, agency) -> Assignment:
    return Assignment.objects.get(sub_point__number=number, agency=agency)


def told(user, year, agency) -> list[tuple[str, str]]:
    return [(change.kind, change.number) for change in assignment_changes(user, year, agency)]


@pytest.fixture
def fresh(plan):
    """A sub-point that nobody has yet."""
    return SubPoint.objects.create(
        section=SubPoint.objects.get(number="4.2.9").section, number="4.2.30", measure="Nümunə tədbir 4.2.30"
    )


# --- What is a change ------------------------------------------------------------------------------------------------


def test_nothing_has_changed_where_nobody_changed_anything(people, year, agency):
    assert assignment_changes(people["lead"], year, agency) == []


def test_new_part_a_changed_one_and_one_taken_away_are_told_newest_first(people, year, agency, fresh):
    Assignment.objects.create(sub_point=fresh, agency=agency, role=AssignmentRole.LEAD_EXECUTOR)
    part = part_in("4.2.30", agency)
    part.role = AssignmentRole.RECOMMENDED
    part.save()
    part.delete()
    found = assignment_changes(people["lead"], year, agency)
    assert [(change.kind, change.number, change.part, change.part_before) for change in found] == [
        ("removed", "4.2.30", "", ""),
        ("part", "4.2.30", "Tövsiyə edilən qurum", "Əsas icraçı"),
        ("assigned", "4.2.30", "Əsas icraçı", ""),
    ]


def test_other_agencys_parts_and_other_plans_are_not_told(people, year, agency, other_agency, fresh):
    Assignment.objects.create(sub_point=fresh, agency=other_agency)
    assert told(people["lead"], year, agency) == []
    assert told(people["coordinator"], year, other_agency) == [("assigned", "4.2.30")]


def test_part_that_moves_to_another_agency_is_taken_from_one_and_given_to_the_other(
    people, year, agency, other_agency, fresh
):
    part = Assignment.objects.create(sub_point=fresh, agency=agency)
    part.agency = other_agency
    part.save()
    assert told(people["coordinator"], year, agency) == [("removed", "4.2.30"), ("assigned", "4.2.30")]
    assert told(people["coordinator"], year, other_agency) == [("assigned", "4.2.30")]


def test_part_that_moves_to_another_sub_point_is_taken_and_given(people, year, agency, fresh):
    part = Assignment.objects.create(sub_point=fresh, agency=agency)
    part.sub_point = SubPoint.objects.create(section=fresh.section, number="4.2.31", measure="Nümunə tədbir")
    part.save()
    assert sorted(told(people["lead"], year, agency)) == [
        ("assigned", "4.2.30"),
        ("assigned", "4.2.31"),
        ("removed", "4.2.30"),
    ]


def test_change_of_a_part_whose_beginning_nobody_recorded_says_what_it_is_now(people, year, agency):
    part = part_in("4.2.9", agency)  # made in bulk, without history
    part.role = AssignmentRole.RECOMMENDED
    part.save()
    (change,) = assignment_changes(people["lead"], year, agency)
    assert (change.kind, change.part, change.part_before) == ("part", "Tövsiyə edilən qurum", "")


def test_save_that_changes_nothing_is_no_change(people, year, agency, fresh):
    part = Assignment.objects.create(sub_point=fresh, agency=agency)
    part.save()
    assert told(people["lead"], year, agency) == [("assigned", "4.2.30")]


def test_what_was_before_the_opening_is_no_change(people, plan, agency, fresh):
    Assignment.objects.create(sub_point=fresh, agency=agency)
    year = ReportingYear.objects.create(plan=plan, year=2024, deadline=datetime.date(2025, 1, 20))
    assert told(people["lead"], year, agency) == []
    part_in("4.2.30", agency).delete()
    assert told(people["lead"], year, agency) == [("removed", "4.2.30")]


def test_opening_is_the_event_of_that_name_where_there_is_one(people, year, agency, fresh):
    Assignment.objects.create(sub_point=fresh, agency=agency)
    assert told(people["lead"], year, agency) == [("assigned", "4.2.30")]
    YearEvent.objects.create(reporting_year=year, action="opened", created_at=timezone.now())
    assert told(people["lead"], year, agency) == []
    YearEvent.objects.all().delete()
    YearEvent.objects.create(reporting_year=year, action="deadline", created_at=timezone.now())
    assert told(people["lead"], year, agency) == [("assigned", "4.2.30")]


def test_closed_year_tells_no_changes(people, year, agency, fresh):
    Assignment.objects.create(sub_point=fresh, agency=agency)
    year.state = YearState.CLOSED
    assert assignment_changes(people["lead"], year, agency) == []


def test_part_outside_its_execution_period_is_no_duty_of_the_year(people, year, agency, fresh):
    SubPoint.objects.filter(pk=fresh.pk).update(end_year=2023)
    Assignment.objects.create(sub_point=fresh, agency=agency)
    assert told(people["lead"], year, agency) == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ((None, None), (None, 2023), "period_out"),
        ((2025, None), (2024, None), "period_in"),
        ((None, 2023), (2024, 2024), "period_in"),
    ],
)
def test_execution_period_that_takes_in_the_year_or_leaves_it_is_told(people, year, agency, before, after, kind):
    point = SubPoint.objects.get(number="4.2.9")
    point.start_year, point.end_year = before
    point.save()
    YearEvent.objects.create(reporting_year=year, action="opened", created_at=timezone.now())
    point.start_year, point.end_year = after
    point.save()
    assert told(people["lead"], year, agency) == [(kind, "4.2.9")]


def test_change_of_a_sub_point_that_leaves_the_duty_as_it_is_is_not_told(people, year, agency):
    point = SubPoint.objects.get(number="4.2.9")
    point.measure = "Nümunə tədbir, yeni adı"
    point.end_year = 2024
    point.save()
    assert told(people["lead"], year, agency) == []


def test_earlier_record_is_the_one_before_it_whatever_the_clock_said(people, year, agency, fresh):
    later = datetime.datetime(2031, 1, 1, tzinfo=datetime.UTC)
    with time_machine.travel(later, tick=False):
        part = Assignment.objects.create(sub_point=fresh, agency=agency, role=AssignmentRole.LEAD_EXECUTOR)
    with time_machine.travel(later - datetime.timedelta(days=365), tick=False):  # the clock was set back
        part.role = AssignmentRole.EXECUTOR
        part.save()
    changed = next(change for change in assignment_changes(people["lead"], year, agency) if change.kind == "part")
    assert (changed.part_before, changed.part) == ("Əsas icraçı", "İcraçı")


def test_deleted_sub_point_keeps_its_number_in_what_was_taken_away(people, year, agency, fresh):
    Assignment.objects.create(sub_point=fresh, agency=agency).delete()
    fresh.delete()
    assert told(people["lead"], year, agency) == [("removed", "4.2.30"), ("assigned", "4.2.30")]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_changes_cost_two_queries_whatever_their_number(number, people, year, agency, fresh, django_assert_num_queries):
    for i in range(number):
        point = SubPoint.objects.create(section=fresh.section, number=f"4.2.{40 + i}", measure="Nümunə tədbir")
        Assignment.objects.create(sub_point=point, agency=agency)
        point.end_year = 2023
        point.save()
        point.end_year = None
        point.save()
    with django_assert_num_queries(2):
        found = assignment_changes(people["coordinator"], year, agency)
    assert len(found) == 3 * number


def test_changes_of_one_day_kind_and_person_are_told_together(people, year, agency, fresh):
    second = SubPoint.objects.create(section=fresh.section, number="4.2.31", measure="Nümunə tədbir")
    for point in (fresh, second):
        Assignment.objects.create(sub_point=point, agency=agency)
    part_in("4.2.31", agency).delete()
    groups = by_day(assignment_changes(people["lead"], year, agency))
    assert [(group.kind, group.places) for group in groups] == [
        ("removed", [("4.2.31", False)]),
        ("assigned", [("4.2.30", False), ("4.2.31", False)]),
    ]


# --- The text that was written there ---------------------------------------------------------------------------------


def test_entry_outlives_the_part_and_the_change_says_that_it_is_kept(people, year, agency, write_entry):
    entry = write_entry("4.2.9")
    part_in("4.2.9", agency).delete()
    part_in("4.2.10", agency).delete()
    found = {change.number: change.has_entry for change in assignment_changes(people["lead"], year, agency)}
    assert found == {"4.2.9": True, "4.2.10": False}
    assert Entry.objects.get(pk=entry.pk).narrative == "<p>Nümunə mətn.</p>"
    assert entry.revisions.count() == 1


def test_text_of_a_part_taken_away_can_be_read_and_no_longer_changed(people, sign_in, year, agency, write_entry):
    write_entry("4.2.9")
    part_in("4.2.9", agency).delete()
    for who in ("lead", "coordinator"):
        response = sign_in(who).get(f"{PAGE}4.2.9/")
        assert (response.status_code, response.context["form"]) == (200, None)
        assert "Nümunə mətn." in response.content.decode()
    assert f'{PAGE}4.2.9/"' in sign_in("lead").get(PAGE).content.decode()
    refused = sign_in("lead").post(f"{PAGE}4.2.9/", {"narrative": "<p>Yeni.</p>", "version": "1"})
    assert refused.status_code == 409
    assert Entry.objects.get().narrative == "<p>Nümunə mətn.</p>"
    assert sign_in("stranger").get(f"{PAGE}4.2.9/").status_code == 404


def test_observer_is_not_told_of_a_draft_that_is_kept(people, year, agency, write_entry):
    write_entry("4.2.9")
    part_in("4.2.9", agency).delete()
    (change,) = assignment_changes(people["observer"], year, agency)
    assert change.has_entry is False


# --- Who changes it, and the record of it ----------------------------------------------------------------------------


def test_change_in_the_administration_is_recorded_with_the_person_and_told(people, year, agency, fresh, sign_in):
    response = sign_in("coordinator").post(
        "/admin/plans/assignment/add/", {"sub_point": fresh.pk, "agency": agency.pk, "role": "executor"}
    )
    assert response.status_code == 302
    (change,) = assignment_changes(people["lead"], year, agency)
    assert (change.kind, change.number, change.by) == ("assigned", "4.2.30", people["coordinator"])
    part = part_in("4.2.30", agency)
    sign_in("administrator").post(f"/admin/plans/assignment/{part.pk}/delete/", {"post": "yes"})
    newest = assignment_changes(people["lead"], year, agency)[0]
    assert (newest.kind, newest.by) == ("removed", people["administrator"])


def test_change_of_a_role_in_the_administration_is_recorded_with_the_person(people, year, agency, fresh, sign_in):
    part = Assignment.objects.create(sub_point=fresh, agency=agency)
    sign_in("coordinator").post(
        f"/admin/plans/assignment/{part.pk}/change/",
        {"sub_point": fresh.pk, "agency": agency.pk, "role": "recommended"},
    )
    newest = assignment_changes(people["lead"], year, agency)[0]
    assert (newest.kind, newest.part_before, newest.part) == ("part", "İcraçı", "Tövsiyə edilən qurum")
    assert newest.by == people["coordinator"]


def test_imported_parts_are_recorded_each(people, year, agency, fresh):
    Assignment.objects.create(sub_point=fresh, agency=agency)
    rows = Dataset(headers=["sub_point", "agency", "role"])
    rows.append(["numune-2020-2024/4.2.30", "NUMUNE", "recommended"])
    rows.append(["numune-2020-2024/4.2.9", "NUMUNE", "executor"])  # as it is: skipped
    result = AssignmentResource().import_data(rows, dry_run=False, raise_errors=True)
    assert (result.totals["update"], result.totals["skip"]) == (1, 1)
    newest = assignment_changes(people["lead"], year, agency)[0]
    assert (newest.kind, newest.part_before, newest.part) == ("part", "İcraçı", "Tövsiyə edilən qurum")


def test_import_in_the_administration_is_recorded_with_the_person(people, year, agency, fresh, sign_in):
    client = sign_in("coordinator")
    upload = io.BytesIO(b"sub_point,agency,role\nnumune-2020-2024/4.2.30,NUMUNE,lead_executor\n")
    upload.name = "assignments.csv"
    shown = client.post("/admin/plans/assignment/import/", {"import_file": upload, "format": "0", "resource": ""})
    confirm = dict(shown.context["confirm_form"].initial)
    assert client.post("/admin/plans/assignment/process_import/", confirm).status_code == 302
    (change,) = assignment_changes(people["lead"], year, agency)
    assert (change.kind, change.number, change.by) == ("assigned", "4.2.30", people["coordinator"])


# --- The home ----------------------------------------------------------------------------------------------------------


def explained(client) -> list[str]:
    client.cookies["django_language"] = "en"
    page = client.get(PAGE).content.decode()
    found = re.search(r'<section class="notice is-info assignment-changes".*?</section>', page, re.S)
    if not found:
        return []
    return [" ".join(re.sub(r"<[^>]+>", " ", item).split()) for item in re.findall(r"<li>.*?</li>", found[0], re.S)]


def test_home_without_a_change_explains_nothing(sign_in, year):
    assert explained(sign_in("lead")) == []


def test_home_explains_each_kind_in_words(sign_in, people, year, agency, fresh, write_entry):
    write_entry("4.2.9")
    with time_machine.travel(datetime.datetime(2026, 12, 18, 8, tzinfo=datetime.UTC), tick=False):
        sign_in("coordinator").post(
            "/admin/plans/assignment/add/", {"sub_point": fresh.pk, "agency": agency.pk, "role": "executor"}
        )
    with time_machine.travel(datetime.datetime(2026, 12, 19, 8, tzinfo=datetime.UTC), tick=False):
        part_in("4.2.9", agency).delete()
        assert explained(sign_in("lead")) == [
            "19.12.2026 : 4.2.9 – no longer yours; what was written stays readable",
            "18.12.2026 : 4.2.30 – assigned to you (Executor) coordinator Nümunə koordinator",
        ]
        assert explained(sign_in("coordinator"))[0].startswith("19.12.2026 : 4.2.9 – no longer the agency's")


def test_home_folds_all_but_the_three_latest(sign_in, year, agency, fresh):
    part = Assignment.objects.create(sub_point=fresh, agency=agency)
    for role in ("recommended", "executor", "lead_executor"):
        part.role = role
        part.save()
    page = sign_in("lead").get(PAGE).content.decode()
    section = re.search(r'<section class="notice is-info assignment-changes".*?</section>', page, re.S)[0]
    shown, folded = section.split("<details>")
    assert (shown.count("<li>"), folded.count("<li>")) == (3, 1)


def test_home_of_the_other_agency_is_not_for_strangers_to_read(sign_in, year, agency, fresh):
    Assignment.objects.create(sub_point=fresh, agency=agency)
    assert sign_in("stranger").get(PAGE).status_code == 404
    assert sign_in("stranger").get(PAGE.replace("NUMUNE/", "BASHQA/")).context["assignment_changes"] == []
