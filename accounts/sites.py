"""The admin site: coordinators and administrators, everybody else finds nothing there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.narrow_admin import NarrowAdmin, Shelf, refuse_what_is_no_key

KEYS = ("object_id", "content_type_id")  # of records, in addresses
_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


class LabelledResults(AutocompleteJsonView):
    """What a field finds by typing, called as the administration calls it."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        found: dict[str, str] = super().serialize_result(obj, to_field_name)  # type: ignore[misc]  # the stubs lack it
        named = self.model_admin
        return found | {"text": named.label_of(obj)} if isinstance(named, NarrowAdmin) else found


@dataclass(frozen=True, slots=True)
class Table:
    """A list of the administration on its first page: what it is called, what it is for, where it is."""

    name: str
    kind: str
    about: str | Promise
    address: str
    add_address: str | None


class TrackerAdminSite(AdminSite):
    site_header = _("Administration of the tracker")
    site_title = _("Administration")
    index_title = _("Administration")
    empty_value_display = "–"
    enable_nav_sidebar = False  # the way through the site stands in the head, as on every page

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Django's own; `active` is the tab of the head."""
        return super().each_context(request) | {"active": "administration"}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The lists that the reader may open, by shelves."""
        return super().index(request, {"shelves": self._shelves(request), **(extra_context or {})})

    def app_index(  # type: ignore[override]  # the stubs know the page that Django shows here
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """How the code is divided is nothing to the reader: one first page for all. 404 for a part that is none."""
        if not self.get_app_list(request, app_label):
            raise Http404
        return redirect("admin:index")

    def _shelves(self, request: HttpRequest) -> list[tuple[str, list[Table]]]:
        listed = {table["model"]: table for part in self.get_app_list(request) for table in part["models"]}
        found: dict[Shelf, list[Table]] = {shelf: [] for shelf in Shelf}
        admins = (one for model, one in self._registry.items() if model in listed and isinstance(one, NarrowAdmin))
        for one in sorted(admins, key=lambda one: one.place):
            table = listed[one.model]
            found[one.shelf].append(
                Table(
                    str(table["name"]), str(one.opts.verbose_name), one.about, table["admin_url"], table.get("add_url")
                )
            )
        return [(str(shelf.label), tables) for shelf, tables in found.items() if tables]

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return cast(HttpResponse, LabelledResults.as_view(admin_site=self)(request))

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
