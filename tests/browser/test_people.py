"""The lead asks a colleague in, the colleague comes in: played in a browser, in every look."""

import pytest

PEOPLE = "/plans/people/"
LOOKS = {"light": {}, "dark": {"dark": True}, "narrow": {"width": 360, "height": 740}}
PASSWORD = "tamam-başqa-şifrə-7"


@pytest.fixture
def no_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"


def is_fine(screen) -> bool:
    assert screen.violations() == []
    assert screen.errors == []
    return screen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


@pytest.mark.parametrize("who", ["dmx.mesul", "dmx.emekdas", "inzibatci"])
@pytest.mark.parametrize("look", LOOKS)
def test_page_of_people_has_no_violation(new_screen, who, look):
    screen = new_screen(**LOOKS[look]).sign_in(who)
    page = screen.open(PEOPLE)
    assert page.locator(".people-list li").count() >= 2
    assert is_fine(screen)
    menus = page.locator(".people-list details.menu > summary")
    if menus.count():
        menus.first.click()
        assert is_fine(screen)


@pytest.mark.parametrize("look", LOOKS)
def test_lead_invites_a_colleague_who_comes_in_by_the_link(new_screen, settings, no_server, live_server, look):
    settings.SITE_URL = live_server.url
    lead = new_screen(**LOOKS[look]).sign_in("dmx.mesul")
    page = lead.open(PEOPLE)
    page.locator("[name=first_name]").fill("Nümunə")
    page.locator("[name=last_name]").fill("Yeni")
    page.locator("[name=email]").fill("yeni@numune.example")
    page.locator(".people-invite button[type=submit]").click()
    link = page.locator(".new-link code").inner_text()
    assert link.startswith(f"{live_server.url}/plans/invitation/")
    assert is_fine(lead)

    invited = new_screen(**LOOKS[look])
    page = invited.page
    page.goto(link)
    assert page.locator("[name=last_name]").input_value() == "Yeni"
    assert is_fine(invited)
    page.locator("[name=username]").fill("yeni.emekdas")
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill("bashqa-şifrə-9")
    page.locator("main form button[type=submit]").click()
    assert page.locator("[name=password2]").get_attribute("aria-invalid") == "true"
    assert is_fine(invited)
    for name in ("password1", "password2"):
        page.locator(f"[name={name}]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"{live_server.url}/accounts/login/")
    page.locator("[name=login]").fill("yeni@numune.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/plans/mfp-2020-2024/2024/DMX/")

    page.goto(link)
    assert is_fine(invited)
    page.context.clear_cookies()
    page.goto(link)
    assert page.locator("[name=username]").count() == 0
    assert is_fine(invited)
    assert "yeni.emekdas" in lead.open(PEOPLE).locator(".people-list").first.inner_text()
