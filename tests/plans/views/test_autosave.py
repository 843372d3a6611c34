"""Saving while one writes, presence, and the difference to a local copy: what the entry page's script is answered."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from plans.enums import EntryState, SideKind, YearState
from plans.models import Assignment, Entry, Indicator, Presence, ReportingYear, Revision, SideRevision, SubPoint
from plans.rules import NARRATIVE_MAX_CHARACTERS
from plans.services import mark_ready
from plans.workflow import apply_transition
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

ENTRY = {"plan": "numune-2020-2024", "year": 2024, "agency": "NUMUNE", "number": "4.2.9"}
AUTOSAVE = reverse("plans:entry-autosave", kwargs=ENTRY)
PRESENCE = reverse("plans:entry-presence", kwargs=ENTRY)
DIFFERENCE = reverse("plans:entry-difference", kwargs=ENTRY)
PAGE = reverse("plans:entry", kwargs=ENTRY)
BY_SCRIPT = {"X-Requested-With": "fetch"}
A, B, C = "aaaaaaaa-1", "bbbbbbbb-1", "cccccccc-1"  # names of open pages
TEXT = "<p>Bir.</p><p>İki.</p><p>Üç.</p>"
EIGHT_IN_THE_MORNING = datetime.datetime(2025, 1, 5, 8, 0, tzinfo=datetime.UTC)  # 12:00 in Baku


@pytest.fixture
def clock(year):
    with time_machine.travel(EIGHT_IN_THE_MORNING, tick=False) as travelled:
        yield travelled


@pytest.fixture
def send(clock, people, sign_in):
    """`send("<p>…</p>", by="lead", version=1, page=B, page_save=2)` saves as an open page does."""
    clients: dict[str, Client] = {}

    def post(narrative: str, *, by: str = "contributor", page: str = A, page_save: int = 1, **more):
        if by not in clients:
            clients[by] = sign_in(by)
            clients[by].cookies["django_language"] = "en"  # sentences as they stand in the source
        data = {"narrative": narrative, "status": "", "page": page, "page_save": page_save} | more
        return clients[by].post(AUTOSAVE, data, headers=BY_SCRIPT)

    return post


@pytest.fixture
def indicator(plan) -> Indicator:
    sub_point = SubPoint.objects.get(number="4.2.9")
    return Indicator.objects.create(sub_point=sub_point, name="Nümunə göstərici", unit="nəfər")


def open_page(client: Client) -> int:
    """Somebody opens the page; gives the version it starts from."""
    return client.get(PAGE).context["entry"].version


# --- Saved -----------------------------------------------------------------------------------------------------------


def test_first_save_makes_the_entry(send):
    response = send("<p>Bir iki</p>")
    assert response.status_code == 200
    assert response.json() == {
        "result": "saved",
        "version": 1,
        "state": "draft",
        "saved_at": "12:00",
        "side": None,
        "figure_errors": {},
        "words": 2,
    }
    entry = Entry.objects.get()
    assert (entry.narrative, entry.updated_by.username, entry.state) == ("<p>Bir iki</p>", "emekdas", "draft")


def test_next_save_goes_on_in_the_same_revision(send, clock):
    send("<p>Bir</p>")
    clock.shift(datetime.timedelta(minutes=7))
    answer = send("<p>Bir iki üç</p>", version=1, page_save=2).json()
    assert (answer["version"], answer["words"], answer["saved_at"]) == (2, 3, "12:07")
    assert list(Revision.objects.values_list("version", "narrative")) == [(2, "<p>Bir iki üç</p>")]


def test_save_that_comes_twice_is_answered_the_same(send):
    first = send("<p>Bir</p>")
    again = send("<p>Bir</p>")
    assert (again.status_code, again.json()) == (200, first.json())
    assert Revision.objects.count() == 1


def test_empty_page_saves_nothing_and_says_saved(send):
    response = send("")
    assert response.json() == {
        "result": "saved",
        "version": None,
        "state": "not_started",
        "saved_at": "12:00",
        "side": None,
        "figure_errors": {},
        "words": 0,
    }
    assert Entry.objects.count() == 0


def test_every_part_that_the_page_has_is_saved(send, indicator):
    key = str(indicator.pk)
    send(
        "<p>Bir</p>",
        status="implemented",
        parts="nothing_to_report nothing_reason internal_note figures",
        nothing_to_report="on",
        nothing_reason="Nümunə səbəb.",
        internal_note="Nümunə mətn.",
        **{f"figure-{key}": "1 250"},
    )
    assert Entry.objects.get().content == {
        "narrative": "<p>Bir</p>",
        "status": "implemented",
        "nothing_to_report": True,
        "nothing_reason": "Nümunə səbəb.",
        "figures": {key: "1250"},
        "internal_note": "Nümunə mətn.",
    }


def test_part_that_the_page_does_not_name_stays_as_it_is(send):
    send("<p>Bir</p>", parts="nothing_to_report", nothing_to_report="on")
    send("<p>Bir iki</p>", version=1, page_save=2)
    assert Entry.objects.get().nothing_to_report is True
    send("<p>Bir iki</p>", version=2, page_save=3, parts="nothing_to_report")
    assert Entry.objects.get().nothing_to_report is False


def test_figure_that_is_no_number_is_named_and_the_rest_is_saved(send, indicator):
    response = send("<p>Bir</p>", parts="figures", **{f"figure-{indicator.pk}": "çox"})
    answer = response.json()
    assert (response.status_code, answer["result"]) == (200, "saved")
    assert answer["figure_errors"] == {str(indicator.pk): "Type a number, for example 1250 or 12,5."}
    assert (Entry.objects.get().narrative, Entry.objects.get().figures) == ("<p>Bir</p>", {})


def test_save_takes_the_mark_ready_away(send, people):
    send("<p>Bir</p>", status="implemented")
    mark_ready(Entry.objects.get(), people["contributor"], ready=True, version=1)
    send("<p>Bir iki</p>", status="implemented", version=1, page_save=2)
    assert Entry.objects.get().ready_at is None


def test_text_is_cleaned_at_the_door(send):
    send('<p onclick="x">Bir<script>alert(1)</script></p>')
    assert Entry.objects.get().narrative == "<p>Bir</p>"


# --- Merged, or to be chosen -----------------------------------------------------------------------------------------


def test_colleagues_change_is_merged_and_comes_back(send, sign_in):
    send(TEXT, status="implemented")
    base = open_page(sign_in("lead"))
    send("<p>Bir!</p><p>İki.</p><p>Üç.</p>", status="implemented", version=base, page_save=2)
    response = send("<p>Bir.</p><p>İki.</p><p>Üç!</p>", by="lead", page=B, version=base, status="implemented")
    assert response.status_code == 200
    side = SideRevision.objects.get()
    assert response.json() == {
        "result": "merged",
        "version": 3,
        "state": "draft",
        "saved_at": "12:00",
        "side": side.pk,
        "figure_errors": {},
        "content": {
            "narrative": "<p>Bir!</p><p>İki.</p><p>Üç!</p>",
            "status": "implemented",
            "nothing_to_report": False,
            "nothing_reason": "",
            "figures": {},
            "internal_note": "",
        },
        "words": 3,
        "message": "A colleague's changes have been put together with yours.",
    }
    assert (side.kind, side.narrative) == (SideKind.MERGED, "<p>Bir.</p><p>İki.</p><p>Üç!</p>")


def test_merged_figures_come_back_as_the_page_shows_them(send, sign_in, indicator):
    key = f"figure-{indicator.pk}"
    send(TEXT, parts="figures", **{key: "1 250"})
    base = open_page(sign_in("lead"))
    send("<p>Bir!</p><p>İki.</p><p>Üç.</p>", version=base, page_save=2, parts="figures", **{key: "1 250"})
    answer = send("<p>Bir.</p><p>İki.</p><p>Üç!</p>", by="lead", page=B, version=base, parts="figures", **{key: "1250"})
    assert answer.json()["content"]["figures"] == {str(indicator.pk): "1\u00a0250"}


def test_same_paragraph_is_to_be_chosen_and_nothing_changes(send, sign_in):
    send(TEXT)
    base = open_page(sign_in("lead"))
    send("<p>Bir.</p><p>İki, birinci.</p><p>Üç.</p>", version=base, page_save=2)
    mine = "<p>Bir.</p><p>İki, ikinci.</p><p>Üç.</p>"
    response = send(mine, by="lead", page=B, version=base)
    answer = response.json()
    assert (response.status_code, answer["result"], answer["version"], answer["state"]) == (409, "conflict", 2, "draft")
    assert answer["values"]["status"] == ""
    assert "words" not in answer
    side = SideRevision.objects.get()
    assert (answer["side"], side.narrative, side.settled_at) == (side.pk, mine, None)
    assert Entry.objects.get().narrative == "<p>Bir.</p><p>İki, birinci.</p><p>Üç.</p>"
    # The choice shows both, escaped by the template that shows them.
    assert "birinci" in answer["html"]
    assert "ikinci" in answer["html"]
    assert answer["other_is_self"] is False
    assert "A colleague has changed the same places" in answer["html"]
    assert "other window" not in answer["html"]


def test_texts_of_two_windows_of_one_person_are_called_so(send, sign_in):
    send(TEXT)
    base = open_page(sign_in("contributor"))
    send("<p>Bir.</p><p>İki, birinci.</p><p>Üç.</p>", version=base, page_save=2)
    answer = send("<p>Bir.</p><p>İki, ikinci.</p><p>Üç.</p>", page=B, version=base).json()
    assert (answer["result"], answer["other_is_self"]) == ("conflict", True)
    assert "Your other window has changed the same places" in answer["html"]
    assert "olleague" not in answer["html"]
    merged = send("<p>Bir.</p><p>İki.</p><p>Üç, ikinci.</p>", page=B, page_save=2, version=base).json()
    assert (merged["result"], merged["message"]) == (
        "merged",
        "What you have written in another window has been put together with this.",
    )


def test_texts_of_two_windows_with_a_colleagues_between_are_not_called_ones_own(send, sign_in):
    send(TEXT)
    base = open_page(sign_in("contributor"))
    send("<p>Bir.</p><p>İki, həmkarın.</p><p>Üç.</p>", by="lead", page=B, version=base)
    version = open_page(sign_in("contributor"))
    send("<p>Bir.</p><p>İki, həmkarın.</p><p>Üç, birinci.</p>", page="cccccccc-1", version=version)
    answer = send("<p>Bir.</p><p>İki, ikinci.</p><p>Üç.</p>", page_save=2, version=base)
    assert answer.json()["result"] == "conflict"
    assert answer.json()["other_is_self"] is False


def test_choice_is_saved_and_settles_the_text_beside(send, sign_in):
    send(TEXT)
    base = open_page(sign_in("lead"))
    send("<p>x</p>", version=base, page_save=2)
    side = send("<p>y</p>", by="lead", page=B, version=base).json()["side"]
    answer = send("<p>x</p><p>y</p>", by="lead", page=B, page_save=2, version=2, settles_side=side).json()
    assert (answer["result"], answer["version"]) == ("saved", 3)
    assert SideRevision.objects.get(pk=side).settled_at == EIGHT_IN_THE_MORNING


# --- Too late --------------------------------------------------------------------------------------------------------


def test_save_after_submission_changes_nothing_is_kept_and_says_who(send, people):
    send("<p>Bir</p>", status="implemented")
    entry = Entry.objects.select_related("reporting_year").get()
    apply_transition(entry, "submit", actor=people["lead"])
    response = send("<p>Bir iki</p>", status="implemented", version=1, page_save=2)
    answer = response.json()
    side = SideRevision.objects.get()
    assert (response.status_code, answer["result"], answer["state"]) == (409, "late", "submitted")
    assert (answer["version"], answer["side"]) == (1, side.pk)
    assert (side.kind, side.narrative, side.author) == (SideKind.LATE, "<p>Bir iki</p>", people["contributor"])
    assert Entry.objects.get().narrative == "<p>Bir</p>"
    assert str(people["lead"]) in answer["html"]


def test_first_save_into_a_closed_year_is_kept_without_an_entry(send, year):
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    response = send("<p>Bir</p>")
    answer = response.json()
    assert (response.status_code, answer["result"], answer["version"]) == (409, "late", None)
    assert answer["state"] == "not_started"
    assert SideRevision.objects.get().narrative == "<p>Bir</p>"
    assert Entry.objects.count() == 0


# --- Not understood, not theirs --------------------------------------------------------------------------------------


def test_text_that_is_too_long_is_named_and_not_saved(send):
    response = send("<p>" + "a" * NARRATIVE_MAX_CHARACTERS + "</p>")
    assert response.status_code == 422
    assert response.json() == {
        "result": "invalid",
        "errors": {"narrative": "The text is far too long: an entry holds 500 kB. Shorten the text, then save again."},
    }
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [("version", "bir"), ("version", 0), ("page", "<script>"), ("page_save", -1), ("status", "done"), ("writer", "x")],
)
def test_field_that_is_not_understood_is_named_and_nothing_saved(send, field, value):
    response = send("<p>Bir</p>", **{"page": A, "page_save": 1} | {field: value})
    assert response.status_code == 422
    assert response.json()["result"] == "invalid"
    assert list(response.json()["errors"]) == [field]
    assert Entry.objects.count() == 0


def test_page_of_somebody_who_has_signed_out_since_is_not_saved_as_the_next_persons(send, people):
    response = send("<p>Bir</p>", writer=people["lead"].pk)
    assert response.status_code == 409
    assert response.json() == {
        "result": "other_writer",
        "message": "Someone else has signed in to this browser: Nümunə emekdas. Copy your text, sign in again and"
        " save.",
    }
    assert Entry.objects.count() == 0
    assert send("<p>Bir</p>", writer=people["contributor"].pk).status_code == 200


@pytest.mark.parametrize("role", ["stranger", "coordinator", "observer", "administrator"])
def test_nobody_else_saves(role, send):
    response = send("<p>Bir</p>", by=role)
    assert response.status_code == 404
    assert (Entry.objects.count(), SideRevision.objects.count()) == (0, 0)


@pytest.mark.parametrize("part", [{"number": "4.2.7"}, {"year": 2019}, {"year": 2021}, {"plan": "yoxdur"}])
def test_address_that_names_nothing_is_not_found(part, send, sign_in):
    address = reverse("plans:entry-autosave", kwargs=ENTRY | part)
    response = sign_in("contributor").post(address, {"narrative": "<p>Bir</p>", "page": A, "page_save": 1})
    assert response.status_code == 404


@pytest.mark.parametrize("address", [AUTOSAVE, PRESENCE, DIFFERENCE])
def test_script_of_somebody_signed_out_is_told_so(address, year, people):
    response = Client().post(address, {"narrative": "<p>Bir</p>", "page": A}, headers=BY_SCRIPT)
    assert (response.status_code, response.json()) == (401, {"signed_out": True})


@pytest.mark.parametrize("address", [AUTOSAVE, PRESENCE, DIFFERENCE])
def test_only_posts_are_taken(address, sign_in, year):
    assert sign_in("contributor").get(address).status_code == 405


@pytest.mark.parametrize("address", [AUTOSAVE, PRESENCE, DIFFERENCE])
def test_request_without_its_token_is_refused(address, people, year):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["contributor"])
    assert client.post(address, {"narrative": "<p>Bir</p>", "page": A}, headers=BY_SCRIPT).status_code == 403
    assert (Entry.objects.count(), Presence.objects.count()) == (0, 0)


# --- Cost ------------------------------------------------------------------------------------------------------------


def test_save_costs_eight_queries_as_long_as_a_sitting_lasts(send, indicator, django_assert_num_queries):
    figures = {"parts": "nothing_to_report nothing_reason internal_note figures", f"figure-{indicator.pk}": "5"}
    send("<p>Bir</p>", **figures)
    # session, person, place; savepoint, revision with entry and year, entry, revision, release
    for save in (2, 3, 4):
        with django_assert_num_queries(8):
            assert send(f"<p>Bir {save}</p>", version=save - 1, page_save=save, **figures).status_code == 200


def test_save_costs_the_same_after_ten_thousand_revisions(send, people, django_assert_num_queries):
    send("<p>Bir</p>")
    entry = Entry.objects.get()
    Revision.objects.bulk_create(
        [
            Revision(
                entry=entry, version=version, narrative=f"<p>Nümunə mətn {version}.</p>", author=people["contributor"],
                created_at=entry.updated_at, saved_at=entry.updated_at, words_added=1, words_removed=1,
            )
            for version in range(2, 10_001)
        ],
        batch_size=1000,
    )  # fmt: skip
    Entry.objects.update(version=10_000)
    send("<p>Bir iki</p>", version=10_000, page_save=2)  # begins a sitting
    with django_assert_num_queries(8):
        answer = send("<p>Bir iki üç</p>", version=10_001, page_save=3).json()
    assert (answer["result"], answer["version"], Revision.objects.count()) == ("saved", 10_002, 10_001)


def test_heartbeat_costs_the_place_one_write_and_two_looks(send, sign_in, django_assert_num_queries):
    send("<p>Bir</p>")
    client = sign_in("lead")
    beat = {"page": B}
    client.post(PRESENCE, beat, headers=BY_SCRIPT)
    # session, person, years, agency, assignment, entries; presence, who else, comments
    with django_assert_num_queries(9):
        assert client.post(PRESENCE, beat, headers=BY_SCRIPT).status_code == 200


# --- Who else has it open --------------------------------------------------------------------------------------------


def test_heartbeat_tells_how_the_entry_stands(send, sign_in):
    client = sign_in("lead")
    before = client.post(PRESENCE, {"page": B}, headers=BY_SCRIPT)
    assert (before.status_code, before.json()) == (
        200,
        {
            "others": [],
            "version": None,
            "state": "not_started",
            "editable": True,
            "updated_by": "",
            "updated_by_me": False,
            "ready": False,
            "state_label": "Başlanmayıb",
            "comments": "",
        },
    )
    send("<p>Bir</p>")
    after = client.post(PRESENCE, {"page": B}, headers=BY_SCRIPT)
    assert after.json() == {
        "others": [],
        "version": 1,
        "state": "draft",
        "editable": True,
        "updated_by": "Nümunə emekdas",
        "updated_by_me": False,
        "ready": False,
        "state_label": "Qaralama",
        "comments": "0 0 0",
    }
    Entry.objects.update(state=EntryState.SUBMITTED)
    submitted = client.post(PRESENCE, {"page": B}, headers=BY_SCRIPT).json()
    assert (submitted["state"], submitted["editable"]) == ("submitted", False)


def test_colleague_is_seen_for_a_minute_and_not_longer(clock, sign_in):
    contributor, lead = sign_in("contributor"), sign_in("lead")
    contributor.post(PRESENCE, {"page": A, "writing": "1"}, headers=BY_SCRIPT)
    seen = [{"name": "Nümunə emekdas", "writing": True, "me": False}]
    assert lead.post(PRESENCE, {"page": B}, headers=BY_SCRIPT).json()["others"] == seen
    clock.shift(datetime.timedelta(seconds=60))
    assert lead.post(PRESENCE, {"page": B}, headers=BY_SCRIPT).json()["others"] == seen
    clock.shift(datetime.timedelta(seconds=1))
    assert lead.post(PRESENCE, {"page": B}, headers=BY_SCRIPT).json()["others"] == []
    # The colleague's next heartbeat brings it back, reading now.
    contributor.post(PRESENCE, {"page": A}, headers=BY_SCRIPT)
    assert lead.post(PRESENCE, {"page": B}, headers=BY_SCRIPT).json()["others"] == [seen[0] | {"writing": False}]


def test_own_other_tab_is_told_as_ones_own(clock, sign_in):
    client = sign_in("contributor")
    client.post(PRESENCE, {"page": A}, headers=BY_SCRIPT)
    others = client.post(PRESENCE, {"page": B}, headers=BY_SCRIPT).json()["others"]
    assert others == [{"name": "Nümunə emekdas", "writing": False, "me": True}]


def test_two_pages_of_one_colleague_are_one_person_who_writes(clock, sign_in):
    client = sign_in("contributor")
    client.post(PRESENCE, {"page": A}, headers=BY_SCRIPT)
    client.post(PRESENCE, {"page": C, "writing": "1"}, headers=BY_SCRIPT)
    others = sign_in("lead").post(PRESENCE, {"page": B}, headers=BY_SCRIPT).json()["others"]
    assert others == [{"name": "Nümunə emekdas", "writing": True, "me": False}]


def test_page_that_is_left_is_gone_at_once(clock, sign_in):
    contributor, lead = sign_in("contributor"), sign_in("lead")
    contributor.post(PRESENCE, {"page": A}, headers=BY_SCRIPT)
    assert len(lead.post(PRESENCE, {"page": B}, headers=BY_SCRIPT).json()["others"]) == 1
    left = contributor.post(PRESENCE, {"page": A, "leaving": "1"}, headers=BY_SCRIPT)
    assert (left.status_code, left.content) == (204, b"")
    assert lead.post(PRESENCE, {"page": B}, headers=BY_SCRIPT).json()["others"] == []


def test_nobody_sends_a_colleague_away(clock, sign_in):
    contributor, lead = sign_in("contributor"), sign_in("lead")
    contributor.post(PRESENCE, {"page": A}, headers=BY_SCRIPT)
    lead.post(PRESENCE, {"page": A, "leaving": "1"}, headers=BY_SCRIPT)
    assert len(lead.post(PRESENCE, {"page": B}, headers=BY_SCRIPT).json()["others"]) == 1


def test_coordinator_sees_the_agency_and_is_not_seen_by_it(clock, sign_in, write_entry):
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    sign_in("contributor").post(PRESENCE, {"page": A}, headers=BY_SCRIPT)
    seen = sign_in("coordinator").post(PRESENCE, {"page": C}, headers=BY_SCRIPT).json()["others"]
    assert seen == [{"name": "Nümunə emekdas", "writing": False, "me": False}]
    assert [o["name"] for o in sign_in("lead").post(PRESENCE, {"page": B}, headers=BY_SCRIPT).json()["others"]] == [
        "Nümunə emekdas"
    ]


def test_pages_of_other_entries_and_other_agencies_are_not_seen(clock, sign_in, people):
    elsewhere = reverse("plans:entry-presence", kwargs=ENTRY | {"number": "4.2.1"})
    theirs = reverse("plans:entry-presence", kwargs=ENTRY | {"agency": "BASHQA"})
    assert sign_in("contributor").post(elsewhere, {"page": A}, headers=BY_SCRIPT).status_code == 200
    assert sign_in("stranger").post(theirs, {"page": C}, headers=BY_SCRIPT).status_code == 200
    assert sign_in("lead").post(PRESENCE, {"page": B}, headers=BY_SCRIPT).json()["others"] == []


@pytest.mark.parametrize(("role", "status"), [("stranger", 404), ("observer", 404), ("administrator", 404)])
def test_others_heartbeats_are_not_taken(role, status, sign_in, write_entry):
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    assert sign_in(role).post(PRESENCE, {"page": C}, headers=BY_SCRIPT).status_code == status
    assert Presence.objects.count() == 0


def test_heartbeat_without_a_page_is_refused(sign_in, year):
    response = sign_in("lead").post(PRESENCE, {"page": "'; --"}, headers=BY_SCRIPT)
    assert (response.status_code, list(response.json()["errors"])) == (422, ["page"])


def test_page_closed_without_a_word_is_forgotten_after_a_day(clock, people, sign_in):
    make_user("hamkar", Role.CONTRIBUTOR, Assignment.objects.filter(agency__code="NUMUNE").first().agency)
    sign_in("contributor").post(PRESENCE, {"page": A}, headers=BY_SCRIPT)
    clock.shift(datetime.timedelta(days=1, seconds=1))
    sign_in("lead").post(PRESENCE, {"page": B}, headers=BY_SCRIPT)
    assert list(Presence.objects.values_list("page", flat=True)) == [B]


# --- The difference to a local copy ----------------------------------------------------------------------------------


def test_difference_is_told_word_by_word(write_entry, sign_in):
    write_entry("4.2.9", "<p>Bir iki üç.</p>")
    response = sign_in("contributor").post(DIFFERENCE, {"narrative": "<p>Bir dörd üç.</p>"}, headers=BY_SCRIPT)
    assert response.status_code == 200
    assert "<p>Bir <del>iki</del> <ins>dörd</ins> üç.</p>" in response.content.decode()


def test_difference_escapes_and_cleans_what_the_page_sends(write_entry, sign_in):
    write_entry("4.2.9", "<p>1 &lt; 2</p>")
    sent = '<p>1 &lt; 3 &lt;script&gt;</p><script>alert(1)</script><p onclick="x">Bir</p>'
    page = sign_in("contributor").post(DIFFERENCE, {"narrative": sent}, headers=BY_SCRIPT).content.decode()
    assert "<script" not in page
    assert "onclick" not in page
    assert "&lt;script&gt;" in page
    assert "1 &lt; <del>2</del> <ins>3 &lt;script&gt;</ins>" in page


def test_difference_to_an_entry_nobody_has_begun_is_all_new(sign_in, year):
    page = sign_in("lead").post(DIFFERENCE, {"narrative": "<p>Bir.</p>"}, headers=BY_SCRIPT).content.decode()
    assert "<ins>Bir.</ins>" in page
    assert "<del>" not in page


def test_text_that_was_taken_or_put_away_is_no_difference_any_more(send, sign_in, people):
    def asked(narrative: str, role: str = "contributor", **more) -> int:
        return (
            sign_in(role).post(DIFFERENCE, {"narrative": narrative, "status": ""} | more, headers=BY_SCRIPT).status_code
        )

    send("<p>Bir</p>")
    Entry.objects.update(state=EntryState.SUBMITTED)
    late = send("<p>Bir, gec.</p>", version=1, page=B).json()["side"]
    assert asked("<p>Bir, gec.</p>") == 204  # it is offered from beside the entry
    SideRevision.objects.filter(pk=late).update(settled_at=EIGHT_IN_THE_MORNING)
    assert asked("<p>Bir, gec.</p>") == 204
    assert asked("<p>Bir, gec.</p>", status="implemented") == 200  # more than was kept
    assert asked("<p>Bir, gec, davamı.</p>") == 200
    assert asked("<p>Bir, gec.</p>", "lead") == 200  # the lead's own text, never brought here
    Entry.objects.update(state=EntryState.RETURNED)
    send("<p>Bir, iki.</p>", version=1, page=C)
    open_page(sign_in("lead"))
    send("<p>Bir, iki, üç.</p>", version=2, page="dddddddd-1")
    assert asked("<p>Bir, iki.</p>", version=1) == 204  # saved meanwhile, and changed since
    assert asked("<p>Bir, iki.</p>") == 200  # from nobody knows which version
    assert asked("<p>Bir</p>", version=2) == 200  # put back to an earlier text, and not saved


def test_difference_changes_nothing(write_entry, sign_in):
    write_entry("4.2.9", "<p>Bir.</p>")
    sign_in("contributor").post(DIFFERENCE, {"narrative": "<p>İki.</p>"}, headers=BY_SCRIPT)
    assert list(Entry.objects.values_list("narrative", "version")) == [("<p>Bir.</p>", 1)]
    assert Revision.objects.count() == 1


def test_difference_of_a_text_that_is_too_long_is_refused(sign_in, year):
    response = sign_in("lead").post(DIFFERENCE, {"narrative": "a" * (NARRATIVE_MAX_CHARACTERS + 1)}, headers=BY_SCRIPT)
    assert (response.status_code, list(response.json()["errors"])) == (422, ["narrative"])


@pytest.mark.parametrize("role", ["stranger", "observer", "administrator"])
def test_difference_is_the_agencys_and_the_coordinators(role, sign_in, write_entry):
    write_entry("4.2.9", state=EntryState.APPROVED)
    assert sign_in(role).post(DIFFERENCE, {"narrative": "<p>x</p>"}, headers=BY_SCRIPT).status_code == 404
    assert sign_in("coordinator").post(DIFFERENCE, {"narrative": "<p>x</p>"}, headers=BY_SCRIPT).status_code == 200


def test_another_agencys_person_in_the_same_browser_is_named_and_the_page_goes_on(send, people):
    writer = people["contributor"].pk
    response = send("<p>Bir</p>", by="stranger", writer=writer)
    assert (response.status_code, response.json()["result"]) == (409, "other_writer")
    assert Entry.objects.count() == 0
    assert send("<p>Bir</p>", by="stranger").status_code == 404


def test_late_save_is_told_who_closed_the_year(send, year, people):
    send("<p>Bir</p>")
    year.state = YearState.CLOSED
    year._history_user = people["coordinator"]
    year.save()
    answer = send("<p>Bir iki</p>", version=1, page_save=2).json()
    assert answer["result"] == "late"
    name = '<span lang="az" translate="no">Nümunə koordinator</span>'
    assert f"{name} closed the reporting year, today 12:00." in answer["html"]


def test_line_breaks_of_a_browser_count_once(send):
    note = "\r\n".join(["x" * 99] * 100)
    assert len(note) > 10_000 >= len(note.replace("\r", ""))
    assert send("<p>Bir</p>", internal_note=note, parts="internal_note").json()["result"] == "saved"
    assert Entry.objects.get().internal_note == note.replace("\r", "")
    assert (
        send("<p>Bir</p>", internal_note=note + "xx", parts="internal_note", version=1, page_save=2).status_code == 422
    )
