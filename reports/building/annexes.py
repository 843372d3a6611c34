"""The evidence that is public, named at the end of a report: its files are no part of it."""

from collections.abc import Iterable

from accounts.models import User
from plans.models import Entry, Evidence
from plans.narrative import Paragraph, Run
from plans.queries.reading import evidence_as_read_by, evidence_read_by
from reports.document import ANNEX, ANNEXES, Section

LEVEL = 2


def annexes_of(held: Iterable[Entry], reader: User | None, *, named_in: int | None = None) -> tuple[Section, ...]:
    """A list of the public evidence of these entries, in their order, each line with its number; `named_in` a year: and with
    the agency, whose names are at hand. () where there is none. One query.
    """
    entries = {entry.pk: entry for entry in held}
    places = {key: place for place, key in enumerate(entries)}
    if reader is None:
        found = list(Evidence.objects.filter(removed_at__isnull=True, is_public=True, entry__in=entries))
    else:
        found = evidence_as_read_by(reader, evidence_read_by(reader).filter(is_public=True, entry__in=entries))
    found.sort(key=lambda item: (places[item.entry_id], item.pk))
    if not found:
        return ()
    lines = []
    for item in found:
        entry = entries[item.entry_id]
        name = entry.agency.name_in(named_in) if named_in else None
        where = f"{entry.sub_point.number}, {name.nominative}" if name else entry.sub_point.number
        lines.append(Paragraph((Run(f"{ANNEX} ({where}): {item.title}" + (f" – {item.url}" if item.url else "")),)))
    return (Section(ANNEXES, LEVEL, blocks=tuple(lines)),)
