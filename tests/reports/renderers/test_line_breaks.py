"""A line break within a paragraph stands as one in every format, and comes back from those that are read again."""

import io
import json

import docx
import mammoth
from markdown_it import MarkdownIt

from plans.narrative import clean, parse
from reports.document import Document, Section, from_json
from reports.renderers import renderer_for

HTML = (
    "<p>Bakı şəhəri,<br><strong>Nümunə küçəsi<br></strong>- 12.</p><ul><li><p>bənd,<br>davamı</p></li></ul>"
    "<table><tbody><tr><td><p>xana<br>iki</p></td></tr></tbody></table>"
)
DOCUMENT = Document(
    title="Nümunə", word="Məlumat", language="az", plan="numune", agency="NUMUNE", year=2024,
    sections=(Section(heading="Nümunə bölmə", level=2, blocks=parse(HTML)),),
)  # fmt: skip


def rendered(name: str) -> bytes:
    return renderer_for(name).render(DOCUMENT)


def test_html_has_it():
    text = rendered("html").decode()
    for part in ("Bakı şəhəri,<br><strong>Nümunə küçəsi<br></strong>- 12.", "bənd,<br>davamı", "xana<br>iki"):
        assert part in text


def test_json_gives_the_blocks_back():
    assert from_json(json.loads(rendered("json"))) == DOCUMENT


def test_word_has_it_and_gives_it_back():
    content = rendered("docx")
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
    assert "Bakı şəhəri,\nNümunə küçəsi\n- 12." in texts
    read = clean(mammoth.convert_to_html(io.BytesIO(content)).value)
    assert "Bakı şəhəri,<br><strong>Nümunə küçəsi<br></strong>- 12." in read
    assert "xana<br>iki" in read


def test_markdown_has_it_and_gives_it_back():
    text = rendered("md").decode()
    assert "Bakı şəhəri,\\\n**Nümunə küçəsi**\\\n\\- 12." in text
    assert "| xana<br>iki |" in text
    read = clean(MarkdownIt().enable("table").render(text))
    assert "Bakı şəhəri,<br><strong>Nümunə küçəsi</strong><br>- 12." in read
    assert "<ul><li><p>bənd,<br>davamı</p></li></ul>" in read
    assert "<td><p>xana<br>iki</p></td>" in read
