"""The package around a Word file: its properties, without what the library's template brings, and always the same bytes."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE

from plans.narrative import clean_plain
from reports.document import Document
from reports.renderers.word.pages import running_head
from reports.renderers.word.xml import empty, put

LONGEST_PROPERTY = 255
LANGUAGES = {"az": "az-AZ", "en": "en-GB"}
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of the ZIP format: no file of the package has a time of its own
_ONLY_FOR_OWNER = 0o600 << 16
# A picture of another document, “Microsoft Macintosh Word”, faces and colours that no style names.
_OF_THE_TEMPLATE = frozenset(
    {
        RELATIONSHIP_TYPE.THUMBNAIL,
        RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
        RELATIONSHIP_TYPE.CUSTOM_XML,
        RELATIONSHIP_TYPE.WEB_SETTINGS,
        RELATIONSHIP_TYPE.FONT_TABLE,
        RELATIONSHIP_TYPE.THEME,
        "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    }
)


def set_up_package(word: WordDocument, document: Document) -> None:
    """Takes away what is the template's, and says whose the document is and as of when it stands.

    Of a document without a moment the file says no time at all: none is better than one that is not true.
    """
    package = word.part.package
    for relations in (package.rels, word.part.rels):
        for name in [name for name, relation in relations.items() if relation.reltype in _OF_THE_TEMPLATE]:
            del relations[name]
    properties = word.core_properties
    core = package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
    empty(core.element)
    properties.title, properties.subject = _property(document.title), _property(running_head(document))
    properties.author = _property(document.agency or document.plan)
    properties.language = LANGUAGES[document.language]
    if document.as_of:
        moment = datetime.fromisoformat(document.as_of)
        # One without a zone is not read in that of the machine: the bytes would differ from one to the next.
        moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
        properties.created = properties.modified = moment
    _set_up_settings(word, document)


def _set_up_settings(word: WordDocument, document: Document) -> None:
    settings = word.settings.element
    empty(settings)
    put(settings, "zoom", percent=100)
    put(settings, "defaultTabStop", val=709)
    put(settings, "characterSpacingControl", val="doNotCompress")
    if not document.agency:
        put(settings, "updateFields", val=1)  # the pages of the contents
    compatibility = put(settings, "compat")
    kinds = {"compatibilityMode": 15, "overrideTableStyleFontSizeAndJustification": 1, "enableOpenTypeFeatures": 1}
    for name, value in kinds.items():
        put(compatibility, "compatSetting", name=name, uri="http://schemas.microsoft.com/office/word", val=value)
    put(settings, "themeFontLang", val=LANGUAGES[document.language])
    put(settings, "decimalSymbol", val=",")
    put(settings, "listSeparator", val=";")


def packed(word: WordDocument) -> bytes:
    """The file's bytes: of one document always the same ones."""
    written, output = BytesIO(), BytesIO()
    word.save(written)
    with ZipFile(written) as source, ZipFile(output, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name, _FIRST_DAY)
            entry.external_attr, entry.create_system = _ONLY_FOR_OWNER, 0
            target.writestr(entry, source.read(name), ZIP_DEFLATED)
    return output.getvalue()


def _property(text: str) -> str:
    """A document property: Word allows 255 characters; the title on the page stays whole."""
    text = " ".join(clean_plain(text).split())
    return text if len(text) <= LONGEST_PROPERTY else text[: LONGEST_PROPERTY - 1] + "…"
