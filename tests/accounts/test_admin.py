"""Django's admin: plan data for its keepers, people for administrators, narratives for nobody."""

import pytest
from django.contrib import admin
from django.db.models import ProtectedError

from accounts.models import User
from plans.models import Agency, Assignment, Entry, Membership, Revision, Section, SubPoint, Transition
from tests.conftest import PASSWORD

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


def test_administrator_adds_a_person_and_a_membership(sign_in, agency):
    client = sign_in("administrator")
    response = client.post(
        "/admin/accounts/user/add/",
        {"username": "yeni", "role": "lead", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert response.status_code == 302
    user = User.objects.get(username="yeni")
    assert (user.role, user.check_password(PASSWORD), user.is_superuser, user.is_staff) == ("lead", True, False, False)
    assert client.post("/admin/plans/membership/add/", {"user": user.pk, "agency": agency.pk}).status_code == 302
    assert Membership.objects.get(user=user).agency == agency


def test_people_are_made_inactive_and_never_erased(sign_in, people):
    client, person = sign_in("administrator"), people["contributor"]
    assert client.post(f"/admin/accounts/user/{person.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post("/admin/accounts/user/", {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"})
    assert User.objects.filter(pk=person.pk).exists()
    fields = {"username": person.username, "role": person.role, "first_name": "Nümunə", "last_name": "x", "email": ""}
    client.post(f"/admin/accounts/user/{person.pk}/change/", fields)  # the box "active" left empty
    person.refresh_from_db()
    assert person.is_active is False


def test_coordinator_sees_nothing_of_people(sign_in, people):
    client = sign_in("coordinator")
    page = client.get("/admin/").content.decode()
    assert "/admin/accounts/user/" not in page
    assert "/admin/plans/plan/" in page
    for address in (
        "/admin/accounts/user/",
        f"/admin/accounts/user/{people['lead'].pk}/password/",
        "/admin/plans/membership/add/",
    ):
        assert client.get(address).status_code == 403, address


def test_nobody_is_made_more_than_a_role_by_a_forged_form(sign_in, people):
    person = people["contributor"]
    fields = {"username": person.username, "role": "lead", "is_active": "on", "is_superuser": "on", "is_staff": "on"}
    sign_in("administrator").post(f"/admin/accounts/user/{person.pk}/change/", fields)
    person.refresh_from_db()
    assert (person.role, person.is_superuser, person.is_staff) == ("lead", False, False)


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
