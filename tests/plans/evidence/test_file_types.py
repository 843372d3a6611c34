import io
import zipfile

import pytest

from plans.evidence.services import office, old_office
from plans.evidence.services.file_types import extension_of, identify
from plans.evidence.services.kinds import (
    CSV,
    DOC,
    DOCX,
    EXTENSIONS,
    HEIC,
    JPEG,
    ODS,
    ODT,
    P7S,
    PDF,
    PNG,
    PPT,
    PPTX,
    TIFF,
    TXT,
    XLS,
    XLSX,
    FileRefused,
)
from tests.plans.evidence import sample_files as sample

TAKEN = [
    ("a.pdf", sample.PDF, PDF),
    ("a.pdf", b"\r\n" + sample.PDF, PDF),
    ("a.pdf", b"\xef\xbb\xbf" + sample.PDF, PDF),
    ("a.pdf", b"\xef\xbb\xbf\r\n" + sample.PDF, PDF),
    ("a.pdf", b"\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=PDF\r\n" + sample.PDF, PDF),
    ("a.pdf", (b"@PJL SET COPIES=1\r\n" * 60)[:1022] + b"\r\n" + sample.PDF, PDF),
    ("A.PDF", sample.PDF, PDF),
    ("a.docx", sample.docx_file(), DOCX),
    ("a.xlsx", sample.xlsx_file(), XLSX),
    ("a.pptx", sample.pptx_file(), PPTX),
    ("a.odt", sample.open_document("text"), ODT),
    ("a.ods", sample.open_document("spreadsheet"), ODS),
    ("a.jpg", sample.image_file("jpeg"), JPEG),
    ("a.jpeg", sample.image_file("jpeg"), JPEG),
    ("a.png", sample.image_file("png"), PNG),
    ("a.tif", sample.image_file("tiff"), TIFF),
    ("a.tiff", sample.image_file("tiff"), TIFF),
    ("a.tiff", b"MM\x00*\x00\x00\x00\x08" + bytes(20), TIFF),
    ("a.txt", sample.TEXT, TXT),
    ("a.csv", sample.TEXT, CSV),
    ("a.txt", "Nümunə".encode("utf-16"), TXT),
    ("a.csv", "a;ğ\n".encode("cp1254"), CSV),
    ("a.txt", "Пример".encode("cp1251"), TXT),
    ("a.txt", b"\xef\xbb\xbfabc\x1a", TXT),
    ("a.doc", sample.doc_file(), DOC),
    ("a.xls", sample.xls_file((0x0085, b"\0\0\0\0\0\0\3\0abc")), XLS),
    ("a.ppt", sample.ppt_file((0x0400, bytes(12))), PPT),
    ("a.p7s", sample.SIGNATURE, P7S),
    ("a.p7s", bytes.fromhex("30820100") + sample.SIGNATURE[2:], P7S),
    ("a.p7s", b"-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n", P7S),
    ("a.heic", sample.HEIC, HEIC),
    ("a.heif", sample.HEIC, HEIC),
    # What a reader has to follow is no harm, nor are an embedded workbook of a chart and a picture inside.
    (
        "a.docx",
        sample.word_file(**{"word/_rels/document.xml.rels": sample.relationships(("hyperlink", "https://x.example/"))}),
        DOCX,
    ),
    (
        "a.docx",
        sample.word_file(
            **{"word/document.xml": "<w xmlns='w'><instrText>HYPERLINK \"https://x.example/DDE\"</instrText></w>"}
        ),
        DOCX,
    ),
    (
        "a.odt",
        sample.open_document(
            "text",
            **{"content.xml": '<a xmlns:x="x"><image x:href="Pictures/1.png"/><a x:href="https://x.example/"/></a>'},
        ),
        ODT,
    ),
    (
        "a.pptx",
        sample.file_with(
            "a.pptx",
            "ppt/charts/_rels/c.rels",
            sample.relationships(("package", "../embeddings/x.xlsx"), mode="Internal"),
        ),
        PPTX,
    ),
    ("a.txt", sample.HTML, TXT),  # text it is; given out as an attachment of plain text
]

# Content that is not what the name says: name, content, a part of the sentence.
REFUSED = [
    ("a.pdf", sample.HTML, ""),
    ("a.pdf", sample.EXE, ""),
    ("a.pdf", b"<html>" + b" " * 100 + sample.PDF, ""),
    ("a.pdf", b"\xef\xbb\xbf<html>" + sample.PDF, ""),
    ("a.pdf", b"@PJL SET COPIES=1\r\n" * 60 + sample.PDF, ""),
    ("a.txt", b"\xef\xbb\xbf" + sample.PDF, "pdf"),
    ("a.jpg", sample.SVG, ""),
    ("a.jpg", sample.image_file("png"), "png"),
    ("a.png", sample.image_file("gif"), ""),
    ("a.txt", sample.EXE, ""),
    ("a.txt", sample.image_file("jpeg"), "jpg"),
    ("a.txt", b"%PDF-1.4\nplain letters only\n%%EOF", "pdf"),
    ("a.txt", b"abc\x00def", ""),
    ("a.csv", sample.xlsx_file(), "xlsx"),
    ("a.docx", sample.xlsx_file(), "xlsx"),
    ("a.docx", sample.archive({"a.txt": "x"}), ""),
    ("a.docx", b"PK\x03\x04" + bytes(200), ""),
    ("a.docx", sample.docx_file()[:400], ""),
    ("a.docx", sample.office_file("x/y"), ""),
    ("a.docx", sample.archive({"[Content_Types].xml": "<not closed"}), ""),
    ("a.docx", sample.archive({"[Content_Types].xml": " " * 2_000_001}), ""),
    ("a.odt", sample.open_document("graphics"), ""),
    ("a.odt", sample.archive({"mimetype": b"\xff\xfe"}), ""),
    ("a.xlsx", sample.TEXT, "txt"),
    ("a.docx", sample.OLE, ""),
    ("a.docx", sample.doc_file(), "doc"),
    ("a.doc", sample.docx_file(), "docx"),
    ("a.doc", sample.xls_file(), "xls"),
    ("a.doc", b"{\\rtf1 x}", ""),
    ("a.doc", sample.old_office_file({"Anything": b"x"}), ""),
    ("a.doc", sample.doc_file()[:700], ""),
    ("a.p7s", b"\x30\x80" + bytes(40), ""),
    ("a.p7s", b"-----BEGIN CERTIFICATE-----\nMIIB\n", "txt"),
    ("a.heic", b"\0\0\0\x18ftypisom" + bytes(40), ""),
    ("a.heic", sample.image_file("jpeg"), "jpg"),
]


@pytest.mark.parametrize(("name", "content", "kind"), TAKEN)
def test_type_is_that_of_the_content(name, content, kind):
    assert identify(io.BytesIO(content), name) is kind


def test_every_extension_of_the_list_is_tried():
    assert {extension_of(name) for name, _content, _kind in TAKEN} == set(EXTENSIONS)


@pytest.mark.parametrize(("name", "content", "found"), REFUSED)
def test_content_that_is_something_else_is_refused(name, content, found):
    with pytest.raises(FileRefused) as refused:
        identify(io.BytesIO(content), name)
    assert name in str(refused.value)
    assert found in str(refused.value)


@pytest.mark.parametrize(
    "name", ["a.exe", "a.html", "a.svg", "a.docm", "a.doc.exe", "a.zip", "a", ".pdf", "a.", "a.pdſ"]
)
def test_other_kinds_are_refused_by_name_already(name):
    with pytest.raises(FileRefused, match="doc, xls, ppt, odt, ods, jpg, png, tiff, heic, p7s, txt, csv"):
        identify(io.BytesIO(sample.PDF), name)


MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
WORD = sample.MAIN.format("wordprocessingml.document")
LISTENER = '<a xmlns:x="x"><event-listener x:href="vnd.sun.star.script:a"/></a>'
MACROS = [
    ("a.docx", sample.office_file(MACRO_TYPE)),
    ("a.docx", sample.office_file(WORD, **{"word/vbaProject.bin": "x"})),
    ("a.xlsx", sample.office_file("application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
    ("a.odt", sample.open_document("text", **{"Basic/Standard/Module1.xml": "x"})),
    ("a.ods", sample.open_document("spreadsheet", **{"Scripts/python/x.py": "x"})),
    (
        "a.odt",
        sample.open_document(
            "text", **{"content.xml": '<a xmlns:x="x"><event-listener x:href="vnd.sun.star.script:a"/></a>'}
        ),
    ),
    ("a.doc", sample.doc_file(storages=("Macros",))),
    ("a.xls", sample.xls_file(storages=("_VBA_PROJECT_CUR",))),
    ("a.xls", sample.xls_file((0x0085, b"\0\0\0\0\0\1\3\0abc"))),  # a sheet of Excel 4 macros
    ("a.ppt", sample.ppt_file((0x0400, b"\1\0\0\0\1\0\0\0\2\0\0\0"))),
]

LINKED = "https://numune.example/sablon.dotx"
# What is fetched from elsewhere when the file is opened.
RELATIONS, LINK = sample.relationships, LINKED
DDE = "<w xmlns='w'><fldChar t='begin'/><instrText> DDE</instrText><instrText>AUTO c:\\x</instrText></w>"
# Name of the file, the part that is looked at, what stands in it.
FETCHING = [
    ("a.docx", "word/_rels/settings.xml.rels", RELATIONS(("attachedTemplate", LINK))),
    ("a.docx", "word/_rels/document.xml.rels", RELATIONS(("hyperlink", LINK), ("image", LINK))),
    ("a.docx", "word/_rels/document.xml.rels", RELATIONS(("subDocument", "file:///C:/x.docx"))),
    ("a.docx", "word/_rels/webSettings.xml.rels", RELATIONS(("frame", LINK))),
    ("a.docx", "word/document.xml", DDE),
    ("a.docx", "word/header1.xml", "<w:w xmlns:w='w'><w:fldSimple w:instr=' DDE cmd x'/></w:w>"),
    ("a.docx", "word/document.xml", '<w><instrText>INCLUDEPICTURE "http://x.example/a.png"</instrText></w>'),
    ("a.xlsx", "xl/externalLinks/externalLink1.xml", "<ddeLink/>"),
    ("a.xlsx", "xl/_rels/x.rels", RELATIONS(("externalLinkPath", "x.xlsx"))),
    ("a.pptx", "ppt/slides/_rels/s.rels", RELATIONS(("video", LINK))),
    ("a.odt", "content.xml", '<a xmlns:x="x"><image x:href="https://x.example/a.png"/></a>'),
    ("a.odt", "styles.xml", '<a xmlns:x="x"><fill-image x:href="//x.example/a.png"/></a>'),
    ("a.odt", "content.xml", '<a xmlns:x="x"><section-source x:href="../b.odt"/></a>'),
    ("a.ods", "content.xml", "<a><dde-link/></a>"),
]
OBJECTS = [
    ("a.docx", "word/_rels/document.xml.rels", RELATIONS(("oleObject", "x.bin"))),
    ("a.docx", "word/_rels/document.xml.rels", RELATIONS(("control", "activeX1.xml"))),
    ("a.docx", "word/_rels/document.xml.rels", RELATIONS(("package", "embeddings/x.xlsx"), mode="Internal")),
    ("a.pptx", "ppt/slides/_rels/slide1.xml.rels", RELATIONS(("package", "../embeddings/x.xlsx"), mode="Internal")),
    ("a.xlsx", "[Content_Types].xml", "<T><O ContentType='application/vnd.ms-office.activeX+xml'/></T>"),
    ("a.odt", "META-INF/manifest.xml", "<m t='application/vnd.sun.star.oleobject'/>"),
    ("a.odt", "content.xml", '<a xmlns:x="x"><object-ole x:href="./Object 1"/></a>'),
]
OLD_OBJECTS = [
    ("a.doc", sample.doc_file(storages=("ObjectPool",))),
    ("a.xls", sample.xls_file(storages=("MBD0001",))),
    ("a.ppt", sample.ppt_file((0x1011, bytes(8)))),
]


@pytest.mark.parametrize(("name", "part", "content"), FETCHING)
def test_what_is_fetched_from_elsewhere_is_refused(name, part, content):
    with pytest.raises(FileRefused, match="başqa yerdən") as refused:
        identify(io.BytesIO(sample.file_with(name, part, content)), name)
    assert str(refused.value).count("“a.") == 1


@pytest.mark.parametrize(("name", "content"), [*((row[0], sample.file_with(*row)) for row in OBJECTS), *OLD_OBJECTS])
def test_embedded_objects_and_controls_are_refused(name, content):
    with pytest.raises(FileRefused, match="OLE, ActiveX"):
        identify(io.BytesIO(content), name)


@pytest.mark.parametrize("part", ["word/document.xml", "word/_rels/document.xml.rels"])
def test_file_that_unpacks_to_very_much_is_refused_in_bounded_time(part):
    with pytest.raises(FileRefused):
        identify(io.BytesIO(sample.word_file(**{part: "<x>" + "a" * 70_000_000 + "</x>"})), "a.docx")


@pytest.mark.parametrize(("name", "content"), MACROS)
def test_macros_are_refused(name, content):
    with pytest.raises(FileRefused) as refused:
        identify(io.BytesIO(content), name)
    assert "makro" in str(refused.value) or "macros" in str(refused.value)


def test_empty_library_list_of_libreoffice_is_no_macro():
    content = sample.open_document(
        "text", **{"Basic/script-lc.xml": "x", "Basic/Standard/script-lb.xml": "x", "Basic/Standard/dialog-lb.xml": "x"}
    )
    assert identify(io.BytesIO(content), "a.odt") is ODT


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", sample.old_office_file({"EncryptedPackage": b"x", "EncryptionInfo": b"x"})),
        ("a.xlsx", sample.old_office_file({"EncryptedPackage": b"x"})),
        ("a.doc", sample.doc_file(flags=0x0100)),
        ("a.xls", sample.xls_file((0x002F, bytes(6)))),
        ("a.ppt", sample.ppt_file(encrypted=True)),
        ("a.odt", sample.open_document("text", **{"META-INF/manifest.xml": "<m:encryption-data/>"})),
    ],
)
def test_protected_files_are_refused_with_what_to_do(name, content):
    with pytest.raises(FileRefused) as refused:
        identify(io.BytesIO(content), name)
    assert "şifrə" in str(refused.value) or "password" in str(refused.value)


def test_control_character_far_behind_is_found():
    text = io.BytesIO(b"a" * 200_000)
    assert identify(text, "a.txt") is TXT
    spoilt = io.BytesIO(b"a" * 200_000 + b"\x00")
    with pytest.raises(FileRefused):
        identify(spoilt, "a.txt")


@pytest.mark.parametrize(
    ("name", "make", "number"), [("a.xls", sample.xls_file, 0x50), ("a.ppt", sample.ppt_file, 0x50)]
)
def test_old_file_of_very_many_records_is_none_of_an_office(monkeypatch, name, make, number):
    monkeypatch.setattr(old_office, "MOST_RECORDS", 1000)
    few, many = (make(*[(number, b"")] * count) for count in (400, 1001))
    assert old_office.old_office_kind(io.BytesIO(few), name) is not None
    assert old_office.old_office_kind(io.BytesIO(many), name) is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xls", sample.xls_file((0x0085, b"\0\0\0\0\0\1\3\0abc"), *[(0x50, b"")] * 1001)),
        ("a.ppt", sample.ppt_file((0x0400, b"\0\0\0\0\1\0\0\0"), *[(0x50, b"")] * 1001)),
    ],
)
def test_records_are_read_up_to_the_first_that_refuses(monkeypatch, name, content):
    monkeypatch.setattr(old_office, "MOST_RECORDS", 10)
    with pytest.raises(FileRefused, match="makro"):
        old_office.old_office_kind(io.BytesIO(content), name)


@pytest.mark.parametrize(("name", "content"), [("a.docx", sample.docx_file()), ("a.odt", sample.open_document("text"))])
@pytest.mark.parametrize("flip", [0, 5])
@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archive_packed_as_no_office_does_is_refused(name, content, compression, flip):
    assert office.office_kind(io.BytesIO(sample.packed_again(content, compression, flip)), name) is None
    assert office.office_kind(io.BytesIO(sample.packed_again(content, zipfile.ZIP_STORED)), name) is not None


DDE_FIELD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r></w:p></w:document>"
)
CONNECTION = (
    '<connections xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><connection id="1"{}</connections>'
)
PIVOT = (
    '<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"{}><cacheSource {}/>'
    "</pivotCacheDefinition>"
)
PIVOT_PART = "xl/pivotCache/pivotCacheDefinition1.xml"
OUTSIDE, INSIDE = 'type="external" connectionId="1"', 'type="worksheet"'
TYPED = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/W/Document.bin" '
    f'ContentType="{sample.MAIN.format("wordprocessingml.document")}"/></Types>'
)
TWICE = TYPED.replace(
    "</Types>", '<Override PartName="/w/document.bin" ContentType="application/vnd.ms-word.macroEnabled"/></Types>'
)
HIDDEN = [
    (
        "a.docx",
        sample.word_file(**{"word/_rels/settings.xml.RELS": sample.relationships(("attachedTemplate", "http://a/b"))}),
    ),
    ("a.docx", sample.word_file(**{"Word/document.xml": DDE_FIELD})),
    ("a.docx", sample.word_file(**{"WORD/DOCUMENT.XML": DDE_FIELD})),
    ("a.docx", sample.archive({"[Content_Types].xml": TYPED, "w/document.bin": DDE_FIELD})),
    ("a.docx", sample.archive({"[content_types].XML": TYPED, "W\\document.BIN": DDE_FIELD})),
    ("a.docx", sample.word_file(**{"word/_rels/a.rels": sample.relationships(("aFChunk", "a.html"), mode="Internal")})),
    (
        "a.xlsx",
        sample.file_with("a.xlsx", "xl/connections.xml", CONNECTION.format('><webPr url="http://a/b"/></connection>')),
    ),
    (
        "a.xlsx",
        sample.file_with("a.xlsx", "XL/Connections.xml", CONNECTION.format(' refreshOnLoad="1"><dbPr/></connection>')),
    ),
    (
        "a.xlsx",
        sample.file_with("a.xlsx", "xl/connections.xml", CONNECTION.format(' interval="1"><dbPr/></connection>')),
    ),
    ("a.xlsx", sample.file_with("a.xlsx", PIVOT_PART, PIVOT.format(' refreshOnLoad="1"', OUTSIDE))),
    ("a.xlsx", sample.file_with("a.xlsx", PIVOT_PART.upper(), PIVOT.format(' refreshOnLoad="true"', OUTSIDE))),
    ("a.xlsx", sample.file_with("a.xlsx", "xl/queryTables/queryTable1.xml", "<queryTable/>")),
    (
        "a.xlsx",
        sample.file_with("a.xlsx", "x/_rels/a.rels", sample.relationships(("queryTable", "q.xml"), mode="Internal")),
    ),
    ("a.xlsx", sample.file_with("a.xlsx", "XL/ExternalLinks/externalLink1.xml", "<externalLink/>")),
]


@pytest.mark.parametrize(("name", "content"), HIDDEN)
def test_neither_letters_nor_folders_hide_what_is_refused(name, content):
    with pytest.raises(FileRefused):
        office.office_kind(io.BytesIO(content), name)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.docx", sample.word_file(**{"Word/document.xml": DDE_FIELD.replace("DDEAUTO", "PAGE")}), DOCX),
        ("a.docx", sample.archive({"[Content_Types].xml": TYPED, "w/document.bin": "<x/>"}), DOCX),
        ("a.xlsx", sample.file_with("a.xlsx", "xl/connections.xml", CONNECTION.format("><dbPr/></connection>")), XLSX),
        ("a.xlsx", sample.file_with("a.xlsx", PIVOT_PART, PIVOT.format(' refreshOnLoad="1"', INSIDE)), XLSX),
        ("a.xlsx", sample.file_with("a.xlsx", PIVOT_PART, PIVOT.format(' refreshOnLoad="0"', OUTSIDE)), XLSX),
        ("a.xlsx", sample.file_with("a.xlsx", PIVOT_PART, PIVOT.format("", OUTSIDE)), XLSX),
        ("a.docx", sample.archive({"[Content_Types].xml": TWICE, "main.xml": "<x/>"}), None),
        ("a.docx", sample.word_file(**{"word/a.xml": "<x/>", "Word/A.xml": "<x/>"}), None),
        ("a.odt", sample.open_document("text", **{"content.xml": "<x/>", "Content.xml": "<x/>"}), None),
    ],
)
def test_names_of_parts_are_one_whatever_their_letters(name, content, kind):
    assert office.office_kind(io.BytesIO(content), name) == kind
