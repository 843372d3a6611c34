"""Files as people get them: asked for, made as a worker makes them, fetched."""

from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client

from reports.models import ReportJob
from reports.production.work import work


def run_worker() -> None:
    """The worker of all reports, until nothing waits; for tests that commit."""
    call_command("run_report_worker", "--batch")


def asked(client: Client, address: str) -> ReportJob:
    """The job that asking for the file at the address begins or joins."""
    response = client.post(address)
    assert response.status_code == 302, response.content
    return ReportJob.objects.get(pk=int(response["Location"].split("/")[3]))


def made(client: Client, address: str) -> HttpResponse:
    """The answer with the file: where it was not made, the page that says so."""
    job = asked(client, address)
    state = work(job.pk)
    page = f"/reports/jobs/{job.pk}/"
    return client.get(f"{page}file/" if state == "done" else page)


def content_of(response: HttpResponse) -> bytes:
    """The bytes of a file."""
    return b"".join(response.streaming_content)
