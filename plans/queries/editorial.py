"""The editorial versions of an entry, within what their reader may see, and which of them prints."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from plans.enums import ACCEPTED_STATES, NOT_STARTED, PRINTED_EDITORIAL_STATES, EditorialState, EntryState
from plans.models import Agency, EditorialVersion, Entry, ReportingYear, Revision
from plans.queries.access import agency_of, may_read_reasons

OUTDATED_LABEL, WITHDRAWN_LABEL = _("Out of date"), _("Withdrawn")
# The mark of an entry's state that says the same: half, under way, back, ticked.
_MARKS = {
    EditorialState.DRAFT: EntryState.DRAFT,
    EditorialState.ASKED: EntryState.SUBMITTED,
    EditorialState.REFUSED: EntryState.RETURNED,
    EditorialState.CONSENTED: EntryState.APPROVED,
    EditorialState.DECIDED: EntryState.APPROVED,
}
_WHY = {
    EditorialState.DRAFT: _("It is being written: the agency has not been asked yet, and its own text is printed."),
    EditorialState.ASKED: _("The agency is asked for its consent. Until it answers, its own text is printed."),
    EditorialState.REFUSED: _("The agency refuses: its own text is printed, unless the coordinator decides otherwise."),
    EditorialState.CONSENTED: _("The agency consents: this wording is printed in the consolidated report."),
    EditorialState.DECIDED: _("The agency has refused, and the coordinator has decided to print this wording."),
}


@dataclass(frozen=True, slots=True)
class Editorial:
    """An editorial version as pages show it. `prints`: whether the consolidated report carries it now."""

    record: EditorialVersion
    prints: bool

    @property
    def label(self) -> str | Promise:
        if self.record.outdated_at:
            return OUTDATED_LABEL
        return WITHDRAWN_LABEL if self.record.withdrawn_at else self.record.get_state_display()

    @property
    def mark(self) -> str:
        """The state whose mark stands before the label."""
        return _MARKS[EditorialState(self.record.state)] if self.record.is_current else NOT_STARTED

    @property
    def standing(self) -> str | Promise:
        """Which text prints and why, in one sentence."""
        if self.record.outdated_at:
            return gettext("The entry was reopened: this wording is out of date, and the agency's own text is printed.")
        if self.record.withdrawn_at:
            return gettext("This wording is withdrawn: the agency's own text is printed.")
        return _WHY[EditorialState(self.record.state)]

    @property
    def is_current(self) -> bool:
        return self.record.is_current

    @property
    def state(self) -> str:
        """The state of a current one; "" for one that is out of date or withdrawn."""
        return self.record.state if self.record.is_current else ""


def may_print(entry: Entry) -> bool:
    """Whether the consolidated report may carry another wording of the entry at all: it is accepted, and has a text."""
    return entry.state in ACCEPTED_STATES and not entry.nothing_to_report


def prints(entry: Entry, version: EditorialVersion) -> bool:
    """Whether the version stands in the consolidated report instead of the agency's text; as `printed_narrative`."""
    return (
        may_print(entry)
        and version.is_current
        and version.state in PRINTED_EDITORIAL_STATES
        and version.entry_version == entry.version
    )


def printed_narrative() -> Subquery:
    """An annotation of entries: the editorial wording that the agency has let through or the coordinator has decided on.

    None where there is none; whether the entry's own state lets it print, `may_print` says.
    """
    versions = EditorialVersion.objects.filter(
        entry=OuterRef("pk"),
        entry_version=OuterRef("version"),
        state__in=PRINTED_EDITORIAL_STATES,
        outdated_at__isnull=True,
        withdrawn_at__isnull=True,
    )
    return Subquery(versions.order_by().values("narrative")[:1])


def editorial_versions(user: User, entry: Entry) -> list[Editorial]:
    """The versions of the entry that the user may see, newest first; the first one is the current, if any is. One query.

    Coordinators see all. The agency sees what it was asked about, from then on: a draft is nobody's business but its
    writer's. Observers see what prints.
    """
    found = _people_of(entry.editorial_versions.filter(_seen_by(user, entry)))
    return [
        Editorial(version, prints(entry, version))
        for version in _without_reasons(user, found)
        if user.role != Role.OBSERVER or prints(entry, version)
    ]


def editorial_of(user: User, entry: Entry | None) -> Editorial | None:
    """The version that the entry's page tells of: the current one, or the latest, if the user may see any. One query."""
    if entry is None:
        return None
    versions = entry.editorial_versions.filter(_seen_by(user, entry))
    latest = _people_of(versions).defer("narrative").first()
    if latest is None or (user.role == Role.OBSERVER and not prints(entry, latest)):
        return None
    _without_reasons(user, [latest])
    return Editorial(latest, prints(entry, latest))


def texts_worded_from(entry: Entry, versions: list[Editorial]) -> dict[int, str]:
    """By version of the entry: the agency's text that each of the wordings was made from. One query, or none."""
    wanted = {item.record.entry_version for item in versions} - {entry.version}
    earlier = Revision.objects.filter(entry=entry, version__in=wanted).values_list("version", "narrative")
    return (dict(earlier) if wanted else {}) | {entry.version: entry.narrative}


def _seen_by(user: User, entry: Entry) -> Q:
    if user.is_active and user.role == Role.COORDINATOR:
        return Q()
    if user.is_active and user.role == Role.OBSERVER:
        return Q(state__in=PRINTED_EDITORIAL_STATES, outdated_at__isnull=True, withdrawn_at__isnull=True)
    own = agency_of(user)
    if own is not None and own.pk == entry.agency_id:
        return Q(asked_at__isnull=False)
    return Q(pk__in=[])


def _without_reasons(user: User, versions: Iterable[EditorialVersion]) -> list[EditorialVersion]:
    """The versions as the user reads them: why something was worded, answered, decided so is between agency and
    coordinator.
    """
    found = list(versions)
    if not may_read_reasons(user):
        for version in found:
            version.note = version.answer = version.decision_reason = ""
    return found


def _people_of(versions: QuerySet[EditorialVersion]) -> QuerySet[EditorialVersion]:
    people = ("written_by", "asked_by", "answered_by", "decided_by", "withdrawn_by")
    return versions.select_related(*people).order_by("-pk")


def may_be_worded(entry: Entry, *, year_is_open: bool) -> bool:
    """Whether an editorial version of the entry may be written, asked about, answered, decided on."""
    return entry.state == EntryState.APPROVED and year_is_open and not entry.nothing_to_report


# The long columns of an entry, which no list shows.
LONG = ("entry__narrative", "entry__narrative_folded")


def consents_waiting(reporting_year: ReportingYear, agency: Agency) -> list[EditorialVersion]:
    """The wordings that the agency is asked about, in the order of the plan; without their texts. One query."""
    asked = EditorialVersion.objects.filter(
        state=EditorialState.ASKED,
        outdated_at__isnull=True,
        withdrawn_at__isnull=True,
        entry__reporting_year=reporting_year,
        entry__agency=agency,
        entry__state__in=ACCEPTED_STATES,
    )
    asked = asked.select_related("entry__sub_point", "asked_by").defer("narrative", *LONG)
    return list(asked.order_by("entry__sub_point__section__number", "entry__sub_point__number"))


def leads_of(entry: Entry) -> list[User]:
    """Those who answer for the agency and can sign in. One query."""
    leads = User.objects.filter(membership__agency=entry.agency_id, role=Role.LEAD, is_active=True)
    return list(leads.order_by("pk"))
