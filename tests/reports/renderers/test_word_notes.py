"""What stands in the Word file beside the texts: status, figures, trends, what is missing, contents."""

import dataclasses
from decimal import Decimal
from io import BytesIO

import docx

from plans.narrative import parse
from reports.document import Document, Figure, Section
from reports.renderers.word_file import write_word
from reports.trend import Amount, Trend, TrendLine

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIGURES = tuple(Figure(f"göstərici {n}", "nəfər", str(n)) for n in range(3))
TREND = Trend("təlim", "nəfər", (2020, 2021), (TrendLine("Nümunə Xidməti", (None, Amount(Decimal(12)))),))


def report(*agencies: Section, **parts) -> Document:
    point = Section("4.2.9-cu yarımbənd üzrə (Nümunə tədbir):", 3, "4.2.9", sections=agencies)
    return dataclasses.replace(
        Document(title="Ad", word="MƏLUMAT", language="az", plan="P", agency="", year=2021),
        sections=(Section("4.2. Bölmə", 2, "4.2", sections=(point,)),),
        **parts,
    )


def agency(text: str = "<p>Nümunə mətn.</p>", **parts) -> Section:
    return Section("Nümunə Xidməti", 4, blocks=parse(text), **parts)


def opened(document: Document):
    return docx.Document(BytesIO(write_word(document)))


def kept(word) -> list[tuple[str, bool]]:
    """Every paragraph, those of tables as well, and whether it stays on the page of the next one."""
    styles = {style.style_id: style for style in word.styles}
    found = []
    for paragraph in word.element.body.iter(f"{W}p"):
        own = paragraph.pPr.find(f"{W}keepNext") is not None
        text = "".join(each.text for each in paragraph.iter(f"{W}t"))
        found.append((text, own or bool(styles[paragraph.style].paragraph_format.keep_with_next)))
    return found


def test_what_leads_to_a_text_stays_on_the_page_of_its_first_line():
    led = agency(mark="Layihə: qaralama", status="İcra olunur", figures=FIGURES)
    places = kept(opened(report(led)))
    start = [text for text, _kept in places].index("Nümunə Xidməti")
    assert all(is_kept for _text, is_kept in places[start:-1])
    assert places[-1] == ("Nümunə mətn.", False)


def test_a_long_table_of_figures_keeps_its_first_rows_only_and_a_status_without_a_text_nothing():
    many = tuple(Figure(f"göstərici {n}", "nəfər", str(n)) for n in range(9))
    places = dict(kept(opened(report(agency(figures=many)))))
    assert [places[name] for name in ("Göstərici", "göstərici 0", "göstərici 1", "göstərici 8")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert kept(opened(report(agency("", status="İcra olunur"))))[-1] == ("İcra vəziyyəti: İcra olunur", False)


def test_a_trend_stays_together_and_not_with_what_follows_it():
    places = kept(opened(report(agency(trends=(TREND,)))))
    start = [text for text, _kept in places].index("Göstərici illər üzrə: təlim, nəfər")
    assert all(is_kept for _text, is_kept in places[start:-1])
    assert not places[-1][1]


def test_contents_begin_a_long_measure_and_leave_room_for_the_number_of_its_page():
    measure = " ".join(f"söz{n}" for n in range(15))
    document = report(has_contents=True)
    (section,) = document.sections
    long = Section(f"4.2.9-cu yarımbənd üzrə ({measure}):", 3, "4.2.9")
    word = opened(dataclasses.replace(document, sections=(dataclasses.replace(section, sections=(long,)),)))
    entries = [p for p in word.element.body.iter(f"{W}p") if p.style and p.style.startswith("Toc")]
    texts = [[each.text for each in entry.iter(f"{W}t")] for entry in entries]
    assert [(entry.style, *text) for entry, text in zip(entries[-2:], texts[-2:], strict=True)] == [
        ("Toc1", "4.2. Bölmə"), ("Toc2", "4.2.9 " + measure.removesuffix(" söz13 söz14") + "…"),
    ]  # fmt: skip
    assert all(entry.find(f".//{W}r/{W}tab") is not None for entry in entries)
    styles = {style.style_id: style.element for style in word.styles}
    assert [tab.get(f"{W}leader") for tab in styles["Toc1"].iter(f"{W}tab")] == ["dot"]


def test_what_is_missing_is_a_list_where_it_is_one():
    blocks = parse("<p>Qurumlar:</p><ul><li>Nümunə Nazirliyi</li><li>Nümunə Xidməti</li></ul><p>son</p>")
    word = opened(report(front=(Section("Daxil edilməmiş məlumatlar", 2, blocks=blocks),)))
    found = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Report Note")]
    assert [style for style, _text in found] == [
        "Report Note Heading", "Report Note", "Report Note List", "Report Note List", "Report Note",
    ]  # fmt: skip
    numbering = word.styles["Report Note List"].element.pPr.numPr.numId.val
    (mark,) = word.part.numbering_part.element.xpath(
        f".//w:abstractNum[@w:abstractNumId='{numbering}']/w:lvl[1]/w:lvlText"
    )
    assert mark.get(f"{W}val") == "–"


def cells(table) -> list[list[tuple[str, str, bool]]]:
    """Of each cell its text, its style and whether it stands right."""
    rows = [[cell.paragraphs[0] for cell in row.cells] for row in table.rows]
    return [[(p.text, p.style.name, p.alignment == 2) for p in row] for row in rows]


def test_tables_of_numbers_have_bold_heads_of_columns_only_and_numbers_right():
    figures, trend = opened(report(agency(figures=FIGURES[:1], trends=(TREND,)))).tables
    head, text = "Report Table Heading", "Report Table Text"
    assert cells(figures) == [
        [("Göstərici", head, False), ("Ölçü vahidi", head, False), ("Say", head, False)],
        [("göstərici 0", text, False), ("nəfər", text, False), ("0", text, True)],
    ]
    assert cells(trend) == [
        [("Qurum", head, False), ("2020", head, True), ("2021", head, True)],
        [("Nümunə Xidməti", text, False), ("–", text, True), ("12", text, True)],
    ]
    assert [row._tr.trPr.find(f"{W}tblHeader") is not None for row in trend.rows] == [True, False]


def test_the_year_in_figures_stands_right_where_it_is_numbers_and_left_where_it_is_words():
    rows = "<tr><th>Bölmə</th><th>Cəmi</th></tr><tr><th>4.2</th><td>{}</td></tr>"
    numbers, words = (
        Section("Rəqəmlər", 2, blocks=parse(f"<table>{rows.format(said)}</table>")) for said in ("12", "az")
    )
    tables = opened(report(summary=(numbers, words))).tables
    assert [cells(table)[1] for table in tables] == [
        [("4.2", "Table Text", False), ("12", "Table Text", True)],
        [("4.2", "Table Text", False), ("az", "Table Text", False)],
    ]
    assert {style for _text, style, _right in cells(tables[0])[0]} == {"Table Heading"}


def test_a_sub_point_is_upright_and_an_agency_under_it_italic():
    styles = opened(report(agency())).styles
    assert [bool(styles[f"Heading {level}"].font.italic) for level in (2, 3, 4)] == [False, False, True]


def test_a_short_table_of_the_year_in_figures_stays_on_a_page_and_of_a_long_one_the_last_rows():
    for rows, expected in ((16, [True] * 15 + [False]), (17, [False] * 14 + [True] * 2 + [False])):
        table = "".join(f"<tr><th>{number}</th><td>{number}</td></tr>" for number in range(rows))
        figures = Section("Rəqəmlər", 2, blocks=(*parse("<p>a</p>"), *parse(f"<table>{table}</table>")))
        found = kept(opened(report(agency(), summary=(figures,))))
        cells = [is_kept for text, is_kept in found if text.isdigit()]
        assert cells[::2] == cells[1::2] == expected
