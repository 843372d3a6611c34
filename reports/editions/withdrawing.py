"""What may become of an edition: opened for a correction, or taken back as a whole by two persons. Nothing else ever."""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.enums import EntryState
from plans.models import Entry
from plans.services import unlock_entries
from plans.workflow import TransitionRefused
from reports.enums import Grounds
from reports.models import Correction, Edition, Withdrawal


class Refused(Exception):
    """It cannot be done; the message says why and what to do."""


def ask_for_withdrawal(edition: Edition, by: User, grounds: Grounds, reason: str) -> Withdrawal:
    """Asks that the edition be taken back; it answers as before until a second person has confirmed it. Raises Refused."""
    try:
        with transaction.atomic():
            return Withdrawal.objects.create(
                edition=edition, grounds=grounds, reason=reason, asked_by=by, asked_at=timezone.now()
            )
    except IntegrityError as error:
        raise Refused(_("Somebody has asked for this already. Look at the edition again.")) from error


def confirm_withdrawal(withdrawal: Withdrawal, by: User) -> None:
    """Takes the edition back: from now on nothing of it answers. Raises Refused for whoever asked for it, and where it was
    decided meanwhile.
    """
    if withdrawal.asked_by_id == by.pk:
        raise Refused(_("You have asked for it yourself: another coordinator has to confirm it."))
    _decide(withdrawal, confirmed_by=by, confirmed_at=timezone.now())


def refuse_withdrawal(withdrawal: Withdrawal, by: User) -> None:
    """The edition stays; whoever asked may take it back so, too. Raises Refused where it was decided meanwhile."""
    _decide(withdrawal, refused_by=by, refused_at=timezone.now())


def _decide(withdrawal: Withdrawal, **decision: object) -> None:
    own = Withdrawal.objects.filter(pk=withdrawal.pk, confirmed_at__isnull=True, refused_at__isnull=True)
    if not own.update(**decision):
        raise Refused(_("This was decided meanwhile. Look at the edition again."))


def open_correction(
    edition: Edition, entries: Collection[Entry], by: User, reason: str, *, protects: bool
) -> Correction:
    """Unlocks the entries, so that they can be changed and the next edition says something else. Raises Refused where one of
    them is not locked, or no part of the edition.
    """
    if not entries:
        raise Refused(_("Choose at least one text that is to be corrected."))
    if any(not _is_of(edition, entry) or entry.state != EntryState.LOCKED for entry in entries):
        raise Refused(_("One of these texts is not locked by this edition any more. Look at the edition again."))
    try:
        with transaction.atomic():
            unlock_entries(entries, by)
            correction = Correction.objects.create(
                edition=edition, reason=reason, protects=protects, opened_by=by, opened_at=timezone.now()
            )
            correction.entries.set(entries)
    except TransitionRefused as refused:
        raise Refused(str(refused)) from refused
    return correction


def _is_of(edition: Edition, entry: Entry) -> bool:
    is_of_agency = edition.agency_id is None or edition.agency_id == entry.agency_id
    return entry.reporting_year_id == edition.reporting_year_id and is_of_agency
