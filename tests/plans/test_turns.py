"""Turns: a few work, fewer wait, the rest is told at once."""

import threading

import pytest

from plans.turns import TooMany, Turns


def test_as_many_as_allowed_hold_a_thread_and_the_next_is_told_at_once():
    turns = Turns(at_once=2, waiting=1)
    work_on, said = threading.Event(), []

    def work() -> None:
        try:
            with turns.turn(3600):
                said.append("works")
                assert work_on.wait(60)
        except TooMany:
            said.append("too many")
            work_on.set()

    # Three hold a thread, two of them at work; the fourth is told at once, and that lets the others go on.
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == ["too many", "works", "works", "works"]
    assert said.index("too many") == 2


def test_who_has_waited_for_too_long_is_told_and_leaves_his_place_to_the_next():
    turns = Turns(at_once=1, waiting=1)
    with turns.turn(0):
        for _again in range(3):
            with pytest.raises(TooMany), turns.turn(0.001):
                raise AssertionError("two at a time")
    with turns.turn(0):
        pass


def test_a_failure_gives_the_turn_back():
    turns = Turns(at_once=1, waiting=0)
    with pytest.raises(ValueError), turns.turn(0):
        raise ValueError
    with turns.turn(0):
        pass
