"""Puts a backup in the place of what is there, which is kept.

Everything is checked, taken out and laid beside before anything is replaced (`replacing`): a restore that is killed then
is finished by `manage.py restore --finish`, and until then nothing else starts.
"""

import itertools
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from nap_tracker import usage
from nap_tracker.backups import Refused
from nap_tracker.backups.archive import DATABASES, EDITIONS, EVIDENCE, Manifest, opened, take_out
from nap_tracker.backups.databases import (
    dump_postgresql,
    fold_sqlite,
    others_at_postgresql_for_long,
    prepare_postgresql,
    prepare_sqlite,
    program,
)
from nap_tracker.backups.placing import sync
from nap_tracker.backups.replacing import (
    INTERRUPTED,
    PLAN,
    Place,
    Plan,
    carry_out,
    check_one_disk,
    read_plan,
    write_plan,
)

_STAGED = re.compile(r"restoring-[0-9]{8}-[0-9]{6}(?:-[0-9]+)?")
IN_USE = (
    "The data are in use: stop the web server, the worker and every other command first, and start them again after "
    "the restore. Nothing was changed."
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, where the former is kept, and whether a migration is left to do."""

    manifest: Manifest
    kept: Path
    waiting: int
    must_migrate: bool


def is_interrupted(folder: Path) -> bool:
    return (folder / PLAN).exists()


def may_finish() -> bool:
    """Whether this process is the command that finishes an interrupted restore."""
    return "restore" in sys.argv[1:2] and "--finish" in sys.argv


def restore(source: Path) -> Restored:
    """Replaces database and evidence by those of the archive; raises `Refused`, with everything as it was."""
    folder = settings.DATA_DIR
    try:
        usage.take_alone(folder)
    except usage.InUse:
        raise Refused(IN_USE) from None
    if is_interrupted(folder):
        raise Refused(INTERRUPTED)
    staged, kept = _folders(folder)
    try:
        _remove_left(folder)
        staged.mkdir(mode=0o700)
        with opened(source) as (archive, manifest):
            must_migrate = _check(manifest)
            take_out(archive, manifest, staged)
        script = _prepare(staged, manifest)
        former = _keep_former(staged)
        kept.mkdir(mode=0o700)
        write_plan(folder, _plan(staged, kept, script, former))
    except OSError as error:
        _tidy(staged, kept)
        left = INTERRUPTED if is_interrupted(folder) else "Nothing was changed."
        raise Refused(f"{folder} takes no files: {error.strerror or error}. {left}") from error
    except BaseException:
        _tidy(staged, kept)
        raise
    finish()
    return Restored(manifest, kept, _waiting_mails(), must_migrate)


def _folders(folder: Path) -> tuple[Path, Path]:
    """Names of this second for what comes and for what was there; numbered where another restore has had them."""
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    for end in itertools.chain([""], (f"-{number}" for number in itertools.count(2))):
        staged, kept = folder / f"restoring-{stamp}{end}", folder / f"before-restore-{stamp}{end}"
        if not os.path.lexists(staged) and not os.path.lexists(kept):
            break
    return staged, kept


def _remove_left(folder: Path) -> None:
    """Takes away what a restore has taken out that was killed before it began to replace anything."""
    for left in folder.glob("restoring-*"):
        if _STAGED.fullmatch(left.name) and left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)


def _tidy(staged: Path, kept: Path) -> None:
    if is_interrupted(settings.DATA_DIR):  # from there on everything that was laid beside is needed
        return
    shutil.rmtree(staged, ignore_errors=True)
    shutil.rmtree(kept, ignore_errors=True)  # nothing is in it yet


def finish() -> Path:
    """Does what is left of the plan and gives the folder of what was there before; raises `Refused` as `carry_out` does."""
    folder = settings.DATA_DIR
    try:
        usage.take_alone(folder)
    except usage.InUse:
        raise Refused(IN_USE) from None
    if not is_interrupted(folder):
        raise Refused("No restore was interrupted: there is nothing to finish.")
    plan = read_plan(folder)
    carry_out(folder, plan)
    return Path(plan.kept)


def _check(manifest: Manifest) -> bool:
    """Whether migrations are left to do after it; raises `Refused` for what cannot come into this database."""
    if manifest.database != connection.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise Refused(
            f"The archive is of {names[manifest.database]}, DATABASE_URL names {names[connection.vendor]}: restore it "
            "there, then move it over (docs/operations.md, From SQLite to PostgreSQL). Nothing was changed."
        )
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = {*loader.disk_migrations}
    known |= {replaced for one in loader.disk_migrations.values() for replaced in one.replaces}
    apps = {app for app, _name in known}  # the tables of an app that the tracker does not use any more harm nobody
    done = {(app, name) for app, name in manifest.migrations if app in apps}
    if strange := sorted(done - known):
        app, name = strange[0]
        raise Refused(
            f"The archive was made by a newer version of the tracker ({app} {name}): upgrade first. Nothing was changed."
        )
    return bool({*loader.disk_migrations} - done)


def _prepare(staged: Path, manifest: Manifest) -> Path | None:
    database = staged / DATABASES[manifest.database]
    places = []
    for name, folder in _folders_of_files().items():
        (staged / name).mkdir(exist_ok=True, mode=0o700)  # an archive may have no file of the kind
        places += [folder.parent, *([folder] if folder.is_dir() else [])]
    if manifest.database == "sqlite":
        places.append(_database_file().parent)
    check_one_disk(staged, places)
    if manifest.database == "postgresql":
        if number := others_at_postgresql_for_long():
            raise Refused(f"{IN_USE} PostgreSQL counts {number} other sessions in this database.")
        program("psql")
        return prepare_postgresql(database)
    if prepare_sqlite(database).rows != manifest.rows:
        raise Refused("The archive is damaged (its tables have other numbers of rows). Nothing was changed.")
    return None


def _keep_former(staged: Path) -> Path | None:
    """A dump of what is in PostgreSQL, None where nothing is. SQLite's file is brought together, and kept itself."""
    if connection.vendor == "sqlite":
        fold_sqlite(_database_file())
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('plans_entry')")
        if cursor.fetchone()[0] is None:  # a new, empty database
            return None
    former = staged / f"former-{DATABASES['postgresql']}"
    dump_postgresql(former)
    former.chmod(0o600)
    sync(former)
    return former


def _database_file() -> Path:
    """The file itself, where the setting names a link to it: what belongs to it lies beside it."""
    return Path(connection.settings_dict["NAME"]).resolve()


def _folders_of_files() -> dict[str, Path]:
    """Where the files lie, by their folder in the archive."""
    return {EVIDENCE: Path(settings.EVIDENCE_DIR).resolve(), EDITIONS: Path(settings.EDITIONS_DIR).resolve()}


def _plan(staged: Path, kept: Path, script: Path | None, former: Path | None) -> Plan:
    places = []
    if former is not None:
        places.append(Place(str(kept / DATABASES["postgresql"]), str(former), ""))
    if script is None:
        file = _database_file()
        places.append(_place(file, kept / file.name, staged / DATABASES["sqlite"]))
        beside = [file.with_name(file.name + end) for end in ("-wal", "-shm")]
        places += [_place(one, kept / one.name) for one in beside if one.exists()]
    places += [_place(folder, kept / name, staged / name) for name, folder in _folders_of_files().items()]
    return Plan(places, str(script or ""), str(staged), str(kept))


def _place(path: Path, former: Path, new: Path | None = None) -> Place:
    return Place(str(path), str(new or ""), str(former) if os.path.lexists(path) else "")


def _waiting_mails() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM plans_outboxmail WHERE state = 'uncertain'")
        return cursor.fetchone()[0]
