"""The page of people: an agency's own for its staff, everybody for the administrator, nobody for others."""

import datetime

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AccountEvent, User
from plans.models import Agency, Assignment, Membership, OutboxMail, Presence, Responsibility, SubPoint
from plans.notifications import queue_mail
from plans.people.queries import people_by_key, people_listed, people_visible_to
from tests.conftest import PASSWORD, make_user

PEOPLE = "/plans/people/"


@pytest.fixture
def second(people, agency) -> User:
    return make_user("ikinci", Role.CONTRIBUTOR, agency)


def change(client: Client, person: User, action: str):
    return client.post(f"{PEOPLE}{person.pk}/{action}/")


# --- Who sees whom ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("contributor", {"emekdas", "mesul"}),
        ("lead", {"emekdas", "mesul", "ikinci"}),
        ("stranger", {"bashqa"}),
        ("coordinator", set()),
        ("observer", set()),
        (
            "administrator",
            {"emekdas", "mesul", "ikinci", "bashqa", "koordinator", "musahideci", "inzibatci"},
        ),
    ],
)
def test_each_role_sees_its_own_people(people, second, role, seen):
    User.objects.filter(pk=second.pk).update(is_active=False)
    assert {user.username for user in people_visible_to(people[role])} == seen


def test_people_of_another_agency_are_not_on_the_page(sign_in):
    for role in ("contributor", "lead"):
        page = sign_in(role).get(PEOPLE).content.decode()
        assert "Nümunə emekdas" in page
        for name in ("bashqa", "koordinator", "musahideci", "inzibatci"):
            assert name not in page


def test_contributor_reads_the_list_and_finds_nothing_to_press(sign_in, second):
    page = sign_in("contributor").get(PEOPLE).content.decode()
    assert "Nümunə ikinci" in page
    assert "/deactivate/" not in page
    assert "/invite/" not in page
    lead = sign_in("lead").get(PEOPLE).content.decode()
    assert f"/plans/people/{second.pk}/deactivate/" in lead
    assert "/plans/people/invite/" in lead


def test_lead_without_an_agency_has_no_people(sign_in, people):
    Membership.objects.filter(user=people["lead"]).delete()
    assert sign_in("lead").get(PEOPLE).status_code == 404
    assert sign_in("lead").post(f"{PEOPLE}invite/").status_code == 404


def test_list_is_in_azerbaijani_order_with_closed_accounts_last(people, agency):
    User.objects.filter(pk=people["lead"].pk).update(first_name="Zaur", last_name="Nümunə")
    User.objects.filter(pk=people["contributor"].pk).update(first_name="Əli", last_name="Nümunə")
    for number, (name, is_active) in enumerate((("Elçin", True), ("Çingiz", True), ("Aydın", False))):
        user = make_user(f"n{number}", Role.CONTRIBUTOR, agency)
        User.objects.filter(pk=user.pk).update(first_name=name, last_name="Nümunə", is_active=is_active)
    listed = people_by_key(people_listed(people["lead"]))
    assert [user.first_name for user in listed] == ["Çingiz", "Elçin", "Əli", "Zaur", "Aydın"]


@pytest.mark.parametrize(
    ("words", "found"),
    [("ikinci", ["ikinci"]), ("IKINCI", ["ikinci"]), ("nümune ikinci", ["ikinci"]), ("yoxdur", []), ("%", [])],
)
def test_administrator_finds_people_by_words(people, second, words, found):
    listed = people_by_key(people_listed(people["administrator"], words))
    assert [user.username for user in listed] == found


def test_agency_without_an_abbreviation_is_called_by_its_name(people, agency, sign_in):
    assert people["lead"].membership.agency == agency
    Agency.objects.filter(pk=agency.pk).update(abbreviation="")
    page = sign_in("administrator").get(PEOPLE).content.decode()
    assert '<span class="muted">Nümunə Xidməti</span>' in page
    Agency.objects.filter(pk=agency.pk).update(abbreviation="NX")
    assert '<span class="muted">NX</span>' in sign_in("administrator").get(PEOPLE).content.decode()


def test_people_page_costs_the_same_for_one_person_and_for_many(people, agency, sign_in, django_assert_max_num_queries):
    client = sign_in("lead")
    with django_assert_max_num_queries(9) as few:
        client.get(PEOPLE)
    for number in range(20):
        make_user(f"n{number}", Role.CONTRIBUTOR, agency)
    with django_assert_max_num_queries(9) as many:
        client.get(PEOPLE)
    assert len(few) == len(many)


def test_fifty_people_are_on_a_page_and_the_search_goes_along(sign_in, agency):
    for number in range(60):
        make_user(f"cox{number:02}", Role.CONTRIBUTOR, agency)
    client = sign_in("administrator")
    first = client.get(PEOPLE, {"q": "cox"})
    assert len(first.context["people"]) == 50
    assert "?q=cox&amp;page=2" in first.content.decode()
    assert len(client.get(PEOPLE, {"q": "cox", "page": 2}).context["people"]) == 10


def test_mail_that_did_not_go_out_is_told_to_the_administrator_only(sign_in):
    mail = queue_mail(to="a@numune.example", kind="returned", subject="Nümunə", text="Nümunə mətn.")
    told, outbox = "1 məktub göndərilə bilməyib.", 'href="/admin/plans/outboxmail/"'
    assert told not in sign_in("administrator").get(PEOPLE).content.decode()
    OutboxMail.objects.filter(pk=mail.pk).update(state="failed")
    page = sign_in("administrator").get(PEOPLE).content.decode()
    assert (told in page, page.count(outbox)) == (True, 2)  # beside the sentence, and in the head
    page = sign_in("lead").get(PEOPLE).content.decode()
    assert (told in page, outbox in page) == (False, False)


# --- Closing and opening accounts ------------------------------------------------------------------------------------


def test_closed_account_is_out_at_once_and_loses_what_it_answers_for(sign_in, people, second, agency, year):
    assignment = Assignment.objects.get(sub_point__number="4.2.9", agency=agency)
    kept = Assignment.objects.get(sub_point__number="4.2.10", agency=agency)
    for each, user in ((assignment, second), (kept, people["contributor"])):
        Responsibility.objects.create(assignment=each, user=user, named_at=timezone.now())
    Presence.objects.create(
        sub_point=SubPoint.objects.get(number="4.2.9"),
        agency=agency,
        reporting_year=year,
        user=second,
        page="0123-abcd",
        seen_at=timezone.now(),
    )
    theirs = Client()
    theirs.post("/accounts/login/", {"login": "ikinci", "password": PASSWORD})
    assert theirs.get(PEOPLE).status_code == 200
    assert change(sign_in("lead"), second, "deactivate").status_code == 302
    second.refresh_from_db()
    assert not second.is_active
    assert theirs.get(PEOPLE)["Location"] == f"/accounts/login/?next={PEOPLE}"
    assert UserSession.objects.filter(user=second).count() == 0
    assert list(Responsibility.objects.values_list("user", flat=True)) == [people["contributor"].pk]
    assert Presence.objects.count() == 0
    event = AccountEvent.objects.get()
    assert (event.kind, event.actor, event.person) == ("closed", people["lead"], second)


def test_session_from_before_does_not_come_back_with_the_account(sign_in, people, second):
    theirs = Client()
    theirs.post("/accounts/login/", {"login": "ikinci", "password": PASSWORD})
    change(sign_in("lead"), second, "deactivate")
    change(sign_in("lead"), second, "reactivate")
    second.refresh_from_db()
    assert second.is_active
    assert theirs.get(PEOPLE).status_code == 302
    again = Client()
    again.post("/accounts/login/", {"login": "ikinci", "password": PASSWORD})
    assert again.get(PEOPLE).status_code == 200


def test_author_of_a_text_stays_its_author(sign_in, second, write_entry):
    entry = write_entry("4.2.9", author=second)
    change(sign_in("lead"), second, "deactivate")
    entry.refresh_from_db()
    assert entry.updated_by == second
    assert entry.revisions.get().author == second


def test_lead_may_close_another_lead_but_not_the_own_account(sign_in, people, agency):
    other_lead = make_user("mesul2", Role.LEAD, agency)
    change(sign_in("lead"), people["lead"], "deactivate")
    change(sign_in("lead"), other_lead, "deactivate")
    assert list(User.objects.filter(is_active=False)) == [other_lead]


# What closing (or opening) an account answers, and whether it is done. Rows: whose account; columns: who presses.
WHO = ("anonymous", "contributor", "lead", "stranger", "coordinator", "observer", "administrator")
CHANGES = {
    #                anon  contr lead  strng coord obser admin
    "ikinci": ((302, 403, 302, 404, 404, 404, 302), ("lead", "administrator")),
    "mesul": ((302, 403, 302, 404, 404, 404, 302), ("administrator",)),
    "bashqa": ((302, 404, 404, 403, 404, 404, 302), ("administrator",)),
    "koordinator": ((302, 404, 404, 404, 404, 404, 302), ()),  # waits for a coordinator's word
    "musahideci": ((302, 404, 404, 404, 404, 404, 302), ("administrator",)),
    "inzibatci": ((302, 404, 404, 404, 404, 404, 302), ()),
}


@pytest.mark.parametrize("whose", CHANGES)
@pytest.mark.parametrize("who", WHO)
def test_closing_an_account_is_answered_as_the_table_says(sign_in, second, who, whose):
    statuses, done_by = CHANGES[whose]
    person = User.objects.get(username=whose)
    assert change(sign_in(who), person, "deactivate").status_code == statuses[WHO.index(who)]
    person.refresh_from_db()
    assert person.is_active is (who not in done_by)


@pytest.mark.parametrize(
    ("who", "status", "is_open"),
    [("contributor", 404, False), ("lead", 302, True), ("stranger", 404, False), ("administrator", 302, True)],
)
def test_opening_an_account_again_is_for_those_who_may_close_it(sign_in, second, who, status, is_open):
    User.objects.filter(pk=second.pk).update(is_active=False)
    assert change(sign_in(who), second, "reactivate").status_code == status
    second.refresh_from_db()
    assert second.is_active is is_open


@pytest.mark.parametrize(
    ("closer", "who", "status", "is_open"),
    [
        ("administrator", "lead", 403, False),
        ("lead", "lead", 302, True),
        ("administrator", "administrator", 302, True),
        ("lead", "administrator", 302, True),
    ],
)
def test_what_an_administrator_closed_no_lead_opens_again(sign_in, second, closer, who, status, is_open):
    change(sign_in(closer), second, "deactivate")
    client = sign_in(who)
    has_button = f"/plans/people/{second.pk}/reactivate/" in client.get(PEOPLE).content.decode()
    assert has_button is is_open
    assert change(client, second, "reactivate").status_code == status
    second.refresh_from_db()
    assert second.is_active is is_open


def test_last_closing_decides_who_opens_again(sign_in, second):
    change(sign_in("administrator"), second, "deactivate")
    change(sign_in("administrator"), second, "reactivate")
    change(sign_in("lead"), second, "deactivate")
    assert change(sign_in("lead"), second, "reactivate").status_code == 302


def test_pressing_twice_is_said_and_noted_once(sign_in, second):
    client = sign_in("lead")
    for _time in range(2):
        assert change(client, second, "deactivate").status_code == 302
    assert AccountEvent.objects.count() == 1


def test_account_is_not_closed_without_the_token_of_the_form(people, second):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["lead"])
    assert change(client, second, "deactivate").status_code == 403
    second.refresh_from_db()
    assert second.is_active


def test_last_sign_in_is_shown_to_those_who_manage(sign_in, second):
    day = datetime.datetime(2025, 1, 5, 8, tzinfo=datetime.UTC)
    User.objects.filter(pk=second.pk).update(last_login=day)
    with time_machine.travel(day + datetime.timedelta(days=3), tick=False):
        assert "05.01.2025 12:00" in sign_in("lead").get(PEOPLE).content.decode()
        assert "05.01.2025 12:00" not in sign_in("contributor").get(PEOPLE).content.decode()


def test_list_says_whose_closing_waits(sign_in, people):
    page = sign_in("administrator").get(PEOPLE).content.decode()
    rows = {
        name: page.partition(f">{name}<")[2].partition("</li>")[0] for name in ("koordinator", "musahideci", "mesul")
    }
    assert {name: "Əvvəlcə başqa bir şəxs təsdiqləyir." in row for name, row in rows.items()} == {
        "koordinator": True, "musahideci": False, "mesul": False
    }  # fmt: skip
    assert all("Hesabı bağla" in row for row in rows.values())
