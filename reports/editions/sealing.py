"""The seal of the house: a PAdES signature on a published PDF, made with a key and certificate from a PKCS#12 file.

It is an approval, not a certification: one that forbids changes would make every later signature fail. The seal is appended,
so that the unsealed file stays the beginning of the sealed one. Nothing is seen of it on the paper. A job makes it; the only
address that is asked is that of the time stamp server, where one is set.
"""

import asyncio
import io
import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone

logger = logging.getLogger(__name__)
FIELD = "Mohur"
_MD = "sha256"


class SealState(StrEnum):
    """Whether editions can be sealed; `words` has the sentence of each."""

    NONE = "none"
    READY = "ready"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 (a state, no password)
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class SealKey:
    """What is known of the key: the name on its certificate and until when that holds, where it could be read."""

    state: SealState
    signer: str = ""
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file; `timestamped` says that the time stamp server vouches for `sealed_at`."""

    data: bytes
    signer: str
    sealed_at: datetime
    timestamped: bool


class SealUnavailable(Exception):
    """There is no key to seal with now: `state` says why. The edition goes out unsealed, and says so."""

    def __init__(self, state: SealState) -> None:
        super().__init__(state)
        self.state = state


class SealFailed(Exception):
    """The file could not be sealed. The message names the error's class, neither path nor password."""


def seal_state() -> SealKey:
    """Whether editions can be sealed now, and by whom. Reads the key's file; raises nothing."""
    return _key()[0]


def seal(pdf: bytes) -> Sealed:
    """The sealed file, which begins with these bytes. Raises SealUnavailable and SealFailed.

    A time stamp server that does not answer within SEAL_TIMESTAMP_SECONDS, twice at most, leaves the seal without its stamp.
    """
    key, kept, password = _key()
    if key.state is not SealState.READY:
        raise SealUnavailable(key.state)
    # pyHanko takes half a second to be imported: only who seals pays for it.
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError

    try:
        if settings.SEAL_TIMESTAMP_URL:
            try:
                return _sealed(pdf, key, kept, password, settings.SEAL_TIMESTAMP_URL)
            except (OSError, ValueError, KeyError, TypeError) as error:  # no answer, or none that is a time stamp
                logger.warning("the time stamp server gave no stamp: %s", type(error).__name__)
        return _sealed(pdf, key, kept, password, "")
    except (PdfError, SigningError, OSError, ValueError, KeyError, TypeError) as error:
        raise SealFailed(type(error).__name__) from error


def _sealed(pdf: bytes, key: SealKey, kept: bytes, password: bytes | None, stamped_by: str) -> Sealed:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, async_sign_pdf
    from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper

    class Writer(IncrementalPdfFileWriter):
        def ensure_output_version(self, version: tuple[int, int]) -> None:
            """For a key of elliptic curves the library would say PDF 2.0, which PDF/A-3 is not."""
            super().ensure_output_version(min(version, (1, 7)))

    stamper = HTTPTimeStamper(stamped_by, timeout=settings.SEAL_TIMESTAMP_SECONDS) if stamped_by else None
    sealed = io.BytesIO()
    asyncio.run(
        async_sign_pdf(
            Writer(io.BytesIO(pdf)),
            PdfSignatureMetadata(field_name=FIELD, md_algorithm=_MD, subfilter=SigSeedSubFilter.PADES),
            SimpleSigner.load_pkcs12_data(kept, other_certs=[], passphrase=password),
            timestamper=stamper,
            new_field_spec=SigFieldSpec(FIELD),
            output=sealed,
        )
    )
    data = sealed.getvalue()
    made = next(one for one in PdfFileReader(sealed).embedded_signatures if one.field_name == FIELD)
    return Sealed(data, key.signer, made.self_reported_timestamp or timezone.now(), stamper is not None)


def _key() -> tuple[SealKey, bytes, bytes | None]:
    """What is known of the key, its file, and its password."""
    if not settings.SEAL_KEY_FILE:
        return SealKey(SealState.NONE), b"", None
    try:
        kept = Path(settings.SEAL_KEY_FILE).read_bytes()
        password = _password()
    except (OSError, UnicodeError):
        return SealKey(SealState.UNREADABLE), b"", None
    try:
        private, certificate, _chain = pkcs12.load_key_and_certificates(kept, password)
    except (ValueError, TypeError):  # the library says one word for both
        state = SealState.WRONG_PASSWORD if _looks_like_pkcs12(kept) else SealState.UNREADABLE
        return SealKey(state), b"", None
    if private is None or certificate is None:
        return SealKey(SealState.UNREADABLE), b"", None
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    signer, now = str(names[0].value) if names else "", timezone.now()
    state = SealState.READY
    if now > certificate.not_valid_after_utc:
        state = SealState.EXPIRED
    elif now < certificate.not_valid_before_utc:
        state = SealState.NOT_YET_VALID
    return SealKey(state, signer, certificate.not_valid_after_utc), kept, password


def _password() -> bytes | None:
    if settings.SEAL_KEY_PASSWORD_FILE:
        return Path(settings.SEAL_KEY_PASSWORD_FILE).read_bytes().strip(b"\r\n") or None
    return settings.SEAL_KEY_PASSWORD.encode() or None


def _looks_like_pkcs12(kept: bytes) -> bool:
    """A whole sequence that begins with the number 3, which is what every such file is."""
    if len(kept) < 10 or kept[0] != 0x30:
        return False
    count = kept[1] & 0x7F if kept[1] & 0x80 else 0
    length = int.from_bytes(kept[2 : 2 + count], "big") if count else kept[1]
    return kept[2 + count : 5 + count] == b"\x02\x01\x03" and (not count or len(kept) == 2 + count + length)
