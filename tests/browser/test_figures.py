"""Nothing to report, figures, numbers found in the text and last year's text, as a clerk handles them in the browser."""

import pytest
from playwright.sync_api import Page, expect

from plans.models import Entry, Indicator, SubPoint
from tests.browser.conftest import DRAFT, Screen, unfold

LAST_YEAR = (
    "<p>Ötən il birinci abzas.</p><ul><li><p>birinci bənd</p></li><li><p>ikinci bənd</p></li></ul>"
    "<table><tbody><tr><th><p>Ay</p></th><td><p>Say</p></td></tr></tbody></table><p>Ötən il son abzas.</p>"
)
NB = "\u00a0"


def entry(year: int = 2024) -> Entry:
    return Entry.objects.get(reporting_year__year=year, agency__code="DMX", sub_point__number="4.3.3")


def figure(name: str) -> Indicator:
    return Indicator.objects.get(sub_point__number="4.3.3", name__endswith=name)


@pytest.fixture
def page(screen: Screen) -> Page:
    """The editor of 4.3.3 in 2024: two figures, last year's text with a list, a table and 20 trained staff."""
    staff = figure("əməkdaşlar")
    Entry.objects.filter(pk=entry(2023).pk).update(narrative=LAST_YEAR, figures={str(staff.pk): "20"})
    Entry.objects.filter(pk=entry().pk).update(
        narrative="<p>Nümunə mətn. 04.11.2024-cü ildə 348 işçi, 16 halda, 12,5 % təşkil etmişdir.</p>"
    )
    return screen.sign_in("dmx.emekdas").open_editor(DRAFT)


def save(page: Page) -> None:
    """What is typed takes the word "saved" away at once; it comes back when all of it is on the server."""
    page.keyboard.press("Control+s")
    expect(page.locator("#save-state .is-saved[data-saved]")).to_be_visible()


def test_nothing_to_report_hides_what_it_does_not_ask_for_and_brings_it_back(page, screen):
    tick, reason = page.locator("#id_nothing_to_report"), page.locator("#id_nothing_reason")
    expect(reason).to_be_hidden()
    tick.check()
    expect(reason).to_be_visible()
    for hidden in (".ProseMirror", "fieldset.status", ".figures"):
        expect(page.locator(hidden)).to_be_hidden()
    reason.fill("Nümunə səbəb.")
    save(page)
    found = entry()
    assert (found.nothing_to_report, found.nothing_reason) == (True, "Nümunə səbəb.")
    assert "348 işçi" in found.narrative
    assert screen.violations() == []
    tick.uncheck()
    expect(page.locator(".ProseMirror")).to_contain_text("348 işçi")
    expect(reason).to_be_hidden()
    expect(page.locator(".figures")).to_be_visible()
    save(page)
    assert (entry().nothing_to_report, entry().nothing_reason) == (False, "Nümunə səbəb.")
    assert screen.errors == []


def test_figure_is_shown_as_read_warned_about_and_autosaved(page, screen):
    staff = figure("əməkdaşlar")
    field = page.locator(f"#id_figure_{staff.pk}")
    warning = page.locator(".figure", has=field).locator("[data-jump]")
    expect(warning).to_be_hidden()
    field.press_sequentially("1.250")
    expect(warning).to_be_visible()
    field.press("Tab")
    expect(field).to_have_value(f"1{NB}250")
    expect(page.locator("#save-state .is-saved[data-saved='2']")).to_be_visible(
        timeout=10_000
    )  # nobody pressed anything
    assert entry().figures == {str(staff.pk): "1250"}
    assert screen.violations() == []
    field.fill("150")
    expect(warning).to_be_hidden()
    save(page)
    assert entry().figures == {str(staff.pk): "150"}
    assert screen.errors == []


def test_figure_that_is_no_number_is_said_at_its_field_and_the_rest_is_saved(page):
    staff, share = figure("əməkdaşlar"), figure("payı")
    field = page.locator(f"#id_figure_{staff.pk}")
    field.fill("çox")
    page.locator(f"#id_figure_{share.pk}").fill("12,5")
    page.keyboard.press("Control+s")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".figure", has=field).locator(".errorlist")).to_be_visible()
    expect(field).to_have_value("çox")
    assert entry().figures == {str(share.pk): "12.5"}


def test_number_of_the_text_is_put_into_the_chosen_figure(page, screen):
    staff, share = figure("əməkdaşlar"), figure("payı")
    page.locator(".numbers summary").click()
    chips = page.locator(".chip")
    expect(chips).to_have_text(["348 işçi", "16 halda", "12,5 %"])
    chips.nth(0).click()
    choices = page.locator(".choose button")
    expect(choices).to_have_count(2)
    assert screen.violations() == []
    choices.nth(0).click()
    expect(page.locator(f"#id_figure_{staff.pk}")).to_have_value("348")
    chips.nth(2).click()
    expect(choices).to_have_count(1)  # a whole number takes no decimals
    page.keyboard.press("Escape")
    expect(choices).to_have_count(0)
    expect(chips.nth(2)).to_be_focused()
    page.keyboard.press("Enter")
    choices.first.click()
    save(page)
    assert entry().figures == {str(staff.pk): "348", str(share.pk): "12.5"}
    assert screen.errors == []


def test_numbers_follow_the_text_when_it_is_saved(page, screen):
    page.locator(".numbers summary").click()
    expect(page.locator(".chip")).to_have_count(3)
    screen.write_at("end", " Daha 77 təlim.")
    save(page)
    expect(page.locator(".chip").last).to_have_text("77 təlim")


def test_last_year_is_copied_by_paragraph_item_and_table_to_the_caret(page, screen):
    unfold(page, "#last-year")
    pieces = page.locator(".copy-piece")
    expect(pieces).to_have_count(5)
    pieces.nth(4).click(force=True)
    screen.write_at("start", "")
    pieces.nth(1).click(force=True)
    pieces.nth(2).click(force=True)
    pieces.nth(3).click(force=True)
    save(page)
    first, _rest = entry().narrative.split("<ul>")
    assert first.startswith("<p>Nümunə mətn.")
    assert entry().narrative == (
        f"{first}<ul><li><p>birinci bənd</p></li><li><p>ikinci bənd</p></li></ul>"
        "<table><tbody><tr><th><p>Ay</p></th><td><p>Say</p></td></tr></tbody></table><p>Ötən il son abzas.</p>"
    )
    assert screen.violations() == []
    page.locator(".ProseMirror").press("Control+z")
    expect(page.locator(".ProseMirror table")).to_have_count(0)
    save(page)
    assert screen.errors == []


def test_whole_text_of_last_year_is_added_at_the_end_and_starts_an_empty_one(page):
    unfold(page, "#last-year")
    page.locator("[data-copy-last-year]").click()
    save(page)
    assert entry().narrative.endswith(LAST_YEAR)
    page.locator(".ProseMirror").press("Control+a")
    page.keyboard.press("Delete")
    page.locator("[data-copy-last-year]").click()
    save(page)
    assert entry().narrative == LAST_YEAR


def test_without_script_all_is_shown_and_saved(new_screen):
    staff = figure("əməkdaşlar")
    page = new_screen(java_script_enabled=False).sign_in("dmx.emekdas").open(DRAFT)
    page.locator("#id_nothing_to_report").check()
    page.locator("#id_nothing_reason").fill("Nümunə səbəb.")
    expect(page.locator("textarea[name=narrative]")).to_be_visible()
    page.locator(f"#id_figure_{staff.pk}").fill("1 250")
    page.get_by_role("button", name="Yadda saxla").click()
    page.wait_for_load_state()
    found = entry()
    assert (found.nothing_to_report, found.nothing_reason, found.figures) == (
        True,
        "Nümunə səbəb.",
        {str(staff.pk): "1250"},
    )
    expect(page.locator("[data-copy-last-year], .numbers").first).to_be_hidden()


def test_guidance_and_figures_fit_a_narrow_dark_screen(new_screen):
    SubPoint.objects.filter(number="4.3.3").update(guidance="Nümunə göstəriş: təlimləri və iştirakçıları sayın.")
    screen = new_screen(dark=True, width=360, height=740).sign_in("dmx.emekdas")
    page = screen.open_editor(DRAFT)
    page.locator("#id_nothing_to_report").check()
    expect(page.locator("#id_nothing_reason")).to_be_visible()
    assert screen.violations() == []
    page.locator("#id_nothing_to_report").uncheck()
    save(page)
    page.locator(".numbers summary").click()
    expect(page.locator("[data-numbers-place]")).not_to_be_empty()
    assert screen.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert screen.errors == []
