"""How often entries were returned: one rule for the queue and for the numbers of agencies."""

import pytest
from django.utils import timezone

from plans.enums import EntryState
from plans.models import Entry, Transition
from plans.queries.returns import count_returns

pytestmark = pytest.mark.django_db


def move(entry: Entry, action: str, source: str, target: str) -> None:
    Transition.objects.create(
        entry=entry,
        action=action,
        from_state=source,
        to_state=target,
        reason="Nümunə səbəb." if target == "returned" else "",
        created_at=timezone.now(),
    )


@pytest.fixture
def entries(write_entry) -> list[Entry]:
    """Returned three times, one of them undone, and reopened; returned once, undone; approved, undone, reopened; new."""
    often, undone, reopened, new = (
        write_entry(number, state=EntryState.SUBMITTED) for number in ("4.1.6", "4.2.4", "4.2.9", "4.2.10")
    )
    for _again in range(3):
        move(often, "return", "submitted", "returned")
    move(often, "undo", "returned", "submitted")
    move(often, "approve", "submitted", "approved")
    move(often, "reopen", "approved", "returned")
    move(undone, "return", "submitted", "returned")
    move(undone, "undo", "returned", "submitted")
    move(reopened, "approve", "submitted", "approved")
    move(reopened, "undo", "approved", "submitted")
    move(reopened, "reopen", "approved", "returned")
    return [often, undone, reopened, new]


def test_return_is_counted_unless_undone_and_reopening_is_none(entries, django_assert_num_queries):
    often, undone, _reopened, _new = entries
    with django_assert_num_queries(1):
        found = count_returns([entry.pk for entry in entries], "entry")
    assert found == {(often.pk,): 2, (undone.pk,): 0}


def test_returns_are_counted_by_what_is_asked_and_of_the_entries_given_only(entries, agency, year):
    _often, undone, *_rest = entries
    assert count_returns(Entry.objects.all(), "entry__agency", "entry__reporting_year") == {(agency.pk, year.pk): 2}
    assert count_returns(Entry.objects.filter(pk=undone.pk), "entry__agency") == {(agency.pk,): 0}
    assert count_returns([], "entry") == {}
