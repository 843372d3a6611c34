"""Indicators, guidance and the plan's sentence in the administration: by hand and by files."""

import csv
import io
from decimal import Decimal

import pytest
from django.utils import translation
from tablib import Dataset

from plans.models import Entry, Indicator, Plan, Revision, SideRevision, SubPoint
from plans.queries.entry import indicators_with_figures
from plans.resources import IndicatorResource, SubPointResource

LIST = "/admin/plans/indicator/"
HEADERS = ["sub_point", "name", "unit", "kind", "baseline", "target", "is_required", "is_in_use", "position"]


@pytest.fixture
def indicator(plan) -> Indicator:
    return Indicator.objects.create(
        sub_point=SubPoint.objects.get(number="4.2.9"), name="Nümunə işçilər", unit="nəfər", position=3
    )


def fields(**changed) -> dict:
    sub_point = SubPoint.objects.get(number="4.2.10")
    return {
        "sub_point": sub_point.pk,
        "name": "Nümunə pay",
        "unit": "faiz",
        "kind": "decimal",
        "position": 7,
        "is_required": "on",
        "is_in_use": "on",
    } | changed


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
def test_keepers_set_up_an_indicator(role, sign_in, plan):
    assert sign_in(role).post(f"{LIST}add/", fields()).status_code == 302
    made = Indicator.objects.get()
    assert (made.sub_point.number, made.name, made.unit, made.kind) == ("4.2.10", "Nümunə pay", "faiz", "decimal")
    assert (made.is_required, made.is_in_use, made.position) == (True, True, 7)


@pytest.mark.parametrize("role", ["contributor", "lead", "observer"])
def test_others_find_no_indicators(role, sign_in, plan):
    client = sign_in(role)
    assert client.get(LIST).status_code == 404
    assert client.post(f"{LIST}add/", fields()).status_code == 404
    assert not Indicator.objects.exists()


def test_second_indicator_of_the_same_name_is_refused(sign_in, indicator):
    response = sign_in("coordinator").post(f"{LIST}add/", fields(sub_point=indicator.sub_point_id, name=indicator.name))
    assert response.status_code == 200
    assert response.context["errors"]
    assert Indicator.objects.count() == 1


def test_indicator_is_found_by_the_number_of_its_sub_point(sign_in, indicator):
    client = sign_in("coordinator")
    assert list(client.get(LIST, {"q": "4.2.9"}).context["cl"].result_list) == [indicator]
    assert list(client.get(LIST, {"q": "4.2.1"}).context["cl"].result_list) == []


# --- Figures hold an indicator ---------------------------------------------------------------------------------------


def test_indicator_without_figures_is_deleted(sign_in, indicator, write_entry):
    write_entry("4.2.9")
    assert indicators_with_figures([indicator]) == []
    assert sign_in("coordinator").post(f"{LIST}{indicator.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Indicator.objects.exists()


@pytest.mark.parametrize("holder", [Entry, Revision, SideRevision])
def test_indicator_with_figures_is_not_deleted_and_a_sentence_says_what_to_do(
    holder, sign_in, indicator, write_entry, people
):
    entry = write_entry("4.2.9")
    if holder is SideRevision:
        SideRevision.objects.create(
            sub_point=entry.sub_point,
            agency=entry.agency,
            reporting_year=entry.reporting_year,
            kind="late",
            author=people["lead"],
            created_at=entry.updated_at,
        )
    holder.objects.update(figures={str(indicator.pk): "5"})
    assert indicators_with_figures([indicator]) == [indicator]
    client = sign_in("coordinator")
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        asked = client.get(f"{LIST}{indicator.pk}/delete/").content.decode()
        answered = client.post(f"{LIST}{indicator.pk}/delete/", {"post": "yes"})
    sentence = "“Nümunə işçilər” has figures. Do not delete it: take the tick “in use” away."
    assert sentence in asked
    assert sentence in answered.content.decode()
    many = {"action": "delete_selected", "_selected_action": [indicator.pk], "post": "yes"}
    client.post(LIST, many)
    assert Indicator.objects.count() == 1


def test_figure_of_another_indicator_holds_nothing(indicator, write_entry):
    write_entry("4.2.9")
    Entry.objects.update(figures={f"{indicator.pk}0": "5"})
    assert indicators_with_figures([indicator]) == []


def test_indicator_with_figures_cannot_be_moved_to_another_sub_point(sign_in, indicator, write_entry):
    client, other = sign_in("coordinator"), SubPoint.objects.get(number="4.2.10")
    entry = write_entry("4.2.9")
    Entry.objects.update(figures={str(indicator.pk): "5"})
    changed = fields(sub_point=other.pk, name="Nümunə yeni ad")
    assert client.post(f"{LIST}{indicator.pk}/change/", changed).status_code == 302
    indicator.refresh_from_db()
    assert (indicator.sub_point.number, indicator.name) == ("4.2.9", "Nümunə yeni ad")
    Entry.objects.filter(pk=entry.pk).update(figures={})
    assert client.post(f"{LIST}{indicator.pk}/change/", changed).status_code == 302
    indicator.refresh_from_db()
    assert indicator.sub_point.number == "4.2.10"


# --- Files -----------------------------------------------------------------------------------------------------------


def test_indicators_go_out_and_come_back_by_natural_keys(indicator):
    exported = IndicatorResource().export()
    assert list(csv.reader(io.StringIO(exported.csv))) == [
        HEADERS,
        ["numune-2020-2024/4.2.9", "Nümunə işçilər", "nəfər", "whole", "", "", "0", "1", "3"],
    ]
    Indicator.objects.all().delete()
    result = IndicatorResource().import_data(exported, raise_errors=True)
    assert result.totals["new"] == 1
    again = IndicatorResource().import_data(exported, raise_errors=True)
    assert (again.totals["skip"], Indicator.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("typed", "kept", "written"),
    [
        ("12,5", Decimal("12.5"), "12,5"),
        ("1.250", Decimal(1250), "1250"),
        ("12,345", Decimal("12.345"), "12,345"),
        (12.345, Decimal("12.345"), "12,345"),
        (40, Decimal(40), "40"),
        ("0", Decimal(0), "0"),
        ("", None, ""),
        (None, None, ""),
    ],
)
def test_baseline_and_target_of_a_file_come_back_as_they_went_out(indicator, typed, kept, written):
    row = ["numune-2020-2024/4.2.9", "Nümunə işçilər", "işçi", "decimal", typed, typed, "1", "1", "3"]
    IndicatorResource().import_data(Dataset(row, headers=HEADERS), raise_errors=True)
    changed = Indicator.objects.get()
    assert (changed.baseline, changed.target) == (kept, kept)
    exported = IndicatorResource().export()
    assert list(csv.reader(io.StringIO(exported.csv)))[1][4:6] == [written, written]
    assert IndicatorResource().import_data(exported, raise_errors=True).totals["skip"] == 1


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("whole", "12,5", "Type a whole number, for example 1250."),
        ("decimal", "çox", "Type a number, for example 1250 or 12,5."),
        ("decimal", "-3", "Type a number, for example 1250 or 12,5."),
    ],
)
def test_baseline_that_is_no_number_of_the_kind_is_refused(indicator, kind, typed, sentence):
    row = ["numune-2020-2024/4.2.9", "Nümunə işçilər", "işçi", kind, typed, "", "1", "1", "3"]
    with translation.override("en"):
        result = IndicatorResource().import_data(Dataset(row, headers=HEADERS))
    said = [str(fault.error) for line in result.rows for fault in line.errors]
    said += [text for line in result.invalid_rows for texts in line.error_dict.values() for text in texts]
    assert said == [sentence]
    assert Indicator.objects.get().baseline is None


def test_keepers_set_baseline_and_target_by_hand(sign_in, indicator):
    client = sign_in("coordinator")
    assert client.post(f"{LIST}add/", fields(baseline="14.5", target="60")).status_code == 302
    made = Indicator.objects.get(name="Nümunə pay")
    assert (made.baseline, made.target) == (Decimal("14.5"), Decimal(60))
    refused = client.post(f"{LIST}add/", fields(name="Nümunə say", kind="whole", target="60.5"))
    assert (refused.status_code, Indicator.objects.count()) == (200, 2)
    assert '<td class="field-target_shown">60</td>' in client.get(LIST).content.decode()


def test_imported_row_changes_the_indicator_of_its_sub_point_and_name_and_keeps_its_key(indicator):
    row = ["numune-2020-2024/4.2.9", "Nümunə işçilər", "işçi", "decimal", "", "", "1", "0", "9"]
    IndicatorResource().import_data(Dataset(row, headers=HEADERS), raise_errors=True)
    changed = Indicator.objects.get()
    assert (changed.pk, changed.unit, changed.kind) == (indicator.pk, "işçi", "decimal")
    assert (changed.is_required, changed.is_in_use, changed.position) == (True, False, 9)


@pytest.mark.parametrize(
    "row",
    [
        ["numune-2020-2024/4.9.9", "Ad", "nəfər", "whole", "", "", "0", "1", "3"],
        ["numune-2020-2024/4.2.9", "Ad", "nəfər", "half", "", "", "0", "1", "3"],
        ["numune-2020-2024/4.2.9", "", "nəfər", "whole", "", "", "0", "1", "3"],
    ],
)
def test_row_that_fits_nothing_is_refused(row, plan):
    result = IndicatorResource().import_data(Dataset(row, headers=HEADERS))
    assert result.has_errors() or result.has_validation_errors()
    assert not Indicator.objects.exists()


def test_file_of_a_spreadsheet_is_taken_in_the_administration(sign_in, indicator):
    client = sign_in("coordinator")
    workbook = io.BytesIO(IndicatorResource().export().xlsx)
    workbook.name = "indicators.xlsx"
    Indicator.objects.all().delete()
    formats = dict(client.get(f"{LIST}import/").context["form"].fields["format"].choices)
    xlsx = next(key for key, name in formats.items() if name == "xlsx")
    asked = client.post(f"{LIST}import/", {"format": xlsx, "import_file": workbook, "resource": "0"})
    assert asked.status_code == 200
    confirmed = asked.context["confirm_form"].initial
    assert client.post(f"{LIST}process_import/", confirmed).status_code == 302
    assert Indicator.objects.get().name == "Nümunə işçilər"


def test_guidance_goes_with_the_sub_point_by_hand_and_by_file(sign_in, plan):
    SubPoint.objects.filter(number="4.2.9").update(guidance="Nümunə göstəriş")
    assert "Nümunə göstəriş" in SubPointResource().export().csv
    sub_point = SubPoint.objects.get(number="4.2.10")
    assert (
        'name="guidance"'
        in sign_in("coordinator").get(f"/admin/plans/subpoint/{sub_point.pk}/change/").content.decode()
    )


def test_plans_sentence_is_edited_and_never_left_empty(sign_in, plan):
    client = sign_in("coordinator")
    posted = {"code": plan.code, "title": plan.title, "start_year": 2020, "end_year": 2024}
    assert (
        client.post(f"/admin/plans/plan/{plan.pk}/change/", posted | {"nothing_to_report_sentence": " "}).status_code
        == 200
    )
    changed = posted | {"nothing_to_report_sentence": "Nümunə: məlumat yoxdur."}
    assert client.post(f"/admin/plans/plan/{plan.pk}/change/", changed).status_code == 302
    assert Plan.objects.get().nothing_to_report_sentence == "Nümunə: məlumat yoxdur."
