"""What the gateway asks Django about a large request."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import DataError, InterfaceError, OperationalError
from django.urls import reverse
from django.utils import timezone

from nap_tracker import admission
from nap_tracker.admission import ELSEWHERE, address_of, allowed_size
from nap_tracker.gateway import HEALTH, PASSWORDS, Unavailable
from plans.admin.exchange import MOST_BYTES
from tests.conftest import ROOT
from tests.faults.conftest import address_of as entry_address

EVIDENCE = entry_address("4.2.9", "entry-evidence-add")
AUTOSAVE = entry_address("4.2.9", "entry-autosave")


def test_whoever_is_signed_in_may_send_files_to_evidence_and_less_elsewhere(year, sign_in, django_assert_num_queries):
    session = sign_in("lead").cookies["sessionid"].value
    with django_assert_num_queries(1):
        assert allowed_size(EVIDENCE, session) == settings.REQUEST_MAX_BYTES == 532 * 1024**2
    for path in (AUTOSAVE, "/admin/plans/agency/import/", "/", "/nowhere/", "no path"):
        assert allowed_size(path, session) == ELSEWHERE == 13 * 1024**2


def test_whoever_is_not_signed_in_may_send_nothing_large(year, sign_in, django_assert_num_queries):
    anonymous = SessionStore()
    anonymous["language"] = "az"
    anonymous.save()
    ended = sign_in("lead").cookies["sessionid"].value
    Session.objects.filter(session_key=ended).update(expire_date=timezone.now())
    for session in (anonymous.session_key, ended, "a" * 32, "x", "", "\xff\x00'"):
        assert allowed_size(EVIDENCE, session) == 0


@pytest.mark.parametrize(
    ("fault", "raised"),
    [(OperationalError("gone"), Unavailable), (InterfaceError("gone"), Unavailable), (DataError("odd"), DataError)],
)
def test_a_database_that_is_away_is_told_from_a_mistake(monkeypatch, fault, raised):
    def look_up(path: str, session: str) -> int:
        raise fault

    monkeypatch.setattr(admission, "allowed_size", look_up)
    monkeypatch.setattr(admission, "close_old_connections", lambda: None)  # that of the test stays
    with pytest.raises(raised):
        admission.allowed_size_asked_in_a_thread(EVIDENCE, "s")


def test_files_go_where_they_are_known_to_go():
    """A new form with files has to be told to the gateway, if they may be larger than what is taken elsewhere."""
    with_files = {
        path.relative_to(ROOT / "templates").as_posix()
        for path in (ROOT / "templates").rglob("*.html")
        if "multipart/form-data" in path.read_text()
    }
    assert with_files == {"plans/evidence/_add.html"}
    assert ELSEWHERE - MOST_BYTES > 1024**2  # what else comes with the file of an import


def test_the_gateway_knows_its_addresses_by_their_right_names():
    assert reverse("healthz") == HEALTH
    for address in (
        reverse("account_login"),
        reverse("account_change_password"),
        reverse("account_reset_password"),
        reverse("plans:invitation", args=["secret"]),
    ):
        assert address.startswith(PASSWORDS)


@pytest.mark.parametrize(
    ("proxies", "environ", "address"),
    [
        (0, {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}, "192.0.2.1"),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.7, 198.51.100.1"}, "198.51.100.1"),
        (1, {"REMOTE_ADDR": "127.0.0.1"}, "127.0.0.1"),
        (2, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}, ""),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "nonsense"}, ""),
        (0, {"REMOTE_ADDR": "2001:db8::1:2"}, "2001:db8::/64"),
        (0, {"REMOTE_ADDR": "::ffff:192.0.2.1"}, "192.0.2.1"),
        (0, {"REMOTE_ADDR": ""}, ""),
    ],
)
def test_a_client_is_counted_as_at_the_sign_in(settings, proxies, environ, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert address_of(environ) == address
