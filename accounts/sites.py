"""The admin site: coordinators and administrators, everybody else finds nothing there."""

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _


class TrackerAdminSite(AdminSite):
    site_header = _("Administration of the tracker")
    site_title = _("Administration")
    index_title = _("Plan data, agencies and people")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.may_use_admin_site

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """One sign-in page for all: strangers go there, people without the right get 404."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            raise Http404
        target = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
