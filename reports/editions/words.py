"""What people read of seals and signed copies: one sentence a code, in the language that is active."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.editions.copies import MAX_BYTES, Certificate, Change, Refusal, SignedCopy
from reports.editions.sealing import SealState

SEAL_STATES: dict[StrEnum, Promise] = {
    SealState.NONE: _("No key for the seal is configured: editions are published without a seal, and say so."),
    SealState.READY: _("Editions are sealed when they are published."),
    SealState.WRONG_PASSWORD: _(
        "The password of the seal's key is wrong: editions are published without a seal. The administrator sets it right."
    ),
    SealState.EXPIRED: _(
        "The certificate of the seal has expired: editions are published without a seal. The administrator gets a new one."
    ),
    SealState.NOT_YET_VALID: _(
        "The certificate of the seal is not valid yet: editions are published without a seal until then."
    ),
    SealState.UNREADABLE: _(
        "The key of the seal cannot be read: editions are published without a seal. The administrator looks at its file."
    ),
}
REFUSALS: dict[StrEnum, Promise] = {
    Refusal.EMPTY: _("The file is empty. Choose the PDF that you have signed."),
    Refusal.TOO_LARGE: _(
        "The file is too large: a signed copy has at most %(limit)s MB. Choose the PDF that you have signed."
    ),
    Refusal.NOT_PDF: _("This is not a PDF. Choose the PDF that you have signed."),
    Refusal.ENCRYPTED: _(
        "The PDF is protected by a password. Sign the edition as it was downloaded, without a password."
    ),
    Refusal.OTHER_EDITION: _(
        "This is not a copy of this edition. Download this edition, sign it, and upload it unchanged."
    ),
    Refusal.INCOMPLETE: _("The file is incomplete. Download the edition once more and sign it."),
    Refusal.DAMAGED: _("The file is damaged or incomplete. Upload it again, or sign the edition once more."),
    Refusal.NOT_SIGNED: _("There is no signature in the file. Sign the downloaded edition and upload it then."),
    Refusal.CHANGED: _(
        "The edition was changed in this file: %(change)s. Sign it as it was downloaded, with nothing added."
    ),
    Refusal.NOT_COVERED: _("The signature does not cover the whole file. Sign the downloaded edition once more."),
    Refusal.BROKEN_SIGNATURE: _("The signature is broken. Sign the downloaded edition once more."),
    Refusal.TOO_COMPLEX: _(
        "The file could not be checked: it takes too much time or memory. Sign the downloaded edition once more."
    ),
}
CHANGES: dict[StrEnum, Promise] = {
    Change.CONTENT: _("the text or drawing of a page is another one"),
    Change.FONT: _("a font is another one"),
    Change.PAGE: _("a page has another size or other properties"),
    Change.PAGES: _("there are other pages, or their order is another one"),
    Change.ANNOTATION: _("a note or link was added or changed"),
    Change.FORM: _("a form field was added or changed, or the signature covers the page"),
    Change.STRUCTURE: _("the structure of the document is another one"),
    Change.ATTACHMENT: _("an attachment was added or changed"),
    Change.SCRIPT: _("a script or an action was added"),
    Change.CATALOGUE: _("the properties of the document are others"),
    Change.OTHER: _("a part of the file is another one"),
}
CERTIFICATES: dict[StrEnum, Promise] = {
    Certificate.TRUSTED: _("the signature is intact, the certificate is trusted"),
    Certificate.REVOCATION_UNKNOWN: _(
        "the signature is intact, the certificate is trusted; whether it was revoked is not known"
    ),
    Certificate.NOT_CHECKED: _("the signature is intact, the certificate was not checked"),
    Certificate.UNTRUSTED: _("the signature is intact, the certificate is not trusted"),
    Certificate.REVOKED: _("the signature is intact, but the certificate was revoked"),
    Certificate.EXPIRED: _("the signature is intact, but the certificate was not valid at the time of signing"),
}


def refusal_words(copy: SignedCopy) -> str:
    """The sentence of a refusal, empty where the copy was taken."""
    if copy.refusal is None:
        return ""
    change = CHANGES[copy.change or Change.OTHER]
    return str(REFUSALS[copy.refusal]) % {"limit": MAX_BYTES // (1024 * 1024), "change": change}


# Of an edition that is there, in the past tense.
UNSEALED: dict[str, Promise] = {
    SealState.NONE: _("Without a seal: no key was configured."),
    SealState.WRONG_PASSWORD: _("Without a seal: the password of the key was wrong."),
    SealState.EXPIRED: _("Without a seal: the certificate had expired."),
    SealState.NOT_YET_VALID: _("Without a seal: the certificate was not valid yet."),
    SealState.UNREADABLE: _("Without a seal: the key could not be read."),
}


def why_unsealed(because: str) -> str:
    """Why an edition has no seal, in the language that is active; "" for one that has."""
    return str(UNSEALED.get(because, _("Without a seal: the file could not be sealed."))) if because else ""
