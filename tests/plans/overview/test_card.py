"""The card of a cell: what it says to whom, what it leads to, what it costs."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from plans.enums import AssignmentRole, EntryState
from plans.models import Assignment, Entry, ReportingYear, Transition

YEAR = "/plans/numune-2020-2024/2024"
BEFORE, AFTER = "2025-01-20 12:00+04:00", "2025-01-21 12:00+04:00"  # the deadline day, and the day after


@pytest.fixture
def card(sign_in):
    """`card(code, number, who)` → the texts of the card, and its links by what they say."""

    def read(code: str, number: str, who: str = "coordinator") -> tuple[list[str], dict[str, str]]:
        response = sign_in(who).get(f"{YEAR}/{code}/{number}/card/")
        assert response.status_code == 200
        html = response.content.decode()
        links = dict(re.findall(r'<a [^>]*href="([^"]*)">([^<]*)</a>', html))
        texts = [text.strip() for text in re.sub(r"<a .*?</a>|<svg.*?</svg>", "", html, flags=re.DOTALL).split("<")]
        said = [text.split(">", 1)[-1].strip() for text in texts]
        return [text for text in said if text], {text: address for address, text in links.items()}

    return read


@time_machine.travel(AFTER)
def test_returned_entry_says_who_returned_it_when_and_that_it_is_late(card, write_entry, people):
    entry = write_entry("4.2.4", state=EntryState.RETURNED)
    Entry.objects.filter(pk=entry.pk).update(resubmit_by=datetime.date(2025, 1, 20))
    Transition.objects.create(
        entry=entry, action="return", from_state="submitted", to_state="returned", reason="Nümunə səbəb.",
        actor=people["coordinator"], created_at=datetime.datetime(2025, 1, 10, 8, 30, tzinfo=datetime.UTC),
    )  # fmt: skip
    texts, links = card("NUMUNE", "4.2.4")
    assert texts == [
        "4.2.4", "Geri qaytarılıb", "Nümunə Xidməti", "Nümunə tədbir 4.2.4 (İnsan haqqında)", "Kim",
        str(people["coordinator"]), "Nə vaxt", "10.01.2025 12:30", "Son tarix", "20.01.2025 · gecikir",
    ]  # fmt: skip
    assert links == {"Aç": f"{YEAR}/NUMUNE/4.2.4/", "Xatırlat": f"{YEAR}/reminders/?agency=NUMUNE"}


@time_machine.travel(BEFORE)
def test_what_is_not_started_or_a_draft_says_so(card, write_entry, people, other_agency):
    texts, links = card("BASHQA", "4.2.4")
    assert texts[:2] + texts[4:] == ["4.2.4", "Başlanmayıb", "Son tarix", "20.01.2025"]
    assert set(links) == {"Aç", "Xatırlat"}
    write_entry("4.2.4", state=EntryState.DRAFT, author=people["contributor"])
    texts, _links = card("NUMUNE", "4.2.4")
    assert texts[1:2] + texts[4:7] == ["Qaralama", "Kim", str(people["contributor"]), "Nə vaxt"]


@time_machine.travel(AFTER)
def test_submitted_entry_leads_the_coordinator_to_its_review_and_nobody_is_reminded(card, write_entry):
    entry = write_entry("4.2.1", state=EntryState.SUBMITTED)
    Entry.objects.filter(pk=entry.pk).update(first_submitted_at=timezone.now())
    texts, links = card("NUMUNE", "4.2.1")
    assert (texts[1], texts[-1]) == ("Təqdim edilib", "20.01.2025 · gec təqdim edilib")
    assert links == {"Aç": f"{YEAR}/NUMUNE/4.2.1/review/"}
    texts, links = card("NUMUNE", "4.2.1", "observer")
    assert "Kim" not in texts
    assert links == {"Aç": f"{YEAR}/NUMUNE/4.2.1/"}


@time_machine.travel(AFTER)
def test_recommended_body_has_no_deadline_and_gets_no_reminder(card, write_entry):
    write_entry("4.2.4", state=EntryState.DRAFT)
    Assignment.objects.filter(sub_point__number="4.2.4").update(role=AssignmentRole.RECOMMENDED)
    texts, links = card("NUMUNE", "4.2.4")
    assert texts[-2:] == ["Son tarix", "tövsiyə edilən qurum"]
    assert set(links) == {"Aç"}


def test_nobody_is_reminded_in_a_closed_year(card, write_entry, year):
    ReportingYear.objects.filter(pk=year.pk).update(state="closed")
    assert set(card("NUMUNE", "4.2.4")[1]) == {"Aç"}


def test_cell_that_shows_nothing_has_no_card(sign_in, write_entry):
    write_entry("4.2.4", state=EntryState.DRAFT)
    for number in ("4.2.4", "4.2.9", "9.9.9"):
        assert sign_in("observer").get(f"{YEAR}/NUMUNE/{number}/card/").status_code == 404


def test_card_costs_seven_queries(sign_in, write_entry, django_assert_num_queries):
    write_entry("4.2.4", state=EntryState.RETURNED)
    client = sign_in("coordinator")
    with django_assert_num_queries(7):
        client.get(f"{YEAR}/NUMUNE/4.2.4/card/")
