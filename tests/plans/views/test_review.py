"""The queue and the review page, and every step that can be taken on them."""

import datetime

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from plans.enums import EntryState, MailState, YearState
from plans.models import (
    Assignment,
    Comment,
    Entry,
    Evidence,
    Indicator,
    OutboxMail,
    Phrase,
    Presence,
    ReportingYear,
    Revision,
    Transition,
)
from plans.rules import PRESENCE
from plans.services import save_entry
from plans.services.comments import add_comment, answer_comment, deal_with
from plans.services.pins import pin_comment
from plans.services.reviewing import keep_phrase
from plans.views.review import DECISIONS
from plans.workflow import MOVES, apply_transition
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

PLAN = {"plan": "numune-2020-2024", "year": 2024}
PARTS = PLAN | {"agency": "NUMUNE", "number": "4.2.9"}
QUEUE = reverse("plans:review-queue", kwargs=PLAN)
PAGE, DECIDE, UNDO, TAKE, PIN = (
    reverse(f"plans:{name}", kwargs=PARTS)
    for name in ("entry-review", "entry-decide", "entry-undo", "entry-reviewer", "entry-pin")
)
PHRASES = reverse("plans:phrases")
TEXT = "<p>Nümunə mətn. Birinci abzas.</p><p>Nümunə mətn. İkinci təlim may ayında keçirilmişdir.</p>"
REASON = "Nümunə səbəb. Tarixləri göstərin."
MORNING = datetime.datetime(2024, 12, 2, 10, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def client(sign_in):
    return sign_in("coordinator")


@pytest.fixture
def coordinator(people):
    return people["coordinator"]


@pytest.fixture
def submit(write_entry, people, morning):
    """`submit("4.2.9")` writes and submits as the lead would; each a minute after the one before."""

    def submit(number: str = "4.2.9", narrative: str = TEXT) -> Entry:
        entry = write_entry(number, narrative, status="implemented", author=people["contributor"])
        morning.shift(60)
        entry = Entry.objects.select_related("reporting_year").get(pk=entry.pk)
        apply_transition(entry, "submit", actor=people["lead"])
        return entry

    return submit


def rewrite(entry: Entry, narrative: str, author) -> Entry:
    return save_entry(
        reporting_year=entry.reporting_year,
        agency=entry.agency,
        sub_point=entry.sub_point,
        narrative=narrative,
        status=entry.status,
        author=author,
        expected_version=Entry.objects.get(pk=entry.pk).version,
    )


def give_back_and_correct(entry: Entry, people, narrative: str) -> Entry:
    apply_transition(entry, "return", actor=people["coordinator"], reason=REASON)
    corrected = rewrite(entry, narrative, people["contributor"])
    apply_transition(corrected, "submit", actor=people["lead"])
    return corrected


def address(number: str, name: str = "entry-review") -> str:
    return reverse(f"plans:{name}", kwargs=PARTS | {"number": number})


def body(response) -> str:
    return response.content.decode()


def sentences(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- The queue --------------------------------------------------------------------------------------------------------


def test_queue_shows_the_rows_in_the_order_of_the_address(client, submit):
    for number in ("4.2.10", "4.2.9"):
        submit(number)
    shown = client.get(QUEUE)
    assert [row.entry.sub_point.number for row in shown.context["rows"]] == ["4.2.10", "4.2.9"]
    assert f'href="{address("4.2.10")}"' in body(shown)
    by_section = client.get(f"{QUEUE}?order=section")
    assert [row.entry.sub_point.number for row in by_section.context["rows"]] == ["4.2.9", "4.2.10"]
    assert f'href="{address("4.2.9")}?order=section"' in body(by_section)


def test_queue_of_the_own_list(client, submit, coordinator, people):
    first = submit("4.2.10")
    submit("4.2.9")
    Entry.objects.filter(pk=first.pk).update(reviewer=coordinator)
    shown = client.get(f"{QUEUE}?mine=1")
    assert [row.entry.sub_point.number for row in shown.context["rows"]] == ["4.2.10"]
    counts = shown.context["counts"]
    assert (counts.all, counts.mine) == (2, 1)
    assert f'href="{address("4.2.10")}?mine=1"' in body(shown)


@pytest.mark.parametrize("query", ["order=burn", "mine=maybe", "order=burn&mine=2&page=x", "order=%00", "page=-3"])
def test_old_link_opens_the_queue_and_says_what_was_left_out(client, submit, query):
    submit()
    shown = client.get(f"{QUEUE}?{query}")
    assert (shown.status_code, shown.context["order"], shown.context["mine"]) == (200, "oldest", False)
    assert len(shown.context["rows"]) == 1
    assert shown.context["has_unknown"] is (query != "page=-3")


def test_queue_without_entries_says_so(client, year):
    shown = client.get(QUEUE)
    assert (shown.status_code, shown.context["rows"]) == (200, [])
    assert 'class="empty"' in body(shown)


def test_queue_is_paged_by_fifty(client, submit, monkeypatch):
    monkeypatch.setattr("plans.views.review.ROWS_A_PAGE", 2)
    for number in ("4.2.1", "4.2.4", "4.2.9"):
        submit(number)
    pages = [[row.entry.sub_point.number for row in client.get(f"{QUEUE}?page={n}").context["rows"]] for n in (1, 2)]
    assert pages == [["4.2.1", "4.2.4"], ["4.2.9"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_costs_twelve_queries(client, submit, rows, django_assert_num_queries):
    for number in ("4.2.1", "4.2.4", "4.2.9")[:rows]:
        submit(number)
    client.get(QUEUE)
    with django_assert_num_queries(
        12
    ):  # session, person, years, counts; rows, names, returns, comments, presence, reviewers
        client.get(QUEUE)


@pytest.mark.parametrize("role", ["contributor", "lead", "stranger", "observer", "administrator"])
@pytest.mark.parametrize(
    ("method", "to"),
    [("get", QUEUE), ("get", PAGE), ("post", DECIDE), ("post", UNDO), ("post", TAKE), ("post", PIN), ("post", PHRASES)],
)
def test_nobody_but_coordinators_knows_of_it(sign_in, submit, role, method, to):
    submit()
    posted = {"action": "approve", "version": "1", "submission": "1", "mine": "1", "text": "Nümunə mətn."}
    assert getattr(sign_in(role), method)(to, posted).status_code == 404
    assert Entry.objects.get().state == EntryState.SUBMITTED
    assert (Comment.objects.count(), Phrase.objects.count()) == (0, 0)


@pytest.mark.parametrize("to", [DECIDE, UNDO, TAKE, PIN])
def test_addresses_of_steps_lead_to_the_review(client, submit, to):
    submit()
    assert client.get(f"{to}?mine=1")["Location"] == f"{PAGE}?mine=1"


def test_phrases_are_posted(client, submit):
    submit()
    assert client.get(PHRASES).status_code == 405


@pytest.mark.parametrize("to", [QUEUE, PAGE])
def test_pages_are_not_posted_to(client, submit, to):
    submit()
    assert client.post(to).status_code == 405


# --- The page ---------------------------------------------------------------------------------------------------------


def test_page_shows_the_stored_text_paragraph_by_paragraph(client, submit):
    submit(narrative=TEXT.replace("Birinci", "<strong>Birinci</strong>"))
    shown = client.get(PAGE)
    assert [block.html for block in shown.context["blocks"]] == [
        "<p>Nümunə mətn. <strong>Birinci</strong> abzas.</p>",
        "<p>Nümunə mətn. İkinci təlim may ayında keçirilmişdir.</p>",
    ]
    assert 'id="paragraph-2"><p>Nümunə mətn. İkinci təlim' in body(shown)


def test_opening_settles_the_text_and_begins_no_review(client, submit):
    entry = submit()
    Revision.objects.update(is_settled=False)
    shown = client.get(PAGE)
    assert Revision.objects.get().is_settled
    stored = Entry.objects.get()
    assert (stored.review_started_at, stored.version) == (None, entry.version)
    assert "take_into_review" in shown.context["moves"]


OFFERED = {
    "draft": set(),
    "submitted": {"take_into_review", "approve", "return"},
    "returned": set(),
    "approved": {"reopen"},
    "locked": set(),
}
# Coordinators make these on the page of the entry, not here.
NOT_DECIDED_HERE = {"reopen"}


def test_every_state_and_every_move_of_coordinators_is_named_here():
    assert set(OFFERED) == set(EntryState)
    moves = {move.action for move in MOVES.values() if move.on_page and Role.COORDINATOR in move.roles}
    assert moves - DECISIONS == NOT_DECIDED_HERE


@pytest.mark.parametrize(("state", "moves"), OFFERED.items())
def test_page_offers_what_the_state_allows(client, write_entry, state, moves):
    write_entry("4.2.9", state=EntryState(state))
    shown = client.get(PAGE)
    assert (shown.status_code, shown.context["moves"]) == (200, moves)
    assert ('id="approve-form"' in body(shown), 'id="return-form"' in body(shown)) == (state == "submitted",) * 2


def test_entry_that_nobody_has_begun_has_no_review(client, year):
    assert client.get(PAGE).status_code == 404


def test_closed_year_is_read_only(client, submit):
    submit()
    ReportingYear.objects.update(state=YearState.CLOSED)
    shown = client.get(PAGE)
    assert (shown.status_code, shown.context["moves"], shown.context["may_comment"]) == (200, set(), False)
    refused = client.post(DECIDE, {"action": "approve", "version": "1", "submission": "1"})
    assert refused.status_code == 409
    assert Entry.objects.get().state == EntryState.SUBMITTED


def test_what_is_no_longer_the_agencys_can_be_read_and_not_decided(client, submit):
    submit()
    Assignment.objects.filter(agency__code="NUMUNE", sub_point__number="4.2.9").delete()
    assert client.get(PAGE).context["moves"] == set()
    assert client.post(DECIDE, {"action": "approve", "version": "1", "submission": "1"}).status_code == 409
    assert Entry.objects.get().state == EntryState.SUBMITTED


def test_difference_since_the_last_return(client, submit, people):
    entry = submit()
    assert client.get(PAGE).context["since_return"] is None
    corrected = give_back_and_correct(entry, people, TEXT.replace("may", "iyun"))
    compared = client.get(PAGE).context["since_return"]
    assert (compared.added, compared.removed, compared.is_same_text) == (1, 1, False)
    assert "<del>may</del> <ins>iyun</ins>" in compared.difference
    give_back_and_correct(corrected, people, TEXT.replace("may", "iyun"))
    shown = client.get(PAGE)
    assert shown.context["since_return"].is_same_text  # against the latest return, not the first
    assert [move.reason for move in shown.context["returns"]] == [REASON, REASON]


def test_return_that_was_undone_is_no_return(client, submit, coordinator):
    submit()
    client.post(DECIDE, {"action": "return", "version": "1", "submission": "1", "reason": REASON})
    client.post(UNDO)
    shown = client.get(PAGE)
    assert (shown.context["returns"], shown.context["since_return"]) == ([], None)


def test_difference_to_last_year(client, submit, write_entry, closed_year):
    write_entry("4.2.9", "<p>Nümunə mətn. Birinci abzas.</p>", in_year=closed_year, status="partly_implemented")
    submit()
    compared = client.get(PAGE).context["since_last_year"]
    assert (compared.added, compared.removed) == (7, 0)
    assert compared.fields == [("İcra vəziyyəti", "Qismən icra edilib", "İcra edilib")]


def test_text_that_is_last_years_word_for_word_is_said_to_be(client, submit, write_entry, closed_year):
    write_entry("4.2.9", TEXT, in_year=closed_year, status="implemented")
    submit()
    shown = client.get(PAGE)
    assert shown.context["since_last_year"].is_same_text
    assert 'class="same-words"' in body(shown)


def test_texts_too_long_to_compare_at_once_are_led_to_the_history(client, submit, people, monkeypatch):
    give_back_and_correct(submit(), people, TEXT.replace("may", "iyun"))
    monkeypatch.setattr("plans.views.review_page.LONGEST_COMPARED", 50)
    compared = client.get(PAGE).context["since_return"]
    assert (compared.is_too_long, compared.difference, compared.is_same_text) == (True, "", False)


def test_nothing_to_report_is_shown_with_its_reason(client, submit):
    submit()
    Entry.objects.update(nothing_to_report=True, nothing_reason="Nümunə səbəb: hal olmayıb.")
    shown = client.get(PAGE)
    assert (shown.context["blocks"], shown.context["since_last_year"]) == ([], None)
    assert "Nümunə səbəb: hal olmayıb." in body(shown)


def test_figures_stand_beside_last_years(client, submit, write_entry, closed_year):
    before = write_entry("4.2.9", in_year=closed_year)
    entry = submit()
    indicator = Indicator.objects.create(sub_point=entry.sub_point, name="Nümunə göstərici", unit="nəfər")
    Entry.objects.filter(pk=before.pk).update(figures={str(indicator.pk): "20"})
    Entry.objects.filter(pk=entry.pk).update(figures={str(indicator.pk): "348"})
    (row,) = client.get(PAGE).context["figures"]
    assert (row.last_year, row.value, row.jumps) == ("20", "348", True)


@pytest.mark.parametrize(("day", "late"), [(datetime.date(2025, 1, 20), False), (datetime.date(2025, 1, 21), True)])
def test_page_says_whether_it_was_first_submitted_late(client, submit, day, late):
    submit()
    noon = datetime.datetime.combine(day, datetime.time(8), tzinfo=datetime.UTC)
    Entry.objects.update(first_submitted_at=noon)
    assert client.get(PAGE).context["was_late"] is late


def test_page_knows_its_place_and_neighbours_and_keeps_the_order(client, submit):
    for number in ("4.2.10", "4.2.9", "4.2.1"):
        submit(number)
    shown = client.get(f"{PAGE}?order=section")
    assert (shown.context["queue"].number, shown.context["queue"].total) == (2, 3)
    assert shown.context["previous_address"] == f"{address('4.2.1')}?order=section"
    assert shown.context["next_address"] == f"{address('4.2.10')}?order=section"
    assert f'action="{DECIDE}?order=section"' in body(shown)
    assert client.get(f"{PAGE}?order=burn&pin=x").context["previous_address"] == address("4.2.10")


def test_single_keys_are_on_unless_switched_off(client, submit, coordinator):
    submit()
    hint = '<kbd aria-hidden="true">a</kbd>'
    shown = body(client.get(PAGE))
    assert ('data-single-keys="off"' in shown, hint in shown) == (False, True)
    User.objects.filter(pk=coordinator.pk).update(single_keys=False)
    shown = body(client.get(PAGE))
    assert ('data-single-keys="off"' in shown, hint in shown) == (True, False)
    assert 'data-single-keys="off"' in body(client.get(QUEUE))


def fill(entry: Entry, people, number: int) -> None:
    """As many returns, pinned comments with answers, phrases and pieces of evidence as `number`."""
    for turn in range(number):
        thread = pin_comment(entry, people["coordinator"], f"Nümunə şərh {turn}.", version=entry.version, place=0)
        answer_comment(thread, people["lead"], "Nümunə cavab.")
        entry = give_back_and_correct(entry, people, f"{TEXT}<p>Nümunə mətn {turn}.</p>")
        keep_phrase(people["coordinator"], f"Nümunə səbəb {turn}.")
        Evidence.objects.create(
            entry=entry, title=f"Nümunə {turn}", url="https://numune.example/", added_by=people["lead"],
            added_at=entry.updated_at,
        )  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_page_does_not_cost_more_with_its_history(client, submit, people, rows, django_assert_num_queries):
    fill(submit(), people, rows)
    client.get(PAGE)
    with django_assert_num_queries(18):
        shown = client.get(PAGE)
    assert len(shown.context["returns"]) == len(shown.context["threads"]) == len(shown.context["phrases"]) == rows


# --- Deciding ---------------------------------------------------------------------------------------------------------


def test_approval_leads_to_the_next_with_a_button_to_undo(client, submit):
    for number in ("4.2.9", "4.2.10"):
        submit(number)
    response = client.post(f"{DECIDE}?order=section", {"action": "approve", "version": "1", "submission": "1"})
    assert (response.status_code, response["Location"]) == (302, f"{address('4.2.10')}?order=section")
    assert Entry.objects.get(sub_point__number="4.2.9").state == EntryState.APPROVED
    shown = body(client.get(response["Location"]))
    assert f'formaction="{UNDO}?order=section"' in shown
    assert 'data-undo="9"' in shown
    assert 'id="undo-form"' in shown


def open_page(entry: Entry, user, **seen) -> Presence:
    place = {"sub_point": entry.sub_point, "agency": entry.agency, "reporting_year": entry.reporting_year}
    return Presence.objects.create(**place, user=user, page=user.username, seen_at=timezone.now(), **seen)


def test_approval_asks_first_where_another_coordinator_has_the_entry_open(client, submit, morning):
    entry, left = submit("4.2.9"), timezone.now() - PRESENCE - datetime.timedelta(seconds=1)
    one, other = make_user("koordinator2", Role.COORDINATOR), make_user("koordinator3", Role.COORDINATOR)
    open_page(entry, one)
    posted = {"action": "approve", "version": entry.version, "submission": entry.submissions}
    asked = client.post(DECIDE, posted)
    assert asked.status_code == 409
    assert f'name="beside" value="{one.pk}"' in body(asked)
    # Whoever came in after the page had asked is asked about too.
    page = open_page(entry, other)
    assert client.post(DECIDE, posted | {"beside": one.pk}).status_code == 409
    assert Entry.objects.get().state == EntryState.SUBMITTED
    Presence.objects.filter(pk=page.pk).update(seen_at=left)
    assert client.post(DECIDE, posted | {"beside": one.pk}).status_code == 302
    assert Entry.objects.get().state == EntryState.APPROVED


def test_approval_asks_nobody_about_the_agencys_people_and_pages_that_were_left(client, submit, people, morning):
    entry = submit("4.2.9")
    open_page(entry, people["lead"])
    left = open_page(entry, make_user("koordinator2", Role.COORDINATOR))
    Presence.objects.filter(pk=left.pk).update(seen_at=timezone.now() - PRESENCE - datetime.timedelta(seconds=1))
    posted = {"action": "approve", "version": entry.version, "submission": entry.submissions}
    assert client.post(DECIDE, posted).status_code == 302


def test_decision_on_the_last_of_the_queue_leads_to_the_queue(client, submit):
    for number in ("4.2.10", "4.2.9"):
        submit(number)
    response = client.post(DECIDE, {"action": "approve", "version": "1", "submission": "1"})
    assert response["Location"] == QUEUE
    assert f'formaction="{UNDO}"' in body(client.get(QUEUE))


def test_return_keeps_reason_and_day(client, submit):
    submit()
    response = client.post(
        DECIDE,
        {"action": "return", "version": "1", "submission": "1", "reason": f" {REASON} ", "resubmit_by": "2025-02-03"},
    )
    assert response.status_code == 302
    move = Transition.objects.get(action="return")
    assert (move.reason, move.resubmit_by) == (REASON, datetime.date(2025, 2, 3))
    assert Entry.objects.get().state == EntryState.RETURNED


def test_taking_into_review_stays_on_the_page(client, submit, coordinator):
    submit()
    response = client.post(DECIDE, {"action": "take_into_review", "version": "1", "submission": "1"})
    assert (response.status_code, response["Location"]) == (302, PAGE)
    stored = Entry.objects.get()
    assert (stored.is_in_review, stored.review_started_by) == (True, coordinator)
    again = client.post(DECIDE, {"action": "take_into_review", "version": "1", "submission": "1"})
    assert again.status_code == 409
    assert Transition.objects.filter(action="take_into_review").count() == 1


@pytest.mark.parametrize(
    ("posted", "status"),
    [
        ({"action": "return", "version": "1", "submission": "1", "reason": ""}, 422),
        ({"action": "return", "version": "1", "submission": "1", "reason": "x" * 4001}, 422),
        ({"action": "return", "version": "1", "submission": "1", "reason": REASON, "resubmit_by": "2024-12-05"}, 422),
        ({"action": "return", "version": "1", "submission": "1", "reason": REASON, "resubmit_by": "sabah"}, 422),
        ({"action": "return", "version": "7", "submission": "1", "reason": REASON}, 409),
        ({"action": "return", "version": "", "reason": REASON}, 422),
        ({"action": "burn", "version": "1", "submission": "1", "reason": REASON}, 422),
        ({"action": "reopen", "version": "1", "submission": "1", "reason": REASON}, 422),
        ({"version": "1"}, 422),
        ({}, 422),
    ],
)
def test_refused_decision_changes_nothing_and_keeps_what_was_typed(client, submit, posted, status):
    submit()
    response = client.post(DECIDE, posted)
    assert response.status_code == status
    assert Entry.objects.get().state == EntryState.SUBMITTED
    assert response.context["problem"].text
    if posted.get("reason"):
        assert posted["reason"] in body(response)
        assert response.context["returning"].resubmit_by == posted.get("resubmit_by", "")


def test_slower_of_two_coordinators_is_told_who_was_faster_and_keeps_the_reason(client, submit, people):
    entry = submit()
    other = make_user("koordinator2", Role.COORDINATOR)
    apply_transition(entry, "approve", actor=other)
    response = client.post(DECIDE, {"action": "return", "version": "1", "submission": "1", "reason": REASON})
    assert response.status_code == 409
    assert response.context["problem"].moved.actor == other
    assert response.context["problem"].title == "Məlumatın mərhələsi artıq dəyişib"
    shown = body(response)
    assert "koordinator2" in shown
    assert f'<blockquote lang="az" translate="no" data-kept-reason>{REASON}</blockquote>' in shown
    assert [move.action for move in Transition.objects.order_by("pk")] == ["submit", "approve"]
    assert OutboxMail.objects.filter(state=MailState.QUEUED).count() == 0  # nobody here has an address


@pytest.mark.parametrize(("action", "label"), [("approve", "Təsdiq edilib"), ("return", "Düzəliş üçün qaytarılıb")])
def test_second_press_is_told_what_stands_and_where_to_go_on(client, submit, action, label):
    submit()
    submit("4.2.10")
    sent = {"action": action, "version": "1", "submission": "1", "reason": REASON}
    client.post(DECIDE, sent)
    response = client.post(DECIDE, sent)
    assert response.status_code == 409
    assert response.context["problem"].title == "Bu əməliyyatı artıq yerinə yetirmisiniz"
    problem = body(response).split('id="review-problem"')[1].split("</section>")[0]
    assert f"{label}: <b>siz</b>, bu gün 14:02." in problem
    assert f'href="{address("4.2.10")}"' in problem  # the next of the queue
    assert f'href="{QUEUE}"' in problem
    assert Transition.objects.filter(action=action).count() == 1


def test_other_coordinators_same_press_is_told_who_was_faster(client, submit):
    entry = submit()
    apply_transition(entry, "approve", actor=make_user("koordinator2", Role.COORDINATOR))
    response = client.post(DECIDE, {"action": "approve", "version": "1", "submission": "1"})
    assert response.context["problem"].title == "Bu əməliyyatı artıq başqası yerinə yetirib"
    assert 'Təsdiq edilib: <b lang="az" translate="no">Nümunə koordinator2</b>, bu gün 14:01.' in body(response)


def test_undo_pressed_twice_is_told_that_it_is_undone(client, submit):
    submit()
    client.post(DECIDE, {"action": "approve", "version": "1", "submission": "1"})
    client.post(UNDO)
    response = client.post(UNDO)
    assert (response.status_code, response.context["problem"].title) == (409, "Bu əməliyyatı artıq yerinə yetirmisiniz")
    assert Transition.objects.filter(action="undo").count() == 1


def test_text_that_changed_meanwhile_is_not_decided(client, submit, people):
    entry = submit()
    apply_transition(entry, "take_back", actor=people["lead"])
    corrected = rewrite(entry, TEXT + "<p>Yeni.</p>", people["contributor"])
    apply_transition(corrected, "submit", actor=people["lead"])
    response = client.post(DECIDE, {"action": "approve", "version": "1", "submission": "2"})
    assert response.status_code == 409
    assert Entry.objects.get().state == EntryState.SUBMITTED
    assert response.context["entry"].version == 2  # the page shows the text as it is now
    assert client.post(DECIDE, {"action": "approve", "version": "2", "submission": "2"}).status_code == 302


def test_approval_waits_for_open_comments_and_says_which(client, submit, coordinator):
    entry = submit()
    thread = pin_comment(entry, coordinator, "Nümunə şərh. Yeri göstərin.", version=1, place=1)
    response = client.post(DECIDE, {"action": "approve", "version": "1", "submission": "1"})
    assert response.status_code == 422
    assert Entry.objects.get().state == EntryState.SUBMITTED
    problem = body(response).split('id="review-problem"')[1].split("</section>")[0]
    assert f'href="#comment-{thread.pk}"' in problem
    assert "Nümunə şərh. Yeri göstərin." in problem
    client.post(
        reverse("plans:entry-comment", kwargs=PARTS | {"comment": thread.pk}),
        {"action": "resolve", "submission": "1", "back": "review"},
    )
    assert client.post(DECIDE, {"action": "approve", "version": "1", "submission": "1"}).status_code == 302


# --- Undo -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["approve", "return"])
def test_decision_is_undone_within_ten_seconds(client, submit, people, morning, action):
    people["lead"].email = "mesul@numune.example"
    people["lead"].save()
    submit()
    client.post(DECIDE, {"action": action, "version": "1", "submission": "1", "reason": REASON})
    morning.shift(9)
    response = client.post(f"{UNDO}?mine=1")
    assert (response.status_code, response["Location"]) == (302, f"{PAGE}?mine=1")
    assert Entry.objects.get().is_in_review
    assert [move.action for move in Transition.objects.order_by("pk")] == ["submit", action, "undo"]
    assert OutboxMail.objects.filter(state=MailState.QUEUED).count() == 0
    assert client.post(UNDO).status_code == 409


def test_too_late_to_undo_is_said_and_changes_nothing(client, submit, morning):
    submit()
    client.post(DECIDE, {"action": "approve", "version": "1", "submission": "1"})
    morning.shift(10)
    response = client.post(UNDO)
    assert response.status_code == 409
    assert response.context["problem"].text.startswith("Qərarı artıq ləğv etmək mümkün deyil")
    assert Entry.objects.get().state == EntryState.APPROVED


def test_anothers_decision_is_not_undone(client, submit):
    entry = submit()
    apply_transition(entry, "approve", actor=make_user("koordinator2", Role.COORDINATOR))
    assert client.post(UNDO).status_code == 409
    assert Entry.objects.get().state == EntryState.APPROVED


# --- The own queue -----------------------------------------------------------------------------------------------------


def test_entry_is_taken_on_the_page_and_given_back_in_the_queue(client, submit, coordinator):
    submit()
    response = client.post(f"{TAKE}?order=agency", {"mine": "1", "seen": ""})
    assert (response.status_code, response["Location"]) == (302, f"{PAGE}?order=agency")
    assert Entry.objects.get().reviewer == coordinator
    response = client.post(TAKE, {"mine": "0", "seen": str(coordinator.pk), "back": "queue"})
    assert (response.status_code, response["Location"]) == (302, QUEUE)
    assert Entry.objects.get().reviewer is None


def test_entry_taken_by_another_meanwhile_is_said(client, submit):
    submit()
    other = make_user("koordinator2", Role.COORDINATOR)
    Entry.objects.update(reviewer=other)
    response = client.post(TAKE, {"mine": "1", "seen": ""})
    assert response.status_code == 409
    assert "koordinator2" in response.context["problem"].text
    response = client.post(TAKE, {"mine": "1", "seen": "", "back": "queue"})
    assert response["Location"] == QUEUE
    assert "koordinator2" in body(client.get(QUEUE))
    assert Entry.objects.get().reviewer == other


@pytest.mark.parametrize("posted", [{}, {"mine": "7"}, {"mine": "1", "seen": "x"}])
def test_bad_wish_for_the_list_is_refused(client, submit, posted):
    submit()
    assert client.post(TAKE, posted).status_code == 422
    assert Entry.objects.get().reviewer is None


# --- Comments ---------------------------------------------------------------------------------------------------------


def test_comment_on_a_paragraph_is_written_and_shown_beside_it(client, submit):
    submit()
    response = client.post(f"{PIN}?mine=1", {"paragraph": "2", "version": "1", "text": "Nümunə şərh."})
    written = Comment.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"{PAGE}?mine=1#comment-{written.pk}")
    assert (written.pin_version, written.pin_place) == (1, 1)
    shown = client.get(PAGE)
    assert [len(block.threads) for block in shown.context["blocks"]] == [0, 1]
    assert sentences(response) == []


def test_comment_without_a_paragraph_is_about_the_whole(client, submit):
    submit()
    client.post(PIN, {"paragraph": "", "version": "1", "text": "Nümunə şərh."})
    assert not Comment.objects.get().is_pinned


@pytest.mark.parametrize(
    ("posted", "status"),
    [
        ({"paragraph": "2", "version": "1", "text": " "}, 422),
        ({"paragraph": "3", "version": "1", "text": "Nümunə şərh."}, 422),
        ({"paragraph": "0", "version": "1", "text": "Nümunə şərh."}, 422),
        ({"paragraph": "x", "version": "1", "text": "Nümunə şərh."}, 422),
        ({"paragraph": "1", "version": "", "text": "Nümunə şərh."}, 422),
        ({"paragraph": "1", "version": "9", "text": "Nümunə şərh."}, 409),
        ({"paragraph": "1", "version": "1", "text": "x" * 4001}, 422),
    ],
)
def test_refused_comment_keeps_what_was_written(client, submit, posted, status):
    submit()
    response = client.post(PIN, posted)
    assert response.status_code == status
    assert Comment.objects.count() == 0
    problem = response.context["comment_problem"]
    assert (problem.text, problem.paragraph) == (posted["text"], posted["paragraph"])
    assert '<textarea class="input" id="comment-text"' in body(response)
    assert f">{posted['text']}</textarea>" in body(response)


def test_comment_on_text_that_changed_meanwhile_stays_with_what_was_looked_at(client, submit, people):
    entry = submit()
    client.get(PAGE)
    apply_transition(entry, "take_back", actor=people["lead"])
    rewrite(entry, "<p>Nümunə mətn. Yenisi öndədir.</p>" + TEXT, people["contributor"])
    response = client.post(PIN, {"paragraph": "1", "version": "1", "text": "Nümunə şərh."})
    assert response.status_code == 302
    assert Comment.objects.get().pin_text == "Nümunə mətn. Birinci abzas."
    assert len(sentences(response)) == 1
    shown = client.get(PAGE)
    assert [len(block.threads) for block in shown.context["blocks"]] == [0, 1, 0]


def test_paragraph_that_is_gone_is_quoted(client, submit, people, coordinator):
    entry = submit()
    deal_with(pin_comment(entry, coordinator, "Nümunə şərh.", version=1, place=1), people["lead"])
    give_back_and_correct(entry, people, "<p>Nümunə mətn. Birinci abzas.</p>")
    shown = client.get(PAGE)
    assert shown.context["threads"][0].paragraph is None
    assert (
        '<blockquote class="clamp" lang="az" translate="no">Nümunə mətn. İkinci təlim may ayında keçirilmişdir.'
        in body(shown)
    )


@pytest.mark.parametrize("role", ["contributor", "coordinator"])
def test_entry_page_says_which_paragraph_a_comment_is_about(sign_in, submit, coordinator, role):
    pin_comment(submit(), coordinator, "Nümunə şərh.", version=1, place=1)
    shown = body(sign_in(role).get(reverse("plans:entry", kwargs=PARTS)))
    assert 'href="#paragraph-2"' in shown
    assert '<p id="paragraph-2">Nümunə mətn. İkinci təlim' in shown
    assert '<blockquote class="clamp" lang="az" translate="no">Nümunə mətn. İkinci təlim' in shown


def test_entry_page_being_written_quotes_the_paragraph_without_a_link(sign_in, submit, people, coordinator):
    entry = submit()
    pin_comment(entry, coordinator, "Nümunə şərh.", version=1, place=1)
    apply_transition(entry, "return", actor=coordinator, reason=REASON)
    shown = body(sign_in("contributor").get(reverse("plans:entry", kwargs=PARTS)))
    assert "#paragraph-2" not in shown
    assert '<blockquote class="clamp" lang="az" translate="no">Nümunə mətn. İkinci təlim' in shown


@pytest.mark.parametrize(
    ("back", "page"), [("review", f"{PAGE}?order=agency"), ("", None), ("https://evil.example/", None)]
)
def test_step_with_a_thread_comes_back_to_the_page_it_was_taken_on(client, submit, coordinator, back, page):
    thread = add_comment(submit(), coordinator, "Nümunə şərh.")
    step = reverse("plans:entry-comment", kwargs=PARTS | {"comment": thread.pk})
    response = client.post(f"{step}?order=agency", {"action": "resolve", "submission": "1", "back": back})
    assert response["Location"] == f"{page or reverse('plans:entry', kwargs=PARTS)}#comment-{thread.pk}"
    refused = client.post(f"{step}?order=agency", {"action": "answer", "text": "", "back": back})
    assert refused.status_code == 422
    assert refused.context.get("in_review", False) is bool(page)


def test_agency_is_never_led_to_the_review(sign_in, submit, coordinator):
    thread = add_comment(submit(), coordinator, "Nümunə şərh.")
    step = reverse("plans:entry-comment", kwargs=PARTS | {"comment": thread.pk})
    response = sign_in("lead").post(step, {"action": "answer", "text": "Nümunə cavab.", "back": "review"})
    assert response["Location"] == f"{reverse('plans:entry', kwargs=PARTS)}#comment-{thread.pk}"


# --- Phrases ----------------------------------------------------------------------------------------------------------


def test_phrase_is_kept_and_removed_by_the_script(client, coordinator):
    response = client.post(PHRASES, {"text": REASON})
    kept = Phrase.objects.get()
    assert (response.status_code, kept.text, kept.user) == (200, REASON, coordinator)
    assert f'value="{kept.pk}"' in body(response)
    assert client.post(PHRASES, {"remove": str(kept.pk)}).status_code == 200
    assert Phrase.objects.count() == 0


@pytest.mark.parametrize("posted", [{"text": ""}, {}, {"text": "x" * 501}, {"remove": "x"}])
def test_phrase_that_cannot_be_kept_is_said(client, coordinator, posted):
    response = client.post(PHRASES, posted)
    assert response.status_code == 422
    assert 'role="alert"' in body(response)
    assert Phrase.objects.count() == 0


def test_without_script_a_phrase_is_put_in_kept_and_removed_and_nothing_decided(client, submit, coordinator):
    submit()
    kept = keep_phrase(coordinator, "Yerini göstərin.")
    typed = {"action": "return", "version": "1", "submission": "1", "reason": REASON, "resubmit_by": "2025-02-03"}
    response = client.post(DECIDE, typed | {"insert": str(kept.pk)})
    assert (response.status_code, response.context["returning"].reason) == (200, f"{REASON}\nYerini göstərin.")
    response = client.post(DECIDE, typed | {"keep": "1"})
    assert {phrase.text for phrase in response.context["phrases"]} == {REASON, "Yerini göstərin."}
    response = client.post(DECIDE, typed | {"drop": str(kept.pk)})
    assert [phrase.text for phrase in response.context["phrases"]] == [REASON]
    assert response.context["returning"].resubmit_by == "2025-02-03"
    assert client.post(DECIDE, typed | {"reason": "", "keep": "1"}).status_code == 422
    assert client.post(DECIDE, typed | {"insert": "²"}).context["returning"].reason == REASON
    assert Entry.objects.get().state == EntryState.SUBMITTED


def test_anothers_phrase_is_not_put_in(client, submit):
    submit()
    kept = keep_phrase(make_user("koordinator2", Role.COORDINATOR), "Yerini göstərin.")
    response = client.post(DECIDE, {"reason": "", "insert": str(kept.pk)})
    assert response.context["returning"].reason == ""
    client.post(PHRASES, {"remove": str(kept.pk)})
    assert Phrase.objects.count() == 1
