"""Editions as people get them: asked for, made as a worker makes them."""

import datetime
from dataclasses import replace

from accounts.models import User
from plans.models import Agency, ReportingYear
from reports.editions.freezing import Details, content_hash, content_of_edition
from reports.editions.kind import ask_to_publish
from reports.editions.publishing import latest_edition
from reports.enums import Audience
from reports.models import Edition, ReportJob
from reports.production.work import work

DETAILS = Details(
    audience=Audience.INTERNAL,
    number="02/1847",
    signed_on=datetime.date(2025, 1, 27),
    position="Nümunə Xidmətinin rəisi",
    name="A. NÜMUNƏLİ",
)


def ask(user: User, year: ReportingYear, agency: Agency | None, **changed) -> ReportJob:
    """The job that publishes the report as it stands now."""
    details = replace(DETAILS, **changed)
    content = content_of_edition(year, agency, with_submitted=bool(details.reason))
    follows = latest_edition(year, agency, details.audience)
    return ask_to_publish(user, year, agency, details, expected=content_hash(content), follows=follows)


def published(user: User, year: ReportingYear, agency: Agency | None, **changed) -> Edition:
    """The edition of the report as it stands now."""
    job = ask(user, year, agency, **changed)
    assert work(job.pk) == "done"
    return Edition.objects.latest("pk")
