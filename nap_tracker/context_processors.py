"""What every page needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from plans.models import Agency
from plans.queries.access import agency_of
from plans.queries.years import sample_data_is_loaded


def tracker(request: HttpRequest) -> dict[str, Any]:
    """`sample_data`: whether the page must say "Nümunə məlumatlar"; `own_agency`; asked of the database on use only."""
    return {
        "sample_data": SimpleLazyObject(sample_data_is_loaded),
        "own_agency": SimpleLazyObject(lambda: _own_agency(request)),
        "languages": settings.LANGUAGES,
    }


def _own_agency(request: HttpRequest) -> Agency | None:
    """The agency of the person who asks; None for strangers, and where an error comes before anybody is known."""
    return agency_of(request.user) if hasattr(request, "user") and request.user.is_authenticated else None
