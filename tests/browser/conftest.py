"""A real Chromium against a real server on the demo data."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from plans.samples.demo import load_demo_data
from plans.services.reference import load_records

PASSWORD = "nümunə-şifrə-1"
DMX_2024 = "/plans/mfp-2020-2024/2024/DMX/"
DRAFT = f"{DMX_2024}4.3.3/"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    installed = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    own = {"executable_path": installed} if installed else {}
    return browser_type_launch_args | own | {"args": FLAGS}


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory) -> Path:
    """Where the first test's demo data is kept for the others: to load it anew takes longer than most tests."""
    return tmp_path_factory.mktemp("demo") / "demo.sqlite3"


@pytest.fixture
def demo(transactional_db, demo_file) -> None:
    cache.clear()  # sign-ins are counted by address, and all tests come from one
    connection.ensure_connection()
    if demo_file.exists():
        with closing(sqlite3.connect(demo_file)) as kept:
            kept.backup(connection.connection)
        return
    load_records(settings.REFERENCE_FIXTURE)
    load_demo_data(settings.DEMO_FIXTURES, password=PASSWORD)
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(demo_file)) as kept:
            connection.connection.backup(kept)


class Screen:
    """A page that remembers what went wrong on it."""

    def __init__(self, page: Page, base: str):
        self.page, self.base = page, base
        self.errors: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        # A refused request (404, 409, 422) is written to the console by the browser itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def sign_in(self, username: str) -> "Screen":
        self.open("/accounts/login/")
        self.page.locator("input[name=login]").fill(username)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button[type=submit], main form button:not([type])").first.click()
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return self

    def open_editor(self, path: str = DRAFT) -> Page:
        self.open(path)
        self.page.locator("#entry-form[data-ready=yes]").wait_for()
        return self.page

    def write_at(self, place: str, text: str) -> None:
        """Types at the "start" or "end" of the editor; the place is told to the editor itself, not to the browser."""
        self.page.evaluate(
            """place => new Promise(done => {
            const editor = document.querySelector('.ProseMirror').editor
            editor.on('focus', () => setTimeout(done, 100))  // it takes the caret a frame later than it says
            editor.commands.blur()
            setTimeout(() => editor.commands.focus(place), 100)
            })""",
            place,
        )
        self.page.keyboard.type(text)

    def violations(self, *, colours_only: bool = False) -> list[str]:
        options: dict = {"resultTypes": ["violations"]}
        if colours_only:
            options["runOnly"] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
        found = Axe().run(self.page, options=options).response["violations"]
        return [f"{v['id']}: {', '.join(str(n['target']) for n in v['nodes'])}" for v in found]

    def flaws(self) -> list[str]:
        """What is wrong with the page as it stands, light, dark and narrow: violations, width, errors so far."""
        found = []
        for look, (scheme, width) in {"light": ("light", 1366), "dark": ("dark", 1366), "360": ("light", 360)}.items():
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.page.set_viewport_size({"width": width, "height": 768})
            # In the dark nothing but the colours is another.
            found += [f"{look}: {violation}" for violation in self.violations(colours_only=scheme == "dark")]
            if not self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"):
                found.append(f"{look}: wider than the window")
        return found + self.errors


@pytest.fixture
def new_screen(browser: Browser, live_server, demo) -> Iterator[Callable[..., Screen]]:
    """`new_screen(dark=True, width=360)`: a browser window of its own, signed out."""
    contexts: list[BrowserContext] = []

    def make(*, dark: bool = False, width: int = 1366, height: int = 768, **options) -> Screen:
        context = browser.new_context(
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": height},
            locale="en-US",  # an office browser in another language still gets Azerbaijani pages
            **options,
        )
        contexts.append(context)
        return Screen(context.new_page(), live_server.url)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def screen(new_screen) -> Screen:
    return new_screen()
