"""A coordinator assesses a sub-point and words an entry otherwise; the agency answers: light, dark and narrow."""

import re

import pytest
from playwright.sync_api import Page, expect

from plans.models import Assessment, AssessmentDecision, EditorialVersion
from tests.browser.conftest import DMX_2024, Screen, assert_fine

ASSESSMENT = "/plans/mfp-2020-2024/2024/points/4.2.9/"
EDITORIAL = f"{DMX_2024}4.2.9/editorial/"
ADDED = "Nümunə mətn. Redaktənin cümləsi."


def open_wording(screen: Screen) -> Page:
    page = screen.open(EDITORIAL)
    page.locator("#editorial-form[data-ready=yes]").wait_for(state="attached")
    return page


def test_coordinator_assesses_a_sub_point(screen):
    page = screen.sign_in("koordinator").open(ASSESSMENT)
    assert_fine(screen)
    page.locator('[name=status][value="being_implemented"]').check()
    page.locator("#id_note").fill("Nümunə mətn. Qərarın əsası.")
    page.locator("#assessment-form button[type=submit]").click()
    expect(page.locator(".assessed .status-mark.is-being_implemented")).to_be_visible()
    expect(page.locator(".assessed blockquote")).to_have_text("Nümunə mətn. Qərarın əsası.")
    expect(page.locator(".decisions li")).to_have_count(1)
    assert_fine(screen)
    made = Assessment.objects.latest("pk")
    assert (made.sub_point.number, made.status, made.decided_by.username) == (
        "4.2.9",
        "being_implemented",
        "koordinator",
    )
    page.locator('a[rel="next"]').click()
    expect(page).to_have_url(re.compile(r"/points/4\.2\.10/$"))
    assert screen.errors == []


def test_second_of_two_open_pages_is_told_and_keeps_its_words(new_screen):
    first, second = (new_screen().sign_in("koordinator") for _window in range(2))
    pages = [screen.open(ASSESSMENT) for screen in (first, second)]
    for number, page in enumerate(pages):
        page.locator('[name=status][value="implemented"]').check()
        page.locator("#id_note").fill(f"Nümunə {number}.")
        page.locator("#assessment-form button[type=submit]").click()
    expect(pages[1].locator("#problem")).to_be_focused()
    expect(pages[1].locator("#id_note")).to_have_value("Nümunə 1.")
    expect(pages[1].locator(".assessed blockquote")).to_have_text("Nümunə 0.")
    assert_fine(second)
    assert AssessmentDecision.objects.filter(assessment__sub_point__number="4.2.9").count() == 1


def test_wording_is_asked_about_refused_and_decided_on(new_screen):
    coordinator = new_screen().sign_in("koordinator")
    page = open_wording(coordinator)
    assert coordinator.flaws() == []
    page.set_viewport_size({"width": 1366, "height": 768})
    coordinator.write_at("end", f" {ADDED}")
    expect(page.locator("#live-difference ins").last).to_have_text(ADDED)
    assert coordinator.flaws() == []
    page.set_viewport_size({"width": 1366, "height": 768})
    page.locator("#id_note").fill("Nümunə qeyd.")
    page.locator('button[value="ask"]').click()
    expect(page.locator(".editorial-standing")).to_have_class(re.compile("is-submitted"))
    expect(page.locator(".sheet .difference ins").last).to_have_text(ADDED)
    assert_fine(coordinator)

    lead = new_screen().sign_in("dmx.mesul")
    answer = lead.open(EDITORIAL)
    expect(answer.locator(".editorial-standing blockquote")).to_have_text("Nümunə qeyd.")
    expect(answer.locator("#editorial-form")).to_have_count(0)
    assert_fine(lead)
    answer = lead.open(EDITORIAL)
    answer.set_viewport_size({"width": 1366, "height": 768})
    answer.locator("#step-refuse summary").click()
    answer.locator("#words-refuse").fill("Nümunə etiraz.")
    answer.locator("#step-refuse button").click()
    expect(answer.locator(".editorial-standing")).to_have_class(re.compile("is-returned"))

    page = coordinator.open(EDITORIAL)
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(page.locator(".editorial-steps blockquote")).to_have_text("Nümunə etiraz.")
    page.locator("#step-decide summary").click()
    page.locator("#words-decide").fill("Nümunə əsas.")
    page.locator("#step-decide button").click()
    expect(page.locator(".editorial-standing")).to_have_class(re.compile("is-approved"))
    assert_fine(coordinator)
    assert EditorialVersion.objects.latest("pk").state == "decided"

    expect(lead.open(EDITORIAL).get_by_text("Nümunə əsas.").first).to_be_visible()
    report = coordinator.open("/reports/mfp-2020-2024/2024/")
    expect(report.locator(".document").get_by_text(ADDED)).to_be_visible()
    own = coordinator.open("/reports/mfp-2020-2024/2024/DMX/")
    expect(own.locator(".document").get_by_text(ADDED)).to_have_count(0)
    expect(own.locator("#s-4-2-9")).to_be_visible()


def test_unsaved_wording_is_asked_about_before_the_page_is_left(screen):
    page = open_wording(screen.sign_in("koordinator"))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    screen.write_at("end", " Nümunə.")
    page.locator(".rail a").first.click()
    expect(page.locator("#editorial-form")).to_be_visible()
    assert asked == ["beforeunload"]


def test_wording_is_saved_without_script(new_screen):
    signed_in = new_screen().sign_in("koordinator")
    state = signed_in.page.context.storage_state()
    screen = new_screen(java_script_enabled=False, storage_state=state)
    page = screen.open(EDITORIAL)
    field = page.locator("textarea[name=narrative]")
    field.fill(f"{field.input_value()}<p>{ADDED}</p>")
    page.locator('button[value="save"]').click()
    expect(page.locator(".sheet .difference ins").last).to_have_text(ADDED)
    assert EditorialVersion.objects.latest("pk").state == "draft"


@pytest.mark.parametrize("address", [EDITORIAL, ASSESSMENT])
def test_closed_session_asks_for_the_password_and_loses_nothing(address, screen):
    page = screen.sign_in("koordinator").open(address)
    if address == EDITORIAL:
        open_wording(screen)
        screen.write_at("end", f" {ADDED}")
    else:
        page.locator('[name=status][value="implemented"]').check()
    page.locator("#id_note").fill("Nümunə qeyd.")
    page.context.clear_cookies(name="sessionid")
    page.locator("#editorial-form button[value=save], #assessment-form button[type=submit]").click()
    page.locator("#sign-in-again-password").fill("nümunə-şifrə-1")
    page.locator("#sign-in-again button[type=submit]").click()
    if address == EDITORIAL:
        expect(page.locator(".sheet .difference ins").last).to_have_text(ADDED)
        assert EditorialVersion.objects.latest("pk").note == "Nümunə qeyd."
    else:
        expect(page.locator(".assessed blockquote")).to_have_text("Nümunə qeyd.")
