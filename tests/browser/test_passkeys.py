"""The account's pages in a real browser: axe on each, passkeys with Chromium's virtual authenticator, the code app."""

import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.conftest import DRAFT, LOOKS, PASSWORD, SQUEEZED, Screen

INDEX = "/accounts/second-factor/"
WHO = "dmx.emekdas"


@pytest.fixture
def with_authenticator(new_screen) -> Iterator[Screen]:
    """A window whose computer has a fingerprint reader that always agrees."""
    screen = new_screen()
    devtools = screen.page.context.new_cdp_session(screen.page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield screen
    devtools.detach()


def add_passkey(screen: Screen, name: str) -> Page:
    page = screen.open("/accounts/second-factor/keys/add/")
    page.locator("input[name=name]").fill(name)
    page.locator("button[data-passkey=create]").click()
    page.wait_for_url("**/second-factor/codes/")
    return page


def sign_out(page: Page, base: str) -> None:
    page.goto(f"{base}/accounts/logout/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda url: "/accounts/login/" in url)


def begin_signing_in(page: Page) -> None:
    page.locator("input[name=login]").fill(WHO)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/second-factor/authenticate/")


def test_passkey_is_added_and_signs_in(with_authenticator):
    screen = with_authenticator.sign_in_on_page(WHO)
    page = add_passkey(screen, "Nümunə kompüter")
    expect(page.locator(".codes li")).to_have_count(10)
    page = screen.open(INDEX)
    expect(page.get_by_text("Nümunə kompüter", exact=True)).to_be_visible()
    assert screen.violations() == []
    sign_out(page, screen.base)
    begin_signing_in(page)
    assert screen.violations() == []
    page.locator("button[data-passkey=get]").click()
    page.wait_for_url(lambda url: "second-factor" not in url)
    expect(page.locator(".menu summary .avatar")).to_be_visible()
    assert screen.errors == []
    assert Authenticator.objects.get(type="webauthn").last_used_at is not None


def test_passkey_of_another_account_does_not_sign_in(with_authenticator):
    screen = with_authenticator.sign_in_on_page("dmx.mesul")
    page = add_passkey(screen, "Nümunə kompüter")
    sign_out(page, screen.base)
    # The account that signs in has a passkey too, but the computer does not hold it.
    theirs = Authenticator.objects.get(type="webauthn")
    credential = theirs.data["credential"] | {"id": "AAAA", "rawId": "AAAA"}
    Authenticator.objects.create(
        user=User.objects.get(username=WHO), type="webauthn", data={"name": "x", "credential": credential}
    )
    begin_signing_in(page)
    posted = page.evaluate(
        """async () => {
        const { getPasskey } = await import("nap-tracker/account/passkeys")
        const options = JSON.parse(document.getElementById("passkey-options").textContent)
        options.publicKey.allowCredentials = []
        options.publicKey.userVerification = "preferred"
        try { return JSON.stringify(await getPasskey(options)) } catch (error) { return error.name }
        }"""
    )
    with page.expect_navigation():
        page.evaluate(
            """text => {
            const form = document.querySelector("button[data-passkey]").form
            form.elements.credential.value = text
            form.submit()
            }""",
            posted,
        )
    expect(page).to_have_url(re.compile("/second-factor/authenticate/"))
    assert page.request.get(f"{screen.base}/accounts/sessions/", max_redirects=0).status == 302


def test_refusal_by_the_computer_is_said_and_leaves_the_page_usable(with_authenticator):
    screen = with_authenticator.sign_in_on_page(WHO)
    add_passkey(screen, "Nümunə kompüter")
    page = screen.open("/accounts/second-factor/keys/add/")
    page.locator("button[data-passkey=create]").click()  # the computer holds a passkey of this account already
    button = page.locator("button[data-passkey]")
    expect(page.locator("[data-passkey-problem]")).to_have_text(button.get_attribute("data-cancelled"))
    expect(button).to_be_enabled()
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def give_app(username: str) -> str:
    user = User.objects.get(username=username)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_app_is_set_up_by_typing_its_key(screen):
    page = screen.sign_in_on_page(WHO).open("/accounts/second-factor/app/activate/")
    assert page.locator("img.qr").evaluate("image => image.naturalWidth > 0")
    page.locator("input[name=code]").fill(code(page.locator(".secret code").inner_text()))
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/second-factor/codes/")
    assert screen.violations() == []


SIGNED_IN_PAGES = [
    INDEX,
    "/accounts/second-factor/app/activate/",
    "/accounts/second-factor/keys/add/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
]
PROTECTED_PAGES = [
    INDEX,
    "/accounts/second-factor/app/deactivate/",
    "/accounts/second-factor/codes/",
    "/accounts/second-factor/codes/generate/",
    "/accounts/second-factor/reauthenticate/",
]
OPEN_PAGES = ["/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/password/reset/key/1-abc-123/"]


def check(screen: Screen, address: str, look: str) -> None:
    page = screen.open(address)
    expect(page).to_have_url(re.compile(re.escape(address)))
    expect(page.locator("html")).to_have_attribute("lang", "az")
    assert screen.violations() == [], (look, address)
    assert screen.errors == [], (look, address)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), (look, address)
    assert page.evaluate(SQUEEZED) == [], (look, address)


@pytest.mark.parametrize("look", LOOKS)
def test_account_pages_have_no_violation_and_no_error(screen, look):
    screen.look(look)
    for address in OPEN_PAGES:
        check(screen, address, look)
    screen.sign_in_on_page(WHO)
    for address in SIGNED_IN_PAGES:
        check(screen, address, look)
    give_app(WHO)
    for address in PROTECTED_PAGES:
        check(screen, address, look)


def test_locked_page_has_no_violation(screen):
    for _again in range(5):
        page = screen.open("/accounts/login/")
        page.locator("input[name=login]").fill(WHO)
        page.locator("input[name=password]").fill("yanlış")
        with page.expect_navigation():
            page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".code")).to_have_text("429")
    assert screen.violations() == []


# --- Signing in again on the page ------------------------------------------------------------------------------------

ASK = """async () => {
    const { askToSignIn } = await import("nap-tracker/account/sign-in-again")
    window.answers = Promise.all([askToSignIn({ isOwn: true }), askToSignIn()])  // two callers share one dialog
}"""


@pytest.fixture
def session_over(with_authenticator) -> Screen:
    """The page of an entry whose session has ended on the server."""
    screen = with_authenticator.sign_in_on_page(WHO)
    screen.open(DRAFT)
    screen.page.context.clear_cookies(name="sessionid")
    screen.page.evaluate(ASK)
    return screen


def dialog_of(screen: Screen):
    dialog = screen.page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    return dialog


def test_password_in_the_dialog_signs_in_on_the_same_page(session_over):
    dialog, page = dialog_of(session_over), session_over.page
    expect(dialog.locator("input[name=password]")).to_be_focused()
    assert session_over.violations() == []
    page.keyboard.type("yanlış")
    page.keyboard.press("Enter")
    expect(dialog.locator("#sign-in-again-problem")).not_to_be_empty()
    assert session_over.violations() == []
    page.keyboard.type(PASSWORD)  # the wrong one is selected: typing replaces it
    page.keyboard.press("Enter")
    assert page.evaluate("window.answers") == [True, True]
    expect(dialog).to_be_hidden()
    assert page.request.get(f"{session_over.base}/accounts/local-key/").json()["user"]
    tokens = page.evaluate("[...document.querySelectorAll('[name=csrfmiddlewaretoken]')].map((field) => field.value)")
    assert len(set(tokens)) == 1
    header = {"X-CSRFToken": tokens[0], "Referer": session_over.base}
    answer = page.request.post(
        f"{session_over.base}/accounts/sessions/", headers=header, form={"end": "others"}, max_redirects=0
    )
    assert answer.status == 302


def test_dialog_closed_says_no_and_opens_again_empty(session_over):
    dialog, page = dialog_of(session_over), session_over.page
    page.keyboard.type("yarım")
    page.keyboard.press("Escape")
    assert page.evaluate("window.answers") == [False, False]
    page.evaluate(ASK)
    expect(dialog).to_be_visible()
    expect(dialog.locator("input[name=password]")).to_have_value("")
    dialog.locator("[data-later]").click()
    assert page.evaluate("window.answers") == [False, False]


def test_server_out_of_reach_is_said_in_the_dialog(session_over):
    dialog, page = dialog_of(session_over), session_over.page
    page.context.set_offline(True)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog.locator("#sign-in-again-problem")).not_to_be_empty()
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    assert page.evaluate("window.answers") == [True, True]


def test_dialog_asks_for_the_code(session_over):
    secret = give_app(WHO)
    dialog, page = dialog_of(session_over), session_over.page
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog.locator("input[name=code]")).to_be_focused()
    expect(dialog.locator("[data-use-passkey]")).to_be_hidden()
    page.keyboard.type("000000x")
    page.keyboard.press("Enter")
    expect(dialog.locator("#sign-in-again-problem")).not_to_be_empty()
    assert session_over.violations() == []
    page.keyboard.type(code(secret))
    page.keyboard.press("Enter")
    assert page.evaluate("window.answers") == [True, True]


def test_dialog_takes_a_passkey(with_authenticator):
    screen = with_authenticator.sign_in_on_page(WHO)
    page = add_passkey(screen, "Nümunə kompüter")
    screen.open(DRAFT)
    page.context.clear_cookies(name="sessionid")
    page.evaluate(ASK)
    dialog = dialog_of(screen)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    dialog.locator("[data-use-passkey]").click()
    assert page.evaluate("window.answers") == [True, True]
    assert page.request.get(f"{screen.base}/accounts/sessions/", max_redirects=0).status == 200
