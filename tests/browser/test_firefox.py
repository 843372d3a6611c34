"""The main path in the other browser of the offices: a real Firefox, from signing in to the PDF.

Playwright drives it by the protocol that Firefox has built in.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from plans.management.commands.run_worker import beat
from plans.models import Entry
from tests.browser.conftest import DRAFT, Screen
from tests.browser.test_review import READY
from tests.browser.test_screens import FLAWS_OF_HEAD
from tests.browser.test_two_writers import HURRY, type_together
from tests.browser.test_typing_on import ANSWERS, TEXT, caret_text, type_on
from tests.browser.test_typing_on import write as write_elsewhere
from tests.reports.production.making import run_worker
from tests.reports.reading import pdf_text, squeeze

SAVED = "#save-state .is-saved[data-saved]"
REVIEW = f"{DRAFT}review/"
TYPED = "Nümunə mətn. Firefoks ilə yazılmış İŞIQLI cümlə: 17 iclas."
FROM_THE_OTHER_TAB = "Nümunə mətn. O biri pəncərədən."
# The policy of the pages forbids what Playwright puts into them to take a picture or to wait.
OF_PLAYWRIGHT = "blocked an inline style"


@pytest.fixture(scope="module")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    installed = shutil.which("firefox-esr") or shutil.which("firefox")
    if installed is None and "CI" not in os.environ:
        pytest.skip("no Firefox on this machine")
    assert installed, "make setup-test installs Firefox"
    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=installed)
    yield browser
    browser.close()


@pytest.fixture
def window(firefox, server, demo) -> Iterator[Callable[[], Screen]]:
    """`window()`: a Firefox window with cookies of its own, signed out."""
    contexts: list[BrowserContext] = []

    def make() -> Screen:
        # In another language than this Playwright's way into Firefox writes no text into fields.
        contexts.append(firefox.new_context(viewport={"width": 1366, "height": 768}, locale="en-US"))
        return Screen(contexts[-1].new_page(), server)

    yield make
    for context in contexts:
        context.close()


def entry() -> Entry:
    return Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number="4.3.3")


def copy_from_elsewhere(page: Page, html: str) -> None:
    """Puts what stands on another page onto the clipboard, as people do."""
    elsewhere = page.context.new_page()
    elsewhere.set_content(html)
    elsewhere.keyboard.press("Control+a")
    elsewhere.keyboard.press("Control+c")
    elsewhere.close()
    page.bring_to_front()


def errors_of(screen: Screen) -> list[str]:
    return [error for error in screen.errors if OF_PLAYWRIGHT not in error]


def test_entry_is_written_submitted_approved_and_printed_in_firefox(window, tmp_path):
    writer = window().sign_in_on_page("dmx.emekdas")
    page = writer.open_editor()
    writer.write_at("end", "\n" + TYPED)
    expect(page.locator(SAVED)).to_be_visible()
    assert entry().narrative.endswith(f"<p>{TYPED}</p>")
    copy_from_elsewhere(page, "<p>Nümunə mətn. <b>Köçürülmüş</b> <span style='color:red'>sözlər</span>.</p>")
    writer.write_at("end", "\n")
    page.keyboard.press("Control+v")
    expect(page.locator(".ProseMirror")).to_contain_text("Köçürülmüş sözlər.")

    other = Screen(page.context.new_page(), writer.base)  # a second tab of the same person
    other.open_editor()
    other.write_at("start", f"{FROM_THE_OTHER_TAB}\n")
    expect(other.page.locator(SAVED)).to_be_visible()
    expect(page.locator(SAVED)).to_be_visible()
    page.get_by_label("İcra olunur").check(force=True)
    page.get_by_role("button", name="Hazır kimi qeyd et").click()
    page.wait_for_url(f"**{DRAFT}")
    expect(page.locator(".ready-mark")).to_be_visible()
    for words in (FROM_THE_OTHER_TAB, TYPED, "<strong>Köçürülmüş</strong> sözlər."):
        assert words in entry().narrative
    assert (entry().status, entry().ready_by.username) == ("being_implemented", "dmx.emekdas")

    lead = window().sign_in("dmx.mesul")
    lead.open_editor().get_by_role("button", name="Təqdim et").click()
    expect(lead.page.locator("#entry-badge")).to_contain_text("Təqdim edilib")

    coordinator = window().sign_in("koordinator")
    page = coordinator.open(REVIEW)
    expect(page.locator(".narrative").first).to_contain_text(TYPED)
    page.locator(READY).wait_for()
    page.keyboard.press("a")
    page.wait_for_url(lambda url: not url.endswith(REVIEW))
    assert entry().state == "approved"

    page = lead.open("/reports/mfp-2020-2024/2024/DMX/")
    # Firefox takes the width of its scroll bar from the page, as the browsers of most offices do.
    assert page.evaluate("document.documentElement.clientWidth < innerWidth")
    assert page.evaluate(FLAWS_OF_HEAD) == []
    beat("reports")  # the page of the file looks how far it is where a worker lives
    page.get_by_role("button", name="PDF").first.click()
    page.wait_for_url("**/reports/jobs/*/")
    run_worker()
    with page.expect_download() as waiting:
        page.locator("main a[download]").click()
    printed = pdf_text(Path(waiting.value.path()).read_bytes(), tmp_path)
    for words in (FROM_THE_OTHER_TAB, TYPED, "Köçürülmüş sözlər."):
        assert squeeze(words) in printed
    assert [errors_of(screen) for screen in (writer, other, lead, coordinator)] == [[], [], [], []]


@pytest.mark.parametrize("name", ["merge", "conflict", "end of the session"])
def test_firefox_takes_no_key_from_somebody_who_types(window, name):
    act, said = ANSWERS[name]
    write_elsewhere(TEXT)
    writer = window().sign_in("dmx.emekdas")
    page = writer.open_editor()
    writer.write_at("end", " ")
    act(page)
    typed = type_on(page, said)
    expect(page.locator(".ProseMirror")).to_be_focused()
    assert caret_text(page).endswith(f"Üçüncü abzas. {typed}")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert errors_of(writer) == []


@pytest.mark.soak
def test_two_people_type_in_firefox_and_both_texts_are_whole(window):
    screens = window(), window()
    for screen, username in zip(screens, ("dmx.emekdas", "dmx.mesul"), strict=True):
        screen.page.add_init_script(HURRY)
        screen.sign_in(username)
    type_together(*screens, 7, 5)
