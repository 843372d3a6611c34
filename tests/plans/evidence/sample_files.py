"""Small files of every kind, as programs write them: for tests of evidence."""

import io
import struct
import zipfile

import docx
import openpyxl
from PIL import Image

MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"


def docx_file() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("Nümunə mətn.")
    document.save(out)
    return out.getvalue()


def xlsx_file() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "Nümunə mətn"
    book.save(out)
    return out.getvalue()


def image_file(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2, 2), "white").save(out, kind)
    return out.getvalue()


def archive(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def packed_again(content: bytes, compression: int, flip: int = 0) -> bytes:
    """The archive with its members packed in another way; `flip` bytes inside of the first one are changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", compression) as made:
        for name in source.namelist():
            made.writestr(name, source.read(name))
        start = 30 + len(source.namelist()[0])
    changed = bytearray(out.getvalue())
    for place in range(start + 20, start + 20 + flip):
        changed[place] ^= 0xFF
    return bytes(changed)


def office_file(main: str, **more: str) -> bytes:
    """An Office Open XML archive whose main part has the content type `main`; `more` are further parts."""
    types = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{main}"/></Types>'
    )
    return archive({"[Content_Types].xml": types, "main.xml": "<x/>", **more})


def pptx_file() -> bytes:
    return office_file(MAIN.format("presentationml.presentation"))


def open_document(kind: str, **more: str) -> bytes:
    """An OpenDocument archive; `kind` is "text", "spreadsheet" …"""
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "META-INF/manifest.xml": manifest}
    return archive(parts | more)


def relationships(*rows: tuple[str, str], mode: str = "External") -> str:
    """A part of relationships: (kind, address), outside the file or ("Internal") inside."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    made = "".join(
        f'<Relationship Id="r{place}" Type="{kinds}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for place, (kind, target) in enumerate(rows)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{made}</Relationships>'


def word_file(**more: str) -> bytes:
    return office_file(MAIN.format("wordprocessingml.document"), **more)


def file_with(name: str, part: str, content: str) -> bytes:
    """An office file of the name's kind with one more part."""
    kinds = {"docx": "wordprocessingml.document", "xlsx": "spreadsheetml.sheet", "pptx": "presentationml.presentation"}
    ending = name.rpartition(".")[2]
    if ending in kinds:
        return office_file(MAIN.format(kinds[ending]), **{part: content})
    return open_document({"odt": "text", "ods": "spreadsheet"}[ending], **{part: content})


def old_office_file(streams: dict[str, bytes], storages: tuple[str, ...] = ()) -> bytes:
    """A compound file with streams (filled up to 4,096 bytes) and empty storages in its root, with a stream in each."""
    end, free, none = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF
    names = [*streams, *storages]
    count = 1 + len(names) + len(storages)
    directory_sectors = -(-count // 4)
    contents = [content.ljust(4096, b"\0") for content in streams.values()]
    contents = [content + bytes(-len(content) % 512) for content in contents]
    fat, starts, place = [0xFFFFFFFD], [], 1 + directory_sectors
    fat += [*range(2, 1 + directory_sectors), end]
    for content in contents:
        sectors = len(content) // 512
        starts.append(place)
        fat += [*range(place + 1, place + sectors), end]
        place += sectors
    assert len(fat) <= 128

    def entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
        encoded = (name + "\0").encode("utf-16-le")
        head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
        return head + struct.pack("<III", none, right, child) + bytes(36) + struct.pack("<IQ", start, size)

    rows = [entry("Root Entry", 5, 1 if names else none, none, end, 0)]
    for number, name in enumerate(names, start=1):
        right = number + 1 if number < len(names) else none
        if name in streams:
            at = number - 1
            rows.append(entry(name, 2, none, right, starts[at], len(contents[at])))
        else:
            rows.append(entry(name, 1, 1 + len(names) + storages.index(name), right, 0, 0))
    rows += [entry("x", 2, none, none, end, 0) for _storage in storages]
    rows += [bytes(66) + bytes(2) + struct.pack("<III", none, none, none) + bytes(48)] * (
        directory_sectors * 4 - len(rows)
    )
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    table = struct.pack("<128I", *fat, *[free] * (128 - len(fat)))
    return header + table + b"".join(rows) + b"".join(contents)


def doc_file(flags: int = 0, storages: tuple[str, ...] = ()) -> bytes:
    return old_office_file({"WordDocument": struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, flags)}, storages)


def xls_file(*records: tuple[int, bytes], storages: tuple[str, ...] = ()) -> bytes:
    written = b"".join(struct.pack("<HH", record, len(data)) + data for record, data in (*records, (0x000A, b"")))
    return old_office_file({"Workbook": struct.pack("<HH", 0x0809, 4) + bytes(4) + written}, storages)


def ppt_file(*records: tuple[int, bytes], encrypted: bool = False) -> bytes:
    inner = b"".join(struct.pack("<HHI", 2, record, len(data)) + data for record, data in records)
    slides = struct.pack("<HHI", 0x000F, 0x03E8, len(inner)) + inner
    user = struct.pack("<HHIII", 0, 0x0FF6, 20, 20, 0xF3D1C4DF if encrypted else 0xE391C05F)
    return old_office_file({"PowerPoint Document": slides, "Current User": user})


SIGNATURE = bytes.fromhex("3080") + bytes.fromhex("06092a864886f70d010702") + bytes(40)
HEIC = struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"mif1", 0, b"mif1", b"heic") + bytes(100)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200) + b"This program cannot be run in DOS mode"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
TEXT = "Nümunə mətn: İığ şçö.\r\n".encode()
