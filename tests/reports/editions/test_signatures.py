"""What is said of who signed, when, and of the certificate: by what the file brings along, without a network."""

import datetime
import io

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore

from reports.editions.copies import Certificate, Refusal, Signature
from reports.editions.signed_copy import check_signed_copy
from tests.reports.editions.certificates import CA, CA_KEY, CA_NAME, ROOTS, certificate, signer
from tests.reports.editions.copying import blank, changed, document_stamped, signed

NOW = datetime.datetime.now(datetime.UTC)


def only(published: bytes, offered: bytes, roots: bytes = b"") -> Signature:
    copy = check_signed_copy(published, offered, roots)
    assert copy.refusal is None
    return copy.signatures[0]


def with_store(offered: bytes, *, is_revoked: bool, at: datetime.datetime = NOW) -> bytes:
    """The signed file with a security store: the authority's list of revoked certificates."""
    serial = PdfFileReader(io.BytesIO(offered)).embedded_signatures[0].signer_cert.serial_number
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(CA_NAME)
        .last_update(at - datetime.timedelta(minutes=5))
        .next_update(at + datetime.timedelta(days=30))
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(CA_KEY.public_key()), critical=False)
    )
    if is_revoked:
        revoked = (
            x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at - datetime.timedelta(days=1))
        )
        builder = builder.add_revoked_certificate(revoked.build())
    crl = builder.sign(CA_KEY, hashes.SHA256())
    made = io.BytesIO(offered)
    authority = list(load_certs_from_pemder_data(CA.public_bytes(Encoding.DER)))
    DocumentSecurityStore.add_dss(made, None, certs=authority, crls=[_parsed(crl.public_bytes(Encoding.DER))])
    return made.getvalue()


def _parsed(der: bytes):
    from asn1crypto import crl

    return crl.CertificateList.load(der)


@pytest.fixture(scope="module")
def copy(published) -> bytes:
    return signed(published)


def test_without_roots_no_certificate_is_checked(published, copy):
    one = only(published, copy)
    assert (one.certificate, one.is_timestamped) == (Certificate.NOT_CHECKED, False)
    assert abs(datetime.datetime.fromisoformat(one.time) - NOW) < datetime.timedelta(hours=1)


def test_certificate_of_a_trusted_root_whose_revocation_nobody_tells(published, copy):
    assert only(published, copy, ROOTS).certificate is Certificate.REVOCATION_UNKNOWN


def test_security_store_says_whether_the_certificate_was_revoked(published, copy):
    assert only(published, with_store(copy, is_revoked=False), ROOTS).certificate is Certificate.TRUSTED
    assert only(published, with_store(copy, is_revoked=True), ROOTS).certificate is Certificate.REVOKED
    assert only(published, with_store(copy, is_revoked=True)).certificate is Certificate.NOT_CHECKED


def test_change_in_the_same_breath_as_a_security_store_is_refused(published, copy):
    assert check_signed_copy(published, changed(with_store(copy, is_revoked=False), blank)).refusal is Refusal.CHANGED


def test_certificate_of_another_root_is_not_trusted(published, copy):
    key = ec.generate_private_key(ec.SECP256R1())
    other = certificate(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Nümunə")]), key, is_ca=True)
    assert only(published, copy, other.public_bytes(Encoding.PEM)).certificate is Certificate.UNTRUSTED


@pytest.mark.parametrize("roots", [b"", ROOTS])
def test_certificate_out_of_its_time_at_signing(published, roots):
    expired = signer(until=NOW - datetime.timedelta(days=1))
    assert only(published, signed(published, by=expired), roots).certificate is Certificate.EXPIRED
    early = signer(start=NOW + datetime.timedelta(days=1))
    assert only(published, signed(published, by=early), roots).certificate is Certificate.EXPIRED


def test_time_stamp_vouches_for_the_time_where_its_server_is_trusted(published):
    stamped = signed(published, stamped=True)
    assert only(published, stamped).is_timestamped
    assert only(published, stamped, ROOTS).is_timestamped
    key = ec.generate_private_key(ec.SECP256R1())
    other = certificate(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Nümunə")]), key, is_ca=True)
    assert not only(published, stamped, other.public_bytes(Encoding.PEM)).is_timestamped


def test_time_stamp_over_the_file_is_listed_and_is_no_signature(published, copy):
    taken = check_signed_copy(published, document_stamped(copy), ROOTS)
    assert [(one.common_name, one.is_document_stamp) for one in taken.signatures] == [
        ("NÜMUNƏ ŞƏXS", False),
        ("Nümunə zaman möhürü", True),
    ]
    assert check_signed_copy(published, document_stamped(published)).refusal is Refusal.NOT_SIGNED


@pytest.mark.parametrize("roots", [b"", ROOTS])
def test_signature_over_a_weak_sum_is_refused(published, roots):
    assert check_signed_copy(published, signed(published, md="sha1"), roots).refusal is Refusal.BROKEN_SIGNATURE
    assert check_signed_copy(published, signed(published, md="sha512"), roots).is_accepted


def test_names_are_shortened_and_steer_nothing(published):
    long = signer("\u202eNÜMUNƏ\n ŞƏXS", "1" * 64)
    one = only(published, signed(published, by=long))
    assert (one.common_name, one.serial_number) == ("NÜMUNƏ ŞƏXS", "1" * 64)
