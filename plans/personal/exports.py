"""A calendar as RFC 5545 writes it: all-day events without any text of the record."""

import datetime
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from plans import azerbaijani
from plans.personal.queries import CalendarDay

CONTENT_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75  # octets, without the line break (RFC 5545 3.1)
ASK_AGAIN = "PT6H"  # how often a calendar program may look for changes
NEVER_MOVED = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def calendar_file(days: Iterable[CalendarDay], reader: User) -> bytes:
    """The calendar in the language that is active. The same days give the same bytes: no event carries today's date."""
    name = escaped(_("NAP Tracker: deadlines"))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//NAP Tracker//Deadlines//AZ",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{name}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{ASK_AGAIN}",
        f"X-PUBLISHED-TTL:{ASK_AGAIN}",
    ]
    for day in days:
        lines += _event(day, reader)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(day: CalendarDay, reader: User) -> list[str]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    changed = (day.moved_at or NEVER_MOVED).astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    return [
        "BEGIN:VEVENT",
        f"UID:{day.key}@{host}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        f"SEQUENCE:{day.moves}",
        f"DTSTART;VALUE=DATE:{day.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day.day + datetime.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(_summary(day))}",
        f"DESCRIPTION:{escaped(day.reporting_year.plan.title)}",
        f"URL:{settings.SITE_URL}{_page(day, reader)}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _summary(day: CalendarDay) -> str:
    year = azerbaijani.ordinal(day.reporting_year.year) if get_language() == "az" else day.reporting_year.year
    words = {"year": year}
    if day.kind == "returned":
        number = azerbaijani.ordinal(day.number) if get_language() == "az" else day.number
        return _("Returned entry of %(year)s is due again: sub-point %(number)s") % (words | {"number": number})
    if day.kind == "extension":
        name = day.agency.name_in(day.reporting_year.year) or day.agency
        return _("Extended deadline of %(year)s: %(agency)s") % (words | {"agency": name})
    if day.is_extended:
        return _("Extended deadline of the entries of %(year)s") % words
    return _("Deadline of the entries of %(year)s") % words


def _page(day: CalendarDay, reader: User) -> str:
    place = [day.reporting_year.plan.code, day.reporting_year.year]
    if day.kind == "returned":
        return reverse("plans:entry", args=[*place, day.agency.code, day.number])
    if reader.writes_for_agency:
        return reverse("plans:agency-year", args=[*place, day.agency.code])
    return reverse("plans:overview", args=place)


def escaped(text: str) -> str:
    """A value of type TEXT (RFC 5545 3.3.11)."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def folded(line: str) -> bytes:
    """The content line in UTF-8, broken into pieces of at most 75 octets, never within a letter."""
    pieces, piece = [], b""
    for letter in line:
        octets = letter.encode()
        # A piece that goes on begins with a space, which counts.
        if len(piece) + len(octets) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
