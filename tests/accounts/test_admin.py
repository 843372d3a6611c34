"""Django's admin: plan data for its keepers, people for administrators, narratives for nobody."""

import pytest
from django.contrib import admin
from django.core import mail
from django.db import transaction
from django.db.models import ProtectedError, Value
from django.db.models.functions import Concat
from django.test import RequestFactory

from accounts.enums import EventKind, Role
from accounts.events import note_event
from accounts.models import AccountEvent, User
from plans.models import Agency, Assignment, Entry, Membership, Revision, Section, SubPoint, Transition
from tests.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db

NO_INLINES = {
    f"{prefix}-{key}": value
    for prefix in ("names", "aliases", "assignments")
    for key, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
}


def test_admin_sends_those_who_are_not_signed_in_to_the_one_sign_in_page(client):
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"


@pytest.mark.parametrize("who", ["contributor", "lead", "stranger", "observer"])
def test_admin_is_not_there_for_agencies_and_observers(sign_in, who):
    client = sign_in(who)
    for address in ("/admin/", "/admin/login/", "/admin/plans/plan/", "/admin/password_change/", "/admin/nothing/"):
        assert client.get(address, follow=True).status_code == 404, address


@pytest.mark.parametrize("who", ["coordinator", "administrator"])
def test_keepers_enter(sign_in, who):
    assert sign_in(who).get("/admin/").status_code == 200
    assert sign_in(who).get("/admin/login/")["Location"] == "/admin/"


def test_what_agencies_write_is_not_registered():
    assert not {Entry, Revision, Transition} & set(admin.site._registry)


def test_no_page_of_the_admin_shows_a_narrative(sign_in, write_entry, year, agency):
    write_entry("4.2.9", "<p>Nümunə mətn. Gizlisöz.</p>")
    client = sign_in("administrator")
    sub_point, user = SubPoint.objects.get(number="4.2.9"), User.objects.get(username="emekdas")
    for address in (
        "/admin/",
        f"/admin/plans/subpoint/{sub_point.pk}/change/",
        f"/admin/plans/subpoint/{sub_point.pk}/delete/",
        f"/admin/plans/reportingyear/{year.pk}/delete/",
        f"/admin/plans/agency/{agency.pk}/change/",
        f"/admin/accounts/user/{user.pk}/change/",
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        assert "Gizlisöz" not in response.content.decode(), address


def test_coordinator_edits_a_plan_and_history_says_who(sign_in, plan, people):
    client = sign_in("coordinator")
    fields = {"code": plan.code, "title": "Nümunə yeni ad", "start_year": 2020, "end_year": 2024, "act_number": "7"}
    fields["nothing_to_report_sentence"] = plan.nothing_to_report_sentence
    response = client.post(f"/admin/plans/plan/{plan.pk}/change/", fields)
    assert response.status_code == 302
    plan.refresh_from_db()
    assert (plan.title, plan.act_number) == ("Nümunə yeni ad", "7")
    latest = plan.history.first()
    assert (latest.title, latest.history_type, latest.history_user) == ("Nümunə yeni ad", "~", people["coordinator"])
    assert plan.history.last().title == "Nümunə Milli Fəaliyyət Planı"
    assert "Nümunə yeni ad" in client.get(f"/admin/plans/plan/{plan.pk}/history/").content.decode()


def test_plan_with_a_period_the_wrong_way_round_is_refused_with_a_sentence(sign_in, plan):
    fields = {"code": plan.code, "title": "x", "start_year": 2025, "end_year": 2024}
    response = sign_in("coordinator").post(f"/admin/plans/plan/{plan.pk}/change/", fields)
    assert response.status_code == 200
    assert response.context["errors"]
    plan.refresh_from_db()
    assert plan.start_year == 2020


def test_coordinator_adds_a_sub_point_that_can_be_searched(sign_in, plan):
    section = Section.objects.get(number="4.2")
    client = sign_in("coordinator")
    fields = NO_INLINES | {"section": section.pk, "number": "4.2.11", "measure": "Nümunə IŞIQ tədbiri"}
    assert client.post("/admin/plans/subpoint/add/", fields).status_code == 302
    found = client.get("/admin/plans/subpoint/", {"q": "ışıq"}).context["cl"].result_list
    assert [sub_point.number for sub_point in found] == ["4.2.11"]
    assert not client.get("/admin/plans/subpoint/", {"q": "isiq"}).context["cl"].result_list


def test_sub_point_outside_its_section_is_refused(sign_in, plan):
    section = Section.objects.get(number="4.2")
    fields = NO_INLINES | {"section": section.pk, "number": "4.3.1", "measure": "x"}
    response = sign_in("coordinator").post("/admin/plans/subpoint/add/", fields)
    assert response.status_code == 200
    assert "number" in response.context["adminform"].form.errors
    assert not SubPoint.objects.filter(number="4.3.1").exists()


def test_what_has_entries_cannot_be_erased(sign_in, write_entry, agency, plan):
    entry = write_entry("4.2.9")
    client = sign_in("administrator")
    client.post(f"/admin/plans/agency/{agency.pk}/delete/", {"post": "yes"})
    client.post(f"/admin/plans/subpoint/{entry.sub_point_id}/delete/", {"post": "yes"})
    assert Agency.objects.filter(pk=agency.pk).exists()
    assert SubPoint.objects.filter(pk=entry.sub_point_id).exists()
    with pytest.raises(ProtectedError):
        plan.delete()


def test_erased_assignment_stays_in_history(sign_in, agency, people):
    assignment = Assignment.objects.get(sub_point__number="4.2.9", agency=agency)
    sign_in("coordinator").post(f"/admin/plans/assignment/{assignment.pk}/delete/", {"post": "yes"})
    assert not Assignment.objects.filter(pk=assignment.pk).exists()
    erased = Assignment.history.filter(history_type="-").get()
    assert (erased.id, erased.history_user) == (assignment.pk, people["coordinator"])


# --- People ----------------------------------------------------------------------------------------------------------


def test_nobody_is_added_in_the_administration(sign_in, agency, people):
    client = sign_in("administrator")
    fields = {"username": "yeni", "role": "lead", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/admin/accounts/user/add/", fields).status_code == 403
    assert not User.objects.filter(username="yeni").exists()
    fields = {"user": people["observer"].pk, "agency": agency.pk}
    assert client.post("/admin/plans/membership/add/", fields).status_code == 403
    mine = Membership.objects.get(user=people["lead"])
    for action in ("change", "delete"):
        address = f"/admin/plans/membership/{mine.pk}/{action}/"
        assert client.post(address, fields | {"post": "yes"}).status_code == 403
    assert Membership.objects.get(user=people["lead"]) == mine


@pytest.mark.parametrize("who", ["administrator", "coordinator"])
@pytest.mark.parametrize("whose", ["coordinator", "lead", "administrator"])
def test_nobody_sets_anothers_password(sign_in, people, who, whose):
    client, person = sign_in(who), people[whose]
    fields = {"password1": "yeni-nümunə-şifrə-9", "password2": "yeni-nümunə-şifrə-9", "usable_password": "true"}
    place = f"{person.pk}/password/"
    for path in (f"/admin/accounts/user/{place}", f"/admin/accounts/user/{place}change/", f"/admin/auth/user/{place}"):
        assert client.get(path).status_code in (403, 404), path
        assert client.post(path, fields).status_code in (403, 404), path
    client.post(f"/admin/accounts/user/{person.pk}/change/", fields | {"password": "x", "first_name": "a"})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    page = sign_in("administrator").get(f"/admin/accounts/user/{person.pk}/change/").content.decode()
    assert "password" not in page.partition('id="content"')[2].partition("sign-out")[0]


def test_own_password_is_changed_on_the_one_page_that_asks_for_more(sign_in):
    assert sign_in("administrator").get("/admin/password_change/")["Location"] == "/accounts/password/change/"


def test_people_are_never_erased(sign_in, people):
    client, person = sign_in("administrator"), people["contributor"]
    assert client.post(f"/admin/accounts/user/{person.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post("/admin/accounts/user/", {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"})
    assert User.objects.filter(pk=person.pk).exists()


def test_coordinator_sees_nothing_of_people(sign_in, people):
    client = sign_in("coordinator")
    page = client.get("/admin/").content.decode()
    assert "/admin/accounts/user/" not in page
    assert "/admin/plans/plan/" in page
    for address in (
        "/admin/accounts/user/",
        "/admin/accounts/accountevent/",
        "/admin/plans/membership/add/",
    ):
        assert client.get(address).status_code == 403, address


FORGED = {
    "username": "basqa",
    "email": "basqa@numune.example",
    "role": "coordinator",
    "is_active": "",
    "is_superuser": "on",
    "is_staff": "on",
    "groups": "1",
    "user_permissions": "1",
}


def test_form_of_a_person_changes_names_and_nothing_else(sign_in, people):
    person = people["contributor"]
    kept = User.objects.filter(pk=person.pk).values(*set(FORGED) - {"groups", "user_permissions"}).get()
    fields = FORGED | {"first_name": "Yeni", "last_name": "Ad"}
    response = sign_in("administrator").post(f"/admin/accounts/user/{person.pk}/change/", fields)
    assert response.status_code == 302
    person.refresh_from_db()
    assert (person.first_name, person.last_name) == ("Yeni", "Ad")
    assert User.objects.filter(pk=person.pk).values(*kept).get() == kept
    assert not person.groups.exists()
    assert not person.user_permissions.exists()


def test_name_that_is_changed_is_in_the_journal_and_told(sign_in, people):
    person = people["coordinator"]
    User.objects.update(email=Concat("username", Value("@numune.example")))
    make_user("ikinci.inzibatci", Role.ADMINISTRATOR)
    address, client = f"/admin/accounts/user/{person.pk}/change/", sign_in("administrator")
    client.post(address, {"first_name": person.first_name, "last_name": person.last_name})
    assert (AccountEvent.objects.count(), mail.outbox) == (0, [])  # nothing has changed
    client.post(address, {"first_name": "Milli", "last_name": "x" * 150})
    event = AccountEvent.objects.get()
    assert (event.kind, event.step, event.person, event.actor) == ("name", "done", person, people["administrator"])
    assert (event.before, event.after) == ("Nümunə koordinator", f"Milli {'x' * 150}")
    assert [message.to for message in mail.outbox] == [["koordinator@numune.example"]]
    client.post(address, {"first_name": "x" * 150, "last_name": "y" * 150})  # longer than the journal's field
    assert AccountEvent.objects.latest("pk").after == f"{'x' * 150} {'y' * 103}"


def test_form_of_a_person_writes_nothing_but_the_name_whatever_changed_meanwhile(people):
    stale, kept = User.objects.get(pk=people["lead"].pk), User.objects.get(pk=people["lead"].pk)
    User.objects.filter(pk=stale.pk).update(role=Role.COORDINATOR, email="yeni@numune.example", is_active=False)
    stale.first_name = "Yeni"
    request = RequestFactory().post("/")
    request.user = people["administrator"]
    with transaction.atomic():
        admin.site._registry[User].save_model(request, stale, None, change=True)
    kept.refresh_from_db()
    assert (kept.first_name, kept.role, kept.email, kept.is_active) == (
        "Yeni", Role.COORDINATOR, "yeni@numune.example", False
    )  # fmt: skip


def test_list_of_people_has_no_action_and_nothing_to_edit(sign_in, people):
    client = sign_in("administrator")
    assert admin.site._registry[User].list_editable == ()
    assert admin.site._registry[User].get_actions(client.get("/admin/accounts/user/").wsgi_request) == {}
    client.post("/admin/accounts/user/", {"action": "take_second_factor_away", "_selected_action": [people["lead"].pk]})
    client.post(
        "/admin/accounts/user/", {"form-TOTAL_FORMS": 1, "form-0-id": people["lead"].pk, "form-0-role": "observer"}
    )
    people["lead"].refresh_from_db()
    assert people["lead"].role == "lead"


def test_no_page_edits_the_journal(sign_in, people):
    event = note_event(people["lead"], EventKind.CLOSED, actor=people["administrator"])
    client = sign_in("administrator")
    place = f"/admin/accounts/accountevent/{event.pk}"
    assert client.get(f"{place}/change/").status_code == 200
    assert client.post(f"{place}/change/", {"person_name": "x"}).status_code == 403
    assert client.post(f"{place}/delete/", {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"}
    client.post("/admin/accounts/accountevent/", action)
    assert AccountEvent.objects.get().person_name == "Nümunə mesul (mesul)"


def test_plan_data_goes_out_as_a_file(sign_in, plan, agency):
    client = sign_in("coordinator")
    response = client.post(
        "/admin/plans/subpoint/export/",
        {"format": "0", "subpointresource_number": "on", "subpointresource_section": "on"},
    )
    assert response.status_code == 200
    assert b"numune-2020-2024/4.2" in response.content
    assert b"4.2.10" in response.content
    for who in ("contributor", "observer"):
        assert sign_in(who).get("/admin/plans/subpoint/export/", follow=True).status_code == 404
