"""What is counted on a sub-point."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.one_line import validate_one_line
from plans.enums import IndicatorKind
from plans.models.natural_keys import depends_on
from plans.models.plan import SubPoint

PLACES = 4  # behind the comma, of a baseline and a target


class IndicatorManager(models.Manager["Indicator"]):
    def get_by_natural_key(self, plan: str, number: str, name: str) -> "Indicator":
        return self.get(sub_point__section__plan__code=plan, sub_point__number=number, name=name)


class Indicator(models.Model):
    """A figure that agencies give on a sub-point every year ("trained staff", "persons"). Set up by the coordinator.

    Values stand in `Entry.figures` and its revisions; an indicator that is asked for no more is put out of use, not
    deleted, so that earlier figures keep their name. `baseline` is the value before the plan began, `target` the one to
    be reached by its end; whether that is more or less than the baseline, the two say.
    """

    sub_point = models.ForeignKey(
        SubPoint, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("sub-point")
    )
    name = models.CharField(_("name"), max_length=200, validators=[validate_one_line])
    unit = models.CharField(
        _("unit"),
        max_length=60,
        help_text=_("What is counted: “nəfər”, “hal”, “faiz”."),
        validators=[validate_one_line],
    )
    kind = models.CharField(_("kind"), max_length=10, choices=IndicatorKind.choices, default=IndicatorKind.WHOLE)
    baseline = models.DecimalField(
        _("baseline"),
        max_digits=19,
        decimal_places=PLACES,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("The value before the plan began. Leave it empty where it is not known."),
    )
    target = models.DecimalField(
        _("target"),
        max_digits=19,
        decimal_places=PLACES,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("The value to be reached by the end of the plan. Leave it empty where the plan sets none."),
    )
    is_required = models.BooleanField(_("required"), default=False)
    is_in_use = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)

    history = HistoricalRecords()
    objects = IndicatorManager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["sub_point", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sub_point", "name"], name="indicator_is_unique_on_sub_point"),
            models.CheckConstraint(condition=Q(kind__in=IndicatorKind.values), name="indicator_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})"

    def clean(self) -> None:
        """Raises ValidationError for a part of a number where only whole ones are counted."""
        if self.kind == IndicatorKind.WHOLE:
            broken = [name for name in ("baseline", "target") if _is_broken(getattr(self, name))]
            if broken:
                raise ValidationError(dict.fromkeys(broken, _("Type a whole number, for example 1250.")))

    @depends_on("plans.subpoint")
    def natural_key(self) -> tuple[str, str, str]:
        return (*self.sub_point.natural_key(), self.name)


def _is_broken(value: Decimal | None) -> bool:
    return isinstance(value, Decimal) and value != value.to_integral_value()
