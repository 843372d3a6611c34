"""What both benchmarks share: a Django of their own, medians, tables."""

import os
import shutil
import statistics
import time
from collections.abc import Callable

CHROMIUM_FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic",
]  # fmt: skip


def chromium() -> str:
    """The Chromium of this machine, with a window or without. Raises RuntimeError where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("no Chromium is installed: make setup-test brings it")


def set_up_django() -> None:
    """Django with the project's settings on the database of the environment, migrated and emptied."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nap_tracker.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("flush", verbosity=0, interactive=False)


def median_seconds(action: Callable[[], object], times: int, *, warm_up: int = 1) -> float:
    """The median wall time of the action in seconds, after runs that are not counted."""
    for _ in range(warm_up):
        action()
    measured = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        measured.append(time.perf_counter() - start)
    return statistics.median(measured)


def print_table(head: tuple[str, ...], rows: list[tuple]) -> None:
    """A Markdown table."""
    print(f"\n| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(str(cell) for cell in row)} |")


def judge(value: float, bar: float) -> str:
    """Whether the value keeps its bar."""
    return "yes" if value <= bar else "NO"
