"""What the script of an entry's page is told after a save, and when another has moved the entry."""

import pytest
from django.utils import timezone

from plans.enums import EntryState
from plans.models import Comment, Entry, Indicator, ReportingYear, Revision, SubPoint
from tests.plans.views.test_autosave import TEXT, A

PLACE = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def standing(sign_in, year):
    """`standing("lead")` asks as one role and gives the answer."""

    def ask(role="contributor"):
        return sign_in(role).get(f"{PLACE}standing/").json()

    return ask


@pytest.fixture
def save(sign_in, people):
    def post(**fields):
        client = sign_in("contributor")
        posted = {"page": A, "writer": people["contributor"].pk} | fields
        answer = client.post(f"{PLACE}autosave/", posted, headers={"X-Requested-With": "fetch"})
        assert answer.status_code == 200
        return answer.json()

    return post


def test_nothing_begun_has_no_checklist_and_no_history(standing):
    answer = standing()
    assert (answer["version"], answer["state"], answer["editable"], answer["ready"]) == (
        None,
        "not_started",
        True,
        False,
    )
    assert answer["parts"]["entry-ready"] == ""
    assert "is-not_started" in answer["parts"]["entry-badge"]
    assert "<ol" not in answer["parts"]["entry-history"]


def test_mark_ready_goes_with_the_first_change(standing, save, people):
    save(narrative=TEXT, version="", page_save=1, status="implemented")
    Entry.objects.update(ready_at=timezone.now(), ready_by=people["contributor"])
    marked = standing()
    assert marked["ready"] is True
    assert 'class="ready-mark"' in marked["parts"]["entry-ready"]
    save(narrative=TEXT.replace("Bir", "Bir, yeni"), version=1, page_save=2, status="implemented")
    unmarked = standing()
    assert unmarked["ready"] is False
    assert 'class="ready-mark"' not in unmarked["parts"]["entry-ready"]


def test_checklist_names_what_is_missing_now(standing, save):
    indicator = Indicator.objects.create(
        sub_point=SubPoint.objects.get(number="4.2.9"), name="Nümunə göstərici", unit="nəfər", is_required=True
    )
    key = f"figure-{indicator.pk}"
    save(narrative=TEXT, version="", page_save=1)
    parts = standing()["parts"]
    assert ('href="#id_status_0"' in parts["entry-ready"], f"#id_figure_{indicator.pk}" in parts["entry-ready"]) == (
        True,
        True,
    )
    save(narrative=TEXT, version=1, page_save=2, parts="figures", status="implemented", **{key: "7"})
    assert parts["entry-missing"] == "<b>2 tələb qalıb</b>"
    assert '2<span class="word"> tələb</span>' in parts["entry-jump"]
    parts = standing()["parts"]
    assert parts["entry-ready"].count("<li>") == 0
    assert (parts["entry-missing"], "tələb" in parts["entry-jump"]) == ("tamdır", False)


def test_history_has_the_latest_save_and_stays_one_sitting(standing, save):
    save(narrative="<p>Bir</p>", version="", page_save=1)
    first = standing()["parts"]["entry-history"]
    assert first.count("/revisions/") == 1
    save(narrative="<p>Bir iki üç</p>", version=1, page_save=2)
    second = standing()["parts"]["entry-history"]
    assert second.count("/revisions/") == 1
    assert first != second
    assert Revision.objects.count() == 1  # asking settles nothing: the sitting goes on


def test_step_of_another_is_told_with_the_steps_that_are_open_now(standing, write_entry):
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    lead, coordinator = standing("lead"), standing("coordinator")
    assert (lead["state"], lead["editable"]) == ("submitted", False)
    assert 'value="take_back"' in lead["parts"]["entry-standing"]
    assert 'value="take_back"' not in coordinator["parts"]["entry-standing"]
    assert 'id="move-submit"' not in lead["parts"]["entry-moves"]


def test_closed_year_ends_the_editing(standing, write_entry):
    write_entry("4.2.9")
    ReportingYear.objects.update(state="closed")
    assert standing()["editable"] is False


@pytest.mark.parametrize("role", ["observer", "stranger", "administrator"])
def test_nobody_else_is_told(role, sign_in, write_entry):
    write_entry("4.2.9", state=EntryState.APPROVED)
    assert sign_in(role).get(f"{PLACE}standing/").status_code == 404


@pytest.mark.parametrize("comments", [1, 3])
def test_it_costs_the_place_and_four_queries(comments, sign_in, write_entry, people, django_assert_num_queries):
    entry = write_entry("4.2.9")
    for _number in range(comments):
        Comment.objects.create(
            entry=entry,
            author=people["coordinator"],
            by_coordinator=True,
            text="Nümunə şərh.",
            created_at=timezone.now(),
        )
    client = sign_in("contributor")
    with django_assert_num_queries(10):
        client.get(f"{PLACE}standing/")
