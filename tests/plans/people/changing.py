"""What the tests of changed accounts do and look at."""

from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import AccountEvent, User
from plans.models import AccountChange, Invitation
from plans.queries.confirming import confirmers_of

CHANGES = "/plans/people/changes/"
JOURNAL = "/plans/people/journal/"


def act(client: Client, person: User, what: str, **fields: str):
    return client.post(f"/plans/people/{person.pk}/{what}/", fields)


def decide(client: Client, change: AccountChange, decision: str):
    return client.post(f"{CHANGES}{change.pk}/", {"decision": decision})


def waiting() -> AccountChange:
    return AccountChange.objects.get(decision="")


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def fresh_invitation(invitation: Invitation) -> Invitation:
    return Invitation.objects.get(pk=invitation.pk)


def events() -> list[tuple[str, str, str, str]]:
    """(kind, step, before, after), oldest first."""
    return list(AccountEvent.objects.order_by("pk").values_list("kind", "step", "before", "after"))


def names(change: AccountChange) -> list[str]:
    """The user names of those who may confirm it."""
    return [user.username for user in confirmers_of(change)]


def give_factor(person: User) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={})


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    assert client.get(JOURNAL).status_code == 200
    return client
