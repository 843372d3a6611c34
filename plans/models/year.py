"""A year in which a plan is reported on."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.enums import ExtensionState, YearAction, YearState
from plans.models.agency import Agency
from plans.models.natural_keys import depends_on
from plans.models.plan import Plan
from plans.validators import FIRST_YEAR, LAST_YEAR, validate_year


class ReportingYearManager(models.Manager["ReportingYear"]):
    def get_by_natural_key(self, plan: str, year: int) -> "ReportingYear":
        return self.get(plan__code=plan, year=year)


class ReportingYear(models.Model):
    """One plan × one calendar year: open for writing until it is closed."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reporting_years", verbose_name=_("plan"))
    year = models.PositiveSmallIntegerField(_("year"), validators=validate_year)
    deadline = models.DateField(_("deadline"))
    state = models.CharField(_("standing"), max_length=10, choices=YearState.choices, default=YearState.OPEN)

    history = HistoricalRecords()
    objects = ReportingYearManager()

    class Meta:
        verbose_name = _("reporting year")
        verbose_name_plural = _("reporting years")
        ordering = ["plan", "-year"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="reporting_year_has_four_digits"
            ),
            models.UniqueConstraint(fields=["plan", "year"], name="reporting_year_is_unique_in_plan"),
            models.CheckConstraint(
                condition=models.Q(state__in=YearState.values), name="reporting_year_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} – {self.plan}"

    @depends_on("plans.plan")
    def natural_key(self) -> tuple[str, int]:
        return (self.plan.code, self.year)

    @property
    def is_open(self) -> bool:
        return self.state == YearState.OPEN

    def clean(self) -> None:
        if self.plan_id and self.year and not self.plan.covers(self.year):
            raise ValidationError(
                {
                    "year": _("The plan runs from %(start)s to %(end)s: choose a year of it.")
                    % {"start": self.plan.start_year, "end": self.plan.end_year}
                }
            )


class YearEvent(models.Model):
    """What was done to a reporting year: opened, closed, reopened with a reason, its deadline moved. Never changed."""

    reporting_year = models.ForeignKey(ReportingYear, on_delete=models.PROTECT, related_name="events")
    action = models.CharField(max_length=10, choices=YearAction.choices)
    reason = models.TextField(blank=True)
    deadline_before = models.DateField(null=True, blank=True)
    deadline_after = models.DateField(null=True, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("event of a reporting year")
        verbose_name_plural = _("events of reporting years")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=YearAction.values), name="year_action_is_known"),
            models.CheckConstraint(
                condition=~Q(action=YearAction.REOPENED) | ~Q(reason=""), name="a_year_is_reopened_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reporting_year_id}: {self.action}"


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def granted(self) -> "ExtensionQuerySet":
        """Those that were granted, latest first: the first one of an agency and a year is the one that holds."""
        return self.filter(state=ExtensionState.GRANTED).order_by("-pk")

    def days_in_force(self) -> dict[tuple[int, int], datetime.date]:
        """(agency, year), by their keys → the day until which the latest granted extension goes. One query."""
        rows = self.granted().reverse().values_list("agency_id", "reporting_year_id", "granted_until")
        # The latest one stands in the end. A granted one has a day: the database sees to it.
        return {(agency, year): until for agency, year, until in rows if until is not None}


class Extension(models.Model):
    """More time for one agency in one year: asked for by its lead, or given by a coordinator unasked.

    The latest granted one holds (`ExtensionQuerySet.granted`). One request at a time waits for its answer.
    """

    reporting_year = models.ForeignKey(ReportingYear, on_delete=models.PROTECT, related_name="extensions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(max_length=10, choices=ExtensionState.choices, default=ExtensionState.ASKED)
    asked_until = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    granted_until = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension of a deadline")
        verbose_name_plural = _("extensions of deadlines")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExtensionState.values), name="extension_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=ExtensionState.GRANTED) | Q(granted_until__isnull=False),
                name="a_granted_extension_has_a_day",
            ),
            models.UniqueConstraint(
                fields=["reporting_year", "agency"],
                condition=Q(state=ExtensionState.ASKED),
                name="one_extension_is_asked_for_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reporting_year_id}/{self.agency_id} {self.state}"

    @property
    def is_granted(self) -> bool:
        return self.state == ExtensionState.GRANTED
