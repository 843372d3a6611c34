"""What was announced in a year, and to whom."""

from django.db.models import Prefetch, QuerySet

from plans.models import Agency, Announcement, ReportingYear
from plans.queries.years import agencies_with_a_part, names_prefetch


def announcements_of(reporting_year: ReportingYear) -> QuerySet[Announcement]:
    """All of the year, newest first, with sender, agencies and their names. Three queries."""
    agencies = Agency.objects.order_by("protocol_order", "code").prefetch_related(names_prefetch("names"))
    return (
        Announcement.objects.filter(reporting_year=reporting_year)
        .select_related("sent_by")
        .prefetch_related(Prefetch("agencies", queryset=agencies))
        .order_by("-pk")
    )


def announcements_to(reporting_year: ReportingYear, agency: Agency) -> QuerySet[Announcement]:
    """Those that say something to the agency, newest first, with sender. One query."""
    told = Announcement.objects.filter(reporting_year=reporting_year, agencies=agency).exclude(text="")
    return told.select_related("sent_by").order_by("-pk")


def agencies_to_tell(reporting_year: ReportingYear) -> list[tuple[Agency, str]]:
    """The agencies with a part in the plan and their names in the year, in protocol order. Two queries."""
    year = reporting_year.year
    return [
        (agency, str(agency.name_in(year) or agency.code)) for agency in agencies_with_a_part(reporting_year.plan_id)
    ]
