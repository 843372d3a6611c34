"""The server's clock jumps back an hour, or forward a day, between saves, heartbeats and moves."""

import datetime

import pytest
import time_machine
from django.db import transaction

from plans.enums import EntryState
from plans.models import Entry, Revision, SideRevision, Transition
from plans.workflow import apply_transition
from tests.faults.conftest import address_of

pytestmark = pytest.mark.django_db

MORNING = datetime.datetime(2025, 1, 5, 8, 0, tzinfo=datetime.UTC)
AN_HOUR_BACK, A_DAY_ON = -datetime.timedelta(hours=1), datetime.timedelta(days=1)
BY_SCRIPT = {"X-Requested-With": "fetch"}
A, B = "aaaaaaaa", "bbbbbbbb"


@pytest.fixture
def clock(year, people):
    with time_machine.travel(MORNING, tick=False) as travelled:
        yield travelled


def send(client, narrative: str, page_save: int, *, version: int | str = "", page: str = A):
    form = {"narrative": narrative, "status": "implemented", "page": page, "page_save": page_save, "version": version}
    return client.post(address_of("4.2.9"), form, headers=BY_SCRIPT)


def beat(client, page: str) -> list[str]:
    answer = client.post(address_of("4.2.9", "entry-presence"), {"page": page}, headers=BY_SCRIPT).json()
    return [other["name"] for other in answer["others"]]


def history() -> list[tuple[int, str]]:
    return list(Revision.objects.order_by("version").values_list("version", "narrative"))


# --- Saves -----------------------------------------------------------------------------------------------------------


def test_clock_set_back_ends_the_sitting_and_keeps_every_text_in_order(clock, sign_in):
    client = sign_in("contributor")
    send(client, "<p>Bir</p>", 1)
    clock.shift(AN_HOUR_BACK)
    answer = send(client, "<p>Bir iki</p>", 2, version=1)
    assert (answer.status_code, answer.json()["version"], answer.json()["saved_at"]) == (200, 2, "11:00")
    send(client, "<p>Bir iki üç</p>", 3, version=2)
    assert history() == [(1, "<p>Bir</p>"), (3, "<p>Bir iki üç</p>")]
    page = client.get(address_of("4.2.9", "entry"))
    assert [revision.version for revision in page.context["revisions"]] == [3, 1]
    assert page.context["entry"].narrative == "<p>Bir iki üç</p>"


def test_save_from_before_the_clock_was_set_back_is_still_known_as_overtaken(clock, sign_in):
    client = sign_in("contributor")
    send(client, "<p>Bir</p>", 1)
    clock.shift(AN_HOUR_BACK)
    send(client, "<p>Bir iki üç</p>", 3, version=1)
    late = send(client, "<p>Bir iki</p>", 2, version=1)
    assert (late.json()["result"], Entry.objects.get().narrative) == ("saved", "<p>Bir iki üç</p>")


def test_colleagues_are_merged_across_a_clock_set_back(clock, sign_in):
    contributor, lead = sign_in("contributor"), sign_in("lead")
    send(contributor, "<p>Bir</p><p>İki</p><p>Üç</p>", 1)
    lead.get(address_of("4.2.9", "entry"))
    clock.shift(AN_HOUR_BACK)
    send(contributor, "<p>Bir!</p><p>İki</p><p>Üç</p>", 2, version=1)
    answer = send(lead, "<p>Bir</p><p>İki</p><p>Üç!</p>", 1, version=1, page=B).json()
    assert (answer["result"], answer["content"]["narrative"]) == ("merged", "<p>Bir!</p><p>İki</p><p>Üç!</p>")


def test_day_that_is_jumped_over_ends_the_session_and_the_text_is_saved_after_signing_in_again(clock, people, sign_in):
    client = sign_in("contributor")
    send(client, "<p>Bir</p>", 1)
    clock.shift(A_DAY_ON)
    over = send(client, "<p>Bir iki</p>", 2, version=1)
    assert (over.status_code, over.json()) == (401, {"signed_out": True})
    assert history() == [(1, "<p>Bir</p>")]
    client.force_login(people["contributor"])
    again = send(client, "<p>Bir iki</p>", 3, version=1)
    assert (again.json()["result"], history()) == ("saved", [(1, "<p>Bir</p>"), (2, "<p>Bir iki</p>")])


def test_hour_set_back_keeps_the_session_but_not_for_longer_than_idleness_allows(clock, settings, sign_in):
    client = sign_in("contributor")
    assert send(client, "<p>Bir</p>", 1).status_code == 200
    clock.shift(AN_HOUR_BACK)
    assert send(client, "<p>Bir iki</p>", 2, version=1).status_code == 200
    clock.shift(datetime.timedelta(seconds=settings.SESSION_IDLE_SECONDS))
    assert send(client, "<p>Bir iki üç</p>", 3, version=2).status_code == 401


# --- Presence --------------------------------------------------------------------------------------------------------


def test_closed_page_does_not_stay_open_because_the_clock_was_set_back(clock, sign_in):
    contributor, lead = sign_in("contributor"), sign_in("lead")
    beat(contributor, A)
    assert beat(lead, B) == ["Nümunə emekdas"]
    clock.shift(AN_HOUR_BACK)
    assert beat(lead, B) == []


def test_page_that_is_open_is_seen_again_with_its_next_heartbeat(clock, sign_in):
    contributor, lead = sign_in("contributor"), sign_in("lead")
    beat(contributor, A)
    clock.shift(AN_HOUR_BACK)
    beat(contributor, A)
    assert beat(lead, B) == ["Nümunə emekdas"]


# --- Moves -----------------------------------------------------------------------------------------------------------


def test_moves_stay_in_the_order_they_were_made_in(clock, people, sign_in):
    client = sign_in("contributor")
    send(client, "<p>Bir</p>", 1)

    def move(action: str, by: str, reason: str = "") -> None:
        entry = Entry.objects.select_related("reporting_year").get()
        apply_transition(entry, action, actor=people[by], reason=reason)

    move("submit", "lead")
    move("return", "coordinator", "Birinci səbəb.")
    clock.shift(AN_HOUR_BACK)
    move("submit", "lead")
    clock.shift(AN_HOUR_BACK)
    move("return", "coordinator", "İkinci səbəb.")
    page = client.get(address_of("4.2.9", "entry")).context
    assert [item.action for item in page["transitions"]] == ["return", "submit", "return", "submit"]
    assert page["returned_because"].reason == "İkinci səbəb."
    home = client.get("/plans/numune-2020-2024/2024/NUMUNE/").content.decode()
    assert "İkinci səbəb." in home
    assert "Birinci səbəb." not in home
    assert Transition.objects.filter(revision__version=1).count() == 4


def test_text_that_comes_after_a_submission_in_its_future_is_kept_and_names_the_submission(clock, people, sign_in):
    client = sign_in("contributor")
    send(client, "<p>Bir</p>", 1)
    entry = Entry.objects.select_related("reporting_year").get()
    apply_transition(entry, "submit", actor=people["lead"])
    clock.shift(AN_HOUR_BACK)
    answer = send(client, "<p>Bir iki</p>", 2, version=1)
    assert (answer.status_code, answer.json()["result"]) == (409, "late")
    assert "Nümunə mesul" in answer.json()["html"]
    assert SideRevision.objects.get().narrative == "<p>Bir iki</p>"
    assert Entry.objects.get().narrative == "<p>Bir</p>"


@pytest.mark.parametrize("jump", [AN_HOUR_BACK, A_DAY_ON])
def test_second_of_two_moves_is_refused_whatever_the_clock_says(jump, clock, people, write_entry):
    from plans.workflow import EntryHasMoved

    write_entry("4.2.9", state=EntryState.SUBMITTED)
    first, second = (Entry.objects.select_related("reporting_year").get() for _copy in range(2))
    apply_transition(first, "return", actor=people["coordinator"], reason="Nümunə səbəb.")
    clock.shift(jump)
    with pytest.raises(EntryHasMoved), transaction.atomic():
        apply_transition(second, "approve", actor=people["coordinator"])
    assert Entry.objects.get().state == EntryState.RETURNED
