"""A coordinator's day, played on the demo: who is late, remind, review from the keyboard, assess, print."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from plans.enums import EntryState
from plans.models import Assessment, Comment, Entry, OutboxMail, Reminder, Transition
from plans.notifications.delivery import deliver_round
from tests.browser.conftest import Screen

PLAN = "/plans/mfp-2020-2024"
REASON = "Nümunə səbəb. Görüşlərin yerini göstərin."
COMMENT = "Nümunə şərh. Bu abzasda tarix yoxdur."
ADDED = "Nümunə mətn. Görüş 4 noyabr 2024-cü il tarixdə keçirilmişdir."
NOTE = "Nümunə qeyd. İcraçıların əksəriyyəti davam etdirir."
A3_LANDSCAPE = ("1190.55", "841.89")


@pytest.fixture
def posted(settings, server) -> None:
    """A mail server that keeps what it is given, and mails' links to this server."""
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_URL = server


def shown_entry(page: Page) -> Entry:
    """The entry whose review page is shown."""
    address = re.compile(r"/plans/([^/]+)/(\d{4})/([^/]+)/([\d.]+)/review/")
    expect(page).to_have_url(address)
    found = address.search(page.url)  # at once: every step waited for its page
    return Entry.objects.get(
        reporting_year__plan__code=found[1],
        reporting_year__year=found[2],
        agency__code=found[3],
        sub_point__number=found[4],
    )


def press(page: Page, key: str) -> None:
    """Presses a key that decides, once the page takes such keys."""
    page.locator("html[data-keys=ready]").wait_for()
    page.keyboard.press(key)


def press_and_go_on(page: Page, key: str) -> None:
    with page.expect_navigation():
        press(page, key)


def see_who_is_late(coordinator: Screen) -> None:
    """Home is what waits; the filter of what is late stands in the overview's address."""
    page = coordinator.page
    expect(page).to_have_url(re.compile(f"{PLAN}/2024/worklist/$"))
    expect(page.get_by_role("heading", name="məlumat qərarınızı gözləyir")).to_be_visible()
    assert coordinator.violations() == []
    page.get_by_role("navigation", name="Əsas menyu").get_by_role("link", name="Ümumi baxış", exact=True).click()
    expect(page).to_have_url(re.compile(f"{PLAN}/2024/overview/$"))
    coordinator.open(f"{PLAN}/2021/overview/")
    page.get_by_role("link", name="Gecikənlər", exact=True).click()
    page.wait_for_url(lambda url: "late=now" in url)
    late = page.locator(".matrix tbody td.is-late:not(.is-off)")
    expect(late.nth(22)).to_be_attached()  # more than those of one agency
    shown = page.locator(".matrix tbody td:not(.is-off):has(a[href*='/4.']:not([href*='points']))")
    expect(shown.and_(page.locator(":not(.is-late)"))).to_have_count(0)
    expect(page.locator(".matrix tbody td.is-late a[href*='DMX']")).to_have_count(22)
    assert coordinator.violations() == []


def remind(coordinator: Screen, administrator: Screen) -> None:
    """Preview, send, once each; pressed again nobody is reminded twice."""
    page = coordinator.open(f"{PLAN}/2021/reminders/?late=1")
    expect(page.locator(".reminder")).to_have_count(2)
    expect(page.locator(".reminder-people").first).to_contain_text("dmx.mesul@numune.example")
    page.locator(".reminder-letter summary").first.click()
    expect(page.locator(".reminder-letter pre").first).to_contain_text("4.2.10")
    page.locator("[data-choose-all=agency] input").check()
    page.locator(".reminders-send button[type=submit]").click()
    confirm = page.locator(".year-ask button[type=submit]")
    expect(confirm).to_be_visible()
    assert OutboxMail.objects.count() == 0
    confirm.click()
    expect(page.locator(".sent-list > li")).to_have_count(2)
    assert Reminder.objects.count() == 2
    assert sorted(OutboxMail.objects.values_list("to", flat=True)) == [
        "dmx.mesul@numune.example",
        "numune.mesul@numune.example",
    ]
    coordinator.open(f"{PLAN}/2021/reminders/")
    expect(page.locator(".reminder input[type=checkbox]")).to_have_count(0)
    assert deliver_round() == {"sent": 2, "failed": 0}
    outbox = administrator.open("/admin/plans/outboxmail/")
    expect(outbox.locator("#result_list tbody tr")).to_have_count(2)
    for address in ("dmx.mesul@numune.example", "numune.mesul@numune.example"):
        expect(outbox.locator("#result_list")).to_contain_text(address)


def review_from_the_keyboard(coordinator: Screen) -> Entry:
    """Four approved, one of them after an undo; the fifth returned with a pinned comment, which is given back."""
    page = coordinator.open(f"{PLAN}/2024/review/?order=agency")
    page.locator("html[data-keys=ready]").wait_for()
    page.keyboard.press("j")
    expect(page.locator(".queue a[data-row]").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/\d+\.[\d.]+/review/"))
    first = shown_entry(page)
    press_and_go_on(page, "a")
    assert Entry.objects.get(pk=first.pk).state == EntryState.APPROVED
    with page.expect_navigation():
        page.locator("[data-undo]").click()
    assert Entry.objects.get(pk=first.pk).state == EntryState.SUBMITTED
    assert list(first.transitions.order_by("pk").values_list("action", flat=True))[-2:] == ["approve", "undo"]

    coordinator.open(f"{PLAN}/2024/{first.agency.code}/{first.sub_point.number}/review/?order=agency")
    press_and_go_on(page, "j")
    second = shown_entry(page)
    press_and_go_on(page, "k")
    assert shown_entry(page) == first
    assert second != first
    decided = []
    for _number in range(4):
        decided.append(shown_entry(page))
        press_and_go_on(page, "a")
    assert len({entry.pk for entry in decided}) == 4
    states = set(Entry.objects.filter(pk__in=[entry.pk for entry in decided]).values_list("state", flat=True))
    assert states == {EntryState.APPROVED}

    fifth = shown_entry(page)
    assert fifth.agency.code == "NUMUNE-NAZIRLIYI"
    page.locator("[data-pin]").first.click()
    page.keyboard.type("a r j k ")  # letters in a field are letters
    page.locator("#comment-text").fill(COMMENT)
    with page.expect_navigation():
        page.locator("#comment-new button[type=submit]").click()
    pinned = Comment.objects.get(entry=fifth)
    assert (pinned.text, pinned.pin_place, pinned.is_open) == (COMMENT, 0, True)
    press(page, "r")
    expect(page.locator("#return-reason")).to_be_focused()
    page.keyboard.type(REASON)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert Entry.objects.get(pk=fifth.pk).state == EntryState.RETURNED
    assert Transition.objects.get(entry=fifth, action="return", actor__username="koordinator").reason == REASON
    return Entry.objects.select_related("sub_point", "agency").get(pk=fifth.pk)


def mend_and_submit(lead: Screen, entry: Entry) -> None:
    """The agency's lead reads the reason and the pinned comment, adds what is asked for and submits again."""
    page = lead.open_editor(f"{PLAN}/2024/{entry.agency.code}/{entry.sub_point.number}/")
    expect(page.locator("main")).to_contain_text(REASON)
    expect(page.locator(".thread")).to_contain_text(COMMENT)
    with page.expect_navigation():
        page.locator(".thread button[value=dealt]").click()
    page.locator("#entry-form[data-ready=yes]").wait_for()
    lead.write_at("start", f"{ADDED}\n")
    expect(page.locator("#save-state .is-saved[data-saved]")).to_be_visible()
    with page.expect_navigation():
        page.locator("button[form=move-submit]").click()
    assert Entry.objects.get(pk=entry.pk).state == EntryState.SUBMITTED


def resolve_and_approve(coordinator: Screen, entry: Entry) -> None:
    """What was added is marked, the comment has followed its paragraph; approval waits for it."""
    page = coordinator.open(f"{PLAN}/2024/{entry.agency.code}/{entry.sub_point.number}/review/")
    expect(page.locator("#since-return ins").first).to_contain_text("4 noyabr 2024")
    expect(page.locator(".thread .comment-about, .thread")).to_contain_text(COMMENT)
    press_and_go_on(page, "a")  # the end of this navigation is not to be taken for that of the next
    expect(page.locator("#review-problem, .notice.is-error").first).to_be_visible()
    assert Entry.objects.get(pk=entry.pk).state == EntryState.SUBMITTED
    with page.expect_navigation():
        page.locator(".thread button[value=resolve]").click()
    press_and_go_on(page, "a")
    assert Entry.objects.get(pk=entry.pk).state == EntryState.APPROVED


def assess(coordinator: Screen) -> None:
    page = coordinator.open(f"{PLAN}/2024/points/4.2.9/")
    page.locator(".pill", has=page.locator(".proposed-word")).locator("input").check()
    page.locator("#assessment-form textarea[name=note]").fill(NOTE)
    with page.expect_navigation():
        page.locator("#assessment-form button[type=submit]").click()
    decided = Assessment.objects.get(sub_point__number="4.2.9", reporting_year__year=2024)
    assert (decided.status, decided.note, decided.decided_by.username) == ("partly_implemented", NOTE, "koordinator")


def print_the_matrix(coordinator: Screen, folder: Path) -> None:
    page = coordinator.open(f"{PLAN}/2024/overview/")
    expect(page.locator("main")).to_contain_text("Ümumi baxış")
    file = folder / "matrix.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    facts = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", facts)
    assert [round(float(side)) for side in size.groups()] == [round(float(side)) for side in A3_LANDSCAPE]
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    assert "4.8.4" in text
    assert "DMX" in text


def test_coordinators_day(new_screen, posted, tmp_path):
    coordinator = new_screen().sign_in_on_page("koordinator")
    administrator = new_screen().sign_in_on_page("inzibatci")
    lead = new_screen().sign_in_on_page("numune.mesul")
    see_who_is_late(coordinator)
    remind(coordinator, administrator)
    entry = review_from_the_keyboard(coordinator)
    mend_and_submit(lead, entry)
    resolve_and_approve(coordinator, entry)
    assess(coordinator)
    print_the_matrix(coordinator, tmp_path)
    assert coordinator.errors + administrator.errors + lead.errors == []
