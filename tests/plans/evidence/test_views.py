import resource
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from plans.enums import EntryState, YearState
from plans.evidence.services.evidence import add_file, add_link, remove_evidence
from plans.evidence.services.files import path_of
from plans.models import Assignment, Entry, Evidence, ReportingYear
from plans.services import Place
from tests.conftest import stand_as_submitted
from tests.plans.evidence import sample_files as sample

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "contributor", "lead", "stranger", "coordinator", "observer", "administrator")
PARTS = {"plan": "numune-2020-2024", "year": 2024, "agency": "NUMUNE", "number": "4.2.9"}
PAGE = reverse("plans:entry", kwargs=PARTS)
ADD = reverse("plans:entry-evidence-add", kwargs=PARTS)


@pytest.fixture(autouse=True)
def store(settings, tmp_path) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return settings.EVIDENCE_DIR


@pytest.fixture
def place(year, agency) -> Place:
    return Place(Assignment.objects.get(agency=agency, sub_point__number="4.2.9"), year)


@pytest.fixture
def keep(place, people, write_entry):
    """`keep(public=…, removed=…, state=…)` puts a PDF into 4.2.9 and brings the entry into the state."""

    def make(*, public=False, removed=False, state=EntryState.DRAFT, name="Ərizə.pdf") -> Evidence:
        write_entry("4.2.9", author=people["lead"])
        found = add_file(place, people["lead"], upload(name), title="Nümunə sübut", is_public=public)
        if removed:
            remove_evidence(found, people["lead"])
        stand_as_submitted(state)
        return found

    return make


def upload(name: str = "hesabat.pdf", content: bytes = sample.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def file_address(found: Evidence) -> str:
    return reverse("plans:entry-evidence", kwargs=PARTS | {"evidence": found.pk})


def change_address(found: Evidence) -> str:
    return reverse("plans:entry-evidence-change", kwargs=PARTS | {"evidence": found.pk})


def left_over(store: Path) -> list[Path]:
    """Files that uploading has left beside the store."""
    return [path for path in store.parent.iterdir() if path.is_file()]


# --- Giving out -------------------------------------------------------------------------------------------------------

# public, removed, state → the status of the download for each role in the order of ROLES.
DOWNLOADS = {
    #                                          anon  contr lead  strng coord obser admin
    (True, False, EntryState.DRAFT): (302, 200, 200, 404, 200, 404, 404),
    (False, False, EntryState.DRAFT): (302, 200, 200, 404, 200, 404, 404),
    (True, False, EntryState.SUBMITTED): (302, 200, 200, 404, 200, 200, 404),
    (False, False, EntryState.SUBMITTED): (302, 200, 200, 404, 200, 404, 404),
    (True, False, EntryState.RETURNED): (302, 200, 200, 404, 200, 200, 404),
    (True, False, EntryState.APPROVED): (302, 200, 200, 404, 200, 200, 404),
    (False, False, EntryState.APPROVED): (302, 200, 200, 404, 200, 404, 404),
    (True, False, EntryState.LOCKED): (302, 200, 200, 404, 200, 200, 404),
    # Removed: for those who read the history that names it.
    (True, True, EntryState.APPROVED): (302, 200, 200, 404, 200, 404, 404),
    (False, True, EntryState.APPROVED): (302, 200, 200, 404, 200, 404, 404),
}


def test_downloads_have_a_row_for_every_state():
    assert {state for _public, _removed, state in DOWNLOADS} == set(EntryState)


@pytest.mark.parametrize("case", DOWNLOADS)
@pytest.mark.parametrize("role", ROLES)
def test_file_is_given_to_those_who_may_read_it(case, role, keep, sign_in):
    public, removed, state = case
    found = keep(public=public, removed=removed, state=state)
    response = sign_in(role).get(file_address(found))
    assert response.status_code == DOWNLOADS[case][ROLES.index(role)]
    if response.status_code == 200:
        assert b"".join(response.streaming_content) == sample.PDF


def test_file_comes_as_an_attachment_that_no_browser_runs(keep, sign_in):
    response = sign_in("coordinator").get(file_address(keep()))
    assert b"".join(response.streaming_content) == sample.PDF
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%C6%8Friz%C9%99.pdf"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(sample.PDF))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"


def test_page_of_html_that_calls_itself_text_is_given_out_as_text(sign_in, write_entry):
    write_entry("4.2.9")
    client = sign_in("lead")
    assert client.post(ADD, {"files": [upload("a.txt", sample.HTML)]}).status_code == 302
    response = client.get(file_address(Evidence.objects.get()))
    assert b"".join(response.streaming_content) == sample.HTML
    assert (response["Content-Type"], response["Content-Disposition"]) == ("text/plain", 'attachment; filename="a.txt"')


@pytest.mark.parametrize("number", ["4.2.10", "4.2.1"])
def test_file_is_found_under_its_own_entry_only(number, keep, sign_in, write_entry):
    found = keep()
    write_entry("4.2.10")  # 4.2.1 is not started
    wrong = reverse("plans:entry-evidence", kwargs=PARTS | {"number": number, "evidence": found.pk})
    client = sign_in("lead")
    assert client.get(wrong).status_code == 404
    assert client.post(f"{wrong}change/", {"action": "remove"}).status_code == 404
    assert Evidence.objects.get().removed_at is None


def test_number_beyond_all_numbers_is_not_found(keep, sign_in):
    keep()
    address = reverse("plans:entry-evidence", kwargs=PARTS | {"evidence": 10**30})
    assert sign_in("lead").get(address).status_code == 404


def test_link_has_no_file_to_give(place, people, sign_in, write_entry):
    write_entry("4.2.9")
    link = add_link(place, people["lead"], "https://numune.example/")
    assert sign_in("lead").get(file_address(link)).status_code == 404


def test_file_that_is_lost_is_said_and_logged(keep, sign_in, caplog):
    found = keep()
    path_of(found.stored_name).unlink()
    response = sign_in("coordinator").get(file_address(found))
    assert response.status_code == 404
    assert "Nümunə sübut" in response.context["evidence_problem"].errors[0]
    assert f"the file of evidence {found.pk} cannot be read: FileNotFoundError" in caplog.text


# --- Adding -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        #           anon  contr lead  strng coord obser admin
        (None, (302, 302, 302, 404, 403, 404, 404)),
        (EntryState.DRAFT, (302, 302, 302, 404, 403, 404, 404)),
        (EntryState.RETURNED, (302, 302, 302, 404, 403, 403, 404)),
        (EntryState.SUBMITTED, (302, 409, 409, 404, 403, 403, 404)),
        (EntryState.APPROVED, (302, 409, 409, 404, 403, 403, 404)),
        (EntryState.LOCKED, (302, 409, 409, 404, 403, 403, 404)),
    ],
)
@pytest.mark.parametrize("role", ROLES)
def test_evidence_is_added_by_the_agency_while_the_entry_is_with_it(
    state, expected, role, sign_in, year, agency, write_entry
):
    if state:
        write_entry("4.2.9", state=state)
    response = sign_in(role).post(ADD, {"files": [upload()], "title": "Nümunə"})
    assert response.status_code == expected[ROLES.index(role)]
    taken = role in ("contributor", "lead") and state in (None, EntryState.DRAFT, EntryState.RETURNED)
    assert Evidence.objects.count() == int(taken)
    if taken:
        assert response["Location"] == f"{PAGE}#evidence"


def test_several_files_and_a_link_come_in_together(sign_in, store, write_entry):
    write_entry("4.2.9")
    client = sign_in("contributor")
    files = [upload(), upload("cədvəl.xlsx", sample.xlsx_file()), upload("şəkil.png", sample.image_file("png"))]
    response = client.post(
        ADD, {"files": files, "link": "https://numune.example/a", "title": "Nümunə", "is_public": "1"}
    )
    assert response.status_code == 302
    assert list(Evidence.objects.values_list("title", "file_name", "url", "is_public")) == [
        ("Nümunə – hesabat.pdf", "hesabat.pdf", "", True),
        ("Nümunə – cədvəl.xlsx", "cədvəl.xlsx", "", True),
        ("Nümunə – şəkil.png", "şəkil.png", "", True),
        ("https://numune.example/a", "", "https://numune.example/a", True),
    ]
    assert Evidence.objects.exclude(stored_name=None).count() == 3
    assert left_over(store) == []


def test_evidence_is_internal_unless_made_public(sign_in, write_entry):
    write_entry("4.2.9")
    sign_in("lead").post(ADD, {"files": [upload()]})
    found = Evidence.objects.get()
    assert (found.is_public, found.title) == (False, "hesabat")


def test_one_refused_file_does_not_keep_the_others_out(sign_in, write_entry):
    write_entry("4.2.9")
    client = sign_in("lead")
    response = client.post(ADD, {"files": [upload(), upload("pis.pdf", sample.EXE), upload("c.txt", sample.TEXT)]})
    assert response["Location"] == f"{PAGE}#evidence"
    assert list(Evidence.objects.values_list("file_name", flat=True)) == ["hesabat.pdf", "c.txt"]
    told = client.get(PAGE).context["evidence_told"]
    # One for each file, in their order, by its name; said once, beside the form.
    assert [(line["tone"], line["text"].partition("”")[0]) for line in told] == [
        ("success", "“hesabat"),
        ("error", "“pis.pdf"),
        ("success", "“c"),
    ]
    assert list(client.get(PAGE).context["messages"]) == []
    assert client.get(PAGE).context["evidence_told"] == []


def test_what_was_there_already_is_not_called_added(sign_in, write_entry):
    write_entry("4.2.9")
    client = sign_in("lead")
    client.post(ADD, {"files": [upload(), upload()], "link": "https://numune.example/"})
    told = [(line["tone"], line["text"]) for line in client.get(PAGE).context["evidence_told"]]
    assert told == [
        ("success", "“hesabat” əlavə edildi."),
        ("info", "“hesabat” artıq təsdiqedici sənədlər arasındadır."),
        ("success", "“https://numune.example/” əlavə edildi."),
    ]
    assert Evidence.objects.count() == 2
    client.post(ADD, {"files": [upload()]})
    assert [line["tone"] for line in client.get(PAGE).context["evidence_told"]] == ["info"]


def test_what_came_in_before_the_entry_moved_is_told(sign_in, write_entry, people, monkeypatch):
    """The second file meets an entry that has been submitted since the first: the first one stays, and both are said."""
    write_entry("4.2.9", status="implemented")
    names = iter(["bir", "iki"])

    def scanned(stream, file_name):
        if next(names) == "iki":
            stand_as_submitted(EntryState.SUBMITTED)

    monkeypatch.setattr("plans.evidence.services.evidence.scan", scanned)
    response = sign_in("lead").post(ADD, {"files": [upload("bir.pdf"), upload("iki.txt", sample.TEXT)]})
    assert response.status_code == 409
    assert response.context["evidence_problem"].errors == [
        "“bir” əlavə edildi.",
        "Daha 1 sənəd qəbul edilmədi: bu müddətdə məlumatın mərhələsi dəyişib və ya məlumat yadda saxlanılıb.",
    ]
    assert list(Evidence.objects.values_list("title", flat=True)) == ["bir"]


def test_lines_of_one_entry_are_not_said_on_the_page_of_another(sign_in, write_entry):
    write_entry("4.2.9")
    write_entry("4.2.10")
    client = sign_in("lead")
    client.post(ADD, {"files": [upload()]})
    assert client.get(PAGE.replace("4.2.9", "4.2.10")).context["evidence_told"] == []
    assert len(client.get(PAGE).context["evidence_told"]) == 1


def test_refused_file_is_told_beside_the_form_and_what_was_typed_stays(sign_in, write_entry):
    write_entry("4.2.9")
    response = sign_in("lead").post(
        ADD, {"files": [upload("pis.pdf", sample.HTML)], "title": "Nümunə başlıq", "is_public": "1"}
    )
    assert response.status_code == 422
    content = response.content.decode()
    assert "pis.pdf" in content
    assert 'value="Nümunə başlıq"' in content
    assert '<details class="evidence-add" open>' in content
    assert content.count('name="is_public" value="1" checked') == 1
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"link": "salam dünya"},
        {"link": "javascript:alert(1)"},
        {"link": "ftp://numune.example/"},
        {"link": "https://numune.example/" + "a" * 1000},
        {"link": "https://numune.example/", "title": "x" * 301},
    ],
)
def test_what_is_no_evidence_is_refused_with_a_sentence(posted, sign_in, write_entry):
    write_entry("4.2.9")
    response = sign_in("lead").post(ADD, posted)
    assert response.status_code == 422
    assert len(response.context["evidence_problem"].errors) == 1
    assert response.context["evidence_problem"].link == posted.get("link", "")
    assert Evidence.objects.count() == 0


def test_address_without_its_beginning_gets_https(sign_in, write_entry):
    write_entry("4.2.9")
    sign_in("lead").post(ADD, {"link": "numune.example/a"})
    assert Evidence.objects.get().url == "https://numune.example/a"


def test_double_submit_adds_once_and_says_so(sign_in, write_entry):
    write_entry("4.2.9")
    client = sign_in("lead")
    for _time in range(2):
        assert client.post(ADD, {"files": [upload()], "link": "https://numune.example/"}).status_code == 302
    assert Evidence.objects.count() == 2
    assert Entry.objects.get().version == 3


def test_file_that_is_too_large_is_dropped_while_it_comes_in(sign_in, settings, store, write_entry):
    settings.EVIDENCE_MAX_MEGABYTES = 1
    write_entry("4.2.9")
    files = [upload("böyük.txt", b"a" * (1024 * 1024 + 1)), upload("b.txt", b"b" * 1024 * 1024)]
    response = sign_in("lead").post(ADD, {"files": files})
    assert response.status_code == 302
    assert list(Evidence.objects.values_list("file_name", "size")) == [("b.txt", 1_048_576)]
    assert left_over(store) == []


def test_too_many_files_are_told(sign_in, settings, write_entry):
    write_entry("4.2.9")
    files = [upload(f"{number}.txt", b"%d" % number) for number in range(21)]
    client = sign_in("lead")
    client.post(ADD, {"files": files})
    assert Evidence.objects.count() == 20
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    response = client.post(ADD, {"files": files})
    assert (response.status_code, Evidence.objects.count()) == (422, 20)
    assert len(response.context["evidence_problem"].errors) == 1


def test_disk_full_on_upload_is_told_and_leaves_nothing(sign_in, store, write_entry):
    write_entry("4.2.9")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The operating system itself takes no larger file of this process; the database is smaller.
    resource.setrlimit(resource.RLIMIT_FSIZE, (20 * 1024 * 1024, before[1]))
    try:
        response = sign_in("lead").post(ADD, {"files": [upload("a.txt", b"a" * 24 * 1024 * 1024)]})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert response.status_code == 422
    assert "a.txt" in response.context["evidence_problem"].errors[0]
    assert (Evidence.objects.count(), left_over(store), store.exists()) == (0, [], False)
    assert Entry.objects.get().version == 1


def test_scanner_that_is_down_is_told(sign_in, settings, tmp_path, store, write_entry):
    settings.CLAMAV = str(tmp_path / "yoxdur")
    write_entry("4.2.9")
    response = sign_in("lead").post(ADD, {"files": [upload()]})
    assert response.status_code == 422
    assert "hesabat.pdf" in response.context["evidence_problem"].errors[0]
    assert (Evidence.objects.count(), store.exists()) == (0, False)


def test_upload_without_the_token_of_the_page_changes_nothing(people, write_entry):
    write_entry("4.2.9")
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["lead"])
    assert client.post(ADD, {"files": [upload()]}).status_code == 403
    assert Evidence.objects.count() == 0
    page = client.get(PAGE)
    token = {"csrfmiddlewaretoken": str(page.context["csrf_token"])}
    assert client.post(ADD, {"files": [upload()]} | token).status_code == 302
    assert Evidence.objects.count() == 1


def test_closed_year_refuses_with_a_sentence(sign_in, year, write_entry):
    write_entry("4.2.9")
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    response = sign_in("lead").post(ADD, {"link": "https://numune.example/", "title": "Nümunə başlıq"})
    assert response.status_code == 409
    content = response.content.decode()
    assert "Nümunə başlıq" in content
    assert 'class="evidence-add"' not in content


# --- Changing and removing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("public", "state", "expected"),
    [
        #                                  anon  contr lead  strng coord obser admin
        (False, EntryState.DRAFT, (302, 302, 302, 404, 403, 404, 404)),
        (True, EntryState.DRAFT, (302, 302, 302, 404, 403, 404, 404)),
        (False, EntryState.SUBMITTED, (302, 409, 409, 404, 403, 404, 404)),
        (True, EntryState.SUBMITTED, (302, 409, 409, 404, 403, 403, 404)),
        (True, EntryState.APPROVED, (302, 409, 409, 404, 403, 403, 404)),
    ],
)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ["edit", "remove"])
def test_evidence_is_changed_by_the_agency_while_the_entry_is_with_it(
    public, state, expected, role, action, keep, sign_in
):
    found = keep(public=public, state=state)
    posted = {"action": action, "title": "Nümunə iki"} | ({"is_public": "1"} if public else {})
    response = sign_in(role).post(change_address(found), posted)
    assert response.status_code == expected[ROLES.index(role)]
    found.refresh_from_db()
    taken = role in ("contributor", "lead") and state == EntryState.DRAFT
    assert (found.title == "Nümunə iki") == (taken and action == "edit")
    assert (found.removed_at is not None) == (taken and action == "remove")


@pytest.mark.parametrize(
    "posted", [{"action": "edit", "title": " "}, {"action": "edit", "title": "x" * 301}, {"action": "burn"}, {}]
)
def test_change_without_sense_is_refused_with_a_sentence(posted, keep, sign_in):
    found = keep()
    response = sign_in("lead").post(change_address(found), posted)
    assert response.status_code == 422
    assert response.context["evidence_problem"].at == found.pk
    assert len(response.context["evidence_problem"].errors) == 1
    found.refresh_from_db()
    assert (found.title, found.removed_at) == ("Nümunə sübut", None)


def test_removing_twice_is_answered_like_once(keep, sign_in):
    found = keep()
    client = sign_in("lead")
    for _time in range(2):
        assert client.post(change_address(found), {"action": "remove"})["Location"] == f"{PAGE}#evidence"
    assert Entry.objects.get().version == 3


# --- The page ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "public", "seen"),
    [
        ("lead", False, True),
        ("coordinator", False, True),
        ("observer", False, False),
        ("observer", True, True),
    ],
)
def test_page_lists_what_the_reader_may_have(role, public, seen, keep, sign_in):
    found = keep(public=public, state=EntryState.SUBMITTED)
    content = sign_in(role).get(PAGE).content.decode()
    assert (file_address(found) in content) == seen
    assert ("Nümunə sübut" in content) == seen
    assert ('id="evidence"' in content) == seen
    assert change_address(found) not in content


def test_page_of_a_draft_offers_to_change_and_to_add(keep, sign_in):
    found = keep()
    content = sign_in("contributor").get(PAGE).content.decode()
    assert change_address(found) in content
    assert f'action="{ADD}"' in content
    assert found.sha256[:12] in content


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_whatever_the_evidence(
    number, place, people, sign_in, write_entry, django_assert_max_num_queries
):
    write_entry("4.2.9", author=people["lead"])
    for item in range(number):
        add_link(place, people["lead"], f"https://numune.example/{item}")
    client = sign_in("lead")
    client.get(PAGE)  # the revision is settled by the first who opens the page
    with django_assert_max_num_queries(14):  # session and user among them
        assert len(client.get(PAGE).context["evidence"]) == number
