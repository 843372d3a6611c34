"""Names and titles stand on one line, in every form that takes one, and in the records themselves."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

from accounts.forms import AddPasskeyForm, EditPasskeyForm
from accounts.models import User
from accounts.one_line import validate_one_line
from plans.forms.entry import EvidenceChangeForm, EvidenceForm
from plans.models import (
    Agency,
    AgencyAlias,
    AgencyName,
    Evidence,
    Indicator,
    Invitation,
    OutboxMail,
    Plan,
    Section,
    SubPoint,
)
from plans.people.forms import AcceptForm

ONE_LINE = {
    User: {"first_name", "last_name"},
    Agency: {"abbreviation", "abbreviation_genitive", "self_name", "self_name_genitive"},
    AgencyName: {"nominative", "genitive", "official", "official_genitive"},
    AgencyAlias: {"text"},
    Plan: {"title", "act_type", "act_number", "nothing_to_report_sentence"},
    Section: {"title"},
    SubPoint: {"measure"},
    Indicator: {"name", "unit"},
    Evidence: {"title"},
}


@pytest.mark.parametrize(
    "value",
    [
        "a\nb",
        "a\rb",
        "\ta",
        "a\x00",
        "a\x1b[1m",
        "a\x85b",
        "a\u2029b",
        "a\u2066b",
        "a\ud800",
        "a\ufffeb",
        "a\ufdd0",
        "\ufeff\u200b",
    ],
)
def test_what_is_not_seen_as_a_character_is_refused(value):
    with pytest.raises(ValidationError):
        validate_one_line(value)


@pytest.mark.parametrize("value", ["", "Əli-İsa oğlu", "a b", "“Məlumat” – 4.2.10", "a\u00a0b", "a\u200db", "🙂"])
def test_what_people_write_is_taken(value):
    validate_one_line(value)


@pytest.mark.parametrize("model", ONE_LINE, ids=lambda model: model.__name__)
def test_names_and_titles_of_the_records_stand_on_one_line(model):
    held = {field.name for field in model._meta.get_fields() if validate_one_line in getattr(field, "validators", ())}
    assert held == ONE_LINE[model]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (AcceptForm({"first_name": "a\nb", "last_name": "a"}, email="a@b.example"), "first_name"),
        (AcceptForm({"first_name": "a", "last_name": "a\r\nb"}, email="a@b.example"), "last_name"),
        (EditPasskeyForm({"name": "a\nb"}, instance=Authenticator(type="webauthn", data={"name": "a"})), "name"),
        (EvidenceForm({"title": "a\nBcc: b"}), "title"),
        (EvidenceChangeForm({"action": "edit", "title": "a\tb"}), "title"),
    ],
)
def test_forms_say_so(form, field):
    assert [error.code for error in form.errors.as_data()[field]] == ["one_line"]


@pytest.mark.django_db
def test_name_of_a_new_passkey_stands_on_one_line(people):
    form = AddPasskeyForm({"name": "a\nb"}, user=people["lead"])
    assert [error.code for error in form.errors.as_data()["name"]] == ["one_line"]
    assert "name" not in AddPasskeyForm({"name": "Mənim açarım"}, user=people["lead"]).errors


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["first_name", "last_name"])
@pytest.mark.parametrize("who", ["lead", "administrator"])
def test_invitation_with_two_lines_in_a_name_is_refused(sign_in, who, field):
    typed = {"email": "yeni@numune.example", "first_name": "Nümunə", "last_name": "Yeni", "role": "lead"}
    typed |= {"agency": "NUMUNE"} if who == "administrator" else {}
    client = sign_in(who)
    response = client.post("/plans/people/invite/", typed | {field: "Nümunə\nBcc: bashqa@numune.example"})
    assert response.status_code == 422
    assert (Invitation.objects.count(), OutboxMail.objects.count()) == (0, 0)
    assert client.post("/plans/people/invite/", typed).status_code == 302
    assert Invitation.objects.count() == 1


@pytest.mark.django_db
def test_name_of_a_person_in_the_administration_stands_on_one_line(sign_in, people):
    place = f"/admin/accounts/user/{people['lead'].pk}/change/"
    client = sign_in("administrator")
    response = client.post(place, {"first_name": "Nümunə\nBcc: x", "last_name": "Ad"})
    assert (response.status_code, User.objects.get(pk=people["lead"].pk).first_name) == (200, "Nümunə")
    assert client.post(place, {"first_name": "Yeni", "last_name": "Ad"}).status_code == 302
