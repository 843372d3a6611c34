"""Plan data in Django's admin, with history. Entries are not here: their texts speak of victims."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.narrow_admin import LONGEST_SEARCH, LabelledFilter, SelectsByKey, Shelf
from plans.admin.agencies import keys_called
from plans.admin.exchange import FileExchange
from plans.admin.keeping import ForPlanKeepers, NamesFields, PlanDataAdmin, SearchedByWords, agency_called, plan_called
from plans.azerbaijani import unbroken
from plans.charts import amount_text
from plans.models import Assignment, Indicator, Plan, ReportingYear, Section, SubPoint
from plans.naming import number_asked
from plans.queries.entry import indicators_with_figures
from plans.queries.lists import of_number
from plans.queries.years import names_prefetch
from plans.resources import AssignmentResource, IndicatorResource, SubPointResource
from plans.services.years import note_year_opened

LONGEST_LABEL = 90  # letters of a title or measure where one is chosen among many
LONGEST_MEASURE = 200  # in the list
NUMBER = _("Figures with full stops between them and none at the end.")


def point_called(point: SubPoint) -> str:
    """The number and how its measure begins."""
    return f"{point.number} {Truncator(point.measure).chars(LONGEST_LABEL)}"


@admin.register(Plan)
class PlanAdmin(SearchedByWords, PlanDataAdmin):
    shelf, place = Shelf.PLAN, 1
    about = _("title, years, the act that approved it, reminders")
    list_display = ("titled", "start_year", "end_year", "act_number", "code")
    search_fields = worded = ("title", "code", "act_number")
    search_help_text = _("By words of the title, by the number of the act or by the code")
    fieldsets = (
        (None, {"fields": ("title", "code", ("start_year", "end_year"))}),
        (_("The act that approved it"), {"fields": ("act_type", "act_date", "act_number")}),
        (_("Reports and reminders"), {"fields": ("nothing_to_report_sentence", "remind_before", "remind_after")}),
    )
    explained = {
        "code": _(
            "Small letters a–z, digits and hyphens, for example mfp-2020-2024. It appears in addresses and files."
        ),
        "start_year": _("Four digits, for example 2020."),
        "end_year": _("Four digits, for example 2024."),
        "act_type": _("As the act calls itself, for example “Sərəncam”."),
        "act_date": _("Day, month and year, for example 22.07.2020."),
        "act_number": _("Without “№”, for example 377."),
    }

    def label_of(self, record: Plan) -> str:
        return plan_called(record)

    @admin.display(description=_("title"), ordering="title")
    def titled(self, plan: Plan) -> str:
        return unbroken(plan.title)


@admin.register(Section)
class SectionAdmin(SearchedByWords, PlanDataAdmin):
    shelf, place = Shelf.PLAN, 2
    about = _("the directions of a plan, such as 4.2")
    list_display = ("number", "titled", "plan_titled")
    list_display_links = ("number", "titled")
    list_filter = (("plan", LabelledFilter),)
    list_select_related = ("plan",)
    search_fields = worded = ("title", "number")
    search_help_text = _("By number (4.2) or by words of the title")
    explained = {
        "number": NUMBER + " " + _("For example 4.2."),
        "title": _("As published; empty where it is not known."),
    }

    def label_of(self, record: Section) -> str:
        return f"{Truncator(str(record)).chars(LONGEST_LABEL)} ({record.plan.start_year}–{record.plan.end_year})"

    def with_labels(self, queryset: QuerySet[Section]) -> QuerySet[Section]:
        return queryset.select_related("plan")

    @admin.display(description=_("title"), ordering="title")
    def titled(self, section: Section) -> str:
        return section.title or gettext("not known")

    @admin.display(description=_("plan"), ordering="plan")
    def plan_titled(self, section: Section) -> str:
        return unbroken(plan_called(section.plan))


class AssignmentInline(ForPlanKeepers, NamesFields, SelectsByKey, admin.TabularInline):
    model = Assignment
    extra = 0
    autocomplete_fields = ["agency"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        return super().get_queryset(request).select_related("agency", "sub_point").prefetch_related(names_prefetch())


@admin.register(SubPoint)
class SubPointAdmin(FileExchange, PlanDataAdmin):
    resource_classes = [SubPointResource]
    shelf, place = Shelf.PLAN, 3
    about = _("the measures on which agencies report, such as 4.2.10, and who carries them out")
    list_display = ("number", "measure_begins", "start_year", "end_year")
    list_display_links = ("number", "measure_begins")
    list_filter = (("section__plan", LabelledFilter), ("section", LabelledFilter))
    search_fields = ("measure_folded__az_icontains",)
    search_help_text = _("By number (4.2.10, 4.2) or by words of the measure")
    list_select_related = ("section",)
    inlines = [AssignmentInline]
    explained = {
        "number": NUMBER + " " + _("It begins with the number of its section: 4.2.10 in section 4.2."),
        "start_year": _("Four digits; empty: from the plan's first year."),
        "end_year": _("Four digits; empty: to the plan's last year."),
    }

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SubPoint], search_term: str
    ) -> tuple[QuerySet[SubPoint], bool]:
        """A number finds the sub-points of that number, other words those whose measures hold them."""
        if number := number_asked(search_term):
            return of_number(queryset, number), False
        return super().get_search_results(request, queryset, search_term)

    def label_of(self, record: SubPoint) -> str:
        return point_called(record)

    heading_of = label_of

    @admin.display(description=_("measure"), ordering="measure_folded")
    def measure_begins(self, point: SubPoint) -> str:
        return Truncator(point.measure).chars(LONGEST_MEASURE)


@admin.register(Assignment)
class AssignmentAdmin(FileExchange, PlanDataAdmin):
    resource_classes = [AssignmentResource]
    shelf, place = Shelf.PLAN, 4
    about = _("which agency carries out which sub-point, and in what part")
    list_display = ("point", "agency_named", "role")
    list_display_links = ("point", "agency_named")
    list_filter = ("role", ("sub_point__section__plan", LabelledFilter), ("agency", LabelledFilter))
    list_select_related = ("sub_point", "agency")
    search_fields = ("sub_point__measure_folded__az_icontains",)
    search_help_text = _("By number (4.2.10), by words of the measure or by the agency's name")
    autocomplete_fields = ["sub_point", "agency"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Assignment], search_term: str
    ) -> tuple[QuerySet[Assignment], bool]:
        """Those of the number; of the agencies that are called so, and of the measures that hold the words."""
        if number := number_asked(search_term):
            return queryset.filter(sub_point__in=of_number(SubPoint.objects.all(), number)), False
        found, has_twins = super().get_search_results(request, queryset, search_term)
        words = search_term[:LONGEST_SEARCH]
        return (found | queryset.filter(agency__in=keys_called(words)) if words.split() else found), has_twins

    def with_labels(self, queryset: QuerySet[Assignment]) -> QuerySet[Assignment]:
        return queryset.select_related("sub_point", "agency").prefetch_related(names_prefetch())

    @admin.display(description=_("sub-point"), ordering="sub_point")
    def point(self, assignment: Assignment) -> str:
        return point_called(assignment.sub_point)

    @admin.display(description=_("agency"), ordering="agency")
    def agency_named(self, assignment: Assignment) -> str:
        return agency_called(assignment.agency)


@admin.register(Indicator)
class IndicatorAdmin(SearchedByWords, FileExchange, PlanDataAdmin):
    """One that has figures is put out of use, never deleted or moved: figures know it by its key."""

    resource_classes = [IndicatorResource]
    shelf, place = Shelf.PLAN, 5
    about = _("the figures that are asked for on a sub-point")
    list_display = (
        "sub_point",
        "position",
        "name",
        "unit",
        "baseline_shown",
        "target_shown",
        "is_required",
        "is_in_use",
    )
    list_display_links = ("name",)
    list_filter = ("is_in_use", "is_required", ("sub_point__section__plan", LabelledFilter))
    search_fields = worded = ("name", "sub_point__number")
    search_help_text = _("By name or by the number of the sub-point (4.2.10)")
    list_select_related = ("sub_point",)
    autocomplete_fields = ["sub_point"]

    @admin.display(description=_("baseline"), ordering="baseline")
    def baseline_shown(self, indicator: Indicator) -> str:
        return amount_text(indicator.baseline)

    @admin.display(description=_("target"), ordering="target")
    def target_shown(self, indicator: Indicator) -> str:
        return amount_text(indicator.target)

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

    shelf, place = Shelf.PLAN, 6
    about = _("new years; deadline and closing are on the page of the year")
    list_display = ("year", "plan_titled", "deadline", "state")
    list_display_links = ("year", "plan_titled")
    list_filter = ("state", ("plan", LabelledFilter))
    list_select_related = ("plan",)
    explained = {
        "year": _("The year that is reported on, four digits."),
        "deadline": _(
            "The last day on which agencies submit, for example 20.01.2025; as a rule 20 January of the following year."
        ),
    }

    def with_labels(self, queryset: QuerySet[ReportingYear]) -> QuerySet[ReportingYear]:
        return queryset.select_related("plan")

    @admin.display(description=_("plan"), ordering="plan")
    def plan_titled(self, reporting_year: ReportingYear) -> str:
        return unbroken(plan_called(reporting_year.plan))

    def get_readonly_fields(self, request: HttpRequest, obj: ReportingYear | None = None) -> tuple[str, ...]:
        return ("state", "deadline") if obj else ("state",)

    def save_model(self, request: HttpRequest, obj: ReportingYear, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            note_year_opened(obj, by=cast(User, request.user))
