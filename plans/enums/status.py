"""Implementation statuses, and everything that names one."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.enums.tones import Tone


class ImplementationStatus(models.TextChoices):
    """How far the measure has come, in the agency's own judgement."""

    IMPLEMENTED = "implemented", _("Implemented")
    BEING_IMPLEMENTED = "being_implemented", _("Being implemented")
    PARTLY_IMPLEMENTED = "partly_implemented", _("Partly implemented")
    NOT_IMPLEMENTED = "not_implemented", _("Not implemented")
    NO_CASES = "no_cases", _("No cases in the period")
    NOT_DUE = "not_due", _("Not due yet")


# What stands where a sub-point's assessment in a year would stand.
NOT_ASSESSED = "not_assessed"
NOT_OPENED = "not_opened"  # the sub-point runs in the year, which nobody has opened for reporting yet
OUTSIDE_PERIOD = ""

NOTHING_LABEL = _("Nothing to report")
STATUS_LABELS: dict[str, str | Promise] = {"": "", **dict(ImplementationStatus.choices)}


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """How a status is shown: `sign` stands for it in a sheet; on pages static marks/<status>.svg does."""

    label: str | Promise
    tone: Tone
    sign: str


STATUSES: dict[str, StatusFacts] = {
    status: StatusFacts(label, tone, sign)
    for status, label, tone, sign in (
        (ImplementationStatus.IMPLEMENTED, ImplementationStatus.IMPLEMENTED.label, Tone.GREEN, "☑"),
        (ImplementationStatus.BEING_IMPLEMENTED, ImplementationStatus.BEING_IMPLEMENTED.label, Tone.BLUE, "▷"),
        (ImplementationStatus.PARTLY_IMPLEMENTED, ImplementationStatus.PARTLY_IMPLEMENTED.label, Tone.AMBER, "◧"),
        (ImplementationStatus.NOT_IMPLEMENTED, ImplementationStatus.NOT_IMPLEMENTED.label, Tone.RED, "☒"),
        (ImplementationStatus.NO_CASES, ImplementationStatus.NO_CASES.label, Tone.SUNKEN, "⊟"),
        (ImplementationStatus.NOT_DUE, ImplementationStatus.NOT_DUE.label, Tone.SUNKEN, "◷"),
        (NOT_ASSESSED, _("Not assessed"), Tone.MUTED, "☐"),
        (NOT_OPENED, _("Year not opened"), Tone.MUTED, ""),
        (OUTSIDE_PERIOD, _("Outside the execution period"), Tone.SUNKEN, ""),
    )
}


def assessed_label(status: str) -> str:
    """What a sub-point's assessment in a year is called: a status, or one of the three that stand in its place."""
    return str(STATUSES[status].label)
