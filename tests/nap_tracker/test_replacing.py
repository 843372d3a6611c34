"""The steps of a restore: from every state they end in the new or the old, and nothing is deleted that is not elsewhere."""

import errno
import itertools
import os
from pathlib import Path

import pytest

from nap_tracker.backups import Refused
from nap_tracker.backups.replacing import PLAN, Place, Plan, carry_out, check_one_disk, read_plan, write_plan

NAMES = ("file", "folder", "added", "beside")


@pytest.fixture
def plan(tmp_path) -> Plan:
    """A file and a folder with something in its place, a file with nothing there, and one in whose place nothing comes."""
    staged, kept = tmp_path / "restoring", tmp_path / "before"
    for place in (staged, kept, staged / "folder", tmp_path / "folder"):
        place.mkdir()
    for name in ("file", "folder/x", "added"):
        (staged / name).write_text(f"new {name}")
    for name in ("file", "folder/x", "beside"):
        (tmp_path / name).write_text(f"old {name}")
    places = [
        Place(
            str(tmp_path / name),
            str(staged / name) if (staged / name).exists() else "",
            str(kept / name) if (tmp_path / name).exists() else "",
        )
        for name in NAMES
    ]
    plan = Plan(places, "", str(staged), str(kept))
    write_plan(tmp_path, plan)
    return plan


def found(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def refusing(monkeypatch, *numbers: int) -> None:
    """Makes the renamings of these numbers fail as those of a mount point do."""
    count, real = itertools.count(), os.replace

    def replace(source, target) -> None:
        if next(count) in numbers:
            raise OSError(errno.EBUSY, "Device or resource busy")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)


NEW = {"file": "new file", "folder/x": "new folder/x", "added": "new added"} | {
    f"before/{name}": f"old {name}" for name in ("file", "folder/x", "beside")
}


def test_everything_comes_to_its_place(plan, tmp_path):
    carry_out(tmp_path, read_plan(tmp_path))
    assert found(tmp_path) == NEW
    assert not (tmp_path / "restoring").exists()


@pytest.mark.parametrize("number", range(6))
def test_step_that_the_disk_refuses_takes_back_those_before(plan, tmp_path, monkeypatch, number):
    old = {name: text for name, text in found(tmp_path).items() if text.startswith("old")}
    refusing(monkeypatch, number)
    with pytest.raises(
        Refused, match=r"cannot be moved to .*: Device or resource busy\. Everything is as it was before\."
    ):
        carry_out(tmp_path, plan)
    assert found(tmp_path) == old
    assert sorted(os.listdir(tmp_path)) == ["beside", "file", "folder"]


def test_step_that_cannot_be_taken_back_leaves_a_restore_to_be_finished(plan, tmp_path, monkeypatch):
    refusing(monkeypatch, 4, 5)
    with pytest.raises(
        Refused, match=r"stands half done, and nothing is lost\. Put that right, then  manage.py restore"
    ):
        carry_out(tmp_path, plan)
    assert set(found(tmp_path).values()) >= {*NEW.values()}
    carry_out(tmp_path, read_plan(tmp_path))  # what was busy is not any more
    assert found(tmp_path) == NEW


@pytest.mark.parametrize("name", ["file", "added", "beside"])
@pytest.mark.parametrize("state", [*itertools.product([False, True], repeat=3)])
def test_finishing_goes_on_or_changes_nothing(plan, tmp_path, name, state):
    """`state`: what comes, what is in the place and what was put aside are there or not, as somebody has left them."""
    place = next(place for place in plan.places if Path(place.path).name == name)
    names = (place.new or place.path + ".x", place.path, place.former or place.path + ".y")
    for path, is_there in zip(names, state, strict=True):
        Path(path).unlink(missing_ok=True)
        if is_there:
            Path(path).write_text("x")
    was = found(tmp_path)
    goes_on = {
        "file": {(True, True, False), (True, False, True), (False, True, True)},
        "added": {(True, False, False), (False, True, False), (True, False, True), (False, True, True)},
        "beside": {(False, True, False), (False, False, True), (True, True, False), (True, False, True)},
    }[name]
    if state in goes_on:
        carry_out(tmp_path, plan)
        assert {*found(tmp_path)} - {f"{name}.x", f"{name}.y"} == {*NEW}
    else:
        with pytest.raises(Refused, match=f"Somebody has changed {place.path} since .* deletes nothing"):
            carry_out(tmp_path, plan)
        assert found(tmp_path) == was


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"places": [{}]}', '{"moves": []}'])
def test_plan_that_cannot_be_read_is_refused(tmp_path, text):
    (tmp_path / PLAN).write_text(text)
    with pytest.raises(Refused, match="finish the restore with the version of the tracker that began it"):
        read_plan(tmp_path)


def test_probe_of_one_disk_leaves_nothing(tmp_path):
    (tmp_path / "restoring").mkdir()
    check_one_disk(tmp_path / "restoring", [tmp_path])
    with pytest.raises(Refused, match="No such file or directory"):
        check_one_disk(tmp_path / "restoring", [tmp_path / "nowhere"])
    assert (os.listdir(tmp_path), os.listdir(tmp_path / "restoring")) == (["restoring"], [".restore-probe"])
