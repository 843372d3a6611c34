"""Plan data in Django's admin, with history. Entries are not here: their texts speak of victims."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from accounts.admin import ForAdministrators
from accounts.models import User
from accounts.narrow_admin import LONGEST_SEARCH, NarrowAdmin, SelectsByKey
from plans.admin.exchange import FileExchange
from plans.models import (
    Agency,
    AgencyAlias,
    AgencyName,
    Assignment,
    Indicator,
    Membership,
    Plan,
    ReportingYear,
    Section,
    SubPoint,
)
from plans.naming import number_asked
from plans.queries.agency_names import agencies_called
from plans.queries.entry import indicators_with_figures
from plans.queries.lists import of_number
from plans.resources import AgencyResource, AssignmentResource, IndicatorResource, SubPointResource
from plans.services.years import note_year_opened


class ForPlanKeepers:
    """A mixin for what coordinators and administrators may edit; the history keeps what is erased."""

    def _may(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.may_use_admin_site

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_history_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_change_history_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class PlanDataAdmin(ForPlanKeepers, NarrowAdmin, SimpleHistoryAdmin):
    object_history_list_template = "admin/history_list.html"


class AgencyNameInline(ForPlanKeepers, admin.StackedInline):
    model = AgencyName
    extra = 0


class AgencyAliasInline(ForPlanKeepers, admin.TabularInline):
    model = AgencyAlias
    extra = 0


class AssignmentInline(ForPlanKeepers, SelectsByKey, admin.TabularInline):
    model = Assignment
    extra = 0
    autocomplete_fields = ["agency"]


@admin.register(Plan)
class PlanAdmin(PlanDataAdmin):
    list_display = ("code", "title", "start_year", "end_year")


@admin.register(Section)
class SectionAdmin(PlanDataAdmin):
    list_display = ("plan", "number", "title")
    list_display_links = ("number",)
    list_filter = ("plan",)
    list_select_related = ("plan",)


@admin.register(SubPoint)
class SubPointAdmin(FileExchange, PlanDataAdmin):
    resource_classes = [SubPointResource]
    list_display = ("number", "measure", "start_year", "end_year")
    list_filter = ("section__plan", "section")
    search_fields = ("measure_folded__az_icontains",)
    search_help_text = _("By number (4.2.10, 4.2) or by words of the measure")
    list_select_related = ("section",)
    inlines = [AssignmentInline]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SubPoint], search_term: str
    ) -> tuple[QuerySet[SubPoint], bool]:
        """A number finds the sub-points of that number, other words those whose measures hold them."""
        if number := number_asked(search_term):
            return of_number(queryset, number), False
        return super().get_search_results(request, queryset, search_term)


@admin.register(Agency)
class AgencyAdmin(FileExchange, PlanDataAdmin):
    resource_classes = [AgencyResource]
    list_display = ("code", "abbreviation", "self_name", "protocol_order")
    search_fields = ("code",)
    search_help_text = _("By any name, former ones too, abbreviation, code or other spelling")
    inlines = [AgencyNameInline, AgencyAliasInline]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Agency], search_term: str
    ) -> tuple[QuerySet[Agency], bool]:
        """As the search of the pages finds them."""
        words = search_term[:LONGEST_SEARCH]
        if not words.split():
            return queryset, False
        called = agencies_called(Agency.objects.all(), words)
        return queryset.filter(pk__in=[agency.pk for agency in called]), False


@admin.register(Assignment)
class AssignmentAdmin(FileExchange, PlanDataAdmin):
    resource_classes = [AssignmentResource]
    list_display = ("sub_point", "agency", "role")
    list_filter = ("role", "agency")
    list_select_related = ("sub_point", "agency")
    autocomplete_fields = ["sub_point", "agency"]


@admin.register(Indicator)
class IndicatorAdmin(FileExchange, PlanDataAdmin):
    """One that has figures is put out of use, never deleted or moved: figures know it by its key."""

    resource_classes = [IndicatorResource]
    list_display = ("sub_point", "position", "name", "unit", "kind", "is_required", "is_in_use")
    list_display_links = ("name",)
    list_filter = ("is_in_use", "is_required", "sub_point__section__plan")
    search_fields = ("name", "sub_point__number__exact")
    list_select_related = ("sub_point",)
    autocomplete_fields = ["sub_point"]

    def get_readonly_fields(self, request: HttpRequest, obj: Indicator | None = None) -> tuple[str, ...]:
        return ("sub_point",) if obj and indicators_with_figures([obj]) else ()

    def get_deleted_objects(
        self, objs: Sequence[Indicator] | QuerySet[Indicator], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        sentence = gettext("“%(indicator)s” has figures. Do not delete it: take the tick “in use” away.")
        kept = [sentence % {"indicator": indicator.name} for indicator in indicators_with_figures(objs)]
        return to_delete, counts, perms_needed, [*protected, *kept]


@admin.register(ReportingYear)
class ReportingYearAdmin(PlanDataAdmin):
    """A year can be made here; its state and deadline are changed on its own page, which asks and records."""

    list_display = ("plan", "year", "deadline", "state")
    list_display_links = ("year",)
    list_select_related = ("plan",)

    def get_readonly_fields(self, request: HttpRequest, obj: ReportingYear | None = None) -> tuple[str, ...]:
        return ("state", "deadline") if obj else ("state",)

    def save_model(self, request: HttpRequest, obj: ReportingYear, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            note_year_opened(obj, by=cast(User, request.user))


@admin.register(Membership)
class MembershipAdmin(ForAdministrators, admin.ModelAdmin):
    """Who writes for which agency. It is changed on the person's page, where the journal keeps it."""

    list_display = ("user", "agency")
    list_select_related = ("user", "agency")
    list_filter = ("agency",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
