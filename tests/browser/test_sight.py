"""What is typed is seen: the caret is never behind a bar, in windows of any size, with a keyboard on the screen too."""

import pytest
from playwright.sync_api import Page, expect

from plans.models import Entry
from tests.browser.conftest import unfold
from tests.browser.measuring import SETTLED

SIZES = [(1366, 768), (360, 640), (360, 330)]  # the last: what a keyboard on the screen leaves of a telephone's window
# The line of the caret, and what bars leave free of the window.
STANDING = """() => {
const at = document.activeElement
let line
if (at.matches('.ProseMirror')) {
  const { view, state } = at.editor
  line = view.coordsAtPos(state.selection.head)
} else {
  const field = at.getBoundingClientRect()
  line = { top: Math.max(field.top, field.bottom - 24), bottom: field.bottom } // the caret is at the end of the field
}
const foot = document.querySelector('.save-bar, .bar-note:not([hidden])')?.getBoundingClientRect().top ?? innerHeight
const head = document.querySelector('.entry-bar')?.getBoundingClientRect()
const tools = document.querySelector('.prose-menubar')?.getBoundingClientRect()
const over = at.matches('.ProseMirror') ? tools : head
return { top: line.top, bottom: line.bottom, free: [Math.max(0, over?.bottom ?? 0), Math.min(foot, innerHeight)] }
}"""


def is_seen(page: Page) -> bool:
    """Whether the caret is in sight once the window is drawn: browser and editor scroll one after the other before that."""
    page.evaluate(SETTLED)
    standing = page.evaluate(STANDING)
    top, bottom = standing["free"]
    return standing["top"] >= top - 1 and standing["bottom"] <= bottom + 1


def walk(page: Page, key: str, times: int) -> list[int]:
    """Presses a key again and again; gives the presses after which the caret was covered."""
    hidden = []
    for press in range(times):
        page.keyboard.press(key)
        if not is_seen(page):
            hidden.append(press)
    return hidden


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_caret_is_never_behind_a_bar(width, height, demo, new_screen):
    screen = new_screen(width=width, height=height)
    page = screen.sign_in("dmx.emekdas").open_editor()
    screen.write_at("end", " Nümunə")
    assert walk(page, "Enter", 20) == []
    page.keyboard.type("Son sətir")
    assert is_seen(page)
    assert walk(page, "ArrowUp", 25) == []
    assert walk(page, "ArrowDown", 25) == []
    # The bar grows while somebody types.
    page.evaluate(
        """() => {
        const note = document.getElementById('bar-note')
        note.textContent = 'Həmkarın dəyişiklikləri sizinkilərlə birləşdirildi. '.repeat(2)
        note.hidden = false
        }"""
    )
    page.wait_for_function(f"() => {{ const s = ({STANDING})(); return s.bottom <= s.free[1] + 1 }}")
    assert screen.errors == []


@pytest.mark.parametrize(("width", "height"), SIZES[:2])
def test_field_that_is_reached_by_key_stands_above_the_bar(width, height, demo, new_screen):
    page = new_screen(width=width, height=height).sign_in("dmx.emekdas").open_editor()
    unfold(page, "#note-group")
    note = page.locator("#id_internal_note")
    note.evaluate("field => field.focus()")
    expect(note).to_be_focused()
    assert is_seen(page)
    for line in range(6):
        page.keyboard.type(f"Sətir {line}\n")
        assert is_seen(page), line


def test_comment_on_a_review_page_is_seen(demo, new_screen):
    found = Entry.objects.filter(state="submitted").select_related("agency", "sub_point", "reporting_year").first()
    address = f"/plans/mfp-2020-2024/{found.reporting_year.year}/{found.agency.code}/{found.sub_point.number}/review/"
    screen = new_screen(width=360, height=640)
    page = screen.sign_in("koordinator").open(address)
    page.locator("#comment-new > summary").click()
    page.locator("#comment-text").evaluate("field => field.focus()")
    expect(page.locator("#comment-text")).to_be_focused()
    assert is_seen(page)
