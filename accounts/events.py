"""The journal of accounts: what was done about whose account, and who is told by mail."""

from collections.abc import Callable, Iterable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.enums import CONFIRMED_ROLES, EventKind, EventStep, Role
from accounts.middleware import STRONG_TYPES
from accounts.models import AccountEvent, User
from accounts.sessions import end_sessions
from accounts.tasks import send

LONGEST_NAME = 310
LONGEST_VALUE = 254
OPERATOR = "manage.py"
# The making of an ordinary account tells nobody anything new: the invitation was their lead's.
TOLD_OF_HIGH_ROLES_ONLY = frozenset({EventKind.MADE, EventKind.INVITED})
# allauth's own mail tells the person; see AccountAdapter.send_notification_mail.
DONE_BY_ONESELF = frozenset({EventKind.FACTOR_ADDED, EventKind.FACTOR_REMOVED, EventKind.CODES_RENEWED})


def name_in_full(person: User) -> str:
    """Name and user name, as the journal keeps them."""
    full, user_name = person.get_full_name(), person.get_username()
    return (f"{full} ({user_name})" if full else user_name)[:LONGEST_NAME]


def user_name_first(person: User) -> str:
    """The same for those who decide about the account: a name is whatever somebody has written, the user name stays."""
    full, user_name = person.get_full_name(), person.get_username()
    return f"{user_name} ({full})" if full else user_name


def note_event(
    person: User | None,
    kind: EventKind,
    *,
    actor: User | None = None,
    step: EventStep = EventStep.DONE,
    before: str = "",
    after: str = "",
    confirmed_by: User | None = None,
    by_operator: bool = False,
    unconfirmed: bool = False,
    called: str = "",
    is_told: bool = True,
    leads: Iterable[User] = (),
) -> AccountEvent:
    """Writes into the journal, within the caller's transaction, and mails it to those whom it concerns.

    That is the person – at both addresses where the address has changed –, the other administrators, and `leads`, those of
    the person's agency, where they have not done it themselves. No `actor`: the operator did it on the server;
    `by_operator`: confirmed it there. `called` names somebody who has no account yet.
    """
    event = AccountEvent.objects.create(
        at=timezone.now(),
        kind=kind,
        step=step,
        person=person,
        person_name=name_in_full(person) if person else called[:LONGEST_NAME],
        actor=actor,
        actor_name=name_in_full(actor) if actor else "",
        confirmed_by=confirmed_by,
        confirmed_name=name_in_full(confirmed_by) if confirmed_by else OPERATOR if by_operator else "",
        before=before[:LONGEST_VALUE],
        after=after[:LONGEST_VALUE],
        unconfirmed=unconfirmed,
    )
    if is_told and (kind not in TOLD_OF_HIGH_ROLES_ONLY or after in CONFIRMED_ROLES):
        _tell(event, person, leads)
    return event


def _tell(event: AccountEvent, person: User | None, leads: Iterable[User]) -> None:
    addressed: list[tuple[User, str]] = []
    if person and event.kind not in DONE_BY_ONESELF:
        addressed = [(person, address) for address in _addresses_of(event, person)]
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(email="")
    others = others.exclude(pk__in=[known.pk for known in (person, event.actor) if known])
    addressed += [(administrator, administrator.email) for administrator in others.order_by("pk")]
    known = {reader.pk for reader, _address in addressed} | {one.pk for one in (person, event.actor) if one}
    addressed += [(lead, lead.email) for lead in leads if lead.email and lead.pk not in known]
    link = settings.SITE_URL + reverse(settings.ACCOUNT_JOURNAL)
    for reader, address in addressed:
        context = {
            "event": event,
            "is_reader": person is not None and reader.pk == person.pk,
            "is_lead": reader.role == Role.LEAD,
            "link": link,
        }
        send("account/email/account_event", reader, mail_language_of(reader), context, to=address)


def _addresses_of(event: AccountEvent, person: User) -> list[str]:
    addresses = [person.email]
    if event.kind == EventKind.ADDRESS and event.step == EventStep.DONE:
        addresses = [event.before, event.after]
    return list(dict.fromkeys(filter(None, addresses)))


def mail_language_of(person: User) -> str:
    """The language in which the person wants mails: what people have set is known in `plans`."""
    ask: Callable[[User], str] = import_string(settings.MAIL_LANGUAGE_OF)
    return ask(person)


# --- What people do about their own second factor: receivers of allauth's signals -------------------------------------


def note_factor_added(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **_: object
) -> None:
    if authenticator.type in STRONG_TYPES:  # recovery codes come and go with the others
        _note_own(request, user, EventKind.FACTOR_ADDED, after=authenticator.type)


def note_factor_removed(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **_: object
) -> None:
    if authenticator.type in STRONG_TYPES:
        _note_own(request, user, EventKind.FACTOR_REMOVED, before=authenticator.type)


def note_codes_renewed(sender: object, request: HttpRequest, user: User, **_: object) -> None:
    _note_own(request, user, EventKind.CODES_RENEWED)


def _note_own(request: HttpRequest, user: User, kind: EventKind, before: str = "", after: str = "") -> None:
    with transaction.atomic():
        note_event(user, kind, actor=user, before=before, after=after)
        end_sessions(user, but=request)
