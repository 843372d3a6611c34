"""Whoever has left the page of a file is told of its end by a notice, once; whoever saw the end there is not."""

import datetime
import re
import threading

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from plans.enums import EntryState, NoticeKind
from plans.models import Membership, Notice, OutboxMail
from reports.enums import Ended, JobState
from reports.models import JobPerson, ReportJob
from reports.production import work as working
from reports.production.asking import ask
from reports.production.store import store
from reports.production.sweeping import sweep
from reports.production.tasks import MOST_ATTEMPTS, take_up_lost
from reports.production.telling import PAGE_LOOKS, tell_of_end
from reports.production.work import _ended, work
from tests.reports.production.making import asked, fetched

AGENCY = "/reports/numune-2020-2024/2024/NUMUNE/"
FILE = f"{AGENCY}melumat.md"
ALL = "/reports/numune-2020-2024/2024/melumat.md"
NOTICES, READ, COUNT = "/plans/notices/", "/plans/notices/read/", "/plans/notices/count/"
NOW = datetime.datetime(2025, 1, 7, 8, tzinfo=datetime.UTC)


@pytest.fixture
def clock(year):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def entry(write_entry):
    return write_entry("4.2.9", state=EntryState.SUBMITTED)


def page_of(job: ReportJob) -> str:
    return f"/reports/jobs/{job.pk}/"


def unread(client: Client) -> int:
    return client.get(COUNT).json()["unread"]


def rows(client: Client, language: str = "az") -> list[tuple[str, str, str]]:
    """Of each notice of the person: where it leads, what it says, and about what."""
    client.cookies["django_language"] = language
    html = client.get(NOTICES).content.decode()
    found = re.findall(
        r'<li class="notice-row.*?<p>(.*?)</p>.*?<span class="where">(.*?)</span> *(?:·|</p>)', html, re.S
    )
    return [
        ((re.findall('href="(.*?)"', what) or [""])[0], _words(what).removeprefix("Oxunmayıb: "), _words(where))
        for what, where in found
    ]


def _words(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


# --- Told -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_whoever_left_the_page_is_told_once_with_a_link_and_without_a_mail(sign_in, entry, people, clock):
    people["lead"].email = "mesul@numune.example"
    people["lead"].save()
    client = sign_in("lead")
    job = asked(client, FILE)
    assert client.get(page_of(job)).status_code == 200  # and goes on working
    assert work(job.pk) == "done"
    assert unread(client) == 0  # the page, were it open, would see it now
    clock.shift(PAGE_LOOKS)
    assert unread(client) == 1
    assert rows(client) == [
        (page_of(job), "Məlumat hazırdır: Markdown – 2024-cü il üzrə Məlumat", "Nümunə Xidməti"),
    ]
    assert rows(client, "en")[0][1].removeprefix("Unread: ") == "The report is ready: Markdown – Report for 2024"
    assert (work(job.pk), tell_of_end(job.pk), Notice.objects.count()) == ("done", None, 1)
    assert JobPerson.objects.get().told_at == NOW
    assert OutboxMail.objects.count() == 0
    others = [unread(sign_in(role)) for role in ("contributor", "stranger", "coordinator", "observer", "administrator")]
    assert others == [0] * 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "what", "whose"),
    [
        (ALL, "Markdown – 2024-cü il üzrə Məlumat", "Bütün qurumlar üzrə yekun"),
        (f"{AGENCY}4.2.9/melumat.html", "HTML – 4.2.9-cu yarımbənd, 2024-cü il", "Nümunə Xidməti"),
        ("/reports/numune-2020-2024/overview/melumat.md", "Markdown – İllər üzrə icmal", "Bütün qurumlar üzrə yekun"),
    ],
)
def test_notice_says_what_the_file_is_and_whose(address, what, whose, sign_in, entry, clock):
    client = sign_in("observer")
    job = asked(client, address)
    assert work(job.pk) == "done"
    clock.shift(PAGE_LOOKS)
    assert rows(client) == [(page_of(job), f"Məlumat hazırdır: {what}", whose)]


@pytest.mark.django_db
def test_whoever_asked_for_what_was_not_made_is_told(sign_in, entry, clock):
    client = sign_in("coordinator")
    job = asked(client, FILE)
    ReportJob.objects.update(state=JobState.RUNNING, attempts=1)
    job.refresh_from_db()
    assert _ended(job, JobState.FAILED, ended=Ended.TIME) == "failed"
    clock.shift(PAGE_LOOKS)
    assert rows(client) == [
        (page_of(job), "Məlumat hazırlanmadı: Markdown – 2024-cü il üzrə Məlumat", "Nümunə Xidməti"),
    ]
    assert "<h1>Fayl hazırlanmadı</h1>" in client.get(page_of(job)).content.decode()


@pytest.mark.django_db
def test_job_that_is_given_up_is_told_of(sign_in, entry, clock):
    client = sign_in("lead")
    asked(client, FILE)
    ReportJob.objects.update(state=JobState.RUNNING, attempts=MOST_ATTEMPTS)
    DBTaskResult.objects.update(status="FAILED")
    assert take_up_lost() == 1
    assert Notice.objects.get().kind == NoticeKind.REPORT_FAILED
    assert take_up_lost() == 0
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_all_who_joined_are_told_and_whoever_cancelled_is_not(sign_in, entry, people, clock):
    lead, contributor = sign_in("lead"), sign_in("contributor")
    job = asked(lead, FILE)
    assert asked(contributor, FILE) == job
    other = asked(lead, f"{AGENCY}melumat.html")
    assert asked(contributor, f"{AGENCY}melumat.html") == other
    lead.post(f"{page_of(other)}cancel/")
    for each in (job, other):
        assert work(each.pk) == "done"
    clock.shift(PAGE_LOOKS)
    assert [address for address, *_words in rows(lead)] == [page_of(job)]
    assert [address for address, *_words in rows(contributor)] == [page_of(other), page_of(job)]
    # Each has an own one: what one reads, the other has not read.
    lead.get(page_of(job))
    assert (unread(lead), unread(contributor)) == (0, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [JobState.WAITING, JobState.RUNNING])
def test_nobody_is_told_of_what_was_cancelled(state, sign_in, entry, clock):
    client = sign_in("lead")
    job = asked(client, FILE)
    ReportJob.objects.update(state=state, attempts=1)
    client.post(f"{page_of(job)}cancel/")
    job.refresh_from_db()
    if state == JobState.RUNNING:
        # The worker was at the last step already: the file is there, and still nobody wanted it.
        kept = {"result": "x", "size": 1, "sha256": "x"}
        assert _ended(job, JobState.DONE, **kept) == "done"
    assert Notice.objects.count() == 0


@pytest.mark.django_db
def test_whoever_may_have_it_no_more_is_not_told_nor_shown_what_was_told(sign_in, entry, people, other_agency, clock):
    lead, contributor, coordinator = sign_in("lead"), sign_in("contributor"), sign_in("coordinator")
    jobs = [asked(lead, FILE), asked(coordinator, ALL)]
    assert asked(contributor, FILE) == jobs[0]
    Membership.objects.filter(user=people["contributor"]).update(agency=other_agency)
    for job in jobs:
        assert work(job.pk) == "done"
    clock.shift(PAGE_LOOKS)
    told = set(Notice.objects.values_list("recipient__username", flat=True))
    assert told == {"mesul", "koordinator"}
    Membership.objects.filter(user=people["lead"]).update(agency=other_agency)
    people["coordinator"].role = "observer"  # reads less: the file is not for those eyes
    people["coordinator"].save()
    assert [(unread(client), rows(client)) for client in (lead, coordinator)] == [(0, [])] * 2
    assert lead.post(READ, {"notice": Notice.objects.get(recipient=people["lead"]).pk}).status_code == 404
    Membership.objects.filter(user=people["lead"]).update(agency=entry.agency)
    assert unread(lead) == 1
    people["lead"].role = "coordinator"  # the agency's people read their drafts otherwise
    people["lead"].save()
    assert unread(lead) == 0


# --- Seen -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["", "file/"])
def test_whoever_sees_the_end_on_the_page_or_has_the_file_gets_no_notice(page, sign_in, entry, clock):
    client = sign_in("lead")
    job = asked(client, FILE)
    assert work(job.pk) == "done"
    assert client.get(f"{page_of(job)}progress/").json()["isFinished"] is True
    assert Notice.objects.count() == 1  # the page has asked, and not shown it yet
    answer = fetched(client, job) if page else client.get(page_of(job))
    assert answer.status_code == 200
    clock.shift(PAGE_LOOKS)
    assert (unread(client), Notice.objects.count()) == (0, 0)
    assert tell_of_end(job.pk) is None
    assert Notice.objects.count() == 0


@pytest.mark.django_db
def test_page_that_comes_late_leaves_nothing_unread_and_its_bell_says_so(sign_in, entry, clock):
    client = sign_in("lead")
    job = asked(client, FILE)
    assert work(job.pk) == "done"
    clock.shift(PAGE_LOOKS)
    first, again = (client.get(page_of(job)).content.decode() for _time in range(2))
    assert ('data-unread="0"' in first, "data-unread" in again) == (True, False)
    assert Notice.objects.get().read_at == NOW + PAGE_LOOKS
    assert [what for _address, what, _whose in rows(client)] == ["Məlumat hazırdır: Markdown – 2024-cü il üzrə Məlumat"]


@pytest.mark.django_db
def test_notice_is_marked_as_read_as_others_are(sign_in, entry, clock):
    client = sign_in("lead")
    job = asked(client, FILE)
    work(job.pk)
    clock.shift(PAGE_LOOKS)
    key = Notice.objects.get().pk
    assert sign_in("contributor").post(READ, {"notice": key}).status_code == 404
    assert client.post(READ, {"notice": key}, headers={"X-Requested-With": "fetch"}).json() == {"unread": 0}
    assert Notice.objects.get().read_at == NOW + PAGE_LOOKS


@pytest.mark.django_db
def test_notice_of_a_file_that_is_gone_leads_to_the_page_that_says_so(sign_in, entry, clock):
    client = sign_in("lead")
    seen, told = asked(client, f"{AGENCY}melumat.html"), asked(client, FILE)
    for job in (seen, told):
        assert work(job.pk) == "done"
    fetched(client, seen)
    clock.shift(datetime.timedelta(days=30))
    client = sign_in("lead")  # thirty days are a long sitting
    told.refresh_from_db()
    store().remove(told.result)
    sweep(days=7, megabytes=1000)
    assert list(ReportJob.objects.all()) == [told]  # the other one nobody has a word of
    assert rows(client)[0][0] == page_of(told)
    page = client.get(page_of(told)).content.decode()
    assert "<h1>Fayl artıq saxlanılmır</h1>" in page
    assert f'action="{FILE}"' in page
    Notice.objects.all().delete()
    sweep(days=7, megabytes=1000)
    assert ReportJob.objects.count() == 0


@pytest.mark.django_db
def test_notice_whose_job_is_gone_says_what_it_can(sign_in, entry, clock):
    client = sign_in("lead")
    work(asked(client, FILE).pk)
    clock.shift(PAGE_LOOKS)
    ReportJob.objects.all().delete()
    html = client.get(NOTICES).content.decode()
    assert '<span class="no-place">Məlumat hazırdır</span>' in html


# --- Costs and limits -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_page_and_number_cost_the_same_for_one_and_many(sign_in, entry, clock, django_assert_num_queries, count):
    client = sign_in("lead")
    for job in [asked(client, f"{AGENCY}melumat.{fmt}") for fmt in ("md", "html", "json")[:count]]:
        assert work(job.pk) == "done"
    clock.shift(PAGE_LOOKS)
    client.get(COUNT)  # notes the session's activity
    with django_assert_num_queries(10):  # two more than for other notices: the jobs, and their agencies' names
        client.get(NOTICES)
    with django_assert_num_queries(3):
        client.get(COUNT)


@pytest.mark.django_db
def test_page_of_a_job_costs_nothing_more_once_its_notice_is_read(sign_in, entry, clock, django_assert_num_queries):
    client = sign_in("lead")
    job = asked(client, FILE)
    work(job.pk)
    client.get(page_of(job))
    with django_assert_num_queries(8):
        client.get(page_of(job))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": NoticeKind.REPORT_READY},
        {"kind": NoticeKind.REPORT_READY, "reader": "observer", "with_agency": True},
        {"kind": NoticeKind.REPORT_READY, "reader": "observer", "for_digest": True},
        {"kind": NoticeKind.REPORT_READY, "reader": "observer", "mailed_together": True},
        {"kind": NoticeKind.COMMENT, "with_agency": True},
        {"kind": NoticeKind.COMMENT},
    ],
)
def test_notice_is_of_a_year_or_of_a_file_for_somebody_s_eyes_and_no_mail(wrong, people, agency):
    times = {"created_at": timezone.now(), "visible_at": timezone.now()}
    fields = {"agency": agency} if wrong.pop("with_agency", False) else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(recipient=people["observer"], **times, **fields, **wrong)
    Notice.objects.create(recipient=people["observer"], **times, kind=NoticeKind.REPORT_FAILED, reader="observer")


@pytest.mark.django_db(transaction=True)
def test_whoever_joins_in_the_moment_of_the_end_is_told_or_has_a_job_of_their_own(sign_in, entry, people, monkeypatch):
    """The worker has ended the job, and its transaction is not at its end."""
    job = asked(sign_in("lead"), FILE)
    ReportJob.objects.update(state=JobState.RUNNING, attempts=1)
    job.refresh_from_db()
    has_ended, may_go_on = threading.Event(), threading.Event()

    def held(pk: int) -> None:
        has_ended.set()
        may_go_on.wait()
        tell_of_end(pk)

    monkeypatch.setattr(working, "tell_of_end", held)

    def end() -> None:
        _ended(job, JobState.DONE, result="x", size=1, sha256="x")
        connection.close()

    def join() -> None:
        wanted = ReportJob(kind=job.kind, plan=job.plan, reporting_year=job.reporting_year, agency=job.agency, fmt="md")
        wanted.options = job.options
        ask(people["contributor"], wanted)
        connection.close()

    threads = [threading.Thread(target=end), threading.Thread(target=join)]
    threads[0].start()
    has_ended.wait()
    threads[1].start()
    threads[1].join(timeout=0.5)
    may_go_on.set()
    for thread in threads:
        thread.join()
    told = set(Notice.objects.values_list("recipient__username", flat=True))
    own = set(ReportJob.objects.exclude(pk=job.pk).values_list("people__username", flat=True))
    assert told == {"mesul"}
    assert own == {"emekdas"}
