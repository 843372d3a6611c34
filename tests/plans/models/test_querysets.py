"""What the records are asked for by name: extensions in force, and what a year's execution period covers."""

import datetime

import pytest

from plans.enums import ExtensionState
from plans.models import Assignment, Extension, SubPoint

pytestmark = pytest.mark.django_db


def test_latest_granted_extension_of_an_agency_and_year_holds(
    year, closed_year, agency, other_agency, django_assert_num_queries
):
    def extend(body, reporting_year, day: int, state=ExtensionState.GRANTED) -> Extension:
        return Extension.objects.create(
            agency=body, reporting_year=reporting_year, state=state, granted_until=datetime.date(2025, 2, day)
        )

    first, shorter = extend(agency, year, 20), extend(agency, year, 10)
    elsewhere, before = extend(other_agency, year, 5), extend(agency, closed_year, 3)
    extend(agency, year, 25, ExtensionState.REFUSED)
    assert list(Extension.objects.granted()) == [before, elsewhere, shorter, first]
    with django_assert_num_queries(1):
        assert Extension.objects.all().days_in_force() == {
            (agency.pk, year.pk): datetime.date(2025, 2, 10),
            (other_agency.pk, year.pk): datetime.date(2025, 2, 5),
            (agency.pk, closed_year.pk): datetime.date(2025, 2, 3),
        }


@pytest.mark.parametrize(
    ("start", "end", "covered"),
    [(None, None, True), (2024, None, True), (2025, None, False), (None, 2024, True), (None, 2023, False)],
)
def test_sub_points_and_parts_whose_period_covers_the_year(agency, start, end, covered):
    points = SubPoint.objects.filter(number="4.2.9")
    points.update(start_year=start, end_year=end)
    assert points.covering(2024).exists() is covered
    assert Assignment.objects.covering(2024).filter(agency=agency, sub_point__number="4.2.9").exists() is covered
