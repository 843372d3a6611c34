from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset
        from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
        from django.contrib.auth.signals import user_logged_in

        from accounts.events import note_codes_renewed, note_factor_added, note_factor_removed
        from accounts.known_browsers import keep_browser
        from accounts.lockout import lift_lock
        from accounts.middleware import begin_session

        user_logged_in.connect(begin_session, dispatch_uid="accounts.begin_session")
        password_changed.connect(keep_browser, dispatch_uid="accounts.keep_browser")
        password_reset.connect(lift_lock, dispatch_uid="accounts.lift_lock")
        authenticator_added.connect(note_factor_added, dispatch_uid="accounts.note_factor_added")
        authenticator_removed.connect(note_factor_removed, dispatch_uid="accounts.note_factor_removed")
        authenticator_reset.connect(note_codes_renewed, dispatch_uid="accounts.note_codes_renewed")


class TrackerAdminConfig(admin_apps.AdminConfig):
    """Django's admin with the tracker's own rule for who may enter it."""

    default_site = "accounts.sites.TrackerAdminSite"
