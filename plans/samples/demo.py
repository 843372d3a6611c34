"""Fills an empty tracker with something to look at. What it invents belongs to sample agencies."""

import datetime
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.enums import EventKind, Role
from accounts.events import note_event
from accounts.models import User
from plans.azerbaijani import ordinal
from plans.enums import AssignmentRole, EntryState, ImplementationStatus, IndicatorKind, YearState
from plans.models import Agency, Assignment, Indicator, Membership, Plan, ReportingYear, SampleData, SubPoint
from plans.narrative import clean
from plans.rules import default_deadline
from plans.samples.sample_plan import load_sample_plan
from plans.samples.seeding import EntrySeed, needs_reason, paragraphs_html, write_seeds
from plans.services.reference import load_records

PLAN, AGENCY = "mfp-2020-2024", "DMX"
YEARS, OPEN_YEARS = range(2020, 2025), frozenset({2021, 2024})
CURRENT_YEAR, DAYS_UNTIL_DEADLINE = 2024, 59
REAL_YEAR = 2021  # the year of the source document: DMX's texts carry its facts and are drafts

# DMX in 2024: every state once at least; 4.3.3 is the draft that the tour of the README changes.
DMX_2024: dict[str, EntryState | None] = {
    **dict.fromkeys(("4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.3.6", "4.4.8", "4.4.9"), EntryState.APPROVED),
    "4.2.10": EntryState.LOCKED,
    **dict.fromkeys(("4.3.5", "4.5.8", "4.6.6", "4.7.3"), EntryState.SUBMITTED),
    "4.6.3": EntryState.RETURNED,
    **dict.fromkeys(("4.3.3", "4.7.1", "4.7.2"), EntryState.DRAFT),
    **dict.fromkeys(("4.3.4", "4.7.4", "4.7.7", "4.8.1", "4.8.3", "4.8.4"), None),
}
# The order in which sample agencies' entries of an open year get their states; None is "not started".
STATE_CYCLE = (
    EntryState.APPROVED,
    EntryState.SUBMITTED,
    EntryState.DRAFT,
    EntryState.APPROVED,
    None,
    EntryState.RETURNED,
    EntryState.SUBMITTED,
    EntryState.LOCKED,
)
CLOSED_CYCLE = (EntryState.APPROVED, EntryState.LOCKED, EntryState.APPROVED)
# The statuses of measures on which something was done: what that was stands before how far it came.
WORKED_ON = frozenset(
    {
        ImplementationStatus.IMPLEMENTED,
        ImplementationStatus.BEING_IMPLEMENTED,
        ImplementationStatus.PARTLY_IMPLEMENTED,
    }
)


MAIL_DOMAIN = "numune.example"  # reserved: no mail to it ever reaches anybody


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Somebody to sign in as; all share one password, made anew for each installation."""

    username: str
    role: Role
    agency: str = ""
    first_name: str = ""
    last_name: str = ""


DEMO_USERS = (
    DemoUser("dmx.emekdas", Role.CONTRIBUTOR, AGENCY, "Nümunə", "Əməkdaş"),
    DemoUser("dmx.mesul", Role.LEAD, AGENCY, "Nümunə", "Məsul"),
    DemoUser("numune.emekdas", Role.CONTRIBUTOR, "NUMUNE-NAZIRLIYI", "Nümunə", "Yazan"),
    DemoUser("numune.mesul", Role.LEAD, "NUMUNE-NAZIRLIYI", "Nümunə", "Rəhbər"),
    DemoUser("koordinator", Role.COORDINATOR, "", "Nümunə", "Koordinator"),
    DemoUser("musahideci", Role.OBSERVER, "", "Nümunə", "Müşahidəçi"),
    DemoUser("inzibatci", Role.ADMINISTRATOR, "", "Nümunə", "İnzibatçı"),
)


def load_demo_data(fixtures: Path, *, password: str | None = None) -> str:
    """Users, reporting years, sample agencies, entries and a second plan over the loaded reference data, in one transaction.

    `fixtures` is the folder with dmx_2021.json, sample.json and the files of the second plan. Returns the password of all
    demo users. The caller (`load_demo`) makes sure that the database is one that may be filled.
    """
    password = password or "-".join(secrets.token_hex(2) for _ in range(3))
    sample = json.loads((fixtures / "sample.json").read_text(encoding="utf-8"))
    with transaction.atomic():
        SampleData.objects.create(kind="demo", loaded_at=timezone.now())
        agencies_file = fixtures / "sample_agencies.json"
        load_records(agencies_file)
        users = _create_users(password)
        years = _create_years()
        sub_points = list(SubPoint.objects.filter(section__plan__code=PLAN).order_by("section__number", "number"))
        seeds = _dmx_seeds(fixtures, sample, years, sub_points, users)
        indicators = _create_indicators(sample, sub_points)
        seeds += _sample_seeds(sample, years, sub_points, users, indicators)
        write_seeds(seeds)
        load_sample_plan(fixtures, users)
    return password


def _create_users(password: str) -> dict[str, User]:
    users = {}
    for demo in DEMO_USERS:
        users[demo.username] = user = User.objects.create_user(
            demo.username,
            email=f"{demo.username}@{MAIL_DOMAIN}",
            password=password,
            role=demo.role,
            first_name=demo.first_name,
            last_name=demo.last_name,
        )
        if demo.agency:
            Membership.objects.create(user=user, agency=Agency.objects.get(code=demo.agency))
        note_event(user, EventKind.MADE, after=user.role, is_told=False)
    return users


def _create_years() -> dict[int, ReportingYear]:
    plan = Plan.objects.get(code=PLAN)
    soon = timezone.localdate() + datetime.timedelta(days=DAYS_UNTIL_DEADLINE)
    return {
        year: ReportingYear.objects.create(
            plan=plan,
            year=year,
            deadline=soon if year == CURRENT_YEAR else default_deadline(year),
            state=YearState.OPEN if year in OPEN_YEARS else YearState.CLOSED,
        )
        for year in YEARS
    }


def _written_at(year: int, step: int) -> datetime.datetime:
    """A working hour before the year's deadline for past years, a recent one for the current year."""
    if year == CURRENT_YEAR:
        day = timezone.localdate() - datetime.timedelta(days=1 + step // 5)
        hour = datetime.time(9 + 2 * step % 9, 7 * step % 60)
        return datetime.datetime.combine(day, hour, timezone.get_default_timezone())
    morning = datetime.datetime.combine(
        default_deadline(year) - datetime.timedelta(days=30), datetime.time(10), timezone.get_default_timezone()
    )
    return morning + datetime.timedelta(days=step % 20, minutes=7 * step % 420)


def _dmx_seeds(
    fixtures: Path,
    sample: dict[str, Any],
    years: dict[int, ReportingYear],
    sub_points: list[SubPoint],
    users: dict[str, User],
) -> list[EntrySeed]:
    agency, author = Agency.objects.get(code=AGENCY), users["dmx.emekdas"]
    real = {
        item["number"]: clean(item["narrative"])
        for item in json.loads((fixtures / "dmx_2021.json").read_text(encoding="utf-8"))
    }
    seeds = []
    for year, reporting_year in years.items():
        for step, sub_point in enumerate(sub_points):
            state: EntryState | None
            if year == REAL_YEAR:
                narrative, state = real[sub_point.number], EntryState.DRAFT
            else:
                texts = sample["dmx_texts"][sub_point.number]
                narrative = paragraphs_html(text.format(year=year, year_ordinal=ordinal(year)) for text in texts)
                state = DMX_2024[sub_point.number] if year == CURRENT_YEAR else EntryState.APPROVED
            if state is not None:
                reason = sample["reasons"][0] if needs_reason(state) else ""
                # No status for a real agency: nobody has said how far it came.
                seeds.append(
                    EntrySeed(
                        reporting_year, agency, sub_point, narrative, state, _written_at(year, step), author, "", reason
                    )
                )
    return seeds


def _create_indicators(sample: dict[str, Any], sub_points: list[SubPoint]) -> dict[int, list[Indicator]]:
    """The sample indicators by their sub-point's key. Real agencies are asked for them too, and have given no value."""
    by_number = {sub_point.number: sub_point for sub_point in sub_points}
    indicators: dict[int, list[Indicator]] = {}
    for item in sample["indicators"]:
        sub_point = by_number[item["sub_point"]]
        indicators.setdefault(sub_point.pk, []).append(Indicator.objects.create(**item | {"sub_point": sub_point}))
    return indicators


def _sample_figures(indicators: list[Indicator], place: int, since: int) -> dict[str, str]:
    """Values that move a little from year to year, and stand in no text: those have numbers below 20 and from 41."""
    return {
        str(indicator.pk): f"{20 + (5 * place + 3 * since) % 20}"
        if indicator.kind == IndicatorKind.WHOLE
        else f"{41 + (7 * place + 4 * since) % 50}.5"
        for indicator in indicators
    }


def _sample_paragraphs(sample: dict[str, Any], step: int, year: int, status: str) -> Iterator[str]:
    """What was done, and how far it came: the last paragraph says in words what the status says.

    Where nothing was done there is only that one. No number comes twice, so only one paragraph has the year.
    """
    closings = sample["closings"][status]
    texts = [closings[step // 7 % len(closings)]]
    if status in WORKED_ON:
        stride = (5, 7, 10, 11)[step // 11 % 4]  # so that the same texts do not always come together
        own = [sample["texts"][(step + offset * stride) % len(sample["texts"])] for offset in range(6)]
        dated = [text for text in own if "{year" in text]
        texts = [text for text in own if text not in dated[1:]][: 1 + step // 6 % 3] + texts
    for place, text in enumerate(texts):
        yield text.format(
            year=year,
            year_ordinal=ordinal(year),
            few=2 + (step * 7 + place * 5) % 18,
            many=41 + (step * 13 + place * 29) % 150,
        )


def _sample_seeds(
    sample: dict[str, Any],
    years: dict[int, ReportingYear],
    sub_points: list[SubPoint],
    users: dict[str, User],
    indicators: dict[int, list[Indicator]],
) -> list[EntrySeed]:
    agencies = list(Agency.objects.filter(code__startswith="NUMUNE-"))
    statuses = ImplementationStatus.values
    assignments = [
        Assignment(sub_point=sub_point, agency=agency, role=_sample_role(row, column))
        for column, agency in enumerate(agencies)
        for row, sub_point in enumerate(sub_points)
        if (row + column) % 3
    ]
    Assignment.objects.bulk_create(assignments)
    seeds, tick = [], count()
    for year, reporting_year in years.items():
        cycle = STATE_CYCLE if reporting_year.is_open else CLOSED_CYCLE
        for place, assignment in enumerate(assignments):
            step = next(tick)
            state = cycle[step % len(cycle)]
            if state is None:
                continue
            status = statuses[step % len(statuses)]
            seeds.append(
                EntrySeed(
                    reporting_year,
                    assignment.agency,
                    assignment.sub_point,
                    paragraphs_html(_sample_paragraphs(sample, step, year, status)),
                    state,
                    _written_at(year, step % 60),
                    users["numune.emekdas"] if assignment.agency.code == "NUMUNE-NAZIRLIYI" else None,
                    status,
                    sample["reasons"][step % len(sample["reasons"])] if needs_reason(state) else "",
                    _sample_figures(indicators.get(assignment.sub_point_id, []), place, year - YEARS.start),
                )
            )
    return seeds


def _sample_role(row: int, column: int) -> AssignmentRole:
    if (row + column) % 7 == 1:
        return AssignmentRole.LEAD_EXECUTOR
    return AssignmentRole.RECOMMENDED if column >= 12 else AssignmentRole.EXECUTOR
