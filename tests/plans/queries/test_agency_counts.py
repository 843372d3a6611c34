"""What the database counts of agencies is what the rules say of each of their sub-points."""

import datetime
import random
from collections import defaultdict
from statistics import median

import pytest
from django.utils.timezone import localdate, make_aware, now

from plans.enums import ACCEPTED_STATES, DELIVERED_STATES, REQUIRED_ROLES, AssignmentRole, EntryState, ExtensionState
from plans.models import Assignment, Entry, Extension, Plan, Section, SubPoint
from plans.queries.agency_counts import (
    AgencyCount,
    AgencyLateness,
    YearCount,
    agency_counts,
    agency_lateness,
    agency_medians,
    year_count,
)
from plans.rules import due_day, is_late, period_covers, submitted_late
from tests.conftest import make_agency

pytestmark = pytest.mark.django_db

DEADLINE = datetime.date(2025, 1, 20)
DAYS = [DEADLINE + datetime.timedelta(days=days) for days in (-3, 0, 1, 5, 9)]


@pytest.fixture
def muddle(plan, year, people):
    """`muddle(7)` gives six agencies parts of all kinds, or none, in the plan, beyond the year and in another plan, and
    entries in all states with and without a part; two of them have more time.
    """
    beyond = SubPoint.objects.create(section=plan.sections.first(), number="4.1.7", measure="Nümunə", start_year=2025)
    other = Plan.objects.create(code="numune-bashqa", title="Nümunə", start_year=2020, end_year=2026)
    elsewhere = Section.objects.create(plan=other, number="1", title="Nümunə")
    points = [*SubPoint.objects.filter(section__plan=plan).exclude(pk=beyond.pk), beyond]
    points.append(SubPoint.objects.create(section=elsewhere, number="1.1", measure="Nümunə"))
    agencies = [make_agency(f"QURUM-{place}", f"Nümunə Qurum {place}") for place in range(6)]

    def make(seed: int) -> None:
        chance = random.Random(seed)
        places = [(agency, point) for agency in agencies for point in points]
        parts, entries = [], []
        for agency, point in places:
            role, state = chance.choice([*AssignmentRole.values, ""]), chance.choice([*EntryState.values, ""])
            if role:
                parts.append(Assignment(agency=agency, sub_point=point, role=role))
            if state:
                evening = datetime.datetime.combine(chance.choice(DAYS), datetime.time(23, 59))
                sent = make_aware(evening + datetime.timedelta(minutes=chance.choice((0, 1))))
                entries.append(
                    Entry(
                        agency=agency,
                        sub_point=point,
                        reporting_year=year,
                        state=state,
                        updated_at=sent,
                        first_submitted_at=chance.choice((sent, None)),
                        resubmit_by=chance.choice((*DAYS, None)),
                    )
                )
        Assignment.objects.bulk_create(parts)
        Entry.objects.bulk_create(entries)
        for agency, until in zip(chance.sample(agencies, 2), DAYS[2:], strict=False):
            Extension.objects.create(
                reporting_year=year,
                agency=agency,
                state=ExtensionState.GRANTED,
                granted_until=until,
                decided_at=now(),
                decided_by=people["coordinator"],
            )

    return make


def count_by_rules(year, today):
    """The same from single records: of agencies, of the year, and the days from the deadline to each first submission."""
    extended = {row.agency_id: row.granted_until for row in Extension.objects.all()}
    entries = {(entry.agency_id, entry.sub_point_id): entry for entry in Entry.objects.all()}
    counts, lateness, days = defaultdict(AgencyCount), defaultdict(AgencyLateness), defaultdict(list)
    whole = YearCount()
    for part in Assignment.objects.filter(sub_point__section__plan=year.plan).select_related("sub_point"):
        is_covered = period_covers(year.year, part.sub_point.start_year, part.sub_point.end_year)
        if part.role not in REQUIRED_ROLES or not is_covered:
            continue
        count, deadline = counts[part.agency_id], due_day(year.deadline, extended.get(part.agency_id))
        entry = entries.get((part.agency_id, part.sub_point_id), Entry(state="not_started"))
        sent = entry.first_submitted_at and localdate(entry.first_submitted_at)
        late = is_late(entry.state, due_day(deadline, entry.resubmit_by), today)
        for counted in (count, whole):
            counted.required += 1
            counted.late += late
        count.open += entry.state not in DELIVERED_STATES
        whole.delivered += entry.state in DELIVERED_STATES
        whole.accepted += entry.state in ACCEPTED_STATES
        lateness[part.agency_id].late += late
        lateness[part.agency_id].late_sent += submitted_late(sent, deadline)
        if sent:
            days[part.agency_id].append((sent - deadline).days)
    return dict(counts), dict(lateness), whole, dict(days)


@pytest.mark.parametrize("seed", range(6))
def test_numbers_are_those_of_the_rules(seed, muddle, year):
    muddle(seed)
    lates = set()
    for today in DAYS:
        lateness, whole = agency_lateness(year, Entry.objects.all(), today), year_count(year, today)
        assert (agency_counts(year, today), lateness, whole) == count_by_rules(year, today)[:3]
        lates.add(whole.late)
    assert len(lates) >= 3
    assert sum(count.late_sent for count in lateness.values()) > 0
    assert Entry.objects.filter(state__in=DELIVERED_STATES).count() > whole.delivered


@pytest.mark.parametrize("seed", range(3))
def test_medians_are_those_of_the_days(seed, muddle, year):
    muddle(seed)
    days = count_by_rules(year, DEADLINE)[3]
    assert agency_medians(year, Entry.objects.all()) == {agency: median(numbers) for agency, numbers in days.items()}
    assert len({len(numbers) % 2 for numbers in days.values()}) == 2


def test_only_the_entries_given_count(muddle, year):
    muddle(1)
    assert sum(count.late_sent for count in agency_lateness(year, Entry.objects.all(), DAYS[-1]).values()) > 0
    of_none = agency_lateness(year, Entry.objects.none(), DAYS[-1])
    assert sum(count.late_sent for count in of_none.values()) == 0
    assert sum(count.late for count in of_none.values()) > year_count(year, DAYS[-1]).late


def test_each_costs_five_queries(muddle, year, django_assert_num_queries):
    muddle(1)
    with django_assert_num_queries(15):
        agency_counts(year, DEADLINE)
        agency_lateness(year, Entry.objects.all(), DEADLINE)
        year_count(year, DEADLINE)
