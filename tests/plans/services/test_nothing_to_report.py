""" "Nothing to report" on the entry page and beside next year's: who reads the sentence, the reason and the kept text."""

import pytest

from plans.enums import EntryState
from plans.models import Entry, Plan, SubPoint
from tests.conftest import stand_as_submitted

PAGE = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
KEPT, REASON, NOTE = "Saxlanmışmətn", "Gizlisəbəb", "Daxiliqeyd"
SENTENCE = "Hesabat dövründə bu yarımbənd üzrə təqdim edilməli məlumat olmamışdır."


@pytest.fixture
def say_nothing(write_entry):
    """`say_nothing(state=…)`: 4.2.9 with a text, ticked “nothing to report” with a reason, an internal note and a status."""

    def write(**where) -> Entry:
        entry = write_entry("4.2.9", f"<p>Nümunə mətn. {KEPT}.</p>", status="implemented", **where)
        changed = {"nothing_to_report": True, "nothing_reason": REASON, "internal_note": NOTE}
        Entry.objects.filter(pk=entry.pk).update(**changed)
        stand_as_submitted()
        return entry

    return write


def page_of(client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_observer_reads_the_sentence_and_nothing_that_is_kept(sign_in, say_nothing):
    say_nothing(state=EntryState.SUBMITTED)
    page = page_of(sign_in("observer"))
    assert f"<p>{SENTENCE}</p>" in page
    for hidden in (KEPT, REASON, NOTE, "İcra edilib"):
        assert hidden not in page, hidden


@pytest.mark.parametrize("role", ["coordinator", "lead"])
def test_house_and_coordinator_read_sentence_reason_note_and_the_kept_text(role, sign_in, say_nothing):
    say_nothing(state=EntryState.SUBMITTED)
    page = page_of(sign_in(role))
    for shown in (f"<p>{SENTENCE}</p>", REASON, NOTE, KEPT):
        assert shown in page, shown


def test_observer_reads_a_text_without_its_internal_note(sign_in, write_entry):
    entry = write_entry("4.2.9", f"<p>{KEPT}</p>", state=EntryState.SUBMITTED)
    Entry.objects.filter(pk=entry.pk).update(internal_note=NOTE, nothing_reason=REASON)
    stand_as_submitted()
    observed, coordinated = page_of(sign_in("observer")), page_of(sign_in("coordinator"))
    assert KEPT in observed
    assert KEPT in coordinated
    assert NOTE not in observed
    assert NOTE in coordinated
    assert REASON not in observed  # the tick was taken away: the reason is kept, and means nothing
    assert SENTENCE not in observed


def test_plans_own_sentence_is_shown(sign_in, say_nothing, plan):
    Plan.objects.update(nothing_to_report_sentence="Nümunə: məlumat yoxdur.")
    say_nothing(state=EntryState.SUBMITTED)
    page = page_of(sign_in("observer"))
    assert "<p>Nümunə: məlumat yoxdur.</p>" in page
    assert SENTENCE not in page


def test_last_year_without_anything_to_report_says_so_and_offers_no_text(sign_in, say_nothing, closed_year, year):
    say_nothing(in_year=closed_year, state=EntryState.APPROVED)
    page = page_of(sign_in("contributor"))
    assert REASON in page
    for hidden in (KEPT, "data-copy-last-year", "last-year-narrative"):
        assert hidden not in page, hidden


def test_last_years_reason_is_kept_from_an_observer(sign_in, say_nothing, write_entry, closed_year):
    say_nothing(in_year=closed_year, state=EntryState.APPROVED)
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    page = page_of(sign_in("observer"))
    for hidden in (KEPT, REASON, NOTE):
        assert hidden not in page, hidden


def test_last_year_is_offered_as_formatted_text_with_its_status(sign_in, write_entry, closed_year, year):
    html = "<p>Nümunə <strong>mətn</strong>.</p><ul><li><p>bənd</p></li></ul>"
    write_entry("4.2.9", html, status="implemented", in_year=closed_year)
    page = page_of(sign_in("contributor"))
    assert f'tabindex="0" lang="az" translate="no">{html}</div>' in page
    assert "data-copy-last-year" in page
    assert 'class="last-status"' in page


def test_tick_taken_away_brings_the_text_back(sign_in, say_nothing):
    entry = say_nothing()
    parts = "nothing_to_report nothing_reason internal_note"
    posted = {"narrative": entry.narrative, "status": "implemented", "version": "1", "parts": parts}
    assert sign_in("contributor").post(PAGE, posted).status_code == 302
    entry.refresh_from_db()
    assert (entry.nothing_to_report, entry.narrative) == (False, f"<p>Nümunə mətn. {KEPT}.</p>")


def test_tick_reason_and_note_are_saved_without_script_and_the_text_is_kept(sign_in, write_entry):
    entry = write_entry("4.2.9", f"<p>{KEPT}</p>")
    posted = {
        "narrative": entry.narrative,
        "version": "1",
        "parts": "nothing_to_report nothing_reason internal_note",
        "nothing_to_report": "on",
        "nothing_reason": REASON,
        "internal_note": NOTE,
    }
    assert sign_in("contributor").post(PAGE, posted).status_code == 302
    entry.refresh_from_db()
    assert (entry.nothing_to_report, entry.nothing_reason, entry.internal_note) == (True, REASON, NOTE)
    assert entry.narrative == f"<p>{KEPT}</p>"
    page = page_of(sign_in("contributor"))
    assert 'aria-describedby="nothing-help" checked' in page
    assert SENTENCE in page
    assert REASON in page
    assert NOTE in page
    assert KEPT in page


def test_guidance_stands_beside_the_measure_where_there_is_any(sign_in, year):
    assert 'class="guidance"' not in page_of(sign_in("contributor"))
    SubPoint.objects.filter(number="4.2.9").update(guidance="Birinci sətir.\n\nİkinci <b>sətir</b>.")
    page = page_of(sign_in("contributor"))
    assert "<p>Birinci sətir.</p>" in page
    assert "<p>İkinci &lt;b&gt;sətir&lt;/b&gt;.</p>" in page
