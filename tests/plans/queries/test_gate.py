"""What an entry must have before it can be submitted: each thing missing, and there."""

import datetime

import pytest
from django.utils import timezone

from accounts.enums import Role
from plans.models import Comment, Entry, Indicator
from plans.queries.entry import indicators_of
from plans.queries.gate import missing_by_entry, missing_for_submission, missing_on_page
from plans.queries.threads import threads_of
from plans.services import mark_ready
from plans.workflow import EntryHasMoved, GateClosed
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

COMPLETE = {"status": "implemented"}


def missing(entry: Entry) -> list[str]:
    return [one.code for one in missing_for_submission(Entry.objects.get(pk=entry.pk))]


def change(entry: Entry, **values) -> list[str]:
    Entry.objects.filter(pk=entry.pk).update(**values)
    return missing(entry)


def speak(entry: Entry, author, *, parent: Comment | None = None, minute: int = 0, **more) -> Comment:
    return Comment.objects.create(
        entry=entry,
        author=author,
        text="Nümunə qeyd.",
        parent=parent,
        by_coordinator=author.role == Role.COORDINATOR,
        created_at=datetime.datetime(2025, 1, 5, 8, minute, tzinfo=datetime.UTC),
        **more,
    )


@pytest.fixture
def entry(write_entry) -> Entry:
    return write_entry("4.2.9", **COMPLETE)


def test_complete_entry_lacks_nothing(entry):
    assert missing(entry) == []


def test_status_is_needed(entry):
    assert change(entry, status="") == ["status"]
    assert change(entry, status="no_cases") == []


def test_text_is_needed(entry):
    assert change(entry, narrative="") == ["narrative"]
    assert change(entry, narrative="<p>Nümunə mətn.</p>") == []


def test_nothing_to_report_needs_its_reason_and_nothing_else(entry):
    Indicator.objects.create(sub_point=entry.sub_point, name="Nümunə göstərici", unit="nəfər", is_required=True)
    empty = {"narrative": "", "status": "", "nothing_to_report": True}
    assert change(entry, **empty, nothing_reason=" \n") == ["nothing_reason"]
    assert change(entry, nothing_reason="Nümunə səbəb.") == []
    assert change(entry, nothing_to_report=False) == ["narrative", "status", "figure"]


def test_required_indicators_in_use_need_their_values(entry):
    first = Indicator.objects.create(
        sub_point=entry.sub_point, name="Nümunə bir", unit="nəfər", is_required=True, position=2
    )
    second = Indicator.objects.create(
        sub_point=entry.sub_point, name="Nümunə iki", unit="hal", is_required=True, position=1
    )
    Indicator.objects.create(sub_point=entry.sub_point, name="Nümunə üç", unit="hal", is_required=False)
    Indicator.objects.create(
        sub_point=entry.sub_point, name="Nümunə dörd", unit="hal", is_required=True, is_in_use=False
    )
    found = missing_for_submission(entry)
    assert [(one.code, one.anchor) for one in found] == [
        ("figure", f"id_figure_{second.pk}"),
        ("figure", f"id_figure_{first.pk}"),
    ]
    assert "Nümunə iki" in str(found[0])
    assert change(entry, figures={str(second.pk): "0"}) == ["figure"]
    assert change(entry, figures={str(first.pk): "12.5", str(second.pk): "0"}) == []


def test_indicator_of_another_sub_point_is_not_asked_for(entry, plan):
    other = entry.sub_point.section.sub_points.exclude(pk=entry.sub_point_id).first()
    Indicator.objects.create(sub_point=other, name="Nümunə göstərici", unit="nəfər", is_required=True)
    assert missing(entry) == []


def test_coordinators_comment_needs_an_answer_or_dealt_with(entry, people):
    thread = speak(entry, people["coordinator"])
    assert missing(entry) == ["comment"]
    assert missing_for_submission(entry)[0].anchor == f"comment-{thread.pk}"
    speak(entry, people["contributor"], parent=thread, minute=1)
    assert missing(entry) == []
    speak(entry, people["coordinator"], parent=thread, minute=2)
    assert missing(entry) == ["comment"]
    Comment.objects.filter(pk=thread.pk).update(dealt_with_at=timezone.now())
    assert missing(entry) == []


def test_resolved_comment_and_the_agencys_own_need_nothing(entry, people):
    thread = speak(entry, people["coordinator"])
    speak(entry, people["contributor"], minute=1)
    assert missing(entry) == ["comment"]
    Comment.objects.filter(pk=thread.pk).update(resolved_at=timezone.now())
    assert missing(entry) == []


def test_coordinators_word_in_the_agencys_thread_needs_nothing(entry, people):
    thread = speak(entry, people["contributor"])
    speak(entry, people["coordinator"], parent=thread, minute=1)
    assert missing(entry) == []


def test_comment_of_another_entry_holds_back_nothing(entry, write_entry, people):
    other = write_entry("4.2.10", **COMPLETE)
    speak(other, people["coordinator"])
    assert (missing(entry), missing(other)) == ([], ["comment"])


@pytest.mark.parametrize("number", [1, 3])
def test_gate_costs_two_queries_for_any_number(number, write_entry, people, django_assert_num_queries):
    for point in ("4.2.9", "4.2.10", "4.2.4")[:number]:
        entry = write_entry(point)
        speak(entry, people["contributor"], parent=speak(entry, people["coordinator"]), minute=1)
        Indicator.objects.create(sub_point=entry.sub_point, name="Nümunə göstərici", unit="nəfər", is_required=True)
    entries = list(Entry.objects.all())
    with django_assert_num_queries(2):
        found = missing_by_entry(entries)
    assert [[one.code for one in missing] for missing in found.values()] == [["status", "figure"]] * number


def test_page_finds_the_same_without_a_query(entry, people, django_assert_num_queries):
    Indicator.objects.create(sub_point=entry.sub_point, name="Nümunə göstərici", unit="nəfər", is_required=True)
    thread = speak(entry, people["coordinator"])
    speak(entry, people["contributor"], parent=speak(entry, people["coordinator"], minute=1), minute=2)
    speak(entry, people["coordinator"], minute=3, resolved_at=timezone.now())
    speak(entry, people["coordinator"], minute=4, dealt_with_at=timezone.now())
    indicators, threads = indicators_of(entry.sub_point), threads_of(entry)
    with django_assert_num_queries(0):
        found = missing_on_page(entry, indicators, threads)
    assert found == missing_for_submission(entry)
    assert [one.anchor for one in found][1:] == [f"comment-{thread.pk}"]


# --- The mark “ready” ------------------------------------------------------------------------------------------------------


def test_mark_ready_says_who_and_when_and_is_taken_away(entry, people):
    mark_ready(entry, people["contributor"], ready=True, version=1)
    stored = Entry.objects.get()
    assert (stored.ready_by, stored.ready_at) == (people["contributor"], entry.ready_at)
    assert stored.ready_at is not None
    mark_ready(entry, people["lead"], ready=False, version=1)
    stored = Entry.objects.get()
    assert (stored.ready_by, stored.ready_at, stored.version) == (None, None, 1)


def test_mark_that_stands_stays_whose_it_is(entry, people, agency):
    colleague = make_user("emekdas-2", Role.CONTRIBUTOR, agency)
    mark_ready(entry, people["contributor"], ready=True, version=1)
    again = Entry.objects.get()
    mark_ready(again, colleague, ready=True, version=1)
    assert Entry.objects.get().ready_by == again.ready_by == people["contributor"]


def test_incomplete_entry_is_not_marked(entry, people):
    Entry.objects.update(status="")
    with pytest.raises(GateClosed) as refusal:
        mark_ready(Entry.objects.get(), people["contributor"], ready=True, version=1)
    assert [one.code for one in refusal.value.missing] == ["status"]
    assert Entry.objects.get().ready_at is None


@pytest.mark.parametrize("state", ["submitted", "approved", "locked"])
def test_entry_that_is_not_with_the_agency_is_not_marked(entry, people, state):
    Entry.objects.update(state=state)
    with pytest.raises(EntryHasMoved):
        mark_ready(Entry.objects.get(), people["contributor"], ready=True, version=1)
    assert Entry.objects.get().ready_at is None


def test_changed_text_is_not_marked(entry, people):
    Entry.objects.update(version=2)
    for looked_at, version in ((entry, 1), (Entry.objects.get(), 1), (entry, 2)):
        with pytest.raises(EntryHasMoved):
            mark_ready(looked_at, people["contributor"], ready=True, version=version)
    assert Entry.objects.get().ready_at is None


def test_entry_of_a_closed_year_is_not_marked(entry, people, year):
    type(year).objects.update(state="closed")
    with pytest.raises(EntryHasMoved):
        mark_ready(entry, people["contributor"], ready=True, version=1)
