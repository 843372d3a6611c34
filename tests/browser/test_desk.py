"""The first screen of an entry shows its text: how many lines, what stays, the one next step, the way to what is missing."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from plans.models import Entry
from tests.browser.conftest import DMX_2024, DRAFT, assert_fine
from tests.browser.test_writing import entry, write
from tests.reports.reading import pdf_text, squeeze

LONG = "".join(
    f"<p>{'Nümunə mətn. Birgə görüşlər keçirilmiş, məlumat və təcrübə mübadiləsi aparılmışdır. ' * 12}</p>" * 2
)
# Lines of the text that are seen whole, and how many characters the widest of them holds.
LINES = """() => {
  const tools = document.querySelector('.prose-menubar, .entry-bar').getBoundingClientRect().bottom
  const bar = [...document.querySelectorAll('.bar-note:not([hidden]), .review-bar')]
    .find(one => one.matches('.bar-note') || getComputedStyle(one).position === 'fixed')
  const foot = bar?.getBoundingClientRect().top ?? innerHeight
  const text = document.querySelector('.ProseMirror, .review-text .narrative')
  const seen = new Map(), texts = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  while (texts.nextNode()) {
    for (let at = 0; at < texts.currentNode.length; at += 1) {
      range.setStart(texts.currentNode, at); range.setEnd(texts.currentNode, at + 1)
      const { top, bottom } = range.getBoundingClientRect()
      if (top >= tools && bottom <= foot) seen.set(Math.round(top), (seen.get(Math.round(top)) ?? 0) + 1)
    }
  }
  return [seen.size, Math.max(...seen.values())]
}"""


SIZES = [(1366, 650, 12), (683, 325, 5), (360, 740, 12)]
RETURNED = f"{DMX_2024}4.6.3/"
SUBMITTED = f"{DMX_2024}4.3.5/review/"


def lengthen(number: str) -> None:
    """Gives an entry a long text as it stands: nothing but the text is another."""
    where = {"reporting_year__year": 2024, "agency__code": "DMX", "sub_point__number": number}
    assert Entry.objects.filter(**where).update(narrative=LONG) == 1


@pytest.mark.parametrize(("width", "height", "least"), SIZES)
def test_first_screen_shows_the_text(new_screen, width, height, least):
    write(LONG, "dmx.emekdas")
    page = new_screen(width=width, height=height).sign_in("dmx.emekdas").open_editor()
    lines, widest = page.evaluate(LINES)
    assert lines >= least
    assert widest <= 80  # 72 of the usual width: "i" and "l" are narrower


@pytest.mark.parametrize(("width", "height", "least"), [*SIZES[:2], (360, 740, 8)])
def test_first_screen_of_a_returned_entry_shows_the_text_and_why(new_screen, width, height, least):
    lengthen("4.6.3")
    screen = new_screen(width=width, height=height).sign_in("dmx.emekdas")
    page = screen.open_editor(RETURNED)
    assert page.evaluate(LINES)[0] >= least
    reason, fold = page.locator(".standing-notice blockquote"), page.locator(".reason-fold > summary")
    if height < 480:  # the reason is a press away
        expect(reason).to_be_hidden()
        fold.press("Enter")
    else:
        expect(fold).to_be_hidden()
    expect(reason).to_be_in_viewport()
    assert screen.violations() == []


def test_folded_reason_covers_no_tool(new_screen):
    page = new_screen(width=683, height=325).sign_in("dmx.emekdas").open_editor(RETURNED)
    fold = page.locator(".reason-fold > summary")
    expect(fold).to_be_in_viewport()
    free = page.evaluate(
        """() => {
        const tools = [...document.querySelectorAll('.prose-menubar__button:not(.hidden)')]
        const seen = tools.map(one => one.getBoundingClientRect()).filter(({ width }) => width)
        const notice = document.querySelector('.standing-notice').getBoundingClientRect()
        return [seen.length >= 8, seen.every(({ right }) => right <= notice.left)]
        }"""
    )
    assert free == [True, True]


@pytest.mark.parametrize(("width", "height", "least"), SIZES)
def test_first_screen_of_a_review_shows_the_text(new_screen, width, height, least):
    lengthen("4.3.5")
    screen = new_screen(width=width, height=height).sign_in("koordinator")
    page = screen.open(SUBMITTED)
    assert page.evaluate(LINES)[0] >= least
    expect(page.locator(".entry-bar .measure")).to_be_hidden()
    page.locator(".about-measure > summary").press("Enter")
    expect(page.locator(".entry-bar .measure")).to_be_in_viewport()
    assert screen.violations() == []
    page.keyboard.press("Escape")
    expect(page.locator(".entry-bar .measure")).to_be_hidden()


def test_return_panel_stands_in_the_window_with_its_button(new_screen):
    page = new_screen(width=1366, height=650).sign_in("koordinator").open(SUBMITTED)
    page.locator(".return-panel > summary").click()
    expect(page.locator("#return-reason")).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-return]")).to_be_in_viewport(ratio=1)
    expect(page.locator("#approve-form button")).to_be_hidden()


def test_link_leads_to_the_decision_where_it_stands_below_the_text(new_screen):
    lengthen("4.3.5")
    page = new_screen(width=683, height=325).sign_in("koordinator").open(SUBMITTED)
    expect(page.locator("#approve-form button")).not_to_be_in_viewport()
    page.get_by_role("link", name="Qərar", exact=True).click()
    expect(page.locator("#approve-form button")).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1366, "height": 650})
    expect(page.locator(".to-decision")).to_be_hidden()


@pytest.mark.parametrize(
    ("who", "primary", "in_menu"),
    [("dmx.emekdas", "Hazır kimi qeyd et", None), ("dmx.mesul", "Təqdim et", "Hazır kimi qeyd et")],
)
def test_one_primary_button_is_the_next_step_of_the_role(screen, who, primary, in_menu):
    page = screen.sign_in(who).open_editor()
    expect(page.locator("main .button.is-primary:visible")).to_have_text([primary])
    page.locator(".more > summary").click()
    button = page.locator(".more button[data-mark]")
    expect(button).to_have_text([in_menu] if in_menu else [])
    page.keyboard.press("Escape")
    expect(page.locator(".more")).not_to_have_attribute("open", "")


def test_head_and_tools_stay_while_one_scrolls_and_lead_through_the_agencys_sub_points(screen):
    write(LONG * 3, "dmx.emekdas")
    page = screen.sign_in("dmx.emekdas").open_editor()
    page.evaluate("window.scrollTo(0, 900)")
    page.wait_for_function(
        """() => {
        const [head, tools] = ['.entry-bar', '.prose-menubar'].map(part => document.querySelector(part).getBoundingClientRect())
        return scrollY > 800 && head.top >= 0 && head.bottom <= 100 && Math.abs(tools.top - head.bottom) < 2
        }"""
    )
    screen.write_at("start", "Əvvəl. ")
    page.get_by_role("link", name="Növbəti yarımbənd: 4.3.4").click()  # what was typed is saved first
    expect(page.locator("h1")).to_have_text("4.3.4")
    assert entry().narrative.startswith("<p>Əvvəl. Nümunə")
    page.get_by_role("link", name="Əvvəlki yarımbənd: 4.3.3").click()
    expect(page.locator("h1")).to_have_text("4.3.3")
    assert screen.errors == []


def test_measure_opens_over_the_text_and_a_count_leads_to_what_is_missing(new_screen):
    screen = new_screen(width=683, height=325).sign_in("dmx.emekdas")
    page = screen.open_editor()
    whole = page.locator(".about-measure .measure")
    expect(whole).to_be_hidden()
    page.locator(".about-measure > summary").press("Enter")
    expect(whole).to_be_visible()
    expect(page.locator(".about-measure .others")).to_be_visible()
    assert screen.violations() == []
    page.keyboard.press("Escape")
    expect(whole).to_be_hidden()
    jump = page.get_by_role("link", name="1 tələb qalıb")
    jump.click()
    expect(page.locator("#checklist > summary")).to_be_in_viewport()
    page.get_by_label("İcra olunur").check()
    expect(page.locator("#entry-missing")).to_have_text("tamdır")
    expect(page.locator("#entry-jump")).to_have_text("Yoxlama siyahısı")
    assert screen.errors == []


@pytest.mark.parametrize(
    ("who", "address"), [("musahideci", f"{DMX_2024}4.3.5/"), ("koordinator", f"{DMX_2024}4.1.6/")]
)
def test_reader_has_the_agency_in_the_head_and_no_button_to_save(screen, who, address):
    page = screen.sign_in(who).open(address)
    expect(page.locator(".entry-bar .whose")).to_have_text("Dövlət Miqrasiya Xidməti")
    expect(page.locator(".entry-bar :is(.for-save, .is-primary, #save-state)")).to_have_count(0)
    assert_fine(screen)


def test_without_script_the_word_save_is_a_button(new_screen):
    page = new_screen(java_script_enabled=False, width=683, height=325).sign_in("dmx.emekdas").open(DRAFT)
    save = page.get_by_role("button", name="Yadda saxla", exact=True)
    page.locator("textarea[name=narrative]").fill("<p>Nümunə mətn. Skriptsiz.</p>")
    page.get_by_label("İcra olunur").check()
    save.click()
    expect(page.locator("main")).to_contain_text("Yadda saxlanıldı")
    assert (entry().narrative, entry().status) == ("<p>Nümunə mətn. Skriptsiz.</p>", "being_implemented")


TABLE = "<p>Nümunə mətn.</p><table><tbody><tr><td><p>A1</p></td><td><p>B1</p></td></tr></tbody></table><p>Sonra.</p>"
# Whether the tools lie on any letter of the text.
COVERS = """() => {
  const tools = document.querySelector('.table-tools').getBoundingClientRect(), range = document.createRange()
  range.selectNodeContents(document.querySelector('.ProseMirror'))
  return [...range.getClientRects()].some(({ left, right, top, bottom, width }) =>
    width && left < tools.right && right > tools.left && top < tools.bottom && bottom > tools.top)
}"""


@pytest.mark.parametrize(("width", "height"), [(1366, 650), (360, 740)])
def test_table_has_its_tools_beside_it_in_words_and_by_the_keyboard(new_screen, width, height):
    write(TABLE, "dmx.emekdas")
    screen = new_screen(width=width, height=height).sign_in("dmx.emekdas")
    page = screen.open_editor()
    tools = page.get_by_role("toolbar", name="Cədvəl alətləri")
    screen.write_at("end", " Bitdi.")
    expect(tools).to_be_hidden()
    page.locator(".ProseMirror td", has_text="B1").click()
    expect(tools).to_be_visible()
    expect(page.locator(".ProseMirror")).to_be_focused()
    assert page.evaluate(COVERS) is False
    assert screen.violations() == []
    page.keyboard.press("Alt+F10")
    expect(tools.get_by_role("button", name="Yuxarıya sətir")).to_be_focused()
    page.keyboard.press("Enter")
    for _press in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")  # a column before
    page.keyboard.press("Escape")
    expect(page.locator(".ProseMirror")).to_be_focused()
    page.keyboard.type("!")
    cells = page.locator(".ProseMirror tr")
    expect(cells).to_have_count(2)
    expect(cells.nth(1).locator("td")).to_have_text(["A1", "", "B1!"])
    tools.get_by_role("button", name="Sütunu sil").click()
    expect(cells.nth(1).locator("td")).to_have_text(["A1", ""])
    assert screen.errors == []


@pytest.mark.parametrize("wanted", [False, True])
def test_browsers_spelling_is_as_the_person_has_set_it(screen, wanted):
    User.objects.filter(username="dmx.emekdas").update(checks_spelling=wanted)
    page = screen.sign_in("dmx.emekdas").open_editor()
    assert page.locator(".ProseMirror").evaluate("surface => surface.spellcheck") is wanted
    assert page.locator("#id_internal_note").evaluate("field => field.spellcheck") is wanted


def test_preview_is_saved_first_and_closing_it_leads_back_to_the_caret(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    screen.write_at("end", " Çapdan əvvəl.")
    page.locator(".more > summary").click()
    page.locator("a[data-preview]").click()
    preview = page.locator("#preview")
    expect(preview.locator(".document")).to_contain_text("aparılmışdır. Çapdan əvvəl.")
    assert entry().narrative.endswith(" Çapdan əvvəl.</p>")
    assert screen.violations() == []
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    page.keyboard.type(" Sonra.")
    expect(page.locator(".ProseMirror")).to_contain_text("Çapdan əvvəl. Sonra.")
    assert screen.errors == []


def test_words_are_found_as_azerbaijani_folds_them_and_replaced_in_one_step(screen):
    write("<p>İllik iş. <strong>illik</strong> İŞ. ıllik Illik.</p><ul><li><p>illik</p></li></ul>", "dmx.emekdas")
    page = screen.sign_in("dmx.emekdas").open_editor()
    surface = page.locator(".ProseMirror")
    screen.write_at("start", "")
    page.keyboard.press("Control+h")
    words, other = page.get_by_label("Axtar", exact=True), page.get_by_label("Bununla əvəz et")
    expect(words).to_be_focused()
    words.fill("İLLİK")
    count = page.locator(".find-bar [data-count]")
    expect(count).to_have_text("1 / 3")
    words.fill("ILLİK")
    expect(count).to_have_text("1 / 2")  # "ıllik" and "Illik"
    words.fill("illik")
    words.press("Enter")
    expect(count).to_have_text("2 / 3")
    assert screen.violations() == []
    other.fill("rüblük")
    page.get_by_role("button", name="Hamısını əvəz et").click()
    expect(surface).to_contain_text("rüblük iş. rüblük İŞ. ıllik Illik.")
    expect(count).to_have_text("0 / 0")
    expect(surface.locator("strong")).to_have_text("rüblük")
    words.press("Escape")
    expect(surface).to_be_focused()
    page.keyboard.press("Control+z")
    expect(surface).to_contain_text("İllik iş. illik İŞ. ıllik Illik.")
    expect(surface.locator("li")).to_have_text("illik")
    assert screen.errors == []


def test_paper_of_the_page_has_the_agency_the_status_and_the_figures_as_they_stand(screen, tmp_path):
    page = screen.sign_in("dmx.emekdas").open_editor()
    page.get_by_label("Qismən icra edilib").check()
    page.locator("[data-figure]").first.fill("348")
    printed = pdf_text(page.pdf(), tmp_path)
    measure = page.locator(".measure-line").inner_text()
    for words in (
        measure,
        "Dövlət Miqrasiya Xidməti",
        "İcra vəziyyəti: Qismən icra edilib",
        "348 nəfər",
        "aparılmışdır.",
    ):
        assert squeeze(words) in printed
    for words in ("Yadda saxla", "Yoxlama siyahısı", "Siyahı"):
        assert squeeze(words) not in printed
