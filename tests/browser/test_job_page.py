"""The page of a file that is made in the background: how far it is, that it is there, and that nobody needs it."""

import re

import pytest
from playwright.sync_api import expect

from plans.management.commands.run_worker import beat
from plans.models import Notice
from reports.enums import JobState
from reports.models import ReportJob
from reports.production.work import Progress
from tests.browser.conftest import assert_fine
from tests.reports.production.making import run_worker

REPORT = "/reports/mfp-2020-2024/2024/DMX/"


@pytest.fixture
def asked_for(screen):
    """The page of a job that waits for a worker which lives."""
    beat("reports")
    page = screen.sign_in("dmx.emekdas").open(REPORT)
    page.get_by_role("button", name="PDF").first.click()
    page.wait_for_url("**/reports/jobs/*/")
    return screen


def test_progress_moves_without_a_reload_and_the_file_is_there_in_the_end(asked_for):
    page = asked_for.page
    job = ReportJob.objects.get()
    bar = page.locator("progress")
    expect(bar).not_to_have_attribute("value", re.compile(""))  # it waits: nobody knows how long
    assert_fine(asked_for)
    page.evaluate("window.isTheSame = true")
    ReportJob.objects.update(state=JobState.RUNNING)
    for step in (3, 7):
        Progress(job).tell(step, 20)
        expect(bar).to_have_js_property("value", 1 + step)
        expect(bar).to_have_js_property("max", 22)
        expect(page.locator("[data-doing]")).to_contain_text(f"{step + 1}")
    assert page.evaluate("window.isTheSame") is True
    assert_fine(asked_for)

    ReportJob.objects.update(state=JobState.WAITING)
    run_worker()
    expect(page.locator("main a[download]")).to_be_visible()
    assert page.evaluate("window.isTheSame === undefined")
    assert_fine(asked_for)
    with page.expect_download() as waiting:
        page.locator("main a[download]").click()
    assert waiting.value.suggested_filename == "melumat-2024-DMX.pdf"


def test_file_that_nobody_needs_is_not_made(asked_for):
    page = asked_for.page
    page.get_by_role("button", name="Hazırlanmasın").click()
    expect(page.locator("progress")).to_have_count(0)
    assert ReportJob.objects.get().state == JobState.CANCELLED
    run_worker()
    assert ReportJob.objects.get().result == ""
    assert_fine(asked_for)


def test_whoever_goes_on_working_sees_at_the_bell_that_it_is_ready(asked_for):
    page = asked_for.page
    Notice.objects.all().delete()
    page.wait_for_load_state()
    asked_for.open(REPORT)
    run_worker()
    number = page.locator(".bell-number")
    expect(number).to_have_text("1", timeout=20_000)  # on the page that stands open, within seconds and not a minute
    page.locator(".bell a").click()
    page.locator(".notice-row a").filter(has_text="Məlumat hazırdır: PDF").click()
    page.wait_for_url("**/reports/jobs/*/")
    expect(page.locator("main a[download]")).to_be_visible()
    expect(number).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('awaited-files'))") == []
    assert asked_for.errors == []


def test_page_goes_on_by_itself_without_a_script(new_screen):
    beat("reports")
    screen = new_screen(java_script_enabled=False).sign_in("dmx.emekdas")
    page = screen.open(REPORT)
    page.get_by_role("button", name="PDF").first.click()
    page.wait_for_url("**/reports/jobs/*/")
    expect(page.locator("head meta[http-equiv=refresh]")).to_have_attribute("content", "3")
    ReportJob.objects.update(state=JobState.RUNNING)
    Progress(ReportJob.objects.get()).tell(6, 20)
    expect(page.locator("progress[value='7']")).to_be_visible(timeout=20_000)
    ReportJob.objects.update(state=JobState.WAITING)
    run_worker()
    expect(page.locator("main a[download]")).to_be_visible(timeout=20_000)
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)
    assert Notice.objects.filter(kind="report_ready", read_at__isnull=True).count() == 0
