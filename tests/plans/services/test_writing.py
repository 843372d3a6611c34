"""Saving while one writes: sittings, repeated and overtaken saves, merges, texts that come too late."""

import datetime
import re

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.enums import EntryState, IndicatorKind, YearState
from plans.evidence.services.evidence import add_link
from plans.models import Assignment, Entry, Indicator, ReportingYear, Revision, SideRevision, SubPoint
from plans.revisions import settle
from plans.services import Draft, Place, Result, put_side_away, save_writing
from tests.properties import examples

pytestmark = pytest.mark.django_db

A, B, C = "aaaaaaaa-1", "bbbbbbbb-1", "cccccccc-1"  # names of open pages
TEXT = "<p>Bir.</p><p>İki.</p><p>Üç.</p>"


@pytest.fixture
def place(year, agency) -> Place:
    return Place(Assignment.objects.get(agency=agency, sub_point__number="4.2.9"), year)


@pytest.fixture
def write(place, people):
    """`write("<p>…</p>", base=1, page=A, save=2)` saves from an open page and gives the outcome."""

    def save(narrative=None, *, base=None, page=A, save=1, by="contributor", ancestor=None, settles=None, **content):
        if narrative is not None:
            content["narrative"] = narrative
        draft = Draft(content, base, page, save, ancestor, settles)
        return save_writing(place, people[by], draft)

    return save


def history() -> list[tuple]:
    return list(Revision.objects.order_by("version").values_list("version", "narrative", "author__username"))


def open_page() -> int:
    """Somebody opens the entry: its revision is settled. Returns the version the page starts from."""
    latest = Revision.objects.order_by("-version").first()
    assert settle(latest)
    return latest.version


# --- One sitting -----------------------------------------------------------------------------------------------------


def test_saves_of_one_sitting_are_one_revision(write):
    assert write("<p>Bir</p>").entry.version == 1
    assert write("<p>Bir iki</p>", base=1, save=2).entry.version == 2
    outcome = write("<p>Bir iki üç</p>", base=2, save=3)
    assert (outcome.result, outcome.entry.version) == (Result.SAVED, 3)
    assert history() == [(3, "<p>Bir iki üç</p>", "emekdas")]
    revision = Revision.objects.get()
    assert (revision.word_count, revision.created_at < revision.saved_at) == (3, True)


def test_sitting_ends_after_half_an_hour_without_a_save(write):
    start = datetime.datetime(2025, 1, 5, 8, 0, tzinfo=datetime.UTC)
    with time_machine.travel(start, tick=False) as clock:
        write("<p>Bir</p>")
        clock.shift(datetime.timedelta(minutes=29, seconds=59))
        write("<p>Bir iki</p>", base=1, save=2)
        assert history() == [(2, "<p>Bir iki</p>", "emekdas")]
        clock.shift(datetime.timedelta(minutes=30))
        write("<p>Bir iki üç</p>", base=2, save=3)
    assert history() == [(2, "<p>Bir iki</p>", "emekdas"), (3, "<p>Bir iki üç</p>", "emekdas")]
    assert list(Revision.objects.order_by("version").values_list("words_added", "is_settled")) == [
        (2, True),
        (None, False),
    ]


def test_clock_that_jumps_back_ends_the_sitting_and_loses_nothing(write):
    with time_machine.travel("2025-01-05 08:00:00Z", tick=False) as clock:
        write("<p>Bir</p>")
        clock.shift(-datetime.timedelta(hours=3))
        assert write("<p>Bir iki</p>", base=1, save=2).result == Result.SAVED
    assert history() == [(1, "<p>Bir</p>", "emekdas"), (2, "<p>Bir iki</p>", "emekdas")]
    assert Entry.objects.get().narrative == "<p>Bir iki</p>"


def test_revision_that_somebody_has_opened_is_never_overwritten(write):
    write("<p>Bir</p>")
    open_page()
    write("<p>Bir iki</p>", base=1, save=2)
    write("<p>Bir iki üç</p>", base=2, save=3)
    assert history() == [(1, "<p>Bir</p>", "emekdas"), (3, "<p>Bir iki üç</p>", "emekdas")]


def test_another_persons_save_ends_the_sitting(write):
    write("<p>Bir</p>")
    write("<p>Bir iki</p>", base=1, page=B, by="lead")
    write("<p>Bir iki üç</p>", base=2, page=B, save=2, by="lead")
    assert history() == [(1, "<p>Bir</p>", "emekdas"), (3, "<p>Bir iki üç</p>", "mesul")]
    assert Revision.objects.get(version=1).is_settled


def test_change_of_state_ends_the_sitting(write, people):
    from plans.workflow import apply_transition

    write("<p>Bir</p>", status="implemented")
    entry = Entry.objects.select_related("reporting_year").get()
    apply_transition(entry, "submit", actor=people["lead"])
    apply_transition(entry, "take_back", actor=people["lead"])
    write("<p>Bir iki</p>", base=1, save=2)
    assert history() == [(1, "<p>Bir</p>", "emekdas"), (2, "<p>Bir iki</p>", "emekdas")]


def test_two_pages_of_one_person_are_two_sittings(write):
    write("<p>Bir</p>")
    write("<p>Bir iki</p>", base=1, page=B)
    assert history() == [(1, "<p>Bir</p>", "emekdas"), (2, "<p>Bir iki</p>", "emekdas")]


def test_page_without_script_has_no_sitting(write):
    write("<p>Bir</p>", page="", save=0)
    write("<p>Bir iki</p>", base=1, page="", save=0)
    assert [version for version, *_rest in history()] == [1, 2]


def test_empty_page_makes_no_entry(write):
    outcome = write("", status="", nothing_to_report=False)
    assert (outcome.result, outcome.entry) == (Result.SAVED, None)
    assert Entry.objects.count() == 0
    assert write("", internal_note="Nümunə mətn.").entry.internal_note == "Nümunə mətn."


def test_any_edit_takes_the_mark_ready_away_and_none_leaves_it(write, people):
    write("<p>Bir</p>", status="implemented")
    Entry.objects.update(ready_at=timezone.now(), ready_by=people["contributor"])
    write("<p>Bir</p>", base=1, save=2, status="implemented")
    assert Entry.objects.get().ready_by == people["contributor"]
    write("<p>Bir iki</p>", base=1, save=3)
    assert Entry.objects.values_list("ready_at", "ready_by").get() == (None, None)


# --- The same save twice, and answers that never arrived -------------------------------------------------------------


def test_save_that_comes_twice_changes_nothing_the_second_time(write):
    write("<p>Bir</p>", save=1)
    before = history()
    outcome = write("<p>Bir</p>", save=1)
    assert (outcome.result, outcome.entry.version) == (Result.SAVED, 1)
    assert history() == before


def test_save_overtaken_by_a_later_one_of_its_page_does_not_come_back(write):
    write("<p>Bir</p>", save=1)
    write("<p>Bir iki üç</p>", base=1, save=3)
    outcome = write("<p>Bir iki</p>", base=1, save=2)
    assert (outcome.result, outcome.entry.narrative) == (Result.SAVED, "<p>Bir iki üç</p>")
    assert Entry.objects.get().narrative == "<p>Bir iki üç</p>"


def test_page_whose_answer_was_lost_goes_on_without_a_merge(write):
    write("<p>Bir</p>", save=1)
    write("<p>Bir iki</p>", base=1, save=2)  # the page never hears of version 2
    outcome = write("<p>Bir iki üç</p>", base=1, save=3)
    assert (outcome.result, outcome.entry.version) == (Result.SAVED, 3)
    assert history() == [(3, "<p>Bir iki üç</p>", "emekdas")]


def test_lost_answer_and_then_a_colleague_merges_from_what_the_page_had_sent(write):
    write(TEXT, save=1)
    write("<p>Bir!</p><p>İki.</p><p>Üç.</p>", base=1, save=2)  # the page never hears of version 2
    open_page()
    write("<p>Bir!</p><p>İki.</p><p>Üç, həmkar.</p>", base=2, page=B, by="lead")
    outcome = write("<p>Bir!!</p><p>İki.</p><p>Üç.</p>", base=1, save=3)
    assert (outcome.result, outcome.entry.narrative) == (Result.MERGED, "<p>Bir!!</p><p>İki.</p><p>Üç, həmkar.</p>")


# --- Two writers -----------------------------------------------------------------------------------------------------


def test_changes_of_different_paragraphs_are_merged_and_both_texts_stay_in_the_history(write):
    write(TEXT)
    base = open_page()
    write("<p>Bir, birinci.</p><p>İki.</p><p>Üç.</p>", base=base, page=A, save=2)
    outcome = write("<p>Bir.</p><p>İki.</p><p>Üç, ikinci.</p>", base=base, page=B, by="lead")
    merged = "<p>Bir, birinci.</p><p>İki.</p><p>Üç, ikinci.</p>"
    assert (outcome.result, outcome.entry.narrative, outcome.entry.version) == (Result.MERGED, merged, 3)
    assert history() == [
        (1, TEXT, "emekdas"),
        (2, "<p>Bir, birinci.</p><p>İki.</p><p>Üç.</p>", "emekdas"),
        (3, merged, "mesul"),
    ]
    side = SideRevision.objects.get()
    assert (side.kind, side.narrative, side.author.username) == (
        "merged",
        "<p>Bir.</p><p>İki.</p><p>Üç, ikinci.</p>",
        "mesul",
    )
    assert side.settled_at is not None
    assert Revision.objects.get(version=3).origin == "merge"


def test_changes_of_the_same_paragraph_wait_for_the_writers_choice_and_nothing_changes(write):
    write(TEXT)
    base = open_page()
    write("<p>Bir.</p><p>İki, birinci.</p><p>Üç.</p>", base=base, page=A, save=2)
    before = history()
    mine = "<p>Bir.</p><p>İki, ikinci.</p><p>Üç!</p>"
    outcome = write(mine, base=base, page=B, by="lead")
    assert (outcome.result, outcome.entry.version) == (Result.CONFLICT, 2)
    assert [hunk.kind for hunk in outcome.merge.narrative.hunks] == ["same", "conflict", "mine"]
    assert history() == before
    side = SideRevision.objects.get()
    assert (side.kind, side.narrative, side.settled_at) == ("conflict", mine, None)


def test_page_that_sends_its_conflict_again_keeps_one_text_the_latest(write):
    write(TEXT)
    base = open_page()
    write("<p>x</p>", base=base, page=A, save=2)
    write("<p>y</p>", base=base, page=B, by="lead", save=1)
    write("<p>y y</p>", base=base, page=B, by="lead", save=2)
    write("<p>y</p>", base=base, page=B, by="lead", save=1)  # overtaken
    assert list(SideRevision.objects.values_list("narrative", "page_save")) == [("<p>y y</p>", 2)]


def test_choice_settles_the_text_beside_the_entry(write):
    write(TEXT)
    base = open_page()
    write("<p>x</p>", base=base, page=A, save=2)
    conflict = write("<p>y</p>", base=base, page=B, by="lead")
    chosen = write("<p>x</p><p>y</p>", base=2, page=B, save=2, by="lead", settles=conflict.side.pk)
    assert (chosen.result, chosen.entry.narrative) == (Result.SAVED, "<p>x</p><p>y</p>")
    assert SideRevision.objects.get().settled_at is not None
    # The first writer's page is outdated now; its next save is merged, not refused.
    again = write("<p>x x</p>", base=2, page=A, save=3)
    assert (again.result, again.entry.narrative) == (Result.MERGED, "<p>x x</p><p>y</p>")


def test_somebody_elses_conflict_is_not_settled(write):
    write(TEXT)
    base = open_page()
    write("<p>x</p>", base=base, page=A, save=2)
    conflict = write("<p>y</p>", base=base, page=B, by="lead")
    write("<p>z</p>", base=2, page=A, save=3, settles=conflict.side.pk)
    assert SideRevision.objects.get().settled_at is None


def test_typing_on_while_a_merge_comes_back_is_merged_from_what_was_sent(write):
    write(TEXT)
    base = open_page()
    write("<p>Bir, birinci.</p><p>İki.</p><p>Üç.</p>", base=base, page=A, save=2)
    merged = write("<p>Bir.</p><p>İki.</p><p>Üç, ikinci.</p>", base=base, page=B, by="lead")
    # The lead has typed on without taking the merged text in.
    outcome = write(
        "<p>Bir.</p><p>İki.</p><p>Üç, ikinci, davamı.</p>",
        base=base, page=B, save=2, by="lead", ancestor=merged.side.pk,
    )  # fmt: skip
    assert outcome.result == Result.MERGED
    assert outcome.entry.narrative == "<p>Bir, birinci.</p><p>İki.</p><p>Üç, ikinci, davamı.</p>"


def test_text_of_another_writer_is_no_ancestor(write):
    write(TEXT)
    base = open_page()
    write("<p>Bir, birinci.</p><p>İki.</p><p>Üç.</p>", base=base, page=A, save=2)
    side = write("<p>Bir.</p><p>İki.</p><p>Üç, ikinci.</p>", base=base, page=B, by="lead").side
    outcome = write("<p>Bir.</p><p>İki, c.</p><p>Üç.</p>", base=base, page=C, ancestor=side.pk)
    assert outcome.entry.narrative == "<p>Bir, birinci.</p><p>İki, c.</p><p>Üç, ikinci.</p>"


def test_two_who_begin_the_same_entry_are_merged_from_nothing(write):
    write("<p>Bir</p>", status="implemented")
    outcome = write("<p>Bir</p>", page=B, by="lead")
    assert (outcome.result, outcome.entry.narrative, outcome.entry.status) == (
        Result.MERGED,
        "<p>Bir</p>",
        "implemented",
    )
    conflict = write("<p>İki</p>", page=C, by="lead")
    assert conflict.result == Result.CONFLICT


def test_merge_that_brings_nothing_new_writes_nothing(write):
    write(TEXT)
    base = open_page()
    write("<p>Bir, birinci.</p><p>İki.</p><p>Üç.</p>", base=base, page=A, save=2)
    before = history()
    outcome = write(TEXT, base=base, page=B, by="lead")
    assert (outcome.result, outcome.entry.version) == (Result.MERGED, 2)
    assert history() == before


def test_status_figures_and_note_are_merged_each_by_itself(write, place):
    indicator = Indicator.objects.create(sub_point=place.assignment.sub_point, name="Nümunə göstərici", unit="nəfər")
    other = Indicator.objects.create(sub_point=place.assignment.sub_point, name="Nümunə göstərici 2", unit="hal")
    write(TEXT, status="implemented", figures={str(indicator.pk): "5", str(other.pk): "7"}, internal_note="a")
    base = open_page()
    write(base=base, page=A, save=2, status="no_cases", figures={str(indicator.pk): "6", str(other.pk): "7"})
    outcome = write(
        base=base, page=B, by="lead", figures={str(indicator.pk): "5", str(other.pk): "8"}, internal_note="b"
    )
    entry = outcome.entry
    assert (outcome.result, entry.status, entry.internal_note) == (Result.MERGED, "no_cases", "b")
    assert entry.figures == {str(indicator.pk): "6", str(other.pk): "8"}


def test_status_and_figure_that_both_changed_are_chosen(write, place):
    indicator = Indicator.objects.create(sub_point=place.assignment.sub_point, name="Nümunə göstərici", unit="nəfər")
    key = str(indicator.pk)
    write(TEXT, status="implemented", figures={key: "5"})
    base = open_page()
    write(base=base, page=A, save=2, status="no_cases", figures={key: "6"})
    outcome = write(base=base, page=B, by="lead", status="not_due", figures={key: "9"})
    assert outcome.result == Result.CONFLICT
    assert [(c.name, c.base, c.mine, c.theirs) for c in outcome.merge.conflicts] == [
        ("status", "implemented", "not_due", "no_cases"),
        (f"figures:{key}", "5", "9", "6"),
    ]
    assert (Entry.objects.get().status, Entry.objects.get().figures) == ("no_cases", {key: "6"})


# --- Too late --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["submitted", "approved", "locked"])
def test_text_that_comes_after_the_entry_has_moved_is_kept_beside_it(write, people, state):
    write("<p>Bir</p>")
    Entry.objects.update(state=state)
    before = list(Entry.objects.values_list("narrative", "version", "state")), history()
    outcome = write("<p>Bir iki</p>", base=1, save=2)
    assert (outcome.result, outcome.entry.state) == (Result.LATE, state)
    assert (list(Entry.objects.values_list("narrative", "version", "state")), history()) == before
    side = SideRevision.objects.get()
    assert (side.kind, side.narrative, side.author, side.base_version) == (
        "late",
        "<p>Bir iki</p>",
        people["contributor"],
        1,
    )
    write("<p>Bir iki üç</p>", base=1, save=3)
    assert list(SideRevision.objects.values_list("narrative", flat=True)) == ["<p>Bir iki üç</p>"]


def test_late_text_that_says_what_the_entry_says_is_not_kept(write):
    write("<p>Bir</p>")
    Entry.objects.update(state="submitted")
    outcome = write("<p>Bir</p>", base=1, save=2)
    assert (outcome.result, outcome.side) == (Result.LATE, None)
    assert SideRevision.objects.count() == 0


@pytest.mark.parametrize("is_put_away", [True, False])
def test_late_text_is_kept_once_whatever_pages_send_it_and_not_offered_anew(write, people, is_put_away):
    write("<p>Bir</p>")
    Entry.objects.update(state=EntryState.SUBMITTED)
    side = write("<p>Bir, gec.</p>", base=1, page=B).side
    if is_put_away:
        assert put_side_away(side, people["contributor"])
    for page in (A, C):  # another tab, another device
        outcome = write("<p>Bir, gec.</p>", base=1, page=page)
        assert (outcome.result, outcome.side) == (Result.LATE, side)
    assert SideRevision.objects.filter(settled_at__isnull=True).count() == (0 if is_put_away else 1)
    assert write("<p>Bir, gec, davamı.</p>", base=1, page=C, save=2).side != side  # what is new is kept
    assert write("<p>Bir, gec.</p>", base=1, page=C, by="lead").side.author == people["lead"]  # and another's own


def test_first_text_into_a_closed_year_is_kept_without_an_entry(write, year):
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    outcome = write("<p>Bir</p>")
    assert (outcome.result, outcome.entry, outcome.side.narrative) == (Result.LATE, None, "<p>Bir</p>")
    assert Entry.objects.count() == 0


def test_text_into_a_closed_year_changes_nothing_and_is_kept(write, year):
    write("<p>Bir</p>")
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    assert write("<p>Bir iki</p>", base=1, save=2).result == Result.LATE
    assert Entry.objects.get().narrative == "<p>Bir</p>"


def test_returned_entry_is_written_again(write):
    write("<p>Bir</p>")
    Entry.objects.update(state=EntryState.RETURNED)
    outcome = write("<p>Bir iki</p>", base=1, save=2)
    assert (outcome.result, outcome.entry.state, outcome.entry.narrative) == (
        Result.SAVED,
        "returned",
        "<p>Bir iki</p>",
    )


def test_only_its_author_puts_a_text_away(write, people):
    write("<p>Bir</p>")
    Entry.objects.update(state="submitted")
    side = write("<p>Bir iki</p>", base=1, save=2).side
    assert not put_side_away(side, people["lead"])
    assert SideRevision.objects.get().settled_at is None
    assert put_side_away(side, people["contributor"])
    assert SideRevision.objects.get().settled_at is not None
    assert not put_side_away(side, people["contributor"])


# --- The door --------------------------------------------------------------------------------------------------------


def test_figures_are_checked_and_what_is_not_understood_leaves_the_stored_value(write, place):
    whole = Indicator.objects.create(sub_point=place.assignment.sub_point, name="Nümunə", unit="nəfər")
    decimal = Indicator.objects.create(
        sub_point=place.assignment.sub_point, name="Nümunə 2", unit="faiz", kind=IndicatorKind.DECIMAL
    )
    elsewhere = Indicator.objects.create(sub_point=SubPoint.objects.get(number="4.2.1"), name="Nümunə", unit="hal")
    outcome = write("<p>Bir</p>", figures={str(whole.pk): "1 250", str(decimal.pk): "12,5", str(elsewhere.pk): "3"})
    assert outcome.entry.figures == {str(whole.pk): "1250", str(decimal.pk): "12.5"}
    outcome = write(base=1, save=2, figures={str(whole.pk): "çox", str(decimal.pk): ""})
    assert list(outcome.figure_errors) == [whole.pk]
    assert outcome.entry.figures == {str(whole.pk): "1250"}


def test_what_the_page_does_not_send_stays_as_it_is(write):
    write("<p>Bir</p>", status="implemented", internal_note="Nümunə mətn.", nothing_reason="Nümunə səbəb.")
    write("<p>İki</p>", base=1, save=2)
    entry = Entry.objects.get()
    assert (entry.status, entry.internal_note, entry.nothing_reason) == ("implemented", "Nümunə mətn.", "Nümunə səbəb.")


def test_text_is_cleaned_at_this_door_too(write):
    outcome = write('<p onclick="x">a<script>alert(1)</script></p>', internal_note=" a\x00b ")
    assert (outcome.entry.narrative, outcome.entry.internal_note) == ("<p>a</p>", "ab")


def test_text_of_half_a_megabyte_is_saved_and_merged(write):
    long = "".join(
        f"<p>Nümunə mətn. Abzas {number}: təlimlər, yoxlamalar və görüşlər keçirilmişdir.</p>" for number in range(4990)
    )
    assert 400_000 < len(long.encode()) < 500_000
    write(long)
    base = open_page()
    write(long.replace("Abzas 10:", "Abzas on:"), base=base, page=A, save=2)
    outcome = write(long.replace("Abzas 4980:", "Abzas sonuncu:"), base=base, page=B, by="lead")
    assert outcome.result == Result.MERGED
    assert outcome.entry.narrative == long.replace("Abzas 10:", "Abzas on:").replace("Abzas 4980:", "Abzas sonuncu:")


# --- Cost ------------------------------------------------------------------------------------------------------------


def test_save_of_a_sitting_costs_five_queries_in_its_transaction(write, django_assert_num_queries):
    write("<p>Bir</p>")
    # savepoint; revision with entry and year; entry; revision; release
    with django_assert_num_queries(5):
        write("<p>Bir iki</p>", base=1, save=2)


def test_save_that_begins_a_sitting_of_its_own_costs_five_too(write, django_assert_num_queries):
    write("<p>Bir</p>", page="")
    write("<p>Bir iki</p>", base=1, page="")
    Revision.objects.update(words_added=1, words_removed=0)
    with django_assert_num_queries(5):
        write("<p>Bir iki üç</p>", base=2, page=B, save=1)


def test_evidence_added_in_another_tab_is_no_merge(write, people, place):
    write("<p>Bir.</p>")
    add_link(place, people["contributor"], "https://numune.example/", title="Nümunə")
    outcome = write("<p>Bir iki.</p>", base=1, save=2)
    assert (outcome.result, outcome.entry.narrative) == (Result.SAVED, "<p>Bir iki.</p>")
    assert SideRevision.objects.count() == 0
    assert [item["title"] for item in Revision.objects.order_by("-version").first().evidence] == ["Nümunə"]


def test_lost_answer_to_a_merge_goes_on_from_what_was_sent(write):
    write(TEXT)
    base = open_page()
    write("<p>Bir, birinci.</p><p>İki.</p><p>Üç.</p>", base=base, page=A, save=2)
    write("<p>Bir.</p><p>İki.</p><p>Üç, ikinci.</p>", base=base, page=B, by="lead")  # its answer never arrives
    outcome = write("<p>Bir.</p><p>İki.</p><p>Üç, ikinci, davamı.</p>", base=base, page=B, save=2, by="lead")
    assert outcome.result == Result.MERGED
    assert outcome.entry.narrative == "<p>Bir, birinci.</p><p>İki.</p><p>Üç, ikinci, davamı.</p>"


def test_page_that_is_told_of_a_version_begins_from_a_text_that_stays(write):
    write("<p>a.</p><p>b.</p>")
    base = open_page()
    write("<p>aq.</p><p>b.</p>", base=base, save=2)
    untaken = write("<p>a.</p><p>b.</p>", base=base, page=B, by="lead")  # in which something was just being typed
    write("<p>a.</p><p>b.</p>", base=2, save=3)
    answer = write("<p>a.</p><p>b.</p>", base=base, page=B, save=2, by="lead", ancestor=untaken.side.pk)
    assert (answer.result, answer.entry.version) == (Result.SAVED, 3)
    write("<p>a3.</p><p>b.</p>", base=3, save=4)
    outcome = write("<p>a.</p><p>b2.</p>", base=3, page=B, save=3, by="lead")
    assert (outcome.result, outcome.entry.narrative) == (Result.MERGED, "<p>a3.</p><p>b2.</p>")


class OpenPage:
    """What a page of autosave.js knows: its text, where it began from, and whose answers it could take in."""

    def __init__(self, write, name: str, by: str, own: int, base: int):
        self.write, self.name, self.by, self.own = write, name, by, own
        self.words = ["a.", "b."]
        self.save, self.base, self.ancestor = 0, base, None

    @property
    def text(self) -> str:
        return "".join(f"<p>{word}</p>" for word in self.words)

    def send(self, answer: str) -> None:
        self.save += 1
        place = {"base": self.base, "page": self.name, "save": self.save, "by": self.by, "ancestor": self.ancestor}
        outcome = self.write(self.text, **place)
        assert outcome.result in (Result.SAVED, Result.MERGED), (outcome.result, self.text, outcome.entry.narrative)
        if answer == "lost":
            return
        if outcome.result == Result.SAVED or answer == "taken" or outcome.side is None:
            self.base, self.ancestor = outcome.entry.version, None
            if outcome.result == Result.MERGED:
                self.words = re.findall("<p>(.*?)</p>", outcome.entry.narrative)
        else:
            self.ancestor = outcome.side.pk


# Each example is rolled back.
@settings(examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(0, 1), st.sampled_from(["", "q", "3", "45"]), st.sampled_from(["taken", "untaken", "lost"])
        ),
        max_size=14,
    )
)
def test_two_who_write_each_in_a_paragraph_of_his_own_never_have_to_choose(write, steps):
    with transaction.atomic():
        write("<p>a.</p><p>b.</p>", page=C)
        base = open_page()
        pages = [OpenPage(write, A, "contributor", 0, base), OpenPage(write, B, "lead", 1, base)]
        for which, word, answer in steps:
            page = pages[which]
            page.words[page.own] = f"{'ab'[page.own]}{word}."
            page.send(answer)
        for page in pages * 2:
            page.send("taken")
        assert Entry.objects.get().narrative == f"<p>{pages[0].words[0]}</p><p>{pages[1].words[1]}</p>"
        assert pages[0].words == pages[1].words
        transaction.set_rollback(True)
