"""What is said of a copy that was signed elsewhere: plain data that goes through processes and into JSON."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read as a signed copy."""


class Refusal(StrEnum):
    """Why a file is not taken as a signed copy; `words` has the sentence of each."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_PDF = "not_pdf"
    ENCRYPTED = "encrypted"
    OTHER_EDITION = "other_edition"  # it does not begin with the published bytes
    INCOMPLETE = "incomplete"  # it ends before the published bytes do
    DAMAGED = "damaged"  # what follows the published bytes cannot be read without guessing
    NOT_SIGNED = "not_signed"
    CHANGED = "changed"  # `change` says what
    NOT_COVERED = "not_covered"  # a signature leaves bytes out, or something unsigned follows the last one
    BROKEN_SIGNATURE = "broken_signature"
    TOO_COMPLEX = "too_complex"  # it took too long or too much memory


class Change(StrEnum):
    """What of the published file is another one in the copy, or was added to it."""

    CONTENT = "content"  # what is drawn on a page
    FONT = "font"
    PAGE = "page"  # its size, its resources
    PAGES = "pages"  # their number and order
    ANNOTATION = "annotation"
    FORM = "form"  # fields that are no signatures, or cover the page
    STRUCTURE = "structure"  # the tags
    ATTACHMENT = "attachment"
    SCRIPT = "script"
    CATALOGUE = "catalogue"
    OTHER = "other"


class Certificate(StrEnum):
    """What is known of a signer's certificate. Nothing is asked for over the network."""

    TRUSTED = "trusted"
    REVOCATION_UNKNOWN = "revocation_unknown"  # leads to a trusted root; the file does not say whether it was revoked
    NOT_CHECKED = "not_checked"  # no trusted roots are configured
    UNTRUSTED = "untrusted"
    REVOKED = "revoked"
    EXPIRED = "expired"  # before or after its time when it signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature of a file, the published seal included.

    `time` is ISO 8601 with its offset, or empty; `is_timestamped` says that a time stamp over this signature vouches for it.
    `page` counts from 1 where the signature is seen, and is 0 where it is not. `is_intact` is false for none that was taken:
    a broken signature refuses the file.
    """

    field: str
    common_name: str
    serial_number: str  # of the person, as the certificate's subject names it
    organisation: str
    time: str
    is_timestamped: bool
    is_intact: bool
    certificate: Certificate
    is_published: bool  # it is the seal of the published file
    is_document_stamp: bool  # a time stamp over the whole file: it names no person
    page: int

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        return cls(**data | {"certificate": Certificate(data["certificate"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCopy:
    """The answer: taken, or refused and why. `signatures` are those of a taken copy, the oldest first."""

    refusal: Refusal | None = None
    change: Change | None = None
    signatures: tuple[Signature, ...] = ()

    @property
    def is_accepted(self) -> bool:
        return self.refusal is None

    def as_data(self) -> dict[str, Any]:
        """The same as plain values for JSON."""
        return asdict(self) | {"signatures": [asdict(one) for one in self.signatures]}

    @classmethod
    def of(cls, data: dict[str, Any]) -> Self:
        """Back from `as_data`."""
        return cls(
            refusal=Refusal(data["refusal"]) if data["refusal"] else None,
            change=Change(data["change"]) if data["change"] else None,
            signatures=tuple(Signature.of(one) for one in data["signatures"]),
        )


class Refused(Exception):
    """The file is no signed copy: `copy` is the answer."""

    def __init__(self, refusal: Refusal, change: Change | None = None) -> None:
        super().__init__(refusal)
        self.copy = SignedCopy(refusal=refusal, change=change)


class PublishedDamaged(Exception):
    """The published file itself cannot be read: what lies in the store is not what was published."""
