"""Where the words of help lead to: the pages that exist for somebody now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import User
from plans.models import Agency, ReportingYear

ALWAYS = (
    *("plans:people", "plans:notices", "plans:search", "plans:personal-settings", "plans:help"),
    *(
        "plans:waiting",
        "plans:account-changes",
        "plans:account-journal",
        "mfa_index",
        "usersessions_list",
        "account_change_password",
    ),
    *("admin:index", "admin:plans_outboxmail_changelist"),
)
OF_PLAN = ("plans:plan-years", "plans:activity")
OF_YEAR = (
    *("plans:worklist", "plans:overview", "plans:review-queue", "plans:entry-list", "plans:editorials"),
    *("plans:year-settings", "plans:announcements", "plans:reminders", "reports:consolidated"),
)
OF_AGENCY = ("plans:agency-year", "reports:agency")

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three steps of a role; `page` is the name of the page where it is done."""

    title: Words
    text: Words
    page: str


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step with its address, "" where there is no such page yet."""

    title: Words
    text: Words
    address: str


def addresses_of(user: User, reporting_year: ReportingYear | None, agency: Agency | None) -> Mapping[str, str]:
    """Name of a page → address, for all pages that words of help may name; no query.

    Without a year there are those of no year, and of the agency's only for somebody who writes for one.
    """
    found = {name: reverse(name) for name in ALWAYS}
    if reporting_year is None:
        return found
    place: dict[str, Any] = {"plan": reporting_year.plan.code}
    found |= {name: reverse(name, kwargs=place) for name in OF_PLAN}
    place["year"] = reporting_year.year
    found |= {name: reverse(name, kwargs=place) for name in OF_YEAR}
    if user.writes_for_agency and agency is not None:
        place["agency"] = agency.code
        found |= {name: reverse(name, kwargs=place) for name in OF_AGENCY}
    return found


def shown_steps(steps: Sequence[Step], addresses: Mapping[str, str], *, here: str, first: str = "") -> list[ShownStep]:
    """The steps with the addresses of their pages: none for the page where they stand (`here`).

    `first` is where to begin, where that is known better than by the page of the first step.
    """
    found = [addresses.get(step.page, "") for step in steps]
    found[0] = first or found[0]
    return [
        ShownStep(step.title, step.text, "" if address == here else address)
        for step, address in zip(steps, found, strict=True)
    ]
