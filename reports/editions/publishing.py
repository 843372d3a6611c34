"""Makes an edition: its files first, then, in one transaction, the edition with its files and the locks on its texts.

Done again after a worker was killed it harms nothing: files that belong to no edition are swept away.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from plans.enums import EntryState
from plans.models import Agency, Entry, ReportingYear
from plans.services import lock_entries
from plans.workflow import TransitionRefused
from reports.document import Document, as_json
from reports.editions import store
from reports.editions.differences import Place, changed_places
from reports.editions.freezing import Details, content_hash, content_of_edition, document_of, made_by, signed
from reports.editions.readiness import readiness, stops
from reports.editions.sealing import Sealed, SealFailed, SealUnavailable, seal
from reports.enums import Audience, Ended
from reports.look import Look
from reports.models import Edition, EditionChange, EditionFile, Publication
from reports.papers.queries import look_of
from reports.production.keys import canonical, hash_of_text
from reports.production.kinds import NotMade, NotThere
from reports.renderers import FORMATS, renderer_class

Render = Callable[[str, Document, Look], bytes]
FAILED = "failed"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Unsealed:
    """That a PDF was not sealed: the state of the key, or `FAILED`."""

    because: str


class Overtaken(Exception):
    """The job is not this worker's any more."""


def publish(publication: Publication, by: User, render: Render, is_own: Callable[[], bool]) -> Edition:
    """The edition that was asked for; the one that exists already where the work is done again.

    `render` makes a file of a format, and may raise what renderers raise; `is_own` says, inside the transaction, whether the
    job is still this worker's. Raises NotMade where something was changed or stands in the way, Overtaken, NoRoom, OSError.
    Nothing is published then.
    """
    if publication.edition is not None:
        return publication.edition
    year, agency = publication.job.reporting_year, publication.job.agency
    if year is None:
        raise NotThere
    details = _details(publication)
    content = _expected(publication, year, agency)
    document = signed(content, details)
    look = look_of(year.plan)
    files: list[tuple[str, int, int | None, str]] = []
    sealed: Sealed | _Unsealed = _Unsealed(FAILED)
    for fmt in FORMATS:
        data, unsealed = render(fmt, document, look), None
        if fmt == "pdf":
            sealed = _sealed(data)
            if isinstance(sealed, Sealed):
                data, unsealed = sealed.data, len(data)
        files.append((fmt, len(data), unsealed, store.keep(data)))
    frozen = canonical(as_json(document))
    follows = publication.follows
    changes = changed_places(document_of(follows), document, protected=_protected(follows)) if follows else []
    with transaction.atomic():
        ReportingYear.objects.select_for_update().get(pk=year.pk)  # of two publications, one comes first
        entries = _entries(year, agency)  # nobody writes on one of them from here on
        _expected(publication, year, agency)
        last = latest_edition(year, agency, details.audience)
        if last != publication.follows:
            raise NotMade(Ended.CHANGED)
        ordinal = last.ordinal + 1 if last else 1
        edition = Edition.objects.create(
            reporting_year=year,
            agency=agency,
            audience=details.audience,
            ordinal=ordinal,
            number=details.number,
            signed_on=details.signed_on,
            position=details.position,
            name=details.name,
            document=frozen,
            document_sha256=hash_of_text(frozen),
            look=asdict(look),
            made_by=made_by(),
            reason=details.reason,
            corrects=last,
            **_seal_facts(sealed),
            published_by=by,
            published_at=timezone.now(),
        )
        EditionFile.objects.bulk_create(
            EditionFile(
                edition=edition,
                fmt=fmt,
                name=_file_name(edition, fmt),
                size=size,
                unsealed_size=unsealed,
                sha256=sha256,
            )
            for fmt, size, unsealed, sha256 in files
        )
        EditionChange.objects.bulk_create(
            EditionChange(edition=edition, number=each.number, code=each.code, became=each.became, words=each.words)
            for each in changes
        )
        try:
            lock_entries([entry for entry in entries if entry.state == EntryState.APPROVED], by)
        except TransitionRefused as refused:
            raise NotMade(Ended.CHANGED) from refused
        own = Publication.objects.filter(pk=publication.pk, edition__isnull=True)
        if not is_own() or not own.update(edition=edition):
            raise Overtaken
    return edition


def _sealed(pdf: bytes) -> "Sealed | _Unsealed":
    """The sealed file, or why there is none: an edition goes out without, and says so."""
    try:
        return seal(pdf)
    except SealUnavailable as without:
        return _Unsealed(without.state)
    except SealFailed as failed:
        logger.error("an edition was not sealed: %s", failed)
        return _Unsealed(FAILED)


def _protected(edition: Edition) -> frozenset[Place]:
    """The places that were opened to protect a person since the edition: nobody is shown which words went there."""
    opened = edition.corrections.filter(protects=True).values_list(
        "entries__sub_point__number", "entries__agency__code"
    )
    return frozenset((number, "" if edition.agency_id else code) for number, code in opened if number)


def _seal_facts(sealed: "Sealed | _Unsealed") -> dict[str, Any]:
    if isinstance(sealed, _Unsealed):
        return {"unsealed_because": sealed.because}
    return {"sealed_by": sealed.signer[:200], "sealed_at": sealed.sealed_at, "is_timestamped": sealed.timestamped}


def _expected(publication: Publication, year: ReportingYear, agency: Agency | None) -> Document:
    """The texts as they stand, if they are those that somebody looked at. Raises NotMade."""
    content = content_of_edition(year, agency, with_submitted=bool(publication.reason))
    if content_hash(content) != publication.expected:
        raise NotMade(Ended.CHANGED)
    if stops(readiness(year, agency)):
        raise NotMade(Ended.HINDERED)
    return content


def _entries(year: ReportingYear, agency: Agency | None) -> list[Entry]:
    """The entries of the report, held until the edition is there."""
    entries = Entry.objects.select_for_update(of=("self",)).filter(reporting_year=year)
    return list(entries if agency is None else entries.filter(agency=agency))


def _details(publication: Publication) -> Details:
    return Details(
        audience=Audience(publication.audience),
        number=publication.number,
        signed_on=publication.signed_on,
        position=publication.position,
        name=publication.name,
        reason=publication.reason,
    )


def latest_edition(year: ReportingYear, agency: Agency | None, audience: Audience) -> Edition | None:
    """The last edition of the report for the audience; None where there is none. One query."""
    return Edition.objects.filter(reporting_year=year, agency=agency, audience=audience).order_by("-ordinal").first()


def _file_name(edition: Edition, fmt: str) -> str:
    year, agency = edition.reporting_year, edition.agency
    said = ["nesr", str(edition.ordinal), *(["daxili"] if edition.audience == Audience.INTERNAL else [])]
    said += [str(year.year), *([agency.code] if agency else [])]
    return f"{'-'.join(said)}.{renderer_class(fmt).extension}"
