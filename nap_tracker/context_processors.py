"""What every page needs to know."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from plans.queries.access import agency_of
from plans.queries.years import sample_data_is_loaded


def tracker(request: HttpRequest) -> dict:
    """`sample_data`: whether the page must say "Nümunə məlumatlar"; `own_agency`; asked of the database on use only."""
    return {
        "sample_data": SimpleLazyObject(sample_data_is_loaded),
        "own_agency": SimpleLazyObject(lambda: agency_of(request.user) if hasattr(request, "user") else None),
        "languages": settings.LANGUAGES,
    }
