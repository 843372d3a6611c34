"""Many entries at once: chosen by mouse and keyboard, asked about, decided, and undone as a whole."""

import pytest
from playwright.sync_api import expect

from plans.models import Entry, Transition
from plans.services.comments import add_comment
from plans.services.reviewing import keep_phrase
from tests.browser.test_states import entry, person

YEAR = "/plans/mfp-2020-2024/2024/"
QUEUE = f"{YEAR}review/?agency=DMX&order=section"
LIST = f"{YEAR}?agency=DMX&state=submitted"
REASON = "Nümunə səbəb. Görüşlərin tarixlərini əlavə edin."
PHRASE = "Nümunə ifadə. Yerini göstərin."


@pytest.fixture
def patient(monkeypatch):
    """A slow machine does not make the seconds run out."""
    for module in ("plans.workflow.undoing", "plans.views.bulk_result", "plans.notifications.moves"):
        monkeypatch.setattr(f"{module}.UNDO_SECONDS", 600)


def states() -> dict[str, str]:
    """Of the entries that wait in the demo, and of those that have been decided on since."""
    asked = Entry.objects.filter(agency__code="DMX", reporting_year__year=2024)
    return dict(asked.values_list("sub_point__number", "state"))


def test_many_are_approved_after_a_question_and_undone_as_a_whole(screen, patient):
    add_comment(entry("4.3.5"), person("koordinator"), "Nümunə şərh.")
    waiting = sorted(number for number, state in states().items() if state == "submitted")
    page = screen.sign_in("koordinator").open(QUEUE)
    count = page.locator("[data-chosen-count]")
    page.locator("html[data-keys=ready]").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(count).to_have_text(f"Seçilib: 1 / {len(waiting)}")
    page.keyboard.press("x")
    expect(count).to_have_text("")
    page.locator("[data-choose-all] input").check()
    expect(count).to_have_text(f"Seçilib: {len(waiting)} / {len(waiting)}")
    assert screen.flaws() == []
    page.locator(".choose-bar button[value=approve]").click()
    expect(page.locator("h1")).to_have_text(f"{len(waiting) - 1} məlumat təsdiq edilsin?")
    expect(page.locator(".bulk-rows.is-left-out .point")).to_have_text("4.3.5")
    expect(page).to_have_url(f"{screen.base}{QUEUE}")  # a reload leads to the queue
    assert screen.flaws() == []
    assert sorted(number for number, state in states().items() if state == "submitted") == waiting
    page.locator("button[name=confirmed]").click()
    result = page.locator("#bulk-result")
    expect(result.locator("h2")).to_have_text(f"Təsdiq edildi: {len(waiting) - 1} məlumat")
    expect(result).to_be_focused()
    assert [number for number in waiting if states()[number] == "submitted"] == ["4.3.5"]
    assert screen.flaws() == []
    result.locator("[data-undo]").click()
    expect(result.locator("h2")).to_have_text(f"Qərar ləğv edildi: {len(waiting) - 1} məlumat")
    assert sorted(number for number, state in states().items() if state == "submitted") == waiting
    assert screen.flaws() == []


def test_many_are_returned_with_one_reason(screen):
    keep_phrase(person("koordinator"), PHRASE)
    page = screen.sign_in("koordinator").open(LIST)
    for number in (0, 1):
        page.locator("input[name=chosen]").nth(number).check()
    expect(page.locator("[data-chosen-count]")).to_contain_text("Seçilib: 2 / ")
    assert screen.flaws() == []
    page.locator(".choose-bar button[value=return]").click()
    page.locator("#bulk-words").fill(REASON)
    page.get_by_role("button", name=PHRASE).click()
    expect(page.locator("#bulk-words")).to_have_value(f"{REASON}\n{PHRASE}")
    expect(page.locator("#bulk-words")).to_be_focused()
    assert screen.flaws() == []
    page.keyboard.press("Control+Enter")
    expect(page.locator("#bulk-result h2")).to_have_text("Düzəliş üçün geri qaytarıldı: 2 məlumat")
    made = Transition.objects.filter(action="return", actor__username="koordinator").order_by("-pk")[:2]
    assert [move.reason for move in made] == [f"{REASON}\n{PHRASE}"] * 2
    assert screen.flaws() == []
