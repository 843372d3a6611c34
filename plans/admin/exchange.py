"""Plan data in and out as files, by django-import-export: cells that no program takes for formulas, and a sentence for every
file that cannot be read.
"""

import contextlib
import copy
import io
import re
import secrets
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin
from import_export.formats import base_formats
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.results import Result
from import_export.tmp_storages import BaseStorage
from openpyxl.utils import column_index_from_string

from plans.exports.guarding import guard, unguard
from plans.exports.sheets import new_book, put, workbook_bytes

UNREADABLE = 422
MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 20 * MOST_BYTES  # of a workbook, which is an archive
MOST_ROWS = 20_000
# What begins a tag, parts two cells or ends a line: so many rows of eight cells have fewer. A small archive may hold
# millions of empty cells, which are read for minutes.
MOST_SIGNS = 1_000_000
MOST_COLUMNS = 64  # plan data has eight
# Where a row or a cell of a sheet stands: `r` of a tag. What a quote or a bracket makes of it is read as a place too.
_PLACE = re.compile(rb"<[^<]*?\sr\s*=\s*[\"']([^\"'<]*)")
_CELL = re.compile(rb"([A-Z]{0,2})([0-9]{1,6})")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")  # how UTF-16 begins: no program writes it into a workbook
_DECLARED = re.compile(rb"<\x00?!\x00?[DE]")  # entities, in UTF-8 or UTF-16: no program writes them either
KEPT_SECONDS = 24 * 60 * 60
_NAME = re.compile(r"[0-9a-f]{32}\Z")


class Unreadable(ValueError):
    """A file that is none of the format, or too large; the message says so to whoever chose it."""


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """One error for whatever the readers of the formats raise."""
    try:
        yield
    except Unreadable:
        raise
    except Exception as fault:
        raise Unreadable(unreadable()) from fault


# --- Formats ---------------------------------------------------------------------------------------------------------


class GuardedCSV(base_formats.CSV):
    """CSV in which no cell begins a formula, wherever a program parts the cells."""

    @_told()
    def create_dataset(self, in_stream: bytes | str, **kwargs: Any) -> Any:
        text = in_stream if isinstance(in_stream, str) else in_stream.decode("utf-8-sig")
        if sum(map(text.count, ",\n")) > MOST_SIGNS:
            raise Unreadable(_too_many_rows())
        read = super().create_dataset(in_stream, **kwargs)
        return _checked(type(read)(*([_unguarded(cell) for cell in row] for row in read), headers=read.headers))

    def export_data(self, dataset: Any, **kwargs: Any) -> Any:
        rows = ([guard(str(cell)) for cell in row] for row in dataset)
        return super().export_data(type(dataset)(*rows, headers=dataset.headers), **kwargs)


class TextXLSX(base_formats.XLSX):
    """A workbook in which texts are texts, however they begin, and an empty cell is the empty text that it is in CSV."""

    @_told()
    def create_dataset(self, in_stream: bytes) -> Any:
        with zipfile.ZipFile(io.BytesIO(in_stream)) as archive:
            if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in archive.infolist()):
                raise Unreadable(unreadable())
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable(_too_large())
            _count_signs(archive)
        read = super().create_dataset(in_stream)
        rows = (["" if cell is None else cell for cell in row] for row in read)  # blank ones are left out by a setting
        return _checked(type(read)(*rows, headers=read.headers))

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        book, sheet = new_book("data")
        for row, cells in enumerate([dataset.headers or [], *dataset], 1):
            for column, cell in enumerate(cells, 1):
                put(sheet, row, column, cell if cell is None or isinstance(cell, int) else str(cell))
        return workbook_bytes(book)


def _unguarded(cell: Any) -> Any:
    return unguard(cell) if isinstance(cell, str) else cell


def _checked(read: Any) -> Any:
    if len(read) > MOST_ROWS:
        raise Unreadable(_too_many_rows())
    return read


def _count_signs(archive: zipfile.ZipFile) -> None:
    """Raises Unreadable for a workbook of more cells than are read. One pass over the bytes."""
    signs = 0
    for part in archive.infolist():
        content = archive.read(part)
        signs += content.count(b"<")
        if signs > MOST_SIGNS:
            raise Unreadable(_too_many_rows())
        if _DECLARED.search(content) or content.startswith(_WIDE):
            raise Unreadable(unreadable())
        if b"sheetData" in content:
            _check_places(content)


def _check_places(content: bytes) -> None:
    """Raises Unreadable for a cell beyond the rows and columns that are read: all empty ones before it would be made."""
    for found in _PLACE.finditer(content):
        place = _CELL.fullmatch(found[1])
        if place is None:
            raise Unreadable(unreadable())
        if int(place[2]) > MOST_ROWS + 1:
            raise Unreadable(_too_many_rows())
        if place[1] and column_index_from_string(place[1].decode()) > MOST_COLUMNS:
            raise Unreadable(unreadable())


def _too_many_rows() -> str:
    return _("The file has too many rows: split it into files of %(count)s rows.") % {"count": MOST_ROWS}


def _too_large() -> str:
    return _("The file is too large: split it into files of %(count)s MB.") % {"count": MOST_BYTES // 1024 // 1024}


# --- What waits between the look and the yes -------------------------------------------------------------------------


class ImportFiles(BaseStorage):
    """Files in DATA_DIR/imports, each under a name that cannot be guessed; gone after a day."""

    def save(self, data: bytes) -> None:
        self.name = secrets.token_hex(16)
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in folder.iterdir():
            if old.stat().st_mtime < time.time() - KEPT_SECONDS:
                old.unlink(missing_ok=True)
        (folder / self.name).write_bytes(data)

    def read(self) -> bytes:
        return self._path().read_bytes()

    def remove(self) -> None:
        self._path().unlink(missing_ok=True)

    def _path(self) -> Path:
        """Raises FileNotFoundError for a name that is none of ours."""
        if not _NAME.match(self.name or ""):
            raise FileNotFoundError
        return _folder() / self.name


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "imports"


# --- Forms and pages -------------------------------------------------------------------------------------------------


class SmallFileForm(ImportForm):
    def clean_import_file(self) -> UploadedFile:
        chosen: UploadedFile = self.cleaned_data["import_file"]
        if (chosen.size or 0) > MOST_BYTES:
            raise ValidationError(_too_large())
        return chosen


class KnownFormatForm(ConfirmImportForm):
    """The second step brings back what the first has put into the page; whatever else comes is refused."""

    format = forms.ChoiceField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [(str(number), "") for number in range(len(FileExchange.formats))]


class FileExchange(ImportExportMixin):
    """Import and export of files. All fields go out: the form that chooses among them breaks the security policy."""

    formats: ClassVar = [GuardedCSV, TextXLSX]
    export_form_class = ExportForm
    import_form_class = SmallFileForm
    confirm_form_class = KnownFormatForm
    tmp_storage_class = ImportFiles

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The library's own, and which columns a file has."""
        context: dict[str, Any] = super().get_import_context_data(**kwargs)
        return context | {"columns": self.resource_classes[0]().columns()}

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: QuerySet[Any], **kwargs: Any) -> Any:
        """Numbers stay numbers in a workbook: the library knows its own classes of formats only."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        is_workbook = isinstance(file_format, base_formats.XLSX)
        data = self.get_data_for_export(request, queryset, force_native_type=is_workbook, **kwargs)
        return file_format.export_data(data)

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        """One sentence, whatever the readers of the formats raise."""
        form.add_error("import_file", str(e) if isinstance(e, Unreadable) else unreadable())

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """The whole list where its address asks for what no filter does, as the list itself shows it."""
        try:
            response: HttpResponse = super().export_action(request)
        except IncorrectLookupParameters:
            return redirect(request.path)
        return response

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The first step: reads the file and shows what it would change. 422 where it cannot be read or has errors."""
        response: HttpResponse = super().import_action(request, **kwargs)
        context = getattr(response, "context_data", None) or {}
        result, form = context.get("result"), context.get("form")
        if request.method == "POST" and (form is None or not form.is_bound or form.errors or _is_refused(result)):
            response.status_code = UNREADABLE
        return response

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The second step: writes what was shown. Whoever comes without it begins anew, with a sentence."""
        if request.method == "POST" and self.has_import_permission(request):
            form = self.create_confirm_form(request)
            if not form.is_valid():
                return self._again(request, unreadable())
            waiting = ImportFiles(name=form.cleaned_data["import_file_name"])
            try:
                waiting.read()
            except OSError:
                return self._again(request, _("The file is not there any more: choose it again."))
        try:
            response: HttpResponse = super().process_import(request, **kwargs)
        except Unreadable as fault:  # the file is of the other format
            return self._again(request, str(fault))
        return response

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        if _is_refused(result):
            return self._again(
                request, _("Nothing is imported: the records have changed meanwhile. Choose the file again.")
            )
        response: HttpResponse = super().process_result(result, request)
        return response

    def _again(self, request: HttpRequest, sentence: str) -> HttpResponse:
        messages.error(request, sentence)
        anew = copy.copy(request)
        anew.method, anew.POST = "GET", QueryDict()
        response: HttpResponse = super().import_action(anew)
        response.status_code = UNREADABLE
        return response


def unreadable() -> str:
    """The sentence for a file that is none of the chosen format."""
    return _("This file cannot be read: choose a CSV in UTF-8 or an XLSX workbook, and the format that it has.")


def _is_refused(result: Result | None) -> bool:
    return result is not None and (result.has_errors() or result.has_validation_errors())
