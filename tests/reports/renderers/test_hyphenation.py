"""Words of a PDF break at the end of a line, and read as if they were whole."""

import io
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from plans.azerbaijani import break_points
from plans.narrative import parse
from reports.document import Document, Section
from reports.importer.html import blocks_to_html
from reports.importer.read import read_report
from reports.look import USUAL, Look
from reports.renderers import FORMATS, renderer_for
from reports.renderers.hyphens import STYLE, hyphenated, is_hyphenated
from reports.renderers.pdf import PdfRenderer, printed
from reports.renderers.pdf_hyphens import MOST_IN_A_ROW, language_fallback
from tests.plans import azerbaijani as azerbaijani_tests
from tests.real_document import MARKDOWN
from tests.reports.reading import squeeze
from tests.reports.renderers.pdf_reading import pages_of, structure_of, words_outside
from tests.reports.samples import RICH, document_of, rich_document, rich_pdf

HYPHENATED = Look(hyphenated=True)
BREAKS = Path(azerbaijani_tests.__file__).parent / "breaks.txt"
SPACE = 14 / 4  # points, in the face of the text
WORDS = "müəyyənləşdirilməsinə əlaqələndirilməsindən qanunvericiliyinin təkmilləşdirilməsindəki nəzərdə "


def document_with(html: str, heading: str) -> Document:
    sections = (Section(heading, 2, "4.2.1", parse(html)),)
    return Document(title="a", word="MƏLUMAT", language="az", plan="p", agency="a", year=2021, sections=sections)


def lines_of(pdf: bytes, folder: Path) -> list[str]:
    path = folder / "a.pdf"
    path.write_bytes(pdf)
    below_heads = ("-x", "0", "-y", "52", "-W", "2000", "-H", "2000")
    said = subprocess.run(
        ["pdftotext", "-raw", *below_heads, path, "-"], check=True, capture_output=True
    ).stdout.decode()
    return said.replace("\f", "").split("\n")


def text_of(lines: list[str]) -> str:
    """What a reader makes of it: a soft hyphen at the end of a line is none of the text."""
    return squeeze("\n".join(lines).replace("\u00ad\n", ""))


def broken_in(lines: list[str]) -> list[str]:
    """The words that are broken, with a bar where they are."""
    joined = "\n".join(lines).replace("\u00ad\n", "|")
    return [re.sub(r"^\W+|\W+$", "", word) for word in re.split(r"[\s-]", joined) if "|" in word]


def test_words_are_broken_by_the_rule_and_read_whole_in_every_face(tmp_path):
    faces = [("", ""), ("<strong>", "</strong>"), ("<em>", "</em>"), ("<strong><em>", "</em></strong>")]
    html = "".join(f"<p>{begin}Nümunə mətn. ☑ {WORDS * 4}☐sənədləşdirilməsi.{end}</p>" for begin, end in faces)
    made = PdfRenderer().render(document_of(html), HYPHENATED)
    lines = lines_of(made, tmp_path)
    assert text_of(lines).count(squeeze(f"Nümunə mətn. ☑ {WORDS * 4}☐sənədləşdirilməsi.")) == 4
    broken = broken_in(lines)
    assert len(broken) > 12
    assert [word for word in broken if word.index("|") not in break_points(word.replace("|", ""))] == []
    assert {sign for line in lines for sign in line[:-1]} & {"\u00ad", "\u2010", "\u2011", "\u200b", "\u2060"} == set()
    assert faces_with_a_soft_hyphen(made) == {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-Bold-Italic"}
    assert words_outside(pages_of(made, tmp_path)) == []


def faces_with_a_soft_hyphen(pdf: bytes) -> set[str]:
    """The fonts of a file that read one of their glyphs as a soft hyphen; it is drawn."""
    found = set()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = {str(font.BaseFont): font for page in document.pages for font in page.Resources.Font.values()}
        for name, font in fonts.items():
            codes = re.findall(rb"<([0-9a-f]{4})> <00ad>", font.ToUnicode.read_bytes())
            assert len(codes) < 2
            for code in codes:
                file = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
                face = TTFont(io.BytesIO(file))
                glyph = face["glyf"][face.getGlyphName(int(code, 16))]
                assert len(glyph.getCoordinates(face["glyf"])[0]) == 4  # a stroke
                found.add(name.partition("+")[2])
    return found


def test_hyphens_that_were_written_stay_what_they_are(tmp_path):
    text = "sosial‐iqtisadi " * 20 + "hüquq‐mühafizə 2020‐2024‐cü il, təşkilatlarının nümayəndələri " * 5 + WORDS * 3
    document = document_with(f"<p>{text}</p>", "Başlıq‐nümunə")
    for look in (USUAL, HYPHENATED):
        lines = lines_of(PdfRenderer().render(document, look), tmp_path)
        said = text_of(lines)
        assert squeeze(text) in said
        assert "Başlıq‐nümunə" in said
        assert any(line.endswith("‐") for line in lines)  # a line may end after it
    assert any(line.endswith("\u00ad") for line in lines)


def test_no_break_hyphen_stays_one_where_no_other_is_written(tmp_path):
    lines = lines_of(PdfRenderer().render(document_of(f"<p>{WORDS * 3} hüquq‑mühafizə</p>"), HYPHENATED), tmp_path)
    assert "hüquq‑mühafizə" in text_of(lines)


WHOLE = (
    "https://numune.example/hesabat-haqqinda/melumatlar", "numune.qurum@nazirlik.example", "2021-cilərdənmişlər",
    "QHT-lərindəkilərin", "“Planı”ndakılardan", "NÜMUNƏNAZİRLİYİ", "WhatsAppdakılar", "Qur’anındakılar",
    "A. Məmmədzadəzadə",
)  # fmt: skip


def test_what_is_no_word_is_not_broken(tmp_path):
    text = " ".join("söz " * (place % 13) + whole for place in range(26) for whole in WHOLE)
    document = document_of(f"<p>{text}</p>")
    lines = lines_of(PdfRenderer().render(document, HYPHENATED), tmp_path)
    assert len(lines) > 90
    assert [word for word in broken_in(lines) if word != "Pla|nı”ndakılardan"] == []


def test_headings_stay_whole_and_heads_of_tables_where_they_can(tmp_path):
    heading = "Nümunə başlığının müəyyənləşdirilməsinə dair qanunvericiliyinin təkmilləşdirilməsi əlaqələndirilməsindən"
    narrow = "".join(f"<td><p>{WORDS}</p></td>" for _ in range(3))
    table = f"<table><tr><th><p>{'qanunvericiliyində' * 2}</p></th>{narrow}</tr></table>"
    document = document_with(f"<p>{WORDS * 3}</p>{table}", heading)
    lines = lines_of(PdfRenderer().render(document, HYPHENATED), tmp_path)
    assert squeeze(heading) in squeeze("\n".join(lines))
    assert squeeze("qanunvericiliyində" * 2) in text_of(lines)
    assert any(line.startswith("qanunver") and line.endswith("\u00ad") for line in lines)
    assert any(line.endswith("təkmilləş\u00ad") for line in lines)


def rows_of_hyphens(html: str, folder: Path) -> set[int]:
    """How many lines in a row end with a hyphen."""
    lines = lines_of(PdfRenderer().render(document_of(html), HYPHENATED), folder)
    return set(map(len, re.findall("h+", "".join("h" if line.endswith("\u00ad") else "-" for line in lines))))


def test_two_lines_in_a_row_may_end_with_a_hyphen_and_a_third_does_not(tmp_path):
    words = [word.replace("-", "") for word in BREAKS.read_text(encoding="utf-8").split()[:1_000:3]]
    assert rows_of_hyphens(f"<p>{' '.join(words)}</p>", tmp_path) == {1, MOST_IN_A_ROW}
    assert MOST_IN_A_ROW == 2


def test_a_third_does_where_it_were_nearly_empty(tmp_path):
    assert max(rows_of_hyphens(f"<p>{'əlaqələndirilməsindənmişlərdəkilərindən ' * 20}</p>", tmp_path)) > MOST_IN_A_ROW


def test_the_same_report_is_the_same_file():
    document = document_of(f"<p>{WORDS * 12}</p>")
    first, other = (PdfRenderer().render(document, HYPHENATED) for _ in range(2))
    assert first == other


def test_structure_goes_on(tmp_path):
    made = PdfRenderer().render(rich_document(), HYPHENATED)
    found, usual = structure_of(made), structure_of(rich_pdf())
    assert found.parents == found.owners
    assert found.unmarked == 0
    kinds = [[element.kind for element in one.root.walk()] for one in (found, usual)]
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize("fmt", [fmt for fmt in FORMATS if fmt != "pdf"])
def test_no_other_format_knows_of_it(fmt):
    renderer = renderer_for(fmt)
    document = document_of(f"{RICH}<p>{WORDS * 12}</p>")
    made = renderer.render(document, HYPHENATED)
    assert made == renderer.render(document)
    assert "\u00ad".encode() not in made


def test_page_without_it_says_nothing_of_it(tmp_path):
    document = document_of(f"<p>{WORDS * 12}</p>")
    page = printed(document)[0]
    assert not is_hyphenated(page)
    assert is_hyphenated(printed(document, HYPHENATED)[0])
    assert not any(line.endswith("\u00ad") for line in lines_of(PdfRenderer().render(document), tmp_path))


def test_page_has_spans_around_what_stays_whole_and_none_elsewhere():
    page = (
        "<head><title>a/bbbbbb</title></head><body data-head='a‐b'><p title='c/dddddd'>"
        "tədbir 2021-ci a/bbbbb c&amp;d</p></body>"
    )
    assert hyphenated(page) == (
        f"<head><title>a/bbbbbb</title>{STYLE}</head><body data-head='a‑\u200bb'><p title='c/dddddd'>"
        'tədbir 2021-ci <span class="is-unbroken">a/bbbbb</span> c&amp;d</p></body>'
    )


def test_languages():
    assert [language_fallback(lang) for lang in ("az", "az-Latn", "AZ", "aze", "en", "")] == [
        "az",
        "az",
        "az",
        None,
        None,
        None,
    ]


def wide_lines(pdf: bytes, folder: Path) -> float:
    """The part of the justified lines whose spaces are more than twice as wide as they are by themselves."""
    wide = justified = 0
    for page in pages_of(pdf, folder):
        lines: dict[int, list] = {}
        for word in (word for word in page.words if word.top > 52):  # below the running heads
            lines.setdefault(round(word.bottom), []).append(word)
        margin = max(line[-1].right for line in lines.values())
        for line in lines.values():
            gaps = sorted(after.left - before.right for before, after in pairwise(line))
            if gaps and line[-1].right > margin - 1:
                justified += 1
                wide += gaps[len(gaps) // 2] > 2 * SPACE
    return wide / justified


@pytest.mark.real_document
def test_lines_of_the_real_document_have_fewer_wide_gaps(tmp_path):
    report = read_report(MARKDOWN, MARKDOWN.name)
    sections = tuple(
        Section(item.heading, 2, item.number, parse(blocks_to_html(item.blocks))) for item in report.items[:9]
    )
    document = Document(
        title="a", word="MƏLUMAT", language="az", plan="p", agency="a", year=2021, notice="", sections=sections
    )
    usual, hyphenated_pdf = (PdfRenderer().render(document, look) for look in (USUAL, HYPHENATED))
    assert wide_lines(usual, tmp_path) > 0.3
    assert wide_lines(hyphenated_pdf, tmp_path) < 0.07
    lines = lines_of(hyphenated_pdf, tmp_path)
    # A suffix after a quotation mark is no part of the word that breaks.
    words = [word.partition("”")[0] for word in broken_in(lines)]
    assert [word for word in words if word.index("|") not in break_points(word.replace("|", ""))] == []
