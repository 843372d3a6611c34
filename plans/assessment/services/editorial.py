"""Words an approved entry otherwise for the consolidated report, and asks its agency for consent.

An entry's editorial versions share one count, `EditorialVersion.version`: every save and every step takes the next
number, so that an open page which names the number it saw never acts on another wording.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.enums import EditorialState, EntryState, NoticeKind
from plans.models import EditorialVersion, Entry
from plans.narrative import clean_plain
from plans.notifications.notices import tell
from plans.queries.editorial import leads_of
from plans.services.bounds import TextTooLarge, clean_within_bounds, require_bounds
from plans.services.holding import hold_entry
from plans.workflow import another_submission

LONGEST_WORDS = 4_000  # a note, an answer, a reason


class EditorialRefused(Exception):
    """The step is not made and nothing has changed; the message says why and what to do."""


class EditorialChanged(EditorialRefused):
    """The entry or its editorial version stands differently than the person saw it, or can be changed no more."""


def save_wording(
    entry: Entry,
    user: User,
    *,
    narrative: str,
    note: str,
    version: int,
    entry_version: int,
    submission: int | None = None,
    ask: bool = False,
) -> EditorialVersion:
    """Keeps the coordinator's wording as a draft; with `ask` the agency's leads are asked for consent at once.

    A draft is changed in place. A wording that has been asked about stays in the record as it was: a changed one takes
    its place as a new draft, and until the agency consents anew its own text prints. `version` is the number that the
    page saw (0: none yet), `entry_version` the agency's text that it was worded from, `submission` the submission it
    came with.

    Raises EditorialRefused for a wording that is empty, too long or the agency's own, EditorialChanged where the entry
    is not approved or has another text, its year is closed, or somebody else has saved meanwhile.
    """
    narrative, note = _checked_wording(entry, narrative), _checked_words(note)
    with _entry_in_hand(entry, entry_version, submission):
        latest = _latest(entry)
        current = latest if latest is not None and latest.is_current else None
        if current is not None and _is_repeated(current, user, narrative, note, version, ask=ask):
            return current
        _expect(latest, version)
        if current is not None and (current.narrative, current.note) == (narrative, note):
            kept = current
        elif current is not None and current.state == EditorialState.DRAFT:
            kept = _step(
                current,
                narrative=narrative,
                note=note,
                entry_version=entry.version,
                written_by=user,
                written_at=timezone.now(),
            )
        else:
            if current is not None:
                _step(current, withdrawn_at=timezone.now(), withdrawn_by=user)
            kept = EditorialVersion.objects.create(
                entry=entry,
                entry_version=entry.version,
                narrative=narrative,
                note=note,
                version=(current.version if current else version) + 1,
                written_by=user,
                written_at=timezone.now(),
            )
        return _ask(kept, entry, user) if ask else kept


def answer(entry: Entry, user: User, *, consents: bool, words: str, version: int) -> EditorialVersion:
    """The agency's lead consents, or refuses with a reason; whoever asked is told.

    Raises EditorialRefused for a refusal without a word, EditorialChanged where nothing waits for an answer any more.
    """
    words = _checked_words(words)
    if not consents and not words:
        raise EditorialRefused(_("Say why you refuse: the coordinator decides by it."))
    with _entry_in_hand(entry):
        asked = _current(entry, version, EditorialState.ASKED, _("Nothing waits for an answer: look at it again."))
        state = EditorialState.CONSENTED if consents else EditorialState.REFUSED
        asked = _step(asked, state=state, answer=words, answered_by=user, answered_at=timezone.now())
        _tell(entry, NoticeKind.CONSENT_ANSWERED, [asked.asked_by] if asked.asked_by else [], user, consented=consents)
    return asked


def decide(entry: Entry, user: User, *, reason: str, version: int) -> EditorialVersion:
    """The coordinator prints the wording in spite of the agency's refusal; its leads are told, and read the reason.

    Raises EditorialRefused without a reason, EditorialChanged where the agency has not refused.
    """
    reason = _checked_words(reason)
    if not reason:
        raise EditorialRefused(_("Give a reason: the agency reads it."))
    with _entry_in_hand(entry):
        text = _("Only a wording that the agency has refused can be decided on: look at it again.")
        refused = _current(entry, version, EditorialState.REFUSED, text)
        decided = _step(
            refused, state=EditorialState.DECIDED, decision_reason=reason, decided_by=user, decided_at=timezone.now()
        )
        _tell(entry, NoticeKind.EDITORIAL_DECIDED, leads_of(entry), user)
    return decided


def withdraw(entry: Entry, user: User, *, version: int) -> EditorialVersion:
    """The wording is wanted no more: the agency's own text prints. Raises EditorialChanged where none is current."""
    with _entry_in_hand(entry):
        current = _current(entry, version, None, _("There is nothing to withdraw any more: look at it again."))
        return _step(current, withdrawn_at=timezone.now(), withdrawn_by=user)


@contextmanager
def _entry_in_hand(entry: Entry, entry_version: int | None = None, submission: int | None = None) -> Iterator[None]:
    """A transaction that holds the entry's row from its first statement: reopening it waits, or came first."""
    with transaction.atomic():
        if not hold_entry(entry, {EntryState.APPROVED}):
            raise EditorialChanged(_why_not(entry))
        now = Entry.objects.values_list("version", "nothing_to_report", "submissions").get(pk=entry.pk)
        if submission is not None and now[2] != submission:
            raise EditorialChanged(another_submission(Entry(submissions=now[2])))
        if now[1]:
            raise EditorialChanged(_("The agency has nothing to report here: the plan's standard sentence is printed."))
        if now[0] != entry.version or (entry_version is not None and now[0] != entry_version):
            raise EditorialChanged(
                _("The agency's text has changed since you opened the page. Read it, then edit the wording again.")
            )
        yield


def _why_not(entry: Entry) -> str:
    now = Entry.objects.select_related("reporting_year").get(pk=entry.pk)
    if now.state == EntryState.LOCKED:
        return _("The entry is published: neither its text nor its editorial version changes any more.")
    if now.state != EntryState.APPROVED:
        return _(
            "The entry is not approved any more: its editorial version is out of date. Once it is approved again, "
            "prepare a new one."
        )
    return _("The reporting year is closed: editorial versions change no more.")


def _checked_wording(entry: Entry, narrative: str) -> str:
    try:
        narrative = clean_within_bounds(narrative, lambda: entry.narrative)
        require_bounds(narrative, before=entry.narrative)
    except TextTooLarge as refused:
        raise EditorialRefused(str(refused)) from refused
    if not narrative:
        raise EditorialRefused(_("Write the wording first."))
    if narrative == entry.narrative:
        raise EditorialRefused(_("This is the agency's own text: it is printed anyway. Edit the wording, then save."))
    return narrative


def _checked_words(words: str) -> str:
    words = clean_plain(words).strip()
    if len(words) > LONGEST_WORDS:
        raise EditorialRefused(
            _("What you wrote is too long: shorten it to %(limit)s characters.") % {"limit": LONGEST_WORDS}
        )
    return words


def _latest(entry: Entry) -> EditorialVersion | None:
    return entry.editorial_versions.select_related("asked_by").order_by("-pk").first()


def _is_repeated(current: EditorialVersion, user: User, narrative: str, note: str, version: int, *, ask: bool) -> bool:
    """Whether the button was pressed twice: the first press has done all of it."""
    return (
        current.version > version
        and current.written_by_id == user.pk
        and current.state == (EditorialState.ASKED if ask else EditorialState.DRAFT)
        and (current.narrative, current.note) == (narrative, note)
    )


def _expect(latest: EditorialVersion | None, version: int) -> None:
    if (latest.version if latest else 0) != version:
        raise EditorialChanged(_overtaken())


def _overtaken() -> str:
    return _("Somebody has changed the editorial version meanwhile. Look at it, then repeat your step.")


def _current(entry: Entry, version: int, state: EditorialState | None, otherwise: str) -> EditorialVersion:
    """The current version, if it is in the state (None: in any) and is the one that the page saw."""
    latest = _latest(entry)
    if latest is None or not latest.is_current or (state is not None and latest.state != state):
        raise EditorialChanged(otherwise)
    _expect(latest, version)
    return latest


def _step(record: EditorialVersion, **changes: Any) -> EditorialVersion:
    """The next number and the changes, by compare-and-set."""
    changes |= {"version": record.version + 1}
    rows = EditorialVersion.objects.filter(
        pk=record.pk, version=record.version, outdated_at__isnull=True, withdrawn_at__isnull=True
    )
    if not rows.update(**changes):
        raise EditorialChanged(_overtaken())
    for name, value in changes.items():
        setattr(record, name, value)
    return record


def _ask(draft: EditorialVersion, entry: Entry, user: User) -> EditorialVersion:
    if draft.state != EditorialState.DRAFT:
        raise EditorialRefused(_("The agency has been asked about this wording already. Change it, then ask again."))
    asked = _step(draft, state=EditorialState.ASKED, asked_by=user, asked_at=timezone.now())
    _tell(entry, NoticeKind.CONSENT_ASKED, leads_of(entry), user)
    return asked


def _tell(entry: Entry, kind: NoticeKind, people: list[User], actor: User, **context: Any) -> None:
    year, agency = entry.reporting_year, entry.agency
    tell(people, kind, reporting_year=year, agency=agency, entry=entry, actor=actor, context=context)
