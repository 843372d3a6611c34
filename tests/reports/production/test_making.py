"""Made in a pool of processes: the same file however it was made, and an end that is said where there is one."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from reports.production import child, laid, making, ready
from reports.production.making import Cancelled, make_pdf
from reports.production.pool import Pool
from reports.renderers import apart
from reports.rendering import RenderingEnded, RenderingFailed, Why
from tests.conftest import ROOT
from tests.reports.production.samples import consolidated
from tests.reports.samples import document_of, rich_document, rich_pdf


class Kept(dict):
    """Chapters by their keys."""

    def put(self, key: str, data: bytes) -> None:
        self[key] = data


@pytest.fixture(scope="module")
def made() -> tuple[bytes, Kept]:
    kept = Kept()
    return make_pdf(consolidated(), chapters=kept, processes=2), kept


@pytest.fixture(autouse=True)
def nothing_is_left_behind(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert list(tmp_path.glob("rendering-*")) == []
    assert children() == []


def children() -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            line = (status.parent / "cmdline").read_bytes()
            state, parent = status.read_text().rpartition(")")[2].split()[:2]
        except (OSError, ValueError):
            continue
        if int(parent) == os.getpid() and b"production.child" in line and state != "Z":
            found.append(int(status.parent.name))
    return found


def test_short_report_is_made_in_one_piece():
    steps = []
    assert make_pdf(rich_document(), tell=lambda *step: steps.append(step)) == rich_pdf()
    assert steps == [(0, 1), (1, 1)]


def test_same_report_is_the_same_file_with_one_process_or_two_and_from_what_is_kept_or_damaged(made):
    whole, kept = made
    steps = []
    some = Kept({key: kept[key] for key in sorted(kept)[::2]})
    # The length of the front is not looked up where the numbers of the last time are there.
    chapters = [key for key in some if laid.unpacked(some[key]).pdf]
    without = [laid.unpacked(some[key]).pages for key in some if key not in chapters]
    found = len(chapters) - 2 + (0 not in without and without != [])
    damaged, empty, *_whole = chapters
    some[damaged], some[empty] = some[damaged][:-9], b""
    assert make_pdf(consolidated(), chapters=some, processes=1, tell=lambda *step: steps.append(step)) == whole
    # Seven sub-points, the annexes, the numbers of the last time, and, where there are none, the length of the front.
    assert some.items() <= kept.items()
    assert (len(kept), len(some)) in [(10, 9), (10, 10)]
    assert steps == [(done, 10) for done in range(steps[0][0], 11)]
    assert steps[0][0] == found


@pytest.mark.parametrize("added", ["", "Nümunə mətn bir neçə səhifə sürür. " * 200])
def test_numbers_of_the_last_time_are_used_where_they_are_right(added, made):
    whole, kept = made
    now = Kept(kept)
    again = make_pdf(consolidated(second_text=added), chapters=now)
    assert again == (make_pdf(consolidated(second_text=added)) if added else whole)
    assert [key for key in kept if now[key] != kept[key]] == ([] if not added else [list(kept)[-1]])


def test_after_a_change_its_chapter_alone_is_new(made):
    whole, kept = made
    now = Kept(kept)
    assert make_pdf(consolidated(second_text="Nümunə mətn."), chapters=now) != whole
    assert len(now.keys() - kept.keys()) == 1


def test_another_renderer_makes_its_own_chapters(monkeypatch):
    assert making.renderer_identity() == making.renderer_identity()
    monkeypatch.setattr(making, "version", lambda _library: "0")
    making._programs.cache_clear()
    other = making.renderer_identity()
    making._programs.cache_clear()
    monkeypatch.undo()
    assert other != making.renderer_identity()


def test_who_cancels_is_heard_before_and_between_the_chapters():
    kept = Kept()
    with pytest.raises(Cancelled):
        make_pdf(consolidated(), chapters=kept, processes=1, is_cancelled=lambda: len(kept) > 1)
    assert 2 <= len(kept) < 9


def test_report_that_takes_too_long_is_ended(settings):
    settings.CONSOLIDATED_RENDERING_SECONDS = 0.5
    with pytest.raises(RenderingEnded) as ended:
        make_pdf(consolidated())
    assert ended.value.why == Why.TIME


def test_chapter_that_takes_too_much_memory_is_ended(settings):
    settings.RENDERING_MEGABYTES = 130
    with pytest.raises(RenderingEnded) as ended:
        make_pdf(document_of("<ol><li><p>a</p></li></ol>" * 9_000))
    assert ended.value.why == Why.MEMORY


def kill_soon(is_over: threading.Event, *, once: bool) -> None:
    while not is_over.wait(0.05):
        for process in children():
            os.kill(process, signal.SIGKILL)
            if once:
                return


@pytest.mark.parametrize("once", [True, False])
def test_killed_process_is_followed_by_another_once(once, made):
    whole, _kept = made
    over = threading.Event()
    killer = threading.Thread(target=kill_soon, args=(over,), kwargs={"once": once})
    killer.start()
    try:
        if once:
            assert make_pdf(consolidated(), processes=2) == whole
        else:
            with pytest.raises(RenderingEnded) as ended:
                make_pdf(consolidated(), processes=2)
            assert ended.value.why == Why.MEMORY
    finally:
        over.set()
        killer.join()


def test_error_names_its_class_and_quotes_no_text():
    with pytest.raises(RenderingFailed) as failed, Pool(1, 1000, 60) as pool:
        list(pool.answers([("chapter", (17,))]))
    assert str(failed.value) == "TypeError"


def test_process_that_cannot_be_begun_is_said(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nothing")
    with pytest.raises(RenderingFailed) as failed:
        make_pdf(consolidated())
    assert str(failed.value) == "FileNotFoundError"


def test_process_ends_where_nothing_is_asked_any_more():
    command = [sys.executable, "-m", child.__name__, "1000"]
    assert subprocess.run(command, stdin=subprocess.DEVNULL, cwd=ROOT, check=False).returncode == apart.WAITED


def test_processes_and_their_folders_go_with_the_one_that_began_them(tmp_path):
    script = (
        "import time\nfrom reports.renderers.processes import begin\n"
        "child = begin('reports.production.child', 1000)\nprint(child.pid, flush=True)\ntime.sleep(60)\n"
    )
    place = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, env=place, stdout=subprocess.PIPE, text=True
    ) as server:
        begun = int(server.stdout.readline())
        time.sleep(0.5)
        server.kill()
    deadline = time.monotonic() + 30
    while list(tmp_path.glob("rendering-*")) or Path(f"/proc/{begun}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_processes_that_have_answered_wait_for_the_next_report_and_only_those(made):
    whole, _kept = made
    ready.keep_ready(2)
    try:
        waiting = set(children())
        assert len(waiting) == 2
        assert make_pdf(consolidated(), processes=2) == whole
        assert set(children()) == waiting
        with pytest.raises(RenderingFailed), Pool(1, 1000, 60) as pool:
            list(pool.answers([("chapter", (17,))]))
        assert (len(children()), len(waiting & set(children()))) == (2, 1)
        os.kill(children()[0], signal.SIGKILL)
        assert make_pdf(consolidated(), processes=2) == whole
        assert len(children()) == 2
    finally:
        ready.let_go()


def test_process_at_work_ends_with_its_report_though_others_wait(settings):
    ready.keep_ready(1)
    try:
        waiting = children()
        settings.CONSOLIDATED_RENDERING_SECONDS = 0.3
        with pytest.raises(RenderingEnded):
            make_pdf(consolidated(), processes=1)
        assert len(children()) == 1
        assert children() != waiting
    finally:
        ready.let_go()


@pytest.mark.parametrize("limit", ["MOST_REPORTS", "MOST_BYTES"])
def test_process_that_is_used_up_or_large_does_not_wait(limit, monkeypatch):
    monkeypatch.setattr(ready, limit, 1)
    ready.keep_ready(0)
    with Pool(1, 1000, 60) as pool:
        ready.keep_ready(1)
        before = set(children())
        list(pool.answers([("count", ("<p>Nümunə</p>",))]))
    try:
        assert len(children()) == 1
        assert len(before) == 2
    finally:
        ready.let_go()
