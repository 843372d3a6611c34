"""People and the journal of accounts in the administration: found as the page of people finds, letters alike taken for one;
agencies by name. `accounts` knows neither.
"""

from typing import cast

from django.contrib import admin
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.admin import AccountEventAdmin, UserAdmin
from accounts.enums import EventKind
from accounts.models import AccountEvent, User
from accounts.narrow_admin import LONGEST_SEARCH
from plans.models import AgencyName
from plans.people.queries import people_listed
from plans.queries.years import names_prefetch

admin.site.unregister((User, AccountEvent))


def keys_of_people(request: HttpRequest, words: str) -> list[int]:
    """The keys of those whom the words find; nobody for no words."""
    return people_listed(cast(User, request.user), words[:LONGEST_SEARCH]) if words.split() else []


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display: tuple[str, ...] = ("called", "username", "email", "role", "agency_named", "is_active", "last_login")
    list_display_links = ("called",)
    search_help_text = _("By name, user name or address")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request).select_related("membership__agency")
        return people.prefetch_related(names_prefetch("membership__agency__names"))

    @admin.display(description=_("name"), ordering="first_name")
    def called(self, person: User) -> str:
        return str(person)

    @admin.display(description=_("agency"), ordering="membership__agency")
    def agency_named(self, person: User) -> str:
        membership = getattr(person, "membership", None)
        return str(membership.agency) if membership else ""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """Those of the people that `people_listed` gives."""
        if not search_term.split():
            return queryset, False
        return queryset.filter(pk__in=keys_of_people(request, search_term)), False


@admin.register(AccountEvent)
class EventAdmin(AccountEventAdmin):
    search_help_text = _("By name, user name or address of whoever it was about or whoever did it")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccountEvent]:
        """With the names of agencies whose codes the journal keeps."""
        named = AgencyName.objects.exclude(valid_from__gt=localdate()).order_by(F("valid_from").desc(nulls_last=True))
        return (
            super()
            .get_queryset(request)
            .annotate(
                former_agency=Subquery(named.filter(agency__code=OuterRef("before")).values("nominative")[:1]),
                later_agency=Subquery(named.filter(agency__code=OuterRef("after")).values("nominative")[:1]),
            )
        )

    @admin.display(description=_("before"))
    def former(self, event: AccountEvent) -> str:
        name = getattr(event, "former_agency", None)
        return name if name and event.kind == EventKind.AGENCY else super().former(event)

    @admin.display(description=_("after"))
    def later(self, event: AccountEvent) -> str:
        name = getattr(event, "later_agency", None)
        return name if name and event.kind == EventKind.AGENCY else super().later(event)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AccountEvent], search_term: str
    ) -> tuple[QuerySet[AccountEvent], bool]:
        """What holds the words, and what was done about or by the people whom they find."""
        found, has_twins = super().get_search_results(request, queryset, search_term)
        people = keys_of_people(request, search_term)
        return found | queryset.filter(person__in=people) | queryset.filter(actor__in=people), has_twins
