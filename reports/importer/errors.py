"""Why a file cannot be read at all: one stable code a reason, one sentence in Azerbaijani and one in English."""

from typing import ClassVar

MAX_FILE_BYTES = 20 * 1024 * 1024
"""Largest file of any kind."""
MAX_TEXT_BYTES = 2 * 1024 * 1024
"""Largest Markdown or text file; a report of a whole year has about 35 KB."""
MAX_PARAGRAPHS = 20_000
"""Most paragraphs, or lines of a text file; a report of a whole year has about a hundred."""

MESSAGES: dict[str, tuple[str, str]] = {
    "cannot_open": (
        "Fayl açıla bilmədi: {file}. Faylın yerini və oxuma icazəsini yoxlayın.",
        "The file cannot be opened: {file}. Check its path and that it may be read.",
    ),
    "empty": (
        "Faylda mətn yoxdur. Məlumatın yazıldığı faylı seçin.",
        "The file holds no text. Choose the file in which the report is written.",
    ),
    "too_large": (
        "Fayl çox böyükdür: ən çoxu {limit} MB ola bilər. Məlumatı ayrıca, kiçik faylda göndərin.",
        "The file is too large: at most {limit} MB is read. Send the report as a file of its own.",
    ),
    "too_long": (
        "Sənəddə abzas həddindən artıq çoxdur: ən çoxu {limit} ola bilər. Yalnız məlumatın özünü göndərin.",
        "The document has too many paragraphs: at most {limit} are read. Send the report only.",
    ),
    "unsupported_type": (
        "Bu növ fayl oxunmur. .docx, .md və ya .txt faylı seçin.",
        "Files of this kind are not read. Choose a .docx, .md or .txt file.",
    ),
    "binary": (
        "Bu, mətn faylı deyil. Mətni .docx, .md və ya .txt kimi yadda saxlayın.",
        "This is not a text file. Save the text as .docx, .md or .txt.",
    ),
    "encoding": (
        "Mətnin kodlaşdırması tanınmadı. Faylı UTF-8 kimi yadda saxlayın.",
        "The encoding of the text is not known. Save the file as UTF-8.",
    ),
    "wrong_format": (
        "Bu, {found} faylıdır, Word (.docx) deyil. Sənədi .docx kimi yadda saxlayın.",
        "This is a {found} file, not Word (.docx). Save the document as .docx.",
    ),
    "not_word": (
        "Bu fayl Word (.docx) sənədi deyil. Sənədi Word-də açıb .docx kimi yadda saxlayın.",
        "This file is not a Word (.docx) document. Open it in Word and save it as .docx.",
    ),
    "old_word": (
        "Bu, köhnə Word (.doc) sənədidir. Sənədi Word-də açıb .docx kimi yadda saxlayın.",
        "This is a document of old Word (.doc). Open it in Word and save it as .docx.",
    ),
    "encrypted": (
        "Sənəd şifrə ilə qorunur. Şifrəni götürüb yenidən yadda saxlayın.",
        "The document is protected by a password. Remove the password and save it again.",
    ),
    "damaged": (
        "Word sənədi zədələnib və ya tam yüklənməyib. Faylı yenidən göndərin.",
        "The Word document is damaged or was not uploaded completely. Send the file again.",
    ),
    "zip_bomb": (
        "Word sənədi açıldıqda həddindən artıq böyüyür və oxunmur. Şəkilləri çıxarıb yenidən yadda saxlayın.",
        "The Word document grows far too large when unpacked and is not read. Remove its pictures and save it again.",
    ),
    "unsafe_xml": (
        "Word sənədində təhlükəli tərkib (DTD) var və oxunmur. Sənədi Word-də açıb yenidən yadda saxlayın.",
        "The Word document holds unsafe content (a DTD) and is not read. Open it in Word and save it again.",
    ),
    "too_complex": (
        "Sənəddə iç-içə hissələr həddindən artıq çoxdur və oxunmur. Cədvəl və siyahıları sadələşdirin.",
        "The document is nested too deeply and is not read. Make its tables and lists simpler.",
    ),
}


class ImportStopped(Exception):
    """Nothing is read, or nothing written. `code` is a key of the class's `messages`, `params` fill its sentence."""

    messages: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(self.message("en"))

    def message(self, language: str = "az") -> str:
        """The sentence to show, in "az" or "en"."""
        return self.messages[self.code][0 if language == "az" else 1].format(**self.params)


class UnreadableDocument(ImportStopped):
    """The file as a whole cannot be read."""

    messages = MESSAGES


def require_paragraphs(count: int) -> None:
    """Raise `UnreadableDocument` ("too_long") when there are more paragraphs than anybody reports."""
    if count > MAX_PARAGRAPHS:
        raise UnreadableDocument("too_long", limit=MAX_PARAGRAPHS)


def require_size(byte_count: int, limit: int = MAX_FILE_BYTES) -> None:
    """Raise `UnreadableDocument` ("too_large") when more than `limit` bytes are to be read."""
    if byte_count > limit:
        raise UnreadableDocument("too_large", limit=limit // (1024 * 1024))
