"""Many at once: each entry is treated by itself, and the page lists what moved, what did not, and why."""

import pytest
from django.utils import timezone

from plans.enums import EntryState
from plans.models import Comment, Entry, Transition
from plans.services import approve_many, submit_many

pytestmark = pytest.mark.django_db

HOME = "/plans/numune-2020-2024/2024/NUMUNE/"
SUBMIT = f"{HOME}submit/"


@pytest.fixture
def ready(write_entry, people):
    """`ready("4.2.9", status="")` writes a draft that is marked as ready, with those values."""

    def prepare(number: str, **values) -> Entry:
        entry = write_entry(number, status="implemented")
        mark = {"ready_at": timezone.now(), "ready_by": people["contributor"]}
        Entry.objects.filter(pk=entry.pk).update(**(mark | values))
        return Entry.objects.get(pk=entry.pk)

    return prepare


def chosen(*entries: Entry) -> dict:
    return {"chosen": [f"{entry.pk}:{entry.version}:{entry.submissions}" for entry in entries]}


def states() -> dict[str, str]:
    return dict(Entry.objects.values_list("sub_point__number", "state"))


def remark(entry: Entry, people, **more) -> Comment:
    return Comment.objects.create(
        entry=entry, author=people["coordinator"], text="Nümunə qeyd.", by_coordinator=True, created_at=timezone.now(),
        **more,
    )  # fmt: skip


# --- The lead submits ----------------------------------------------------------------------------------------------------


def test_lead_submits_what_is_ready_and_sees_what_is_not_and_why(ready, sign_in, people):
    good, returned = ready("4.2.9"), ready("4.2.10", state=EntryState.RETURNED)
    unmarked = ready("4.2.1", ready_at=None, ready_by=None)
    incomplete = ready("4.2.4", status="")
    changed = ready("4.1.6")
    posted = chosen(good, returned, unmarked, incomplete, changed)
    Entry.objects.filter(pk=changed.pk).update(version=2)
    lead = sign_in("lead")
    lead.cookies["django_language"] = "en"
    response = lead.post(SUBMIT, posted)
    assert (response.status_code, response["Location"]) == (302, HOME)
    assert states() == {
        "4.2.9": "submitted", "4.2.10": "submitted", "4.2.1": "draft", "4.2.4": "draft", "4.1.6": "draft",
    }  # fmt: skip
    assert set(Transition.objects.values_list("entry__sub_point__number", "action", "actor")) == {
        ("4.2.9", "submit", people["lead"].pk),
        ("4.2.10", "submit", people["lead"].pk),
    }
    page = lead.get(HOME)
    bulk = page.context["bulk"]
    assert [line["number"] for line in bulk["moved"]] == ["4.2.9", "4.2.10"]
    assert [(line["number"], line["reason"]) for line in bulk["not_moved"]] == [
        ("4.1.6", "Somebody has changed this entry in the meantime. Look at it again."),
        ("4.2.1", "It is not marked as ready. Any change removes the mark: look at it again."),
        ("4.2.4", "Not submitted yet. Still missing: the implementation status."),
    ]
    html = page.content.decode()
    assert html.index("bulk-moved") < html.index(f'href="{HOME}4.2.9/">4.2.9') < html.index("bulk-stayed")
    assert "Still missing: the implementation status." in html
    assert lead.get(HOME).context["bulk"] is None  # told once


def test_second_press_moves_nothing_and_says_so(ready, sign_in):
    posted = chosen(ready("4.2.9"))
    lead = sign_in("lead")
    lead.post(SUBMIT, posted)
    lead.post(SUBMIT, posted)
    page = lead.get(HOME)
    bulk = page.context["bulk"]
    assert (bulk["title"], bulk["moved"], bulk["not_moved"]) == ("Artıq təqdim edilib: 1 məlumat", [], [])
    assert [(line["number"], line["is_own"]) for line in bulk["done_before"]] == [("4.2.9", True)]
    assert "Təqdim edilib: <b>siz</b>, bu gün " in page.content.decode()
    assert Transition.objects.count() == 1


def test_unanswered_comment_holds_back_its_own_entry_only(ready, sign_in, people):
    first, second = ready("4.2.9"), ready("4.2.10")
    remark(first, people)
    sign_in("lead").post(SUBMIT, chosen(first, second))
    assert states() == {"4.2.9": "draft", "4.2.10": "submitted"}


@pytest.mark.parametrize(
    ("role", "status"),
    [("contributor", 403), ("coordinator", 403), ("observer", 403), ("stranger", 404), ("administrator", 404),
     ("anonymous", 302)],
)  # fmt: skip
def test_nobody_but_the_lead_submits(role, status, ready, sign_in):
    entry = ready("4.2.9")
    response = sign_in(role).post(SUBMIT, chosen(entry))
    assert response.status_code == status
    assert states() == {"4.2.9": "draft"}


def test_other_agencys_or_years_entry_is_not_found_and_nothing_moves(
    ready, write_entry, sign_in, other_agency, closed_year
):
    own = ready("4.2.9")
    for other in (write_entry("4.2.9", by=other_agency), write_entry("4.2.9", in_year=closed_year)):
        assert sign_in("lead").post(SUBMIT, chosen(own, other)).status_code == 404
    assert sign_in("lead").post(SUBMIT, {"chosen": [f"{own.pk}:1:0", "999999:1:0"]}).status_code == 404
    assert set(Entry.objects.values_list("state", flat=True)) == {"draft"}


@pytest.mark.parametrize("posted", [{}, {"chosen": ""}, {"chosen": "abc"}, {"chosen": "1"}, {"chosen": "1:x"},
                                    {"chosen": "٣:1"}, {"chosen": "1:" + "9" * 60}, {"chosen": "0:0:0"},
                                    {"chosen": "1:1"}])  # fmt: skip
def test_choice_that_makes_no_sense_is_answered_with_a_sentence(posted, ready, sign_in):
    ready("4.2.9")
    response = sign_in("lead").post(SUBMIT, posted, follow=True)
    assert response.status_code == 200
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert response.context["bulk"] is None
    assert states() == {"4.2.9": "draft"}


def test_address_of_the_step_leads_to_the_home(sign_in, year):
    assert sign_in("coordinator").get(f"{SUBMIT}?state=submitted")["Location"] == f"{HOME}?state=submitted"


def test_closed_year_moves_nothing(ready, sign_in, year):
    entry = ready("4.2.9")
    type(year).objects.update(state="closed")
    sign_in("lead").post(SUBMIT, chosen(entry))
    assert states() == {"4.2.9": "draft"}


def test_lead_sees_the_ready_ones_with_their_boxes(ready, sign_in):
    good = ready("4.2.9")
    ready("4.2.10", status="")
    page = sign_in("lead").get(HOME)
    assert [row.sub_point.number for row in page.context["ready"]] == ["4.2.9"]
    html = page.content.decode()
    assert f'value="{good.pk}:1:0" checked' in html
    assert html.count('name="chosen"') == 1
    assert 'name="chosen"' not in sign_in("contributor").get(HOME).content.decode()
    assert 'name="chosen"' not in sign_in("coordinator").get(HOME).content.decode()


# --- The services ------------------------------------------------------------------------------------------------------------


def test_what_is_not_the_actors_is_refused_entry_by_entry(write_entry, ready, people, year, agency):
    submitted = write_entry("4.2.9", state=EntryState.SUBMITTED)
    outcome = approve_many(people["observer"], year, [(submitted.pk, 1)])
    assert (outcome.moved, [stayed.entry for stayed in outcome.not_moved]) == ([], [submitted])
    draft = ready("4.2.10")
    outcome = submit_many(people["contributor"], year, agency, [(draft.pk, 1)])
    assert (outcome.moved, [stayed.entry for stayed in outcome.not_moved]) == ([], [draft])
    outcome = approve_many(people["observer"], year, [(draft.pk, 1)])
    assert (outcome.moved, outcome.not_moved, outcome.unknown) == ([], [], 1)
    assert Transition.objects.count() == 0
