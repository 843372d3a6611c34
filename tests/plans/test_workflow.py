"""The table of moves, and the one function that makes them."""

import pytest
import time_machine
from django.utils import timezone

from plans.enums import EntryState
from plans.models import Entry, Transition
from plans.services import save_entry
from plans.workflow import MOVES, TransitionRefused, apply_transition

pytestmark = pytest.mark.django_db

REASON = "Nümunə səbəb. Tarixləri göstərin."


def test_table_of_moves_is_this():
    table = {name: (set(move.sources), move.target, move.needs_reason) for name, move in MOVES.items()}
    assert table == {"return": ({"submitted", "approved"}, "returned", True)}


@pytest.mark.parametrize("state", [EntryState.SUBMITTED, EntryState.APPROVED])
def test_return_moves_the_entry_and_writes_history(write_entry, people, state):
    entry = write_entry("4.2.9", state=state)
    with time_machine.travel("2025-01-05 08:00:00Z", tick=False):
        history = apply_transition(entry, "return", actor=people["coordinator"], reason=f"  {REASON} ")
        now = timezone.now()
    assert entry.state == Entry.objects.get().state == "returned"
    assert history == Transition.objects.get()
    assert (history.entry, history.from_state, history.to_state, history.reason) == (entry, state, "returned", REASON)
    assert (history.actor, history.created_at) == (people["coordinator"], now)
    assert (history.revision.version, history.revision.narrative) == (1, "<p>Nümunə mətn.</p>")


def test_return_keeps_text_status_and_version(write_entry):
    entry = write_entry("4.2.9", "<p>Nümunə mətn. Bir.</p>", state=EntryState.SUBMITTED, status="no_cases")
    apply_transition(entry, "return", actor=None, reason=REASON)
    stored = Entry.objects.get()
    assert (stored.narrative, stored.status, stored.version) == ("<p>Nümunə mətn. Bir.</p>", "no_cases", 1)


def test_history_points_to_the_latest_revision(write_entry, year, agency):
    entry = write_entry("4.2.9")
    save_entry(
        reporting_year=year, agency=agency, sub_point=entry.sub_point, narrative="<p>iki</p>", status="",
        author=None, expected_version=1,
    )  # fmt: skip
    Entry.objects.update(state=EntryState.SUBMITTED)
    history = apply_transition(Entry.objects.get(), "return", actor=None, reason=REASON)
    assert (history.revision.version, history.revision.narrative) == (2, "<p>iki</p>")


def refused(entry: Entry, action: str = "return", reason: str = REASON) -> str:
    """The message of the refusal; and that nothing was written."""
    before = Entry.objects.values_list().get(), Transition.objects.count()
    with pytest.raises(TransitionRefused) as error:
        apply_transition(entry, action, actor=None, reason=reason)
    assert (Entry.objects.values_list().get(), Transition.objects.count()) == before
    return str(error.value)


@pytest.mark.parametrize("state", [EntryState.DRAFT, EntryState.LOCKED])
def test_return_is_refused_from_other_states(write_entry, state):
    entry = write_entry("4.2.9", state=state)
    assert refused(entry)
    assert entry.state == state


def test_return_of_a_returned_entry_is_refused(write_entry):
    assert refused(write_entry("4.2.9", state=EntryState.RETURNED))


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_return_needs_a_reason(write_entry, reason):
    entry = write_entry("4.2.9", state=EntryState.SUBMITTED)
    assert refused(entry, reason=reason)
    assert entry.state == "submitted"


def test_unknown_step_is_refused(write_entry):
    assert "abc" in refused(write_entry("4.2.9", state=EntryState.SUBMITTED), action="abc")


def test_return_is_refused_when_the_state_has_moved(write_entry):
    entry = write_entry("4.2.9", state=EntryState.SUBMITTED)
    Entry.objects.update(state=EntryState.LOCKED)
    assert refused(entry)
    assert Entry.objects.get().state == "locked"


def test_return_is_refused_when_the_text_has_changed(write_entry):
    entry = write_entry("4.2.9", state=EntryState.SUBMITTED)
    Entry.objects.update(version=2)
    assert refused(entry)
    assert entry.state == Entry.objects.get().state == "submitted"
