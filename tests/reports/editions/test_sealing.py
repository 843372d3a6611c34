"""The seal of the house: appended, invisible, an approval, and never in the way of what is published."""

import datetime
import io
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pikepdf
import pytest
from asn1crypto import tsp

from reports.editions.copies import Certificate
from reports.editions.sealing import SealFailed, SealKey, SealState, SealUnavailable, seal, seal_state
from reports.editions.signed_copy import check_signed_copy
from tests.reports.editions.certificates import PASSWORD, ROOTS, UNTIL, pkcs12_of, stamper
from tests.reports.editions.copying import blank, changed, signed, tampered

NAME = "NÜMUNƏ NAZİRLİYİ"
NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def key(settings, tmp_path):
    """The file of a key that is configured and holds."""
    path = tmp_path / "seal.p12"
    path.write_bytes(pkcs12_of(NAME, organisation="Nümunə Nazirliyi"))
    settings.SEAL_KEY_FILE, settings.SEAL_KEY_PASSWORD = str(path), PASSWORD
    return path


def test_sealed_file_begins_with_the_unsealed_one(published, key):
    sealed = seal(published)
    assert sealed.data.startswith(published)
    assert (sealed.signer, sealed.timestamped) == (NAME, False)
    assert abs(sealed.sealed_at - NOW) < DAY / 24
    assert 0 < len(sealed.data) - len(published) < 40_000
    taken = check_signed_copy(published, sealed.data, ROOTS)
    [one] = taken.signatures
    assert (one.field, one.common_name, one.page) == ("Mohur", NAME, 0)
    assert one.certificate is Certificate.REVOCATION_UNKNOWN


def test_sealed_file_is_an_archive_file_still_and_looks_the_same(published, key):
    with pikepdf.open(io.BytesIO(seal(published).data), attempt_recovery=False) as after:
        assert after.check_pdf_syntax() == []
        with pikepdf.open(io.BytesIO(published)) as before:
            assert after.open_metadata().pdfa_status == before.open_metadata().pdfa_status == "3A"
            for name in ("dc:title", "dc:creator", "xmp:CreatorTool"):
                assert after.open_metadata()[name] == before.open_metadata()[name]
            assert str(after.docinfo.Title) == str(before.docinfo.Title)
            assert [page.Contents.read_raw_bytes() for page in after.pages] == [
                page.Contents.read_raw_bytes() for page in before.pages
            ]
        assert "/Version" not in after.Root  # PDF 2.0 is no PDF/A-3
        assert "/Perms" not in after.Root  # an approval: it forbids nothing
        [field] = after.Root.AcroForm.Fields
        assert [float(one) for one in field.Rect] == [0, 0, 0, 0]
        assert int(field.F) & 4  # printed, as PDF/A asks, though there is nothing to see
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"


def test_signature_after_the_seal_leaves_both_intact(published, key):
    sealed = seal(published).data
    taken = check_signed_copy(sealed, signed(sealed), ROOTS)
    assert [(one.common_name, one.is_published, one.is_intact) for one in taken.signatures] == [
        (NAME, True, True),
        ("NÜMUNƏ ŞƏXS", False, True),
    ]
    assert check_signed_copy(sealed, tampered(sealed, blank)).change == "content"


# --- The key ----------------------------------------------------------------------------------------------------------


def test_no_key_is_no_fault(published, settings):
    assert settings.SEAL_KEY_FILE == ""
    assert seal_state() == SealKey(SealState.NONE)
    with pytest.raises(SealUnavailable) as refused:
        seal(published)
    assert refused.value.state is SealState.NONE


def test_key_that_holds_says_whose_it_is(key):
    assert seal_state() == SealKey(SealState.READY, NAME, UNTIL)


def test_password_may_stand_in_a_file(key, settings, tmp_path):
    settings.SEAL_KEY_PASSWORD = ""
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    assert seal_state().state is SealState.WRONG_PASSWORD
    settings.SEAL_KEY_PASSWORD_FILE = str(tmp_path / "password")
    assert seal_state().state is SealState.READY
    settings.SEAL_KEY_PASSWORD_FILE = str(tmp_path / "none")
    assert seal_state().state is SealState.UNREADABLE


def test_key_without_a_password(key, settings):
    key.write_bytes(pkcs12_of(NAME, password=""))
    settings.SEAL_KEY_PASSWORD = ""
    assert seal_state().state is SealState.READY


@pytest.mark.parametrize(
    ("kept", "state"),
    [
        (lambda: pkcs12_of(NAME, until=NOW - DAY), SealState.EXPIRED),
        (lambda: pkcs12_of(NAME, start=NOW + DAY), SealState.NOT_YET_VALID),
        (lambda: pkcs12_of(NAME, password="başqa"), SealState.WRONG_PASSWORD),
        (lambda: pkcs12_of(NAME)[:-1], SealState.UNREADABLE),
        (lambda: ROOTS, SealState.UNREADABLE),
        (lambda: b"", SealState.UNREADABLE),
    ],
)
def test_key_that_does_not_do_seals_nothing(published, key, kept, state):
    key.write_bytes(kept())
    assert seal_state().state is state
    with pytest.raises(SealUnavailable) as refused:
        seal(published)
    assert refused.value.state is state
    assert str(key) not in str(refused.value)


def test_file_that_is_gone_is_unreadable(key):
    key.unlink()
    assert seal_state() == SealKey(SealState.UNREADABLE)


def test_file_that_is_no_pdf_is_not_sealed(key):
    with pytest.raises(SealFailed) as failed:
        seal(b"x")
    assert str(failed.value) == "PdfReadError"


# --- The time stamp server --------------------------------------------------------------------------------------------


class Server(BaseHTTPRequestHandler):
    """Answers as a time stamp server does, or with what is no answer."""

    answers = True

    def do_POST(self) -> None:
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = stamper().request_tsa_response(asked).dump() if self.answers else b"<html>"
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_words) -> None:
        pass


@pytest.fixture
def server(settings):
    with HTTPServer(("127.0.0.1", 0), Server) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        settings.SEAL_TIMESTAMP_URL = f"http://127.0.0.1:{listening.server_port}/"
        yield listening
        listening.shutdown()
        thread.join()


def test_time_stamp_server_vouches_for_the_seal(published, key, server):
    sealed = seal(published)
    assert sealed.timestamped
    [one] = check_signed_copy(published, sealed.data, ROOTS).signatures
    assert one.is_timestamped


def test_server_without_a_stamp_leaves_the_seal_without_one(published, key, server, monkeypatch, caplog):
    monkeypatch.setattr(Server, "answers", False)
    sealed = seal(published)
    assert (sealed.timestamped, sealed.data.startswith(published)) == (False, True)
    [warning] = [record.getMessage() for record in caplog.records if record.name == "reports.editions.sealing"]
    assert warning.startswith("the time stamp server gave no stamp: ")
    assert check_signed_copy(published, sealed.data, ROOTS).is_accepted


def test_server_that_is_silent_is_waited_for_no_longer_than_set(published, key, settings):
    settings.SEAL_TIMESTAMP_SECONDS = 1
    with HTTPServer(("127.0.0.1", 0), Server) as silent:  # it listens, and nobody serves
        settings.SEAL_TIMESTAMP_URL = f"http://127.0.0.1:{silent.server_port}/"
        assert seal(published).timestamped is False


def test_server_that_is_not_there_leaves_the_seal_without_a_stamp(published, key, settings):
    settings.SEAL_TIMESTAMP_URL = "http://127.0.0.1:9/"
    sealed = seal(published)
    assert sealed.timestamped is False
    assert check_signed_copy(published, changed(sealed.data, blank)).change == "content"
