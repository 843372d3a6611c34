"""The list of people in the administration finds as the page of people does: letters alike are taken for one."""

from typing import cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin import UserAdmin
from accounts.models import User
from accounts.narrow_admin import LONGEST_SEARCH
from plans.people.queries import people_listed

admin.site.unregister(User)  # `accounts` knows no Azerbaijani letters


@admin.register(User)
class PersonAdmin(UserAdmin):
    search_help_text = _("By name, user name or address")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """Those of the people that `people_listed` gives."""
        words = search_term[:LONGEST_SEARCH]
        if not words.split():
            return queryset, False
        return queryset.filter(pk__in=people_listed(cast(User, request.user), words)), False
