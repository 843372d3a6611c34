"""Evidence of an entry: added, changed, removed by plain forms; files are given out after the permission check only."""

import contextlib
import logging
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import AuthenticatedHttpRequest
from plans.evidence.services.evidence import (
    AlreadyThere,
    EvidenceGone,
    add_file,
    add_link,
    change_evidence,
    clean_file_name,
    remove_evidence,
)
from plans.evidence.services.files import largest_size, path_of, storage_failed, too_large
from plans.evidence.services.kinds import FileRefused
from plans.forms.entry import EvidenceChangeForm, EvidenceForm
from plans.models import Evidence
from plans.queries.access import may_read_internal
from plans.queries.reading import evidence_as_read_by, evidence_read_by
from plans.services import EntryNotEditable, Place, StaleEntry
from plans.views.entry_page import Kept, entry_page_again
from plans.views.problems import NEW, EvidenceProblem
from plans.views.scope import EntryPlace, get_entry_place
from plans.views.steps import OF_ENTRY, step_of
from plans.views.told import Line, done, nothing_new, refused, tell_beside

logger = logging.getLogger(__name__)

FILES_AT_ONCE = settings.EVIDENCE_FILES_AT_ONCE


class RefusedUpload(UploadedFile):
    """Stands for a file that was not taken while it came in; `refusal` says why."""

    def __init__(self, name: str, refusal: FileRefused):
        super().__init__(BytesIO(), name=name, size=0)
        self.refusal = refusal


class EvidenceUploadHandler(TemporaryFileUploadHandler):
    """Writes what comes in to temporary files and stops at the limits, whatever the browser said of the size.

    One file that is too large, or does not fit the disk, does not spoil the others.
    """

    seen = 0
    refusal: FileRefused | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.seen += 1
        self.refusal = None
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self.refusal = storage_failed(self._name, error)
            vars(self).pop("file", None)  # the file before this one has been handed on already
        if self.seen > FILES_AT_ONCE:
            self._refuse(
                FileRefused(
                    _("“%(name)s” is not taken: choose at most %(number)s files at once.")
                    % {"name": self._name, "number": FILES_AT_ONCE}
                )
            )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.refusal is not None:
            return
        if start + len(raw_data) > largest_size():
            self._refuse(too_large(self._name))
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._refuse(storage_failed(self._name, error))

    def file_complete(self, file_size: int) -> UploadedFile | None:
        refusal = self.refusal
        if refusal is None:
            try:
                return super().file_complete(file_size)
            except OSError as error:  # what stood in the buffer did not fit any more
                refusal = storage_failed(self._name, error)
                self._refuse(refusal)
        return RefusedUpload(self._name, refusal)

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            super().upload_interrupted()

    @property
    def _name(self) -> str:
        return clean_file_name(self.file_name or "")

    def _refuse(self, refusal: FileRefused) -> None:
        self.refusal = refusal
        if hasattr(self, "file"):
            with contextlib.suppress(OSError):  # a full disk does not take the buffer at closing either
                self.file.close()


@csrf_exempt  # checked by `_add`: the upload handler has to stand before anything is read
@step_of("plans:entry", *OF_ENTRY, anchor="#evidence")
def add(request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str) -> HttpResponse:
    """Adds the chosen files and the typed link. Each is treated by itself: one is refused, the others are taken."""
    place = get_entry_place(request, plan, year, agency, number)
    if not request.user.writes_for_agency:
        raise PermissionDenied
    request.upload_handlers = [EvidenceUploadHandler(request)]
    try:
        return _add(request, place)
    except (MultiPartParserError, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        sentence = _("Nothing was uploaded: too much was sent at once. Choose fewer files.")
        return _refused(request, place, [sentence], status=422)


@csrf_protect
def _add(request: AuthenticatedHttpRequest, place: EntryPlace) -> HttpResponse:
    form, uploads = EvidenceForm(request.POST), request.FILES.getlist("files")
    if not form.is_valid():
        return _refused(request, place, _sentences(form), status=422)
    url = form.cleaned_data["link"]
    if not uploads and not url:
        return _refused(request, place, [_("Choose a file or type a link first.")], status=422)
    here, title = Place(place.assignment, place.reporting_year), form.cleaned_data["title"]
    more = {"is_public": form.cleaned_data["is_public"]}
    steps: list[Callable[[], Evidence]] = [
        partial(_add_upload, here, request.user, upload, title=_title_of(upload, title, uploads), **more)
        for upload in uploads
    ]
    if url:
        steps.append(partial(add_link, here, request.user, url, title=title if not uploads else "", **more))
    lines: list[Line] = []
    try:
        for step in steps:
            lines.append(_told_of(step))
    except (EntryNotEditable, StaleEntry) as error:
        # What came in before that stays: it is said, and how many did not.
        return _moved(request, place, error, before=lines, left=len(steps) - len(lines))
    if all(line["tone"] == "error" for line in lines):
        return _refused(request, place, [line["text"] for line in lines], status=422)
    return _shown(request, place, lines)


def _add_upload(here: Place, user: User, upload: UploadedFile, **more: Any) -> Evidence:
    if isinstance(upload, RefusedUpload):
        raise upload.refusal
    return add_file(here, user, upload, **more)


def _told_of(step: Callable[[], Evidence]) -> Line:
    """Adds one file or link and says what became of it, by its name."""
    try:
        return done(_("“%(title)s” is added.") % {"title": step().title})
    except FileRefused as error:
        return refused(str(error))
    except AlreadyThere as error:
        return nothing_new(str(error))


def _title_of(upload: UploadedFile, title: str, uploads: list[UploadedFile]) -> str:
    """A title typed for one file is that file's; typed for several it stands before the name of each."""
    if not title or len(uploads) == 1:
        return title
    return f"{title} – {clean_file_name(upload.name or '')}"


@require_safe
def download(
    request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str, evidence: int
) -> HttpResponseBase:
    """Gives out a file, always as an attachment. Removed ones only to those who read the history that names them."""
    place = get_entry_place(request, plan, year, agency, number)
    if place.entry is None:
        raise Http404
    files = place.entry.evidence.all()
    if not may_read_internal(request.user):
        files = evidence_read_by(request.user).filter(entry=place.entry)
    found = get_object_or_404(files, pk=evidence)
    evidence_as_read_by(request.user, [found])
    if found.stored_name is None:
        raise Http404
    try:
        content = path_of(found.stored_name).open("rb")
    except OSError as error:
        logger.error("the file of evidence %s cannot be read: %s", found.pk, type(error).__name__)
        sentence = _("The file of “%(title)s” is not on the server any more. Tell the administrator.")
        return _refused(request, place, [sentence % {"title": found.title}], status=404)
    response = FileResponse(
        content,
        as_attachment=True,
        filename=found.file_name,
        content_type=found.content_type or "application/octet-stream",
    )
    # Should a browser show it all the same, it shows it as a stranger's page without rights.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@step_of("plans:entry", *OF_ENTRY, anchor="#evidence")
def change(
    request: AuthenticatedHttpRequest, plan: str, year: int, agency: str, number: str, evidence: int
) -> HttpResponse:
    """Gives evidence another title, makes it public or internal, or removes it."""
    place = get_entry_place(request, plan, year, agency, number)
    if place.entry is None:
        raise Http404
    # Observers learn nothing of what is internal; of what is public they may only read.
    visible = place.entry.evidence.all() if may_read_internal(request.user) else evidence_read_by(request.user)
    found = get_object_or_404(visible.filter(entry=place.entry).select_related("entry"), pk=evidence)
    if not request.user.writes_for_agency:
        raise PermissionDenied
    form = EvidenceChangeForm(request.POST)
    if not form.is_valid():
        return _refused(request, place, _sentences(form), status=422, at=found.pk)
    lines: list[Line] = []
    try:
        if form.cleaned_data["action"] == "remove":
            remove_evidence(found, request.user)
            lines.append(done(_("“%(title)s” is removed.") % {"title": found.title}))
        elif change_evidence(
            found, request.user, title=form.cleaned_data["title"], is_public=form.cleaned_data["is_public"]
        ):
            lines.append(done(_("“%(title)s” is saved.") % {"title": found.title}))
    except EvidenceGone:
        lines.append(nothing_new(_("“%(title)s” had been removed already.") % {"title": found.title}))
    except (EntryNotEditable, StaleEntry) as error:
        return _moved(request, place, error)
    return _shown(request, place, lines)


def _sentences(form: Form) -> list[str]:
    return list(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors))


def _shown(request: AuthenticatedHttpRequest, place: EntryPlace, lines: Sequence[Line]) -> HttpResponse:
    if lines:
        tell_beside(request, place.url(), lines)
    return redirect(f"{place.url()}#evidence")


def _moved(
    request: AuthenticatedHttpRequest,
    place: EntryPlace,
    error: EntryNotEditable | StaleEntry,
    *,
    before: Sequence[Line] = (),
    left: int = 0,
) -> HttpResponse:
    """The page as it stands now, where the entry can no longer be changed or is being saved without pause; what became of
    the files `before`, and how many were `left` out.
    """
    if isinstance(error, StaleEntry):
        sentence = _("The entry is being saved by a colleague again and again. Wait a moment and try again.")
    else:
        sentence = _("The evidence was not changed: the entry is no longer open for changes.")
    if before:
        sentence = ngettext(
            "%(number)s more was not taken: the entry has been moved or saved meanwhile.",
            "%(number)s more were not taken: the entry has been moved or saved meanwhile.",
            left,
        ) % {"number": left}
    now = get_entry_place(request, **place.address_parts)
    return _refused(request, now, [*(line["text"] for line in before), sentence], status=409)


def _refused(
    request: AuthenticatedHttpRequest, place: EntryPlace, sentences: list[str], *, status: int, at: int | None = None
) -> HttpResponse:
    """The entry page with the reasons, and what was typed: at the evidence `at`, or where evidence is added."""
    typed = {name: request.POST.get(name, "") for name in ("title", "link", "is_public")}
    problem = EvidenceProblem(sentences, at or NEW, **typed)
    return entry_page_again(request, place, Kept(evidence_problem=problem), status=status)
