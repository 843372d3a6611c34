"""What the database itself holds to, whoever writes."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from plans.enums import EntryState
from plans.models import (
    Agency,
    AgencyAlias,
    AgencyName,
    Assignment,
    Entry,
    Heartbeat,
    Membership,
    Plan,
    ReportingYear,
    Revision,
    SampleData,
    Section,
    SubPoint,
    Transition,
)
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


# --- Numbers ---------------------------------------------------------------------------------------------------------


def test_sub_points_sort_by_number_as_people_count(plan):
    numbers = SubPoint.objects.filter(section__plan=plan).order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"]


def test_sub_points_sort_by_number_descending_too(plan):
    assert SubPoint.objects.order_by("-number").values_list("number", flat=True)[0] == "4.2.10"


def test_sub_point_number_is_padded_in_the_column(plan):
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM plans_subpoint ORDER BY number")
        assert [row[0] for row in cursor.fetchall()][-2:] == ["0004.0002.0009", "0004.0002.0010"]


def test_sub_point_is_found_by_its_plain_number(plan):
    assert SubPoint.objects.get(number="4.2.10").number == "4.2.10"
    assert SubPoint.objects.filter(number__in=["4.2.9", "4.1.6"]).count() == 2
    assert SubPoint.objects.filter(number__gt="4.2.9").get().number == "4.2.10"
    assert SubPoint.objects.exclude(number="4.1.6").count() == 4


@pytest.mark.parametrize(
    "garbage", ["", "abc", "4.2.", "4..2", ".", "4.2.99999", "-4.2", "4.2.9\n", "4.2.9'; --", "1." * 40]
)
def test_garbage_number_finds_nothing(plan, garbage):
    assert not SubPoint.objects.filter(number=garbage).exists()


@pytest.mark.parametrize("number", ["4", "4.3", "4.2.10", "9999.9999", "1.2.3.4.5.6.7.8"])
def test_dotted_number_is_accepted(plan, number):
    Section(plan=plan, number=number).full_clean()


@pytest.mark.parametrize("number", ["", "4.", ".4", "4..2", "4.2-", "x", "12345", "4.2\n", "1.2.3.4.5.6.7.8.9", "٤.٢"])
def test_what_is_no_dotted_number_is_refused(plan, number):
    with pytest.raises(ValidationError) as refused:
        Section(plan=plan, number=number).full_clean()
    assert set(refused.value.message_dict) == {"number"}


def test_longest_number_fits_its_column(plan):
    Section.objects.create(plan=plan, number="9999.9999.9999.9999.9999.9999.9999.9999")
    assert Section.objects.filter(number="9999.9999.9999.9999.9999.9999.9999.9999").count() == 1


def test_number_loses_leading_zeros(plan):
    section = Section.objects.create(plan=plan, number="4.03")
    section.refresh_from_db()
    assert section.number == "4.3"


def test_several_plans_may_have_the_same_numbers(plan):
    other = Plan.objects.create(code="numune-2025-2029", title="Nümunə", start_year=2025, end_year=2029)
    section = Section.objects.create(plan=other, number="4.2")
    SubPoint.objects.create(section=section, number="4.2.10", measure="Nümunə başqa tədbir")
    assert SubPoint.objects.filter(number="4.2.10").count() == 2
    assert SubPoint.objects.get_by_natural_key("numune-2025-2029", "4.2.10").measure == "Nümunə başqa tədbir"
    assert SubPoint.objects.get_by_natural_key("numune-2020-2024", "4.2.10").section.plan == plan


# --- Constraints -----------------------------------------------------------------------------------------------------


def breaks(constraint_or_columns: str, write) -> None:
    """The write fails in the database, and for the reason named (the constraint, or SQLite's list of columns)."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        write()
    constraint, _, columns = constraint_or_columns.partition("|")
    assert constraint in str(broken.value) or (columns and columns in str(broken.value))


def test_plan_period_is_ordered():
    Plan.objects.create(code="bir-il", title="x", start_year=2024, end_year=2024)
    breaks("plan_period_is_ordered", lambda: Plan.objects.create(code="x", title="x", start_year=2025, end_year=2024))


def test_plan_and_agency_code_are_unique(plan, agency):
    breaks(
        "plans_plan_code|plans_plan.code",
        lambda: Plan.objects.create(code=plan.code, title="x", start_year=2001, end_year=2002),
    )
    breaks("plans_agency_code|plans_agency.code", lambda: Agency.objects.create(code=agency.code))


def test_section_number_is_unique_in_its_plan(plan):
    breaks(
        "section_number_is_unique_in_plan|plans_section.plan_id, plans_section.number",
        lambda: Section.objects.create(plan=plan, number="4.2"),
    )


def test_sub_point_number_is_unique_in_its_section(plan):
    section = Section.objects.get(number="4.2")
    breaks(
        "sub_point_number_is_unique_in_section|plans_subpoint.section_id, plans_subpoint.number",
        lambda: SubPoint.objects.create(section=section, number="4.2.10", measure="x"),
    )


def test_sub_point_period_is_ordered(plan):
    section = Section.objects.get(number="4.2")
    SubPoint.objects.create(section=section, number="4.2.30", measure="x", start_year=2022)
    SubPoint.objects.create(section=section, number="4.2.31", measure="x", start_year=2022, end_year=2022)
    breaks(
        "sub_point_period_is_ordered",
        lambda: SubPoint.objects.create(section=section, number="4.2.32", measure="x", start_year=2023, end_year=2022),
    )


def test_assignment_is_unique(plan, agency):
    sub_point = SubPoint.objects.get(number="4.2.10")
    breaks(
        "assignment_is_unique|plans_assignment.sub_point_id, plans_assignment.agency_id",
        lambda: Assignment.objects.create(sub_point=sub_point, agency=agency),
    )


def test_assignment_role_is_from_the_list(plan, agency):
    breaks("assignment_role_is_known", lambda: Assignment.objects.update(role="helper"))
    assert set(Assignment.objects.values_list("role", flat=True)) == {"executor"}


def test_reporting_year_is_unique_in_its_plan(year):
    breaks(
        "reporting_year_is_unique_in_plan|plans_reportingyear.plan_id, plans_reportingyear.year",
        lambda: ReportingYear.objects.create(plan=year.plan, year=2024, deadline=year.deadline),
    )


def test_reporting_year_state_is_from_the_list(year):
    breaks("reporting_year_state_is_known", lambda: ReportingYear.objects.update(state="half"))


def test_entry_is_one_for_sub_point_agency_and_year(write_entry):
    entry = write_entry("4.2.9")
    breaks(
        "one_entry_per_sub_point_agency_and_year"
        "|plans_entry.sub_point_id, plans_entry.agency_id, plans_entry.reporting_year_id",
        lambda: Entry.objects.create(
            sub_point=entry.sub_point,
            agency=entry.agency,
            reporting_year=entry.reporting_year,
            updated_at=timezone.now(),
        ),
    )


def test_entry_state_and_status_are_from_the_lists(write_entry):
    write_entry("4.2.9")
    breaks("entry_state_is_known", lambda: Entry.objects.update(state="published"))
    breaks("entry_state_is_known", lambda: Entry.objects.update(state=""))
    breaks("entry_status_is_known", lambda: Entry.objects.update(status="done"))
    assert Entry.objects.update(status="no_cases") == 1


def test_revision_is_one_a_version(write_entry):
    entry = write_entry("4.2.9")
    breaks(
        "one_revision_per_version|plans_revision.entry_id, plans_revision.version",
        lambda: Revision.objects.create(entry=entry, version=1, created_at=timezone.now(), saved_at=timezone.now()),
    )


def test_return_without_a_reason_is_impossible(write_entry):
    entry = write_entry("4.2.9")
    move = {"entry": entry, "action": "return", "from_state": EntryState.SUBMITTED, "created_at": timezone.now()}
    breaks("a_return_has_a_reason", lambda: Transition.objects.create(**move, to_state=EntryState.RETURNED))
    Transition.objects.create(**move, to_state=EntryState.APPROVED)
    Transition.objects.create(**move, to_state=EntryState.RETURNED, reason="Nümunə səbəb.")
    assert Transition.objects.count() == 2


def test_transition_states_are_from_the_list(write_entry):
    move = {"entry": write_entry("4.2.9"), "action": "submit", "created_at": timezone.now()}
    for states in ({"from_state": "none", "to_state": "draft"}, {"from_state": "draft", "to_state": "none"}):
        breaks("transition_states_are_known", lambda states=states: Transition.objects.create(**move, **states))


def test_transition_action_is_from_the_list(write_entry):
    move = {"entry": write_entry("4.2.9"), "from_state": "draft", "to_state": "submitted", "created_at": timezone.now()}
    for action in ("", "eaten"):
        breaks("transition_action_is_known", lambda action=action: Transition.objects.create(**move, action=action))
    Transition.objects.create(**move, action="submit")


def test_agency_has_one_name_at_a_time(agency):
    forms = {"nominative": "x", "genitive": "x", "official": "x", "official_genitive": "x"}
    breaks(
        "agency_has_one_first_name|plans_agencyname.agency_id",
        lambda: AgencyName.objects.create(agency=agency, **forms),
    )
    AgencyName.objects.create(agency=agency, valid_from=datetime.date(2022, 1, 1), **forms)
    breaks(
        "agency_has_one_name_at_a_time|plans_agencyname.agency_id, plans_agencyname.valid_from",
        lambda: AgencyName.objects.create(agency=agency, valid_from=datetime.date(2022, 1, 1), **forms),
    )


def test_agency_alias_is_unique(agency):
    AgencyAlias.objects.create(agency=agency, text="Nümunə")
    breaks(
        "agency_alias_is_unique|plans_agencyalias.agency_id, plans_agencyalias.text",
        lambda: AgencyAlias.objects.create(agency=agency, text="Nümunə"),
    )


def test_person_writes_for_one_agency(agency, other_agency):
    user = make_user("emekdas", Role.CONTRIBUTOR, agency)
    breaks(
        "plans_membership_user_id|plans_membership.user_id",
        lambda: Membership.objects.create(user=user, agency=other_agency),
    )


def test_user_role_is_from_the_list(agency):
    make_user("emekdas", Role.CONTRIBUTOR)
    breaks("user_role_is_known", lambda: User.objects.update(role="boss"))


def test_system_records_are_one_a_kind():
    SampleData.objects.create(kind="demo", loaded_at=timezone.now())
    Heartbeat.objects.create(name="worker", seen_at=timezone.now())
    breaks(
        "plans_sampledata_kind|plans_sampledata.kind",
        lambda: SampleData.objects.create(kind="demo", loaded_at=timezone.now()),
    )
    breaks(
        "plans_heartbeat_name|plans_heartbeat.name",
        lambda: Heartbeat.objects.create(name="worker", seen_at=timezone.now()),
    )


# --- Validation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["DMX", "mfp-2020-2024", "A1"])
def test_code_of_letters_digits_and_hyphens_is_accepted(code):
    Agency(code=code).full_clean()


@pytest.mark.parametrize("code", ["", "DMX ", "ƏƏSMN", "a_b", "-a", "a-", "a--b", "a/b", "DMX\n", "İ", "x" * 41])
def test_any_other_code_is_refused(code):
    with pytest.raises(ValidationError) as refused:
        Agency(code=code).full_clean()
    assert set(refused.value.message_dict) == {"code"}


def test_sub_point_number_begins_with_its_sections(plan):
    section = Section.objects.get(number="4.2")
    SubPoint(section=section, number="4.2.7", measure="x").full_clean()
    SubPoint(section=section, number="4.2", measure="x").full_clean()  # a plan without a second level
    for number in ("4.1.7", "4.20.1", "4.20", "4"):
        with pytest.raises(ValidationError) as refused:
            SubPoint(section=section, number=number, measure="x").full_clean()
        assert "number" in refused.value.message_dict


def test_reporting_year_lies_in_the_plans_period(plan):
    deadline = datetime.date(2025, 1, 20)
    ReportingYear(plan=plan, year=2020, deadline=deadline).full_clean()
    for outside in (2019, 2025):
        with pytest.raises(ValidationError) as refused:
            ReportingYear(plan=plan, year=outside, deadline=deadline).full_clean()
        assert set(refused.value.message_dict) == {"year"}


# --- Natural keys ----------------------------------------------------------------------------------------------------


def test_natural_keys_lead_back_to_their_records(plan, agency, year):
    forms = {"nominative": "x", "genitive": "x", "official": "x", "official_genitive": "x"}
    AgencyName.objects.create(agency=agency, valid_from=datetime.date(2022, 7, 1), **forms)
    AgencyAlias.objects.create(agency=agency, text="Nümunə X")
    records = [
        plan,
        Section.objects.get(number="4.2"),
        SubPoint.objects.get(number="4.2.10"),
        agency,
        *agency.names.all(),
        AgencyAlias.objects.get(),
        Assignment.objects.get(sub_point__number="4.2.10"),
        year,
    ]
    assert [type(record).objects.get_by_natural_key(*record.natural_key()) for record in records] == records
    assert Assignment.objects.get(sub_point__number="4.2.10").natural_key() == ("numune-2020-2024", "4.2.10", "NUMUNE")


# --- Search keys -----------------------------------------------------------------------------------------------------


def test_folded_columns_follow_their_text(plan, write_entry):
    sub_point = SubPoint.objects.get(number="4.2.10")
    assert sub_point.measure_folded == "nümunə tədbir 4.2.10 (insan haqqında)"
    sub_point.measure = "IŞIQ"
    sub_point.save()
    sub_point.refresh_from_db()
    assert sub_point.measure_folded == "ışıq"
    entry = write_entry("4.2.9", "<p>İlk <strong>SIRA</strong></p><p>İki</p>")
    assert Entry.objects.get(pk=entry.pk).narrative_folded == "ilk sıra iki"


@pytest.mark.parametrize("year", [0, 202, 1989, 2101, 20240])
def test_year_without_four_sensible_digits_is_refused(plan, year):
    with pytest.raises(ValidationError):
        Plan(code="x", title="X", start_year=year, end_year=year).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportingYear.objects.create(plan=plan, year=year, deadline=datetime.date(2025, 1, 20))
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.create(code="x", title="X", start_year=year, end_year=year)


def test_period_that_leaves_out_a_reporting_year_is_refused(plan, year):
    plan.end_year = 2023
    with pytest.raises(ValidationError, match="2024"):
        plan.full_clean()
    plan.end_year = 2025
    plan.full_clean()
