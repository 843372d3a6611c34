"""Records kept for the next test are there as they were written, and only where a test asks for them."""

import pytest

from accounts.models import User
from plans.models import Agency, Assignment, Plan, ReportingYear, Section

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("turn", [1, 2])
def test_next_test_finds_nothing_of_what_the_one_before_did(plan, agency, people, turn):
    assert (plan.title, Plan.objects.get().title) == ("Nümunə Milli Fəaliyyət Planı",) * 2
    assert list(Section.objects.order_by("number").values_list("number", flat=True)) == ["4.1", "4.2"]
    assert (User.objects.count(), people["lead"].email, "another" in people) == (6, "", False)
    assert list(Assignment.objects.values_list("agency__code", flat=True).distinct().order_by("agency__code")) == [
        "BASHQA",
        "NUMUNE",
    ]
    people["another"] = people.pop("lead")
    people["another"].email = "mesul@numune.example"
    people["another"].save()
    plan.title = "Nümunə"
    plan.save()
    Section.objects.filter(number="4.1").update(number="4.3")
    Assignment.objects.filter(agency=agency).delete()


def test_what_a_test_does_not_ask_for_is_not_there():
    assert [model.objects.count() for model in (Plan, Agency, ReportingYear, User)] == [0, 0, 0, 0]


def test_what_a_fixture_asks_for_is_there_and_no_more(agency):
    assert (Plan.objects.count(), Agency.objects.get(), ReportingYear.objects.count()) == (1, agency, 0)


@pytest.mark.parametrize("year", [2024])
def test_parameter_of_the_same_name_is_no_fixture(plan, year):
    assert (year, ReportingYear.objects.count(), Plan.objects.get()) == (2024, 0, plan)


def test_objects_of_a_test_know_each_other(agency, people, year, plan):
    assert year.plan is plan
    assert people["lead"].membership.agency is agency


@pytest.mark.django_db(transaction=True)
def test_whoever_commits_finds_an_empty_database():
    assert [model.objects.count() for model in (Plan, Agency, User)] == [0, 0, 0]


def test_nothing_is_kept_that_was_committed(plan):
    assert Plan.objects.get() == plan
