"""Subsets of one face become one program, in which every glyph is what it was."""

from io import BytesIO

import pikepdf
from fontTools.ttLib import TTFont

from reports.production.join_fonts import merged
from reports.renderers.pdf_file import write_pdf

PAGE = '<html lang="az"><title>a</title><style>p {{ font-family: Tinos }}</style><p>{}</p></html>'


def program_of(text: str) -> bytes:
    with pikepdf.open(BytesIO(write_pdf(PAGE.format(text)))) as pdf:
        [font] = pdf.pages[0].Resources.Font.values()
        return font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()


def drawn(program: bytes) -> dict[int, tuple]:
    """Of each glyph that is drawn its outline and its advance."""
    font = TTFont(BytesIO(program))
    glyphs = {}
    for number, name in enumerate(font.getGlyphOrder()):
        glyph = font["glyf"][name]
        if glyph.numberOfContours:
            coordinates, ends, flags = glyph.getCoordinates(font["glyf"])
            glyphs[number] = (list(coordinates), list(ends), list(flags), font["hmtx"][name])
    return glyphs


def test_merged_program_draws_what_each_draws():
    some, others = program_of("abc ə"), program_of("cdŞğ 19")
    made = merged([some, others])
    assert drawn(made) == drawn(some) | drawn(others)
    assert len(drawn(made)) > len(drawn(some)) > 3
    assert merged([some, others]) == made
    assert merged([some]) == some


def test_merged_program_is_whole():
    font = TTFont(BytesIO(merged([program_of("abc"), program_of("xyz…")])), checkChecksums=2)
    font.ensureDecompiled()
    assert sorted(font.keys()) == ["GlyphOrder", "glyf", "head", "hhea", "hmtx", "loca", "maxp"]
    assert font["maxp"].numGlyphs == len(font.getGlyphOrder())
