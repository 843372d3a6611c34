"""What people paste from Word, LibreOffice, Excel, Google Docs and web pages arrives whole and clean."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from lxml import html as lxml_html
from playwright.sync_api import Page, expect

from plans.models import Entry
from plans.narrative import clean, plain_text

CLIPBOARD = Path(__file__).parent.parent / "data" / "clipboard"
IMAGE_LEFT_OUT = "An image is not put into the text: add it as evidence."
FILE_LEFT_OUT = "A file is not put into the text: add it as evidence."
REVIEW_LEFT_OUT = "Comments and words marked as deleted in Word were left out."
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

# The same table to which the tests of the modules in node are held: tests/scripts/writing/paste.
EXPECTED = json.loads((CLIPBOARD / "expected.json").read_text(encoding="utf-8"))
HEADINGS = "Headings have become bold paragraphs."
UNLINKED = "A link that leads nowhere has become plain words."
SAID = {
    "word_tracked": (REVIEW_LEFT_OUT,),
    "word_image": (IMAGE_LEFT_OUT,),
    "word_text": (HEADINGS, UNLINKED),
    "word_lists": (HEADINGS,),
    "libreoffice": (HEADINGS,),
}
KEPT_SIGNS = {"word_lists": ["7.", "4.3.1."]}  # signs that a list cannot show stay words
PARTS = {"p", "div", "h1", "h2", "li", "td", "th", "tr", "br", "hr", "table", "ul", "ol", "body"}


@pytest.fixture
def page(screen) -> Page:
    """The editor of a draft, emptied, with the caret in it."""
    page = screen.sign_in("dmx.emekdas").open_editor()
    empty(page)
    yield page
    assert screen.errors == []  # the security policy was broken nowhere


def empty(page: Page) -> None:
    page.evaluate("document.querySelector('.ProseMirror').editor.chain().clearContent(true).focus().run()")


def write(page: Page, words: str) -> None:
    page.evaluate("words => document.querySelector('.ProseMirror').editor.commands.insertContent(words)", words)


def paste(page: Page, *, html: str = "", text: str = "", files: tuple[tuple[str, str], ...] = ()) -> None:
    """A paste with this data on the clipboard; `files` are pairs of name and type."""
    page.evaluate(
        """({html, text, files, pixel}) => {
        const data = new DataTransfer()
        if (html) data.setData('text/html', html)
        if (text) data.setData('text/plain', text)
        const bytes = Uint8Array.from(atob(pixel), letter => letter.charCodeAt(0))
        for (const [name, type] of files) data.items.add(new File([bytes], name, {type}))
        document.querySelector('.ProseMirror').dispatchEvent(
          new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))
        }""",
        {"html": html, "text": text, "files": [list(pair) for pair in files], "pixel": PIXEL},
    )


def editor_html(page: Page) -> str:
    return page.evaluate("document.querySelector('.ProseMirror').editor.getHTML()")


def fixture_text(name: str) -> str:
    return (CLIPBOARD / f"{name}.html").read_bytes().decode()


def expected_text(name: str) -> str:
    return "".join(EXPECTED["files"][name])


def said(page: Page, sentence: str) -> str:
    return page.evaluate("text => (window.gettext ?? (words => words))(text)", sentence)


def visible_words(markup: str) -> list[str]:
    """The words that a reader of the document sees, read by another parser; signs of lists, deletions, comments aside."""
    parts: list[str] = []

    def walk(element) -> None:
        style = element.get("style") or ""
        unseen = "mso-list:Ignore" in style or "display:none" in style or "mso-element:comment-list" in style
        seen = not (unseen or element.tag in ("style", "title", "del", "head"))
        seen = seen and element.get("class") != "MsoCommentReference"
        gap = "\n" if element.tag in PARTS else ""
        if isinstance(element.tag, str) and seen:
            parts.extend((gap, element.text or ""))
            for child in element:
                walk(child)
            # LibreOffice sets a space between the number of a note and the note.
            parts.append(" " if element.get("class") == "sdfootnotesym" else gap)
        parts.append(element.tail or "")

    walk(lxml_html.document_fromstring(re.sub(r"<!--.*?-->|<!\[(?:if|endif)[^>]*>", "", markup, flags=re.DOTALL)))
    return unicodedata.normalize("NFKC", "".join(parts)).split()


def words_of(html: str) -> list[str]:
    return unicodedata.normalize("NFKC", plain_text(html)).split()


def test_clipboard_of_an_office_program_is_pasted_whole_and_clean(page, subtests):
    note = page.locator("[data-paste-note]")
    for name in sorted(EXPECTED["files"], key=lambda name: name in SAID):  # those of which nothing is said come first
        with subtests.test(name):
            markup = fixture_text(name)
            empty(page)
            paste(page, html=markup, text="başqa mətn")
            pasted = editor_html(page)
            assert clean(pasted) == expected_text(name)
            signs = KEPT_SIGNS.get(name, [])
            assert [word for word in words_of(pasted) if word not in signs] == visible_words(markup)
            if name in SAID:
                sentences = [said(page, sentence) for sentence in SAID[name]]
                expect(note.locator("p")).to_have_text(sentences)
                expect(page.locator("p.spoken[role=status]:not([id])")).to_have_text(" ".join(sentences))
            else:
                expect(note).to_have_count(0)


def test_fixtures_are_all_in_the_table_of_expected_texts():
    assert {path.stem for path in CLIPBOARD.glob("*.html")} == set(EXPECTED["files"])


def test_pasted_text_is_saved_as_the_editor_shows_it(page):
    paste(page, html=fixture_text("word_text"))
    page.keyboard.press("Control+s")
    expect(page.locator("#save-state[data-saved], #save-state [data-saved]")).to_be_visible()
    saved = Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number="4.3.3").narrative
    assert saved == expected_text("word_text")


def test_copy_from_a_web_page_in_the_browser_keeps_what_a_narrative_holds(page):
    source = page.context.new_page()
    source.set_content(
        "<style>.loud {font-weight: 700} em {color: red} .gone {display: none}</style>"
        "<h2>Nümunə xəbər</h2><p>Adi, <span class=loud>qalın</span>, <em>əyri</em> və "
        "<a href='https://numune.example/xeber'>keçid</a>.<br>Yeni sətir<span class=gone>gizli</span></p>"
        "<div>Bölmə<div>iç bölmə</div></div>"
        "<ul><li>bir<ol start=3><li>üç</li></ol></li><li>iki</li></ul>"
        "<table><caption>Cədvəlin adı</caption><tr><th>Ad</th><th>Say</th></tr>"
        "<tr><td rowspan=2>a</td><td>1</td></tr><tr><td>2</td></tr></table><pre>birinci\nikinci</pre>"
    )
    source.keyboard.press("Control+a")
    source.keyboard.press("Control+c")
    page.bring_to_front()
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+v")
    expect(page.locator(".ProseMirror")).to_contain_text("ikinci")
    assert clean(editor_html(page)) == (
        "<p><strong>Nümunə xəbər</strong></p>"
        '<p>Adi, <strong>qalın</strong>, <em>əyri</em> və <a href="https://numune.example/xeber">keçid</a>.'
        "<br>Yeni sətir</p><p>Bölmə</p><p>iç bölmə</p>"
        '<ul><li><p>bir</p><ol start="3"><li><p>üç</p></li></ol></li><li><p>iki</p></li></ul>'
        "<p>Cədvəlin adı</p>"
        "<table><tbody><tr><th><p>Ad</p></th><th><p>Say</p></th></tr>"
        '<tr><td rowspan="2"><p>a</p></td><td><p>1</p></td></tr><tr><td><p>2</p></td></tr></tbody></table>'
        "<p>birinci</p><p>ikinci</p>"
    )


def test_words_copied_out_of_a_line_in_the_browser_join_the_line_with_their_spaces(page):
    source = page.context.new_page()
    source.set_content("<p>Nümunə <b>mətn</b> bir</p>")
    source.evaluate(
        """() => {
        const [first, bold, last] = document.querySelector('p').childNodes
        getSelection().setBaseAndExtent(first, 6, last, 1)
        }"""
    )
    source.keyboard.press("Control+c")
    page.bring_to_front()
    page.evaluate("document.querySelector('.ProseMirror').editor.commands.setContent('<p>əvvəlsonra</p>')")
    page.locator(".ProseMirror").click()
    page.evaluate("document.querySelector('.ProseMirror').editor.commands.setTextSelection(6)")
    page.keyboard.press("Control+v")
    expect(page.locator(".ProseMirror")).to_contain_text("mətn")
    assert clean(editor_html(page)).replace("\xa0", " ") == "<p>əvvəl <strong>mətn</strong> sonra</p>"


def test_own_copy_in_the_editor_comes_back_as_it_was(page):
    text = "<ul><li><p>bir</p></li><li><p>iki</p></li></ul><p><strong>qalın</strong> söz</p>"
    page.evaluate("text => document.querySelector('.ProseMirror').editor.commands.setContent(text)", text)
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+x")
    assert clean(editor_html(page)) == ""
    page.keyboard.press("Control+v")
    expect(page.locator(".ProseMirror")).to_contain_text("söz")
    assert clean(editor_html(page)) == text


@pytest.mark.parametrize(
    ("html", "files"),
    [
        ("", (("a.png", "image/png"),)),
        ('<meta charset="utf-8"><img src="https://numune.example/a.png" alt="">', (("a.png", "image/png"),)),
        ('<p><img src="https://numune.example/a.png"></p>', ()),
    ],
    ids=["file", "file-and-markup", "markup"],
)
def test_image_alone_is_not_put_in_and_that_is_said(page, html, files):
    write(page, "yazılmış")
    paste(page, html=html, files=files)
    sentence = said(page, IMAGE_LEFT_OUT)
    expect(page.locator("[data-paste-note]")).to_have_text(sentence)
    expect(page.locator("p.spoken[role=status]:not([id])")).to_have_text(sentence)
    assert clean(editor_html(page)) == "<p>yazılmış</p>"


def test_notice_goes_with_the_next_paste_that_leaves_nothing_out(page):
    paste(page, html="<img src=a.png>")
    expect(page.locator("[data-paste-note]")).to_be_visible()
    paste(page, html="<p>söz</p>", files=(("office-draws-the-text.png", "image/png"),))
    expect(page.locator("[data-paste-note]")).to_be_hidden()
    assert clean(editor_html(page)) == "<p>söz</p>"


def test_counting_pixel_among_words_is_not_an_image(page):
    paste(page, html='<p>söz<img src="https://numune.example/t.gif" width="1" height="1"></p>')
    expect(page.locator("[data-paste-note]")).to_have_count(0)
    assert clean(editor_html(page)) == "<p>söz</p>"


@pytest.mark.parametrize(
    ("kind", "sentence"), [("image/png", IMAGE_LEFT_OUT), ("application/pdf", FILE_LEFT_OUT)], ids=["image", "pdf"]
)
def test_file_dropped_on_the_editor_does_not_replace_the_page(page, kind, sentence):
    write(page, "yazılmış")
    stopped = page.evaluate(
        """kind => {
        const data = new DataTransfer()
        data.items.add(new File(['x'], 'a', {type: kind}))
        const surface = document.querySelector('.ProseMirror')
        const {x, y} = surface.querySelector('p').getBoundingClientRect()
        const place = {clientX: x + 3, clientY: y + 3}
        return !surface.dispatchEvent(
          new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true, ...place}))
        }""",
        kind,
    )
    assert stopped
    expect(page.locator("[data-paste-note]")).to_have_text(said(page, sentence))
    assert clean(editor_html(page)) == "<p>yazılmış</p>"


def test_each_line_of_plain_text_becomes_a_paragraph(page, subtests):
    for name, case in EXPECTED["plain_texts"].items():
        with subtests.test(name):
            empty(page)
            paste(page, text=case["pasted"])
            assert clean(editor_html(page)) == "".join(case["text"])


def test_markup_of_web_pages_keeps_its_words_apart(page, subtests):
    for name, case in EXPECTED["web_pages"].items():
        with subtests.test(name):
            empty(page)
            paste(page, html=case["pasted"])
            assert clean(editor_html(page)) == "".join(case["text"])


def test_markup_without_words_gives_way_to_the_plain_text(page):
    paste(page, html='<input value="söz">', text="söz")
    assert clean(editor_html(page)) == "<p>söz</p>"


def test_markup_made_to_hold_the_editor_does_not(page):
    for hostile in ("<p ' ", "<!-- ", "<style>", '<p a="x ', " ", "<b>"):
        empty(page)
        paste(page, html="<p>söz</p>" + hostile * 20_000)
        assert "söz" in editor_html(page)


def test_half_a_megabyte_is_pasted_whole(page):
    line = "<p class=MsoNormal style='text-align:justify'><span lang=AZ>Nümunə mətn {}, <b>qalın</b> söz.<o:p></o:p></span></p>"
    count = 500_000 // len(line)
    paste(page, html="\r\n".join(line.format(number) for number in range(count)))
    expected = "".join(f"<p>Nümunə mətn {number}, <strong>qalın</strong> söz.</p>" for number in range(count))
    assert clean(editor_html(page)) == expected
