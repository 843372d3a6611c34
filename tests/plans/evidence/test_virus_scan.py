import io
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

from nap_tracker.gateway import WRITERS
from plans.evidence.services import virus_scan
from plans.evidence.services.virus_scan import ScannerBusy, ScannerDown, VirusFound, scan
from plans.turns import Turns

MARK = b"NUMUNE-VIRUS"


@contextmanager
def clamd(answer: bytes | None = None, family: int = socket.AF_INET, address=("127.0.0.1", 0)) -> Iterator[dict]:
    """A daemon that speaks clamd's INSTREAM: FOUND for what contains `MARK`, OK otherwise, or always `answer`."""
    seen: dict = {"content": b""}
    with socket.socket(family) as listening:
        listening.bind(address)
        listening.listen()
        seen["address"] = listening.getsockname()

        def serve() -> None:
            with listening.accept()[0] as talk, talk.makefile("rb") as said:
                seen["command"] = said.readline()
                while length := struct.unpack("!L", said.read(4))[0]:
                    seen["content"] += said.read(length)
                found = b"stream: Numune.Test FOUND\n" if MARK in seen["content"] else b"stream: OK\n"
                talk.sendall(found if answer is None else answer)

        daemon = threading.Thread(target=serve)
        daemon.start()
        try:
            yield seen
        finally:
            daemon.join(timeout=10)
    assert not daemon.is_alive()


def _at(seen: dict) -> str:
    host, port = seen["address"]
    return f"{host}:{port}"


def test_clean_file_is_read_whole_and_passes(settings):
    with clamd() as seen:
        settings.CLAMAV = _at(seen)
        stream = io.BytesIO(b"salam" * 1000)
        stream.seek(17)
        scan(stream, "a.pdf")
    assert (seen["command"], seen["content"]) == (b"nINSTREAM\n", b"salam" * 1000)


def test_virus_is_named(settings):
    with clamd() as seen:
        settings.CLAMAV = _at(seen)
        with pytest.raises(VirusFound, match=r"a\.pdf.*Numune\.Test"):
            scan(io.BytesIO(b"x" + MARK), "a.pdf")


def test_socket_file_is_spoken_to_as_well(settings, tmp_path):
    with clamd(family=socket.AF_UNIX, address=str(tmp_path / "s")) as seen:
        settings.CLAMAV = str(tmp_path / "s")
        with pytest.raises(VirusFound):
            scan(io.BytesIO(MARK), "a.pdf")
    assert seen["content"] == MARK


@pytest.mark.parametrize(
    "answer",
    [b"", b"stream: Can't open file. ERROR\n", b"nonsense\n", b"\xff\xfe\n", b"INSTREAM size limit exceeded. ERROR\n"],
)
def test_answer_that_is_neither_ok_nor_found_lets_nothing_through(settings, answer):
    with clamd(answer) as seen:
        settings.CLAMAV = _at(seen)
        with pytest.raises(ScannerDown, match=r"a\.pdf"):
            scan(io.BytesIO(b"salam"), "a.pdf")


def test_daemon_that_is_not_there_lets_nothing_through(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.CLAMAV = f"127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(ScannerDown):
            scan(io.BytesIO(b"salam"), "a.pdf")


def test_daemon_that_never_answers_lets_nothing_through(settings, monkeypatch):
    monkeypatch.setattr(virus_scan, "TIMEOUT_SECONDS", 0.2)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        settings.CLAMAV = f"127.0.0.1:{deaf.getsockname()[1]}"
        with pytest.raises(ScannerDown):
            scan(io.BytesIO(b"salam"), "a.pdf")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "“a.pdf” is not stored. Many files are being checked at this moment: add it again in a minute."),
        ("az", "“a.pdf” saxlanılmadı. Hazırda çoxlu fayl yoxlanılır: bir dəqiqədən sonra yenidən əlavə edin."),
    ],
)
def test_few_files_wait_for_a_daemon_and_the_others_are_told_at_once(settings, monkeypatch, language, sentence):
    monkeypatch.setattr(virus_scan, "_turns", Turns(at_once=1, waiting=0))
    with clamd() as seen:
        settings.CLAMAV = _at(seen)
        with virus_scan._turns.turn(0), translation.override(language), pytest.raises(ScannerBusy) as busy:
            scan(io.BytesIO(b"salam"), "a.pdf")
        assert (str(busy.value), "command" in seen) == (sentence, False)
        scan(io.BytesIO(b"salam"), "a.pdf")
    assert seen["content"] == b"salam"


def test_a_daemon_that_hangs_leaves_writers_free():
    assert virus_scan._turns._holders._initial_value < WRITERS


def test_socket_file_that_is_not_there_lets_nothing_through(settings, tmp_path):
    settings.CLAMAV = str(tmp_path / "yoxdur")
    with pytest.raises(ScannerDown):
        scan(io.BytesIO(b"salam"), "a.pdf")


def test_nothing_is_asked_where_no_scanner_is_set(settings):
    settings.CLAMAV = ""
    stream = io.BytesIO(MARK)
    stream.seek(3)
    scan(stream, "a.pdf")
    assert stream.tell() == 3


def test_address_without_sense_is_told_to_the_administrator(settings):
    settings.CLAMAV = "localhost:salam"
    with pytest.raises(ImproperlyConfigured, match="CLAMAV"):
        scan(io.BytesIO(b"salam"), "a.pdf")
