"""Whole addresses begin with SITE_URL, never with the host that a client names."""

import ast
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from plans.models import OutboxMail
from tests.conftest import PASSWORD, ROOT

pytestmark = pytest.mark.django_db
SITE = "https://izleme.numune.example"
FORGED = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "https"}
PRODUCT = ("accounts", "nap_tracker", "plans", "reports")
# Where the host of a request is only compared with the one that it names itself.
COMPARED = {"accounts/middleware.py": ["request.get_host"]}


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["evil.example", "testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def forged(people):
    """A client of the lead, whose proxy passes whatever host it names."""
    User.objects.filter(pk=people["lead"].pk).update(email="mesul@numune.example")
    people["lead"].refresh_from_db()
    client = Client(**FORGED)
    client.cookies["django_language"] = "en"
    client.force_login(people["lead"])
    return client


def work_off() -> None:
    for waiting in DBTaskResult.objects.filter(status="READY"):
        waiting.task.func(**waiting.args_kwargs["kwargs"])


def hosts_in(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+://[^/\s\"<]+", text)) | ({"evil.example"} if "evil.example" in text else set())


def test_link_for_a_new_password(forged):
    Client(**FORGED).post("/accounts/password/reset/", {"email": "mesul@numune.example"})
    work_off()
    (message,) = mail.outbox
    assert f"{SITE}/accounts/password/reset/key/" in message.body
    assert hosts_in(message.body) == {SITE}


def test_notice_about_the_account(forged):
    new = "tamam-başqa-şifrə-7"
    forged.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    (message,) = mail.outbox
    assert hosts_in(message.body) == {SITE}


def test_notice_of_a_new_browser(forged, people):
    User.objects.filter(pk=people["lead"].pk).update(last_login="2025-01-01T00:00:00Z")
    Client(**FORGED).post("/accounts/login/", {"login": "mesul", "password": PASSWORD})
    (message,) = mail.outbox
    assert hosts_in(message.body) == {SITE}


@pytest.mark.parametrize("transport", ["console", "smtp"])
def test_invitation_in_the_mail_and_on_the_page(forged, settings, transport):
    settings.EMAIL_TRANSPORT = f"django.core.mail.backends.{transport}.EmailBackend"
    typed = {"email": "yeni@numune.example", "first_name": "Nümunə", "last_name": "Yeni", "role": "contributor"}
    page = forged.post(reverse("plans:invite"), typed, follow=True).content.decode()
    said = "".join(mail.text + mail.html for mail in OutboxMail.objects.all()) if transport == "smtp" else page
    assert f"{SITE}/plans/invitation/" in said
    assert hosts_in(said) - {"http://www.w3.org"} == {SITE}


def test_calendar_and_its_address(forged, year):
    page = forged.get(reverse("plans:personal-settings")).content.decode()
    (feed,) = re.findall(rf"{SITE}(/plans/calendar/[^\"<\s]+)", page)
    assert "evil.example" not in page
    assert "evil.example" not in Client(**FORGED).get(feed).content.decode()


def test_page_that_is_moved_is_moved_on_the_same_host(forged):
    for address in ("/accounts/login", "/people"):
        response = Client(**FORGED).get(address)
        assert "evil.example" not in response.get("Location", "")


def test_http_is_sent_to_the_site_and_not_to_the_host(settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_SSL_HOST = True, "izleme.numune.example"
    response = Client(HTTP_HOST="evil.example").get("/accounts/login/")
    assert (response.status_code, response["Location"]) == (301, f"{SITE}/accounts/login/")


def hosts_of_requests(source: str) -> list[str]:
    """Where a module asks a request for its host, or for an address made of it."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute) and node.attr in {"build_absolute_uri", "get_host", "get_raw_uri"})
        or (isinstance(node, ast.Name) and node.id == "get_current_site")
    ]


def test_no_module_makes_an_address_of_the_requests_host():
    found = {}
    for package in PRODUCT:
        for path in sorted((ROOT / package).rglob("*.py")):
            if asked := hosts_of_requests(path.read_text(encoding="utf-8")):
                found[path.relative_to(ROOT).as_posix()] = asked
    assert found == COMPARED


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("request.build_absolute_uri('/')", ["request.build_absolute_uri"]),
        ("f'{self.request.get_host()}'", ["self.request.get_host"]),
        ("get_current_site(request)", ["get_current_site"]),
        ("settings.SITE_URL + reverse('home')", []),
    ],
)
def test_module_that_does_is_found(source, found):
    assert hosts_of_requests(source) == found
