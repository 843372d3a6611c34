"""The demo: what it fills, and what it never invents. Where it goes is in test_demo_command.py."""

import datetime
import re
from collections import Counter

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from plans.enums import EntryState, ImplementationStatus
from plans.models import Agency, Assignment, Entry, ReportingYear, Revision, SampleData
from plans.narrative import clean, paragraphs, plain_text
from plans.samples.demo import DEMO_USERS, load_demo_data
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


def entries(**filters):
    return Entry.objects.filter(**filters).select_related("sub_point", "agency", "reporting_year")


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
    assert Assignment.objects.filter(agency__code="DMX").count() == 22
    for agency in Agency.objects.filter(code__in=sample):
        assert agency.name_in(2024).nominative.startswith("Nümunə ")


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
    assert set(Revision.objects.values_list("version", flat=True)) == {1}
    assert Revision.objects.count() == Entry.objects.count()
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


# --- Years and people ------------------------------------------------------------------------------------------------


def test_years_2021_and_2024_are_open_and_the_deadline_is_in_59_days(demo):
    years = {year.year: (year.state, year.deadline) for year in ReportingYear.objects.all()}
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
