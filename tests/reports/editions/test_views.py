"""The pages of editions, as people use them."""

import pytest

from accounts.enums import Role
from plans.enums import EntryState
from plans.models import Entry
from reports.editions import store
from reports.models import Edition, ReportJob, Withdrawal
from reports.production.work import work
from tests.conftest import make_user, stand_as_submitted
from tests.reports.editions.making import published

pytestmark = pytest.mark.django_db
PAGE = "/reports/numune-2020-2024/2024/NUMUNE/publish/"
TYPED = {"number": "№ 02/1847", "signed_on": "27.01.2025", "position": "Nümunə Xidmətinin rəisi", "name": "A. NÜMUNƏLİ"}
WHY = {"grounds": "error", "reason": "Nümunə səbəb"}


def seen(client, **typed):
    """What the form sends: what the page showed, and what is typed."""
    form = client.get(PAGE).context["form"]
    return {"content": form.initial["content"], "follows": form.initial["follows"]} | TYPED | typed


def status_of(client, address):
    """The answer's status; a file is read to its end."""
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def test_publishing_leads_through_the_job_to_the_edition_and_its_files(sign_in, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn: birinci.</p>", state=EntryState.APPROVED)
    client = sign_in("coordinator")
    response = client.post(PAGE, seen(client))
    job = ReportJob.objects.get()
    assert response["Location"] == f"/reports/jobs/{job.pk}/"
    assert work(job.pk) == "done"
    edition = Edition.objects.get()
    assert f'href="/reports/editions/{edition.pk}/"' in client.get(f"/reports/jobs/{job.pk}/").content.decode()
    for role, status in (
        ("coordinator", 200),
        ("observer", 200),
        ("lead", 200),
        ("stranger", 404),
        ("administrator", 404),
    ):
        assert sign_in(role).get(f"/reports/editions/{edition.pk}/").status_code == status
        assert status_of(sign_in(role), f"/reports/editions/{edition.pk}/nesr.json") == status
    page = client.get(f"/reports/editions/{edition.pk}/").content.decode()
    file = edition.files.get(fmt="pdf")
    assert "№ 02/1847" in page
    assert file.sha256 in page
    given = client.get(f"/reports/editions/{edition.pk}/nesr.pdf")
    assert b"".join(given.streaming_content) == store.read_whole(file.sha256)
    assert given["Content-Disposition"] == 'attachment; filename="nesr-1-daxili-2024-NUMUNE.pdf"'


def test_what_is_typed_wrong_is_said_and_kept(sign_in, write_entry):
    write_entry("4.2.9", state=EntryState.APPROVED)
    client = sign_in("coordinator")
    response = client.post(PAGE, seen(client, number="", position="Nümunə vəzifə"))
    assert response.status_code == 422
    assert "Nümunə vəzifə" in response.content.decode()
    assert not ReportJob.objects.exists()
    assert client.post(PAGE, seen(client, with_submitted="1", reason=" ")).status_code == 422


def test_change_between_page_and_press_is_said_and_what_was_typed_stays(sign_in, write_entry):
    entry = write_entry("4.2.9", "<p>Nümunə mətn.</p>", state=EntryState.APPROVED)
    client = sign_in("coordinator")
    typed = seen(client)
    Entry.objects.filter(pk=entry.pk).update(narrative="<p>Nümunə mətn: başqa.</p>")
    response = client.post(PAGE, typed)
    assert response.status_code == 409
    assert "A. NÜMUNƏLİ" in response.content.decode()
    assert not ReportJob.objects.exists()
    form = response.context["form"]
    again = TYPED | {"content": form.data["content"], "follows": form.data["follows"]}
    assert client.post(PAGE, again).status_code == 302


def test_page_says_what_stands_in_the_way(sign_in, write_entry):
    client = sign_in("coordinator")
    write_entry("4.2.9", state=EntryState.DRAFT)
    assert {check.kind: (check.count, check.stops) for check in client.get(PAGE).context["checks"]} == {
        "nothing": (1, True),
        "unapproved": (0, False),
        "unanswered": (5, False),
        "comments": (0, False),
    }
    assert client.post(PAGE, seen(client)).status_code == 409
    Entry.objects.update(state=EntryState.SUBMITTED)
    stand_as_submitted()
    checks = {check.kind: check.count for check in client.get(PAGE).context["checks"]}
    assert checks == {"unapproved": 1, "unanswered": 4, "comments": 0}


def test_edition_is_taken_back_by_a_second_person_and_answers_410(sign_in, people, year, agency, write_entry, client):
    write_entry("4.2.9", state=EntryState.APPROVED)
    edition = published(people["coordinator"], year, agency)
    page = f"/reports/editions/{edition.pk}/"
    first = sign_in("coordinator")
    client.force_login(make_user("ikinci", Role.COORDINATOR))
    assert sign_in("lead").post(f"{page}withdraw/", WHY).status_code == 403
    assert first.post(f"{page}withdraw/", WHY | {"reason": " "}).status_code == 422
    assert first.post(f"{page}withdraw/", WHY).status_code == 302
    assert client.post(f"{page}withdraw/", WHY).status_code == 409
    assert first.post(f"{page}withdrawal/", {"decision": "confirm"}).status_code == 409  # not the same person
    assert status_of(first, f"{page}nesr.pdf") == 200
    assert client.post(f"{page}withdrawal/", {"decision": "confirm"}).status_code == 302
    for role in ("coordinator", "observer", "lead"):
        gone = sign_in(role).get(page)
        assert (gone.status_code, status_of(sign_in(role), f"{page}nesr.pdf")) == (410, 410)
        assert "02/1847" in gone.content.decode()
        assert ("Nümunə səbəb" in gone.content.decode()) == (role == "coordinator")
    assert client.post(f"{page}withdrawal/", {"decision": "refuse"}).status_code == 409
    assert Withdrawal.objects.get().confirmed_by.username == "ikinci"


def test_request_to_take_back_may_be_refused_and_asked_for_again(sign_in, people, year, agency, write_entry):
    write_entry("4.2.9", state=EntryState.APPROVED)
    edition = published(people["coordinator"], year, agency)
    page, coordinator = f"/reports/editions/{edition.pk}/", sign_in("coordinator")
    coordinator.post(f"{page}withdraw/", WHY)
    assert coordinator.post(f"{page}withdrawal/", {"decision": "what"}).status_code == 409
    assert coordinator.post(f"{page}withdrawal/", {"decision": "refuse"}).status_code == 302
    assert coordinator.get(page).status_code == 200
    assert coordinator.post(f"{page}withdraw/", WHY).status_code == 302


def test_correction_unlocks_what_is_named_and_the_next_edition_follows(sign_in, people, year, agency, write_entry):
    entries = [write_entry(number, state=EntryState.APPROVED) for number in ("4.2.9", "4.2.10")]
    edition = published(people["coordinator"], year, agency)
    page, client = f"/reports/editions/{edition.pk}/", sign_in("coordinator")
    named = {"entries": [str(entries[0].pk)], "reason": "Nümunə səbəb"}
    assert client.post(f"{page}correct/", named | {"entries": []}).status_code == 422
    assert client.post(f"{page}correct/", named | {"entries": ["999"]}).status_code == 422
    assert client.post(f"{page}correct/", named).status_code == 302
    assert [Entry.objects.get(pk=entry.pk).state for entry in entries] == [EntryState.APPROVED, EntryState.LOCKED]
    assert edition.corrections.get().entries.get() == entries[0]
    Entry.objects.filter(pk=entries[0].pk).update(narrative="<p>Nümunə mətn: düzəldilib.</p>")
    response = client.post(PAGE, seen(client, number="02/1850"))
    assert work(ReportJob.objects.latest("pk").pk) == "done", response.content
    latest = Edition.objects.latest("pk")
    assert (latest.ordinal, latest.corrects) == (2, edition)
    change = latest.changes.get()
    assert (change.number, change.code, change.became) == ("4.2.9", "", "changed")
    assert change.words == "<p>Nümunə <del>mətn.</del> <ins>mətn: düzəldilib.</ins></p>"
    assert change.words in client.get(f"/reports/editions/{latest.pk}/").content.decode()
    assert Entry.objects.filter(state=EntryState.LOCKED).count() == 2


def test_damaged_file_is_not_given_out(sign_in, people, year, agency, write_entry):
    write_entry("4.2.9", state=EntryState.APPROVED)
    edition = published(people["coordinator"], year, agency)
    store._path(edition.files.get(fmt="pdf").sha256).write_bytes(b"x")
    assert status_of(sign_in("lead"), f"/reports/editions/{edition.pk}/nesr.pdf") == 503
    assert status_of(sign_in("lead"), f"/reports/editions/{edition.pk}/nesr.docx") == 200


def test_page_of_publishing_costs_the_same_with_one_text_and_three(sign_in, write_entry, django_assert_num_queries):
    client = sign_in("coordinator")
    write_entry("4.2.9", state=EntryState.APPROVED)
    client.get(PAGE)
    with django_assert_num_queries(17):
        client.get(PAGE)
    for number in ("4.2.10", "4.2.1"):
        write_entry(number, state=EntryState.APPROVED)
    with django_assert_num_queries(17):
        client.get(PAGE)
