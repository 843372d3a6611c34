"""The activity and what the home says of changed parts: played in a browser, in every look."""

import pytest
from playwright.sync_api import expect

from plans.models import Assignment, ReportingYear, Section, SubPoint
from tests.browser.conftest import DMX_2024

PAGE = "/plans/mfp-2020-2024/activity/"


@pytest.fixture
def changed(demo):
    """Plan data that was changed: a long text, a period, the agency's part."""
    section = Section.objects.get(number="4.2", plan__code="mfp-2020-2024")
    section.title = "Nümunə mətn: istiqamətin yeni adı"
    section.save()
    point = SubPoint.objects.get(number="4.2.9", section__plan__code="mfp-2020-2024")
    point.measure = f"{point.measure} Nümunə mətn əlavə olunub."
    point.end_year = 2024
    point.save()
    parts = Assignment.objects.filter(agency__code="DMX").select_related("sub_point").order_by("pk")
    part = parts.get(sub_point__number="4.2.9")
    part.role = "recommended"
    part.save()
    for number in ("4.1.6", "4.3.3"):
        parts.get(sub_point__number=number).delete()
    ReportingYear.objects.get(year=2023).save()


@pytest.mark.parametrize("who", ["koordinator", "musahideci", "dmx.emekdas"])
def test_page_of_the_activity_has_no_flaw(screen, changed, who):
    page = screen.sign_in(who).open(PAGE)
    expect(page.locator(".activity-row").nth(2)).to_be_attached()  # three at least
    page.evaluate(
        "document.querySelectorAll('details').forEach(one => { if (!one.closest('header')) one.open = true })"
    )
    assert screen.flaws() == []
    page = screen.open(f"{PAGE}?agency=YOXDUR&from=2099-01-01")
    expect(page.locator(".notice li")).not_to_have_count(0)
    expect(page.locator(".empty")).to_have_count(1)
    assert screen.flaws() == []


def test_coordinator_filters_from_the_keyboard_turns_pages_and_takes_a_file_home(screen, changed):
    page = screen.sign_in("koordinator").open(PAGE)
    page.locator("#filter-agency").select_option("DMX")
    page.locator("#filter-kind").select_option("moves")
    page.locator("#filter-number").fill("4.2.10")
    page.locator("#filter-number").press("Enter")
    page.wait_for_url("**number=4.2.10**")
    rows = page.locator(".activity-row")
    expect(rows).not_to_have_count(0)
    expect(rows.locator("a:not([href*='/DMX/4.2.10/'])")).to_have_count(0)
    with page.expect_download() as started:
        page.locator(".activity-files a").first.click()
    assert started.value.suggested_filename == "mfp-2020-2024-activity.xlsx"
    rows.locator("a").first.click()
    page.wait_for_url("**/DMX/4.2.10/")
    page = screen.open(f"{PAGE}?kind=moves")
    first = page.locator(".activity-row").first.text_content()
    page.locator(".pager a[rel=next]").click()
    page.wait_for_url("**page=2**")
    expect(page.locator(".activity-row").first).not_to_have_text(first)
    page.locator(".pager a[rel=prev]").click()
    page.wait_for_url("**page=1**")
    expect(page.locator(".activity-row").first).to_have_text(first)
    assert screen.errors == []


def test_long_text_unfolds_to_its_difference(screen, changed):
    page = screen.sign_in("musahideci").open(f"{PAGE}?kind=plan&number=4.2.9")
    difference = page.locator(".field-changes .difference").first
    expect(page.locator(".field-changes summary").first).to_be_visible()
    expect(difference).to_be_hidden()
    page.locator(".field-changes summary").first.press("Enter")
    expect(difference).to_be_visible()
    expect(difference.locator("ins")).to_have_text("Nümunə mətn əlavə olunub.")


@pytest.mark.parametrize("who", ["dmx.mesul", "koordinator"])
def test_home_that_explains_changes_has_no_flaw(screen, changed, who):
    page = screen.sign_in(who).open(DMX_2024)
    expect(page.locator(".assignment-changes li")).to_have_count(2)
    page.locator(".assignment-changes a").first.click()
    page.wait_for_url("**/2024/DMX/4.*/")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#entry-form textarea")).to_have_count(0)
    screen.open(DMX_2024)
    assert screen.flaws() == []
