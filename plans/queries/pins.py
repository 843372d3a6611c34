"""Where the paragraphs stand now to which comments were pinned."""

from collections.abc import Iterable

from plans.models import Comment, Entry, Revision
from plans.narrative import places_in


def locate_pins(entry: Entry, threads: Iterable[Comment]) -> dict[int, int | None]:
    """For each pinned thread the place of its paragraph in the entry's present text, counted from 0.

    The text that was looked at then is aligned with the present one. None where the paragraph is gone, and where the
    agency has said since that there is nothing to report: the text is not printed then. One query, or none where the
    text has not changed and where nothing is pinned.
    """
    pinned = [thread for thread in threads if thread.is_pinned]
    if not pinned:
        return {}
    if entry.nothing_to_report:
        return {thread.pk: None for thread in pinned}
    earlier = {thread.pin_version for thread in pinned} - {entry.version}
    texts = {entry.version: entry.narrative}
    if earlier:
        kept = Revision.objects.filter(entry=entry, version__in=earlier)
        texts |= dict(kept.order_by().values_list("version", "narrative"))
    places = {version: places_in(text, entry.narrative) for version, text in texts.items()}
    return {thread.pk: _place(places.get(thread.pin_version, []), thread.pin_place) for thread in pinned}


def _place(places: list[int | None], place: int) -> int | None:
    return places[place] if place < len(places) else None


def note_places(entry: Entry, threads: Iterable[Comment]) -> None:
    """Notes at each thread `paragraph`, the number of its paragraph in the present text, counted from 1 as people do, or
    None. Queries as `locate_pins`.
    """
    threads = list(threads)
    places = locate_pins(entry, threads)
    for thread in threads:
        place = places.get(thread.pk)
        thread.paragraph = None if place is None else place + 1
