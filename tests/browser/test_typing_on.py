"""Nobody is typed over: whatever the server answers while somebody types, every key lands in the field it was meant for."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.models import User
from plans.enums import IndicatorKind
from plans.models import Entry, Indicator, Membership, SideRevision, SubPoint
from plans.services import save_entry
from plans.workflow import apply_transition
from tests.browser.conftest import DRAFT, PASSWORD, Screen, unfold

SAVE = "**/autosave/"
BEFORE = "Birinci söz, "
AFTER = ["sonra. ", "Yeni sətir ", "və davamı: ", "beş altı.\n", "Son ", "sözlər "]  # spaces and Enter among them
TEXT = "<p>Nümunə mətn. Birinci abzas.</p><p>İkinci abzas.</p><p>Üçüncü abzas.</p>"


def entry() -> Entry:
    return Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number="4.3.3")


def person(username: str) -> User:
    return User.objects.get(username=username)


def write(narrative: str, status: str = "", **more) -> Entry:
    """Saves the entry as the lead, who does it elsewhere."""
    now = entry()
    return save_entry(
        reporting_year=now.reporting_year,
        agency=now.agency,
        sub_point=now.sub_point,
        narrative=narrative,
        status=status,
        author=person("dmx.mesul"),
        expected_version=now.version,
        **more,
    )


def submit() -> None:
    now = write(entry().narrative, "implemented")
    apply_transition(now, "submit", actor=person("dmx.mesul"), version=now.version)


def conflict(_page: Page) -> None:
    write(TEXT.replace("Üçüncü abzas.", "Üçüncü abzas. Həmkarın sonluğu."), internal_note="Həmkarın qeydi")


def merge(_page: Page) -> None:
    write(TEXT.replace("Nümunə mətn.", "Nümunə mətn. Həmkarın cümləsi."))


def end_session(_page: Page) -> None:
    Session.objects.all().delete()


def take_the_right_away(_page: Page) -> None:
    Membership.objects.filter(user=person("dmx.emekdas")).delete()


def go_offline(page: Page) -> None:
    page.context.set_offline(True)


def refuse(page: Page) -> None:
    errors = '{"result": "invalid", "errors": {"narrative": "Mətn çox uzundur.", "internal_note": "Qeyd çox uzundur."}}'
    page.route(SAVE, lambda route: route.fulfill(status=422, content_type="application/json", body=errors))


def sign_in_as_another(page: Page) -> None:
    answer = '{"result": "other_writer", "message": "Başqası daxil olub."}'
    page.route(SAVE, lambda route: route.fulfill(status=409, content_type="application/json", body=answer))


def break_the_server(page: Page) -> None:
    page.route(SAVE, lambda route: route.fulfill(status=500, content_type="text/html", body="<h1>500</h1>"))


# What happens elsewhere, and what the bar then says.
ANSWERS: dict[str, tuple[Callable[[Page], None], str]] = {
    "merge": (merge, "#save-state .is-saved[data-saved]"),
    "conflict": (conflict, "#save-state .is-failed"),
    "end of the session": (end_session, "#save-state .is-failed"),
    "submitted": (lambda _page: submit(), "#save-state .is-beside"),
    "no right any more": (take_the_right_away, "#save-state .is-failed"),
    "refused bound": (refuse, "#save-state .is-failed"),
    "another writer": (sign_in_as_another, "#save-state .is-failed"),
    "offline": (go_offline, "#save-state .is-failed"),
    "a server that fails": (break_the_server, "#save-state .is-failed"),
}


def type_on(page: Page, said: str) -> str:
    """Saves by key and types on without a pause until the answer is there, and after; gives what was typed."""
    typed = BEFORE
    page.keyboard.type(BEFORE)
    page.keyboard.press("Control+s")
    for part in AFTER:
        page.keyboard.type(part, delay=4)
        typed += part
    expect(page.locator(said)).to_be_visible()
    for part in AFTER:
        page.keyboard.type(part)
        typed += part
    return typed


def caret_text(page: Page) -> str:
    """What stands in the editor from the third paragraph to the caret, a line a paragraph."""
    return page.evaluate(
        """() => {
        const { state } = document.querySelector('.ProseMirror').editor
        return state.doc.textBetween(0, state.selection.head, '\\n')
        }"""
    )


@pytest.mark.parametrize("name", ANSWERS)
def test_every_key_lands_in_the_text_whatever_the_server_answers(name, demo, screen):
    act, said = ANSWERS[name]
    write(TEXT)
    page = screen.sign_in("dmx.emekdas").open_editor()
    screen.write_at("end", " ")
    act(page)
    typed = type_on(page, said)
    expect(page.locator(".ProseMirror")).to_be_focused()
    assert caret_text(page).endswith(f"Üçüncü abzas. {typed}")
    expect(page.locator("dialog[open]")).to_have_count(0)

    unfold(page, "#note-group")
    note = page.locator("#id_internal_note")
    note.click()
    note.press("Control+End")
    before = note.input_value()
    typed = type_on(page, said)
    expect(note).to_be_focused()
    expect(note).to_have_value(before + typed)
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert screen.errors == []


def test_text_typed_on_after_the_submission_is_kept_once_and_whole(demo, screen):
    write(TEXT)
    page = screen.sign_in("dmx.emekdas").open_editor()
    screen.write_at("end", " ")
    submit()
    typed = type_on(page, "#save-state .is-beside")
    with page.expect_response(SAVE):
        page.keyboard.press("Control+s")
    expect(page.locator("#save-state .is-beside")).to_be_visible()
    (side,) = SideRevision.objects.all()
    lines = typed.strip().split("\n")
    assert side.narrative.endswith(
        "".join(f"<p>{line.strip()}</p>" for line in [f"Üçüncü abzas. {lines[0]}", *lines[1:]])
    )
    page.locator("#save-state button").click()
    expect(page.locator(".ProseMirror")).to_have_attribute("contenteditable", "false")
    assert screen.violations() == []


def test_heartbeat_that_tells_of_the_submission_takes_no_key(demo, screen):
    write(TEXT)
    screen.page.clock.install(time="2024-12-02T10:00:00")
    page = screen.sign_in("dmx.emekdas").open_editor()
    page.clock.pause_at("2024-12-02T10:10:00")
    screen.page.locator(".ProseMirror p").last.click()
    page.keyboard.press("Control+End")
    submit()
    page.clock.run_for(20_000)
    expect(page.locator("#problem")).to_be_visible()
    expect(page.locator(".ProseMirror")).to_be_focused()
    page.keyboard.type(" Son söz.")
    assert caret_text(page).endswith("Üçüncü abzas. Son söz.")


def test_figure_is_typed_whole_while_a_merge_comes(demo, screen):
    indicator = Indicator.objects.create(
        sub_point=SubPoint.objects.get(number="4.3.3"), name="Nümunə göstərici", unit="nəfər", kind=IndicatorKind.WHOLE
    )
    write(TEXT)
    page = screen.sign_in("dmx.emekdas").open_editor()
    field = page.locator(f"[name=figure-{indicator.pk}]")
    merge(page)
    field.click()
    page.keyboard.type("1")
    page.keyboard.press("Control+s")
    page.keyboard.type("25", delay=30)
    expect(page.locator(".ProseMirror")).to_contain_text("Həmkarın cümləsi.")
    page.keyboard.type("0")
    expect(field).to_be_focused()
    expect(field).to_have_value("1250")


# --- What opens when it is asked for ------------------------------------------------------------------------------------


def test_dialog_that_was_asked_for_does_nothing_by_itself(demo, screen):
    write(TEXT)
    page = screen.sign_in("dmx.emekdas").open_editor()
    conflict(page)
    screen.write_at("end", " Mənim sonluğum.")
    button = page.locator("#save-state").get_by_role("button", name="Seç")
    expect(button).to_be_visible()
    before = entry().version
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#merge")
    expect(dialog.locator("h2")).to_be_focused()
    for key in ("Enter", "Space", "Enter", "a"):
        page.keyboard.press(key)
    expect(dialog).to_be_visible()
    expect(dialog.locator("[value=both]").first).to_be_checked()
    # A choice is made with the keys, and stays when the dialog is closed.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(dialog.locator("[value=both]").first).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("#save-state .is-failed")).to_be_visible()
    assert (entry().version, "Mənim sonluğum" in entry().narrative) == (before, False)
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.locator("[value=theirs]").first).to_be_checked()
    expect(dialog.locator("h2")).to_be_focused()
    dialog.locator("[value=theirs]").first.press("ArrowUp")
    dialog.locator("button.is-primary").last.click()
    expect(page.locator("#save-state .is-saved[data-saved]")).to_be_visible()
    assert entry().narrative.endswith("<p>Üçüncü abzas. Mənim sonluğum.</p>")
    assert screen.errors == []


def test_sign_in_is_asked_for_by_its_button_only(demo, screen):
    write(TEXT)
    page = screen.sign_in("dmx.emekdas").open_editor()
    end_session(page)
    screen.write_at("end", " ")
    type_on(page, "#save-state .is-failed")
    expect(page.locator("#sign-in-again")).to_be_hidden()
    page.locator("#save-state").get_by_role("button", name="Daxil ol").click()
    page.locator("#sign-in-again-password").fill(PASSWORD)
    page.locator("#sign-in-again button[type=submit]").click()
    expect(page.locator("#save-state .is-saved[data-saved]")).to_be_visible()
    assert entry().narrative.endswith("<p>Son sözlər</p>")


REVIEW = f"{DRAFT}review/"


@pytest.fixture
def review(demo, screen) -> Screen:
    write(TEXT)
    submit()
    screen.sign_in("koordinator").open(REVIEW)
    return screen


def test_reason_and_comment_take_every_key_when_the_session_has_ended(review):
    page = review.page
    for opener, field in (("#return > summary", "#return-reason"), ("#comment-new > summary", "#comment-text")):
        page.locator(opener).click()
        page.locator(field).click()
        expect(page.locator(field)).to_be_focused()
        Session.objects.all().delete()
        typed = "Səbəb budur: "
        page.keyboard.type(typed)
        page.keyboard.press("Control+Enter")
        for part in AFTER:
            page.keyboard.type(part, delay=20)
            typed += part
        expect(page.locator("#signal")).to_contain_text("sessiyanın vaxtı bitib")
        expect(page.locator(field)).to_be_focused()
        expect(page.locator(field)).to_have_value(typed)
        expect(page.locator("dialog[open]")).to_have_count(0)
        assert review.violations() == []
        page.locator("#signal").get_by_role("button", name="Daxil ol").click()
        expect(page.locator("#sign-in-again-password")).to_be_focused()
        page.keyboard.press("Escape")
    assert review.errors == []


def test_page_that_comes_with_a_problem_takes_no_focus_from_somebody_who_types(review):
    page = review.page
    page.evaluate(
        """() => {
        document.querySelector('#return').open = true
        document.querySelector('#return-reason').focus()
        }"""
    )
    page.keyboard.type("a")
    page.evaluate(
        """async () => {
        const { leadOnArrival } = await import('nap-tracker/base/attention')
        leadOnArrival(document.getElementById('main'))
        }"""
    )
    expect(page.locator("#return-reason")).to_be_focused()
