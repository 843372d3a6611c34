"""What a report is asked to hold: which texts, which parts, of which agencies, sections and sub-points."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from plans.enums import ACCEPTED_STATES, EntryState


class Content(TextChoices):
    """Which texts a report holds, by their state."""

    APPROVED = "final", _("Approved only")
    SUBMITTED = "sent", _("Submitted and approved")
    ALL = "all", _("Everything, as a draft")


class Part(TextChoices):
    """What stands beside the texts, where it is asked for."""

    COVER = "cover", _("Cover")
    CONTENTS = "contents", _("Contents")
    SUMMARY = "summary", _("The year in figures")
    MISSING = "missing", _("What is missing")
    STATUS = "status", _("Implementation status")
    FIGURES = "figures", _("Figures")
    ANNEXES = "annexes", _("List of annexes (public evidence)")
    MATRIX = "matrix", _("Table of sub-points and agencies (A3)")
    SIGNATURE = "signature", _("Signature block")
    CHANGES = "changes", _("Numbers and changes over the years")


STATES: Mapping[str, tuple[str, ...]] = {
    Content.APPROVED: tuple(ACCEPTED_STATES),
    Content.SUBMITTED: (*ACCEPTED_STATES, EntryState.SUBMITTED),
    Content.ALL: tuple(EntryState),
}
# What may be chosen where; the reports over the years have no more parts than these.
CONSOLIDATED_PARTS = tuple(part for part in Part if part != Part.CHANGES)
AGENCY_PARTS = tuple(part for part in CONSOLIDATED_PARTS if part not in (Part.SUMMARY, Part.MATRIX))
OVERVIEW_PARTS = (Part.CONTENTS, Part.CHANGES, Part.FIGURES)
DOSSIER_PARTS = (Part.CONTENTS, Part.MISSING, Part.STATUS, Part.CHANGES, Part.FIGURES, Part.ANNEXES)


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """Choices of a report; empty `agencies` (codes), `sections` and `points` (numbers) mean all of them."""

    content: str
    parts: frozenset[str]
    agencies: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    points: frozenset[str] = frozenset()

    @property
    def states(self) -> tuple[str, ...]:
        """The states of the entries whose texts it holds."""
        return STATES[self.content]

    @property
    def is_whole(self) -> bool:
        """Whether no agency, section or sub-point is left out by choice."""
        return not (self.agencies or self.sections or self.points)

    @property
    def with_figures(self) -> "ReportOptions":
        """The same with statuses and figures: a workbook is asked for because of them."""
        return replace(self, parts=self.parts | {Part.STATUS, Part.FIGURES})

    def query_from(self, default: "ReportOptions") -> str:
        """The query of an address that asks for this; "" for the default."""
        if self == default:
            return ""
        pairs = [("content", str(self.content)), ("chosen", "1")]
        pairs += [("part", str(part)) for part in Part if part in self.parts]
        for name, chosen in (("agency", self.agencies), ("section", self.sections), ("point", self.points)):
            pairs += [(name, value) for value in sorted(chosen)]
        return urlencode(pairs)


# A signature stands where somebody has filled it in: whoever typed it expects it on the paper.
AGENCY_DEFAULT = ReportOptions(Content.ALL, frozenset({Part.MISSING, Part.SIGNATURE}))
CONSOLIDATED_DEFAULT = ReportOptions(
    Content.APPROVED,
    frozenset(
        {
            Part.COVER,
            Part.CONTENTS,
            Part.SUMMARY,
            Part.MISSING,
            Part.STATUS,
            Part.FIGURES,
            Part.MATRIX,
            Part.SIGNATURE,
        }
    ),
)
OVERVIEW_DEFAULT = ReportOptions(Content.APPROVED, frozenset({Part.CHANGES, Part.FIGURES}))
DOSSIER_DEFAULT = ReportOptions(Content.APPROVED, frozenset({Part.MISSING, Part.STATUS, Part.CHANGES, Part.FIGURES}))
# An agency's own, from what it writes: as its yearly report.
OWN_DOSSIER_DEFAULT = replace(DOSSIER_DEFAULT, content=Content.ALL)


def options_from(asked: QueryDict, default: ReportOptions) -> ReportOptions:
    """The choices of an address; what is not understood is as in the default. No address fails.

    A form sends no ticks that are not set: `chosen` says that it was sent.
    """
    content = asked.get("content", "")
    parts = frozenset(part for part in asked.getlist("part") if part in Part.values)
    return ReportOptions(
        content if content in Content.values else default.content,
        parts if "chosen" in asked else default.parts,
        _chosen(asked, "agency"),
        _chosen(asked, "section"),
        _chosen(asked, "point"),
    )


def _chosen(asked: QueryDict, name: str) -> frozenset[str]:
    # Django takes a thousand fields of an address, and answers 400 to more.
    found = [value.strip() for value in asked.getlist(name)]
    return frozenset(value for value in found if value and "\0" not in value)
