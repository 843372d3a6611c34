"""Every write to the record other than a move of an entry's state (`workflow`)."""

from plans.services.bounds import (
    TextTooLarge,
    TogetherTooLarge,
    clean_if_read,
    clean_to_be_shown,
    clean_within_bounds,
    require_bounds,
)
from plans.services.bulk import (
    BulkOutcome,
    NotMoved,
    UnknownEntry,
    approve_many,
    comment_many,
    not_as_seen,
    return_many,
    submit_many,
    undo_many,
)
from plans.services.entries import EMPTY_CONTENT, EntryNotEditable, StaleEntry, save_entry
from plans.services.figures import figure_text, shown_content
from plans.services.presence import leave_page, note_presence
from plans.services.publishing import lock_entries, unlock_entries
from plans.services.ready import mark_ready
from plans.services.responsible import NotAColleague, name_responsible
from plans.services.restoring import FIGURE_FIELDS, OTHER_FIELDS, restore_revision, take_side
from plans.services.writing import (
    Conflict,
    Draft,
    Late,
    Merged,
    Outcome,
    Place,
    Result,
    Saved,
    put_side_away,
    save_writing,
)
from plans.services.years import YearOutsidePlan, open_reporting_year

__all__ = [
    "EMPTY_CONTENT",
    "FIGURE_FIELDS",
    "OTHER_FIELDS",
    "BulkOutcome",
    "Conflict",
    "Draft",
    "EntryNotEditable",
    "Late",
    "Merged",
    "NotAColleague",
    "NotMoved",
    "Outcome",
    "Place",
    "Result",
    "Saved",
    "StaleEntry",
    "TextTooLarge",
    "TogetherTooLarge",
    "UnknownEntry",
    "YearOutsidePlan",
    "approve_many",
    "clean_if_read",
    "clean_to_be_shown",
    "clean_within_bounds",
    "comment_many",
    "figure_text",
    "leave_page",
    "lock_entries",
    "mark_ready",
    "name_responsible",
    "not_as_seen",
    "note_presence",
    "open_reporting_year",
    "put_side_away",
    "require_bounds",
    "restore_revision",
    "return_many",
    "save_entry",
    "save_writing",
    "shown_content",
    "submit_many",
    "take_side",
    "undo_many",
    "unlock_entries",
]
