"""Saving while one writes, and who else has the page open: answers in JSON, for the entry page's script."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import AuthenticatedHttpRequest
from plans.enums import NOT_STARTED, NOT_STARTED_LABEL
from plans.forms.entry import EntryForm, PresenceForm
from plans.models import Entry, ReportingYear
from plans.narrative import marked_html, word_count
from plans.queries.access import may_read_internal, may_see_presence
from plans.queries.entry import (
    find_former_writing_place,
    indicators_of,
    present_at,
    texts_handed_in,
    transitions_of,
)
from plans.queries.saving import find_writing_place
from plans.queries.threads import comments_mark
from plans.queries.years import closing_of
from plans.services import (
    EMPTY_CONTENT,
    Conflict,
    Late,
    Merged,
    Outcome,
    Place,
    Result,
    Saved,
    TextTooLarge,
    TogetherTooLarge,
    clean_within_bounds,
    leave_page,
    note_presence,
    require_bounds,
    save_writing,
    shown_content,
)
from plans.views.choices import changed_fields, choices_of
from plans.views.scope import get_entry_place

STATUS_OF = {Result.SAVED: 200, Result.MERGED: 200, Result.CONFLICT: 409, Result.LATE: 409}


def _writing_place(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> Place:
    """The place in one query; one that was the agency's when the page was opened in four more. Raises Http404 for what is
    not the user's to write.
    """
    found = find_writing_place(request.user, plan, year, agency, number) or find_former_writing_place(
        request.user, plan, year, agency, number
    )
    if found is None:
        raise Http404
    assignment, year_pk = found
    return Place(assignment, ReportingYear(pk=year_pk, year=year))


@require_POST
def autosave(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> JsonResponse:
    """Saves what the page holds. See `services.Result` for the answers; 422 with `errors` for what is not understood."""
    form = EntryForm(request.POST)
    is_valid = form.is_valid()
    if form.cleaned_data.get("writer") not in (None, request.user.pk):
        # Asked before the place: the other one may have no right to it, and that would be told as the writer's own fate.
        message = _("Someone else has signed in to this browser: %(who)s. Copy your text, sign in again and save.")
        return JsonResponse({"result": "other_writer", "message": message % {"who": request.user}}, status=409)
    place = _writing_place(request, plan, year, agency, number)
    if not is_valid:
        errors = {name: " ".join(map(str, found)) for name, found in form.errors.items()}
        return JsonResponse({"result": "invalid", "errors": errors}, status=422)
    try:
        outcome = save_writing(place, request.user, form.draft)
    except TextTooLarge as refused:
        answer: dict[str, Any] = {"result": "invalid", "errors": {"narrative": str(refused)}}
        if isinstance(refused, TogetherTooLarge) and refused.side is not None:
            answer["side"] = refused.side  # the page settles it with its next save
        return JsonResponse(answer, status=422)
    return JsonResponse(_answer(request, place, outcome), status=STATUS_OF[outcome.result])


def _answer(request: AuthenticatedHttpRequest, place: Place, outcome: Outcome) -> dict[str, Any]:
    entry = outcome.entry
    answer: dict[str, Any] = {
        "result": outcome.result,
        "version": entry.version if entry else None,
        "state": entry.state if entry else NOT_STARTED,
        "saved_at": timezone.localtime(entry.updated_at if entry else timezone.now()).strftime("%H:%M"),
        "side": outcome.side.pk if outcome.side else None,
        "figure_errors": outcome.figure_errors,
    }
    match outcome:
        case Merged():
            merged = outcome.entry
            answer |= {"content": shown_content(merged.content), "words": word_count(merged.narrative)}
            answer["message"] = (
                _("What you have written in another window has been put together with this.")
                if outcome.is_own
                else _("A colleague's changes have been put together with yours.")
            )
        case Conflict():
            choices = choices_of(outcome.merge, indicators_of(place.assignment.sub_point))
            shown = {"entry": entry, "choices": choices, "is_own": outcome.is_own}
            html = render_to_string("plans/writing/_merge.html", shown, request)
            answer |= {"values": choices.values, "html": html, "other_is_self": outcome.is_own}
        case Late():
            answer["html"] = render_to_string(
                "plans/writing/_late.html", {"side": outcome.side, **_moved(place, entry)}, request
            )
        case Saved():
            answer["words"] = word_count(entry.narrative) if entry else 0
    return answer


def _moved(place: Place, entry: Entry | None) -> dict[str, Any]:
    """Why the entry cannot be edited: the sub-point was taken away, or who moved it, or closed the year, and when."""
    if place.is_former:
        return {"entry": entry, "is_former": True}
    if entry is not None and not entry.is_editable:
        return {"entry": entry, "moved": transitions_of(entry).first()}
    return {"entry": entry, "closed": closing_of(place.reporting_year)}


@require_POST
def presence(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """The page is open still (or, with `leaving`, no more); who else has it open, and how the entry stands."""
    place = get_entry_place(request, plan, year, agency, number, posts_change=False)
    form = PresenceForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    page = form.cleaned_data["page"]
    if form.cleaned_data["leaving"]:
        leave_page(request.user, page)
        return HttpResponse(status=204)
    if not may_read_internal(request.user):
        raise Http404
    here = Place(place.assignment, place.reporting_year)
    note_presence(here, request.user, page, is_writing=form.cleaned_data["writing"])
    others = present_at(here.triple, now=timezone.now(), but_page=page)
    visible = [other for other in others if may_see_presence(request.user, other.user)]
    found = place.entry
    answer = {
        "others": [
            {"name": str(other.user), "writing": other.is_writing, "me": other.user_id == request.user.pk}
            for other in visible
        ],
        "version": found.version if found else None,
        "state": found.state if found else NOT_STARTED,
        "editable": place.may_be_edited_by(request.user),
        "updated_by": str(found.updated_by) if found and found.updated_by_id else "",
        "updated_by_me": found is not None and found.updated_by_id == request.user.pk,
        "ready": bool(found and found.ready_at),
        "state_label": str(found.state_label if found else NOT_STARTED_LABEL),
        "comments": comments_mark(found) if found else "",
    }
    if not answer["editable"] and request.user.writes_for_agency:
        # For a page that was opened for writing: it says who moved the entry and turns read-only.
        answer["html"] = render_to_string(
            "plans/writing/_late.html", {"unwritten": True, **_moved(here, found)}, request
        )
    return JsonResponse(answer)


@require_POST
def difference(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """What differs between the entry and what the page has (a local copy), as HTML; 204 where nothing does, and for
    a text that its writer has brought here before: it was taken or put away since, or is offered by itself. `version` is the
    one that the copy began from.
    """
    place = get_entry_place(request, plan, year, agency, number, posts_change=False)
    if not may_read_internal(request.user):
        raise Http404
    form = EntryForm(request.POST)
    if not form.is_valid():
        errors = {name: " ".join(map(str, found)) for name, found in form.errors.items()}
        return JsonResponse({"result": "invalid", "errors": errors}, status=422)
    stored = place.entry.content if place.entry else EMPTY_CONTENT
    try:
        narrative = clean_within_bounds(form.cleaned_data["narrative"], lambda: stored["narrative"])
        require_bounds(narrative, before=stored["narrative"])
    except TextTooLarge as refused:
        return JsonResponse({"result": "invalid", "errors": {"narrative": str(refused)}}, status=422)
    indicators = indicators_of(place.sub_point)
    fields = changed_fields(stored, form.content, indicators)
    if narrative == stored["narrative"] and not fields:
        return HttpResponse(status=204)
    handed_in = texts_handed_in(
        request.user,
        place.reporting_year,
        place.agency,
        place.sub_point,
        narrative,
        since=form.cleaned_data["version"],
    )
    if any(not changed_fields(text.content, form.content, indicators) for text in handed_in):
        return HttpResponse(status=204)
    html = marked_html(stored["narrative"], narrative)
    context = {"difference": html, "fields": fields, "text_differs": narrative != stored["narrative"]}
    return render(request, "plans/writing/_difference.html", context)
