"""Opening an entry, and saving what a page without script sends."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import AuthenticatedHttpRequest
from plans.forms.entry import EntryForm
from plans.queries.years import open_years
from plans.services import (
    Conflict,
    Merged,
    Place,
    Result,
    TextTooLarge,
    TogetherTooLarge,
    clean_to_be_shown,
    save_writing,
)
from plans.views.entry_page import Kept, conflict_page, entry_page, entry_page_again, initial_of
from plans.views.scope import EntryPlace, get_entry_place


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """Shows the entry; takes the text of a page that has no script. Pages with script save by `views.autosave`."""
    saves = request.method == "POST"
    place = get_entry_place(request, plan, year, agency, number, posts_change=False, saves=saves)
    if saves:
        if not request.user.writes_for_agency:
            raise PermissionDenied
        return _save(request, place)
    return entry_page_again(request, place)


def _save(request: AuthenticatedHttpRequest, place: EntryPlace) -> HttpResponse:
    form = EntryForm(request.POST)
    if not form.is_valid():
        if not place.may_be_edited_by(request.user):
            unsaved = clean_to_be_shown(form.data.get("narrative", ""))
            return entry_page(request, place, None, Kept(unsaved=unsaved), status=409)
        return entry_page(request, place, form, status=422)
    if form.cleaned_data["writer"] not in (None, request.user.pk):
        # Offices share computers: a colleague has signed in in another tab since this page was opened.
        return entry_page(request, place, None if place.is_former else form, Kept(other_writer=True), status=409)
    try:
        outcome = save_writing(Place(place.assignment, place.reporting_year), request.user, form.draft)
    except TextTooLarge as refused:
        form.add_error("narrative", str(refused))
        if isinstance(refused, TogetherTooLarge) and refused.side is not None:
            sent = request.POST.copy()
            sent["settles_side"] = str(refused.side)
            form.data = sent
        return entry_page(request, place, form, status=422)
    if isinstance(outcome, Conflict):
        return conflict_page(request, place, outcome)
    if outcome.result == Result.LATE:
        place.entry = outcome.entry or place.entry
        if not open_years().filter(pk=place.reporting_year.pk).exists():
            place.reporting_year.refresh_from_db()
        unsaved = clean_to_be_shown(form.cleaned_data["narrative"])
        kept = Kept(unsaved=unsaved, is_kept_beside=outcome.side is not None)
        return entry_page(request, place, None, kept, status=409)
    if outcome.figure_errors:
        # All the rest is saved; what was not understood comes back as it was typed.
        place.entry, typed = outcome.entry, form.typed_figures
        form = EntryForm(initial=initial_of(place.entry))
        kept = Kept(figure_errors=outcome.figure_errors)
        return entry_page(request, place, form, kept, typed_figures=typed, status=422)
    if isinstance(outcome, Merged):
        own, other = (
            _("Saved together with what you wrote in another window."),
            _("Saved together with what a colleague wrote meanwhile."),
        )
        messages.success(request, own if outcome.is_own else other)
    else:
        messages.success(request, _("Saved."))
    return redirect(request.path)
