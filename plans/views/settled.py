"""What a page shows of an entry is what its history keeps, however often somebody saves meanwhile."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.requests import AuthenticatedHttpRequest
from plans.queries.entry import find_entries
from plans.views.scope import EntryPlace

TURNS = 20  # somebody who saves all the time is met between two saves sooner


def read_settled(request: AuthenticatedHttpRequest, place: EntryPlace, read: Callable[[], bool]) -> str:
    """Calls `read`, which reads the text of the place's entry and says whether it is settled now, until it is.

    Before each further turn the entry of the place is read again. Returns "", or after `TURNS` turns the sentence that
    tells the reader so: what was read last is shown with it.
    """
    for turn in range(TURNS):
        if turn:
            place.entry, place.last_year = find_entries(
                request.user, place.reporting_year, place.agency, place.sub_point
            )
        if read():
            return ""
    return _("Somebody is saving this entry all the time: the text may be another one by now. Open it again shortly.")
