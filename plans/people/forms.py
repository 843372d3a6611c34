"""What is typed about people: who is asked in, and how the one who comes in will be called."""

from collections.abc import Mapping
from string import ascii_letters, digits
from typing import Any, TypedDict

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import AGENCY_ROLES, Role
from accounts.models import User
from accounts.one_line import OneLineField
from plans import azerbaijani
from plans.forms.choices import choice_field
from plans.models import Agency
from plans.people.queries import agencies_to_invite_for
from plans.people.services.invitations import INVITED_BY

LONGEST_ADDRESS = 254
LONGEST_PASSWORD = 1000
USER_NAME_CHARACTERS = frozenset(
    ascii_letters + digits + azerbaijani.ALPHABET + azerbaijani.upper(azerbaijani.ALPHABET) + "._+-"
)


class Invited(TypedDict):
    """Who is asked in, as `services.invitations.invite` takes it."""

    email: str
    first_name: str
    last_name: str
    role: Role
    agency: Agency | None


class InviteForm(forms.Form):
    """An invitation. Leads name nobody's agency; administrators do for the roles that have one. `agency`: the code of the one
    that is chosen already."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=LONGEST_ADDRESS)
    first_name = OneLineField(label=gettext_lazy("First name"), max_length=150)
    last_name = OneLineField(label=gettext_lazy("Last name"), max_length=150)
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    agency = forms.ChoiceField(label=gettext_lazy("Agency"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, inviter: User, agency: str = ""):
        super().__init__(data, initial={"agency": agency})
        choice_field(self, "role").choices = [(role.value, role.label) for role in INVITED_BY[inviter.role]]
        self.agencies: dict[str, Agency] = {}
        if inviter.role == Role.ADMINISTRATOR:
            named = agencies_to_invite_for()
            self.agencies = {agency.code: agency for agency, _name in named}
            choice_field(self, "agency").choices = [("", ""), *((agency.code, name) for agency, name in named)]
        else:
            del self.fields["agency"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if "agency" in self.fields:
            check_agency_of_role(self, "role")
        return self.cleaned_data

    @property
    def chosen(self) -> Invited:
        """What `services.invitations.invite` asks for."""
        cleaned = self.cleaned_data
        return {
            "email": cleaned["email"],
            "first_name": cleaned["first_name"],
            "last_name": cleaned["last_name"],
            "role": Role(cleaned["role"]),
            "agency": self.agencies.get(cleaned.get("agency", "")),
        }


class RoleForm(forms.Form):
    """Another role for a person, or another agency."""

    new_role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    agency = forms.ChoiceField(label=gettext_lazy("Agency"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: User):
        membership = getattr(person, "membership", None)
        initial = {"new_role": person.role, "agency": membership.agency.code if membership else ""}
        super().__init__(data, initial=initial)
        named = agencies_to_invite_for()
        self.agencies = {agency.code: agency for agency, _name in named}
        choice_field(self, "agency").choices = [("", ""), *((agency.code, name) for agency, name in named)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        check_agency_of_role(self, "new_role")
        return self.cleaned_data

    @property
    def role(self) -> Role:
        return Role(self.cleaned_data["new_role"])

    @property
    def agency_of_role(self) -> Agency | None:
        return self.agencies.get(self.cleaned_data.get("agency", ""))


class AddressForm(forms.Form):
    """Another e-mail address for a person."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=LONGEST_ADDRESS)


def check_agency_of_role(form: forms.Form, name: str) -> None:
    """Says on the form where the role `name` lacks its agency, or has one that it should not."""
    cleaned = form.cleaned_data
    if name not in cleaned or "agency" in form.errors:
        return
    if cleaned[name] in AGENCY_ROLES and not cleaned.get("agency"):
        form.add_error("agency", _("Choose the agency that this person will write for."))
    if cleaned[name] not in AGENCY_ROLES and cleaned.get("agency"):
        form.add_error("agency", _("This role belongs to no agency: leave the field empty."))


class AcceptForm(forms.Form):
    """The account of somebody who was invited. `email` is the invitation's."""

    first_name = OneLineField(label=gettext_lazy("First name"), max_length=150)
    last_name = OneLineField(label=gettext_lazy("Last name"), max_length=150)
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        validators=[User.username_validator],
        help_text=gettext_lazy("With it, or with your e-mail address, you sign in. Letters, digits, dot, hyphen."),
    )
    password1 = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        validators=[MaxLengthValidator(LONGEST_PASSWORD)],
        help_text=password_validators_help_text_html(),
    )
    password2 = forms.CharField(label=gettext_lazy("Password once more"), strip=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, email: str, **kwargs: Any):
        super().__init__(data, **kwargs)
        self.email = email

    def clean_username(self) -> str:
        username = User.normalize_username(self.cleaned_data["username"])
        # Somebody else's address as a user name would take that person's sign-ins.
        if "@" in username:
            raise ValidationError(_("Choose a user name without “@”: your e-mail address works anyway."))
        # Letters of another script look like these: with them one could be called as somebody else is.
        if not set(username) <= USER_NAME_CHARACTERS:
            raise ValidationError(
                _(
                    "Write the user name in letters of the Azerbaijani or English alphabet, digits, “.”, “-”, “_” and “+”."
                )
            )
        return username

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ. Write the same one twice."))
        elif first:
            person = User(
                username=cleaned.get("username", ""),
                first_name=cleaned.get("first_name", ""),
                last_name=cleaned.get("last_name", ""),
                email=self.email,
            )
            try:
                validate_password(first, person)
            except ValidationError as weak:
                self.add_error("password1", weak)
        return cleaned
