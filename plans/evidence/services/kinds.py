"""The kinds of files that are taken as evidence: one list for the check, the page and its sentences."""

from dataclasses import dataclass


class FileRefused(Exception):
    """The file is not taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that is taken as evidence. The first extension is the one that messages name."""

    extensions: tuple[str, ...]
    content_type: str


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
PDF = FileType(("pdf",), "application/pdf")
JPEG = FileType(("jpg", "jpeg"), "image/jpeg")
PNG = FileType(("png",), "image/png")
TIFF = FileType(("tiff", "tif"), "image/tiff")
HEIC = FileType(("heic", "heif"), "image/heic")
DOCX = FileType(("docx",), f"{_OOXML}wordprocessingml.document")
XLSX = FileType(("xlsx",), f"{_OOXML}spreadsheetml.sheet")
PPTX = FileType(("pptx",), f"{_OOXML}presentationml.presentation")
DOC = FileType(("doc",), "application/msword")
XLS = FileType(("xls",), "application/vnd.ms-excel")
PPT = FileType(("ppt",), "application/vnd.ms-powerpoint")
ODT = FileType(("odt",), f"{_ODF}text")
ODS = FileType(("ods",), f"{_ODF}spreadsheet")
P7S = FileType(("p7s",), "application/pkcs7-signature")
TXT = FileType(("txt",), "text/plain")
CSV = FileType(("csv",), "text/csv")

FILE_TYPES = (PDF, DOCX, XLSX, PPTX, DOC, XLS, PPT, ODT, ODS, JPEG, PNG, TIFF, HEIC, P7S, TXT, CSV)
EXTENSIONS = tuple(extension for kind in FILE_TYPES for extension in kind.extensions)
LISTED = ", ".join(kind.extensions[0] for kind in FILE_TYPES)  # as sentences name them
ACCEPTED = ",".join(f".{extension}" for extension in EXTENSIONS)  # as a file field takes them
