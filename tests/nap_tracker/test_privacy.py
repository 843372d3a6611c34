"""Nobody else on the machine reads what lies in DATA_DIR, and nothing lies elsewhere."""

import os
import socket
from pathlib import Path

import pytest

from nap_tracker.privacy import close_to_others
from plans.evidence.services.leftovers import sweep
from tests.faults.conftest import address_of
from tests.faults.server import TOKEN, Server, Writer
from tests.nap_tracker.test_backups import manage


def open_to_others(folder: Path) -> list[str]:
    return [str(path) for path in [folder, *folder.rglob("*")] if not path.is_symlink() and path.stat().st_mode & 0o077]


def test_existing_installation_is_mended_at_start(tmp_path):
    folder, outside = tmp_path / "data", tmp_path / "elsewhere"
    (folder / "evidence" / "aa").mkdir(parents=True)
    for path in (folder, folder / "evidence", folder / "evidence" / "aa"):
        path.chmod(0o755)
    for name in ("tracker.sqlite3", "tracker.sqlite3-wal", "secret_key", "evidence/aa/x"):
        (folder / name).write_text("x")
        (folder / name).chmod(0o644)
    outside.write_text("x")
    outside.chmod(0o644)
    (folder / "link").symlink_to(outside)
    kept = os.umask(0o022)
    try:
        close_to_others(folder, folder / "tracker.sqlite3")
        assert open_to_others(folder) == []
        assert outside.stat().st_mode & 0o777 == 0o644
        (folder / "new").write_text("x")
        assert (folder / "new").stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(kept)


def test_folder_of_many_and_file_elsewhere(tmp_path):
    """A database beside DATA_DIR is closed, a folder that everybody may write to is left alone."""
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    (shared / "db").write_text("x")
    (shared / "other").write_text("x")
    for name in ("db", "other"):
        (shared / name).chmod(0o644)
    kept = os.umask(0o022)
    try:
        close_to_others(shared, shared / "db")
    finally:
        os.umask(kept)
    assert [path.stat().st_mode & 0o777 for path in (shared, shared / "db", shared / "other")] == [0o777, 0o600, 0o644]


def test_leftovers_are_swept_after_an_hour(tmp_path, settings):
    settings.UPLOAD_DIR, settings.EVIDENCE_DIR = tmp_path / "uploads", tmp_path / "evidence"
    (tmp_path / "uploads" / "fonts").mkdir(parents=True)
    (tmp_path / "evidence" / "aa" / "bb").mkdir(parents=True)
    old = [tmp_path / "uploads" / "fonts", tmp_path / "uploads" / "old.upload", tmp_path / "evidence/aa/bb/x.part"]
    new = [tmp_path / "uploads" / "new.upload", tmp_path / "evidence/aa/bb/x", tmp_path / "evidence/aa/bb/y.part"]
    for path in [*old[1:], *new]:
        path.write_text("x")
    for path in [*old, new[1]]:
        os.utime(path, (0, 0))
    assert sweep() == len(old)
    assert ([path.exists() for path in old], [path.exists() for path in new]) == ([False] * 3, [True] * 3)


@pytest.mark.django_db(transaction=True)
def test_upload_that_is_killed_leaves_nothing_outside_and_nothing_open(
    tmp_path, year, sign_in, write_entry, monkeypatch
):
    """SIGKILL for the whole server while 30 MB come in; before it, a save, so that everything has been used."""
    aside, folder = tmp_path / "aside", tmp_path / "data"
    aside.mkdir()
    folder.mkdir()
    folder.chmod(0o755)
    monkeypatch.setenv("TMPDIR", str(aside))
    write_entry("4.2.9")
    session = sign_in("contributor").cookies["sessionid"].value
    server = Server(folder, DJANGO_SETTINGS_MODULE="nap_tracker.settings")
    server.start()
    try:
        writer = Writer(server, address_of("4.1.6"), session, "00000001")
        writer.save_until_acknowledged("<p>Nümunə</p>")
        head = (
            f"POST {address_of('4.2.9', 'entry-evidence-add')} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: sessionid={session}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 40000000\r\n\r\n"
            '--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        )
        with socket.create_connection(("127.0.0.1", server.port)) as upload:
            upload.sendall(head.encode() + b"x" * 30_000_000)
            server.kill()
    finally:
        server.stop()
    assert list(aside.iterdir()) == []
    assert manage(folder, "check")[0] == 0
    assert open_to_others(folder) == []
    assert [path for path in (folder / "evidence").rglob("*") if path.is_file()] == []
