"""What addresses of the admin may ask for: nothing but what its filters show."""

import pytest
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import AccountEvent
from accounts.narrow_admin import NarrowAdmin
from plans.models import Assignment, OutboxMail, Plan, SubPoint

pytestmark = pytest.mark.django_db


def test_every_list_of_the_admin_is_narrow():
    lists = {model.__name__: isinstance(of, NarrowAdmin) for model, of in admin.site._registry.items()}
    assert "OutboxMail" in lists
    assert all(lists.values()), lists


def test_no_list_is_filtered_by_a_column_that_no_filter_shows():
    request = RequestFactory().get("/")
    for model, of in admin.site._registry.items():
        shown = {one if isinstance(one, str) else one[0] for one in of.get_list_filter(request)}
        for field in model._meta.concrete_fields:
            for lookup in (field.name, *(f"{field.name}__{how}" for how in ("startswith", "contains", "regex", "in"))):
                with pytest.raises(IncorrectLookupParameters):
                    of.lookup_allowed(lookup, ["x"], request)
            if field.name not in shown:
                with pytest.raises(IncorrectLookupParameters):
                    of.lookup_allowed(f"{field.name}__exact", ["x"], request)


@pytest.mark.parametrize(
    ("address", "lookup"),
    [
        ("/admin/plans/outboxmail/", "text__contains=reset/key/5-a"),
        ("/admin/plans/outboxmail/", "html__regex=."),
        ("/admin/accounts/user/", "password__startswith=pbkdf2"),
    ],
)
def test_what_a_list_does_not_show_is_not_told_letter_by_letter(sign_in, address, lookup):
    now = timezone.now()
    OutboxMail.objects.create(to="a@numune.example", text="reset/key/5-a", created_at=now, next_attempt_at=now)
    answer = sign_in("administrator").get(f"{address}?{lookup}")
    assert (answer.status_code, answer["Location"]) == (302, f"{address}?e=1")


def test_filters_that_are_shown_filter(sign_in):
    client = sign_in("administrator")
    for role, listed in (("administrator", 1), ("contributor", 2), ("x", 0)):
        answer = client.get(f"/admin/accounts/user/?role__exact={role}")
        assert answer.context["cl"].result_count == listed, role
    plan = Plan.objects.first()
    for lookup, listed in ((f"section__plan__id__exact={plan.pk}", SubPoint.objects.count()), ("section__isnull=1", 0)):
        answer = client.get(f"/admin/plans/subpoint/?{lookup}")
        assert answer.context["cl"].result_count == listed, lookup


def test_an_export_with_an_unknown_filter_begins_anew(sign_in):
    answer = sign_in("coordinator").get("/admin/plans/subpoint/export/?guidance__contains=a")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/plans/subpoint/export/")


NO_KEYS = (
    "/admin/plans/plan/x/history/",
    "/admin/plans/plan/1/history/x/",
    "/admin/plans/plan/x/history/1/",
    "/admin/plans/plan/²/change/",
    f"/admin/plans/plan/{'9' * 19}/history/",
    "/admin/plans/reportingyear/?state__exact=%00",
    "/admin/plans/plan/?%00=x",
    "/admin/autocomplete/?app_label=plans&model_name=assignment&field_name=agency&term=%00",
    "/admin/r/x/1/",
)


def test_what_is_no_key_is_not_there(sign_in):
    client = sign_in("coordinator")
    assert {address: client.get(address).status_code for address in NO_KEYS} == dict.fromkeys(NO_KEYS, 404)


def test_a_key_is_there(sign_in):
    client, key = sign_in("coordinator"), Plan.objects.get().pk
    for address in (f"/admin/plans/plan/{key}/history/", f"/admin/plans/plan/{key}/change/"):
        assert client.get(address).status_code == 200, address


def test_a_choice_that_is_no_key_is_not_there(sign_in):
    client, key = sign_in("coordinator"), str(Plan.objects.get().pk)
    for chosen, status in (("x", 404), ("\0", 404), ("", 404), ("²", 404), ("9" * 19, 404), (key, 200)):
        posted = {"action": "delete_selected", "_selected_action": [chosen]}
        assert client.post("/admin/plans/plan/", posted).status_code == status, chosen


def test_an_address_fills_in_only_what_a_field_can_hold(sign_in, agency):
    for asked, filled in (("x", {}), (str(agency.pk), {"agency": str(agency.pk)})):
        address = f"/admin/plans/assignment/add/?agency={asked}&no_field=1"
        answer = sign_in("coordinator").get(address)
        assert answer.status_code == 200, asked
        assert answer.context["adminform"].form.initial == filled, asked


@pytest.mark.parametrize(
    ("address", "field"), [("assignment/add/", "sub_point"), ("subpoint/add/", "assignments-0-agency")]
)
def test_what_is_no_key_is_no_choice(sign_in, address, field):
    client, forms = sign_in("coordinator"), {"assignments-TOTAL_FORMS": "1", "assignments-INITIAL_FORMS": "0"}
    for posted in ("x", "\0", "9" * 30):
        answer = client.post(f"/admin/plans/{address}", forms | {field: posted})
        assert answer.status_code == 200, posted
        assert f'name="{field}"' in answer.content.decode()


def test_a_long_search_is_cut(rf, people):
    request = rf.get("/")
    request.user = people["administrator"]
    of = admin.site._registry[Assignment]
    journal = admin.site._registry[AccountEvent]
    found, _may_repeat = journal.get_search_results(request, AccountEvent.objects.all(), "a " * 1000)
    assert str(found.query).count("LIKE") == 400  # a hundred words in four columns
    assert isinstance(of, NarrowAdmin)
