"""The table of moves, and the one function that makes them."""

import datetime
from itertools import product

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.enums import Role
from plans.enums import EntryState
from plans.models import Comment, Entry, Indicator, ReportingYear, SubPoint, Transition
from plans.services import save_entry
from plans.workflow import (
    MOVES,
    DoneAlready,
    EntryHasMoved,
    GateClosed,
    NotYourMove,
    TransitionRefused,
    apply_transition,
    may_move,
    moves_open_to,
)
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

REASON = "Nümunə səbəb. Tarixləri göstərin."
TEXT = "<p>Nümunə mətn.</p>"

# --- The matrix: written out, not derived ------------------------------------------------------------------------------

NOT = "NotYourMove"
MOVED = "EntryHasMoved"
DONE = "DoneAlready"  # the entry is where the step leads
LATE = "TransitionRefused"  # of an undo: nobody here has just decided

ROLES = ("anonymous", "contributor", "lead", "stranger lead", "coordinator", "observer", "administrator")
STATES = ("not started", "draft", "submitted", "under review", "returned", "approved", "locked")

# (year, state, action) → for each role in the order of ROLES the new state, or the name of the refusal.
# fmt: off
MATRIX: dict[tuple[str, str, str], tuple[str, ...]] = {
    #                                              anon contr lead         strng coordinator    obser admin
    ("open", "not started", "submit"):            (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("open", "not started", "take_back"):         (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("open", "not started", "take_into_review"):  (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "not started", "approve"):           (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "not started", "return"):            (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "not started", "reopen"):            (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "not started", "undo"):              (NOT, NOT, NOT,           NOT, MOVED,         NOT, NOT),
    ("open", "not started", "lock"):              (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "not started", "unlock"):            (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "draft", "submit"):                  (NOT, NOT, "submitted",   NOT, NOT,            NOT, NOT),
    ("open", "draft", "take_back"):               (NOT, NOT, DONE,          NOT, NOT,            NOT, NOT),
    ("open", "draft", "take_into_review"):        (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "draft", "approve"):                 (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "draft", "return"):                  (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "draft", "reopen"):                  (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "draft", "undo"):                    (NOT, NOT, NOT,           NOT, MOVED,         NOT, NOT),
    ("open", "draft", "lock"):                    (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "draft", "unlock"):                  (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "submitted", "submit"):              (NOT, NOT, DONE,          NOT, NOT,            NOT, NOT),
    ("open", "submitted", "take_back"):           (NOT, NOT, "draft",       NOT, NOT,            NOT, NOT),
    ("open", "submitted", "take_into_review"):    (NOT, NOT, NOT,           NOT, "under review", NOT, NOT),
    ("open", "submitted", "approve"):             (NOT, NOT, NOT,           NOT, "approved",     NOT, NOT),
    ("open", "submitted", "return"):              (NOT, NOT, NOT,           NOT, "returned",     NOT, NOT),
    ("open", "submitted", "reopen"):              (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "submitted", "undo"):                (NOT, NOT, NOT,           NOT, DONE,          NOT, NOT),
    ("open", "submitted", "lock"):                (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "submitted", "unlock"):              (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "under review", "submit"):           (NOT, NOT, DONE,          NOT, NOT,            NOT, NOT),
    ("open", "under review", "take_back"):        (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("open", "under review", "take_into_review"): (NOT, NOT, NOT,           NOT, DONE,           NOT, NOT),
    ("open", "under review", "approve"):          (NOT, NOT, NOT,           NOT, "approved",     NOT, NOT),
    ("open", "under review", "return"):           (NOT, NOT, NOT,           NOT, "returned",     NOT, NOT),
    ("open", "under review", "reopen"):           (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "under review", "undo"):             (NOT, NOT, NOT,           NOT, DONE,          NOT, NOT),
    ("open", "under review", "lock"):             (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "under review", "unlock"):           (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "returned", "submit"):               (NOT, NOT, "submitted",   NOT, NOT,            NOT, NOT),
    ("open", "returned", "take_back"):            (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("open", "returned", "take_into_review"):     (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "returned", "approve"):              (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "returned", "return"):               (NOT, NOT, NOT,           NOT, DONE,           NOT, NOT),
    ("open", "returned", "reopen"):               (NOT, NOT, NOT,           NOT, DONE,           NOT, NOT),
    ("open", "returned", "undo"):                 (NOT, NOT, NOT,           NOT, LATE,          NOT, NOT),
    ("open", "returned", "lock"):                 (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "returned", "unlock"):               (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "approved", "submit"):               (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("open", "approved", "take_back"):            (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("open", "approved", "take_into_review"):     (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "approved", "approve"):              (NOT, NOT, NOT,           NOT, DONE,           NOT, NOT),
    ("open", "approved", "return"):               (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "approved", "reopen"):               (NOT, NOT, NOT,           NOT, "returned",     NOT, NOT),
    ("open", "approved", "undo"):                 (NOT, NOT, NOT,           NOT, LATE,          NOT, NOT),
    ("open", "approved", "lock"):                 (NOT, NOT, NOT,           NOT, "locked",       NOT, NOT),
    ("open", "approved", "unlock"):               (NOT, NOT, NOT,           NOT, DONE,           NOT, NOT),
    ("open", "locked", "submit"):                 (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("open", "locked", "take_back"):              (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("open", "locked", "take_into_review"):       (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "locked", "approve"):                (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "locked", "return"):                 (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "locked", "reopen"):                 (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("open", "locked", "undo"):                   (NOT, NOT, NOT,           NOT, MOVED,         NOT, NOT),
    ("open", "locked", "lock"):                   (NOT, NOT, NOT,           NOT, DONE,           NOT, NOT),
    ("open", "locked", "unlock"):                 (NOT, NOT, NOT,           NOT, "approved",     NOT, NOT),
    ("closed", "not started", "submit"):          (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("closed", "not started", "take_back"):       (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("closed", "not started", "take_into_review"):(NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "not started", "approve"):         (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "not started", "return"):          (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "not started", "reopen"):          (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "not started", "undo"):            (NOT, NOT, NOT,           NOT, MOVED,         NOT, NOT),
    ("closed", "not started", "lock"):            (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "not started", "unlock"):          (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "draft", "submit"):                (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("closed", "draft", "take_back"):             (NOT, NOT, DONE,          NOT, NOT,            NOT, NOT),
    ("closed", "draft", "take_into_review"):      (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "draft", "approve"):               (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "draft", "return"):                (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "draft", "reopen"):                (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "draft", "undo"):                  (NOT, NOT, NOT,           NOT, MOVED,         NOT, NOT),
    ("closed", "draft", "lock"):                  (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "draft", "unlock"):                (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "submitted", "submit"):            (NOT, NOT, DONE,          NOT, NOT,            NOT, NOT),
    ("closed", "submitted", "take_back"):         (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("closed", "submitted", "take_into_review"):  (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "submitted", "approve"):           (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "submitted", "return"):            (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "submitted", "reopen"):            (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "submitted", "undo"):              (NOT, NOT, NOT,           NOT, DONE,          NOT, NOT),
    ("closed", "submitted", "lock"):              (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "submitted", "unlock"):            (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "under review", "submit"):         (NOT, NOT, DONE,          NOT, NOT,            NOT, NOT),
    ("closed", "under review", "take_back"):      (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("closed", "under review", "take_into_review"):(NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "under review", "approve"):        (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "under review", "return"):         (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "under review", "reopen"):         (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "under review", "undo"):           (NOT, NOT, NOT,           NOT, DONE,          NOT, NOT),
    ("closed", "under review", "lock"):           (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "under review", "unlock"):         (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "returned", "submit"):             (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("closed", "returned", "take_back"):          (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("closed", "returned", "take_into_review"):   (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "returned", "approve"):            (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "returned", "return"):             (NOT, NOT, NOT,           NOT, DONE,           NOT, NOT),
    ("closed", "returned", "reopen"):             (NOT, NOT, NOT,           NOT, DONE,           NOT, NOT),
    ("closed", "returned", "undo"):               (NOT, NOT, NOT,           NOT, MOVED,         NOT, NOT),
    ("closed", "returned", "lock"):               (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "returned", "unlock"):             (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "approved", "submit"):             (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("closed", "approved", "take_back"):          (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("closed", "approved", "take_into_review"):   (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "approved", "approve"):            (NOT, NOT, NOT,           NOT, DONE,           NOT, NOT),
    ("closed", "approved", "return"):             (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "approved", "reopen"):             (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "approved", "undo"):               (NOT, NOT, NOT,           NOT, MOVED,         NOT, NOT),
    ("closed", "approved", "lock"):               (NOT, NOT, NOT,           NOT, "locked",       NOT, NOT),
    ("closed", "approved", "unlock"):             (NOT, NOT, NOT,           NOT, DONE,           NOT, NOT),
    ("closed", "locked", "submit"):               (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("closed", "locked", "take_back"):            (NOT, NOT, MOVED,         NOT, NOT,            NOT, NOT),
    ("closed", "locked", "take_into_review"):     (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "locked", "approve"):              (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "locked", "return"):               (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "locked", "reopen"):               (NOT, NOT, NOT,           NOT, MOVED,          NOT, NOT),
    ("closed", "locked", "undo"):                 (NOT, NOT, NOT,           NOT, MOVED,         NOT, NOT),
    ("closed", "locked", "lock"):                 (NOT, NOT, NOT,           NOT, DONE,           NOT, NOT),
    ("closed", "locked", "unlock"):               (NOT, NOT, NOT,           NOT, "approved",     NOT, NOT),}
# fmt: on


def test_matrix_misses_no_combination():
    known_states = {"not started", "under review", *EntryState.values}
    assert set(STATES) == known_states
    assert set(ROLES) == {"anonymous", "stranger lead", *Role.values}
    assert set(MATRIX) == set(product(("open", "closed"), known_states, MOVES))
    assert {len(row) for row in MATRIX.values()} == {len(ROLES)}


@pytest.fixture
def actors(people, other_agency) -> dict:
    """Everybody of ROLES."""
    return people | {
        "anonymous": AnonymousUser(),
        "stranger lead": make_user("bashqa-mesul", Role.LEAD, other_agency),
    }


@pytest.fixture
def in_state(write_entry, year, closed_year, agency):
    """`in_state("under review", "closed")` gives a complete entry in that state; "not started" is not stored."""

    def prepare(state: str, when: str = "open") -> Entry:
        reporting_year = closed_year if when == "closed" else year
        if state == "not started":
            return Entry(
                agency=agency,
                reporting_year=reporting_year,
                sub_point=SubPoint.objects.get(number="4.2.9"),
                narrative=TEXT,
            )
        stored = EntryState.SUBMITTED if state == "under review" else EntryState(state)
        entry = write_entry("4.2.9", TEXT, state=stored, in_year=reporting_year, status="implemented")
        if state == "under review":
            Entry.objects.filter(pk=entry.pk).update(review_started_at=timezone.now())
        return Entry.objects.get(pk=entry.pk)

    return prepare


def state_of(entry: Entry) -> str:
    return "under review" if entry.is_in_review else str(entry.state)


def outcome_of(entry: Entry, action: str, actor) -> str:
    """What becomes of the step: the new state, or the refusal's name. A refusal must have changed nothing."""
    before = list(Entry.objects.values()), list(Transition.objects.values())
    try:
        apply_transition(entry, action, actor=actor, reason=REASON)
    except TransitionRefused as error:
        refusal = error
    else:
        refusal = None
    if refusal is not None:
        assert (list(Entry.objects.values()), list(Transition.objects.values())) == before
        assert str(refusal)
        return type(refusal).__name__
    stored = Entry.objects.get(pk=entry.pk)
    assert state_of(entry) == state_of(stored)
    assert Transition.objects.count() == len(before[1]) + 1
    return state_of(stored)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("when", ["open", "closed"])
def test_steps_lead_where_the_matrix_says_and_buttons_offer_no_other(when, state, in_state, actors):
    stored = in_state(state, when)
    found, offered, expected_buttons = {}, {}, {}
    for action in MOVES:
        row = []
        for role in ROLES:
            entry = Entry.objects.get(pk=stored.pk) if stored.pk else stored
            buttons = {move.action for move in moves_open_to(actors[role], entry, year_is_open=when == "open")}
            offered[action, role] = action in buttons
            with transaction.atomic():
                row.append(outcome_of(entry, action, actors[role]))
                transaction.set_rollback(True)
            # Publishing locks and unlocks, and a decision is undone where it was made: no button of the table's.
            expected_buttons[action, role] = row[-1] in STATES and action not in ("lock", "unlock", "undo")
        found[when, state, action] = tuple(row)
    assert found == {key: row for key, row in MATRIX.items() if key[:2] == (when, state)}
    assert offered == expected_buttons


def test_reason_that_nobody_sees_is_none(in_state, people):
    entry = in_state("submitted")
    for reason in ("", " \n", "\u200b", "\u00a0\u200b\ufeff"):
        with pytest.raises(TransitionRefused):
            apply_transition(entry, "return", actor=people["coordinator"], reason=reason)
    assert (Entry.objects.get().state, Transition.objects.count()) == ("submitted", 0)


@pytest.mark.parametrize(("day", "may"), [("2034-12-31", True), ("2035-01-01", False), ("9999-12-31", False)])
def test_entry_is_due_again_within_ten_years(day, may, in_state, people):
    entry, due = in_state("submitted"), datetime.date.fromisoformat(day)
    if may:
        apply_transition(entry, "return", actor=people["coordinator"], reason=REASON, resubmit_by=due)
        assert Entry.objects.get().resubmit_by == due
    else:
        with pytest.raises(TransitionRefused) as refusal, override("en"):
            apply_transition(entry, "return", actor=people["coordinator"], reason=REASON, resubmit_by=due)
        assert str(refusal.value) == "Choose a day that is not after 31.12.2034."
        assert Entry.objects.get().state == "submitted"


def test_nobody_signed_out_or_put_out_of_use_has_a_step(in_state, people):
    entry = in_state("draft")
    people["lead"].is_active = False
    assert not any(may_move(people["lead"], entry, move) for move in MOVES.values())
    assert moves_open_to(people["lead"], entry, year_is_open=True) == []
    with pytest.raises(NotYourMove):
        apply_transition(entry, "submit", actor=people["lead"])
    with pytest.raises(NotYourMove):
        apply_transition(entry, "submit", actor=None)
    people["lead"].is_active = True
    assert [move.action for move in moves_open_to(people["lead"], entry, year_is_open=True)] == ["submit"]
    assert moves_open_to(people["lead"], None, year_is_open=True) == []


def test_command_asks_nobodys_permission_and_yet_keeps_to_the_table(in_state):
    entry = in_state("approved")
    apply_transition(entry, "lock", actor=None, as_command=True)
    assert Entry.objects.get().state == "locked"
    with pytest.raises(EntryHasMoved):
        apply_transition(entry, "reopen", actor=None, reason=REASON, as_command=True)


def test_unknown_step_is_refused(in_state, people):
    with pytest.raises(TransitionRefused, match="abc") as refusal:
        apply_transition(in_state("submitted"), "abc", actor=people["coordinator"])
    assert type(refusal.value) is TransitionRefused


# --- History -----------------------------------------------------------------------------------------------------------


def test_history_row_says_who_when_why_and_which_text(in_state, people):
    entry = in_state("submitted")
    with time_machine.travel("2025-01-05 08:00:00Z", tick=False):
        history = apply_transition(entry, "return", actor=people["coordinator"], reason=f"  {REASON} ")
        now = timezone.now()
    assert history == Transition.objects.get()
    assert (history.entry, history.action, history.from_state, history.to_state, history.reason) == (
        entry, "return", "submitted", "returned", REASON,
    )  # fmt: skip
    assert (history.actor, history.created_at) == (people["coordinator"], now)
    assert (history.revision.version, history.revision.narrative) == (1, TEXT)


def test_history_points_to_the_latest_revision_and_settles_it(write_entry, year, agency, people):
    entry = write_entry("4.2.9")
    save_entry(
        reporting_year=year, agency=agency, sub_point=entry.sub_point, narrative="<p>iki</p>", status="no_cases",
        author=people["contributor"], expected_version=1,
    )  # fmt: skip
    entry.revisions.update(is_settled=False)
    history = apply_transition(Entry.objects.get(), "submit", actor=people["lead"])
    assert (history.revision.version, history.revision.narrative, history.revision.is_settled) == (
        2,
        "<p>iki</p>",
        True,
    )


def test_step_keeps_text_status_and_version(in_state, people):
    apply_transition(in_state("submitted"), "return", actor=people["coordinator"], reason=REASON)
    stored = Entry.objects.get()
    assert (stored.narrative, stored.status, stored.version) == (TEXT, "implemented", 1)


def test_every_return_is_kept(in_state, people):
    entry = in_state("draft")
    for reason in ("Nümunə səbəb. Bir.", "Nümunə səbəb. İki."):
        apply_transition(entry, "submit", actor=people["lead"])
        apply_transition(entry, "return", actor=people["coordinator"], reason=reason)
    apply_transition(entry, "submit", actor=people["lead"])
    apply_transition(entry, "approve", actor=people["coordinator"])
    apply_transition(entry, "reopen", actor=people["coordinator"], reason="Nümunə səbəb. Üç.")
    steps = Transition.objects.order_by("pk").values_list("action", "from_state", "to_state", "reason")
    assert list(steps) == [
        ("submit", "draft", "submitted", ""),
        ("return", "submitted", "returned", "Nümunə səbəb. Bir."),
        ("submit", "returned", "submitted", ""),
        ("return", "submitted", "returned", "Nümunə səbəb. İki."),
        ("submit", "returned", "submitted", ""),
        ("approve", "submitted", "approved", ""),
        ("reopen", "approved", "returned", "Nümunə səbəb. Üç."),
    ]


# --- Compare and set -----------------------------------------------------------------------------------------------------


def refused(entry: Entry, action: str, actor, **given) -> TransitionRefused:
    """The refusal; and that nothing was written."""
    before = list(Entry.objects.values()), Transition.objects.count()
    with pytest.raises(TransitionRefused) as error:
        apply_transition(entry, action, actor=actor, **given)
    assert (list(Entry.objects.values()), Transition.objects.count()) == before
    return error.value


def test_of_two_who_move_one_wins(in_state, people):
    first = in_state("submitted")
    second = Entry.objects.get()
    apply_transition(first, "approve", actor=people["coordinator"])
    loser = refused(second, "return", people["coordinator"], reason=REASON)
    assert type(loser) is EntryHasMoved
    assert second.state == "submitted"  # the loser's own copy is not dressed up
    assert [move.action for move in Transition.objects.all()] == ["approve"]


def test_second_press_of_a_button_is_told_that_it_is_done(in_state, people):
    entry = in_state("draft")
    late = Entry.objects.get()
    apply_transition(entry, "submit", actor=people["lead"])
    for again in (late, Entry.objects.get()):
        with override("en"):
            refusal = refused(again, "submit", people["lead"])
        assert (type(refusal), str(refusal)) == (
            DoneAlready,
            "This has been done already: the entry is “Submitted”.",
        )


def test_step_is_refused_when_the_text_has_changed(in_state, people):
    entry = in_state("submitted")
    Entry.objects.update(version=2)
    assert type(refused(entry, "approve", people["coordinator"])) is EntryHasMoved
    fresh = Entry.objects.get()
    assert type(refused(fresh, "approve", people["coordinator"], version=1)) is EntryHasMoved
    apply_transition(fresh, "approve", actor=people["coordinator"], version=2)
    assert Entry.objects.get().state == "approved"


def test_version_of_a_text_nobody_has_read_is_refused(in_state, people):
    entry = in_state("draft")
    Entry.objects.update(version=2, narrative="")
    # The gate would look at the first text, the database at the second.
    assert type(refused(entry, "submit", people["lead"], version=2)) is EntryHasMoved


def test_year_closed_meanwhile_is_refused(in_state, people):
    entry = in_state("submitted")
    ReportingYear.objects.update(state="closed")
    assert type(refused(entry, "approve", people["coordinator"])) is EntryHasMoved


def test_taking_back_loses_against_a_review_that_has_begun_meanwhile(in_state, people):
    entry = in_state("submitted")
    apply_transition(Entry.objects.get(), "take_into_review", actor=people["coordinator"])
    assert type(refused(entry, "take_back", people["lead"])) is EntryHasMoved
    assert Entry.objects.get().is_in_review


# --- Reason and day ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "action"), [("submitted", "return"), ("approved", "reopen")])
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_giving_back_needs_a_reason(in_state, people, state, action, reason):
    entry = in_state(state)
    assert type(refused(entry, action, people["coordinator"], reason=reason)) is TransitionRefused
    assert entry.state == state


@pytest.mark.parametrize(("state", "action"), [("submitted", "return"), ("approved", "reopen")])
@pytest.mark.parametrize(
    ("today", "due"),
    [
        ("2025-01-05", datetime.date(2025, 1, 20)),  # a week from today would be before the deadline
        ("2025-01-13", datetime.date(2025, 1, 20)),
        ("2025-01-14", datetime.date(2025, 1, 21)),
        ("2025-03-01", datetime.date(2025, 3, 8)),
    ],
)
def test_day_due_again_is_a_week_ahead_and_never_before_the_deadline(in_state, people, state, action, today, due):
    entry = in_state(state)
    with time_machine.travel(f"{today}T08:00:00Z", tick=False):
        history = apply_transition(entry, action, actor=people["coordinator"], reason=REASON)
    assert history.resubmit_by == entry.resubmit_by == Entry.objects.get().resubmit_by == due


@pytest.mark.parametrize(
    ("today", "day", "accepted"),
    [
        ("2025-01-05", datetime.date(2025, 1, 19), False),
        ("2025-01-05", datetime.date(2025, 1, 20), True),
        ("2025-02-10", datetime.date(2025, 2, 9), False),
        ("2025-02-10", datetime.date(2025, 2, 10), True),
    ],
)
def test_day_due_again_is_neither_over_nor_before_the_deadline(in_state, people, today, day, accepted):
    entry = in_state("submitted")
    with time_machine.travel(f"{today}T08:00:00Z", tick=False):
        if accepted:
            apply_transition(entry, "return", actor=people["coordinator"], reason=REASON, resubmit_by=day)
            assert Entry.objects.get().resubmit_by == day
        else:
            refusal = refused(entry, "return", people["coordinator"], reason=REASON, resubmit_by=day)
            assert "20.01.2025" in str(refusal)


def test_day_due_again_stays_until_the_approval(in_state, people):
    entry = in_state("submitted")
    with time_machine.travel("2025-03-01T08:00:00Z", tick=False):
        apply_transition(entry, "return", actor=people["coordinator"], reason=REASON)
        apply_transition(entry, "submit", actor=people["lead"])
        assert Entry.objects.get().resubmit_by == datetime.date(2025, 3, 8)
        assert Transition.objects.latest("pk").resubmit_by is None
        apply_transition(entry, "approve", actor=people["coordinator"])
    assert Entry.objects.get().resubmit_by is None


# --- What a step sets and clears -------------------------------------------------------------------------------------------


def test_first_submission_is_remembered(in_state, people):
    entry = in_state("draft")
    with time_machine.travel("2025-01-05 08:00:00Z", tick=False):
        apply_transition(entry, "submit", actor=people["lead"])
        first = timezone.now()
    with time_machine.travel("2025-01-06 08:00:00Z", tick=False):
        apply_transition(entry, "take_back", actor=people["lead"])
        apply_transition(entry, "submit", actor=people["lead"])
    assert Entry.objects.get().first_submitted_at == first


def test_submitting_takes_the_mark_ready_away(in_state, people):
    entry = in_state("draft")
    Entry.objects.update(ready_at=timezone.now(), ready_by=people["contributor"])
    apply_transition(Entry.objects.get(pk=entry.pk), "submit", actor=people["lead"])
    stored = Entry.objects.get()
    assert (stored.state, stored.ready_at, stored.ready_by) == ("submitted", None, None)


def test_review_says_who_began_it_and_begins_anew_after_a_return(in_state, people):
    entry = in_state("submitted")
    with time_machine.travel("2025-01-05 08:00:00Z", tick=False):
        history = apply_transition(entry, "take_into_review", actor=people["coordinator"])
        now = timezone.now()
    stored = Entry.objects.get()
    assert (stored.review_started_at, stored.review_started_by) == (now, people["coordinator"])
    assert (history.from_state, history.to_state) == ("submitted", "submitted")
    apply_transition(entry, "return", actor=people["coordinator"], reason=REASON)
    stored = Entry.objects.get()
    assert (stored.review_started_at, stored.review_started_by) == (None, None)
    apply_transition(entry, "submit", actor=people["lead"])
    assert [move.action for move in moves_open_to(people["lead"], entry, year_is_open=True)] == ["take_back"]


# --- The gate and open comments ---------------------------------------------------------------------------------------------


def comment(entry: Entry, author, **more) -> Comment:
    more = {"text": "Nümunə qeyd.", "by_coordinator": author.role == Role.COORDINATOR} | more
    return Comment.objects.create(entry=entry, author=author, created_at=timezone.now(), **more)


def test_open_comment_holds_back_the_approval_and_a_resolved_one_does_not(in_state, people):
    entry = in_state("submitted")
    thread = comment(entry, people["coordinator"])
    assert type(refused(entry, "approve", people["coordinator"])) is TransitionRefused
    Comment.objects.filter(pk=thread.pk).update(dealt_with_at=timezone.now())  # the agency's word is not enough
    assert type(refused(entry, "approve", people["coordinator"])) is TransitionRefused
    Comment.objects.filter(pk=thread.pk).update(resolved_at=timezone.now())
    apply_transition(entry, "approve", actor=people["coordinator"])
    assert Entry.objects.get().state == "approved"


def test_answered_comment_that_is_open_does_not_hold_back_the_submission(in_state, people):
    entry = in_state("returned")
    thread = comment(entry, people["coordinator"])
    assert type(refused(entry, "submit", people["lead"])) is GateClosed
    comment(entry, people["contributor"], parent=thread)
    apply_transition(entry, "submit", actor=people["lead"])
    assert Entry.objects.get().state == "submitted"


def test_closed_gate_lists_all_that_is_missing_and_changes_nothing(write_entry, people):
    entry = write_entry("4.2.9", "")
    indicator = Indicator.objects.create(
        sub_point=entry.sub_point, name="Nümunə göstərici", unit="nəfər", is_required=True
    )
    refusal = refused(entry, "submit", people["lead"])
    assert type(refusal) is GateClosed
    assert [(missing.code, missing.anchor) for missing in refusal.missing] == [
        ("narrative", "id_narrative"),
        ("status", "id_status_0"),
        ("figure", f"id_figure_{indicator.pk}"),
    ]
    assert entry.state == "draft"
    assert entry.first_submitted_at is None
