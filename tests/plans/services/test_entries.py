"""Saving an entry: what is written, what is refused, and that a refusal changes nothing."""

import threading

import pytest
import time_machine
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.utils import timezone

from plans.enums import EntryState, RevisionOrigin, YearState
from plans.models import Entry, ReportingYear, Revision, SubPoint
from plans.services import EntryNotEditable, StaleEntry, save_entry
from plans.services.entries import create_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def save(year, agency, people):
    def save_one(narrative="<p>Nümunə mətn.</p>", *, version=None, status="", number="4.2.9", **more):
        return save_entry(
            reporting_year=year,
            agency=agency,
            sub_point=SubPoint.objects.get(number=number),
            narrative=narrative,
            status=status,
            author=people["contributor"],
            expected_version=version,
            **more,
        )

    return save_one


def everything() -> tuple:
    return list(Entry.objects.values_list()), list(Revision.objects.values_list())


def test_everything_written_is_cleaned_as_an_open_page_is(save):
    content = {"nothing_to_report": True, "nothing_reason": " Nümunə\r\nsəbəb\x00 ", "internal_note": "\u202eQeyd\n"}
    entry = save("<p>Nümunə<script>x</script></p>", **content)
    assert (entry.nothing_reason, entry.internal_note) == ("Nümunə\nsəbəb", "Qeyd")
    assert save(entry.narrative, version=1, **content).version == 1  # the same again


def test_first_save_creates_a_draft_with_its_revision(save, people):
    with time_machine.travel("2025-01-05 08:00:00Z", tick=False):
        entry = save("<p>Bir iki</p>", status="implemented")
        now = timezone.now()
    stored = Entry.objects.get()
    assert entry == stored
    assert (stored.narrative, stored.status, stored.state, stored.version) == (
        "<p>Bir iki</p>",
        "implemented",
        "draft",
        1,
    )
    assert (stored.updated_at, stored.updated_by) == (now, people["contributor"])
    revision = Revision.objects.get()
    assert (revision.entry, revision.version, revision.narrative, revision.status) == (
        stored,
        1,
        "<p>Bir iki</p>",
        "implemented",
    )
    assert (revision.word_count, revision.origin, revision.author) == (2, "browser", people["contributor"])
    assert revision.created_at == now


def test_every_save_writes_a_revision_and_the_next_version(save):
    save("<p>bir</p>")
    second = save("<p>iki</p>", version=1)
    assert (second.version, second.narrative) == (2, "<p>iki</p>")
    third = save("<p>iki</p>", version=2, status="no_cases")
    assert (third.version, third.status) == (3, "no_cases")
    assert Entry.objects.get().version == 3
    history = Revision.objects.order_by("version").values_list("version", "narrative", "status")
    assert list(history) == [(1, "<p>bir</p>", ""), (2, "<p>iki</p>", ""), (3, "<p>iki</p>", "no_cases")]


def test_save_that_changes_nothing_writes_nothing(save):
    save("<p>bir</p>", status="implemented")
    before = everything()
    assert save("<p>bir</p>", version=1, status="implemented").version == 1
    assert save(" <div>bir</div> ", version=1, status="implemented").version == 1
    assert everything() == before


def test_empty_text_may_be_saved(save):
    assert save("").narrative == ""
    assert save("<p>bir</p>", version=1).version == 2
    assert save("<p> </p>", version=2).narrative == ""
    assert list(Revision.objects.order_by("version").values_list("word_count", flat=True)) == [0, 1, 0]


def test_text_is_cleaned_at_the_door(save):
    entry = save('<p onclick="x">a<script>alert(1)</script><img src="https://evil.example/x.png">b</p>')
    assert Entry.objects.get(pk=entry.pk).narrative == "<p>ab</p>"
    assert Revision.objects.get().narrative == "<p>ab</p>"
    save('<a href="javascript:alert(1)">c</a>', version=1)
    assert Entry.objects.get(pk=entry.pk).narrative == Revision.objects.get(version=2).narrative == "<p>c</p>"


def test_search_key_follows_every_save(save):
    save("<p>İlk SIRA</p>")
    assert Entry.objects.get().narrative_folded == "ilk sıra"
    save("<p>İkinci</p><p>IŞIQ</p>", version=1)
    assert Entry.objects.get().narrative_folded == "ikinci ışıq"


def test_origin_of_an_import_is_kept(save):
    save(origin=RevisionOrigin.IMPORT)
    assert Revision.objects.get().origin == "import"


@pytest.mark.parametrize("version", [None, 1, 3, 2_000_000_000])
def test_stale_save_is_refused_and_changes_nothing(save, version):
    save("<p>bir</p>")
    save("<p>iki</p>", version=1)
    before = everything()
    with pytest.raises(StaleEntry) as stale:
        save("<p>üç</p>", version=version)
    assert (stale.value.current.version, stale.value.current.narrative) == (2, "<p>iki</p>")
    assert everything() == before


def test_save_of_an_entry_that_is_not_there_is_stale(save):
    with pytest.raises(StaleEntry) as stale:
        save(version=1)
    assert stale.value.current is None
    assert everything() == ([], [])


@pytest.mark.parametrize("state", ["submitted", "approved", "locked"])
def test_entry_that_is_not_with_the_agency_is_not_editable(save, state):
    save("<p>bir</p>")
    Entry.objects.update(state=state)
    before = everything()
    with pytest.raises(EntryNotEditable) as refused:
        save("<p>iki</p>", version=1)
    assert refused.value.entry.state == state
    assert everything() == before


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_entry_that_is_with_the_agency_is_editable_and_keeps_its_state(save, state):
    save("<p>bir</p>")
    Entry.objects.update(state=state)
    assert save("<p>iki</p>", version=1).state == state
    assert Entry.objects.get().state == state


def test_nothing_is_saved_in_a_closed_year(save, year):
    save("<p>bir</p>")
    # The page was opened before: the object at hand still says "open".
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    before = everything()
    for refused in ({"version": 1}, {"number": "4.2.10"}):
        with pytest.raises(EntryNotEditable):
            save("<p>iki</p>", **refused)
    assert everything() == before


def test_status_that_is_not_in_the_list_never_reaches_the_database(save):
    with pytest.raises(IntegrityError), transaction.atomic():
        save(status="done")
    save(number="4.2.10")
    with pytest.raises(IntegrityError), transaction.atomic():
        save(number="4.2.10", version=1, status="done")
    assert list(Entry.objects.values_list("status", "version")) == [("", 1)]
    assert Revision.objects.count() == 1


def test_entries_of_others_stay_as_they_are(save, write_entry, other_agency, closed_year):
    write_entry("4.2.9", "<p>başqası</p>", by=other_agency)
    write_entry("4.2.9", "<p>ötən il</p>", in_year=closed_year)
    write_entry("4.2.10", "<p>başqa yarımbənd</p>")
    save("<p>bir</p>")
    save("<p>iki</p>", version=1)
    texts = Entry.objects.exclude(narrative="<p>iki</p>").values_list("narrative", flat=True)
    assert sorted(texts) == ["<p>başqa yarımbənd</p>", "<p>başqası</p>", "<p>ötən il</p>"]


def run_at_once(*jobs) -> list:
    """Runs the jobs in threads of their own, from one starting line; returns what each returned or raised."""
    results, line = [None] * len(jobs), threading.Barrier(len(jobs))

    def run(place, job):
        close_old_connections()
        line.wait()
        try:
            results[place] = job()
        except (StaleEntry, EntryNotEditable) as refused:
            results[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_make_one_entry(save):
    results = run_at_once(*[lambda text=text: save(f"<p>{text}</p>") for text in ("bir", "iki", "üç")])
    written = [result for result in results if isinstance(result, Entry)]
    refused = [result for result in results if isinstance(result, StaleEntry)]
    assert (len(written), len(refused)) == (1, 2)
    assert Entry.objects.get().narrative == Revision.objects.get().narrative == written[0].narrative
    assert {stale.current for stale in refused} == {written[0]}


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_make_one_new_version(save):
    save("<p>əvvəl</p>")
    results = run_at_once(*[lambda text=text: save(f"<p>{text}</p>", version=1) for text in ("bir", "iki")])
    written = [result for result in results if isinstance(result, Entry)]
    assert (len(written), len([r for r in results if isinstance(r, StaleEntry)])) == (1, 1)
    assert (Entry.objects.get().version, Entry.objects.get().narrative) == (2, written[0].narrative)
    assert Revision.objects.count() == 2


def test_colleague_who_was_faster_is_seen_by_the_constraint_alone(save, agency, year, people):
    """The row appears after the service has looked for it: only the database can tell."""
    triple = {"sub_point": SubPoint.objects.get(number="4.2.9"), "agency": agency, "reporting_year": year}
    first = Entry.objects.create(**triple, narrative="<p>bir</p>", updated_at=timezone.now(), state=EntryState.DRAFT)
    with pytest.raises(StaleEntry) as stale:
        create_entry(triple, {"narrative": "<p>iki</p>"}, people["contributor"], RevisionOrigin.BROWSER)
    assert stale.value.current == first
    assert Entry.objects.get().narrative == "<p>bir</p>"
