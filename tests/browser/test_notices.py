"""The bell, the page of notices and the own settings in a browser: one asks once a minute, for all tabs."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from plans.enums import NoticeKind
from plans.models import Entry, Notice, PersonalSettings
from plans.notifications import tell
from tests.browser.conftest import DMX_2024

NOTICES, SETTINGS = "/plans/notices/", "/plans/settings/"


def say(username: str, kind: str = NoticeKind.COMMENT, *, number: str = "4.6.3", **more) -> Notice:
    entry = Entry.objects.select_related("reporting_year__plan", "agency", "sub_point").get(
        sub_point__number=number, agency__code="DMX", reporting_year__year=2024
    )
    about = {"entry": entry, "actor": User.objects.get(username="koordinator")} | more
    tell(
        [User.objects.get(username=username)],
        kind,
        reporting_year=entry.reporting_year,
        agency=entry.agency,
        context={"granted": True, "resubmit_by": timezone.localdate()},
        **about,
    )
    return Notice.objects.latest("pk")


@pytest.fixture
def told(demo) -> None:
    """The lead of DMX has three unread notices of two days and a read one, and nothing else."""
    Notice.objects.all().delete()
    for kind in (NoticeKind.APPROVED, NoticeKind.RETURNED, NoticeKind.COMMENT):
        say("dmx.mesul", kind)
    say("dmx.mesul", NoticeKind.EXTENSION_DECIDED, entry=None)
    earlier = timezone.now() - datetime.timedelta(days=2)
    Notice.objects.filter(kind=NoticeKind.APPROVED).update(visible_at=earlier, read_at=earlier)
    Notice.objects.filter(kind=NoticeKind.RETURNED).update(visible_at=earlier)


def count_requests(screen) -> list[str]:
    asked = []
    screen.page.on("request", lambda request: asked.append(request.url) if "/notices/count/" in request.url else None)
    return asked


def number(page):
    return page.locator(".bell-number")


def test_page_of_notices_has_no_flaw_full_and_empty(screen, told):
    page = screen.sign_in("dmx.mesul").open(NOTICES)
    expect(page.locator(".notice-row")).to_have_count(4)
    expect(page.locator(".notice-row.is-unread")).to_have_count(3)
    assert screen.flaws() == []
    Notice.objects.all().delete()
    page.reload()
    expect(page.locator(".empty")).to_be_visible()
    assert screen.flaws() == []


def test_page_of_settings_has_no_flaw(screen, subtests):
    for who in ("dmx.mesul", "koordinator", "inzibatci"):
        with subtests.test(who):
            screen.sign_in(who).open_anew(SETTINGS)
            assert screen.flaws() == []


def test_bell_leads_to_the_notices_from_every_page_and_says_how_many(screen, told):
    page = screen.sign_in("dmx.mesul").open(DMX_2024)
    number(page).wait_for(state="visible")
    expect(number(page)).to_have_text("3")
    bell = page.get_by_role("link", name="Bildirişlər: 3 oxunmamış bildiriş")
    bell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{NOTICES}")
    expect(bell).to_have_attribute("aria-current", "page")


def test_bell_is_a_plain_link_without_script(new_screen, told):
    screen = new_screen(java_script_enabled=False).sign_in("dmx.mesul")
    page = screen.open(DMX_2024)
    expect(page.locator(".bell a")).to_be_visible()
    expect(number(page)).to_be_hidden()
    page.locator(".bell a").click()
    expect(page.locator(".notice-row.is-unread")).to_have_count(3)
    page.locator(".notice-row.is-unread button").first.click()
    expect(page.locator(".notice-row.is-unread")).to_have_count(2)
    expect(page).to_have_url(f"{screen.base}{NOTICES}")


def test_server_is_asked_once_a_minute_by_all_pages_and_tabs(screen, told):
    page = screen.page
    page.clock.install()
    screen.sign_in_on_page("dmx.mesul")
    number(page).wait_for(state="visible")  # the page after signing in has asked
    asked = count_requests(screen)
    for _again in range(2):
        screen.open(DMX_2024)
        number(page).wait_for(state="visible")
    assert asked == []
    second = page.context.new_page()
    others = []
    second.on("request", lambda request: others.append(request.url) if "/count/" in request.url else None)
    second.goto(screen.base + DMX_2024)
    number(second).wait_for(state="visible")
    assert others == []
    second.close()
    page.bring_to_front()
    say("dmx.mesul")
    with page.expect_response("**/notices/count/") as answer:
        page.clock.run_for(62_000)
    assert answer.value.json() == {"unread": 4}
    number(page).get_by_text("4").wait_for()
    page.clock.run_for(50_000)
    assert len(asked) == 1
    with page.expect_response("**/notices/count/"):
        page.clock.run_for(12_000)
    assert len(asked) == 2
    assert screen.errors == []


def test_asking_is_no_sign_of_life_and_goes_on_after_a_failure(screen, told):
    page = screen.page
    page.clock.install()
    screen.sign_in_on_page("dmx.mesul")
    number(page).wait_for(state="visible")
    page.route("**/notices/count/", lambda route: route.abort())
    with page.expect_request("**/notices/count/") as asked:
        page.clock.run_for(62_000)
    assert asked.value.headers["x-background"] == "1"
    expect(number(page)).to_have_text("3")
    page.unroute("**/notices/count/")
    say("dmx.mesul")
    with page.expect_response("**/notices/count/"):
        page.clock.run_for(62_000)
    number(page).get_by_text("4").wait_for()


def test_tab_that_nobody_looks_at_does_not_ask(screen, told):
    page = screen.page
    page.clock.install()
    screen.sign_in_on_page("dmx.mesul")
    number(page).wait_for(state="visible")
    asked = count_requests(screen)
    hide = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
    page.evaluate(f"{hide} document.dispatchEvent(new Event('visibilitychange')) }}", True)
    page.clock.run_for(300_000)
    assert asked == []
    with page.expect_response("**/notices/count/"):
        page.evaluate(f"{hide} document.dispatchEvent(new Event('visibilitychange')) }}", False)
        page.clock.run_for(2_000)
    assert len(asked) == 1


def test_what_comes_while_the_page_is_open_is_said_and_the_number_on_arriving_is_not(screen, told):
    page = screen.page
    page.clock.install()
    screen.sign_in_on_page("dmx.mesul")
    number(page).wait_for(state="visible")
    spoken = page.locator(".bell [role=status]")
    expect(spoken).to_have_text("")
    say("dmx.mesul")
    page.clock.run_for(62_000)
    spoken.get_by_text("4 oxunmamış bildiriş").wait_for()


def test_question_of_a_page_that_was_left_is_asked_again_by_the_next(screen, told):
    page = screen.sign_in("dmx.mesul").page
    screen.hold("**/notices/count/")  # the answer never comes
    with page.expect_request("**/notices/count/"):
        screen.open(DMX_2024)
    page.unroute("**/notices/count/")
    screen.open(DMX_2024)
    number(page).wait_for(state="visible")
    expect(number(page)).to_have_text("3")


def test_next_person_at_the_computer_does_not_see_this_ones_number(screen, told):
    page = screen.sign_in_on_page("dmx.mesul").open(DMX_2024)
    number(page).wait_for(state="visible")
    page.context.clear_cookies()
    with page.expect_response("**/notices/count/") as answer:
        screen.sign_in_on_page("dmx.emekdas")
    assert answer.value.json() == {"unread": 0}
    expect(number(page)).to_be_hidden()


def test_opening_the_place_marks_the_notice_and_the_bell_counts_down(screen, told):
    page = screen.sign_in("dmx.mesul").open(NOTICES)
    # The answer is not waited for: it comes when its page has been left, and the browser may not tell of it any more.
    page.locator(".notice-row.is-unread a").filter(has_text="Məlumat geri qaytarılıb").click()
    page.wait_for_url(f"**{DMX_2024}4.6.3/")
    number(page).get_by_text("2").wait_for()
    assert Notice.objects.get(kind=NoticeKind.RETURNED).read_at is not None
    page.go_back()
    expect(page.locator(".notice-row.is-unread")).to_have_count(2)
    page.get_by_role("button", name="Hamısını oxunmuş kimi işarələ").click()
    page.get_by_text("Hamısını oxumusunuz.").wait_for()
    expect(page.locator(".notice-row.is-unread")).to_have_count(0)
    expect(number(page)).to_be_hidden()
    assert screen.errors == []


def test_settings_are_changed_by_keyboard_and_the_calendar_renewed(screen):
    page = screen.sign_in("dmx.mesul").open(SETTINGS)
    page.locator("[name=mails][value=immediate]").focus()
    page.keyboard.press("ArrowDown")
    page.locator("[name=mail_language][value=az]").focus()
    page.keyboard.press("ArrowDown")
    page.locator("[name=single_keys]").press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("Parametrləriniz yadda saxlanıldı.").wait_for()
    own = PersonalSettings.objects.get(user__username="dmx.mesul")
    assert (own.mails, own.mail_language, own.user.single_keys) == ("daily", "en", False)
    before = page.locator("#calendar-address").inner_text()
    page.get_by_role("button", name="Ünvanı yenilə").click()
    page.get_by_text("Təqvimin yeni ünvanı var.").wait_for()
    expect(page.locator("#calendar-address")).not_to_have_text(before)
    assert screen.errors == []
