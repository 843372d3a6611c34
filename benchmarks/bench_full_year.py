"""The consolidated report of a full year as PDF and Word, made as the web server makes it: run by `make bench`."""

import resource
import time

from benchmarks.measuring import judge, print_table, set_up_django

SUB_POINTS = 60
# `create_load` assigns a third of all cells and writes five of six: so many agencies give each sub-point some 14, and 25 texts.
TEXTS_A_SUB_POINT = {51: 14, 90: 25}


def main() -> None:
    set_up_django()
    from django.conf import settings
    from django.core.management import call_command

    from plans.models import ReportingYear
    from plans.samples.load import LOAD_PLAN, create_load_data
    from reports.building import build_consolidated_document
    from reports.rendering import Kind, let_go, render_file

    rows = []
    for agencies, texts in TEXTS_A_SUB_POINT.items():
        call_command("flush", verbosity=0, interactive=False)
        written = create_load_data(agencies=agencies, sub_points=SUB_POINTS, years=1)["entries"]
        assert written >= texts * SUB_POINTS
        year = ReportingYear.objects.get(plan__code=LOAD_PLAN)
        for fmt in ("docx", "pdf"):
            started = time.perf_counter()
            made = render_file(fmt, lambda year=year: build_consolidated_document(year, None), Kind.CONSOLIDATED)
            seconds = time.perf_counter() - started
            let_go()
            bar = 60
            largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 // 1_000_000
            rows.append(
                (f"{texts} × {SUB_POINTS}, {written} texts", fmt, f"{seconds:.1f} s", f"≤ {bar:.0f} s", judge(seconds, bar),
                 f"{largest} MB", f"≤ {settings.RENDERING_MEGABYTES} MB", judge(largest, settings.RENDERING_MEGABYTES),
                 len(made))
            )  # fmt: skip
    print_table(
        ("agencies × sub-points", "format", "made in", "bar", "kept", "largest so far", "limit", "kept", "bytes"), rows
    )


if __name__ == "__main__":
    main()
