"""Every format carries the same headings and paragraphs, to the letter."""

import json
import sys

import pytest

from reports.document import Document, from_json
from reports.renderers import FORMATS, RendererUnavailable, renderer_class, renderer_for
from tests.reports.reading import docx_paragraphs, html_blocks, markdown_paragraphs, pdf_text, squeeze, xlsx_texts
from tests.reports.samples import RICH_PARAGRAPHS, rich_document, rich_pdf

HEADINGS = ["4.2.9-cu yarımbənd üzrə (Nümunə tədbir (mötərizə ilə)):", "4.2.10-cu yarımbənd üzrə (Nümunə tədbir):"]
PARAGRAPHS = [*RICH_PARAGRAPHS, "Nümunə mətn. Son abzas."]


def test_formats_are_the_six():
    assert FORMATS == ("pdf", "docx", "xlsx", "html", "md", "json")


def test_unknown_format_is_refused():
    with pytest.raises(KeyError):
        renderer_for("odt")


def test_what_is_said_of_a_format_needs_no_library(monkeypatch):
    for name in ("weasyprint", "docx", "xlsxwriter"):
        monkeypatch.setitem(sys.modules, name, None)  # what an import of a missing library meets
    for fmt in FORMATS:
        monkeypatch.delitem(sys.modules, renderer_class(fmt).__module__)
    said = [(renderer_class(fmt).label, renderer_class(fmt).extension) for fmt in FORMATS]
    assert said == [
        ("PDF", "pdf"),
        ("Word", "docx"),
        ("Excel", "xlsx"),
        ("HTML", "html"),
        ("Markdown", "md"),
        ("JSON", "json"),
    ]
    with pytest.raises(RendererUnavailable, match="apt-get install"):
        renderer_for("pdf")


def test_json_is_the_document():
    assert from_json(json.loads(renderer_for("json").render(rich_document()))) == rich_document()


def test_html_has_title_word_headings_and_paragraphs_in_order():
    blocks = html_blocks(renderer_for("html").render(rich_document()))
    assert [text for tag, text in blocks if tag == "h1"] == [rich_document().title]
    assert [text for tag, text in blocks if tag == "h2"] == HEADINGS
    assert [text for tag, text in blocks if tag == "p"] == ["M Ə L U M A T", *PARAGRAPHS]


def test_html_needs_nothing_from_elsewhere():
    text = renderer_for("html").render(rich_document()).decode()
    assert "<script" not in text
    assert "<link" not in text
    assert "url(" not in text
    assert '<html lang="az">' in text


def test_docx_has_real_styles_and_every_paragraph_in_order():
    found = docx_paragraphs(renderer_for("docx").render(rich_document()))
    assert found[0] == ("Title", rich_document().title)
    assert found[1] == ("Subtitle", "M Ə L U M A T")
    assert [text for style, text in found if style == "Heading 2"] == HEADINGS
    body = [(style, text) for style, text in found[2:] if style != "Heading 2"]
    assert [text for _style, text in body] == PARAGRAPHS
    assert {text: style for style, text in body} == {
        RICH_PARAGRAPHS[0]: "Body Text",
        RICH_PARAGRAPHS[1]: "Body Text",
        RICH_PARAGRAPHS[2]: "Body Text",
        RICH_PARAGRAPHS[3]: "Body Text",
        "birinci bənd;": "List Bullet",
        "birinci bəndin ikinci abzası;": "List Continue",
        "içəridəki bənd;": "List Bullet 2",
        "ikinci bənd.": "List Bullet",
        "üçüncü;": "List Number",
        "dördüncü.": "List Number",
        "Araya girən abzas.": "Body Text",
        "yenidən birinci.": "List Number",
        "Göstərici | ölçü": "Table Heading",
        "Təlim": "Table Text",
        "16": "Table Text",
        "hal": "Table Text",
        "348 nəfər": "Table Text",
        "Nümunə mətn. Son abzas.": "Body Text",
    }


def test_markdown_has_every_paragraph_to_the_letter():
    text = renderer_for("md").render(rich_document()).decode()
    assert text.startswith(f"# {rich_document().title}\n\n**M Ə L U M A T**\n\n## {HEADINGS[0]}\n")
    paragraphs = markdown_paragraphs(text.encode())
    assert [p for p in paragraphs if "yarımbənd üzrə" in p] == HEADINGS
    assert "Nümunə mətn. Son abzas." in paragraphs
    assert "1\\. nömrə ilə başlayan abzas" in text
    assert "\\# diyez ilə başlayan abzas" in text
    assert "\\- tire ilə başlayan abzas" in text
    assert "3. üçüncü;\n\n4. dördüncü." in text


def test_pdf_pages_show_every_heading_and_paragraph_in_order(tmp_path):
    text = pdf_text(rich_pdf(), tmp_path)
    place = 0
    for expected in ["M Ə L U M A T", HEADINGS[0], *RICH_PARAGRAPHS, HEADINGS[1], "Nümunə mətn. Son abzas."]:
        found = text.find(squeeze(expected), place)
        assert found >= 0, expected
        place = found + len(squeeze(expected))
    assert text.startswith(squeeze(rich_document().title))


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_says_that_data_is_invented_only_when_it_is(fmt, tmp_path):
    def text_of(document: Document) -> str:
        data = renderer_for(fmt).render(document)
        if fmt == "pdf":
            return pdf_text(data, tmp_path)
        if fmt == "docx":
            return squeeze("".join(text for _style, text in docx_paragraphs(data)))
        if fmt == "xlsx":
            return squeeze("".join(xlsx_texts(data)))
        return squeeze(data.decode())

    assert "Nümunəməlumatlar" in text_of(rich_document(notice="Nümunə məlumatlar"))
    assert "Nümunəməlumatlar" not in text_of(rich_document())


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_report_without_entries_is_still_a_report(fmt):
    empty = Document(title="Ad", word="MƏLUMAT", language="az", plan="P", agency="", year=2021)
    assert renderer_for(fmt).render(empty)


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_says_of_itself_what_page_and_command_ask(fmt):
    told = renderer_class(fmt)
    assert [type(told.label), type(told.content_type), type(told.extension)] == [str, str, str]
    assert (bool(told.label), told.extension, "/" in told.content_type) == (True, fmt, True)
    assert isinstance(renderer_for(fmt).render(rich_document()), bytes)
