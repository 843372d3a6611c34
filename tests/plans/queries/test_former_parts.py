"""An entry whose sub-point was taken from its agency, or whose period no longer covers the year: read, not changed."""

import pytest

from plans.enums import EntryState
from plans.models import Assignment, Entry, SideRevision, SubPoint
from plans.services import approve_many
from reports.building import build_agency_document, build_consolidated_document
from tests.conftest import stand_as_submitted

pytestmark = pytest.mark.django_db

PAGE = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
TEXT = "<p>Nümunə mətn. Köhnə tapşırıq.</p>"
SENTENCE = "Yazılmış mətni burada oxumaq olar, dəyişmək isə mümkün deyil."


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


def test_text_saved_into_a_former_part_is_kept_beside_it(former, sign_in):
    entry = former()
    page = sign_in("contributor").post(
        PAGE, {"narrative": "<p>Nümunə mətn, yeni.</p>", "status": "implemented", "version": entry.version}
    )
    assert page.status_code == 409
    assert page.context["unsaved"] == "<p>Nümunə mətn, yeni.</p>"
    assert "Siz yazarkən bu yarımbənd qurumun həvaləsindən çıxarılıb." in page.content.decode()
    assert "Mətniniz itməyib" in page.content.decode()
    assert Entry.objects.get(pk=entry.pk).narrative == TEXT
    side = SideRevision.objects.get()
    assert (side.kind, side.narrative) == ("late", "<p>Nümunə mətn, yeni.</p>")
    # Its writer and the coordinator read it, nobody else.
    address = f"{PAGE}texts/{side.pk}/"
    read = {
        role: sign_in(role).get(address).status_code for role in ("contributor", "coordinator", "observer", "stranger")
    }
    assert read == {"contributor": 200, "coordinator": 200, "observer": 404, "stranger": 404}
    assert address in sign_in("contributor").get(PAGE).content.decode()


def autosaved(client, narrative: str, version="", number: str = "4.2.9"):
    posted = {"narrative": narrative, "version": version, "page": "aaaaaaaa-1", "page_save": "1"}
    return client.post(PAGE.replace("4.2.9", number) + "autosave/", posted)


def test_open_page_of_a_former_part_keeps_its_text_and_says_so(former, sign_in):
    entry = former()
    answer = autosaved(sign_in("contributor"), "<p>Nümunə mətn, davamı.</p>", entry.version)
    assert (answer.status_code, answer.json()["result"]) == (409, "late")
    assert "Siz yazarkən bu yarımbənd qurumun həvaləsindən çıxarılıb." in answer.json()["html"]
    assert SideRevision.objects.get().pk == answer.json()["side"]
    again = autosaved(sign_in("contributor"), "<p>Nümunə mətn, davamı.</p>", entry.version)
    assert (again.status_code, SideRevision.objects.count()) == (409, 1)
    beating = sign_in("contributor").post(PAGE + "presence/", {"page": "aaaaaaaa-1"}).json()
    assert not beating["editable"]
    assert "Siz yazarkən bu yarımbənd qurumun həvaləsindən çıxarılıb." in beating["html"]


@pytest.mark.parametrize("way", ["autosave", "form"])
def test_first_text_of_a_sub_point_taken_meanwhile_is_kept_too(way, people, year, sign_in):
    Assignment.objects.filter(sub_point__number="4.2.9", agency__code="NUMUNE").delete()
    client = sign_in("contributor")
    assert client.get(PAGE).status_code == 404
    if way == "autosave":
        assert autosaved(client, "<p>İlk mətn.</p>").status_code == 409
    else:
        page = client.post(PAGE, {"narrative": "<p>İlk mətn.</p>", "version": ""})
        assert (page.status_code, page.context["unsaved"]) == (409, "<p>İlk mətn.</p>")
    assert (SideRevision.objects.get().narrative, Entry.objects.count()) == ("<p>İlk mətn.</p>", 0)
    assert client.get(PAGE).status_code == 200  # where it is read
    assert sign_in("coordinator").get(f"{PAGE}history/").status_code == 200


@pytest.mark.parametrize("role", ["contributor", "stranger", "coordinator", "observer"])
def test_nothing_is_kept_where_the_sub_point_never_was_the_writers(role, people, plan, year, sign_in):
    SubPoint.objects.create(section=plan.sections.get(number="4.2"), number="4.2.77", measure="Nümunə")
    assert autosaved(sign_in(role), "<p>Yad mətn.</p>", number="4.2.77").status_code == 404
    assert autosaved(sign_in("stranger"), "<p>Yad mətn.</p>").status_code == 404
    assert SideRevision.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "prints"),
    [("draft", False), ("submitted", False), ("returned", False), ("approved", True), ("locked", True)],
)
def test_consolidated_report_prints_a_former_part_only_where_it_was_approved(
    state, prints, former, people, year, agency
):
    former(EntryState(state))
    for reader in (None, people["coordinator"], people["observer"]):
        texts = list(build_consolidated_document(year, reader).paragraphs())
        assert texts == (["Nümunə mətn. Köhnə tapşırıq."] if prints else [])
    assert list(build_agency_document(year, agency, None).paragraphs()) == ["Nümunə mətn. Köhnə tapşırıq."]


@pytest.mark.parametrize(("role", "address"), [("lead", "move/"), ("coordinator", "comments/"), ("lead", "ready/")])
def test_nothing_is_done_with_a_former_part(role, address, former, sign_in):
    entry = former()
    answer = sign_in(role).post(
        PAGE + address, {"action": "submit", "version": entry.version, "text": "Nümunə şərh <b>"}
    )
    assert answer.status_code == 409
    assert "Bu yarımbənd artıq quruma aid deyil" in answer.content.decode()
    assert '<blockquote lang="az" translate="no">Nümunə şərh &lt;b&gt;</blockquote>' in answer.content.decode()
    assert Entry.objects.get(pk=entry.pk).state == "draft"


def test_former_part_is_not_approved_with_many(former, people, year):
    entry = former(EntryState.SUBMITTED)
    outcome = approve_many(people["coordinator"], year, [(entry.pk, entry.version)])
    assert (outcome.moved, outcome.not_moved, outcome.unknown) == ([], [], 1)
    assert Entry.objects.get(pk=entry.pk).state == "submitted"
