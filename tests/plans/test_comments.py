import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.enums import EntryState, YearState
from plans.models import Comment, Entry, ReportingYear, Transition
from plans.queries import has_open_comments, missing_for_submission
from plans.services.comments import (
    LONGEST_COMMENT,
    CommentRefused,
    CommentsClosed,
    add_comment,
    answer_comment,
    deal_with,
    reopen,
    resolve,
)
from plans.workflow import TransitionRefused, apply_transition

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(write_entry) -> Entry:
    return write_entry("4.2.9", status="implemented")


@pytest.fixture
def submitted(write_entry) -> Entry:
    return write_entry("4.2.9", status="implemented", state=EntryState.SUBMITTED)


def waits(entry: Entry) -> list[str]:
    """The anchors of the comments for which the gate is shut."""
    return [missing.anchor for missing in missing_for_submission(entry) if missing.code == "comment"]


# --- Writing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "by_coordinator"), [("coordinator", True), ("contributor", False), ("lead", False)])
def test_comment_keeps_who_wrote_it_and_in_what_part(entry, people, role, by_coordinator):
    written = add_comment(entry, people[role], "  Nümunə\r\nmətn.\x00 ")
    written.refresh_from_db()
    assert (written.entry, written.parent, written.text) == (entry, None, "Nümunə\nmətn.")
    assert (written.author, written.by_coordinator, written.is_open) == (people[role], by_coordinator, True)
    entry.refresh_from_db()
    assert (entry.version, entry.state) == (1, "draft")  # a comment is no text


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
def test_empty_comment_is_refused(entry, people, text):
    with pytest.raises(CommentRefused) as refused:
        add_comment(entry, people["coordinator"], text)
    assert not isinstance(refused.value, CommentsClosed)
    assert Comment.objects.count() == 0


def test_comment_has_at_most_four_thousand_characters(entry, people):
    with pytest.raises(CommentRefused, match="4000"):
        add_comment(entry, people["lead"], "ə" * (LONGEST_COMMENT + 1))
    assert add_comment(entry, people["lead"], "ə" * LONGEST_COMMENT).text == "ə" * 4000


def test_button_pressed_twice_writes_once(entry, people):
    first = add_comment(entry, people["coordinator"], "Nümunə mətn.")
    assert add_comment(entry, people["coordinator"], "Nümunə mətn. ") == first
    answer = answer_comment(first, people["lead"], "Nümunə cavab.")
    assert answer_comment(first, people["lead"], "Nümunə cavab.") == answer
    assert Comment.objects.count() == 2
    assert add_comment(entry, people["lead"], "Nümunə mətn.") != first  # somebody else's
    assert add_comment(entry, people["coordinator"], "Nümunə mətn.") != first  # said again after another's


@pytest.mark.parametrize("step", ["add", "answer", "dealt", "resolve", "reopen"])
@pytest.mark.parametrize("closed", ["locked", "year"])
def test_locked_entry_and_closed_year_take_no_word(entry, people, closed, step):
    thread = add_comment(entry, people["coordinator"], "Nümunə mətn.")
    if step == "reopen":
        resolve(thread, people["coordinator"])
    if closed == "locked":
        Entry.objects.update(state=EntryState.LOCKED)
    else:
        ReportingYear.objects.update(state=YearState.CLOSED)
    before = list(Comment.objects.values())
    with pytest.raises(CommentsClosed):
        {
            "add": lambda: add_comment(entry, people["coordinator"], "Yeni."),
            "answer": lambda: answer_comment(thread, people["lead"], "Yeni."),
            "dealt": lambda: deal_with(thread, people["lead"]),
            "resolve": lambda: resolve(thread, people["coordinator"]),
            "reopen": lambda: reopen(thread, people["coordinator"]),
        }[step]()
    assert list(Comment.objects.values()) == before


# --- The review begins ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["add", "answer"])
def test_coordinators_word_on_a_submitted_entry_begins_the_review(submitted, people, kind):
    thread = add_comment(submitted, people["lead"], "Nümunə sual.")
    submitted.refresh_from_db()
    assert submitted.review_started_at is None  # the agency's own comment begins nothing
    if kind == "add":
        add_comment(submitted, people["coordinator"], "Nümunə mətn.")
    else:
        answer_comment(thread, people["coordinator"], "Nümunə cavab.")
    submitted.refresh_from_db()
    assert (submitted.state, submitted.is_in_review) == ("submitted", True)
    assert submitted.review_started_by == people["coordinator"]
    move = Transition.objects.get()
    assert (move.action, move.from_state, move.to_state) == ("take_into_review", "submitted", "submitted")
    assert move.actor == people["coordinator"]
    with pytest.raises(TransitionRefused):
        apply_transition(submitted, "take_back", actor=people["lead"])


def test_second_comment_leaves_the_review_as_it_began(submitted, people):
    add_comment(submitted, people["coordinator"], "Nümunə mətn.")
    begun = Entry.objects.get().review_started_at
    add_comment(submitted, people["coordinator"], "Nümunə mətn iki.")
    assert Entry.objects.get().review_started_at == begun
    assert Transition.objects.count() == 1


def test_comment_comes_in_where_the_lead_took_the_entry_back_meanwhile(submitted, people):
    Entry.objects.update(state=EntryState.DRAFT)  # the coordinator's page still says: submitted
    written = add_comment(submitted, people["coordinator"], "Nümunə mətn.")
    assert Comment.objects.get() == written
    assert (Entry.objects.get().review_started_at, Transition.objects.count()) == (None, 0)


@pytest.mark.parametrize("state", [EntryState.DRAFT, EntryState.RETURNED, EntryState.APPROVED])
def test_comment_in_another_state_begins_no_review(write_entry, people, state):
    entry = write_entry("4.2.9", state=state)
    add_comment(entry, people["coordinator"], "Nümunə mətn.")
    entry.refresh_from_db()
    assert (entry.state, entry.review_started_at) == (state, None)


def test_entry_is_held_before_the_comment_is_written(entry, people):
    """Approval takes the same row before it counts: see `workflow.apply_transition`."""
    with CaptureQueriesContext(connection) as asked:
        add_comment(entry, people["lead"], "Nümunə mətn.")
    writes = [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT"))]
    assert writes[0].startswith('UPDATE "plans_entry"')
    assert writes[1].startswith('INSERT INTO "plans_comment"')
    assert len(asked) <= 6  # among them the beginning and the end of the transaction


# --- Threads ----------------------------------------------------------------------------------------------------------


def test_agencys_answer_opens_the_gate_and_not_the_way_to_approval(entry, people):
    thread = add_comment(entry, people["coordinator"], "Nümunə mətn.")
    assert waits(entry) == [f"comment-{thread.pk}"]
    answer_comment(thread, people["lead"], "Nümunə cavab.")
    assert waits(entry) == []
    assert has_open_comments(entry)
    answer_comment(thread, people["coordinator"], "Hələ yox.")
    assert waits(entry) == [f"comment-{thread.pk}"]


def test_dealt_with_opens_the_gate_once_and_keeps_the_first_name(entry, people):
    thread = add_comment(entry, people["coordinator"], "Nümunə mətn.")
    deal_with(thread, people["contributor"])
    deal_with(thread, people["lead"])
    thread.refresh_from_db()
    assert (thread.dealt_with_by, thread.is_open) == (people["contributor"], True)
    assert waits(entry) == []
    assert has_open_comments(entry)


def test_coordinators_answer_takes_dealt_with_away(entry, people):
    thread = add_comment(entry, people["coordinator"], "Nümunə mətn.")
    deal_with(thread, people["lead"])
    answer_comment(thread, people["lead"], "Nümunə cavab.")
    thread.refresh_from_db()
    assert thread.dealt_with_by == people["lead"]
    answer_comment(thread, people["coordinator"], "Hələ yox.")
    thread.refresh_from_db()
    assert (thread.dealt_with_by, thread.dealt_with_at) == (None, None)
    assert waits(entry) == [f"comment-{thread.pk}"]


def test_agencys_own_question_cannot_be_dealt_with(entry, people):
    thread = add_comment(entry, people["lead"], "Nümunə sual.")
    with pytest.raises(CommentsClosed):
        deal_with(thread, people["lead"])
    thread.refresh_from_db()
    assert thread.dealt_with_at is None


def test_resolved_thread_lets_approval_pass_and_reopened_one_holds_it(submitted, people):
    thread = add_comment(submitted, people["coordinator"], "Nümunə mətn.")
    resolve(thread, people["coordinator"])
    thread.refresh_from_db()
    assert (thread.resolved_by, thread.is_open, has_open_comments(submitted)) == (people["coordinator"], False, False)
    reopen(thread, people["coordinator"])
    thread.refresh_from_db()
    assert (thread.resolved_by, thread.resolved_at, thread.is_open) == (None, None, True)
    submitted.refresh_from_db()
    with pytest.raises(TransitionRefused):
        apply_transition(submitted, "approve", actor=people["coordinator"])
    resolve(thread, people["coordinator"])
    apply_transition(submitted, "approve", actor=people["coordinator"])
    assert Entry.objects.get().state == "approved"


def test_resolving_twice_keeps_the_first_moment(entry, people):
    thread = add_comment(entry, people["coordinator"], "Nümunə mətn.")
    resolve(thread, people["coordinator"])
    first = Comment.objects.get().resolved_at
    resolve(thread, people["coordinator"])
    assert Comment.objects.get().resolved_at == first


def test_resolved_thread_takes_no_answer_and_is_not_dealt_with(entry, people):
    thread = add_comment(entry, people["coordinator"], "Nümunə mətn.")
    resolve(thread, people["coordinator"])
    with pytest.raises(CommentsClosed):
        answer_comment(thread, people["lead"], "Nümunə cavab.")
    with pytest.raises(CommentsClosed):
        deal_with(thread, people["lead"])
    thread.refresh_from_db()
    assert (Comment.objects.count(), thread.dealt_with_at) == (1, None)


def test_reopening_an_open_thread_changes_nothing(entry, people):
    thread = add_comment(entry, people["coordinator"], "Nümunə mətn.")
    deal_with(thread, people["lead"])
    reopen(thread, people["coordinator"])
    thread.refresh_from_db()
    assert thread.dealt_with_by == people["lead"]
