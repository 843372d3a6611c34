"""Which files are read, and how every other is refused."""

import codecs
import io
import struct
import zipfile

import pytest
from django.utils import translation

from reports.importer.errors import MAX_FILE_BYTES, MAX_PARAGRAPHS, MAX_TEXT_BYTES, Fault, UnreadableDocument
from reports.importer.extract.docx import package as docx_package
from reports.importer.read import read_report
from reports.importer.words import word_refusal
from tests.plans.evidence.sample_files import packed_again
from tests.reports.importer.word_files import NAMESPACES, p, word_file, zip_of

TEXT = "4.1.6-cı yarımbənd üzrə (Nümunə):\n\nNümunə mətn: ə, ı, İ.\n"
LIMIT_MB = MAX_FILE_BYTES // (1024 * 1024)


def refusal_of(data: bytes, filename: str) -> str:
    with pytest.raises(UnreadableDocument) as refusal:
        read_report(data, filename)
    return refusal.value.code


def narrative_of(data: bytes, filename: str) -> list[str]:
    (item,) = read_report(data, filename).items
    return [block.text for block in item.blocks]


@pytest.mark.parametrize("filename", ["a.md", "a.MD", "a.markdown", "a.txt", "qovluq/hesabat.2021.txt"])
@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n\n", "\x0c").encode(),
        TEXT.replace("\n", "\u2028").encode(),
    ],
)
def test_text_is_read_in_every_encoding_and_with_every_line_end(data, filename):
    assert narrative_of(data, filename) == ["Nümunə mətn: ə, ı, İ."]


def test_path_and_bytes_give_the_same(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(TEXT.encode())
    assert read_report(path) == read_report(str(path)) == read_report(TEXT.encode(), "a.md")


def test_word_is_read_whatever_its_ending():
    data = word_file(p("4.1.6-cı yarımbənd üzrə (Nümunə):") + p("Nümunə mətn."))
    assert [narrative_of(data, name) for name in ("a.docx", "A.DOCX", "a.md", "a.doc")] == [["Nümunə mətn."]] * 4


def test_bytes_without_a_name_are_an_error_of_the_caller():
    with pytest.raises(ValueError, match="filename"):
        read_report(b"x")


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"", "a.md", "empty"),
        (b"", "a.txt", "empty"),
        (b"", "a.docx", "empty"),
        (b" \r\n\t\n", "a.md", "empty"),
        (codecs.BOM_UTF8, "a.txt", "empty"),
        (codecs.BOM_UTF16_LE, "a.txt", "empty"),
        (b"\x00" * 100, "a.docx", "empty"),
        (b"text", "a.pdf", "unsupported_type"),
        (b"text", "a", "unsupported_type"),
        (b"text", "", "unsupported_type"),
        (bytes(range(256)) * 4, "a.md", "binary"),
        (b"abc\x00def", "a.txt", "binary"),
        (b"\x01\x02\x03\x04 abc", "a.txt", "binary"),
        (b"%PDF-1.7 ...", "a.md", "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "a.txt", "binary"),
        (b"{\\rtf1 N}", "a.txt", "binary"),
        ("Nümun".encode("cp1254"), "a.md", "encoding"),
        (codecs.BOM_UTF16_LE + b"a", "a.txt", "encoding"),
        (codecs.BOM_UTF32_LE + "a".encode("utf-32-le"), "a.txt", "encoding"),
        (b"Just text", "a.docx", "not_word"),
        (b"\xde\xad\xbe\xef" * 50, "a.docx", "not_word"),
        (b"%PDF-1.7 ...", "a.docx", "wrong_format"),
        (b"{\\rtf1 N}", "a.doc", "wrong_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument", "a.doc", "old_word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
        (b"PK\x03\x04" + b"junk" * 20, "a.docx", "damaged"),
        (zip_of({"mimetype": "application/vnd.oasis.opendocument.text"}), "a.docx", "not_word"),
    ],
)
def test_other_files_are_refused_each_with_its_code(data, filename, code):
    assert refusal_of(data, filename) == code


@pytest.mark.parametrize(
    ("filename", "limit"), [("a.md", MAX_TEXT_BYTES), ("a.txt", MAX_TEXT_BYTES), ("a.docx", MAX_FILE_BYTES)]
)
def test_too_large_bytes_are_refused_and_the_largest_are_not(filename, limit):
    assert refusal_of(b"x" * (limit + 1), filename) == "too_large"
    if filename == "a.docx":
        assert refusal_of(b"x" * limit, filename) == "not_word"


def test_fifty_megabytes_of_text_are_refused_without_being_read(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(UnreadableDocument) as refusal:
        read_report(path)
    assert (refusal.value.code, refusal.value.params) == ("too_large", {"limit": LIMIT_MB})
    with translation.override("az"):
        assert word_refusal(refusal.value) == (
            "Fayl çox böyükdür: ən çoxu 20 MB ola bilər. Məlumatı ayrıca, kiçik faylda göndərin."
        )


def test_too_many_paragraphs_are_refused_and_as_many_as_allowed_are_not():
    assert len(read_report(b"a\n" * MAX_PARAGRAPHS, "a.txt").unplaced) == MAX_PARAGRAPHS
    for data, name in (
        (b"a\n" * (MAX_PARAGRAPHS + 1), "a.txt"),
        (b"a\n\n" * (MAX_PARAGRAPHS + 1), "a.md"),
        (word_file(f"<w:p/>{p('Nümunə')}" * (MAX_PARAGRAPHS // 2 + 1)), "a.docx"),
    ):
        assert refusal_of(data, name) == "too_long"


@pytest.mark.parametrize("name", ["yoxdur.md", "."])
def test_path_that_cannot_be_opened_is_refused(tmp_path, name):
    with pytest.raises(UnreadableDocument) as refusal:
        read_report(tmp_path / name)
    assert refusal.value.code == "cannot_open"


def test_truncated_word_file_is_refused_at_every_length():
    data = word_file(p("Nümunə mətn. ") * 50)
    codes = {refusal_of(data[:length], "a.docx") for length in range(4, len(data) - 1, 7)}
    assert codes == {"damaged"}


def test_word_file_with_a_broken_member_is_refused():
    data = bytearray(word_file("".join(p(f"Nümunə mətn {number}") for number in range(500))))
    start = data.index(b"word/document.xml") + 200
    data[start : start + 50] = b"\xff" * 50
    assert refusal_of(bytes(data), "a.docx") == "damaged"


def test_zip_bomb_is_refused_from_its_directory():
    data = zip_of({"_rels/.rels": "<x/>", "word/document.xml": b"0" * (40 * 1024 * 1024)})
    assert len(data) < 100_000
    assert refusal_of(data, "a.docx") == "zip_bomb"


def test_many_members_are_refused():
    members = {f"word/{number}.xml": "" for number in range(docx_package.MAX_MEMBERS + 1)}
    assert refusal_of(zip_of(members), "a.docx") == "zip_bomb"


def test_word_file_too_large_in_sum_is_refused(monkeypatch):
    data = word_file(p("Nümunə mətn."))
    monkeypatch.setattr(docx_package, "MAX_UNPACKED_BYTES", 500)
    assert refusal_of(data, "a.docx") == "zip_bomb"


def test_single_part_too_large_is_refused_while_it_is_read(monkeypatch):
    data = word_file(p("Nümunə mətn."))
    monkeypatch.setattr(docx_package, "MAX_XML_BYTES", 300)
    assert refusal_of(data, "a.docx") == "zip_bomb"


def test_member_that_is_larger_than_its_directory_says_is_refused():
    data = bytearray(word_file(p("Nümunə mətn.") * 100))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lied = bytes(data).replace(struct.pack("<L", size), struct.pack("<L", 40))
    assert lied != bytes(data)
    assert refusal_of(lied, "a.docx") == "damaged"


def test_encrypted_member_is_refused():
    data = bytearray(word_file(p("Nümunə mətn.")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(signature, start)) >= 0:
            data[start + offset] |= 1
            start += 4
    assert refusal_of(bytes(data), "a.docx") == "encrypted"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused():
    buffer = io.BytesIO(word_file(p("Nümunə mətn.")))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refusal_of(buffer.getvalue(), "a.docx") == "damaged"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY e "&a;&a;&a;">]>',
    ],
)
def test_entities_are_refused_in_every_part(doctype, encoding):
    body = f"<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
    good = word_file(p("Nümunə"))
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    hostile = (f'<?xml version="1.0" encoding="{encoding}"?>' + doctype + body).encode(encoding)
    assert refusal_of(zip_of(members | {"word/document.xml": hostile}), "a.docx") == "unsafe_xml"
    assert refusal_of(zip_of(members | {"word/_rels/document.xml.rels": hostile}), "a.docx") == "unsafe_xml"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "damaged"),
        ("<w:document>", "damaged"),
        ("<x/>", "not_word"),
        (f"<w:document {NAMESPACES}/>", "damaged"),
        (f"<w:document {NAMESPACES}><w:body/></w:document>", "empty"),
    ],
)
def test_part_that_is_no_word_is_refused(document, code):
    with zipfile.ZipFile(io.BytesIO(word_file(""))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert refusal_of(zip_of(members | {"word/document.xml": document}), "a.docx") == code


@pytest.mark.parametrize("depth", [60, 300])
def test_tables_nested_too_deeply_are_refused(depth):
    body = "<w:tbl><w:tr><w:tc>" * depth + p("Nümunə") + "</w:tc></w:tr></w:tbl>" * depth
    assert refusal_of(word_file(body), "a.docx") == "too_complex"


def test_tables_nested_as_deeply_as_allowed_are_read():
    depth = (docx_package.MAX_DEPTH - 5) // 3
    body = "<w:tbl><w:tr><w:tc>" * depth + p("Nümunə") + "</w:tc></w:tr></w:tbl>" * depth
    assert read_report(word_file(body), "a.docx").unplaced[0].text == "Nümunə"


@pytest.mark.parametrize(
    "body",
    [
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="çox"/></w:tcPr></w:tc></w:tr></w:tbl>',
        '<w:p><w:r><w:sym w:font="x"/></w:r></w:p>',
    ],
)
def test_word_that_makes_no_sense_is_damaged(body):
    assert refusal_of(word_file(body), "a.docx") == "damaged"


def test_huge_spans_are_kept_within_bounds():
    body = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>' + p("Nümunə") + "</w:tc></w:tr></w:tbl>"
    )
    (item,) = read_report(word_file(p("4.1.6-cı yarımbənd üzrə (Nümunə):") + body), "a.docx").items
    assert len(item.blocks[0].rows[0]) == 50


def test_few_control_characters_are_left_out_and_noted():
    report = read_report(TEXT.replace("mətn", "mə\x02tn").encode(), "a.txt")
    assert [block.text for block in report.items[0].blocks] == ["Nümunə mətn: ə, ı, İ."]
    assert next((note.code, note.detail) for note in report.notes) == ("control_characters", "1")


@pytest.mark.parametrize("code", Fault)
def test_every_refusal_is_one_sentence_in_both_languages(code):
    params = {"file": "a.docx", "limit": 20, "found": "PDF"}
    refusal = UnreadableDocument(code, **params)
    assert str(refusal) == f"{code} (file='a.docx', limit=20, found='PDF')"
    with translation.override("az"):
        azerbaijani = word_refusal(refusal)
    with translation.override("en"):
        english = word_refusal(refusal)
    assert azerbaijani != english
    for message in (azerbaijani, english):
        assert message.endswith(".")
        assert "{" not in message
        assert "%(" not in message
        assert "\n" not in message


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("flip", [0, 5])
def test_archive_packed_as_no_word_processor_does_is_damaged(compression, flip):
    assert refusal_of(packed_again(word_file(p("Nümunə")), compression, flip), "a.docx") == "damaged"
