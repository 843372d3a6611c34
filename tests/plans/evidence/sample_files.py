"""Small files of every kind, as programs write them: for tests of evidence."""

import io
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


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200) + b"This program cannot be run in DOS mode"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
TEXT = "Nümunə mətn: İığ şçö.\r\n".encode()
