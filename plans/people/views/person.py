"""One person's account, for administrators: role and agency, address, second factor, a link for a new password."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.lockout import CHANGES_OF_OTHERS, few_changes
from accounts.models import AccountEvent, User
from accounts.requests import AuthenticatedHttpRequest
from plans.people.forms import AddressForm, RoleForm
from plans.people.queries import events_of
from plans.people.services.accounts import (
    AddressTaken,
    LastAdministrator,
    Overtaken,
    Unchanged,
    has_second_factor,
    mail_reset_link,
)
from plans.people.services.changes import ask_for_address, ask_for_factor, ask_for_role
from plans.people.views.changes import Waiting, waiting_rows
from plans.people.views.people import get_managed_person, last_administrator, waits_for_confirmation
from plans.views.frame import render_page
from plans.views.steps import step_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """What the page of a person shows."""

    active: str
    person: User
    is_oneself: bool
    role_form: RoleForm
    address_form: AddressForm
    has_factor: bool
    waiting: Sequence[Waiting]
    events: Sequence[AccountEvent]


@never_cache
@require_safe
def person(request: AuthenticatedHttpRequest, person: int) -> HttpResponse:
    return _page(request, _get_person(request, person))


@never_cache
@step_of("plans:person", "person")
@few_changes(CHANGES_OF_OTHERS)
def role(request: AuthenticatedHttpRequest, person: int) -> HttpResponse:
    """Another role, or another agency; some roles wait for a confirmation."""
    found = _get_person(request, person)
    form = RoleForm(request.POST, person=found)
    if not form.is_valid():
        return _page(request, found, role_form=form, status=422)
    try:
        is_done = ask_for_role(found, form.role, form.agency_of_role, by=request.user, request=request)
    except Unchanged:
        messages.info(request, _("Nothing has changed: %(person)s has this role already.") % {"person": found})
    except LastAdministrator:
        messages.error(request, last_administrator())
    except Overtaken:
        messages.error(request, _overtaken())
    else:
        _say(request, is_done, _("The role of %(person)s is changed.") % {"person": found})
    return _back(request, found)


@never_cache
@step_of("plans:person", "person")
@few_changes(CHANGES_OF_OTHERS)
def address(request: AuthenticatedHttpRequest, person: int) -> HttpResponse:
    """Another e-mail address; both are told."""
    found = _get_person(request, person)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, found, address_form=form, status=422)
    try:
        is_done = ask_for_address(found, form.cleaned_data["email"], by=request.user, request=request)
    except AddressTaken:
        form.add_error("email", _("Another account, or an invitation that waits, has this address."))
        return _page(request, found, address_form=form, status=409)
    except Overtaken:
        messages.error(request, _overtaken())
    else:
        _say(request, is_done, _("The address of %(person)s is changed.") % {"person": found})
    return _back(request, found)


@never_cache
@step_of("plans:person", "person")
@few_changes(CHANGES_OF_OTHERS)
def factor(request: AuthenticatedHttpRequest, person: int) -> HttpResponse:
    """Takes the second factor away: telephone and recovery codes are lost."""
    found = _get_person(request, person)
    try:
        is_done = ask_for_factor(found, by=request.user, request=request)
    except Overtaken:
        messages.info(request, _("%(person)s has no second factor.") % {"person": found})
    else:
        _say(request, is_done, _("Two-step sign-in of %(person)s is removed.") % {"person": found})
    return _back(request, found)


@never_cache
@step_of("plans:person", "person")
@few_changes(CHANGES_OF_OTHERS)
def reset(request: AuthenticatedHttpRequest, person: int) -> HttpResponse:
    """Mails the person a link for a new password: nobody sets another's."""
    found = _get_person(request, person)
    if mail_reset_link(found, by=request.user):
        messages.success(request, _("A link for a new password is on its way to %(person)s.") % {"person": found})
    else:
        messages.error(request, _("No link can be mailed: the account is closed, or has no address."))
    return _back(request, found)


def _get_person(request: AuthenticatedHttpRequest, key: int) -> User:
    found = get_managed_person(request, key)
    if request.user.role != Role.ADMINISTRATOR:
        raise PermissionDenied
    return found


def _say(request: AuthenticatedHttpRequest, is_done: bool, sentence: str) -> None:
    if is_done:
        messages.success(request, sentence)
    else:
        messages.info(request, waits_for_confirmation())


def _back(request: AuthenticatedHttpRequest, person: User) -> HttpResponse:
    # Whoever is no administrator any more finds no such page.
    if User.objects.filter(pk=request.user.pk, role=Role.ADMINISTRATOR).exists():
        return redirect("plans:person", person=person.pk)
    return redirect("home")


def _overtaken() -> str:
    return _("Somebody else has changed this account meanwhile: look again.")


def _page(
    request: AuthenticatedHttpRequest,
    person: User,
    *,
    role_form: RoleForm | None = None,
    address_form: AddressForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = PersonPage(
        active="people",
        person=person,
        is_oneself=person.pk == request.user.pk,
        role_form=role_form or RoleForm(person=person),
        address_form=address_form or AddressForm(initial={"email": person.email}),
        has_factor=has_second_factor(person),
        waiting=waiting_rows(request.user, person=person),
        events=events_of(person),
    )
    return render_page(request, "plans/people/person.html", page, status=status)
