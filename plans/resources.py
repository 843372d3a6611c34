"""How plan data goes out and comes in as files (django-import-export), by natural keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any, ClassVar, Protocol

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, resources
from import_export.widgets import BooleanWidget, DecimalWidget, ForeignKeyWidget, IntegerWidget, Widget

from plans.charts import NO_BREAK, number_text
from plans.enums import IndicatorKind
from plans.models import Agency, Assignment, Indicator, Section, SubPoint
from plans.services.figures import parse_figure


class HasNaturalKey(Protocol):
    """A record that files name by what people know of it."""

    def natural_key(self) -> tuple[str, ...]: ...


class NaturalKeyWidget(ForeignKeyWidget):
    """A reference written as its natural key, parts joined by "/": "mfp-2020-2024/4.2.10"."""

    def clean(self, value: str | None, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Model | None:
        """Raises ValueError, with a sentence, where no record is called so."""
        if not value:
            return None
        try:
            found: Model = self.model.objects.get_by_natural_key(*str(value).split("/"))
        except (ObjectDoesNotExist, TypeError, ValueError):  # TypeError: more parts than the key has, or fewer
            kind = self.model._meta.verbose_name
            raise ValueError(_("There is no record “%(key)s”: %(kind)s.") % {"key": value, "kind": kind}) from None
        return found

    def render(self, value: HasNaturalKey | None, obj: Model | None = None, **kwargs: Any) -> str:
        return "/".join(map(str, value.natural_key())) if value else ""


class WholeNumberWidget(IntegerWidget):
    """The library's own tells the class of a fault that Python has with the text."""

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> int | None:
        """Raises ValueError, with a sentence, for what is no whole number."""
        try:
            number: int | None = super().clean(value, row=row, **kwargs)
        except (DecimalException, ValueError, OverflowError):
            raise ValueError(_("“%(value)s” is not a whole number.") % {"value": value}) from None
        return number


class YesOrNoWidget(BooleanWidget):
    """The library's own takes whatever it does not know for a no."""

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> bool | None:
        """Raises ValueError, with a sentence, for what is neither yes nor no."""
        if value not in (*self.TRUE_VALUES, *self.FALSE_VALUES, *self.NULL_VALUES):
            raise ValueError(_("“%(value)s” is neither yes nor no: write 1 or 0.") % {"value": value})
        said: bool | None = super().clean(value, row=row, **kwargs)
        return said


class AmountWidget(Widget):
    """A number as a figure is typed, "1 250" or "12,5", or as a table program keeps it."""

    def clean(self, value: Any, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Decimal | None:
        """Raises ValueError, with a sentence, for what is no number."""
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            value = f"{Decimal(str(value)):f}".replace(".", ",")
        read = None if value is None else parse_figure(str(value), IndicatorKind.DECIMAL)
        return None if read is None else Decimal(read)

    def render(self, value: Decimal | None, obj: Model | None = None, **kwargs: Any) -> str:
        """With a comma: "12.345" would be read as twelve thousand."""
        return "" if value is None else number_text(value).replace(NO_BREAK, "")


@dataclass(frozen=True, slots=True)
class Column:
    """What a file holds in one column: its name in the first line, what that is, how a cell of it is written."""

    name: str
    label: str
    hint: str
    choices: list[tuple[str, str]]  # of a column of few values: how each is written and what it means
    is_key: bool  # by these columns together a record is known


class PlanDataResource(resources.ModelResource):
    """What is wrong with a cell is said in a sentence, in the reader's language."""

    hints: ClassVar[dict[str, str | Promise]] = {}  # where the field's own help does not say how a cell is written

    def columns(self) -> list[Column]:
        """What a file of these records holds, in the order in which it goes out."""
        meta, keys = self._meta.model._meta, self.get_import_id_fields()
        found = []
        for name in self.get_export_order():
            field = meta.get_field(name)
            choices = [(str(value), str(label)) for value, label in field.flatchoices]
            hint = str(self.hints.get(name) or field.help_text)
            found.append(Column(name, str(field.verbose_name), hint, choices, name in keys))
        return found

    def get_diff_headers(self) -> list[str]:
        """The heads of the preview, in the reader's words."""
        meta = self._meta.model._meta
        return [str(meta.get_field(field.column_name).verbose_name) for field in self.get_import_fields()]

    @classmethod
    def widget_from_django_field(cls, field: Field[Any, Any], default: type[Widget] = Widget) -> type[Widget]:
        """The library's choice, but for numbers and yes or no."""
        chosen: type[Widget] = super().widget_from_django_field(field, default)
        own: dict[type[Widget], type[Widget]] = {
            IntegerWidget: WholeNumberWidget,
            DecimalWidget: AmountWidget,
            BooleanWidget: YesOrNoWidget,
        }
        return own.get(chosen, chosen)

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Raises ValueError, with a sentence, for a file that lacks the columns by which its records are known: that of the
        library speaks of a class, in English."""
        missing = [name for name in self.get_import_id_fields() if name not in (dataset.headers or ())]
        if missing:
            names = ", ".join(missing)
            raise ValueError(_("The first line of the file lacks these columns: %(names)s.") % {"names": names})


YEAR_HINT = gettext_lazy("Four digits; empty: the plan's own.")
POINT_HINT = gettext_lazy("Code of the plan, slash, number: mfp-2020-2024/4.2.10.")
YES_OR_NO = gettext_lazy("1 – yes, 0 – no.")


class AgencyResource(PlanDataResource):
    hints: ClassVar = {
        "abbreviation_genitive": gettext_lazy("With hyphen and suffix: DMX-nin."),
        "self_name_genitive": gettext_lazy("As in “Xidmətin”."),
        "protocol_order": gettext_lazy(
            "A whole number: the smaller it is, the further up the agency appears in lists and reports."
        ),
    }

    class Meta:
        model = Agency
        import_id_fields = ("code",)
        fields = ("code", "abbreviation", "abbreviation_genitive", "self_name", "self_name_genitive", "protocol_order")
        skip_unchanged = True
        clean_model_instances = True


class SubPointResource(PlanDataResource):
    section = fields.Field("section", "section", NaturalKeyWidget(Section))
    hints: ClassVar = {
        "section": gettext_lazy("Code of the plan, slash, number of the section: mfp-2020-2024/4.2."),
        "number": gettext_lazy("It begins with the number of its section: 4.2.10 in section 4.2."),
        "start_year": YEAR_HINT,
        "end_year": YEAR_HINT,
    }

    class Meta:
        model = SubPoint
        import_id_fields = ("section", "number")
        fields = ("section", "number", "measure", "start_year", "end_year", "guidance")
        skip_unchanged = True
        clean_model_instances = True


class AssignmentResource(PlanDataResource):
    sub_point = fields.Field("sub_point", "sub_point", NaturalKeyWidget(SubPoint))
    agency = fields.Field("agency", "agency", NaturalKeyWidget(Agency))
    hints: ClassVar = {"sub_point": POINT_HINT, "agency": gettext_lazy("Code of the agency: DMX.")}

    class Meta:
        model = Assignment
        import_id_fields = ("sub_point", "agency")
        fields = ("sub_point", "agency", "role")
        skip_unchanged = True
        clean_model_instances = True


class IndicatorResource(PlanDataResource):
    sub_point = fields.Field("sub_point", "sub_point", NaturalKeyWidget(SubPoint))
    hints: ClassVar = {
        "sub_point": POINT_HINT,
        "name": gettext_lazy("What is counted; one name once for a sub-point."),
        "baseline": gettext_lazy("The value before the plan began; empty where it is not known."),
        "target": gettext_lazy("The value to be reached by the end of the plan; empty where there is none."),
        "is_required": YES_OR_NO,
        "is_in_use": YES_OR_NO,
        "position": gettext_lazy("A whole number: the smaller it is, the further up the figure appears."),
    }

    class Meta:
        model = Indicator
        import_id_fields = ("sub_point", "name")
        fields = ("sub_point", "name", "unit", "kind", "baseline", "target", "is_required", "is_in_use", "position")
        skip_unchanged = True
        clean_model_instances = True
