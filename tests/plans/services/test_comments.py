import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from plans.enums import EntryState, YearState
from plans.models import Comment, CommentStep, Entry, ReportingYear, Transition
from plans.queries.gate import has_open_comments, missing_for_submission
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
from tests.conftest import stand_as_submitted

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
    before = list(Comment.objects.values()), list(CommentStep.objects.values())
    with pytest.raises(CommentsClosed):
        {
            "add": lambda: add_comment(entry, people["coordinator"], "Yeni."),
            "answer": lambda: answer_comment(thread, people["lead"], "Yeni."),
            "dealt": lambda: deal_with(thread, people["lead"]),
            "resolve": lambda: resolve(thread, people["coordinator"]),
            "reopen": lambda: reopen(thread, people["coordinator"]),
        }[step]()
    assert (list(Comment.objects.values()), list(CommentStep.objects.values())) == before


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
    stand_as_submitted(EntryState.DRAFT)  # the coordinator's page still says: submitted
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


# --- Steps ------------------------------------------------------------------------------------------------------------


def steps() -> list[tuple[str, str]]:
    return list(CommentStep.objects.order_by("pk").values_list("action", "actor__username"))


def test_each_change_of_a_thread_leaves_one_step_and_a_second_press_none(entry, people):
    coordinator, lead, contributor = people["coordinator"], people["lead"], people["contributor"]
    thread = add_comment(entry, coordinator, "Nümunə mətn.")
    reopen(thread, coordinator)  # it is open
    assert steps() == []
    deal_with(thread, lead)
    deal_with(thread, contributor)
    assert steps() == [("dealt_with", lead.username)]
    resolve(thread, coordinator)
    resolve(thread, coordinator)
    reopen(thread, coordinator)
    reopen(thread, coordinator)
    deal_with(thread, contributor)
    assert steps() == [
        ("dealt_with", lead.username),
        ("resolved", coordinator.username),
        ("reopened", coordinator.username),
        ("dealt_with", contributor.username),
    ]
    assert {step.comment for step in CommentStep.objects.all()} == {thread}
    thread.refresh_from_db()
    assert CommentStep.objects.latest("pk").created_at == thread.dealt_with_at


def test_writing_and_answering_are_no_steps(entry, people):
    thread = add_comment(entry, people["coordinator"], "Nümunə mətn.")
    answer_comment(thread, people["lead"], "Nümunə cavab.")
    answer_comment(thread, people["coordinator"], "Hələ yox.")
    assert steps() == []


@pytest.mark.parametrize("step", [deal_with, resolve])
def test_answer_is_no_thread_and_takes_no_step(entry, people, step):
    thread = add_comment(entry, people["coordinator"], "Nümunə mətn.")
    answer = answer_comment(thread, people["coordinator"], "Nümunə cavab.")
    if step is deal_with:
        with pytest.raises(CommentsClosed):
            step(answer, people["lead"])
    else:
        step(answer, people["coordinator"])
    answer.refresh_from_db()
    assert (answer.dealt_with_at, answer.resolved_at, steps()) == (None, None, [])


@pytest.mark.parametrize(("step", "who"), [(deal_with, "lead"), (resolve, "coordinator"), (reopen, "coordinator")])
def test_thread_and_its_step_are_written_in_one_transaction(entry, people, step, who):
    thread = add_comment(entry, people["coordinator"], "Nümunə mətn.")
    if step is reopen:
        resolve(thread, people["coordinator"])
    with CaptureQueriesContext(connection) as asked:
        step(thread, people[who])
    said = [query["sql"] for query in asked if not query["sql"].startswith("SELECT")]
    starts = (
        "SAVEPOINT",
        'UPDATE "plans_entry"',
        'UPDATE "plans_comment"',
        'INSERT INTO "plans_commentstep"',
        "RELEASE",
    )
    assert [sql.startswith(start) for sql, start in zip(said, starts, strict=True)] == [True] * 5


def test_steps_are_known_and_hold_their_thread(entry, people):
    thread = add_comment(entry, people["coordinator"], "Nümunə mətn.")
    with pytest.raises(IntegrityError), transaction.atomic():
        CommentStep.objects.create(comment=thread, action="eaten", created_at=thread.created_at)
    resolve(thread, people["coordinator"])
    with pytest.raises(ProtectedError):
        thread.delete()


def test_threads_from_before_there_were_steps_get_those_that_are_still_known(entry, people):
    day = datetime.datetime(2025, 1, 10, 8, tzinfo=datetime.UTC)
    later = day + datetime.timedelta(days=1)
    add_comment(entry, people["coordinator"], "Nümunə açıq.")
    for text in ("Nümunə bir.", "Nümunə iki."):
        add_comment(entry, people["coordinator"], text)
    lead, coordinator = people["lead"], people["coordinator"]
    Comment.objects.filter(text="Nümunə bir.").update(
        dealt_with_at=day, dealt_with_by=lead, resolved_at=later, resolved_by=coordinator
    )
    Comment.objects.filter(text="Nümunə iki.").update(resolved_at=day)  # by nobody known
    import_module("plans.migrations.0011_fill_comment_steps").fill(apps, None)
    found = CommentStep.objects.order_by("pk").values_list("comment__text", "action", "actor", "created_at")
    assert list(found) == [
        ("Nümunə bir.", "dealt_with", lead.pk, day),
        ("Nümunə bir.", "resolved", coordinator.pk, later),
        ("Nümunə iki.", "resolved", None, day),
    ]
