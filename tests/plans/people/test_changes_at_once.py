"""Changes of accounts at the same moment, of the last administrator, and on the server."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction

from accounts.enums import CONFIRMING_ROLES, Role
from accounts.models import AccountEvent, User
from plans.models import AccountChange
from plans.people.services.accounts import AddressTaken, LastAdministrator, Word, change_role, deactivate_person
from plans.people.services.changes import (
    ask_for_address,
    ask_for_factor,
    ask_for_role,
    ask_to_close,
    ask_to_reopen,
    confirm_change,
)
from plans.people.services.invitations import InvitationGone, UserNameTaken, accept_invitation, invite
from tests.conftest import PASSWORD, make_user
from tests.plans.people.changing import JOURNAL, act, events, fresh, give_factor, signed_in, waiting

# --- The last administrator ------------------------------------------------------------------------------------------


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
