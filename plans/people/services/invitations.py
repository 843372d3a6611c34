"""Asks people in: a link that works once, for a week; only the hash of its secret is kept."""

import datetime
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.enums import AGENCY_ROLES, CONFIRMED_ROLES, EventKind, Role
from accounts.events import note_event
from accounts.models import User
from plans.enums import ChangeDecision, ChangeKind, MailKind
from plans.models import Agency, Invitation, Membership
from plans.notifications import call_mails_back, mail_server_is_set, queue_mail
from plans.notifications.letters import write_letter
from plans.notifications.outbox import MAIL_LANGUAGE
from plans.people.queries import (
    backed_invitations,
    confirmation_lapsed,
    hash_of_secret,
    is_confirmed,
    people_visible_to,
)
from plans.people.services.holding import hold_accounts, hold_word, require_unchanged
from plans.people.services.waiting import open_change, withdraw_changes
from plans.queries.access import agency_of
from plans.queries.confirming import is_alone

VALID_FOR = datetime.timedelta(days=7)
INVITED_BY: dict[str, tuple[Role, ...]] = {
    Role.LEAD: (Role.CONTRIBUTOR, Role.LEAD),  # of the own agency
    Role.ADMINISTRATOR: (Role.LEAD, Role.COORDINATOR, Role.OBSERVER, Role.ADMINISTRATOR),
}


class InvitationRefused(Exception):
    """Nobody is asked in, or nobody comes in; the message says why and what to do."""


class InvitationGone(Exception):
    """The invitation was used, withdrawn or renewed, or is too old."""


class UserNameTaken(Exception):
    """Somebody else has this user name."""


def invite(
    *, inviter: User, email: str, role: Role, agency: Agency | None = None, first_name: str = "", last_name: str = ""
) -> tuple[Invitation, str]:
    """Makes an invitation and its mail, in one transaction; returns it with its link, which nobody can ask for again.

    No link, "", where another person has to confirm the role first: the mail goes out then.

    `agency` is chosen by administrators; a lead always invites into the own one. Another's invitation that is too old, or
    lets nobody in, gives way. Raises InvitationRefused where the inviter may not invite such a person, where the address
    has an invitation that waits, or an account that the inviter sees; PermissionDenied where the inviter is none any more.
    Where the address has an account that is none of the inviter's business, all goes on as if there were none, but the
    mail says to its owner that there is one: who has an account is not to be found out by inviting.
    """
    email = email.lower()
    if role not in INVITED_BY.get(inviter.role, ()):
        raise InvitationRefused(_("You cannot invite people of this role."))
    if inviter.role == Role.LEAD:
        agency = agency_of(inviter)
    if (role in AGENCY_ROLES) != (agency is not None):
        raise InvitationRefused(_("Name the agency of a lead, and none for other roles."))
    now, secret = timezone.now(), secrets.token_urlsafe(32)
    with transaction.atomic():
        require_unchanged(hold_accounts([inviter.pk])[inviter.pk], inviter)
        hold_word(email)
        _refuse_known_address(email, people_visible_to(inviter))
        is_high = role in CONFIRMED_ROLES
        waits = is_high and not is_alone(inviter)
        if _waiting(inviter).filter(email=email).exists():
            raise InvitationRefused(_("This address is invited already. Make a new link for it in the list below."))
        for dead in _open_to(email).exclude(pk__in=backed_invitations().filter(expires_at__gt=now).values("pk")):
            withdraw_invitation(dead, by=inviter)
        try:
            with transaction.atomic():
                invitation = Invitation.objects.create(
                    email=email,
                    first_name=first_name,
                    last_name=last_name,
                    role=role,
                    agency=agency,
                    secret_hash=hash_of_secret(secret),
                    invited_by=inviter,
                    created_at=now,
                    expires_at=now + VALID_FOR,
                    confirmed_at=now if is_high and not waits else None,
                )
        except IntegrityError as doubled:
            if not _open_to(email).exists():  # another constraint than that of one open invitation
                raise
            raise InvitationRefused(
                _("This address is invited already, by somebody else. Ask for that invitation, or try again in a week.")
            ) from doubled
        if waits:
            open_change(ChangeKind.INVITATION, invitation, by=inviter, after=role)
            return invitation, ""
        note_event(None, EventKind.INVITED, actor=inviter, after=role, called=email, unconfirmed=is_high)
        link = _link(secret)
        _mail(invitation, link)
    return invitation, link


def renew_invitation(invitation: Invitation, *, by: User) -> str:
    """Gives the invitation a new link, good for another week, and mails it; the earlier link opens nothing any more.

    No link, "", where the role has to be confirmed (again): a confirmation is good for a week, and for the one who asked.

    Raises InvitationGone where it was accepted or withdrawn in the meantime, InvitationRefused where the address has
    an account by now that `by` sees, PermissionDenied where `by` invites nobody any more.
    """
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        require_unchanged(hold_accounts([by.pk])[by.pk], by)
        _refuse_known_address(invitation.email, people_visible_to(by))
        changes = {
            "secret_hash": hash_of_secret(secret),
            "expires_at": timezone.now() + VALID_FOR,
            "invited_by": by,
        }
        asks = invitation.role in CONFIRMED_ROLES and not _stays_confirmed(invitation, by)
        if asks:
            changes["confirmed_at"] = None
        if not _open(invitation).update(**changes):
            raise InvitationGone
        for name, value in changes.items():
            setattr(invitation, name, value)
        call_mails_back(_mail_kind(invitation))
        if asks:
            open_change(ChangeKind.INVITATION, invitation, by=by, after=invitation.role)
            return ""
        note_event(None, EventKind.INVITED, actor=by, after=invitation.role, called=invitation.email)
        link = _link(secret)
        _mail(invitation, link)
    return link


def _stays_confirmed(invitation: Invitation, by: User) -> bool:
    """Whether a new link needs no new word: `by` has asked for it and got it within the last week, or is alone still."""
    if invitation.confirmed_at is None:
        return False
    lately = timezone.now() - VALID_FOR
    said = invitation.changes.filter(decision=ChangeDecision.CONFIRMED, requested_by=by, decided_at__gt=lately)
    return said.exists() or is_alone(by)


def confirm_invitation(invitation: Invitation, *, asked_by: User, confirmed_by: User | None) -> None:
    """Lets the invitation's link work, from now for a week, and mails it; within the caller's transaction.

    Without a mail server the inviter makes a new link. Raises InvitationGone where it was withdrawn, or its address has an
    account by now.
    """
    secret, now = secrets.token_urlsafe(32), timezone.now()
    if User.objects.filter(email=invitation.email).exists():
        raise InvitationGone
    changes = {"secret_hash": hash_of_secret(secret), "expires_at": now + VALID_FOR, "confirmed_at": now}
    if not _open(invitation).update(**changes):
        raise InvitationGone
    invitation.refresh_from_db()
    note_event(
        None,
        EventKind.INVITED,
        actor=asked_by,
        after=invitation.role,
        called=invitation.email,
        confirmed_by=confirmed_by,
        by_operator=confirmed_by is None,
    )
    _mail(invitation, _link(secret))


def withdraw_invitation(invitation: Invitation, *, by: User | None) -> bool:
    """Takes the invitation back, with its mail where that has not gone out, and what waits for a confirmation of it;
    returns False where it was used before.
    """
    with transaction.atomic():
        if not _open(invitation).update(withdrawn_at=timezone.now()):
            return False
        call_mails_back(_mail_kind(invitation))
        withdraw_changes(by=by, invitation=invitation)
    return True


def withdraw_invitations_of(inviter: User, *, by: User | None) -> None:
    """Takes all back that the person has sent and nobody has accepted."""
    for invitation in Invitation.objects.filter(
        invited_by=inviter, accepted_at__isnull=True, withdrawn_at__isnull=True
    ):
        withdraw_invitation(invitation, by=by)


def accept_invitation(invitation: Invitation, *, username: str, first_name: str, last_name: str, password: str) -> User:
    """Makes the account and its membership, in one transaction; the link is used up then.

    The password has been validated. Raises InvitationGone where the link was used, renewed or withdrawn since it was
    read, or its inviter may not invite any more, UserNameTaken, and InvitationRefused where the address has got an
    account in another way. Nothing has changed then.
    """
    now = timezone.now()
    with transaction.atomic():
        hold_accounts([invitation.invited_by_id])  # whoever closes the inviter's account comes before this, or after it
        mine = _open(invitation).filter(
            is_confirmed(),
            secret_hash=invitation.secret_hash,
            expires_at__gt=now,
            pk__in=backed_invitations().values("pk"),
        )
        if not mine.update(accepted_at=now):
            raise InvitationGone
        if confirmation_lapsed(invitation):
            raise InvitationGone
        hold_word(invitation.email)
        hold_word(username)
        _refuse_known_address(invitation.email, User.objects.all())
        user = _create_user(invitation, username, first_name, last_name, password)
        note_event(user, EventKind.MADE, actor=invitation.invited_by, after=user.role)
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    return user


def _create_user(invitation: Invitation, username: str, first_name: str, last_name: str, password: str) -> User:
    # The database knows "emekdas" and "Emekdas" apart; people do not.
    if User.objects.filter(username__iexact=username).exists():
        raise UserNameTaken
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username,
                email=invitation.email,
                password=password,
                first_name=first_name,
                last_name=last_name,
                role=invitation.role,
                meets_first_steps=True,
            )
    except IntegrityError as taken:
        raise UserNameTaken from taken
    if invitation.agency_id:
        Membership.objects.create(user=user, agency_id=invitation.agency_id)
    return user


def _refuse_known_address(email: str, among: QuerySet[User]) -> None:
    if among.filter(email=email).exists():
        raise InvitationRefused(
            _("This address has an account already. If the person is not in your list, contact the administrator.")
        )


def _waiting(inviter: User) -> QuerySet[Invitation]:
    """The open invitations that the inviter may know of: a lead's agency's own, all for the administrator."""
    mine = Q() if inviter.role == Role.ADMINISTRATOR else Q(agency=agency_of(inviter))
    return Invitation.objects.filter(mine, accepted_at__isnull=True, withdrawn_at__isnull=True)


def _open_to(email: str) -> QuerySet[Invitation]:
    return Invitation.objects.filter(email=email, accepted_at__isnull=True, withdrawn_at__isnull=True)


def _open(invitation: Invitation) -> QuerySet[Invitation]:
    return Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True)


def _link(secret: str) -> str:
    return settings.SITE_URL + reverse("plans:invitation", kwargs={"secret": secret})


def _mail_kind(invitation: Invitation) -> str:
    """A kind for each invitation, so that its mail can be called back."""
    return f"{MailKind.INVITATION}-{invitation.pk}"


def _mail(invitation: Invitation, link: str) -> None:
    """In the language of the inviter's page: the invited person has told none yet.

    Without a mail server no mail is written: the link is shown to be copied instead.
    """
    if not mail_server_is_set():
        return
    agency = invitation.agency
    name = agency.name_on(timezone.localdate()) if agency else None
    context = {
        "person": f"{invitation.first_name} {invitation.last_name}".strip() or invitation.email,
        "inviter": invitation.invited_by,
        "agency_name": (name or agency.code) if agency else "",
        "role": invitation.get_role_display(),
        "expires_at": invitation.expires_at,
        "link": link,
    }
    if User.objects.filter(email=invitation.email).exists():
        context |= {"has_account": True, "link": settings.SITE_URL + reverse(settings.LOGIN_URL)}
    language = "en" if translation.get_language() == "en" else MAIL_LANGUAGE
    letter = write_letter("invitation", language, context)
    queue_mail(to=invitation.email, kind=_mail_kind(invitation), **letter)
