"""Adds, changes and removes the evidence of an entry. Every change is a revision, so the history names it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.azerbaijani import normalized
from plans.enums import RevisionOrigin
from plans.evidence.services.file_types import extension_of, identify
from plans.evidence.services.files import discard_file, keep_file, largest_size, too_large
from plans.evidence.services.kinds import FileRefused
from plans.evidence.services.virus_scan import scan
from plans.fields import FoldedTextField
from plans.models import Entry, Evidence, Revision
from plans.narrative import clean_plain
from plans.queries.years import open_years
from plans.services.entries import EntryNotEditable, StaleEntry, create_entry, update_entry
from plans.services.holding import hold_agency
from plans.services.writing import Place

TRIES = 20  # each one means that the text was saved in the very moment; evidence and text do not conflict
LONGEST_TITLE = 300
_MEGABYTE = 1024 * 1024
LONGEST_FILE_NAME = 255
LONGEST_EXTENSION = 10


class EvidenceGone(Exception):
    """A colleague has removed this evidence meanwhile."""


class AlreadyThere(Exception):
    """The same file or link is among the entry's evidence (`evidence`): sent twice, or chosen twice."""

    def __init__(self, evidence: Evidence):
        super().__init__(_("“%(title)s” is among the evidence already.") % {"title": evidence.title})
        self.evidence = evidence


def add_file(place: Place, user: User, upload: UploadedFile, *, title: str = "", is_public: bool = False) -> Evidence:
    """Takes a file as evidence of the place's entry, which it begins where there is none; returns the new row.

    Without a title the file's name is the title. The file is on the disk before the row is written, and gone again if
    the row cannot be. Raises FileRefused (kind, size, quota, virus, no room), AlreadyThere, EntryNotEditable.
    """
    file_name = clean_file_name(upload.name or "")
    if not upload.size:
        raise FileRefused(_("“%(name)s” is empty.") % {"name": file_name})
    if upload.size > largest_size():
        raise too_large(file_name)
    kind = identify(upload, file_name)
    _check_quota(
        place.assignment.agency_id, upload.size, file_name
    )  # asked again with the row, for others send files too
    scan(upload, file_name)
    kept = keep_file(upload, file_name)
    try:
        return _add(
            place,
            user,
            {"sha256": kept.sha256, "file_name": file_name},
            {
                "title": clean_title(title) or clean_title(file_name.removesuffix("." + file_name.rpartition(".")[2])),
                "is_public": is_public,
                "stored_name": kept.stored_name,
                "content_type": kind.content_type,
                "size": kept.size,
            },
        )
    except BaseException:
        discard_file(kept.stored_name)
        raise


def add_link(place: Place, user: User, url: str, *, title: str = "", is_public: bool = False) -> Evidence:
    """Takes a checked http(s) address as evidence; without a title the address is the title.

    Raises AlreadyThere, EntryNotEditable.
    """
    return _add(place, user, {"url": url}, {"title": clean_title(title) or clean_title(url), "is_public": is_public})


def change_evidence(evidence: Evidence, user: User, *, title: str, is_public: bool) -> bool:
    """Gives the evidence another title, or makes it public or internal; False where nothing is different.

    `title` says something. Raises EvidenceGone, EntryNotEditable.
    """
    values: dict[str, Any] = {"title": clean_title(title), "is_public": is_public}
    if all(getattr(evidence, name) == value for name, value in values.items()):
        return False
    _change(evidence, user, values | {"title_folded": FoldedTextField.key_of(values["title"])})
    return True


def remove_evidence(evidence: Evidence, user: User) -> None:
    """Takes the evidence out of the entry; file and row stay, for the history. Raises EvidenceGone, EntryNotEditable."""
    _change(evidence, user, {"removed_by": user, "removed_at": timezone.now()})


def clean_title(title: str) -> str:
    """The title in one line, as long as a title may be."""
    return " ".join(clean_plain(title).split())[:LONGEST_TITLE].rstrip()


def clean_file_name(name: str) -> str:
    """The name of an uploaded file without folders and unprintable characters, at most 255 characters long."""
    name = normalized("NFC", clean_plain(name.replace("\\", "/").rpartition("/")[2]))
    name = " ".join(name.split())
    extension = extension_of(name)
    ending = f".{extension}" if extension and len(extension) <= LONGEST_EXTENSION else ""
    return name if len(name) <= LONGEST_FILE_NAME else name[: LONGEST_FILE_NAME - len(ending)].rstrip() + ending


# --- In the entry -----------------------------------------------------------------------------------------------------


def _add(place: Place, user: User, same: dict[str, str], values: dict[str, Any]) -> Evidence:
    added: list[Evidence] = []

    def write(entry: Entry) -> None:
        twin = entry.evidence.filter(removed_at__isnull=True, **same).first()
        if twin is not None:
            raise AlreadyThere(twin)
        if "size" in values:
            _check_quota(entry.agency_id, values["size"], same["file_name"])
        added[:] = [Evidence.objects.create(entry=entry, added_by=user, added_at=timezone.now(), **same, **values)]

    _in_entry(place.triple, user, write, sums_up="size" in values)
    return added[0]


def _check_quota(agency: int, size: int, file_name: str) -> None:
    """Raises FileRefused where the agency's files would take more room than one agency has. Files that were removed count:
    the history keeps them. One query, none without a quota.
    """
    quota = settings.EVIDENCE_QUOTA_MEGABYTES
    if not quota:
        return
    stored = Evidence.objects.filter(entry__agency=agency, stored_name__isnull=False)
    used = stored.aggregate(used=Sum("size"))["used"] or 0
    if used + size > quota * _MEGABYTE:
        raise FileRefused(
            _(
                "“%(name)s” does not fit: the files of your agency take %(used)s of %(quota)s MB, those of earlier years and "
                "removed ones too. Give a smaller file or a link, or ask the administrator for more room."
            )
            % {"name": file_name, "used": -(-used // _MEGABYTE), "quota": quota}
        )


def _change(evidence: Evidence, user: User, values: dict[str, Any]) -> None:
    entry = evidence.entry
    triple = {name: getattr(entry, name) for name in ("reporting_year_id", "agency_id", "sub_point_id")}

    def write(_entry: Entry) -> None:
        if not Evidence.objects.filter(pk=evidence.pk, removed_at__isnull=True).update(**values):
            raise EvidenceGone

    _in_entry(triple, user, write)
    for name, value in values.items():
        setattr(evidence, name, value)


def _in_entry(triple: Mapping[str, Any], user: User, write: Callable[[Entry], None], *, sums_up: bool = False) -> None:
    """Does `write` and the revision that records it in one transaction; again where the text was saved meanwhile.

    `sums_up`: `write` looks at all files of the agency, which nobody adds to at the same moment.
    """
    for _attempt in range(TRIES):
        try:
            with transaction.atomic():
                if sums_up:
                    hold_agency(triple["agency_id"])
                _write_with_revision(triple, user, write)
        except StaleEntry:
            continue
        return
    raise StaleEntry(None)


def _write_with_revision(triple: Mapping[str, Any], user: User, write: Callable[[Entry], None]) -> None:
    latest = (
        Revision.objects.filter(
            **{f"entry__{name}": value for name, value in triple.items()}, version=F("entry__version")
        )
        .select_related("entry__reporting_year")
        .first()
    )
    if latest is None:
        if not open_years().filter(pk=triple["reporting_year_id"]).exists():
            raise EntryNotEditable(None)
        entry = create_entry(triple, {}, user, RevisionOrigin.BROWSER)
        write(entry)
        # The first revision of this very transaction: nobody has seen it without its evidence.
        Revision.objects.filter(entry=entry, version=entry.version).update(evidence=_list_of(entry))
        return
    # As every step does: the entry's row first, then what belongs to it.
    Entry.objects.select_for_update().filter(pk=latest.entry_id).values_list("pk").first()
    entry = latest.entry
    if not (entry.is_editable and entry.reporting_year.is_open):
        raise EntryNotEditable(entry)
    write(entry)
    update_entry(entry, {}, user, RevisionOrigin.BROWSER, latest=latest, evidence=_list_of(entry))


def _list_of(entry: Entry) -> list[dict]:
    """The evidence of this moment, as revisions keep it."""
    rows = entry.evidence.filter(removed_at__isnull=True).order_by("pk").values_list("pk", "title", "is_public")
    return [{"id": pk, "title": title, "public": is_public} for pk, title, is_public in rows]
