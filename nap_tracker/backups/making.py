"""Makes a backup while everything runs: the database first, then the files, so that each one that it names is there."""

import tempfile
import zipfile
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from nap_tracker.backups.archive import DATABASES, Manifest, Writer, new_file
from nap_tracker.backups.databases import dump_postgresql, dump_sqlite


def back_up(target: Path) -> Manifest:
    """Writes an archive of the database and the evidence to `target`, for its owner only; raises `Refused`."""
    kind = connection.vendor
    with new_file(target) as part, tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        dumped = Path(folder) / DATABASES[kind]
        snapshot = (dump_sqlite if kind == "sqlite" else dump_postgresql)(dumped)
        with zipfile.ZipFile(part, "w", allowZip64=True) as archive:
            writer = Writer(archive)
            writer.add(DATABASES[kind], dumped, compress=kind == "sqlite")
            missing = set(snapshot.files)
            for path in sorted(settings.EVIDENCE_DIR.glob("??/??/*")):
                if path.suffix == ".part":  # still coming in
                    continue
                name = path.relative_to(settings.EVIDENCE_DIR).as_posix()
                writer.add(f"evidence/{name}", path, compress=False)
                missing.discard(name)
            return writer.finish(
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
