"""The queue and a coordinator's own things: order, neighbours, own queue, phrases."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from accounts.enums import Role
from plans.enums import AssignmentRole, EntryState, ExtensionState, YearState
from plans.models import (
    Assignment,
    Entry,
    Extension,
    OutboxMail,
    Phrase,
    Presence,
    ReportingYear,
    Revision,
    SubPoint,
    Transition,
)
from plans.queries.reviewing import (
    ORDERS,
    QueueView,
    count_queue,
    moves_that_stand,
    phrases_of,
    place_in_queue,
    queue_rows,
    review_queue,
    with_rows_parts,
)
from plans.services.comments import add_comment, resolve
from plans.services.reviewing import (
    LONGEST_PHRASE,
    MOST_PHRASES,
    NotTaken,
    PhraseRefused,
    drop_phrase,
    give_back,
    keep_phrase,
    take_into_own_queue,
)
from plans.workflow import apply_transition, undo_decision
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

OLDEST = QueueView()


@pytest.fixture
def coordinator(people):
    return people["coordinator"]


@pytest.fixture
def second(people):
    return make_user("koordinator2", Role.COORDINATOR)


@pytest.fixture
def submit(write_entry, people):
    """`submit("4.2.9", day=3)` writes an entry and submits it on that day of December 2024."""

    def submit(number: str, *, day: int, by=None) -> Entry:
        moment = datetime.datetime(2024, 12, day, 9, 0, tzinfo=datetime.UTC)
        entry = write_entry(number, state=EntryState.SUBMITTED, status="implemented", by=by)
        Entry.objects.filter(pk=entry.pk).update(first_submitted_at=moment)
        Transition.objects.create(
            entry=entry,
            action="submit",
            from_state="draft",
            to_state="submitted",
            actor=people["lead"],
            created_at=moment,
            revision=Revision.objects.get(entry=entry),
        )
        return Entry.objects.get(pk=entry.pk)

    return submit


def numbers(user, year, view: QueueView = OLDEST) -> list[tuple[str, str]]:
    return list(review_queue(user, year, view).values_list("agency__code", "sub_point__number"))


# --- The queue --------------------------------------------------------------------------------------------------------


def test_queue_holds_what_is_submitted_oldest_first(submit, write_entry, coordinator, year):
    submit("4.2.10", day=3)
    submit("4.2.9", day=5)
    submit("4.1.6", day=4)
    write_entry("4.2.1", state=EntryState.DRAFT)
    write_entry("4.2.4", state=EntryState.APPROVED)
    assert numbers(coordinator, year) == [("NUMUNE", "4.2.10"), ("NUMUNE", "4.1.6"), ("NUMUNE", "4.2.9")]
    assert (count_queue(coordinator, year).all, count_queue(coordinator, year).mine) == (3, 0)


def test_queue_by_section_and_by_agency(submit, coordinator, year, other_agency):
    submit("4.2.10", day=1)
    submit("4.2.9", day=2, by=other_agency)
    submit("4.1.6", day=3, by=other_agency)
    submit("4.2.9", day=4)
    assert numbers(coordinator, year, QueueView("section")) == [
        ("BASHQA", "4.1.6"),
        ("NUMUNE", "4.2.9"),
        ("BASHQA", "4.2.9"),
        ("NUMUNE", "4.2.10"),
    ]
    assert numbers(coordinator, year, QueueView("agency")) == [
        ("NUMUNE", "4.2.9"),
        ("NUMUNE", "4.2.10"),
        ("BASHQA", "4.1.6"),
        ("BASHQA", "4.2.9"),
    ]


def test_place_in_the_queue_is_that_of_the_last_submission(submit, coordinator, people, year):
    first, second = submit("4.2.9", day=3), submit("4.2.10", day=4)
    apply_transition(first, "return", actor=coordinator, reason="Nümunə səbəb.")
    apply_transition(first, "submit", actor=people["lead"])
    assert numbers(coordinator, year) == [("NUMUNE", "4.2.10"), ("NUMUNE", "4.2.9")]
    assert place_in_queue(coordinator, year, OLDEST, second).number == 1


def test_entry_without_recorded_submission_stands_where_it_was_changed_last(write_entry, submit, coordinator, year):
    submit("4.2.9", day=3)
    entry = write_entry("4.2.10", state=EntryState.SUBMITTED)
    Entry.objects.filter(pk=entry.pk).update(updated_at=datetime.datetime(2024, 12, 2, tzinfo=datetime.UTC))
    assert numbers(coordinator, year) == [("NUMUNE", "4.2.10"), ("NUMUNE", "4.2.9")]


def test_own_list_holds_only_what_was_taken(submit, coordinator, second, year):
    taken, others = submit("4.2.9", day=3), submit("4.2.10", day=4)
    submit("4.1.6", day=5)
    take_into_own_queue(taken, coordinator, seen=None)
    take_into_own_queue(others, second, seen=None)
    assert numbers(coordinator, year, QueueView(mine=True)) == [("NUMUNE", "4.2.9")]
    assert numbers(second, year, QueueView(mine=True)) == [("NUMUNE", "4.2.10")]
    assert (count_queue(coordinator, year).all, count_queue(coordinator, year).mine) == (3, 1)


def test_queue_is_narrowed_by_agency_second_round_and_lateness(submit, coordinator, people, year, other_agency):
    again, others = submit("4.2.9", day=3), submit("4.2.10", day=4, by=other_agency)
    apply_transition(again, "return", actor=coordinator, reason="Nümunə səbəb.")
    apply_transition(again, "submit", actor=people["lead"])
    Entry.objects.filter(pk=others.pk).update(
        first_submitted_at=datetime.datetime(2025, 1, 20, 20, 0, tzinfo=datetime.UTC)  # midnight has passed in Baku
    )
    late = [("BASHQA", "4.2.10")]
    assert numbers(coordinator, year, QueueView(agency="BASHQA")) == late
    assert numbers(coordinator, year, QueueView(again=True)) == [("NUMUNE", "4.2.9")]
    assert numbers(coordinator, year, QueueView(late=True)) == late
    assert numbers(coordinator, year, QueueView(again=True, late=True)) == []
    counts = count_queue(coordinator, year)
    assert (counts.all, counts.again, counts.late) == (2, 1, 1)
    assert [(code, number) for code, _name, number in counts.agencies] == [("NUMUNE", 1), ("BASHQA", 1)]
    # More time holds for who has it.
    until = datetime.date(2025, 2, 3)
    Extension.objects.create(
        reporting_year=year, agency=other_agency, state=ExtensionState.GRANTED, granted_until=until
    )
    assert numbers(coordinator, year, QueueView(late=True)) == []
    assert count_queue(coordinator, year).late == 0


def test_look_at_the_queue_stands_in_the_address():
    view = QueueView("agency", mine=True, agency="NUMUNE", again=True, late=True)
    assert view.query == "order=agency&mine=1&agency=NUMUNE&again=1&late=1"
    assert QueueView().query == ""


def test_what_is_no_longer_the_agencys_does_not_wait(submit, coordinator, year):
    submit("4.2.9", day=3)
    submit("4.2.10", day=4)
    Assignment.objects.filter(agency__code="NUMUNE", sub_point__number="4.2.9").delete()
    assert numbers(coordinator, year) == [("NUMUNE", "4.2.10")]
    SubPoint.objects.filter(number="4.2.10").update(end_year=2023)  # not in this year any more
    assert numbers(coordinator, year) == []


def test_entries_of_another_year_do_not_wait_here(write_entry, coordinator, year, closed_year):
    write_entry("4.2.9", state=EntryState.SUBMITTED, in_year=closed_year)
    assert numbers(coordinator, year) == []
    assert numbers(coordinator, closed_year) == [("NUMUNE", "4.2.9")]


@pytest.mark.parametrize("role", ["contributor", "stranger", "administrator"])
def test_queue_is_within_what_the_user_may_read(submit, people, year, role, other_agency):
    submit("4.2.9", day=3, by=other_agency)
    expected = [("BASHQA", "4.2.9")] if role == "stranger" else []
    assert numbers(people[role], year) == expected


@pytest.mark.parametrize("order", ORDERS)
def test_neighbours_are_those_of_the_order(submit, coordinator, year, order):
    entries = [submit(number, day=day) for day, number in enumerate(("4.2.1", "4.2.9", "4.2.10"), start=1)]
    places = [place_in_queue(coordinator, year, QueueView(order), entry) for entry in entries]
    assert [(place.number, place.total) for place in places] == [(1, 3), (2, 3), (3, 3)]
    assert [place.before for place in places] == [None, ("NUMUNE", "4.2.1"), ("NUMUNE", "4.2.9")]
    assert [place.after for place in places] == [("NUMUNE", "4.2.9"), ("NUMUNE", "4.2.10"), None]


def test_neighbours_in_the_own_list_are_of_it_only(submit, coordinator, year):
    first, _between, last = (submit(number, day=day) for day, number in enumerate(("4.2.1", "4.2.9", "4.2.10"), 1))
    for entry in (first, last):
        take_into_own_queue(entry, coordinator, seen=None)
    place = place_in_queue(coordinator, year, QueueView(mine=True), first)
    assert (place.number, place.total, place.after) == (1, 2, ("NUMUNE", "4.2.10"))


def test_entry_outside_the_queue_has_no_place_and_leads_to_the_first(submit, write_entry, coordinator, year):
    draft = write_entry("4.1.6")
    assert place_in_queue(coordinator, year, OLDEST, draft).after is None
    submit("4.2.9", day=3)
    place = place_in_queue(coordinator, year, OLDEST, draft)
    assert (place.number, place.total, place.before, place.after) == (None, 1, None, ("NUMUNE", "4.2.9"))


@pytest.mark.parametrize("rows", [1, 3])
def test_place_costs_one_query(submit, coordinator, year, rows, django_assert_num_queries):
    entries = [submit(number, day=day) for day, number in enumerate(("4.2.1", "4.2.9", "4.2.10")[:rows], start=1)]
    with django_assert_num_queries(1):
        assert place_in_queue(coordinator, year, OLDEST, entries[-1]).number == rows


def test_query_of_an_address_names_what_is_unusual_only():
    assert QueueView().query == ""
    assert QueueView("agency").query == "order=agency"
    assert QueueView("oldest", mine=True).query == "mine=1"
    assert QueueView("section", mine=True).query == "order=section&mine=1"


# --- A row ------------------------------------------------------------------------------------------------------------


def rows_of(user, year) -> list:
    return queue_rows(user, year, with_rows_parts(year, review_queue(user, year, OLDEST)))


def row_of(user, year):
    (row,) = rows_of(user, year)
    return row


def test_row_counts_returns_but_neither_those_undone_nor_reopenings(submit, coordinator, people, year):
    entry = submit("4.2.9", day=3)
    assert row_of(coordinator, year).returns == 0
    apply_transition(entry, "return", actor=coordinator, reason="Nümunə səbəb.")
    undo_decision(entry, actor=coordinator)
    assert row_of(coordinator, year).returns == 0
    apply_transition(entry, "return", actor=coordinator, reason="Nümunə səbəb.")
    apply_transition(entry, "submit", actor=people["lead"])
    assert row_of(coordinator, year).returns == 1
    apply_transition(Entry.objects.get(pk=entry.pk), "approve", actor=coordinator)
    apply_transition(Entry.objects.get(pk=entry.pk), "reopen", actor=coordinator, reason="Nümunə səbəb.")
    apply_transition(Entry.objects.get(pk=entry.pk), "submit", actor=people["lead"])
    assert row_of(coordinator, year).returns == 1  # to reopen is not to return
    assert OutboxMail.objects.count() == 0  # nobody here has an address


def test_row_counts_open_comments(submit, coordinator, year):
    entry = submit("4.2.9", day=3)
    add_comment(entry, coordinator, "Nümunə şərh.")
    resolve(add_comment(entry, coordinator, "Nümunə şərh iki."), coordinator)
    assert row_of(coordinator, year).open_comments == 1


@pytest.mark.parametrize(
    ("submitted_on", "role", "extended", "late"),
    [
        (datetime.date(2025, 1, 20), AssignmentRole.EXECUTOR, None, False),
        (datetime.date(2025, 1, 21), AssignmentRole.EXECUTOR, None, True),
        (datetime.date(2025, 1, 21), AssignmentRole.RECOMMENDED, None, False),
        (datetime.date(2025, 1, 21), AssignmentRole.EXECUTOR, datetime.date(2025, 1, 25), False),
    ],
)
def test_row_says_whether_it_came_late(submit, coordinator, year, agency, submitted_on, role, extended, late):
    entry = submit("4.2.9", day=3)
    Assignment.objects.filter(agency=agency, sub_point=entry.sub_point).update(role=role)
    noon = datetime.datetime.combine(submitted_on, datetime.time(8), tzinfo=datetime.UTC)
    Entry.objects.filter(pk=entry.pk).update(first_submitted_at=noon)
    if extended:
        Extension.objects.create(
            reporting_year=year, agency=agency, state=ExtensionState.GRANTED, granted_until=extended
        )
    assert row_of(coordinator, year).is_late is late


def test_row_names_the_others_who_have_it_open(submit, coordinator, second, people, year):
    entry = submit("4.2.9", day=3)
    triple = {"sub_point": entry.sub_point, "agency": entry.agency, "reporting_year": year}
    now = timezone.now()
    for user, page, age in ((coordinator, "a", 0), (second, "b", 10), (second, "c", 5), (people["lead"], "d", 90)):
        Presence.objects.create(**triple, user=user, page=page * 8, seen_at=now - datetime.timedelta(seconds=age))
    assert row_of(coordinator, year).others == [second]
    assert row_of(second, year).others == [coordinator]


@pytest.mark.parametrize("count", [1, 3])
def test_rows_cost_six_queries(submit, coordinator, people, year, count, django_assert_num_queries):
    for day, number in enumerate(("4.2.1", "4.2.9", "4.2.10")[:count], start=1):
        take_into_own_queue(submit(number, day=day), coordinator, seen=None)
    with django_assert_num_queries(6):  # entries, names, returns, comments, presence, reviewers
        for row in rows_of(coordinator, year):
            assert row.entry.agency.name_in(2024).nominative == "Nümunə Xidməti"
            assert row.entry.sub_point.section.number.startswith("4.")
            assert row.entry.reviewer == coordinator
            assert row.submitted_at.year == 2024


def test_undone_decisions_do_not_stand(submit, coordinator, people):
    entry = submit("4.2.9", day=3)
    apply_transition(entry, "return", actor=coordinator, reason="Nümunə səbəb.")
    undo_decision(entry, actor=coordinator)
    apply_transition(entry, "approve", actor=coordinator)
    undo_decision(entry, actor=coordinator)
    apply_transition(entry, "return", actor=coordinator, reason="Nümunə səbəb iki.")
    standing = moves_that_stand(entry.transitions.order_by("-pk"))
    assert [move.action for move in standing] == ["return", "submit"]
    assert standing[0].reason == "Nümunə səbəb iki."
    assert moves_that_stand([]) == []


# --- The own queue -----------------------------------------------------------------------------------------------------


def test_entry_is_taken_and_given_back(submit, coordinator):
    entry = submit("4.2.9", day=3)
    take_into_own_queue(entry, coordinator, seen=None)
    take_into_own_queue(entry, coordinator, seen=None)  # pressed twice
    stored = Entry.objects.get()
    assert (stored.reviewer, stored.version, stored.is_in_review) == (coordinator, 1, False)
    give_back(stored, coordinator)
    give_back(Entry.objects.get(), coordinator)
    assert Entry.objects.get().reviewer is None


def test_entry_that_another_took_meanwhile_is_not_taken_away(submit, coordinator, second):
    entry = submit("4.2.9", day=3)
    take_into_own_queue(Entry.objects.get(), second, seen=None)
    with pytest.raises(NotTaken, match="koordinator2"):
        take_into_own_queue(entry, coordinator, seen=None)
    assert Entry.objects.get().reviewer == second
    with pytest.raises(NotTaken, match="koordinator2"):
        give_back(Entry.objects.get(), coordinator)
    assert Entry.objects.get().reviewer == second
    take_into_own_queue(Entry.objects.get(), coordinator, seen=second.pk)  # seen, and meant
    assert Entry.objects.get().reviewer == coordinator


def test_entry_that_was_given_back_meanwhile_is_looked_at_again(submit, coordinator, second):
    entry = submit("4.2.9", day=3)
    with pytest.raises(NotTaken):
        take_into_own_queue(entry, coordinator, seen=second.pk)
    assert Entry.objects.get().reviewer is None


def test_draft_is_not_taken(write_entry, people):
    draft = write_entry("4.2.9")
    with pytest.raises(NotTaken):
        take_into_own_queue(draft, people["coordinator"], seen=None)
    assert Entry.objects.get().reviewer is None


def test_nothing_is_taken_in_a_closed_year(submit, coordinator):
    entry = submit("4.2.9", day=3)
    ReportingYear.objects.update(state=YearState.CLOSED)
    with pytest.raises(NotTaken):
        take_into_own_queue(entry, coordinator, seen=None)
    assert Entry.objects.get().reviewer is None


def test_entry_stays_in_the_list_when_it_comes_back(submit, coordinator, people):
    entry = submit("4.2.9", day=3)
    take_into_own_queue(entry, coordinator, seen=None)
    apply_transition(entry, "return", actor=coordinator, reason="Nümunə səbəb.")
    apply_transition(entry, "submit", actor=people["lead"])
    assert Entry.objects.get().reviewer == coordinator


# --- Phrases ----------------------------------------------------------------------------------------------------------


def test_phrase_is_kept_once_for_each_person(coordinator, second):
    with time_machine.travel(datetime.datetime(2024, 12, 2, tzinfo=datetime.UTC), tick=False):
        kept = keep_phrase(coordinator, "  Tarixləri\r\ngöstərin. ")
    assert keep_phrase(coordinator, "Tarixləri\ngöstərin.") == kept
    keep_phrase(second, "Tarixləri\ngöstərin.")
    assert [phrase.text for phrase in phrases_of(coordinator)] == ["Tarixləri\ngöstərin."]
    assert Phrase.objects.count() == 2
    assert kept.created_at == datetime.datetime(2024, 12, 2, tzinfo=datetime.UTC)


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "ə" * (LONGEST_PHRASE + 1)])
def test_phrase_that_is_empty_or_too_long_is_refused(coordinator, text):
    with pytest.raises(PhraseRefused):
        keep_phrase(coordinator, text)
    assert phrases_of(coordinator) == []


def test_longest_phrase_is_kept(coordinator):
    # Four bytes a character, each another: nothing for a database to press together.
    text = "".join(chr(0x20000 + number) for number in range(LONGEST_PHRASE))
    assert keep_phrase(coordinator, text).text == text


def test_phrases_are_not_kept_without_end(coordinator):
    for number in range(MOST_PHRASES):
        keep_phrase(coordinator, f"Səbəb {number}.")
    with pytest.raises(PhraseRefused, match="50"):
        keep_phrase(coordinator, "Səbəb.")
    assert keep_phrase(coordinator, "Səbəb 0.").text == "Səbəb 0."  # kept already
    assert len(phrases_of(coordinator)) == 50


def test_only_own_phrases_are_removed(coordinator, second):
    kept = keep_phrase(coordinator, "Tarixləri göstərin.")
    assert drop_phrase(second, kept.pk) is False
    assert drop_phrase(coordinator, kept.pk) is True
    assert drop_phrase(coordinator, kept.pk) is False
    assert Phrase.objects.count() == 0
