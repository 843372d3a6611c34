"""The entry page: where an agency writes what it did, and where others read it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from plans import queries
from plans.enums import NOT_STARTED, NOT_STARTED_LABEL
from plans.forms import EntryForm
from plans.models import Agency, Assignment, Entry, ReportingYear
from plans.narrative import clean, paragraphs, word_count
from plans.services import EntryNotEditable, StaleEntry, save_entry
from plans.views.scope import get_agency, get_reporting_year, page_context

REVISIONS_SHOWN = 10
OTHER_AGENCIES_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    reporting_year, years = get_reporting_year(request.user, plan, year)
    owner = get_agency(request.user, agency)
    assignment, found = _find(request, reporting_year, owner, number)
    may_edit = queries.may_edit_entry(request.user, owner, reporting_year, found)
    context = page_context(request, active="home", reporting_year=reporting_year, years=years, agency=owner)
    context |= {"assignment": assignment, "sub_point": assignment.sub_point}
    if request.method == "POST":
        if not request.user.writes_for_agency:
            raise PermissionDenied
        return _save(request, context, reporting_year, owner, assignment, found)
    form = EntryForm(initial=_initial(found)) if may_edit else None
    return _page(request, context, found, form)


@require_safe
def revision(request: HttpRequest, plan: str, year: int, agency: str, number: str, version: int) -> HttpResponse:
    """One earlier form of an entry, to read."""
    reporting_year, years = get_reporting_year(request.user, plan, year)
    owner = get_agency(request.user, agency)
    assignment, found = _find(request, reporting_year, owner, number)
    if found is None or not queries.may_read_revisions(request.user):
        raise Http404
    context = page_context(request, active="home", reporting_year=reporting_year, years=years, agency=owner)
    context |= {
        "assignment": assignment,
        "sub_point": assignment.sub_point,
        "entry": found,
        "revision": get_object_or_404(found.revisions.select_related("author"), version=version),
    }
    return render(request, "plans/revision.html", context)


def _find(
    request: HttpRequest, reporting_year: ReportingYear, owner: Agency, number: str
) -> tuple[Assignment, Entry | None]:
    """The assignment of the address and its entry; 404 for what does not exist or is not the reader's to see."""
    assignment = queries.find_assignment(reporting_year, owner, number)
    if assignment is None:
        raise Http404
    found = queries.find_entry(reporting_year, owner, assignment.sub_point)
    readable = queries.may_read_entry(request.user, found) if found else queries.may_see_not_started(request.user)
    if not readable:
        raise Http404
    return assignment, found


def _initial(found: Entry | None) -> dict:
    return {"narrative": found.narrative, "status": found.status, "version": found.version} if found else {}


def _save(
    request: HttpRequest,
    context: dict,
    reporting_year: ReportingYear,
    owner: Agency,
    assignment: Assignment,
    found: Entry | None,
) -> HttpResponse:
    form = EntryForm(request.POST)
    if not form.is_valid():
        if not queries.may_edit_entry(request.user, owner, reporting_year, found):
            return _page(request, context | {"unsaved": clean(form.data.get("narrative", ""))}, found, None, status=409)
        return _page(request, context, found, form, status=422)
    if form.cleaned_data["writer"] not in (None, request.user.pk):
        # Offices share computers: a colleague has signed in in another tab since this page was opened.
        return _page(request, context | {"other_writer": True}, found, form, status=409)
    try:
        saved = save_entry(
            reporting_year=reporting_year,
            agency=owner,
            sub_point=assignment.sub_point,
            narrative=form.cleaned_data["narrative"],
            status=form.cleaned_data["status"],
            author=request.user,
            expected_version=form.cleaned_data["version"],
        )
    except StaleEntry as stale:
        # Nothing typed is lost: the page comes back with the writer's text, the other's beside it.
        form.data = form.data.copy()
        form.data["version"] = stale.current.version if stale.current else ""
        form.data["narrative"] = clean(form.cleaned_data["narrative"])
        return _page(request, context | {"conflict": stale.current}, stale.current, form, status=409)
    except EntryNotEditable as refused:
        unsaved = clean(form.cleaned_data["narrative"])
        return _page(request, context | {"unsaved": unsaved}, refused.entry or found, None, status=409)
    if request.htmx:
        return render(request, "plans/_entry_saved.html", context | _entry_context(request, context, saved))
    messages.success(request, _("Saved."))
    return redirect(request.path)


def _page(
    request: HttpRequest, context: dict, found: Entry | None, form: EntryForm | None, status: int = 200
) -> HttpResponse:
    reporting_year, owner = context["reporting_year"], context["agency"]
    sub_point = context["sub_point"]
    last_year = queries.entry_of_last_year(request.user, reporting_year, owner, sub_point)
    context |= _entry_context(request, context, found)
    context |= {
        "form": form,
        "last_year": last_year,
        "last_year_number": reporting_year.year - 1,
        "last_year_paragraphs": paragraphs(last_year.narrative) if last_year else [],
        "returned_because": queries.latest_returns([found]).get(found.pk) if found else None,
        "other_agencies": queries.other_agencies_on(sub_point, owner, reporting_year.year),
    }
    return render(request, "plans/entry.html", context, status=status)


def _entry_context(request: HttpRequest, context: dict, found: Entry | None) -> dict:
    """The parts of the page that a save changes."""
    show_history = found is not None and queries.may_read_revisions(request.user)
    return {
        "entry": found,
        "state": found.state if found else NOT_STARTED,
        "state_label": found.get_state_display() if found else NOT_STARTED_LABEL,
        "words": word_count(found.narrative) if found else 0,
        "revisions": list(queries.revisions_of(found)[:REVISIONS_SHOWN]) if show_history else [],
    }
