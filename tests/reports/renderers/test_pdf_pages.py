"""What a good typesetter does not let happen at the edge of a page."""

import functools
from dataclasses import replace

import pytest

from plans.narrative import parse
from reports.document import Document, Figure, Section
from reports.renderers.pdf import PdfRenderer
from tests.reports.renderers.pdf_reading import Page, Word, pages_of
from tests.reports.samples import document_of

WORDS = "Nümunə mətn bir neçə söz. "
ROWS = "<tr><th><p>Ad</p></th><th><p>Say</p></th></tr><tr><td><p>a</p></td><td><p>b</p></td></tr>"
TABLE = f"<table><tbody>{ROWS}</tbody></table>"
ENDS = 57  # points: what stands higher is above the text


def lines_of(page: Page) -> list[list[Word]]:
    lines: dict[int, list[Word]] = {}
    for word in page.words:
        if word.top > ENDS:
            lines.setdefault(round(word.bottom), []).append(word)
    return [lines[place] for place in sorted(lines)]


PARAGRAPH = f"<p>{WORDS * 12}</p>"


def report(follows: str) -> Document:
    """Sections of growing length, so that their headings come to stand at every height of a page."""
    agencies = (Section("Nümunə Xidməti", 3, "", parse(follows)),)
    sections = tuple(
        Section(f"Başlıq {number}", 2, f"4.2.{number}", parse(f"<p>{WORDS * (9 + number % 7 * 4)}</p>"), agencies)
        for number in range(60)
    )
    return Document("Ad", "MƏLUMAT", "az", "P", "Q", 2021, sections)


@functools.cache
def printed(follows: str) -> bytes:
    """The PDF of that report: more than one test looks at it."""
    return PdfRenderer().render(report(follows))


def test_sub_points_of_an_agencys_report_follow_one_another_under_the_contents(tmp_path):
    document = replace(document_of("<p>Nümunə mətn.</p>", sections=3), has_contents=True)
    assert len(pages_of(PdfRenderer().render(document), tmp_path)) == 1
    of_all = replace(document, agency="")
    assert len(pages_of(PdfRenderer().render(of_all), tmp_path)) == 4


@pytest.mark.parametrize("follows", [PARAGRAPH, TABLE, f"<ul><li><p>{WORDS * 8}</p></li></ul>"])
def test_no_heading_stands_alone_at_the_foot(follows, tmp_path):
    pages = pages_of(printed(follows), tmp_path)
    assert len(pages) > 10
    for page in pages:
        last = [word.text for word in lines_of(page)[-1]]
        assert (last[0], last[-1]) != ("Nümunə", "Xidməti")
        assert last[0] != "Başlıq"


def test_no_single_line_of_a_paragraph_is_left_on_a_page(tmp_path):
    text = "".join(f"<p>Abzas{number} {WORDS * (5 + number % 9)}Son{number}.</p>" for number in range(90))
    document = Document("Ad", "MƏLUMAT", "az", "P", "Q", 2021, (Section("Başlıq", 2, "4.2.1", parse(text)),))
    pages = pages_of(PdfRenderer().render(document), tmp_path)
    assert len(pages) > 8
    for page in pages[:-1]:
        assert not lines_of(page)[-1][0].text.startswith("Abzas")
    for page in pages[1:]:
        assert not lines_of(page)[0][-1].text.startswith("Son")


def test_running_heads_begin_on_the_second_page(tmp_path):
    pages = pages_of(printed(PARAGRAPH), tmp_path)
    above = [
        [word.text for word in sorted(page.words, key=lambda word: word.left) if word.top < ENDS - 5] for page in pages
    ]
    assert above == [[], *(["Q", str(number), "MƏLUMAT,", "2021"] for number in range(2, len(pages) + 1))]


def test_few_figures_are_not_left_at_the_foot_without_their_text(tmp_path):
    sections = tuple(
        Section(
            f"Başlıq {number}", 2, f"4.2.{number}", parse(f"<p>ilk{number}</p>{'<p>Nümunə.</p>' * (9 + number % 13)}"),
            figures=(Figure(f"say{number}", "nəfər", "12"), Figure("hal", "hal", "3")),
        )
        for number in range(40)
    )  # fmt: skip
    pages = pages_of(PdfRenderer().render(replace(report(""), sections=sections)), tmp_path)
    page_of = {word.text: place for place, page in enumerate(pages) for word in page.words}
    parted = [number for number in range(40) if page_of[f"say{number}"] != page_of[f"ilk{number}"]]
    assert (len(pages), parted) == (27, [])
