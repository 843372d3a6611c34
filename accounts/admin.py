"""People in the admin: administrators manage them, coordinators see nothing of them here."""

from allauth.account import admin as allauth_admin
from allauth.mfa import admin as mfa_admin
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as sessions_admin
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks_db import admin as tasks_admin

from accounts.enums import Role
from accounts.known_browsers import forget_browsers
from accounts.models import User

admin.site.unregister(Group)  # roles, not groups, say who may do what
admin.site.unregister(allauth_admin.EmailAddress)  # a person's address is part of the account
admin.site.unregister(mfa_admin.Authenticator)  # secrets are for nobody to see; the action below takes lost ones away
admin.site.unregister(sessions_admin.UserSession)  # each person ends the own sessions
admin.site.unregister(tasks_admin.DBTaskResult)  # a failed task's traceback is for the log, not for a page


class ForAdministrators:
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


@admin.register(User)
class UserAdmin(ForAdministrators, DjangoUserAdmin):
    list_display = ("username", "first_name", "last_name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    actions = ("take_second_factor_away",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Access"), {"fields": ("role", "is_active")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "first_name",
                    "last_name",
                    "email",
                    "role",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    @admin.action(description=_("Take the second factor away (telephone and recovery codes lost)"))
    def take_second_factor_away(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """The person signs in with the password alone once more; open sessions end, they may be somebody else's."""
        people = list(queryset)
        Authenticator.objects.filter(user__in=people).delete()
        for session in UserSession.objects.filter(user__in=people):
            session.end()
        forget_browsers(person.pk for person in people)
        sentence = ngettext(
            "The second factor of %(count)s person is taken away.",
            "The second factors of %(count)s people are taken away.",
            len(people),
        )
        self.message_user(request, sentence % {"count": len(people)}, messages.SUCCESS)
