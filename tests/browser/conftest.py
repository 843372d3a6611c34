"""A real Chromium against a real server on the demo data."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, Route, expect

from accounts.models import User
from plans.samples.demo import load_demo_data
from plans.services.reference import load_records
from tests.databases import copy_migrated_sqlite

PASSWORD = "nümunə-şifrə-1"
DMX_2024 = "/plans/mfp-2020-2024/2024/DMX/"
DRAFT = f"{DMX_2024}4.3.3/"
# Sentences that have a few letters a line, as where a sheet meant for another page has put them into a column for a number.
SQUEEZED = """() => {
  const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange()
  while (texts.nextNode()) {
    const text = texts.currentNode
    if (text.data.trim().length < 12 || text.parentElement.closest('td, th, .spoken')) continue
    if (!text.parentElement.checkVisibility()) continue // what is folded has a width, but nobody sees it
    range.selectNodeContents(text)
    const { width, height } = range.getBoundingClientRect()
    if (width && width < 64 && height > 4 * 16) found.push(`squeezed: ${text.data.trim()}`)
  }
  return found
}"""
LOOKS = {"light": ("light", 1366), "dark": ("dark", 1366), "360": ("light", 360)}  # colour scheme, width
SWITCHED_OFF = [
    # For every new window Chromium starts two processes more: for the list under the address bar, and to have a spare
    # one. They cost more than most of our pages.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
    # What Playwright itself switches off: of two such lists Chromium reads the last.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
]
FLAGS = [
    f"--disable-features={','.join(SWITCHED_OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
# Begun first, so that at the end no process of the run waits for another.
LONG = {
    "test_entry_is_written_submitted_approved_and_printed_in_firefox",
    "test_two_people_type_at_random_places_and_both_texts_are_whole",
    "test_coordinators_day",
    "test_entry_lives_from_the_invitation_of_its_writer_to_its_approval",
    "test_nothing_is_wider_cut_covered_or_broken",
    "test_pages_are_fine_as_they_come_and_unfolded",
    "test_screens_have_no_violation_and_no_error",
    "test_search_looks_right_in_all_its_states",
    "test_queue_is_fine_in_every_look",
    "test_page_of_the_activity_has_no_flaw",
    "test_page_has_no_flaw_in_any_light_or_width",
    "test_wording_is_asked_about_refused_and_decided_on",
}

expect.set_options(timeout=30_000)  # as long as Playwright waits for everything else: a busy machine fails no test


def pytest_collection_modifyitems(items):
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    ours.sort(key=lambda item: item.originalname not in LONG)
    items[:] = [item for item in items if Path(__file__).parent not in item.path.parents] + ours


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    # The shell is the same Chromium without a window and what belongs to one: it takes a third less of the processor.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    installed = next(filter(None, map(shutil.which, names)), None)
    own = {"executable_path": installed} if installed else {}
    return browser_type_launch_args | own | {"args": FLAGS}


@pytest.fixture(scope="package")
def database(django_test_environment, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """A file of these tests' own, open as long as they run.

    Each test begins with a copy of the demo in it: nothing has to be migrated here, and no table to be emptied.
    """
    if connection.vendor != "sqlite":
        pytest.fail("The browser tests copy SQLite files: run them without DATABASE_URL.")
    usual = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = str(tmp_path_factory.mktemp("database") / "browser.sqlite3")
        yield
        connection.close()
        connection.settings_dict["NAME"] = usual


@pytest.fixture(scope="package")
def demo_file(database, tmp_path_factory) -> Path:
    """The demo data, loaded by one process of the run for all of them: that takes longer than most tests."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    file = folder / "demo.sqlite3"
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            copy_migrated_sqlite(Path(connection.settings_dict["NAME"]), folder)
            load_records(settings.REFERENCE_FIXTURE)
            load_demo_data(settings.DEMO_FIXTURES, password=PASSWORD)
            unfinished = file.with_suffix(".part")
            with closing(sqlite3.connect(unfinished)) as kept:
                connection.connection.backup(kept)
            unfinished.rename(file)
    return file


@pytest.fixture
def demo(demo_file) -> None:
    cache.clear()  # sign-ins are counted by address, and all tests come from one
    connection.ensure_connection()
    with closing(sqlite3.connect(demo_file)) as kept:
        kept.backup(connection.connection)


@pytest.fixture(scope="package")
def server(database) -> Iterator[str]:
    """The address of the one server of these tests; it gives static files as production does, with WhiteNoise."""
    thread = LiveServerThread("localhost", lambda application: application)
    thread.daemon = True
    with override_settings(WHITENOISE_USE_FINDERS=True):
        thread.start()
        thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://{thread.host}:{thread.port}"
    thread.terminate()


class Screen:
    """A page that remembers what went wrong on it."""

    def __init__(self, page: Page, base: str):
        self.page, self.base = page, base
        self.errors: list[str] = []
        self.held: list[Route] = []
        self.brings_axe = False
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("response", self._note_missing)

    def _note(self, message: ConsoleMessage) -> None:
        # A refused request (404, 409, 422) is written to the console by the browser itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def _note_missing(self, response: Response) -> None:
        """A drawing, script or style sheet that is not where a page says."""
        if response.status >= 400 and "/static/" in response.url:
            self.errors.append(f"{response.status} {response.url}")

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def sign_in(self, username: str) -> "Screen":
        """Gives the window a session of this person; no page is opened."""
        client = Client()
        client.force_login(User.objects.get(username=username))
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        cookie = {"name": session.key, "value": session.value, "url": self.base, "httpOnly": True, "sameSite": "Lax"}
        self.page.context.add_cookies([cookie])
        return self

    def sign_in_on_page(self, username: str) -> "Screen":
        """As people do; they are on their home then."""
        self.open("/accounts/login/")
        self.page.locator("input[name=login]").fill(username)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button[type=submit], main form button:not([type])").first.click()
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return self

    def hold(self, address: str, *, times: int | None = None) -> None:
        """Keeps back requests to addresses of this shape, the first `times` or all, until `let_go`."""
        # Playwright takes no method of a list itself.
        self.page.route(address, lambda route: self.held.append(route), times=times)

    def let_go(self) -> None:
        while self.held:
            self.held.pop(0).continue_()

    def close(self) -> None:
        """No request is left without an answer: Playwright would wait for it still while other tests run."""
        if not self.page.is_closed():
            while self.held:
                self.held.pop().abort()
            self.page.unroute_all(behavior="ignoreErrors")
        self.page.context.close()

    def open_anew(self, path: str) -> Page:
        """Opens the page as in a new window, after others were looked at in it."""
        self.errors.clear()
        self.look("light")
        return self.open(path)

    def open_editor(self, path: str = DRAFT) -> Page:
        self.open(path)
        self.page.locator("#entry-form[data-ready=yes]").wait_for()
        return self.page

    def write_at(self, place: str, text: str, *, at_once: bool = False) -> None:
        """Types at the "start" or "end" of the editor; the place is told to the editor itself, not to the browser.

        `at_once` the text arrives as one input, as from a dictation: the page never holds a part of it.
        """
        self.page.evaluate(
            """place => new Promise(done => {
            const editor = document.querySelector('.ProseMirror').editor
            editor.on('focus', () => setTimeout(done, 100))  // it takes the caret a frame later than it says
            editor.commands.blur()
            setTimeout(() => editor.commands.focus(place), 100)
            })""",
            place,
        )
        (self.page.keyboard.insert_text if at_once else self.page.keyboard.type)(text)

    def violations(self, *, colours_only: bool = False) -> list[str]:
        # What axe reads before it begins, all sheets once more, takes longer than its rules; one of them needs it, and that
        # one is about sound alone.
        options: dict = {"resultTypes": ["violations"], "preload": False}
        if colours_only:
            options["runOnly"] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
            if not self.brings_axe:  # from now on pages have it as they come: sending it takes as long as opening one
                self.page.add_init_script(AXE_SCRIPT)
                self.brings_axe = True
        # What is fading in or out has another colour for a moment. In a window behind another one it might fade for ever.
        found = self.page.evaluate(
            """options => {
            document.getAnimations().forEach(one => { if (one instanceof CSSTransition) one.finish() })
            const sounds = [...document.querySelectorAll('audio, video')].map(({ outerHTML }) => [outerHTML])
            return axe.run(options).then(({ violations }) => [
                ...violations.map(({ id, nodes }) => ({ id, targets: nodes.map(({ target }) => target) })),
                ...(sounds.length ? [{ id: 'no-autoplay-audio is not asked', targets: sounds }] : [])])
            }""",
            options,
        )
        return [f"{one['id']}: {', '.join(str(target) for target in one['targets'])}" for one in found]

    def look(self, look: str) -> None:
        """Turns the window light, dark or narrow, the page in it too."""
        scheme, width = LOOKS[look]
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        self.page.set_viewport_size({"width": width, "height": 768})

    def flaws(self) -> list[str]:
        """What is wrong with the page as it stands, light, dark and narrow: violations, width, errors so far."""
        found = []
        for look in LOOKS:
            self.look(look)
            # In the dark nothing but the colours is another.
            found += [f"{look}: {violation}" for violation in self.violations(colours_only=look == "dark")]
            if not self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"):
                found.append(f"{look}: wider than the window")
            found += [f"{look}: {squeezed}" for squeezed in self.page.evaluate(SQUEEZED)]
        return found + self.errors


def unfold(page: Page, group: str) -> None:
    """Opens a group of the entry's rail as a click would, wherever the page is scrolled to."""
    page.locator(group).evaluate(
        "group => { (group.closest('details') ?? group.querySelector('details')).open = true }"
    )


def open_choice_on(page: Page) -> Locator:
    """Presses the button of the bar that says two texts wait; gives the dialog."""
    page.locator("#save-state button").click()
    dialog = page.locator("#merge")
    expect(dialog).to_be_visible()
    return dialog


def assert_fine(screen: Screen) -> None:
    """As the page comes, and with everything unfolded, if there is anything to unfold."""
    assert screen.flaws() == []
    unfolded = screen.page.evaluate(
        """() => [...document.querySelectorAll('main details:not([open])')].map(part => { part.open = true }).length"""
    )
    if unfolded:
        assert screen.flaws() == []
        # A menu closes as soon as one goes on; open it would lie on what is pressed next.
        screen.page.evaluate("document.querySelectorAll('main details.menu').forEach(menu => { menu.open = false })")


@pytest.fixture
def new_screen(browser: Browser, server, demo) -> Iterator[Callable[..., Screen]]:
    """`new_screen(dark=True, width=360)`: a browser window of its own, signed out."""
    screens: list[Screen] = []

    def make(*, dark: bool = False, width: int = 1366, height: int = 768, **options) -> Screen:
        context = browser.new_context(
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": height},
            locale="en-US",  # an office browser in another language still gets Azerbaijani pages
            **options,
        )
        screens.append(Screen(context.new_page(), server))
        return screens[-1]

    yield make
    for made in screens:
        made.close()


@pytest.fixture
def screen(new_screen) -> Screen:
    return new_screen()
