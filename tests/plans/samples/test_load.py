"""The plan that pages are measured on, at small sizes."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from plans.enums import EntryState, ImplementationStatus
from plans.models import (
    Agency,
    AgencyName,
    Assignment,
    Entry,
    Plan,
    ReportingYear,
    Revision,
    SampleData,
    Section,
    SubPoint,
    Transition,
)
from plans.narrative import clean, paragraphs
from plans.samples.load import LOAD_PLAN, create_load_data


@pytest.fixture
def load(db) -> dict[str, int]:
    return create_load_data(agencies=9, sub_points=12, years=2)


def test_load_has_the_size_asked_for_and_a_third_of_the_cells_assigned(load):
    assert load | {"entries": 0} == {"agencies": 9, "sub_points": 12, "years": 2, "required_a_year": 36, "entries": 0}
    assert (Agency.objects.count(), SubPoint.objects.count(), Assignment.objects.count()) == (9, 12, 36)
    assert load["entries"] == Entry.objects.count()
    plan = Plan.objects.get()
    assert (plan.code, plan.start_year, plan.end_year) == (LOAD_PLAN, 2020, 2021)
    assert list(ReportingYear.objects.order_by("year").values_list("year", "state")) == [
        (2020, "open"),
        (2021, "open"),
    ]


def test_load_assigns_to_every_agency_and_sub_point_alike(load):
    assert set(Counter(Assignment.objects.values_list("agency", flat=True)).values()) == {4}
    assert set(Counter(Assignment.objects.values_list("sub_point", flat=True)).values()) == {3}


@pytest.mark.parametrize(
    ("agencies", "sub_points", "required"), [(1, 1, 1), (2, 2, 1), (3, 3, 3), (10, 9, 30), (20, 15, 100)]
)
def test_load_assigns_a_third_whatever_the_size(agencies, sub_points, required, db):
    made = create_load_data(agencies=agencies, sub_points=sub_points, years=1)
    assert (made["required_a_year"], Assignment.objects.count()) == (required, required)


def test_load_shows_every_state_in_every_year(load):
    for year in ReportingYear.objects.all():
        states = Counter(year.entries.values_list("state", flat=True))
        assert set(states) == set(EntryState.values)
        assert 0 < 36 - states.total() < 18


def test_load_shows_every_state_to_one_agency_of_many_sub_points(db):
    create_load_data(agencies=3, sub_points=36, years=1)
    for agency in Agency.objects.all():
        states = Counter(agency.entries.values_list("state", flat=True))
        assert set(states) == set(EntryState.values)
        assert states.total() < 12


def test_load_writes_three_clean_sample_paragraphs_an_entry_and_its_revision(load):
    narratives = list(Entry.objects.values_list("narrative", flat=True))
    assert {len(paragraphs(narrative)) for narrative in narratives} == {3}
    assert [narrative for narrative in narratives if clean(narrative) != narrative] == []
    assert all(paragraphs(narrative)[0].startswith("Nümunə mətn.") for narrative in narratives)
    assert Revision.objects.count() == len(narratives)
    assert set(Entry.objects.values_list("status", flat=True)) == set(ImplementationStatus.values)


def test_load_gives_a_reason_for_each_return_and_for_nothing_else(load):
    returned = set(Entry.objects.filter(state=EntryState.RETURNED).values_list("pk", flat=True))
    assert returned
    reasons = dict(Transition.objects.exclude(reason="").values_list("entry", "reason"))
    assert set(reasons) == returned
    assert all(reason.startswith("Nümunə səbəb.") for reason in reasons.values())
    assert set(Transition.objects.exclude(reason="").values_list("action", flat=True)) == {"return"}


def test_load_is_sample_data_by_name_and_by_notice(load):
    assert list(SampleData.objects.values_list("kind", flat=True)) == ["load"]
    assert all("Nümunə" in name for name in AgencyName.objects.values_list("nominative", flat=True))
    assert all(measure.startswith("Nümunə") for measure in SubPoint.objects.values_list("measure", flat=True))


def test_load_puts_eight_sub_points_into_a_section_and_their_records_are_valid(load):
    assert [(section.number, section.sub_points.count()) for section in Section.objects.order_by("number")] == [
        ("4.1", 8),
        ("4.2", 4),
    ]
    for model in (Plan, Section, SubPoint, Agency, AgencyName, Assignment, ReportingYear):
        for record in model.objects.all():
            record.full_clean()


def test_load_finds_its_measures_in_a_search(load):
    assert SubPoint.objects.filter(measure_folded__az_icontains="NÜMUNƏ TƏDBİR 12").count() == 1
    assert SubPoint.objects.filter(measure_folded__az_icontains="TƏDBIR").count() == 0


# --- The command -----------------------------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("create_load", *arguments, stdout=out)
    return out.getvalue()


SMALL = ("--agencies", "3", "--sub-points", "6", "--years", "1")


def test_command_says_what_it_made_and_refuses_a_second_run(db):
    assert run(*SMALL) == f"agencies 3, sub_points 6, years 1, required_a_year 6, entries {Entry.objects.count()}\n"
    written = Entry.objects.count()
    with pytest.raises(CommandError, match=r"^The load plan exists already; use a new database\.$"):
        run(*SMALL)
    assert (Entry.objects.count(), Agency.objects.count(), Plan.objects.count()) == (written, 3, 1)


def test_command_refuses_with_production_settings(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match=r"^Sample data is never made with production settings\.$"):
        run(*SMALL)
    assert not Plan.objects.exists()
    assert not SampleData.objects.exists()


@pytest.mark.parametrize("option", ["--agencies", "--sub-points", "--years"])
@pytest.mark.parametrize("number", ["0", "-1"])
def test_command_refuses_a_size_below_one(option, number, db):
    with pytest.raises(CommandError, match=r"^Give whole numbers above zero\.$"):
        run(*SMALL, option, number)
    assert not Plan.objects.exists()


def test_command_refuses_what_is_no_number(db):
    with pytest.raises(CommandError, match="invalid int value"):
        run("--agencies", "çox")
    assert not Plan.objects.exists()
