"""An agency is called what it was called on 31 December of the year."""

import datetime

import pytest

from plans.models import Agency, AgencyName
from tests.conftest import make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed(db) -> Agency:
    agency = make_agency("NUMUNE-N", "Nümunə Nazirliyi")
    forms = {"genitive": "x", "official": "x", "official_genitive": "x"}
    AgencyName.objects.create(
        agency=agency, nominative="Nümunə Elm Nazirliyi", valid_from=datetime.date(2022, 7, 1), **forms
    )
    AgencyName.objects.create(
        agency=agency, nominative="Nümunə Son Nazirlik", valid_from=datetime.date(2023, 12, 31), **forms
    )
    return agency


@pytest.mark.parametrize(
    ("year", "name"),
    [
        (1999, "Nümunə Nazirliyi"),
        (2021, "Nümunə Nazirliyi"),
        (2022, "Nümunə Elm Nazirliyi"),
        (2023, "Nümunə Son Nazirlik"),
        (2030, "Nümunə Son Nazirlik"),
    ],
)
def test_report_carries_the_name_of_31_december(renamed, year, name):
    assert renamed.name_in(year).nominative == name


def test_name_changes_on_its_day(renamed):
    assert renamed.name_on(datetime.date(2022, 6, 30)).nominative == "Nümunə Nazirliyi"
    assert renamed.name_on(datetime.date(2022, 7, 1)).nominative == "Nümunə Elm Nazirliyi"


def test_name_before_the_first_known_one_is_the_first(renamed):
    renamed.names.filter(valid_from=None).delete()
    assert renamed.name_in(2010).nominative == "Nümunə Elm Nazirliyi"


def test_agency_without_a_name_has_none():
    assert Agency.objects.create(code="ADSIZ").name_in(2024) is None
