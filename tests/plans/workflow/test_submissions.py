"""A decision is about the submission that its page showed: one that was given back and submitted again is another one, with
the same words and the same version too. Every way to decide is tried: refused with 409 and one sentence, nothing typed lost.
"""

import pytest
from django.urls import reverse

from plans.azerbaijani import broken
from plans.enums import EntryState
from plans.models import Assessment, Comment, EditorialVersion, Entry, Transition
from plans.services.comments import add_comment, answer_comment
from plans.workflow import apply_transition

PARTS = {"plan": "numune-2020-2024", "year": 2024, "agency": "NUMUNE", "number": "4.2.9"}
SENTENCE = "Bu müddətdə məlumat geri qaytarılıb və yenidən təqdim edilib: bu, 2-ci təqdimetmədir."


def at(name: str, **more) -> str:
    return reverse(f"plans:{name}", kwargs=PARTS | more)


@pytest.fixture
def entry(write_entry, people):
    """Submitted by the lead, for the first time."""
    written = write_entry("4.2.9", "<p>Nümunə mətn.</p>", status="implemented")
    return move(written, "submit", people["lead"])


def move(entry, action, by, **more) -> Entry:
    apply_transition(Entry.objects.get(pk=entry.pk), action, actor=by, **more)
    return Entry.objects.get(pk=entry.pk)


@pytest.fixture
def given_back(people):
    """Gives the entry back and submits it again, as it is."""

    def again(entry) -> Entry:
        action = "reopen" if entry.state == EntryState.APPROVED else "return"
        move(entry, action, people["coordinator"], reason="Nümunə səbəb.")
        now = move(entry, "submit", people["lead"])
        assert (now.version, now.submissions) == (entry.version, entry.submissions + 1)
        return now

    return again


def fields(response, form: str) -> dict[str, str]:
    """The hidden fields of the form with that action or key, as a browser sends them."""
    import re

    page = response.content.decode()
    start = page.index(form)
    inputs = re.findall(
        r'<input type="hidden" name="([a-z_]+)"[^>]* value="([^"]*)"', page[start : page.index("</form>", start)]
    )
    return dict(inputs)


DECISIONS = {
    "approve on the review page": ("entry-review", 'id="approve-form"', "entry-decide", {}),
    "return on the review page": ("entry-review", 'id="return-form"', "entry-decide", {"reason": "Yazdığım səbəb."}),
    "take into review": ("entry-review", 'class="not-begun"', "entry-decide", {}),
    "approve on the entry page": ("entry", 'id="move-approve"', "entry-move", {}),
    "return on the entry page": ("entry", 'id="step-return"', "entry-move", {"reason": "Yazdığım səbəb."}),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_decision_on_a_former_submission_is_refused_and_keeps_what_was_typed(name, entry, given_back, sign_in):
    page, form, address, typed = DECISIONS[name]
    client = sign_in("coordinator")
    sent = fields(client.get(at(page)), form) | typed
    assert sent["submission"] == "1"
    given_back(entry)
    before = Transition.objects.count()
    answer = client.post(at(address), sent)
    text = answer.content.decode()
    assert (answer.status_code, Transition.objects.count()) == (409, before)
    assert text.count(SENTENCE) == 1
    assert ("Yazdığım səbəb." in text) == bool(typed)
    # The page shows the present submission, on which the same step is made now.
    again = fields(answer, form) | typed
    assert again["submission"] == "2"
    assert client.post(at(address), again).status_code == 302
    assert Transition.objects.count() == before + 1


def test_lead_does_not_take_back_another_submission(entry, given_back, sign_in):
    client = sign_in("lead")
    sent = fields(client.get(at("entry")), 'id="move-take_back"')
    given_back(entry)
    assert client.post(at("entry-move"), sent).status_code == 409


def test_review_page_says_which_submission_it_is_and_by_whom(entry, given_back, sign_in):
    page = broken(sign_in("coordinator").get(at("entry-review")).content.decode())
    assert '<b>1-ci təqdimetmə</b>, <b lang="az" translate="no">Nümunə mesul</b>' in page
    given_back(entry)
    assert '<b>2-ci təqdimetmə</b>, <b lang="az" translate="no">Nümunə mesul</b>' in broken(
        sign_in("coordinator").get(at("entry-review")).content.decode()
    )


def test_entry_taken_back_and_submitted_again_is_another_submission(entry, people, sign_in):
    client = sign_in("coordinator")
    sent = fields(client.get(at("entry-review")), 'id="approve-form"')
    move(entry, "take_back", people["lead"])
    move(entry, "submit", people["lead"])
    assert client.post(at("entry-decide"), sent).status_code == 409


def test_undone_decision_leaves_the_submission_the_same(entry, people, sign_in):
    client = sign_in("coordinator")
    sent = fields(client.get(at("entry-review")), 'id="approve-form"')
    move(entry, "return", people["coordinator"], reason="Nümunə səbəb.")
    client.post(at("entry-undo"))
    assert client.post(at("entry-decide"), sent).status_code == 302
    assert Entry.objects.get().state == EntryState.APPROVED


def test_approval_of_many_leaves_out_what_was_submitted_again(entry, given_back, sign_in):
    client = sign_in("coordinator")
    listed = reverse("plans:entry-list", args=("numune-2020-2024", 2024))
    chosen = f"{entry.pk}:{entry.version}:{entry.submissions}"
    assert f'value="{chosen}"' in client.get(listed).content.decode()
    now = given_back(entry)
    approve = reverse("plans:entries-decide", args=("numune-2020-2024", 2024))
    posted = {"action": "approve", "confirmed": "1"}
    for asked in ({"action": "approve"}, posted):  # the question says it, and so does whoever did not wait for it
        page = client.post(approve, asked | {"chosen": chosen}, follow=True).content.decode()
        assert page.count(SENTENCE) == 1
        assert Entry.objects.get().state == EntryState.SUBMITTED
    client.post(approve, posted | {"chosen": f"{now.pk}:{now.version}:{now.submissions}"})
    assert Entry.objects.get().state == EntryState.APPROVED


@pytest.mark.parametrize("chosen", ["1", "1:1:1:1", "1:1:", ":1:1", "1:0:1", "0:1:1", "1:1:x", "1:1:²"])
def test_choice_that_is_none_is_not_understood(chosen, entry, sign_in):
    approve = reverse("plans:entries-decide", args=("numune-2020-2024", 2024))
    assert (
        sign_in("coordinator").post(approve, {"action": "approve", "confirmed": "1", "chosen": chosen}).status_code
        == 302
    )
    assert Entry.objects.get().state == EntryState.SUBMITTED


def test_comment_is_not_resolved_by_a_former_submission(entry, given_back, people, sign_in):
    thread = add_comment(entry, people["coordinator"], "Nümunə şərh.")
    client = sign_in("coordinator")
    sent = fields(client.get(at("entry-review")), f'id="comment-{thread.pk}"') | {"action": "resolve"}
    answer_comment(thread, people["lead"], "Nümunə cavab.")
    given_back(entry)
    answer = client.post(at("entry-comment", comment=thread.pk), sent)
    assert (answer.status_code, answer.content.decode().count(SENTENCE)) == (409, 1)
    assert Comment.objects.get(pk=thread.pk).resolved_at is None
    client.post(at("entry-comment", comment=thread.pk), sent | {"submission": "2"})
    assert Comment.objects.get(pk=thread.pk).resolved_at is not None


def test_wording_is_not_made_from_a_former_submission(entry, given_back, people, sign_in):
    approved = move(entry, "approve", people["coordinator"])
    client = sign_in("coordinator")
    page = client.get(at("editorial"))
    assert page.context["form"]["submission"].value() == 1
    sent = {"action": "ask", "narrative": "<p>Başqa söz.</p>", "note": "Yazdığım qeyd.", "version": "0",
            "entry_version": str(approved.version), "submission": "1"}  # fmt: skip
    move(given_back(approved), "approve", people["coordinator"])
    answer = client.post(at("editorial"), sent)
    text = answer.content.decode()
    assert (answer.status_code, text.count(SENTENCE), EditorialVersion.objects.count()) == (409, 1, 0)
    assert "Yazdığım qeyd." in text
    assert client.post(at("editorial"), sent | {"submission": "2"}).status_code == 302


def test_assessment_is_not_decided_by_what_was_given_back_meanwhile(entry, given_back, people, sign_in):
    approved = move(entry, "approve", people["coordinator"])
    client = sign_in("coordinator")
    address = reverse("plans:sub-point-assessment", kwargs={name: PARTS[name] for name in ("plan", "year", "number")})
    sent = fields(client.get(address), 'id="assessment-form"') | {"status": "implemented", "note": "Yazdığım qeyd."}
    move(given_back(approved), "approve", people["coordinator"])
    answer = client.post(address, sent)
    assert (answer.status_code, Assessment.objects.count()) == (409, 0)
    assert "Yazdığım qeyd." in answer.content.decode()
    again = fields(answer, 'id="assessment-form"') | {"status": "implemented", "note": "Yazdığım qeyd."}
    assert client.post(address, again).status_code == 302


# --- A page that does not say which submission it shows ----------------------------------------------------------------

UNNAMED = "Səhifə hansı təqdimetməyə baxdığınızı bildirmədi. Məlumata yenidən baxın, sonra qərar verin."


@pytest.mark.parametrize("name", DECISIONS)
def test_decision_of_a_page_that_names_no_submission_is_refused_and_keeps_what_was_typed(name, entry, sign_in):
    page, form, address, typed = DECISIONS[name]
    client = sign_in("coordinator")
    sent = fields(client.get(at(page)), form) | typed
    before = Transition.objects.count()
    unnamed = {field: value for field, value in sent.items() if field != "submission"}
    answer = client.post(at(address), unnamed)
    text = answer.content.decode()
    decides = name != "take into review"  # which decides nothing yet
    assert (answer.status_code, Transition.objects.count()) == ((409, before) if decides else (302, before + 1))
    assert text.count(UNNAMED) == int(decides)
    assert ("Yazdığım səbəb." in text) == bool(typed)


def test_reopening_names_the_submission_too(entry, people, sign_in):
    move(entry, "approve", people["coordinator"])
    client = sign_in("coordinator")
    sent = fields(client.get(at("entry")), 'id="step-reopen"') | {"reason": "Yazdığım səbəb."}
    unnamed = {field: value for field, value in sent.items() if field != "submission"}
    assert client.post(at("entry-move"), unnamed).status_code == 409
    assert client.post(at("entry-move"), sent).status_code == 302


def test_somebody_who_may_not_decide_is_told_that_and_not_what_is_missing(entry, sign_in):
    assert sign_in("contributor").post(at("entry-move"), {"action": "approve", "version": "1"}).status_code == 403


def test_many_are_not_approved_by_a_choice_that_names_no_submission(entry, sign_in):
    approve = reverse("plans:entries-decide", args=("numune-2020-2024", 2024))
    posted = {"action": "approve", "confirmed": "1", "chosen": f"{entry.pk}:{entry.version}"}
    page = sign_in("coordinator").post(approve, posted, follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert Entry.objects.get().state == EntryState.SUBMITTED


def test_comment_and_wording_need_the_submission(entry, people, sign_in):
    thread = add_comment(entry, people["coordinator"], "Nümunə şərh.")
    client = sign_in("coordinator")
    answer = client.post(at("entry-comment", comment=thread.pk), {"action": "resolve", "back": "review"})
    assert (answer.status_code, answer.content.decode().count(UNNAMED)) == (409, 1)
    assert Comment.objects.get(pk=thread.pk).resolved_at is None
    client.post(at("entry-comment", comment=thread.pk), {"action": "resolve", "submission": "1"})
    approved = move(entry, "approve", people["coordinator"])
    sent = {"action": "save", "narrative": "<p>Başqa söz.</p>", "note": "Yazdığım qeyd.", "version": "0",
            "entry_version": str(approved.version)}  # fmt: skip
    answer = client.post(at("editorial"), sent)
    text = answer.content.decode()
    assert (answer.status_code, text.count(UNNAMED), EditorialVersion.objects.count()) == (409, 1, 0)
    assert "Yazdığım qeyd." in text
