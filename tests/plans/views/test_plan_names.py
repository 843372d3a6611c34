"""Where there are two plans, every page of one says of which it is; where there is one, none does."""

import datetime

import pytest
from django.urls import reverse

from plans.enums import EntryState
from plans.models import Assignment, Plan, ReportingYear, Section, SubPoint
from tests.test_access_matrix import MATRIX, ROLES


@pytest.fixture
def second_plan(year, agency) -> Plan:
    plan = Plan.objects.create(code="ikinci", title="Nümunə ikinci plan", start_year=2025, end_year=2027)
    point = SubPoint.objects.create(
        section=Section.objects.create(plan=plan, number="3.1"), number="3.1.1", measure="Nümunə tədbir"
    )
    Assignment.objects.create(sub_point=point, agency=agency)
    ReportingYear.objects.create(plan=plan, year=2025, deadline=datetime.date(2026, 1, 20))
    return plan


def pages_of_plan(client, role: str) -> dict[str, bool]:
    """Name → whether the page names the plan in its own line, or, as an agency's year does, under its heading."""
    found = {}
    for name, (parts, _posted, reading, _writing) in MATRIX.items():
        if reading[ROLES.index(role)] != 200 or "plan" not in parts or any("<" in str(part) for part in parts.values()):
            continue
        response = client.get(reverse(name, kwargs=parts))
        html = response.content.decode() if response["Content-Type"].startswith("text/html") else ""
        if "<main" in html and response.status_code == 200:
            found[name] = '<b class="number">2020–2024</b> Nümunə Milli Fəaliyyət Planı</p>' in html
            if name == "plans:agency-year":
                found[name] = "Nümunə Milli Fəaliyyət Planı" in html.split("<main", 1)[1]
    return found


@pytest.mark.parametrize(("role", "least"), [("coordinator", 18), ("lead", 8), ("observer", 10)])
def test_every_page_of_one_of_two_plans_names_it(role, least, sign_in, write_entry, second_plan):
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    found = pages_of_plan(sign_in(role), role)
    assert [name for name, is_named in found.items() if not is_named] == []
    assert len(found) >= least


def test_page_of_the_only_plan_has_no_line_of_its_own(sign_in, write_entry):
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    found = pages_of_plan(sign_in("coordinator"), "coordinator")
    assert [name for name, is_named in found.items() if is_named] == ["plans:agency-year"]
