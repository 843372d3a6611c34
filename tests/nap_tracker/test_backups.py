"""Backup and restore, by doing it: on the database of the test, with the real commands and the real server."""

import contextlib
import datetime
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from nap_tracker import usage
from nap_tracker.backups import Refused, databases, making
from nap_tracker.backups.archive import opened
from nap_tracker.backups.making import back_up
from nap_tracker.backups.replacing import INTERRUPTED
from nap_tracker.backups.restoring import restore
from plans.enums import MailState
from plans.models import Entry, Evidence, OutboxMail, Revision
from reports.editions import store as editions
from reports.models import Edition, EditionFile
from tests.faults.conftest import address_of
from tests.faults.server import ROOT, Server, Typing, Writer, database_url
from tests.plans.evidence.sample_files import packed_again

pytestmark = pytest.mark.django_db(transaction=True)
CALLED_BACK = {"state", "next_attempt_at"}
CONTENT = b"N\xc3\xbcmun\xc9\x99 " * 100_000


@pytest.fixture
def folder(tmp_path, settings, monkeypatch) -> Iterator[Path]:
    """DATA_DIR of the commands, of those in this process too."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings.DATA_DIR, settings.EVIDENCE_DIR, settings.EDITIONS_DIR = folder, folder / "evidence", folder / "editions"
    monkeypatch.setattr(usage, "_held", None)
    yield folder
    let_go()


def let_go() -> None:
    """As when a process ends: nobody holds the data any more."""
    if usage._held is not None:
        os.close(usage._held)
        usage._held = None


def here(*command: str | Path) -> tuple[int, str]:
    """Exit code and what was said by a command in this process: starting one takes longer than its work."""
    said = io.StringIO()
    try:
        call_command(*map(str, command), stdout=said, stderr=said)
    except CommandError as error:
        return error.returncode, f"{said.getvalue()}{error}"
    finally:
        let_go()
    return 0, said.getvalue()


def start_another() -> None:
    """What every process does first."""
    try:
        apps.get_app_config("nap_tracker").ready()
    finally:
        let_go()


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


def keep_edition(entry: Entry, content: bytes = CONTENT) -> Path:
    """A file of an edition, whole in the store."""
    edition = Edition.objects.create(
        reporting_year=entry.reporting_year, audience="internal", ordinal=1, number="02/1847", position="Nümunə vəzifə",
        name="A. NÜMUNƏLİ", signed_on=datetime.date(2025, 1, 27), document="{}", document_sha256="0" * 64, look={},
        made_by={}, unsealed_because="none", published_by=entry.updated_by, published_at=timezone.now(),
    )  # fmt: skip
    sha256 = editions.keep(content)
    EditionFile.objects.create(edition=edition, fmt="pdf", name="a.pdf", size=len(content), sha256=sha256)
    return editions._path(sha256)


def everything() -> dict[str, list]:
    """Every row of every table, but in which state a mail is, and since when."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
            kept = [f'"{name}"' for name in columns if table != "plans_outboxmail" or name not in CALLED_BACK]
            cursor.execute(f'SELECT {", ".join(kept)} FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def mail(state: MailState) -> OutboxMail:
    now = timezone.now() - datetime.timedelta(days=1)
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
    waited = OutboxMail.objects.get(state=MailState.SENT).next_attempt_at
    whole = everything()
    code, said = here("backup", tmp_path / "after.backup")
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
    since = dict(OutboxMail.objects.values_list("state", "next_attempt_at"))
    assert since["sent"] == waited < since["uncertain"] - datetime.timedelta(hours=23)
    kept = Path(re.search(r"What was there before is in (.+)\.", said)[1])
    assert (kept / "evidence" / "aa" / "bb" / ("c" * 40)).read_bytes() == b"later"
    assert (
        sum(path.name in ("database.dump", Path(str(connection.settings_dict["NAME"])).name) for path in kept.iterdir())
        == 1
    )

    code, said = here("restore", tmp_path / "while.backup")
    assert code == 0, said
    entry = Entry.objects.get(sub_point__number="4.2.9")
    latest = Revision.objects.get(entry=entry, version=entry.version)
    assert entry.narrative in typing.writer.sent
    assert latest.content == entry.content
    assert file.read_bytes() == CONTENT
    assert OutboxMail.objects.count() == 0


@pytest.mark.parametrize("moment", [0, 2, 5, *(pytest.param(moment, marks=pytest.mark.soak) for moment in (1, 3, 4))])
def test_restore_that_is_killed_leaves_the_old_or_says_what_to_do(folder, tmp_path, year, people, write_entry, moment):
    """Killed before the plan stands (0), before the first thing is moved (1), and between any two."""
    entry = write_entry("4.1.6", "<p>Birinci.</p>", author=people["lead"])
    file = keep_evidence(entry, folder, "a")
    back_up(tmp_path / "a.backup")
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
    moves = 5 if connection.vendor == "sqlite" else 4
    assert killed.returncode == (-signal.SIGKILL if moment <= moves else 0), killed.stderr
    if moment == 0:
        start_another()
        assert (everything(), file.read_bytes()) == (old, b"changed")
        assert here("restore", tmp_path / "a.backup")[0] == 0
    elif moment <= moves:
        if moment == 2:
            assert manage(folder, "check") == (1, f"{INTERRUPTED}\n")
        with pytest.raises(SystemExit, match=INTERRUPTED):
            start_another()
        assert here("restore", tmp_path / "a.backup") == (1, INTERRUPTED)
        code, said = here("restore", "--finish")
        assert (code, said.startswith("The restore is finished.")) == (0, True), said
        start_another()
    assert (everything(), file.read_bytes()) == (new, CONTENT)
    assert [path.read_bytes() for path in folder.glob("before-restore-*/evidence/aa/bb/*")] == [b"changed"]
    assert [path.name for path in folder.iterdir() if path.name.startswith(("restoring-", ".restore"))] == []
    former = [path for path in folder.glob("before-restore-*/*") if path.name != "evidence"]
    assert len(former) == 1  # none of a restore that came to nothing


@pytest.fixture
def archive(folder, tmp_path, year, people, write_entry) -> Path:
    keep_evidence(write_entry("4.1.6", author=people["lead"]), folder, "a")
    back_up(tmp_path / "a.backup")
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


def test_archive_that_is_wrong_changes_nothing(archive, folder):
    """One test for all: what is refused is compared with what was there, which costs more than the refusing."""
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
    code, said = here("backup", archive)
    assert (code, "exists already: nothing is overwritten" in said, archive.read_bytes()) == (1, True, made)
    nowhere = tmp_path / "nowhere" / "a.backup"
    says = f"{nowhere} cannot be written: No such file or directory. Nothing is left of it."
    assert here("backup", nowhere) == (1, says)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.backup", "data"]


def test_backup_takes_what_a_restore_takes_and_says_what_it_left_out(archive, folder, tmp_path, monkeypatch):
    """Files of others, of a withdrawn upload, and files that the database names and nobody can open."""
    evidence, entry = folder / "evidence", Entry.objects.get()
    vanished, unneeded = keep_evidence(entry, folder, "b"), evidence / "aa" / "bb" / ("c" * 40)
    unneeded.write_bytes(b"of an upload that is taken back")
    strange = ["aa/bb/.DS_Store", f"aa/bb/{'A' * 40}", f"aa/bb/{'d' * 40}", "xx/yy/note.txt"]
    for name in strange:
        (evidence / name).parent.mkdir(parents=True, exist_ok=True)
        (evidence / name).mkdir() if "d" * 40 in name else (evidence / name).write_bytes(b"x")
    (evidence / "aa" / "bb" / ("e" * 40 + ".part")).write_bytes(b"still coming in")
    real = making.member_of

    def taken_away_meanwhile(name: str, kind: str) -> str | None:
        if name in (f"aa/bb/{'b' * 40}", f"aa/bb/{'c' * 40}"):
            (evidence / name).unlink()
        return real(name, kind)

    monkeypatch.setattr(making, "member_of", taken_away_meanwhile)
    code, said = here("backup", tmp_path / "b.backup")
    assert (code, vanished.exists(), unneeded.exists()) == (2, False, False)
    left_out, missing = said.splitlines()[-2:]
    assert left_out == f"Left out, for the tracker has not put them there: {', '.join(strange)}."
    assert missing == (
        f"{tmp_path / 'b.backup'} is made, but 1 files that the database names cannot be opened in {evidence}: "
        f"aa/bb/{'b' * 40}. Look for them in an earlier backup, and keep that."
    )
    code, said = here("restore", tmp_path / "b.backup")
    assert (code, "\n1 files that the database names were missing already when the backup was made.\n" in said) == (
        0,
        True,
    )
    files = [path.relative_to(evidence).as_posix() for path in evidence.rglob("*") if path.is_file()]
    assert files == [f"aa/bb/{'a' * 40}"]

    assert here("backup", tmp_path / "c.backup")[0] == 2
    Evidence.objects.filter(stored_name=f"aa/bb/{'b' * 40}").delete()
    code, said = here("backup", tmp_path / "d.backup")
    assert (code, said.count("\n"), "Left out" in said) == (0, 2, False)


def test_backup_that_cannot_be_read_back_gets_no_name(archive, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(making, "member_of", lambda _name, _kind: "evidence/another")
    code, said = here("backup", tmp_path / "b.backup")
    assert (code, said) == (
        1,
        "What was written cannot be read back, so there is no backup: The archive is damaged (its members are not those "
        "that it lists). Nothing was changed; take another backup.",
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.backup", "data"]


def test_restore_is_refused_where_the_evidence_is_a_disk_of_its_own(archive, folder, settings):
    """Before anything is touched; a link to a folder on the same disk stays, and what it leads to is replaced."""
    old = everything()
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        if os.stat(other).st_dev == os.stat(folder).st_dev:
            pytest.skip("all on one disk")
        settings.EVIDENCE_DIR = Path(other)
        (settings.EVIDENCE_DIR / "kept").touch()
        code, said = here("restore", archive)
        assert (code, os.listdir(other), everything() == old) == (1, ["kept"], True)
        assert said.startswith(f"Nothing can be moved from {folder} into ")
        assert "Mount that disk at DATA_DIR instead" in said
    assert sorted(os.listdir(folder)) == [".in-use", "evidence"]

    real, settings.EVIDENCE_DIR = folder / "evidence", folder.parent / "link"
    settings.EVIDENCE_DIR.symlink_to(real)
    (real / "aa" / "bb" / ("a" * 40)).write_bytes(b"changed")
    assert here("restore", archive)[0] == 0
    assert (settings.EVIDENCE_DIR.is_symlink(), (real / "aa" / "bb" / ("a" * 40)).read_bytes()) == (True, CONTENT)
    assert [path.read_bytes() for path in folder.glob("before-restore-*/evidence/aa/bb/*")] == [b"changed"]


def test_restore_takes_away_nothing_of_others(archive, folder):
    """A folder of a restore that was killed goes; a file of that name, and what somebody has named alike, stay."""
    left = folder / "restoring-20260101-000000" / "evidence"
    left.mkdir(parents=True)
    (folder / "restoring-20260101-000001").write_bytes(b"a plain file")
    (folder / "restoring-notes").mkdir()
    code, said = here("restore", archive)
    assert code == 0, said
    names = sorted(path.name for path in folder.glob("restoring-*"))
    assert names == ["restoring-20260101-000001", "restoring-notes"]


@pytest.fixture
def impatient(monkeypatch) -> None:
    """Who waits for others to end waits once."""
    monkeypatch.setattr(databases, "ENDING_TRIES", 1)
    monkeypatch.setattr(databases, "ENDING_SECONDS", 0)


@pytest.mark.postgresql
def test_restore_waits_for_no_session_of_somebody_else(archive, folder, impatient):
    other = connection.copy()
    other.ensure_connection()
    try:
        code, said = here("restore", archive)
    finally:
        other.close()
    assert (code, "PostgreSQL counts 1 other sessions" in said) == (1, True), said


@pytest.mark.sqlite
def test_restore_waits_for_no_session_of_somebody_else_on_sqlite(archive, folder, impatient):
    with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("SELECT count(*) FROM plans_entry").fetchall()
        code, said = here("restore", archive)
    assert (code, "end every program that uses it first" in said) == (1, True), said


@pytest.mark.postgresql
def test_statement_that_postgresql_refuses_takes_the_restore_back(archive, folder, monkeypatch):
    """Evidence was in its place already: it goes back, and nothing is left to be finished."""
    file = folder / "evidence" / "aa" / "bb" / ("a" * 40)
    file.write_bytes(b"changed")
    monkeypatch.setattr(databases, "CALL_MAILS_BACK", "SELECT 1 / 0")
    old = everything()
    code, said = here("restore", archive)
    assert (code, said.endswith("division by zero. Everything is as it was before.")) == (1, True), said
    assert (everything(), file.read_bytes(), sorted(os.listdir(folder))) == (old, b"changed", [".in-use", "evidence"])
    start_another()


@pytest.mark.postgresql
def test_backup_says_which_program_is_missing(folder, tmp_path, monkeypatch):
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


def test_files_of_editions_go_along_and_come_back(folder, tmp_path, people, write_entry):
    file = keep_edition(write_entry("4.2.9", author=people["coordinator"]))
    code, said = here("backup", tmp_path / "whole.backup")
    assert code == 0, said
    assert "0 files of evidence, 1 of editions" in said
    file.write_bytes(b"x")
    connection.close()
    code, said = here("restore", tmp_path / "whole.backup")
    assert code == 0, said
    assert file.read_bytes() == CONTENT
    assert file.stat().st_mode & 0o777 == 0o600
    file.unlink()
    assert back_up(tmp_path / "less.backup").missing == [f"editions/{file.parent.name}/{file.name}"]
