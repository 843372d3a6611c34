"""What people paste from Word, LibreOffice, Excel, Google Docs and web pages arrives whole and clean."""

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

CELLS_2023 = "<tr><td><p>Göstərici</p></td><td><p>2023</p></td><td><p>2024</p></td></tr>"
PASTED = {
    "word_text": (
        "<p>Nümunə başlıq</p>"
        "<p><strong>Qalın sözlər</strong>, <em>əyri sözlər</em>, <strong><em>hər ikisi</em></strong> və adi sözlər;"
        " tabdan sonra 1\xa0250 nəfər, 12 km².</p>"
        "<p>Yumşaq sətir</p><p>sonu.</p><p>Yeni səhifə.</p>"
        '<p>Bakı şəhərində <a href="https://numune.example/sened?id=1&amp;dil=az">açıq sənəd</a>, yerli fayl və '
        '<a href="mailto:ali@numune.example">ünvan</a>.</p>'
        "<p>Qanunda[1] deyilir.</p>"
        "<table><tbody>"
        "<tr><th><p><strong>Göstərici</strong></p></th><th><p>2023</p></th><th><p>2024</p></th></tr>"
        '<tr><td><p>Seminar</p></td><td colspan="2"><p>on iki &lt; on yeddi</p></td></tr>'
        "<tr><td><p>Cəmi</p></td><td></td><td><ul><li><p>xanada bənd</p></li></ul></td></tr>"
        "</tbody></table>"
        "<p>Son abzas: “dırnaq”, İŞIQ, ağac.</p>"
        "<p>[1] Qeydin öz sözləri.</p>"
    ),
    "word_lists": (
        "<p>Nümunə mətn: siyahıdan əvvəl.</p>"
        "<ul><li><p>Birinci <strong>qalın</strong> bənd</p>"
        "<ul><li><p>İkinci səviyyə</p><ul><li><p>Üçüncü səviyyə</p></li></ul></li><li><p>Yenə ikinci səviyyə</p></li></ul>"
        "</li><li><p>Sonuncu bənd</p></li></ul>"
        "<p>Siyahılar arasında abzas.</p>"
        '<ol start="3"><li><p>Üçdən başlayan bənd</p>'
        "<ol><li><p>Hərfli iç bənd</p></li><li><p>İkinci hərfli bənd</p><p>ikinci sətri</p></li></ol>"
        "</li><li><p>Dördüncü bənd</p></li></ol>"
        "<p>Davam abzası, nişansız.</p>"
        '<ol start="5"><li><p>Beşinci bənd</p></li></ol>'
        "<p>7. Nömrəli başlıq</p>"
        "<p>4.3.1. Yarımbəndin mətni</p>"
    ),
    "word_tracked": "<p>Nümunə mətn yeni rəqəm şərhli söz qalır.</p>",
    "word_image": "<p>Nümunə mətn şəkildən əvvəl.</p><p>Şəkildən sonrakı sözlər.</p>",
    "word_online": (
        "<p>Nümunə mətn, <strong>qalın</strong> və adi.</p>"
        "<ul><li><p>bir</p><ul><li><p>birin içi</p></li></ul></li><li><p>iki</p></li></ul>"
        "<ol><li><p>nömrəli bir</p></li><li><p>nömrəli iki</p></li></ol>"
    ),
    "excel": (
        f"<table><tbody>{CELLS_2023}"
        "<tr><td><p>Nümunə seminar</p></td><td><p>12,5</p></td><td><p>17</p></td></tr></tbody></table>"
    ),
    "google_docs": (
        '<p>Nümunə mətn, <strong>qalın</strong>, <em>əyri</em> və <a href="https://numune.example/">keçid</a>.</p>'
        "<ul><li><p>bir</p><ul><li><p>birin içi</p></li></ul></li><li><p>iki</p></li></ul>"
        '<ol start="4"><li><p>dörd</p></li></ol>'
        "<table><tbody><tr><td><p><strong>Ad</strong></p></td><td><p>Say</p></td></tr></tbody></table>"
    ),
    "libreoffice": (
        "<p>Nümunə mətn: görülmüş işlər</p>"
        "<p>Hesabat ilində <strong>348 işçi</strong> üçün <em>17 seminar</em> keçirilmişdir; sahə 12 m².</p>"
        "<p>Birinci sətir</p><p>ikinci sətir.</p>"
        '<ol start="4"><li><p>dördüncü bənd</p>'
        "<ul><li><p>onun iç bəndi</p></li><li><p>ikinci iç bəndi</p></li></ul></li><li><p>beşinci bənd</p></li></ol>"
        '<p>Qərarın mətni <a href="https://numune.example/qerar?a=1&amp;b=2">saytda</a> dərc olunub.</p>'
        "<table><tbody>"
        "<tr><td><p><strong>Göstərici</strong></p></td><td><p>2023</p></td><td><p>2024</p></td></tr>"
        "<tr><td><p>Seminar</p></td><td><p>12</p></td><td><p>17</p></td></tr>"
        '<tr><td colspan="2"><p>Cəmi</p></td><td><p>29</p></td></tr>'
        "</tbody></table>"
        "<p>Son abzas: “dırnaq”, İŞIQ, ağac.</p>"
    ),
    "libreoffice_notes": (
        "<p>Nümunə mətn qeydlidir¹, davamı var.</p><p>Sözlər tabla və boşluqla</p><p>ayrılıb.</p><p>Son abzas.</p>"
        "<p>1 Qeydin öz sözləri.</p>"
    ),
}
SAID = {"word_tracked": REVIEW_LEFT_OUT, "word_image": IMAGE_LEFT_OUT}
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
    for name in sorted(PASTED, key=lambda name: name in SAID):  # those of which nothing is said come first
        with subtests.test(name):
            markup = fixture_text(name)
            empty(page)
            paste(page, html=markup, text="başqa mətn")
            pasted = editor_html(page)
            assert clean(pasted) == PASTED[name]
            signs = KEPT_SIGNS.get(name, [])
            assert [word for word in words_of(pasted) if word not in signs] == visible_words(markup)
            if name in SAID:
                expect(note).to_have_text(said(page, SAID[name]))
                expect(page.locator("p.spoken[role=status]")).to_have_text(said(page, SAID[name]))
            else:
                expect(note).to_have_count(0)


def test_fixtures_are_all_in_the_table_of_expected_texts():
    assert {path.stem for path in CLIPBOARD.glob("*.html")} == set(PASTED)


def test_pasted_text_is_saved_as_the_editor_shows_it(page):
    paste(page, html=fixture_text("word_text"))
    page.keyboard.press("Control+s")
    expect(page.locator("#save-state[data-saved], #save-state [data-saved]")).to_be_visible()
    saved = Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number="4.3.3").narrative
    assert saved == PASTED["word_text"]


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
        "<p>Nümunə xəbər</p>"
        '<p>Adi, <strong>qalın</strong>, <em>əyri</em> və <a href="https://numune.example/xeber">keçid</a>.</p>'
        "<p>Yeni sətir</p><p>Bölmə</p><p>iç bölmə</p>"
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
    expect(page.locator("p.spoken[role=status]")).to_have_text(sentence)
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


PLAIN_TEXTS = {
    "lines": ("bir\r\niki\r\n\r\nüç\r\n", "<p>bir</p><p>iki</p><p>üç</p>"),
    "feeds": ("bir\x0biki\u2028üç", "<p>bir</p><p>iki</p><p>üç</p>"),
    "blank": ("\n \n", ""),
    "initial": ("A. Əliyev", "<p>A. Əliyev</p>"),
    "numbers": ("1. bir\n2. iki", "<ol><li><p>bir</p></li><li><p>iki</p></li></ol>"),
    "gap": ("1. bir\n3. üç", "<p>1. bir</p><p>3. üç</p>"),
    "signs": ("<b>x</b> < y & z", "<p>&lt;b&gt;x&lt;/b&gt; &lt; y &amp; z</p>"),
}


def test_each_line_of_plain_text_becomes_a_paragraph(page, subtests):
    for name, (text, result) in PLAIN_TEXTS.items():
        with subtests.test(name):
            empty(page)
            paste(page, text=text)
            assert clean(editor_html(page)) == result


WEB_PAGES = {
    "rows": (
        "<tr><td>bir</td><td>iki</td></tr>",
        "<table><tbody><tr><td><p>bir</p></td><td><p>iki</p></td></tr></tbody></table>",
    ),
    "table-in-cell": (
        "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td></tr></table>",
        "<table><tbody><tr><td><p>a</p><p>b</p><p>c</p></td></tr></tbody></table>",
    ),
    "deep-list": (
        "<ul><li>1<ul><li>2<ul><li>3<ul><li>4<ul><li>5<ul><li>6<ul><li>7</li></ul></li></ul></li></ul></li></ul></li></ul>"
        "</li></ul></li></ul>",
        "<ul><li><p>1</p><ul><li><p>2</p><ul><li><p>3</p><ul><li><p>4</p><ul><li><p>5</p><ul><li><p>6</p><p>7</p></li></ul>"
        "</li></ul></li></ul></li></ul></li></ul></li></ul>",
    ),
    "docs-bold": (
        "<b style='font-weight:normal'><p>adi <span style='font-weight:700'>qalın</span></p></b>",
        "<p>adi <strong>qalın</strong></p>",
    ),
    "raised": ("<p>10<sup>3</sup>, CO<sub>2</sub>, söz<sup>qeyd</sup></p>", "<p>10³, CO₂, sözqeyd</p>"),
    "odd-tags": (
        '<p><a href="javascript:x()">keçid</a> <del>silinmiş</del> <custom-tag>yad</custom-tag></p>',
        "<p>keçid silinmiş yad</p>",
    ),
    "divs": (
        "<div>bir</div>iki<p>üç<span style='display: block'>dörd</span></p>",
        "<p>bir</p><p>iki</p><p>üç</p><p>dörd</p>",
    ),
    "lone-signs": ("<p>x < 5 və y<br>son <p a='", "<p>x &lt; 5 və y</p><p>son &lt;p a='</p>"),
    "handlers": (
        "<p onclick='x()' style='color: red'>söz<script>x()</script><style>p {color: red}</style></p>",
        "<p>söz</p>",
    ),
    "other-editor": ('<p data-pm-slice="1 1 []">bir<br>iki</p><h1>üç</h1>', "<p>bir</p><p>iki</p><p>üç</p>"),
}


def test_markup_of_web_pages_keeps_its_words_apart(page, subtests):
    for name, (html, result) in WEB_PAGES.items():
        with subtests.test(name):
            empty(page)
            paste(page, html=html)
            assert clean(editor_html(page)) == result


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
