"""Links that lead somewhere or are refused in sight, and line breaks, in the editor and after it is opened again."""

import pytest
from playwright.sync_api import Page, expect

from plans.models import Entry
from tests.browser.conftest import Screen
from tests.browser.test_writing import SAVED, write


def entry() -> Entry:
    return Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number="4.3.3")


@pytest.fixture
def page(screen: Screen) -> Page:
    write("<p>Nümunə keçid</p>")
    return screen.sign_in("dmx.emekdas").open_editor()


def link_to(page: Page, address: str) -> None:
    """Selects the whole text, and gives the address in the library's dialog."""
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    page.locator("dialog.prose-editor-dialog input[name=href]").fill(address)
    page.locator("dialog.prose-editor-dialog button[type=submit]").click()


def test_address_is_completed_in_the_editor_and_stays_after_a_reload(page):
    link_to(page, "migration.gov.az/az")
    expect(page.locator(".ProseMirror a")).to_have_attribute("href", "https://migration.gov.az/az")
    expect(page.locator(SAVED)).to_be_visible()
    assert entry().narrative == '<p><a href="https://migration.gov.az/az">Nümunə keçid</a></p>'
    page.reload()
    expect(page.locator(".ProseMirror a")).to_have_attribute("href", "https://migration.gov.az/az")


def test_address_that_leads_nowhere_is_refused_in_the_dialog(page):
    link_to(page, "file:///C:/a.docx")
    field = page.locator("dialog.prose-editor-dialog input[name=href]")
    expect(field).to_be_visible()
    expect(page.locator("dialog.prose-editor-dialog input[name=href]:invalid")).to_have_count(1)
    expect(page.locator(".ProseMirror a")).to_have_count(0)
    field.fill("ad@numune.example")
    page.keyboard.press("Enter")
    expect(page.locator(".ProseMirror a")).to_have_attribute("href", "mailto:ad@numune.example")


def test_shift_and_enter_make_a_line_break_that_stays(page, screen):
    screen.write_at("end", ",")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("ikinci sətir")
    expect(page.locator(SAVED)).to_be_visible()
    assert entry().narrative == "<p>Nümunə keçid,<br>ikinci sətir</p>"
    page.reload()
    expect(page.locator(".ProseMirror p")).to_have_count(1)
    expect(page.locator(".ProseMirror p > br:not(.ProseMirror-trailingBreak)")).to_have_count(1)
    assert screen.errors == []


# --- Ways out --------------------------------------------------------------------------------------------------------

TABLE = "<table><tbody><tr><td><p>bir</p></td><td><p>iki</p></td></tr></tbody></table>"


def put_caret(page: Page, selector: str) -> None:
    """At the end of the last such part; the place is told to the editor itself."""
    page.evaluate(
        """selector => {
        const { editor } = document.querySelector('.ProseMirror')
        const part = [...editor.view.dom.querySelectorAll(selector)].at(-1)
        editor.chain().setTextSelection(editor.view.posAtDOM(part, part.childNodes.length)).focus().run()
        }""",
        selector,
    )
    expect(page.locator(".ProseMirror")).to_be_focused()


@pytest.mark.parametrize("after", ["<p>sonra</p>", ""])
def test_tab_in_the_last_cell_makes_no_row_and_leads_into_the_text_after(screen, after):
    write(f"<p>əvvəl</p>{TABLE}{after}")
    page = screen.sign_in("dmx.emekdas").open_editor()
    put_caret(page, "td p")
    page.keyboard.press("Tab")
    page.keyboard.type("x")
    expect(page.locator(".ProseMirror > p").last).to_have_text("xsonra" if after else "x")
    expect(page.locator(".ProseMirror tr")).to_have_count(1)
    expect(page.locator(".ProseMirror")).to_be_focused()


def test_tab_in_another_cell_leads_to_the_next(screen):
    write(f"{TABLE}<p>sonra</p>")
    page = screen.sign_in("dmx.emekdas").open_editor()
    put_caret(page, "td:first-child p")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.type("x")
    expect(page.locator(".ProseMirror td").last).to_have_text("ikix")


def test_shift_and_tab_keep_a_list_and_lift_an_inner_one(screen):
    write("<ul><li><p>bir</p><ul><li><p>iki</p></li></ul></li></ul>")
    page = screen.sign_in("dmx.emekdas").open_editor()
    put_caret(page, "li li p")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".ProseMirror li li")).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("x")
    expect(page.locator(".ProseMirror > ul > li")).to_have_text(["bir", "ikix"])


def test_escape_leads_out_and_the_page_says_so(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    page.locator(".ProseMirror").click()
    expect(page.locator("#way-out")).to_be_visible()
    expect(page.locator(".ProseMirror")).to_have_accessible_description(
        "Esc mətndən çıxarır; sonra Tab buradan davam edir."
    )
    page.keyboard.press("Escape")
    expect(page.locator("#way-out")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#way-out")).not_to_be_focused()
    expect(page.locator(".ProseMirror")).not_to_be_focused()
    assert screen.violations() == []
