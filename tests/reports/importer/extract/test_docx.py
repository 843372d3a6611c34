"""Word: runs, styles, lists, tables, and everything a Word file hides."""

import pytest

from plans.narrative import Run
from reports.importer.blocks import Unplaced
from reports.importer.errors import UnreadableDocument
from reports.importer.extract.docx.document import extract_docx
from reports.importer.html import blocks_to_html
from tests.reports.importer.word_files import NAMESPACES, p, r, relationship, word_file, zip_of

STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Adi"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Basliq4"><w:name w:val="heading 4"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Bizim"><w:name w:val="Bizim"/><w:basedOn w:val="Basliq4"/></w:style>
<w:style w:type="paragraph" w:styleId="Qalin"><w:name w:val="Qalın"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Maili"><w:name w:val="Maili"/><w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Siyahi"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>
</w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Dovr"><w:name w:val="Dovr"/><w:basedOn w:val="Dovr"/></w:style>
"""
LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
NUMBERING = (
    '<w:abstractNum w:abstractNumId="1">' + LEVEL.format(0, 1, "bullet", "\uf0b7") + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="2">'
    + LEVEL.format(0, 1, "decimal", "%1.")
    + LEVEL.format(1, 3, "lowerLetter", "%2)")
    + LEVEL.format(2, 1, "decimal", "%1.%3.")
    + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="3">' + LEVEL.format(0, 6, "decimal", "4.1.%1-cı") + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="4">' + LEVEL.format(0, 4, "upperRoman", "%1.") + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="3"/></w:num>'
    '<w:num w:numId="5"><w:abstractNumId w:val="4"/></w:num>'
)


def numbered(text: str, number: int, level: int = 0) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def extract(body: str, **parts: str):
    return extract_docx(word_file(body, parts=parts))


def test_runs_keep_bold_and_italic_by_run_and_by_style():
    body = p(
        r("a", "<w:b/>"),
        r("b", '<w:b w:val="0"/>'),
        r("c", '<w:rStyle w:val="Maili"/>'),
        properties='<w:pStyle w:val="Qalin"/>',
    )
    (block,) = extract(body, styles=STYLES).blocks
    assert block.runs == (Run("a", bold=True), Run("b"), Run("c", bold=True, italic=True))


def test_headings_are_known_by_style_base_and_outline_level():
    body = (
        p("bir", properties='<w:pStyle w:val="Basliq4"/>')
        + p("iki", properties='<w:pStyle w:val="Bizim"/>')
        + p("üç", properties='<w:outlineLvl w:val="1"/>')
        + p("dörd", properties='<w:outlineLvl w:val="9"/>')
        + p("beş", properties='<w:pStyle w:val="Dovr"/>')
    )
    blocks = extract(body, styles=STYLES).blocks
    assert [(block.heading_level, block.bold) for block in blocks] == [
        (4, True),
        (4, True),
        (2, False),
        (None, False),
        (None, False),
    ]


def test_lists_count_nest_and_restart_as_in_word():
    body = (
        p("nöqtə", properties='<w:pStyle w:val="Siyahi"/>')
        + numbered("bir", 2)
        + numbered("üçüncü hərf", 2, 1)
        + numbered("dördüncü hərf", 2, 1)
        + numbered("iki", 2)
        + numbered("yenə üçüncü hərf", 2, 1)
        + numbered("yenidən", 3)
        + numbered("davamı", 3)
        + numbered("sıfır nömrəli siyahı", 0)
        + numbered("rum", 5)
    )
    blocks = extract(body, styles=STYLES, numbering=NUMBERING).blocks
    assert [(block.kind, block.marker, block.number, block.level) for block in blocks] == [
        ("list_item", "•", None, 0),
        ("list_item", "1.", 1, 0),
        ("list_item", "c)", 3, 1),
        ("list_item", "d)", 4, 1),
        ("list_item", "2.", 2, 0),
        ("list_item", "c)", 3, 1),
        ("list_item", "1.", 1, 0),
        ("list_item", "2.", 2, 0),
        ("paragraph", "", None, 0),
        ("list_item", "IV.", 4, 0),
    ]
    assert blocks_to_html(blocks[5:]) == (
        "<p>c) yenə üçüncü hərf</p><ol><li><p>yenidən</p></li><li><p>davamı</p></li></ol>"
        "<p>sıfır nömrəli siyahı</p><p>IV. rum</p>"
    )


def test_number_that_no_list_can_carry_becomes_text():
    body = numbered(" yarımbənd üzrə (Nümunə):", 4) + numbered("bir", 2) + numbered("iki", 2, 2)
    body += p(
        "dörd", properties='<w:pStyle w:val="Basliq4"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>'
    )
    blocks = extract(body, styles=STYLES, numbering=NUMBERING).blocks
    assert [(block.kind, block.text) for block in blocks] == [
        ("paragraph", "4.1.6-cı  yarımbənd üzrə (Nümunə):"),
        ("list_item", "bir"),
        ("paragraph", "1.1. iki"),
        ("paragraph", "2. dörd"),
    ]


def test_automatic_numbers_of_table_cells_become_text():
    body = f"<w:tbl><w:tr><w:tc>{numbered('', 2)}</w:tc><w:tc>{p('mətn')}</w:tc></w:tr></w:tbl>"
    (block,) = extract(body, numbering=NUMBERING).blocks
    assert block.rows == (("1.", "mətn"),)


def test_table_keeps_merged_cells_and_tables_inside():
    def cell(content: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"

    wide, begun, covered = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    inner = f"<w:tbl><w:tr>{cell(p('iç'))}</w:tr></w:tbl>"
    body = (
        f"<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{cell(p('a'), wide)}{cell(p('b'))}</w:tr>"
        f"<w:tr>{cell(p('c'), begun)}{cell(p('d') + p('e'))}{cell(inner + p())}</w:tr>"
        f"<w:tr>{cell(p(), covered)}{cell(p('f'))}{cell(p(''))}</w:tr></w:tbl>"
    )
    extracted = extract(body)
    (block,) = extracted.blocks
    assert block.rows == (("a", "", "b"), ("c", "d\ne", "iç"), ("", "f", ""))
    assert block.text == "a\t\tb\nc\td\ne\tiç\n\tf"
    assert [note.code for note in extracted.notes] == ["nested_table"]
    assert blocks_to_html([block]) == (
        '<table><tbody><tr><th colspan="2"><p>a</p></th><th><p>b</p></th></tr>'
        '<tr><td rowspan="2"><p>c</p></td><td><p>d</p><p>e</p></td><td><p>iç</p></td></tr>'
        "<tr><td><p>f</p></td><td></td></tr></tbody></table>"
    )


def test_words_in_a_covered_cell_are_not_lost():
    body = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("a") + "</w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>" + p("örtülmüş") + "</w:tc></w:tr></w:tbl>"
    )
    assert extract(body).unplaced == (Unplaced("örtülmüş", "not_converted"),)


def test_links_are_kept_to_the_web_and_to_mail_only():
    def link(name: str, text: str) -> str:
        return f'<w:hyperlink r:id="{name}">{r(text)}</w:hyperlink>'

    body = p(
        link("web", "a"),
        link("script", "b"),
        link("file", "c"),
        link("missing", "d"),
        f'<w:hyperlink w:anchor="x">{r("e")}</w:hyperlink>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "javascript:alert(1)" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("f") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    )
    links = (
        relationship("web", "hyperlink", "https://example.org/?a=1&amp;b=2", external=True)
        + relationship("script", "hyperlink", "javascript:alert(1)", external=True)
        + relationship("file", "hyperlink", "file:///etc/passwd", external=True)
    )
    (block,) = extract_docx(word_file(body, links=links)).blocks
    assert block.runs == (Run("a", href="https://example.org/?a=1&b=2"), Run("bcdef"))


def test_tracked_insertions_are_text_and_deletions_are_unplaced():
    body = (
        p(
            "Nümunə ",
            f'<w:ins w:id="1">{r("mətn")}</w:ins>',
            '<w:del w:id="2"><w:r><w:delText>silinmiş</w:delText></w:r></w:del>',
        )
        + p(f'<w:moveTo w:id="3">{r("köçən")}</w:moveTo>', f'<w:moveFrom w:id="4">{r("köçən")}</w:moveFrom>')
        + '<w:tbl><w:tr><w:trPr><w:del w:id="5"/></w:trPr><w:tc>'
        + p("silinmiş sətir")
        + "</w:tc></w:tr><w:tr><w:tc>"
        + p("sətir")
        + "</w:tc></w:tr></w:tbl>"
    )
    extracted = extract(body)
    assert [block.text for block in extracted.blocks] == ["Nümunə mətn", "köçən", "sətir"]
    assert extracted.unplaced == (
        Unplaced("silinmiş", "tracked_deletion"),
        Unplaced("köçən", "tracked_deletion"),
        Unplaced("silinmiş sətir", "tracked_deletion"),
    )


def test_paragraph_whose_end_was_deleted_joins_the_next():
    body = p("Nümunə ", properties='<w:rPr><w:del w:id="1"/></w:rPr>') + p(
        "mətn", properties='<w:outlineLvl w:val="0"/>'
    )
    (block,) = extract(body).blocks
    assert (block.text, block.heading_level) == ("Nümunə mətn", 1)


def test_fields_controls_and_odd_signs_are_text():
    body = p(
        '<w:fldSimple w:instr="DATE">' + r("12.01.2022") + "</w:fldSimple>",
        "<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent>" + r("☒") + "</w:sdtContent></w:sdt>",
        '<w:smartTag w:element="x">' + r("teq") + "</w:smartTag>",
        "<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r>",
    )
    assert [block.text for block in extract(body).blocks] == ["12.01.2022☒teqa\u2011b\tc"]


@pytest.mark.parametrize("line_end", ["<w:br/>", '<w:br w:type="page"/>', '<w:br w:type="column"/>', "<w:cr/>"])
def test_line_and_page_ends_inside_a_paragraph_part_lines(line_end):
    body = p("Nümunə", f"<w:r>{line_end}</w:r>", "mətn")
    assert [block.text for block in extract(body).blocks] == ["Nümunə\u2028mətn"]


def test_equations_hidden_text_and_word_art_are_unplaced():
    body = p(
        "Nümunə",
        "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>",
        r("gizli", "<w:vanish/>"),
        '<w:r><w:pict><v:shape><v:textpath string="LAYİHƏ"/></v:shape></w:pict></w:r>',
    )
    extracted = extract(body)
    assert [block.text for block in extracted.blocks] == ["Nümunə"]
    assert extracted.unplaced == (
        Unplaced("LAYİHƏ", "drawing"),
        Unplaced("gizli", "hidden_text"),
        Unplaced("x=1", "equation"),
    )


def test_pictures_and_objects_are_noted():
    picture = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="Nümunə şəkil"/><a:graphic><a:graphicData uri="u">'
        "<pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    extracted = extract(p("Nümunə", picture, "<w:r><w:object/></w:r>") + '<w:altChunk r:id="x"/>')
    assert [(note.code, note.text) for note in extracted.notes] == [
        ("image", "Nümunə şəkil"),
        ("embedded_object", ""),
        ("embedded_object", ""),
    ]


def test_parts_beside_the_body_are_unplaced_and_page_numbers_are_not():
    page = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE \\* MERGEFORMAT </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("2") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    extracted = extract(
        p("Nümunə", '<w:r><w:footnoteReference w:id="1"/></w:r>', '<w:r><w:commentReference w:id="0"/></w:r>'),
        footer=p(page) + p('<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>9</w:t></w:r></w:fldSimple>') + p("aşağı"),
        header=p("yuxarı"),
        footnotes='<w:footnote w:type="separator" w:id="-1">'
        + p("xətt")
        + '</w:footnote><w:footnote w:id="1">'
        + p("qeyd bir")
        + p("qeyd iki")
        + "</w:footnote>",
        endnotes='<w:endnote w:id="1">' + p("son qeyd") + "</w:endnote>",
        comments='<w:comment w:id="0">' + p("şərh") + "</w:comment>",
    )
    assert [block.text for block in extracted.blocks] == ["Nümunə"]
    assert extracted.unplaced == (
        Unplaced("yuxarı", "header"),
        Unplaced("aşağı", "footer"),
        Unplaced("qeyd bir\nqeyd iki", "footnote"),
        Unplaced("son qeyd", "endnote"),
        Unplaced("şərh", "comment"),
    )


def test_strict_documents_are_read():
    strict = NAMESPACES.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/word/x.xml"/></Relationships>'
    )
    body = f"<w:document {strict}><w:body>{p('Nümunə')}</w:body></w:document>"
    blocks = extract_docx(zip_of({"_rels/.rels": rels, "word/x.xml": body})).blocks
    assert [block.text for block in blocks] == ["Nümunə"]


def test_document_without_any_text_is_refused():
    with pytest.raises(UnreadableDocument) as refusal:
        extract(p())
    assert refusal.value.code == "empty"
