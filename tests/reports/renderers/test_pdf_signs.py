"""Every sign that a text may hold has a glyph of its own on paper."""

import logging

import pytest

from plans.narrative import Paragraph, Run
from reports.importer.list_markers import BULLETS, DASHES
from reports.renderers.blocks import blocks_html
from reports.renderers.pdf import PdfRenderer, printed
from tests.reports.renderers.pdf_reading import shown_glyphs
from tests.reports.samples import document_of

# What the importer writes (boxes of Word's forms) and reads as marks, and what offices write.
SIGNS = (
    "☑☐☒✓✔✗✘"
    + "•·●○◦▪▫■□‣◆◇►▶▲▼★☆❖➢➔"
    + "–—―‐−─"
    + "₼€$£₽₺%‰№§°±×÷≤≥≠≈∞√∑∆Ω²³¹⁴₂½¼¾→←↑↓↔⇒⇔“”„«»‘’…†‡¶©®™☎✉"
    + "ƏəIıİiŞşĞğÇçÖöÜüǝЖжЩщЁёΣπ①②③ⅡⅣ"
)


@pytest.fixture
def said(caplog):
    """What WeasyPrint says of signs that it has no glyph for; the settings keep it silent."""
    caplog.set_level(logging.WARNING, logger="weasyprint")
    return lambda: [record.getMessage() for record in caplog.records if ".notdef" in record.getMessage()]


def test_every_sign_of_an_office_has_a_glyph_of_its_own(said):
    shown = shown_glyphs(PdfRenderer().render(document_of("".join(f"<p>{sign}</p>" for sign in SIGNS))))
    glyphs = [stretch[0] for stretch in shown if len(stretch) == 1]
    assert len(glyphs) >= len(SIGNS)
    assert said() == []
    signs = glyphs[-len(SIGNS) :]
    assert len(set(signs)) == len(SIGNS)


def test_marks_of_the_importer_are_among_them():
    assert set(BULLETS) - {"\uf0b7", "\uf0a7"} <= set(SIGNS)
    assert set(DASHES) - set("‑‒") <= set(SIGNS)


def test_sign_that_no_font_has_is_found(said):
    PdfRenderer().render(document_of("<p>\U00010480</p>"))
    [sentence] = said()
    assert "U+10480" in sentence


def test_signs_that_no_font_has_stand_as_others_that_mean_the_same(said):
    page, data = printed(document_of("<p>✅ ❌ ⭐ ❗ ⑴ ⒈ Ⓐ ㎡ ㎏</p>"))
    assert "<p>✔ ✘ ★ ! (1) 1. A m2 kg</p>" in page
    assert "✅ ❌ ⭐ ❗ ⑴ ⒈ Ⓐ ㎡ ㎏" in data
    PdfRenderer().render(document_of("<p>✅ ❌ ⭐ ❗ ⑴ ⒈ Ⓐ ㎡ ㎏</p>"))
    assert said() == []


def test_places_in_fonts_of_word_become_the_signs_that_they_show():
    assert blocks_html((Paragraph((Run("\uf0fe \uf0a8 \uf0b7 \ue123"),)),), "") == "<p>☑ ☐ • \ue123</p>"
