"""Why a document that could be read is not taken over: one stable code a reason."""

from enum import StrEnum

from reports.importer.errors import ImportStopped


class Refusal(StrEnum):
    """What keeps a document from being taken over; `words` has the sentence of each."""

    NO_HEADINGS = "no_headings"
    UNKNOWN_PLAN = "unknown_plan"
    OTHER_PLAN = "other_plan"
    PLAN_UNCLEAR = "plan_unclear"
    NO_YEAR = "no_year"
    YEAR_OUTSIDE_PLAN = "year_outside_plan"
    YEAR_NOT_OPENED = "year_not_opened"
    YEAR_CLOSED = "year_closed"
    NO_AGENCY = "no_agency"
    UNKNOWN_AGENCY = "unknown_agency"
    UNKNOWN_SUB_POINTS = "unknown_sub_points"
    UNASSIGNED_SUB_POINTS = "unassigned_sub_points"
    UNKNOWN_AND_UNASSIGNED = "unknown_and_unassigned"
    NOTHING_LEFT = "nothing_left"
    DUPLICATE_ITEMS = "duplicate_items"
    TEXT_TOO_LONG = "text_too_long"
    CHANGED_MEANWHILE = "changed_meanwhile"


class ImportRefused(ImportStopped):
    """The document could be read but is not taken over; nothing was written. `code` is a `Refusal`."""
