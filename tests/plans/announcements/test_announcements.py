"""Messages to agencies: who writes, who is told, who reads, and what is kept."""

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from plans.enums import AnnouncementKind, NoticeKind
from plans.models import Announcement, Notice, OutboxMail, ReportingYear
from plans.notifications.announcements import tell_announcements
from plans.services.announcing import announce
from plans.services.years import open_new_year
from tests.conftest import make_agency

pytestmark = pytest.mark.django_db

PLAN = {"plan": "numune-2020-2024", "year": 2024}
PAGE = reverse("plans:announcements", kwargs=PLAN)
SEND = reverse("plans:announcements-send", kwargs=PLAN)
TEXT = "Nümunə mətn. Cədvəli yoxlayın."


@pytest.fixture
def coordinator(sign_in, year, people):
    for person in ("lead", "contributor", "stranger"):
        people[person].email = f"{person}@numune.example"
        people[person].save()
    client = sign_in("coordinator")
    client.cookies["django_language"] = "en"
    return client


def page_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_message_to_one_agency_asks_first_and_reaches_its_people_only(coordinator, people, sign_in):
    asked = page_of(coordinator.post(SEND, {"agency": "NUMUNE", "text": TEXT}))
    assert "Send the message to 1 agency?" in asked
    assert TEXT in asked
    assert not Announcement.objects.exists()
    sent = coordinator.post(SEND, {"agency": "NUMUNE", "text": TEXT, "confirmed": "1"}, follow=True)
    assert "The message goes to 1 agency." in page_of(sent)
    assert "being sent" in page_of(sent)
    assert tell_announcements() == 1
    assert tell_announcements() == 0
    told = Notice.objects.filter(kind=NoticeKind.MESSAGE).values_list("recipient__username", flat=True)
    assert sorted(told) == ["emekdas", "mesul"]
    mails = OutboxMail.objects.filter(kind="message")
    assert sorted(mails.values_list("to", flat=True)) == ["contributor@numune.example", "lead@numune.example"]
    assert all(TEXT in mail.text for mail in mails)
    assert TEXT in page_of(sign_in("contributor").get(PAGE))
    assert TEXT not in page_of(sign_in("stranger").get(PAGE))
    assert sign_in("observer").get(PAGE).status_code == 404


def test_message_to_all_reaches_every_agency_of_the_plan(coordinator):
    make_agency("KENAR", "Nümunə Kənar Qurum")  # has no part in the plan
    coordinator.post(SEND, {"to_all": "1", "text": TEXT, "confirmed": "1"})
    assert sorted(Announcement.objects.get().agencies.values_list("code", flat=True)) == ["BASHQA", "NUMUNE"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"to_all": "1", "text": " "}, "Write the message."),
        ({"text": TEXT}, "Choose at least one agency, or all of them."),
        ({"agency": "YOXDUR", "text": TEXT}, "Choose agencies of the list."),
        ({"to_all": "1", "text": "a" * 4001}, "shorten it to 4000 characters"),
    ],
)
def test_message_that_cannot_be_sent_is_given_back_with_a_sentence(coordinator, agency, fields, sentence):
    response = coordinator.post(SEND, fields | {"confirmed": "1"})
    page = page_of(response)
    assert response.status_code == 422
    assert sentence in page
    assert fields["text"].strip() in page
    assert not Announcement.objects.exists()


def test_second_press_tells_once(coordinator):
    fields = {"to_all": "1", "text": TEXT, "confirmed": "1"}
    for _press in range(2):
        coordinator.post(SEND, fields)
    coordinator.post(SEND, fields | {"text": f"{TEXT} Daha."})
    assert Announcement.objects.count() == 2


def test_opened_year_is_announced_where_it_is_wanted(coordinator, plan, people):
    place = reverse("plans:year-open", kwargs={"plan": plan.code})
    coordinator.post(place, {"year": "2022", "confirmed": "1"})
    assert not Announcement.objects.exists()
    coordinator.post(place, {"year": "2023", "confirmed": "1", "announced": "1", "words": TEXT})
    announcement = Announcement.objects.get()
    assert (announcement.kind, announcement.text) == (AnnouncementKind.YEAR_OPENED, TEXT)
    tell_announcements()
    mail = OutboxMail.objects.filter(kind="year_opened", to="lead@numune.example").get()
    assert "2023" in mail.subject
    assert TEXT in mail.text


def test_refused_year_announces_nothing(plan, year, people):
    with pytest.raises(Exception, match="2024"):
        open_new_year(plan, 2024, by=people["coordinator"], announced=True)
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("number", [1, 8])
def test_page_costs_the_same_for_one_message_and_for_eight(
    coordinator, year, agency, other_agency, people, number, django_assert_num_queries
):
    for count in range(number):
        announce(year, [agency, other_agency], by=people["coordinator"], words=f"{TEXT} {count}")
    with django_assert_num_queries(9):
        coordinator.get(PAGE)


def test_message_stays_with_its_year(year, agency, people):
    announce(year, [agency], by=people["coordinator"], words=TEXT)
    with pytest.raises(ProtectedError):
        ReportingYear.objects.get().delete()
