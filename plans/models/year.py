"""A year in which a plan is reported on."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.enums import YearState
from plans.models.plan import Plan
from plans.validators import FIRST_YEAR, LAST_YEAR, validate_year


class ReportingYearManager(models.Manager):
    def get_by_natural_key(self, plan: str, year: int) -> "ReportingYear":
        return self.get(plan__code=plan, year=year)


class ReportingYear(models.Model):
    """One plan × one calendar year: open for writing until it is closed."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reporting_years", verbose_name=_("plan"))
    year = models.PositiveSmallIntegerField(_("year"), validators=validate_year)
    deadline = models.DateField(_("deadline"))
    state = models.CharField(_("state"), max_length=10, choices=YearState.choices, default=YearState.OPEN)

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
        return f"{self.plan} {self.year}"

    def natural_key(self) -> tuple[str, int]:
        return (self.plan.code, self.year)

    natural_key.dependencies = ["plans.plan"]

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
