"""The editorial version of an entry: worded by a coordinator, answered by its agency, compared by both."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.enums import Role
from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from plans.assessment.forms.editorial import EditorialForm, EditorialStepForm
from plans.assessment.services.editorial import (
    EditorialChanged,
    EditorialRefused,
    answer,
    decide,
    save_wording,
    withdraw,
)
from plans.enums import EntryState
from plans.models import Entry
from plans.narrative import MOST, marked_html
from plans.queries.editorial import (
    Editorial,
    editorial_versions,
    leads_of,
    may_be_worded,
    texts_worded_from,
)
from plans.services import clean_if_read, clean_to_be_shown
from plans.views.scope import EntryPlace, get_entry_place
from plans.workflow import unnamed_submission

WORDING = ("save", "ask")
# Whose the other steps are, among those who see the page.
STEPS = {
    "withdraw": Role.COORDINATOR,
    "decide": Role.COORDINATOR,
    "consent": Role.LEAD,
    "refuse": Role.LEAD,
}


@require_http_methods(["GET", "HEAD", "POST"])
def editorial(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """Shows the entry's editorial version beside its own text; takes wordings and steps.

    404 for whom there is nothing to see: `queries.editorial.editorial_versions`. Refused: 403 not yours, 409 it stands
    differently than the page showed, 422 something is missing; what was typed stays.
    """
    place = get_entry_place(request, plan, year, agency, number, posts_change=False)
    versions = editorial_versions(request.user, place.written)
    if not versions and request.user.role != Role.COORDINATOR:
        raise Http404
    if request.method != "POST":
        return _page(request, place, versions)
    action = request.POST.get("action", "")
    if action in WORDING:
        if request.user.role != Role.COORDINATOR:
            raise PermissionDenied
        return _word(request, place, ask=action == "ask")
    if action in STEPS:
        if request.user.role != STEPS[action]:
            raise PermissionDenied
        return _step(request, place, action)
    if request.user.role not in STEPS.values():
        raise PermissionDenied
    return _again(request, place, 422, _("There is no such step. Use the buttons of this page."))


def _word(request: AuthenticatedHttpRequest, place: EntryPlace, *, ask: bool) -> HttpResponse:
    form = EditorialForm(request.POST)
    if place.is_former:
        return _again(request, place, 409, _why_not(place), form=form)
    if not form.is_valid():
        return _again(request, place, 422, form.problem, form=form)
    if form.cleaned_data["submission"] is None:
        return _again(request, place, 409, unnamed_submission(), form=form)
    try:
        kept = save_wording(place.written, request.user, ask=ask, **form.cleaned_data)
    except EditorialRefused as refused:
        return _again(request, place, _status(refused), str(refused), form=form)
    if ask and not leads_of(place.written):
        messages.warning(
            request,
            _("The agency has no lead who could answer: ask the administrator to invite one. The wording waits."),
        )
    elif ask:
        messages.success(request, _("The agency is asked. Until it consents, its own text is printed."))
    elif kept.asked_at:
        messages.info(request, _("Nothing has changed: this wording was kept already."))
    else:
        messages.success(request, _("Saved as a draft. The agency sees it when you ask for its consent."))
    return redirect(request.path)


def _step(request: AuthenticatedHttpRequest, place: EntryPlace, action: str) -> HttpResponse:
    form = EditorialStepForm(request.POST)
    if place.is_former:
        return _again(request, place, 409, _why_not(place), action=action)
    if not form.is_valid():
        return _again(request, place, 422, form.problem, action=action)
    entry, user = place.written, request.user
    words, version = form.cleaned_data["words"], form.cleaned_data["version"]
    try:
        match action:
            case "withdraw":
                withdraw(entry, user, version=version)
                done = _("Withdrawn: the agency's own text is printed.")
            case "decide":
                decide(entry, user, reason=words, version=version)
                done = _("Decided: your wording will be printed. The agency is told, and reads the reason here.")
            case "consent":
                answer(entry, user, consents=True, words=words, version=version)
                done = _("You have consented: this wording is printed in the consolidated report.")
            case _:
                answer(entry, user, consents=False, words=words, version=version)
                done = _("You have refused: your own text is printed unless the coordinator decides otherwise.")
    except EditorialRefused as refused:
        return _again(request, place, _status(refused), str(refused), action=action)
    messages.success(request, done)
    return redirect(request.path)


def _status(refused: EditorialRefused) -> int:
    return 409 if isinstance(refused, EditorialChanged) else 422


def _again(
    request: AuthenticatedHttpRequest,
    place: EntryPlace,
    status: int,
    problem: str,
    *,
    form: EditorialForm | None = None,
    action: str = "",
) -> HttpResponse:
    """The page as the record stands now, after a step that was refused, with what was typed."""
    place.entry = entry = Entry.objects.select_related("reporting_year").get(pk=place.written.pk)
    place.reporting_year.refresh_from_db(fields=["state"])
    versions = editorial_versions(request.user, entry)
    words = request.POST.get("words", "").replace("\0", "")
    return _page(request, place, versions, form=form, status=status, problem=problem, action=action, words=words)


def _page(
    request: AuthenticatedHttpRequest,
    place: EntryPlace,
    versions: list[Editorial],
    *,
    form: EditorialForm | None = None,
    status: int = 200,
    problem: str = "",
    action: str = "",
    words: str = "",
) -> HttpResponse:
    entry, user = place.written, request.user
    newest = versions[0] if versions else None
    is_coordinator = user.role == Role.COORDINATOR
    is_open = may_be_worded(entry, year_is_open=place.reporting_year.is_open) and not place.is_former
    typed = form.data if form is not None else None
    shown_form = _form(entry, newest, typed) if is_coordinator and is_open else None
    offered = _offered(user, newest) if is_open else []
    texts = texts_worded_from(entry, versions)
    compared = [
        (item, marked_html(texts.get(item.record.entry_version, ""), item.record.narrative)) for item in versions
    ]
    context = place.context | {
        "entry": entry,
        "newest": newest,
        "earlier": compared[1:],
        "difference": compared[0][1] if compared else "",
        "form": shown_form,
        "form_is_open": shown_form is not None
        and (typed is not None or newest is None or newest.state in ("", "draft")),
        "offered": offered,
        "is_coordinator": is_coordinator,
        "is_open": is_open,
        "why_not": "" if is_open else _why_not(place),
        "problem": problem,
        "action": action,
        "words": words,
        # There is no field for it any more: it is shown to be copied.
        "unsaved": clean_to_be_shown(typed.get("narrative", "")) if typed is not None and shown_form is None else "",
        "unsaved_words": words if action and action not in offered else "",
    }
    return render(request, "plans/assessment/editorial.html", context, status=status)


def _offered(user: User, newest: Editorial | None) -> list[str]:
    """The steps whose forms the page shows."""
    state = newest.state if newest else ""
    if user.role == Role.LEAD:
        return ["consent", "refuse"] if state == "asked" else []
    if user.role != Role.COORDINATOR or not state:
        return []
    return ["decide", "withdraw"] if state == "refused" else ["withdraw"]


def _form(entry: Entry, newest: Editorial | None, typed: Mapping[str, Any] | None) -> EditorialForm:
    """The editor with what was typed, the wording that stands, or the agency's own text to begin with."""
    record = newest.record if newest else None
    if typed is not None:
        narrative = typed.get("narrative", "")
        cleaned = clean_if_read(narrative) if len(narrative) <= MOST.bytes else None
        content = {
            "narrative": narrative if cleaned is None else cleaned,
            "note": typed.get("note", "").replace("\0", ""),
        }
    elif record is not None and record.is_current:
        content = {"narrative": record.narrative, "note": record.note}
    else:
        content = {"narrative": entry.narrative, "note": ""}
    seen = {"version": record.version if record else 0, "entry_version": entry.version, "submission": entry.submissions}
    return EditorialForm(initial=content | seen)


def _why_not(place: EntryPlace) -> str:
    if place.written.state == EntryState.LOCKED:
        return _("The entry is published: neither its text nor its editorial version changes any more.")
    if not place.reporting_year.is_open:
        return _("The reporting year is closed: editorial versions change no more.")
    if place.is_former:
        return _("The sub-point is not this agency's any more: its text is kept as it stands.")
    if place.written.state != EntryState.APPROVED:
        return _("Only an approved entry can have an editorial version. This one is not approved now.")
    return _("The agency has nothing to report here: the plan's standard sentence is printed.")
