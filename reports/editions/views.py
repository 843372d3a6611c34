"""The page of an edition, its files, and what may be done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedHttpRequest
from plans.models import Entry
from plans.queries.years import reporting_years_visible_to
from plans.views.frame import frame_of, render_page
from plans.views.steps import step_of
from reports.editions import store
from reports.editions.forms import CorrectionForm, WithdrawalForm
from reports.editions.queries import edition_of, locked_entries, may_publish
from reports.editions.withdrawing import (
    Refused,
    ask_for_withdrawal,
    confirm_withdrawal,
    open_correction,
    refuse_withdrawal,
)
from reports.editions.words import why_unsealed
from reports.enums import Grounds
from reports.models import Edition, EditionChange, Withdrawal
from reports.renderers import FORMATS, renderer_class

NOT_UNDERSTOOD, GONE, CONFLICT, BUSY = 422, 410, 409, 503


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPage:
    """An edition; `files` are (label, file). `withdrawal` is what is asked or decided about it, `may_decide` whether the reader
    is the second person, `unsealed` why its PDF has no seal. The forms are there for those who may use them.
    """

    edition: Edition
    files: Sequence[tuple[str, object]]
    changes: Sequence[EditionChange]
    withdrawal: Withdrawal | None
    may_publish: bool
    may_decide: bool
    entries: Sequence[Entry]
    withdrawal_form: WithdrawalForm | None
    correction_form: CorrectionForm | None
    chosen: frozenset[str]
    publish_page: str
    unsealed: str
    problem: str


@require_safe
@never_cache
def edition(request: AuthenticatedHttpRequest, edition: int) -> HttpResponse:
    """What an edition is, its files, and what may be done with it."""
    return _edition_page(request, _edition(request, edition))


@require_safe
@never_cache
def edition_file(request: AuthenticatedHttpRequest, edition: int, fmt: str) -> HttpResponseBase:
    """A file of an edition, byte by byte as it was published."""
    found = _edition(request, edition)
    if found.is_withdrawn:
        return _edition_page(request, found)
    file = found.files.filter(fmt=fmt).first()
    if file is None:
        raise Http404
    try:
        opened = store.open_whole(file.sha256)
    except (store.Lost, store.Damaged):
        problem = _("This file cannot be given out: it is not whole any more. Tell the administrator.")
        return _edition_page(request, found, problem=problem, status=BUSY)
    response = FileResponse(
        opened, as_attachment=True, filename=file.name, content_type=renderer_class(fmt).content_type
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@step_of("reports:edition", "edition")
def withdraw(request: AuthenticatedHttpRequest, edition: int) -> HttpResponse:
    """Asks that the edition be taken back."""
    found = _edition_to_change(request, edition)
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return _edition_page(request, found, withdrawal_form=form, status=NOT_UNDERSTOOD)
    try:
        ask_for_withdrawal(found, request.user, Grounds(form.cleaned_data["grounds"]), form.cleaned_data["reason"])
    except Refused as refused:
        return _edition_page(request, found, problem=str(refused), status=CONFLICT)
    messages.success(
        request, _("It is asked for. Another coordinator has to confirm it; until then the edition answers.")
    )
    return redirect("reports:edition", edition=edition)


@step_of("reports:edition", "edition")
def decide_withdrawal(request: AuthenticatedHttpRequest, edition: int) -> HttpResponse:
    """The second person confirms that the edition is taken back, or it stays: `decision` is "confirm" or "refuse"."""
    found = _edition_to_change(request, edition)
    asked = found.current_withdrawal
    decide = {"confirm": confirm_withdrawal, "refuse": refuse_withdrawal}.get(request.POST.get("decision", ""))
    if asked is None or decide is None:
        problem = _("Nobody has asked for this any more. Look at the edition again.")
        return _edition_page(request, found, problem=problem, status=CONFLICT)
    try:
        decide(asked, request.user)
    except Refused as refused:
        return _edition_page(request, found, problem=str(refused), status=CONFLICT)
    done = {"confirm": _("The edition is taken back."), "refuse": _("The edition stays as it is.")}
    messages.success(request, done[request.POST["decision"]])
    return redirect("reports:edition", edition=edition)


@step_of("reports:edition", "edition")
def correct(request: AuthenticatedHttpRequest, edition: int) -> HttpResponse:
    """Unlocks texts of the edition for a correction."""
    found = _edition_to_change(request, edition)
    form = CorrectionForm(request.POST, keys=_keys(locked_entries(found)))
    if not form.is_valid():
        return _edition_page(request, found, correction_form=form, status=NOT_UNDERSTOOD)
    chosen = [entry for entry in locked_entries(found) if entry.pk in form.cleaned_data["entries"]]
    try:
        open_correction(
            found, chosen, request.user, form.cleaned_data["reason"], protects=form.cleaned_data["protects"]
        )
    except Refused as refused:
        return _edition_page(request, found, problem=str(refused), status=CONFLICT)
    messages.success(
        request, _("The texts are open again. When they are corrected and approved, publish the next edition.")
    )
    return redirect("reports:edition", edition=edition)


def _edition_page(
    request: AuthenticatedHttpRequest,
    found: Edition,
    *,
    withdrawal_form: WithdrawalForm | None = None,
    correction_form: CorrectionForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    may, asked = may_publish(request.user), found.current_withdrawal
    entries = locked_entries(found) if may and not found.is_withdrawn else []
    kept: Mapping[str, object] = {} if found.is_withdrawn else {file.fmt: file for file in found.files.all()}
    page = EditionPage(
        edition=found,
        files=[(renderer_class(fmt).label, kept[fmt]) for fmt in FORMATS if fmt in kept],
        changes=[] if found.is_withdrawn else list(found.changes.all()),
        withdrawal=asked,
        may_publish=may,
        may_decide=may and asked is not None and not found.is_withdrawn and asked.asked_by_id != request.user.pk,
        entries=entries,
        withdrawal_form=(withdrawal_form or WithdrawalForm()) if may and asked is None else None,
        correction_form=(correction_form or CorrectionForm(keys=_keys(entries))) if entries else None,
        chosen=frozenset(request.POST.getlist("entries")),
        publish_page=_publish_page(found),
        unsealed=why_unsealed(found.unsealed_because),
        problem=problem,
    )
    years = reporting_years_visible_to(request.user)
    frame = frame_of(active="report", reporting_year=found.reporting_year, years=years, agency=found.agency)
    status = GONE if found.is_withdrawn and status == 200 else status
    return render_page(request, "reports/editions/edition.html", frame, page, status=status)


def _edition(request: AuthenticatedHttpRequest, pk: int) -> Edition:
    found = edition_of(request.user, pk)
    if found is None:
        raise Http404
    return found


def _edition_to_change(request: AuthenticatedHttpRequest, pk: int) -> Edition:
    found = _edition(request, pk)
    if not may_publish(request.user):
        raise PermissionDenied
    return found


def _keys(entries: Sequence[Entry]) -> list[tuple[int, str]]:
    return [(entry.pk, entry.sub_point.number) for entry in entries]


def _publish_page(found: Edition) -> str:
    year, agency = found.reporting_year, found.agency
    parts = [year.plan.code, year.year, *([agency.code] if agency else [])]
    return reverse("reports:publish-agency" if agency else "reports:publish", args=parts)
