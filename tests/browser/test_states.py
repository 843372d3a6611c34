"""The home, the entry page and its neighbours in the states of an entry's life: light, dark and narrow, all opened."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import expect

from accounts.enums import Role
from accounts.models import User
from plans.evidence.services.evidence import add_file, add_link
from plans.models import Assignment, Entry, Indicator, ReportingYear, SideRevision, SubPoint
from plans.services import Draft, Place, mark_ready, save_entry, save_writing
from plans.services.comments import add_comment, answer_comment
from plans.workflow import apply_transition
from tests.browser.conftest import DMX_2024, DRAFT, assert_fine, open_choice_on
from tests.conftest import make_agency, make_user
from tests.plans.evidence.sample_files import docx_file


def person(username: str) -> User:
    return User.objects.get(username=username)


def place(number: str = "4.3.3", year: int = 2024) -> Place:
    return Place(
        Assignment.objects.get(agency__code="DMX", sub_point__number=number),
        ReportingYear.objects.get(plan__code="mfp-2020-2024", year=year),
    )


def entry(number: str = "4.3.3", year: int = 2024) -> Entry:
    return Entry.objects.get(reporting_year__year=year, agency__code="DMX", sub_point__number=number)


def write(narrative: str, number: str = "4.3.3", *, status: str = "implemented", who: str = "dmx.emekdas") -> Entry:
    now = entry(number)
    return save_entry(
        reporting_year=now.reporting_year,
        agency=now.agency,
        sub_point=now.sub_point,
        narrative=narrative,
        status=status,
        author=person(who),
        expected_version=now.version,
    )


def submit(number: str = "4.3.3") -> Entry:
    now = write("<p>Nümunə mətn. Təqdim edilmiş abzas.</p>", number)
    apply_transition(now, "submit", actor=person("dmx.mesul"))
    return now


def give_back(now: Entry) -> None:
    apply_transition(now, "return", actor=person("koordinator"), reason="Nümunə səbəb.\nİkinci sətir.")


@pytest.fixture
def evidence_folder(settings, tmp_path) -> None:
    settings.EVIDENCE_DIR = tmp_path


@pytest.fixture
def lively(demo, evidence_folder) -> Entry:
    """4.3.3 with all that an entry can have: figures (one jumps), a file, a link, a talk, a note."""
    staff = Indicator.objects.get(name="Nümunə göstərici: təlimə cəlb olunmuş əməkdaşlar")
    Entry.objects.filter(pk=entry(year=2023).pk).update(figures={str(staff.pk): "20"})
    now = write("<p>Nümunə mətn. 348 işçi 16 təlimdə iştirak etmişdir.</p>", status="being_implemented")
    content = {"figures": {str(staff.pk): "348"}, "internal_note": "Nümunə qeyd."}
    save_writing(place(), person("dmx.emekdas"), Draft(content, now.version))
    add_file(place(), person("dmx.emekdas"), SimpleUploadedFile("nümunə.docx", docx_file()), title="Nümunə arayış")
    add_link(place(), person("dmx.emekdas"), "https://numune.example/sened", title="Nümunə keçid", is_public=True)
    thread = add_comment(entry(), person("koordinator"), "Nümunə şərh. Tarixləri göstərin.")
    answer_comment(thread, person("dmx.emekdas"), "Nümunə cavab. Göstərildi.")
    return entry()


@pytest.fixture
def late_text(demo) -> SideRevision:
    """A text of the contributor that came after the submission of 4.3.3."""
    before = entry().version
    submit()
    content = {"narrative": "<p>Nümunə mətn. Gec qalan abzas.</p>", "status": "implemented"}
    return save_writing(place(), person("dmx.emekdas"), Draft(content, before)).side


# --- The agency's home -----------------------------------------------------------------------------------------------


def test_home_of_an_agency_that_has_begun_nothing(screen):
    agency = make_agency("NUMUNE-YENI", "Nümunə Yeni Xidmət")
    Assignment.objects.bulk_create(
        Assignment(agency=agency, sub_point=SubPoint.objects.get(number=number)) for number in ("4.3.3", "4.3.4")
    )
    make_user("numune.yeni", Role.CONTRIBUTOR, agency)
    page = screen.sign_in("numune.yeni").open("/plans/mfp-2020-2024/2024/NUMUNE-YENI/")
    expect(page.locator(".begin .steps li")).to_have_count(3)
    assert_fine(screen)


def test_home_after_the_deadline_with_a_returned_entry(screen):
    today = timezone.localdate()
    ReportingYear.objects.filter(year=2024).update(deadline=today - datetime.timedelta(days=20))
    Entry.objects.filter(pk=entry("4.6.3").pk).update(resubmit_by=today - datetime.timedelta(days=3))
    page = screen.sign_in("dmx.mesul").open(DMX_2024)
    expect(page.locator(".returned-item .late")).to_be_visible()
    expect(page.locator(".row.is-late")).to_have_count(9)  # three drafts, six that nobody has begun
    assert_fine(screen)


def test_home_after_many_were_submitted_at_once(screen):
    for number in ("4.3.3", "4.7.1"):
        now = write("<p>Nümunə mətn.</p>", number)
        mark_ready(now, person("dmx.emekdas"), ready=True, version=now.version)
    page = screen.sign_in("dmx.mesul").open(DMX_2024)
    expect(page.locator(".submit-ready .chip")).to_have_text(["4.3.3", "4.7.1"])
    assert_fine(screen)
    write("<p>Nümunə mətn. Sonradan dəyişən.</p>", "4.7.1")
    page.locator(".submit-ready button[type=submit]").click()
    expect(page.locator("#bulk-result .bulk-moved")).to_have_text("4.3.3")
    expect(page.locator("#bulk-result .bulk-stayed dt")).to_have_text("4.7.1")
    assert_fine(screen)


# --- The entry page --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["dmx.emekdas", "dmx.mesul", "koordinator", "musahideci"])
def test_entry_with_figures_evidence_and_comments(lively, screen, who):
    if who == "musahideci":
        apply_transition(entry(), "submit", actor=person("dmx.mesul"))
    page = screen.sign_in(who).open(DRAFT)
    expect(page.locator(".evidence-item")).to_have_count(1 if who == "musahideci" else 2)
    expect(page.locator(".thread")).to_have_count(0 if who == "musahideci" else 1)
    if who.startswith("dmx."):
        page.locator("#entry-form[data-ready=yes]").wait_for()
        expect(page.locator("[data-jump]").first).to_be_visible()
    assert_fine(screen)


def test_entry_with_nothing_to_report(lively, screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    page.locator("[data-nothing]").check()
    expect(page.locator("[name=nothing_reason]")).to_be_visible()
    assert_fine(screen)


def test_entry_marked_as_ready(lively, screen):
    mark_ready(lively, person("dmx.emekdas"), ready=True, version=lively.version)
    page = screen.sign_in("dmx.mesul").open_editor()
    expect(page.locator(".is-ready")).to_be_visible()
    assert_fine(screen)


def test_entry_that_the_gate_holds_back(lively, screen):
    write("", status="")
    page = screen.sign_in("dmx.mesul").open_editor()
    page.locator("[data-move=submit]").click()
    expect(page.locator("#move-problem a[data-leads-to]")).to_have_count(2)  # text and status
    page.locator("#entry-form[data-ready=yes]").wait_for()
    assert_fine(screen)
    for number in range(2):
        page.locator("#move-problem a[data-leads-to]").nth(number).click()
        expect(page.locator(":focus:not(#move-problem *)")).to_have_count(1)


@pytest.mark.parametrize("who", ["dmx.mesul", "koordinator"])
def test_entry_under_review_with_an_open_comment(lively, screen, who):
    apply_transition(entry(), "submit", actor=person("dmx.mesul"))
    add_comment(entry(), person("koordinator"), "Nümunə şərh. İkinci.")
    page = screen.sign_in(who).open(DRAFT)
    expect(page.locator("#entry-badge")).to_contain_text("Yoxlanılır")
    assert_fine(screen)


def test_submitted_entry_that_the_lead_can_take_back(screen):
    submit()
    page = screen.sign_in("dmx.mesul").open(DRAFT)
    expect(page.locator("#move-take_back")).to_be_visible()
    assert_fine(screen)


def test_approved_entry_that_the_coordinator_can_reopen(screen):
    page = screen.sign_in("koordinator").open(f"{DMX_2024}4.1.6/")
    expect(page.locator("#step-reopen")).to_be_visible()
    assert_fine(screen)


def test_returned_entry_offers_the_late_text(late_text, screen):
    give_back(entry())
    page = screen.sign_in("dmx.emekdas").open_editor()
    expect(page.locator(".standing-notice blockquote")).to_contain_text("İkinci sətir.")
    expect(page.locator(".side-offer")).to_be_visible()
    assert_fine(screen)
    page.locator(".side-offer a").click()
    expect(page.locator(".difference ins").first).to_be_visible()
    assert_fine(screen)
    # A colleague changes the same paragraph: the two texts stand on one page.
    write("<p>Nümunə mətn. Həmkarın abzası.</p>", who="dmx.mesul")
    page.locator("form[action$='/take/'] button").click()
    expect(page.locator("#problem")).to_contain_text("Həmkarın abzası.")
    page.locator("#entry-form[data-ready=yes]").wait_for()
    assert_fine(screen)


def test_choice_between_two_texts(screen):
    page = screen.sign_in("dmx.mesul").open_editor()
    write("<p>Nümunə mətn. Həmkarın abzası.</p>")
    page.locator("input[name=status][value=not_implemented]").check(force=True)
    screen.write_at("end", " Mənim sözüm.")
    expect(open_choice_on(page)).to_be_visible()
    assert_fine(screen)


def test_page_whose_text_came_too_late(screen):
    page = screen.sign_in("dmx.emekdas").open_editor()
    submit()
    screen.write_at("end", " Gec qalan.")
    expect(page.locator("#problem")).to_contain_text(str(person("dmx.mesul")))
    assert_fine(screen)


# --- History ---------------------------------------------------------------------------------------------------------


def test_history_of_an_entry_that_has_lived(late_text, lively_history, screen):
    page = screen.sign_in("dmx.emekdas").open(f"{DRAFT}history/")
    for kind, number in (("is-move", 3), ("is-side", 1)):
        expect(page.locator(f".timeline .{kind}")).to_have_count(number)
    assert_fine(screen)
    versions = sorted(entry().revisions.values_list("version", flat=True))
    screen.open(f"{DRAFT}compare/?old={versions[0]}&new={versions[-1]}")
    expect(page.locator(".difference ins").first).to_be_visible()
    expect(page.locator(".changes tbody tr")).not_to_have_count(0)
    assert_fine(screen)
    screen.open(f"{DRAFT}revisions/{versions[0]}/")
    expect(page.locator("form[action$='/restore/'] button")).to_be_visible()
    assert_fine(screen)
    screen.open(f"{DRAFT}texts/{late_text.pk}/")
    expect(page.locator("form[action$='/take/'] button")).to_be_visible()
    assert_fine(screen)


@pytest.fixture
def lively_history(late_text) -> None:
    """The entry was submitted, returned, taken into hand by the lead; it is a text to write again."""
    now = entry()
    apply_transition(now, "take_into_review", actor=person("koordinator"))
    give_back(now)
    write("<p>Nümunə mətn. Düzəldilmiş abzas.</p>", status="being_implemented", who="dmx.mesul")


def test_flaw_of_one_look_is_found_in_that_look(screen):
    page = screen.sign_in("dmx.emekdas").open(DMX_2024)
    page.evaluate(
        """() => {
        const sheet = new CSSStyleSheet()
        sheet.replaceSync(`@media (prefers-color-scheme: dark) { h1 { color: #222 !important } }
          @media (max-width: 400px) { h1 { width: 900px } }`)
        document.adoptedStyleSheets.push(sheet)
        }"""
    )
    found = screen.flaws()
    assert [flaw.split(",")[0] for flaw in found] == ["dark: color-contrast: ['h1']", "360: wider than the window"]
