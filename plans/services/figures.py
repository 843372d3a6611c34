"""The figures of an entry: reads what was typed, keeps plain decimal text, and shows it as it may be typed again."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from plans.enums import IndicatorKind
from plans.models import Indicator

MAX_DIGITS = 15
_LONGEST = 60  # characters of a number that is worth reading
_GAPS = " \u00a0\u2009\u202f"  # what parts thousands: plain, no-break and thin spaces
NO_BREAK = "\u00a0"

_PLAIN = re.compile(r"(?P<whole>[0-9]+)(?:[.,](?P<part>[0-9]+))?")
# Groups of exactly three, all parted by the same sign; the first figure is none of a decimal ("0.125").
_GROUPED = re.compile(
    rf"(?P<whole>[1-9][0-9]{{0,2}}(?P<gap>[.{_GAPS}])[0-9]{{3}}(?:(?P=gap)[0-9]{{3}})*)(?:,(?P<part>[0-9]+))?"
)


class FigureRefused(ValueError):
    """The typed value is no number of the indicator's kind; the message says what to type."""


def clean_figures(sub_point_id: int, typed: Mapping, stored: Mapping) -> tuple[dict[str, str], dict[int, str]]:
    """The figures to store, and by indicator what was not understood (its stored value stays). One query.

    `typed` maps an indicator's key to what was typed; "" takes the value away. Keys of other sub-points' indicators
    are left out; what is stored of an indicator that is not typed stays.
    """
    figures, errors = dict(stored), {}
    for indicator in Indicator.objects.filter(sub_point=sub_point_id, is_in_use=True):
        key = str(indicator.pk)
        if key not in typed:
            continue
        if typed[key] == figure_text(stored.get(key)):
            continue  # as the page showed it: a kind that was changed since refuses no figure of before
        try:
            value = parse_figure(str(typed[key]), indicator.kind)
        except FigureRefused as error:
            errors[indicator.pk] = str(error)
            continue
        if value is None:
            figures.pop(key, None)
        else:
            figures[key] = value
    return figures, errors


def are_as_shown(typed: Mapping[str, str], stored: Mapping[str, str]) -> bool:
    """Whether a page sends just the figures that are stored, as it was given them or as plain figures."""
    sent = {key: text for key, text in typed.items() if text}
    return sent.keys() == stored.keys() and all(
        text == figure_text(stored[key]) or (text == stored[key] and "." not in text) for key, text in sent.items()
    )


def parse_figure(text: str, kind: str) -> str | None:
    """The number of a typed figure as plain decimal text; None for nothing typed.

    Understood are "1250", "1 250", "1.250" (a point or a space before groups of exactly three figures parts thousands,
    domain.md 4.2), "12,5" and "12.5". A comma always begins the decimals: "1,250" is no whole number. Raises
    FigureRefused.
    """
    text = text.strip()
    if not text:
        return None
    match = (_GROUPED.fullmatch(text) or _PLAIN.fullmatch(text)) if len(text) <= _LONGEST else None
    if match is None:
        raise FigureRefused(_("Type a number, for example 1250 or 12,5."))
    whole = re.sub(r"[^0-9]", "", match["whole"]).lstrip("0") or "0"
    part = (match["part"] or "").rstrip("0")
    if part and kind == IndicatorKind.WHOLE:
        raise FigureRefused(_("Type a whole number, for example 1250."))
    if len(whole) + len(part) > MAX_DIGITS:
        raise FigureRefused(_("The number is too long: at most %(digits)s figures.") % {"digits": MAX_DIGITS})
    return f"{whole}.{part}" if part else whole


def figure_text(value: str | None) -> str:
    """A stored figure as Azerbaijani writes it, "1 250" or "12,5" (no-break spaces); "" for none.

    `parse_figure` reads it back as the same number, which "12.345" as it is stored would not be.
    """
    if not value:
        return ""
    whole, _point, part = str(value).partition(".")
    grouped = f"{int(whole):,}".replace(",", NO_BREAK)
    return f"{grouped},{part}" if part else grouped


def shown_content(content: dict) -> dict:
    """An entry's content with its figures as the fields of the page show them."""
    return content | {"figures": {key: figure_text(value) for key, value in content["figures"].items()}}
