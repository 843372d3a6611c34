"""How an archive gets its name: whole, over nothing, and without leaving anything beside it."""

import errno
import fcntl
import os
import time
from pathlib import Path

import pytest

from nap_tracker.backups import Refused, placing
from nap_tracker.backups.placing import ARCHIVE, LOCK, OLD_SECONDS, new_file


def no_links(source, target) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")


def write(target: Path, meanwhile=lambda: None) -> None:
    with new_file(target) as folder:
        (folder / ARCHIVE).write_bytes(b"whole")
        meanwhile()


@pytest.fixture(params=["with links", "without links"])
def links(request, monkeypatch) -> None:
    """FAT and some network shares refuse hard links."""
    if request.param == "without links":
        monkeypatch.setattr(os, "link", no_links)


def test_file_gets_its_name_for_its_owner_alone(links, tmp_path):
    write(tmp_path / "a")
    assert (os.listdir(tmp_path), (tmp_path / "a").read_bytes()) == (["a"], b"whole")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_file_that_somebody_made_meanwhile_stays(links, tmp_path):
    with pytest.raises(Refused, match="exists already: nothing is overwritten"):
        write(tmp_path / "a", meanwhile=lambda: (tmp_path / "a").write_bytes(b"another's"))
    assert (os.listdir(tmp_path), (tmp_path / "a").read_bytes()) == (["a"], b"another's")
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(Refused, match="exists already"):
        write(tmp_path / "link")


def test_name_that_cannot_be_given_leaves_nothing(tmp_path, monkeypatch):
    def full(source, target) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(Refused, match=r"No space left on device\. Nothing is left of it."):
        write(tmp_path / "a")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(("number", "is_left"), [(errno.EINVAL, True), (errno.EIO, False)])
def test_share_that_writes_names_down_by_itself_is_no_fault(tmp_path, monkeypatch, number, is_left):
    real = placing.sync

    def sync(path: Path) -> None:
        if path == tmp_path:
            raise OSError(number, "refused")
        real(path)

    monkeypatch.setattr(placing, "sync", sync)
    if is_left:
        write(tmp_path / "a")
    else:
        with pytest.raises(Refused, match=r"refused\. Nothing is left of it."):
            write(tmp_path / "a")
    assert os.listdir(tmp_path) == (["a"] if is_left else [])


def test_next_backup_takes_away_what_a_killed_one_has_left(tmp_path):
    left = {name: tmp_path / f".nap-backup-{name}" for name in ("killed", "at-work", "young", "unlocked", "file")}
    for name in ("killed", "at-work", "young", "unlocked"):
        left[name].mkdir()
        (left[name] / "database.dump").write_bytes(b"everything")
    for name in ("killed", "at-work", "young"):
        (left[name] / LOCK).touch()
    left["file"].write_bytes(b"a plain file")
    old = time.time() - OLD_SECONDS - 1
    for name in ("killed", "at-work", "unlocked", "file"):
        os.utime(left[name], (old, old))
    with (left["at-work"] / LOCK).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        write(tmp_path / "a")
    assert sorted(os.listdir(tmp_path)) == sorted(["a", left["at-work"].name, left["young"].name, left["file"].name])
