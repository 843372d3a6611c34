"""Where the paragraphs stand now to which comments were pinned."""

from collections.abc import Iterable

from plans.models import Comment, Entry, Revision
from plans.narrative import places_in


def locate_pins(entry: Entry, comments: Iterable[Comment]) -> dict[int, int | None]:
    """For each pinned comment the place of its paragraph in the entry's present text, counted from 0.

    The text that was looked at then is aligned with the present one. None where the paragraph is gone, and where the
    agency has said since that there is nothing to report: the text is not printed then. One query, or none where the
    text has not changed and where nothing is pinned.
    """
    pinned = [
        (comment.pk, comment.pin_version, comment.pin_place)
        for comment in comments
        if comment.pin_version is not None and comment.pin_place is not None
    ]
    if not pinned:
        return {}
    if entry.nothing_to_report:
        return {pk: None for pk, _version, _place in pinned}
    earlier = {version for _pk, version, _place in pinned} - {entry.version}
    texts = {entry.version: entry.narrative}
    if earlier:
        kept = Revision.objects.filter(entry=entry, version__in=earlier)
        texts |= dict(kept.order_by().values_list("version", "narrative"))
    places = {version: places_in(text, entry.narrative) for version, text in texts.items()}
    return {pk: _now(places.get(version, []), place) for pk, version, place in pinned}


def _now(places: list[int | None], place: int) -> int | None:
    return places[place] if place < len(places) else None
