"""By which measures the reports of a plan are printed."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.models import Plan
from reports.look import USUAL, Look

# Least and most of each measure: millimetres, points for the face, faces for the lines. The running heads stand in the upper
# margin, a notice in the lower one, and a paper is bound at the left.
BOUNDS: dict[str, tuple[Decimal, Decimal]] = {
    "top": (Decimal(15), Decimal(50)),
    "right": (Decimal(8), Decimal(50)),
    "bottom": (Decimal(15), Decimal(50)),
    "left": (Decimal(20), Decimal(50)),
    "face": (Decimal(10), Decimal(16)),
    "lines": (Decimal(1), Decimal(2)),
    "indent": (Decimal(0), Decimal(25)),
}
MEASURES = tuple(BOUNDS)


def _measure(name: str, label: Any) -> "models.DecimalField[Any, Any]":
    least, most = BOUNDS[name]
    return models.DecimalField(
        label,
        max_digits=4,
        decimal_places=2,
        default=Decimal(str(getattr(USUAL, name))),
        validators=[MinValueValidator(least), MaxValueValidator(most)],
    )


class PrintSettings(models.Model):
    """The measures of a plan's reports; a plan without a record has the usual ones (`reports.look`)."""

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="print_settings", verbose_name=_("plan"))
    top = _measure("top", _("upper margin"))
    right = _measure("right", _("right margin"))
    bottom = _measure("bottom", _("lower margin"))
    left = _measure("left", _("left margin"))
    face = _measure("face", _("size of type"))
    lines = _measure("lines", _("line spacing"))
    indent = _measure("indent", _("first-line indent"))
    hyphenated = models.BooleanField(_("words are divided at the end of a line"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("measures of print")
        verbose_name_plural = _("measures of print")
        constraints = [
            models.CheckConstraint(condition=Q((f"{name}__range", bounds)), name=f"print_{name}_is_within_its_bounds")
            for name, bounds in BOUNDS.items()
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}"

    @property
    def look(self) -> Look:
        """The measures as renderers take them."""
        return Look(**{name: float(getattr(self, name)) for name in MEASURES}, hyphenated=self.hyphenated)
