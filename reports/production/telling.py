"""Who waits for a file for long is told when it is ready."""

from reports.models import ReportJob


def tell_that_it_is_ready(job: ReportJob) -> None:
    """Told in the application."""
