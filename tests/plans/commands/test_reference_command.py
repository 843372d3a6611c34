"""`load_reference` as an administrator types it, and the spellings by which documents are matched."""

from collections import defaultdict
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from plans.azerbaijani import fold
from plans.models import Agency, AgencyAlias, AgencyName, Assignment, Section, SubPoint
from plans.services.reference import Difference, diff_records, load_records, overwrite_records


@pytest.fixture
def loaded(db) -> dict[str, int]:
    return load_records(settings.REFERENCE_FIXTURE)


def printed(*arguments: str, **options) -> str:
    out = StringIO()
    call_command("load_reference", *arguments, stdout=out, **options)
    return out.getvalue()


def test_command_says_what_it_created_and_then_that_all_is_there(db):
    first = printed()
    assert first.startswith("reference data: 1 plans.plan, 8 plans.section, 22 plans.subpoint, ")
    assert f"{Agency.objects.count()} plans.agency," in first
    assert "22 plans.assignment" in first
    assert printed() == "reference data: complete\n"
    assert printed(verbosity=0) == ""


def test_diff_of_an_empty_database_names_every_record_and_creates_none(db):
    differences = diff_records(settings.REFERENCE_FIXTURE)
    assert {difference.field for difference in differences} == {""}
    assert len(differences) == sum(load_records(settings.REFERENCE_FIXTURE).values())
    assert "plans.plan mfp-2020-2024: missing" not in printed("--diff")


def test_command_overwrites_and_says_what(loaded):
    Section.objects.filter(number="4.2").update(title="Nümunə başlıq")
    Assignment.objects.filter(sub_point__number="4.8.4").delete()
    assert printed("--overwrite") == (
        "plans.assignment mfp-2020-2024/4.8.4/DMX: missing\n"
        "plans.section mfp-2020-2024/4.2 title: “Nümunə başlıq” → “”\n"
        "2 differences\n"
    )
    assert Section.objects.get(number="4.2").title == ""
    assert Assignment.objects.filter(sub_point__number="4.8.4").count() == 1
    assert printed("--overwrite") == "0 differences\n"


def test_command_takes_one_of_both_switches_only(loaded):
    with pytest.raises(CommandError, match="not allowed with"):
        printed("--diff", "--overwrite")


def test_overwrite_of_a_measure_renews_its_search_key(loaded):
    point = SubPoint.objects.get(number="4.3.3")
    published, point.measure = point.measure, "Nümunə tədbir"
    point.save()
    assert overwrite_records(settings.REFERENCE_FIXTURE) == [
        Difference("plans.subpoint", ("mfp-2020-2024", "4.3.3"), "measure", "Nümunə tədbir", published)
    ]
    point.refresh_from_db()
    assert (point.measure, point.measure_folded) == (published, fold(published))
    assert "Nümunə tədbir" in list(point.history.values_list("measure", flat=True))


def test_no_spelling_leads_to_two_agencies(loaded):
    owners = defaultdict(set)
    for alias in AgencyAlias.objects.select_related("agency"):
        owners[fold(alias.text)].add(alias.agency.code)
    for name in AgencyName.objects.select_related("agency"):
        owners[fold(name.nominative)].add(name.agency.code)
        owners[fold(name.official)].add(name.agency.code)
    assert owners[fold("Elm və Təhsil Nazirliyi")] == owners[fold("TƏHSİL NAZİRLİYİ")] == {"ELM-TEHSIL"}
    assert {text: codes for text, codes in owners.items() if len(codes) > 1} == {}
