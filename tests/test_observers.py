"""What observers get: of every address that they can open, in every format, only what was submitted, and no reason.

The words of a text that is being corrected, and why it was returned, decided, granted or worded otherwise, begin with
“gizli” here; the figure that was typed after the return is 987654, and it was saved in 2031.
"""

import datetime
import re
import zipfile
from io import BytesIO
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from plans.azerbaijani import fold
from plans.enums import ExtensionState
from plans.evidence.services.evidence import add_file, add_link, change_evidence, remove_evidence
from plans.models import Assignment, Comment, Entry, Evidence, Extension, Indicator, Revision, SubPoint, YearEvent
from plans.services import Draft, Place, save_writing
from plans.services.comments import add_comment, deal_with
from plans.workflow import apply_transition
from reports.options import Content, Part
from reports.renderers import FORMATS
from tests.reports.production.making import made
from tests.reports.reading import pdf_text
from tests.test_access_matrix import MATRIX, ROLES

LATER = datetime.datetime(2031, 5, 5, 12, tzinfo=datetime.UTC)
SEARCHED = ("gizli", "gizlisöz", "gizlibaşlıq", "gizlişərh", "köhnəsöz", "silinənsöz", "açıqsübut", "açarsız")


@pytest.fixture
def world(people, agency, year, settings, tmp_path):
    """4.2.9 returned and being corrected, 4.2.10 taken back, 4.2.1 approved with reasons beside it, 4.2.4 a draft."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    lead, coordinator = people["lead"], people["coordinator"]
    indicator = Indicator.objects.create(
        sub_point=SubPoint.objects.get(number="4.2.9"), name="Nümunə say", unit="nəfər"
    )

    def write(number, narrative, **more) -> Entry:
        place = Place(Assignment.objects.get(agency=agency, sub_point__number=number), year)
        entry = Entry.objects.filter(**place.triple).first()
        content = {"narrative": narrative, "status": "implemented"} | more
        save_writing(place, lead, Draft(content, entry.version if entry else None))
        return Entry.objects.get(**place.triple)

    def move(entry, action, by=lead, **more) -> Entry:
        apply_transition(Entry.objects.get(pk=entry.pk), action, actor=by, **more)
        return Entry.objects.get(pk=entry.pk)

    place = Place(Assignment.objects.get(agency=agency, sub_point__number="4.2.9"), year)
    text = "<p>Köhnəsöz qaldı. Silinənsöz də.</p>"
    write("4.2.9", text, figures={str(indicator.pk): "4321"}, internal_note="gizliqeyd")
    shown = add_file(place, lead, SimpleUploadedFile("acar.txt", b"Acar"), title="Açıqsübut", is_public=True)
    dropped = add_link(place, lead, "https://gizli.example/", title="gizlisilinən", is_public=True)
    closed = add_link(place, lead, "https://gizli.example/2", title="gizlidaxili", is_public=True)
    opened = add_link(place, lead, "https://gizli.example/3", title="gizliaçılan")
    entry = move(Entry.objects.get(), "submit")
    add_comment(entry, coordinator, "gizlişərh")
    move(entry, "return", coordinator, reason="gizlisəbəb")

    narrative = "<p>Köhnəsöz qaldı. Gizlisöz gəldi.</p>"
    write(
        "4.2.9", narrative, figures={str(indicator.pk): "987654"}, status="not_implemented", internal_note="gizliqeyd 2"
    )
    add_file(place, lead, SimpleUploadedFile("gizlifayl.txt", b"Yeni"), title="gizlisübut", is_public=True)
    change_evidence(Evidence.objects.get(pk=shown.pk), lead, title="gizlibaşlıq", is_public=True)
    remove_evidence(Evidence.objects.get(pk=dropped.pk), lead)
    change_evidence(Evidence.objects.get(pk=closed.pk), lead, title="gizlidaxili", is_public=False)
    change_evidence(Evidence.objects.get(pk=opened.pk), lead, title="gizliaçılan", is_public=True)
    Evidence.objects.filter(file_name="gizlifayl.txt").update(added_at=LATER)
    Entry.objects.filter(pk=entry.pk).update(updated_at=LATER)
    Revision.objects.filter(entry=entry).exclude(pk=entry.submitted_id).update(saved_at=LATER)

    move(move(write("4.2.10", "<p>Gizligeri alındı.</p>"), "submit"), "take_back")
    write("4.2.4", "<p>Gizliqaralama.</p>")
    _decided(move(move(write("4.2.1", "<p>Təsdiqsöz.</p>"), "submit"), "approve", coordinator), people)
    move(move(move(write("4.1.6", "<p>Açılansöz.</p>"), "submit"), "approve", coordinator), "reopen", coordinator,
         reason="gizliaçılış")  # fmt: skip
    return entry


def _decided(entry, people) -> None:
    """An editorial version that prints, an assessment, more time and a reopened year, each with its reasons."""
    from plans.assessment.services import editorial
    from plans.assessment.services.assessments import assess

    lead, coordinator = people["lead"], people["coordinator"]
    made = editorial.save_wording(
        entry, coordinator, narrative="<p>Redaktəsöz.</p>", note="gizliqeyd", version=0, entry_version=entry.version,
        ask=True,
    )  # fmt: skip
    made = editorial.answer(entry, lead, consents=False, words="gizlirazılıq", version=made.version)
    editorial.decide(entry, coordinator, reason="gizliqərar", version=made.version)
    for version, note in enumerate(("gizliəvvəl", "gizliqiymət")):
        assess(entry.sub_point, entry.reporting_year, coordinator, status="implemented", note=note, version=version)
    now = timezone.now()
    Extension.objects.create(
        reporting_year=entry.reporting_year, agency=entry.agency, state=ExtensionState.GRANTED, reason="gizlixahiş",
        asked_until=datetime.date(2030, 1, 20), granted_until=datetime.date(2030, 1, 20), answer="gizlicavab",
        asked_by=lead, asked_at=now, decided_by=coordinator, decided_at=now,
    )  # fmt: skip
    YearEvent.objects.create(reporting_year=entry.reporting_year, action="reopened", reason="gizliil", actor=coordinator,
                             created_at=now)  # fmt: skip


WITHOUT_TEXT = ("reports:job", "reports:agency-details", "reports:consolidated-details", "reports:print-settings")
# The most that a report can hold.
EVERYTHING = {"content": Content.ALL, "chosen": "1", "part": list(Part.values)}


def addresses(role: str) -> dict[str, tuple[str, dict]]:
    """Every address that the role can open, by a name that tells it: (path, query)."""
    numbers = ("4.2.9", "4.2.10", "4.2.1", "4.2.4", "4.1.6")
    found: dict[str, tuple[str, dict]] = {}
    for name, (parts, _posted, expected, _writing) in MATRIX.items():
        reads = expected[ROLES.index(role)] == 200 or name in ("plans:entry", "plans:editorial", "plans:entry-evidence")
        if not name.startswith(("plans:", "reports:")) or not reads or name in ("plans:calendar", "plans:invitation"):
            continue
        if "fmt" in parts:
            formats = FORMATS if name.startswith("reports:") else ("csv", "xlsx")
            asked = EVERYTHING if name.startswith("reports:") else {}
            found |= {f"{name} {fmt}": (reverse(name, kwargs=parts | {"fmt": fmt}), asked) for fmt in formats}
        elif "evidence" in parts:
            for evidence in Evidence.objects.all():
                found[f"{name} {evidence.pk}"] = (reverse(name, kwargs=parts | {"evidence": evidence.pk}), {})
        elif "person" in parts:
            for person in User.objects.all():
                found[f"{name} {person.pk}"] = (reverse(name, kwargs={"person": person.pk}), {})
        elif {"side", "comment", "version"} & parts.keys():
            continue  # of a history that observers have none of
        elif "number" in parts:
            asked = EVERYTHING if name.startswith("reports:") else {}
            for number in numbers:
                found[f"{name} {number}"] = (reverse(name, kwargs=parts | {"number": number}), asked)
        else:
            found[name] = (reverse(name, kwargs=parts), EVERYTHING if name.startswith("reports:") else {})
    if "plans:search" in found:
        search = found["plans:search"][0]
        for words in SEARCHED:
            for kind in ("", "text", "evidence", "comment"):
                found[f"search {words} {kind}"] = (search, {"q": words, "kind": kind})
        found |= {f"search {status}": (search, {"q": "köhnəsöz", "status": status}) for status in ("not_implemented",)}
    return found


def visible(response, query, tmp_path) -> str:
    """All that the answer says, folded; what was asked for is not an answer."""
    if response.status_code in (301, 302, 404):
        return ""
    data = b"".join(response.streaming_content) if response.streaming else response.content
    if data.startswith(b"%PDF"):
        return fold(pdf_text(data, tmp_path))
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            text = " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    else:
        text = data.decode()
    text += " " + response.get("Content-Disposition", "")
    return _without_question(fold(text), fold(query.get("q", "")))


def _without_question(text: str, question: str) -> str:
    """The page without what the reader has typed into its field, which is no answer."""
    if not question:
        return text
    text = re.sub(r"<title>.*?</title>", "", text)
    for echo in (f'value="{question}"', f"“{question}”", f"q={question}", f"q={fold(quote(question))}"):
        text = text.replace(echo, "")
    return text


def everything(client, role, tmp_path, *, only: tuple[str, ...] = ("",)) -> dict[str, str]:
    """What the role reads at all addresses, or at those whose names begin with one of `only`."""
    found = {}
    for name, (path, query) in addresses(role).items():
        if name.startswith(only):
            # The files of reports are made when they are asked for.
            is_made = name.startswith("reports:") and "-file " in name
            answer = made(client, f"{path}?{urlencode(query, doseq=True)}") if is_made else client.get(path, query)
            found[name] = visible(answer, query, tmp_path)
    return found


def without_tables(names) -> list[str]:
    """Those that hold texts: a workbook has figures and tables alone."""
    return [name for name in names if not name.endswith(" xlsx")]


def test_observer_reads_what_was_submitted_and_meets_nothing_else_and_no_reason(sign_in, world, tmp_path):
    found = everything(sign_in("observer"), "observer", tmp_path)
    assert len(found) > 70
    leaks = {
        name: [text[max(0, at - 60) : at + 60] for word in ("gizli", "987654", "987 654", "987 654", "05.05.2031")
               if (at := text.find(word)) >= 0]
        for name, text in found.items()
    }  # fmt: skip
    assert {name: words for name, words in leaks.items() if words} == {}
    reports = [name for name in found if name.startswith("reports:") and not name.startswith(WITHOUT_TEXT)]
    other_points = {f"reports:dossier {number}" for number in ("4.2.10", "4.2.1", "4.2.4", "4.1.6")}
    telling = [name for name in reports if not name.startswith("reports:overview") and name not in other_points]
    texts = [
        "plans:entry 4.2.9",
        "search köhnəsöz ",
        "search silinənsöz ",
        "plans:sub-point 4.2.9",
        *without_tables(telling),
    ]
    assert [name for name in texts if "silinənsöz" not in found[name]] == []
    assert [name for name in texts if "köhnəsöz" not in found[name]] == []
    assert len(reports) == 3 + 5 + 4 * len(FORMATS)
    assert len(telling) == 2 + 1 + 3 * len(FORMATS)
    for name in ("plans:entry 4.2.9", "search açıqsübut evidence"):
        assert "açıqsübut" in found[name]
    for name in ("plans:entry 4.2.9", "plans:sub-point 4.2.9"):
        assert "4321" in found[name] or "4 321" in found[name] or "4 321" in found[name]
    assert found["plans:entry 4.2.10"] == found["plans:entry 4.2.4"] == ""  # taken back, never submitted
    assert "təsdiqsöz" in found["plans:entry 4.2.1"]
    assert "redaktəsöz" in found["plans:editorial 4.2.1"]
    # The status that was submitted, and no other, is found and shown.
    assert "köhnəsöz" not in found["search not_implemented"]
    given = found[f"plans:entry-evidence {Evidence.objects.get(file_name='acar.txt').pk}"]
    assert given.startswith("acar ")
    hidden = Evidence.objects.exclude(file_name="acar.txt")
    assert {found[f"plans:entry-evidence {evidence.pk}"] for evidence in hidden} == {""}


@pytest.mark.parametrize("role", ["lead", "coordinator"])
def test_agency_and_coordinator_read_the_text_as_it_stands(role, sign_in, world, tmp_path):
    read = ("plans:entry 4.2.9", "plans:activity", "plans:editorial 4.2.1", "search gizli", "reports:agency")
    found = everything(sign_in(role), role, tmp_path, only=read)
    texts = [
        "plans:entry 4.2.9",
        "search gizlisöz text",
        *without_tables(
            name for name in found if name.startswith("reports:agency") and not name.startswith(WITHOUT_TEXT)
        ),
    ]
    assert [name for name in texts if "gizlisöz" not in found[name] or "silinənsöz" in found[name]] == []
    assert "gizlibaşlıq" in found["search gizlibaşlıq evidence"]
    assert "gizlisəbəb" in found["plans:entry 4.2.9"]
    assert "gizlisəbəb" in found["plans:activity"]
    assert "gizliqərar" in found["plans:editorial 4.2.1"]
    assert "gizlirazılıq" in found["plans:editorial 4.2.1"]


def test_administrator_meets_no_text_and_no_reason(sign_in, world, tmp_path):
    client = sign_in("administrator")
    found = everything(client, "administrator", tmp_path)
    for address in ("/admin/", "/admin/plans/outboxmail/", "/admin/plans/reportingyear/", "/admin/plans/agency/"):
        found[address] = visible(client.get(address), {}, tmp_path)
    assert {name for name, text in found.items() if "gizli" in text or "köhnəsöz" in text} == set()


def test_new_submission_shows_the_new_text_and_a_taken_back_one_nothing(sign_in, world, people, tmp_path):
    Entry.objects.filter(pk=world.pk).update(updated_at=timezone.now())
    deal_with(Comment.objects.get(), people["lead"])
    apply_transition(Entry.objects.get(pk=world.pk), "submit", actor=people["lead"])
    observer = sign_in("observer")
    found = everything(observer, "observer", tmp_path, only=("plans:entry 4.2.9", "search "))
    assert "gizlisöz" in found["plans:entry 4.2.9"]
    assert "silinənsöz" not in found["plans:entry 4.2.9"]
    assert "gizlisöz" in found["search gizlisöz text"]
    assert "gizlibaşlıq" in found["search gizlibaşlıq evidence"]
    assert "silinənsöz" not in found["search silinənsöz text"]
    apply_transition(Entry.objects.get(pk=world.pk), "take_back", actor=people["lead"])
    found = everything(observer, "observer", tmp_path)
    assert {name for name, text in found.items() if "gizlisöz" in text or "köhnəsöz" in text} == set()
