"""A browser that translates the page, as Chrome does: what people wrote and write stays as it is."""

import pytest
from django.test import Client
from lxml import html
from playwright.sync_api import Page, expect

from accounts.models import User
from plans.models import Entry, Phrase
from plans.services.reviewing import keep_phrase
from tests.browser.conftest import DMX_2024
from tests.browser.test_review import FIRST, READY, REASON, corrected  # noqa: F401
from tests.browser.test_states import evidence_folder, lively  # noqa: F401
from tests.browser.test_writing import SAVED, await_copies, crash, refuse_saves

POINT = "4.3.3"
WRITTEN = "Nümunə mətn", "Nümunə şərh", "Nümunə səbəb", "Nümunə cavab", "Nümunə qeyd", "Nümunə arayış", "Nümunə keçid"
PAGES = [
    ("koordinator", f"{DMX_2024}{POINT}/review/"),
    ("koordinator", f"{DMX_2024}{POINT}/"),
    ("koordinator", f"{DMX_2024}{POINT}/history/"),
    ("koordinator", f"{DMX_2024}{POINT}/compare/?old=1&new=2"),
    ("koordinator", f"{DMX_2024}{POINT}/revisions/1/"),
    ("koordinator", f"{DMX_2024}4.2.9/editorial/"),
    ("koordinator", "/plans/mfp-2020-2024/2024/points/4.2.9/"),
    ("koordinator", f"/plans/mfp-2020-2024/points/{POINT}/"),
    ("koordinator", "/plans/mfp-2020-2024/activity/"),
    ("koordinator", "/plans/mfp-2020-2024/2024/review/"),
    ("koordinator", "/reports/mfp-2020-2024/2024/"),
    ("koordinator", "/plans/search/?q=n%C3%BCmun%C9%99"),
    ("koordinator", "/plans/notices/"),
    ("dmx.mesul", f"{DMX_2024}4.6.3/"),
    ("dmx.mesul", DMX_2024),
    ("dmx.mesul", f"{DMX_2024}{POINT}/"),
    ("dmx.emekdas", "/plans/notices/"),
    ("musahideci", f"/plans/mfp-2020-2024/points/{POINT}/?year=2023"),
]
SILENT = {"/plans/notices/", "/plans/mfp-2020-2024/2024/review/", "/plans/mfp-2020-2024/2024/points/4.2.9/"}
# Wraps every text in <font>, as Chrome does, and goes on with what comes later. Where something says translate="no", and in
# fields, it changes nothing.
TRANSLATE = """() => {
    const isOurs = (node) => {
      const near = node.parentElement?.closest('[translate], .notranslate, script, style, textarea, template, title')
      return near === null || near?.getAttribute('translate') === 'yes'
    }
    const wrap = (root) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      const found = []
      while (walker.nextNode()) if (walker.currentNode.data.trim()) found.push(walker.currentNode)
      for (const text of found) {
        if (!isOurs(text) || text.parentElement.closest('font')) continue
        const outer = document.createElement('font'), inner = document.createElement('font')
        outer.style.verticalAlign = inner.style.verticalAlign = 'inherit'
        inner.textContent = 'Übersetzt: ' + text.data
        outer.append(inner)
        text.replaceWith(outer)
      }
    }
    wrap(document.body)
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) if (node.parentNode) wrap(node.parentNode)
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
    document.documentElement.lang = 'de'
    document.documentElement.classList.add('translated-ltr')
}"""


def entry() -> Entry:
    return Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number=POINT)


def translate(page: Page) -> None:
    page.evaluate(TRANSLATE)
    expect(page.locator("h1 font font")).not_to_have_count(0)


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_page_keeps_what_people_wrote_from_the_translator(corrected, who, path):  # noqa: F811
    client = Client()
    client.force_login(User.objects.get(username=who))
    answer = client.get(path)
    assert answer.status_code == 200
    page = html.fromstring(answer.content.decode())
    texts = [text for text in page.xpath("//body//text()") if text.strip()]
    # What a search has found stands in pieces.
    written = [one for one in texts if one.getparent().tag == "mark" or any(words in one for words in WRITTEN)]
    assert written or path in SILENT
    open_texts = [
        text.strip() for text in written if not text.getparent().xpath("ancestor-or-self::*[@translate='no']")
    ]
    fields = page.xpath("//textarea[not(ancestor-or-self::*[@translate='no'])]/@name")
    assert (open_texts, fields) == ([], [])


def test_what_is_typed_on_a_translated_page_is_saved_as_it_was_typed(screen):
    before = entry().narrative
    page = screen.sign_in("dmx.emekdas").open_editor()
    translate(page)
    screen.write_at("end", " Tərcümə olunmayan söz.")
    expect(page.locator(SAVED)).to_be_visible()
    assert entry().narrative == before.removesuffix("</p>") + " Tərcümə olunmayan söz.</p>"
    page.get_by_role("radio").nth(1).check(force=True)
    expect(page.locator("#save-state .is-unsaved")).to_have_count(0)
    expect(page.locator(".ProseMirror font")).to_have_count(0)
    page.reload()
    page.locator("#entry-form[data-ready=yes]").wait_for()
    expect(page.locator(".ProseMirror")).to_contain_text("Tərcümə olunmayan söz.")
    assert "Übersetzt" not in entry().narrative
    assert screen.errors == []


def test_translated_page_keeps_the_text_itself_in_the_browser_and_gives_it_back(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    translate(page)
    refuse_saves(page)
    screen.write_at("end", " Saxlanılmamış söz.", at_once=True)  # a first copy has all of it
    await_copies(page, 1)
    screen.page = crash(page)
    page = screen.open_editor()
    translate(page)
    expect(page.locator(".found-copy ins")).to_have_text("Saxlanılmamış söz.")
    page.locator(".found-copy [data-take]").click()
    expect(page.locator(SAVED)).to_be_visible()
    assert entry().narrative.endswith(" Saxlanılmamış söz.</p>")
    assert "Übersetzt" not in entry().narrative


def test_phrases_of_a_translated_page_are_put_in_and_kept_as_they_were_written(screen):
    keep_phrase(User.objects.get(username="koordinator"), "Nümunə səbəb. Yerini göstərin.")
    page = screen.sign_in("koordinator").open(FIRST)
    page.locator(READY).wait_for()
    translate(page)
    page.locator(".return-panel > summary").click()
    page.locator("[data-insert]").click()
    expect(page.locator("#return-reason")).to_have_value("Nümunə səbəb. Yerini göstərin.")
    page.locator("#return-reason").fill(REASON)
    page.locator("[data-keep]").click()
    expect(page.locator("[data-insert]")).to_have_text(["Nümunə səbəb. Yerini göstərin.", REASON])
    assert [phrase.text for phrase in Phrase.objects.order_by("pk")] == ["Nümunə səbəb. Yerini göstərin.", REASON]
    assert screen.errors == []


def test_simulated_translator_changes_what_is_not_kept_from_it(screen):
    keep_phrase(User.objects.get(username="koordinator"), REASON)
    page = screen.sign_in("koordinator").open(FIRST)
    page.locator(READY).wait_for()
    page.locator("[data-insert]").evaluate("button => button.removeAttribute('translate')")
    translate(page)
    page.locator(".return-panel > summary").click()
    page.locator("[data-insert]").click()
    expect(page.locator("#return-reason")).to_have_value(f"Übersetzt: {REASON}")
