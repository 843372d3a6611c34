"""Template tags that every page may use without loading them."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_prose_editor.widgets import importmap as editor_map
from js_asset import ImportMap

from nap_tracker.navigation import tabs
from plans import azerbaijani
from plans.addresses import entry_url as address_of_entry
from plans.charts import amount_text
from plans.enums import STATES, EntryAction, StateFacts
from plans.evidence.services.kinds import ACCEPTED, LISTED
from plans.help.queries import addresses_of, shown_steps
from plans.help.roles import HELP
from plans.models import Agency, Plan, ReportingYear, Revision, Transition
from plans.naming import numbered, point_name
from plans.services import figure_text
from reports.document import Section
from reports.renderers.binding import bound_html

register = template.Library()

# Every script by a name of its own, and the editor's: the import map leads each to the file that this release serves.
SCRIPTS = Path(__file__).parent.parent / "static" / "nap_tracker"
PARTS = sorted(path.relative_to(SCRIPTS).with_suffix("").as_posix() for path in SCRIPTS.rglob("*.js"))
IMPORT_MAP = editor_map | ImportMap({f"nap-tracker/{part}": f"nap_tracker/{part}.js" for part in PARTS})
_NONCE = "nonce-of-the-page"


register.filter("ordinal", numbered)
register.filter(point_name)


@register.filter
def bound(text: str) -> SafeString:
    """A line of a document as it prints: a number and its unit, a year and its suffix keep to one line."""
    return mark_safe(bound_html(text))  # noqa: S308 (escapes the text)


@register.filter
def bound_title(text: str) -> SafeString:
    """A title as it prints: as `bound`, and no word of it stands alone in the last line."""
    return mark_safe(bound_html(text, keeps_end=True))  # noqa: S308 (escapes the text)


@register.filter
def name_in(agency: Agency, year: int) -> str:
    """What the agency was called in the year; its code where no name is known. Reads `agency.all_names()`."""
    return str(agency.name_in(year) or agency)


@register.filter
def filled(chosen: Mapping[str, object], beside: str) -> int:
    """How many of the filters are set, besides those named: what a fold of filters says of itself."""
    return sum(bool(value) for name, value in chosen.items() if name not in beside.split())


@register.filter(is_safe=True)
def unbroken(text: str) -> str:
    """A text without markup whose ranges and ordinals ("2020–2024", "2024-cü il") no line ends in. For names of plans,
    measures, guidance and headings.
    """
    return azerbaijani.unbroken(str(text))


@register.filter
def report_anchor(number: str) -> str:
    """Where the sub-point stands on a report page."""
    return Section(heading="", level=2, number=str(number)).anchor


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


@register.filter
def sitting(revision: Revision) -> str:
    """When a text was written, from the first save of the sitting to the last: "04.11.2021 16:05–16:40"; one point in time
    where both are within a minute.
    """
    began, ended = localtime(revision.created_at), localtime(revision.saved_at)
    if ended - began < datetime.timedelta(minutes=1):
        return moment(ended)
    if began.date() == ended.date():
        return f"{moment(began)}–{ended:%H:%M}"
    return f"{moment(began)} – {moment(ended)}"


@register.filter
def move_name(transition: Transition) -> str:
    """What a move did, as the history says it."""
    return str(EntryAction(transition.action).label)


@register.filter
def state_facts(state: str) -> StateFacts:
    """All that depends on an entry's state: its words, its group, what may be done with it."""
    return STATES[state]


@register.filter
def figure(value: str | None) -> str:
    """A stored figure as people read it: "1 250", "12,5"; "" for none."""
    return figure_text(value)


@register.filter
def amount(value: Decimal | None) -> str:
    """A number as people read it: "1 250", "12,5"; "–" for none."""
    return amount_text(value)


@register.simple_tag
def state_badge(state: str, label: str | Promise) -> SafeString:
    """The state's mark: shape, word and colour."""
    return _badge(str(state), str(label))


@cache
def _badge(state: str, label: str) -> SafeString:
    """One of a dozen marks; a list shows fifty of them, so each is drawn once a process."""
    return mark_safe(render_to_string("components/badge.html", {"state": state, "label": label}).strip())  # noqa: S308


@register.filter
def as_written(text: object) -> SafeString:
    """A name or a text of people, marked so that no program translates it: for sentences that take it in."""
    return mark_safe(render_to_string("components/written.html", {"text": str(text)}))  # noqa: S308


@register.simple_tag
def dative_until(day: datetime.date) -> str:
    """ "20 yanvar 2025-ci ilədək" / "until 20 January 2025"."""
    if get_language() == "az":
        return f"{azerbaijani.long_date(day)}ədək"
    return _("until %(day)s") % {"day": date_format(day, "j F Y")}


@register.inclusion_tag("components/tabs.html", takes_context=True)
def navigation(context: Context) -> dict[str, Any]:
    """The tabs of the head, and the one that the page belongs to: that of its `active` name."""
    found = tabs(context["user"], context.get("own_agency") or None, context.get("reporting_year"))
    active = context.get("active")
    return {"tabs": found, "current": next((tab for tab in found if active and active in tab.pages), None)}


@register.inclusion_tag("plans/help/_first_steps.html", takes_context=True)
def first_steps(context: Context) -> dict[str, Any]:
    """The three steps of the reader's role, until they are clear to the person; without a query."""
    user = context["user"]
    if not user.meets_first_steps:
        return {}
    request, reporting_year, agency = context["request"], context.get("reporting_year"), context.get("agency")
    addresses = addresses_of(user, reporting_year, agency)
    first = ""
    if reporting_year and agency and (row := context.get("continue_with")):  # the agency's home knows where to go on
        number = row.sub_point.number
        first = address_of_entry("entry", reporting_year.plan.code, reporting_year.year, agency.code, number)
    return {
        "steps": shown_steps(HELP[user.role].steps, addresses, here=request.path, first=first),
        "back": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }


# The page of a whole year that each tab shows; those of one agency are below.
YEAR_PAGES = {
    "worklist": "plans:worklist",
    "overview": "plans:overview",
    "review": "plans:review-queue",
    "report": "reports:consolidated",
    "settings": "plans:year-settings",
    "reminders": "plans:reminders",
}
AGENCY_PAGES = {"report": "reports:agency"}


@register.simple_tag(takes_context=True)
def same_page_in(context: Context, plan: Plan, reporting_year: ReportingYear) -> str:
    """The address of the page that is shown, in another year or plan; the nearest there is for pages below it."""
    active: str = context.get("active") or ""
    own: Agency | None = context.get("own_agency")
    agency: Agency | None = own or context.get("agency")
    place: dict[str, str | int] = {"plan": plan.code, "year": reporting_year.year}
    if agency is not None and (own or active in ("home", *AGENCY_PAGES)):
        return reverse(AGENCY_PAGES.get(active, "plans:agency-year"), kwargs=place | {"agency": agency.code})
    return reverse(YEAR_PAGES.get(active, "plans:entry-list"), kwargs=place)


@register.simple_tag(takes_context=True)
def entry_url(
    context: Context,
    name: str,
    *,
    plan: str | None = None,
    year: int | None = None,
    agency: str | None = None,
    number: str | None = None,
    **more: str | int,
) -> str:
    """The address of a page or step of the entry that the page is about; codes and numbers given here come first.

    The others are those of `plan`, `reporting_year`, `agency` and `sub_point` in the context: KeyError without them.
    """
    return address_of_entry(
        name,
        plan or context["plan"].code,
        year or context["reporting_year"].year,
        agency or context["agency"].code,
        number or context["sub_point"].number,
        **more,
    )


@register.simple_tag(takes_context=True)
def import_map(context: Context) -> SafeString:
    """The one import map of the page. Firefox knows no second one, and none that comes after a module script."""
    return mark_safe(_import_map().replace(_NONCE, escape(str(context.get("CSP_NONCE", "")))))  # noqa: S308 – its own output


@cache
def _import_map() -> str:
    """The map with `_NONCE` in the place of the page's: sixty addresses that are the same until the server starts again."""
    return IMPORT_MAP.render(attrs={"nonce": _NONCE})


@register.simple_tag
def evidence_kinds() -> str:
    """The kinds of files that are taken as evidence, as a sentence names them."""
    return LISTED


@register.simple_tag
def evidence_accepted() -> str:
    """The same for a file field: all endings that they have."""
    return ACCEPTED
