"""The demo: what it fills, and what it never invents. Where it goes is in test_demo_command.py."""

import datetime
import re
from collections import Counter

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from plans.enums import EntryState, ImplementationStatus
from plans.models import (
    Agency,
    Assessment,
    AssessmentDecision,
    Assignment,
    Comment,
    EditorialVersion,
    Entry,
    Indicator,
    Notice,
    OutboxMail,
    Plan,
    ReportingYear,
    Revision,
    SampleData,
    SubPoint,
    Transition,
    YearEvent,
)
from plans.narrative import clean, paragraphs, plain_text
from plans.queries.years import reporting_years_visible_to, sub_points_of_year, year_to_work_on
from plans.samples.clock import clock_at
from plans.samples.demo import DEMO_USERS, PLAN, load_demo_data
from plans.samples.sample_plan import SAMPLE_PLAN
from plans.services.reference import load_records
from tests.records import loaded_once

pytestmark = pytest.mark.django_db
NOW = "2026-11-22 21:30:00Z"  # 23 November in Baku


def load_demo() -> str:
    """The demo over the reference data; the password of its users."""
    load_records(settings.REFERENCE_FIXTURE)
    with time_machine.travel(NOW, tick=False):
        return load_demo_data(settings.DEMO_FIXTURES)


demo = loaded_once(load_demo)


def entries(plan: str = PLAN, **filters):
    """The entries of one plan: the invented one is tested in test_sample_plan.py."""
    found = Entry.objects.filter(sub_point__section__plan__code=plan, **filters)
    return found.select_related("sub_point", "agency", "reporting_year")


# --- DMX -------------------------------------------------------------------------------------------------------------


def test_dmx_2021_is_22_drafts_with_the_figures_of_the_document(demo):
    texts = {
        e.sub_point.number: plain_text(e.narrative) for e in entries(agency__code="DMX", reporting_year__year=2021)
    }
    assert len(texts) == 22
    assert set(entries(agency__code="DMX", reporting_year__year=2021).values_list("state", flat=True)) == {"draft"}
    whole = "\n".join(texts.values())
    for figure in ("348", "16", "389", "35"):
        assert re.search(rf"\b{figure}\b", whole), figure
    assert not any("Nümunə" in text for text in texts.values())


def test_every_paragraph_of_dmx_in_other_years_says_that_it_is_a_sample(demo):
    others = entries(agency__code="DMX").exclude(reporting_year__year=2021)
    assert others.count() == 3 * 22 + 16
    texts = [text for entry in others for text in paragraphs(entry.narrative)]
    assert {text.startswith("Nümunə mətn") for text in texts} == {True}


def test_dmx_has_no_status_and_no_figure_in_sample_texts(demo):
    assert set(Entry.objects.filter(agency__code="DMX").values_list("status", flat=True)) == {""}
    assert set(Revision.objects.filter(entry__agency__code="DMX").values_list("status", flat=True)) == {""}
    for entry in entries(agency__code="DMX").exclude(reporting_year__year=2021):
        without_year = plain_text(entry.narrative).replace(str(entry.reporting_year.year), "")
        assert not re.search(r"\d", without_year), entry.sub_point.number


def test_dmx_2024_shows_every_state_and_4_3_3_is_a_draft(demo):
    states = dict(entries(agency__code="DMX", reporting_year__year=2024).values_list("sub_point__number", "state"))
    assert states["4.3.3"] == "draft"
    assert Counter(states.values()) == {"approved": 7, "locked": 1, "submitted": 4, "returned": 1, "draft": 3}
    assert len(states) == 22 - 6


# --- Sample agencies ---------------------------------------------------------------------------------------------------


def test_invented_parts_belong_to_sample_bodies_only(demo):
    codes = set(Assignment.objects.values_list("agency__code", flat=True))
    sample = {code for code in codes if code.startswith("NUMUNE-")}
    assert codes - sample == {"DMX"}
    assert len(sample) >= 12
    assert set(Entry.objects.values_list("agency__code", flat=True)) == codes
    assert not Assessment.objects.filter(sub_point__section__plan__code=PLAN).exists()
    assert not EditorialVersion.objects.filter(entry__sub_point__section__plan__code=PLAN).exists()
    assert Assignment.objects.filter(agency__code="DMX").count() == 22
    for agency in Agency.objects.filter(code__in=sample):
        assert agency.name_in(2024).nominative.startswith("Nümunə ")


def test_sample_indicators_are_named_so_and_only_sample_bodies_have_figures(demo):
    assert Indicator.objects.filter(name__startswith="Nümunə göstərici: ").count() == Indicator.objects.count() == 8
    with_figures = entries().exclude(figures={})
    assert {entry.sub_point.number for entry in with_figures} == {"4.3.3", "4.7.1"}
    assert all(entry.agency.code.startswith("NUMUNE-") for entry in with_figures)
    assert all(entry.revisions.get().figures == entry.figures for entry in with_figures)


def test_sample_bodies_show_every_state_status_and_part(demo):
    sample = entries(agency__code__startswith="NUMUNE-")
    for year in (2021, 2024):
        assert set(sample.filter(reporting_year__year=year).values_list("state", flat=True)) == set(EntryState.values)
    assert set(sample.values_list("status", flat=True)) == set(ImplementationStatus.values)
    assert set(Assignment.objects.values_list("role", flat=True)) == {"executor", "lead_executor", "recommended"}


def test_every_paragraph_of_sample_bodies_says_that_it_is_a_sample(demo):
    texts = {text for entry in entries(agency__code__startswith="NUMUNE-") for text in paragraphs(entry.narrative)}
    assert len(texts) > 100
    assert {text.startswith("Nümunə mətn") for text in texts} == {True}
    assert not any(re.search(r"[{}]", text) for text in texts)


def test_entries_are_clean_and_have_their_revision_and_search_key(demo):
    for entry in entries():
        assert clean(entry.narrative) == entry.narrative != ""
    revisions = Revision.objects.filter(entry__sub_point__section__plan__code=PLAN)
    assert set(revisions.values_list("version", flat=True)) == {1}
    assert revisions.count() == entries().count()
    assert set(Revision.objects.values_list("origin", flat=True)) == {"demo"}
    assert Entry.objects.filter(narrative_folded__az_icontains="NÜMUNƏ MƏTN").count() > 500


def test_returned_entries_say_why(demo):
    returned = entries(state="returned")
    assert returned.count() > 1
    reasons = {entry.transitions.get(action="return").reason for entry in returned}
    assert {reason.startswith("Nümunə səbəb") for reason in reasons} == {True}


def test_entries_have_made_the_moves_that_lead_to_their_states(demo):
    moves = {
        "draft": [],
        "submitted": ["submit"],
        "returned": ["submit", "return"],
        "approved": ["submit", "approve"],
        "locked": ["submit", "approve", "lock"],
    }
    found = {
        (entry.state, *(move.action for move in entry.transitions.order_by("pk")))
        for entry in entries().prefetch_related("transitions")
    }
    assert found == {(state, *actions) for state, actions in moves.items()}
    assert not entries(state="draft").filter(first_submitted_at__isnull=False).exists()
    assert not entries().exclude(state="draft").filter(first_submitted_at__isnull=True).exists()


# What a text says of a measure, by its status. A text says one of them.
SAID = {
    "implemented": r"başa çatmışdır|tam icra olunmuşdur",
    "being_implemented": "davam etdirilir",
    "partly_implemented": "qismən icra olunmuşdur",
    "not_implemented": "icrasına başlanılmamışdır",
    "no_cases": "qeydə alınmamışdır",
    "not_due": "icra müddəti çatmamışdır",
}


def statuses_said(text: str) -> set[str]:
    return {status for status, words in SAID.items() if re.search(words, text, re.IGNORECASE)}


def numbers_of(text: str) -> list[str]:
    """ "12-dən 1 250-yə" → ["12", "1 250"]."""
    return re.findall(r"\d+(?: \d{3})*(?:,\d+)?", text)


def repeated(things: list[str]) -> list[str]:
    return [thing for thing, number in Counter(things).items() if number > 1]


def test_what_a_sample_text_says_is_its_status(demo):
    assert statuses_said("Nümunə mətn. Kurs başa çatmışdır. Tədbir davam etdirilir.") == {
        "implemented",
        "being_implemented",
    }
    found = [
        (entry.sub_point.number, entry.status, statuses_said(plain_text(entry.narrative)))
        for entry in Entry.objects.exclude(status="").select_related("sub_point")
    ]
    assert [row for row in found if row[2] != {row[1]}] == []
    assert len(found) > 900


def test_no_number_comes_twice_in_a_sample_entry(demo):
    assert repeated(numbers_of("2022-ci ildə 12 təlim, 12 görüş, 1 250 nəfər, 12,5 faiz")) == ["12"]
    for entry in Entry.objects.filter(agency__code__startswith="NUMUNE-").select_related("sub_point", "agency"):
        where = entry.sub_point.number, entry.agency.code, entry.reporting_year_id
        assert repeated(numbers_of(plain_text(entry.narrative))) == [], where
        assert repeated(list(entry.figures.values())) == [], where


def test_sample_entries_are_long_and_short(demo):
    lengths = Counter(len(list(paragraphs(entry.narrative))) for entry in entries(agency__code__startswith="NUMUNE-"))
    assert set(lengths) == {1, 2, 3, 4}
    assert min(lengths.values()) > 100


# --- Years and people ------------------------------------------------------------------------------------------------


def test_years_2021_and_2024_are_open_and_the_deadline_is_in_59_days(demo):
    years = {year.year: (year.state, year.deadline) for year in ReportingYear.objects.filter(plan__code=PLAN)}
    assert {year: state for year, (state, _deadline) in years.items()} == {
        2020: "closed", 2021: "open", 2022: "closed", 2023: "closed", 2024: "open",
    }  # fmt: skip
    assert years[2024][1] == datetime.date(2026, 11, 23) + datetime.timedelta(days=59) == datetime.date(2027, 1, 21)
    assert years[2021][1] == datetime.date(2022, 1, 20)


def test_nothing_was_written_in_the_future(demo):
    now = datetime.datetime.fromisoformat(NOW)
    assert Entry.objects.filter(updated_at__gt=now).count() == 0
    for year in (2020, 2021, 2022, 2023):
        last = Entry.objects.filter(reporting_year__year=year).latest("updated_at").updated_at
        assert last.date() < datetime.date(year + 1, 1, 20)


def test_demo_users_are_one_of_each_role_and_sign_in_with_the_password(demo):
    assert {user.role for user in DEMO_USERS} == set(Role)
    assert User.objects.count() == len(DEMO_USERS)
    for user in User.objects.all():
        assert user.check_password(demo)
        assert not user.is_superuser
    assert User.objects.get(username="dmx.emekdas").membership.agency.code == "DMX"


def test_password_is_random_unless_given(demo):
    assert re.fullmatch(r"[0-9a-f]{4}(-[0-9a-f]{4}){2}", demo)


def test_pages_and_reports_say_that_the_data_is_a_sample_while_it_is(demo):
    client = Client()
    client.force_login(User.objects.get(username="dmx.emekdas"))
    addresses = (
        "/accounts/password/change/",
        "/plans/mfp-2020-2024/2024/DMX/",
        "/plans/mfp-2020-2024/2024/DMX/4.3.3/",
        "/reports/mfp-2020-2024/2021/DMX/",
        "/reports/mfp-2020-2024/2021/DMX/melumat.md",
        "/reports/mfp-2020-2024/2021/DMX/melumat.html",
        "/reports/mfp-2020-2024/2021/DMX/melumat.json",
    )
    for address in addresses:
        assert "Nümunə məlumatlar" in client.get(address).content.decode(), address
    assert "Nümunə məlumatlar" in Client().get("/accounts/login/").content.decode()
    SampleData.objects.all().delete()
    for address in addresses:
        assert "Nümunə məlumatlar" not in client.get(address).content.decode(), address
    assert "Nümunə məlumatlar" not in Client().get("/accounts/login/").content.decode()


# --- The second plan -------------------------------------------------------------------------------------------------


def test_second_plan_is_small_and_invented(demo):
    plan = Plan.objects.get(code=SAMPLE_PLAN)
    points = SubPoint.objects.filter(section__plan=plan)
    assert [section.number for section in plan.sections.all()] == ["3.1", "3.2"]
    assert [point.number for point in points.order_by("number")] == [
        "3.1.1",
        "3.1.2",
        "3.1.3",
        "3.1.4",
        "3.2.1",
        "3.2.2",
        "3.2.3",
        "3.2.4",
    ]
    assert {point.measure.split(":")[0] for point in points} == {"Nümunə tədbir"}
    assert {year.year: year.state for year in plan.reporting_years.all()} == {
        2017: "closed",
        2018: "closed",
        2019: "open",
    }
    assert set(Assignment.objects.filter(sub_point__in=points).values_list("agency__code", flat=True)) == {
        "NUMUNE-NAZIRLIYI", "NUMUNE-TEHSIL-NAZIRLIYI", "NUMUNE-YARDIM-MERKEZI",
    }  # fmt: skip
    texts = [text for entry in entries(SAMPLE_PLAN) for text in paragraphs(entry.narrative)]
    assert {text.startswith("Nümunə mətn. ") for text in texts} == {True}


def test_every_sub_point_of_its_closed_years_is_assessed_and_some_against_the_proposal(demo):
    decided = AssessmentDecision.objects.filter(assessment__sub_point__section__plan__code=SAMPLE_PLAN)
    found = {2017: {}, 2018: {}, 2019: {}}
    for decision in decided.select_related("assessment__sub_point", "assessment__reporting_year").order_by("version"):
        year, point = decision.assessment.reporting_year.year, decision.assessment.sub_point.number
        found[year].setdefault(point, []).append((decision.proposed, decision.status))
        assert decision.note.startswith("Nümunə qeyd. ")
    implemented, being, partly = ("implemented",) * 2, ("being_implemented",) * 2, ("partly_implemented",) * 2
    against = ("partly_implemented", "being_implemented")
    assert found == {
        2017: {
            "3.1.1": [partly], "3.1.2": [partly], "3.1.3": [being], "3.2.1": [implemented], "3.2.2": [against, partly],
            "3.2.3": [against], "3.2.4": [("not_due", "not_due")],
        },
        2018: {
            "3.1.1": [being], "3.1.2": [against], "3.1.3": [being], "3.1.4": [("no_cases", "no_cases")], "3.2.1": [implemented],
            "3.2.2": [being], "3.2.3": [implemented], "3.2.4": [implemented],
        },
        2019: {},
    }  # fmt: skip
    for year, points in found.items():
        reporting_year = ReportingYear.objects.get(plan__code=SAMPLE_PLAN, year=year)
        assert reporting_year.is_open or len(points) == len(sub_points_of_year(reporting_year))


def test_its_editorial_versions_were_consented_to_refused_and_decided_on(demo):
    versions = EditorialVersion.objects.select_related("entry__sub_point", "entry__reporting_year", "entry__agency")
    assert {(v.entry.reporting_year.year, v.entry.sub_point.number): v.state for v in versions} == {
        (2017, "3.1.1"): "consented", (2017, "3.2.1"): "consented", (2017, "3.2.3"): "decided",
        (2018, "3.1.1"): "consented", (2018, "3.1.3"): "refused", (2018, "3.2.3"): "consented",
        (2019, "3.1.1"): "asked", (2019, "3.1.3"): "refused",
    }  # fmt: skip
    for version in versions:
        assert version.is_current
        assert version.written_by.username == "koordinator"
        assert version.entry.agency.code == "NUMUNE-NAZIRLIYI"
        assert (version.answered_by is None) is (version.state == "asked")
        assert set(numbers_of(plain_text(version.narrative))) <= {
            str(version.entry.reporting_year.year), *numbers_of(plain_text(version.entry.narrative))
        }  # fmt: skip


def test_no_sentence_is_written_twice_in_the_second_plan(demo):
    sentences = [
        sentence
        for entry in entries(SAMPLE_PLAN)
        for paragraph in paragraphs(entry.narrative)
        for sentence in re.split(r"(?<=[.!?]) ", paragraph.removeprefix("Nümunə mətn. "))
    ]
    assert repeated(sentences) == []
    assert len(sentences) == 87


def test_its_figures_lead_from_a_baseline_to_a_target(demo):
    found = {}
    for entry in entries(SAMPLE_PLAN).filter(agency__code="NUMUNE-NAZIRLIYI").exclude(figures={}):
        (value,) = entry.figures.values()
        assert value.replace(".", ",") in numbers_of(plain_text(entry.narrative)), entry.sub_point.number
        found.setdefault(entry.sub_point.number, {})[entry.reporting_year.year] = value
    assert found == {
        "3.1.1": {2017: "19", 2018: "31", 2019: "38"}, "3.1.2": {2017: "22.5", 2018: "38", 2019: "52.5"},
        "3.1.3": {2017: "18", 2018: "13.5", 2019: "9.5"}, "3.2.1": {2017: "85", 2018: "140"},
    }  # fmt: skip
    guidance = dict(SubPoint.objects.filter(indicators__name__startswith="Nümunə", section__plan__code=SAMPLE_PLAN)
                    .values_list("number", "guidance"))  # fmt: skip
    first_and_last = {number: numbers_of(text)[1::2] for number, text in guidance.items()}
    assert first_and_last == {
        "3.1.1": ["12", "40"], "3.1.2": ["14,5", "60"], "3.1.3": ["21", "10"], "3.2.1": ["60", "400"],
        "3.2.2": ["250", "1 500"],
    }  # fmt: skip


def test_its_history_is_whole_and_in_the_order_of_its_days(demo):
    lead, coordinator = (User.objects.get(username=name) for name in ("numune.mesul", "koordinator"))
    for entry in entries(SAMPLE_PLAN).prefetch_related("transitions"):
        moves = sorted(entry.transitions.all(), key=lambda move: move.pk)
        assert [move.created_at for move in moves] == sorted({move.created_at for move in moves})
        assert not moves or entry.revisions.earliest("version").created_at < moves[0].created_at
        for move in moves:
            submitted_by = lead if entry.agency.code == "NUMUNE-NAZIRLIYI" else None
            assert move.actor == (submitted_by if move.action == "submit" else coordinator)
    ways = Counter(
        tuple(entry.transitions.order_by("pk").values_list("action", flat=True)) for entry in entries(SAMPLE_PLAN)
    )
    assert ways == {
        ("submit", "approve"): 25,
        ("submit", "return", "submit", "approve"): 2,
        ("submit", "take_into_review", "approve"): 1,
        ("submit",): 3,
        ("submit", "return"): 1,
        (): 2,
    }
    events = YearEvent.objects.filter(reporting_year__plan__code=SAMPLE_PLAN).order_by("created_at")
    assert [(event.reporting_year.year, event.action, event.created_at.strftime("%d.%m.%Y")) for event in events] == [
        (2017, "opened", "21.11.2017"), (2017, "closed", "01.03.2018"),
        (2018, "opened", "21.11.2018"), (2018, "closed", "01.03.2019"), (2019, "opened", "14.10.2026"),
    ]  # fmt: skip


def test_nobody_was_mailed_and_only_what_is_open_is_news(demo):
    assert OutboxMail.objects.count() == 0
    unread = Notice.objects.filter(read_at__isnull=True)
    assert set(unread.values_list("recipient__username", "reporting_year__year")) == {("numune.mesul", 2019)}
    assert Counter(unread.values_list("kind", flat=True)) == {"approved": 3, "consent_asked": 2}
    now = datetime.datetime.fromisoformat(NOW)
    for model, column in (
        (Transition, "created_at"),
        (Revision, "saved_at"),
        (Notice, "created_at"),
        (Comment, "created_at"),
    ):
        assert not model.objects.filter(**{f"{column}__gt": now}).exists()


def test_only_those_who_have_a_part_see_the_second_plan(demo):
    client, address = Client(), f"/plans/{SAMPLE_PLAN}/2018/"
    for username, status, plans in (("koordinator", 200, 2), ("musahideci", 200, 2), ("dmx.mesul", 404, 1)):
        person = User.objects.get(username=username)
        client.force_login(person)
        assert client.get(address).status_code == status, username
        assert len({year.plan_id for year in reporting_years_visible_to(person)}) == plans
        assert year_to_work_on(reporting_years_visible_to(person)).plan.code == PLAN


def test_clock_is_put_back_whatever_happens():
    then = datetime.datetime(2018, 1, 9, tzinfo=datetime.UTC)
    with pytest.raises(ZeroDivisionError), clock_at(then):
        (timezone.now() - then) / (timezone.localdate() - then.date())  # nothing by nothing: it is that moment
    assert timezone.now() > then
