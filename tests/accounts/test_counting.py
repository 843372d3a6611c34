"""Counts in the database: exact at the edges, at once from many sides, and never too many of them."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts import counting
from accounts.counting import Counted, MustWait, Rule, failures_of, forget_account, look, take
from accounts.enums import Role
from accounts.models import AttemptCount, AttemptKind
from tests.accounts.conftest import code_of, sign_in_as
from tests.conftest import make_user

RULE = Rule(free=3, first_wait=60, longest_wait=200, window=1000)
NOON = "2025-03-03T12:00:00+04:00"
AT_ONCE = 8


def counted(*about: str, rule: Rule = RULE, **more) -> Counted:
    return Counted(AttemptKind.PASSWORD, about or ("x",), rule, **more)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


@pytest.mark.parametrize(
    ("failures", "wait"), [(0, 0), (2, 0), (3, 60), (4, 120), (5, 200), (6, 200), (10_000_000, 200)]
)
def test_wait_begins_when_nothing_is_free_and_doubles_to_its_longest(failures, wait):
    assert RULE.wait_after(failures) == wait


@pytest.mark.django_db
def test_third_closes_and_what_comes_while_it_is_closed_counts_nothing(clock):
    for _again in range(3):
        look(counted())
        take(counted())
    with pytest.raises(MustWait) as closed:
        take(counted())
    assert (closed.value.seconds, failures_of(counted())) == (60, 3)
    clock.shift(59.5)
    with pytest.raises(MustWait) as closed:
        look(counted())
    assert closed.value.seconds == 1
    clock.shift(0.5)
    take(counted())
    assert failures_of(counted()) == 4


@pytest.mark.django_db
def test_what_is_given_back_leaves_no_trace_and_what_is_forgotten_begins_anew(clock):
    take(counted())
    second, third = take(counted()), take(counted())
    third.give_back()
    assert failures_of(counted()) == 2
    take(counted())
    second.forget()
    assert failures_of(counted()) == 0
    second.give_back()  # gone meanwhile
    assert failures_of(counted()) == 0


@pytest.mark.django_db
def test_window_begins_with_the_first_failure_and_ends_to_the_second(clock):
    take(counted())
    clock.shift(999)
    take(counted())
    assert failures_of(counted()) == 2
    clock.shift(1)
    assert failures_of(counted()) == 0
    take(counted())
    assert failures_of(counted()) == 1


@pytest.mark.django_db
def test_counts_are_kept_apart(clock):
    for _again in range(3):
        take(counted("a", "b"))
    take(counted("ab"))
    take(counted("a\0b2"))
    take(Counted(AttemptKind.CODE, ("a", "b"), RULE))
    with pytest.raises(MustWait):
        take(counted("a", "b"))


@pytest.mark.django_db
def test_what_stands_against_an_account_is_lifted_and_nothing_else():
    take(counted("one", account=1))
    take(counted("two", account=2))
    take(Counted(AttemptKind.CODE, ("one",), RULE, account=1))
    assert forget_account(1, AttemptKind.PASSWORD) == 1
    assert [(row.kind, row.account) for row in AttemptCount.objects.order_by("account")] == [
        ("code", 1),
        ("password", 2),
    ]


@pytest.mark.django_db
def test_known_count_costs_two_queries(django_assert_num_queries):
    take(counted())
    with django_assert_num_queries(2):
        take(counted())
    with django_assert_num_queries(1):
        look(counted())


@pytest.mark.django_db
def test_command_lifts_what_stands_against_an_account(person, capsys):
    client = Client()
    assert [sign_in_as(client, "Emekdas.Bir", "yanlış").status_code for _again in range(5)][-1] == 429
    call_command("lift_lock", "EMEKDAS@numune.example")
    assert capsys.readouterr().out == "Emekdas.Bir can sign in again at once.\n"
    assert sign_in_as(client, "Emekdas.Bir").status_code == 302
    with pytest.raises(CommandError, match="Nobody has this user name"):
        call_command("lift_lock", "kimse")


# --- Bounds ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_old_counts_go_when_a_new_one_comes(clock):
    take(counted("old"))
    clock.shift(2 * 24 * 60 * 60 + 1)
    take(counted("new"))
    assert [row.key for row in AttemptCount.objects.all()] == [counted("new").key]


@pytest.mark.django_db
def test_flood_washes_the_oldest_away_and_never_the_count_of_an_account(monkeypatch, clock):
    monkeypatch.setattr(counting, "MOST_ROWS", 20)
    take(counted("account", is_kept=True))
    for number in range(50):
        clock.shift(1)
        take(counted(f"flood {number}"))
        assert AttemptCount.objects.count() <= 20
    left = set(AttemptCount.objects.values_list("key", flat=True))
    assert counted("account").key in left
    assert {counted(f"flood {number}").key for number in range(40, 50)} <= left
    assert counted("flood 0").key not in left


# --- At once ---------------------------------------------------------------------------------------------------------


def at_once(job) -> list:
    """What `job(number)` answers in so many threads that begin together, each with a connection of its own."""
    start = threading.Barrier(AT_ONCE)

    def run(number: int):
        try:
            start.wait(timeout=60)
            return job(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [0, 1])
def test_eight_at_once_are_no_more_than_three_one_after_the_other(before):
    for _again in range(before):
        take(counted())

    def try_it(number: int) -> bool:
        try:
            take(counted())
        except MustWait:
            return False
        return True

    assert sum(at_once(try_it)) == 3 - before
    assert AttemptCount.objects.get().failures == 3


@pytest.mark.django_db(transaction=True)
def test_eight_wrong_passwords_at_once_are_five(settings):
    make_user("emekdas", Role.CONTRIBUTOR)
    answers = at_once(lambda number: sign_in_as(Client(), "emekdas", f"yanlış-{number}").status_code)
    # The fifth closes; whoever was not yet answered when it did hears of the wait, too.
    assert sorted(set(answers)) == [200, 429] or set(answers) == {429}
    assert AttemptCount.objects.get(is_kept=True).failures == 5
    assert answers.count(429) >= AT_ONCE - 4


@pytest.mark.django_db(transaction=True)
def test_one_code_at_once_in_eight_browsers_lets_one_in(give_app):
    user = give_app(make_user("emekdas", Role.CONTRIBUTOR))
    clients = []
    for number in range(AT_ONCE):
        clients.append(Client(REMOTE_ADDR=f"10.0.0.{number}"))
        sign_in_as(clients[-1], "emekdas")
    code = code_of(user)
    at_once(lambda number: clients[number].post("/accounts/second-factor/authenticate/", {"code": code}))
    assert sum("_auth_user_id" in client.session for client in clients) == 1
