"""An edition is there as a whole or not at all, says what was on the page, and is never altered."""

import io
import json
import os

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from plans.enums import EntryState
from plans.models import Entry, Transition
from reports.editions import store
from reports.editions.proving import check
from reports.editions.sweeping import sweep_editions
from reports.models import Edition, EditionFile, Publication, ReportJob
from reports.production.work import work
from reports.renderers import FORMATS
from tests.conftest import stand_as_submitted
from tests.reports.editions.certificates import PASSWORD, pkcs12_of
from tests.reports.editions.making import DETAILS, ask, published

pytestmark = pytest.mark.django_db
SECRET = "Nümunə mətn: gizli qaralama"


@pytest.fixture
def coordinator(people):
    return people["coordinator"]


def test_edition_holds_every_format_and_locks_what_it_says(coordinator, year, agency, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn: birinci.</p>", state=EntryState.APPROVED)
    write_entry("4.2.10", f"<p>{SECRET}</p>", state=EntryState.DRAFT)
    edition = published(coordinator, year, agency)
    assert (edition.ordinal, edition.number, edition.corrects) == (1, "02/1847", None)
    assert [file.fmt for file in edition.files.all()] == list(FORMATS)
    assert {entry.sub_point.number: entry.state for entry in Entry.objects.select_related("sub_point")} == {
        "4.2.9": EntryState.LOCKED,
        "4.2.10": EntryState.DRAFT,
    }
    assert Transition.objects.get().actor == coordinator
    document = json.loads(edition.document)
    assert document["watermark"] is None
    assert document["signature"] == {
        "position": DETAILS.position,
        "name": DETAILS.name,
        "date": "2025-01-27",
        "number": "02/1847",
        "executor": None,
        "telephone": None,
    }
    assert json.loads(store.read_whole(edition.files.get(fmt="json").sha256)) == document
    assert all(SECRET.encode() not in store.read_whole(file.sha256) for file in edition.files.all())
    assert list(check([edition])) == []


def test_submitted_texts_stand_in_it_only_with_a_reason_marked_and_unlocked(coordinator, year, agency, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn: birinci.</p>", state=EntryState.APPROVED)
    write_entry("4.2.10", "<p>Nümunə mətn: ikinci.</p>", state=EntryState.SUBMITTED)
    stand_as_submitted()
    without = json.loads(published(coordinator, year, agency).document)
    assert [section["number"] for section in without["sections"]] == ["4.2.9"]
    reasoned = published(coordinator, year, agency, reason="Nümunə səbəb", number="02/1848")
    sections = json.loads(reasoned.document)["sections"]
    assert [(section["number"], bool(section["mark"])) for section in sections] == [("4.2.9", False), ("4.2.10", True)]
    assert Entry.objects.get(sub_point__number="4.2.10").state == EntryState.SUBMITTED
    assert (reasoned.reason, reasoned.ordinal, reasoned.corrects) == ("Nümunə səbəb", 2, Edition.objects.earliest("pk"))


def test_what_was_changed_after_the_page_is_not_published(coordinator, year, agency, write_entry):
    entry = write_entry("4.2.9", "<p>Nümunə mətn: birinci.</p>", state=EntryState.APPROVED)
    job = ask(coordinator, year, agency)
    Entry.objects.filter(pk=entry.pk).update(narrative="<p>Nümunə mətn: başqa.</p>")
    assert work(job.pk) == "failed"
    assert ReportJob.objects.get().ended == "changed"
    assert not Edition.objects.exists()
    assert Entry.objects.get().state == EntryState.APPROVED


def test_of_two_who_publish_at_once_one_is_told(coordinator, year, agency, write_entry):
    write_entry("4.2.9", state=EntryState.APPROVED)
    first, second = ask(coordinator, year, agency), ask(coordinator, year, agency, number="02/1848")
    assert first != second
    assert [work(first.pk), work(second.pk)] == ["done", "failed"]
    assert ReportJob.objects.get(pk=second.pk).ended == "changed"
    assert Edition.objects.get().number == "02/1847"
    assert ask(coordinator, year, agency) != first


def test_nothing_is_published_of_nothing(coordinator, year, agency, write_entry):
    write_entry("4.2.9", state=EntryState.DRAFT)
    job = ask(coordinator, year, agency)
    assert work(job.pk) == "failed"
    assert ReportJob.objects.get().ended == "hindered"
    assert not Edition.objects.exists()


def test_same_request_joins_and_work_done_again_makes_no_second_edition(coordinator, year, agency, write_entry):
    write_entry("4.2.9", state=EntryState.APPROVED)
    job = ask(coordinator, year, agency)
    assert ask(coordinator, year, agency) == job
    assert work(job.pk) == "done"
    ReportJob.objects.update(state="running", finished_at=None)
    assert work(job.pk) == "done"
    assert Edition.objects.count() == 1
    assert Publication.objects.get().edition == Edition.objects.get()


def test_consolidated_report_is_published_beside_the_agencies(coordinator, year, agency, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn: birinci.</p>", state=EntryState.APPROVED)
    published(coordinator, year, agency)
    whole = published(coordinator, year, None)
    assert (whole.agency, whole.ordinal) == (None, 1)
    assert store.read_whole(whole.files.get(fmt="pdf").sha256).startswith(b"%PDF-")
    assert Entry.objects.get().state == EntryState.LOCKED


@pytest.mark.parametrize("model", [Edition, EditionFile])
def test_database_refuses_to_alter_an_edition(model, coordinator, year, agency, write_entry):
    write_entry("4.2.9", state=EntryState.APPROVED)
    published(coordinator, year, agency)
    column = "number" if model is Edition else "sha256"
    with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
        model.objects.update(**{column: "x"})


def test_check_finds_what_is_lost_and_what_is_damaged(coordinator, year, agency, write_entry):
    write_entry("4.2.9", state=EntryState.APPROVED)
    edition = published(coordinator, year, agency)
    lost, damaged = edition.files.get(fmt="pdf"), edition.files.get(fmt="docx")
    store._path(lost.sha256).unlink()
    store._path(damaged.sha256).write_bytes(b"x")
    found = [(finding.fault, finding.fmt) for finding in check([edition], render=False)]
    assert found == [("lost", "pdf"), ("damaged", "docx")]
    assert store._path(damaged.sha256).exists()
    with pytest.raises(store.Damaged):
        store.open_whole(damaged.sha256)
    said = io.StringIO()
    with pytest.raises(CommandError, match="2 faults in 1 editions"):
        call_command("check_editions", "--quick", stderr=said)
    assert (
        f"edition {edition.pk} (№ 02/1847, numune-2020-2024 2024, NUMUNE), pdf: the file is not there"
        in said.getvalue()
    )


def test_pdf_is_sealed_where_there_is_a_key_and_its_unsealed_beginning_is_what_is_proven(
    coordinator, year, agency, write_entry, settings, tmp_path
):
    write_entry("4.2.9", state=EntryState.APPROVED)
    key = tmp_path / "key.p12"
    key.write_bytes(pkcs12_of("Nümunə Möhür"))
    settings.SEAL_KEY_FILE = str(key)
    settings.SEAL_KEY_PASSWORD = PASSWORD
    edition = published(coordinator, year, agency)
    file = edition.files.get(fmt="pdf")
    data = store.read_whole(file.sha256)
    assert (edition.sealed_by, edition.unsealed_because, edition.is_timestamped) == ("Nümunə Möhür", "", False)
    assert 0 < file.unsealed_size < file.size == len(data)
    assert b"ETSI.CAdES.detached" in data[file.unsealed_size :]
    said = io.StringIO()
    call_command("check_editions", stdout=said)
    assert said.getvalue() == "1 editions are as they were published\n"


def test_edition_goes_out_unsealed_with_an_unreadable_key_and_says_so(coordinator, year, agency, write_entry, settings):
    write_entry("4.2.9", state=EntryState.APPROVED)
    settings.SEAL_KEY_FILE = "/nowhere/key.p12"
    edition = published(coordinator, year, agency)
    assert (edition.sealed_at, edition.unsealed_because) == (None, "unreadable")
    assert edition.files.get(fmt="pdf").unsealed_size is None


def test_files_that_belong_to_no_edition_are_swept_after_a_day(coordinator, year, agency, write_entry):
    write_entry("4.2.9", state=EntryState.APPROVED)
    edition = published(coordinator, year, agency)
    left = [store.keep(content) for content in (b"old", b"new")]
    for sha256 in (left[0], edition.files.get(fmt="pdf").sha256):
        os.utime(store._path(sha256), (1, 1))
    assert sweep_editions() == 1
    assert [store._path(sha256).exists() for sha256 in left] == [False, True]
    assert list(check([edition], render=False)) == []
