import pytest
from django.test import Client
from django.urls import reverse

from plans.enums import EntryState, YearState
from plans.models import Comment, Entry, ReportingYear
from plans.services.comments import add_comment, answer_comment, deal_with, resolve

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "contributor", "lead", "stranger", "coordinator", "observer", "administrator")
PARTS = {"plan": "numune-2020-2024", "year": 2024, "agency": "NUMUNE", "number": "4.2.9"}
PAGE = reverse("plans:entry", kwargs=PARTS)
COMMENTS = reverse("plans:entry-comments", kwargs=PARTS)


def address(thread: Comment) -> str:
    return reverse("plans:entry-comment", kwargs=PARTS | {"comment": thread.pk})


# State of the entry (None: nobody has begun it) → the answer to each role in the order of ROLES.
WRITTEN = {
    #                  anon  contr lead  strng coord obser admin
    EntryState.DRAFT: (302, 302, 302, 404, 302, 404, 404),
    EntryState.SUBMITTED: (302, 302, 302, 404, 302, 404, 404),
    EntryState.RETURNED: (302, 302, 302, 404, 302, 404, 404),
    EntryState.APPROVED: (302, 302, 302, 404, 302, 404, 404),
    EntryState.LOCKED: (302, 409, 409, 404, 409, 404, 404),
    None: (302, 409, 409, 404, 409, 404, 404),
}


def test_every_state_has_its_row():
    assert set(WRITTEN) == {*EntryState, None}


@pytest.mark.parametrize(("state", "expected"), WRITTEN.items())
@pytest.mark.parametrize("role", ROLES)
def test_comment_is_written_by_agency_and_coordinator(state, expected, role, sign_in, year, write_entry):
    if state:
        write_entry("4.2.9", state=state)
    response = sign_in(role).post(COMMENTS, {"text": "Nümunə mətn."})
    assert response.status_code == expected[ROLES.index(role)]
    taken = response.status_code == 302 and role != "anonymous"
    assert Comment.objects.count() == int(taken)
    if taken:
        assert response["Location"] == f"{PAGE}#comment-{Comment.objects.get().pk}"
    if response.status_code == 409:
        assert "Nümunə mətn." in response.content.decode()


# Of an open thread that a coordinator began, on a submitted entry.
@pytest.mark.parametrize(
    ("action", "expected"),
    [
        #          anon  contr lead  strng coord obser admin
        ("answer", (302, 302, 302, 404, 302, 404, 404)),
        ("dealt", (302, 302, 302, 404, 403, 404, 404)),
        ("resolve", (302, 403, 403, 404, 302, 404, 404)),
        ("reopen", (302, 403, 403, 404, 302, 404, 404)),
        ("burn", (302, 422, 422, 404, 422, 404, 404)),
    ],
)
@pytest.mark.parametrize("role", ROLES)
def test_step_is_taken_by_those_whose_it_is(action, expected, role, people, sign_in, write_entry):
    thread = add_comment(write_entry("4.2.9", state=EntryState.SUBMITTED), people["coordinator"], "Nümunə mətn.")
    if action == "reopen":
        resolve(thread, people["coordinator"])
    before = Comment.objects.values().get(pk=thread.pk)
    response = sign_in(role).post(address(thread), {"action": action, "submission": "1", "text": "Nümunə cavab."})
    assert response.status_code == expected[ROLES.index(role)]
    if response.status_code == 302 and role != "anonymous":
        assert response["Location"] == f"{PAGE}#comment-{thread.pk}"
        thread.refresh_from_db()
        done = {
            "answer": Comment.objects.filter(parent=thread, author=people[role]).count() == 1,
            "dealt": thread.dealt_with_by == people[role],
            "resolve": thread.resolved_by == people[role],
            "reopen": thread.resolved_at is None,
        }
        assert done[action]
    else:
        assert Comment.objects.values().get() == before


@pytest.mark.parametrize("text", ["", " \n ", "ə" * 4001])
def test_comment_that_says_nothing_or_too_much_is_told_beside_the_form(text, sign_in, write_entry):
    write_entry("4.2.9")
    response = sign_in("coordinator").post(COMMENTS, {"text": text})
    assert response.status_code == 422
    assert response.context["comment_problem"].at == "new"
    assert response.context["comment_problem"].text == text
    assert '<details class="comment-new" open>' in response.content.decode()
    assert Comment.objects.count() == 0


def test_refused_answer_stays_where_it_was_typed(people, sign_in, write_entry):
    thread = add_comment(write_entry("4.2.9"), people["coordinator"], "Nümunə mətn.")
    response = sign_in("lead").post(address(thread), {"action": "answer", "text": "ə" * 4001})
    assert response.status_code == 422
    assert (
        f'name="text" lang="az" translate="no" rows="3" maxlength="4000" required>{"ə" * 4001}</textarea>'
        in response.content.decode()
    )
    assert Comment.objects.count() == 1


def test_answer_to_a_resolved_comment_is_kept_on_the_screen(people, sign_in, write_entry):
    thread = add_comment(write_entry("4.2.9"), people["coordinator"], "Nümunə mətn.")
    resolve(thread, people["coordinator"])
    response = sign_in("lead").post(address(thread), {"action": "answer", "text": "Nümunə cavab."})
    assert response.status_code == 409
    assert "Nümunə cavab." in response.content.decode()


def test_closed_year_takes_no_comment(sign_in, year, write_entry):
    write_entry("4.2.9")
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    response = sign_in("coordinator").post(COMMENTS, {"text": "Nümunə mətn."})
    assert (response.status_code, Comment.objects.count()) == (409, 0)
    assert "Nümunə mətn." in response.content.decode()


def test_thread_is_found_under_its_own_entry_only(people, sign_in, write_entry):
    thread = add_comment(write_entry("4.2.9"), people["coordinator"], "Nümunə mətn.")
    write_entry("4.2.10")
    client = sign_in("coordinator")
    for number in ("4.2.10", "4.2.1"):  # another entry; one that is not started
        wrong = reverse("plans:entry-comment", kwargs=PARTS | {"number": number, "comment": thread.pk})
        assert client.post(wrong, {"action": "resolve"}).status_code == 404
    thread.refresh_from_db()
    assert thread.is_open


def test_answer_is_no_thread(people, sign_in, write_entry):
    thread = add_comment(write_entry("4.2.9"), people["coordinator"], "Nümunə mətn.")
    answer = answer_comment(thread, people["lead"], "Nümunə cavab.")
    assert sign_in("coordinator").post(address(answer), {"action": "resolve"}).status_code == 404


def test_comment_without_the_token_of_the_page_is_not_taken(people, write_entry):
    write_entry("4.2.9")
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["lead"])
    assert client.post(COMMENTS, {"text": "Nümunə mətn."}).status_code == 403
    assert Comment.objects.count() == 0


def test_markup_in_a_comment_is_shown_as_typed(people, sign_in, write_entry):
    add_comment(write_entry("4.2.9"), people["coordinator"], "<script>x</script>\nikinci sətir")
    content = sign_in("lead").get(PAGE).content.decode()
    assert "&lt;script&gt;x&lt;/script&gt;<br>ikinci sətir" in content
    assert "<script>x" not in content


# --- The page ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "seen"), [("lead", True), ("coordinator", True), ("observer", False)])
def test_comments_are_between_agency_and_coordinator(role, seen, people, sign_in, write_entry):
    thread = add_comment(write_entry("4.2.9", state=EntryState.SUBMITTED), people["coordinator"], "Nümunə qeyd mətni.")
    content = sign_in(role).get(PAGE).content.decode()
    assert ("Nümunə qeyd mətni." in content) == seen
    assert (f'id="comment-{thread.pk}"' in content) == seen
    assert ('id="comments"' in content) == seen


# What a thread offers: who looks, what has become of it → the values of its buttons.
@pytest.mark.parametrize(
    ("role", "what", "offered"),
    [
        ("lead", "open", {"answer", "dealt"}),
        ("lead", "dealt", {"answer"}),
        ("lead", "own", {"answer"}),
        ("lead", "resolved", set()),
        ("coordinator", "open", {"answer", "resolve"}),
        ("coordinator", "dealt", {"answer", "resolve"}),
        ("coordinator", "own", {"answer", "resolve"}),
        ("coordinator", "resolved", {"reopen"}),
    ],
)
def test_thread_offers_what_the_reader_may_do(role, what, offered, people, sign_in, write_entry):
    entry = write_entry("4.2.9")
    thread = add_comment(entry, people["lead" if what == "own" else "coordinator"], "Nümunə mətn.")
    if what == "dealt":
        deal_with(thread, people["lead"])
    if what == "resolved":
        resolve(thread, people["coordinator"])
    content = sign_in(role).get(PAGE).content.decode()
    buttons = {step for step in ("answer", "dealt", "resolve", "reopen") if f'name="action" value="{step}"' in content}
    assert buttons == offered


def test_locked_entry_shows_its_comments_and_takes_none(people, sign_in, write_entry):
    thread = add_comment(write_entry("4.2.9"), people["coordinator"], "Nümunə qeyd mətni.")
    Entry.objects.update(state=EntryState.LOCKED)
    content = sign_in("coordinator").get(PAGE).content.decode()
    assert "Nümunə qeyd mətni." in content
    assert address(thread) not in content
    assert f'action="{COMMENTS}"' not in content


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_whatever_is_said(number, people, sign_in, write_entry, django_assert_max_num_queries):
    entry = write_entry("4.2.9", author=people["lead"])
    for item in range(number):
        thread = add_comment(entry, people["coordinator"], f"Nümunə mətn {item}.")
        answer_comment(thread, people["lead"], "Nümunə cavab.")
        deal_with(thread, people["contributor"])
    client = sign_in("lead")
    client.get(PAGE)
    with django_assert_max_num_queries(14):  # session and user among them
        assert len(client.get(PAGE).context["threads"]) == number
