"""Backup and restore, by doing it: on the database of the test, with the real commands and the real server."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from nap_tracker.backups.archive import Refused, opened
from plans.enums import MailState
from plans.models import Entry, Evidence, OutboxMail, Revision
from tests.faults.conftest import address_of
from tests.faults.server import ROOT, Server, Typing, Writer, database_url
from tests.plans.evidence.sample_files import packed_again

pytestmark = pytest.mark.django_db(transaction=True)
CONTENT = b"N\xc3\xbcmun\xc9\x99 " * 100_000


@pytest.fixture
def folder(tmp_path, settings) -> Path:
    """DATA_DIR of the commands."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings.EVIDENCE_DIR = folder / "evidence"
    return folder


def environment(folder: Path, **more: str) -> dict[str, str]:
    place = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url(), "DATA_DIR": str(folder)}
    return os.environ | place | {"LOG_LEVEL": "ERROR"} | more


def manage(folder: Path, *command: str | Path, **more: str) -> tuple[int, str]:
    """Exit code and what was said by a command of its own process."""
    connection.close()  # the restore wants nobody else in the database
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, command)], cwd=ROOT, env=environment(folder, **more), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return done.returncode, done.stdout


def keep_evidence(entry: Entry, folder: Path, letter: str, content: bytes = CONTENT) -> Path:
    stored_name = f"aa/bb/{letter * 40}"
    path = folder / "evidence" / stored_name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    Evidence.objects.create(
        entry=entry, title="Nümunə", file_name="a.txt", stored_name=stored_name, size=len(content), sha256="0" * 64,
        content_type="text/plain", added_at=timezone.now(), added_by=entry.updated_by,
    )  # fmt: skip
    return path


def everything() -> dict[str, list]:
    """Every row of every table, but in which state a mail is."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
            kept = [f'"{name}"' for name in columns if (table, name) != ("plans_outboxmail", "state")]
            cursor.execute(f'SELECT {", ".join(kept)} FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def mail(state: MailState) -> OutboxMail:
    now = timezone.now()
    return OutboxMail.objects.create(
        to=f"{state}@numune.example", kind="digest", subject="Nümunə", text="" if state == MailState.SENT else "Nümunə",
        state=state, created_at=now, next_attempt_at=now, sent_at=now if state == MailState.SENT else None,
    )  # fmt: skip


def test_backup_while_people_write_wipe_and_restore(folder, tmp_path, year, people, write_entry, sign_in):
    first = write_entry("4.1.6", "<p>Birinci.</p>", author=people["lead"])
    file = keep_evidence(first, folder, "a")
    server = Server(folder)
    server.start()
    session = sign_in("contributor").cookies["sessionid"].value
    typing = Typing(Writer(server, address_of("4.2.9"), session, "00000001"))
    try:
        typing.start()
        typing.wait_for_saves(2)
        code, said = manage(folder, "backup", tmp_path / "while.backup")
        assert code == 0, said
        typing.wait_for_saves(2)
        code, said = manage(folder, "restore", tmp_path / "while.backup")
        assert (code, "The data are in use" in said) == (1, True), said
        typing.wait_for_saves(1)  # nobody was disturbed
        typing.finish()
    finally:
        server.stop()
    for state in (MailState.QUEUED, MailState.SENDING, MailState.FAILED, MailState.SENT):
        mail(state)
    whole = everything()
    code, said = manage(folder, "backup", tmp_path / "after.backup")
    assert (code, (tmp_path / "after.backup").stat().st_mode & 0o777) == (0, 0o600), said
    assert re.search(r"2 entries, 2 revisions, 6 users, 1 files of evidence, latest change 20", said), said
    Revision.objects.all().delete()
    Evidence.objects.all().delete()
    file.unlink()
    added = keep_evidence(first, folder, "c", b"later")

    code, said = manage(folder, "restore", tmp_path / "after.backup")
    assert code == 0, said
    assert everything() == whole
    assert (file.read_bytes(), added.exists()) == (CONTENT, False)
    assert "3 mails waited" in said
    states = dict(OutboxMail.objects.values_list("to", "state"))
    assert {to.partition("@")[0]: state for to, state in states.items()} == {
        "queued": "uncertain", "sending": "uncertain", "failed": "uncertain", "sent": "sent",
    }  # fmt: skip
    kept = Path(re.search(r"What was there before is in (.+)\.", said)[1])
    assert (kept / "evidence" / "aa" / "bb" / ("c" * 40)).read_bytes() == b"later"
    assert (
        sum(path.name in ("database.dump", Path(str(connection.settings_dict["NAME"])).name) for path in kept.iterdir())
        == 1
    )

    code, said = manage(folder, "restore", tmp_path / "while.backup")
    assert code == 0, said
    entry = Entry.objects.get(sub_point__number="4.2.9")
    latest = Revision.objects.get(entry=entry, version=entry.version)
    assert entry.narrative in typing.writer.sent
    assert latest.content == entry.content
    assert file.read_bytes() == CONTENT
    assert OutboxMail.objects.count() == 0


@pytest.mark.parametrize(
    "moment", [0, pytest.param(1, marks=pytest.mark.soak), 2, pytest.param(3, marks=pytest.mark.soak), 4]
)
def test_restore_that_is_killed_leaves_the_old_or_says_what_to_do(folder, tmp_path, year, people, write_entry, moment):
    """Killed before the plan stands (0), before the first thing is moved (1), and between any two."""
    entry = write_entry("4.1.6", "<p>Birinci.</p>", author=people["lead"])
    file = keep_evidence(entry, folder, "a")
    assert manage(folder, "backup", tmp_path / "a.backup")[0] == 0
    new = everything()
    Entry.objects.update(narrative="<p>İkinci.</p>")
    file.write_bytes(b"changed")
    old = everything()
    connection.close()
    program = (
        "import os, signal, sys; left = [int(sys.argv[1])]; real = os.replace\n"
        "def replace(*names):\n"
        "    if left[0] == 0: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    left[0] -= 1; real(*names)\n"
        "os.replace = replace; sys.argv = ['manage.py', 'restore', sys.argv[2]]\n"
        "from django.core.management import execute_from_command_line; execute_from_command_line(sys.argv)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program, str(moment), str(tmp_path / "a.backup")], cwd=ROOT, env=environment(folder),
        capture_output=True,
    )  # fmt: skip
    moves = 4 if connection.vendor == "sqlite" else 2
    assert killed.returncode == (-signal.SIGKILL if moment <= moves else 0), killed.stderr
    code, said = manage(folder, "check")
    if moment == 0:
        assert (code, everything(), file.read_bytes()) == (0, old, b"changed"), said
        assert manage(folder, "restore", tmp_path / "a.backup")[0] == 0
    elif moment <= moves:
        assert (code, said) == (
            1,
            "A restore was interrupted. Nothing is lost: finish it with  manage.py restore --finish\n",
        )
        code, said = manage(folder, "restore", "--finish")
        assert (code, said.startswith("The restore is finished.")) == (0, True), said
        assert manage(folder, "check")[0] == 0
    assert (everything(), file.read_bytes()) == (new, CONTENT)
    assert [path.read_bytes() for path in folder.glob("before-restore-*/evidence/aa/bb/*")] == [b"changed"]
    assert [path.name for path in folder.iterdir() if path.name.startswith(("restoring-", ".restore"))] == []


@pytest.fixture
def archive(folder, tmp_path, year, people, write_entry) -> Path:
    keep_evidence(write_entry("4.1.6", author=people["lead"]), folder, "a")
    assert manage(folder, "backup", tmp_path / "a.backup")[0] == 0
    return tmp_path / "a.backup"


def changed(archive: Path, change) -> Path:
    """A copy of the archive: `change` gets its members as a dictionary, and may do with them what it likes."""
    with zipfile.ZipFile(archive) as source:
        members = {name: source.read(name) for name in source.namelist()}
    change(members)
    copy = archive.with_name("changed.backup")
    with zipfile.ZipFile(copy, "w") as target:
        for name, content in members.items():
            target.writestr(name, content)
    return copy


def says(members: dict[str, bytes], **more) -> None:
    members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | more).encode()


def in_manifest(members: dict[str, bytes], key: str, change) -> None:
    manifest = json.loads(members["manifest.json"])
    change(manifest[key])
    members["manifest.json"] = json.dumps(manifest).encode()


def add_upwards(members: dict[str, bytes]) -> None:
    members["evidence/../../escaped"] = b"x"
    in_manifest(members, "members", lambda listed: listed.update({"evidence/../../escaped": [1, "0"]}))


FILE = f"evidence/aa/bb/{'a' * 40}"
WRONG = {
    "a file is another": (lambda m: m.update({FILE: CONTENT[:-1] + b"!"}), "is not what it was"),
    "a file is shorter": (lambda m: m.update({FILE: b""}), "has another size"),
    "a file is missing": (lambda m: m.pop(FILE), "its members are not those that it lists"),
    "a file too many": (lambda m: m.update({"evidence/x": b""}), "its members are not those that it lists"),
    "a way upwards": (add_upwards, "its members are not those that it lists"),
    "no manifest": (lambda m: m.pop("manifest.json"), "is no backup of the tracker"),
    "another manifest": (lambda m: m.update({"manifest.json": b"[]"}), "is no backup of the tracker"),
    "another product": (lambda m: says(m, format="x"), "is no backup of the tracker"),
    "a newer archive": (lambda m: says(m, version=2), "by a newer version of the tracker: upgrade first"),
    "a newer migration": (
        lambda m: in_manifest(m, "migrations", lambda done: done.append(["plans", "9999_later"])),
        r"by a newer version of the tracker \(plans 9999_later\): upgrade first",
    ),
}


def test_archive_that_is_wrong_changes_nothing(archive, folder, monkeypatch, settings):
    """One test for all: what is refused is compared with what was there, which costs more than the refusing."""
    from nap_tracker import usage
    from nap_tracker.backups import Refused
    from nap_tracker.backups.restoring import restore

    settings.DATA_DIR = folder
    monkeypatch.setattr(usage, "_held", None)
    old, files = everything(), sorted(path for path in folder.rglob("*") if path.is_file())
    truncated = archive.with_name("truncated.backup")
    truncated.write_bytes(archive.read_bytes()[:-200])
    foreign = archive.with_name("foreign.backup")
    foreign.write_bytes(b"PGDMP")
    link = io.BytesIO()
    with zipfile.ZipFile(link, "w") as target:
        info = zipfile.ZipInfo("evidence/aa")
        info.external_attr = 0o120777 << 16
        target.writestr(info, "/etc")
    linked = archive.with_name("linked.backup")
    linked.write_bytes(link.getvalue())
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]

    def other_kind(members: dict[str, bytes]) -> None:
        names = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
        members[names[other]] = members.pop(names[connection.vendor])
        says(members, database=other)
        in_manifest(members, "members", lambda m: m.update({names[other]: m.pop(names[connection.vendor])}))

    cases = [(truncated, "only a part of one"), (foreign, "is no backup"), (linked, "is no backup of the tracker")]
    cases.append((archive.with_name("none.backup"), "There is no"))
    for path, sentence in cases:
        with pytest.raises(Refused, match=sentence):
            restore(path)
    for change, sentence in [*WRONG.values(), (other_kind, "restore it there, then move it over")]:
        with pytest.raises(Refused, match=sentence):
            restore(changed(archive, change))
    assert everything() == old
    left = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".in-use")
    assert left == [path for path in files if path.name != ".in-use"]
    assert not [path for path in folder.iterdir() if path.name.startswith(("restoring", "before"))]


def test_backup_overwrites_nothing_and_leaves_no_part(archive, folder, tmp_path):
    made = archive.read_bytes()
    code, said = manage(folder, "backup", archive)
    assert (code, "exists already: nothing is overwritten" in said, archive.read_bytes()) == (1, True, made)
    code, said = manage(folder, "backup", tmp_path / "nowhere" / "a.backup")
    assert (code, "Traceback" in said) == (1, False), said
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part") or path.name.startswith(".a")] == []


@pytest.mark.postgresql
def test_restore_waits_for_no_session_of_somebody_else(archive, folder):
    other = connection.copy()
    other.ensure_connection()
    try:
        code, said = manage(folder, "restore", archive)
    finally:
        other.close()
    assert (code, "PostgreSQL counts 1 other sessions" in said) == (1, True), said


@pytest.mark.sqlite
def test_restore_waits_for_no_session_of_somebody_else_on_sqlite(archive, folder):
    import sqlite3

    other = sqlite3.connect(connection.settings_dict["NAME"])
    other.execute("SELECT count(*) FROM plans_entry").fetchall()
    try:
        code, said = manage(folder, "restore", archive)
    finally:
        other.close()
    assert (code, "end every program that uses it first" in said) == (1, True), said


@pytest.mark.postgresql
def test_backup_says_which_program_is_missing(folder, tmp_path, monkeypatch):
    from nap_tracker.backups import Refused, databases

    monkeypatch.setattr(databases.Path, "glob", lambda *args: iter(()))
    monkeypatch.setattr(databases.shutil, "which", lambda name: None)
    with pytest.raises(Refused, match="The program pg_dump is missing: install postgresql-client"):
        databases.program("pg_dump")
    monkeypatch.setattr(databases.shutil, "which", lambda name: str(tmp_path / name))
    (tmp_path / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.1'\n")
    (tmp_path / "pg_dump").chmod(0o700)
    with pytest.raises(Refused, match=r"pg_dump \(PostgreSQL\) 9.6.1 is older than the server"):
        databases.program("pg_dump")


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archive_packed_in_another_way_is_refused(archive, compression):
    archive.write_bytes(packed_again(archive.read_bytes(), compression, 5))
    with pytest.raises(Refused, match="no backup of the tracker"), opened(archive):
        pass
