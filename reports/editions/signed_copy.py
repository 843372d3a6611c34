"""Whether a file is the published one with a signature, and nothing else: for copies that were signed elsewhere.

The published bytes at the beginning are not enough: what is appended may blank a page and then be signed. So every revision
after them that somebody signed is compared, object by object, with the one before it (`unchanged`), and each signature must
cover everything up to where the next one begins.
"""

from pathlib import Path

from reports.editions import signatures
from reports.editions.additions import fields_of
from reports.editions.copies import MAX_BYTES, Change, PublishedDamaged, Refusal, Refused, SignedCopy
from reports.editions.revisions import Revision, is_encrypted
from reports.editions.signatures import UNREADABLE, Found
from reports.editions.unchanged import Comparison, Field

MOST_SIGNATURES = 20


def check_signed_copy(published: bytes, offered: bytes | Path, trust_roots: bytes = b"") -> SignedCopy:
    """The answer about a file, given the published one, sealed or not. Asks nobody over the network.

    `trust_roots` are certificates (PEM or DER), empty where none are configured. A file larger than MAX_BYTES is not read.
    Raises PublishedDamaged where the published file itself cannot be read, OSError where the offered one cannot be.
    The time is that of reading every object once for each signature; 594 pages take seconds, so a job does it (`checking`).
    """
    try:
        data = _read(offered)
    except Refused as refused:
        return refused.copy
    try:
        return _checked(published, data, trust_roots)
    except Refused as refused:
        return refused.copy
    except UNREADABLE:  # an object that is another kind of thing than its place asks for
        return SignedCopy(refusal=Refusal.DAMAGED)


def _read(offered: bytes | Path) -> bytes:
    size = len(offered) if isinstance(offered, bytes) else offered.stat().st_size
    if not size:
        raise Refused(Refusal.EMPTY)
    if size > MAX_BYTES:
        raise Refused(Refusal.TOO_LARGE)
    return offered if isinstance(offered, bytes) else offered.read_bytes()


def _checked(published: bytes, data: bytes, trust_roots: bytes) -> SignedCopy:
    _check_beginning(published, data)
    tail = data[len(published) :]
    if not tail.strip():
        raise Refused(Refusal.NOT_SIGNED)
    if b"/XRefStm" in tail:  # two tables of objects, of which each program reads another
        raise Refused(Refusal.DAMAGED)
    try:
        first = Revision(published)
        known = {str(field.get("/T", "")) for field in fields_of(first.root.get("/AcroForm"))}
    except Refused as refused:
        raise PublishedDamaged from refused
    reader, found = signatures.found_in(data)
    added = [one for one in found if one.field not in known]
    if any(one.end <= len(published) for one in added) or any(
        one.end > len(published) for one in found if one not in added
    ):
        raise Refused(Refusal.NOT_COVERED)
    fields = _compared(first, data, added)
    if not any(not one.is_document_stamp for one in added):
        raise Refused(Refusal.NOT_SIGNED)
    pages = {field.name: field.page for field in fields}
    return SignedCopy(
        signatures=tuple(
            signatures.read(reader, one, pages.get(one.field, 0), trust_roots, is_published=one.field in known)
            for one in found
        )
    )


def _check_beginning(published: bytes, data: bytes) -> None:
    if data.startswith(published):
        return
    if b"%PDF-" not in data[:1024]:
        raise Refused(Refusal.NOT_PDF)
    if published.startswith(data):
        raise Refused(Refusal.INCOMPLETE)
    raise Refused(Refusal.ENCRYPTED if is_encrypted(data) else Refusal.OTHER_EDITION)


def _compared(first: Revision, data: bytes, added: list[Found]) -> list[Field]:
    """The fields of the new signatures, in their order, where nothing else was changed by any of them or after the last."""
    if len(added) > MOST_SIGNATURES:
        raise Refused(Refusal.TOO_COMPLEX)
    if not added:
        Comparison(first, first, Revision(data)).only_sides_changed()
        raise Refused(Refusal.NOT_SIGNED)
    before, fields = first, []
    for one in added:
        if one.end <= len(before.data):
            raise Refused(Refusal.NOT_COVERED)
        after = Revision(data[: one.end])
        field = Comparison(first, before, after).field_added()
        if field.name != one.field:
            raise Refused(Refusal.CHANGED, Change.FORM)
        fields.append(field)
        before = after
    if data[added[-1].end :].strip():
        Comparison(first, before, Revision(data)).only_evidence_added()
    return fields
