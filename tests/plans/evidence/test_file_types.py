import io

import pytest

from plans.evidence.services.file_types import (
    CSV,
    DOCX,
    EXTENSIONS,
    JPEG,
    ODS,
    ODT,
    PDF,
    PNG,
    PPTX,
    TIFF,
    TXT,
    XLSX,
    FileRefused,
    extension_of,
    identify,
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


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.docm", "a.doc", "a.zip", "a", ".pdf", "a.", "a.pdſ"])
def test_other_kinds_are_refused_by_name_already(name):
    with pytest.raises(FileRefused, match="pdf, docx, xlsx, pptx, odt, ods, jpg, png, tiff, txt, csv"):
        identify(io.BytesIO(sample.PDF), name)


MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
WORD = sample.MAIN.format("wordprocessingml.document")
MACROS = [
    ("a.docx", sample.office_file(MACRO_TYPE)),
    ("a.docx", sample.office_file(WORD, **{"word/vbaProject.bin": "x"})),
    ("a.xlsx", sample.office_file("application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
    ("a.odt", sample.open_document("text", **{"Basic/Standard/Module1.xml": "x"})),
    ("a.ods", sample.open_document("spreadsheet", **{"Scripts/python/x.py": "x"})),
]


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
        ("a.docx", sample.OLE),
        ("a.xlsx", sample.OLE),
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
