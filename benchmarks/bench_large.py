"""PDFs of very large inputs, each made as a worker makes it: its time and its largest process. Run by `make bench`."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import judge, print_table

ROOT = Path(__file__).resolve().parent.parent
SENTENCE = "Nümunə mətn: maarifləndirmə tədbirləri keçirilmişdir"
# What is made, in how many seconds of processors it is to be made, and how many megabytes its largest process may take.
CASES = {
    "table of 2,000 rows × 8 columns": (120, 300),
    "list of 20,000 items": (180, 400),
    "500 kB in one paragraph": (60, 300),
    "consolidated report of 1,000 pages": (180, 300),
}


def main() -> None:
    """Measures each in a process of its own: the largest of children is known of all of them together only."""
    rows = []
    for what, (seconds, megabytes) in CASES.items():
        command = [sys.executable, "-m", "benchmarks.bench_large", what]
        unhurried = os.environ | {"RENDERING_SECONDS": "7200", "CONSOLIDATED_RENDERING_SECONDS": "7200"}
        said = subprocess.run(command, cwd=ROOT, env=unhurried, check=True, capture_output=True, text=True).stdout
        made = json.loads(said)
        rows.append(
            (what, made["pages"], f"{made['seconds']:.1f} s", f"{made['cpu']:.1f} s", f"≤ {seconds} s",
             judge(made["cpu"], seconds), f"{made['megabytes']:.0f} MB", f"≤ {megabytes} MB",
             judge(made["megabytes"], megabytes))
        )  # fmt: skip
        print(f"load {os.getloadavg()[0]:.1f} after {what}", file=sys.stderr)
    print_table(("PDF of", "pages", "made in", "processors", "bar", "kept", "largest process", "bar", "kept"), rows)


def measure(what: str) -> None:
    """Makes one of them and says what it took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nap_tracker.settings")
    import django

    django.setup()
    from reports.production.making import make_pdf
    from reports.rendering import Kind, let_go, render_file

    document = _document(what)
    begun = time.perf_counter()
    if document.begins_pages:
        made = make_pdf(document, processes=2)
    else:
        made = render_file("pdf", lambda: document, Kind.AGENCY)
        let_go()
    seconds = time.perf_counter() - begun
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    megabytes = spent.ru_maxrss * 1024 / 1_000_000
    with tempfile.TemporaryFile() as kept:
        kept.write(made)
        import pikepdf

        with pikepdf.open(kept) as opened:
            pages = len(opened.pages)
    print(
        json.dumps({"pages": pages, "seconds": seconds, "cpu": spent.ru_utime + spent.ru_stime, "megabytes": megabytes})
    )


def _document(what: str):
    from plans.narrative import parse
    from reports.document import Document, Section

    if what == "consolidated report of 1,000 pages":
        text = parse(f"<p>{f'{SENTENCE}. ' * 12}</p>" * 3)
        points = tuple(
            Section(
                f"4.2.{number}-ci yarımbənd üzrə (Nümunə tədbir):",
                3,
                f"4.2.{number}",
                sections=tuple(
                    Section(f"Nümunə qurum {agency}", 4, blocks=text, code=f"N{agency}") for agency in range(29)
                ),
            )
            for number in range(1, 41)
        )
        section = Section("4.2 Nümunə bölmə", 2, "4.2", sections=points)
        return Document("“Nümunə planı”nın icrası barədə", "MƏLUMAT", "az", "Nümunə planı", "", 2021, (section,))
    html = {
        "table of 2,000 rows × 8 columns": "<table><tbody>"
        + "".join(f"<tr>{f'<td><p>Nümunə {number}</p></td>' * 8}</tr>" for number in range(2000))
        + "</tbody></table>",
        "list of 20,000 items": f"<ol>{''.join(f'<li><p>{SENTENCE} {number}</p></li>' for number in range(20_000))}</ol>",
        "500 kB in one paragraph": f"<p>{f'{SENTENCE}. ' * (500_000 // len(f'{SENTENCE}. '.encode()))}</p>",
    }[what]
    section = Section("4.2.1-ci yarımbənd üzrə (Nümunə tədbir):", 2, "4.2.1", parse(html))
    return Document(
        "“Nümunə planı”nın icrası barədə", "MƏLUMAT", "az", "Nümunə planı", "Nümunə Nazirliyi", 2021, (section,)
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    else:
        main()
