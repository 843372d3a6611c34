"""Takes the pictures of the pages of help, in both languages, and of the README: `make pictures`. The demo data, on a day
that stands still.
"""

import datetime
import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import django
import time_machine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.testcases import LiveServerThread  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from accounts.models import User  # noqa: E402
from plans.help.roles import HELP, PICTURES  # noqa: E402
from plans.help.words import Picture  # noqa: E402
from plans.samples.demo import DAYS_UNTIL_DEADLINE, load_demo_data  # noqa: E402
from plans.services.reference import load_records  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
STATIC, SCREENSHOTS = ROOT / "nap_tracker" / "static", ROOT / "docs" / "screenshots"
# The deadline of the demo is then the usual one, 20 January 2025.
DAY = datetime.datetime(2025, 1, 20, 6, tzinfo=datetime.UTC) - datetime.timedelta(days=DAYS_UNTIL_DEADLINE)
WINDOW = {"width": 1366, "height": 900}
COLOURS = 32  # enough for a page of text, marks and one accent
YEAR = "/plans/mfp-2020-2024/2024/"
# Who sees it, where it stands, what is pressed before, and the element at whose top the picture begins.
TAKEN: dict[str, tuple[str, str, str, str]] = {
    "home": ("dmx.emekdas", f"{YEAR}DMX/", "", "main .year-head"),
    "entry": ("dmx.emekdas", f"{YEAR}DMX/4.6.3/", "", "main"),
    "colleagues": ("dmx.mesul", "/plans/people/", "", "main .people-head"),
    "worklist": ("koordinator", f"{YEAR}worklist/", "", "main .list-head"),
    "review": ("koordinator", f"{YEAR}DMX/4.3.5/review/", ".return-panel > summary", "main"),
    "overview": ("koordinator", f"{YEAR}overview/", "", "main"),
    "report": ("musahideci", "/reports/mfp-2020-2024/2024/", "", "main"),
    "people": ("inzibatci", "/plans/people/", "", "main .people-head"),
    "journal": ("inzibatci", "/plans/people/journal/", "", "main"),
}
EDGE = 16  # over what is shown
# Of the README: who sees it, where it stands, the window, light or dark.
LARGE, SMALL = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
ENTRY, HOME, OVERVIEW = (f"{YEAR}{place}" for place in ("NUMUNE-NAZIRLIYI/4.7.1/", "NUMUNE-NAZIRLIYI/", "overview/"))
SHOWN: dict[str, tuple[str, str, dict[str, int], Literal["light", "dark"]]] = {
    "entry-light": ("numune.emekdas", ENTRY, LARGE, "light"),
    "entry-dark": ("numune.emekdas", ENTRY, LARGE, "dark"),
    "entry-360": ("numune.emekdas", ENTRY, SMALL, "light"),
    "home-light": ("numune.emekdas", HOME, LARGE, "light"),
    "home-dark": ("numune.emekdas", HOME, LARGE, "dark"),
    "home-360": ("numune.emekdas", HOME, SMALL, "light"),
    "overview-light": ("koordinator", OVERVIEW, LARGE, "light"),
    "overview-dark": ("koordinator", OVERVIEW, LARGE, "dark"),
    "review-light": ("koordinator", f"{YEAR}NUMUNE-NAZIRLIYI/4.3.6/review/", LARGE, "light"),
    "sub-point-light": ("koordinator", "/plans/numune-2017-2019/points/3.1.1/", LARGE, "light"),
}


def pictures() -> dict[str, Picture]:
    """Every picture that a page of help names, once."""
    return {picture.name: picture for of_role in HELP.values() for _place, picture in of_role.pictures}


@contextmanager
def served() -> Iterator[str]:
    """The demo in a database of this run, behind a server; gives its address."""
    call_command("migrate", verbosity=0)
    load_records(settings.REFERENCE_FIXTURE)
    load_demo_data(settings.DEMO_FIXTURES)
    thread = LiveServerThread("localhost", lambda application: application)
    thread.daemon = True
    with override_settings(WHITENOISE_USE_FINDERS=True, ALLOWED_HOSTS=["localhost"]):
        thread.start()
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
        yield f"http://{thread.host}:{thread.port}"
        thread.terminate()


def window(browser: Browser, base: str, who: str, language: str) -> Page:
    """A window in which this person is signed in and reads this language."""
    client = Client()
    client.force_login(User.objects.get(username=who))
    context = browser.new_context(viewport=WINDOW, color_scheme="light", reduced_motion="reduce", locale=language)
    cookies = {
        settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
        settings.LANGUAGE_COOKIE_NAME: language,
    }
    context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
    context.clock.set_fixed_time(DAY)
    return context.new_page()


def take(page: Page, base: str, picture: Picture) -> bytes:
    """The picture as PNG with a small palette."""
    _who, path, pressed, corner = TAKEN[picture.name]
    page.goto(base + path, wait_until="networkidle")
    if pressed:
        page.locator(pressed).first.click()
        page.evaluate("document.activeElement.blur()")
    page.evaluate("document.fonts.ready")
    page.evaluate("scrollTo(0, 0)")
    box: Any = page.locator(corner).first.bounding_box()
    clip = {
        "x": (WINDOW["width"] - picture.width) / 2,
        "y": box["y"] - (0 if corner == "main" else EDGE),
        "width": picture.width,
        "height": picture.height,
    }
    return as_small_png(page.screenshot(clip=clip, full_page=True, caret="hide", animations="disabled"))


def as_small_png(shot: bytes) -> bytes:
    """The picture with a small palette."""
    found = Image.open(io.BytesIO(shot)).convert("RGB")
    small = found.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    made = io.BytesIO()
    small.save(made, "PNG", optimize=True)
    return made.getvalue()


def main() -> int:
    """Writes all pictures anew; says what each weighs."""
    shell = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
    with time_machine.travel(DAY, tick=False), served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shell, args=["--no-sandbox", "--disable-gpu"])
        for language in ("az", "en"):
            for name, picture in pictures().items():
                page = window(browser, base, TAKEN[name][0], language)
                file = STATIC / PICTURES.format(language=language, name=name)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(take(page, base, picture))
                page.context.close()
                sys.stdout.write(f"{file.stat().st_size / 1000:6.1f} kB  {language} {name}\n")
        for name, (who, path, size, scheme) in SHOWN.items():
            page = window(browser, base, who, "az")
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.goto(base + path, wait_until="networkidle")
            page.evaluate("document.fonts.ready")
            file = SCREENSHOTS / f"{name}.png"
            file.write_bytes(as_small_png(page.screenshot(caret="hide", animations="disabled")))
            page.context.close()
            sys.stdout.write(f"{file.stat().st_size / 1000:6.1f} kB  {name}\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
