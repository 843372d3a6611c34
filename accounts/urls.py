"""Signing in and out, the own password, second factor and sessions. Nobody signs up here.

Only those of allauth's pages that are wanted have an address; their names are allauth's, which looks them up.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from accounts import views
from accounts.lockout import OWN_CHANGES, few_changes

few = few_changes(
    OWN_CHANGES
)  # not for what takes a factor away: that must always be possible, and is no more than was added

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("again/", views.sign_in_again, name="account_sign_in_again"),
    path("inactive/", account.account_inactive, name="account_inactive"),  # the right password of a closed account
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("local-key/", views.local_key, name="account_local_key"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("second-factor/", views.SecondFactorView.as_view(), name="mfa_index"),
    path("second-factor/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("second-factor/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/activate/", few(totp.activate_totp), name="mfa_activate_totp"),
    path("second-factor/app/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/codes/", views.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/generate/",
        few(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("second-factor/codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("second-factor/keys/add/", few(views.AddKeyView.as_view()), name="mfa_add_webauthn"),
    path("second-factor/keys/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second-factor/keys/<int:pk>/remove/", views.RemoveKeyView.as_view(), name="mfa_remove_webauthn"),
    path("second-factor/keys/<int:pk>/edit/", views.EditKeyView.as_view(), name="mfa_edit_webauthn"),
]
