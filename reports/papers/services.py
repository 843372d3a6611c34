"""Keeps what is set about the papers, each change with who made it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from plans.models import Agency, Plan, ReportingYear
from reports.models import PrintSettings, ReportDetails
from reports.papers.queries import details_of, print_settings_of


def set_details(
    reporting_year: ReportingYear, agency: Agency | None, values: Mapping[str, Any], *, by: User
) -> ReportDetails:
    """Keeps the details of a report; what is as it was writes nothing. Of two that save at once the later one holds, and the
    history has both. Five queries at most.
    """
    with transaction.atomic():
        ReportingYear.objects.select_for_update().get(pk=reporting_year.pk)  # of two first ones, one comes first
        details = details_of(reporting_year, agency)
        _keep(details, values, by)
    return details


def set_print_settings(plan: Plan, values: Mapping[str, Any], *, by: User) -> PrintSettings:
    """Keeps the measures of a plan's reports, as `set_details` does."""
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        settings = print_settings_of(plan)
        _keep(settings, values, by)
    return settings


def _keep(record: ReportDetails | PrintSettings, values: Mapping[str, Any], by: User) -> None:
    changed = [name for name, value in values.items() if getattr(record, name) != value]
    if changed:
        for name in changed:
            setattr(record, name, values[name])
        record._history_user = by  # type: ignore[union-attr]  # where simple-history looks for it
        record.save()
