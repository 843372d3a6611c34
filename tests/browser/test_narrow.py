"""Lists and tables in narrow windows: cards that say what each number is, a box beside its number, one menu that sorts."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import DMX_2024

PLAN = "/plans/mfp-2020-2024"
SAID = "cell => getComputedStyle(cell, '::before').content"


def test_tables_of_agencies_are_cards_and_nothing_scrolls_aside(new_screen):
    screen = new_screen(width=360, height=740).sign_in("koordinator")
    for address in (f"{PLAN}/agencies/", f"{PLAN}/agencies/DMX/"):
        page = screen.open(address)
        table = page.locator(".work-table")
        assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
        first = table.locator("tbody tr").first
        heads = first.locator("td[data-column]").evaluate_all(f"cells => cells.map({SAID})")
        assert heads[:5] == ['"Tələb olunur"', '"Təqdim edilib"', '"Təsdiq edilib"', '"Gecikir"', '"Gec təqdim edilib"']
        rights = first.locator("td[data-column]").evaluate_all(
            "cells => cells.map(cell => cell.getBoundingClientRect().right)"
        )
        assert max(rights) <= 360
    page.set_viewport_size({"width": 1366, "height": 650})
    assert first.locator("td[data-column]").first.evaluate(SAID) == "none"
    expect(table.locator("thead th").nth(1)).to_have_text("Tələb olunur")


def test_box_of_a_choice_stands_beside_its_number(new_screen):
    screen = new_screen(width=360, height=740).sign_in("koordinator")
    for address, row in (("review/", ".queue-row"), ("", ".table tbody tr")):
        page = screen.open(f"{PLAN}/2024/{address}")
        one = page.locator(row).filter(has=page.locator("[name=chosen]")).first
        box, number = (
            one.locator("[name=chosen]").bounding_box(),
            one.locator(".point").evaluate(
                """point => {
                const range = document.createRange()
                range.selectNodeContents(point)
                return range.getBoundingClientRect().toJSON()
            }"""
            ),
        )
        assert abs(box["y"] + box["height"] / 2 - number["y"] - number["height"] / 2) <= 4
        assert box["x"] + box["width"] < number["x"]


def test_list_is_sorted_by_one_menu(new_screen):
    screen = new_screen(width=360, height=740).sign_in("koordinator")
    page = screen.open(f"{PLAN}/2024/?state=submitted")
    menu = page.locator(".sort-menu")
    expect(menu.locator("summary")).to_have_text(re.compile(r"^\s*Çeşidləmə:\s+№\s*$"))
    expect(page.locator(".table .sort:visible")).to_have_count(0)
    menu.locator("summary").click()
    expect(menu.get_by_role("link")).to_have_text(["№", "Qurum", "İcra vəziyyəti", "Mərhələ", "Son dəyişiklik"])
    menu.get_by_role("link", name="Qurum").click()
    expect(page).to_have_url(re.compile(r"\?state=submitted&sort=agency$"))
    expect(menu.locator("summary b")).to_have_text("Qurum")
    assert screen.violations() == []
    page.set_viewport_size({"width": 1366, "height": 650})
    expect(menu).to_be_hidden()


def test_heads_of_a_list_stand_on_one_line(screen):
    page = screen.sign_in("koordinator").open(f"{PLAN}/2024/")
    for width in (1366, 1920):
        page.set_viewport_size({"width": width, "height": 650})
        tops = page.locator(".table thead th:not(:has(.spoken))").evaluate_all(
            """heads => heads.map(head => {
                const range = document.createRange()
                range.selectNodeContents(head.querySelector('.sort')?.firstChild ?? head.firstChild)
                return Math.round(range.getBoundingClientRect().top)
            })"""
        )
        assert len(tops) == 6
        assert len(set(tops)) == 1


def test_choices_of_reviewers_are_level_with_their_rows(screen):
    page = screen.sign_in("koordinator").open(f"{PLAN}/2024/review/reviewers/")
    apart = page.locator(".reviewer-row:not(.is-new)").evaluate_all(
        """rows => rows.map(row => {
            const [name, choice] = ['label', 'select'].map(part => row.querySelector(part).getBoundingClientRect())
            return Math.abs(name.top + name.height / 2 - choice.top - choice.height / 2)
        })"""
    )
    assert apart
    assert max(apart) <= 1


def test_copied_words_hold_no_sign_that_keeps_lines(screen):
    page = screen.sign_in("dmx.mesul").open(DMX_2024)
    title = page.locator(".year-head .plan")
    assert title.evaluate("part => part.textContent.includes('2020–\u20602024-\u2060cü\u00a0illər')")
    copied = title.evaluate(
        """part => {
            getSelection().selectAllChildren(part)
            const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true })
            part.dispatchEvent(event)
            return ['text/plain', 'text/html'].map(kind => event.clipboardData.getData(kind))
        }"""
    )
    assert ["2020–2024-cü illər" in words for words in copied] == [True, True]
    field = page.locator("#filter-q")
    assert (
        field.evaluate(
            """field => {
            const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true })
            field.dispatchEvent(event)
            return event.defaultPrevented
        }"""
        )
        is False
    )
