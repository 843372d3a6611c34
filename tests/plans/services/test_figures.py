"""Figures: how a typed number is read and shown, what the entry page says of them, the numbers offered from the text."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from plans.enums import EntryState, IndicatorKind
from plans.models import Entry, Indicator, SubPoint
from plans.rules import jumps
from plans.services.figures import FigureRefused, are_as_shown, clean_figures, figure_text, parse_figure, shown_content
from tests.conftest import stand_as_submitted

WHOLE, DECIMAL = IndicatorKind.WHOLE, IndicatorKind.DECIMAL
PAGE = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
NB = "\u00a0"
# The scripts of the page read and show figures too: tests/scripts/writing/figures.test.js holds them to the same cases.
CASES = json.loads((Path(__file__).parents[2] / "data" / "figures.json").read_text(encoding="utf-8"))


@pytest.fixture
def indicators(plan) -> dict[str, Indicator]:
    """ "staff": whole and required, "share": decimal, "old": out of use, all on 4.2.9; "elsewhere": on 4.2.10."""
    here, there = SubPoint.objects.get(number="4.2.9"), SubPoint.objects.get(number="4.2.10")
    make = Indicator.objects.create
    return {
        "staff": make(sub_point=here, name="Nümunə işçilər", unit="nəfər", is_required=True, position=1),
        "share": make(sub_point=here, name="Nümunə pay", unit="faiz", kind=DECIMAL, position=2),
        "old": make(sub_point=here, name="Nümunə köhnə", unit="hal", is_in_use=False),
        "elsewhere": make(sub_point=there, name="Nümunə başqa", unit="hal"),
    }


def put(entry: Entry, figures: dict[str, str]) -> None:
    Entry.objects.filter(pk=entry.pk).update(figures=figures)
    stand_as_submitted()


# --- Reading and showing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "kind", "value"), [("", WHOLE, None), ("  ", WHOLE, None), *CASES["read"]])
def test_typed_number_is_read(typed, kind, value):
    assert parse_figure(typed, kind) == value


@pytest.mark.parametrize(("typed", "kind", "message"), [("9" * 2_000_000, DECIMAL, "Type a number"), *CASES["refused"]])
def test_what_is_no_number_is_refused_with_a_sentence(typed, kind, message):
    with translation.override("en"), pytest.raises(FigureRefused, match=message):
        parse_figure(typed, kind)


@pytest.mark.parametrize(("value", "shown"), [(None, ""), ("", ""), *CASES["shown"]])
def test_figure_is_shown_as_azerbaijani_writes_it_and_read_back_as_the_same(value, shown):
    assert figure_text(value) == shown
    assert parse_figure(shown, DECIMAL) == (value or None)


@pytest.mark.parametrize(("value", "before", "expected"), CASES["jumps"])
def test_jump_is_more_than_ten_times(value, before, expected):
    assert jumps(Decimal(value), Decimal(before)) is expected


# --- What a save makes of them ---------------------------------------------------------------------------------------


def test_typed_figures_are_stored_and_what_is_not_understood_stays_as_it_was(indicators):
    staff, share, old, elsewhere = (str(indicators[name].pk) for name in ("staff", "share", "old", "elsewhere"))
    typed = {staff: "1 250", share: "çox", old: "3", elsewhere: "4"}
    figures, errors = clean_figures(indicators["staff"].sub_point_id, typed, {share: "12.5", old: "9"})
    assert figures == {staff: "1250", share: "12.5", old: "9"}
    assert list(errors) == [indicators["share"].pk]


def test_emptied_figure_is_taken_away(indicators):
    staff = str(indicators["staff"].pk)
    assert clean_figures(indicators["staff"].sub_point_id, {staff: ""}, {staff: "5"}) == ({}, {})


def test_figure_of_an_earlier_kind_is_left_alone_until_it_is_changed(indicators):
    staff = indicators["staff"]
    assert clean_figures(staff.sub_point_id, {str(staff.pk): "12,5"}, {str(staff.pk): "12.5"})[1] == {}
    assert list(clean_figures(staff.sub_point_id, {str(staff.pk): "12,6"}, {str(staff.pk): "12.5"})[1]) == [staff.pk]


@pytest.mark.parametrize(
    ("typed", "stored", "expected"),
    [
        ({}, {}, True),
        ({"1": ""}, {}, True),
        ({"1": f"1{NB}250", "2": "12,345"}, {"1": "1250", "2": "12.345"}, True),
        ({"1": "1250"}, {"1": "1250"}, True),
        ({"2": "12.345"}, {"2": "12.345"}, False),  # somebody typed twelve thousand
        ({"1": "1251"}, {"1": "1250"}, False),
        ({"1": ""}, {"1": "1250"}, False),
        ({"1": "5"}, {}, False),
    ],
)
def test_figures_that_came_back_as_they_were_shown_are_known(typed, stored, expected):
    assert are_as_shown(typed, stored) is expected


def test_content_for_a_page_has_its_figures_as_they_are_typed():
    content = {"narrative": "<p>a</p>", "figures": {"1": "1250", "2": "12.345"}}
    assert shown_content(content) == {"narrative": "<p>a</p>", "figures": {"1": f"1{NB}250", "2": "12,345"}}
    assert content["figures"] == {"1": "1250", "2": "12.345"}


def test_decimal_of_three_places_survives_another_figures_change(sign_in, write_entry, indicators):
    staff, share = str(indicators["staff"].pk), str(indicators["share"].pk)
    entry = write_entry("4.2.9")
    put(entry, {staff: "5", share: "12.345"})
    client = sign_in("contributor")
    rows = {row.indicator.name: row for row in client.get(PAGE).context["figures"]}
    posted = {
        "narrative": entry.narrative,
        "version": "1",
        "parts": "figures",
        f"figure-{staff}": "6",
        f"figure-{share}": rows["Nümunə pay"].typed,
    }
    assert client.post(PAGE, posted).status_code == 302
    assert Entry.objects.get().figures == {staff: "6", share: "12.345"}


# --- The page --------------------------------------------------------------------------------------------------------


def test_page_asks_for_the_figures_in_use_with_last_years_beside(sign_in, write_entry, indicators, closed_year):
    staff, share = str(indicators["staff"].pk), str(indicators["share"].pk)
    put(write_entry("4.2.9", in_year=closed_year), {staff: "120"})
    put(write_entry("4.2.9"), {staff: "1250", share: "12.5"})
    response = sign_in("contributor").get(PAGE)
    rows = [(row.indicator.name, row.value, row.typed, row.last_year, row.jumps) for row in response.context["figures"]]
    assert rows == [
        ("Nümunə işçilər", "1250", f"1{NB}250", "120", True),
        ("Nümunə pay", "12.5", "12,5", None, False),
    ]
    page = response.content.decode()
    assert f'name="figure-{staff}" id="id_figure_{staff}" value="1{NB}250"' in page
    assert f'name="figure-{indicators["old"].pk}"' not in page
    assert [row.indicator.name for row in response.context["last_year_figures"]] == ["Nümunə işçilər"]


def test_page_without_indicators_has_no_figures(sign_in, write_entry):
    write_entry("4.2.9")
    response = sign_in("contributor").get(PAGE)
    assert response.context["figures"] == []
    assert "data-numbers" not in response.content.decode()


def test_reader_sees_the_figures_and_the_jump_in_words(sign_in, write_entry, indicators, closed_year):
    staff = str(indicators["staff"].pk)
    put(write_entry("4.2.9", in_year=closed_year, state=EntryState.APPROVED), {staff: "120"})
    put(write_entry("4.2.9", state=EntryState.SUBMITTED), {staff: "1250"})
    for role in ("observer", "coordinator", "lead"):
        page = sign_in(role).get(PAGE).content.decode()
        assert f">1{NB}250</td>" in page, role
        assert ">120</td>" in page, role
        assert page.count('class="figure-warning"') == 1, role


def test_last_years_figures_of_a_draft_are_kept_from_an_observer(sign_in, write_entry, indicators, closed_year):
    staff = str(indicators["staff"].pk)
    put(write_entry("4.2.9", in_year=closed_year), {staff: "98765"})
    put(write_entry("4.2.9", state=EntryState.SUBMITTED), {staff: "5"})
    assert f"98{NB}765" not in sign_in("observer").get(PAGE).content.decode()
    assert f"98{NB}765" in sign_in("coordinator").get(PAGE).content.decode()


# --- Numbers found in the text ---------------------------------------------------------------------------------------

NUMBERS = f"{PAGE}numbers/"


def test_numbers_of_the_saved_text_are_offered_once_each_and_dates_are_not(sign_in, write_entry):
    write_entry(
        "4.2.9",
        "<p>Nümunə mətn. 4.2.9-cu yarımbənd üzrə 04.11.2021-ci il tarixdə 348 işçi, 16 halda 348 işçi.</p>"
        "<ul><li><p>1 250 nəfər, 12,5 %</p></li></ul><p>№ 123, tel: (012) 555 55 55.</p>",
    )
    response = sign_in("contributor").get(NUMBERS)
    assert [(number["value"], number["label"]) for number in response.context["numbers"]] == [
        ("348", "348 işçi"),
        ("16", "16 halda"),
        (f"1{NB}250", "1 250 nəfər"),
        ("12,5", "12,5 %"),
    ]
    assert 'data-number="348"' in response.content.decode()


def test_text_without_numbers_and_an_entry_not_begun_offer_none(sign_in, write_entry, year):
    assert sign_in("contributor").get(NUMBERS).context["numbers"] == []
    write_entry("4.2.9", "<p>Nümunə mətn.</p>")
    assert sign_in("contributor").get(NUMBERS).context["numbers"] == []


def test_no_more_than_sixty_numbers_are_offered_and_the_rest_is_counted(sign_in, write_entry):
    write_entry("4.2.9", "<p>" + "; ".join(f"{n} nəfər" for n in range(100, 170)) + "</p>")
    response = sign_in("contributor").get(NUMBERS)
    assert (len(response.context["numbers"]), response.context["left_out"]) == (60, 10)
