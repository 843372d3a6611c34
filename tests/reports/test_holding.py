"""What a report holds is said, not assumed: which texts, which parts, and what is missing."""

import dataclasses
import json
import re

import pytest
from django.http import QueryDict
from django.urls import reverse

from plans.enums import AssignmentRole, EntryState
from plans.models import Assessment, Assignment, Entry, Evidence, Indicator, Section, SubPoint
from reports.building import build_agency_document, build_consolidated_document, build_overview_document
from reports.document import as_json, from_json
from reports.importer.read import read_report
from reports.options import AGENCY_DEFAULT, CONSOLIDATED_DEFAULT, Content, Part, ReportOptions, options_from
from reports.renderers import FORMATS, renderer_for
from tests.reports.reading import docx_paragraphs, pdf_text, squeeze, xlsx_texts

pytestmark = pytest.mark.django_db

STATES = {
    "4.1.6": EntryState.DRAFT,
    "4.2.1": EntryState.RETURNED,
    "4.2.4": EntryState.SUBMITTED,
    "4.2.9": EntryState.APPROVED,
    "4.2.10": EntryState.LOCKED,
}
MARKS = {
    "4.1.6": "Layihə: qaralama",
    "4.2.1": "Layihə: düzəliş üçün geri qaytarılıb",
    "4.2.4": "Layihə: təqdim edilib, hələ təsdiq edilməyib",
    "4.2.9": "",
    "4.2.10": "",
}
HELD = {
    Content.APPROVED: ["4.2.9", "4.2.10"],
    Content.SUBMITTED: ["4.2.4", "4.2.9", "4.2.10"],
    Content.ALL: ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"],
}


@pytest.fixture
def written(write_entry):
    """An entry of one agency in each state."""
    return {
        number: write_entry(number, f"<p>Nümunə mətn {number}.</p>", state=state) for number, state in STATES.items()
    }


def asking(content: str, *parts: str, **chosen) -> ReportOptions:
    return ReportOptions(content, frozenset(parts), **{name: frozenset(values) for name, values in chosen.items()})


def marks_of(document) -> dict[str, str]:
    """The mark over each text, by the number of its sub-point; of a consolidated report the agencies' marks."""
    found, number = {}, ""
    for section in document.walk():
        number = section.number or number
        if section.blocks:
            found[number] = section.mark
    return found


@pytest.mark.parametrize("content", Content)
@pytest.mark.parametrize("kind", ["agency", "consolidated"])
def test_report_holds_the_texts_of_the_states_asked_for_and_marks_what_is_not_approved(
    kind, content, written, agency, year
):
    document = (
        build_agency_document(year, agency, None, asking(content))
        if kind == "agency"
        else build_consolidated_document(year, None, asking(content))
    )
    assert marks_of(document) == {number: MARKS[number] for number in HELD[content]}
    assert document.watermark == ("" if content == Content.APPROVED else "LAYİHƏ")
    assert (document.content, document.front, document.summary) == (content, (), ())


def test_usual_consolidated_report_holds_what_is_approved_and_the_agencys_own_everything(written, agency, year):
    assert list(marks_of(build_consolidated_document(year, None))) == HELD[Content.APPROVED]
    assert list(marks_of(build_agency_document(year, agency, None))) == HELD[Content.ALL]


def test_approved_report_of_an_agency_is_no_draft_and_lists_nothing(written, agency, year):
    Entry.objects.update(state=EntryState.APPROVED)
    document = build_agency_document(year, agency, None)
    assert (document.watermark, document.front, document.standing) == ("", (), "")


def test_observer_is_not_told_why_a_text_is_not_approved(written, people, year):
    document = build_consolidated_document(year, people["observer"], asking(Content.ALL))
    waiting = "Layihə: hələ təsdiq edilməyib"
    assert marks_of(document) == {"4.2.1": waiting, "4.2.4": waiting, "4.2.9": "", "4.2.10": ""}


# --- What is missing --------------------------------------------------------------------------------------------------


def missing_lines(document) -> list[str]:
    (section,) = document.front
    assert section.heading == "Daxil edilməmiş məlumatlar"
    found = []
    for block in section.blocks:
        found += [item[0].text for item in block.items] if hasattr(block, "items") else [block.text]
    return found


def test_first_page_of_a_draft_lists_the_numbers_without_text(written, agency, year):
    Entry.objects.filter(sub_point__number="4.2.1").update(narrative="")
    document = build_agency_document(year, agency, None)
    assert missing_lines(document) == ["Mətni olmayan yarımbəndlər: 4.2.1."]


def test_consolidated_report_lists_silent_agencies_points_without_text_and_the_others(
    written, agency, other_agency, year
):
    document = build_consolidated_document(year, None)
    assert missing_lines(document) == [
        "Heç bir məlumatı daxil edilməmiş qurumlar:",
        "Nümunə Komitəsi",
        "Heç bir qurumun məlumatı daxil edilməmiş yarımbəndlər:",
        "4.1.6, 4.2.1, 4.2.4.",
        "Məlumatların bir hissəsi daxil edilməmiş qurumlar:",
        "Nümunə Xidməti: 4.1.6, 4.2.1, 4.2.4",
    ]


def test_recommended_agency_that_says_nothing_is_not_missing(written, other_agency, year):
    Assignment.objects.filter(agency=other_agency).update(role=AssignmentRole.RECOMMENDED)
    Entry.objects.update(state=EntryState.APPROVED)
    assert build_consolidated_document(year, None).front == ()


# --- Choices ----------------------------------------------------------------------------------------------------------


def test_chosen_agencies_sections_and_points_alone_are_held(written, write_entry, other_agency, year):
    write_entry("4.2.9", "<p>Nümunə mətn.</p>", by=other_agency, state=EntryState.APPROVED)

    def held(**chosen) -> list[tuple[str, list[str]]]:
        document = build_consolidated_document(year, None, asking(Content.ALL, **chosen))
        points = [point for section in document.sections for point in section.sections]
        return [(point.number, [one.heading for one in point.sections]) for point in points]

    assert held(agencies={other_agency.code}) == [("4.2.9", ["Nümunə Komitəsi"])]
    assert [number for number, _agencies in held(sections={"4.1"})] == ["4.1.6"]
    assert held(points={"4.2.9"}) == [("4.2.9", ["Nümunə Xidməti", "Nümunə Komitəsi"])]
    assert held(agencies={"YOXDUR"}) == []


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", CONSOLIDATED_DEFAULT),
        ("content=yoxdur&agency=", CONSOLIDATED_DEFAULT),
        ("content=all", dataclasses.replace(CONSOLIDATED_DEFAULT, content="all")),
        ("content=all&chosen=1", asking("all")),
        ("chosen=1&part=status&part=yoxdur", asking("final", Part.STATUS)),
        ("content=sent&chosen=1&agency=A&agency=B&section=4.2&point=4.2.9",
         asking("sent", agencies={"A", "B"}, sections={"4.2"}, points={"4.2.9"})),
        ("chosen=1&point=a%00b", asking("final")),
        ("chosen=1" + "".join(f"&point=4.2.{n}" for n in range(900)), asking("final", points={f"4.2.{n}" for n in range(900)})),
    ],
)  # fmt: skip
def test_address_says_what_the_report_holds_and_no_address_fails(query, options):
    read = options_from(QueryDict(query), CONSOLIDATED_DEFAULT)
    assert read == options
    assert options_from(QueryDict(read.query_from(CONSOLIDATED_DEFAULT)), CONSOLIDATED_DEFAULT) == read


def test_page_and_files_hold_the_same_choice(written, sign_in, agency, year):
    client = sign_in("lead")
    place = {"plan": "numune-2020-2024", "year": 2024, "agency": "NUMUNE"}
    page = client.get(reverse("reports:agency", kwargs=place), {"content": "final"}).content.decode()
    assert "Nümunə mətn 4.2.9." in page
    assert "Nümunə mətn 4.1.6." not in page
    query = "content=final&amp;chosen=1&amp;part=missing&amp;part=signature"
    for fmt in FORMATS:
        address = reverse("reports:agency-file", kwargs=place | {"fmt": fmt})
        assert f'"{address}?{query}"' in page
    made = client.get(reverse("reports:agency-file", kwargs=place | {"fmt": "md"}), {"content": "final"})
    assert "Nümunə mətn 4.2.9." in made.content.decode()
    assert "Nümunə mətn 4.1.6." not in made.content.decode()


# --- Status, figures, the year in figures -----------------------------------------------------------------------------


@pytest.fixture
def counted(written, write_entry, other_agency, year, people):
    """Of 4.2.9 two agencies give a number and a share; the sub-point is assessed."""
    point = SubPoint.objects.get(number="4.2.9")
    number, share = (
        Indicator.objects.create(sub_point=point, name=name, unit=unit, kind=kind)
        for name, unit, kind in (("Nümunə say", "nəfər", "whole"), ("Nümunə pay", "faiz", "decimal"))
    )
    write_entry("4.2.9", "<p>Nümunə mətn.</p>", by=other_agency, state=EntryState.APPROVED)
    for code, values in (("NUMUNE", ("1250", "12.5")), (other_agency.code, ("30", "40"))):
        figures = {str(number.pk): values[0], str(share.pk): values[1]}
        Entry.objects.filter(agency__code=code, sub_point=point).update(figures=figures, status="implemented")
    Assessment.objects.create(
        sub_point=point,
        reporting_year=year,
        status="partly_implemented",
        decided_by=people["coordinator"],
        decided_at=Entry.objects.first().updated_at,
    )


def test_status_and_figures_stand_before_the_text_where_asked_for(counted, agency, year):
    section = next(
        one
        for one in build_agency_document(year, agency, None, asking("all", Part.STATUS, Part.FIGURES)).sections
        if one.number == "4.2.9"
    )
    assert section.status == "İcra edilib"
    assert [(one.name, one.unit, one.value) for one in section.figures] == [
        ("Nümunə say", "nəfər", "1\u00a0250"),
        ("Nümunə pay", "faiz", "12,5"),
    ]
    bare = build_agency_document(year, agency, None)
    assert {(one.status, one.figures) for one in bare.sections} == {("", ())}


def test_sub_point_of_a_consolidated_report_has_its_assessment(counted, year):
    points = build_consolidated_document(year, None).sections[0].sections
    assert [(one.number, one.status_title, one.status) for one in points] == [
        ("4.2.9", "Qurumlar üzrə ümumi icra vəziyyəti", "Qismən icra edilib"),
        ("4.2.10", "Qurumlar üzrə ümumi icra vəziyyəti", ""),
    ]


def rows_of(table) -> list[list[str]]:
    return [[cell.blocks[0].text for cell in row] for row in table.rows]


def test_year_in_figures_counts_what_is_held_and_adds_what_adds_up(counted, year):
    totals, standing = build_consolidated_document(year, None).summary
    assert rows_of(totals.blocks[0]) == [
        ["Yarımbəndlər", "5"],
        ["Məlumat verilməli olan hallar", str(Assignment.objects.count())],
        ["Daxil edilmiş məlumatlar", "3"],
        ["onlardan təsdiq edilmiş", "3"],
        ["Daxil edilməmiş məlumatlar", str(Assignment.objects.count() - 3)],
        ["Məlumat vermiş qurumlar", "2"],
    ]
    assert rows_of(totals.blocks[2])[1:] == [["4.2.9", "Nümunə say", "nəfər", "2", "1\u00a0280"]]
    assert rows_of(standing.blocks[0]) == [
        ["Bölmə", "Qismən icra edilib", "Qiymətləndirilməyib", "Cəmi"],
        ["4.1. Nümunə istiqamət", "0", "1", "1"],
        ["4.2-ci bölmə", "1", "3", "4"],
        ["Cəmi", "1", "4", "5"],
    ]
    assert [bar.counts for bar in standing.chart.bars] == [(0, 1), (1, 3)]
    assert standing.chart.kinds == (
        ("partly_implemented", "Qismən icra edilib"),
        ("not_assessed", "Qiymətləndirilməyib"),
    )


def test_year_in_figures_agrees_with_the_first_page_and_counts_apart_what_nobody_must_write(
    counted, write_entry, other_agency, year
):
    def totals() -> dict[str, int]:
        document = build_consolidated_document(year, None)
        counted = {head: int(number) for head, number in rows_of(document.summary[0].blocks[0])}
        listed = [line.partition(": ")[2] for line in missing_lines(document)]
        # Both agencies say something: page one lists all that is absent by agency.
        assert counted["Daxil edilməmiş məlumatlar"] == sum(len(line.split(", ")) for line in listed if line)
        return counted

    asked = totals()
    absent = asked["Daxil edilməmiş məlumatlar"]
    assert absent == asked["Məlumat verilməli olan hallar"] - asked["Daxil edilmiş məlumatlar"] > 0
    assert "Tövsiyə edilən qurumların məlumatları" not in asked
    by_other = Assignment.objects.filter(agency=other_agency)
    given = by_other.filter(sub_point__number="4.2.9")
    given.update(role=AssignmentRole.RECOMMENDED)
    told = totals()
    assert told["Məlumat verilməli olan hallar"] == asked["Məlumat verilməli olan hallar"] - 1
    assert told["Daxil edilmiş məlumatlar"] == told["onlardan təsdiq edilmiş"] == asked["Daxil edilmiş məlumatlar"] - 1
    assert (told["Daxil edilməmiş məlumatlar"], told["Tövsiyə edilən qurumların məlumatları"]) == (absent, 1)
    given.delete()
    assert totals()["Artıq icraçı olmayan qurumların məlumatları"] == 1


def test_title_names_recommended_bodies_only_where_they_wrote(counted, other_agency, year):
    assert "icraçı orqanlar tərəfindən" in build_consolidated_document(year, None).title
    Assignment.objects.filter(agency=other_agency).update(role=AssignmentRole.RECOMMENDED)
    assert "icraçı orqanlar (qurumlar) tərəfindən" in build_consolidated_document(year, None).title
    Entry.objects.filter(agency=other_agency).update(state=EntryState.RETURNED)
    assert "icraçı orqanlar tərəfindən" in build_consolidated_document(year, None).title


def test_section_of_a_known_title_has_it_in_its_head(counted, year):
    Section.objects.filter(number="4.2").update(title="Nümunə istiqamət.")
    assert build_consolidated_document(year, None).sections[0].heading == "4.2. Nümunə istiqamət"


# --- Every format -----------------------------------------------------------------------------------------------------


def text_of(fmt: str, content: bytes, folder) -> str:
    if fmt == "pdf":
        return pdf_text(content, folder)
    if fmt == "docx":
        return squeeze(" ".join(text for _style, text in docx_paragraphs(content)))
    if fmt == "xlsx":
        return squeeze(" ".join(xlsx_texts(content)))
    if fmt == "json":
        return squeeze(json.dumps(json.loads(content), ensure_ascii=False))
    return squeeze(re.sub(r"</?a\b[^<>]*>", "", content.decode()))


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_says_the_same(fmt, counted, year, tmp_path):
    document = build_consolidated_document(year, None, dataclasses.replace(CONSOLIDATED_DEFAULT, content=Content.ALL))
    text = text_of(fmt, renderer_for(fmt).render(document), tmp_path)
    for said in (
        "LAYİHƏ",
        "Daxil edilməmiş məlumatlar",
        "Hesabat ili rəqəmlərdə",
        "4.2-ci bölmə",
        "Layihə: düzəliş üçün geri qaytarılıb",
        "Qismən icra edilib",
        "Nümunə say",
    ):
        assert squeeze(said) in text, said
    clean = build_consolidated_document(year, None)
    assert "Layihə:" not in text_of(fmt, renderer_for(fmt).render(clean), tmp_path)


@pytest.mark.parametrize(
    ("content", "chosen", "sentence"),
    [
        ("final", {"points": {"4.9.9"}}, "Seçilmiş yarımbənd üzrə təsdiq edilmiş məlumat yoxdur."),
        ("all", {"points": {"9.8", "9.9"}}, "Seçilmiş bəndlər üzrə məlumat yoxdur."),
        ("sent", {"agencies": {"YOXDUR", "Y"}, "sections": {"9"}},
         "Seçilmiş qurumlar və bölmə üzrə təqdim edilmiş məlumat yoxdur."),
        ("all", {"agencies": {"Y"}, "sections": {"8", "9"}, "points": {"4.9.9"}},
         "Seçilmiş qurum, bölmələr və yarımbənd üzrə məlumat yoxdur."),
    ],
)  # fmt: skip
def test_choice_without_a_text_says_so_in_one_sentence(content, chosen, sentence, written, agency, plan, year):
    options = dataclasses.replace(
        CONSOLIDATED_DEFAULT, content=content, **{name: frozenset(values) for name, values in chosen.items()}
    )
    document = build_consolidated_document(year, None, options)
    documents = [document, build_agency_document(year, agency, None, options)]
    if "points" in chosen:
        documents.append(build_overview_document(plan, [year], None, options))
    for each in documents:
        assert [section.blocks[0].text for section in each.front] == [sentence]
        assert (each.summary, each.sections, each.matrix) == ((), (), ())


def test_section_without_a_text_says_so_and_what_is_missing_in_it(written, year):
    options = dataclasses.replace(CONSOLIDATED_DEFAULT, sections=frozenset({"4.1"}))
    document = build_consolidated_document(year, None, options)
    assert [section.heading for section in document.front] == ["Seçimin nəticəsi", "Daxil edilməmiş məlumatlar"]
    assert document.summary  # of the sub-points that there are
    there = dataclasses.replace(options, content=Content.ALL)
    assert "Seçimin nəticəsi" not in [part.heading for part in build_consolidated_document(year, None, there).front]


def test_every_format_says_that_the_choice_holds_nothing(written, year, tmp_path):
    options = dataclasses.replace(CONSOLIDATED_DEFAULT, points=frozenset({"4.9.9"}))
    document = build_consolidated_document(year, None, options)
    for fmt in FORMATS:
        text = text_of(fmt, renderer_for(fmt).render(document), tmp_path)
        assert squeeze("Seçilmiş yarımbənd üzrə təsdiq edilmiş məlumat yoxdur.") in text, fmt


def test_document_with_all_its_parts_survives_its_json(counted, year):
    document = build_consolidated_document(year, None)
    assert document.summary
    assert from_json(json.loads(json.dumps(as_json(document)))) == document


@pytest.mark.parametrize("fmt", ["docx", "md"])
def test_what_a_draft_says_beside_the_texts_does_not_come_back_as_text(fmt, counted, agency, year, tmp_path):
    """Our own file read again: marks, status, figures and what is missing are no words of the agency's."""
    options = dataclasses.replace(AGENCY_DEFAULT, parts=frozenset({Part.MISSING, Part.STATUS, Part.FIGURES}))
    Entry.objects.filter(sub_point__number="4.2.1").update(narrative="")
    document = build_agency_document(year, agency, None, options)
    path = tmp_path / f"a.{fmt}"
    path.write_bytes(renderer_for(fmt).render(document))
    report = read_report(path, path.name)
    texts = {item.numbers: [block.text for block in item.blocks] for item in report.items}
    numbers = [number for number in STATES if number != "4.2.1"]
    assert texts == {(number,): [f"Nümunə mətn {number}."] for number in numbers}


def test_missing_is_one_quotation_with_lists_in_markdown_and_none_of_it_is_read_back(
    written, other_agency, year, tmp_path
):
    content = renderer_for("md").render(build_consolidated_document(year, None))
    listed = (
        "> Daxil edilməmiş məlumatlar\n>\n> Heç bir məlumatı daxil edilməmiş qurumlar:\n>\n> - Nümunə Komitəsi\n>\n"
        "> Heç bir qurumun məlumatı daxil edilməmiş yarımbəndlər:\n>\n> 4.1.6, 4.2.1, 4.2.4.\n>\n"
        "> Məlumatların bir hissəsi daxil edilməmiş qurumlar:\n>\n> - Nümunə Xidməti: 4.1.6, 4.2.1, 4.2.4\n\n"
    )
    assert listed in content.decode()
    path = tmp_path / "a.md"
    path.write_bytes(f"## 4.2.9-cu yarımbənd üzrə (Nümunə):\n\nNümunə mətn.\n\n{listed}Davamı.\n".encode())
    [item] = read_report(path, path.name).items
    assert [block.text for block in item.blocks] == ["Nümunə mətn.", "Davamı."]


def test_quotation_of_somebody_elses_markdown_is_kept(tmp_path, db):
    path = tmp_path / "a.md"
    path.write_text("# “Nümunə planı”nda\n\n**4.2.9-cu yarımbənd üzrə (Nümunə):**\n\n> Nümunə mətn sitatdır.\n")
    assert [block.text for block in read_report(path, path.name).items[0].blocks] == ["Nümunə mətn sitatdır."]


# --- Annexes ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def proven(written, people):
    """Of an approved entry a public file and a public link, and what is named nowhere: internal, removed, of a draft."""
    now = written["4.2.9"].updated_at

    def add(number: str, title: str, **fields) -> None:
        made = {"is_public": True, "submitted_title": title, "url": "https://numune.example/a"} | fields
        Evidence.objects.create(entry=written[number], title=title, added_by=people["lead"], added_at=now, **made)

    add("4.2.10", "Nümunə sənəd 3")
    add("4.2.9", "Nümunə sənəd 1", url="", stored_name="a.pdf", sha256="0" * 64)
    add("4.2.9", "Nümunə sənəd 2")
    add("4.2.9", "Gizli sənəd", is_public=False, submitted_title="")
    add("4.2.9", "Silinmiş sənəd", removed_at=now)
    add("4.1.6", "Qaralamanın sənədi")


ANNEXES = [
    "Əlavə (4.2.9): Nümunə sənəd 1",
    "Əlavə (4.2.9): Nümunə sənəd 2 – https://numune.example/a",
    "Əlavə (4.2.10): Nümunə sənəd 3 – https://numune.example/a",
]


@pytest.mark.parametrize("reader", [None, "observer", "lead", "coordinator"])
def test_public_evidence_of_what_is_held_is_listed_at_the_end(reader, proven, people, agency, year):
    reader = people[reader] if reader else None
    (section,) = build_agency_document(year, agency, reader, asking(Content.APPROVED, Part.ANNEXES)).annexes
    assert section.heading == "Əlavələrin siyahısı"
    assert [block.text for block in section.blocks] == ANNEXES
    assert build_agency_document(year, agency, reader, asking(Content.APPROVED)).annexes == ()


def test_consolidated_list_of_annexes_names_the_agency_and_costs_one_query(proven, year, django_assert_num_queries):
    options = asking(Content.APPROVED, Part.ANNEXES)
    with django_assert_num_queries(4):  # entries, names, evidence, sample notice
        (section,) = build_consolidated_document(year, None, options).annexes
    assert section.blocks[0].text == "Əlavə (4.2.9, Nümunə Xidməti): Nümunə sənəd 1"


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_lists_the_annexes_and_none_reads_them_back(fmt, proven, agency, year, tmp_path):
    document = build_agency_document(year, agency, None, asking(Content.APPROVED, Part.ANNEXES))
    content = renderer_for(fmt).render(document)
    text = text_of(fmt, content, tmp_path)
    for line in ANNEXES:
        assert squeeze(line) in text
    if fmt in ("docx", "md"):
        path = tmp_path / f"b.{fmt}"
        path.write_bytes(content)
        texts = [block.text for item in read_report(path, path.name).items for block in item.blocks]
        assert texts == ["Nümunə mətn 4.2.9.", "Nümunə mətn 4.2.10."]


def test_plan_of_two_levels_says_bend_in_every_format(counted, write_entry, year, tmp_path):
    Entry.objects.filter(sub_point__number="4.2.10").update(nothing_to_report=True, narrative="")
    for point in SubPoint.objects.select_related("section"):
        SubPoint.objects.filter(pk=point.pk).update(number=f"{point.number.replace('.', '')[:2]}.{point.pk}")
    for section in Section.objects.all():
        Section.objects.filter(pk=section.pk).update(number=section.number.replace(".", ""))
    document = build_consolidated_document(year, None, dataclasses.replace(CONSOLIDATED_DEFAULT, content=Content.ALL))
    for fmt in FORMATS:
        text = text_of(fmt, renderer_for(fmt).render(document), tmp_path)
        assert "Bəndlərinicravəziyyətibölmələrüzrə" in text
        assert "bubəndüzrə" in text or fmt == "xlsx"
        assert "arımbənd" not in text, fmt
