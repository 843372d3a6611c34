"""Nothing typed is lost: autosave, lost networks, colleagues in the same entry, sessions that end, pages that die."""

import contextlib
import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Error, Page, Route, expect

from accounts.models import User
from plans.enums import IndicatorKind, SideKind
from plans.models import Entry, Indicator, Membership, SideRevision, SubPoint
from plans.services import save_entry
from plans.workflow import apply_transition
from tests.browser.conftest import DMX_2024, DRAFT, PASSWORD, open_choice_on

SAVED = "#save-state .is-saved[data-saved]"
FAILED = "#save-state .is-failed"


def entry() -> Entry:
    return Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number="4.3.3")


def person(username: str) -> User:
    return User.objects.get(username=username)


def write(narrative: str, username: str | None = None, status: str = "") -> Entry:
    """Saves the entry as somebody who does it elsewhere."""
    now = entry()
    return save_entry(
        reporting_year=now.reporting_year,
        agency=now.agency,
        sub_point=now.sub_point,
        narrative=narrative,
        status=status,
        author=person(username) if username else None,
        expected_version=now.version,
    )


@pytest.fixture
def three_paragraphs(demo) -> None:
    write("<p>Nümunə mətn. Birinci abzas.</p><p>İkinci abzas.</p><p>Üçüncü abzas.</p>")


def retype(page: Page, number: int, text: str) -> None:
    """Replaces a paragraph of the editor by typing."""
    page.evaluate(
        """number => new Promise(done => {
        const { editor } = document.querySelector('.ProseMirror')
        let at = 0
        for (let n = 0; n < number; n++) at += editor.state.doc.child(n).nodeSize
        const size = editor.state.doc.child(number).content.size
        editor.on('focus', () => setTimeout(done, 100))
        editor.commands.blur()
        setTimeout(() => editor.chain().setTextSelection({ from: at + 1, to: at + 1 + size }).focus().run(), 100)
        })""",
        number,
    )
    page.keyboard.type(text)


def open_with_still_clock(screen) -> Page:
    """The editor on a page whose clock stands: time passes by `page.clock.run_for` only."""
    screen.page.clock.install(time="2024-12-02T10:00:00")
    page = screen.open_editor()
    page.clock.pause_at("2024-12-02T10:10:00")
    return page


def refuse_saves(page: Page) -> list[dict]:
    """Cuts the saves off on their way; gives the headers of those that were tried."""
    tried: list[dict] = []

    def abort(route: Route) -> None:
        tried.append(route.request.headers)
        route.abort()

    page.route("**/autosave/", abort)
    return tried


def crash(page: Page) -> Page:
    """Kills the page's process; gives a new page of the same browser."""
    fresh = page.context.new_page()
    with page.expect_event("crash"), contextlib.suppress(Error):  # the address is never reached
        page.goto("chrome://crash")
    return fresh


# --- Autosave --------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_by_itself_and_the_time_is_shown(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    screen.write_at("end", " Nümunə cümlə, özü saxlanılan.")
    expect(page.locator(SAVED)).to_have_text(re.compile(r"^Yadda saxlanıldı: \d\d:\d\d$"))
    saved = entry()
    assert saved.narrative.endswith("Nümunə cümlə, özü saxlanılan.</p>")
    assert saved.updated_by.username == "dmx.emekdas"
    expect(page.locator("input[name=version]").first).to_have_value(str(saved.version))
    assert screen.errors == []


def test_nothing_is_sent_while_nothing_is_typed(screen):
    page = open_with_still_clock(screen.sign_in("dmx.emekdas"))
    tried = refuse_saves(page)
    page.clock.run_for(120_000)
    assert tried == []
    assert entry().version == 1


def test_typing_on_and_on_is_saved_every_twenty_seconds(screen):
    page = open_with_still_clock(screen.sign_in("dmx.emekdas"))
    page.locator(".ProseMirror").click()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/autosave/") else None)
    for _second in range(19):
        page.keyboard.type("a")
        page.clock.run_for(1_000)
    assert sent == []
    with page.expect_response("**/autosave/") as answered:
        page.keyboard.type("b")
        page.clock.run_for(2_000)
    assert answered.value.status == 200
    assert entry().narrative.count("a" * 19) == 1


def test_second_save_without_change_makes_no_version(screen):
    page = screen.sign_in("dmx.mesul").open_editor()
    page.locator(".ProseMirror").click()
    page.keyboard.type("Nümunə ")
    page.keyboard.press("Control+s")
    expect(page.locator(SAVED)).to_be_visible()
    version = entry().version
    with page.expect_response("**/autosave/"):
        page.get_by_role("button", name="Yadda saxla", exact=True).click()
    expect(page.locator(f"#save-state .is-saved[data-saved='{version}']")).to_be_visible()
    assert entry().version == version


def test_status_alone_is_saved_by_itself(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    page.get_by_label("İcra olunur").check(force=True)
    expect(page.locator(SAVED)).to_be_visible()
    assert entry().status == "being_implemented"


def test_first_save_of_an_unwritten_entry_makes_it_a_draft(screen):
    page = screen.sign_in("dmx.emekdas").open_editor(f"{DMX_2024}4.3.4/")
    expect(page.locator("#entry-badge")).to_contain_text("Başlanmayıb")
    page.locator(".ProseMirror").click()
    page.keyboard.type("Nümunə mətn.")
    expect(page.locator("#entry-badge")).to_contain_text("Qaralama")
    found = Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number="4.3.4")
    assert (found.narrative, found.state) == ("<p>Nümunə mətn.</p>", "draft")


def test_figure_that_is_no_number_is_said_at_its_field_and_the_rest_is_saved(screen):
    indicator = Indicator.objects.create(
        sub_point=SubPoint.objects.get(number="4.3.3"), name="Nümunə göstərici", unit="nəfər", kind=IndicatorKind.WHOLE
    )
    page = screen.sign_in("dmx.emekdas").open_editor()
    field = page.locator(f"[name=figure-{indicator.pk}]")
    field.fill("çox")
    screen.write_at("end", " Rəqəmsiz.")
    expect(page.locator(FAILED)).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert "Rəqəmsiz." in entry().narrative
    assert entry().figures == {}
    assert screen.violations() == []
    field.fill("348")
    expect(page.locator(SAVED)).to_be_visible()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    assert entry().figures == {str(indicator.pk): "348"}


# --- The network -----------------------------------------------------------------------------------------------------


def test_lost_network_is_said_once_and_saving_goes_on_by_itself(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    page.evaluate(
        """() => {
        window.heard = []
        new MutationObserver(() => heard.push(document.getElementById('save-alarm').textContent))
          .observe(document.getElementById('save-alarm'), { childList: true, characterData: true, subtree: true })
        }"""
    )
    tried = refuse_saves(page)
    screen.write_at("end", " Şəbəkəsiz yazılan.")
    expect(page.locator(FAILED)).to_contain_text("Yadda saxlanılmadı: server cavab vermir. Mətniniz bu səhifədə qalır")
    expect(page.locator(".entry-bar.is-failed")).to_have_count(1)
    screen.write_at("end", " Və davamı.")
    page.wait_for_event("requestfailed", lambda request: request.url.endswith("/autosave/"))
    assert len(page.evaluate("heard")) == 1
    assert page.evaluate("heard")[0].startswith("Yadda saxlanılmadı")
    assert "x-background" not in tried[0]
    assert "Şəbəkəsiz" not in entry().narrative
    page.unroute("**/autosave/")
    expect(page.locator(SAVED)).to_be_visible(timeout=20_000)
    assert entry().narrative.endswith("Şəbəkəsiz yazılan. Və davamı.</p>")
    expect(page.locator("#save-alarm")).to_have_text("")
    assert screen.errors == []


def test_retries_without_typing_are_no_activity_and_come_ever_more_seldom(screen):
    page = open_with_still_clock(screen.sign_in("dmx.emekdas"))
    tried = refuse_saves(page)
    page.locator(".ProseMirror").click()
    page.keyboard.type("a")

    def wait(milliseconds: int) -> int:
        """How many saves have been tried when so much time has passed, on the page's clock."""
        before = len(tried)
        page.clock.run_for(milliseconds - 1)
        assert len(tried) == before
        with page.expect_event("requestfailed", lambda request: request.url.endswith("/autosave/")):
            page.clock.run_for(1)
        expect(page.locator(FAILED)).to_be_visible()
        return len(tried)

    page.clock.run_for(2_000)
    expect(page.locator(FAILED)).to_be_visible()
    assert [wait(seconds * 1_000) for seconds in (2, 4, 8, 16, 32, 60, 60)] == [2, 3, 4, 5, 6, 7, 8]
    assert [headers.get("x-background") for headers in tried] == [None, *["1"] * 7]


def test_back_online_saves_at_once(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    page.context.set_offline(True)
    screen.write_at("end", " Bağlantısız.")
    page.get_by_role("button", name="Yadda saxla", exact=True).click()
    expect(page.locator(FAILED)).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(SAVED)).to_be_visible()
    assert "Bağlantısız." in entry().narrative


def test_leaving_with_unsaved_text_warns_and_saved_text_does_not(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator(".ProseMirror").click()
    page.keyboard.type("Nümunə ")
    page.reload()
    assert asked == ["beforeunload"]
    page.locator("#entry-form[data-ready=yes]").wait_for()
    page.reload()
    assert asked == ["beforeunload"]


def test_leaving_sends_the_last_words_and_they_are_not_offered_back(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    page.on("dialog", lambda dialog: dialog.accept())
    screen.write_at("end", " Son an.")
    screen.open("/notices/")
    for _try in range(50):
        if entry().narrative.endswith(" Son an.</p>"):
            break
        page.wait_for_timeout(100)
    assert entry().narrative.endswith(" Son an.</p>")
    screen.open(DRAFT)
    page.locator("#entry-form[data-ready=yes]").wait_for()
    page.wait_for_load_state("networkidle")
    expect(page.locator(".found-copy")).to_have_count(0)


def test_last_words_of_a_text_too_long_for_a_farewell_are_offered_back(screen):
    write("".join(f"<p>{f'söz{number} ' * 200}</p>" for number in range(60)), "dmx.emekdas")
    page = screen.sign_in("dmx.emekdas").open_editor()
    page.on("dialog", lambda dialog: dialog.accept())
    refuse_saves(page)
    screen.write_at("end", " Son an.")
    screen.open("/notices/")
    screen.open(DRAFT)
    expect(page.locator(".found-copy ins")).to_have_text("Son an.")
    assert "Son an." not in entry().narrative


# --- Colleagues ------------------------------------------------------------------------------------------------------


def test_changes_of_different_paragraphs_are_put_together(three_paragraphs, new_screen):
    first = new_screen().sign_in("dmx.emekdas")
    second = new_screen().sign_in("dmx.mesul")
    one, two = first.open_editor(), second.open_editor()
    retype(one, 0, "Birincinin abzası.")
    expect(one.locator(SAVED)).to_be_visible()
    retype(two, 2, "İkincinin abzası")
    expect(two.locator(".ProseMirror p").nth(0)).to_have_text("Birincinin abzası.")
    expect(two.locator("#bar-note")).to_contain_text("həmkarın")
    two.keyboard.type(" və nöqtə.")  # the caret has stayed in its paragraph
    expect(two.locator(".ProseMirror p").nth(2)).to_have_text("İkincinin abzası və nöqtə.")
    expect(two.locator(SAVED)).to_be_visible()
    assert entry().narrative == "<p>Birincinin abzası.</p><p>İkinci abzas.</p><p>İkincinin abzası və nöqtə.</p>"
    assert first.errors == second.errors == []


def test_text_typed_while_the_answer_is_on_its_way_is_not_swallowed_by_a_merge(three_paragraphs, screen):
    page = screen.sign_in("dmx.mesul").open_editor()
    write("<p>Həmkarın abzası.</p><p>İkinci abzas.</p><p>Üçüncü abzas.</p>", "dmx.emekdas")
    screen.hold("**/autosave/", times=1)
    retype(page, 2, "Yazılan")
    with page.expect_request("**/autosave/"):
        page.keyboard.press("Control+s")
    page.keyboard.type(" və sonra yazılan.")
    screen.let_go()
    expect(page.locator(".ProseMirror p").nth(0)).to_have_text("Həmkarın abzası.")
    expect(page.locator(".ProseMirror p").nth(2)).to_have_text("Yazılan və sonra yazılan.")
    expect(page.locator(SAVED)).to_be_visible()
    assert entry().narrative == "<p>Həmkarın abzası.</p><p>İkinci abzas.</p><p>Yazılan və sonra yazılan.</p>"


def open_choice(screen) -> Page:
    """Two people change one paragraph, and the status; the page asks its writer."""
    page = screen.sign_in("dmx.mesul").open_editor()
    write("<p>Həmkarın abzası.</p><p>İkinci abzas.</p><p>Üçüncü abzas.</p>", "dmx.emekdas", "implemented")
    page.get_by_label("İcra olunur").check(force=True)
    retype(page, 0, "Mənim abzasım.")
    retype(page, 1, "Mənim ikinci abzasım.")
    open_choice_on(page)
    return page


def test_changes_of_one_paragraph_are_chosen_by_the_writer(three_paragraphs, screen):
    page = open_choice(screen)
    dialog = page.locator("#merge")
    expect(dialog).to_contain_text("Mənim abzasım.")
    expect(dialog).to_contain_text("Həmkarın abzası.")
    assert screen.violations() == []
    assert "Mənim" not in entry().narrative
    assert SideRevision.objects.get(kind=SideKind.CONFLICT).narrative.startswith("<p>Mənim abzasım.</p>")
    submit = dialog.locator("button.is-primary")
    submit.click()
    expect(dialog).to_be_visible()  # the status is not chosen yet
    dialog.locator("[data-value=status] input[value=theirs]").check()
    submit.click()
    expect(page.locator(SAVED)).to_be_visible()
    saved = entry()
    assert saved.narrative == (
        "<p>Mənim abzasım.</p><p>Həmkarın abzası.</p><p>Mənim ikinci abzasım.</p><p>Üçüncü abzas.</p>"
    )
    assert saved.status == "implemented"
    assert SideRevision.objects.get(kind=SideKind.CONFLICT).settled_at is not None
    assert screen.errors == []


@pytest.mark.parametrize(("choice", "paragraph"), [("mine", "Mənim abzasım."), ("theirs", "Həmkarın abzası.")])
def test_one_of_two_paragraphs_may_be_chosen(three_paragraphs, screen, choice, paragraph):
    page = open_choice(screen)
    dialog = page.locator("#merge")
    dialog.locator("[data-piece] input[type=radio]").and_(page.locator(f"[value={choice}]")).first.check()
    dialog.locator("[data-value=status] input[value=mine]").check()
    dialog.locator("button.is-primary").click()
    expect(page.locator(SAVED)).to_be_visible()
    assert entry().narrative == f"<p>{paragraph}</p><p>Mənim ikinci abzasım.</p><p>Üçüncü abzas.</p>"
    assert entry().status == "being_implemented"


def test_choice_may_be_put_off_while_one_writes_on(three_paragraphs, screen):
    page = open_choice(screen)
    page.locator("#merge [data-later]").click()
    expect(page.locator(FAILED)).to_contain_text("arasında seçim etməlisiniz")
    retype(page, 2, "Sonradan yazılan.")
    dialog = open_choice_on(page)
    dialog.locator("[data-value=status] input[value=mine]").check()
    dialog.locator("button.is-primary").click()
    expect(page.locator(SAVED)).to_be_visible()
    assert entry().narrative.endswith("<p>Mənim ikinci abzasım.</p><p>Sonradan yazılan.</p>")


def test_items_of_one_list_stay_one_list_after_a_choice(demo, screen):
    write("<ul><li><p>bir</p></li><li><p>iki</p></li><li><p>üç</p></li></ul>")
    page = screen.sign_in("dmx.mesul").open_editor()
    write("<ul><li><p>bir</p></li><li><p>iki onların</p></li><li><p>üç</p></li></ul>", "dmx.emekdas")
    page.evaluate(
        """() => document.querySelector('.ProseMirror').editor.commands.setContent(
        '<ul><li><p>bir</p></li><li><p>iki mənim</p></li><li><p>üç</p></li></ul>', { emitUpdate: true })"""
    )
    dialog = open_choice_on(page)
    dialog.locator("button.is-primary").click()
    expect(page.locator(SAVED)).to_be_visible()
    assert entry().narrative == (
        "<ul><li><p>bir</p></li><li><p>iki mənim</p></li><li><p>iki onların</p></li><li><p>üç</p></li></ul>"
    )


def test_people_in_one_entry_see_each_other(new_screen):
    first = new_screen().sign_in("dmx.emekdas")
    one = first.open_editor()
    expect(one.locator("#presence")).to_be_hidden()
    two = new_screen().sign_in("dmx.mesul").open_editor()
    expect(two.locator("#presence")).to_contain_text(str(person("dmx.emekdas")))
    two.close()
    again = new_screen().sign_in("dmx.emekdas")
    same = again.open_editor()
    expect(same.locator("#presence")).to_contain_text("başqa vərəqdə")
    assert first.errors == again.errors == []


def test_colleagues_save_is_told_where_nothing_was_typed(screen):
    page = open_with_still_clock(screen.sign_in("dmx.mesul"))
    write("<p>Nümunə mətn. Həmkarın mətni.</p>", "dmx.emekdas")
    page.clock.run_for(20_000)
    note = page.locator("#bar-note")
    expect(note).to_contain_text(str(person("dmx.emekdas")))
    note.get_by_role("button").first.click()
    expect(page.locator(".ProseMirror")).to_have_text("Nümunə mətn. Həmkarın mətni.")


# --- Too late, no right ----------------------------------------------------------------------------------------------


def submit_elsewhere() -> None:
    now = write(entry().narrative, "dmx.mesul", "implemented")
    apply_transition(now, "submit", actor=person("dmx.mesul"), version=now.version)


def test_text_that_comes_after_the_submission_is_kept_beside_the_entry(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    before = entry().narrative
    submit_elsewhere()
    screen.write_at("end", " Gec qalan.")
    problem = page.locator("#problem")
    expect(problem).to_contain_text(str(person("dmx.mesul")))
    expect(page.locator(".ProseMirror")).to_be_focused()
    page.locator("#save-state").get_by_role("button", name="Nə baş verib").click()
    expect(problem).to_be_focused()
    expect(page.locator(".ProseMirror")).to_have_attribute("contenteditable", "false")
    expect(page.locator(".ProseMirror")).to_contain_text("Gec qalan.")
    side = SideRevision.objects.get()
    assert (side.kind, side.author.username) == (SideKind.LATE, "dmx.emekdas")
    assert side.narrative.endswith(" Gec qalan.</p>")
    assert (entry().narrative, entry().state) == (before, "submitted")
    assert screen.violations() == []
    problem.get_by_role("button").click()
    expect(problem.get_by_role("button")).to_have_text("Mətn köçürüldü")
    page.reload()  # without a warning: the server has the text
    assert screen.errors == []


def test_page_on_which_nothing_was_typed_turns_read_only_by_the_heartbeat(screen):
    page = open_with_still_clock(screen.sign_in("dmx.emekdas"))
    submit_elsewhere()
    page.clock.run_for(20_000)
    expect(page.locator("#problem")).to_contain_text(str(person("dmx.mesul")))
    expect(page.locator(".ProseMirror")).to_have_attribute("contenteditable", "false")
    assert SideRevision.objects.count() == 0


def test_text_stays_and_can_be_copied_when_the_right_to_write_is_gone(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    Membership.objects.filter(user=person("dmx.emekdas")).delete()
    screen.write_at("end", " Sahibsiz.")
    expect(page.locator("#problem")).to_be_visible()
    expect(page.locator(".ProseMirror")).to_contain_text("Sahibsiz.")
    assert screen.violations() == []
    page.locator("h1").click()
    expect(page.locator(".ProseMirror")).to_have_attribute("contenteditable", "false")
    page.locator("#problem").get_by_role("button").click()
    expect(page.locator("#problem").get_by_role("button")).to_have_text("Mətn köçürüldü")


def test_session_that_ends_is_said_its_button_asks_for_the_password_in_place_and_saving_goes_on(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    Session.objects.all().delete()
    screen.write_at("end", " Sessiyadan sonra.")
    page.locator("#save-state").get_by_role("button", name="Daxil ol").click()
    dialog = page.locator("#sign-in-again")
    expect(dialog.locator("input[name=password]")).to_be_focused()
    assert "Sessiyadan" not in entry().narrative
    page.keyboard.type(PASSWORD)
    dialog.locator("button.is-primary").click()
    expect(page.locator(SAVED)).to_be_visible()
    assert "Sessiyadan sonra." in entry().narrative
    assert screen.errors == []


def test_sign_in_that_is_put_off_can_be_asked_for_again(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    Session.objects.all().delete()
    screen.write_at("end", " Sonra.")
    dialog = page.locator("#sign-in-again")
    page.locator("#save-state button").click()
    dialog.locator("[data-later]").click()
    expect(page.locator(FAILED)).to_be_visible()
    page.locator("#save-state button").click()
    expect(dialog).to_be_visible()


# --- The copy in the browser -----------------------------------------------------------------------------------------


RECORDS = """async () => {
  const known = await indexedDB.databases()
  if (!known.some(({ name }) => name === 'nap-tracker')) return []
  const settled = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result) })
  const database = await settled(indexedDB.open('nap-tracker'))
  const records = await settled(database.transaction('copies').objectStore('copies').getAll())
  database.close()
  return records.map(({ data, ...rest }) => JSON.stringify(rest) + new TextDecoder('latin1').decode(data))
}"""


def copies(page: Page) -> list[str]:
    """All that the browser has stored, as text."""
    return page.evaluate(RECORDS)


def await_copies(page: Page, number: int) -> None:
    """Waits until the browser holds so many copies."""
    page.evaluate(
        f"""async number => {{
        const records = {RECORDS}
        while ((await records()).length !== number) await new Promise(done => setTimeout(done, 20))
        }}""",
        number,
    )


def leave_unsaved(screen, text: str) -> Page:
    """Types what never reaches the server, and lets the page die; gives a new page of the same browser."""
    page = screen.open_editor()
    refuse_saves(page)
    screen.write_at("end", text, at_once=True)  # the first copy has all of it
    await_copies(page, 1)
    fresh = crash(page)
    screen.page = fresh
    fresh.on("pageerror", lambda error: screen.errors.append(str(error)))
    return fresh


def test_text_of_a_page_that_died_is_offered_back_with_the_difference(screen):
    screen.sign_in("dmx.emekdas")
    leave_unsaved(screen, " Qəzadan qalan.")
    page = screen.open_editor()
    offer = page.locator(".found-copy")
    expect(offer.locator("ins")).to_have_text("Qəzadan qalan.")
    expect(page.locator(".ProseMirror")).not_to_contain_text("Qəzadan")
    assert "Qəzadan" not in entry().narrative
    assert screen.violations() == []
    offer.locator("[data-take]").click()
    expect(page.locator(SAVED)).to_be_visible()
    assert entry().narrative.endswith(" Qəzadan qalan.</p>")
    await_copies(page, 0)
    assert screen.errors == []


def test_copy_older_than_the_servers_text_is_merged_not_put_over_it(three_paragraphs, screen):
    screen.sign_in("dmx.emekdas")
    leave_unsaved(screen, " Qəzadan qalan.")
    write("<p>Həmkarın abzası.</p><p>İkinci abzas.</p><p>Üçüncü abzas.</p>", "dmx.mesul")
    page = screen.open_editor()
    page.locator(".found-copy [data-take]").click()
    expect(page.locator(".ProseMirror p").nth(0)).to_have_text("Həmkarın abzası.")
    expect(page.locator(SAVED)).to_be_visible()
    assert entry().narrative == "<p>Həmkarın abzası.</p><p>İkinci abzas.</p><p>Üçüncü abzas. Qəzadan qalan.</p>"


def test_copy_that_is_put_away_does_not_come_back(screen):
    screen.sign_in("dmx.emekdas")
    leave_unsaved(screen, " Lazımsız.")
    page = screen.open_editor()
    page.locator(".found-copy [data-put-away]").click()
    await_copies(page, 0)
    page.reload()
    page.locator("#entry-form[data-ready=yes]").wait_for()
    with page.expect_response("**/presence/"):
        page.reload()
    expect(page.locator(".found-copy")).to_have_count(0)
    assert "Lazımsız" not in entry().narrative


def test_copy_whose_text_the_server_has_is_not_offered(screen):
    screen.sign_in("dmx.emekdas")
    leave_unsaved(screen, " Çatmış.")
    write(entry().narrative.replace("</p>", " Çatmış.</p>"), "dmx.emekdas")
    page = screen.open_editor()
    await_copies(page, 0)
    expect(page.locator(".found-copy")).to_have_count(0)


def test_copy_goes_when_the_text_is_saved(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    refuse_saves(page)
    screen.write_at("end", " Yazılan.")
    await_copies(page, 1)
    page.unroute("**/autosave/")
    page.get_by_role("button", name="Yadda saxla", exact=True).click()
    expect(page.locator(SAVED)).to_be_visible()
    await_copies(page, 0)


def test_copy_after_fourteen_days_is_taken_away(screen):
    screen.sign_in("dmx.emekdas")
    leave_unsaved(screen, " Köhnə.")
    page = screen.open(DMX_2024)
    age = """minutes => new Promise(done => {
        const opening = indexedDB.open('nap-tracker')
        opening.onsuccess = () => {
          const store = opening.result.transaction('copies', 'readwrite').objectStore('copies')
          store.getAll().onsuccess = ({ target }) => {
            const [record] = target.result
            store.put({ ...record, at: record.at - minutes * 60_000 }).onsuccess = () => { opening.result.close(); done() }
          }
        }
        })"""
    page.evaluate(age, 14 * 24 * 60 - 10)
    screen.open_editor()
    expect(page.locator(".found-copy")).to_be_visible()
    page.evaluate(age, 11)
    screen.open_editor()
    await_copies(page, 0)
    expect(page.locator(".found-copy")).to_have_count(0)


def test_copy_of_a_submitted_entry_can_be_handed_over_to_stand_beside_it(screen):
    screen.sign_in("dmx.emekdas")
    leave_unsaved(screen, " Təqdimdən sonra tapılan.")
    submit_elsewhere()
    page = screen.open(DRAFT)
    page.locator(".found-copy [data-take]").click()
    expect(page.locator("#problem")).to_be_visible()
    assert SideRevision.objects.get().narrative.endswith(" Təqdimdən sonra tapılan.</p>")
    await_copies(page, 0)


def sign_out(page: Page) -> None:
    page.locator(".bar details.menu:not([open]) summary").last.click()
    page.locator("form[action$='/accounts/logout/'] button").first.click()


def test_another_account_of_the_same_browser_learns_nothing_of_a_copy(screen):
    screen.sign_in_on_page("dmx.emekdas")
    leave_unsaved(screen, " Gizli sözlər.")
    screen.page.context.clear_cookies()  # the session is over, nobody has signed out
    page = screen.sign_in_on_page("dmx.mesul").open_editor()
    with page.expect_response("**/presence/"):
        page.reload()
    page.locator("#entry-form[data-ready=yes]").wait_for()
    expect(page.locator(".found-copy")).to_have_count(0)
    (stored,) = copies(page)
    assert "Gizli" not in stored
    assert "4.3.3" not in stored
    sign_out(page)  # nothing of this account is unsaved: nobody asks
    page.wait_for_url(re.compile("/accounts/login/"))
    screen.sign_in_on_page("dmx.emekdas").open_editor()
    expect(page.locator(".found-copy ins")).to_have_text("Gizli sözlər.")


def test_signing_out_with_unsaved_text_asks_first_and_takes_the_copies_away(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    refuse_saves(page)
    screen.write_at("end", " Saxlanılmamış.", at_once=True)
    await_copies(page, 1)
    sign_out(page)
    dialog = page.locator("#sign-out-dialog")
    expect(dialog).to_be_visible()
    assert screen.violations() == []
    dialog.locator("[value=stay]").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".ProseMirror")).to_contain_text("Saxlanılmamış.")
    sign_out(page)
    dialog.locator("[value=leave]").click()
    page.wait_for_url(re.compile("/accounts/login/"))
    assert copies(page) == []
    assert "Saxlanılmamış" not in entry().narrative


def test_signing_out_saves_what_can_be_saved_and_does_not_ask(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    screen.write_at("end", " Son anda.")
    sign_out(page)
    page.wait_for_url(re.compile("/accounts/login/"))
    assert entry().narrative.endswith(" Son anda.</p>")
    assert copies(page) == []


def test_plain_http_has_no_copy_and_no_error(screen):
    screen.page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page = screen.sign_in("dmx.emekdas").open_editor()
    refuse_saves(page)
    screen.write_at("end", " Nümunə.")
    expect(page.locator(FAILED)).to_be_visible()
    assert copies(page) == []
    page.unroute("**/autosave/")
    page.get_by_role("button", name="Yadda saxla", exact=True).click()
    expect(page.locator(SAVED)).to_be_visible()
    assert screen.errors == []


# --- Other forms, keys, the way back ---------------------------------------------------------------------------------


def test_marking_ready_saves_the_text_first(screen):
    write(entry().narrative, None, "implemented")
    page = screen.sign_in("dmx.emekdas").open_editor()
    screen.write_at("end", " Hazır cümlə.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".is-ready")).to_be_visible()
    found = entry()
    assert found.narrative.endswith(" Hazır cümlə.</p>")
    assert (found.ready_by.username, found.state) == ("dmx.emekdas", "draft")


def test_lead_submits_by_key_and_the_last_words_are_in_it(screen):
    write(entry().narrative, None, "implemented")
    page = screen.sign_in("dmx.mesul").open_editor()
    screen.write_at("end", " Son cümlə.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#entry-badge")).to_contain_text("Təqdim edilib")
    found = entry()
    assert (found.narrative[-15:], found.state) == (" Son cümlə.</p>", "submitted")


def test_move_waits_while_the_text_cannot_be_saved(screen):
    write(entry().narrative, None, "implemented")
    page = screen.sign_in("dmx.mesul").open_editor()
    refuse_saves(page)
    screen.write_at("end", " Son cümlə.")
    page.locator("[data-move=submit]").click()
    expect(page.locator(FAILED)).to_be_visible()
    assert entry().state == "draft"
    expect(page.locator(".ProseMirror")).to_contain_text("Son cümlə.")


def test_form_pressed_twice_is_sent_once(screen):
    write(entry().narrative, None, "implemented")
    page = screen.sign_in("dmx.emekdas").open_editor()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/ready/") else None)
    page.evaluate("() => { const b = document.querySelector('button[data-ready]'); b.click(); b.click() }")
    expect(page.locator(".is-ready")).to_be_visible()
    assert len(sent) == 1


def test_nothing_to_report_hides_what_it_does_not_ask_for_and_keeps_it(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    before = entry().narrative
    page.locator("[data-nothing]").check()
    expect(page.locator(".ProseMirror")).to_be_hidden()
    page.locator("[name=nothing_reason]").fill("Nümunə səbəb.")
    expect(page.locator(SAVED)).to_be_visible()
    saved = entry()
    assert (saved.nothing_to_report, saved.nothing_reason, saved.narrative) == (True, "Nümunə səbəb.", before)
    page.locator("[data-nothing]").uncheck()
    expect(page.locator(".ProseMirror")).to_be_visible()


def test_back_button_never_shows_old_text_as_the_saved_one(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    screen.write_at("end", " Yeni söz.")
    expect(page.locator(SAVED)).to_be_visible()
    page.locator(".more > summary").click()
    page.get_by_role("link", name="İllik Məlumatda göstər").click()
    page.wait_for_url(re.compile("/reports/"))
    page.go_back()
    expect(page.locator("#entry-form[data-ready=yes]")).to_be_visible()
    expect(page.locator(".ProseMirror")).to_contain_text("Yeni söz.")
    screen.write_at("end", " Daha yeni.")
    expect(page.locator(SAVED)).to_be_visible()
    assert entry().narrative.endswith(" Yeni söz. Daha yeni.</p>")


# --- Larger than an entry may be --------------------------------------------------------------------------------------

PUT = "html => document.querySelector('.ProseMirror').editor.chain().selectAll().insertContent(html).focus().run()"


def test_a_text_that_is_too_large_stays_on_the_page_with_the_reason_in_sight(screen):
    """Nothing takes the focus, the copy in the browser stays, and the shortened text is saved."""
    page = screen.sign_in("dmx.emekdas").open_editor()
    row = "<tr><td><p>a</p></td><td><p>b</p></td><td><p>c</p></td></tr>"
    with page.expect_response("**/autosave/") as answered:
        page.evaluate(PUT, f"<p>Nümunə mətn.</p><table><tbody>{row * 1_667}</tbody></table>")
    assert answered.value.status == 422
    note = page.locator("#bar-note")
    expect(note).to_contain_text("Mətnin cədvəllərində 5001 xana var, ən çoxu 5000 ola bilər.")
    expect(note).to_be_in_viewport()
    expect(page.locator(".ProseMirror")).to_be_focused()
    expect(page.locator("[role=status]", has_text="5001 xana")).to_have_count(1)
    expect(page.locator(".ProseMirror td")).to_have_count(5_001)
    assert entry().version == 1
    page.evaluate(PUT, "<p>Nümunə mətn, qısa.</p>")
    expect(page.locator(SAVED)).to_be_visible()
    expect(note).to_be_hidden()
    assert entry().narrative == "<p>Nümunə mətn, qısa.</p>"
    assert [error for error in screen.errors if "422" not in error] == []
