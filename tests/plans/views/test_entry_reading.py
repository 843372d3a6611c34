"""The entry page, reading: last year's text, other agencies, revisions; who sees which, and what it costs."""

import datetime

import pytest
import time_machine

from plans.enums import EntryState, YearState
from plans.models import Assignment, ReportingYear, SubPoint, Transition
from tests.conftest import make_agency
from tests.plans.views.test_entry import OTHERS, PAGE, TEXT, ready, save_again

__all__ = ["ready"]  # a fixture: pytest finds it by its name here


# --- What is shown ---------------------------------------------------------------------------------------------------


def test_last_years_text_is_at_the_writers_hand(closed_year, sign_in, write_entry):
    write_entry("4.2.9", OTHERS, in_year=closed_year)
    response = sign_in("contributor").get(PAGE)
    assert response.context["last_year"].narrative == OTHERS
    assert response.context["last_year_number"] == 2023
    assert (
        'id="last-year-narrative" role="group" aria-labelledby="last-year-title" tabindex="0" lang="az" '
        f'translate="no">{OTHERS}<' in (response.content.decode())
    )


def test_nothing_stands_for_last_year_where_nothing_was_written(closed_year, sign_in, write_entry):
    write_entry("4.2.10", OTHERS, in_year=closed_year)
    response = sign_in("contributor").get(PAGE)
    assert response.context["last_year"] is None
    assert "last-year-narrative" not in response.content.decode()


def test_last_years_draft_is_kept_from_an_observer(closed_year, sign_in, write_entry):
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    write_entry("4.2.9", OTHERS, in_year=closed_year)
    response = sign_in("observer").get(PAGE)
    assert response.status_code == 200
    assert response.context["last_year"] is None
    assert "Başqasının sözü." not in response.content.decode()


def test_last_years_approved_text_is_shown_to_an_observer(closed_year, sign_in, write_entry):
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    write_entry("4.2.9", OTHERS, in_year=closed_year, state=EntryState.APPROVED)
    response = sign_in("observer").get(PAGE)
    assert response.context["last_year"].narrative == OTHERS
    assert response.context["form"] is None


def test_other_agencies_are_named_and_their_texts_kept(sign_in, write_entry, other_agency):
    write_entry("4.2.9")
    write_entry("4.2.9", OTHERS, by=other_agency, state=EntryState.APPROVED)
    response = sign_in("contributor").get(PAGE)
    page = response.content.decode()
    assert response.context["other_agencies"] == ["Nümunə Komitəsi"]
    assert "Nümunə Komitəsi" in page
    assert "Başqasının sözü." not in page
    assert sign_in("contributor").get(PAGE.replace("NUMUNE", "BASHQA")).status_code == 404


def test_agency_on_another_sub_point_is_not_named(sign_in, year, other_agency):
    Assignment.objects.filter(agency=other_agency, sub_point__number="4.2.9").delete()
    assert sign_in("contributor").get(PAGE).context["other_agencies"] == []


def test_closed_year_gives_no_editor(ready, sign_in):
    assert sign_in("contributor").get(PAGE).context["form"] is not None
    ReportingYear.objects.update(state=YearState.CLOSED)
    assert sign_in("contributor").get(PAGE).context["form"] is None


def test_coordinator_reads_a_draft_without_an_editor(sign_in, write_entry):
    write_entry("4.2.9", OTHERS)
    response = sign_in("coordinator").get(PAGE)
    assert (response.status_code, response.context["form"]) == (200, None)
    assert "Başqasının sözü." in response.content.decode()


# --- Revisions -------------------------------------------------------------------------------------------------------


def test_revisions_are_listed_newest_first_ten_of_them(sign_in, write_entry):
    entry = write_entry("4.2.9")
    for number in range(2, 13):
        with time_machine.travel(datetime.datetime(2025, 1, number, 9, tzinfo=datetime.UTC), tick=False):
            save_again(entry, f"<p>Nümunə mətn. {number}.</p>")
        entry.refresh_from_db()
    for role in ("contributor", "coordinator"):
        revisions = sign_in(role).get(PAGE).context["revisions"]
        assert [revision.version for revision in revisions] == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]


@pytest.mark.parametrize("role", ["contributor", "lead", "coordinator"])
def test_revision_page_shows_the_earlier_text(role, sign_in, write_entry):
    save_again(write_entry("4.2.9", OTHERS), TEXT)
    first = sign_in(role).get(f"{PAGE}revisions/1/")
    assert first.status_code == 200
    assert first.context["revision"].narrative == OTHERS
    assert "Başqasının sözü." in first.content.decode()
    assert "Mənim sözüm." not in first.content.decode()


@pytest.mark.parametrize("role", ["observer", "stranger", "administrator"])
def test_revisions_are_not_found_for_others(role, sign_in, write_entry):
    write_entry("4.2.9", OTHERS, state=EntryState.APPROVED)
    assert sign_in(role).get(f"{PAGE}revisions/1/").status_code == 404


def test_observer_sees_the_text_and_no_revisions(sign_in, write_entry):
    write_entry("4.2.9", OTHERS, state=EntryState.APPROVED)
    response = sign_in("observer").get(PAGE)
    assert response.status_code == 200
    assert response.context["revisions"] == []
    assert "/revisions/" not in response.content.decode()


@pytest.mark.parametrize("version", ["2", "0", "99999999999999999999"])
def test_revision_that_does_not_exist_is_not_found(version, sign_in, write_entry):
    write_entry("4.2.9")
    assert sign_in("contributor").get(f"{PAGE}revisions/{version}/").status_code == 404


def test_revision_of_an_entry_not_started_is_not_found(ready, sign_in):
    assert sign_in("contributor").get(f"{PAGE}revisions/1/").status_code == 404


# --- Names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "named"), [("observer", 0), ("contributor", 1), ("coordinator", 1)])
def test_who_wrote_and_who_submitted_is_kept_from_an_observer(role, named, people, sign_in, write_entry):
    entry = write_entry("4.2.9", state=EntryState.SUBMITTED, author=people["stranger"])
    Transition.objects.create(
        entry=entry,
        action="submit",
        actor=people["lead"],
        from_state=EntryState.DRAFT,
        to_state=EntryState.SUBMITTED,
        created_at=entry.updated_at,
    )
    client = sign_in(role)
    page = client.get(PAGE).content.decode()
    facts = page[page.index('<dl class="facts">') :]
    standing = page[page.index('<ul class="standing-lines">') :]
    assert facts[: facts.index("</dl>")].count(str(people["stranger"])) == named
    assert standing[: standing.index("</ul>")].count(str(people["lead"])) == named
    rows = client.get("/plans/numune-2020-2024/2024/NUMUNE/").content.decode()
    assert rows.count(f'<span class="who"><span lang="az" translate="no">{people["stranger"]}</span>') == named


# --- Cost ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3])
def test_page_costs_the_same_queries_whatever_the_size(
    size, sign_in, write_entry, closed_year, plan, django_assert_num_queries
):
    write_entry("4.2.9", OTHERS, in_year=closed_year, state=EntryState.APPROVED)
    entry = write_entry("4.2.9")
    for number in range(1, size):
        Assignment.objects.create(
            agency=make_agency(f"ELAVE-{number}", f"Nümunə Agentliyi {number}"),
            sub_point=SubPoint.objects.get(number="4.2.9"),
        )
        entry = save_again(entry, f"<p>Nümunə mətn. {number}.</p>")
    contributor, coordinator = sign_in("contributor"), sign_in("coordinator")
    # session, person, agency with its names, years; assignment, entry and last year's; revisions, moves, comments,
    # evidence, indicators, other agencies
    with django_assert_num_queries(13):
        response = contributor.get(PAGE)
    assert (len(response.context["other_agencies"]), len(response.context["revisions"])) == (size, size)
    # the same
    with django_assert_num_queries(13):
        coordinator.get(PAGE)


@pytest.mark.parametrize(("role", "queries"), [("contributor", 13), ("coordinator", 13)])
def test_returned_entry_costs_no_query_more_for_the_reason(
    role, queries, sign_in, write_entry, django_assert_num_queries
):
    write_entry("4.2.9", state=EntryState.RETURNED)
    client = sign_in(role)
    with django_assert_num_queries(queries):
        client.get(PAGE)
