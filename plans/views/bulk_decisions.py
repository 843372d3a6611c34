"""Decisions on many entries: the coordinator chooses them on a page of a list, is asked, decides, and may take all of it
back while nobody has been told.

The boxes stand in the queue, where the coordinator works, and in the list of entries, which is sorted and filtered
otherwise. Each leads back to where it was pressed.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from plans.enums import COMMENT, DECIDED_TOGETHER, EntryAction
from plans.forms.bulk import TogetherForm
from plans.models import AgencyName, Entry, Phrase, ReportingYear, Transition
from plans.queries.access import may_read_consolidated
from plans.queries.chosen import chosen_entries, last_moves
from plans.queries.reviewing import phrases_of, present_in_year
from plans.queries.threads import count_open_comments
from plans.queries.years import VisibleYear
from plans.rules import deadline_limits, default_resubmit_by, due_day
from plans.services import BulkOutcome, approve_many, comment_many, not_as_seen, return_many, undo_many
from plans.views.bulk import MOST_AT_ONCE, NotUnderstood, chosen_in, not_understood
from plans.views.bulk_result import keep_result
from plans.views.deciding import open_beside
from plans.views.frame import frame_of, render_page
from plans.views.scope import get_reporting_year
from plans.views.steps import OF_YEAR, step_of
from plans.workflow import held_back

if TYPE_CHECKING:
    from plans.queries.chosen import ChosenEntry

LIST, QUEUE = "plans:entry-list", "plans:review-queue"


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """A chosen entry as the question shows it. `value` is how the choice is sent; `others`: coordinators who have it open.

    `why_not`: it is left out, and why; then `moved` is its last move.
    """

    entry: Entry
    agency_name: AgencyName | None
    value: str
    others: Sequence[User] = ()
    why_not: str = ""
    moved: Transition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPage:
    """The question before many entries are decided on. `rows` are decided, `left_out` are not; `unknown` counts what was
    chosen and is none of the year's entries. `number` of `pages` is the list's page, `shown` how many could be chosen there.
    """

    action: str
    is_queue: bool
    rows: Sequence[ChosenRow]
    left_out: Sequence[ChosenRow]
    unknown: int
    number: int
    pages: int
    shown: int
    words: str
    resubmit_by: str
    resubmit_earliest: datetime.date
    problem: str
    phrases: Sequence[Phrase]
    here: str
    back: str


@step_of(LIST, *OF_YEAR)
def decide_in_list(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """Asks about the chosen entries of the list and decides on them; the list then says what became of each."""
    if not may_read_consolidated(request.user):
        raise Http404
    reporting_year, years = get_reporting_year(request.user, plan, year)
    if request.user.role != Role.COORDINATOR:
        raise PermissionDenied
    return _decide(request, reporting_year, years, LIST)


@step_of(QUEUE, *OF_YEAR)
def decide_in_queue(request: AuthenticatedHttpRequest, plan: str, year: int) -> HttpResponse:
    """The same for the queue. Nobody but coordinators knows that it exists."""
    if request.user.role != Role.COORDINATOR:
        raise Http404
    return _decide(request, *get_reporting_year(request.user, plan, year), QUEUE)


def _decide(
    request: AuthenticatedHttpRequest, reporting_year: ReportingYear, years: Sequence[VisibleYear], listed: str
) -> HttpResponse:
    path = reverse(listed, args=(reporting_year.plan.code, reporting_year.year))
    query = request.GET.urlencode()
    back = f"{path}?{query}" if query else path
    action = request.POST.get("action", "")
    try:
        if action == EntryAction.UNDO:
            keep_result(request, action, path, undo_many(request.user, reporting_year, _made_in(request)))
            return redirect(back)
        if action not in DECIDED_TOGETHER:
            raise NotUnderstood(_("There is no such step. Use the buttons of this page."))
        chosen = chosen_in(request)
    except NotUnderstood as error:
        messages.error(request, str(error))
        return redirect(back)
    entries = chosen_entries(request.user, reporting_year, {key for key, *_seen in chosen})
    earliest = max([localdate(), *(due_day(reporting_year.deadline, entry.extended_until) for entry in entries)])
    latest = deadline_limits(reporting_year.year)[1]
    form = TogetherForm(request.POST, action=action, earliest=earliest, latest=latest)
    if request.POST.get("confirmed") and "insert" not in request.POST and form.is_valid():
        outcome = _make(request, reporting_year, chosen, form, entries)
        undo_address = "" if action == COMMENT else request.get_full_path()
        keep_result(request, action, path, outcome, undo_address=undo_address)
        return redirect(back)
    rows = _rows(request.user, reporting_year, entries, chosen, action)
    number, pages, shown = _seen_from(request)
    typed = _typed(request, form)
    page = BulkPage(
        action=action,
        is_queue=listed == QUEUE,
        rows=[row for row in rows if not row.why_not],
        left_out=[row for row in rows if row.why_not],
        unknown=len({key for key, *_seen in chosen}) - len(entries),
        number=number,
        pages=pages,
        shown=shown,
        words=typed["words"],
        resubmit_by=typed["resubmit_by"],
        resubmit_earliest=earliest,
        problem=typed["problem"],
        phrases=phrases_of(request.user) if action == EntryAction.RETURN else [],
        here=request.get_full_path(),
        back=back,
    )
    frame = frame_of(active="review" if page.is_queue else "home", reporting_year=reporting_year, years=years)
    status = 422 if page.problem else 200 if page.rows else 409
    return render_page(request, "plans/bulk/ask.html", frame, page, status=status)


def _rows(
    user: User,
    reporting_year: ReportingYear,
    entries: "Sequence[ChosenEntry]",
    chosen: Sequence[tuple[int, ...]],
    action: str,
) -> list[ChosenRow]:
    """The chosen entries with what stands against deciding on each. Three queries."""
    seen = {key: (version, submission) for key, version, submission in chosen}
    opened = count_open_comments(seen) if action == EntryAction.APPROVE else {}
    reasons = {entry.pk: not_as_seen(entry, *seen[entry.pk]) for entry in entries}
    reasons |= {key: held_back() for key in opened if not reasons.get(key, "")}
    left_out = [key for key, why_not in reasons.items() if why_not]
    moves = last_moves(left_out) if left_out else {}
    beside = _beside(user, reporting_year, entries) if action == EntryAction.APPROVE else {}
    return [
        ChosenRow(
            entry,
            agency_name=entry.agency.name_in(reporting_year.year),
            value=":".join(map(str, (entry.pk, *seen[entry.pk]))),
            others=beside.get(entry.pk, ()),
            why_not=reasons[entry.pk],
            moved=moves.get(entry.pk),
        )
        for entry in entries
    ]


def _beside(user: User, reporting_year: ReportingYear, entries: Sequence[Entry]) -> dict[int, list[User]]:
    """By entry's key the other coordinators who have it open; they may be deciding too. One query."""
    present = present_in_year(user, reporting_year)
    found = {
        entry.pk: [
            one for one in present.get((entry.agency_id, entry.sub_point_id), ()) if one.role == Role.COORDINATOR
        ]
        for entry in entries
    }
    return {key: people for key, people in found.items() if people}


def _make(
    request: AuthenticatedHttpRequest,
    reporting_year: ReportingYear,
    chosen: Sequence[tuple[int, ...]],
    form: TogetherForm,
    entries: Sequence[Entry],
) -> BulkOutcome:
    """Decides, or comments; what somebody has opened since the question is left alone."""
    user, words = request.user, form.cleaned_data["words"]
    if form.action == COMMENT:
        return comment_many(user, reporting_year, chosen, words)
    if form.action == EntryAction.RETURN:
        return return_many(user, reporting_year, chosen, reason=words, resubmit_by=form.cleaned_data["resubmit_by"])
    asked = set(request.POST.getlist("beside"))
    held = {
        key: open_beside(people)
        for key, people in _beside(user, reporting_year, entries).items()
        if any(f"{key}:{one.pk}" not in asked for one in people)
    }
    return approve_many(user, reporting_year, chosen, held=held)


def _typed(request: AuthenticatedHttpRequest, form: TogetherForm) -> dict[str, str]:
    """What the fields hold: at first the usual day, then what was typed, with the phrase whose button was pressed."""
    if not ({"confirmed", "insert"} & request.POST.keys()):
        usual = default_resubmit_by(form.earliest, localdate())
        return {"words": "", "resubmit_by": usual.isoformat(), "problem": ""}
    words, asked = request.POST.get("words", "").replace("\0", ""), request.POST.get("insert", "")
    phrase = next((phrase.text for phrase in phrases_of(request.user) if str(phrase.pk) == asked), "") if asked else ""
    return {
        "words": "\n".join(part for part in (words.rstrip(), phrase) if part) if phrase else words,
        "resubmit_by": request.POST.get("resubmit_by", "")[:20],
        "problem": "" if asked else form.problem,
    }


def _seen_from(request: AuthenticatedHttpRequest) -> tuple[int, int, int]:
    """Which page of how many the choice was made on, and how many rows could be chosen there, as that page has sent it;
    zeros where it has not.
    """
    parts = request.POST.get("seen_from", "").split(":")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() and len(part) < 7 for part in parts):
        return 0, 0, 0
    number, pages, shown = map(int, parts)
    return number, pages, shown


def _made_in(request: AuthenticatedHttpRequest) -> list[int]:
    """The keys of the decisions to undo. Raises NotUnderstood."""
    made = request.POST.getlist("made")
    if not made or len(made) > MOST_AT_ONCE:
        raise NotUnderstood(not_understood())
    if not all(key.isascii() and key.isdecimal() and len(key) < 19 for key in made):
        raise NotUnderstood(not_understood())
    return list(map(int, made))
