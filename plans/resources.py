"""How plan data goes out and comes in as files (django-import-export), by natural keys."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.db.models import Model
from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget

from plans.models import Agency, Assignment, Indicator, Section, SubPoint


class HasNaturalKey(Protocol):
    """A record that files name by what people know of it."""

    def natural_key(self) -> tuple[str, ...]: ...


class NaturalKeyWidget(ForeignKeyWidget):
    """A reference written as its natural key, parts joined by "/": "mfp-2020-2024/4.2.10"."""

    def clean(self, value: str | None, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Model | None:
        return self.model.objects.get_by_natural_key(*str(value).split("/")) if value else None

    def render(self, value: HasNaturalKey | None, obj: Model | None = None, **kwargs: Any) -> str:
        return "/".join(map(str, value.natural_key())) if value else ""


class AgencyResource(resources.ModelResource):
    class Meta:
        model = Agency
        import_id_fields = ("code",)
        fields = ("code", "abbreviation", "abbreviation_genitive", "self_name", "self_name_genitive", "protocol_order")
        skip_unchanged = True
        clean_model_instances = True


class SubPointResource(resources.ModelResource):
    section = fields.Field("section", "section", NaturalKeyWidget(Section))

    class Meta:
        model = SubPoint
        import_id_fields = ("section", "number")
        fields = ("section", "number", "measure", "start_year", "end_year", "guidance")
        skip_unchanged = True
        clean_model_instances = True


class AssignmentResource(resources.ModelResource):
    sub_point = fields.Field("sub_point", "sub_point", NaturalKeyWidget(SubPoint))
    agency = fields.Field("agency", "agency", NaturalKeyWidget(Agency))

    class Meta:
        model = Assignment
        import_id_fields = ("sub_point", "agency")
        fields = ("sub_point", "agency", "role")
        skip_unchanged = True
        clean_model_instances = True


class IndicatorResource(resources.ModelResource):
    sub_point = fields.Field("sub_point", "sub_point", NaturalKeyWidget(SubPoint))

    class Meta:
        model = Indicator
        import_id_fields = ("sub_point", "name")
        fields = ("sub_point", "name", "unit", "kind", "is_required", "is_in_use", "position")
        skip_unchanged = True
        clean_model_instances = True
