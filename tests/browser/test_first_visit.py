"""The three steps that a first visit is shown: in every look, not on paper, and away once they are clear."""

from playwright.sync_api import expect

from accounts.models import User
from tests.browser.conftest import LOOKS

WORKLIST = "/plans/mfp-2020-2024/2024/worklist/"


def test_steps_of_a_first_visit_stand_on_the_page_until_they_are_clear(screen):
    User.objects.filter(username="koordinator").update(meets_first_steps=True)
    screen.sign_in("koordinator")
    steps = screen.page.locator(".first-steps")
    for look in LOOKS:
        screen.look(look)
        screen.open(WORKLIST)
        expect(steps.locator("li")).to_have_count(3)
        assert screen.violations() == []
        assert screen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    screen.page.emulate_media(media="print")
    expect(steps).to_be_hidden()
    screen.page.emulate_media(media="screen")
    steps.get_by_role("button", name="Aydındır").click()
    expect(steps).to_have_count(0)
    expect(screen.page).to_have_url(screen.base + WORKLIST)
    screen.open("/plans/mfp-2020-2024/2024/overview/")
    screen.page.keyboard.press("?")
    expect(screen.page.locator("#keys")).to_be_visible()
    expect(screen.page.locator("#keys kbd")).to_have_count(8)
    assert screen.errors == []
