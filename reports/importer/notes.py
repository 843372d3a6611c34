"""What the reader remarks about a document: codes with their sentences in Azerbaijani and English."""

from dataclasses import dataclass

TEMPLATES: dict[str, tuple[str, str]] = {
    # headings
    "joined_heading": (
        "Bir neçə abzasa bölünmüş başlıq birləşdirildi.",
        "A heading broken over several paragraphs was joined.",
    ),
    "several_numbers": (
        "Başlıqda bir neçə nömrə var ({detail}); mətn hər birinə aid edilir.",
        "The heading has several numbers ({detail}); the text goes to each of them.",
    ),
    "wrong_suffix": (
        "Sıra sayının şəkilçisi düzgün deyil: “{text}”. Düzgünü: “{mend}”.",
        "The suffix of the ordinal is wrong: “{text}”. Right: “{mend}”.",
    ),
    "missing_suffix": (
        "Sıra sayının şəkilçisi yazılmayıb: “{text}”. Düzgünü: “{mend}”.",
        "The suffix of the ordinal is missing: “{text}”. Right: “{mend}”.",
    ),
    "spelling": (
        "“{text}” əvəzinə “{mend}” yazılır.",
        "“{text}” is written “{mend}”.",
    ),
    "unclosed_heading": (
        "Başlıqda bağlayan mötərizə və qoşa nöqtə “):” tapılmadı; başlıq abzasın sonunda bitmiş sayıldı.",
        "The closing “):” of the heading was not found; the heading was taken to end with its paragraph.",
    ),
    "no_colon": (
        "Başlığın sonunda qoşa nöqtə yoxdur.",
        "The heading does not end with a colon.",
    ),
    "no_brackets": (
        "Başlıqda tədbirin adı mötərizəyə alınmayıb.",
        "The measure in the heading is not in brackets.",
    ),
    "duplicate": (
        "{detail} nömrəsi sənəddə bir dəfədən çox verilib.",
        "Number {detail} occurs more than once in the document.",
    ),
    "empty_item": (
        "Başlıqdan sonra mətn yoxdur.",
        "No text follows the heading.",
    ),
    "like_heading": (
        "Abzas başlığa bənzəyir, amma mətn kimi oxundu: “{text}”.",
        "A paragraph resembles a heading but was read as text: “{text}”.",
    ),
    # paragraphs and letters
    "joined": (
        "Bölünmüş abzas birləşdirildi.",
        "A broken paragraph was joined.",
    ),
    "nbsp": (
        "Mətndə ayrılmaz boşluq var; adi boşluqla əvəz etmək olar.",
        "The text holds a no-break space; a plain space can take its place.",
    ),
    "cyrillic": (
        "“{text}” sözündə kiril hərfi var; latın hərfi ilə: “{mend}”.",
        "“{text}” holds Cyrillic letters; with Latin letters: “{mend}”.",
    ),
    "schwa": (
        "“{text}” sözündə “ə” əvəzinə başqa işarə (ǝ) yazılıb; düzgünü: “{mend}”.",
        "“{text}” holds another sign (ǝ) in place of “ə”; right: “{mend}”.",
    ),
    "decomposed": (
        "“{text}” sözündə hərf iki işarə ilə yazılıb; bir işarə ilə: “{mend}”.",
        "A letter of “{text}” is written as two signs; as one: “{mend}”.",
    ),
    "invisible": (
        "“{mend}” sözündə görünməyən işarə var.",
        "“{mend}” holds an invisible character.",
    ),
    "control_characters": (
        "Mətndəki {detail} idarəedici işarə nəzərə alınmadı.",
        "{detail} control characters of the text were left out.",
    ),
    # what cannot be taken over as it stands
    "image": (
        "Sənəddəki şəkil götürülmür. {detail}",
        "A picture of the document is not taken over. {detail}",
    ),
    "embedded_object": (
        "Sənədə yerləşdirilmiş obyekt götürülmür. {detail}",
        "An object embedded in the document is not taken over. {detail}",
    ),
    "nested_table": (
        "Cədvəlin içindəki cədvəl xananın abzasları kimi oxundu.",
        "A table inside a table was read as paragraphs of its cell.",
    ),
    "ragged_table": (
        "Cədvəlin bəzi sətirlərində artıq xana var; cədvəl adi mətn kimi oxundu.",
        "Some rows of a table have too many cells; the table was read as plain text.",
    ),
    "link_title": (
        "Keçidin izahı götürülmür: “{text}”.",
        "The title of a link is not taken over: “{text}”.",
    ),
    "word_warning": (
        "Word sənədinin bir hissəsi oxunmadı: {detail}",
        "A part of the Word document was not read: {detail}",
    ),
    # the document as a whole
    "no_headings": (
        "Sənəddə yarımbənd başlığı tapılmadı.",
        "No heading of a sub-point was found in the document.",
    ),
    "title_not_found": (
        "Sənədin adı tapılmadı.",
        "The title of the document was not found.",
    ),
    "plan_not_found": (
        "Sənədin adında planın adı dırnaq içində tapılmadı.",
        "No plan in quotes was found in the title.",
    ),
    "agency_not_found": (
        "Sənədin adında qurumun adı (“… tərəfindən”) tapılmadı.",
        "No agency (“… tərəfindən”) was found in the title.",
    ),
    "year_not_found": (
        "Sənədin adında hesabat ili tapılmadı.",
        "No reporting year was found in the title.",
    ),
}

REASONS: dict[str, tuple[str, str]] = {
    "before_title": ("Sənədin adından əvvəl yazılıb", "Stands before the title"),
    "before_first_heading": ("İlk başlıqdan əvvəl yazılıb", "Stands before the first heading"),
    "no_heading": ("Sənəddə yarımbənd başlığı yoxdur", "The document has no heading of a sub-point"),
    "section_heading": ("Bölmənin başlığıdır", "Is the heading of a section"),
    "page_number": ("Səhifə nömrəsidir", "Is a page number"),
    "separator": ("Yalnız ayırıcı işarələrdən ibarətdir", "Consists of separator signs only"),
    "header": ("Səhifənin yuxarı kolontitulundadır", "Stands in the page header"),
    "footer": ("Səhifənin aşağı kolontitulundadır", "Stands in the page footer"),
    "footnote": ("Səhifəaltı qeyddir", "Is a footnote"),
    "endnote": ("Sənədin sonundakı qeyddir", "Is an endnote"),
    "comment": ("Word şərhidir", "Is a Word comment"),
    "text_box": ("Mətn çərçivəsindədir", "Stands in a text box"),
    "drawing": ("Sxem və ya diaqramın içindədir", "Stands in a drawing or chart"),
    "equation": ("Düsturdur", "Is an equation"),
    "tracked_deletion": ("Düzəliş rejimində silinib", "Was deleted with tracked changes"),
    "hidden_text": ("Gizli mətndir", "Is hidden text"),
    "not_converted": ("Word sənədindən çevrilə bilmədi", "Could not be converted from Word"),
}
"""Why a piece of the document is in no item: code → Azerbaijani, English."""


@dataclass(frozen=True, slots=True)
class Note:
    """One remark. `text` is the fragment meant, as it stands; `mend` the same fragment put right, if one is offered."""

    code: str
    text: str = ""
    mend: str | None = None
    detail: str = ""

    def message(self, language: str = "az") -> str:
        """The sentence to show, in "az" or "en"."""
        template = TEMPLATES[self.code][0 if language == "az" else 1]
        return template.format(text=self.text, mend=self.mend or "", detail=self.detail).strip()

    def as_json(self, language: str = "az") -> dict[str, str | None]:
        """The note as `import_report --json` prints it."""
        return {"code": self.code, "message": self.message(language), "text": self.text, "mend": self.mend}


def reason_message(reason: str, language: str = "az") -> str:
    """The sentence for a reason code of an unplaced piece, in "az" or "en"."""
    return REASONS[reason][0 if language == "az" else 1]


def excerpt(before: str, after: str, width: int = 40) -> str:
    """The place where two texts met: the end of one and the beginning of the other."""
    head = before if len(before) <= width else "…" + before[-width:]
    tail = after if len(after) <= width else after[:width] + "…"
    return f"{head} {tail}"
