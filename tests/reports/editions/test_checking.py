"""The check in a process of its own: the same answer, and an end to what takes too long or too much."""

import pytest

from reports.editions import checking
from reports.editions.checking import CheckCancelled, check_copy_at
from reports.editions.copies import Certificate, Change, PublishedDamaged, Refusal, SignedCopy
from reports.editions.signed_copy import check_signed_copy
from tests.reports.editions.certificates import ROOTS
from tests.reports.editions.copying import blank, signed, tampered


@pytest.fixture
def files(published, tmp_path):
    """The published file and a good copy of it."""
    paths = tmp_path / "nəşr.pdf", tmp_path / "imzalı.pdf"
    paths[0].write_bytes(published)
    paths[1].write_bytes(signed(published))
    return paths


def test_process_gives_the_same_answer(published, files, settings, tmp_path):
    assert check_copy_at(*files) == check_signed_copy(published, files[1])
    (tmp_path / "roots.pem").write_bytes(ROOTS)
    settings.SEAL_TRUST_ROOTS = str(tmp_path / "roots.pem")
    assert check_copy_at(*files).signatures[0].certificate is Certificate.REVOCATION_UNKNOWN
    files[1].write_bytes(tampered(published, blank))
    assert check_copy_at(*files) == SignedCopy(refusal=Refusal.CHANGED, change=Change.CONTENT)


def test_file_that_is_too_large_or_empty_begins_no_process(files, monkeypatch):
    monkeypatch.setattr(checking, "MEGABYTES", "none")  # no process could begin with it
    with files[1].open("wb") as file:
        file.truncate(300_000_000)
    assert check_copy_at(*files) == SignedCopy(refusal=Refusal.TOO_LARGE)
    files[1].write_bytes(b"")
    assert check_copy_at(*files) == SignedCopy(refusal=Refusal.EMPTY)


def test_file_that_takes_too_long_is_refused(files, settings):
    settings.SIGNED_COPY_SECONDS = 0
    assert check_copy_at(*files) == SignedCopy(refusal=Refusal.TOO_COMPLEX)


def test_file_that_takes_too_much_is_refused(files, monkeypatch):
    monkeypatch.setattr(checking, "MEGABYTES", 12)
    assert check_copy_at(*files) == SignedCopy(refusal=Refusal.TOO_COMPLEX)


def test_nobody_waits_any_more(files):
    with pytest.raises(CheckCancelled):
        check_copy_at(*files, is_cancelled=lambda: True)


def test_published_file_that_is_damaged_is_said(published, files):
    files[0].write_bytes(published[:-100])
    files[1].write_bytes(published[:-100] + b"x")
    with pytest.raises(PublishedDamaged):
        check_copy_at(*files)


def test_roots_that_are_gone_are_said(files, settings, tmp_path):
    settings.SEAL_TRUST_ROOTS = str(tmp_path / "none.pem")
    with pytest.raises(FileNotFoundError):
        check_copy_at(*files)
