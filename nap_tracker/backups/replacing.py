"""The part of a restore in which things change places: by renaming alone, so that each step is done or not.

What is to do is in `DATA_DIR/.restore.json`. It can be done again after any interruption, and where a step is refused by
the disk, those before are taken back. Nothing is deleted before everything is seen to be in its place.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import OperationalError

from nap_tracker.backups import Refused
from nap_tracker.backups.databases import NotFilled, fill_postgresql
from nap_tracker.backups.placing import sync

PLAN = ".restore.json"
INTERRUPTED = "A restore was interrupted. Nothing is lost: finish it with  manage.py restore --finish"
_AGAIN = "The restore stands half done, and nothing is lost. Put that right, then  manage.py restore --finish"


@dataclass(frozen=True, slots=True)
class Place:
    """What is at `path` goes to `former`, and `new` comes to `path`. Empty: there was nothing, or nothing comes."""

    path: str
    new: str
    former: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The places, the script that fills PostgreSQL ("" on SQLite), and the folders of what comes and what was there."""

    places: list[Place]
    script: str
    staged: str
    kept: str


def write_plan(folder: Path, plan: Plan) -> None:
    """From its renaming on, the restore is one that has to be finished."""
    part = folder / f"{PLAN}.part"
    part.write_text(json.dumps(asdict(plan)))
    sync(part)
    sync(Path(plan.staged))
    os.replace(part, folder / PLAN)
    sync(folder)


def read_plan(folder: Path) -> Plan:
    """Raises `Refused` for one that cannot be read."""
    try:
        says = json.loads((folder / PLAN).read_text())
        return Plan(**says | {"places": [Place(**one) for one in says["places"]]})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Refused(
            f"{folder / PLAN} cannot be read ({type(error).__name__}): finish the restore with the version of the tracker "
            "that began it. Nothing was changed."
        ) from error


def carry_out(folder: Path, plan: Plan) -> None:
    """Does what is left of the plan. Raises `Refused`: everything is as it was then, or the plan stands, as it says."""
    steps = _steps(plan)
    try:
        for source, target in steps:
            _move(source, target)
    except OSError as error:
        _take_back(folder, plan, f"{source} cannot be moved to {target}: {error.strerror or error}.")
    if plan.script:
        try:
            fill_postgresql(Path(plan.script))
        except NotFilled as refused:
            if not steps:  # an earlier run may have filled it
                raise Refused(f"{refused} {_AGAIN}") from refused
            _take_back(folder, plan, str(refused))
        except (Refused, OperationalError) as error:
            raise Refused(f"{str(error).strip()} {_AGAIN}") from error
    if _steps(plan):
        raise Refused(f"What the restore has moved is not in its place. {_AGAIN}")
    try:
        (folder / PLAN).unlink()
        sync(folder)
    except OSError as error:
        raise Refused(f"{folder / PLAN} cannot be removed: {error.strerror or error}. {_AGAIN}") from error
    shutil.rmtree(plan.staged, ignore_errors=True)


def _steps(plan: Plan) -> list[tuple[str, str]]:
    """Names to be changed: first what was there goes, then what is new comes.

    Raises `Refused` where something lies, or is missing, that this restore has not put or taken there.
    """
    away, come = [], []
    for place in plan.places:
        new, here, kept = (bool(name) and os.path.lexists(name) for name in (place.new, place.path, place.former))
        if here and place.former and not kept and new == bool(place.new):
            away.append((place.path, place.former))
            here, kept = False, True
        if new and not here:
            come.append((place.new, place.path))
            new, here = False, True
        if new or here != bool(place.new) or kept != bool(place.former):
            raise Refused(
                f"Somebody has changed {place.path} since the restore was interrupted: it does not go on, and deletes "
                f"nothing. What comes is in {plan.staged}, what was there before in {plan.kept}: put aside what was not "
                "there when it was interrupted, or bring back what is missing, then  manage.py restore --finish"
            )
    return [*away, *come]


def _move(source: str, target: str) -> None:
    os.replace(source, target)
    sync(Path(target).parent)
    sync(Path(source).parent)


def _take_back(folder: Path, plan: Plan, why: str) -> None:
    """Everything as it was before the plan stood; always raises `Refused`."""
    try:
        for place in plan.places:
            if place.new and os.path.lexists(place.path) and not os.path.lexists(place.new):
                _move(place.path, place.new)
        for place in plan.places:
            if place.former and os.path.lexists(place.former) and not os.path.lexists(place.path):
                _move(place.former, place.path)
        (folder / PLAN).unlink()
        sync(folder)
    except OSError as error:
        raise Refused(f"{why} {_AGAIN}") from error
    shutil.rmtree(plan.staged, ignore_errors=True)
    shutil.rmtree(plan.kept, ignore_errors=True)  # everything in it has gone back
    raise Refused(f"{why} Everything is as it was before.")


def check_one_disk(staged: Path, folders: Iterable[Path]) -> None:
    """Raises `Refused` where nothing can be renamed from `staged` into one of the folders that are there.

    It tries, for nothing else tells: one disk can be mounted at two places, and no name goes from one to the other.
    """
    probe = staged / ".restore-probe"
    for folder in folders:
        target = folder / probe.name
        try:
            probe.touch()
            os.rename(probe, target)
            target.unlink()
        except OSError as error:
            raise Refused(
                f"Nothing can be moved from {staged.parent} into {folder} ({error.strerror or error}). A restore renames: "
                "the evidence and the file of SQLite must be on the same disk as DATA_DIR, without a mount of their own. "
                "Mount that disk at DATA_DIR instead, then restore. Nothing was changed."
            ) from error
