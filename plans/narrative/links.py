"""The addresses that a link may lead to. The editor's writing/addresses.js says the same; one table tests both."""

import re

# A file's name looks like a host's: "hesabat.docx" leads nowhere from a printed report.
_FILES = "doc|docx|gif|htm|html|jpeg|jpg|pdf|png|ppt|pptx|rtf|txt|xls|xlsx|zip"
_WEB = re.compile(r"https?://[^\s/?#\\%]+(?:[/?#].*)?", re.IGNORECASE)
_MAIL = re.compile(r"(?:mailto:)?[^\s@/:]+@[^\s@/:]+\.[^\s@/:.]{2,}(?:\?.*)?", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]{1,63}\.){1,10}[^\W\d_]{2,63}(?:[/?#].*)?")
_FILE = re.compile(rf"[^/?#]*\.(?:{_FILES})", re.IGNORECASE)
_INSIDE = re.compile(r"\s")


def complete_address(text: str) -> str:
    """The address as a link can hold it, completed where it says enough: "migration.gov.az" is "https://migration.gov.az",
    "ad@numune.example" begins with "mailto:". "" for what leads nowhere: other schemes, files, places within a site.
    """
    address = text.strip()
    if _WEB.match(address):
        address = address.replace(" ", "%20")
        return address if _WEB.fullmatch(address) and not _INSIDE.search(address) else ""
    if _INSIDE.search(address):
        return ""
    if _MAIL.fullmatch(address):
        return address if address.lower().startswith("mailto:") else f"mailto:{address}"
    return f"https://{address}" if _HOST.fullmatch(address) and not _FILE.fullmatch(address) else ""
