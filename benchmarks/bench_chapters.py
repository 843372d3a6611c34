"""600 pages of consolidated report as PDF: in one piece, chapter by chapter, beside their peers. Run by `make bench`."""

import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from benchmarks.measuring import CHROMIUM_FLAGS, chromium, judge, print_table, set_up_django

ROOT = Path(__file__).resolve().parent.parent
AGENCIES, SUB_POINTS = 100, 60
Made = TypeVar("Made")
PARAGRAPHS = 2  # as many times those of `create_load`: its texts are half as long as real ones


def main() -> None:
    set_up_django()
    from plans.models import ReportingYear
    from plans.samples.load import LOAD_PLAN, create_load_data
    from reports.building import build_consolidated_document
    from reports.renderers import renderer_for

    rows: list[tuple] = []

    def row(what: str, value: float, bar: float | None = None, unit: str = "s") -> None:
        shown = f"{value:.2f} {unit}" if unit == "s" else f"{value:.0f} {unit}"
        limit = "reported" if bar is None else f"≤ {bar:.2f} {unit}" if unit == "s" else f"≤ {bar:.0f} {unit}"
        rows.append((what, shown, limit, "–" if bar is None else judge(value, bar)))

    create_load_data(agencies=AGENCIES, sub_points=SUB_POINTS, years=1)
    year = ReportingYear.objects.get(plan__code=LOAD_PLAN)
    build_seconds, document = timed(lambda: build_consolidated_document(year, None))
    document = replace(document, sections=tuple(map(_longer, document.sections)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "document").write_bytes(pickle.dumps(document))
        page = folder / "page.html"
        html_seconds, html = timed(lambda: renderer_for("html").render(document))
        page.write_bytes(html)
        browser = min(timed(lambda: _print(page))[0] for _ in range(3))
        before = os.times()
        _print(page)
        browser_cpu = _cpu(before)
        apart = {
            what: _measured(what, folder) for what in ("chapters", "again", "changed", "shortened", "hyphenated", "one")
        }
        word_seconds, word = timed(lambda: renderer_for("docx").render(document))
        (folder / "a.docx").write_bytes(word)
        office = timed(lambda: _convert(folder / "a.docx"))[0]
    row("building its Document", build_seconds)
    row("its HTML", html_seconds)
    row("pages", apart["chapters"]["pages"], unit="pages")
    row("chapters", apart["chapters"]["chapters"], unit="chapters")
    row("PDF, chapter by chapter in two processes, with HTML and start", apart["chapters"]["seconds"], 2.5 * browser)
    row("the largest of these processes", apart["chapters"]["megabytes"], 300, "MB")
    row("the same with words that break", apart["hyphenated"]["seconds"], 3.5 * browser)
    row("PDF after one changed entry, chapters kept, processes ready", apart["changed"]["seconds"])
    row("the same with the building of the Document", apart["changed"]["seconds"] + build_seconds, 2)
    row("PDF after a change that moves pages", apart["shortened"]["seconds"])
    row("PDF with all chapters kept: contents and join", apart["again"]["seconds"])
    row("PDF in one piece, with HTML and start", apart["one"]["seconds"])
    row("CPU: chapter by chapter", apart["chapters"]["cpu"])
    row("CPU: in one piece", apart["one"]["cpu"])
    row("CPU: Chromium", browser_cpu)
    row("the largest process of that", apart["one"]["megabytes"], None, "MB")
    row("Chromium started to print the same HTML, best of 3", browser)
    row("Word of the same", word_seconds, 3)
    row("LibreOffice converting that Word file to PDF", office)
    print_table(("what", "measured", "bar", "kept"), rows)


def timed(action: Callable[[], Made]) -> tuple[float, Made]:
    """Seconds, and what was made."""
    started = time.perf_counter()
    made = action()
    return time.perf_counter() - started, made


def _cpu(before: os.times_result | None) -> float:
    """Seconds of processors that ended children of this process took, since then."""
    now = os.times()
    since = before or (0.0,) * 5
    return now[2] + now[3] - since[2] - since[3]


def _longer(section):
    return replace(section, blocks=section.blocks * PARAGRAPHS, sections=tuple(map(_longer, section.sections)))


def _print(page: Path) -> None:
    with tempfile.TemporaryDirectory() as profile:
        command = [
            chromium(),
            *CHROMIUM_FLAGS,
            f"--user-data-dir={profile}",
            f"--print-to-pdf={page}.pdf",
            page.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True)


def _convert(path: Path) -> None:
    profile = f"-env:UserInstallation={path.parent.as_uri()}/office"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True)


def _measured(what: str, folder: Path) -> dict:
    """Measured in a process of its own: what its children take at most is known of all of them together only."""
    command = [sys.executable, "-m", "benchmarks.bench_chapters", what, str(folder)]
    unhurried = os.environ | {"CONSOLIDATED_RENDERING_SECONDS": "1200"}
    return json.loads(
        subprocess.run(command, cwd=ROOT, env=unhurried, check=True, capture_output=True, text=True).stdout
    )


def measure(what: str, folder: Path) -> None:
    """Makes the PDF in one way and says what it took."""
    set_up_without_database()
    import pikepdf

    from plans.narrative import parse
    from reports.look import USUAL
    from reports.production import ready
    from reports.production.chapters import cut
    from reports.production.making import make_pdf
    from reports.renderers.pdf import printed
    from reports.rendering import Kind, let_go, render_file

    document = pickle.loads((folder / "document").read_bytes())  # noqa: S301 (written by this program)
    kept = _Kept(folder / "chapters")
    before = document
    if what in ("changed", "shortened"):
        first = document.sections[0].sections[0]
        blocks = first.sections[0].blocks
        more = replace(blocks[0], runs=(*blocks[0].runs, *parse("<p> Nümunə.</p>")[0].runs))
        agency = replace(first.sections[0], blocks=blocks[:1] if what == "shortened" else (more, *blocks[1:]))
        point = replace(first, sections=(agency, *first.sections[1:]))
        section = replace(document.sections[0], sections=(point, *document.sections[0].sections[1:]))
        document = replace(document, sections=(section, *document.sections[1:]))
    if what == "one":
        seconds, made = timed(lambda: render_file("pdf", lambda: document, Kind.CONSOLIDATED))
        let_go()
    else:
        look = replace(USUAL, hyphenated=True) if what == "hyphenated" else USUAL
        if what in ("again", "changed", "shortened"):  # as a worker has them, which has just made the report
            ready.keep_ready(2)
            made = make_pdf(before, chapters=kept, processes=2)
        seconds, made = timed(lambda: make_pdf(document, look, chapters=kept, processes=2))
        ready.let_go()
    cpu = _cpu(None)
    (folder / f"{what}.pdf").write_bytes(made)
    with pikepdf.open(folder / f"{what}.pdf") as opened:
        pages = len(opened.pages)
    parts = cut(printed(document)[0])
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1_000_000
    print(
        json.dumps(
            {"seconds": seconds, "cpu": cpu, "megabytes": megabytes, "pages": pages, "chapters": len(parts.chapters)}
        )
    )


def set_up_without_database() -> None:
    """Django with the project's settings, for the templates."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nap_tracker.settings")
    import django

    django.setup()


class _Kept:
    """Chapters in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def get(self, key: str) -> bytes | None:
        path = self._folder / key
        return path.read_bytes() if path.exists() else None

    def put(self, key: str, data: bytes) -> None:
        (self._folder / key).write_bytes(data)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
