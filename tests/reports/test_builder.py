"""Titles, headings, order and scope of a built Document, and what building costs."""

import datetime
import io
import zipfile
from dataclasses import replace

import pytest
from django.utils import timezone

from plans.enums import EntryState
from plans.models import AgencyName, Entry, Plan, ReportingYear, SampleData, Section, SubPoint
from reports.building import build_agency_document, build_consolidated_document
from reports.options import CONSOLIDATED_DEFAULT, Content
from reports.queries import rows_without_text
from reports.renderers import FORMATS, renderer_for
from reports.titles import agency_title, sub_point_heading
from tests.reports.reading import docx_paragraphs, pdf_text, squeeze, xlsx_texts

EVERYTHING = replace(CONSOLIDATED_DEFAULT, content=Content.ALL)


def test_agency_document_has_the_title_with_the_right_cases(agency, year, write_entry):
    write_entry("4.2.9")
    document = build_agency_document(year, agency, None)
    assert document.title == (
        "“Nümunə Milli Fəaliyyət Planı”nda nəzərdə tutulan tədbirlərin Nümunə Xidməti tərəfindən"
        " 2024-cü il ərzində icrası barədə"
    )
    assert (document.word, document.agency, document.year) == ("MƏLUMAT", "Nümunə Xidməti", 2024)


def test_agency_document_is_in_the_order_of_numbers_and_leaves_out_what_has_no_text(agency, year, write_entry):
    for number in ("4.2.10", "4.2.9", "4.1.6"):
        write_entry(number)
    write_entry("4.2.1", "")
    document = build_agency_document(year, agency, None)
    assert [section.heading for section in document.sections] == [
        "4.1.6-cı yarımbənd üzrə (Nümunə tədbir 4.1.6 (İnsan haqqında)):",
        "4.2.9-cu yarımbənd üzrə (Nümunə tədbir 4.2.9 (İnsan haqqında)):",
        "4.2.10-cu yarımbənd üzrə (Nümunə tədbir 4.2.10 (İnsan haqqında)):",
    ]


def test_agency_document_holds_no_other_agency_and_no_other_year(agency, other_agency, year, closed_year, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Öz.</p>")
    write_entry("4.2.9", "<p>Nümunə mətn. Başqa qurum.</p>", by=other_agency)
    write_entry("4.2.9", "<p>Nümunə mətn. Başqa il.</p>", in_year=closed_year)
    document = build_agency_document(year, agency, None)
    assert list(document.paragraphs()) == ["Nümunə mətn. Öz."]


def test_agency_document_carries_the_name_of_31_december(agency, year, closed_year, write_entry):
    AgencyName.objects.create(
        agency=agency,
        nominative="Yeni Nümunə Xidməti",
        genitive="Yeni Nümunə Xidmətinin",
        official="Yeni Nümunə Xidməti",
        official_genitive="Yeni Nümunə Xidmətinin",
        valid_from=datetime.date(2024, 12, 31),
    )
    agency.refresh_from_db()
    assert build_agency_document(year, agency, None).agency == "Yeni Nümunə Xidməti"
    assert build_agency_document(closed_year, agency, None).agency == "Nümunə Xidməti"


def test_consolidated_document_groups_by_sub_point_in_protocol_order(agency, other_agency, year, write_entry):
    write_entry("4.2.10", "<p>Nümunə mətn. A.</p>", by=other_agency)
    write_entry("4.2.10", "<p>Nümunə mətn. B.</p>")
    write_entry("4.2.9", "<p>Nümunə mətn. C.</p>", by=other_agency)
    document = build_consolidated_document(year, None, EVERYTHING)
    assert document.title.endswith(
        "nəzərdə tutulan tədbirlərin icraçı orqanlar tərəfindən 2024-cü il ərzində icrası barədə ümumiləşdirilmiş"
    )
    assert [(s.number, s.heading, s.level) for s in document.sections] == [("4.2", "4.2-ci bölmə", 2)]
    assert [(s.number, s.level, [(c.heading, c.level) for c in s.sections]) for s in document.sections[0].sections] == [
        ("4.2.9", 3, [("Nümunə Komitəsi", 4)]),
        ("4.2.10", 3, [("Nümunə Xidməti", 4), ("Nümunə Komitəsi", 4)]),
    ]
    assert list(document.paragraphs()) == ["Nümunə mətn. C.", "Nümunə mətn. B.", "Nümunə mətn. A."]


def test_document_for_an_observer_holds_no_draft(people, agency, year, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Qaralama.</p>")
    write_entry("4.2.10", "<p>Nümunə mətn. Təqdim.</p>", state=EntryState.SUBMITTED)
    document = build_agency_document(year, agency, people["observer"])
    assert list(document.paragraphs()) == ["Nümunə mətn. Təqdim."]


def test_document_says_sample_data_while_it_is_loaded_only(agency, year):
    assert build_agency_document(year, agency, None).notice == ""
    SampleData.objects.create(kind="demo", loaded_at=timezone.now())
    assert build_agency_document(year, agency, None).notice == "Nümunə məlumatlar"
    assert build_consolidated_document(year, None).notice == "Nümunə məlumatlar"


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("Nümunə Planı", "“Nümunə Planı”nda"),
        ("Nümunə Planı.", "“Nümunə Planı”nda"),
        ("“Nümunə Planı”", "“Nümunə Planı”nda"),
        ("«Nümunə Planı.»", "“Nümunə Planı”nda"),
        ("NÜMUNƏ FƏALİYYƏT PLANI", "“NÜMUNƏ FƏALİYYƏT PLANI”nda"),
        ("“Nümunə 2020” İnkişaf Planı", "“Nümunə 2020” İnkişaf Planı”nda"),
        ("Nümunə tədbirləri: “Nümunə İli”", "“Nümunə tədbirləri: “Nümunə İli”ndə"),
        ("Nümunə “Sahə”nin Planı", "“Nümunə “Sahə”nin Planı”nda"),
        ("MFP", "“MFP” planında"),
        ("Yaşıl Bakı", "“Yaşıl Bakı”da"),
        ("Tədbirlər Paketi I", "“Tədbirlər Paketi I”də"),
        ("Tədbirlər Paketi IV", "“Tədbirlər Paketi IV”də"),
        ("“Yaşıl Bakı”", "“Yaşıl Bakı”da"),
        ("Tədbirlər Paketi II.", "“Tədbirlər Paketi II”də"),
    ],
)
def test_title_of_the_plan_is_quoted_as_official_papers_do(title, printed):
    assert agency_title(title, "Nümunə Xidməti", 2024).startswith(f"{printed} nəzərdə tutulan")


@pytest.mark.parametrize(
    ("measure", "printed"),
    [
        ("Hazırlanması.", "Hazırlanması"),
        ("Hazırlanması; ", "Hazırlanması"),
        ("Təlim və s.", "Təlim və s."),
        ("Təlim və i.a.", "Təlim və i.a."),
        ("Üç:", "Üç"),
        ("Tədbir...", "Tədbir…"),
        ("Tədbir…", "Tədbir…"),
        ("Tədbir...;", "Tədbir…"),
        ("M", "M"),
    ],
)
def test_stop_of_the_acts_table_is_not_printed(measure, printed):
    assert sub_point_heading("4.2.9", measure) == f"4.2.9-cu yarımbənd üzrə ({printed}):"


@pytest.mark.parametrize(
    ("number", "heading"),
    [("4.2.40", "4.2.40-cı yarımbənd üzrə (M):"), ("3.6", "3.6-cı bənd üzrə (M):")],
)
def test_heading_of_two_levels_is_a_point(number, heading):
    assert sub_point_heading(number, "M") == heading


def test_document_of_a_plan_holds_nothing_of_another_plan_with_the_same_numbers(agency, year, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Bu plan.</p>")
    twin = Plan.objects.create(code="numune-2", title="İkinci Nümunə Planı", start_year=2024, end_year=2028)
    section = Section.objects.create(plan=twin, number="4.2")
    SubPoint.objects.create(section=section, number="4.2.9", measure="Nümunə")
    twin_year = ReportingYear.objects.create(plan=twin, year=2024, deadline=datetime.date(2025, 1, 20))
    assert build_agency_document(twin_year, agency, None).sections == ()


@pytest.mark.parametrize("entries", [1, 3])
def test_building_costs_the_same_queries_whatever_the_size(
    entries, agency, other_agency, year, write_entry, django_assert_num_queries
):
    for number in ("4.1.6", "4.2.9", "4.2.10")[:entries]:
        write_entry(number)
        write_entry(number, by=other_agency)
    with django_assert_num_queries(5):  # names, signature, entries, what is missing, sample notice
        build_agency_document(year, agency, None)
    # Entries and names, indicators, assessments, what is missing and names, sub-points, what is required, samples, signature;
    # sub-points, parts and names of the table of both.
    with django_assert_num_queries(13):
        build_consolidated_document(year, None, EVERYTHING)
    with django_assert_num_queries(3):  # entries, names, sample notice
        build_consolidated_document(year, None, replace(EVERYTHING, parts=frozenset()))


def test_title_of_a_plan_named_by_an_abbreviation_leaves_the_suffix_to_the_word_plan(agency, year):
    Plan.objects.update(title="GUAM")
    year.plan.refresh_from_db()
    assert build_agency_document(year, agency, None).title.startswith("“GUAM” planında nəzərdə")


# --- Nothing to report, and what no report may hold ------------------------------------------------------------------

SENTENCE = "Hesabat dövründə bu yarımbənd üzrə təqdim edilməli məlumat olmamışdır."
SECRETS = {"nothing_reason": "Gizlisəbəb", "internal_note": "Daxiliqeyd", "figures": {"1": "98765"}}


def say_nothing(entry: Entry) -> None:
    Entry.objects.filter(pk=entry.pk).update(nothing_to_report=True, **SECRETS)


def test_nothing_to_report_prints_the_plans_sentence_only(agency, other_agency, year, write_entry):
    say_nothing(write_entry("4.2.9", "<p>Nümunə mətn. Saxlanmış.</p>"))
    say_nothing(write_entry("4.2.10", ""))
    write_entry("4.2.1", "")
    write_entry("4.2.9", "<p>Nümunə mətn. Başqası.</p>", by=other_agency)
    document = build_agency_document(year, agency, None)
    assert [(s.number, list(texts_of(s))) for s in document.sections] == [
        ("4.2.9", [SENTENCE]),
        ("4.2.10", [SENTENCE]),
    ]
    consolidated = build_consolidated_document(year, None, EVERYTHING)
    assert list(consolidated.paragraphs()) == [SENTENCE, "Nümunə mətn. Başqası.", SENTENCE]


def texts_of(section):
    return (paragraph.text for paragraph in section.blocks)


def test_plans_own_sentence_is_printed(agency, year, write_entry):
    say_nothing(write_entry("4.2.9"))
    Plan.objects.update(nothing_to_report_sentence="Nümunə: <məlumat> yoxdur.")
    year.plan.refresh_from_db()
    assert list(build_agency_document(year, agency, None).paragraphs()) == ["Nümunə: <məlumat> yoxdur."]


def test_nothing_to_report_counts_as_text_where_the_report_says_what_is_missing(people, agency, year, write_entry):
    say_nothing(write_entry("4.2.9", ""))
    write_entry("4.2.10", "")
    document = build_agency_document(year, agency, None)
    missing = [row.sub_point.number for row in rows_without_text(people["coordinator"], year, agency, document)]
    assert missing == ["4.1.6", "4.2.1", "4.2.4", "4.2.10"]


def rendered_text(fmt: str, document, folder) -> str:
    content = renderer_for(fmt).render(document)
    if fmt == "pdf":
        return pdf_text(content, folder)
    if fmt == "xlsx":
        return " ".join(xlsx_texts(renderer_for(fmt).render(document)))
    if fmt == "docx":
        return " ".join(text for _style, text in docx_paragraphs(content))
    return content.decode()


@pytest.mark.parametrize("fmt", FORMATS)
def test_no_format_holds_reason_note_figures_of_nothing_or_the_kept_text(fmt, agency, year, write_entry, tmp_path):
    say_nothing(write_entry("4.2.9", "<p>Saxlanmışmətn</p>"))
    with_note = write_entry("4.2.10", "<p>Açıqmətn</p>")
    Entry.objects.filter(pk=with_note.pk).update(**SECRETS)
    for document in (
        build_agency_document(year, agency, None),
        build_consolidated_document(year, None, EVERYTHING),
    ):
        text = squeeze(rendered_text(fmt, document, tmp_path))
        assert (squeeze(SENTENCE) in text) == (fmt != "xlsx")  # which has figures and tables only
        assert ("Açıqmətn" in text) == (fmt != "xlsx")
        for secret in ("Gizlisəbəb", "Daxiliqeyd", "98765", "Saxlanmışmətn"):
            assert secret not in text, secret


def test_docx_package_holds_no_secret_in_any_part(agency, year, write_entry):
    entry = write_entry("4.2.9", "<p>Saxlanmışmətn</p>")
    say_nothing(entry)
    content = renderer_for("docx").render(build_agency_document(year, agency, None))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = b"".join(package.read(name) for name in package.namelist()).decode("utf-8", "ignore")
    assert "olmamışdır" in parts
    for secret in ("Gizlisəbəb", "Daxiliqeyd", "98765", "Saxlanmışmətn"):
        assert secret not in parts, secret
