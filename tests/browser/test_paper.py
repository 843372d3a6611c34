"""What pages say on paper that the screen says by other means, and what paper has no use for."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DMX_2024, DRAFT
from tests.browser.measuring import BROKEN_NUMBERS, PAPER

PLAN = "/plans/mfp-2020-2024"
RETURNED = f"{DMX_2024}4.6.3/"
WITH_TABLE = f"{PLAN}/2021/DMX/4.7.1/"


def printed(page: Page) -> Page:
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("address", [DRAFT, RETURNED, WITH_TABLE, "/plans/mfp-2020-2024/2024/DMX/4.1.6/"])
def test_entry_carries_the_mark_of_samples_and_a_report_its_own(screen, address):
    page = printed(screen.sign_in("dmx.mesul").open(address))
    expect(page.locator(".sample")).to_be_visible()
    page = printed(screen.open("/reports/mfp-2020-2024/2024/DMX/"))
    expect(page.locator(".document-notice")).to_be_visible()
    expect(page.locator(".sample")).to_be_hidden()


def test_dates_in_a_table_of_an_entry_stay_whole(screen):
    page = printed(screen.sign_in("dmx.mesul").open(WITH_TABLE))
    expect(page.locator(".ProseMirror td", has_text=re.compile(r"^07\.09\.2021$"))).to_be_visible()
    assert page.evaluate(BROKEN_NUMBERS) == []


def test_entry_says_why_it_was_returned_and_what_is_not_stated(screen):
    page = printed(screen.sign_in("dmx.mesul").open_editor(RETURNED))
    expect(page.locator(".standing-notice blockquote")).to_be_visible()
    status = page.locator("[data-paper-status]")
    none = status.get_attribute("data-none")
    said = "place => getComputedStyle(place, '::before').content"
    expect(status).to_be_visible()
    assert none
    assert status.evaluate(said) == f'"{none}"'
    page.emulate_media(media="screen")
    page.locator("input[name=status][value=implemented]").evaluate("choice => choice.click()")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed(page)
    expect(status).to_have_text("İcra edilib")
    assert status.evaluate(said) == "none"


def test_list_says_which_of_its_rows_are_on_the_sheets(screen):
    screen.sign_in("koordinator")
    for address, all_of_it, pages in ((f"{PLAN}/2024/", 227, 5), (f"{PLAN}/2024/review/", 55, 2)):
        page = printed(screen.open(address))
        said = page.locator(".pager .printed-pages")
        expect(said).to_be_visible()
        expect(said).to_have_text(f"1–50 / {all_of_it}, səhifə 1 / {pages}")
        expect(page.locator(".pager a")).to_be_hidden()
        page.emulate_media(media="screen")
        expect(said).to_be_hidden()
    expect(printed(screen.open(f"{PLAN}/agencies/")).locator(".printed-pages")).to_have_count(0)


def test_state_and_person_stand_apart_on_the_home_of_an_agency(screen):
    page = printed(screen.sign_in("dmx.mesul").open(DMX_2024))
    gaps = page.locator(".row").evaluate_all(
        """rows => rows.map(row => row.querySelector('.who').getBoundingClientRect().left
            - row.querySelector('.state .badge').getBoundingClientRect().right)"""
    )
    assert len(gaps) == 21  # the returned one stands above them
    assert min(gaps) >= 8


@pytest.mark.parametrize("address", ["settings/", "reminders/", "messages/", "review/", ""])
def test_no_page_of_a_year_prints_what_is_pressed(screen, address):
    page = printed(screen.sign_in("koordinator").open(f"{PLAN}/2024/{address}"))
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("main :is(button, .button, input, select, textarea):visible")).to_have_count(0)


def test_headings_on_the_page_of_an_agency_do_not_stick_to_what_is_above(screen):
    page = printed(screen.sign_in("koordinator").open(f"{PLAN}/agencies/DMX/"))
    above = page.locator(".agency-columns > section").bounding_box()
    title = page.locator("#people-title").bounding_box()
    assert title["y"] - above["y"] - above["height"] >= 24
