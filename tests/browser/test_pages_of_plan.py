"""The page of a sub-point, of an agency, and the list of agencies: light, dark, narrow, by keyboard and on paper."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from plans.models import Agency, AgencyName, Assessment, Extension, ReportingYear, SubPoint
from tests.browser.conftest import assert_fine

PLAN = "/plans/mfp-2020-2024"
POINT = f"{PLAN}/points/4.3.3/"
AGENCY = f"{PLAN}/agencies/NUMUNE-NAZIRLIYI/"
AGENCIES = f"{PLAN}/agencies/"

SCREENS = [
    ("koordinator", POINT),
    ("musahideci", f"{POINT}?year=2021"),
    ("numune.mesul", POINT),
    ("dmx.emekdas", POINT),
    ("koordinator", f"{POINT}?year=1999"),
    ("koordinator", AGENCY),
    ("musahideci", AGENCY),
    ("dmx.mesul", f"{PLAN}/agencies/DMX/"),
    ("koordinator", AGENCIES),
    ("koordinator", f"{AGENCIES}?q=yoxdur"),
    ("musahideci", f"{AGENCIES}?sort=days&year=2021&q=nazirlik"),
]


@pytest.fixture
def full(demo) -> None:
    """What the demo has not: assessments, a body renamed in the middle of a year, more time."""
    coordinator, point = User.objects.get(username="koordinator"), SubPoint.objects.get(number="4.3.3")
    for year, status in ((2020, "not_implemented"), (2021, "being_implemented"), (2023, "implemented")):
        Assessment.objects.create(
            sub_point=point,
            reporting_year=ReportingYear.objects.get(year=year),
            status=status,
            decided_by=coordinator,
            decided_at=timezone.now(),
        )
    agency = Agency.objects.get(code="NUMUNE-NAZIRLIYI")
    AgencyName.objects.create(
        agency=agency, nominative="Nümunə Yeni Nazirlik", genitive="x", official="x", official_genitive="x",
        valid_from=datetime.date(2022, 7, 1),
    )  # fmt: skip
    Extension.objects.create(
        reporting_year=ReportingYear.objects.get(year=2024),
        agency=agency,
        state="granted",
        granted_until=timezone.localdate() + datetime.timedelta(days=90),
        answer="Nümunə cavab.",
    )


@pytest.mark.parametrize("start", [f"{PLAN}/points/", AGENCIES])
def test_pages_are_fine_as_they_come_and_unfolded(start, full, screen, subtests):
    for who, address in SCREENS:
        if address.startswith(start):
            with subtests.test(address, who=who):
                screen.sign_in(who).open_anew(address)
                assert_fine(screen)


def test_texts_of_another_year_are_a_click_away_and_unfold_by_keyboard(full, screen):
    page = screen.sign_in("koordinator").open(POINT)
    expect(page.locator(".point-text")).to_have_count(8)
    expect(page.locator(".point-text .narrative").first).to_be_hidden()
    page.locator("#y2024-DMX > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#y2024-DMX .narrative")).to_be_visible()
    page.locator(".point-years thead a", has_text="2023").click()
    expect(page).to_have_url(re.compile(r"\?year=2023#texts$"))
    expect(page.locator("#y2023-DMX")).to_have_class("point-text")
    expect(page.locator("td#y2024-DMX")).to_be_attached()
    page.locator("#y2023-DMX > summary").click()
    page.locator("#y2023-DMX .text-foot a").click()
    expect(page).to_have_url(re.compile(r"/2023/DMX/4\.3\.3/$"))
    assert screen.errors == []


def test_lines_of_the_chart_differ_without_colour(full, screen):
    page = screen.sign_in("koordinator").open(POINT)
    chart = page.locator(".line-chart").first
    expect(chart.locator("svg[role=img]")).to_have_accessible_name(re.compile("^Nümunə göstərici"))
    dashes = chart.locator(".chart-key .stroke").evaluate_all(
        "lines => lines.map(line => getComputedStyle(line).strokeDasharray)"
    )
    shapes = chart.locator(".chart-key .mark").evaluate_all("marks => marks.map(mark => mark.getAttribute('d'))")
    assert len(set(dashes)) == len(set(shapes)) == 6
    # Every line's label stands beside its end, with the number of the legend.
    expect(chart.locator("text.end")).to_have_text(["1", "2", "3", "4", "5", "6"])
    expect(page.locator(".chart-table").first.locator("tbody tr")).to_have_count(9)


def test_writing_in_the_narrow_chart_is_not_smaller_than_on_a_wide_screen_by_much(full, new_screen):
    for width, least in ((1366, 11), (360, 9)):
        page = new_screen(width=width).sign_in("koordinator").open(POINT)
        box = page.locator(".line-chart text.of-x").first.bounding_box()
        assert box["height"] >= least


def test_page_prints_light_and_whole(full, screen):
    page = screen.sign_in("koordinator").open(POINT)
    page.emulate_media(media="print")
    expect(page.locator(".text-years")).to_be_hidden()
    expect(page.locator(".line-chart").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.scroll-region')).overflowX") == "visible"


def test_list_leads_to_an_agency_and_on_to_its_years_and_measures(full, screen):
    page = screen.sign_in("koordinator").open(AGENCIES)
    page.locator("#filter-q").fill("YENI nazirlik")
    page.locator("#filter-sort").select_option("late")
    page.locator(".filter-line > button[type=submit]").click()
    expect(page.locator(".work-table tbody tr")).to_have_count(1)
    page.locator(".work-table tbody th a").click()
    expect(page.locator("h1")).to_have_text("Nümunə Yeni Nazirlik")
    expect(page.locator(".names-list li")).to_have_count(2)
    expect(page.locator(".people-list li")).to_have_count(2)
    page.locator(".point-list a.what", has_text="4.3.3").click()
    expect(page).to_have_url(re.compile(r"/points/4\.3\.3/$"))
    page.locator(".point-years tbody th a", has_text="Nümunə Yeni Nazirlik").click()
    expect(page).to_have_url(re.compile(r"/agencies/NUMUNE-NAZIRLIYI/$"))
    page.locator(".work-table tbody th a").first.click()
    expect(page).to_have_url(re.compile(r"/2024/NUMUNE-NAZIRLIYI/$"))
    assert screen.errors == []


def test_everything_is_read_without_script(full, new_screen):
    state = new_screen().sign_in("koordinator").page.context.storage_state()
    page = new_screen(java_script_enabled=False, storage_state=state).open(f"{POINT}?year=2023")
    expect(page.locator(".line-chart .mark").first).to_be_visible()
    page.locator("#y2023-DMX > summary").click()
    expect(page.locator("#y2023-DMX .narrative")).to_be_visible()
