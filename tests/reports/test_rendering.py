"""PDF and Word are made in a process that a hostile text cannot keep: it ends, and leaves nothing."""

import dataclasses
import io
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

import pytest

from plans.narrative import clean, parse
from reports import rendering
from reports.document import Document, Section
from reports.production import kinds, work
from reports.renderers import apart, renderer_for
from reports.rendering import Kind, RenderingCancelled, RenderingEnded, RenderingFailed, Why, let_go, render_file
from tests.conftest import ROOT
from tests.reports.production.making import asked, made
from tests.reports.samples import rich_document, rich_pdf

AGENCY = "/reports/numune-2020-2024/2024/NUMUNE/"


@pytest.fixture(autouse=True)
def none_ready():
    let_go()
    yield
    let_go()


def document(html: str) -> Document:
    sections = (Section("4.2.9-cu yarımbənd üzrə:", 2, "4.2.9", parse(clean(html))),)
    return Document(title="a", word="MƏLUMAT", language="az", plan="p", agency="a", year=2021, sections=sections)


def children() -> list[int]:
    """The processes that this one has begun for rendering and that still are."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            line = (status.parent / "cmdline").read_bytes()
            state, parent = status.read_text().rpartition(")")[2].split()[:2]
        except (OSError, ValueError):
            continue
        # One that has just been begun has no command line yet, and neither has one that has ended.
        is_ours = b"reports.renderers.apart" in line or not line
        if int(parent) == os.getpid() and is_ours and state != "Z":
            found.append(int(status.parent.name))
    return found


def parts(word: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        return {name: package.read(name) for name in package.namelist() if name != "docProps/core.xml"}


def test_a_file_is_the_same_as_without_a_process_of_its_own():
    assert render_file("pdf", rich_document) == rich_pdf()
    assert parts(render_file("docx", rich_document)) == parts(renderer_for("docx").render(rich_document()))
    assert render_file("md", rich_document) == renderer_for("md").render(rich_document())


def test_one_process_is_kept_ready_and_used_for_the_next_file():
    render_file("docx", rich_document)
    (ready,) = children()
    assert rendering._ready.process.pid == ready
    render_file("docx", rich_document)
    (next_one,) = children()
    assert next_one != ready
    let_go()
    assert children() == []


def test_server_that_stops_leaves_no_process_and_no_folder(tmp_path):
    program = """
import django; django.setup()
from reports import rendering
rendering._keep_ready()
print(rendering._ready.process.pid)
"""
    place = os.environ | {"TMPDIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=place, capture_output=True, text=True, check=True
    )
    assert (ran.stderr, list(tmp_path.glob("rendering-*"))) == ("", [])
    assert not Path(f"/proc/{int(ran.stdout)}").exists()


@pytest.mark.parametrize("fmt", ["pdf", "docx"])
def test_a_text_that_takes_too_long_is_ended(fmt, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings.RENDERING_SECONDS = 1.5
    hostile = document("<ol><li>a</li></ol>" * 20_000)
    with pytest.raises(RenderingEnded) as ended:
        render_file(fmt, lambda: hostile)
    assert ended.value.why == Why.TIME
    assert len(children()) == 1  # the one that is ready
    assert [folder.name.partition("-")[0] for folder in tmp_path.iterdir()] == ["rendering"]
    let_go()
    assert list(tmp_path.iterdir()) == []


def test_a_text_that_takes_too_much_memory_is_ended(settings):
    settings.RENDERING_MEGABYTES = 130
    settings.RENDERING_SECONDS = 300  # on a busy machine, too, it is the memory that ends it
    with pytest.raises(RenderingEnded) as ended:
        render_file("pdf", lambda: document("<ol><li>a</li></ol>" * 20_000))
    assert ended.value.why == Why.MEMORY
    assert len(children()) == 1


def test_a_file_that_nobody_wants_any_more_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    asked: list[bool] = []

    def is_cancelled() -> bool:
        asked.append(len(asked) == 2)
        return asked[-1]

    with pytest.raises(RenderingCancelled):
        render_file("docx", lambda: document("<ol><li>a</li></ol>" * 20_000), is_cancelled=is_cancelled)
    assert asked == [False, False, True]
    assert len(children()) == 1  # the one that is ready
    let_go()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_wanted_is_asked_about_and_comes(settings):
    """However often it is asked, the process gets its job once."""
    asked: list[bool] = []
    made_word = render_file(
        "docx", lambda: document("<p>Nümunə</p>" * 9_000), is_cancelled=lambda: bool(asked.append(False))
    )
    assert made_word[:2] == b"PK"
    assert asked


def test_the_report_of_all_agencies_has_more_time(settings, monkeypatch):
    settings.RENDERING_SECONDS, settings.CONSOLIDATED_RENDERING_SECONDS = 0.001, 120
    assert render_file("docx", rich_document, Kind.CONSOLIDATED)[:2] == b"PK"
    with pytest.raises(RenderingEnded) as ended:
        render_file("docx", rich_document, Kind.AGENCY)
    assert ended.value.why == Why.TIME


def test_files_are_made_in_threads_at_the_same_time():
    made: list[bytes] = []
    threads = [threading.Thread(target=lambda: made.append(render_file("docx", rich_document))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [word[:2] for word in made] == [b"PK"] * 3
    assert len(children()) == 1


def test_a_ready_process_that_was_killed_is_no_loss():
    render_file("docx", rich_document)
    os.kill(rendering._ready.process.pid, signal.SIGKILL)
    rendering._ready.process.wait()
    assert render_file("docx", rich_document)[:2] == b"PK"


def test_a_process_that_cannot_be_begun_is_said_and_takes_no_file_that_was_made(monkeypatch, tmp_path, caplog):
    render_file("docx", rich_document)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    assert render_file("docx", rich_document)[:2] == b"PK"  # by the one that is ready
    assert "no process is kept ready for the next file: FileNotFoundError" in caplog.text
    with pytest.raises(RenderingFailed) as failed:
        render_file("docx", rich_document)
    assert str(failed.value) == "FileNotFoundError"


def test_a_process_that_nobody_gives_a_job_ends():
    command = [sys.executable, "-m", "reports.renderers.apart", "1000"]
    assert subprocess.run(command, stdin=subprocess.DEVNULL, cwd=ROOT, check=False).returncode == apart.WAITED


def test_a_process_that_was_just_going_is_followed_by_another(monkeypatch):
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    going = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({apart.WAITED})"], **pipes)
    going.wait()
    begun = [rendering._begin(), going]
    monkeypatch.setattr(rendering, "_take", begun.pop)
    assert render_file("docx", rich_document)[:2] == b"PK"
    assert begun == []


def test_an_error_names_its_class_and_quotes_no_text(monkeypatch):
    with pytest.raises(RenderingFailed) as failed:
        render_file("docx", lambda: "secret")
    assert str(failed.value) == "AttributeError"


def test_a_process_ends_with_the_one_that_began_it(tmp_path):
    """Killed in the middle of a file, a server leaves no process behind."""
    script = (
        "import os, signal, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'reports.renderers.apart', '1000'], stdin=subprocess.PIPE)\n"
        "kept = os.dup(child.stdin.fileno()); os.set_inheritable(kept, True)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as server:
        child = int(server.stdout.readline())
        server.kill()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{child}").exists() and "zombie" not in Path(f"/proc/{child}/status").read_text():
        assert time.monotonic() < deadline, "the process goes on without its server"
        time.sleep(0.1)


def test_nothing_of_the_environment_goes_along(monkeypatch):
    monkeypatch.setenv("DJANGO_SECRET_KEY", "secret")
    render_file("docx", rich_document)
    begun = Path(f"/proc/{rendering._ready.process.pid}/environ")
    while not (environment := begun.read_bytes()):  # it has been begun, and has not got one yet
        time.sleep(0.01)
    assert b"PATH=" in environment
    assert b"SECRET" not in environment


@pytest.mark.django_db
def test_the_page_says_it_in_one_sentence_and_offers_the_other_formats(sign_in, write_entry, settings):
    write_entry("4.2.9", "<ol><li>a</li></ol>" * 4_900)
    settings.RENDERING_SECONDS = 1
    client = sign_in("lead")
    address = f"{AGENCY}melumat."
    said = page_of_a_file_that_is_not_made(client, f"{address}pdf")
    assert (
        "The report is too large to be made as PDF here: choose another format, or ask the administrator" in said["en"]
    )
    assert "Məlumat burada PDF kimi hazırlanmaq üçün çox böyükdür: başqa format seçin" in said["az"]
    formats = ("pdf", "docx", "xlsx", "html", "md", "json")
    for page in said.values():
        assert [fmt for fmt in formats if f'formaction="{address}{fmt}"' in page] == ["html", "md", "json"]
    for fmt in ("html", "md", "json"):
        assert made(client, f"{address}{fmt}").status_code == 200


def page_of_a_file_that_is_not_made(client, address: str) -> dict[str, str]:
    """The page of the one job, in both languages."""
    job = asked(client, address)
    assert work.work(job.pk) == "failed"
    said = {}
    for language in ("en", "az"):
        client.cookies["django_language"] = language
        said[language] = client.get(f"/reports/jobs/{job.pk}/").content.decode()
    return said


@pytest.mark.django_db
def test_a_process_that_failed_is_a_sentence_and_a_line_in_the_log(sign_in, year, monkeypatch, caplog):
    """Whatever goes wrong in there; here the program that is begun is none."""
    monkeypatch.setattr(kinds, "agency_document_for", lambda *_of: dataclasses.replace(document(""), sections=None))
    monkeypatch.setattr(work, "result_key", lambda *_of: "a" * 64)
    said = page_of_a_file_that_is_not_made(sign_in("lead"), f"{AGENCY}melumat.docx")
    assert "The report could not be made as Word, and trying again does not help: choose another format" in said["en"]
    assert "Məlumat Word kimi hazırlana bilmədi, yenidən cəhd etmək də kömək etmir: başqa format seçin" in said["az"]
    assert "a docx file was not made: TypeError" in caplog.text
    assert "Nümunə" not in caplog.text
