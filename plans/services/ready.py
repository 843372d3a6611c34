"""The mark “ready”: the agency's own sign that an entry can be submitted."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from plans.enums import EDITABLE_STATES
from plans.models import Entry
from plans.notifications.ready import tell_of_ready
from plans.queries.gate import missing_for_submission
from plans.queries.years import open_years
from plans.workflow import EntryHasMoved, GateClosed


def mark_ready(entry: Entry, user: User, *, ready: bool, version: int) -> None:
    """Marks the entry as ready, or takes the mark away; any later edit takes it away too.

    The leads are told of a new mark. One that stands already stays whose it is. Who may mark is asked by the view: staff
    of the agency.

    Raises GateClosed with what is missing, EntryHasMoved where the text or the state has changed since the user
    looked at it, or the year is closed.
    """
    values = {"ready_at": timezone.now() if ready else None, "ready_by": user if ready else None}
    with transaction.atomic():
        rows = Entry.objects.filter(
            pk=entry.pk, version=version, state__in=EDITABLE_STATES, reporting_year__in=open_years()
        )
        if entry.version != version or not rows.exists():
            raise EntryHasMoved(_("Somebody has changed this entry in the meantime. Look at it again."))
        if not rows.filter(ready_at__isnull=ready).update(**values):
            entry.refresh_from_db(fields=["ready_at", "ready_by"])
            if ready != (entry.ready_at is not None):
                raise EntryHasMoved(_("Somebody has changed this entry in the meantime. Look at it again."))
            return  # pressed twice
        # After the row is taken; raising takes it back.
        if ready and (missing := missing_for_submission(entry)):
            raise GateClosed(missing)
        if ready:
            tell_of_ready(entry, user)
    for name, value in values.items():
        setattr(entry, name, value)
