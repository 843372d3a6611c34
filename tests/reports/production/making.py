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
    """The answer with the file, its bytes as `content`: where it was not made, the page that says so."""
    job = asked(client, address)
    state = work(job.pk)
    page = f"/reports/jobs/{job.pk}/"
    return fetched(client, job) if state == "done" else client.get(page)


def fetched(client: Client, job: ReportJob) -> HttpResponse:
    """The file of a job that is done, read to its end."""
    response = client.get(f"/reports/jobs/{job.pk}/file/")
    if not response.streaming:
        return response
    return HttpResponse(b"".join(response.streaming_content), status=response.status_code, headers=response.headers)
