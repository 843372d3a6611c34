"""The main path in the browser of Apple's computers, telephones and tablets: WebKit, as GNOME builds it.

`make soak` installs it with a screen that nobody sees. Playwright's own WebKit is no package of Debian; Selenium drives this.
"""

import glob
import os
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from plans.models import Entry
from tests.browser.conftest import DRAFT, PASSWORD
from tests.reports.reading import pdf_text, squeeze

pytestmark = [
    pytest.mark.soak,
    # Selenium warns of its own way of starting WebKit.
    pytest.mark.filterwarnings("ignore:setting remote_server_addr in RemoteConnection:DeprecationWarning"),
]

SECONDS = 30
BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"
REVIEW = f"{DRAFT}review/"
SAVED = "#save-state .is-saved[data-saved]"
EDITOR = ".ProseMirror"
TYPED = "Nümunə mətn. Vebkit ilə yazılmış İŞIQLI cümlə: 17 iclas."
FROM_THE_OTHER_TAB = "Nümunə mətn. O biri pəncərədən."
PASTED = "<p>Nümunə mətn. <b>Köçürülmüş</b> <span style='color:red'>sözlər</span>.</p>"
CARET_AT = """
    const [place, done] = arguments, editor = document.querySelector('.ProseMirror').editor
    editor.on('focus', () => setTimeout(done, 100))  // it takes the caret a frame later than it says
    editor.commands.blur()
    setTimeout(() => editor.commands.focus(place), 100)
"""


class Window:
    """A browser window with cookies of its own."""

    def __init__(self, driver: Any, base: str):
        self.driver, self.base = driver, base

    def open(self, path: str) -> None:
        self.driver.get(self.base + path)

    def wait_for(self, selector: str, text: str = "") -> Any:
        """The first element of the selector, once it is seen and has the text."""
        from selenium.common.exceptions import StaleElementReferenceException
        from selenium.webdriver.support.ui import WebDriverWait

        def found(driver: Any) -> Any:
            shown = (one for one in driver.find_elements("css selector", selector) if one.is_displayed())
            return next((one for one in shown if text in one.text), None)

        waiting = WebDriverWait(self.driver, SECONDS, ignored_exceptions=[StaleElementReferenceException])
        return waiting.until(found, f"{selector} {text!r}")

    def wait_for_condition(self, condition: Callable[[], bool], what: str) -> None:
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.driver, SECONDS).until(lambda _driver: condition(), what)

    def press(self, *keys: str) -> None:
        from selenium.webdriver import ActionChains, Keys

        # The protocol knows the key, not the character.
        ActionChains(self.driver).send_keys(*(key.replace("\n", Keys.ENTER) for key in keys)).perform()

    def press_with_control(self, key: str) -> None:
        from selenium.webdriver import ActionChains, Keys

        ActionChains(self.driver).key_down(Keys.CONTROL).send_keys(key).key_up(Keys.CONTROL).perform()

    def sign_in(self, username: str) -> "Window":
        self.open("/accounts/login/")
        self.wait_for("input[name=login]").send_keys(username)
        self.wait_for("input[name=password]").send_keys(PASSWORD)
        self.wait_for("main form button").click()
        self.wait_for_condition(lambda: "/accounts/login/" not in self.driver.current_url, "signed in")
        return self

    def open_editor(self) -> None:
        self.open(DRAFT)
        self.wait_for("#entry-form[data-ready=yes]")

    def write_at(self, place: str, text: str) -> None:
        self.driver.execute_async_script(CARET_AT, place)
        self.press(text)

    def download(self, selector: str) -> bytes:
        """What the link brings to this window's session: where the browser would put a file differs from build to build."""
        cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in self.driver.get_cookies())
        address = self.wait_for(selector).get_attribute("href")
        request = urllib.request.Request(address, headers={"Cookie": cookies})
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.read()


@pytest.fixture
def window(server, demo) -> Iterator[Callable[[], Window]]:
    """`window()`: a WebKit window, signed out."""
    from selenium.webdriver import WebKitGTK
    from selenium.webdriver.webkitgtk.options import Options
    from selenium.webdriver.webkitgtk.service import Service

    driver, browsers = shutil.which("WebKitWebDriver"), glob.glob(BROWSERS)
    assert driver, "make soak installs the driver of WebKit"
    assert browsers, "make soak installs WebKit"
    assert "DISPLAY" in os.environ, "make soak gives it a screen"
    open_drivers: list[Any] = []

    def make() -> Window:
        options = Options()
        options.binary_location = browsers[0]
        options.add_argument("--automation")
        open_drivers.append(WebKitGTK(options=options, service=Service(executable_path=driver)))
        open_drivers[-1].set_window_size(1366, 768)
        return Window(open_drivers[-1], server)

    yield make
    for one in open_drivers:
        one.quit()


def entry() -> Entry:
    return Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number="4.3.3")


def test_entry_is_written_submitted_approved_and_printed_in_webkit(window, tmp_path):
    writer = window().sign_in("dmx.emekdas")
    writer.driver.get(f"data:text/html;charset=utf-8,{PASTED}")
    writer.press_with_control("a")
    writer.press_with_control("c")
    writer.open_editor()
    writer.write_at("end", "\n" + TYPED)
    writer.wait_for_condition(lambda: entry().narrative.endswith(f"<p>{TYPED}</p>"), "saved while one writes")
    writer.wait_for(SAVED)
    writer.write_at("end", "\n")
    writer.press_with_control("v")
    writer.wait_for(EDITOR, "Köçürülmüş sözlər.")
    writer.wait_for_condition(lambda: "<strong>Köçürülmüş</strong> sözlər." in entry().narrative, "pasted")

    first = writer.driver.current_window_handle
    writer.driver.switch_to.new_window("tab")
    writer.open_editor()
    writer.write_at("start", f"{FROM_THE_OTHER_TAB}\n")
    writer.wait_for_condition(lambda: FROM_THE_OTHER_TAB in entry().narrative, "saved in the other tab")
    writer.driver.switch_to.window(first)
    writer.write_at("end", " Sonra.")
    writer.wait_for(EDITOR, FROM_THE_OTHER_TAB)
    writer.wait_for_condition(lambda: "Sonra." in entry().narrative, "saved after the other tab")
    writer.driver.execute_script("document.querySelector('input[name=status][value=being_implemented]').click()")
    writer.wait_for(".entry-bar button", "Hazır kimi qeyd et").click()
    writer.wait_for(".ready-mark")
    for words in (FROM_THE_OTHER_TAB, TYPED, "<strong>Köçürülmüş</strong> sözlər. Sonra."):
        assert words in entry().narrative
    assert (entry().status, entry().ready_by.username) == ("being_implemented", "dmx.emekdas")

    lead = window().sign_in("dmx.mesul")
    lead.open_editor()
    lead.wait_for("button", "Təqdim et").click()
    lead.wait_for("#entry-badge", "Təqdim edilib")

    coordinator = window().sign_in("koordinator")
    coordinator.open(REVIEW)
    coordinator.wait_for(".narrative", TYPED)
    coordinator.wait_for("html[data-keys=ready]")
    coordinator.press("a")
    coordinator.wait_for_condition(lambda: not coordinator.driver.current_url.endswith(REVIEW), "approved")
    assert entry().state == "approved"

    lead.open("/reports/mfp-2020-2024/2024/DMX/")
    printed = pdf_text(lead.download("a[href*=pdf]"), tmp_path)
    for words in (FROM_THE_OTHER_TAB, TYPED, "Köçürülmüş sözlər."):
        assert squeeze(words) in printed
