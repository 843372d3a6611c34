"""The second plan of the demo, all of it invented: years from opening to closing, by the services that people use."""

import datetime
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from plans.assessment.services import assessments, editorial
from plans.enums import EntryAction, EntryState, RevisionOrigin
from plans.models import Agency, Entry, Indicator, OutboxMail, Plan, ReportingYear, SubPoint
from plans.rules import deadline_limits, default_deadline
from plans.samples.clock import clock_at
from plans.samples.seeding import paragraphs_html
from plans.services import save_entry
from plans.services.comments import add_comment, answer_comment, resolve
from plans.services.figures import clean_figures
from plans.services.notices import read_all_notices
from plans.services.reference import load_records
from plans.services.years import close_year, open_new_year
from plans.workflow import apply_transition

SAMPLE_PLAN = "numune-2017-2019"
OPEN_YEAR, DAYS_UNTIL_DEADLINE = 2019, 73
AGENCY_WITH_PEOPLE = "NUMUNE-NAZIRLIYI"
STEP = datetime.timedelta(minutes=17)  # between two acts of a day

# When in a year what is done: days from its deadline, and, where it is still open, from today.
CLOSED_YEAR = {
    "open": -60, "write": -30, "submit": -20, "return": -15, "correct": -12, "comment": -9, "approve": -5, "word": 6,
    "answer": 10, "decide": 14, "assess": 20, "assess again": 23, "close": 40,
}  # fmt: skip
OPENED_YEAR = {
    "open": -40, "write": -25, "submit": -18, "return": -14, "correct": -12, "comment": -11, "approve": -9, "word": -7,
    "answer": -4, "decide": -3, "assess": -2, "assess again": -2, "close": -1,
}  # fmt: skip


def load_sample_plan(fixtures: Path, users: dict[str, User]) -> None:
    """The plan of sample_plan.json with the years of sample_plan_years.json, over the sample agencies and the demo users.

    Nobody is told by mail of what happened long ago; what was told in the page was read when a year closed.
    """
    years = json.loads((fixtures / "sample_plan_years.json").read_text(encoding="utf-8"))
    with _Calendar(years[0]["year"]).at("open"):
        load_records(fixtures / "sample_plan.json")
    for year in years:
        _YearOfSamples(year, users).write()
    OutboxMail.objects.filter(entry__reporting_year__plan__code=SAMPLE_PLAN).delete()


class _Calendar:
    """The days of a year's work; the acts of a day follow each other."""

    def __init__(self, year: int):
        self.days = OPENED_YEAR if year == OPEN_YEAR else CLOSED_YEAR
        self.base = timezone.localdate() if year == OPEN_YEAR else default_deadline(year)
        self.acts: dict[str, Iterator[int]] = {kind: count() for kind in self.days}

    def at(self, kind: str) -> AbstractContextManager[None]:
        """The time of the next act of its kind, for what is done within."""
        day = self.base + datetime.timedelta(days=self.days[kind])
        morning = datetime.datetime.combine(day, datetime.time(10), timezone.get_default_timezone())
        return clock_at(morning + STEP * next(self.acts[kind]))


class _YearOfSamples:
    def __init__(self, facts: dict[str, Any], users: dict[str, User]):
        self.facts, self.calendar = facts, _Calendar(facts["year"])
        self.writer, self.lead = users["numune.emekdas"], users["numune.mesul"]
        self.coordinator = users["koordinator"]
        self.plan = Plan.objects.get(code=SAMPLE_PLAN)
        self.points = {point.number: point for point in SubPoint.objects.filter(section__plan=self.plan)}
        self.agencies = {
            agency.code: agency for agency in Agency.objects.filter(assignments__sub_point__in=self.points.values())
        }

    def write(self) -> None:
        """The year from its opening to its closing, each kind of act after the one before, as their days are."""
        reporting_year = self._open()
        written = [(facts, self._write_entry(reporting_year, facts)) for facts in self.facts["entries"]]
        for facts, entry in written:
            if facts["state"] != EntryState.DRAFT:
                self._submit(entry, "submit")
        for facts, entry in written:
            if reason := facts.get("reason") or facts.get("corrected", {}).get("reason"):
                with self.calendar.at("return"):
                    apply_transition(entry, EntryAction.RETURN, actor=self.coordinator, reason=reason)
        for facts, entry in written:
            if "corrected" in facts:
                self._correct(entry, facts)
        for facts, entry in written:
            if "comment" in facts:
                self._discuss(entry, facts["comment"])
        for facts, entry in written:
            if facts["state"] == EntryState.APPROVED:
                with self.calendar.at("approve"):
                    apply_transition(entry, EntryAction.APPROVE, actor=self.coordinator)
        worded = [(facts["wording"], entry) for facts, entry in written if "wording" in facts]
        for wording, entry in worded:
            self._word(entry, wording)
        for wording, entry in worded:
            self._answer(entry, wording)
        self._assess(reporting_year)
        self._close(reporting_year)

    def _open(self) -> ReportingYear:
        year, deadline = self.facts["year"], None
        if year == OPEN_YEAR:
            soon = timezone.localdate() + datetime.timedelta(days=DAYS_UNTIL_DEADLINE)
            deadline = min(soon, deadline_limits(year)[1])
        with self.calendar.at("open"):
            return open_new_year(self.plan, year, deadline, by=self.coordinator)

    def _person(self, entry_agency: Agency, person: User) -> User | None:
        """The person where the agency is theirs; of the other sample agencies nobody has an account."""
        return person if entry_agency.code == AGENCY_WITH_PEOPLE else None

    def _write_entry(self, reporting_year: ReportingYear, facts: dict[str, Any]) -> Entry:
        point, agency = self.points[facts["sub_point"]], self.agencies[facts["agency"]]
        figures: dict[str, str] = {}
        if "figure" in facts:
            typed = {str(Indicator.objects.get(sub_point=point).pk): facts["figure"]}
            figures, _refused = clean_figures(point.pk, typed, {})
        with self.calendar.at("write"):
            return save_entry(
                reporting_year=reporting_year,
                agency=agency,
                sub_point=point,
                narrative=paragraphs_html(facts["texts"]),
                status=facts["status"],
                figures=figures,
                author=self._person(agency, self.writer),
                expected_version=None,
                origin=RevisionOrigin.DEMO,
            )

    def _submit(self, entry: Entry, day: str) -> None:
        lead = self._person(entry.agency, self.lead)
        with self.calendar.at(day):
            apply_transition(entry, EntryAction.SUBMIT, actor=lead, as_command=lead is None)

    def _correct(self, entry: Entry, facts: dict[str, Any]) -> None:
        with self.calendar.at("correct"):
            save_entry(
                reporting_year=entry.reporting_year,
                agency=entry.agency,
                sub_point=entry.sub_point,
                narrative=paragraphs_html(facts["corrected"]["texts"]),
                status=facts["status"],
                author=self._person(entry.agency, self.writer),
                expected_version=entry.version,
                origin=RevisionOrigin.DEMO,
            )
        entry.refresh_from_db()
        self._submit(entry, "correct")

    def _discuss(self, entry: Entry, comment: dict[str, str]) -> None:
        with self.calendar.at("comment"):
            thread = add_comment(entry, self.coordinator, comment["text"])
        with self.calendar.at("comment"):
            answer_comment(thread, self.lead, comment["answer"])
        with self.calendar.at("comment"):
            resolve(thread, self.coordinator)
        entry.refresh_from_db()

    def _word(self, entry: Entry, wording: dict[str, Any]) -> None:
        with self.calendar.at("word"):
            editorial.save_wording(
                entry,
                self.coordinator,
                narrative=paragraphs_html(wording["texts"]),
                note=wording["note"],
                version=0,
                entry_version=entry.version,
                ask=True,
            )

    def _answer(self, entry: Entry, wording: dict[str, Any]) -> None:
        if "consents" not in wording:
            return
        asked = entry.editorial_versions.get()
        with self.calendar.at("answer"):
            answered = editorial.answer(
                entry, self.lead, consents=wording["consents"], words=wording["answer"], version=asked.version
            )
        if "decision" in wording:
            with self.calendar.at("decide"):
                editorial.decide(entry, self.coordinator, reason=wording["decision"], version=answered.version)

    def _assess(self, reporting_year: ReportingYear) -> None:
        corrected = []
        for facts in self.facts["assessments"]:
            point, first = self.points[facts["sub_point"]], facts.get("first", facts)
            with self.calendar.at("assess"):
                made = assessments.assess(
                    point, reporting_year, self.coordinator, status=first["status"], note=first["note"], version=0
                )
            if first is not facts:
                corrected.append((facts, made.version))
        for facts, version in corrected:
            point = self.points[facts["sub_point"]]
            with self.calendar.at("assess again"):
                assessments.assess(
                    point, reporting_year, self.coordinator, status=facts["status"], note=facts["note"], version=version
                )

    def _close(self, reporting_year: ReportingYear) -> None:
        """Everybody has read what the year told; of the year that is open the agency has still to be told."""
        with self.calendar.at("close"):
            now = timezone.now()
            read_all_notices(self.coordinator, now)
            if reporting_year.year != OPEN_YEAR:
                for person in (self.writer, self.lead):
                    read_all_notices(person, now)
                close_year(reporting_year, by=self.coordinator)
