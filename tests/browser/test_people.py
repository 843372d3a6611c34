"""The lead asks a colleague in, the colleague comes in: played in a browser, in every look."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LOOKS

PEOPLE = "/plans/people/"
PASSWORD = "tamam-başqa-şifrə-7"


@pytest.fixture
def no_server(settings):
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"


def is_fine(screen) -> bool:
    assert screen.violations() == []
    assert screen.errors == []
    return screen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


@pytest.mark.parametrize("who", ["dmx.mesul", "dmx.emekdas", "inzibatci"])
def test_page_of_people_has_no_violation(screen, who):
    screen.sign_in(who)
    for look in LOOKS:
        screen.look(look)
        page = screen.open(PEOPLE)
        expect(page.locator(".people-list li").nth(1)).to_be_visible()
        assert is_fine(screen), look
        menus = page.locator(".people-list details.menu > summary")
        if who == "dmx.mesul":
            menus.first.click()
            assert is_fine(screen), look


@pytest.mark.parametrize("look", LOOKS)
def test_lead_invites_a_colleague_who_comes_in_by_the_link(new_screen, settings, no_server, server, look):
    settings.SITE_URL = server
    lead, invited = new_screen().sign_in("dmx.mesul"), new_screen()
    for screen in (lead, invited):
        screen.look(look)
    page = lead.open(PEOPLE)
    page.locator("[name=first_name]").fill("Nümunə")
    page.locator("[name=last_name]").fill("Yeni")
    page.locator("[name=email]").fill("yeni@numune.example")
    page.locator(".people-invite button[type=submit]").click()
    link = page.locator(".new-link code").inner_text()
    assert link.startswith(f"{server}/plans/invitation/")
    assert is_fine(lead)

    page = invited.page
    page.goto(link)
    expect(page.locator("[name=last_name]")).to_have_value("Yeni")
    assert is_fine(invited)
    page.locator("[name=username]").fill("yeni.emekdas")
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill("bashqa-şifrə-9")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("[name=password2]")).to_have_attribute("aria-invalid", "true")
    assert is_fine(invited)
    for name in ("password1", "password2"):
        page.locator(f"[name={name}]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/plans/mfp-2020-2024/2024/DMX/")

    page.goto(link)
    assert is_fine(invited)
    page.context.clear_cookies()
    page.goto(link)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("[name=username]")).to_have_count(0)
    assert is_fine(invited)
    expect(lead.open(PEOPLE).locator(".people-list").first).to_contain_text("yeni.emekdas")


def test_coordinator_confirms_what_the_administrator_asks_for(new_screen):
    administrator, coordinator = new_screen().sign_in("inzibatci"), new_screen().sign_in("koordinator")
    page = administrator.open(f"{PEOPLE}?q=dmx.emekdas")
    page.locator(".people-list .who a").click()
    expect(page.locator("h1")).to_have_text("Nümunə Əməkdaş")
    for look in LOOKS:
        administrator.look(look)
        assert is_fine(administrator), look
    page.locator("select[name=new_role]").select_option("observer")
    page.locator("select[name=agency]").select_option("")
    page.locator("form[action$='/role/'] button").click()
    expect(page.locator(".change-list li")).to_have_count(1)
    assert is_fine(administrator)

    page = coordinator.open("/plans/people/changes/")
    for look in LOOKS:
        coordinator.look(look)
        assert is_fine(coordinator), look
    page.locator("button[value=confirm]").click()
    expect(page.locator(".change-list")).to_have_count(0)
    page = coordinator.open("/plans/people/journal/")
    expect(page.locator(".event-list li").first).to_contain_text("Nümunə Əməkdaş")
    for look in LOOKS:
        coordinator.look(look)
        assert is_fine(coordinator), look
