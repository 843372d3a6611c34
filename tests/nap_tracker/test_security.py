"""Headers of every page, sign-in before everything, and no writing without the token."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from plans.models import Entry

pytestmark = pytest.mark.django_db

PAGES = [
    ("anonymous", "/accounts/login/"),
    ("contributor", "/plans/numune-2020-2024/2024/NUMUNE/"),
    ("contributor", "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"),
    ("contributor", "/reports/numune-2020-2024/2024/NUMUNE/"),
    ("contributor", "/accounts/password/change/"),
    ("coordinator", "/plans/numune-2020-2024/2024/"),
    ("coordinator", "/reports/numune-2020-2024/2024/"),
    ("coordinator", "/admin/plans/plan/"),
    ("contributor", "/nothing-here/"),
]
# Views that answer people who are not signed in; everything else sends them to the sign-in page.
OPEN_VIEWS = {
    "healthz",
    "set-language",
    "javascript-catalog",
    "account_login",
    "account_inactive",
    "account_logout",
    "account_sign_in_again",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "mfa_authenticate",
    "invitation",  # of somebody who has no account yet: the link lets in
    "calendar",  # a calendar program cannot sign in: the link lets in
}


def policy(response) -> dict[str, list[str]]:
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in filter(None, parts)}


@pytest.mark.parametrize(("role", "address"), PAGES)
def test_page_has_the_protecting_headers(sign_in, write_entry, role, address):
    write_entry("4.2.9", state="submitted")
    write_entry("4.2.10")
    response = sign_in(role).get(address)
    assert response.status_code == (404 if "nothing" in address else 200)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    csp = policy(response)
    assert csp["default-src"] == csp["base-uri"] == csp["frame-ancestors"] == ["'none'"]
    assert csp["script-src"][0] == csp["style-src"][0] == "'self'"
    assert not re.search(r"unsafe-|\*|https?:", response["Content-Security-Policy"])


@pytest.mark.parametrize(("role", "address"), [page for page in PAGES if "/admin/" not in page[1]])
def test_page_has_no_script_or_style_in_place_but_with_the_nonce(sign_in, write_entry, role, address):
    write_entry("4.2.10")
    response = sign_in(role).get(address)
    html = response.content.decode()
    nonces = set(re.findall(r"'nonce-([^']+)'", response["Content-Security-Policy"]))
    assert not re.search(r"<[a-z][^>]*\s(on[a-z]+|style)=", html)
    for attributes in re.findall(r"<(?:script|style)\b([^>]*)>", html):
        if "src=" not in attributes and "application/json" not in attributes:
            assert set(re.findall(r'nonce="([^"]+)"', attributes)) == nonces != set(), attributes
    assert not re.search(r'(?:src|action)="(?:https?:)?//', html)


def test_nonce_is_new_for_every_page(sign_in, write_entry):
    write_entry("4.2.9")
    client = sign_in("contributor")
    address = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
    nonces = {re.search(r"'nonce-([^']+)'", client.get(address)["Content-Security-Policy"])[1] for _again in range(3)}
    assert len(nonces) == 3


def patterns(resolver, prefix: str = ""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from patterns(pattern, prefix)
        elif isinstance(pattern, URLPattern):
            yield pattern


def test_every_view_but_the_listed_ones_needs_sign_in():
    open_views = {p.name for p in patterns(get_resolver()) if not getattr(p.callback, "login_required", True)}
    assert open_views == OPEN_VIEWS


def test_unknown_address_says_nothing_about_what_exists(client, year):
    assert client.get("/plans/numune-2020-2024/2024/NUMUNE/").status_code == 302
    assert client.get("/plans/yoxdur/1999/YOXDUR/").status_code == 302
    assert client.get("/yoxdur/").status_code == 404


@pytest.mark.parametrize(
    ("address", "who", "status"),
    [
        ("/yoxdur/", "anonymous", 404),
        ("/yoxdur/", "contributor", 404),
        ("/plans/numune-2020-2024/2024/NUMUNE/4.2.9/evidence/", "coordinator", 403),
    ],
)
def test_page_of_an_error_stands_whatever_was_posted(people, year, address, who, status):
    client = Client(enforce_csrf_checks=True)
    if who != "anonymous":
        client.force_login(people[who])
    for kind, body in (
        ("multipart/form-data", "x"),
        ("multipart/form-data; boundary=", "x"),
        ("application/x-www-form-urlencoded", "&".join(f"a{number}=1" for number in range(1001))),
        ("application/x-www-form-urlencoded", "a=1"),
    ):
        assert client.post(address, body, content_type=kind).status_code == status, kind


def test_save_without_the_token_is_refused_and_writes_nothing(people, year):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["contributor"])
    address = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
    form = {"narrative": "<p>Nümunə mətn.</p>", "version": "", "status": ""}
    assert client.post(address, form).status_code == 403
    assert client.post(address, form | {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert client.post(address, form, headers={"X-CSRFToken": "x" * 64}).status_code == 403
    assert not Entry.objects.exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(address).content.decode())[1]
    assert client.post(address, form | {"csrfmiddlewaretoken": token}).status_code == 302
    assert Entry.objects.count() == 1


def test_script_without_the_token_is_told_so_in_json_and_may_try_again(people, year):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["contributor"])
    address = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
    form = {"narrative": "<p>Nümunə mətn.</p>", "version": "", "status": ""}
    refused = client.post(address, form, headers={"X-Requested-With": "fetch", "X-CSRFToken": "x" * 64})
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/json")
    assert refused.json() == {
        "result": "csrf",
        "message": "Səhifə köhnəldiyi üçün qəbul edilmədi. Onu başqa vərəqdə yenidən açın, sonra burada davam edin.",
    }
    assert not Entry.objects.exists()


def test_person_without_the_token_gets_the_page_that_says_so(people, year):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["contributor"])
    refused = client.post("/plans/numune-2020-2024/2024/NUMUNE/4.2.9/", {"narrative": "x"})
    assert (refused.status_code, refused["Content-Type"]) == (403, "text/html; charset=utf-8")
    assert "403_csrf.html" in [template.name for template in refused.templates]


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/logout/", "/language/"])
def test_other_posts_without_the_token_are_refused(people, address):
    client = Client(enforce_csrf_checks=True)
    if "login" not in address:
        client.force_login(people["contributor"])
    assert client.post(address, {"language": "en"}).status_code == 403


def test_page_from_another_site_may_not_save(people, year):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["contributor"])
    address = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(address).content.decode())[1]
    form = {"narrative": "x", "csrfmiddlewaretoken": token}
    assert client.post(address, form, headers={"Origin": "https://evil.example"}).status_code == 403
    assert not Entry.objects.exists()


def test_unknown_host_is_refused(client, settings):
    settings.ALLOWED_HOSTS = ["numune.example"]
    assert client.get("/accounts/login/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/accounts/login/", headers={"Host": "numune.example"}).status_code == 200


def test_downloads_are_never_opened_in_place(sign_in, write_entry):
    write_entry("4.2.9")
    client = sign_in("contributor")
    for fmt in ("html", "md", "json"):
        response = client.get(f"/reports/numune-2020-2024/2024/NUMUNE/melumat.{fmt}")
        assert response["Content-Disposition"] == f'attachment; filename="melumat-2024-NUMUNE.{fmt}"'
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("charset", ["rot13", "hex", "idna", "unicode_escape", "latin-1", "yoxdur"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_body_in_another_charset_is_refused_with_a_sentence(client, db, kind, charset):
    response = client.generic("POST", "/accounts/login/", b"--x--", content_type=f"{kind}; charset={charset}")
    assert (response.status_code, response.content) == (400, b"Send the page in UTF-8.")


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8"])
def test_body_in_utf_8_is_read(client, db, charset):
    body = b"login=kimse&password=x"
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    assert client.generic("POST", "/accounts/login/", body, content_type=kind).status_code == 200


@pytest.mark.parametrize("address", ["", "history/", "revisions/1/"])
def test_what_somebody_signed_in_has_seen_is_kept_by_no_browser(sign_in, write_entry, address):
    write_entry("4.2.9")
    response = sign_in("contributor").get(f"/plans/numune-2020-2024/2024/NUMUNE/4.2.9/{address}")
    assert response["Cache-Control"] == "private, no-store"


def test_sign_in_page_may_be_kept_as_it_says_itself(client, db):
    assert client.get("/accounts/login/").headers.get("Cache-Control") != "private, no-store"
