"""The list of people: who is there, who is asked to come in; and the page on which the one asked comes in."""

from urllib.parse import urlencode

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.coming_in import sign_in_at_once
from accounts.enums import CONFIRMING_ROLES, Role
from accounts.lockout import CHANGES_OF_OTHERS, few_changes
from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from plans.models import Invitation
from plans.notifications import mail_server_is_set
from plans.people.forms import AcceptForm, InviteForm
from plans.people.queries import (
    find_invitation,
    invitations_managed_by,
    mails_in_trouble,
    may_manage_people,
    may_see_people,
    open_invitations,
    people_by_key,
    people_listed,
    people_visible_to,
)
from plans.people.services.accounts import LastAdministrator, Overtaken, Unchanged
from plans.people.services.changes import ask_to_close, ask_to_reopen
from plans.people.services.invitations import (
    InvitationGone,
    InvitationRefused,
    UserNameTaken,
    accept_invitation,
    invite,
    renew_invitation,
    withdraw_invitation,
)
from plans.people.shown_once import hand_over, handed_over
from plans.queries.access import agency_of
from plans.queries.confirming import reopenable_by
from plans.views.steps import step_of

PAGE_SIZE = 50
TOO_MANY = 429


# --- The page of people ----------------------------------------------------------------------------------------------


@never_cache
@require_safe
def people(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The agency's people for its staff; everybody for administrators; 404 for others."""
    if not may_see_people(request.user):
        raise Http404
    return _people_page(request)


@never_cache
@step_of("plans:people")
def send_invitation(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Asks somebody in. With a mail server the link goes by mail; without one it is shown to the inviter for ten minutes."""
    _require_manager(request)
    form = InviteForm(request.POST, inviter=request.user)
    if not form.is_valid():
        return _people_page(request, form=form, status=422)
    if not _may_invite_once_more(request):
        form.add_error(None, _too_many())
        return _people_page(request, form=form, status=TOO_MANY)
    try:
        invitation, link = invite(inviter=request.user, **form.chosen)
    except InvitationRefused as refused:
        form.add_error("email", str(refused))
        return _people_page(request, form=form, status=409)
    return _hand_over(request, invitation, link)


@never_cache
@step_of("plans:people")
def renew(request: AuthenticatedHttpRequest, invitation: int) -> HttpResponse:
    """Makes a new link for an invitation that waits, or waited too long."""
    asked = _get_invitation(request, invitation)
    if not _may_invite_once_more(request):
        messages.error(request, _too_many())
        return _people_page(request, status=TOO_MANY)
    try:
        link = renew_invitation(asked, by=request.user)
    except (InvitationRefused, InvitationGone) as refused:
        messages.error(request, str(refused) or _("This invitation was accepted or withdrawn in the meantime."))
        return redirect("plans:people")
    return _hand_over(request, asked, link)


@never_cache
@step_of("plans:people")
def withdraw(request: AuthenticatedHttpRequest, invitation: int) -> HttpResponse:
    """Takes an invitation back: its link opens nothing any more."""
    asked = _get_invitation(request, invitation)
    if withdraw_invitation(asked, by=request.user):
        messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": asked.email})
    else:
        messages.error(request, _("This invitation was accepted or withdrawn in the meantime."))
    return redirect("plans:people")


@never_cache
@step_of("plans:people")
@few_changes(CHANGES_OF_OTHERS)
def deactivate(request: AuthenticatedHttpRequest, person: int) -> HttpResponse:
    """Closes a person's account; not the own one."""
    found = get_managed_person(request, person)
    if found.pk == request.user.pk:
        messages.error(request, _("You cannot close your own account. Ask another lead or the administrator."))
    else:
        _close(request, found)
    return back_to_person(request, found)


def _close(request: AuthenticatedHttpRequest, person: User) -> None:
    try:
        is_done = ask_to_close(person, by=request.user)
    except LastAdministrator:
        messages.error(request, last_administrator())
    except Unchanged:
        messages.info(request, _("The account of %(person)s was closed already.") % {"person": person})
    else:
        if is_done:
            messages.success(request, _("The account of %(person)s is closed.") % {"person": person})
        else:
            messages.info(request, waits_for_confirmation())


@never_cache
@step_of("plans:people")
@few_changes(CHANGES_OF_OTHERS)
def reactivate(request: AuthenticatedHttpRequest, person: int) -> HttpResponse:
    """Opens a person's account again."""
    found = get_managed_person(request, person)
    try:
        is_done = ask_to_reopen(found, by=request.user)
    except Overtaken:
        messages.info(request, _("The account of %(person)s was open already.") % {"person": found})
    else:
        if is_done:
            messages.success(request, _("The account of %(person)s is open again.") % {"person": found})
        else:
            messages.info(request, waits_for_confirmation())
    return back_to_person(request, found)


def back_to_person(request: AuthenticatedHttpRequest, person: User) -> HttpResponse:
    """Administrators act on the page of the person, leads on the list."""
    if request.user.role == Role.ADMINISTRATOR and request.POST.get("from") == "person":
        return redirect("plans:person", person=person.pk)
    return redirect("plans:people")


def waits_for_confirmation() -> str:
    return _("This waits for the confirmation of another person. You see it under “Confirmations”.")


def last_administrator() -> str:
    return _("This is the only administrator: make another one first.")


def _require_manager(request: AuthenticatedHttpRequest) -> None:
    if not may_see_people(request.user):
        raise Http404
    if not may_manage_people(request.user):
        raise PermissionDenied


def _get_invitation(request: AuthenticatedHttpRequest, key: int) -> Invitation:
    return get_object_or_404(invitations_managed_by(request.user), pk=key)


def get_managed_person(request: AuthenticatedHttpRequest, key: int) -> User:
    """One whom the user sees and manages. Raises Http404, PermissionDenied."""
    found = get_object_or_404(people_visible_to(request.user), pk=key)
    _require_manager(request)
    return found


def _may_invite_once_more(request: AuthenticatedHttpRequest) -> bool:
    action = "invite_anywhere" if request.user.role == Role.ADMINISTRATOR else "invite"
    return bool(ratelimit.consume(request, action=action))


def _too_many() -> str:
    return _("You have sent many invitations within an hour. Wait a while, then go on.")


def _hand_over(request: AuthenticatedHttpRequest, invitation: Invitation, link: str) -> HttpResponse:
    if not link:
        messages.info(request, waits_for_confirmation())
        return redirect("plans:people")
    if mail_server_is_set():
        messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": invitation.email})
        return redirect("plans:people")
    response = redirect("plans:people")
    hand_over(request, response, request.user, invitation, link)
    return response


def _people_page(
    request: AuthenticatedHttpRequest, *, form: InviteForm | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    manages, is_administrator = may_manage_people(user), user.role == Role.ADMINISTRATOR
    words = request.GET.get("q", "")[:200]
    page = Paginator(people_listed(user, words), PAGE_SIZE).get_page(request.GET.get("page"))
    agency = agency_of(user)
    shown, link = handed_over(request, user) or (None, "")
    shown_people = people_by_key(list(page.object_list))
    context = {
        "active": "people",
        "page": page,
        "people": shown_people,
        "closing_waits": CONFIRMING_ROLES,
        "reopenable": reopenable_by(user, shown_people) if manages else set(),
        "words": words,
        "search": urlencode({"q": words}),
        "manages": manages,
        "is_administrator": is_administrator,
        "agency_name": agency.name_on(timezone.localdate()) if agency else None,
        "invitations": open_invitations(user),
        "form": form or (InviteForm(inviter=user, agency=request.GET.get("agency", "")[:40]) if manages else None),
        "mail_server_is_set": mail_server_is_set(),
        "new_invitation": shown,
        "new_link": link,
        "mails_in_trouble": mails_in_trouble().count() if is_administrator else 0,
    }
    return render(request, "plans/people/people.html", context, status=status)


# --- The invited person ----------------------------------------------------------------------------------------------


@sensitive_post_parameters("password1", "password2")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Makes the account of the invited person, who is signed in then. A link that is unknown, used, withdrawn or too old is
    404 alike.

    The address of the page lets somebody in; the site's Referrer-Policy (same-origin) keeps it from other sites.
    """
    asked = find_invitation(secret)
    if asked is None:
        return _gone(request)
    if request.user.is_authenticated:
        return render(request, "plans/people/invitation_signed_in.html", status=403)
    if request.method != "POST":
        names = {"first_name": asked.first_name, "last_name": asked.last_name}
        return _accept_page(request, asked, AcceptForm(email=asked.email, initial=names))
    form = AcceptForm(request.POST, email=asked.email)
    if not form.is_valid():
        return _accept_page(request, asked, form, status=422)
    cleaned = form.cleaned_data
    try:
        user = accept_invitation(
            asked,
            username=cleaned["username"],
            first_name=cleaned["first_name"],
            last_name=cleaned["last_name"],
            password=cleaned["password1"],
        )
    except InvitationGone:
        return _gone(request)
    except UserNameTaken:
        form.add_error("username", _("Somebody has this user name already. Choose another one."))
        return _accept_page(request, asked, form, status=422)
    except InvitationRefused as refused:
        form.add_error(None, str(refused))
        return _accept_page(request, asked, form, status=409)
    said = _("Your account is made. Next time you sign in as “%(name)s” or with your e-mail address.")
    messages.success(request, said % {"name": user.get_username()})
    return sign_in_at_once(request, user, to=reverse("home"))


def _accept_page(request: HttpRequest, asked: Invitation, form: AcceptForm, status: int = 200) -> HttpResponse:
    name = asked.agency.name_on(timezone.localdate()) if asked.agency else None
    context = {"form": form, "invitation": asked, "agency_name": name or asked.agency}
    return render(request, "plans/people/invitation.html", context, status=status)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "plans/people/invitation_gone.html", status=404)
