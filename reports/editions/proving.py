"""Proves editions: their files hold what was published, and the frozen Document still gives the same ones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from reports.editions import store
from reports.editions.freezing import document_of, made_by
from reports.look import Look
from reports.models import Edition
from reports.production.keys import hash_of_text
from reports.renderers import renderer_for


class Fault(StrEnum):
    """What was found."""

    LOST = "lost"  # a file is not there
    DAMAGED = "damaged"  # a file holds something else than was published
    DOCUMENT = "document"  # the frozen Document is not the one that was published
    DRIFT = "drift"  # made again from the frozen Document by the same programs, the file is another one


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of an edition's file; `fmt` is "" for its Document."""

    edition: Edition
    fault: Fault
    fmt: str = ""


def check(editions: Iterable[Edition], *, render: bool = True) -> Iterator[Finding]:
    """What is wrong with the editions. With `render` the files are made again where the same programs are installed that made
    them; where others are, only their hashes are held against each other.
    """
    now = made_by()
    for edition in editions:
        if hash_of_text(edition.document) != edition.document_sha256:
            yield Finding(edition, Fault.DOCUMENT)
            continue
        is_same = edition.made_by == now
        for file in edition.files.all():
            try:
                data = store.read_whole(file.sha256)
            except store.Lost:
                yield Finding(edition, Fault.LOST, file.fmt)
                continue
            except store.Damaged:
                yield Finding(edition, Fault.DAMAGED, file.fmt)
                continue
            if render and is_same:
                made = renderer_for(file.fmt).render(document_of(edition), Look(**edition.look))
                # A seal is made anew with each sealing: what was sealed is what is compared.
                if made != data[: file.unsealed_size]:
                    yield Finding(edition, Fault.DRIFT, file.fmt)
