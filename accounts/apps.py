from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")


class TrackerAdminConfig(admin_apps.AdminConfig):
    """Django's admin with the tracker's own rule for who may enter it."""

    default_site = "accounts.sites.TrackerAdminSite"
