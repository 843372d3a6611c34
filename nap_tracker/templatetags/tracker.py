"""Template tags that every page may use without loading them."""

import datetime

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plans import azerbaijani

register = template.Library()


@register.filter
def ordinal(value) -> str:
    """ "4.2.10" → "4.2.10-cu", in Azerbaijani pages; English ones keep the number."""
    return azerbaijani.ordinal(value) if get_language() == "az" else str(value)


@register.filter
def long_date(day: datetime.date | datetime.datetime) -> str:
    """ "4 noyabr 2021-ci il", or "4 November 2021" in English."""
    day = localdate(day) if isinstance(day, datetime.datetime) else day
    return azerbaijani.long_date(day) if get_language() == "az" else date_format(day, "j F Y")


@register.filter
def table_date(day: datetime.date | datetime.datetime) -> str:
    """ "04.11.2021", as tables print it."""
    day = localdate(day) if isinstance(day, datetime.datetime) else day
    return azerbaijani.short_date(day)


@register.filter
def moment(when: datetime.datetime) -> str:
    """A point in time as people say it: "bu gün 11:40", "dünən 16:05", otherwise "04.11.2021 16:05"."""
    when = localtime(when)
    clock = when.strftime("%H:%M")
    match (localdate() - when.date()).days:
        case 0:
            return _("today %(time)s") % {"time": clock}
        case 1:
            return _("yesterday %(time)s") % {"time": clock}
    return f"{azerbaijani.short_date(when.date())} {clock}"


@register.inclusion_tag("components/badge.html")
def state_badge(state: str, label) -> dict:
    """The state's mark: shape, word and colour."""
    return {"state": state, "label": label}


@register.simple_tag
def dative_until(day: datetime.date) -> str:
    """ "20 yanvar 2025-ci ilədək" / "until 20 January 2025"."""
    if get_language() == "az":
        return f"{azerbaijani.long_date(day)}ədək"
    return _("until %(day)s") % {"day": date_format(day, "j F Y")}
