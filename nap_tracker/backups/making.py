"""Makes a backup while everything runs: the database first, then the files, so that each one that it names is there.

It gets its name after it has been read back as a restore reads it.
"""

import zipfile
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from nap_tracker.backups.archive import DATABASES, EDITIONS, EVIDENCE, Manifest, Writer, member_of, read_back
from nap_tracker.backups.databases import dump_postgresql, dump_sqlite
from nap_tracker.backups.placing import ARCHIVE, new_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What was made. Names below `EVIDENCE_DIR`, and with "editions/" before them below `EDITIONS_DIR`: `missing` are files of
    the database that could not be opened, `foreign` are left out, for they are none of the tracker's.
    """

    manifest: Manifest
    missing: list[str]
    foreign: list[str]


def back_up(target: Path) -> Backup:
    """Writes an archive of the database, the evidence and the files of editions to `target`, for its owner only.

    A file that vanishes meanwhile is left out. Raises `Refused`, with nothing written.
    """
    kind = connection.vendor
    with new_file(target) as folder:
        dumped = folder / DATABASES[kind]
        snapshot = (dump_sqlite if kind == "sqlite" else dump_postgresql)(dumped)
        with zipfile.ZipFile(folder / ARCHIVE, "w", allowZip64=True) as archive:
            writer = Writer(archive)
            with dumped.open("rb") as source:
                writer.add(DATABASES[kind], source, compress=kind == "sqlite")
            missing, foreign = _add_files(writer, snapshot.files)
            manifest = writer.finish(
                lambda members: Manifest(
                    made_at=timezone.localtime().isoformat(timespec="seconds"),
                    database=kind,
                    server=snapshot.server,
                    migrations=snapshot.migrations,
                    rows=snapshot.rows,
                    latest=snapshot.latest,
                    missing=len(missing),
                    members=members,
                )
            )
        read_back(folder / ARCHIVE)
    return Backup(manifest=manifest, missing=missing, foreign=foreign)


def _add_files(writer: Writer, named: AbstractSet[str]) -> tuple[list[str], list[str]]:
    """The names that the database has and the archive has not, and those that are none of the tracker's."""
    missing, foreign = set(named), []
    for folder, place, pattern in (
        (EVIDENCE, settings.EVIDENCE_DIR, "??/??/*"),
        (EDITIONS, settings.EDITIONS_DIR, "??/*"),
    ):
        for path in sorted(place.glob(pattern)):
            stored = path.relative_to(place).as_posix()
            member = member_of(stored, folder)
            name = stored if folder == EVIDENCE else f"{folder}/{stored}"
            if member is None or path.is_dir():
                if path.suffix != ".part":  # still coming in
                    foreign.append(name)
                continue
            try:
                source = path.open("rb")
            except OSError:  # taken back meanwhile, or not to be read: if the database names it, it is missing
                continue
            with source:
                writer.add(member, source, compress=False)
            missing.discard(name)
    return sorted(missing), foreign
