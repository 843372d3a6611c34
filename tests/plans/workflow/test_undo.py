"""Undoing a decision: ten seconds, the same coordinator, nothing moved, nobody told."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from accounts.enums import Role
from plans.enums import EntryState, MailState
from plans.models import EditorialVersion, Entry, Notice, OutboxMail, ReportingYear, Transition
from plans.notifications.delivery import deliver_round
from plans.services import save_entry
from plans.workflow import EntryHasMoved, NotYourMove, TransitionRefused, apply_transition, undo_decision, undoable
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

MORNING = datetime.datetime(2024, 12, 2, 10, 0, tzinfo=datetime.UTC)
REASON = "Nümunə səbəb. Tarixləri göstərin."
TOO_LATE = (
    "Qərarı artıq ləğv etmək mümkün deyil: qərar qüvvədədir və barəsində məktub göndərilir. Məlumatı yenidən açın və ya"
    " yenidən yoxlamaya götürün."
)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def coordinator(people):
    return people["coordinator"]


@pytest.fixture
def submitted(write_entry, people):
    people["lead"].email = "mesul@numune.example"
    people["lead"].save()
    entry = write_entry("4.2.9", "<p>Nümunə mətn.</p>", state=EntryState.SUBMITTED, status="implemented")
    return Entry.objects.get(pk=entry.pk)


def decide(entry: Entry, action: str, actor) -> Transition:
    return apply_transition(entry, action, actor=actor, reason=REASON if action == "return" else "")


@pytest.mark.parametrize(("action", "state"), [("approve", "approved"), ("return", "returned")])
def test_undone_decision_leaves_the_entry_under_review_and_nobody_told(
    action, state, submitted, coordinator, people, morning
):
    decision = decide(submitted, action, coordinator)
    assert OutboxMail.objects.filter(transition=decision, state=MailState.QUEUED).count() == 1
    assert Notice.objects.filter(transition=decision).count() >= 1
    morning.shift(9)
    assert undoable(submitted, coordinator) == decision
    history = undo_decision(submitted, actor=coordinator)
    stored = Entry.objects.get(pk=submitted.pk)
    assert (stored.state, stored.is_in_review, stored.review_started_by) == ("submitted", True, coordinator)
    assert (history.action, history.from_state, history.to_state) == ("undo", state, "submitted")
    assert [move.action for move in stored.transitions.order_by("pk")][-2:] == [action, "undo"]
    assert list(Notice.objects.filter(transition=decision)) == []
    morning.shift(3600)
    assert deliver_round() == {"sent": 0, "failed": 0}


def test_decision_that_is_not_undone_is_mailed_after_ten_seconds_and_not_before(submitted, coordinator, morning):
    decide(submitted, "approve", coordinator)
    morning.shift(9)
    assert deliver_round() == {"sent": 0, "failed": 0}
    morning.shift(1)
    assert deliver_round() == {"sent": 1, "failed": 0}


@pytest.mark.parametrize(("seconds", "may"), [(9.9, True), (10, False), (-1, False)])
def test_decision_can_be_undone_for_ten_seconds(seconds, may, submitted, coordinator, morning):
    decision = decide(submitted, "approve", coordinator)
    morning.shift(seconds)
    assert undoable(submitted, coordinator) == (decision if may else None)
    if may:
        undo_decision(submitted, actor=coordinator)
        assert Entry.objects.get(pk=submitted.pk).state == "submitted"
    else:
        with pytest.raises(TransitionRefused) as refusal:
            undo_decision(submitted, actor=coordinator)
        assert str(refusal.value) == TOO_LATE
        assert Entry.objects.get(pk=submitted.pk).state == "approved"
        assert OutboxMail.objects.filter(state=MailState.QUEUED).count() == 1


def test_decision_whose_mail_is_being_sent_cannot_be_undone(submitted, coordinator):
    decision = decide(submitted, "return", coordinator)
    OutboxMail.objects.filter(transition=decision).update(state=MailState.SENDING, attempts=1)
    with pytest.raises(TransitionRefused) as refusal:
        undo_decision(submitted, actor=coordinator)
    assert str(refusal.value) == TOO_LATE
    stored = Entry.objects.get(pk=submitted.pk)
    assert (stored.state, stored.transitions.order_by("-pk").first()) == ("returned", decision)


def test_decision_of_another_coordinator_cannot_be_undone(submitted, coordinator):
    other = make_user("ikinci-koordinator", Role.COORDINATOR)
    decide(submitted, "approve", coordinator)
    assert undoable(submitted, other) is None
    with pytest.raises(TransitionRefused) as refusal:
        undo_decision(submitted, actor=other)
    assert str(refusal.value) == f"Bu məlumat üzrə qərarı {coordinator} verib: onu yalnız özü ləğv edə bilər."
    assert Entry.objects.get(pk=submitted.pk).state == "approved"


def test_nobody_but_a_coordinator_undoes(submitted, coordinator, people):
    decide(submitted, "approve", coordinator)
    for role in ("lead", "contributor", "observer", "administrator"):
        with pytest.raises(NotYourMove):
            undo_decision(submitted, actor=people[role])


def test_returned_entry_that_its_agency_has_changed_stays_returned(submitted, coordinator, people):
    decide(submitted, "return", coordinator)
    save_entry(
        sub_point=submitted.sub_point,
        agency=submitted.agency,
        reporting_year=submitted.reporting_year,
        author=people["contributor"],
        narrative="<p>Nümunə mətn, düzəldilmiş.</p>",
        status="implemented",
        expected_version=submitted.version,
    )
    with pytest.raises(EntryHasMoved):
        undo_decision(submitted, actor=coordinator)
    fresh = Entry.objects.get(pk=submitted.pk)
    assert undoable(fresh, coordinator) is None
    with pytest.raises(TransitionRefused) as refusal:
        undo_decision(fresh, actor=coordinator)
    assert str(refusal.value) == (
        "Qərardan sonra məlumatda dəyişiklik olub: qərarı ləğv etmək mümkün deyil. Məlumata yenidən baxın."
    )
    assert Entry.objects.get(pk=submitted.pk).state == "returned"


def test_decision_in_a_year_closed_since_cannot_be_undone(submitted, coordinator):
    decide(submitted, "approve", coordinator)
    ReportingYear.objects.update(state="closed")
    with pytest.raises(EntryHasMoved):
        undo_decision(submitted, actor=coordinator)


def test_undone_return_leaves_the_day_on_which_the_entry_was_due_again(submitted, coordinator, people, morning):
    first, second = datetime.date(2025, 1, 25), datetime.date(2025, 2, 25)
    apply_transition(submitted, "return", actor=coordinator, reason=REASON, resubmit_by=first)
    apply_transition(submitted, "submit", actor=people["lead"])
    apply_transition(submitted, "return", actor=coordinator, reason=REASON, resubmit_by=second)
    undo_decision(submitted, actor=coordinator)
    assert Entry.objects.get(pk=submitted.pk).resubmit_by == first
    apply_transition(submitted, "return", actor=coordinator, reason=REASON, resubmit_by=second)
    undo_decision(submitted, actor=coordinator)
    assert Entry.objects.get(pk=submitted.pk).resubmit_by == first
    apply_transition(submitted, "approve", actor=coordinator)
    assert Entry.objects.get(pk=submitted.pk).resubmit_by is None
    undo_decision(submitted, actor=coordinator)
    assert Entry.objects.get(pk=submitted.pk).resubmit_by == first


@pytest.mark.parametrize("undone", [True, False])
def test_reason_of_an_undone_return_stays_with_the_coordinators(
    undone, submitted, coordinator, people, client, morning
):
    apply_transition(submitted, "return", actor=coordinator, reason="Nümunə səbəb, yanlış məlumata.")
    if undone:
        undo_decision(submitted, actor=coordinator)
    morning.shift(60)
    pages = ("/plans/numune-2020-2024/activity/", "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/history/")
    for role in ("lead", "observer", "coordinator"):
        client.force_login(people[role])
        for page in pages:
            answer = client.get(page)
            if answer.status_code == 404:  # an observer has no history of texts
                assert (role, page) == ("observer", pages[1])
                continue
            is_shown = "yanlış məlumata" in answer.content.decode()
            assert is_shown is (role == "coordinator" or (role == "lead" and not undone)), (role, page)


@pytest.mark.parametrize("action", ["undo", "reopen"])
def test_editorial_version_of_what_is_no_longer_approved_is_out_of_date(action, submitted, coordinator):
    decide(submitted, "approve", coordinator)
    version = EditorialVersion.objects.create(
        entry=submitted,
        entry_version=submitted.version,
        narrative="<p>Nümunə mətn, redaktə edilmiş.</p>",
        written_by=coordinator,
        written_at=timezone.now(),
    )
    apply_transition(submitted, action, actor=coordinator, reason=REASON)
    version.refresh_from_db()
    assert version.outdated_at == timezone.now()


def test_editorial_version_of_a_locked_entry_stays_current(submitted, coordinator):
    decide(submitted, "approve", coordinator)
    version = EditorialVersion.objects.create(
        entry=submitted,
        entry_version=submitted.version,
        narrative="<p>Nümunə mətn, redaktə edilmiş.</p>",
        written_by=coordinator,
        written_at=timezone.now(),
    )
    apply_transition(submitted, "lock", actor=coordinator)
    version.refresh_from_db()
    assert version.outdated_at is None
