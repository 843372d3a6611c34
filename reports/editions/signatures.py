"""The signatures of a PDF: which bytes each covers, whether it is intact, who signed, and what is known of the certificate.

pyHanko does the arithmetic. Nothing is fetched: certificates that were revoked are known by what the file brings along.
"""

import asyncio
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pikepdf
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    KeyUsageConstraints,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext

from reports.editions.copies import Certificate, Refusal, Refused, Signature

# What parsers of a damaged or hostile file raise.
UNREADABLE = (
    PdfError,
    pikepdf.PdfError,
    zlib.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
_WEAK = {AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE, AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE}
_OUT_OF_TIME = {
    AdESIndeterminate.EXPIRED,
    AdESIndeterminate.NOT_YET_VALID,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
}
_SIGNS = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A signature and where the bytes that it covers end."""

    embedded: EmbeddedPdfSignature
    end: int

    @property
    def field(self) -> str:
        return str(self.embedded.field_name)

    @property
    def is_document_stamp(self) -> bool:
        return str(self.embedded.sig_object_type) == "/DocTimeStamp"


def found_in(data: bytes) -> tuple[PdfFileReader, list[Found]]:
    """The signatures of these bytes, the oldest first.

    Raises Refused: DAMAGED where the file is not read as it stands, BROKEN_SIGNATURE for one of an unknown kind, NOT_COVERED
    where one leaves out more than itself.
    """
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
        if reader.encrypted:
            raise Refused(Refusal.ENCRYPTED)
        filled = sum(1 for _field in enumerate_sig_fields(reader, filled_status=True))
    except UNREADABLE:
        raise Refused(Refusal.DAMAGED) from None
    try:
        embedded = list(reader.embedded_signatures)
    except UNREADABLE:
        raise Refused(Refusal.BROKEN_SIGNATURE) from None
    if len(embedded) != filled:
        raise Refused(Refusal.BROKEN_SIGNATURE)
    return reader, sorted((Found(one, _end(one, data)) for one in embedded), key=lambda found: found.end)


def _end(embedded: EmbeddedPdfSignature, data: bytes) -> int:
    try:
        start, before, after, rest = (int(number) for number in embedded.byte_range)
        gap = data[before:after]
        covers = (
            start == 0
            and 0 < before < after
            and rest > 0
            and after + rest <= len(data)
            and (gap[:1], gap[-1:]) == (b"<", b">")
            and bytes.fromhex(gap[1:-1].decode("ascii")) == embedded.pkcs7_content
        )
    except (TypeError, ValueError):
        covers = False
    if not covers:
        raise Refused(Refusal.NOT_COVERED)
    return after + rest


def read(reader: PdfFileReader, found: Found, page: int, roots: bytes, *, is_published: bool) -> Signature:
    """What a signature says, and whether it is believed. Raises Refused: BROKEN_SIGNATURE."""
    try:
        return asyncio.run(_read(reader, found, page, roots, is_published))
    except UNREADABLE:
        raise Refused(Refusal.BROKEN_SIGNATURE) from None


async def _read(reader: PdfFileReader, found: Found, page: int, roots: bytes, is_published: bool) -> Signature:
    embedded = found.embedded
    subject = embedded.signer_cert.subject.native
    trusted = list(load_certs_from_pemder_data(roots)) if roots else []
    if found.is_document_stamp:
        stamp = await async_validate_pdf_timestamp(embedded, _context(trusted, reader, None), skip_diff=True)
        _check_intact(stamp)
        time, is_timestamped, certificate = stamp.timestamp, not trusted or bool(stamp.trusted), None
    else:
        status = await _status(embedded, _context(trusted, reader, None))
        _check_intact(status)
        vouched = status.timestamp_validity
        is_timestamped = bool(vouched and vouched.intact and vouched.valid and (not trusted or vouched.trusted))
        time, certificate = (vouched.timestamp if is_timestamped else status.signer_reported_dt), None
    if not _is_in_time(embedded, time):
        certificate = Certificate.EXPIRED
    elif not trusted:
        certificate = Certificate.NOT_CHECKED
    elif found.is_document_stamp:
        certificate = Certificate.REVOCATION_UNKNOWN if is_timestamped else Certificate.UNTRUSTED
    else:
        certificate = await _certificate(embedded, trusted, reader, time)
    return Signature(
        field=_plain(found.field),
        common_name=_plain(subject.get("common_name")),
        serial_number=_plain(subject.get("serial_number")),
        organisation=_plain(subject.get("organization_name")),
        time=time.isoformat(timespec="seconds") if time else "",
        is_timestamped=is_timestamped,
        is_intact=True,
        certificate=certificate,
        is_published=is_published,
        is_document_stamp=found.is_document_stamp,
        page=page,
    )


async def _status(embedded: EmbeddedPdfSignature, context: ValidationContext) -> Any:
    return await async_validate_pdf_signature(embedded, context, skip_diff=True, key_usage_settings=_SIGNS)


def _check_intact(status: Any) -> None:
    if not (status.intact and status.valid) or status.trust_problem_indic in _WEAK:
        raise Refused(Refusal.BROKEN_SIGNATURE)


async def _certificate(
    embedded: EmbeddedPdfSignature, trusted: list[Any], reader: PdfFileReader, time: datetime | None
) -> Certificate:
    strict = await _status(embedded, _context(trusted, reader, time, "require"))
    if strict.trusted:
        return Certificate.TRUSTED
    status = await _status(embedded, _context(trusted, reader, time))
    if strict.revoked or status.revoked:
        return Certificate.REVOKED
    if status.trusted:
        return Certificate.REVOCATION_UNKNOWN
    return Certificate.EXPIRED if status.trust_problem_indic in _OUT_OF_TIME else Certificate.UNTRUSTED


def _context(
    trusted: list[Any], reader: PdfFileReader, time: datetime | None, mode: str = "soft-fail"
) -> ValidationContext:
    """Trusts these roots only, fetches nothing, and knows what the file's security store holds."""
    settings: dict[str, Any] = {
        "trust_roots": trusted,
        "allow_fetching": False,
        "revocation_mode": mode,
        "crls": [],
        "ocsps": [],
        "moment": time or datetime.now(UTC),
        "retroactive_revinfo": True,  # what was asked for after the signature speaks of the time of signing, too
    }
    try:
        return DocumentSecurityStore.read_dss(reader).as_validation_context(settings)
    except NoDSSFoundError:
        return ValidationContext(**settings)


def _is_in_time(embedded: EmbeddedPdfSignature, time: datetime | None) -> bool:
    certificate = embedded.signer_cert
    if time is None:
        return True
    return bool(certificate.not_valid_before <= time.astimezone(UTC) <= certificate.not_valid_after)


def _plain(value: Any) -> str:
    """A name out of a certificate on one line, without signs that steer a terminal or turn the direction of writing."""
    parts: Iterator[str] = iter(map(str, value)) if isinstance(value, list) else iter([str(value or "")])
    joined = " ".join(", ".join(parts).split())
    return "".join(sign for sign in joined if sign.isprintable())[:_LONGEST_NAME]
