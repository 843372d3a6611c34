"""The revision that observers read, filled for records that were made before it was kept; what the database forbids."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from plans.enums import EntryState
from plans.models import Entry, Evidence, Revision, Transition

fill = import_module("plans.migrations.0019_fill_what_was_submitted").fill


@pytest.fixture
def before(write_entry, people):
    """`before("4.2.9", "returned", "submit", "return")`: an entry of two texts as it stood before the migration, with the
    moves named, each at the text of its moment; a draft's text follows the moves of a returned one.
    """

    def make(number: str, state: str, *actions: str) -> Entry:
        entry = write_entry(number, "<p>Birinci mətn.</p>")
        first = Revision.objects.get(entry=entry)
        targets = {"submit": "submitted", "return": "returned", "approve": "approved", "take_back": "draft"}
        for action in actions:
            Transition.objects.create(
                entry=entry, action=action, from_state="draft", to_state=targets[action], reason="Nümunə səbəb.",
                revision=first, created_at=timezone.now(),
            )  # fmt: skip
        proof = Evidence.objects.create(
            entry=entry, title="Yeni ad", is_public=True, url="https://numune.example/", added_by=people["lead"],
            added_at=timezone.now(),
        )  # fmt: skip
        Revision.objects.filter(pk=first.pk).update(evidence=[{"id": proof.pk, "title": "Əvvəlki ad", "public": True}])
        if state in ("returned", "draft"):
            Revision.objects.create(
                entry=entry, version=2, narrative="<p>İkinci mətn.</p>", created_at=timezone.now(),
                saved_at=timezone.now() + datetime.timedelta(minutes=1),
            )  # fmt: skip
            Entry.objects.filter(pk=entry.pk).update(version=2, narrative="<p>İkinci mətn.</p>")
        Entry.objects.filter(pk=entry.pk).update(state=state)
        return entry

    return make


@pytest.mark.parametrize(
    ("state", "actions", "text", "number", "title"),
    [
        ("submitted", ("submit",), "<p>Birinci mətn.</p>", 1, "Yeni ad"),
        ("submitted", ("submit", "return", "submit"), "<p>Birinci mətn.</p>", 2, "Yeni ad"),
        ("approved", ("submit", "approve"), "<p>Birinci mətn.</p>", 1, "Yeni ad"),
        ("locked", (), "<p>Birinci mətn.</p>", 1, "Yeni ad"),  # sample entries have no moves
        ("returned", ("submit", "return"), "<p>Birinci mətn.</p>", 1, "Əvvəlki ad"),
        ("returned", ("return",), "<p>Birinci mətn.</p>", 1, "Əvvəlki ad"),
        ("returned", (), None, 1, ""),  # nothing tells what was submitted: unseen
        ("draft", ("submit", "take_back"), None, 1, ""),
        ("draft", (), None, 0, ""),
    ],
)
def test_migration_finds_what_was_submitted(state, actions, text, number, title, before):
    entry = before("4.2.9", state, *actions)
    fill(apps, None)
    entry = Entry.objects.get(pk=entry.pk)
    assert (entry.submitted.narrative if entry.submitted else None, entry.submissions) == (text, number)
    assert Evidence.objects.get().submitted_title == title
    folded = set(Revision.objects.exclude(submitted_folded="").values_list("submitted_folded", flat=True))
    assert folded == ({"birinci mətn."} if text else set())


def test_draft_cannot_be_seen(write_entry):
    entry = write_entry("4.2.9", state=EntryState.SUBMITTED)
    with pytest.raises(IntegrityError, match="what_was_taken_back_is_unseen"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(state=EntryState.DRAFT)
    assert Entry.objects.get(pk=entry.pk).submitted is not None
