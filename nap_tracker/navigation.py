"""The way through the site, by role: the same tabs on every page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from plans.models import Agency, ReportingYear
from plans.queries.years import reporting_years_visible_to, year_to_work_on


@dataclass(slots=True, frozen=True)
class Tab:
    """A tab of the head. `pages` are the names that its pages give themselves as `active`."""

    label: str | Promise
    address: str
    pages: tuple[str, ...] = ()


def tabs(user: User, agency: Agency | None, reporting_year: ReportingYear | None) -> list[Tab]:
    """What somebody with this role gets, in this year; a page of no year leads to the one that home opens with.

    Without a year in hand it is looked up: one query, and the agency's.
    """
    if reporting_year is None and user.role != Role.ADMINISTRATOR:
        reporting_year = year_to_work_on(reporting_years_visible_to(user))
    return [*_work(user, agency, reporting_year), *_people(user, agency)]


def _work(user: User, agency: Agency | None, reporting_year: ReportingYear | None) -> Iterator[Tab]:
    if user.role == Role.ADMINISTRATOR:
        yield Tab(_("To do"), reverse("plans:waiting"), ("waiting",))
        return
    if reporting_year is None or (user.writes_for_agency and agency is None):
        yield Tab(_("My entries") if user.writes_for_agency else _("Overview"), reverse("home"))
        return
    place: dict[str, Any] = {"plan": reporting_year.plan.code, "year": reporting_year.year}
    if user.writes_for_agency and agency is not None:
        place |= {"agency": agency.code}
        yield Tab(_("My entries"), reverse("plans:agency-year", kwargs=place), ("home",))
        yield Tab(_("Report"), reverse("reports:agency", kwargs=place), ("report",))
        return
    if user.role == Role.COORDINATOR:
        yield Tab(_("To do"), reverse("plans:worklist", kwargs=place), ("worklist",))
    yield Tab(_("Overview"), reverse("plans:overview", kwargs=place), ("overview", "settings", "reminders"))
    if user.role == Role.COORDINATOR:
        yield Tab(_("Review"), reverse("plans:review-queue", kwargs=place), ("review",))
    yield Tab(_("Entries"), reverse("plans:entry-list", kwargs=place), ("home",))
    yield Tab(_("Report"), reverse("reports:consolidated", kwargs=place), ("report",))
    yield Tab(_("Activity"), reverse("plans:activity", kwargs={"plan": reporting_year.plan.code}), ("activity",))


def _people(user: User, agency: Agency | None) -> Iterator[Tab]:
    if agency is not None or user.role == Role.ADMINISTRATOR:
        yield Tab(_("Colleagues") if agency is not None else _("People"), reverse("plans:people"), ("people",))
    if user.may_use_admin_site:
        yield Tab(_("Administration"), reverse("admin:index"), ("administration",))
