"""What an edition says: the Document that is frozen, and what made its files."""

import json
from dataclasses import dataclass, replace
from datetime import date

from django.utils import translation

from plans.models import Agency, ReportingYear
from reports.building import build_agency_document, build_consolidated_document
from reports.building.reading import LANGUAGE
from reports.document import Document, as_json, from_json
from reports.enums import Audience
from reports.models import Edition
from reports.options import AGENCY_DEFAULT, CONSOLIDATED_DEFAULT, Content, Part, ReportOptions
from reports.production import making
from reports.production.keys import hash_of, libraries, written_by
from reports.signature import Signature


@dataclass(frozen=True, slots=True)
class Details:
    """What is said of an edition when it is published. `reason`: why submitted texts stand in it; "" where none do."""

    audience: Audience
    number: str
    signed_on: date
    position: str
    name: str
    reason: str = ""


def options_of_edition(agency: Agency | None, *, with_submitted: bool) -> ReportOptions:
    """What an edition holds: approved texts, and submitted ones where somebody gave a reason; never drafts or returned ones."""
    default = CONSOLIDATED_DEFAULT if agency is None else AGENCY_DEFAULT
    parts = default.parts | {Part.MISSING, Part.ANNEXES, Part.STATUS, Part.FIGURES}
    return ReportOptions(Content.SUBMITTED if with_submitted else Content.APPROVED, parts)


def content_of_edition(reporting_year: ReportingYear, agency: Agency | None, *, with_submitted: bool) -> Document:
    """The Document of the edition without what is said of it when it is published. It is no draft: a text that is not approved
    bears its mark, and no page the word “LAYİHƏ”. Some fifteen queries.
    """
    options = options_of_edition(agency, with_submitted=with_submitted)
    with translation.override(LANGUAGE):
        if agency is None:
            document = build_consolidated_document(reporting_year, None, options)
        else:
            document = build_agency_document(reporting_year, agency, None, options)
    return replace(document, watermark="")


def signed(document: Document, details: Details) -> Document:
    """The Document with number, date and signatory. The executor stands in an internal edition only."""
    named = document.signature if document.signature and details.audience == Audience.INTERNAL else Signature()
    signature = replace(
        named, position=details.position, name=details.name, date=details.signed_on.isoformat(), number=details.number
    )
    return replace(document, signature=signature)


def content_hash(document: Document) -> str:
    """What the texts of an edition are known by: not the moment at which they were read, nor who signs."""
    return hash_of(as_json(replace(document, as_of="", signature=None)))


def made_by() -> dict[str, str]:
    """What renders files now: the libraries with their versions, and the hashes of this program and of the fonts."""
    return libraries() | {"program": written_by(), "layout": making.renderer_identity()}


def document_of(edition: Edition) -> Document:
    """The frozen Document. Raises ValueError where it was written by another schema."""
    return from_json(json.loads(edition.document))
