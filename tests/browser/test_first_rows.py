"""The first screen of a long list shows its rows: how many, how soon they begin, and one primary button at most."""

import pytest
from playwright.sync_api import Page, expect

from plans.models import Entry
from plans.services import mark_ready
from tests.browser.conftest import DMX_2024, Screen
from tests.browser.test_states import entry, person, write

PLAN = "/plans/mfp-2020-2024/"
# Rows that are seen whole, and whether the first is in the window.
ROWS = """rows => {
  const seen = [...document.querySelectorAll(rows)].map(row => row.getBoundingClientRect()).filter(({ height }) => height)
  return [seen.filter(({ bottom }) => bottom <= innerHeight).length, seen[0].bottom <= innerHeight]
}"""
LISTS = {
    "entries": (f"{PLAN}2024/", ".table tbody tr", 8),
    "queue": (f"{PLAN}2024/review/", ".queue-row", 6),
    "journal": (f"{PLAN}activity/", ".activity-row", 8),
    "agencies": (f"{PLAN}agencies/", ".work-table tbody tr", 8),
}


def expect_primary(page: Page, *words: str) -> None:
    expect(page.locator("main .button.is-primary:visible")).to_have_text(list(words))


@pytest.mark.parametrize("name", LISTS)
def test_first_screen_of_a_list_shows_its_rows(new_screen, name):
    address, rows, least = LISTS[name]
    page = new_screen(width=1366, height=650).sign_in("koordinator").open(address)
    whole, _first = page.evaluate(ROWS, rows)
    assert whole >= least
    expect_primary(page, *(["Birincidən başla"] if name == "queue" else []))
    for size in ({"width": 683, "height": 650}, {"width": 360, "height": 740}):
        page.set_viewport_size(size)
        assert page.evaluate(ROWS, rows)[1], size
        # In sight, and well above the foot of the window.
        assert page.locator(rows).first.bounding_box()["y"] < 400, size


@pytest.mark.parametrize("name", ["entries", "journal", "agencies"])
def test_filters_fold_behind_the_search_on_a_telephone(new_screen, name):
    page = new_screen(width=360, height=740).sign_in("koordinator").open(LISTS[name][0])
    year_or_state = page.locator(".filter-fold select").first
    expect(page.locator(".filter-line .is-search")).to_be_in_viewport()
    expect(year_or_state).to_be_hidden()
    page.locator(".filter-fold > summary").click()
    expect(year_or_state).to_be_in_viewport()
    expect(page.get_by_role("button", name="Göstər").last).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def ready(demo) -> None:
    for number in ("4.3.3", "4.7.1"):
        now = write("<p>Nümunə mətn.</p>", number)
        mark_ready(now, person("dmx.emekdas"), ready=True, version=now.version)


def home_of_a_lead(screen: Screen) -> Page:
    page = screen.sign_in("dmx.mesul").open(DMX_2024)
    expect(page.locator(".returned-item")).to_be_in_viewport(ratio=1)
    return page


def test_home_shows_what_was_returned_and_then_the_sub_points(new_screen):
    page = home_of_a_lead(new_screen(width=1366, height=650))
    assert page.evaluate(ROWS, ".row")[0] >= 6
    expect_primary(page, "Düzəliş et 4.6.3")
    for size in ({"width": 683, "height": 325}, {"width": 360, "height": 740}):
        page.set_viewport_size(size)
        assert page.evaluate(ROWS, ".row")[1], size
        expect_primary(page, "Düzəliş et 4.6.3")


def test_what_is_ready_leaves_the_sub_points_in_sight_and_is_quiet_beside_what_was_returned(new_screen, ready):
    page = home_of_a_lead(new_screen(width=1366, height=650))
    expect(page.locator(".submit-ready .chip")).to_have_text(["4.3.3", "4.7.1"])
    assert page.evaluate(ROWS, ".row")[0] >= 6
    expect_primary(page, "Düzəliş et 4.6.3")


def test_submitting_is_the_primary_step_where_nothing_was_returned(new_screen, ready):
    Entry.objects.filter(pk=entry("4.6.3").pk).update(state="approved")
    page = new_screen(width=1366, height=650).sign_in("dmx.mesul").open(DMX_2024)
    expect(page.locator(".returned-item")).to_have_count(0)
    assert page.evaluate(ROWS, ".row")[0] >= 6
    expect_primary(page, "Seçilənləri təqdim et")


def test_measure_is_said_once_for_the_agencies_that_follow_each_other(screen):
    page = screen.sign_in("koordinator").open(LISTS["entries"][0])
    first, second = page.locator("tbody tr").nth(0), page.locator("tbody tr").nth(1)
    expect(first.locator(".point")).to_have_text("4.1.6")
    expect(second.locator(".point")).to_have_text("4.1.6")  # for those who hear it
    assert first.locator(".measure .clamp").bounding_box()["width"] > 100
    assert second.locator(".measure .clamp").bounding_box()["width"] <= 1
    link = second.locator(".whole-row")
    link.focus()
    assert second.evaluate("row => getComputedStyle(row).outlineStyle") == "solid"
    address = link.get_attribute("href")
    second.locator(".status").click(force=True)  # the row is the link, and lies over its words
    page.wait_for_url(f"**{address}")


def test_worklist_names_five_and_the_others_when_asked(screen):
    page = screen.sign_in("koordinator").open(f"{PLAN}2024/worklist/")
    names = page.locator("[aria-labelledby=work-unreachable] li")
    expect(names.locator("visible=true")).to_have_count(5)
    page.locator("[aria-labelledby=work-unreachable] .rest > summary").press("Enter")
    expect(names.locator("visible=true")).to_have_count(13)
    assert screen.violations() == []
