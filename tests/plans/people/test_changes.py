"""Two people's word: who may change which account, and what becomes of what was asked for."""

import datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AccountEvent, User
from plans.models import AccountChange, Invitation, Membership
from plans.people.services.accounts import AddressTaken, Overtaken, Word, deactivate_person
from plans.people.services.changes import (
    ChangeGone,
    ask_for_address,
    ask_for_role,
    ask_to_close,
    confirm_change,
    refuse_change,
    withdraw_change,
)
from plans.people.services.invitations import invite
from plans.queries.confirming import Lineage, confirmers_of
from tests.conftest import PASSWORD, make_user
from tests.plans.people.changing import (
    CHANGES,
    JOURNAL,
    act,
    decide,
    events,
    fresh,
    give_factor,
    names,
    signed_in,
    waiting,
)

WEEK = datetime.timedelta(days=7)


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
