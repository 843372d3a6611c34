"""The published facts: loaded once, never over what a person has typed."""

import hashlib
import re
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from plans.azerbaijani import ordinal
from plans.models import Agency, AgencyName, Assignment, Plan, Section, SubPoint
from plans.services.reference import diff_records, load_records, overwrite_records
from tests.real_document import MARKDOWN
from tests.records import loaded_once

pytestmark = pytest.mark.django_db

FIXTURE = settings.REFERENCE_FIXTURE
NUMBERS = [
    "4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10", "4.3.3", "4.3.4", "4.3.5", "4.3.6", "4.4.8", "4.4.9", "4.5.8", "4.6.3",
    "4.6.6", "4.7.1", "4.7.2", "4.7.3", "4.7.4", "4.7.7", "4.8.1", "4.8.3", "4.8.4",
]  # fmt: skip
MEASURES_SHA256 = "ab365397c7e90305528caf03de4b3d302ca4ade068247d86eea30456d4964bad"


loaded = loaded_once(lambda: load_records(FIXTURE))


def output_of(*arguments) -> str:
    out = StringIO()
    call_command("load_reference", *arguments, stdout=out)
    return out.getvalue()


def test_load_creates_plan_sections_sub_points_agencies_and_assignments(loaded):
    assert {label: loaded[label] for label in ("plans.plan", "plans.section", "plans.subpoint", "plans.assignment")} == {
        "plans.plan": 1, "plans.section": 8, "plans.subpoint": 22, "plans.assignment": 22,
    }  # fmt: skip
    assert loaded["plans.agency"] == Agency.objects.count()
    assert loaded["plans.agencyname"] == AgencyName.objects.count()
    assert list(SubPoint.objects.order_by("number").values_list("number", flat=True)) == NUMBERS


def test_second_load_creates_nothing(loaded):
    before = [list(model.objects.values_list()) for model in (Plan, Section, SubPoint, Agency, AgencyName, Assignment)]
    assert load_records(FIXTURE) == {}
    assert [
        list(model.objects.values_list()) for model in (Plan, Section, SubPoint, Agency, AgencyName, Assignment)
    ] == before
    assert output_of() == "reference data: complete\n"


def test_load_brings_back_what_is_missing_only(loaded):
    Assignment.objects.get(sub_point__number="4.2.10").delete()
    assert load_records(FIXTURE) == {"plans.assignment": 1}


def test_plan_is_the_published_one(loaded):
    plan = Plan.objects.get()
    assert (plan.code, plan.start_year, plan.end_year, plan.act_type, plan.act_date.isoformat(), plan.act_number) == (
        "mfp-2020-2024", 2020, 2024, "Sərəncam", "2020-07-22", "",
    )  # fmt: skip


def test_only_the_title_of_4_1_is_known(loaded):
    titles = dict(Section.objects.order_by("number").values_list("number", "title"))
    assert list(titles) == ["4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8"]
    assert titles.pop("4.1") == (
        "İnsan alverinə qarşı mübarizə sahəsində normativ hüquqi bazanın və institusional mexanizmlərin təkmilləşdirilməsi"
    )
    assert set(titles.values()) == {""}


def test_dmx_is_executor_of_the_22_and_nobody_else_has_a_part(loaded):
    assert set(Assignment.objects.values_list("agency__code", "role")) == {("DMX", "executor")}
    assert Assignment.objects.count() == 22


def test_no_sample_body_is_among_the_reference(loaded):
    assert not AgencyName.objects.filter(nominative__startswith="Nümunə").exists()
    assert not Agency.objects.filter(code__startswith="NUMUNE").exists()


def test_every_body_is_named_from_the_beginning_with_its_case_forms(loaded):
    for agency in Agency.objects.prefetch_related("names"):
        first = agency.name_in(1990)
        assert first.valid_from is None, agency.code
        assert all((first.nominative, first.genitive, first.official, first.official_genitive)), agency.code
        assert re.fullmatch(r"[A-Z0-9-]+", agency.code)


@pytest.mark.parametrize(
    ("year", "ending"), [(2021, "Təhsil Nazirliyi"), (2022, "Elm və Təhsil Nazirliyi")]
)  # fmt: skip
def test_renamed_ministry_has_the_name_of_the_year(loaded, year, ending):
    name = AgencyName.objects.get(nominative="Elm və Təhsil Nazirliyi")
    assert name.agency.name_in(year).nominative == ending


def test_records_pass_their_own_validation(loaded):
    for model in (Plan, Section, SubPoint, Agency, AgencyName, Assignment):
        for record in model.objects.all():
            record.full_clean()


def test_measures_are_those_of_the_publication(loaded):
    texts = "\n".join(f"{point.number} {point.measure}" for point in SubPoint.objects.order_by("number"))
    assert hashlib.sha256(texts.encode()).hexdigest() == MEASURES_SHA256


@pytest.mark.real_document  # the checksum above holds the texts where it is missing
def test_measures_stand_to_the_letter_in_the_real_document(loaded):
    text = " ".join(MARKDOWN.read_text(encoding="utf-8").replace("*", "").split())
    for point in SubPoint.objects.all():
        assert re.search(rf"{ordinal(point.number)} yarım ?bənd üzrə \({re.escape(point.measure)}\):", text), (
            point.number
        )


# --- What a person has typed -----------------------------------------------------------------------------------------


@pytest.fixture
def typed(loaded) -> Section:
    section = Section.objects.get(number="4.2")
    section.title = "Nümunə başlıq"
    section.save()
    return section


def test_typed_title_stays(typed):
    assert load_records(FIXTURE) == {}
    typed.refresh_from_db()
    assert typed.title == "Nümunə başlıq"


def test_diff_prints_what_differs_and_changes_nothing(typed):
    assert output_of("--diff") == "plans.section mfp-2020-2024/4.2 title: “Nümunə başlıq” → “”\n1 differences\n"
    typed.refresh_from_db()
    assert typed.title == "Nümunə başlıq"


def test_diff_of_what_is_loaded_is_nothing(loaded):
    assert output_of("--diff") == "0 differences\n"


def test_diff_names_a_missing_record(loaded):
    Assignment.objects.get(sub_point__number="4.2.10").delete()
    assert output_of("--diff") == "plans.assignment mfp-2020-2024/4.2.10/DMX: missing\n1 differences\n"


def test_overwrite_restores_the_reference_with_history(typed):
    assert "4.2 title: “Nümunə başlıq” → “”" in output_of("--overwrite")
    typed.refresh_from_db()
    assert typed.title == ""
    assert list(typed.history.order_by("history_id").values_list("history_type", "title")) == [
        ("+", ""), ("~", "Nümunə başlıq"), ("~", ""),
    ]  # fmt: skip
    assert diff_records(FIXTURE) == []


def test_overwrite_reports_what_it_creates(loaded):
    Assignment.objects.get(sub_point__number="4.2.10").delete()
    changed = overwrite_records(FIXTURE)
    assert [(difference.model, difference.key, difference.field) for difference in changed] == [
        ("plans.assignment", ("mfp-2020-2024", "4.2.10", "DMX"), "")
    ]
    assert Assignment.objects.count() == 22


def test_overwrite_leaves_what_the_reference_does_not_know(loaded):
    plan = Plan.objects.create(code="numune", title="Nümunə", start_year=2020, end_year=2021)
    Section.objects.create(plan=plan, number="4.2", title="Nümunə")
    assert overwrite_records(FIXTURE) == []
    assert Section.objects.get(plan=plan).title == "Nümunə"
