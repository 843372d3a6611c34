"""Reading and rendering the source document: run by `make bench`."""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.measuring import CHROMIUM_FLAGS, chromium, judge, median_seconds, print_table, set_up_django

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT.parent / "shared" / "source" / "melumat-2021-dmx.md"


def main() -> None:
    set_up_django()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from plans.models import Agency, ReportingYear
    from reports.building import build_agency_document
    from reports.importer.read import read_report
    from reports.look import USUAL
    from reports.production import ready
    from reports.production.making import make_pdf
    from reports.renderers import renderer_for

    call_command("load_reference", verbosity=0)
    if not SOURCE.exists():
        print(f"{SOURCE.name} is not there: nothing to measure", file=sys.stderr)
        return
    call_command("import_report", str(SOURCE), open_year=True, stdout=open("/dev/null", "w"))  # noqa: SIM115
    reporting_year, agency = ReportingYear.objects.get(year=2021), Agency.objects.get(code="DMX")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        document = build_agency_document(reporting_year, agency, None)
    assert len(document.sections) == 22

    rows = []

    def row(what: str, value: float, bar: float | None, unit: str = "s") -> None:
        shown = f"{value:.3f} {unit}" if unit == "s" else f"{value} {unit}"
        limit = "reported" if bar is None else f"≤ {bar:g} {unit}"
        rows.append((what, shown, limit, "–" if bar is None else judge(value, bar)))

    row(
        "reading the source document (.md), median of 10",
        median_seconds(lambda: read_report(SOURCE, SOURCE.name), 10),
        0.2,
    )
    word_source = SOURCE.with_suffix(".docx")
    row(
        "reading the source document (.docx), median of 10",
        median_seconds(lambda: read_report(word_source, word_source.name), 10),
        0.2,
    )
    row("queries to build its Document", len(queries), 15, "queries")
    row(
        "building its Document, median of 10",
        median_seconds(lambda: build_agency_document(reporting_year, agency, None), 10),
        None,
    )
    pdf, word, html = renderer_for("pdf"), renderer_for("docx"), renderer_for("html")
    warm = median_seconds(lambda: pdf.render(document), 10)
    row("PDF of the 22 sub-points, warm process, median of 10", warm, 0.4)
    hyphenated = replace(USUAL, hyphenated=True)
    broken = median_seconds(lambda: pdf.render(document, hyphenated), 10)
    row("the same with words that break", broken, 0.5)
    ready.keep_ready(1)
    made = median_seconds(lambda: make_pdf(document), 10)
    ready.let_go()
    row("the same by the process that a worker keeps ready, median of 10", made, 0.4)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_bytes(html.render(document))
        started, resident = _chromium(page, Path(folder))
        row("the same by a Chromium started for that one print, median of 5", started, None)
        row("the same by a resident Chromium, median of 10", resident, None)
        rows.append(
            ("PDF, warm process / Chromium started for one print", f"{warm / started:.2f}", "< 1", judge(warm, started))
        )
        target = Path(folder) / "a.pdf"
        command = [
            sys.executable,
            "manage.py",
            "render_report",
            "--year",
            "2021",
            "--agency",
            "DMX",
            "--format",
            "pdf",
            "--output",
            str(target),
        ]
        cold = median_seconds(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True), 5)
    row("cold command render_report to PDF, median of 5", cold, 2.2)
    row("Word, library imported, median of 10", median_seconds(lambda: word.render(document), 10), 0.3)
    print(f"\nDatabase: {settings.DATABASES['default']['ENGINE'].rsplit('.', 1)[-1]}")
    print_table(("what", "measured", "bar", "kept"), rows)


def _chromium(page: Path, folder: Path) -> tuple[float, float]:
    """Seconds to print the page to PDF: by a browser started for it, by one that is running already."""
    from playwright.sync_api import sync_playwright

    browser = chromium()
    profile = folder / "profile"

    def started() -> None:
        shutil.rmtree(profile, ignore_errors=True)
        subprocess.run(
            [
                browser,
                *CHROMIUM_FLAGS,
                f"--user-data-dir={profile}",
                f"--print-to-pdf={folder / 'c.pdf'}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )

    start_and_print = median_seconds(started, 5)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=CHROMIUM_FLAGS[1:])

        def resident() -> None:
            tab = running.new_page()
            tab.goto(page.as_uri())
            tab.pdf(path=folder / "r.pdf", format="A4")
            tab.close()

        resident_print = median_seconds(resident, 10)
        running.close()
    return start_and_print, resident_print


if __name__ == "__main__":
    main()
