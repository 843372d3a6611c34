"""Who signs a report, when and under which number, and whom to ask about it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.one_line import validate_one_line
from plans.models import Agency, ReportingYear

LONGEST_POSITION, LONGEST_NAME, LONGEST_NUMBER, LONGEST_TELEPHONE = 200, 80, 30, 40


class ReportDetails(models.Model):
    """The details of one report of a year: of an agency's, or without an agency of the consolidated one.

    Whatever is empty is not printed. `position` may be long, `name` is as it is printed: “A. NÜMUNƏLİ”.
    """

    reporting_year = models.ForeignKey(
        ReportingYear, on_delete=models.PROTECT, related_name="report_details", verbose_name=_("reporting year")
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="report_details",
        verbose_name=_("agency"),
    )
    position = models.CharField(_("position"), max_length=LONGEST_POSITION, blank=True, validators=[validate_one_line])
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True, validators=[validate_one_line])
    signed_on = models.DateField(_("date"), null=True, blank=True)
    number = models.CharField(
        _("registration number"), max_length=LONGEST_NUMBER, blank=True, validators=[validate_one_line]
    )
    executor = models.CharField(_("executor"), max_length=LONGEST_NAME, blank=True, validators=[validate_one_line])
    telephone = models.CharField(_("phone"), max_length=LONGEST_TELEPHONE, blank=True, validators=[validate_one_line])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("details of a report")
        verbose_name_plural = _("details of reports")
        ordering = ["reporting_year", "agency"]
        constraints = [
            models.UniqueConstraint(fields=["reporting_year", "agency"], name="an_agencys_report_has_details_once"),
            models.UniqueConstraint(
                fields=["reporting_year"],
                condition=Q(agency__isnull=True),
                name="the_consolidated_report_has_details_once",
            ),
            models.CheckConstraint(
                condition=Q(position="", name="") | ~(Q(position="") | Q(name="")),
                name="who_signs_has_a_position_and_a_name",
            ),
            models.CheckConstraint(condition=Q(telephone="") | ~Q(executor=""), name="a_telephone_is_an_executors"),
        ]

    def __str__(self) -> str:
        return f"{self.reporting_year_id}/{self.agency_id or '–'}"
