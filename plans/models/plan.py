"""A plan, its sections and sub-points, and who carries them out."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.one_line import validate_one_line
from plans.enums import REQUIRED_ROLES, AssignmentRole
from plans.fields import DottedNumberField, FoldedTextField
from plans.models.agency import Agency
from plans.models.natural_keys import depends_on
from plans.rules import NOTHING_TO_REPORT_SENTENCE, REMIND_AFTER, REMIND_BEFORE, period_covers
from plans.validators import FIRST_YEAR, LAST_YEAR, validate_code, validate_days, validate_year

PERIOD_IS_ORDERED = _("The first year comes before the last year.")


def _covers(year: int | OuterRef, path: str = "") -> Q:
    """`rules.period_covers` as a condition on the sub-point that the path ("sub_point__") leads to."""
    begins = Q((f"{path}start_year__isnull", True)) | Q((f"{path}start_year__lte", year))
    ends = Q((f"{path}end_year__isnull", True)) | Q((f"{path}end_year__gte", year))
    return begins & ends


class PlanManager(models.Manager["Plan"]):
    def get_by_natural_key(self, code: str) -> "Plan":
        return self.get(code=code)


class Plan(models.Model):
    """A national action plan or programme: a title, a period, the act that approved it."""

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[validate_code],
        help_text=_("Lasting short name in addresses and files, for example mfp-2020-2024."),
    )
    title = models.TextField(
        _("title"),
        help_text=_("As printed in the act, without the outer quotation marks."),
        validators=[validate_one_line],
    )
    start_year = models.PositiveSmallIntegerField(_("first year"), validators=validate_year)
    end_year = models.PositiveSmallIntegerField(_("last year"), validators=validate_year)
    nothing_to_report_sentence = models.TextField(
        _("sentence for “nothing to report”"),
        default=NOTHING_TO_REPORT_SENTENCE,
        help_text=_("What is printed in the report where an agency has nothing to report on a sub-point."),
        validators=[validate_one_line],
    )
    remind_before = models.CharField(
        _("reminders before the deadline"),
        max_length=100,
        default=REMIND_BEFORE,
        blank=True,
        validators=[validate_days],
        help_text=_("Days before the deadline on which agencies are reminded, for example 30, 14, 7, 1."),
    )
    remind_after = models.CharField(
        _("reminders after the deadline"),
        max_length=100,
        default=REMIND_AFTER,
        blank=True,
        validators=[validate_days],
        help_text=_("Days after the deadline on which agencies are reminded, for example 1, 7."),
    )
    act_type = models.CharField(_("type of the act"), max_length=60, blank=True, validators=[validate_one_line])
    act_date = models.DateField(_("date of the act"), null=True, blank=True)
    act_number = models.CharField(_("number of the act"), max_length=30, blank=True, validators=[validate_one_line])

    history = HistoricalRecords()
    objects = PlanManager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-start_year", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_year__lte=F("end_year")),
                name="plan_period_is_ordered",
                violation_error_message=PERIOD_IS_ORDERED,
            ),
            models.CheckConstraint(
                condition=Q(start_year__gte=FIRST_YEAR) & Q(end_year__lte=LAST_YEAR), name="plan_years_have_four_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """The period covers the years that are reported on already."""
        if self.pk is None or self.start_year is None or self.end_year is None:
            return
        outside = self.reporting_years.filter(Q(year__lt=self.start_year) | Q(year__gt=self.end_year))
        if years := list(outside.order_by("year").values_list("year", flat=True)):
            raise ValidationError(
                _("Reporting years outside this period exist already: %(years)s. Choose a period that covers them.")
                % {"years": ", ".join(map(str, years))}
            )

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def covers(self, year: int) -> bool:
        """Whether the plan runs in the calendar year."""
        return period_covers(year, self.start_year, self.end_year)


class SectionManager(models.Manager["Section"]):
    def get_by_natural_key(self, plan: str, number: str) -> "Section":
        return self.get(plan__code=plan, number=number)


class Section(models.Model):
    """A direction of the plan ("4.2"). Its title may be unknown: then it stays empty."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sections", verbose_name=_("plan"))
    number = DottedNumberField(_("number"))
    title = models.TextField(_("title"), blank=True, validators=[validate_one_line])

    history = HistoricalRecords()
    objects = SectionManager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="section_number_is_unique_in_plan")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @depends_on("plans.plan")
    def natural_key(self) -> tuple[str, str]:
        return (self.plan.code, self.number)


class SubPointQuerySet(models.QuerySet["SubPoint"]):
    def covering(self, year: int | OuterRef) -> "SubPointQuerySet":
        """Those whose execution period covers the year."""
        return self.filter(_covers(year))


_SubPointsManager = models.Manager.from_queryset(SubPointQuerySet)


class SubPointManager(_SubPointsManager["SubPoint"]):
    def get_by_natural_key(self, plan: str, number: str) -> "SubPoint":
        return self.get(section__plan__code=plan, number=number)


class SubPoint(models.Model):
    """A measure of the plan ("4.2.10"), the thing that is reported on."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="sub_points", verbose_name=_("section"))
    number = DottedNumberField(_("number"))
    measure = models.TextField(
        _("measure"), help_text=_("The text exactly as published."), validators=[validate_one_line]
    )
    measure_folded = FoldedTextField(source="measure")
    start_year = models.PositiveSmallIntegerField(
        _("from year"),
        null=True,
        blank=True,
        validators=validate_year,
        help_text=_("Empty: from the plan's first year."),
    )
    end_year = models.PositiveSmallIntegerField(
        _("to year"), null=True, blank=True, validators=validate_year, help_text=_("Empty: to the plan's last year.")
    )
    guidance = models.TextField(
        _("guidance"), blank=True, help_text=_("What agencies should write about; shown beside the measure.")
    )
    agencies: "models.ManyToManyField[Agency, Assignment]" = models.ManyToManyField(
        Agency, through="Assignment", related_name="sub_points"
    )

    history = HistoricalRecords(excluded_fields=["measure_folded"])
    objects = SubPointManager()

    class Meta:
        verbose_name = _("sub-point")
        verbose_name_plural = _("sub-points")
        ordering = ["section", "number"]
        constraints = [
            models.UniqueConstraint(fields=["section", "number"], name="sub_point_number_is_unique_in_section"),
            models.CheckConstraint(
                condition=Q(start_year__isnull=True) | Q(end_year__isnull=True) | Q(start_year__lte=F("end_year")),
                name="sub_point_period_is_ordered",
                violation_error_message=PERIOD_IS_ORDERED,
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @depends_on("plans.section")
    def natural_key(self) -> tuple[str, str]:
        return (self.section.plan.code, self.number)

    def clean(self) -> None:
        """A sub-point's number begins with its section's: with that, it is unique in the whole plan.

        Where a plan has no second level, both are the same number.
        """
        if self.section_id and not f"{self.number}.".startswith(f"{self.section.number}."):
            raise ValidationError(
                {
                    "number": _("The number of a sub-point begins with its section's: %(section)s.…")
                    % {"section": self.section.number}
                }
            )


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def covering(self, year: int | OuterRef) -> "AssignmentQuerySet":
        """Those on sub-points whose execution period covers the year."""
        return self.filter(_covers(year, "sub_point__"))


_AssignmentsManager = models.Manager.from_queryset(AssignmentQuerySet)


class AssignmentManager(_AssignmentsManager["Assignment"]):
    def get_by_natural_key(self, plan: str, number: str, agency: str) -> "Assignment":
        return self.get(sub_point__section__plan__code=plan, sub_point__number=number, agency__code=agency)


class Assignment(models.Model):
    """An agency's part in a sub-point."""

    sub_point = models.ForeignKey(
        SubPoint, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("sub-point")
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("agency"))
    role = models.CharField(_("part"), max_length=20, choices=AssignmentRole.choices, default=AssignmentRole.EXECUTOR)

    history = HistoricalRecords()
    objects = AssignmentManager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["sub_point", "agency"]
        constraints = [
            models.UniqueConstraint(fields=["sub_point", "agency"], name="assignment_is_unique"),
            models.CheckConstraint(condition=Q(role__in=AssignmentRole.values), name="assignment_role_is_known"),
        ]
        # In the order of an agency's entries (`entry_standing`), so that the two are compared without a look at the rows.
        indexes = [models.Index(fields=["agency", "sub_point", "role"], name="assignment_part")]

    def __str__(self) -> str:
        return f"{self.sub_point} – {self.agency}"

    @property
    def is_required(self) -> bool:
        """Whether the agency has to report: executors do, recommended agencies may."""
        return self.role in REQUIRED_ROLES

    @depends_on("plans.subpoint", "plans.agency")
    def natural_key(self) -> tuple[str, str, str]:
        return (*self.sub_point.natural_key(), self.agency.code)
