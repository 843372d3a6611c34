"""What people read of an import: the sentence of every code, in the language that is active."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.naming import numbered
from reports.importer.errors import Fault, ImportStopped
from reports.importer.notes import Note, Reason, Remark
from reports.importer.refusal import Refusal

# One table for both: a fault and a refusal never have a code in common.
REFUSALS: dict[StrEnum, Promise] = {
    # why a file cannot be read
    Fault.CANNOT_OPEN: _("The file cannot be opened: %(file)s. Check its path and that it may be read."),
    Fault.EMPTY: _("The file holds no text. Choose the file in which the report is written."),
    Fault.TOO_LARGE: _("The file is too large: at most %(limit)s MB is read. Send the report as a file of its own."),
    Fault.TOO_LONG: _("The document has too many paragraphs: at most %(limit)s are read. Send the report only."),
    Fault.UNSUPPORTED_TYPE: _("Files of this kind are not read. Choose a .docx, .md or .txt file."),
    Fault.BINARY: _("This is not a text file. Save the text as .docx, .md or .txt."),
    Fault.ENCODING: _("The encoding of the text is not known. Save the file as UTF-8."),
    Fault.WRONG_FORMAT: _("This is a %(found)s file, not Word (.docx). Save the document as .docx."),
    Fault.NOT_WORD: _("This file is not a Word (.docx) document. Open it in Word and save it as .docx."),
    Fault.OLD_WORD: _("This is a document of old Word (.doc). Open it in Word and save it as .docx."),
    Fault.ENCRYPTED: _("The document is protected by a password. Remove the password and save it again."),
    Fault.DAMAGED: _("The Word document is damaged or was not uploaded completely. Send the file again."),
    Fault.ZIP_BOMB: _(
        "The Word document grows far too large when unpacked and is not read. Remove its pictures and save it again."
    ),
    Fault.UNSAFE_XML: _(
        "The Word document holds unsafe content (a DTD) and is not read. Open it in Word and save it again."
    ),
    Fault.TOO_COMPLEX: _("The document is nested too deeply and is not read. Make its tables and lists simpler."),
    # why a document is not taken over
    Refusal.NO_HEADINGS: _("No heading of a sub-point was found. Write headings as “4.2.10-cu yarımbənd üzrə (…):”."),
    Refusal.UNKNOWN_PLAN: _("There is no plan %(name)s. Plans: %(choices)s."),
    Refusal.OTHER_PLAN: _(
        "The document is a report on another plan: “%(name)s”. Choose a document of this plan. Plans: %(choices)s."
    ),
    Refusal.PLAN_UNCLEAR: _("Name the plan with --plan. Plans that cover %(year)s: %(choices)s."),
    Refusal.NO_YEAR: _("No reporting year was found in the title. Name it with --year."),
    Refusal.YEAR_OUTSIDE_PLAN: _("The year %(year)s is outside the plan's period (%(start)s–%(end)s). Check the year."),
    Refusal.YEAR_NOT_OPENED: _(
        "The reporting year %(year)s of %(plan)s has not been opened."
        " Ask the coordinator to open it, or use --open-year."
    ),
    Refusal.YEAR_CLOSED: _("The reporting year %(year)s of %(plan)s is closed; nothing is written into a closed year."),
    Refusal.NO_AGENCY: _("No agency was found in the title. Name its code with --agency."),
    Refusal.UNKNOWN_AGENCY: _(
        "The agency is not known: %(name)s. Name its code with --agency, or add this spelling to the agency."
    ),
    Refusal.UNKNOWN_SUB_POINTS: _(
        "Sub-points that the plan does not have: %(names)s. Correct the numbers or leave them out with --skip-unknown."
    ),
    Refusal.UNASSIGNED_SUB_POINTS: _(
        "Sub-points not assigned to %(agency)s: %(names)s. Check the assignment or leave them out with --skip-unknown."
    ),
    Refusal.UNKNOWN_AND_UNASSIGNED: _(
        "Sub-points that the plan does not have: %(unknown)s; not assigned to %(agency)s: %(unassigned)s."
        " Check numbers and assignment or leave them out with --skip-unknown."
    ),
    Refusal.NOTHING_LEFT: _(
        "None of the document's sub-points is the agency's: %(names)s. Check plan, agency and year."
    ),
    Refusal.DUPLICATE_ITEMS: _("A sub-point occurs more than once: %(names)s. Put its texts under one heading."),
    Refusal.TEXT_TOO_LONG: _("%(sentence)s This is the text on %(names)s."),
    Refusal.CHANGED_MEANWHILE: _("The entry on %(names)s was changed by somebody in this moment. Try again."),
}

NOTES: dict[Remark, Promise] = {
    Remark.JOINED_HEADING: _("A heading broken over several paragraphs was joined."),
    Remark.SEVERAL_NUMBERS: _("The heading has several numbers (%(detail)s); the text goes to each of them."),
    Remark.WRONG_SUFFIX: _("The suffix of the ordinal is wrong: “%(text)s”. Right: “%(mend)s”."),
    Remark.MISSING_SUFFIX: _("The suffix of the ordinal is missing: “%(text)s”. Right: “%(mend)s”."),
    Remark.SPELLING: _("“%(text)s” is written “%(mend)s”."),
    Remark.UNCLOSED_HEADING: _(
        "The closing “):” of the heading was not found; the heading was taken to end with its paragraph."
    ),
    Remark.NO_COLON: _("The heading does not end with a colon."),
    Remark.NO_BRACKETS: _("The measure in the heading is not in brackets."),
    Remark.DUPLICATE: _("Number %(detail)s occurs more than once in the document."),
    Remark.EMPTY_ITEM: _("No text follows the heading."),
    Remark.LIKE_HEADING: _("A paragraph resembles a heading but was read as text: “%(text)s”."),
    Remark.JOINED: _("A broken paragraph was joined."),
    Remark.NBSP: _("The text holds a no-break space; a plain space can take its place."),
    Remark.CYRILLIC: _("“%(text)s” holds Cyrillic letters; with Latin letters: “%(mend)s”."),
    Remark.SCHWA: _("“%(text)s” holds another sign (ǝ) in place of “ə”; right: “%(mend)s”."),
    Remark.DECOMPOSED: _("A letter of “%(text)s” is written as two signs; as one: “%(mend)s”."),
    Remark.INVISIBLE: _("“%(mend)s” holds an invisible character."),
    Remark.CONTROL_CHARACTERS: _("%(detail)s control characters of the text were left out."),
    Remark.IMAGE: _("A picture of the document is not taken over. %(detail)s"),
    Remark.EMBEDDED_OBJECT: _("An object embedded in the document is not taken over. %(detail)s"),
    Remark.NESTED_TABLE: _("A table inside a table was read as paragraphs of its cell."),
    Remark.RAGGED_TABLE: _("Some rows of a table have too many cells; the table was read as plain text."),
    Remark.LINK_TITLE: _("The title of a link is not taken over: “%(text)s”."),
    Remark.WORD_WARNING: _("A part of the Word document was not read: %(detail)s"),
    Remark.NO_HEADINGS: _("No heading of a sub-point was found in the document."),
    Remark.TITLE_NOT_FOUND: _("The title of the document was not found."),
    Remark.PLAN_NOT_FOUND: _("No plan in quotes was found in the title."),
    Remark.AGENCY_NOT_FOUND: _("No agency (“… tərəfindən”) was found in the title."),
    Remark.YEAR_NOT_FOUND: _("No reporting year was found in the title."),
}

REASONS: dict[Reason, Promise] = {
    Reason.BEFORE_TITLE: _("Stands before the title"),
    Reason.BEFORE_FIRST_HEADING: _("Stands before the first heading"),
    Reason.NO_HEADING: _("The document has no heading of a sub-point"),
    Reason.SECTION_HEADING: _("Is the heading of a section"),
    Reason.PAGE_NUMBER: _("Is a page number"),
    Reason.SEPARATOR: _("Consists of separator signs only"),
    Reason.HEADER: _("Is in the page header"),
    Reason.FOOTER: _("Is in the page footer"),
    Reason.FOOTNOTE: _("Is a footnote"),
    Reason.ENDNOTE: _("Is an endnote"),
    Reason.COMMENT: _("Is a Word comment"),
    Reason.TEXT_BOX: _("Is in a text box"),
    Reason.DRAWING: _("Is in a drawing or chart"),
    Reason.EQUATION: _("Is an equation"),
    Reason.TRACKED_DELETION: _("Was deleted with tracked changes"),
    Reason.HIDDEN_TEXT: _("Is hidden text"),
    Reason.NOT_CONVERTED: _("Could not be converted from Word"),
}


def word_refusal(error: ImportStopped) -> str:
    """Why nothing is read or written, and what to do about it. Raises KeyError for a code without a sentence."""
    params = error.params
    if "year" in params:
        params = params | {"year": numbered(str(params["year"]))}
    return REFUSALS[error.code] % params


def word_note(note: Note) -> str:
    """What is remarked. Raises KeyError for a code without a sentence."""
    # The last words of some sentences are a detail that may be missing.
    return (NOTES[note.code] % note.params).strip()


def word_reason(reason: Reason) -> str:
    """Why a piece of the document is in no item. Raises KeyError for a reason without words."""
    return str(REASONS[reason])
