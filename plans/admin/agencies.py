"""Agencies, what they are called and who writes for them, in Django's admin: everywhere by the name of today."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.admin import ForAdministrators
from accounts.narrow_admin import LONGEST_SEARCH, LabelledFilter, Shelf
from plans.admin.exchange import FileExchange
from plans.admin.keeping import ForPlanKeepers, NamesFields, PlanDataAdmin, agency_called
from plans.models import Agency, AgencyAlias, AgencyName, Membership
from plans.queries.agency_names import agencies_called
from plans.queries.years import names_prefetch
from plans.resources import AgencyResource


def keys_called(words: str) -> list[int]:
    """The keys of the agencies that the page of search would find. Three queries."""
    return [agency.pk for agency in agencies_called(Agency.objects.all(), words)]


class AgencyNameInline(ForPlanKeepers, admin.StackedInline):
    model = AgencyName
    extra = 0


class AgencyAliasInline(ForPlanKeepers, NamesFields, admin.TabularInline):
    model = AgencyAlias
    extra = 0


@admin.register(Agency)
class AgencyAdmin(FileExchange, PlanDataAdmin):
    resource_classes = [AgencyResource]
    shelf, place = Shelf.AGENCIES, 1
    about = _("names of all times with their cases, abbreviation, other spellings")
    list_display = ("called", "abbreviation", "self_name", "protocol_order", "code")
    search_fields = ("code",)
    search_help_text = _("By any name, former ones too, abbreviation, code or other spelling")
    inlines = [AgencyNameInline, AgencyAliasInline]
    explained = {
        "abbreviation_genitive": _("With hyphen and suffix: DMX-nin."),
        "self_name_genitive": _("As in “Xidmətin”."),
        "protocol_order": _(
            "A whole number: the smaller it is, the further up the agency appears in lists and reports."
        ),
    }

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Agency], search_term: str
    ) -> tuple[QuerySet[Agency], bool]:
        """As the search of the pages finds them."""
        words = search_term[:LONGEST_SEARCH]
        return (queryset.filter(pk__in=keys_called(words)) if words.split() else queryset), False

    def with_labels(self, queryset: QuerySet[Agency]) -> QuerySet[Agency]:
        return queryset.prefetch_related(names_prefetch("names"))

    def label_of(self, record: Agency) -> str:
        return agency_called(record)

    @admin.display(description=_("name"))
    def called(self, agency: Agency) -> str:
        return str(agency.name_on(localdate()) or agency.code)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Iterable[Any], change: bool) -> None:
        """What is said afterwards calls the agency by the names that have just been kept."""
        super().save_related(request, form, formsets, change)
        form.instance.names_at_hand = list(form.instance.names.all())


@admin.register(Membership)
class MembershipAdmin(ForAdministrators, admin.ModelAdmin):
    """Who writes for which agency. It is changed on the person's page, where the journal keeps it."""

    shelf, place = Shelf.AGENCIES, 2
    about = _("who writes for which agency; changed on the page of the person")
    list_display = ("user", "agency_named")
    list_select_related = ("user", "agency")
    list_filter = (("agency", LabelledFilter),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "agency").prefetch_related(names_prefetch())

    @admin.display(description=_("agency"), ordering="agency")
    def agency_named(self, membership: Membership) -> str:
        return agency_called(membership.agency)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
