"""The life of one entry, from the invitation of its writer to its approval, played by three people in their browsers."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from plans.enums import SideKind
from plans.models import Comment, Entry, Evidence, Revision, SideRevision
from plans.narrative import plain_text
from tests.browser.conftest import DMX_2024, DRAFT, Screen, open_choice_on, unfold
from tests.browser.test_paste import expected_text, fixture_text, paste
from tests.plans.evidence.sample_files import docx_file

SAVED = "#save-state .is-saved[data-saved]"
FAILED = "#save-state .is-failed"
WRITER, LEAD, COORDINATOR = "yeni.emekdas", "dmx.mesul", "koordinator"
PASSWORD = "tamam-başqa-şifrə-7"
EVIDENCE = docx_file()
COMMENT = "Nümunə şərh. Təlimlərin yeri göstərilməyib."
REASON = "Nümunə səbəb. Görüşlərin tarixlərini əlavə edin."


def entry() -> Entry:
    return Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number="4.3.3")


def words(html: str) -> list[str]:
    return plain_text(html).split()


@dataclass
class Typist:
    """Somebody at the editor; every sentence typed into it is remembered in `typed`, which all of them share."""

    screen: Screen
    typed: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.screen.page

    def append(self, sentence: str) -> None:
        """Types a new last paragraph."""
        self.typed.append(sentence)
        self.screen.write_at("end", f"\n{sentence}")

    def retype(self, paragraph: str, sentence: str) -> None:
        """Marks a paragraph and types another one over it."""
        self.typed.append(sentence)
        self.page.evaluate(
            """wanted => new Promise((done, fail) => {
            const { editor } = document.querySelector('.ProseMirror')
            let range = null
            editor.state.doc.descendants((node, at) => {
              if (node.isTextblock && node.textContent === wanted) range = { from: at + 1, to: at + node.nodeSize - 1 }
            })
            if (!range) fail(new Error(`no paragraph “${wanted}”`))
            editor.on('focus', () => setTimeout(done, 100))  // it takes the caret a frame later than it says
            editor.commands.blur()
            setTimeout(() => editor.chain().setTextSelection(range).focus().run(), 100)
            })""",
            paragraph,
        )
        self.page.keyboard.type(sentence)

    def await_saved(self) -> Entry:
        """Typing takes the word "saved" away at once: where it stands, all of it is on the server."""
        expect(self.page.locator(SAVED)).to_be_visible()
        return entry()

    def send(self, button) -> None:
        """Presses a button that is answered by a page, and waits until that page can be written on."""
        with self.page.expect_navigation():
            button.click()
        expect(self.page.locator("#entry-form:not([data-ready=yes])")).to_have_count(0)


@pytest.fixture
def no_mail_server(settings, server):
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"
    settings.SITE_URL = server


@pytest.fixture
def evidence_folder(settings, tmp_path) -> Path:
    settings.EVIDENCE_DIR = tmp_path
    return tmp_path


def invite(lead: Screen) -> str:
    """The lead makes an invitation; gives its link, which is shown to copy."""
    page = lead.open("/plans/people/")
    page.locator("[name=first_name]").fill("Nümunə")
    page.locator("[name=last_name]").fill("Yeni")
    page.locator("[name=email]").fill("yeni@numune.example")
    page.locator(".people-invite button[type=submit]").click()
    return page.locator(".new-link code").inner_text()


def come_in(screen: Screen, link: str) -> None:
    """The invited person makes the account, is signed in by that and stands on the agency's home."""
    page = screen.page
    page.goto(link)
    page.locator("[name=username]").fill(WRITER)
    for name in ("password1", "password2"):
        page.locator(f"[name={name}]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**{DMX_2024}")


def write_paste_and_prove(writer: Typist) -> None:
    """Text, a Word document's clipboard, status, figures, a file."""
    page = writer.page
    writer.append("Nümunə mətn. Birgə görüşlər keçirilmişdir.")
    writer.screen.write_at("end", "\n")
    paste(page, html=fixture_text("word_text"))
    page.locator("input[name=status][value=being_implemented]").check(force=True)
    figures = page.locator("[data-figure]")
    expect(figures).to_have_count(2)
    for number, value in enumerate(("348", "12,5")):
        figures.nth(number).fill(value)
    page.keyboard.press("Control+s")
    saved = writer.await_saved()
    assert expected_text("word_text") in saved.narrative
    assert saved.status == "being_implemented"
    assert sorted(saved.figures.values()) == ["12.5", "348"]
    writer.typed.append(" ".join(words(expected_text("word_text"))))

    unfold(page, "#evidence")
    page.locator(".evidence-add > summary").click()
    page.locator("#evidence-files").set_input_files(
        {"name": "görüşlər.docx", "mimeType": "application/octet-stream", "buffer": EVIDENCE}
    )
    page.locator("#evidence-new-title").fill("Nümunə arayış")
    page.locator(".evidence-add form button[type=submit]").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Nümunə arayış").click()
    assert Path(waiting.value.path()).read_bytes() == EVIDENCE
    assert Evidence.objects.get().sha256 == hashlib.sha256(EVIDENCE).hexdigest()


def write_through_a_lost_network(writer: Typist) -> None:
    page = writer.page
    page.context.set_offline(True)
    writer.append("Nümunə mətn. Şəbəkəsiz yazılan cümlə.")
    expect(page.locator(FAILED)).to_have_text("Yadda saxlanılmadı: bağlantı yoxdur")
    writer.append("Nümunə mətn. Şəbəkəsiz davam edən cümlə.")
    expect(page.locator(FAILED)).to_be_visible()
    assert "Şəbəkəsiz" not in entry().narrative
    page.context.set_offline(False)
    narrative = writer.await_saved().narrative
    assert narrative.endswith(
        "<p>Nümunə mətn. Şəbəkəsiz yazılan cümlə.</p><p>Nümunə mətn. Şəbəkəsiz davam edən cümlə.</p>"
    )


def collide_and_merge(writer: Typist, lead: Typist) -> None:
    """Both have the entry open. Different paragraphs are put together; of one paragraph the writer chooses hers."""
    lead.screen.open_editor()
    before = words(entry().narrative)
    writer.retype("Nümunə mətn. Birgə görüşlər keçirilmişdir.", "Nümunə mətn. On yeddi birgə görüş keçirilmişdir.")
    writer.await_saved()
    lead.retype("Nümunə mətn. Şəbəkəsiz davam edən cümlə.", "Nümunə mətn. Məsulun düzəltdiyi cümlə.")
    expect(lead.page.locator(".ProseMirror")).to_contain_text("On yeddi birgə görüş")
    merged = lead.await_saved().narrative
    assert "<p>Nümunə mətn. On yeddi birgə görüş keçirilmişdir.</p>" in merged
    assert merged.endswith("<p>Nümunə mətn. Məsulun düzəltdiyi cümlə.</p>")
    assert len(words(merged)) == len(before) + 1  # nothing but the two sentences is another

    writer.retype("Nümunə mətn. Şəbəkəsiz davam edən cümlə.", "Nümunə mətn. Yazanın seçdiyi cümlə.")
    dialog = open_choice_on(writer.page)
    expect(dialog).to_contain_text("Məsulun düzəltdiyi")
    assert writer.screen.violations() == []
    assert "Yazanın seçdiyi" not in entry().narrative
    dialog.locator("[data-piece] input[value=mine]").check()
    dialog.locator("button.is-primary").click()
    chosen = writer.await_saved().narrative
    assert chosen == merged.replace("Məsulun düzəltdiyi", "Yazanın seçdiyi")


def submit_while_the_writer_types(writer: Typist, lead: Typist) -> None:
    """The mark "ready" brings the entry to the lead's home; the lead submits it while a save is on its way."""
    writer.send(writer.page.locator("button[data-ready]"))
    expect(writer.page.locator(".is-ready")).to_be_visible()
    home = lead.screen.open(DMX_2024)
    expect(home.locator(".submit-ready .chip")).to_have_text("4.3.3")

    page, submitted = writer.page, entry()
    writer.screen.hold("**/autosave/", times=1)
    with page.expect_request("**/autosave/"):
        writer.append("Nümunə mətn. Təqdim edilərkən yazılan cümlə.")
    lead.send(home.locator(".submit-ready button[type=submit]"))
    expect(home.locator("#bulk-result.is-success .bulk-moved")).to_have_text("4.3.3")
    writer.append("Nümunə mətn. Təqdim ediləndən sonra yazılan cümlə.")
    # What was typed while the first save was under way comes after it.
    answers: list[str] = []

    def is_last(response) -> bool:
        if response.url.endswith("/autosave/"):
            answers.append(response.json()["result"])
        return len(answers) == 2

    with page.expect_response(is_last):
        writer.screen.let_go()
    assert answers == ["late", "late"]
    page.unroute("**/autosave/")
    problem = page.locator("#problem")
    expect(problem).to_contain_text(str(User.objects.get(username=LEAD)))
    page.locator("#save-state").get_by_role("button", name="Nə baş verib").click()
    expect(page.locator(".ProseMirror")).to_have_attribute("contenteditable", "false")
    expect(page.locator(".ProseMirror")).to_contain_text("Təqdim ediləndən sonra yazılan cümlə.")
    assert writer.screen.violations() == []
    now = entry()
    assert (now.state, now.narrative, now.version) == ("submitted", submitted.narrative, submitted.version)
    side = SideRevision.objects.get(kind=SideKind.LATE)
    assert side.author.username == WRITER
    assert side.narrative == (
        submitted.narrative + "<p>Nümunə mətn. Təqdim edilərkən yazılan cümlə.</p>"
        "<p>Nümunə mətn. Təqdim ediləndən sonra yazılan cümlə.</p>"
    )


def review_and_return(coordinator: Typist) -> None:
    page = coordinator.screen.open("/plans/mfp-2020-2024/2024/?q=&section=4.3&state=submitted&agency=DMX")
    page.locator(f"a[href='{DRAFT}']").first.click()
    coordinator.send(page.locator("#move-take_into_review button"))
    expect(page.locator("#entry-badge")).to_contain_text("Yoxlanılır")
    # The writer's own, until it is in the entry:
    expect(page.get_by_text("Təqdim edilərkən yazılan cümlə")).to_have_count(0)
    unfold(page, "#comments")
    page.locator(".comment-new > summary").click()
    page.locator("#comment-text").fill(COMMENT)
    coordinator.send(page.locator(".comment-new button[type=submit]"))
    expect(page.locator(".thread .said")).to_have_text(COMMENT)
    page.locator("#step-return > summary").click()
    page.locator("#reason-return").fill(REASON)
    coordinator.send(page.locator("#move-return button"))
    assert entry().state == "returned"


def correct(writer: Typist) -> None:
    """The reason stands on the home and on the entry; the late text is put in, the comment answered."""
    page = writer.screen.open(DMX_2024)
    returned = page.locator(".returned-item", has_text="4.3.3")
    expect(returned.locator("blockquote")).to_have_text(REASON)
    writer.send(returned.locator("a.button"))
    expect(page.locator(".standing-notice blockquote")).to_have_text(REASON)
    offer = page.locator(".side-offer")
    offer.locator("a").click()
    expect(page.locator(".difference ins").first).to_contain_text("Təqdim edilərkən yazılan cümlə.")
    assert writer.screen.violations() == []
    writer.send(page.locator("form[action$='/take/'] button"))
    expect(page.locator(".side-offer")).to_have_count(0)
    expect(page.locator(".ProseMirror")).to_contain_text("Təqdim ediləndən sonra yazılan cümlə.")
    writer.append("Nümunə mətn. Görüşlər 4 mart və 12 noyabrda keçirilmişdir.")
    writer.await_saved()

    writer.send(page.locator("button[data-ready]"))
    problem = page.locator("#move-problem")
    expect(problem.locator("a[data-leads-to]")).to_have_count(1)  # the comment has no answer yet
    assert writer.screen.violations() == []
    page.goto(writer.screen.base + DRAFT)
    thread = page.locator(".thread")
    thread.locator(".thread-steps details > summary").click()
    thread.locator("textarea").fill("Nümunə cavab. Yeri əlavə edildi.")
    writer.send(thread.locator("button[value=answer]"))
    expect(thread.locator(".answers .said")).to_have_text("Nümunə cavab. Yeri əlavə edildi.")
    writer.send(thread.locator("button[value=dealt]"))
    writer.send(page.locator("button[data-ready]"))
    expect(page.locator(".is-ready")).to_be_visible()


def submit_again(lead: Typist) -> None:
    page = lead.screen.open_editor()
    expect(page.locator(".ProseMirror")).to_contain_text("Görüşlər 4 mart")
    lead.send(page.locator("[data-move=submit]"))
    expect(page.locator("#entry-badge")).to_contain_text("Təqdim edilib")


def approve(coordinator: Typist) -> None:
    page = coordinator.screen.open(DRAFT)
    coordinator.send(page.locator("#move-approve button"))
    expect(page.locator("#move-problem")).to_be_visible()  # the comment is open
    assert entry().state == "submitted"
    page.goto(coordinator.screen.base + DRAFT)
    coordinator.send(page.locator("button[value=resolve]"))
    coordinator.send(page.locator("#move-approve button"))
    expect(page.locator("#entry-badge")).to_contain_text("Təsdiq")
    assert entry().state == "approved"


def read_the_history(lead: Typist) -> None:
    """Newest first, each step with its actor, reason and text; and the texts that came in beside the entry."""
    page = lead.screen.open(f"{DRAFT}history/")
    people = {name: str(User.objects.get(username=name)) for name in (LEAD, WRITER, COORDINATOR)}
    moves = page.locator(".timeline .is-move")
    assert [(row.action, row.actor.username) for row in entry().transitions.order_by("created_at")] == [
        ("submit", LEAD),
        ("take_into_review", COORDINATOR),
        ("return", COORDINATOR),
        ("submit", LEAD),
        ("approve", COORDINATOR),
    ]
    expect(moves).to_have_count(5)
    for place, actor in enumerate((COORDINATOR, LEAD, COORDINATOR, COORDINATOR, LEAD)):
        expect(moves.nth(place)).to_contain_text(people[actor])
    expect(page.locator(".timeline .is-move blockquote")).to_have_text(REASON)
    expect(page.locator(".timeline .is-side")).to_have_count(SideRevision.objects.count())
    revisions = entry().revisions
    expect(page.locator(".timeline .is-revision")).to_have_count(revisions.count())
    assert {row.author.username for row in revisions.exclude(author=None)} == {"dmx.emekdas", WRITER, LEAD}
    assert lead.screen.violations() == []
    page.locator("input[name=old]").last.check()
    page.locator(".history-tools button").click()
    expect(page.locator(".difference ins", has_text="On yeddi birgə görüş").first).to_be_visible()
    assert lead.screen.violations() == []


def assert_nothing_is_lost(typed: list[str]) -> None:
    """Every sentence stands in a revision or in a text beside the entry, whoever won."""
    kept = [" ".join(words(row.narrative)) for model in (Revision, SideRevision) for row in model.objects.all()]
    assert [sentence for sentence in typed if not any(sentence in text for text in kept)] == []
    returned = entry().transitions.get(action="return")
    assert "Təqdim edilərkən" not in returned.revision.narrative
    final = entry().narrative
    for part in ("Yazanın seçdiyi cümlə.", "Təqdim edilərkən yazılan", "4 mart", expected_text("word_text")):
        assert part in final
    assert "Məsulun düzəltdiyi" not in final
    assert entry().revisions.filter(narrative__contains="Məsulun düzəltdiyi").exists()
    assert not SideRevision.objects.filter(settled_at__isnull=True).exists()
    latest = entry().revisions.latest("version")
    assert [item["title"] for item in latest.evidence] == ["Nümunə arayış"]
    assert sorted(latest.figures.values()) == ["12.5", "348"]


def test_entry_lives_from_the_invitation_of_its_writer_to_its_approval(new_screen, no_mail_server, evidence_folder):
    typed: list[str] = []
    lead, writer, coordinator = (Typist(new_screen(), typed) for _person in range(3))
    lead.screen.sign_in_on_page(LEAD)
    coordinator.screen.sign_in_on_page(COORDINATOR)

    come_in(writer.screen, invite(lead.screen))
    writer.page.locator(f"a[href='{DRAFT}']").first.click()
    writer.page.locator("#entry-form[data-ready=yes]").wait_for()
    write_paste_and_prove(writer)
    write_through_a_lost_network(writer)
    collide_and_merge(writer, lead)
    submit_while_the_writer_types(writer, lead)
    review_and_return(coordinator)
    correct(writer)
    submit_again(lead)
    approve(coordinator)
    read_the_history(lead)
    assert_nothing_is_lost(typed)

    assert Comment.objects.filter(parent__isnull=True, resolved_at__isnull=True).count() == 0
    home = writer.screen.open(DMX_2024)
    expect(home.locator(".row.is-approved", has_text="4.3.3")).to_have_count(1)
    expect(home.locator(".returned-item", has_text="4.3.3")).to_have_count(0)
    for person in (lead, writer, coordinator):
        assert person.screen.errors == []
