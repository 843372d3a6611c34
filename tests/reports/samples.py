"""A Document with every kind of block, for the tests of all formats."""

import functools

from plans.narrative import parse
from reports.document import Document, Section
from reports.renderers.pdf import PdfRenderer

RICH = (
    "<p>Nümunə mətn. 04.11.2021-ci il tarixdə <strong>qalın</strong> və <em>maili</em> söz, “dırnaq”, &lt;b&gt; &amp; *ulduz*"
    ' _alt_ [mötərizə] və <a href="https://numune.example/a?b=1&amp;c=2">keçid</a>.</p>'
    "<p># diyez ilə başlayan abzas</p><p>- tire ilə başlayan abzas</p><p>1. nömrə ilə başlayan abzas</p>"
    "<ul><li><p>birinci bənd;</p><p>birinci bəndin ikinci abzası;</p><ul><li><p>içəridəki bənd;</p></li></ul></li>"
    "<li><p>ikinci bənd.</p></li></ul>"
    '<ol start="3"><li><p>üçüncü;</p></li><li><p>dördüncü.</p></li></ol>'
    "<p>Araya girən abzas.</p><ol><li><p>yenidən birinci.</p></li></ol>"
    '<table><tbody><tr><th colspan="2"><p>Göstərici | ölçü</p></th></tr>'
    '<tr><td rowspan="2"><p>Təlim</p></td><td><p>16</p><p>hal</p></td></tr><tr><td><p>348 nəfər</p></td></tr></tbody></table>'
)
RICH_PARAGRAPHS = [
    "Nümunə mətn. 04.11.2021-ci il tarixdə qalın və maili söz, “dırnaq”, <b> & *ulduz* _alt_ [mötərizə] və keçid.",
    "# diyez ilə başlayan abzas",
    "- tire ilə başlayan abzas",
    "1. nömrə ilə başlayan abzas",
    "birinci bənd;",
    "birinci bəndin ikinci abzası;",
    "içəridəki bənd;",
    "ikinci bənd.",
    "üçüncü;",
    "dördüncü.",
    "Araya girən abzas.",
    "yenidən birinci.",
    "Göstərici | ölçü",
    "Təlim",
    "16",
    "hal",
    "348 nəfər",
]


def rich_document(*, notice: str = "") -> Document:
    return Document(
        title="“Nümunə Milli Fəaliyyət Planı”nda nəzərdə tutulan tədbirlərin Nümunə Xidməti tərəfindən icrası barədə",
        word="MƏLUMAT",
        language="az",
        plan="Nümunə Milli Fəaliyyət Planı",
        agency="Nümunə Xidməti",
        year=2021,
        notice=notice,
        sections=(
            Section("4.2.9-cu yarımbənd üzrə (Nümunə tədbir (mötərizə ilə)):", 2, "4.2.9", parse(RICH)),
            Section("4.2.10-cu yarımbənd üzrə (Nümunə tədbir):", 2, "4.2.10", parse("<p>Nümunə mətn. Son abzas.</p>")),
        ),
    )


def document_of(html: str, *, notice: str = "", sections: int = 1) -> Document:
    """A report whose sections hold this text each."""
    return Document(
        title="“Nümunə planı”nın icrası barədə",
        word="MƏLUMAT",
        language="az",
        plan="Nümunə planı",
        agency="Nümunə Xidməti",
        year=2021,
        notice=notice,
        sections=tuple(
            Section(f"4.2.{number}-ci yarımbənd üzrə (Nümunə tədbir):", 2, f"4.2.{number}", parse(html))
            for number in range(1, sections + 1)
        ),
    )


@functools.cache
def rich_pdf() -> bytes:
    """The PDF of `rich_document`, made once for all that look at it."""
    return PdfRenderer().render(rich_document())
