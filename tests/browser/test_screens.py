"""Every screen, light, dark and narrow: no axe violation, no console error, nothing wider than the window."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DMX_2024, DRAFT, LOOKS
from tests.browser.measuring import BROKEN_NUMBERS

# What of the head is out of the window, over the edges of the page's content or out of its own, and whether the page is wider
# than the window.
FLAWS_OF_HEAD = """() => {
  const main = document.querySelector('main'), { paddingLeft, paddingRight } = getComputedStyle(main)
  const { left, right } = main.getBoundingClientRect()
  const found = [...document.querySelectorAll('.bar :is(a, button, summary)')].flatMap(part => {
    const box = part.getBoundingClientRect()
    const isOut = box.left < left + parseFloat(paddingLeft) - 1 || box.right > right - parseFloat(paddingRight) + 1
    const runsOut = part.clientWidth && part.scrollWidth > part.clientWidth + 1 &&
      !part.matches('.bell a') // whose number hangs over it
    return box.width && !part.closest('.menu-body') && (isOut || runsOut) ? [part.textContent.trim()] : []
  })
  const [first, last] = ['.brand', '.bar .avatar'].map(part => document.querySelector(part).getBoundingClientRect())
  if (Math.abs(first.left - left - parseFloat(paddingLeft)) > 1) found.push('begins elsewhere than the content')
  if (Math.abs(right - parseFloat(paddingRight) - last.right) > 1) found.push('ends elsewhere than the content')
  return document.documentElement.scrollWidth > innerWidth ? [...found, 'wider than the window'] : found
}"""
# Both sides of each width at which the head changes, and the windows of telephones and offices.
WIDTHS = (360, 416, 417, 544, 640, 641, 683, 716, 736, 737, 800, 801, 992, 1088, 1089, 1248, 1249, 1366, 1920)
REPORTS = "/reports/mfp-2020-2024/2024/"
# (name, who, address)
SCREENS = [
    ("sign-in", None, "/accounts/login/"),
    ("home", "dmx.emekdas", DMX_2024),
    ("home-closed-year", "dmx.emekdas", "/plans/mfp-2020-2024/2023/DMX/"),
    ("home-read-by-coordinator", "koordinator", DMX_2024),
    ("entry", "dmx.emekdas", DRAFT),
    ("entry-not-started", "dmx.emekdas", f"{DMX_2024}4.3.4/"),
    ("entry-returned", "dmx.mesul", f"{DMX_2024}4.6.3/"),
    ("entry-read-only", "dmx.emekdas", f"{DMX_2024}4.1.6/"),
    ("entry-read-by-observer", "musahideci", f"{DMX_2024}4.3.5/"),
    ("entry-2021-with-table", "dmx.emekdas", "/plans/mfp-2020-2024/2021/DMX/4.7.1/"),
    ("entry-locked", "koordinator", f"{DMX_2024}4.2.10/"),
    ("home-naming", "dmx.mesul", f"{DMX_2024}?people=1"),
    ("home-nothing-matches", "dmx.emekdas", f"{DMX_2024}?q=yoxdurbelə"),
    ("history", "dmx.emekdas", f"{DMX_2024}4.6.3/history/"),
    ("compare-without-choice", "dmx.emekdas", f"{DRAFT}compare/"),
    ("earlier-text", "dmx.emekdas", f"{DRAFT}revisions/1/"),
    ("list", "koordinator", "/plans/mfp-2020-2024/2024/"),
    ("list-nothing-matches", "koordinator", "/plans/mfp-2020-2024/2024/?q=yoxdurbelə"),
    ("report", "dmx.emekdas", f"{REPORTS}DMX/"),
    ("report-empty", "musahideci", "/reports/mfp-2020-2024/2021/DMX/"),
    ("report-consolidated", "koordinator", REPORTS),
    ("report-overview", "koordinator", "/reports/mfp-2020-2024/overview/"),
    ("report-dossier", "numune.mesul", "/reports/mfp-2020-2024/points/4.3.3/"),
    ("administrator-home", "inzibatci", "/plans/people/waiting/"),
    ("administration", "inzibatci", "/admin/"),
    ("administration-list", "inzibatci", "/admin/plans/subpoint/?q=4.2"),
    ("administration-form", "inzibatci", "/admin/plans/plan/add/"),
    ("administration-columns", "inzibatci", "/admin/plans/assignment/import/"),
    ("password", "dmx.emekdas", "/accounts/password/change/"),
    ("sign-out", "dmx.emekdas", "/accounts/logout/"),
    ("help", "koordinator", "/plans/help/"),
    ("not-found", "dmx.emekdas", "/plans/mfp-2020-2024/2024/YOXDUR/"),
]


@pytest.mark.parametrize("reader", sorted({who or "" for _name, who, _address in SCREENS}))
def test_screens_have_no_violation_and_no_error(screen, reader, subtests):
    if reader:
        screen.sign_in(reader)
    for name, who, address in SCREENS:
        for look in LOOKS if (who or "") == reader else ():
            with subtests.test(name, look=look):
                check(screen, address, look)


def check(screen, address: str, look: str) -> None:
    screen.errors.clear()
    screen.look(look)
    # In the dark a page loads nothing else than in the light.
    page = screen.page if look == "dark" else screen.open(address)
    expect(page.locator("#entry-form:not([data-ready=yes])")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("lang", "az")
    expect(page.get_by_text("Nümunə məlumatlar").first).to_be_visible()
    assert screen.errors == []
    assert screen.violations(colours_only=look == "dark") == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert page.evaluate(BROKEN_NUMBERS) == []


@pytest.mark.parametrize(
    ("reader", "address"),
    [
        ("dmx.mesul", DMX_2024),
        ("numune.mesul", "/plans/mfp-2020-2024/2024/NUMUNE-NAZIRLIYI/"),
        ("koordinator", "/plans/mfp-2020-2024/2024/overview/"),
        ("koordinator", "/plans/mfp-2020-2024/2024/worklist/"),
        ("musahideci", "/plans/mfp-2020-2024/2024/"),
        ("inzibatci", "/plans/people/"),
    ],
)
def test_head_and_content_share_their_edges_in_every_window(screen, reader, address):
    page = screen.sign_in(reader).open(address)
    for language in ("az", "en"):
        page.set_viewport_size({"width": 1366, "height": 650})
        page.locator(f".bar-end > .language button[value={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        flaws = {}
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 325})
            flaws[width] = page.evaluate(FLAWS_OF_HEAD)
        assert {width: flaw for width, flaw in flaws.items() if flaw} == {}


def test_skip_link_leads_to_the_content(screen):
    page = screen.sign_in("dmx.emekdas").open(DMX_2024)
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused.startswith("#")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{screen.base}{DMX_2024}{focused}")
    expect(page.locator(focused)).to_have_count(1)


@pytest.mark.parametrize("width", [1366, 360])
def test_language_switch_turns_the_page_english_and_back(new_screen, width):
    page = new_screen(width=width).sign_in("dmx.emekdas").open(DMX_2024)

    def choose(language: str) -> None:
        if width == 360:  # the head has no room for it: the account's menu takes it in
            page.locator(".account summary").click()
        page.locator(f"button[value={language}]:visible").click()
        expect(page.locator("html")).to_have_attribute("lang", language)

    expect(page.locator("header").first).to_contain_text("Məlumatlarım")
    choose("en")
    expect(page.locator("header").first).to_contain_text("My entries")
    choose("az")


def test_every_page_has_the_same_tabs_and_narrow_ones_a_menu_with_the_open_one_in_sight(new_screen):
    screen = new_screen().sign_in("dmx.mesul")
    tabs = ["Məlumatlarım", "İllik Məlumat", "Əməkdaşlar"]
    for address, current in ((DMX_2024, tabs[0]), ("/plans/people/", tabs[2]), ("/plans/notices/", None)):
        page = screen.open(address)
        page.set_viewport_size({"width": 1366, "height": 650})
        head = page.get_by_role("navigation", name="Əsas menyu")
        expect(head.get_by_role("link")).to_have_text(tabs)
        expect(head.locator("[aria-current]")).to_have_text([current] if current else [])
        page.set_viewport_size({"width": 360, "height": 740})
        menu = page.locator(".tabs-menu summary")
        expect(menu).to_contain_text(current or "Menyu")
        menu.click()
        expect(page.locator(".tabs-menu").get_by_role("link")).to_have_text(tabs)


def test_admin_pages_break_no_security_policy(screen):
    screen.sign_in("inzibatci")
    for address in (
        "/admin/",
        "/admin/plans/subpoint/",
        "/admin/plans/agency/",
        "/admin/accounts/user/add/",
        "/admin/plans/subpoint/import/",
        "/admin/plans/subpoint/export/",
    ):
        page = screen.open(address)
        expect(page.locator("h1")).not_to_have_count(0)
        if address == "/admin/plans/agency/":
            page.locator("#result_list tbody th a").first.click()
            page.wait_for_url("**/change/**")
    assert screen.errors == []


def test_lists_of_the_administration_are_cards_on_a_narrow_screen(new_screen):
    screen = new_screen(width=360, height=740).sign_in("inzibatci")
    for address in ("/admin/plans/subpoint/", "/admin/plans/agency/", "/admin/accounts/user/"):
        page = screen.open(address)
        results = page.locator(".results:has(.has-column-names)")
        assert results.evaluate("box => box.scrollWidth <= box.clientWidth"), address
    addresses = page.locator(".field-email[data-column]")
    expect(addresses.first).to_have_attribute("data-column", "E-poçt ünvanı")
    heights = page.evaluate("""() => [...document.querySelectorAll(".field-email[data-column], .field-username")].map(
        cell => [cell.className, cell.getBoundingClientRect().height])""")
    (line,) = {round(height) for name, height in heights if "username" in name}
    assert all(
        height < 3 * line for name, height in heights if "email" in name
    )  # the name of the column and the address
    page.set_viewport_size({"width": 1366, "height": 740})
    expect(page.locator("#result_list thead")).to_be_visible()


def test_zoomed_to_400_percent_nothing_is_cut_off(new_screen):
    # 1280 CSS pixels at 400 % leave 320.
    screen = new_screen(width=320, height=256).sign_in("dmx.emekdas")
    for address in (DMX_2024, DRAFT, f"{REPORTS}DMX/"):
        page = screen.open(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), address
