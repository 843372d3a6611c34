"""A coordinator's afternoon: the queue, the review page, its keys, comments on paragraphs, decisions and their undoing."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from plans.enums import EntryState
from plans.models import Comment, Entry, Phrase, Transition
from plans.personal.services import save_settings
from plans.services.comments import deal_with
from plans.services.pins import pin_comment
from plans.services.reviewing import keep_phrase, take_into_own_queue
from plans.workflow import apply_transition
from tests.browser.conftest import DMX_2024, Screen, assert_fine
from tests.browser.test_states import entry, evidence_folder, lively, person, write  # noqa: F401
from tests.conftest import make_user

QUEUE = "/plans/mfp-2020-2024/2024/review/"
BY_AGENCY = f"{QUEUE}?order=agency"
FIRST, SECOND, THIRD = (f"{DMX_2024}{number}/review/?order=agency" for number in ("4.3.5", "4.5.8", "4.6.6"))
READY = "html[data-keys=ready]"
REASON = "Nümunə səbəb. Görüşlərin tarixlərini əlavə edin."
TEXT = (
    "<p>Nümunə mətn. Hesabat dövrü ərzində 412 işçi 19 halda təlimlərə cəlb olunmuşdur.</p>"
    "<p>Nümunə mətn. İkinci abzas qalır.</p>"
    "<ul><li><p>Nümunə mətn. Birinci görüş.</p></li><li><p>Nümunə mətn. İkinci görüş.</p></li></ul>"
)


@pytest.fixture
def coordinator(screen) -> Screen:
    return screen.sign_in("koordinator")


@pytest.fixture
def patient(monkeypatch):
    """A slow machine does not make the seconds run out."""
    for module in ("plans.workflow.undoing", "plans.views.deciding", "plans.notifications.moves"):
        monkeypatch.setattr(f"{module}.UNDO_SECONDS", 600)


def open_ready(screen: Screen, path: str) -> Page:
    """Opens the page and waits until its keys decide."""
    page = screen.open(path)
    page.locator(READY).wait_for()
    return page


def decisions() -> list[tuple[str, str]]:
    """(number, action) of what was decided by the coordinator in this test; the sample data's own moves are older."""
    moves = Transition.objects.filter(actor__username="koordinator", action__in=("approve", "return", "undo"))
    return list(moves.order_by("pk").values_list("entry__sub_point__number", "action"))


@pytest.fixture
def before(demo) -> int:
    return len(decisions())


@pytest.fixture
def corrected(lively) -> Entry:  # noqa: F811
    """4.3.3: returned with comments on two paragraphs, one of which is gone since; corrected and submitted again."""
    lead, coordinator = person("dmx.mesul"), person("koordinator")
    now = write(TEXT)
    deal_with(now.comments.filter(parent=None).get(), lead)
    apply_transition(now, "submit", actor=lead)
    threads = [pin_comment(now, coordinator, f"Nümunə şərh {n}.", version=now.version, place=n) for n in (0, 2)]
    apply_transition(entry(), "return", actor=coordinator, reason=REASON)
    for thread in threads:
        deal_with(thread, lead)
    now = write("<p>Nümunə mətn. Yeni abzas.</p>" + TEXT.replace("412", "415").split("<ul>")[0])
    apply_transition(now, "submit", actor=lead)
    keep_phrase(coordinator, "Nümunə səbəb. Yerini göstərin.")
    return now


# --- Screens ----------------------------------------------------------------------------------------------------------


def test_queue_is_fine_in_every_look(coordinator, subtests):
    take_into_own_queue(entry("4.5.8"), person("koordinator"), seen=None)
    for query in ("", "?order=section", "?order=agency", "?mine=1", "?order=burn"):
        with subtests.test(query):
            page = coordinator.open_anew(QUEUE + query)
            expect(page.locator(".queue-row").first).to_be_visible()
            assert coordinator.flaws() == []


def test_empty_queue_is_fine(coordinator):
    Entry.objects.filter(state=EntryState.SUBMITTED).update(state=EntryState.APPROVED)
    page = coordinator.open(QUEUE)
    expect(page.locator(".empty")).to_be_visible()
    assert coordinator.flaws() == []


def test_review_page_is_fine_with_all_that_it_can_have(coordinator, corrected):
    page = coordinator.open(f"{DMX_2024}4.3.3/review/")
    expect(page.locator("#since-return .difference")).to_contain_text("415")
    expect(page.locator(".block .pin-mark")).to_have_count(1)
    expect(page.locator(".thread .about")).to_have_count(2)
    assert_fine(coordinator)


def test_review_page_after_a_refusal_is_fine(coordinator, corrected):
    page = coordinator.open(f"{DMX_2024}4.3.3/review/")
    page.locator("#approve-form button").click()
    expect(page.locator("#review-problem .still-missing li")).to_have_count(3)
    expect(page).to_have_url(re.compile("/4.3.3/review/$"))  # not the address of the step, which cannot be opened
    assert_fine(coordinator)


# --- Keys -------------------------------------------------------------------------------------------------------------


def test_a_pressed_twice_decides_one_entry_only(coordinator, before):
    page = open_ready(coordinator, FIRST)
    page.keyboard.press("a")
    page.keyboard.press("a")
    page.wait_for_url(f"**{SECOND}")
    page.keyboard.press("a")  # nobody has seen this one yet
    page.locator(READY).wait_for()
    assert decisions()[before:] == [("4.3.5", "approve")]
    assert entry("4.5.8").state == EntryState.SUBMITTED
    page.keyboard.press("a")
    page.wait_for_url(f"**{THIRD}")
    assert decisions()[before:] == [("4.3.5", "approve"), ("4.5.8", "approve")]
    assert coordinator.errors == []


def test_key_that_is_held_down_decides_nothing(coordinator, before):
    page = coordinator.open(FIRST)
    page.keyboard.down("a")
    page.locator(READY).wait_for()
    page.keyboard.down("a")  # the same press, repeated
    page.keyboard.up("a")
    page.keyboard.press("j")
    page.wait_for_url(f"**{SECOND}")
    assert decisions()[before:] == []


def test_r_opens_the_reason_and_only_ctrl_enter_sends_it(coordinator, before, patient):
    page = open_ready(coordinator, FIRST)
    page.keyboard.press("r")
    reason = page.locator("#return-reason")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("")
    page.keyboard.type("ajkr? ")
    expect(page.locator("#keys")).not_to_be_visible()
    page.keyboard.press("Escape")
    expect(reason).not_to_be_visible()
    page.locator(READY).wait_for()
    page.keyboard.press("r")
    expect(reason).to_have_value("ajkr? ")
    assert decisions()[before:] == []
    page.keyboard.type(REASON)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{SECOND}")
    assert decisions()[before:] == [("4.3.5", "return")]
    assert Transition.objects.order_by("pk").last().reason == f"ajkr? {REASON}"
    expect(page.locator(".decided")).to_contain_text("4.3.5")


def test_a_does_not_approve_while_a_reason_is_being_written(coordinator, before):
    page = open_ready(coordinator, FIRST)
    page.keyboard.press("r")
    page.keyboard.type(REASON)
    page.locator(".return-panel > summary").focus()
    page.locator(READY).wait_for()
    page.keyboard.press("a")
    page.locator(READY).wait_for()
    expect(page.locator("#return-reason")).to_have_value(REASON)
    assert decisions()[before:] == []


def test_key_with_a_modifier_is_somebody_elses(coordinator, before, subtests):
    for keys in ("Control+a", "Alt+a", "Shift+A", "Meta+a"):
        with subtests.test(keys):
            page = open_ready(coordinator, FIRST)
            page.keyboard.press(keys)
            page.keyboard.press("j")
            page.wait_for_url(f"**{SECOND}")
            assert decisions()[before:] == []


def test_keys_wait_while_a_dialog_is_open(coordinator, before):
    page = open_ready(coordinator, FIRST)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert coordinator.violations() == []
    for key in ("a", "r", "j", "k"):
        page.keyboard.press(key)
    expect(page.locator("#return")).not_to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()
    expect(page).to_have_url(f"{coordinator.base}{FIRST}")
    assert decisions()[before:] == []


def test_keys_can_be_switched_off(coordinator, before):
    save_settings(
        person("koordinator"), mails="immediate", mail_language="az", single_keys=False, checks_spelling=False
    )
    page = coordinator.open(FIRST)
    expect(page.locator(".review-bar .button > kbd")).to_have_count(0)
    for key in ("a", "r", "j", "k", "?"):
        page.keyboard.press(key)
    expect(page.locator("#keys")).not_to_be_visible()
    expect(page.locator("#return")).not_to_have_attribute("open", "")
    page.locator("[data-key=j]").click()
    page.wait_for_url(f"**{SECOND}")
    assert decisions()[before:] == []


def test_j_and_k_go_on_and_back(coordinator):
    page = coordinator.open(FIRST)
    page.keyboard.press("j")
    page.wait_for_url(f"**{SECOND}")
    page.keyboard.press("k")
    page.wait_for_url(f"**{FIRST}")


def test_j_and_k_walk_through_the_queue(coordinator):
    page = coordinator.open(BY_AGENCY)
    rows = page.locator("a[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{FIRST}")


def test_cyrillic_keyboard_has_the_keys_at_their_places(coordinator):
    page = coordinator.open(FIRST)
    press = "key => document.body.dispatchEvent(new KeyboardEvent('keydown', {...key, bubbles: true}))"
    page.evaluate(press, {"key": "о", "code": "KeyJ"})
    page.wait_for_url(f"**{SECOND}")


# --- Deciding ---------------------------------------------------------------------------------------------------------


def test_decision_is_undone_on_the_next_page(coordinator, before, patient):
    page = open_ready(coordinator, FIRST)
    page.keyboard.press("a")
    page.wait_for_url(f"**{SECOND}")
    expect(page.locator("[data-undo] .left")).not_to_be_empty()
    assert_fine(coordinator)
    page.locator("[data-undo]").click()
    page.wait_for_url(f"**{FIRST}")
    assert decisions()[before:] == [("4.3.5", "approve"), ("4.3.5", "undo")]
    assert entry("4.3.5").is_in_review
    expect(page.locator("[data-undo]")).to_have_count(0)


def test_reason_that_is_being_written_is_not_left_unasked(coordinator):
    page = open_ready(coordinator, FIRST)
    page.keyboard.press("r")
    page.keyboard.type(REASON)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("[data-key=j]").click()
    expect(page.locator("#return-reason")).to_have_value(REASON)
    assert asked == ["beforeunload"]
    expect(page).to_have_url(f"{coordinator.base}{FIRST}")


def test_phrases_are_put_in_kept_and_removed(coordinator):
    keep_phrase(person("koordinator"), "Nümunə səbəb. Yerini göstərin.")
    page = open_ready(coordinator, FIRST)
    page.keyboard.press("r")
    page.keyboard.type(REASON)
    page.locator("[data-insert]").click()
    reason = page.locator("#return-reason")
    expect(reason).to_have_value(f"{REASON}\nNümunə səbəb. Yerini göstərin.")
    expect(reason).to_be_focused()
    reason.fill(REASON)
    page.locator("[data-keep]").click()
    expect(page.locator("[data-insert]")).to_have_text(["Nümunə səbəb. Yerini göstərin.", REASON])
    page.locator("[data-drop]").first.click()
    expect(page.locator("[data-insert]")).to_have_text([REASON])
    expect(reason).to_have_value(REASON)
    assert [phrase.text for phrase in Phrase.objects.all()] == [REASON]
    reason.fill("")
    page.locator("[data-keep]").click()
    expect(page.locator("#phrases [role=alert]")).to_be_visible()
    assert coordinator.flaws() == []


def test_two_coordinators_see_each_other_and_the_slower_keeps_the_reason(coordinator, new_screen):
    make_user("koordinator2", Role.COORDINATOR)
    page = open_ready(coordinator, FIRST)
    page.keyboard.press("r")
    page.keyboard.type(REASON)
    other = open_ready(new_screen().sign_in("koordinator2"), FIRST)
    expect(other.locator("#presence")).to_contain_text("Nümunə Koordinator")
    other.keyboard.press("a")
    expect(other.locator("#review-problem")).to_contain_text("Nümunə Koordinator")
    assert entry("4.3.5").state == EntryState.SUBMITTED  # it asks first
    other.locator(".approve-beside button").click()
    other.wait_for_url(f"**{SECOND}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#review-problem")).to_contain_text("koordinator2")
    expect(page.locator("[data-kept-reason]")).to_have_text(REASON)
    assert entry("4.3.5").state == EntryState.APPROVED
    assert coordinator.flaws() == []


# --- Comments on paragraphs -------------------------------------------------------------------------------------------


def test_comment_on_a_paragraph_from_the_keyboard(coordinator, corrected):
    page = coordinator.open(f"{DMX_2024}4.3.3/review/")
    button = page.locator("a[data-pin='3']")
    button.focus()
    expect(button).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.locator("#comment-text")).to_be_focused()
    expect(page.locator("#pin-paragraph")).to_have_value("3")
    page.keyboard.type("Nümunə şərh. Bu abzas barədə.")
    expect(page.locator("#comment-text")).to_have_value("Nümunə şərh. Bu abzas barədə.")
    assert_fine(coordinator)
    page.locator("#comment-text").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#paragraph-3 .pin-mark")).to_have_count(1)
    written = Comment.objects.order_by("pk").last()
    assert (written.text, written.pin_place) == ("Nümunə şərh. Bu abzas barədə.", 2)
    assert written.pin_text == "Nümunə mətn. İkinci abzas qalır."
    expect(page).to_have_url(re.compile(f"#comment-{written.pk}$"))
    page.locator("#paragraph-3 .pin-mark").click()
    expect(page.locator(f"#comment-{written.pk}")).to_be_in_viewport()


def test_escape_puts_the_comment_away_and_keeps_what_is_written(coordinator, corrected):
    page = coordinator.open(f"{DMX_2024}4.3.3/review/")
    page.locator("a[data-pin='2']").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Nümunə şərh.")
    page.keyboard.press("Escape")
    expect(page.locator("#comment-text")).not_to_be_visible()
    expect(page.locator("a[data-pin='2']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#comment-text")).to_have_value("Nümunə şərh.")


def test_open_comments_are_resolved_and_the_entry_approved(coordinator, corrected, before):
    page = coordinator.open(f"{DMX_2024}4.3.3/review/")
    before = len(decisions())
    for left in (2, 1, 0):
        page.locator(".thread:not(.is-resolved) button[value=resolve]").first.click()
        expect(page.locator(".thread:not(.is-resolved)")).to_have_count(left)
        expect(page).to_have_url(re.compile("/4.3.3/review/"))
    page.locator(READY).wait_for()
    page.keyboard.press("a")
    page.wait_for_url(lambda url: "/4.3.3/" not in url)
    assert decisions()[before:] == [("4.3.3", "approve")]


def test_agency_reads_which_paragraph_a_comment_is_about(new_screen, corrected):
    agency = new_screen().sign_in("dmx.mesul")
    page = agency.open(f"{DMX_2024}4.3.3/")
    about = page.locator(".thread .about")
    expect(about).to_have_count(2)
    about.first.locator("a").click()
    expect(page.locator("#paragraph-2")).to_contain_text("415")
    assert_fine(agency)


# --- Without script ---------------------------------------------------------------------------------------------------


def test_everything_works_without_script(new_screen, before, patient):
    screen = new_screen(java_script_enabled=False).sign_in("koordinator")
    page = screen.open(FIRST)
    page.locator("a.pin-new").first.click(force=True)
    expect(page.locator("#pin-paragraph")).to_have_value("1")
    page.locator("#comment-text").fill("Nümunə şərh.")
    page.locator("#comment-new button[type=submit]").click()
    expect(page.locator(".thread")).to_have_count(1)
    assert Comment.objects.order_by("pk").last().pin_place == 0
    page.locator("button[value=resolve]").click()
    page.locator(".return-panel > summary").click()
    page.locator("#return-reason").fill(REASON)
    page.locator("[data-keep]").click()
    expect(page.locator("#return-reason")).to_have_value(REASON)
    page.locator("[data-insert]").click()
    expect(page.locator("#return-reason")).to_have_value(f"{REASON}\n{REASON}")
    page.locator("[data-return]").click()
    expect(page).to_have_url(f"{screen.base}{SECOND}")
    page.locator("[data-undo]").click()
    expect(page).to_have_url(f"{screen.base}{FIRST}")
    page.locator("#approve-form button").click()
    expect(page).to_have_url(f"{screen.base}{SECOND}")
    assert [action for _number, action in decisions()[before:]] == ["return", "undo", "approve"]
