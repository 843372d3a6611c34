"""The page says what the server has: after a save, after a step of another, without a connection."""

from playwright.sync_api import expect

from plans.services import mark_ready
from plans.workflow import apply_transition
from tests.browser.test_writing import SAVED, entry, open_with_still_clock, person, write


def test_mark_ready_and_history_follow_the_save_and_the_caret_stays(screen):
    now = write(entry().narrative, "dmx.emekdas", "implemented")
    mark_ready(now, person("dmx.emekdas"), ready=True, version=now.version)
    page = screen.sign_in("dmx.emekdas").open_editor()
    expect(page.locator(".is-ready")).to_be_visible()
    button = page.locator("button[data-mark]")
    marked = button.inner_text()
    revisions = page.locator("#entry-history .history").first.locator("li").count()  # at once: nothing was done yet
    screen.write_at("end", " Yeni söz")
    expect(page.locator(SAVED)).to_be_visible()
    expect(page.locator(".is-ready")).to_have_count(0)
    expect(button).not_to_have_text(marked)
    expect(page.locator("#entry-history .history").first.locator("li")).to_have_count(min(revisions + 1, 10))
    page.keyboard.type(" və davamı.")
    expect(page.locator(".ProseMirror")).to_contain_text("Yeni söz və davamı.")
    assert entry().ready_at is None
    button.click()
    expect(page.locator(".is-ready")).to_be_visible()
    assert screen.errors == []


def test_checklist_loses_what_has_been_done(screen):
    write(entry().narrative, "dmx.emekdas", "")
    page = screen.sign_in("dmx.emekdas").open_editor()
    missing = page.locator("#entry-ready .still-missing li")
    before = missing.count()  # at once: nothing was done yet
    assert before >= 1
    page.get_by_label("İcra olunur").check(force=True)
    expect(page.locator(SAVED)).to_be_visible()
    expect(missing).to_have_count(before - 1)


def test_step_of_another_shows_its_state_and_the_steps_of_now(screen):
    page = open_with_still_clock(screen.sign_in("dmx.mesul"))
    now = write(entry().narrative, "dmx.emekdas", "implemented")
    apply_transition(now, "submit", actor=person("dmx.mesul"), version=now.version)
    page.clock.run_for(20_000)
    expect(page.locator("#entry-badge")).to_contain_text("Təqdim edilib")
    expect(page.locator("#move-take_back")).to_be_visible()
    expect(page.locator("#move-submit")).to_have_count(0)


def test_without_a_connection_a_sentence_says_so_and_a_button_that_waits_too(screen):
    write(entry().narrative, "dmx.emekdas", "implemented")
    page = screen.sign_in("dmx.mesul").open_editor()
    page.context.set_offline(True)
    note = page.locator("#bar-note")
    expect(note).to_contain_text("Bağlantı yoxdur. Yazdıqlarınız bu səhifədə qalır")
    page.locator("[data-move=submit]").click()
    signal = page.locator("#signal")
    expect(signal).to_contain_text("Hələ göndərilməyib.")
    assert entry().state == "draft"
    page.context.set_offline(False)
    expect(note).to_be_hidden()
    signal.get_by_role("button", name="Yenidən cəhd et").click()
    expect(page.locator("#entry-badge")).to_contain_text("Təqdim edilib")
