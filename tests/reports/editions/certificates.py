"""A certification authority of the test's own, and keys that it vouches for: none is kept anywhere."""

import datetime
import functools

from asn1crypto import keys as asn1_keys
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

PASSWORD = "nümunə-şifrə"
FROM, UNTIL = datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC), datetime.datetime(2041, 1, 1, tzinfo=datetime.UTC)
CA_KEY = ec.generate_private_key(ec.SECP256R1())
CA_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nümunə sertifikat mərkəzi")])


def name(common_name: str, serial_number: str = "", organisation: str = "") -> x509.Name:
    given = [
        (NameOID.COMMON_NAME, common_name),
        (NameOID.SERIAL_NUMBER, serial_number),
        (NameOID.ORGANIZATION_NAME, organisation),
    ]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in given if value])


def certificate(subject, key, *, start=FROM, until=UNTIL, is_ca=False, stamps=False) -> x509.Certificate:
    """Signed by the authority."""
    usage = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False)  # fmt: skip
    usage |= (
        {"key_cert_sign": True, "crl_sign": True} if is_ca else {"digital_signature": True, "content_commitment": True}
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(CA_NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(CA_KEY.public_key()), critical=False)
    )
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(CA_KEY, hashes.SHA256())


CA = certificate(CA_NAME, CA_KEY, is_ca=True)
ROOTS = CA.public_bytes(Encoding.PEM)


def pkcs12_of(common_name: str, serial_number: str = "", organisation: str = "", *, password=PASSWORD, **when) -> bytes:
    """A key with its certificate, encrypted with the password."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = certificate(name(common_name, serial_number, organisation), key, **when)
    secret = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return pkcs12.serialize_key_and_certificates(None, key, own, [CA], secret)


@functools.cache
def signer(
    common_name: str = "NÜMUNƏ ŞƏXS", serial_number: str = "1AAAAAA", organisation: str = "", **when
) -> SimpleSigner:
    """Signs as this person."""
    kept = pkcs12_of(common_name, serial_number, organisation, **when)
    return SimpleSigner.load_pkcs12_data(kept, other_certs=[], passphrase=PASSWORD.encode())


@functools.cache
def stamper() -> DummyTimeStamper:
    """A time stamp server without a network."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    own = certificate(name("Nümunə zaman möhürü"), key, stamps=True)
    [certificate_] = load_certs_from_pemder_data(own.public_bytes(Encoding.DER))
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(certificate_, asn1_keys.PrivateKeyInfo.load(secret))
