"""Decides the implementation status of a sub-point over all agencies."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.assessment.queries import proposal_of
from plans.enums import ImplementationStatus
from plans.models import Assessment, AssessmentDecision, ReportingYear, SubPoint
from plans.narrative import clean_plain
from plans.services.holding import hold_open_year

LONGEST_ASSESSMENT_NOTE = 10_000


class AssessmentRefused(Exception):
    """The decision is not recorded and nothing has changed; the message says why and what to do."""


class ReasonMissing(AssessmentRefused):
    """The decision is another than the approved entries propose, and the note does not say why."""


class AssessmentChanged(AssessmentRefused):
    """Somebody else has decided since the page was opened, or the year is closed."""


def assess(
    sub_point: SubPoint,
    reporting_year: ReportingYear,
    user: User,
    *,
    status: str,
    note: str,
    version: int,
    basis: str = "",
) -> Assessment:
    """Records the decision and what the rule proposed at that moment, by compare-and-set on `version`.

    `version` is the one that the decider saw, 0 where there was no assessment. The same decision sent twice is one. To
    decide the same status again is a decision: the entries may have changed meanwhile. Raises AssessmentRefused for an
    unknown status or a note that is too long, ReasonMissing where the status is another than the rule proposes now and the
    note is empty, AssessmentChanged where another was faster, the year is closed, or other
    entries are approved than those that the decider saw (`basis`, where it is given).
    """
    note = clean_plain(note).strip()
    if status not in ImplementationStatus.values:
        raise AssessmentRefused(_("Choose a status."))
    if len(note) > LONGEST_ASSESSMENT_NOTE:
        raise AssessmentRefused(
            _("The note is too long: shorten it to %(limit)s characters.") % {"limit": LONGEST_ASSESSMENT_NOTE}
        )
    try:
        with transaction.atomic():
            return _decide(sub_point, reporting_year, user, status, note, version, basis)
    except IntegrityError as other:
        # Two first decisions at once: the database lets one of them in.
        raise AssessmentChanged(_overtaken()) from other


def _decide(
    sub_point: SubPoint, reporting_year: ReportingYear, user: User, status: str, note: str, version: int, basis: str
) -> Assessment:
    if not hold_open_year(reporting_year):
        raise AssessmentChanged(_("The reporting year is closed: its assessments change no more."))
    place = {"sub_point": sub_point, "reporting_year": reporting_year}
    current = Assessment.objects.filter(**place).first()
    present = current.version if current else 0
    if present != version:
        mine = (status, note, user.pk)
        if current and present == version + 1 and (current.status, current.note, current.decided_by_id) == mine:
            return current  # the button was pressed twice
        raise AssessmentChanged(_overtaken())
    proposal = proposal_of(reporting_year, sub_point)
    if basis and basis != proposal.basis:
        raise AssessmentChanged(
            _(
                "Entries of this sub-point have been approved or given back since you opened the page. Look at them, "
                "then decide."
            )
        )
    if proposal.status and status != proposal.status and not note:
        raise ReasonMissing(_("You decide otherwise than the approved entries propose: write the reason in the note."))
    values = {
        "status": status,
        "note": note,
        "version": version + 1,
        "decided_by": user,
        "decided_at": timezone.now(),
    }
    if current is None:
        current = Assessment.objects.create(**place, **values)
    else:
        if not Assessment.objects.filter(pk=current.pk, version=version).update(**values):
            raise AssessmentChanged(_overtaken())
        for name, value in values.items():
            setattr(current, name, value)
    AssessmentDecision.objects.create(assessment=current, proposed=proposal.status, **values)
    return current


def _overtaken() -> str:
    return _("Somebody else has decided on this sub-point meanwhile. Look at that decision, then decide again.")
