"""The one door of an entry's steps: whichever page asks for one, here it is made or refused, and told.

From here the way leads to `workflow`, and from there to `notifications`. The pages only render what comes back.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import Role
from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from plans.enums import ACTIONS, UNDOABLE_ACTIONS, EntryAction
from plans.forms.entry import MoveForm
from plans.models import Entry, Transition
from plans.queries.entry import present_at, transitions_of
from plans.queries.gate import Missing
from plans.queries.reviewing import moves_that_stand
from plans.rules import UNDO_SECONDS
from plans.services import Place
from plans.views.scope import EntryPlace, get_entry_place
from plans.workflow import (
    MOVES,
    EntryHasMoved,
    GateClosed,
    NotYourMove,
    TransitionRefused,
    apply_transition,
    may_move,
    undo_decision,
    unnamed_submission,
)

ON_PAGE = frozenset(action for action, move in MOVES.items() if move.on_page)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step. Refused: `sentence` says why, `status` is the answer's, and nothing has changed.

    `place` is the entry as the answer shows it, `made` the step's row of the history (None of the mark “ready”, which
    is no move), `missing` what the entry lacks, `reason` and `resubmit_by` what was typed. `beside`: who has the entry
    open too; nothing is wrong then, the step waits for a word.
    """

    place: EntryPlace
    action: str
    made: Transition | None = None
    status: int = 200
    sentence: str = ""
    missing: Sequence[Missing] = ()
    reason: str = ""
    resubmit_by: str = ""
    beside: Sequence[User] = ()

    @property
    def is_refused(self) -> bool:
        return self.status != 200


def typed_in(request: AuthenticatedHttpRequest) -> dict[str, str]:
    """What was typed into the form of a step, to be shown again."""
    return {
        "reason": request.POST.get("reason", "").replace("\0", ""),
        "resubmit_by": request.POST.get("resubmit_by", "")[:20],
    }


def make_step(
    request: AuthenticatedHttpRequest, place: EntryPlace, form: MoveForm, *, actions: Container[str] = ON_PAGE
) -> Outcome:
    """Makes the step that the request asks for, one of `actions`, with what its form says.

    Refused: 409 the entry has moved on, 422 something is missing or not understood. Raises PermissionDenied for a step
    that is not the user's, whatever was typed for it.
    """
    action = request.POST.get("action", "")
    if action not in actions:
        return refusal(request, place, 422, _("There is no such step. Use the buttons of this page."))
    entry = place.entry or _not_begun(place)
    if not form.is_valid():
        if not may_move(request.user, entry, MOVES[action]):
            raise PermissionDenied
        return refusal(request, place, 422, form.problem, action=action)
    if action == EntryAction.APPROVE and entry.state in MOVES[action].sources and place.reporting_year.is_open:
        beside = not_asked_about(request, place)
        if beside and may_move(request.user, entry, MOVES[action]):
            return refusal(request, place, 409, open_beside(beside), action=action, beside=beside)

    def step() -> Transition:
        if MOVES[action].decides and may_move(request.user, entry, MOVES[action]):
            require_submission(form.cleaned_data["submission"])
        return apply_transition(entry, action, actor=request.user, **form.cleaned_data)

    return attempt(request, place, step, action=action)


def beside_of(request: AuthenticatedHttpRequest, place: EntryPlace) -> list[User]:
    """Who else has the entry open now, each once. One query."""
    here = Place(place.assignment, place.reporting_year).triple
    present = present_at(here, now=timezone.now(), but_page="")
    return [one.user for one in present if one.user_id != request.user.pk]


def not_asked_about(request: AuthenticatedHttpRequest, place: EntryPlace) -> list[User]:
    """The other coordinators who have the entry open, if there is one whom the page has not asked about (`beside`, by key).

    They may be deciding too. The agency's people, who leave the page open that they have submitted from, cannot.
    """
    present = [one for one in beside_of(request, place) if one.role == Role.COORDINATOR]
    asked = set(request.POST.getlist("beside"))
    return present if any(str(one.pk) not in asked for one in present) else []


def open_beside(people: Sequence[User]) -> str:
    return ngettext(
        "%(names)s has this entry open now, perhaps to decide on it or to write about it.",
        "%(names)s have this entry open now, perhaps to decide on it or to write about it.",
        len(people),
    ) % {"names": ", ".join(map(str, people))}


def require_submission(submission: int | None) -> None:
    """Raises EntryHasMoved where the page did not say which submission it showed: nobody knows what was decided on then."""
    if submission is None:
        raise EntryHasMoved(unnamed_submission())


def undo_step(request: AuthenticatedHttpRequest, place: EntryPlace) -> Outcome:
    """Takes the user's own decision of the last seconds back. Refused, always with 409: it is too late, or not the own one.

    Raises PermissionDenied for people who decide nothing.
    """
    return attempt(request, place, lambda: undo_decision(place.written, actor=request.user), action=EntryAction.UNDO)


def attempt(
    request: AuthenticatedHttpRequest, place: EntryPlace, step: Callable[[], Transition | None], *, action: str = ""
) -> Outcome:
    """Calls `step` and says what became of it, where it raises what `workflow.errors` has: see `make_step`."""
    try:
        return Outcome(place, action, step())
    except NotYourMove as error:
        raise PermissionDenied from error
    except GateClosed as error:
        return refusal(request, place, 422, str(error), action=action, missing=error.missing)
    except TransitionRefused as error:
        if not isinstance(error, EntryHasMoved) and action != EntryAction.UNDO:
            return refusal(request, place, 422, str(error), action=action)
        # As it stands now, not as it stood when this request began.
        now = get_entry_place(request, **place.address_parts)
        return refusal(request, now, 409, str(error), action=action)


def refusal(
    request: AuthenticatedHttpRequest,
    place: EntryPlace,
    status: int,
    sentence: str,
    *,
    action: str = "",
    missing: Sequence[Missing] = (),
    beside: Sequence[User] = (),
) -> Outcome:
    """The outcome of a step that is not made, with what was typed for it."""
    typed = typed_in(request)
    return Outcome(place, action, None, status, sentence, missing, typed["reason"], typed["resubmit_by"], beside=beside)


@dataclass(frozen=True, slots=True)
class Stands:
    """What a refusal says where the entry has moved on: its `title`, the move that stands. `is_done`: it is the one that was
    asked for, and there is nothing else to say. All empty of other refusals.
    """

    title: str = ""
    moved: Transition | None = None
    is_done: bool = False


def what_stands(request: AuthenticatedHttpRequest, outcome: Outcome) -> Stands:
    """One query where the entry has moved on, none otherwise."""
    entry = outcome.place.entry
    if outcome.status != 409 or outcome.beside or entry is None:
        return Stands()
    transitions = list(transitions_of(entry))
    # A decision that was undone stands no more, but its undoing does for whoever asks for that once more.
    standing = transitions if outcome.action == EntryAction.UNDO else moves_that_stand(transitions)
    latest = standing[0] if standing else None
    if not outcome.place.reporting_year.is_open:
        return Stands(_("The reporting year is closed"), latest)
    if latest is None or latest.action != outcome.action:
        return Stands(_("Not undone") if outcome.action == EntryAction.UNDO else _("The entry has moved on"), latest)
    own = latest.actor_id == request.user.pk
    return Stands(_("You have done this already") if own else _("Somebody else was faster"), latest, is_done=True)


def _not_begun(place: EntryPlace) -> Entry:
    return Entry(agency=place.agency, reporting_year=place.reporting_year, sub_point=place.sub_point)


def tell(
    request: AuthenticatedHttpRequest, place: EntryPlace, made: Transition, *, undo_address: str, address: str = ""
) -> None:
    """Says on the next page what was made, with the button that takes a decision back.

    `address`: the entry's, for a next page that is about another one; the message then names the entry. The button
    counts the seconds that are left when that page is likely to be seen.
    """
    if made.action not in UNDOABLE_ACTIONS:
        messages.success(request, _done(made))
        return
    context = place.context | {
        "sentence": _done(made),
        "action": made.action,
        "day": made.resubmit_by,
        "address": address,
        "undo_address": undo_address,
        "seconds": UNDO_SECONDS - 1,
    }
    messages.success(request, render_to_string("plans/moves/_decided.html", context))


def _done(made: Transition) -> str:
    day = made.resubmit_by
    return str(ACTIONS[made.action].done) % ({"day": day.strftime("%d.%m.%Y")} if day else {})
