import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from plans.assessment.services.assessments import assess
from plans.enums import AssignmentRole, EntryState, YearState
from plans.models import Assessment, AssessmentDecision, Assignment, Entry, ReportingYear, SubPoint
from tests.conftest import make_agency, make_user

pytestmark = pytest.mark.django_db

PARTS = {"plan": "numune-2020-2024", "year": 2024, "number": "4.2.9"}
PAGE = reverse("plans:sub-point-assessment", kwargs=PARTS)


@pytest.fixture
def english(client):
    """A client's pages in English."""

    def speak(client: Client) -> Client:
        client.post(reverse("set-language"), {"language": "en"})
        return client

    return speak


@pytest.fixture
def decided(people, year):
    def decide(status: str = "implemented", note: str = "", version: int = 0) -> Assessment:
        point = SubPoint.objects.get(number="4.2.9")
        return assess(point, year, people["coordinator"], status=status, note=note, version=version)

    return decide


def test_coordinator_decides_and_comes_back_to_the_page(sign_in, people, year):
    client = sign_in("coordinator")
    response = client.post(PAGE, {"status": "implemented", "note": "Nümunə mətn.", "version": "0"}, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert (Assessment.objects.get().status, AssessmentDecision.objects.get().note) == ("implemented", "Nümunə mətn.")
    assert response.context["assessment"].decided_by == people["coordinator"]
    assert response.context["version"] == 1


@pytest.mark.parametrize(("role", "may"), [("coordinator", True), ("observer", False)])
def test_form_is_the_coordinators_and_the_reading_the_observers_too(role, may, sign_in, decided, write_entry):
    decided(note="Nümunə qeyd.")
    content = sign_in(role).get(PAGE).content.decode()
    assert ('id="assessment-form"' in content) == may
    assert ("Nümunə qeyd." in content) == may  # why it was decided so is between agency and coordinator


def test_observer_decides_nothing(sign_in, year):
    response = sign_in("observer").post(PAGE, {"status": "implemented", "version": "0"})
    assert (response.status_code, Assessment.objects.count()) == (403, 0)


@pytest.mark.parametrize("number", ["9.9.9", "4.2.4"])
def test_sub_point_that_is_not_of_the_year_is_not_found(number, sign_in, year):
    SubPoint.objects.filter(number="4.2.4").update(end_year=2023)
    assert (
        sign_in("coordinator").get(reverse("plans:sub-point-assessment", kwargs=PARTS | {"number": number})).status_code
        == 404
    )


@pytest.mark.parametrize(
    "posted",
    [
        {"status": "", "version": "0"},
        {"status": "done", "version": "0"},
        {"status": "implemented"},
        {"status": "implemented", "version": "x"},
        {"status": "implemented", "version": "-1"},
        {"status": "implemented", "version": "0", "note": "ə" * 10_001},
    ],
)
def test_bad_decision_is_told_and_what_was_typed_stays(posted, sign_in, year):
    response = sign_in("coordinator").post(PAGE, {"note": "Nümunə qeyd."} | posted)
    assert response.status_code == 422
    assert posted.get("note", "Nümunə qeyd.") in response.content.decode()
    assert Assessment.objects.count() == 0


def test_reason_against_the_proposal_is_asked_for_at_the_note(sign_in, english, year, write_entry):
    write_entry("4.2.9", status="implemented", state=EntryState.APPROVED)
    client = english(sign_in("coordinator"))
    assert "needed if you decide otherwise than proposed" in client.get(PAGE).content.decode()
    refused = client.post(PAGE, {"status": "not_implemented", "note": "", "version": "0"})
    assert refused.status_code == 422
    assert refused.context["form"].errors["note"] == [
        "You decide otherwise than the approved entries propose: write the reason in the note."
    ]
    assert refused.context["form"]["status"].value() == "not_implemented"
    assert not Assessment.objects.exists()


def test_zero_bytes_and_markup_do_no_harm(sign_in, year):
    client = sign_in("coordinator")
    client.post(PAGE, {"status": "implemented", "version": "0", "note": "a<b>\r\nikinci"})
    assert Assessment.objects.get().note == "a<b>\nikinci"
    assert "a&lt;b&gt;<br>ikinci" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"status": "implemented", "version": "1", "note": "a\0b"}).status_code == 422


def test_second_coordinator_is_told_sees_the_first_decision_and_keeps_the_own_words(people, sign_in, decided):
    other = make_user("koordinator2", Role.COORDINATOR)
    decided("implemented", "Nümunə birinci.")
    client = Client()
    client.force_login(other)
    response = client.post(PAGE, {"status": "not_implemented", "note": "Nümunə ikinci.", "version": "0"})
    content = response.content.decode()
    assert response.status_code == 409
    assert "Nümunə birinci." in content
    assert ">\nNümunə ikinci.</textarea>" in content
    assert 'value="not_implemented" id="id_status_3" checked' in content.replace(" required", "")
    assert (Assessment.objects.get().status, AssessmentDecision.objects.count()) == ("implemented", 1)
    # The next press is about what the page shows now.
    assert (
        client.post(
            PAGE, {"status": "not_implemented", "note": "Nümunə ikinci.", "version": str(response.context["version"])}
        ).status_code
        == 302
    )
    assert [d.note for d in AssessmentDecision.objects.order_by("version")] == ["Nümunə birinci.", "Nümunə ikinci."]


def test_closed_year_is_read_only_with_a_sentence_and_keeps_a_typed_note(sign_in, english, year, decided):
    decided()
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    client = english(sign_in("coordinator"))
    content = client.get(PAGE).content.decode()
    assert 'id="assessment-form"' not in content
    response = client.post(PAGE, {"status": "not_implemented", "note": "Nümunə gec.", "version": "1"})
    assert response.status_code == 409
    assert '<blockquote lang="az" translate="no" data-kept-note>Nümunə gec.</blockquote>' in response.content.decode()
    assert Assessment.objects.get().status == "implemented"


def test_page_names_executors_with_links_and_recommended_bodies_apart(sign_in, write_entry, agency, other_agency, year):
    Assignment.objects.filter(sub_point__number="4.2.9", agency=other_agency).update(role=AssignmentRole.RECOMMENDED)
    write_entry("4.2.9", status="implemented", state=EntryState.APPROVED)
    response = sign_in("coordinator").get(PAGE)
    content, found = response.content.decode(), response.context["found"]
    entry = reverse("plans:entry", kwargs=PARTS | {"agency": "NUMUNE"})
    assert f'<a href="{entry}">Nümunə Xidməti</a>' in content
    assert [part.agency_name for part in found.recommended] == ["Nümunə Komitəsi"]
    assert found.proposal.status == "implemented"
    assert reverse("plans:sub-point", kwargs={"plan": PARTS["plan"], "number": "4.2.9"}) in content


def test_observer_gets_no_link_to_what_is_not_submitted(sign_in, write_entry, other_agency):
    write_entry("4.2.9", status="implemented")
    write_entry("4.2.9", status="implemented", by=other_agency, state=EntryState.SUBMITTED)
    content = sign_in("observer").get(PAGE).content.decode()
    assert "Nümunə Xidməti" in content
    assert reverse("plans:entry", kwargs=PARTS | {"agency": "NUMUNE"}) not in content
    assert reverse("plans:entry", kwargs=PARTS | {"agency": "BASHQA"}) in content


def test_page_says_when_the_proposal_has_changed_since(sign_in, write_entry, decided):
    client = sign_in("coordinator")
    assert client.get(PAGE).context["has_moved_on"] is False
    decided()
    assert client.get(PAGE).context["has_moved_on"] is False
    entry = write_entry("4.2.9", status="not_implemented", state=EntryState.APPROVED)
    response = client.get(PAGE)
    assert response.context["has_moved_on"] is True
    assert 'class="moved-on"' in response.content.decode()
    decided("not_implemented", version=1)
    assert client.get(PAGE).context["has_moved_on"] is False
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.RETURNED)
    assert client.get(PAGE).context["has_moved_on"] is True


def test_neighbours_are_linked(sign_in, year, agency):
    def links(number: str) -> tuple[bool, bool]:
        content = sign_in("coordinator").get(reverse("plans:sub-point-assessment", kwargs=PARTS | {"number": number}))
        return 'rel="prev"' in content.content.decode(), 'rel="next"' in content.content.decode()

    assert [links(number) for number in ("4.1.6", "4.2.9", "4.2.10")] == [(False, True), (True, True), (True, False)]


def test_decision_without_the_token_of_the_page_is_not_taken(people, year):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["coordinator"])
    assert client.post(PAGE, {"status": "implemented", "version": "0"}).status_code == 403
    assert Assessment.objects.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_whatever_the_size(number, sign_in, write_entry, decided, django_assert_num_queries):
    point = SubPoint.objects.get(number="4.2.9")
    for index in range(number):
        body = make_agency(f"QURUM{index}", f"Nümunə Qurum {index}")
        Assignment.objects.create(sub_point=point, agency=body)
        write_entry("4.2.9", by=body, status="implemented", state=EntryState.APPROVED)
        decided(version=index)
    client = sign_in("coordinator")
    client.get(PAGE)
    with django_assert_num_queries(10):
        assert len(client.get(PAGE).context["decisions"]) == number
