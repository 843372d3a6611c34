"""What all plan data in the administration has in common: who keeps it, its history, its names."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.admin.utils import NestedObjects
from django.db import router
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet, Form, ModelForm
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext
from simple_history.admin import SimpleHistoryAdmin

from accounts.narrow_admin import LONGEST_SEARCH, NarrowAdmin
from plans.azerbaijani import fold
from plans.models import Agency, Plan


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
    explained: ClassVar[dict[str, Any]] = {}  # what a field's model does not say of the way it is filled in

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        """Django's own, with the words that explain the fields."""
        return super().get_form(request, obj, change, help_texts=self.explained, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.with_labels(super().get_queryset(request))

    def history_form_view_title(self, request: HttpRequest, obj: Model) -> str:
        """The head of a record as it was: called as it is now, if it is there still."""
        now = self.get_queryset(request).filter(pk=obj.pk).first()
        return gettext("%(name)s, as it was then") % {"name": self.heading_of(now or obj)}

    def get_deleted_objects(
        self, objs: Sequence[Any] | QuerySet[Any], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """Django's own; what stands in the way is counted by kind. One by one it would be a page of thousands of lines,
        and some are entries, of which administrators see nothing."""
        collector = NestedObjects(using=router.db_for_write(self.model))
        collector.collect(list(objs))
        if not collector.protected:
            return super().get_deleted_objects(objs, request)
        kinds = Counter(str(type(record)._meta.verbose_name_plural) for record in collector.protected)
        return [], {}, set(), [f"{kind}: {number}" for kind, number in sorted(kinds.items())]


class SearchedByWords(NarrowAdmin):
    """A mixin for lists that are short: each word is looked for in all of `worded`, letters alike are taken for one."""

    worded: ClassVar[tuple[str, ...]] = ()  # columns

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Those that hold the words. One query."""
        wanted = fold(search_term[:LONGEST_SEARCH], loose=True).split()
        if not wanted:
            return queryset, False
        rows = queryset.order_by().values_list("pk", *self.worded)
        texts = [(key, fold(" ".join(map(str, words)), loose=True)) for key, *words in rows]
        return queryset.filter(pk__in=[key for key, text in texts if all(word in text for word in wanted)]), False


class NamesFields:
    """A mixin for tables of fields within a form: Django names a column by its head only, and no field of it."""

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> type[BaseInlineFormSet]:
        made: type[BaseInlineFormSet] = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]  # the class it is mixed into has it

        class Named(made):  # type: ignore[misc, valid-type]  # made a moment ago
            def add_fields(self, form: Form, index: int | None) -> None:
                super().add_fields(form, index)
                for field in form.fields.values():
                    if field.label:
                        # What Django wraps for its buttons draws the widget within.
                        drawn = getattr(field.widget, "widget", None) or field.widget
                        drawn.attrs.setdefault("aria-label", field.label)

        return Named


def plan_called(plan: Plan) -> str:
    """The title and, in brackets, the years: two plans may have one title."""
    return f"{plan.title} ({plan.start_year}–{plan.end_year})"


def agency_called(agency: Agency) -> str:
    """The name of today and, in brackets, the abbreviation or the code. One query unless the names are at hand."""
    short = agency.abbreviation or agency.code
    name = agency.name_on(localdate())
    return f"{name} ({short})" if name else short
