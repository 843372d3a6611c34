"""The steps of an entry on its page: what each answers, what it leaves, and what it says when it is refused."""

import pytest
from django.test import Client
from django.utils import timezone

from plans.models import Comment, Entry, Indicator, Transition

pytestmark = pytest.mark.django_db

PAGE = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
MOVE = f"{PAGE}move/"
READY = f"{PAGE}ready/"
REASON = "Nümunə səbəb. Tarixləri göstərin."


@pytest.fixture
def entry(write_entry):
    """`entry("submitted")` writes the complete entry 4.2.9 in that state."""

    def prepare(state: str = "draft", **values) -> Entry:
        made = write_entry("4.2.9", state=state, status="implemented")
        Entry.objects.filter(pk=made.pk).update(**values)
        return Entry.objects.get(pk=made.pk)

    return prepare


def step(action: str, **more) -> dict:
    submissions = Entry.objects.values_list("submissions", flat=True).first() or 0
    return {"action": action, "version": 1, "submission": submissions} | more


def state() -> str:
    return Entry.objects.get().state


def said(response) -> list[str]:
    return [message.level_tag for message in response.context["messages"]]


# --- Steps that are made -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "role", "action", "after"),
    [
        ("draft", "lead", "submit", "submitted"),
        ("returned", "lead", "submit", "submitted"),
        ("submitted", "lead", "take_back", "draft"),
        ("submitted", "coordinator", "take_into_review", "submitted"),
        ("submitted", "coordinator", "approve", "approved"),
        ("submitted", "coordinator", "return", "returned"),
        ("approved", "coordinator", "reopen", "returned"),
    ],
)
def test_step_leads_back_to_the_page_and_says_what_comes_next(before, role, action, after, entry, sign_in, people):
    entry(before)
    client = sign_in(role)
    response = client.post(MOVE, step(action, reason=REASON))
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert state() == after
    history = Transition.objects.latest("pk")
    assert (history.action, history.actor) == (action, people[role])
    page = client.get(PAGE)
    assert said(page) == ["success"]


def test_message_of_a_return_names_the_day_due_again(entry, sign_in):
    entry("submitted")
    client = sign_in("coordinator")
    client.post(MOVE, step("return", reason=f"{REASON}\r\nİki.", resubmit_by="2034-01-27"))
    assert "27.01.2034" in str(next(iter(client.get(PAGE).context["messages"])))
    history = Transition.objects.get()
    assert (history.reason, history.resubmit_by.isoformat()) == (f"{REASON}\nİki.", "2034-01-27")


def test_day_may_be_written_as_people_write_it(entry, sign_in):
    entry("submitted")
    sign_in("coordinator").post(MOVE, step("return", reason=REASON, resubmit_by="27.01.2034"))
    assert Transition.objects.get().resubmit_by.isoformat() == "2034-01-27"


@pytest.mark.parametrize(("action", "offered"), [("approve", True), ("return", True), ("take_into_review", False)])
def test_decision_on_the_entrys_page_can_be_undone_from_there(action, offered, entry, sign_in):
    entry("submitted")
    client = sign_in("coordinator")
    page = client.post(MOVE, step(action, reason=REASON), follow=True).content.decode()
    assert (f'form="undo-form" formaction="{PAGE}review/undo/"' in page) is offered
    assert ('data-undo="9"' in page) is offered
    assert 'id="undo-form"' in page
    if offered:
        client.post(f"{PAGE}review/undo/")
        assert state() == "submitted"


def test_page_says_who_submitted_who_reviews_and_who_approved(entry, sign_in, people):
    entry("draft")
    sign_in("lead").post(MOVE, step("submit"))
    coordinator = sign_in("coordinator")
    coordinator.post(MOVE, step("take_into_review"))
    page = sign_in("contributor").get(PAGE)
    assert page.context["standing"].submitted.actor == people["lead"]
    assert page.context["entry"].is_in_review
    assert [move.action for move in page.context["moves"]] == []
    coordinator.post(MOVE, step("approve"))
    page = sign_in("contributor").get(PAGE)
    assert page.context["standing"].approved.actor == people["coordinator"]
    assert "Nümunə koordinator" in page.content.decode()


# --- Buttons -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "role", "forms"),
    [
        ("draft", "lead", ["move-submit", "ready-form"]),
        ("draft", "contributor", ["ready-form"]),
        ("draft", "coordinator", []),
        ("submitted", "lead", ["move-take_back"]),
        ("submitted", "contributor", []),
        ("submitted", "observer", []),
        ("submitted", "coordinator", ["move-approve", "move-return", "move-take_into_review"]),
        ("approved", "coordinator", ["move-reopen"]),
        ("approved", "lead", []),
        ("locked", "coordinator", []),
    ],
)
def test_page_offers_what_the_table_allows(before, role, forms, entry, sign_in):
    entry(before)
    html = sign_in(role).get(PAGE).content.decode()
    ids = ("move-submit", "move-take_back", "move-take_into_review", "move-approve", "move-return", "move-reopen",
           "ready-form")  # fmt: skip
    assert sorted(name for name in ids if f'id="{name}"' in html) == forms


def test_page_shows_what_is_missing_before_anything_is_pressed(entry, sign_in):
    entry("draft", status="")
    page = sign_in("contributor").get(PAGE)
    assert [missing.code for missing in page.context["missing"]] == ["status"]
    assert '<a href="#id_status_0" data-leads-to>' in page.content.decode()
    Entry.objects.update(status="implemented")
    assert sign_in("contributor").get(PAGE).context["missing"] == []


def test_returned_entry_shows_reason_day_and_lateness(entry, sign_in):
    entry("submitted")
    sign_in("coordinator").post(MOVE, step("return", reason=REASON))
    html = sign_in("contributor").get(PAGE).content.decode()
    assert REASON in html
    assert 'class="late"' not in html
    Entry.objects.update(resubmit_by="2025-01-21")
    page = sign_in("contributor").get(PAGE)
    assert page.context["standing"].days_late > 0
    assert 'class="late"' in page.content.decode()


# --- Refusals ------------------------------------------------------------------------------------------------------------


def test_closed_gate_lists_each_missing_thing_with_its_place(entry, sign_in, people):
    made = entry("draft", status="", narrative="")
    indicator = Indicator.objects.create(sub_point=made.sub_point, name="Nümunə say", unit="nəfər", is_required=True)
    thread = Comment.objects.create(
        entry=made, author=people["coordinator"], text="Nümunə qeyd.", by_coordinator=True, created_at=timezone.now()
    )
    response = sign_in("lead").post(MOVE, step("submit"))
    assert response.status_code == 422
    html = response.content.decode()
    anchors = ["id_narrative", "id_status_0", f"id_figure_{indicator.pk}", f"comment-{thread.pk}"]
    assert [missing.anchor for missing in response.context["move_problem"].missing] == anchors
    for anchor in anchors:
        assert html.count(f'<a href="#{anchor}" data-leads-to>') == 1
        assert f'id="{anchor}"' in html  # the link leads somewhere
    assert state() == "draft"


@pytest.mark.parametrize("reason", ["", "  "])
def test_return_without_a_reason_comes_back_open_with_the_day(reason, entry, sign_in):
    entry("submitted")
    response = sign_in("coordinator").post(MOVE, step("return", reason=reason, resubmit_by="2099-02-03"))
    assert response.status_code == 422
    html = response.content.decode()
    assert 'id="step-return" open>' in html
    assert 'value="2099-02-03"' in html
    assert state() == "submitted"


@pytest.mark.parametrize("day", ["2025-01-19", "2025-13-40", "sabah"])
def test_wrong_day_comes_back_open_with_the_reason(day, entry, sign_in):
    entry("submitted")
    response = sign_in("coordinator").post(MOVE, step("return", reason=REASON, resubmit_by=day))
    assert response.status_code == 422
    assert f"{REASON}</textarea>" in response.content.decode()
    assert 'id="step-return" open>' in response.content.decode()
    assert state() == "submitted"


def test_reason_that_is_too_long_is_refused_with_a_sentence(entry, sign_in):
    entry("submitted")
    response = sign_in("coordinator").post(MOVE, step("return", reason="ə" * 4001))
    assert response.status_code == 422
    assert "4000" in response.context["move_problem"].text
    assert sign_in("coordinator").post(MOVE, step("return", reason="ə" * 4000)).status_code == 302


def test_open_comment_holds_back_the_approval(entry, sign_in, people):
    made = entry("submitted")
    Comment.objects.create(
        entry=made, author=people["coordinator"], text="Nümunə qeyd.", by_coordinator=True, created_at=timezone.now()
    )
    assert sign_in("coordinator").post(MOVE, step("approve")).status_code == 422
    assert state() == "submitted"
    Comment.objects.update(resolved_at=timezone.now())
    assert sign_in("coordinator").post(MOVE, step("approve")).status_code == 302


def test_double_submit_does_nothing_twice_and_says_so(entry, sign_in):
    entry("draft")
    lead = sign_in("lead")
    assert lead.post(MOVE, step("submit")).status_code == 302
    lead.cookies["django_language"] = "en"
    response = lead.post(MOVE, step("submit"))
    assert response.status_code == 409
    problem = response.context["move_problem"]
    assert (problem.title, problem.text) == (
        "You have done this already",
        "This has been done already: the entry is “Submitted”.",
    )
    shown = response.content.decode().split('id="move-problem"')[1].split("</section>")[0]
    assert "Submitted: <b>you</b>, today " in shown
    assert 'href="/plans/numune-2020-2024/2024/NUMUNE/"' in shown  # where to go on
    assert Transition.objects.count() == 1


def test_coordinator_who_was_overtaken_keeps_the_reason(entry, sign_in):
    entry("submitted")
    assert sign_in("coordinator").post(MOVE, step("approve")).status_code == 302
    response = sign_in("coordinator").post(MOVE, step("return", reason=REASON))
    assert response.status_code == 409
    assert f"data-kept-reason>{REASON}</blockquote>" in response.content.decode()
    assert response.context["move_problem"].title == "Məlumatın mərhələsi artıq dəyişib"
    assert response.context["state"] == "approved"  # as it stands now
    assert state() == "approved"


def test_changed_text_keeps_the_form_open_with_the_reason(entry, sign_in):
    entry("submitted", version=2)
    response = sign_in("coordinator").post(MOVE, step("return", reason=REASON))
    assert response.status_code == 409
    html = response.content.decode()
    assert f"{REASON}</textarea>" in html
    assert "data-kept-reason" not in html
    assert Transition.objects.count() == 0


def test_entry_that_nobody_has_begun_has_no_step(sign_in, year):
    assert sign_in("lead").post(MOVE, step("submit")).status_code == 409
    assert sign_in("contributor").post(MOVE, step("submit")).status_code == 403
    assert sign_in("contributor").post(READY, {"ready": 1, "version": 1}).status_code == 409
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("action", ["", "abc", "lock", "unlock", "submit\0"])
def test_step_that_no_page_has_is_refused_with_a_sentence(action, entry, sign_in):
    entry("approved")
    response = sign_in("coordinator").post(MOVE, step(action))
    assert response.status_code == 422
    assert response.context["move_problem"].text
    assert state() == "approved"


@pytest.mark.parametrize("version", ["", "abc", "0", "-1", "99999999999999999999"])
def test_version_that_makes_no_sense_is_refused_with_a_sentence(version, entry, sign_in):
    entry("draft")
    response = sign_in("lead").post(MOVE, {"action": "submit", "version": version})
    assert response.status_code == 422
    assert sign_in("contributor").post(MOVE, {"action": "submit", "version": version}).status_code == 403
    assert sign_in("contributor").post(READY, {"ready": "1", "version": version}).status_code == 422
    assert state() == "draft"


@pytest.mark.parametrize(
    ("before", "role", "action", "status"),
    [
        ("draft", "contributor", "submit", 403),
        ("draft", "coordinator", "submit", 403),
        ("draft", "observer", "submit", 404),
        ("draft", "stranger", "submit", 404),
        ("draft", "administrator", "submit", 404),
        ("submitted", "lead", "approve", 403),
        ("submitted", "observer", "approve", 403),
        ("submitted", "stranger", "approve", 404),
        ("submitted", "administrator", "approve", 404),
    ],
)
def test_step_of_somebody_else_is_refused(before, role, action, status, entry, sign_in):
    entry(before)
    assert sign_in(role).post(MOVE, step(action)).status_code == status
    assert state() == before
    assert Transition.objects.count() == 0


def test_nothing_moves_in_a_closed_year(entry, sign_in, year):
    entry("submitted")
    type(year).objects.update(state="closed")
    assert sign_in("coordinator").post(MOVE, step("approve")).status_code == 409
    assert sign_in("lead").post(MOVE, step("take_back")).status_code == 409
    assert 'id="move-' not in sign_in("coordinator").get(PAGE).content.decode()
    assert state() == "submitted"


@pytest.mark.parametrize("address", [MOVE, READY])
def test_addresses_of_steps_lead_to_the_entry(address, entry, sign_in):
    entry("draft")
    assert sign_in("lead").get(address)["Location"] == PAGE


def test_step_needs_the_token_against_forged_forms(entry, people):
    entry("draft")
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["lead"])
    assert client.post(MOVE, step("submit")).status_code == 403
    assert state() == "draft"


# --- Ready ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["contributor", "lead"])
def test_staff_mark_ready_and_take_the_mark_away(role, entry, sign_in, people):
    entry("draft")
    client = sign_in(role)
    response = client.post(READY, {"ready": "1", "version": 1})
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert Entry.objects.get().ready_by == people[role]
    page = client.get(PAGE)
    assert said(page) == ["success"]
    assert f"Nümunə {people[role].last_name}" in page.content.decode()
    client.post(READY, {"ready": "", "version": 1})
    assert Entry.objects.get().ready_at is None


def test_incomplete_entry_is_not_marked_and_the_missing_is_listed(entry, sign_in):
    entry("draft", status="")
    response = sign_in("contributor").post(READY, {"ready": "1", "version": 1})
    assert response.status_code == 422
    assert [missing.code for missing in response.context["move_problem"].missing] == ["status"]
    assert Entry.objects.get().ready_at is None


@pytest.mark.parametrize(
    ("before", "role", "status"),
    [
        ("draft", "coordinator", 403),
        ("draft", "observer", 404),
        ("draft", "stranger", 404),
        ("submitted", "contributor", 409),
        ("submitted", "observer", 403),
    ],
)
def test_mark_of_others_or_too_late_is_refused(before, role, status, entry, sign_in):
    entry(before)
    assert sign_in(role).post(READY, {"ready": "1", "version": 1}).status_code == status
    assert Entry.objects.get().ready_at is None


def test_edit_takes_the_mark_away(entry, sign_in):
    entry("draft")
    client = sign_in("contributor")
    client.post(READY, {"ready": "1", "version": 1})
    client.post(PAGE, {"narrative": "<p>Nümunə mətn. Yeni.</p>", "status": "implemented", "version": 1})
    stored = Entry.objects.get()
    assert (stored.version, stored.ready_at) == (2, None)
