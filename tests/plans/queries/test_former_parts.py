"""An entry whose sub-point was taken from its agency, or whose period no longer covers the year: read, not changed."""

import pytest

from plans.enums import EntryState
from plans.models import Assignment, Entry, SubPoint
from plans.services import UnknownEntry, approve_many
from tests.conftest import stand_as_submitted

pytestmark = pytest.mark.django_db

PAGE = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
TEXT = "<p>Nümunə mətn. Köhnə tapşırıq.</p>"
SENTENCE = "Yazılmış mətn burada oxunaqlı qalır və daha dəyişmir."


@pytest.fixture
def former(write_entry, people):
    def make(state: EntryState = EntryState.DRAFT) -> Entry:
        entry = write_entry("4.2.9", TEXT, state=state, status="implemented")
        Assignment.objects.filter(sub_point__number="4.2.9", agency__code="NUMUNE").delete()
        return entry

    return make


@pytest.mark.parametrize("role", ["contributor", "lead", "coordinator"])
def test_text_of_a_former_part_stays_readable(role, former, sign_in):
    former()
    page = sign_in(role).get(PAGE)
    assert page.status_code == 200
    assert SENTENCE in page.content.decode()
    assert "Köhnə tapşırıq." in page.content.decode()
    assert (page.context["form"], page.context["moves"], page.context["may_comment"]) == (None, [], False)


def test_text_of_a_part_whose_period_ended_stays_readable(write_entry, sign_in):
    write_entry("4.2.9", TEXT)
    SubPoint.objects.filter(number="4.2.9").update(end_year=2022)
    assert SENTENCE in sign_in("contributor").get(PAGE).content.decode()


def test_present_part_says_nothing_of_the_kind(write_entry, sign_in):
    write_entry("4.2.9", TEXT)
    page = sign_in("contributor").get(PAGE)
    assert SENTENCE not in page.content.decode()
    assert page.context["form"] is not None


def test_former_part_without_a_text_is_not_found(former, sign_in):
    former()
    Assignment.objects.filter(sub_point__number="4.2.10", agency__code="NUMUNE").delete()
    assert sign_in("contributor").get(PAGE.replace("4.2.9", "4.2.10")).status_code == 404


def test_observer_reads_a_former_part_only_where_it_was_submitted(former, sign_in):
    former(EntryState.DRAFT)
    assert sign_in("observer").get(PAGE).status_code == 404
    stand_as_submitted(EntryState.SUBMITTED)
    assert sign_in("observer").get(PAGE).status_code == 200


def test_text_saved_into_a_former_part_comes_back_to_its_writer_unsaved(former, sign_in):
    entry = former()
    page = sign_in("contributor").post(
        PAGE, {"narrative": "<p>Nümunə mətn, yeni.</p>", "status": "implemented", "version": entry.version}
    )
    assert page.status_code == 409
    assert page.context["unsaved"] == "<p>Nümunə mətn, yeni.</p>"
    assert "Siz yazarkən bu yarımbənd qurumdan götürülüb." in page.content.decode()
    assert Entry.objects.get(pk=entry.pk).narrative == TEXT


@pytest.mark.parametrize(("role", "address"), [("lead", "move/"), ("coordinator", "comments/"), ("lead", "ready/")])
def test_nothing_is_done_with_a_former_part(role, address, former, sign_in):
    entry = former()
    answer = sign_in(role).post(
        PAGE + address, {"action": "submit", "version": entry.version, "text": "Nümunə şərh <b>"}
    )
    assert answer.status_code == 409
    assert "Bu yarımbənd daha quruma aid deyil" in answer.content.decode()
    assert '<blockquote lang="az">Nümunə şərh &lt;b&gt;</blockquote>' in answer.content.decode()
    assert Entry.objects.get(pk=entry.pk).state == "draft"


def test_former_part_is_not_approved_with_many(former, people, year):
    entry = former(EntryState.SUBMITTED)
    with pytest.raises(UnknownEntry):
        approve_many(people["coordinator"], year, [(entry.pk, entry.version)])
    assert Entry.objects.get(pk=entry.pk).state == "submitted"
