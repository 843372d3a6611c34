"""The main path: a clerk of the agency changes 4.3.3 of 2024 in the browser and finds it in the PDF."""

from pathlib import Path

from playwright.sync_api import expect

from plans.management.commands.run_worker import beat
from plans.models import Entry
from tests.browser.conftest import DRAFT
from tests.reports.production.making import run_worker
from tests.reports.reading import pdf_text, squeeze

SENTENCE = "Nümunə mətn. Brauzerdə əlavə olunmuş İŞIQLI cümlə: 17 iclas, “dırnaq” və ağac."


def entry() -> Entry:
    return Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number="4.3.3")


def test_clerk_changes_an_entry_and_sees_it_in_the_pdf(screen, tmp_path):
    page = screen.sign_in_on_page("dmx.emekdas").page
    expect(page.get_by_text("Nümunə məlumatlar").first).to_be_visible()
    page.locator(f'a[href="{DRAFT}"]').first.click()
    page.locator("#entry-form[data-ready=yes]").wait_for()
    expect(page.locator("h1")).to_have_text("4.3.3")
    screen.write_at("end", "\n" + SENTENCE)
    page.get_by_label("İcra olunur").check(force=True)
    page.get_by_role("button", name="Yadda saxla").click()
    expect(page.locator("#save-state .is-saved[data-saved]")).to_be_visible()
    saved = entry()
    assert saved.narrative.endswith(f"<p>{SENTENCE}</p>")
    assert (saved.status, saved.updated_by.username) == ("being_implemented", "dmx.emekdas")
    assert saved.revisions.count() == 2  # one sitting, however often it was saved meanwhile

    page.reload()
    page.locator("#entry-form[data-ready=yes]").wait_for()
    expect(page.locator(".ProseMirror")).to_contain_text(SENTENCE)

    page.locator(".more > summary").click()
    page.get_by_role("link", name="İllik Məlumatda göstər").click()
    expect(page.locator(".document")).to_contain_text(SENTENCE)
    beat("reports")  # the page of the file looks how far it is where a worker lives
    page.get_by_role("button", name="PDF").first.click()
    page.wait_for_url("**/reports/jobs/*/")
    run_worker()
    with page.expect_download() as waiting:
        page.locator("main a[download]").click()
    download = waiting.value
    assert download.suggested_filename == "melumat-2024-DMX.pdf"
    assert squeeze(SENTENCE) in pdf_text(Path(download.path()).read_bytes(), tmp_path)
    assert screen.errors == []


def test_ctrl_s_saves_and_a_second_save_without_change_writes_nothing(screen):
    page = screen.sign_in("dmx.mesul").open_editor()
    page.locator(".ProseMirror").click()
    page.keyboard.insert_text("Nümunə ")  # as one input: no save comes between its letters
    page.keyboard.press("Control+s")
    expect(page.locator("#save-state .is-saved[data-saved='2']")).to_be_visible()
    page.get_by_role("button", name="Yadda saxla").click()
    expect(page.locator("#save-state .is-saved[data-saved='2']")).to_be_visible()
    assert entry().revisions.count() == 2


def test_markup_pasted_into_the_editor_is_cleaned_on_the_way(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    page.locator(".ProseMirror").click()
    page.evaluate(
        """() => {
        const data = new DataTransfer();
        data.setData('text/html', '<h1>Başlıq</h1><p onclick="x()">Mətn <b>qalın</b> <a href="javascript:x()">keçid</a>'
          + '<img src="http://numune.example/a.png"><script>x()</script></p><ul><li>bənd</li></ul>');
        document.querySelector('.ProseMirror').dispatchEvent(
          new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    page.keyboard.press("Control+s")
    expect(page.locator("#save-state .is-saved[data-saved='2']")).to_be_visible()
    narrative = entry().narrative
    for word in ("Başlıq", "Mətn", "<strong>qalın</strong>", "keçid", "bənd"):
        assert word in narrative
    for piece in ("<h1", "onclick", "javascript", "<img", "<script"):
        assert piece not in narrative


def test_page_works_without_javascript(new_screen):
    screen = new_screen(java_script_enabled=False).sign_in("dmx.emekdas")
    page = screen.open(DRAFT)
    page.locator("textarea[name=narrative]").fill("<p>Nümunə mətn. Skriptsiz.</p>")
    page.get_by_role("button", name="Yadda saxla").click()
    expect(page.locator("main")).to_contain_text("Yadda saxlanıldı")
    assert entry().narrative == "<p>Nümunə mətn. Skriptsiz.</p>"
