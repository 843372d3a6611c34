"""Makes libreoffice.html and libreoffice_notes.html: `python tests/data/clipboard/build_libreoffice.py`.

LibreOffice puts on the clipboard what its HTML export writes (one filter, "HTML (StarWriter)"), so a document is built and
exported. Needs `soffice`; the files are kept, so that the tests do not.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

import docx
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

HERE = Path(__file__).parent
LEVELS = "".join(
    f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/>'
    f'<w:pPr><w:ind w:left="{720 * (level + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
    for level, (start, kind, sign) in enumerate([(4, "decimal", "%1."), (1, "bullet", "•")])
)
NOTES = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:p>Nümunə mətn qeydlidir<text:note text:id="ftn1" text:note-class="footnote"><text:note-citation>1</text:note-citation>
<text:note-body><text:p>Qeydin öz sözləri.</text:p></text:note-body></text:note>, davamı var.</text:p>
<text:p>Sözlər<text:tab/>tabla və<text:s text:c="4"/>boşluqla<text:line-break/>ayrılıb.</text:p>
<text:p/>
<text:p>Son abzas.</text:p>
</office:text></office:body></office:document>"""


def write_docx(path: Path) -> None:
    """Heading, bold, italic, raised digit, line break, nested list, link, table with a merged cell."""
    document = docx.Document()
    document.add_heading("Nümunə mətn: görülmüş işlər", 2)
    paragraph = document.add_paragraph("Hesabat ilində ")
    paragraph.add_run("348 işçi").bold = True
    paragraph.add_run(" üçün ")
    paragraph.add_run("17 seminar").italic = True
    paragraph.add_run(" keçirilmişdir; sahə 12 m")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(".")
    paragraph = document.add_paragraph("Birinci sətir")
    paragraph.add_run().add_break(WD_BREAK.LINE)
    paragraph.add_run("ikinci sətir.")
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{LEVELS}</w:abstractNum>'))
    number = numbering.add_num(77).numId
    for level, text in ((0, "dördüncü bənd"), (1, "onun iç bəndi"), (1, "ikinci iç bəndi"), (0, "beşinci bənd")):
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = number
    paragraph = document.add_paragraph("Qərarın mətni ")
    address = "https://numune.example/qerar?a=1&b=2"
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(paragraph.add_run("saytda")._r)
    paragraph._p.append(link)
    paragraph.add_run(" dərc olunub.")
    rows = [["Göstərici", "2023", "2024"], ["Seminar", "12", "17"], ["Cəmi", "", "29"]]
    table = document.add_table(rows=3, cols=3, style="Table Grid")
    for place, words in enumerate(word for row in rows for word in row):
        if words:
            table.cell(place // 3, place % 3).text = words
    table.cell(0, 0).paragraphs[0].runs[0].bold = True
    table.cell(2, 0).merge(table.cell(2, 1))
    document.add_paragraph("Son abzas: “dırnaq”, İŞIQ, ağac.")
    document.save(path)


def main() -> None:
    """Builds both documents in a directory of their own and keeps what LibreOffice writes of them."""
    office = shutil.which("soffice")
    if office is None:
        raise SystemExit("soffice is not installed: install LibreOffice Writer and run this again.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_docx(folder / "libreoffice.docx")
        (folder / "libreoffice_notes.fodt").write_text(NOTES, encoding="utf-8")
        profile = f"-env:UserInstallation=file://{folder}/profile"
        for source in ("libreoffice.docx", "libreoffice_notes.fodt"):
            command = [
                office,
                profile,
                "--headless",
                "--convert-to",
                "html:HTML (StarWriter)",
                "--outdir",
                name,
                source,
            ]
            subprocess.run(command, check=True, cwd=folder, capture_output=True, timeout=120)
            made = (folder / source).with_suffix(".html").read_text(encoding="utf-8")
            (HERE / source).with_suffix(".html").write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
