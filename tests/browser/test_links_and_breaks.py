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
