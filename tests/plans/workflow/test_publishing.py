"""Locking and unlocking: services for whoever publishes."""

import pytest

from plans.enums import EntryState, YearState
from plans.models import Entry, ReportingYear, Transition
from plans.services import lock_entries, unlock_entries
from plans.workflow import EntryHasMoved

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(write_entry) -> list[Entry]:
    for number in ("4.2.9", "4.2.10"):
        write_entry(number, state=EntryState.APPROVED)
    return list(Entry.objects.select_related("reporting_year").order_by("pk"))


def states() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("state", flat=True))


def test_approved_entries_are_locked_with_their_history(approved, people):
    lock_entries(approved, people["coordinator"])
    assert states() == ["locked", "locked"]
    assert (
        list(Transition.objects.values_list("action", "from_state", "to_state", "actor__username"))
        == [("lock", "approved", "locked", "koordinator")] * 2
    )


def test_lock_is_lifted(approved):
    lock_entries(approved, None)
    unlock_entries(approved[:1], None)
    assert states() == ["approved", "locked"]


def test_one_entry_that_is_not_approved_leaves_all_as_they_were(approved, write_entry):
    write_entry("4.2.1", state=EntryState.SUBMITTED)
    with pytest.raises(EntryHasMoved):
        lock_entries(Entry.objects.select_related("reporting_year").order_by("pk"), None)
    assert states() == ["approved", "approved", "submitted"]
    assert Transition.objects.count() == 0


def test_entry_that_is_not_locked_is_not_unlocked(approved):
    with pytest.raises(EntryHasMoved):
        unlock_entries(approved, None)
    assert states() == ["approved", "approved"]


def test_closed_year_is_published_too(approved, year):
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    lock_entries(approved, None)
    assert states() == ["locked", "locked"]
