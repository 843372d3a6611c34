"""A sub-point in a year over all agencies: what its executors report, what the rule proposes, what was decided."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from plans.enums import ACCEPTED_STATES, STATUS_LABELS, UNSEEN_LABEL, ImplementationStatus
from plans.models import INTERNAL_FIELDS, Assessment, AssessmentDecision, Assignment, Entry, ReportingYear, SubPoint
from plans.queries.access import may_read_reasons, may_see_not_started
from plans.queries.agency_year import EntryRow
from plans.queries.reading import as_read_by, entries_read_by
from plans.queries.years import assignments_of_year, names_prefetch
from plans.rules import SET_ASIDE, period_covers, proposed_status


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rule proposes ("" for nothing) and why, in one sentence of the reader's language."""

    status: str
    reason: str
    basis: str = ""  # stands for the approved entries that it is made from (`basis_of`)

    @property
    def label(self) -> str | Promise:
        return STATUS_LABELS[self.status]


@dataclass(slots=True)
class Part:
    """An agency's part in the sub-point, as its reader may see it. `entry` is None where it is not the reader's to see."""

    row: EntryRow
    agency_name: str
    may_open: bool
    weight: str = ""  # in the rule: "counts", "aside" (left out beside others), "" for none

    @property
    def state(self) -> str:
        return self.row.state

    @property
    def state_label(self) -> str | Promise:
        return self.row.state_label if self.may_open else UNSEEN_LABEL

    @property
    def status_label(self) -> str | Promise:
        return self.row.status_label


@dataclass(slots=True)
class SubPointYear:
    """A sub-point in a year: the executors' parts, the recommended agencies' apart, the proposal, the neighbours."""

    sub_point: SubPoint
    executors: list[Part] = field(default_factory=list)
    recommended: list[Part] = field(default_factory=list)
    proposal: Proposal = field(default_factory=lambda: explain_proposal([]))
    before: str = ""
    after: str = ""


def counted_status(assignment: Assignment, entry: Entry | None) -> str:
    """The status that an agency's entry brings into the rule; "" where it brings none.

    Only approved and locked entries of executors count. Where there is nothing to report, the status that stood there
    before is kept in the record and means nothing.
    """
    if entry is None or not assignment.is_required or entry.state not in ACCEPTED_STATES or entry.nothing_to_report:
        return ""
    return entry.status


def basis_of(entries: Iterable[Entry | None]) -> str:
    """A short sign for which entries of the sub-point are approved and by which submission: another one, where a decision
    would be about something else than its page showed.
    """
    approved = sorted(
        (entry.pk, entry.submissions, entry.version)
        for entry in entries
        if entry is not None and entry.state in ACCEPTED_STATES
    )
    return hashlib.sha256(repr(approved).encode()).hexdigest()[:16]


def explain_proposal(statuses: list[str]) -> Proposal:
    """The proposal (`rules.proposed_status`) from the counted statuses of a sub-point, with its reason."""
    given = [status for status in statuses if status]
    status = proposed_status(given)
    return Proposal(status, _reason(given))


def _reason(given: list[str]) -> str:
    if not given:
        return _("Nothing is proposed: no executor's entry with a status is approved yet.")
    weighing = {status for status in given if status not in SET_ASIDE}
    aside = len(weighing) > 0 and any(status in SET_ASIDE for status in given)
    if not weighing:
        if len(set(given)) == 1:
            return _("All approved entries of executors say the same.")
        if given.count(ImplementationStatus.NO_CASES) == given.count(ImplementationStatus.NOT_DUE):
            return _("The approved entries say “no cases” and “not due yet” equally often.")
        return _("The approved entries say “no cases” or “not due yet” only: the more frequent of the two.")
    if len(weighing) == 1:
        sentence = _("All approved entries of executors say the same.")
    elif weighing <= {ImplementationStatus.IMPLEMENTED, ImplementationStatus.BEING_IMPLEMENTED}:
        sentence = _("No approved entry of an executor is below “being implemented”.")
    else:
        sentence = _("The approved entries of the executors differ, and at least one is below “being implemented”.")
    if aside:
        sentence += " " + _("“No cases” and “not due yet” are left out.")
    return sentence


def find_sub_point(reporting_year: ReportingYear, number: str) -> SubPoint | None:
    """The plan's sub-point of the number with its section, if its execution period covers the year. One query."""
    found = (
        SubPoint.objects.filter(section__plan=reporting_year.plan_id, number=number)
        .select_related("section")
        .defer("measure_folded")
        .first()
    )
    return found if found and period_covers(reporting_year.year, found.start_year, found.end_year) else None


def sub_point_in_year(user: User, reporting_year: ReportingYear, sub_point: SubPoint) -> SubPointYear:
    """All that the assessment page says about the sub-point but the decisions. Four queries, whatever its size.

    Observers do not learn which of the unsubmitted entries have been begun.
    """
    seen = entries_read_by(user, without=("narrative", "figures", *INTERNAL_FIELDS))
    entries = as_read_by(user, _of_point(seen, reporting_year, sub_point))
    parts = [
        _part(user, assignment, entry, reporting_year)
        for assignment, entry in _entries_of(reporting_year, sub_point, entries)
    ]
    # Every reader of the page may see what is counted: accepted entries.
    statuses = [counted_status(part.row.assignment, part.row.entry) for part in parts]
    leaves_out = any(status and status not in SET_ASIDE for status in statuses)
    for part, status in zip(parts, statuses, strict=True):
        if status:
            part.weight = "aside" if leaves_out and status in SET_ASIDE else "counts"
    before, after = _neighbours(reporting_year, sub_point)
    return SubPointYear(
        sub_point=sub_point,
        executors=[part for part in parts if part.row.is_required],
        recommended=[part for part in parts if not part.row.is_required],
        proposal=replace(explain_proposal(statuses), basis=basis_of(part.row.entry for part in parts)),
        before=before,
        after=after,
    )


def _part(user: User, assignment: Assignment, entry: Entry | None, reporting_year: ReportingYear) -> Part:
    name = assignment.agency.name_in(reporting_year.year)
    return Part(
        row=EntryRow(assignment, entry),
        agency_name=name.nominative if name else assignment.agency.code,
        may_open=entry is not None or may_see_not_started(user),
    )


def _of_point(entries: QuerySet[Entry], reporting_year: ReportingYear, sub_point: SubPoint) -> QuerySet[Entry]:
    return entries.filter(reporting_year=reporting_year, sub_point=sub_point).order_by()


def _entries_of(
    reporting_year: ReportingYear, sub_point: SubPoint, found: Iterable[Entry]
) -> list[tuple[Assignment, Entry | None]]:
    """The assignments of the sub-point, each with the one of the entries that is its own. Two queries."""
    assignments = (
        assignments_of_year(reporting_year)
        .filter(sub_point=sub_point)
        .select_related("agency")
        .prefetch_related(names_prefetch())
    )
    entries = {entry.agency_id: entry for entry in found}
    return [(assignment, entries.get(assignment.agency_id)) for assignment in assignments]


def _neighbours(reporting_year: ReportingYear, sub_point: SubPoint) -> tuple[str, str]:
    """The numbers of the sub-points before and after it in the plan, among those of the year; "" at the ends."""
    points = SubPoint.objects.filter(section__plan=reporting_year.plan_id).order_by("section__number", "number")
    numbers = [
        number
        for number, start, end in points.values_list("number", "start_year", "end_year")
        if period_covers(reporting_year.year, start, end)
    ]
    place = numbers.index(sub_point.number)
    return (numbers[place - 1] if place else ""), (numbers[place + 1] if place + 1 < len(numbers) else "")


_COUNTED = ("agency", "state", "status", "nothing_to_report", "submissions", "version")


def proposal_of(reporting_year: ReportingYear, sub_point: SubPoint) -> Proposal:
    """What the rule proposes now, for the decision that stores it. Three queries."""
    counted = _of_point(Entry.objects.only(*_COUNTED), reporting_year, sub_point)
    pairs = _entries_of(reporting_year, sub_point, counted)
    proposal = explain_proposal([counted_status(assignment, entry) for assignment, entry in pairs])
    return replace(proposal, basis=basis_of(entry for _assignment, entry in pairs))


def assessment_of(user: User, reporting_year: ReportingYear, sub_point: SubPoint) -> Assessment | None:
    """The assessment that holds now, with its `decisions` prefetched, newest first; None before the first. The notes that
    say why are not for observers. Two queries.
    """
    decisions = AssessmentDecision.objects.select_related("decided_by").order_by("-version")
    found = (
        Assessment.objects.filter(reporting_year=reporting_year, sub_point=sub_point)
        .select_related("decided_by")
        .prefetch_related(Prefetch("decisions", queryset=decisions))
        .first()
    )
    if found is not None and not may_read_reasons(user):
        found.note = ""
        for decision in found.decisions.all():
            decision.note = ""
    return found
