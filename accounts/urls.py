"""Signing in and out, and the own password. Nobody signs up here, so allauth's other pages have no address."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("inactive/", views.account_inactive, name="account_inactive"),  # the right password of a closed account
    path("logout/", views.logout, name="account_logout"),
    path("password/change/", views.password_change, name="account_change_password"),
]
