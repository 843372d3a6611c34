import hashlib
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections

from plans.enums import EntryState, YearState
from plans.evidence.services.evidence import (
    AlreadyThere,
    EvidenceGone,
    add_file,
    add_link,
    change_evidence,
    clean_file_name,
    clean_title,
    remove_evidence,
)
from plans.evidence.services.files import StorageFailed, path_of
from plans.evidence.services.kinds import FileRefused
from plans.evidence.services.virus_scan import ScannerDown
from plans.models import Assignment, Entry, Evidence, ReportingYear, Revision, SubPoint
from plans.services import EntryNotEditable, Place, mark_ready, save_entry
from tests.plans.evidence import sample_files as sample

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


@pytest.fixture
def place(year, agency) -> Place:
    return Place(Assignment.objects.get(agency=agency, sub_point__number="4.2.9"), year)


def upload(name: str = "hesabat.pdf", content: bytes = sample.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def files_in(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def listed() -> list:
    return Revision.objects.order_by("-version").values_list("evidence", flat=True).first()


# --- Adding -----------------------------------------------------------------------------------------------------------


def test_file_is_kept_under_a_random_name_that_only_the_server_reads(place, people, store, write_entry):
    entry = write_entry("4.2.9", author=people["lead"])
    found = add_file(place, people["contributor"], upload(), title="  Nümunə\n hesabat ", is_public=True)
    found.refresh_from_db()
    assert (found.entry, found.title, found.is_public) == (entry, "Nümunə hesabat", True)
    assert (found.file_name, found.content_type, found.size) == ("hesabat.pdf", "application/pdf", len(sample.PDF))
    assert found.sha256 == hashlib.sha256(sample.PDF).hexdigest()
    assert (found.added_by, found.removed_at) == (people["contributor"], None)
    path = path_of(found.stored_name)
    assert files_in(store) == [path]
    assert path.read_bytes() == sample.PDF
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    shard, second, name = found.stored_name.split("/")
    assert (name[:2], name[2:4], len(name)) == (shard, second, 40)


def test_same_name_twice_is_two_files(place, people, store, write_entry):
    write_entry("4.2.9")
    first = add_file(place, people["lead"], upload())
    second = add_file(place, people["lead"], upload(content=sample.PDF + b"% "))
    assert first.stored_name != second.stored_name
    assert len(files_in(store)) == 2


def test_adding_makes_a_revision_and_takes_the_mark_ready_away(place, people, write_entry):
    entry = write_entry("4.2.9", status="implemented", author=people["lead"])
    mark_ready(entry, people["contributor"], ready=True, version=1)
    found = add_file(place, people["contributor"], upload(), title="Nümunə")
    entry.refresh_from_db()
    assert (entry.version, entry.ready_at, entry.ready_by, entry.updated_by) == (2, None, None, people["contributor"])
    assert entry.narrative == "<p>Nümunə mətn.</p>"
    assert list(Revision.objects.order_by("version").values_list("version", "evidence", "origin")) == [
        (1, [], "browser"),
        (2, [{"id": found.pk, "title": "Nümunə", "public": False}], "browser"),
    ]


def test_text_saved_later_keeps_the_list(place, people, year, agency, write_entry):
    write_entry("4.2.9")
    add_link(place, people["lead"], "https://numune.example/", title="Nümunə")
    save_entry(
        reporting_year=year, agency=agency, sub_point=SubPoint.objects.get(number="4.2.9"),
        narrative="<p>Nümunə mətn. Yeni.</p>", status="", author=people["lead"], expected_version=2,
    )  # fmt: skip
    assert [item["title"] for item in listed()] == ["Nümunə"]


def test_first_evidence_begins_the_entry(place, people):
    found = add_file(place, people["contributor"], upload("Ərizə İğ.pdf"))
    entry = Entry.objects.get()
    assert (entry.state, entry.version, entry.narrative, entry.updated_by) == ("draft", 1, "", people["contributor"])
    assert found.title == "Ərizə İğ"
    assert Revision.objects.get().evidence == [{"id": found.pk, "title": "Ərizə İğ", "public": False}]


def test_link_is_kept_with_its_address_as_title(place, people, store, write_entry):
    write_entry("4.2.9")
    found = add_link(place, people["lead"], "https://numune.example/a", is_public=True)
    assert (found.title, found.url, found.stored_name, found.is_file) == (
        found.url,
        "https://numune.example/a",
        None,
        False,
    )
    assert not store.exists()


def test_same_file_and_link_are_not_added_twice(place, people, store, write_entry):
    write_entry("4.2.9")
    first = add_file(place, people["lead"], upload())
    link = add_link(place, people["lead"], "https://numune.example/")
    with pytest.raises(AlreadyThere) as twice:
        add_file(place, people["contributor"], upload())
    assert twice.value.evidence == first
    with pytest.raises(AlreadyThere) as again:
        add_link(place, people["lead"], "https://numune.example/", title="Nümunə")
    assert again.value.evidence == link
    assert (Evidence.objects.count(), len(files_in(store)), Entry.objects.get().version) == (2, 1, 3)


def test_removed_file_may_come_again(place, people, write_entry):
    write_entry("4.2.9")
    first = add_file(place, people["lead"], upload())
    remove_evidence(first, people["lead"])
    second = add_file(place, people["lead"], upload())
    assert [item["id"] for item in listed()] == [second.pk]


# --- Refusals leave nothing behind ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [EntryState.SUBMITTED, EntryState.APPROVED, EntryState.LOCKED])
def test_entry_that_is_not_with_the_agency_takes_nothing(place, people, store, write_entry, state):
    write_entry("4.2.9", state=state)
    with pytest.raises(EntryNotEditable):
        add_file(place, people["lead"], upload())
    with pytest.raises(EntryNotEditable):
        add_link(place, people["lead"], "https://numune.example/")
    assert (Evidence.objects.count(), files_in(store), Entry.objects.get().version) == (0, [], 1)


@pytest.mark.parametrize("begun", [True, False])
def test_closed_year_takes_nothing(place, people, store, year, write_entry, begun):
    if begun:
        write_entry("4.2.9")
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    with pytest.raises(EntryNotEditable):
        add_file(place, people["lead"], upload())
    assert (Evidence.objects.count(), files_in(store), Entry.objects.count()) == (0, [], int(begun))


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b""), ("a.pdf", sample.HTML), ("a.exe", sample.EXE), ("a.docx", sample.OLE), ("", sample.PDF)],
)
def test_refused_file_leaves_no_row_and_no_entry(place, people, store, name, content):
    file = upload("a.pdf", content)
    file._name = name
    with pytest.raises(FileRefused):
        add_file(place, people["lead"], file)
    assert (Evidence.objects.count(), Entry.objects.count(), store.exists()) == (0, 0, False)


def test_file_may_be_as_large_as_the_setting_and_not_a_byte_larger(place, people, settings, store, write_entry):
    settings.EVIDENCE_MAX_MEGABYTES = 1
    write_entry("4.2.9")
    exact = b"a" * 1024 * 1024
    assert add_file(place, people["lead"], upload("a.txt", exact)).size == 1_048_576
    with pytest.raises(FileRefused, match="1 MB"):
        add_file(place, people["lead"], upload("b.txt", exact + b"a"))
    lying = upload("c.txt", exact + b"a")
    lying.size = 1
    with pytest.raises(FileRefused, match="1 MB"):
        add_file(place, people["lead"], lying)
    assert (Evidence.objects.count(), len(files_in(store))) == (1, 1)


def test_file_without_the_scanner_is_not_stored(place, people, settings, tmp_path, store, write_entry):
    write_entry("4.2.9")
    settings.CLAMAV = str(tmp_path / "yoxdur")
    with pytest.raises(ScannerDown):
        add_file(place, people["lead"], upload())
    assert (Evidence.objects.count(), store.exists()) == (0, False)


@contextmanager
def disk_with_room_for(size: int) -> Iterator[None]:
    """The operating system itself takes no file larger than `size` bytes of this process."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_disk_without_room_leaves_no_remnant(place, people, store, write_entry):
    write_entry("4.2.9")
    large = upload("a.txt", b"a" * 24 * 1024 * 1024)
    with disk_with_room_for(20 * 1024 * 1024), pytest.raises(StorageFailed):
        add_file(place, people["lead"], large)
    assert (Evidence.objects.count(), files_in(store), Entry.objects.get().version) == (0, [], 1)
    assert add_file(place, people["lead"], large).size == 24 * 1024 * 1024  # there is room again


def test_store_that_is_no_folder_is_told_and_leaves_no_row(place, people, store, write_entry):
    write_entry("4.2.9")
    store.write_text("not a folder")
    with pytest.raises(StorageFailed):
        add_file(place, people["lead"], upload())
    assert Evidence.objects.count() == 0


def test_file_goes_where_its_row_cannot_be_written(place, people, store, write_entry):
    write_entry("4.2.9")
    broken = upload()
    with connection.execute_wrapper(_no_evidence), pytest.raises(RuntimeError, match="no evidence"):
        add_file(place, people["lead"], broken)
    assert (Evidence.objects.count(), files_in(store)) == (0, [])


def _no_evidence(execute, sql, params, many, context):
    if sql.startswith("INSERT") and "plans_evidence" in sql:
        raise RuntimeError("no evidence")
    return execute(sql, params, many, context)


# --- Changing and removing --------------------------------------------------------------------------------------------


def test_title_and_reach_change_with_a_revision(place, people, write_entry):
    write_entry("4.2.9")
    found = add_link(place, people["lead"], "https://numune.example/", title="Nümunə")
    assert change_evidence(found, people["contributor"], title=" Nümunə  iki ", is_public=True) is True
    found.refresh_from_db()
    assert (found.title, found.is_public) == ("Nümunə iki", True)
    assert Entry.objects.get().version == 3
    assert listed() == [{"id": found.pk, "title": "Nümunə iki", "public": True}]
    assert Revision.objects.get(version=2).evidence == [{"id": found.pk, "title": "Nümunə", "public": False}]


def test_change_that_changes_nothing_writes_nothing(place, people, write_entry):
    write_entry("4.2.9")
    found = add_link(place, people["lead"], "https://numune.example/", title="Nümunə")
    assert change_evidence(found, people["lead"], title="Nümunə ", is_public=False) is False
    assert Entry.objects.get().version == 2


def test_removed_evidence_leaves_the_list_and_keeps_row_and_file(place, people, store, write_entry):
    write_entry("4.2.9")
    found = add_file(place, people["lead"], upload())
    remove_evidence(found, people["contributor"])
    found.refresh_from_db()
    assert (found.removed_by, found.removed_at is not None) == (people["contributor"], True)
    assert listed() == []
    assert len(files_in(store)) == 1


def test_evidence_that_is_gone_is_neither_changed_nor_removed_again(place, people, write_entry):
    write_entry("4.2.9")
    found = add_link(place, people["lead"], "https://numune.example/")
    remove_evidence(found, people["lead"])
    stale = Evidence.objects.get(pk=found.pk)
    for attempt in (
        lambda: remove_evidence(stale, people["contributor"]),
        lambda: change_evidence(stale, people["contributor"], title="Nümunə", is_public=True),
    ):
        with pytest.raises(EvidenceGone):
            attempt()
    stale.refresh_from_db()
    assert (stale.removed_by, stale.is_public, Entry.objects.get().version) == (people["lead"], False, 3)


@pytest.mark.parametrize("state", [EntryState.SUBMITTED, EntryState.APPROVED, EntryState.LOCKED])
def test_evidence_of_a_submitted_entry_stays_as_it_is(place, people, write_entry, state):
    write_entry("4.2.9")
    found = add_link(place, people["lead"], "https://numune.example/", title="Nümunə")
    Entry.objects.update(state=state)
    with pytest.raises(EntryNotEditable):
        change_evidence(found, people["lead"], title="Nümunə iki", is_public=True)
    with pytest.raises(EntryNotEditable):
        remove_evidence(found, people["lead"])
    found.refresh_from_db()
    assert (found.title, found.is_public, found.removed_at) == ("Nümunə", False, None)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_all_come_in(place, people, write_entry):
    write_entry("4.2.9")
    failures: list[BaseException] = []
    together = threading.Barrier(4)

    def add(number: int) -> None:
        try:
            together.wait(timeout=10)
            add_link(place, people["lead"], f"https://numune.example/{number}")
        except Exception as error:  # noqa: BLE001 (shown by the assertion below)
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert Entry.objects.get().version == 5
    assert {item["title"] for item in listed()} == {f"https://numune.example/{number}" for number in range(4)}


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("C:\\Users\\Nümunə\\hesabat.pdf", "hesabat.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("a\x00b\n c.pdf", "ab c.pdf"),
        ("i\u0307z.pdf", "i\u0307z.pdf"),
        ("g\u0306.pdf", "ğ.pdf"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("x" * 300, "x" * 255),
        ("", ""),
    ],
)
def test_file_name_is_brought_to_its_last_part(name, clean):
    assert clean_file_name(name) == clean


def test_title_is_one_line_of_three_hundred_characters():
    assert clean_title(" a\n\tb\x00 ") == "a b"
    assert clean_title("x" * 301) == "x" * 300


# --- The quota --------------------------------------------------------------------------------------------------------

MEGABYTE = 1024 * 1024


def text_of(megabytes: float, letter: str) -> SimpleUploadedFile:
    return upload(f"{letter}.txt", letter.encode() * int(megabytes * MEGABYTE))


def test_files_of_an_agency_fill_its_quota_and_no_more(place, people, settings, store, write_entry, other_agency, year):
    settings.EVIDENCE_QUOTA_MEGABYTES = 2
    first = add_file(place, people["lead"], text_of(1, "a"))
    add_file(place, people["lead"], text_of(1, "b"))
    remove_evidence(first, people["lead"])  # the history keeps the file: it takes room still
    with pytest.raises(FileRefused, match=r"2 MB yer tutur \(ən çoxu 2 MB\)") as refused:
        add_file(place, people["lead"], upload("c.txt", b"c"))
    assert str(refused.value).startswith("“c.txt” sığmır")
    assert (len(files_in(store)), Evidence.objects.count()) == (2, 2)
    add_link(place, people["lead"], "https://numune.example/")  # a link takes no room
    others = Place(Assignment.objects.get(agency=other_agency, sub_point__number="4.2.9"), year)
    add_file(others, people["stranger"], text_of(1, "a"))  # each agency has its own
    settings.EVIDENCE_QUOTA_MEGABYTES = 0
    add_file(place, people["lead"], upload("c.txt", b"c"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_entry", [True, False])
def test_uploads_at_once_do_not_overrun_the_quota(same_entry, people, year, agency, settings, store):
    settings.EVIDENCE_QUOTA_MEGABYTES = 2
    numbers = ["4.2.9"] * 4 if same_entry else ["4.1.6", "4.2.1", "4.2.4", "4.2.9"]
    places = [Place(Assignment.objects.get(agency=agency, sub_point__number=number), year) for number in numbers]
    barrier, refused = threading.Barrier(len(places)), []

    def send(letter: str, place: Place) -> None:
        try:
            barrier.wait()
            add_file(place, people["lead"], text_of(0.75, letter))
        except FileRefused as error:
            refused.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=pair) for pair in zip("abcd", places, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Evidence.objects.count(), len(refused), len(files_in(store))) == (2, 2, 2)
