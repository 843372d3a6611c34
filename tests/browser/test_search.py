"""The search in a real browser: the key that leads to it, the passages, how it looks."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DRAFT

PAGE = "/plans/search/"


def field_has_focus(page) -> bool:
    return page.evaluate("document.activeElement?.id === 'search-q'")


def test_from_the_key_to_the_entry(screen):
    page = screen.sign_in("koordinator").open("/")
    page.keyboard.press("/")
    page.wait_for_url(f"**{PAGE}*")
    expect(page.locator("#search-q")).to_be_focused()
    page.keyboard.type("TƏLİM")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=T*")
    entries = page.locator("section[aria-labelledby=found-entries] .found-item")
    expect(entries).to_have_count(20)
    marks = entries.first.locator("mark")
    expect(marks).not_to_have_count(0)
    expect(marks.filter(has_not_text=re.compile("^(təlim|Təlim|TƏLİM)$"))).to_have_count(0)
    number = entries.first.locator("a b").inner_text().split("-")[0]  # "4.1.6-cı yarımbənd"
    entries.first.locator("a").click()
    expect(page.locator("h1")).to_have_text(number)
    assert screen.errors == []


def test_arrows_go_from_the_field_through_what_was_found(screen):
    page = screen.sign_in("koordinator").open(f"{PAGE}?q=4.2.10")
    page.locator("#search-q").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("section[aria-labelledby=found-measures] a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search-q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/points/4.2.10/")


def test_key_goes_back_to_the_field_and_selects_what_is_there(screen):
    page = screen.sign_in("dmx.emekdas").open(f"{PAGE}?q=insan")
    assert not field_has_focus(page)
    page.keyboard.press("/")
    expect(page.locator("#search-q")).to_be_focused()
    page.keyboard.type("1/2")  # in the field it is a sign like any
    expect(page.locator("#search-q")).to_have_value("1/2")


def test_key_works_not_in_fields_nor_with_modifiers_nor_in_dialogs_nor_switched_off(screen):
    page = screen.sign_in("dmx.emekdas").open(f"{PAGE}?q=insan")
    page.locator("#search-year").focus()
    page.keyboard.press("/")
    page.locator("#main").focus()
    for combination in ("Control+/", "Alt+/", "Meta+/"):
        page.keyboard.press(combination)
    assert not field_has_focus(page)
    page.evaluate("document.getElementById('sign-out-dialog').showModal()")
    page.keyboard.press("/")
    assert not field_has_focus(page)
    page.evaluate("document.getElementById('sign-out-dialog').close()")
    page.evaluate("document.body.dataset.singleKeys = 'off'")
    page.keyboard.press("/")
    assert not field_has_focus(page)
    page.evaluate("delete document.body.dataset.singleKeys")
    page.keyboard.press("/")
    assert field_has_focus(page)


def test_slash_in_the_editor_is_a_slash(screen):
    page = screen.sign_in("dmx.emekdas").open_editor(DRAFT)
    screen.write_at("end", "a/b")
    expect(page.locator(".ProseMirror")).to_contain_text("a/b")
    expect(page).to_have_url(f"{screen.base}{DRAFT}")


def test_looser_words_are_found_and_said(screen):
    page = screen.sign_in("dmx.emekdas").open(f"{PAGE}?q=teskilat")
    expect(page.locator("mark").first).to_have_text(re.compile("^[Tt]əşkilat$"))
    expect(page.locator(".search-found .notice")).to_have_count(1)
    page.locator("#search-q").fill("təşkilat")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=t%C9%99%C5%9Fkilat*")
    expect(page.locator(".search-found .notice")).to_have_count(0)
    expect(page.locator("mark")).not_to_have_count(0)


@pytest.mark.parametrize("who", ["koordinator", "dmx.mesul", "musahideci", "inzibatci"])
def test_search_looks_right_in_all_its_states(screen, who, subtests):
    screen.sign_in(who)
    for query in (
        "",
        "q=insan",
        "q=insan&kind=measure",
        "q=dmx",
        "q=teskilat",
        "q=a",
        "q=yoxdurbel%C9%99&year=1999&agency=XX",
    ):
        with subtests.test(query):
            screen.open_anew(f"{PAGE}?{query}")
            assert screen.flaws() == []
