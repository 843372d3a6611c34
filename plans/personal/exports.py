"""A calendar for calendar programs (ICS, RFC 5545): all-day events without any text of the record."""

import datetime
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDuration, vText

from accounts.models import User
from plans.addresses import entry_url
from plans.naming import numbered, point_name
from plans.personal.queries import CalendarDay

CONTENT_TYPE = "text/calendar; charset=utf-8"
ASK_AGAIN = datetime.timedelta(hours=6)  # how often a calendar program may look for changes
NEVER_MOVED = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def calendar_file(days: Iterable[CalendarDay], reader: User) -> bytes:
    """The calendar in the language that is active. The same days give the same bytes: no event carries today's date."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//NAP Tracker//Deadlines//AZ")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", vText(_("NAP Tracker: deadlines")))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
    calendar.add_component(_time_zone())
    for day in days:
        calendar.add_component(_event(day, reader))
    return calendar.to_ical(sorted=False)


def _time_zone() -> Timezone:
    """The time of the installation, which has no summer time. Days do not need it, but a calendar without days does:
    it is only valid with something in it (RFC 5545 3.6).
    """
    since = NEVER_MOVED.astimezone(get_default_timezone())
    standard = TimezoneStandard()
    standard.add("dtstart", since.replace(hour=0, tzinfo=None))
    standard.add("tzoffsetfrom", since.utcoffset())
    standard.add("tzoffsetto", since.utcoffset())
    zone = Timezone()
    zone.add("tzid", settings.TIME_ZONE)
    zone.add_component(standard)
    return zone


def _event(day: CalendarDay, reader: User) -> Event:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    changed = (day.moved_at or NEVER_MOVED).astimezone(datetime.UTC)
    event = Event()
    event.add("uid", f"{day.key}@{host}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", day.moves)
    event.add("dtstart", day.day)
    event.add("dtend", day.day + datetime.timedelta(days=1))
    event.add("summary", _summary(day))
    event.add("description", day.reporting_year.plan.title)
    event.add("url", f"{settings.SITE_URL}{_page(day, reader)}")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def _summary(day: CalendarDay) -> str:
    words = {"year": numbered(day.reporting_year.year)}
    if day.kind == "returned":
        return _("Returned entry of %(year)s is due again: %(point)s") % (words | {"point": point_name(day.number)})
    if day.kind == "extension" and day.agency is not None:
        name = day.agency.name_in(day.reporting_year.year) or day.agency
        return _("Extended deadline of %(year)s: %(agency)s") % (words | {"agency": name})
    if day.is_extended:
        return _("Extended deadline of the entries of %(year)s") % words
    return _("Deadline of the entries of %(year)s") % words


def _page(day: CalendarDay, reader: User) -> str:
    plan, year = day.reporting_year.plan.code, day.reporting_year.year
    if day.kind == "returned" and day.agency is not None:
        return entry_url("entry", plan, year, day.agency.code, day.number)
    if reader.writes_for_agency and day.agency is not None:
        return reverse("plans:agency-year", args=[plan, year, day.agency.code])
    return reverse("plans:overview", args=[plan, year])
