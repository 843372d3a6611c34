"""The people among whom accounts are changed."""

from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command

from accounts.enums import Role
from accounts.models import User
from tests.conftest import make_user


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def cast(people) -> dict[str, User]:
    """The people of the small plan, each with an address, and a second administrator."""
    people["second"] = make_user("ikinci.inzibatci", Role.ADMINISTRATOR)
    for name, user in people.items():
        user.email = f"{name}@numune.example"
        user.save()
    return people


@pytest.fixture
def only(people) -> User:
    return people["administrator"]


@pytest.fixture
def alone(db) -> User:
    call_command("createsuperuser", "--noinput", "--username=birinci", "--email=bir@numune.example", stdout=StringIO())
    return User.objects.get()
