"""Every address of the tracker."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog, set_language

from nap_tracker.views import healthz, home

handler404 = "nap_tracker.errors.page_not_found"
handler403 = "nap_tracker.errors.permission_denied"
handler500 = "nap_tracker.errors.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("language/", login_not_required(set_language), name="set-language"),
    path("jsi18n/", login_not_required(JavaScriptCatalog.as_view()), name="javascript-catalog"),
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("reports/", include("reports.urls")),
    path("plans/", include("plans.urls")),
]
