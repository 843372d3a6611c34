"""What allauth keeps to itself is there, is called as we call it, and does what we use it for."""

import datetime
from inspect import signature

import pytest
import time_machine
from allauth.account.internal import userkit
from allauth.account.internal.flows import login
from allauth.core.internal import httpkit
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from accounts.allauth_internals import (
    authentication_records,
    client_address,
    people_by_address,
    person_by_user_name,
    record_password,
)
from accounts.enums import Role
from accounts.models import User
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
MOMENT = datetime.datetime(2025, 1, 20, 8, tzinfo=datetime.UTC)


@pytest.fixture
def request_of_session():
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    request.session = SessionStore()
    return request


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (login.get_authentication_records, ["request", "user"]),
        (login.record_authentication, ["request", "user", "method", "extra_data"]),
        (userkit.filter_users_by_email, ["email", "is_active", "prefer_verified", "for_login"]),
        (userkit.get_user_by_username, ["username"]),
        (httpkit.get_client_ip, ["request"]),
        (webauthn.begin_authentication, ["user"]),
    ],
)
def test_function_is_called_as_we_call_it(function, parameters):
    assert list(signature(function).parameters) == parameters


def test_password_is_noted_for_its_user_and_for_no_other(request_of_session):
    person, other = make_user("bir", Role.LEAD), make_user("iki", Role.LEAD)
    assert authentication_records(request_of_session, person) == []
    with time_machine.travel(MOMENT, tick=False):
        record_password(request_of_session, person)
    [noted] = authentication_records(request_of_session, person)
    assert (noted["method"], noted["at"]) == ("password", MOMENT.timestamp())
    assert authentication_records(request_of_session, other) == []
    assert authentication_records(request_of_session, AnonymousUser()) == []


def test_address_is_the_readers_own_where_no_proxy_is_named(request_of_session):
    assert client_address(request_of_session) == "192.0.2.7"
    forged = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert client_address(forged) == "192.0.2.7"


def test_people_are_found_by_user_name_and_by_address():
    person = User.objects.create_user("numune", email="bir@numune.example")
    closed = User.objects.create_user("iki", email="iki@numune.example", is_active=False)
    assert person_by_user_name("NUMUNE") == person
    assert person_by_user_name("heç kim") is None
    assert people_by_address("Bir@numune.example") == [person]
    assert people_by_address("iki@numune.example", is_active=True) == []
    assert people_by_address("iki@numune.example") == [closed]
