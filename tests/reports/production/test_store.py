"""The store of made files: whole or not there, for nobody else's eyes, and never larger than it may be."""

import hashlib
import os
import signal
import subprocess
import sys
import time

import pytest

from reports.production.store import Kept, Store
from tests.conftest import ROOT

KEY, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "reports")


def files(store: Store) -> list[str]:
    return sorted(path.name for path in store.folder.glob("??/*"))


def test_what_is_kept_comes_back_and_nothing_else_does(store):
    assert (store.get(KEY), store.find(KEY)) == (None, None)
    kept = store.put(KEY, b"one")
    digest = hashlib.sha256(b"one").hexdigest()
    assert kept == Kept(f"{KEY}.{digest}", 3, digest) == store.find(KEY)
    assert (store.get(KEY), store.get(OTHER)) == (b"one", None)
    assert store.put(KEY, b"two, longer").name != kept.name
    assert (store.get(KEY), len(files(store))) == (b"two, longer", 1)


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 64, "a" * 65])
def test_key_that_is_none_is_refused(key, store):
    assert store.get(key) is None
    with pytest.raises(ValueError):
        store.put(key, b"")


def test_nobody_else_may_read_it(store):
    before = os.umask(0)
    try:
        kept = store.put(KEY, b"one")
    finally:
        os.umask(before)
    path = store.folder / "aa" / kept.name
    assert [oct(each.stat().st_mode & 0o777) for each in (store.folder, path.parent, path)] == [
        "0o700",
        "0o700",
        "0o600",
    ]


@pytest.mark.parametrize("damage", [b"onf", b"on", b"", b"one more"])
def test_damaged_file_is_not_given_out_and_is_taken_away(damage, store, caplog):
    kept = store.put(KEY, b"one")
    with store.open(kept) as opened:  # this process has read it through
        assert opened.read() == b"one"
    (store.folder / "aa" / kept.name).write_bytes(damage)
    os.utime(store.folder / "aa" / kept.name, ns=(1, 1))
    assert store.open(kept) is None
    assert (files(store), store.get(KEY)) == ([], None)
    assert "a file of the store was damaged" in caplog.text
    store.put(KEY, b"one")
    assert store.get(KEY) == b"one"


def test_file_that_is_gone_is_none(store):
    kept = store.put(KEY, b"one")
    assert store.is_there(kept)
    store.remove(kept.name)
    store.remove(kept.name)
    assert (store.open(kept), store.is_there(kept), store.get(KEY)) == (None, False, None)


def test_full_disk_leaves_nothing_half_written(store, tmp_path):
    """A real limit of the system on how large a file may be; the process that meets it says so and keeps what it had."""
    store.put(KEY, b"one")
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from reports.production.store import NoRoom, Store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: Store(Path(sys.argv[1])).put('a' * 64, b'x' * 100_000)\n"
        "except NoRoom: print('no room')\n"
    )
    place = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", program, str(store.folder)]
    ran = subprocess.run(command, cwd=ROOT, env=place, capture_output=True, text=True, check=True)
    assert ran.stdout == "no room\n"
    assert (store.get(KEY), len(files(store))) == (b"one", 1)


def test_another_fault_of_the_disk_is_not_called_a_full_one(store):
    store.folder.write_bytes(b"")  # where the folder should be
    with pytest.raises(FileExistsError):
        store.put(KEY, b"one")


def test_killed_while_writing_leaves_what_was_and_a_rest_that_is_swept(store):
    store.put(KEY, b"one")
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from reports.production.store import Store\n"
        "os.replace = lambda *of: os.kill(os.getpid(), signal.SIGKILL)\n"
        "Store(Path(sys.argv[1])).put('a' * 64, b'two')\n"
    )
    place = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    ran = subprocess.run([sys.executable, "-c", program, str(store.folder)], cwd=ROOT, env=place, check=False)
    assert ran.returncode == -signal.SIGKILL
    assert (store.get(KEY), len(files(store))) == (b"one", 2)
    assert store.purge(days=14, most_bytes=1_000) == 0  # somebody may be writing it still
    (rest,) = store.folder.glob("??/*.part")
    os.utime(rest, (time.time() - 3_700,) * 2)
    assert store.purge(days=14, most_bytes=1_000) == 1
    assert store.get(KEY) == b"one"


def test_old_files_go_and_then_the_longest_unused(store):
    for number, key in enumerate("abcd"):
        kept = store.put(key * 64, b"x" * 100)
        when = time.time() - (15 - number) * 24 * 60 * 60
        os.utime(store.folder / kept.name[:2] / kept.name, (when, when))
    assert Store(store.folder).get("b" * 64)  # used again today
    assert store.purge(days=14, most_bytes=250) == 2  # "a" is too old, then "c" is the longest unused
    assert [store.get(key * 64) is not None for key in "abcd"] == [False, True, False, True]
    assert store.purge(days=14, most_bytes=250) == 0
