"""The admin site: coordinators and administrators, everybody else finds nothing there."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.narrow_admin import refuse_what_is_no_key

KEYS = ("object_id", "content_type_id")  # of records, in addresses
_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


class TrackerAdminSite(AdminSite):
    site_header = _("Administration of the tracker")
    site_title = _("Administration")
    index_title = _("Plan data, agencies and people")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.may_use_admin_site

    def admin_view(self, view: _View, cacheable: bool = False) -> _View:
        """Django would send people without the right to sign in again; here there is nothing for them to find."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            named = (value for name, value in kwargs.items() if name in KEYS)
            refuse_what_is_no_key(request, *named, *args)
            return guarded(request, *args, **kwargs)

        return cast(_View, update_wrapper(inner, guarded))

    def password_change(  # type: ignore[override]  # the stubs know the one page that Django shows here
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One page for all here, too: it asks for the second factor and tells the person by mail."""
        return redirect("account_change_password")

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One sign-in page for all: strangers go there, people without the right get 404."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            raise Http404
        target = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
