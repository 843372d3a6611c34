"""A script that does not come: the plain field stands there at once, and the text is saved by its button."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from plans.models import Assessment, AssessmentDecision, EditorialVersion, Entry, Transition
from tests.browser.conftest import DMX_2024, DRAFT, Screen
from tests.browser.test_firefox import firefox, window  # noqa: F401

EDITORIAL = f"{DMX_2024}4.2.9/editorial/"
REVIEW = f"{DMX_2024}4.3.5/review/"
ASSESSMENT = "/plans/mfp-2020-2024/2024/points/4.2.9/"
READY, PLAIN, NOTICE = "form[data-ready=yes] .ProseMirror", ".editor.is-plain textarea", "[data-without-editor]"
SAVED = "#save-state .is-saved[data-saved]"
# Without these the editor of the entry page is there, and saves by itself.
NOT_NEEDED = {
    "/jsi18n/",
    "/static/nap_tracker/account/sign-out.js",
    "/static/nap_tracker/base/forms.js",
    "/static/nap_tracker/base/menus.js",
    "/static/nap_tracker/notices/awaited.js",
    "/static/nap_tracker/notices/notices.js",
    "/static/nap_tracker/search/search-key.js",
    "/static/nap_tracker/writing/watch.js",
}
# One of each kind: the library, what puts it together, a module deep below that, what starts, and what is not needed.
CHOSEN = [
    "/static/django_prose_editor/editor.js",
    "/static/django_prose_editor/configurable.js",
    "/static/nap_tracker/writing/entry.js",
    "/static/nap_tracker/writing/editor.js",
    "/static/nap_tracker/base/request.js",
    "/static/nap_tracker/notices/notices.js",
]


def entry(number: str = "4.3.3") -> Entry:
    return Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number=number)


def scripts_of(screen: Screen, path: str) -> list[str]:
    """The addresses of the scripts that the page asks for."""
    asked: list[str] = []
    screen.page.on("request", lambda request: asked.append(request.url) if request.resource_type == "script" else None)
    screen.open(path)
    found = sorted({url.removeprefix(screen.base) for url in asked})
    assert len(found) > 10
    return found


def open_without(screen: Screen, script: str, path: str) -> Page:
    page = screen.page
    page.unroute_all()
    page.route(f"**{script}", lambda route: route.abort())
    return screen.open(path)


def save_by_button(page: Page, words: str) -> None:
    page.locator("textarea[name=narrative]").fill(f"<p>{words}</p>")
    page.get_by_role("button", name="Yadda saxla", exact=True).click()
    expect(page.locator("main > [role=status]")).to_contain_text("Yadda saxlanıldı")
    assert entry().narrative == f"<p>{words}</p>"


def check_entry_page(screen: Screen, script: str) -> None:
    """Either the editor is there and says nothing, or the plain field and a sentence: at once, and with the whole text."""
    before = entry().narrative
    page = open_without(screen, script, DRAFT)
    if script in NOT_NEEDED:
        expect(page.locator(READY)).to_be_visible()
        expect(page.locator(NOTICE)).to_be_hidden()
        return
    expect(page.locator(PLAIN)).to_be_visible(timeout=5_000)  # the patience with what hangs is longer
    expect(page.locator(PLAIN)).to_have_value(before)
    expect(page.locator(PLAIN)).not_to_have_css("color", "rgba(0, 0, 0, 0)")
    expect(page.locator(NOTICE)).to_be_visible()
    expect(page.locator(".ProseMirror")).to_have_count(0)


@pytest.mark.parametrize("script", CHOSEN)
def test_entry_page_without_a_script_has_an_editor_or_a_field_and_a_sentence(screen, script):
    check_entry_page(screen.sign_in("dmx.emekdas"), script)
    if script in NOT_NEEDED:
        screen.write_at("end", " Özü saxlanılan.")
        expect(screen.page.locator(SAVED)).to_be_visible()
        assert entry().narrative.endswith(" Özü saxlanılan.</p>")
    else:
        assert screen.violations() == []
        save_by_button(screen.page, "Nümunə mətn. Düymə ilə saxlanılan.")


@pytest.mark.soak
def test_entry_page_without_any_one_of_its_scripts(screen, subtests):
    scripts = scripts_of(screen.sign_in("dmx.emekdas"), DRAFT)
    assert {*CHOSEN, *NOT_NEEDED} <= {*scripts}
    for number, script in enumerate(scripts):
        with subtests.test(script):
            check_entry_page(screen, script)
            if script not in NOT_NEEDED:
                save_by_button(screen.page, f"Nümunə mətn. Skriptsiz {number}.")


@pytest.mark.parametrize("script", ["/static/django_prose_editor/editor.js", "/static/nap_tracker/writing/entry.js"])
def test_entry_page_without_a_script_in_firefox(window, script):  # noqa: F811
    screen = window().sign_in("dmx.emekdas")
    check_entry_page(screen, script)
    save_by_button(screen.page, "Nümunə mətn. Firefoksda saxlanılan.")


@pytest.mark.parametrize(
    "script", ["/static/django_prose_editor/configurable.js", "/static/nap_tracker/assessment/editorial.js"]
)
def test_wording_is_saved_without_a_script(screen, script):
    page = open_without(screen.sign_in("koordinator"), script, EDITORIAL)
    expect(page.locator(PLAIN)).to_be_visible()
    expect(page.locator(NOTICE)).to_be_visible()
    page.locator(PLAIN).fill("<p>Nümunə mətn. Redaktə.</p>")
    page.locator('button[value="save"]').click()
    expect(page.locator(".sheet .difference ins").last).to_contain_text("Redaktə")
    assert EditorialVersion.objects.latest("pk").narrative == "<p>Nümunə mətn. Redaktə.</p>"


def give_back(page: Page) -> None:
    page.locator(".return-panel > summary").click()
    page.locator("#return-reason").fill("Nümunə səbəb.")
    page.locator("[data-return]").click()
    page.wait_for_url(lambda url: not url.endswith(REVIEW))
    assert Transition.objects.order_by("pk").last().reason == "Nümunə səbəb."


def assess(page: Page) -> None:
    page.locator('[name=status][value="implemented"]').check()
    page.locator("#id_note").fill("Nümunə qeyd.")
    page.locator("#assessment-form button[type=submit]").click()
    expect(page.locator(".assessed blockquote")).to_have_text("Nümunə qeyd.")
    assert Assessment.objects.latest("pk").note == "Nümunə qeyd."


@pytest.mark.parametrize(("path", "decide"), [(REVIEW, give_back), (ASSESSMENT, assess)])
def test_coordinator_decides_though_no_script_comes(screen, path: str, decide: Callable[[Page], None]):
    decide(open_without(screen.sign_in("koordinator"), "/static/**/*.js", path))


@pytest.mark.soak
@pytest.mark.parametrize(("path", "decide"), [(REVIEW, give_back), (ASSESSMENT, assess)])
def test_coordinator_decides_without_any_one_script(screen, demo_file, subtests, path, decide):
    scripts = scripts_of(screen.sign_in("koordinator"), path)
    for script in scripts:
        with subtests.test(script):
            AssessmentDecision.objects.filter(assessment__reporting_year__year=2024).delete()
            Assessment.objects.filter(reporting_year__year=2024).delete()
            Entry.objects.filter(pk=entry("4.3.5").pk).update(state="submitted")
            decide(open_without(screen, script, path))


# --- A script that hangs ---------------------------------------------------------------------------------------------


def hold(screen: Screen, script: str) -> None:
    """Opens the entry page on a clock that stands; the script's answer is held back."""
    page = screen.page
    page.clock.install()
    screen.hold(f"**{script}")
    with page.expect_request(f"**{script}"):
        page.goto(screen.base + DRAFT, wait_until="commit")
    expect(page.locator("textarea[name=narrative]")).to_be_attached()
    expect(page.locator(NOTICE)).to_be_hidden()
    page.clock.run_for(8_100)
    expect(page.locator(NOTICE)).to_be_visible()
    expect(page.locator(PLAIN)).to_be_visible()


def test_editor_that_comes_late_takes_the_place_of_a_field_in_which_nobody_writes(screen):
    hold(screen.sign_in("dmx.emekdas"), "/writing/entry.js")
    screen.let_go()
    expect(screen.page.locator(READY)).to_be_visible()
    expect(screen.page.locator(NOTICE)).to_be_hidden()
    # The editor that was left has not taken the page's element of its style with it: the policy would block the next one's.
    nonces = "[...document.querySelectorAll('style[data-tiptap-style]')].map(({ nonce }) => nonce.length > 0)"
    assert screen.page.evaluate(nonces) == [True]
    assert screen.errors == []


def test_editor_that_comes_late_takes_nothing_from_somebody_who_writes(screen):
    page = screen.sign_in("dmx.emekdas").page
    hold(screen, "/writing/entry.js")
    page.locator(PLAIN).fill("<p>Nümunə mətn. Yazıl")
    with page.expect_event("domcontentloaded"):
        screen.let_go()
    page.keyboard.type("ır.</p>")
    expect(page.locator(PLAIN)).to_have_value("<p>Nümunə mətn. Yazılır.</p>")
    expect(page.locator(PLAIN)).to_be_focused()
    expect(page.locator(NOTICE)).to_be_visible()
    save_by_button(page, "Nümunə mətn. Yazıldı.")


def test_plain_field_is_not_left_with_unsaved_text_unasked(screen):
    page = open_without(screen.sign_in("dmx.emekdas"), "/writing/entry.js", DRAFT)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator(PLAIN).press_sequentially("x")
    page.locator(".brand").click()
    expect(page.locator(PLAIN)).to_be_visible()
    assert asked == ["beforeunload"]
