"""Two people's word: who may change which account, who confirms it, and what the journal and the mails say of it."""

import datetime
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import CONFIRMING_ROLES, Role
from accounts.models import AccountEvent, AttemptCount, User
from plans.enums import ChangeKind
from plans.models import AccountChange, Agency, Invitation, Membership, OutboxMail
from plans.people.queries import find_invitation
from plans.people.services.accounts import (
    AddressTaken,
    LastAdministrator,
    Overtaken,
    Word,
    change_address,
    change_role,
    deactivate_person,
    mail_reset_link,
    reactivate_person,
)
from plans.people.services.changes import (
    ChangeGone,
    ask_for_address,
    ask_for_factor,
    ask_for_role,
    ask_to_close,
    ask_to_reopen,
    confirm_change,
    refuse_change,
    withdraw_change,
)
from plans.people.services.invitations import InvitationGone, UserNameTaken, accept_invitation, invite, renew_invitation
from plans.queries.confirming import Lineage, confirmers_of, is_alone
from tests.conftest import PASSWORD, make_user

WEEK = datetime.timedelta(days=7)
CHANGES = "/plans/people/changes/"
JOURNAL = "/plans/people/journal/"


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def cast(people) -> dict[str, User]:
    """The people of the small plan, each with an address, and a second administrator."""
    people["second"] = make_user("ikinci.inzibatci", Role.ADMINISTRATOR)
    for name, user in people.items():
        user.email = f"{name}@numune.example"
        user.save()
    return people


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


def give_factor(person: User) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={})


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    assert client.get(JOURNAL).status_code == 200
    return client


# --- Roles -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["coordinator", "observer", "administrator"])
def test_role_that_reads_or_rules_waits_for_a_coordinator(sign_in, cast, role):
    person = cast["contributor"]
    assert act(sign_in("administrator"), person, "role", new_role=role).status_code == 302
    assert fresh(person).role == "contributor"
    for who in ("administrator", "second"):
        assert decide(sign_in(who), waiting(), "confirm").status_code == 403
    for who in ("lead", "observer", "contributor", "stranger"):
        assert decide(sign_in(who), waiting(), "confirm").status_code == 404
    assert fresh(person).role == "contributor"
    decide(sign_in("coordinator"), waiting(), "confirm")
    assert fresh(person).role == role
    assert not Membership.objects.filter(user=person).exists()
    assert events() == [
        ("role", "asked", "contributor", role),
        ("role", "done", "contributor", role),
        ("agency", "done", "NUMUNE", ""),
    ]
    done = AccountEvent.objects.get(kind="role", step="done")
    assert (done.actor, done.confirmed_by, done.unconfirmed) == (cast["administrator"], cast["coordinator"], False)


@pytest.mark.parametrize(("whose", "role"), [("contributor", "lead"), ("lead", "contributor")])
def test_role_of_an_agency_waits_for_nobody_and_is_in_the_journal(sign_in, cast, other_agency, whose, role):
    response = act(sign_in("administrator"), cast[whose], "role", new_role=role, agency="BASHQA")
    assert response["Location"] == f"/plans/people/{cast[whose].pk}/"
    assert fresh(cast[whose]).role == role
    assert Membership.objects.get(user=cast[whose]).agency == other_agency
    assert not AccountChange.objects.exists()
    assert events() == [("role", "done", whose, role), ("agency", "done", "NUMUNE", "BASHQA")]


@pytest.mark.parametrize("whose", ["coordinator", "observer", "second"])
def test_demotion_waits_too_and_keeps_the_agency_that_was_asked_for(sign_in, cast, agency, whose):
    person, former = cast[whose], cast[whose].role
    make_user("koordinator2", Role.COORDINATOR)
    act(sign_in("administrator"), person, "role", new_role="lead", agency="NUMUNE")
    assert (fresh(person).role, waiting().agency) == (former, agency)
    assert " → Məsul şəxs · NUMUNE" in sign_in("coordinator").get(CHANGES).content.decode()
    confirm_change(waiting(), by=User.objects.get(username="koordinator2"))
    assert fresh(person).role == "lead"
    assert Membership.objects.get(user=person).agency == agency
    assert events() == [
        ("role", "asked", former, "lead"), ("role", "done", former, "lead"), ("agency", "done", "", "NUMUNE")
    ]  # fmt: skip


@pytest.mark.parametrize(("whose", "at_once"), [("coordinator", False), ("second", False), ("observer", True),
                                                ("lead", True)])  # fmt: skip
def test_closing_one_whose_word_counts_waits_for_a_word(sign_in, cast, whose, at_once):
    client = sign_in("administrator")
    act(client, cast[whose], "deactivate")
    assert fresh(cast[whose]).is_active is not at_once
    assert events() == [("closed", "done" if at_once else "asked", "", "")]
    if not at_once:
        assert decide(client, waiting(), "confirm").status_code == 403
        decide(sign_in("coordinator"), waiting(), "confirm")
        assert not fresh(cast[whose]).is_active
        event = AccountEvent.objects.latest("pk")
        assert (event.kind, event.actor, event.confirmed_by) == ("closed", cast["administrator"], cast["coordinator"])


@pytest.mark.parametrize("how", ["close", "lead", "administrator"])
def test_administrators_never_remove_a_coordinator_among_themselves(cast, agency, how):
    """Or the requester produces the state in which a colleague's word is enough."""
    by, coordinator = cast["administrator"], cast["coordinator"]
    if how == "close":
        assert not ask_to_close(coordinator, by=by)
    else:
        assert not ask_for_role(coordinator, Role(how), agency if how == "lead" else None, by=by)
    # The coordinator may agree to go, but to no other high role.
    assert names(waiting()) == ([] if how == "administrator" else ["koordinator"])
    with pytest.raises(PermissionDenied):
        confirm_change(waiting(), by=cast["second"])
    another = make_user("koordinator2", Role.COORDINATOR)
    assert another.username in names(waiting())
    # Nor where all coordinators are of one line with the one who asks.
    for puppet in (coordinator, another):
        AccountEvent.objects.create(at=timezone.now(), kind="made", person=puppet, actor=by)
    assert names(waiting()) == []


def test_address_that_somebody_had_is_invited_later_and_makes_nobody_of_one_line(cast, agency):
    """The former address of a coordinator, invited by an administrator, must not take the coordinator's word away."""
    then = timezone.now() - WEEK
    Invitation.objects.create(
        email="former@numune.example", role="coordinator", invited_by=cast["second"], secret_hash="a",
        accepted_by=cast["coordinator"], created_at=then, expires_at=then, accepted_at=then,
    )  # fmt: skip
    invite(inviter=cast["administrator"], email="former@numune.example", role=Role.LEAD, agency=agency)
    assert not Lineage().joins(cast["administrator"].pk, cast["coordinator"].pk)
    assert Lineage().joins(cast["second"].pk, cast["coordinator"].pk)


def test_another_agency_is_in_the_journal_and_takes_what_the_former_gave(sign_in, cast, other_agency):
    act(sign_in("administrator"), cast["lead"], "role", new_role="lead", agency="BASHQA")
    assert Membership.objects.get(user=cast["lead"]).agency == other_agency
    assert events() == [("agency", "done", "NUMUNE", "BASHQA")]


@pytest.mark.parametrize(
    "fields", [{"new_role": "lead"}, {"new_role": "observer", "agency": "NUMUNE"}, {"new_role": "yox"}, {}]
)
def test_role_and_agency_that_do_not_fit_are_refused(sign_in, cast, fields):
    assert act(sign_in("administrator"), cast["contributor"], "role", **fields).status_code == 422
    assert fresh(cast["contributor"]).role == "contributor"
    assert events() == []


@pytest.mark.parametrize(("whose", "agency_code"), [("contributor", "NUMUNE"), ("second", ""), ("observer", "")])
def test_role_form_with_nothing_changed_does_nothing_and_says_so(sign_in, cast, whose, agency_code):
    person, theirs = cast[whose], signed_in(cast[whose])
    ask_for_address(cast["observer"], "new@numune.example", by=cast["second"])
    before = events()
    client = sign_in("administrator")
    response = act(client, person, "role", new_role=person.role, agency=agency_code)
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    assert f"Heç nə dəyişmədi: {person} artıq bu roldadır." in page
    assert (events(), waiting().after) == (before, "new@numune.example")
    assert theirs.get(JOURNAL).status_code == 200


def test_administrator_does_not_make_himself_coordinator(sign_in, cast):
    act(sign_in("administrator"), cast["administrator"], "role", new_role="coordinator")
    assert decide(sign_in("administrator"), waiting(), "confirm").status_code == 403
    assert fresh(cast["administrator"]).role == "administrator"


def test_whoever_would_get_the_role_does_not_confirm_it(sign_in, cast):
    User.objects.filter(pk=cast["coordinator"].pk).update(role="contributor")
    act(sign_in("administrator"), cast["second"], "role", new_role="coordinator")
    assert confirmers_of(waiting()) == []
    assert decide(sign_in("second"), waiting(), "confirm").status_code == 403


def test_demoted_administrator_loses_what_createsuperuser_gave(cast):
    User.objects.filter(pk=cast["second"].pk).update(is_superuser=True, is_staff=True)
    ask_for_role(cast["second"], Role.LEAD, cast["lead"].membership.agency, by=cast["administrator"])
    confirm_change(waiting(), by=cast["coordinator"])
    user = fresh(cast["second"])
    assert (user.role, user.is_superuser, user.is_staff) == ("lead", False, False)


# --- Addresses, second factors, opening again ------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["coordinator", "observer", "second"])
def test_address_of_a_high_account_waits_for_a_confirmation(sign_in, cast, whose):
    person = cast[whose]
    act(sign_in("administrator"), person, "address", email="Yeni@numune.example")
    assert fresh(person).email == f"{whose}@numune.example"
    decide(sign_in("coordinator"), waiting(), "confirm")
    assert fresh(person).email == "yeni@numune.example"
    assert events()[1] == ("address", "done", f"{whose}@numune.example", "yeni@numune.example")


@pytest.mark.parametrize("whose", ["lead", "contributor"])
def test_address_of_an_agencys_account_is_changed_at_once_and_told_to_both(sign_in, cast, whose):
    EmailAddress.objects.create(user=cast[whose], email=f"{whose}@numune.example", verified=True, primary=True)
    act(sign_in("administrator"), cast[whose], "address", email="yeni@numune.example")
    assert fresh(cast[whose]).email == "yeni@numune.example"
    assert not EmailAddress.objects.exists()  # allauth would mail links for a new password there
    told = sorted(message.to[0] for message in mail.outbox)
    lead = ["lead@numune.example"] if whose == "contributor" else []
    assert told == sorted([f"{whose}@numune.example", "yeni@numune.example", "second@numune.example", *lead])
    assert all("yeni@numune.example" in message.body for message in mail.outbox)


@pytest.mark.parametrize("whose", ["lead", "observer"])
def test_address_of_another_is_refused(sign_in, cast, whose):
    response = act(sign_in("administrator"), cast[whose], "address", email="stranger@numune.example")
    assert response.status_code == 409
    assert events() == []


@pytest.mark.parametrize(("whose", "at_once"), [("lead", True), ("observer", False), ("second", False)])
def test_second_factor_is_taken_away_with_a_trace(sign_in, cast, whose, at_once):
    give_factor(cast[whose])
    act(sign_in("administrator"), cast[whose], "factor")
    assert Authenticator.objects.exists() is not at_once
    assert events() == [("factor_taken", "done" if at_once else "asked", "", "")]
    if not at_once:
        decide(sign_in("coordinator"), waiting(), "confirm")
        assert not Authenticator.objects.exists()


def test_where_no_second_factor_is_nothing_is_asked(sign_in, cast):
    act(sign_in("administrator"), cast["observer"], "factor")
    assert (AccountChange.objects.count(), events()) == (0, [])


@pytest.mark.parametrize(("whose", "at_once"), [("lead", True), ("observer", False), ("coordinator", False)])
def test_high_account_is_opened_again_by_two(sign_in, cast, whose, at_once):
    make_user("koordinator2", Role.COORDINATOR)
    User.objects.filter(pk=cast[whose].pk).update(is_active=False)
    act(sign_in("administrator"), cast[whose], "reactivate")
    assert fresh(cast[whose]).is_active is at_once
    if not at_once:
        confirm_change(waiting(), by=User.objects.get(username="koordinator2"))
        assert fresh(cast[whose]).is_active


def test_link_for_a_new_password_goes_to_the_person_and_nobody_learns_it(sign_in, cast):
    response = act(sign_in("administrator"), cast["coordinator"], "password")
    link, notice = [message for message in mail.outbox if message.to == ["coordinator@numune.example"]]
    assert "/accounts/password/reset/key/" in link.body
    assert "/reset/key/" not in notice.body
    assert b"/reset/key/" not in response.content
    assert fresh(cast["coordinator"]).check_password(PASSWORD)
    assert events() == [("reset_sent", "done", "", "")]


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_no_link_goes_where_it_cannot(sign_in, cast, change):
    User.objects.filter(pk=cast["lead"].pk).update(**change)
    act(sign_in("administrator"), cast["lead"], "password")
    assert (mail.outbox, events()) == ([], [])


# --- Who confirms ----------------------------------------------------------------------------------------------------


def names(change: AccountChange) -> list[str]:
    return [user.username for user in confirmers_of(change)]


def test_other_administrator_confirms_where_no_coordinator_is(cast):
    User.objects.filter(pk=cast["coordinator"].pk).update(is_active=False)
    ask_for_role(cast["contributor"], Role.OBSERVER, None, by=cast["administrator"])
    assert names(waiting()) == ["ikinci.inzibatci"]
    confirm_change(waiting(), by=cast["second"])
    assert fresh(cast["contributor"]).role == "observer"


def test_only_coordinator_loses_the_second_factor_on_an_administrators_word_too(cast):
    give_factor(cast["coordinator"])
    ask_for_factor(cast["coordinator"], by=cast["administrator"])
    assert names(waiting()) == ["koordinator", "ikinci.inzibatci"]
    third = make_user("koordinator2", Role.COORDINATOR)
    assert names(waiting()) == ["koordinator", third.username]


def test_address_of_the_only_coordinator_is_no_matter_of_administrators(cast):
    ask_for_address(cast["coordinator"], "yeni@numune.example", by=cast["administrator"])
    assert names(waiting()) == ["koordinator"]


@pytest.mark.parametrize(
    "way", ["invited", "link made anew", "asked for", "address", "by hand", "made by whom he made"]
)
def test_account_that_the_asker_has_made_confirms_nothing(cast, agency, way):
    """Nor does one whose address he has changed, nor one that such an account has made."""
    asker, puppet = cast["administrator"], make_user("kukla", Role.COORDINATOR)
    User.objects.filter(pk=cast["coordinator"].pk).update(is_active=False)
    ask_for_role(cast["contributor"], Role.OBSERVER, None, by=asker)
    assert names(waiting()) == ["kukla"]
    when = {"created_at": timezone.now(), "expires_at": timezone.now(), "accepted_at": timezone.now()}
    if way == "invited":
        Invitation.objects.create(role="coordinator", invited_by=asker, accepted_by=puppet, secret_hash="a", **when)
    elif way == "link made anew":
        invitation, _link = invite(inviter=asker, email="a@b.example", role=Role.LEAD, agency=agency)
        renew_invitation(invitation, by=cast["second"])
        invitation.refresh_from_db()
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=puppet, accepted_at=timezone.now())
        assert invitation.invited_by == cast["second"]
    elif way == "asked for":
        theirs = Invitation.objects.create(
            role="coordinator", invited_by=cast["second"], accepted_by=puppet, secret_hash="a", **when
        )
        AccountChange.objects.create(
            kind=ChangeKind.INVITATION, invitation=theirs, requested_by=asker, requested_at=timezone.now(),
            expires_at=timezone.now(), decision="confirmed", decided_at=timezone.now(),
        )  # fmt: skip
    elif way == "address":
        AccountEvent.objects.create(at=timezone.now(), kind="address", person=puppet, actor=asker)
    elif way == "by hand":
        from django.contrib.admin.models import ADDITION, LogEntry

        LogEntry.objects.log_actions(asker.pk, [puppet], ADDITION, "")
    else:
        AccountEvent.objects.create(at=timezone.now(), kind="made", person=cast["lead"], actor=asker)
        AccountEvent.objects.create(at=timezone.now(), kind="made", person=puppet, actor=cast["lead"])
    assert names(waiting()) == ["ikinci.inzibatci"]
    with pytest.raises(PermissionDenied):
        confirm_change(waiting(), by=puppet)
    assert fresh(cast["contributor"]).role == "contributor"


def test_maker_of_the_asker_does_not_confirm_what_the_puppet_asks(cast):
    User.objects.filter(pk=cast["coordinator"].pk).update(is_active=False)
    AccountEvent.objects.create(at=timezone.now(), kind="made", person=cast["second"], actor=cast["administrator"])
    ask_for_role(cast["contributor"], Role.OBSERVER, None, by=cast["second"])
    assert names(waiting()) == []


def test_lineage_of_a_circle_ends():
    pairs = Lineage.__new__(Lineage)
    pairs._made = {1: {2}, 2: {3}, 3: {1}, 4: set()}
    assert (pairs.joins(1, 3), pairs.joins(3, 1), pairs.joins(1, 4)) == (True, True, False)


# --- The beginning ---------------------------------------------------------------------------------------------------


@pytest.fixture
def alone(db) -> User:
    call_command("createsuperuser", "--noinput", "--username=birinci", "--email=bir@numune.example", stdout=StringIO())
    return User.objects.get()


def test_first_administrator_is_in_the_journal_and_invites_without_a_second(alone):
    assert is_alone(alone)
    invitation, link = invite(inviter=alone, email="yeni@numune.example", role=Role.COORDINATOR)
    assert find_invitation(link.rstrip("/").rpartition("/")[2]) == invitation
    rows = AccountEvent.objects.order_by("pk").values_list("kind", "person_name", "actor_name", "after", "unconfirmed")
    assert list(rows) == [
        ("made", "birinci", "", "administrator", False),
        ("invited", "yeni@numune.example", "birinci", "coordinator", True),
    ]


def test_nobody_becomes_alone_by_closing_or_demoting_the_others(alone, agency):
    other = make_user("koordinator", Role.COORDINATOR)
    assert not is_alone(alone)
    deactivate_person(other, word=Word(by=alone))
    assert not is_alone(alone)
    change_role(other, Role.LEAD, agency, before="coordinator", word=Word(by=alone))
    assert not is_alone(alone)
    with pytest.raises(LastAdministrator):
        ask_for_role(alone, Role.COORDINATOR, None, by=alone)
    assert ask_for_role(other, Role.OBSERVER, None, by=alone) is False
    assert (fresh(alone).role, fresh(other).role) == ("administrator", "lead")


def test_where_nobody_may_confirm_the_operator_does(alone):
    first = invite(inviter=alone, email="a@numune.example", role=Role.COORDINATOR)[0]
    made = accept_invitation(first, username="a", first_name="A", last_name="A", password=PASSWORD)
    second, link = invite(inviter=alone, email="b@numune.example", role=Role.COORDINATOR)
    assert (link, names(waiting())) == ("", [])
    with pytest.raises(PermissionDenied):
        confirm_change(waiting(), by=made)
    told = StringIO()
    call_command("confirm_account_change", stdout=told)
    assert "b@numune.example" in told.getvalue()
    call_command("confirm_account_change", str(waiting().pk), stdout=StringIO())
    second.refresh_from_db()
    assert second.confirmed_at is not None
    assert AccountEvent.objects.filter(kind="invited", step="done").latest("pk").confirmed_name == "manage.py"
    with pytest.raises(CommandError):
        call_command("confirm_account_change", "0")


# --- Invitations -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OBSERVER, Role.ADMINISTRATOR])
def test_invitation_to_a_high_role_opens_nothing_before_it_is_confirmed(sign_in, cast, role):
    client = sign_in("administrator")
    typed = {"email": "yeni@numune.example", "first_name": "Nümunə", "last_name": "Yeni", "role": role}
    assert client.post("/plans/people/invite/", typed).status_code == 302
    invitation = Invitation.objects.get()
    assert not OutboxMail.objects.filter(to="yeni@numune.example").exists()
    with pytest.raises(InvitationGone):
        accept_invitation(invitation, username="x", first_name="x", last_name="x", password=PASSWORD)
    assert renew_invitation(invitation, by=cast["administrator"]) == ""
    confirm_change(waiting(), by=cast["coordinator"])
    letter = OutboxMail.objects.get(to="yeni@numune.example")
    secret = letter.text.partition("/plans/invitation/")[2].partition("/")[0]
    assert find_invitation(secret) == invitation
    assert find_invitation(secret).expires_at > timezone.now() + WEEK - datetime.timedelta(minutes=1)


def test_invitation_of_a_lead_waits_for_nobody(cast, agency):
    _invitation, link = invite(inviter=cast["administrator"], email="a@b.example", role=Role.LEAD, agency=agency)
    assert link
    assert not AccountChange.objects.exists()


@pytest.mark.parametrize("decision", ["refuse", "withdraw"])
def test_refused_invitation_is_dead(sign_in, cast, decision):
    invitation, _link = invite(inviter=cast["administrator"], email="a@b.example", role=Role.OBSERVER)
    decide(sign_in("coordinator" if decision == "refuse" else "administrator"), waiting(), decision)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None
    assert [step for _kind, step, _before, _after in events()] == [
        "asked",
        {"refuse": "refused", "withdraw": "withdrawn"}[decision],
    ]
    with pytest.raises(InvitationGone):
        renew_invitation(invitation, by=cast["administrator"])


@pytest.mark.parametrize(
    ("who", "later", "asks_anew"),
    [
        ("administrator", WEEK - datetime.timedelta(seconds=1), False),
        ("administrator", WEEK, True),
        ("second", datetime.timedelta(0), True),
    ],
)
def test_confirmed_invitation_is_renewed_for_a_week_by_the_one_who_asked(cast, who, later, asks_anew):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        invitation, _none = invite(inviter=cast["administrator"], email="y@numune.example", role=Role.OBSERVER)
        confirm_change(waiting(), by=cast["coordinator"])
        invitation.refresh_from_db()
    with time_machine.travel(now + later, tick=False):
        link = renew_invitation(invitation, by=cast[who])
    assert (link == "") is asks_anew
    assert AccountChange.objects.filter(decision="").exists() is asks_anew
    assert (fresh_invitation(invitation).confirmed_at is None) is asks_anew


def test_confirmation_of_being_alone_ends_with_that(alone):
    invitation, link = invite(inviter=alone, email="a@numune.example", role=Role.OBSERVER)
    secret = link.rstrip("/").rpartition("/")[2]
    renewed = renew_invitation(invitation, by=alone)  # alone still
    assert find_invitation(secret) is None
    secret = renewed.rstrip("/").rpartition("/")[2]
    found = find_invitation(secret)
    assert found == invitation
    make_user("koordinator", Role.COORDINATOR)
    assert find_invitation(secret) is None
    with pytest.raises(InvitationGone):
        accept_invitation(found, username="a", first_name="A", last_name="A", password=PASSWORD)
    assert renew_invitation(invitation, by=alone) == ""
    confirm_change(waiting(), by=User.objects.get(username="koordinator"))
    assert fresh_invitation(invitation).confirmed_at is not None


def test_second_invitation_of_somebody_who_was_alone_waits_for_a_word_and_the_list_says_so(alone, client):
    """Who comes in first has to confirm, or the operator where the lone one has made that account, too."""
    first, _link = invite(inviter=alone, email="a@numune.example", role=Role.COORDINATOR)
    second, link = invite(inviter=alone, email="b@numune.example", role=Role.ADMINISTRATOR)
    client.force_login(alone)
    client.cookies["django_language"] = "en"
    assert "not valid" not in client.get("/plans/people/").content.decode()
    accept_invitation(first, username="a", first_name="A", last_name="A", password=PASSWORD)
    assert find_invitation(link.rstrip("/").rpartition("/")[2]) is None
    page = client.get("/plans/people/").content.decode()
    assert page.count("not valid: there is somebody now who has to confirm it; make a new link") == 1
    assert renew_invitation(second, by=alone) == ""
    page = client.get("/plans/people/").content.decode()
    assert ("not valid" in page, page.count("waits for a confirmation")) == (False, 1)
    call_command("confirm_account_change", str(waiting().pk), stdout=StringIO())
    assert "not valid" not in client.get("/plans/people/").content.decode()


# --- Deciding --------------------------------------------------------------------------------------------------------


def test_waiting_change_lives_for_seven_days(cast):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        ask_for_role(cast["contributor"], Role.OBSERVER, None, by=cast["administrator"])
        change = waiting()
    with time_machine.travel(now + WEEK, tick=False), pytest.raises(ChangeGone):
        confirm_change(change, by=cast["coordinator"])
    with time_machine.travel(now + WEEK, tick=False):
        ask_for_role(cast["contributor"], Role.OBSERVER, None, by=cast["administrator"])
        change.refresh_from_db()
        assert change.decision == "expired"
    with time_machine.travel(now + 2 * WEEK - datetime.timedelta(seconds=1), tick=False):
        confirm_change(waiting(), by=cast["coordinator"])
    assert fresh(cast["contributor"]).role == "observer"


@pytest.mark.parametrize("lost", [{"is_active": False}, {"role": "lead"}])
def test_change_dies_with_the_right_of_the_one_who_asked(cast, lost):
    ask_for_role(cast["contributor"], Role.OBSERVER, None, by=cast["administrator"])
    User.objects.filter(pk=cast["administrator"].pk).update(**lost)
    with pytest.raises(ChangeGone):
        confirm_change(waiting(), by=cast["coordinator"])


def test_account_that_has_changed_meanwhile_stays_as_it_is(cast):
    ask_for_address(cast["observer"], "yeni@numune.example", by=cast["administrator"])
    User.objects.filter(pk=cast["observer"].pk).update(email="basqa@numune.example")
    with pytest.raises(Overtaken):
        confirm_change(waiting(), by=cast["coordinator"])
    assert fresh(cast["observer"]).email == "basqa@numune.example"
    User.objects.filter(pk=cast["observer"].pk).update(email="observer@numune.example")
    User.objects.filter(pk=cast["lead"].pk).update(email="yeni@numune.example")
    with pytest.raises(AddressTaken):
        confirm_change(waiting(), by=cast["coordinator"])


def test_what_is_decided_is_not_decided_again(sign_in, cast):
    ask_for_role(cast["contributor"], Role.OBSERVER, None, by=cast["administrator"])
    change = waiting()
    refuse_change(change, by=cast["coordinator"])
    for again in (confirm_change, refuse_change):
        with pytest.raises(ChangeGone):
            again(change, by=cast["coordinator"])
    with pytest.raises(ChangeGone):
        withdraw_change(change, by=cast["administrator"])
    assert fresh(cast["contributor"]).role == "contributor"
    assert decide(sign_in("coordinator"), change, "confirm").status_code == 302
    assert events()[1:] == [("role", "refused", "contributor", "observer")]


def test_only_the_asker_takes_it_back_and_nothing_else_is_a_decision(sign_in, cast):
    ask_for_role(cast["contributor"], Role.OBSERVER, None, by=cast["administrator"])
    for who in ("coordinator", "second"):
        assert decide(sign_in(who), waiting(), "withdraw").status_code == 403
    assert decide(sign_in("coordinator"), waiting(), "nothing").status_code == 403
    decide(sign_in("administrator"), waiting(), "withdraw")
    assert AccountChange.objects.get().decision == "withdrawn"


def test_closing_an_administrator_takes_back_what_he_asked_for(cast):
    ask_for_role(cast["contributor"], Role.OBSERVER, None, by=cast["administrator"])
    deactivate_person(cast["administrator"], word=Word(by=cast["second"]))
    assert AccountChange.objects.get().decision == "withdrawn"


def test_database_holds_one_waiting_change_of_a_kind(cast):
    ask_for_role(cast["contributor"], Role.OBSERVER, None, by=cast["administrator"])
    values = {"requested_by": cast["second"], "requested_at": timezone.now(), "expires_at": timezone.now()}
    named = r"one_waiting_change_of_a_kind|accountchange\.person_id"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        AccountChange.objects.create(kind="role", person=cast["contributor"], after="observer", **values)
    ask_for_role(cast["contributor"], Role.COORDINATOR, None, by=cast["second"])  # gives way to the newer
    assert waiting().after == "coordinator"
    assert events() == [
        ("role", "asked", "contributor", "observer"),
        ("role", "withdrawn", "contributor", "observer"),
        ("role", "asked", "contributor", "coordinator"),
    ]
    assert AccountEvent.objects.get(step="withdrawn").actor == cast["second"]


# --- Journal, mails, sessions ----------------------------------------------------------------------------------------


def test_journal_is_only_added_to(cast):
    ask_for_role(cast["contributor"], Role.LEAD, cast["lead"].membership.agency, by=cast["administrator"])
    event = AccountEvent.objects.first()
    event.person_name = "başqası"
    for refused in (
        event.save,
        event.delete,
        AccountEvent.objects.all().delete,
        lambda: AccountEvent.objects.update(after="x"),
        lambda: AccountEvent.objects.bulk_update([event], ["after"]),
    ):
        with pytest.raises(TypeError):
            refused()
    with pytest.raises(Exception, match="Cannot delete"):
        cast["contributor"].delete()
    with pytest.raises(Exception, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_accountevent SET person_name = 'x'")
    if connection.vendor == "postgresql":
        with pytest.raises(Exception, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_accountevent")
    assert "başqası" not in AccountEvent.objects.values_list("person_name", flat=True)


def test_everybody_reads_the_own_part_of_the_journal_and_those_who_confirm_all(sign_in, cast, agency):
    ask_for_role(cast["contributor"], Role.LEAD, agency, by=cast["administrator"])
    deactivate_person(cast["stranger"], word=Word(by=cast["administrator"]))
    cast["contributor"].refresh_from_db()
    for who, seen in (
        ("administrator", {"emekdas", "bashqa"}),
        ("coordinator", {"emekdas", "bashqa"}),
        ("contributor", {"emekdas"}),
        ("observer", set()),
        ("lead", set()),
    ):
        page = sign_in(who).get(JOURNAL).content.decode()
        assert {name for name in ("emekdas", "bashqa") if f"({name})" in page} == seen, who


def test_person_and_other_administrators_are_told_in_their_languages(cast, agency):
    from plans.models import PersonalSettings

    PersonalSettings.objects.create(user=cast["second"], mail_language="en")
    ask_for_role(cast["contributor"], Role.LEAD, agency, by=cast["administrator"])
    told = {message.to[0]: message for message in mail.outbox}
    assert set(told) == {"contributor@numune.example", "lead@numune.example", "second@numune.example"}
    assert told["second@numune.example"].subject == "Role changed: Nümunə emekdas (emekdas)"
    assert "By: Nümunə inzibatci (inzibatci)" in told["second@numune.example"].body
    assert told["contributor@numune.example"].subject == "Rol dəyişdirildi: Nümunə emekdas (emekdas)"


def close_it(person: User, by: User, other: Agency) -> None:
    deactivate_person(person, word=Word(by=by))


def open_it(person: User, by: User, other: Agency) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    reactivate_person(person, word=Word(by=by))


def readdress_it(person: User, by: User, other: Agency) -> None:
    change_address(person, "basqa@numune.example", before=person.email, word=Word(by=by))


def promote_it(person: User, by: User, other: Agency) -> None:
    change_role(person, Role.LEAD, person.membership.agency, before=person.role, word=Word(by=by))


def move_it(person: User, by: User, other: Agency) -> None:
    change_role(person, person.role, other, before=person.role, word=Word(by=by))


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (close_it, {"lead"}),
        (open_it, {"lead"}),
        (readdress_it, {"lead"}),
        (promote_it, {"lead"}),
        (move_it, {"lead", "theirs"}),
    ],
)
def test_leads_learn_what_others_do_about_the_accounts_of_their_agency(cast, other_agency, act, told):
    """But not of their own doing, nor of accounts elsewhere, nor of second factors and links for passwords."""
    cast["theirs"] = make_user("basqa.mesul", Role.LEAD, other_agency)
    User.objects.filter(pk=cast["theirs"].pk).update(email="theirs@numune.example")
    leads = {"lead@numune.example", "theirs@numune.example"}
    mail_reset_link(cast["contributor"], by=cast["administrator"])
    deactivate_person(cast["observer"], word=Word(by=cast["administrator"]))
    assert {message.to[0] for message in mail.outbox} & leads == set()
    act(cast["contributor"], cast["administrator"], other_agency)
    letters = {message.to[0]: message.body for message in mail.outbox if message.to[0] in leads}
    assert set(letters) == {f"{name}@numune.example" for name in told}
    for body in letters.values():
        assert "məsul şəxsi olduğunuz üçün" in body
        assert reverse(settings.ACCOUNT_JOURNAL) not in body
    mail.outbox.clear()
    if act is close_it:
        open_it(fresh(cast["contributor"]), cast["lead"], other_agency)
        assert leads & {message.to[0] for message in mail.outbox} == set()


def test_those_who_may_confirm_are_asked_by_mail(cast):
    ask_for_role(cast["contributor"], Role.OBSERVER, None, by=cast["administrator"])
    assert [letter.to for letter in OutboxMail.objects.filter(kind="account_change")] == ["coordinator@numune.example"]
    assert CHANGES in OutboxMail.objects.get(kind="account_change").text


@pytest.mark.parametrize("what", ["role", "address", "factor", "deactivate"])
def test_sessions_of_the_person_end_and_those_of_others_do_not(sign_in, cast, what):
    give_factor(cast["lead"])
    theirs, other, mine = signed_in(cast["lead"]), signed_in(cast["contributor"]), sign_in("administrator")
    act(mine, cast["lead"], what, new_role="contributor", agency="NUMUNE", email="yeni@numune.example")
    assert theirs.get(JOURNAL).status_code == 302
    assert (other.get(JOURNAL).status_code, mine.get(JOURNAL).status_code) == (200, 200)


def test_own_session_goes_on_and_the_others_end(alone):
    mine, elsewhere = signed_in(alone), signed_in(alone)
    act(mine, alone, "address", email="yeni@numune.example")
    assert mine.get(JOURNAL).status_code == 200
    assert elsewhere.get(JOURNAL).status_code == 302
    assert fresh(alone).email == "yeni@numune.example"


def test_sessions_of_before_do_not_come_back_when_the_account_is_opened_again(cast):
    theirs = signed_in(cast["lead"])
    deactivate_person(cast["lead"], word=Word(by=cast["administrator"]))
    ask_to_reopen(cast["lead"], by=cast["administrator"])
    assert theirs.get(JOURNAL).status_code == 302
    assert signed_in(fresh(cast["lead"]))


# --- The last administrator ------------------------------------------------------------------------------------------


@pytest.fixture
def only(people) -> User:
    return people["administrator"]


def test_last_administrator_stays(people, only, agency):
    closed = make_user("bagli", Role.ADMINISTRATOR)
    deactivate_person(closed, word=Word(by=only))
    with pytest.raises(LastAdministrator):
        ask_for_role(only, Role.LEAD, agency, by=only)
    with pytest.raises(LastAdministrator):
        deactivate_person(only, word=Word(by=closed))
    assert (fresh(only).role, fresh(only).is_active) == ("administrator", True)
    second = make_user("ucuncu.inzibatci", Role.ADMINISTRATOR)
    ask_for_role(only, Role.LEAD, agency, by=only)
    confirm_change(waiting(), by=people["coordinator"])
    with pytest.raises(LastAdministrator):
        deactivate_person(second, word=Word(by=only))


def test_last_administrator_is_told_so_on_the_page(sign_in, only):
    act(sign_in("administrator"), only, "role", new_role="lead", agency="NUMUNE")
    assert fresh(only).role == "administrator"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["close", "demote"])
def test_two_administrators_who_remove_each_other_at_once_leave_one(how, agency):
    pair = [make_user(f"inzibatci{number}", Role.ADMINISTRATOR) for number in range(2)]
    start = threading.Barrier(2)

    def remove(number: int) -> bool:
        start.wait(timeout=60)
        try:
            other, mine = pair[1 - number], pair[number]
            if how == "close":
                return deactivate_person(other, word=Word(by=mine))
            change_role(other, Role.LEAD, agency, before="administrator", word=Word(by=mine))
            return True
        except LastAdministrator:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(remove, range(2))) == [False, True]
    assert User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count() == 1


# --- At the same moment ----------------------------------------------------------------------------------------------


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Does all at the same moment, each with a connection of its own; an exception stands for what it stopped."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait(timeout=60)
        try:
            return act()
        except (AddressTaken, IntegrityError, InvitationGone, PermissionDenied, UserNameTaken) as raised:
            return raised
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as workers:
        return list(workers.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_button_pressed_twice_at_once_is_one_request(cast):
    give_factor(cast["observer"])
    asker = cast["administrator"]
    for ask in (
        lambda: ask_for_role(fresh(cast["contributor"]), Role.OBSERVER, None, by=asker),
        lambda: ask_for_address(fresh(cast["observer"]), "yeni@numune.example", by=asker),
        lambda: ask_for_factor(fresh(cast["observer"]), by=asker),
        lambda: ask_to_close(fresh(cast["coordinator"]), by=asker),
    ):
        assert at_once(ask, ask, ask) == [False] * 3
    assert sorted(AccountChange.objects.values_list("kind", "decision")) == [
        ("address", ""), ("close", ""), ("factor", ""), ("role", "")
    ]  # fmt: skip
    assert len(events()) == 4


@pytest.mark.django_db(transaction=True)
def test_one_address_goes_to_one_of_those_who_get_it_at_once(cast):
    wanted, by = "yeni@numune.example", cast["administrator"]
    answers = at_once(
        *(lambda who=who: ask_for_address(fresh(cast[who]), wanted, by=by) for who in ("lead", "stranger"))
    )
    assert sorted(map(repr, answers)) == ["AddressTaken()", "True"]
    assert User.objects.filter(email=wanted).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_one_user_name_goes_to_one_of_those_who_choose_it_at_once_whatever_its_letters(cast, other_agency):
    inviters = cast["lead"], make_user("mesul2", Role.LEAD, other_agency)  # two, who do not hold each other up
    asked = [invite(inviter=who, email=f"{who.pk}@yeni.example", role=Role.CONTRIBUTOR)[0] for who in inviters]
    User.objects.filter(role__in=CONFIRMING_ROLES).delete()
    named = {"first_name": "G", "last_name": "G", "password": PASSWORD}
    first = threading.Event()

    def come_first() -> User:
        with transaction.atomic():
            made = accept_invitation(asked[0], username="gelen", **named)
            first.set()
            wait_for_a_lock()
            return made

    def come_second() -> User:
        assert first.wait(timeout=60)
        return accept_invitation(asked[1], username="Gelen", **named)

    assert [type(answer) for answer in at_once(come_first, come_second)] == [User, UserNameTaken]
    assert User.objects.filter(username__iexact="gelen").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.parametrize("asked", ["address", "factor", "close"])
def test_role_that_has_risen_meanwhile_counts(cast, asked):
    """Read as a contributor; before the request is decided upon, the person has become coordinator."""
    person, by = cast["contributor"], cast["administrator"]
    give_factor(person)
    rising, asking = threading.Event(), threading.Event()

    def rise() -> None:
        with transaction.atomic():
            User.objects.filter(pk=person.pk).update(role=Role.COORDINATOR)
            rising.set()
            assert asking.wait(timeout=60)
            wait_for_a_lock()

    def ask() -> bool:
        assert rising.wait(timeout=60)
        asking.set()
        if asked == "address":
            return ask_for_address(person, "yeni@numune.example", by=by)
        return ask_for_factor(person, by=by) if asked == "factor" else ask_to_close(person, by=by)

    assert at_once(rise, ask) == [None, False]
    kept = fresh(person)
    assert (kept.email, kept.is_active, Authenticator.objects.count()) == ("contributor@numune.example", True, 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_invitation_accepted_while_its_inviter_is_closed_lets_nobody_in(cast):
    invitation, _link = invite(inviter=cast["lead"], email="gelen@numune.example", role=Role.CONTRIBUTOR)
    closing, accepting = threading.Event(), threading.Event()

    def close() -> None:
        with transaction.atomic():
            # The closing of an account begins with this; the invitations are taken back after it.
            User.objects.filter(pk=cast["lead"].pk).update(is_active=False)
            closing.set()
            assert accepting.wait(timeout=60)
            wait_for_a_lock()

    def accept() -> User:
        assert closing.wait(timeout=60)
        accepting.set()
        return accept_invitation(invitation, username="gelen", first_name="G", last_name="G", password=PASSWORD)

    assert [type(answer) for answer in at_once(close, accept)] == [type(None), InvitationGone]
    assert not User.objects.filter(username="gelen").exists()


def wait_for_a_lock() -> None:
    """Until another connection of this database waits for a row that this transaction holds."""
    for _time in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    pytest.fail("nobody waits")


# --- On the server ---------------------------------------------------------------------------------------------------


def test_operator_takes_a_second_factor_away_with_a_trace(cast):
    give_factor(cast["coordinator"])
    theirs = signed_in(cast["coordinator"])
    call_command("take_second_factor_away", "koordinator", stdout=StringIO())
    assert not Authenticator.objects.exists()
    assert theirs.get(JOURNAL).status_code == 302
    event = AccountEvent.objects.get()
    assert (event.kind, event.actor, event.actor_name) == ("factor_taken", None, "")
    assert "coordinator@numune.example" in [message.to[0] for message in mail.outbox]
    for name in ("koordinator", "yoxdur"):
        with pytest.raises(CommandError):
            call_command("take_second_factor_away", name, stdout=StringIO())


def test_password_set_on_the_server_is_in_the_journal(cast, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: "başqa-nümunə-şifrə-77")
    call_command("changepassword", "mesul", stdout=StringIO())
    assert fresh(cast["lead"]).check_password("başqa-nümunə-şifrə-77")
    assert events() == [("password_set", "done", "", "")]


def test_nobody_waits_while_a_password_is_typed(cast, monkeypatch):
    depth = len(connection.savepoint_ids)
    typed = []

    def type_in(prompt: str) -> str:
        assert len(connection.savepoint_ids) == depth  # no transaction of the command is open
        User.objects.filter(username="mesul").update(role="contributor")
        typed.append(prompt)
        return "başqa-nümunə-şifrə-77"

    monkeypatch.setattr("getpass.getpass", type_in)
    call_command("changepassword", "mesul", stdout=StringIO())
    assert len(typed) == 2
    assert fresh(cast["lead"]).role == "contributor"  # what was changed meanwhile stays


def test_password_that_is_refused_leaves_no_trace(cast, monkeypatch):
    for answers, told in ((["a1", "b2"] * 3, "after 3 attempts"), (["123"] * 6, "after 3 attempts")):
        given = iter(answers)
        monkeypatch.setattr("getpass.getpass", lambda prompt, given=given: next(given))
        with pytest.raises(CommandError, match=told):
            call_command("changepassword", "mesul", stdout=StringIO(), stderr=StringIO())
    with pytest.raises(CommandError, match="does not exist"):
        call_command("changepassword", "yoxdur", stdout=StringIO())
    assert events() == []


@pytest.mark.parametrize("former", ["coordinator", "observer", "second"])
def test_demotion_first_makes_no_account_easier_to_take(cast, agency, former):
    person, by = cast[former], cast["administrator"]
    give_factor(person)
    change_role(person, Role.CONTRIBUTOR, agency, before=person.role, word=Word(by=by))
    assert not ask_for_address(person, "mine@numune.example", by=by)
    assert not ask_for_factor(person, by=by)
    deactivate_person(person, word=Word(by=by))
    assert not ask_to_reopen(person, by=by)
    kept = fresh(person)
    assert (kept.email, kept.is_active) == (f"{former}@numune.example", False)
    assert ask_for_address(cast["contributor"], "new@numune.example", by=by)


# --- The pages -------------------------------------------------------------------------------------------------------


def test_person_page_has_no_field_for_a_password(sign_in, cast):
    page = sign_in("administrator").get(f"/plans/people/{cast['coordinator'].pk}/").content.decode()
    assert 'type="password"' not in page
    assert f'action="/plans/people/{cast["coordinator"].pk}/password/"' in page


def test_buttons_are_for_those_who_may_press_them(sign_in, cast):
    ask_for_role(cast["contributor"], Role.OBSERVER, None, by=cast["administrator"])
    for who, shown in (("coordinator", {"confirm", "refuse"}), ("administrator", {"withdraw"}), ("second", set())):
        page = sign_in(who).get(CHANGES).content.decode()
        assert {name for name in ("confirm", "refuse", "withdraw") if f'value="{name}"' in page} == shown, who


def test_whoever_confirms_reads_user_names_first(sign_in, cast):
    """A name is what somebody has written; two may have the same."""
    User.objects.filter(pk=cast["administrator"].pk).update(first_name="Milli", last_name="koordinator")
    User.objects.filter(pk=cast["contributor"].pk).update(first_name="Nümunə", last_name="koordinator")
    ask_for_role(fresh(cast["contributor"]), Role.OBSERVER, None, by=fresh(cast["administrator"]))
    page = sign_in("coordinator").get(CHANGES).content.decode()
    letter = OutboxMail.objects.get(kind="account_change")
    for text in (page, letter.text, letter.html):
        assert "emekdas (Nümunə koordinator)" in text
        assert "inzibatci (Milli koordinator)" in text
    assert "koordinator (Nümunə koordinator)" in page.partition("Təsdiqləyə bilər")[2]
    told = StringIO()
    call_command("confirm_account_change", stdout=told)
    asked = "role of emekdas (Nümunə koordinator), contributor → observer, by inzibatci (Milli koordinator)"
    assert told.getvalue() == f"{waiting().pk}: {asked}\n"


def test_each_waiting_change_costs_one_query(sign_in, cast):
    client, counts = sign_in("coordinator"), []
    for whose in ("contributor", "lead", "stranger"):
        ask_for_role(cast[whose], Role.OBSERVER, None, by=cast["administrator"])
        with CaptureQueriesContext(connection) as asked:
            client.get(CHANGES)
        counts.append(len(asked))
    assert (counts[1] - counts[0], counts[2] - counts[1]) == (1, 1)


def test_journal_costs_the_same_for_one_line_and_for_many(sign_in, cast, agency, django_assert_max_num_queries):
    client = sign_in("administrator")
    deactivate_person(cast["stranger"], word=Word(by=cast["administrator"]))
    with django_assert_max_num_queries(9) as few:
        client.get(JOURNAL)
    for _time in range(5):
        ask_for_role(fresh(cast["contributor"]), Role.LEAD, agency, by=cast["administrator"])
        ask_for_role(fresh(cast["contributor"]), Role.CONTRIBUTOR, agency, by=cast["administrator"])
    with django_assert_max_num_queries(9) as many:
        client.get(JOURNAL)
    assert len(few) == len(many)


def test_own_second_factor_is_in_the_journal_and_ends_other_sessions(cast):
    from allauth.mfa.signals import authenticator_added

    mine, elsewhere = signed_in(cast["lead"]), signed_in(cast["lead"])
    request = mine.get(JOURNAL).wsgi_request
    give_factor(cast["lead"])
    for authenticator in Authenticator.objects.all():
        authenticator_added.send(sender=Authenticator, request=request, user=cast["lead"], authenticator=authenticator)
    request.session.save()
    assert events() == [("factor_added", "done", "", "totp")]
    assert elsewhere.get(JOURNAL).status_code == 302
    assert mine.get(JOURNAL).status_code == 200
    assert sorted(message.to[0] for message in mail.outbox) == [
        "administrator@numune.example",
        "second@numune.example",
    ]


def test_second_factor_taken_by_two_administrators_needs_both(cast):
    give_factor(cast["observer"])
    ask_for_factor(cast["observer"], by=cast["administrator"])
    with pytest.raises(PermissionDenied):
        confirm_change(waiting(), by=cast["administrator"])
    assert Authenticator.objects.count() == 2


def test_administrator_changes_two_hundred_accounts_in_an_hour_and_no_more(sign_in, cast):
    client = sign_in("administrator")
    assert act(client, cast["lead"], "password").status_code == 302
    AttemptCount.objects.filter(kind="change", failures=1).update(failures=199)
    assert act(client, cast["lead"], "password").status_code == 302
    for what in ("password", "role", "address", "factor", "deactivate", "reactivate"):
        assert act(client, cast["lead"], what).status_code == 429
    name = f"/admin/accounts/user/{cast['lead'].pk}/change/"
    assert client.post(name, {"first_name": "Yeni", "last_name": "ad"}).status_code == 429
    assert client.get(name).status_code == 200
    assert client.get(f"/plans/people/{cast['lead'].pk}/").status_code == 200
    assert act(sign_in("second"), cast["lead"], "password").status_code == 302
    assert len(events()) == 3
