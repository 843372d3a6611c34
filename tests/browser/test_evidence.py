"""Evidence as a clerk gives it: files dropped onto the form or chosen by the keyboard, and what became of each beside it."""

from playwright.sync_api import Page, expect

from plans.models import Entry, Evidence
from tests.browser.conftest import DRAFT, Screen

DROP = """([place, names]) => {
  const data = new DataTransfer()
  for (const name of names) data.items.add(new File(["Nümunə mətn."], name, {type: "text/plain"}))
  for (const kind of ["dragover", "drop"]) {
    const event = new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: data})
    document.querySelector(place).dispatchEvent(event)
    if (!event.defaultPrevented) throw new Error(`${kind} would have left the page`)
  }
}"""


def drop(page: Page, place: str, *names: str) -> None:
    page.evaluate(DROP, [place, list(names)])


def test_files_are_dropped_onto_the_form_and_each_is_answered_beside_it(screen: Screen):
    page = screen.sign_in("dmx.emekdas").open_editor(DRAFT)
    field, listed = page.locator("#evidence-files"), page.locator("[data-chosen-files] li")
    drop(page, "h1", "yanından.txt")  # beside the form: nothing is taken, and the page stays
    assert field.evaluate("field => field.files.length") == 0
    drop(page, "#evidence h2", "bir.txt", "iki.docx")
    expect(page.locator(".evidence-add")).to_have_attribute("open", "")
    expect(listed).to_have_text(["bir.txt, 0,1 MB", "iki.docx, 0,1 MB"])
    drop(page, "#evidence h2", "üç.txt")
    expect(listed).to_have_count(3)
    assert screen.violations() == []
    told = page.locator(".evidence-told li")
    page.context.set_offline(True)
    page.locator(".evidence-add button[type=submit]").press("Enter")
    expect(told).to_contain_text("Heç nə göndərilmədi: bağlantı yoxdur.")
    expect(listed).to_have_count(3)
    page.context.set_offline(False)
    page.evaluate("window.isSamePage = true")
    page.route("**/4.3.3/evidence/", lambda route: route.abort())  # lost on the way
    page.locator(".evidence-add button[type=submit]").press("Enter")
    expect(told).to_contain_text("Bağlantı kəsildi. Seçdikləriniz burada qalır")
    expect(listed).to_have_count(3)
    page.unroute("**/4.3.3/evidence/")
    page.locator(".evidence-add button[type=submit]").press("Enter")
    expect(told).to_have_count(3)
    expect(told.nth(0)).to_have_text("“bir” əlavə edildi.")
    expect(told.nth(1)).to_contain_text("“iki.docx”")
    expect(told).to_have_class([f"notice is-{tone}" for tone in ("success", "error", "success")])
    assert screen.violations() == []
    assert list(Evidence.objects.values_list("title", flat=True).order_by("pk")) == ["bir", "üç"]
    item = page.locator(".evidence-item").first
    item.locator(".evidence-change > summary").press("Enter")
    item.get_by_label("Başlıq").fill("Bir nömrəli sənəd")
    item.locator("input[name=is_public]").check()
    item.locator("form button[type=submit]").first.press("Enter")
    expect(told).to_have_text(["“Bir nömrəli sənəd” yadda saxlanıldı."])
    expect(page.locator(".evidence-item").first.locator(".access")).to_have_text("Açıq")
    screen.write_at("end", " Sübutdan sonra.")  # the page goes on from the version that the evidence has made
    expect(page.locator("#save-state .is-saved[data-saved]")).to_be_visible()
    expect(page.locator("#signal, #save-state button")).to_have_count(0)
    assert Entry.objects.get(evidence__title="üç").narrative.endswith(" Sübutdan sonra.</p>")
    assert page.evaluate("window.isSamePage") is True
    assert screen.errors == []
