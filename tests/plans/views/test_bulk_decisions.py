"""Many decided on at once: the page asks first, decides what stands as it was looked at, and takes all of it back."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Role
from plans.enums import EntryState, MailState, YearState
from plans.models import Assignment, Comment, Entry, Notice, OutboxMail, Presence, ReportingYear, Transition
from plans.services import approve_many, return_many, undo_many
from plans.services.comments import add_comment
from plans.services.reviewing import keep_phrase
from plans.workflow import apply_transition
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

LIST = "/plans/numune-2020-2024/2024/"
QUEUE = f"{LIST}review/"
IN_LIST, IN_QUEUE = f"{LIST}decide/", f"{QUEUE}decide/"
REASON = "Nümunə səbəb. Tarixləri göstərin."
MORNING = datetime.datetime(2024, 12, 2, 10, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def client(sign_in):
    client = sign_in("coordinator")
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def submitted(write_entry, people, other_agency) -> list[Entry]:
    """4.2.9 and 4.2.10 of two agencies."""
    return [
        write_entry("4.2.9", state=EntryState.SUBMITTED),
        write_entry("4.2.10", state=EntryState.SUBMITTED, by=other_agency),
    ]


def posted(action: str, *entries: Entry, **more) -> dict:
    chosen = [f"{entry.pk}:{entry.version}:{entry.submissions}" for entry in entries]
    return {"action": action, "chosen": chosen, "seen_from": "2:4:50"} | more


def states() -> dict[str, str]:
    return dict(Entry.objects.values_list("sub_point__number", "state"))


def numbers(rows) -> list[str]:
    return [row.entry.sub_point.number for row in rows]


def lines(bulk) -> list[tuple]:
    return [(line["number"], line["reason"], line["action"], line["is_own"]) for line in bulk["not_moved"]]


def told() -> int:
    return Notice.objects.count()


# --- It asks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [IN_LIST, IN_QUEUE])
def test_approval_asks_how_many_and_of_which_page_and_changes_nothing(address, client, submitted):
    page = client.post(f"{address}?order=agency&page=2", posted("approve", *submitted))
    assert page.status_code == 200
    asked = page.context
    assert (numbers(asked["rows"]), asked["left_out"], asked["unknown"]) == (["4.2.9", "4.2.10"], [], 0)
    assert (asked["number"], asked["pages"], asked["shown"]) == (2, 4, 50)
    html = page.content.decode()
    assert "Approve 2 entries?" in html
    assert "page 2 of 4" in html
    assert "2 of the 50 that wait for a decision on this page." in html
    assert html.count('name="chosen"') == 2
    assert states() == {"4.2.9": "submitted", "4.2.10": "submitted"}
    assert Transition.objects.count() == 0


def test_question_leaves_out_what_cannot_be_decided_and_says_why(client, submitted, write_entry, people, morning):
    first, second = submitted
    add_comment(second, people["coordinator"], "Nümunə şərh.")
    draft, changed, again = (write_entry(number, state=EntryState.SUBMITTED) for number in ("4.1.6", "4.2.1", "4.2.4"))
    sent = posted("approve", first, second, draft, changed, again)
    apply_transition(draft, "return", actor=make_user("koordinator2", Role.COORDINATOR), reason=REASON)
    Entry.objects.filter(pk=changed.pk).update(version=2)
    Entry.objects.filter(pk=again.pk).update(submissions=2)
    asked = client.post(IN_QUEUE, sent).context
    assert numbers(asked["rows"]) == ["4.2.9"]
    assert [(row.entry.sub_point.number, row.why_not) for row in asked["left_out"]] == [
        ("4.1.6", "It does not wait for a decision any more."),
        ("4.2.1", "Somebody has changed this entry in the meantime. Look at it again."),
        ("4.2.4", "Meanwhile the entry was given back and submitted again: this is submission number 2. Look at it again, "
                  "then decide."),
        ("4.2.10", "A comment is still open. Resolve it first, then approve."),
    ]  # fmt: skip
    moved = asked["left_out"][0].moved
    assert (moved.action, moved.actor.username) == ("return", "koordinator2")
    html = client.post(IN_QUEUE, sent).content.decode()
    assert 'Returned for correction: <b lang="az" translate="no">Nümunə koordinator2</b>, today 14:00.' in html
    assert f'value="{draft.pk}:1:1"' not in html  # what is left out is not sent on


def test_open_comment_does_not_hold_back_a_return(client, submitted, people):
    add_comment(submitted[0], people["coordinator"], "Nümunə şərh.")
    assert numbers(client.post(IN_LIST, posted("return", *submitted)).context["rows"]) == ["4.2.9", "4.2.10"]


def test_nothing_that_can_be_decided_is_a_page_without_a_button(client, submitted):
    Entry.objects.update(state=EntryState.APPROVED)
    page = client.post(IN_QUEUE, posted("approve", *submitted))
    assert (page.status_code, page.context["rows"], len(page.context["left_out"])) == (409, [], 2)
    assert 'name="confirmed"' not in page.content.decode()


def test_what_is_not_of_the_year_is_ignored_with_a_sentence(client, submitted, write_entry, closed_year):
    past = write_entry("4.2.9", state=EntryState.SUBMITTED, in_year=closed_year)
    former = write_entry("4.1.6", state=EntryState.SUBMITTED)
    Assignment.objects.filter(agency=former.agency, sub_point=former.sub_point).delete()
    sent = posted("approve", submitted[0], past, former)
    sent["chosen"].append("999999:1:1")
    page = client.post(IN_LIST, sent)
    assert (numbers(page.context["rows"]), page.context["unknown"]) == (["4.2.9"], 3)
    sentence = "3 of the chosen are no entries of this year any more and are left out."
    assert sentence in page.content.decode()
    shown = client.post(IN_LIST, sent | {"confirmed": "1"}, follow=True)
    assert (shown.context["bulk"]["unknown"], len(shown.context["bulk"]["moved"])) == (3, 1)
    assert sentence in shown.content.decode()
    assert Entry.objects.get(pk=past.pk).state == Entry.objects.get(pk=former.pk).state == "submitted"


@pytest.mark.parametrize(
    "sent",
    [{"action": "approve"}, {"action": "burn", "chosen": "1:1:1"}, {"action": "approve", "chosen": "٣:1:1"},
     {"action": "approve", "chosen": ["1:1:1"] * 101}, {"action": "undo"}, {"action": "undo", "made": "x"},
     {"action": "undo", "made": ["1"] * 101}],
)  # fmt: skip
def test_what_makes_no_sense_is_answered_with_a_sentence_on_the_list(sent, client, submitted):
    shown = client.post(f"{IN_LIST}?section=4.2", sent | {"confirmed": "1"}, follow=True)
    assert shown.request["QUERY_STRING"] == "section=4.2"
    assert [message.level_tag for message in shown.context["messages"]] == ["error"]
    assert set(states().values()) == {"submitted"}


@pytest.mark.parametrize(("address", "page"), [(IN_LIST, LIST), (IN_QUEUE, QUEUE)])
def test_addresses_lead_to_their_lists_when_opened(address, page, client, year):
    assert client.get(f"{address}?state=submitted")["Location"] == f"{page}?state=submitted"
    assert client.put(address).status_code == 405


@pytest.mark.parametrize(
    ("role", "in_list", "in_queue"),
    [("contributor", 404, 404), ("lead", 404, 404), ("stranger", 404, 404), ("observer", 403, 404),
     ("administrator", 404, 404), ("anonymous", 302, 302)],
)  # fmt: skip
def test_nobody_but_the_coordinator_decides(role, in_list, in_queue, submitted, sign_in):
    client = sign_in(role)
    for action in ("approve", "return", "comment"):
        sent = posted(action, *submitted, words=REASON, confirmed="1")
        assert [client.post(address, sent).status_code for address in (IN_LIST, IN_QUEUE)] == [in_list, in_queue]
    assert set(states().values()) == {"submitted"}
    assert Comment.objects.count() == 0


# --- It decides -----------------------------------------------------------------------------------------------------------


def test_confirmed_approval_moves_each_with_its_own_history_and_leads_back(client, submitted, people):
    answer = client.post(f"{IN_LIST}?section=4.2&page=1", posted("approve", *submitted, confirmed="1"))
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?section=4.2&page=1")
    assert states() == {"4.2.9": "approved", "4.2.10": "approved"}
    assert set(Transition.objects.values_list("entry__sub_point__number", "action", "actor")) == {
        ("4.2.9", "approve", people["coordinator"].pk),
        ("4.2.10", "approve", people["coordinator"].pk),
    }
    assert client.get(QUEUE).context["bulk"] is None  # it waits for its own list
    page = client.get(answer["Location"])
    bulk = page.context["bulk"]
    assert (bulk["title"], bulk["not_moved"], bulk["seconds"]) == ("Approved: 2 entries", [], 9)
    assert [(line["number"], line["agency"]) for line in bulk["moved"]] == [
        ("4.2.9", "Nümunə Xidməti"),
        ("4.2.10", "Nümunə Komitəsi"),
    ]
    assert page.content.decode().count('data-undo="9"') == 1  # for all of it
    assert client.get(LIST).context["bulk"] is None  # told once


def test_return_of_many_has_one_reason_and_one_day(client, submitted):
    ReportingYear.objects.update(deadline=datetime.date(2024, 11, 20))
    page = client.post(IN_QUEUE, posted("return", *submitted))
    assert (page.context["resubmit_by"], page.context["words"]) == ("2024-12-09", "")
    client.post(IN_QUEUE, posted("return", *submitted, confirmed="1", words=REASON, resubmit_by="2024-12-20"))
    assert states() == {"4.2.9": "returned", "4.2.10": "returned"}
    assert set(Transition.objects.values_list("action", "reason", "resubmit_by")) == {
        ("return", REASON, datetime.date(2024, 12, 20))
    }
    assert set(Entry.objects.values_list("resubmit_by", flat=True)) == {datetime.date(2024, 12, 20)}
    assert client.get(QUEUE).context["bulk"]["title"] == "Returned for correction: 2 entries"


def test_return_without_a_day_is_due_by_the_usual_one(client, submitted):
    client.post(IN_QUEUE, posted("return", *submitted, confirmed="1", words=REASON, resubmit_by=""))
    assert set(Entry.objects.values_list("state", "resubmit_by")) == {("returned", datetime.date(2025, 1, 20))}


@pytest.mark.parametrize(
    ("action", "typed", "sentence"),
    [
        ("return", {"words": ""}, "Give a reason."),
        ("return", {"words": " \u200b\n"}, "Give a reason."),
        ("return", {"words": "a" * 4001}, "The text is too long: shorten it to 4000 characters."),
        ("return", {"words": REASON, "resubmit_by": "2025-01-19"},
         "Choose a day that is neither over nor before the deadline, 20.01.2025."),
        ("return", {"words": REASON, "resubmit_by": "2035-01-01"}, "Choose a day that is not after 31.12.2034."),
        ("return", {"words": REASON, "resubmit_by": "sabah"}, "Write the day as 27.01.2025."),
        ("comment", {"words": " "}, "Write the comment first."),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_what_was_typed_stays(action, typed, sentence, client, submitted):
    page = client.post(IN_QUEUE, posted(action, *submitted, confirmed="1", **typed))
    assert (page.status_code, page.context["problem"]) == (422, sentence)
    assert page.context["words"] == typed["words"]
    assert page.context["resubmit_by"] == typed.get("resubmit_by", "")
    assert numbers(page.context["rows"]) == ["4.2.9", "4.2.10"]
    assert set(states().values()) == {"submitted"}
    assert (Transition.objects.count(), Comment.objects.count()) == (0, 0)


def test_phrase_is_put_into_the_reason_without_script(client, submitted, people):
    phrase = keep_phrase(people["coordinator"], "Nümunə ifadə.")
    other = keep_phrase(make_user("koordinator2", Role.COORDINATOR), "Başqasının ifadəsi.")
    page = client.post(IN_QUEUE, posted("return", *submitted, insert=str(phrase.pk), words="Nümunə.", resubmit_by=""))
    assert (page.status_code, page.context["words"], page.context["problem"]) == (200, "Nümunə.\nNümunə ifadə.", "")
    page = client.post(IN_QUEUE, posted("return", *submitted, insert=str(other.pk), words="Nümunə."))
    assert page.context["words"] == "Nümunə."
    assert set(states().values()) == {"submitted"}


def test_comment_on_many_begins_a_thread_on_each_once(client, submitted, people, morning):
    sent = posted("comment", *submitted, confirmed="1", words="Nümunə şərh.")
    client.post(IN_QUEUE, sent)
    assert set(Comment.objects.values_list("entry__sub_point__number", "text", "author")) == {
        ("4.2.9", "Nümunə şərh.", people["coordinator"].pk),
        ("4.2.10", "Nümunə şərh.", people["coordinator"].pk),
    }
    page = client.get(QUEUE)
    assert page.context["bulk"]["title"] == "Commented on: 2 entries"
    assert "data-undo" not in page.content.decode()
    morning.shift(1)
    client.post(IN_QUEUE, sent)
    assert Comment.objects.count() == 2
    bulk = client.get(QUEUE).context["bulk"]
    assert (bulk["title"], bulk["not_moved"]) == ("Commented on already: 2 entries", [])


def test_comment_is_not_written_on_what_moved_on(client, submitted):
    sent = posted("comment", *submitted, confirmed="1", words="Nümunə şərh.")
    Entry.objects.filter(pk=submitted[0].pk).update(version=2)
    Entry.objects.filter(pk=submitted[1].pk).update(state=EntryState.APPROVED)
    client.post(IN_QUEUE, sent)
    assert Comment.objects.count() == 0
    assert [reason for _number, reason, *_move in lines(client.get(QUEUE).context["bulk"])] == [
        "Somebody has changed this entry in the meantime. Look at it again.",
        "It does not wait for a decision any more.",
    ]


def test_closed_year_decides_nothing(client, submitted):
    ReportingYear.objects.update(state=YearState.CLOSED)
    for action in ("approve", "return", "comment"):
        sent = posted(action, *submitted, words=REASON)
        page = client.post(IN_QUEUE, sent)
        assert (page.status_code, page.context["rows"]) == (409, [])
        client.post(IN_QUEUE, sent | {"confirmed": "1"})
        assert len(client.get(QUEUE).context["bulk"]["not_moved"]) == 2
    assert set(states().values()) == {"submitted"}
    assert Comment.objects.count() == 0


def test_what_another_coordinator_has_open_is_approved_only_where_it_was_asked_about(client, submitted, year):
    other = make_user("koordinator2", Role.COORDINATOR)
    here = {"agency": submitted[0].agency, "reporting_year": year, "sub_point": submitted[0].sub_point}
    Presence.objects.create(user=other, page="a1b2c3d4", seen_at=timezone.now(), **here)
    page = client.post(IN_QUEUE, posted("approve", *submitted))
    assert [(row.entry.pk, row.others) for row in page.context["rows"]] == [
        (submitted[0].pk, [other]),
        (submitted[1].pk, ()),
    ]
    beside = f"{submitted[0].pk}:{other.pk}"
    assert f'name="beside" value="{beside}"' in page.content.decode()
    client.post(IN_QUEUE, posted("approve", *submitted, confirmed="1"))
    assert states() == {"4.2.9": "submitted", "4.2.10": "approved"}
    assert lines(client.get(QUEUE).context["bulk"])[0][1] == (
        "Nümunə koordinator2 has this entry open now, perhaps to decide on it or to write about it."
    )
    client.post(IN_QUEUE, posted("approve", submitted[0], confirmed="1", beside=beside))
    assert states()["4.2.9"] == "approved"


# --- A second press, and a second coordinator ---------------------------------------------------------------------------


def test_second_press_is_told_what_stands(client, submitted):
    sent = posted("approve", *submitted, confirmed="1")
    client.post(IN_QUEUE, sent)
    client.post(IN_QUEUE, sent)
    page = client.get(QUEUE)
    bulk = page.context["bulk"]
    assert (bulk["title"], bulk["moved"], bulk["not_moved"]) == ("Approved already: 2 entries", [], [])
    assert [(line["number"], line["is_own"]) for line in bulk["done_before"]] == [("4.2.9", True), ("4.2.10", True)]
    assert page.content.decode().count("Approved: <b>you</b>, today 14:00.") == 2
    assert Transition.objects.count() == 2


def test_part_that_was_done_before_stands_apart(client, submitted):
    client.post(IN_QUEUE, posted("approve", submitted[0], confirmed="1"))
    client.post(IN_QUEUE, posted("approve", *submitted, confirmed="1"))
    bulk = client.get(QUEUE).context["bulk"]
    assert (bulk["title"], bulk["before_title"]) == ("Approved: 1 entry", "Approved already: 1 entry")
    assert [line["number"] for line in bulk["moved"] + bulk["done_before"]] == ["4.2.10", "4.2.9"]


def test_slower_coordinator_is_told_who_was_faster_and_the_rest_is_decided(client, submitted):
    other = make_user("koordinator2", Role.COORDINATOR)
    apply_transition(submitted[0], "return", actor=other, reason=REASON)
    client.post(IN_QUEUE, posted("approve", *submitted, confirmed="1"))
    page = client.get(QUEUE)
    assert [line["number"] for line in page.context["bulk"]["moved"]] == ["4.2.10"]
    assert lines(page.context["bulk"]) == [
        ("4.2.9", "This cannot be done while the entry is “Returned”.", "Returned for correction", False)
    ]
    assert "Nümunə koordinator2" in page.content.decode()


# --- It is undone as a whole ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["approve", "return"])
def test_all_of_it_is_undone_within_ten_seconds_and_nobody_is_told(action, client, submitted, people, morning):
    people["lead"].email = "mesul@numune.example"
    people["lead"].save()
    client.post(f"{IN_QUEUE}?order=agency", posted(action, *submitted, confirmed="1", words=REASON))
    assert told() == 1  # the other agency has no lead
    morning.shift(3)
    bulk = client.get(QUEUE).context["bulk"]
    assert (bulk["seconds"], bulk["undo_address"]) == (6, f"{IN_QUEUE}?order=agency")
    answer = client.post(bulk["undo_address"], {"action": "undo", "made": bulk["made"]})
    assert answer["Location"] == f"{QUEUE}?order=agency"
    assert set(states().values()) == {"submitted"}
    assert list(Transition.objects.values_list("action", flat=True).order_by("pk")) == [action] * 2 + ["undo"] * 2
    assert told() == OutboxMail.objects.filter(state=MailState.QUEUED).count() == 0
    page = client.get(QUEUE)
    assert (page.context["bulk"]["title"], page.context["bulk"]["made"]) == ("Undone: 2 entries", [])
    client.post(bulk["undo_address"], {"action": "undo", "made": bulk["made"]})  # pressed twice
    assert client.get(QUEUE).context["bulk"]["title"] == "Undone already: 2 entries"
    assert Transition.objects.count() == 4


def test_seconds_begin_when_all_of_it_is_done(submitted, people, year, morning):
    people["lead"].email = "mesul@numune.example"
    people["lead"].save()

    class Slow(dict):
        def get(self, key):
            morning.shift(6)

    made = approve_many(people["coordinator"], year, [(entry.pk, 1, 1) for entry in submitted], held=Slow(slow=1)).made
    end = MORNING + datetime.timedelta(seconds=12)
    assert set(Transition.objects.values_list("created_at", flat=True)) == {end}
    until = end + datetime.timedelta(seconds=10)
    assert (Notice.objects.get().visible_at, OutboxMail.objects.count()) == (until, 0)  # one letter, not written yet
    morning.shift(9)
    assert len(undo_many(people["coordinator"], year, made).moved) == 2


def test_undo_takes_back_what_it_can_and_says_what_it_cannot(client, submitted, people, write_entry, morning):
    third = write_entry("4.1.6", state=EntryState.SUBMITTED)
    client.post(IN_LIST, posted("approve", *submitted, third, confirmed="1"))
    made = client.get(LIST).context["bulk"]["made"]
    first = Entry.objects.select_related("reporting_year").get(pk=submitted[0].pk)
    apply_transition(first, "reopen", actor=people["coordinator"], reason=REASON)
    second = Entry.objects.select_related("reporting_year").get(pk=submitted[1].pk)
    apply_transition(second, "undo", actor=people["coordinator"])
    apply_transition(second, "return", actor=people["coordinator"], reason=REASON)  # the own latest one, but not meant
    client.post(IN_LIST, {"action": "undo", "made": made})
    assert states() == {"4.2.9": "returned", "4.2.10": "returned", "4.1.6": "submitted"}
    bulk = client.get(LIST).context["bulk"]
    assert [line["number"] for line in bulk["moved"]] == ["4.1.6"]
    sentence = "The entry has moved on since the decision: it cannot be undone. Look at the entry again."
    assert lines(bulk) == [("4.2.9", sentence, "Reopened", True), ("4.2.10", sentence, "Returned for correction", True)]


def test_undo_is_for_ten_seconds_and_for_the_own_decisions(client, submitted, people, morning, year):
    other = make_user("koordinator2", Role.COORDINATOR)
    theirs = approve_many(other, year, [(submitted[1].pk, 1, 1)]).made
    client.post(IN_LIST, posted("approve", submitted[0], confirmed="1"))
    morning.shift(10)
    page = client.get(LIST)
    assert page.context["bulk"]["seconds"] == 0
    client.post(IN_LIST, {"action": "undo", "made": page.context["bulk"]["made"] + theirs})
    assert set(states().values()) == {"approved"}
    assert [(line[0], line[1]) for line in lines(client.get(LIST).context["bulk"])] == [
        ("4.2.9", "It is too late to undo this: the decision stands and its e-mail is on its way. Reopen or review it "
                  "again.")
    ]  # fmt: skip


# --- The lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "address"), [(LIST, IN_LIST), (QUEUE, IN_QUEUE)])
def test_lists_have_boxes_at_submitted_entries(page, address, client, submitted, write_entry, sign_in):
    write_entry("4.2.1")
    html = client.get(f"{page}?order=agency").content.decode()
    assert html.count('name="chosen"') == 2
    assert f'name="chosen" value="{submitted[0].pk}:1:1" form="decide-chosen"' in html
    assert f'action="{address}?order=agency"' in html
    assert 'name="seen_from" value="1:1:2"' in html
    ReportingYear.objects.update(state=YearState.CLOSED)
    assert 'name="chosen"' not in client.get(page).content.decode()


def test_observers_list_has_no_boxes(submitted, sign_in):
    assert 'name="chosen"' not in sign_in("observer").get(LIST).content.decode()


def test_list_without_submitted_entries_has_no_steps(client, submitted):
    Entry.objects.update(state=EntryState.APPROVED)
    assert "decide-chosen" not in client.get(LIST).content.decode()


def test_list_says_under_review_where_a_review_has_begun(client, submitted):
    Entry.objects.update(review_started_at=timezone.now())
    html = client.get(f"{LIST}?state=submitted").content.decode()
    assert "Under review</span>" in html
    assert "Submitted</span>" not in html


# --- What it costs --------------------------------------------------------------------------------------------------------


def queries_of(call) -> int:
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


def test_question_asks_the_same_number_of_queries_for_any_number(client, submitted, write_entry):
    more = [write_entry(number, state=EntryState.SUBMITTED) for number in ("4.1.6", "4.2.1", "4.2.4")]
    client.get(QUEUE)
    asked = [queries_of(lambda chosen=chosen: client.post(IN_QUEUE, posted("approve", *chosen)))
             for chosen in (submitted[:1], submitted[:1] + more)]  # fmt: skip
    assert asked == [7, 7]


def test_each_decision_costs_the_same(people, write_entry, year):
    """Scope and names are asked for once; what each entry costs is its move."""
    coordinator = people["coordinator"]
    wrote = [write_entry(number, state=EntryState.SUBMITTED) for number in ("4.1.6", "4.2.1", "4.2.4", "4.2.9")]
    chosen = [(entry.pk, 1, 1) for entry in wrote]
    one = queries_of(lambda: approve_many(coordinator, year, chosen[:1]))
    three = queries_of(lambda: approve_many(coordinator, year, chosen[1:]))
    assert (one, (three - one) / 2) == (18, 11)
    Entry.objects.update(state=EntryState.SUBMITTED)
    one = queries_of(lambda: return_many(coordinator, year, chosen[:1], reason=REASON))
    three = queries_of(lambda: return_many(coordinator, year, chosen[1:], reason=REASON))
    assert (one, (three - one) / 2) == (16, 9)
