"""Who confirms what is asked for about accounts, and invitations that wait for it."""

import datetime
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AccountEvent, User
from plans.enums import ChangeKind
from plans.models import AccountChange, Invitation, OutboxMail
from plans.people.queries import find_invitation
from plans.people.services.accounts import LastAdministrator, Word, change_role, deactivate_person
from plans.people.services.changes import ask_for_address, ask_for_factor, ask_for_role, confirm_change
from plans.people.services.invitations import InvitationGone, accept_invitation, invite, renew_invitation
from plans.queries.confirming import Lineage, is_alone
from tests.conftest import PASSWORD, make_user
from tests.plans.people.changing import decide, events, fresh, fresh_invitation, give_factor, names, waiting

WEEK = datetime.timedelta(days=7)


# --- Who confirms ----------------------------------------------------------------------------------------------------


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
    with pytest.raises(CommandError, match="Nothing waits under the number 0"):
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
