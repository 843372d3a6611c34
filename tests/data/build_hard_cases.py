"""Builds the Word twin of hard_cases.md, with everything that a Word file can hide, as bytes."""

import io
from collections.abc import Iterator
from copy import deepcopy
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocumentType
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

_W = nsdecls("w")
_TEXT_BOX_NAMESPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" ' + nsdecls("w", "wp", "a")
)

# (kind, text); "**" switches bold in a text. Kinds: plain, bold, heading, bullet1, number1, number2, restart, table.
CONTENT: tuple[tuple[str, str], ...] = (
    ("plain", "Nümunə Komitəsinə"),
    (
        "bold",
        "“Nümunə Respublikasında “Nümunə Sahə”nin inkişafına dair 2020–2024-cü illər üçün Nümunə Fəaliyyət Planı”nda "
        "nəzərdə tutulan",
    ),
    ("bold", "tədbirlərin Nümunə Respublikasının Nümunə Xidməti tərəfindən 2021-ci il ərzində icrası barədə"),
    ("bold", "M ə l u m a t"),
    ("plain", "Nümunə mətn, başlıqlardan əvvəl."),
    ("bold", "4.1.6-cı yarımbənd üzrə (Nümunə tədbir (birinci, o cümlədən ikinci) və davamı):"),
    ("look", ""),
    (
        "plain",
        "Nümunə mətn – tire, - defis, 5 * 6 = 30, <b>teq</b>, &amp; işarəsi, *ulduz*, `kod`, C:\\Qovluq və sətri "
        "bükülmüş davamı.",
    ),
    ("plain", "Nümunə mətn, boşluqlarla başlayan sətir."),
    ("plain", "[1]: Nümunə mətn, istinada bənzəyən sətir."),
    ("plain", "Nümunə mətn, altından xətt çəkilmiş sətir."),
    ("plain", "---"),
    ("bold", "4.2.1-ci yarımbənd üzrə (Nümunə tədbir, səhifə ilə bölünmüş (onları əvəz edən"),
    ("bold", "Şəxslər) və belə fəaliyyətlərə"),
    ("bold", "qarşı işlərin gücləndirilməsi):"),
    ("plain", "Nümunə mətn, səhifənin sonunda bölünmüş abzas və əlaqə"),
    ("plain", "telefonları haqqında davamı."),
    ("plain", "Nümunə mətn, qeyri-"),
    ("plain", "dövlət qurumları haqqında."),
    ("plain", "Nümunə mətn, sonu nöqtəsiz"),
    ("plain", "Nümunə mətn, böyük hərflə başlayan ayrı abzas."),
    ("plain", "12"),
    ("bold", "4.2. Nümunə istiqamət"),
    ("bold", "4.2.9-cu yarım bənd üzrə (Nümunə tədbir):"),
    ("plain", "04.11.2021-ci il tarixdə nümunə mətn."),
    ("plain", "2021-ci ildə nümunə mətn."),
    ("plain", "16 dekabr 2021-ci il tarixdə nümunə mətn."),
    ("plain", "4.7.2-ci yarımbənddə nümunə mətn qeyd olunmuşdur."),
    ("plain", "4.7.2-ci yarımbənd üzrə (bax: yuxarıda) nümunə mətn verilmişdir."),
    ("plain", "2021. Nümunə mətn, il ilə başlayan sətir."),
    (
        "plain",
        "**4.2.10-ci yarım-bənd üzrə (Nümunə tədbir):** Nümunə mətn, başlıqla bir sətirdə (bunlar daxil): bir, iki.",
    ),
    ("heading", "4.3.3-CÜ YARIMBƏND ÜZRƏ (Nümunə tədbir):"),
    ("plain", "Nümunə mətn, siyahılar:"),
    ("bullet1", "Nümunə mətn, birinci;"),
    ("bullet1", "Nümunə mətn, ikinci, səhifə ilə"),
    ("plain", "bölünmüş;"),
    ("bullet1", "Nümunə mətn, ulduz;"),
    ("number2", "Nümunə mətn, iç-içə bir;"),
    ("number2", "Nümunə mətn, iç-içə iki;"),
    ("bullet1", "Nümunə mətn, ulduz iki."),
    ("plain", "Nümunə mətn, nömrələr:"),
    ("number1", "Nümunə mətn, bir;"),
    ("number1", "Nümunə mətn, iki."),
    ("plain", "Nümunə mətn, yeni nömrələr:"),
    ("restart", "Nümunə mətn, yenə bir;"),
    ("restart", "Nümunə mətn, yenə iki;"),
    ("plain", "5) Nümunə mətn, beş."),
    ("plain", "– Nümunə mətn, tək tire."),
    ("plain", "• Nümunə mətn, nöqtə;"),
    ("plain", "• Nümunə mətn, nöqtə iki."),
    ("plain", "a) Nümunə mətn, hərf;"),
    ("plain", "4.3.4 yarımbənd üzrə (Nümunə tədbir, adi yazı ilə):"),
    ("plain", "Nümunə mətn və cədvəl:"),
    ("table", ""),
    ("plain", "4.3.6-cı yarımbənd üzrə (Nümunə tədbir, adi yazı ilə"),
    ("plain", "bölünmüş):"),
    (
        "plain",
        "Nümunə mətn, ayrılmaz boşluq 5\u00a0nəfər, kiril hərfi: Nümunə m\u0430tn, \u043e cümlədən, əvəzlənmiş "
        "\u01ddlaqə, ayrılmış hərf: c\u0327a\u0306x.",
    ),
    ("bold", "4.5.1-ci və 4.5.2-ci yarımbəndlər üzrə (Nümunə tədbir):"),
    ("plain", "Nümunə mətn, iki yarımbənd üçün."),
    ("plain", "1. Fəaliyyət Planının 7-ci bəndinin icrasına dair:"),
    (
        "plain",
        "Nümunə mətn, bənd üçün (bax: Fəaliyyət Planının 2-ci, 43-cü və 44-cü bəndlərinin icrasına dair məlumat).",
    ),
    ("bold", "4.6.3-cü yarımbənd üzrə (Nümunə tədbir, bağlanmayan"),
    ("plain", "Nümunə mətn, bağlanmayan başlıqdan sonra."),
    ("plain", "***"),
    ("bold", "4.2.9-cu yarımbənd üzrə (Nümunə tədbir, təkrar):"),
    ("plain", "Nümunə mətn, təkrar nömrə."),
    ("plain", "Əlavə: 5 vərəq."),
    ("plain", "Nümunə Xidmətinin rəisi"),
    ("plain", "A. NÜMUNƏLİ"),
    ("plain", "Bakı şəhəri, 12 yanvar 2022-ci il"),
    ("plain", "№ 02/1847"),
    ("plain", "İcraçı: B. Nümunəzadə, tel.: (012) 000 00 00"),
)

HIDDEN: tuple[tuple[str, str], ...] = (
    ("text_box", "Nümunə mətn, çərçivədə."),
    ("tracked_deletion", "silinmiş nümunə mətn"),
    ("tracked_deletion", "köçürülmüş nümunə mətn"),
    ("hidden_text", "gizli nümunə mətn"),
    ("header", "Nümunə mətn, yuxarıda"),
    ("footer", "Nümunə mətn, aşağıda"),
    ("footnote", "Nümunə mətn, səhifəaltı qeyd."),
    ("comment", "Nümunə mətn, şərh."),
)
"""What the Word twin holds beside its running text, by reason."""


def build_hard_cases_docx() -> bytes:
    """The Word file: the text of `CONTENT`, and beside it all of `HIDDEN`."""
    document = Document()
    restarted = _restarted_numbering(document)
    for kind, text in CONTENT:
        _add(document, kind, text, restarted)
    _hide(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _add(document: DocumentType, kind: str, text: str, restarted: int) -> None:
    styles = {"heading": "Heading 4", "bullet1": "List Bullet", "number1": "List Number", "number2": "List Number 2"}
    if kind == "table":
        _add_table(document)
    elif kind == "look":
        _add_looks(document)
    elif kind == "restart":
        paragraph = document.add_paragraph(text, style="List Number")
        _set_numbering(paragraph, restarted, 0)
    else:
        paragraph = document.add_paragraph(style=styles.get(kind))
        if kind == "number2":
            _set_numbering(paragraph, _numbering_of(document, "List Number"), 1)
        is_bold = kind == "bold"
        for position, piece in enumerate(text.split("**") if text != "***" else [text]):
            if piece:
                paragraph.add_run(piece).bold = (is_bold or position % 2 == 1) or None


def _add_looks(document: DocumentType) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run("Nümunə mətn: “Nümunə Respublikasının “Nümunə Xidməti haqqında Əsasnamə”də dəyişiklik edilməsi ")
    paragraph.add_run("barədə” qərar, ")
    paragraph.add_run("kursiv").italic = True
    paragraph.add_run(", ")
    paragraph.add_run("qalın").bold = True
    paragraph.add_run(", ")
    both = paragraph.add_run("hər ikisi")
    both.bold = both.italic = True
    paragraph.add_run(" və ")
    target = document.part.relate_to("https://example.org/a?b=1&c=2", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    link.append(parse_xml(f"<w:r {_W}><w:t>keçid</w:t></w:r>"))
    paragraph._p.append(link)
    paragraph.add_run(".")


def _add_table(document: DocumentType) -> None:
    table = document.add_table(rows=3, cols=2)
    for cell, text in zip(_cells(table), ("Nümunə sütun", "Nümunə say", "Nümunə sətir | bir", "348"), strict=False):
        cell.text = text
    merged = table.cell(2, 0).merge(table.cell(2, 1))
    merged.paragraphs[0].add_run("Nümunə").bold = True
    merged.paragraphs[0].add_run(" sətir iki")
    header = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(header)


def _cells(table) -> Iterator:
    for row in table.rows:
        yield from row.cells


def _numbering_of(document: DocumentType, style: str) -> int:
    return document.styles[style].element.pPr.numPr.numId.val


def _restarted_numbering(document: DocumentType) -> int:
    """A list of its own that has the levels of "List Number" and begins at 1; that style gets a second level."""
    numbering = document.part.numbering_part.element
    number = next(num for num in numbering.num_lst if num.numId == _numbering_of(document, "List Number"))
    abstract = next(
        element
        for element in numbering.findall(qn("w:abstractNum"))
        if element.get(qn("w:abstractNumId")) == str(number.abstractNumId.val)
    )
    for level in abstract.findall(qn("w:lvl"))[1:]:
        abstract.remove(level)
    second = deepcopy(abstract.find(qn("w:lvl")))
    second.set(qn("w:ilvl"), "1")
    second.find(qn("w:lvlText")).set(qn("w:val"), "%2.")
    for style in second.findall(qn("w:pStyle")):
        second.remove(style)
    abstract.append(second)
    restarted = numbering.add_num(number.abstractNumId.val)
    restarted.add_lvlOverride(ilvl=0).add_startOverride(1)
    return restarted.numId


def _set_numbering(paragraph: Paragraph, number: int, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number


def _hide(document: DocumentType) -> None:
    """Put everything of `HIDDEN` into the document."""
    texts = iter(text for _, text in HIDDEN)
    host = next(paragraph for paragraph in document.paragraphs if paragraph.text.startswith("Nümunə mətn, boşluqlarla"))
    host._p.append(parse_xml(_text_box(next(texts))))
    host._p.append(_change("del", f"<w:r><w:delText>{next(texts)}</w:delText></w:r>"))
    host._p.append(_change("moveFrom", f"<w:r><w:t>{next(texts)}</w:t></w:r>"))
    host._p.append(parse_xml(f"<w:r {_W}><w:rPr><w:vanish/></w:rPr><w:t>{next(texts)}</w:t></w:r>"))
    section = document.sections[0]
    section.header.paragraphs[0].text = next(texts)
    section.footer.paragraphs[0].text = next(texts)
    page = section.footer.add_paragraph()
    for step in (
        '<w:fldChar w:fldCharType="begin"/>',
        "<w:instrText> PAGE </w:instrText>",
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>2</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        page._p.append(parse_xml(f"<w:r {_W}>{step}</w:r>"))
    _add_footnote(document, host, next(texts))
    document.add_comment(host.runs[:1], text=next(texts), author="Nümunə", initials="N")
    # A tracked insertion is text: the last word of a paragraph becomes one.
    inserted = next(paragraph for paragraph in document.paragraphs if paragraph.text == "2021-ci ildə nümunə mətn.")
    inserted.runs[0].text = "2021-ci ildə nümunə "
    inserted._p.append(_change("ins", "<w:r><w:t>mətn.</w:t></w:r>"))


def _change(name: str, runs: str):
    return parse_xml(f'<w:{name} {_W} w:id="900" w:author="Nümunə" w:date="2022-01-12T00:00:00Z">{runs}</w:{name}>')


def _text_box(text: str) -> str:
    inside = f"<w:txbxContent><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:txbxContent>"
    return f"""<w:r {_TEXT_BOX_NAMESPACES}><mc:AlternateContent>
      <mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="1" cy="1"/><wp:docPr id="7" name="Box"/><a:graphic>
        <a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
        <wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>
      <mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback>
    </mc:AlternateContent></w:r>"""


def _add_footnote(document: DocumentType, host: Paragraph, text: str) -> None:
    xml = (
        f'<w:footnotes {_W}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:footnote>'
        "</w:footnotes>"
    )
    content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), content_type, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    host._p.append(parse_xml(f'<w:r {_W}><w:footnoteReference w:id="1"/></w:r>'))
