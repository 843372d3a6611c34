"""People in the admin: administrators see them, coordinators see nothing of them here."""

from typing import Any, cast

from allauth.account import admin as allauth_admin
from allauth.mfa import admin as mfa_admin
from allauth.usersessions import admin as sessions_admin
from django.contrib import admin
from django.contrib.auth import admin as auth_admin  # noqa: F401 (registers groups, if it comes first)
from django.contrib.auth.models import Group
from django.db.models import Model
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, re_path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django_tasks_db import admin as tasks_admin

from accounts.enums import EventKind, Role
from accounts.events import note_event
from accounts.lockout import CHANGES_OF_OTHERS, few_changes
from accounts.models import AccountEvent, User
from accounts.narrow_admin import NarrowAdmin

admin.site.unregister(Group)  # roles, not groups, say who may do what
admin.site.unregister(allauth_admin.EmailAddress)  # a person's address is part of the account
admin.site.unregister(mfa_admin.Authenticator)  # secrets are for nobody to see
admin.site.unregister(sessions_admin.UserSession)  # each person ends the own sessions
admin.site.unregister(tasks_admin.DBTaskResult)  # a failed task's traceback is for the log, not for a page


class ForAdministrators(NarrowAdmin):
    """A mixin for ModelAdmin classes that only the administrator may open."""

    def _is_administrator(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.role == Role.ADMINISTRATOR

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._is_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # people are deactivated: what they wrote keeps its author


def _gone(request: HttpRequest) -> HttpResponse:
    raise Http404


@admin.register(User)
class UserAdmin(ForAdministrators, admin.ModelAdmin):
    """Who there is. Names can be corrected here; role, agency, address, second factor and closing have pages of their own
    (`plans.people`), where another person confirms and the journal keeps what was done. Nobody sets another's password.
    """

    place = 1
    about = _("all accounts; names are corrected here")
    list_display: tuple[str, ...] = ("username", "first_name", "last_name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    fieldsets = (
        (None, {"fields": ("username",)}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Access"), {"fields": ("role", "is_active")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    # A user name that is another's address would take that person's sign-ins.
    readonly_fields = ("username", "email", "role", "is_active", "last_login", "date_joined")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # people are invited

    def view_on_site(self, obj: User) -> str:
        """The person's own page, where role, address and access are changed."""
        return reverse("plans:person", args=(obj.pk,))

    @method_decorator(few_changes(CHANGES_OF_OTHERS))
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Counted together with the changes on the pages of people: each is a line in the journal, and mails."""
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """The name alone, and a line in the journal: the rest may have changed since the page was read."""
        former = User.objects.select_for_update(no_key=True).get(pk=obj.pk)
        obj.save(update_fields=["first_name", "last_name"])
        before, after = former.get_full_name(), obj.get_full_name()
        if before != after:
            note_event(obj, EventKind.NAME, actor=cast(User, request.user), before=before, after=after)

    def get_urls(self) -> list[URLPattern]:
        """Django's page for another's password is gone; without this, its address would lead to the list."""
        return [re_path(r"^.+/password/", self.admin_site.admin_view(_gone)), *super().get_urls()]


@admin.register(AccountEvent)
class AccountEventAdmin(ForAdministrators, admin.ModelAdmin):
    """The journal of accounts, to be read."""

    place = 3
    about = _("what was done about accounts, with a search")
    list_display = ("at", "kind", "step", "person_name", "former", "later", "actor_name", "confirmed_name")
    list_display_links = ("person_name",)
    list_filter = ("kind", "step")
    search_fields = ("person_name", "actor_name", "before", "after")
    fields = (*list_display, "unconfirmed")

    @admin.display(description=_("before"))
    def former(self, event: AccountEvent) -> str:
        return event.before_words

    @admin.display(description=_("after"))
    def later(self, event: AccountEvent) -> str:
        return event.after_words

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
