"""Who writes what: the lead names them, the page answers with and without a choice that makes sense."""

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from plans.models import Assignment, Responsibility
from plans.queries.agency_year import colleagues_of
from plans.services import NotAColleague, name_responsible
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

HOME = "/plans/numune-2020-2024/2024/NUMUNE/"
ADDRESS = f"{HOME}responsible/"


@pytest.fixture
def assignment(agency, year) -> Assignment:
    return Assignment.objects.get(agency=agency, sub_point__number="4.2.9")


@pytest.fixture
def second(agency, year) -> Assignment:
    return Assignment.objects.get(agency=agency, sub_point__number="4.2.10")


def named() -> list[tuple[str, str, str]]:
    rows = Responsibility.objects.order_by("assignment__sub_point__number")
    return list(rows.values_list("assignment__sub_point__number", "user__username", "named_by__username"))


# --- The service ---------------------------------------------------------------------------------------


def test_naming_changing_and_unnaming(agency, assignment, second, people):
    lead, contributor = people["lead"], people["contributor"]
    both = [(assignment, contributor.pk), (second, lead.pk)]
    assert name_responsible(agency, both, by=lead) == [(assignment, contributor), (second, lead)]
    assert named() == [("4.2.9", "emekdas", "mesul"), ("4.2.10", "mesul", "mesul")]
    assert name_responsible(agency, both, by=lead) == []
    assert name_responsible(agency, [(assignment, lead.pk)], by=lead) == [(assignment, lead)]
    assert name_responsible(agency, [(second, None)], by=lead) == [(second, None)]
    assert named() == [("4.2.9", "mesul", "mesul")]


@pytest.mark.parametrize("who", ["stranger", "coordinator", "observer", "administrator", "inactive", "moved"])
def test_only_colleagues_can_be_named_and_then_nobody_is(agency, other_agency, assignment, second, people, who):
    person = people.get(who) or make_user("kecmis", Role.CONTRIBUTOR, agency)
    if who == "inactive":
        User.objects.filter(pk=person.pk).update(is_active=False)
    elif who == "moved":
        type(person.membership).objects.filter(user=person).update(agency=other_agency)
    with pytest.raises(NotAColleague):
        name_responsible(agency, [(second, people["lead"].pk), (assignment, person.pk)], by=people["lead"])
    assert named() == []


def test_colleagues_are_those_who_can_sign_in_by_name(agency, people):
    make_user("cemil", Role.CONTRIBUTOR, agency)
    gone = make_user("ayrilan", Role.CONTRIBUTOR, agency)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    User.objects.filter(username="emekdas").update(first_name="Çingiz")
    assert [person.username for person in colleagues_of(agency)] == ["emekdas", "cemil", "mesul"]


# --- The address ----------------------------------------------------------------------------------------


def test_lead_names_a_person_and_nobody_again(sign_in, assignment, people):
    client = sign_in("lead")
    response = client.post(ADDRESS, {"assignment": assignment.pk, "user": people["contributor"].pk})
    assert (response.status_code, response["Location"]) == (302, HOME)
    assert named() == [("4.2.9", "emekdas", "mesul")]
    assert client.post(ADDRESS, {"assignment": assignment.pk, "user": ""}).status_code == 302
    assert named() == []


def test_whole_page_is_named_at_once_and_the_filters_stay(sign_in, assignment, second, people):
    posted = {"assignment": [assignment.pk, second.pk], "user": [people["contributor"].pk, people["lead"].pk]}
    response = sign_in("lead").post(f"{ADDRESS}?section=4.2", posted)
    assert response["Location"] == f"{HOME}?section=4.2"
    assert [row[:2] for row in named()] == [("4.2.9", "emekdas"), ("4.2.10", "mesul")]


@pytest.mark.parametrize(("role", "status"), [("contributor", 403), ("coordinator", 403), ("observer", 403),
                                              ("stranger", 404), ("administrator", 404), ("anonymous", 302)])  # fmt: skip
def test_others_name_nobody(sign_in, assignment, people, role, status):
    response = sign_in(role).post(ADDRESS, {"assignment": assignment.pk, "user": people["contributor"].pk})
    assert response.status_code == status
    assert named() == []


def test_other_agencys_sub_point_is_not_found(sign_in, other_agency, people, year):
    theirs = Assignment.objects.get(agency=other_agency, sub_point__number="4.2.9")
    response = sign_in("lead").post(ADDRESS, {"assignment": theirs.pk, "user": people["lead"].pk})
    assert response.status_code == 404
    assert named() == []


def test_person_who_is_no_colleague_is_refused_with_a_sentence(sign_in, assignment, people):
    client = sign_in("lead")
    response = client.post(ADDRESS, {"assignment": assignment.pk, "user": people["stranger"].pk}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert named() == []


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"assignment": "abc", "user": "1"},
        {"assignment": "1"},
        {"assignment": "", "user": "1"},
        {"assignment": ["1", "2"], "user": ["1"]},
        {"assignment": "1", "user": "99999999999999999999999"},
    ],
)
def test_choice_that_makes_no_sense_changes_nothing(sign_in, assignment, posted):
    response = sign_in("lead").post(ADDRESS, posted, follow=True)
    assert response.status_code == 200
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert named() == []


def test_address_leads_to_the_page(sign_in, year):
    assert sign_in("lead").get(ADDRESS)["Location"] == ADDRESS.replace("responsible/", "")


# --- On the home page -----------------------------------------------------------------------------------


def name(assignment: Assignment, person: User) -> None:
    Responsibility.objects.create(assignment=assignment, user=person, named_at=timezone.now())


def test_my_sub_points_are_those_named_for_me(sign_in, assignment, second, people):
    name(assignment, people["contributor"])
    name(second, people["lead"])

    def shown(role):
        return [row.sub_point.number for row in sign_in(role).get(f"{HOME}?mine=1").context["shown"]]

    assert (shown("contributor"), shown("lead")) == (["4.2.9"], ["4.2.10"])
    assert len(shown("coordinator")) == 5  # nobody's filter


def test_person_is_shown_to_agency_and_coordinator_and_not_to_observers(sign_in, write_entry, assignment, people):
    write_entry("4.2.9", state="submitted")
    name(assignment, people["contributor"])

    def responsible(role):
        rows = sign_in(role).get(HOME).context["rows"]
        return next(row.responsible for row in rows if row.sub_point.number == "4.2.9")

    assert responsible("contributor") == responsible("coordinator") == people["contributor"]
    assert responsible("observer") is None
    User.objects.filter(username="emekdas").update(is_active=False)
    assert responsible("lead") is None


def test_lead_finds_the_selects_and_others_do_not(sign_in, assignment, people):
    name(assignment, people["contributor"])
    page = sign_in("lead").get(f"{HOME}?people=1")
    assert [person.username for person in page.context["people"]] == ["emekdas", "mesul"]
    html = page.content.decode()
    assert html.count('name="assignment"') == html.count('name="user"') == 5
    assert f'<option value="{people["contributor"].pk}" lang="az" translate="no" selected>' in html
    assert 'name="assignment"' not in sign_in("contributor").get(f"{HOME}?people=1").content.decode()
    assert 'name="assignment"' not in sign_in("lead").get(HOME).content.decode()
