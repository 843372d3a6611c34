"""Reports over the years of a plan: the overview, the dossier of a sub-point, figures of several years in words and tables."""

import datetime
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from plans.enums import AssignmentRole, EntryState, YearState
from plans.models import Assessment, Assignment, Entry, Indicator, Plan, ReportingYear, Section, SubPoint
from reports.building import build_consolidated_document, build_dossier_document, build_overview_document
from reports.building.changes import Move, course_of, directions_of, figure_change, move_of
from reports.building.overview import status_labels
from reports.document import Section as Printed
from reports.document import as_json, from_json
from reports.options import DOSSIER_DEFAULT, OVERVIEW_DEFAULT, Content, Part
from reports.renderers import FORMATS, renderer_for
from reports.renderers.html import contents_line
from reports.titles import dossier_title, opening_of, overview_title
from reports.trend import Amount
from tests.reports.production.making import made
from tests.reports.reading import docx_paragraphs, pdf_text, squeeze, xlsx_texts

pytestmark = pytest.mark.django_db
NB = "\u00a0"
EVERYTHING = replace(DOSSIER_DEFAULT, content=Content.ALL)


@pytest.fixture
def years(plan, closed_year, year) -> list[ReportingYear]:
    """2022, 2023 and 2024 are reported on; the plan runs from 2020."""
    first = ReportingYear.objects.create(
        plan=plan, year=2022, deadline=datetime.date(2023, 1, 20), state=YearState.CLOSED
    )
    return [first, closed_year, year]


@pytest.fixture
def assess(people, years):
    def decide(number: str, **statuses: str) -> None:
        for name, status in statuses.items():
            Assessment.objects.create(
                sub_point=SubPoint.objects.get(number=number),
                reporting_year=next(each for each in years if f"y{each.year}" == name),
                status=status,
                decided_by=people["coordinator"],
                decided_at=timezone.now(),
            )

    return decide


@pytest.fixture
def count(write_entry, years, agency):
    """`count("4.2.9", indicator, {2022: "12"}, by=…)` writes approved entries with these values."""

    def give(number: str, indicator: Indicator, values: dict[int, str], *, by=None, state=EntryState.APPROVED) -> None:
        for each in years:
            if each.year in values:
                entry = write_entry(number, f"<p>Nümunə mətn {each.year}.</p>", by=by, in_year=each, state=state)
                Entry.objects.filter(pk=entry.pk).update(figures={str(indicator.pk): values[each.year]})

    return give


@pytest.fixture
def staff(plan) -> Indicator:
    point = SubPoint.objects.get(number="4.2.9")
    return Indicator.objects.create(sub_point=point, name="Nümunə say", unit="nəfər", baseline=5, target=50)


def rows_of(table) -> list[list[str]]:
    return [[" ".join(block.text for block in cell.blocks) for cell in row] for row in table.rows]


def file_text(fmt: str, file: bytes, folder) -> str:
    if fmt == "pdf":
        return pdf_text(file, folder)
    if fmt == "docx":
        return squeeze(" ".join(text for _style, text in docx_paragraphs(file)))
    return squeeze(" ".join(xlsx_texts(file)) if fmt == "xlsx" else re.sub(r"</?span\b[^<>]*>", "", file.decode()))


def point_of(number: str) -> SubPoint:
    return SubPoint.objects.select_related("section__plan").get(number=number)


# --- Words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assessed", "words"),
    [
        ({}, ""),
        ({2021: "being_implemented", 2022: "implemented"}, "2021-ci ildə “icra olunur”, 2022-ci ildə “icra edilib”"),
        ({2020: "implemented", 2021: "implemented", 2023: "implemented"},
         "2020–2021-ci illərdə “icra edilib”, 2023-cü ildə “icra edilib”"),
    ],
)  # fmt: skip
def test_course_of_a_status_is_told_by_stretches_of_years(assessed, words):
    assert course_of(assessed, status_labels()) == words


@pytest.mark.parametrize(
    ("statuses", "move"),
    [
        ((), Move.UNKNOWN),
        (("implemented",), Move.UNKNOWN),
        (("implemented", "no_cases", "not_due"), Move.UNKNOWN),
        (("not_implemented", "no_cases", "partly_implemented"), Move.UP),
        (("partly_implemented", "being_implemented"), Move.UP),
        (("implemented", "being_implemented"), Move.DOWN),
        (("implemented", "not_implemented", "implemented"), Move.NONE),
    ],
)
def test_move_compares_the_first_and_the_last_status_that_has_a_rank(statuses, move):
    assert move_of(statuses) == move


def amounts(*values: str | None) -> list[Amount | None]:
    return [None if value is None else Amount(Decimal(value)) for value in values]


@pytest.mark.parametrize(
    ("values", "unit", "words"),
    [
        (("12", None, "30"), "nəfər",
         f"2021-ci ildə 12{NB}nəfər, 2023-cü ildə 30{NB}nəfər olmuşdur: artım 18{NB}nəfər (150{NB}%) təşkil edir."),
        (("1250", "1000", None), "hal",
         f"2021-ci ildə 1{NB}250{NB}hal, 2022-ci ildə 1{NB}000{NB}hal olmuşdur: azalma 250{NB}hal (20{NB}%) təşkil edir."),
        (("12.5", "40", None), "faiz",
         f"2021-ci ildə 12,5{NB}faiz, 2022-ci ildə 40{NB}faiz olmuşdur: artım 27,5{NB}faiz bəndi təşkil edir."),
        (("0", "7", None), "hal", f"2021-ci ildə 0{NB}hal, 2022-ci ildə 7{NB}hal olmuşdur: artım 7{NB}hal təşkil edir."),
        (("1", "90", None), "hal", f"2021-ci ildə 1{NB}hal, 2022-ci ildə 90{NB}hal olmuşdur: artım 89{NB}hal təşkil edir."),
        (("7", None, "7"), "hal", f"2021-ci ildə 7{NB}hal, 2023-cü ildə 7{NB}hal olmuşdur: göstərici dəyişməmişdir."),
        ((None, "7", None), "hal", ""),
    ],
)  # fmt: skip
def test_change_of_a_figure_is_told_in_numbers_and_per_cent_where_that_says_something(values, unit, words):
    assert figure_change((2021, 2022, 2023), amounts(*values), unit) == words


def test_many_agencies_changes_are_counted():
    told = directions_of([amounts("1", "2"), amounts("3", None, "2"), amounts("1", "1"), amounts("4", None)])
    assert told == (
        "Birinci və sonuncu göstəricilərin müqayisəsi: 1 qurumda artmışdır, 1 qurumda azalmışdır,"
        " 1 qurumda dəyişməmişdir."
    )
    assert directions_of([amounts("1", None)]) == ""


def test_titles_over_the_years():
    assert overview_title("Nümunə Planı", 2020, 2024) == (
        "“Nümunə Planı”nda nəzərdə tutulan tədbirlərin 2020–2024-cü illər üzrə icrası barədə"
    )
    assert dossier_title("Nümunə Planı", "4.2.10", 2022, 2022) == (
        "“Nümunə Planı”nın 4.2.10-cu yarımbəndinin 2022-ci il üzrə icrası barədə"
    )
    assert dossier_title("MFP", "3.6", 2020, 2030, "Nümunə Xidməti") == (
        "“MFP” planının 3.6-cı bəndinin Nümunə Xidməti tərəfindən 2020–2030-cu illər üzrə icrası barədə"
    )


def test_long_measure_is_shortened_at_a_word():
    assert opening_of("bir iki üç.", 3) == "bir iki üç"
    assert opening_of("bir iki, üç dörd", 2) == "bir iki…"
    line = contents_line(Printed("4.2.9-cu yarımbənd üzrə (" + "söz " * 12 + "artırılması, təlim):", 3, "4.2.9"))
    assert line == "4.2.9 " + "söz " * 12 + "artırılması…"
    assert contents_line(Printed("4.2. Bir, iki", 2, "4.2")) == "4.2. Bir, iki"


# --- The overview -----------------------------------------------------------------------------------------------------


def test_overview_has_a_word_and_a_mark_for_every_sub_point_and_year(plan, years, assess):
    assess("4.2.9", y2022="being_implemented", y2023="implemented")
    SubPoint.objects.filter(number="4.1.6").update(start_year=2023)
    document = build_overview_document(plan, years, None)
    assert (document.word, document.kind, document.period, document.year) == ("İCMAL", "overview", "2020–2024", 2024)
    table = next(part for part in document.summary if part.heading == "İcra vəziyyəti illər üzrə").blocks[0]
    outside, waiting, unknown = "– İcra müddətindən kənar", "İl açılmayıb", "☐ Qiymətləndirilməyib"
    assert rows_of(table)[:5] == [
        ["Yarımbənd", "2020", "2021", "2022", "2023", "2024"],
        ["4.1. Nümunə istiqamət"],
        ["4.1.6 Nümunə tədbir 4.1.6 (İnsan haqqında)", outside, outside, outside, unknown, unknown],
        ["4.2-ci bölmə"],
        ["4.2.1 Nümunə tədbir 4.2.1 (İnsan haqqında)", waiting, waiting, unknown, unknown, unknown],
    ]
    row = next(row for row in rows_of(table) if row[0].startswith("4.2.9 "))
    assert row[1:] == [waiting, waiting, "▷ İcra olunur", "☑ İcra edilib", unknown]


def test_overview_says_what_moved_and_counts_years(plan, years, assess):
    assess("4.2.9", y2022="being_implemented", y2023="implemented")
    assess("4.2.10", y2022="implemented", y2024="not_implemented")
    assess("4.2.1", y2022="implemented", y2023="implemented")
    document = build_overview_document(plan, years, None)
    by_year, moves, _table = document.summary
    assert [bar.counts for bar in by_year.chart.bars] == [(2, 1, 0, 2), (2, 0, 0, 3), (0, 0, 1, 4)]
    assert [bar.label for bar in by_year.chart.bars] == ["2022", "2023", "2024"]
    assert rows_of(moves.blocks[1]) == [
        ["İcra vəziyyəti (say)", "Yarımbəndlər"],
        ["Yüksəlib (1)", "4.2.9"],
        ["Enib (1)", "4.2.10"],
        ["Dəyişməyib (1)", "4.2.1"],
        ["Müqayisə edilə bilmir (2)", "4.1.6, 4.2.4"],
    ]
    [section] = document.sections
    assert (section.number, section.heading) == ("4.2", "4.2-ci bölmə")
    assert [item[0].text for item in section.blocks[0].items] == [
        "4.2.1: 2022–2023-cü illərdə “icra edilib”;",
        "4.2.9: 2022-ci ildə “icra olunur”, 2023-cü ildə “icra edilib”;",
        "4.2.10: 2022-ci ildə “icra edilib”, 2024-cü ildə “icra edilməyib”.",
    ]


def test_overview_adds_what_adds_up_and_says_of_how_many(plan, years, staff, count, other_agency):
    count("4.2.9", staff, {2022: "10", 2023: "20", 2024: "30"})
    count("4.2.9", staff, {2022: "2", 2023: "3"}, by=other_agency)
    count("4.2.9", staff, {2024: "900"}, by=other_agency, state=EntryState.SUBMITTED)
    [section] = build_overview_document(plan, years, None).sections
    [point] = section.sections
    [trend] = point.trends
    assert (trend.title, trend.aims) == (
        "Nümunə say, nəfər",
        ("Başlanğıc səviyyə: 5 nəfər", "Hədəf: 50 nəfər"),
    )
    assert rows_of(trend.table) == [
        ["Qurum", "2022", "2023", "2024"],
        ["Cəmi", "12", "23", "30"],
        ["Göstəricini verən qurumların sayı", "2", "2", "1"],
    ]
    assert trend.changes == (
        f"2022-ci ildə 12{NB}nəfər, 2024-cü ildə 30{NB}nəfər olmuşdur: artım 18{NB}nəfər (150{NB}%) təşkil edir."
        " Göstəricini verən qurumların sayı: 2 və 1.",
    )
    everything = build_overview_document(plan, years, None, replace(OVERVIEW_DEFAULT, content=Content.ALL))
    [trend] = everything.sections[0].sections[0].trends
    assert rows_of(trend.table)[1] == ["Cəmi", "12", "23", "930 təsdiq edilməyib"]


def test_overview_with_figures_that_are_not_approved_is_a_draft_and_counts_them_on_page_one(
    plan, years, staff, count, other_agency, tmp_path
):
    count("4.2.9", staff, {2022: "10", 2023: "20"})
    count("4.2.9", staff, {2023: "5", 2024: "900"}, by=other_agency, state=EntryState.SUBMITTED)
    approved = build_overview_document(plan, years, None)
    assert (approved.watermark, approved.front) == ("", ())
    for content in (Content.ALL, Content.SUBMITTED):
        document = build_overview_document(plan, years, None, replace(OVERVIEW_DEFAULT, content=content))
        assert document.watermark == "LAYİHƏ"
        assert document.standing.startswith("Vəziyyət: ")
        [waiting] = document.front
        assert waiting.heading == "Təsdiq edilməmiş göstəricilər"
        assert [item[0].text for item in waiting.blocks[0].items] == ["2023-cü il: 1", "2024-cü il: 1"]
    for fmt in ("html", "md", "docx", "xlsx"):
        text = file_text(fmt, renderer_for(fmt).render(document), tmp_path)
        for said in ("LAYİHƏ", "Vəziyyət: ", "Təsdiq edilməmiş göstəricilər", "2024-cü il: 1"):
            assert squeeze(said) in text, (fmt, said)
    without = replace(OVERVIEW_DEFAULT, content=Content.ALL, parts=frozenset({Part.CHANGES}))
    assert build_overview_document(plan, years, None, without).watermark == ""  # no figure is in it


def test_shares_of_several_agencies_are_not_added(plan, years, staff, count, other_agency):
    Indicator.objects.update(unit="faiz")
    count("4.2.9", staff, {2022: "10", 2023: "20"})
    count("4.2.9", staff, {2023: "40"}, by=other_agency)
    [trend] = build_overview_document(plan, years, None).sections[0].sections[0].trends
    assert rows_of(trend.table)[1:] == [["Nümunə Xidməti", "10", "20", "–"], ["Nümunə Komitəsi", "–", "40", "–"]]
    assert trend.givers == ()


def test_overview_narrows_to_what_is_chosen_and_holds_the_parts_asked_for(plan, years, assess):
    assess("4.2.9", y2022="being_implemented")
    bare = replace(OVERVIEW_DEFAULT, parts=frozenset({Part.CONTENTS}), sections=frozenset({"4.1"}))
    document = build_overview_document(plan, years, None, bare)
    [table] = document.summary
    assert [row[0] for row in rows_of(table.blocks[0])[1:]] == [
        "4.1. Nümunə istiqamət",
        "4.1.6 Nümunə tədbir 4.1.6 (İnsan haqqında)",
    ]
    assert (document.sections, document.has_contents) == ((), True)


def test_overview_of_one_year_and_of_a_plan_without_sub_points(db):
    plan = Plan.objects.create(code="bir", title="Bir İllik Plan", start_year=2024, end_year=2024)
    year = ReportingYear.objects.create(plan=plan, year=2024, deadline=datetime.date(2025, 1, 20))
    empty = build_overview_document(plan, [year], None)
    assert (empty.period, empty.summary, empty.sections) == ("2024", (), ())
    section = Section.objects.create(plan=plan, number="1", title="Bölmə")
    SubPoint.objects.create(section=section, number="1.1", measure="Nümunə")
    document = build_overview_document(plan, [year], None)
    assert rows_of(document.summary[-1].blocks[0])[0] == ["Bənd", "2024"]
    assert "“Bir İllik Plan”da" in document.title
    assert "2024-cü il üzrə" in document.title


@pytest.mark.parametrize("entries", [1, 3])
def test_overview_costs_the_same_queries_whatever_the_size(
    entries, plan, years, assess, count, other_agency, django_assert_num_queries
):
    for number in ("4.1.6", "4.2.9", "4.2.10")[:entries]:
        assess(number, y2022="implemented")
        indicator = Indicator.objects.create(sub_point=point_of(number), name=f"Nümunə {number}", unit="hal")
        count(number, indicator, {2022: "1", 2023: "2"})
        count(number, indicator, {2022: "1"}, by=other_agency)
    with django_assert_num_queries(7):  # assessments, sub-points, indicators, values, agencies and names, sample notice
        build_overview_document(plan, years, None)


# --- The dossier ------------------------------------------------------------------------------------------------------


def test_dossier_has_facts_assessments_figures_and_texts_by_year(years, staff, count, assess, other_agency):
    assess("4.2.9", y2022="being_implemented", y2023="implemented")
    count("4.2.9", staff, {2022: "10", 2023: "20"})
    count("4.2.9", staff, {2022: "2"}, by=other_agency)
    document = build_dossier_document(point_of("4.2.9"), years, None)
    assert (document.word, document.kind, document.agency, document.period) == ("ARAYIŞ", "dossier", "", "2022–2024")
    facts, standing, figures = document.summary
    assert facts.blocks[0].text == "Nümunə tədbir 4.2.9 (İnsan haqqında)"
    assert rows_of(facts.blocks[1]) == [
        ["İcra müddəti", "2020–2024"],
        ["İcraçı", "Nümunə Xidməti; Nümunə Komitəsi"],
    ]
    assert rows_of(standing.blocks[0])[1:] == [
        ["2022", "▷ İcra olunur"],
        ["2023", "☑ İcra edilib"],
        ["2024", "☐ Qiymətləndirilməyib"],
    ]
    [trend] = figures.trends
    assert rows_of(trend.table)[1:] == [
        ["Nümunə Xidməti", "10", "20", "–"],
        ["Nümunə Komitəsi", "2", "–", "–"],
        ["Cəmi", "12", "20", "–"],
        ["Göstəricini verən qurumların sayı", "2", "1", "0"],
    ]
    assert [line.label for line in trend.drawn] == ["Cəmi"]
    assert [(part.number, part.heading, part.status) for part in document.sections] == [
        ("2022", "2022-ci il", "İcra olunur"),
        ("2023", "2023-cü il", "İcra edilib"),
        ("2024", "2024-cü il", "Qiymətləndirilməyib"),
    ]
    first, second, third = document.sections
    assert [one.heading for one in first.sections] == ["Nümunə Xidməti", "Nümunə Komitəsi"]
    assert [one.blocks[0].text for one in second.sections] == ["Nümunə mətn 2023."]
    assert third.blocks[0].text == "Bu il üzrə daxil edilmiş məlumat yoxdur."
    [missing] = document.front
    assert [block.text for block in missing.blocks if hasattr(block, "text")] == ["2023-cü il:", "2024-cü il:"]


def test_dossier_lists_what_is_missing_in_protocol_order_and_a_lead_executor_does_not_go_first(
    years, agency, other_agency
):
    Assignment.objects.filter(agency=other_agency).update(role=AssignmentRole.LEAD_EXECUTOR)
    document = build_dossier_document(point_of("4.2.9"), years, None)
    [missing] = document.front
    listed = missing.blocks[1]
    assert [item[0].text for item in listed.items] == ["Nümunə Xidməti", "Nümunə Komitəsi"]
    assert rows_of(document.summary[0].blocks[1])[1:] == [
        ["Əsas icraçı", "Nümunə Komitəsi"],
        ["İcraçı", "Nümunə Xidməti"],
    ]


def test_dossier_marks_what_is_not_approved_and_leaves_it_out_as_usual(years, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Qaralama.</p>")
    write_entry("4.2.9", "<p>Nümunə mətn. Qəbul.</p>", in_year=years[0], state=EntryState.APPROVED)
    usual = build_dossier_document(point_of("4.2.9"), years, None)
    assert (next(iter(usual.paragraphs())), usual.watermark) == ("Nümunə mətn. Qəbul.", "")
    draft = build_dossier_document(point_of("4.2.9"), years, None, EVERYTHING)
    assert draft.sections[-1].sections[0].mark == "Layihə: qaralama"
    assert draft.watermark == "LAYİHƏ"


def test_year_outside_the_period_stands_there_only_where_something_was_written(years, write_entry):
    SubPoint.objects.filter(number="4.2.9").update(start_year=2024)
    assert [part.number for part in build_dossier_document(point_of("4.2.9"), years, None).sections] == ["2024"]
    write_entry("4.2.9", in_year=years[0], state=EntryState.APPROVED)
    assert [part.number for part in build_dossier_document(point_of("4.2.9"), years, None).sections] == ["2022", "2024"]


def test_agency_reads_its_own_words_and_figures_alone(people, agency, other_agency, years, staff, count, assess):
    assess("4.2.9", y2022="implemented")
    count("4.2.9", staff, {2022: "10", 2023: "20"})
    count("4.2.9", staff, {2022: "77", 2023: "78"}, by=other_agency)
    document = build_dossier_document(point_of("4.2.9"), years, people["lead"], EVERYTHING, agency)
    text = str(as_json(document))
    assert "Nümunə Komitəsi" not in text
    assert "77" not in text
    assert "İcra edilib" not in text
    assert document.agency == "Nümunə Xidməti"
    assert "Nümunə Xidməti tərəfindən" in document.title
    assert {one.heading for part in document.sections for one in part.sections} == {"Nümunə Xidməti"}


def test_observer_reads_what_was_submitted(people, years, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Qaralama.</p>")
    write_entry("4.2.9", "<p>Nümunə mətn. Təqdim.</p>", in_year=years[1], state=EntryState.SUBMITTED)
    document = build_dossier_document(point_of("4.2.9"), years, people["observer"], EVERYTHING)
    marks = [(one.blocks[0].text, one.mark) for part in document.sections for one in part.sections]
    assert marks == [("Nümunə mətn. Təqdim.", "Layihə: hələ təsdiq edilməyib")]


@pytest.mark.parametrize("entries", [1, 3])
def test_dossier_costs_the_same_queries_whatever_the_size(
    entries, years, staff, count, assess, other_agency, django_assert_num_queries
):
    assess("4.2.9", y2022="implemented")
    given = dict(list({2022: "1", 2023: "2", 2024: "3"}.items())[:entries])
    count("4.2.9", staff, given)
    if entries > 1:
        count("4.2.9", staff, given, by=other_agency)
    point = point_of("4.2.9")
    # entries and names, indicators, parts and names, assessments, values, agencies and names, sample notice
    with django_assert_num_queries(10):
        build_dossier_document(point, years, None)


# --- The consolidated report --------------------------------------------------------------------------------------------


def test_consolidated_report_draws_figures_of_several_years_up_to_its_own(years, staff, count):
    count("4.2.9", staff, {2022: "10", 2023: "20", 2024: "30"})
    [section] = build_consolidated_document(years[1], None).sections
    [trend] = section.sections[0].trends
    assert rows_of(trend.table) == [["Qurum", "2022", "2023"], ["Nümunə Xidməti", "10", "20"]]
    [section] = build_consolidated_document(years[0], None).sections
    assert section.sections[0].trends == ()


# --- Every format -----------------------------------------------------------------------------------------------------


@pytest.fixture
def documents(plan, years, staff, count, assess):
    assess("4.2.9", y2022="being_implemented", y2023="implemented")
    count("4.2.9", staff, {2022: "10", 2023: "20", 2024: "1250"})
    return {
        "overview": build_overview_document(plan, years, None),
        "dossier": build_dossier_document(point_of("4.2.9"), years, None),
    }


@pytest.mark.parametrize("kind", ["overview", "dossier"])
def test_reports_over_the_years_say_the_same_in_every_format(kind, documents, tmp_path):
    document = documents[kind]
    assert from_json(as_json(document)) == document
    for fmt in FORMATS:
        file = renderer_for(fmt).render(document)
        text = file_text(fmt, file, tmp_path)
        for said in (
            "icra olunur",
            "İcra edilib",
            "Nümunə say",
            {"json": '"1250"', "xlsx": "1250"}.get(fmt, "1 250"),
            "artım",
        ):
            assert squeeze(said) in text, (fmt, said)


@pytest.mark.parametrize("kind", ["overview", "dossier"])
@pytest.mark.parametrize("fmt", ["md", "docx"])
def test_report_over_the_years_is_refused_by_the_importer(kind, fmt, documents, tmp_path):
    path = tmp_path / f"a.{fmt}"
    path.write_bytes(renderer_for(fmt).render(documents[kind]))
    before = list(Entry.objects.order_by("pk").values())
    with pytest.raises(CommandError) as refused:
        call_command(
            "import_report", str(path), "--plan", "numune-2020-2024", "--agency", "NUMUNE", "--year", "2024", "--json"
        )
    assert refused.value.returncode == 2
    assert "No heading of a sub-point was found" in str(refused.value)
    assert list(Entry.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("fmt", ["md", "docx"])
def test_trends_of_a_consolidated_report_come_back_as_no_text(fmt, years, staff, count, tmp_path):
    from reports.importer.read import read_report

    count("4.2.9", staff, {2023: "20", 2024: "1250"})
    path = tmp_path / f"a.{fmt}"
    document = build_consolidated_document(years[-1], None)
    assert document.sections[0].sections[0].trends
    path.write_bytes(renderer_for(fmt).render(document))
    [item] = read_report(path, path.name).items
    assert "Nümunə mətn 2024." in str(item.blocks)
    for word in ("Nümunə say", "1\u00a0250", "Hədəf", "Başlanğıc", "artım"):
        assert word not in str(item.blocks), word


# --- Pages, files, command --------------------------------------------------------------------------------------------


def test_pages_and_files_of_a_choice(documents, sign_in):
    client = sign_in("coordinator")
    for name, args, text in (
        ("overview", ["numune-2020-2024"], "Yüksəlib"),
        ("dossier", ["numune-2020-2024", "4.2.9"], "Nümunə mətn 2022."),
    ):
        page = client.get(reverse(f"reports:{name}", args=args), {"content": "all"}).content.decode()
        assert text in page
        address = reverse(f"reports:{name}-file", args=[*args, "md"])
        assert f'formaction="{address}?content=all&amp;chosen=1&amp;' in page
        answer = made(client, f"{address}?content=all")
        assert text in answer.content.decode()
        assert answer["Content-Disposition"].startswith("attachment;")


def test_dossier_of_a_sub_point_that_is_not_the_agencys_is_not_found(years, sign_in, people, agency):
    address = reverse("reports:dossier", args=["numune-2020-2024", "4.2.9"])
    assert sign_in("lead").get(address).status_code == 200
    Assignment.objects.filter(agency=agency, sub_point__number="4.2.9").delete()
    assert sign_in("lead").get(address).status_code == 404
    assert sign_in("coordinator").get(address).status_code == 200
    for number in ("4.2", "9.9.9"):
        assert (
            sign_in("coordinator").get(reverse("reports:dossier", args=["numune-2020-2024", number])).status_code == 404
        )


def test_dossier_of_a_part_that_was_taken_away_stays_with_who_wrote(years, sign_in, agency, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Əvvəlki.</p>")
    Assignment.objects.filter(agency=agency, sub_point__number="4.2.9").delete()
    page = sign_in("lead").get(reverse("reports:dossier", args=["numune-2020-2024", "4.2.9"]))
    assert "Nümunə mətn. Əvvəlki." in page.content.decode()


def test_command_writes_overview_and_dossier_and_names_what_is_wrong(documents, tmp_path, capsys):
    for asked in (["--overview"], ["--point", "4.2.9"], ["--point", "4.2.9", "--agency", "NUMUNE"]):
        path = tmp_path / "a.md"
        call_command("render_report", *asked, "--format", "md", "--output", str(path))
        assert "2022" in path.read_text(encoding="utf-8")
    for asked, said in (
        (["--overview", "--agency", "NUMUNE"], "of all agencies"),
        (["--overview", "--plan", "YOXDUR"], "There is no plan YOXDUR"),
        (["--point", "9.9"], "There is no sub-point 9.9"),
        (["--point", "4.2.9", "--agency", "YOXDUR"], "There is no agency YOXDUR"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("render_report", *asked, "--format", "md", "--output", str(tmp_path / "b.md"))
    assert not (tmp_path / "b.md").exists()
