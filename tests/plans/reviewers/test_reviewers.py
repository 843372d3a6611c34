"""Who reviews what: sections and agencies shared among coordinators, and the lists that come of it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.enums import Role
from plans.enums import EntryState
from plans.models import Plan, ReviewAssignment
from plans.queries.reviewers import reviewers_of
from plans.queries.reviewing import QueueView, count_queue, review_queue
from plans.services.reviewing import give_back, take_into_own_queue
from plans.worklist.queries import worklist_of
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

PLAN = {"plan": "numune-2020-2024", "year": 2024}
PAGE, CHANGE, QUEUE = (
    reverse(f"plans:{name}", kwargs=PLAN) for name in ("reviewers", "reviewers-change", "review-queue")
)
MINE = QueueView(mine=True)


@pytest.fixture
def first(people, year):
    return people["coordinator"]


@pytest.fixture
def second(year):
    return make_user("koordinator2", Role.COORDINATOR)


@pytest.fixture
def client(sign_in, first):
    client = sign_in("coordinator")
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def section(year):
    """The section 4.2 of the plan."""
    return year.plan.sections.get(number="4.2")


@pytest.fixture
def waiting(write_entry, other_agency):
    """4.1.6, 4.2.9 and 4.2.10 of one agency, 4.2.9 of another; all submitted."""
    made = [
        write_entry(number, state=EntryState.SUBMITTED, status="implemented") for number in ("4.1.6", "4.2.9", "4.2.10")
    ]
    return [*made, write_entry("4.2.9", state=EntryState.SUBMITTED, status="implemented", by=other_agency)]


def list_of(user, year) -> list[tuple[str, str]]:
    found = review_queue(user, year, QueueView("section", mine=True))
    assert count_queue(user, year).mine == worklist_of(user, year).submitted.mine == len(found)
    return list(found.values_list("agency__code", "sub_point__number"))


def chosen(form, **changes) -> dict[str, str]:
    """What the page's form would post, with these choices made in it."""
    rows = [*form.section_rows, *form.agency_rows]
    sent = {row.seen_field: str(row.seen) for row in rows} | {row.field.name: row.field.value() for row in rows}
    return sent | {"new_agency": "", "new_reviewer": ""} | changes


def test_section_falls_to_its_reviewer_and_an_agency_to_its_own(first, second, year, section, waiting, agency):
    assert list_of(first, year) == []
    ReviewAssignment.objects.create(plan=year.plan, section=section, coordinator=first)
    assert list_of(first, year) == [("NUMUNE", "4.2.9"), ("BASHQA", "4.2.9"), ("NUMUNE", "4.2.10")]
    ReviewAssignment.objects.create(plan=year.plan, agency=agency, coordinator=second)
    assert list_of(first, year) == [("BASHQA", "4.2.9")]
    assert list_of(second, year) == [("NUMUNE", "4.1.6"), ("NUMUNE", "4.2.9"), ("NUMUNE", "4.2.10")]


def test_who_has_taken_an_entry_goes_before_who_reviews_it(first, second, year, section, waiting):
    ReviewAssignment.objects.create(plan=year.plan, section=section, coordinator=first)
    take_into_own_queue(waiting[1], second, seen=None)
    assert list_of(second, year) == [("NUMUNE", "4.2.9")]
    assert ("NUMUNE", "4.2.9") not in list_of(first, year)
    give_back(waiting[1], second)
    assert list_of(second, year) == []
    assert ("NUMUNE", "4.2.9") in list_of(first, year)


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.OBSERVER}])
def test_whoever_cannot_review_any_more_holds_nothing(first, second, year, section, waiting, agency, change):
    ReviewAssignment.objects.create(plan=year.plan, section=section, coordinator=first)
    ReviewAssignment.objects.create(plan=year.plan, agency=agency, coordinator=second)
    for name, value in change.items():
        setattr(second, name, value)
    second.save()
    assert len(list_of(first, year)) == 3  # the agency is as its sections again
    assert reviewers_of(year.plan).of(waiting[1], waiting[1].sub_point) == first


def test_reviewer_of_another_plan_gets_nothing(first, year, agency, waiting):
    other = Plan.objects.create(code="basqa", title="Nümunə plan", start_year=2024, end_year=2025)
    ReviewAssignment.objects.create(plan=other, agency=agency, coordinator=first)
    assert list_of(first, year) == []


def test_page_shares_sections_and_agencies(client, first, second, year, section, waiting, agency):
    form = client.get(PAGE).context["form"]
    assert [row.name.split()[0] for row in form.section_rows] == ["4.1.", "4.2."] or len(list(form.section_rows)) == 2
    sent = chosen(form, **{f"section-{section.pk}": str(first.pk)}, new_agency="NUMUNE", new_reviewer=str(second.pk))
    answer = client.post(CHANGE, sent, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Saved." in answer.content.decode()
    found = reviewers_of(year.plan)
    assert (found.of_section, found.of_agency) == ({section.pk: first}, {agency.pk: second})
    # The same once more, and then taken back.
    again = client.post(CHANGE, sent, follow=True)
    assert "Nothing was changed" in again.content.decode()
    client.post(CHANGE, chosen(again.context["form"], **{f"agency-{agency.pk}": "", f"section-{section.pk}": ""}))
    assert not ReviewAssignment.objects.exists()


def test_what_another_coordinator_has_chosen_meanwhile_is_not_written_over(
    client, first, second, year, section, agency
):
    other_section = year.plan.sections.exclude(pk=section.pk).first()
    sent = chosen(
        client.get(PAGE).context["form"],
        **{f"section-{section.pk}": str(first.pk), f"section-{other_section.pk}": str(first.pk)},
    )
    ReviewAssignment.objects.create(plan=year.plan, section=section, coordinator=second)
    refused = client.post(CHANGE, sent)
    assert refused.status_code == 409
    assert f"{section}: {second}" in refused.context["problem"]
    assert reviewers_of(year.plan).of_section == {section.pk: second}  # nothing of it was changed
    # The page holds what was chosen, and knows now what stands: pressed again it is meant.
    assert client.post(CHANGE, chosen(refused.context["form"])).status_code == 302
    assert reviewers_of(year.plan).of_section == {section.pk: first, other_section.pk: first}


def test_untouched_row_is_no_change_whoever_changed_it(client, first, second, year, section, agency):
    sent = chosen(client.get(PAGE).context["form"], new_agency="NUMUNE", new_reviewer=str(first.pk))
    ReviewAssignment.objects.create(plan=year.plan, section=section, coordinator=second)
    assert client.post(CHANGE, sent).status_code == 302
    assert reviewers_of(year.plan).of_section == {section.pk: second}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"new_agency": "NUMUNE"}, "Choose who reviews this agency."),
        ({"new_agency": "YOXDUR", "new_reviewer": "<first>"}, "Choose from the list."),
        ({"new_agency": "NUMUNE", "new_reviewer": "<lead>"}, "Choose from the list."),
        ({"new_reviewer": "<first>"}, "Choose the agency that is to be reviewed."),
        ({"<section>": "\0"}, "Choose from the list."),
        ({"<section>": "<lead>"}, "Choose from the list."),
    ],
)
def test_what_cannot_be_chosen_changes_nothing(client, first, people, section, agency, changes, sentence):
    names = {"<first>": str(first.pk), "<lead>": str(people["lead"].pk), "<section>": f"section-{section.pk}"}
    sent = {names.get(name, name): names.get(value, value) for name, value in changes.items()}
    refused = client.post(CHANGE, chosen(client.get(PAGE).context["form"], **sent))
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert not ReviewAssignment.objects.exists()


def test_review_page_and_queue_say_whose_it_is_and_offer_what_can_be_done(
    client, first, second, year, section, waiting
):
    page = reverse("plans:entry-review", kwargs=PLAN | {"agency": "NUMUNE", "number": "4.2.9"})
    take = page.replace("/review/", "/review/mine/")
    assignment = ReviewAssignment.objects.create(plan=year.plan, section=section, coordinator=first)
    shown, queue = client.get(page).content.decode(), client.get(QUEUE).content.decode()
    assert "It is in your list: you review this section or agency." in shown
    assert ">Give back<" not in shown
    assert (queue.count("In your list"), queue.count("Take into my list")) == (3, 1)
    assignment.coordinator = second
    assignment.save()
    shown = client.get(page).content.decode()
    assert "Take over into my list" in shown
    client.post(take, {"mine": "1", "seen": ""})
    assert ("NUMUNE", "4.2.9") in list_of(first, year)
    assert ">Give back<" in client.get(page).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_however_many_agencies(
    client, second, year, rows, django_assert_num_queries, agency, other_agency
):
    for one in (agency, other_agency)[: rows - 1]:
        ReviewAssignment.objects.create(plan=year.plan, agency=one, coordinator=second)
    client.get(PAGE)
    with django_assert_num_queries(8):  # session, person, years; sections, agencies, names, people, reviewers
        client.get(PAGE)


def test_database_takes_one_reviewer_a_place(first, second, year, section, agency):
    ReviewAssignment.objects.create(plan=year.plan, section=section, coordinator=first)
    for wrong in ({"section": section}, {}, {"section": section, "agency": agency}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewAssignment.objects.create(plan=year.plan, coordinator=second, **wrong)
