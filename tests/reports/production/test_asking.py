"""Asking for a file: one job for the same request, and none for somebody else's eyes."""

import datetime
import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from accounts.enums import Role
from plans.enums import EntryAction, EntryState
from plans.management.commands.run_worker import beat
from plans.models import Entry, Membership, Transition
from reports.models import JobPerson, PrintSettings, ReportDetails, ReportJob
from reports.production import tasks
from reports.production.asking import MOST_AT_ONCE, cancel
from reports.production.kinds import scope_of
from reports.production.queries import progress_of
from reports.production.work import work
from tests.conftest import make_user
from tests.reports.production.making import asked, fetched

AGENCY = "/reports/numune-2020-2024/2024/NUMUNE/"
CONSOLIDATED = "/reports/numune-2020-2024/2024/"
PDF = f"{AGENCY}melumat.md"


@pytest.mark.django_db
def test_same_request_joins_the_job_that_runs(sign_in, write_entry, people):
    write_entry("4.2.9")
    first = asked(sign_in("lead"), PDF)
    assert asked(sign_in("lead"), PDF) == first
    assert asked(sign_in("contributor"), PDF) == first  # the same agency's: they read the same
    assert set(first.people.all()) == {people["lead"], people["contributor"]}
    others = [
        asked(sign_in("lead"), f"{AGENCY}melumat.html"),
        asked(sign_in("lead"), f"{PDF}?content=final&chosen=1"),
        asked(sign_in("lead"), f"{AGENCY}4.2.9/melumat.md"),
        asked(sign_in("coordinator"), PDF),
        asked(sign_in("observer"), PDF),
    ]
    assert len({job.key for job in (first, *others)}) == 6


@pytest.mark.django_db
@pytest.mark.parametrize(("most", "queue"), [(30, "reports"), (10, "long-reports")])
def test_report_with_very_long_texts_delays_no_other(most, queue, sign_in, write_entry, monkeypatch):
    write_entry("4.2.9")  # 19 letters with their marks
    monkeypatch.setattr(tasks, "MOST_LETTERS", most)
    for place in ("", "4.2.9/"):
        job = asked(sign_in("lead"), f"{AGENCY}{place}melumat.md")
        assert DBTaskResult.objects.get(pk=job.task).queue_name == queue


@pytest.mark.django_db
def test_order_of_the_choices_and_what_is_usual_make_no_other_job(sign_in, year):
    first = asked(
        sign_in("coordinator"), f"{CONSOLIDATED}melumat.md?chosen=1&part=status&part=missing&agency=B&agency=A"
    )
    assert (
        asked(
            sign_in("coordinator"), f"{CONSOLIDATED}melumat.md?agency=A&agency=B&part=missing&part=status&chosen=1&x=1"
        )
        == first
    )
    assert asked(sign_in("coordinator"), f"{CONSOLIDATED}melumat.md?content=what") != first


@pytest.mark.django_db
def test_what_was_written_after_the_texts_were_read_begins_a_job_of_its_own(sign_in, write_entry):
    write_entry("4.2.9")
    job = asked(sign_in("lead"), PDF)
    past = Entry.objects.get().updated_at
    ReportJob.objects.filter(pk=job.pk).update(state="running", read_at=past + (past - past.replace(microsecond=0)))
    Entry.objects.update(updated_at=past.replace(year=past.year - 1))
    assert asked(sign_in("lead"), PDF) == job
    Entry.objects.update(updated_at=past.replace(year=past.year + 1))
    newer = asked(sign_in("lead"), PDF)
    assert newer != job
    assert asked(sign_in("contributor"), PDF) == newer


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["signature", "measures", "name", "nothing"])
def test_what_was_set_after_the_texts_were_read_begins_a_job_of_its_own(what, sign_in, write_entry, year, agency):
    write_entry("4.2.9")
    job = asked(sign_in("lead"), PDF)
    ReportJob.objects.filter(pk=job.pk).update(state="running", read_at=timezone.now())
    if what == "signature":
        ReportDetails.objects.create(reporting_year=year, agency=agency, number="02/1847")
    elif what == "measures":
        PrintSettings.objects.create(plan=year.plan, left=35)
    elif what == "name":
        agency.names.get().save()
    assert (asked(sign_in("lead"), PDF) == job) == (what == "nothing")


@pytest.mark.django_db
def test_job_that_has_ended_is_not_joined_and_its_file_is_found_while_nothing_changes(sign_in, write_entry):
    write_entry("4.2.9")
    client = sign_in("lead")
    first = asked(client, PDF)
    assert work(first.pk) == "done"
    second = asked(client, PDF)
    assert second != first
    assert work(second.pk) == "done"
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.result == first.result
    assert (first.seconds is None, second.seconds) == (False, None)  # made once
    write_entry("4.2.10")
    third = asked(client, PDF)
    work(third.pk)
    third.refresh_from_db()
    assert third.result != first.result


@pytest.mark.django_db
def test_nobody_fills_the_queue_for_everybody(sign_in, write_entry):
    for number in ("4.1.6", "4.2.9", "4.2.1", "4.2.4"):
        write_entry(number)
    client = sign_in("lead")
    addresses = [
        f"{AGENCY}melumat.{fmt}?content={content}&chosen=1" for fmt in ("md", "html") for content in ("final", "sent")
    ]
    addresses += [f"{AGENCY}{number}/melumat.md" for number in ("4.1.6", "4.2.9", "4.2.1")]
    jobs = [asked(client, address) for address in addresses[:MOST_AT_ONCE]]
    refused = client.post(addresses[MOST_AT_ONCE])
    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    assert "wait for one of them" in refused.content.decode() or "gözləyin" in refused.content.decode()
    assert asked(client, addresses[0]) == jobs[0]  # to join is free
    assert asked(sign_in("contributor"), addresses[MOST_AT_ONCE])
    client.post(f"/reports/jobs/{jobs[0].pk}/cancel/")
    assert asked(client, addresses[MOST_AT_ONCE])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "steps", "seconds", "left"),
    [
        (2, 20, 38, ""),  # too few steps
        (8, 90, 38, ""),  # less than a tenth
        (10, 20, 2, ""),  # too soon
        (10, 20, 38, "about 40 seconds left"),
        (19, 20, 38, "a few seconds left"),
        (3, 20, 12, "about 1 minute left"),
        (9, 90, 38, "about 6 minutes left"),
        (1, 3, 10, "about 1 minute left"),  # in one piece: as the last one, which took 70 seconds
        (1, 3, 2, ""),
        (1, 3, 90, "a few seconds left"),  # longer than the last one
        (0, 0, 38, ""),  # nothing is known of it yet
    ],
)
def test_time_that_is_left_is_told_when_enough_is_done(step, steps, seconds, left, sign_in, write_entry):
    write_entry("4.2.9")
    job = asked(sign_in("lead"), PDF)
    ReportJob.objects.filter(pk=job.pk).update(seconds=70, is_joinable=False)
    job = asked(sign_in("lead"), PDF)
    job.state, job.step, job.steps = "running", step, steps
    job.started_at = timezone.now() - datetime.timedelta(seconds=seconds)
    with translation.override("en"):
        assert progress_of(job).left == left


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("formerly", "state", "left"),
    [
        ({"fmt": "md"}, "running", "about 1 minute left"),
        ({"fmt": "html"}, "running", ""),  # takes its own time
        ({"fmt": "md", "agency": None}, "running", ""),
        ({"fmt": "md", "seconds": None}, "running", ""),  # was in the store
        ({"fmt": "md"}, "waiting", ""),
    ],
)
def test_page_and_its_script_say_the_time_that_is_left(formerly, state, left, sign_in, write_entry):
    write_entry("4.2.9")
    beat("reports")
    client = sign_in("lead")
    client.cookies["django_language"] = "en"
    earlier = asked(client, PDF)
    ReportJob.objects.filter(pk=earlier.pk).update(**{"seconds": 70, "is_joinable": False} | formerly)
    job = asked(client, PDF)
    started = timezone.now() - datetime.timedelta(seconds=10)
    ReportJob.objects.filter(pk=job.pk).update(state=state, step=1, steps=3, started_at=started)
    page = f"/reports/jobs/{job.pk}/"
    assert f"data-left>{left}</span>" in client.get(page).content.decode()
    assert client.get(f"{page}progress/").json()["left"] == left


@pytest.mark.django_db
def test_page_goes_on_by_itself_without_a_script_until_it_is_over(sign_in, write_entry):
    write_entry("4.2.9")
    client = sign_in("lead")
    job = asked(client, PDF)
    page = f"/reports/jobs/{job.pk}/"
    refresh = '<noscript><meta http-equiv="refresh" content="3"></noscript>'
    assert refresh in client.get(page).content.decode().split("</head>")[0]
    work(job.pk)
    assert "http-equiv" not in client.get(page).content.decode()


@pytest.mark.django_db
def test_job_is_not_found_for_whoever_did_not_ask(sign_in, write_entry):
    write_entry("4.2.9")
    job = asked(sign_in("lead"), PDF)
    work(job.pk)
    pages = [f"/reports/jobs/{job.pk}/{page}" for page in ("", "progress/", "file/", "cancel/")]
    for role in ("contributor", "stranger", "coordinator", "observer", "administrator"):
        client = sign_in(role)
        assert [client.get(page).status_code for page in pages[:3]] == [404] * 3
        assert client.post(pages[3]).status_code == 404
        assert f"/jobs/{job.pk}/" not in client.get("/reports/jobs/").content.decode()
    assert f"/jobs/{job.pk}/file/" in sign_in("lead").get("/reports/jobs/").content.decode()


@pytest.mark.django_db
def test_whoever_has_lost_the_right_finds_the_file_no_more(sign_in, write_entry, people, other_agency):
    write_entry("4.2.9")
    client = sign_in("lead")
    job = asked(client, PDF)
    work(job.pk)
    assert fetched(client, job).status_code == 200
    Membership.objects.filter(user=people["lead"]).update(agency=other_agency)
    assert fetched(client, job).status_code == 404
    assert client.get(f"/reports/jobs/{job.pk}/").status_code == 404
    assert f"/jobs/{job.pk}/" not in client.get("/reports/jobs/").content.decode()


@pytest.mark.django_db
def test_paper_of_an_entry_that_an_observer_reads_no_more_is_not_found(sign_in, write_entry):
    write_entry("4.2.9", state=EntryState.SUBMITTED)
    client = sign_in("observer")
    job = asked(client, f"{AGENCY}4.2.9/melumat.md")
    work(job.pk)
    assert fetched(client, job).status_code == 200
    Entry.objects.update(state=EntryState.DRAFT, submitted=None)
    assert fetched(client, job).status_code == 404


@pytest.mark.django_db
def test_right_that_was_lost_before_the_texts_were_read_makes_no_file(sign_in, write_entry, people, other_agency):
    write_entry("4.2.9")
    job = asked(sign_in("lead"), PDF)
    asked(sign_in("contributor"), PDF)
    Membership.objects.filter(user=people["lead"]).update(agency=other_agency)
    assert work(job.pk) == "done"  # the other one's
    later = asked(sign_in("contributor"), PDF)
    people["contributor"].is_active = False
    people["contributor"].save()
    assert work(later.pk) == "failed"
    later.refresh_from_db()
    assert (later.ended, later.result) == ("rights", "")


@pytest.mark.django_db
def test_who_waits_alone_cancels_and_who_waits_with_others_goes(sign_in, write_entry, people):
    write_entry("4.2.9")
    lead, contributor = sign_in("lead"), sign_in("contributor")
    job = asked(lead, PDF)
    asked(contributor, PDF)
    assert lead.post(f"/reports/jobs/{job.pk}/cancel/")["Location"] == AGENCY
    assert lead.get(f"/reports/jobs/{job.pk}/").status_code == 404
    assert list(job.people.all()) == [people["contributor"]]
    assert contributor.post(f"/reports/jobs/{job.pk}/cancel/")["Location"] == f"/reports/jobs/{job.pk}/"
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert work(job.pk) == "cancelled"
    assert contributor.get(f"/reports/jobs/{job.pk}/").status_code == 200
    assert asked(contributor, PDF) != job


@pytest.mark.django_db
@pytest.mark.parametrize("persons", [1, 3])
def test_asking_costs_the_same_queries(persons, sign_in, write_entry, agency, django_assert_num_queries):
    write_entry("4.2.9")
    for number in range(persons):
        other = Client()
        other.force_login(make_user(f"b{number}", Role.CONTRIBUTOR, agency))
        asked(other, PDF)
    client = sign_in("lead")
    # session, person, agency with names, years; a savepoint, the job, who waits for it (a savepoint more), the end; a worker
    with django_assert_num_queries(JOINING):
        asked_at = client.post(PDF)
    assert asked_at.status_code == 302
    assert JobPerson.objects.count() == persons + 1
    with django_assert_num_queries(LISTING):
        client.get("/reports/jobs/")


JOINING, LISTING = 12, 6


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_in_the_same_moment_have_one_job(sign_in, write_entry, people):
    write_entry("4.2.9")
    clients = [sign_in("lead"), sign_in("contributor"), sign_in("lead")]
    barrier, answers = threading.Barrier(len(clients)), []

    def ask(client: Client) -> None:
        barrier.wait()
        answers.append(client.post(PDF)["Location"])
        connection.close()

    threads = [threading.Thread(target=ask, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (job,) = ReportJob.objects.all()
    assert set(answers) == {f"/reports/jobs/{job.pk}/"}
    assert set(job.people.all()) == {people["lead"], people["contributor"]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["cancels", "joins"])
def test_of_two_in_one_moment_one_waits_and_no_file_is_made_for_nobody(second, sign_in, write_entry, people):
    """The first has cancelled, and its transaction is not at its end: the second looks when it is."""
    write_entry("4.2.9")
    job = asked(sign_in("lead"), PDF)
    client = sign_in("contributor")
    if second == "cancels":
        asked(client, PDF)
    has_cancelled, may_end = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            cancel(people["lead"], job)
            has_cancelled.set()
            may_end.wait()
        connection.close()

    def other() -> None:
        client.post(f"/reports/jobs/{job.pk}/cancel/" if second == "cancels" else PDF)
        connection.close()

    threads = [threading.Thread(target=first), threading.Thread(target=other)]
    threads[0].start()
    has_cancelled.wait()
    threads[1].start()
    threads[1].join(timeout=0.5)  # without the lock it is through by now
    may_end.set()
    for thread in threads:
        thread.join()
    job.refresh_from_db()
    assert job.state == "cancelled"
    waiting = ReportJob.objects.filter(state="waiting")
    assert [list(one.people.all()) for one in waiting] == ([] if second == "cancels" else [[people["contributor"]]])


@pytest.mark.django_db
def test_report_with_an_entry_that_was_taken_back_is_not_given_to_observers(sign_in, write_entry, people):
    entry = write_entry("4.2.9", state=EntryState.SUBMITTED)
    observer, lead = sign_in("observer"), sign_in("lead")
    observer.cookies["django_language"] = "en"
    jobs = [asked(observer, PDF), asked(observer, f"{CONSOLIDATED}melumat.md"), asked(lead, PDF)]
    for job in jobs:
        assert work(job.pk) == "done"
    # Moves of the same moment count, for it is not known whether they were read.
    ReportJob.objects.update(read_at=timezone.now() + datetime.timedelta(seconds=5))
    assert [fetched(client, job).status_code for client, job in zip((observer, observer, lead), jobs, strict=True)] == [
        200
    ] * 3
    ReportJob.objects.update(read_at=timezone.now() - datetime.timedelta(seconds=60))
    move = {
        "entry": entry,
        "actor": people["lead"],
        "action": EntryAction.APPROVE,
        "from_state": "submitted",
        "created_at": timezone.now(),
    }
    Transition.objects.create(**move, to_state="approved")
    assert fetched(observer, jobs[0]).status_code == 200  # observers read it still
    Transition.objects.create(**move, to_state="draft")
    assert [fetched(client, job).status_code for client, job in zip((observer, observer, lead), jobs, strict=True)] == [
        302,
        302,
        200,
    ]
    page = observer.get(f"/reports/jobs/{jobs[0].pk}/").content.decode()
    assert "The file is out of date" in page
    assert f'action="{PDF}"' in page
    listed = observer.get("/reports/jobs/").content.decode()
    assert "/file/" not in listed


@pytest.mark.django_db
def test_scope_is_what_one_reads(people, agency, other_agency):
    assert {name: scope_of(person) for name, person in people.items()} == {
        "contributor": f"agency {agency.pk}",
        "lead": f"agency {agency.pk}",
        "stranger": f"agency {other_agency.pk}",
        "coordinator": "coordinator",
        "observer": "observer",
        "administrator": "",
    }
