"""Keeps what is set about the papers, each change with who made it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from plans.models import Agency, ReportingYear
from reports.models import ReportDetails
from reports.papers.queries import details_of


def set_details(
    reporting_year: ReportingYear, agency: Agency | None, values: Mapping[str, Any], *, by: User
) -> ReportDetails:
    """Keeps the details of a report; what is as it was writes nothing. Of two that save at once the later one holds, and the
    history has both. Five queries at most.
    """
    with transaction.atomic():
        ReportingYear.objects.select_for_update().get(pk=reporting_year.pk)  # of two first ones, one comes first
        details = details_of(reporting_year, agency)
        changed = [name for name, value in values.items() if getattr(details, name) != value]
        if changed:
            for name in changed:
                setattr(details, name, values[name])
            details._history_user = by  # type: ignore[attr-defined]  # where simple-history looks for it
            details.save()
    return details
