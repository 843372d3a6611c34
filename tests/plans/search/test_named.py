"""Numbers, agencies and people: what the search finds by name, for whom, and the pickers of the administration."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from plans.models import Agency, AgencyAlias, AgencyName, SubPoint
from plans.naming import number_asked
from tests.conftest import make_user

PAGE = "/plans/search/"
POINTS = "/plans/numune-2020-2024/points/"


@pytest.fixture
def called(year):
    """Agencies with names of different times, an abbreviation and another spelling."""
    agency = Agency.objects.get(code="NUMUNE")
    Agency.objects.filter(pk=agency.pk).update(abbreviation="NİX", abbreviation_genitive="NİX-in")
    old = {"genitive": "x", "official": "x", "official_genitive": "x"}
    AgencyName.objects.filter(agency=agency).update(valid_from="2022-01-01")
    AgencyName.objects.create(agency=agency, nominative="Nümunə İşıq İdarəsi", valid_from=None, **old)
    AgencyAlias.objects.create(agency=agency, text="Sınaq baş idarəsi")


def groups(response) -> dict[str, list[str]]:
    """The groups of the page with where their results lead."""
    found = re.findall(r'aria-labelledby="found-(\w+)">(.*?)</section>', response.content.decode(), re.DOTALL)
    return {
        name: re.findall(r'<a(?: lang="az" translate="no")? href="(/[^"]+)"', re.sub(r"\s+", " ", body))
        for name, body in found
    }


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("4.2.10", "4.2.10"),
        (" 4.2. ", "4.2"),
        ("4.2.10-cu yarımbənd", "4.2.10"),
        ("4.2-ci bəndin", "4.2"),
        ("4", ""),
        ("4.2.10 təlim", ""),
        ("2024", ""),
        ("14.2.2024-cü ildə", ""),
        ("99999.1", ""),
        ("4." * 5_000, ""),
    ],
)
def test_number_is_known_as_people_write_it(typed, number):
    assert number_asked(typed) == number


def test_number_leads_to_its_sub_point_and_a_points_number_to_all_of_it(sign_in, year):
    client = sign_in("coordinator")
    assert groups(client.get(PAGE, {"q": "4.2.10"})) == {"measures": [f"{POINTS}4.2.10/"]}
    assert groups(client.get(PAGE, {"q": "4.2"})) == {
        "measures": [f"{POINTS}{number}/" for number in ("4.2.1", "4.2.4", "4.2.9", "4.2.10")]
    }
    assert groups(client.get(PAGE, {"q": "4.2.11"})) == {}
    assert groups(client.get(PAGE, {"q": "4.2.10", "section": "4.1"})) == {}


@pytest.mark.parametrize(
    ("words", "is_found", "called_so"),
    [
        ("nix", True, ""),
        ("NİX-in", True, ""),
        ("NUMUNE", True, ""),
        ("Nümunə Xidməti", True, ""),
        ("İŞIQ idarəsi", True, "Nümunə İşıq İdarəsi"),
        ("isiq", True, "Nümunə İşıq İdarəsi"),
        ("sinaq bas", True, "Sınaq baş idarəsi"),
        ("SINAQ", True, "Sınaq baş idarəsi"),
        ("xidməti yoxdur", False, ""),
        ("ümunə", False, ""),  # in the middle of a word
    ],
)
def test_agency_is_found_by_any_name(words, is_found, called_so, sign_in, called):
    response = sign_in("coordinator").get(PAGE, {"q": words})
    found = {result.agency.code: result.called for result in response.context["agencies"].found}
    assert found.get("NUMUNE") == (called_so if is_found else None)
    address = "/plans/numune-2020-2024/agencies/NUMUNE/"
    assert (address in groups(response).get("agencies", [])) is is_found


def test_agencys_staff_find_their_own_agency_only(sign_in, called):
    client = sign_in("stranger")
    assert "agencies" not in groups(client.get(PAGE, {"q": "nix"}))
    assert [result.agency.code for result in client.get(PAGE, {"q": "nümunə"}).context["agencies"].found] == ["BASHQA"]


@pytest.mark.parametrize(
    ("role", "is_found"),
    [("administrator", True), ("lead", True), ("coordinator", True), ("stranger", False), ("observer", False)],
)
def test_people_are_found_by_those_who_may_see_them(role, is_found, sign_in, called, people):
    person = people["contributor"]
    type(person).objects.filter(pk=person.pk).update(first_name="Işıl", last_name="Nümunəyeva")
    found = groups(sign_in(role).get(PAGE, {"q": "isil numuneyeva"})).get("people", [])
    addresses = {
        "administrator": f"/plans/people/{person.pk}/",
        "coordinator": "/plans/numune-2020-2024/agencies/NUMUNE/",
    }
    address = addresses.get(role, f"/plans/people/?q={person.username}")
    assert found == ([address] if is_found else [])


def test_coordinators_find_each_other_and_lead_to_no_agency(sign_in, called, people):
    other = make_user("basqa.koordinator", Role.COORDINATOR)
    type(other).objects.filter(pk=other.pk).update(first_name="Nümunə", last_name="Gülnarəyeva")
    response = sign_in("coordinator").get(PAGE, {"q": "gulnareyeva"})
    assert [person.username for person in response.context["people"].found] == ["basqa.koordinator"]
    assert groups(response).get("people", []) == []
    assert "people" not in groups(sign_in("lead").get(PAGE, {"q": "gulnareyeva"}))


def test_administrator_finds_plan_data_in_the_administration_and_no_text(sign_in, called, write_entry):
    write_entry("4.2.9", "<p>Açarsöz.</p>")
    client = sign_in("administrator")
    point = SubPoint.objects.get(number="4.2.10")
    agency = Agency.objects.get(code="NUMUNE")
    assert groups(client.get(PAGE, {"q": "4.2.10"})) == {"measures": [f"/admin/plans/subpoint/{point.pk}/change/"]}
    assert groups(client.get(PAGE, {"q": "nix"})) == {"agencies": [f"/admin/plans/agency/{agency.pk}/change/"]}
    assert groups(client.get(PAGE, {"q": "açarsöz"})) == {}


def test_kind_and_filters_narrow_the_groups(sign_in, called):
    client = sign_in("coordinator")
    assert groups(client.get(PAGE, {"q": "nümunə", "kind": "agency"})).keys() == {"agencies"}
    assert "agencies" not in groups(client.get(PAGE, {"q": "nümunə", "kind": "measure"}))
    assert "agencies" not in groups(client.get(PAGE, {"q": "nümunə", "agency": "NUMUNE"}))


def test_names_cost_the_same_however_many(sign_in, called, people):
    client = sign_in("lead")
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE, {"q": "nümunə"})
    for number in range(3):
        AgencyAlias.objects.create(agency=Agency.objects.get(code="NUMUNE"), text=f"Nümunə {number}")
    people["contributor"].__class__.objects.filter(role="contributor").update(first_name="Nümunə")
    with CaptureQueriesContext(connection) as more:
        client.get(PAGE, {"q": "nümunə"})
    assert len(more) == len(few)


# --- The administration ----------------------------------------------------------------------------------------------


def picked(client, field: str, words: str) -> list[str]:
    parts = {"app_label": "plans", "model_name": "assignment", "field_name": field, "term": words}
    return [one["text"] for one in json.loads(client.get("/admin/autocomplete/", parts).content)["results"]]


def test_pickers_find_by_number_and_any_name(sign_in, called):
    client = sign_in("coordinator")
    assert picked(client, "sub_point", "4.2.1") == ["4.2.1 Nümunə tədbir 4.2.1 (İnsan haqqında)"]
    assert picked(client, "sub_point", "4.1") == ["4.1.6 Nümunə tədbir 4.1.6 (İnsan haqqında)"]
    assert picked(client, "sub_point", "yoxdurbelə") == []
    assert picked(client, "agency", "isiq") == picked(client, "agency", "SINAQ") == ["Nümunə Xidməti (NİX)"]
    assert picked(client, "agency", "yoxdurbelə") == []


def test_list_of_people_finds_by_letters_alike(sign_in, people):
    person = people["contributor"]
    type(person).objects.filter(pk=person.pk).update(first_name="İşıq", last_name="Əliyeva")
    client = sign_in("administrator")

    def found(words: str) -> list:
        return list(client.get("/admin/accounts/user/", {"q": words}).context["cl"].result_list)

    assert found("IŞIQ ELİYEVA") == found("isiq") == [person]
    assert found("yoxdurbelə") == []
