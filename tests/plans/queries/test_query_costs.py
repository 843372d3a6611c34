"""What reading costs: the same number of queries at one row and at three."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from plans.models import Assignment, Entry, ReportingYear, SubPoint
from plans.queries.access import agency_of
from plans.queries.agency_year import agency_year_rows
from plans.queries.entry import other_agencies_on
from plans.queries.lists import assignments_filtered, rows_of_page
from plans.queries.years import reporting_years_visible_to
from tests.conftest import make_agency

pytestmark = pytest.mark.django_db


def grow(number: int) -> None:
    """As many agencies as `number`, each with an entry everywhere it has a part."""
    year = ReportingYear.objects.get()
    sub_points = list(SubPoint.objects.all())
    for i in range(number):
        body = make_agency(f"YENI-{i}", f"Nümunə İdarə {i}")
        for sub_point in sub_points:
            Assignment.objects.create(sub_point=sub_point, agency=body)
            Entry.objects.create(
                sub_point=sub_point, agency=body, reporting_year=year, narrative="<p>x</p>", state="submitted",
                updated_at=datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC),
            )  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_agency_year_rows_cost_three_queries(people, agency, year, write_entry, django_assert_num_queries, rows):
    for number in ["4.1.6", "4.2.1", "4.2.9"][:rows]:
        write_entry(number, author=people["lead"])
    agency_of(people["contributor"])
    with django_assert_num_queries(3):
        for row in agency_year_rows(people["contributor"], year, agency):
            assert row.sub_point.section.number.startswith("4.")
            assert str(row.state_label)
            assert row.entry is None or row.entry.updated_by == people["lead"]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_owed_costs_three_queries(people, agency, year, django_assert_num_queries, rows):
    grow(rows)
    with django_assert_num_queries(3):  # assignments, names, entries
        for row in rows_of_page(people["coordinator"], year, assignments_filtered(people["coordinator"], year)):
            assert row.sub_point.section.number.startswith("4.")
            assert row.assignment.agency.name_in(2024).nominative.startswith("Nümunə")
            assert row.state in ("not_started", "submitted")


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_other_agencies_cost_one_query(agency, year, django_assert_num_queries, rows):
    grow(rows)
    sub_point = SubPoint.objects.get(number="4.2.9")
    with django_assert_num_queries(1):
        assert len(other_agencies_on(sub_point, agency, 2024)) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_years_cost_one_query_and_the_agency_one(people, plan, django_assert_num_queries, rows):
    for number in range(rows):
        ReportingYear.objects.create(plan=plan, year=2020 + number, deadline=datetime.date(2021 + number, 1, 20))
    fresh = type(people["lead"]).objects.get(pk=people["lead"].pk)
    with django_assert_num_queries(2):  # the agency with its names, years
        assert [year.plan.code for year in reporting_years_visible_to(fresh)] == ["numune-2020-2024"] * rows
    with django_assert_num_queries(1):
        reporting_years_visible_to(people["coordinator"])


def test_agency_is_asked_once_for_each_person(people, django_assert_num_queries):
    fresh = type(people["lead"]).objects.get(pk=people["lead"].pk)
    with django_assert_num_queries(1):
        for _again in range(3):
            assert agency_of(fresh).name_in(2024).nominative == "Nümunə Xidməti"
    with django_assert_num_queries(0):
        assert agency_of(people["coordinator"]) is None
        assert agency_of(AnonymousUser()) is None
