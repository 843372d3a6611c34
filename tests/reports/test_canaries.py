"""Nothing that was not asked for gets into a report: a word of its own is planted wherever words stand, in each state.

Each report is made in each choice and format, and the words that are found in the whole file – its text, its properties, what
is attached – are exactly those that belong there.
"""

import io
import json
import re
from collections.abc import Iterator
from zipfile import ZipFile

import pikepdf
import pytest
from django.utils import timezone

from plans.enums import EditorialState, EntryAction, EntryState
from plans.models import (
    Assessment,
    AssessmentDecision,
    Assignment,
    Comment,
    EditorialVersion,
    Entry,
    Evidence,
    Indicator,
    SubPoint,
    Transition,
)
from plans.narrative import Table, walk_paragraphs
from reports.building import (
    build_agency_document,
    build_consolidated_document,
    build_dossier_document,
    build_overview_document,
)
from reports.document import Document
from reports.options import AGENCY_PARTS, CONSOLIDATED_PARTS, DOSSIER_PARTS, OVERVIEW_PARTS, Content, ReportOptions
from reports.renderers import FORMATS, renderer_for
from tests.conftest import make_agency
from tests.reports.reading import pdf_text, squeeze

pytestmark = pytest.mark.django_db

POINT = "4.2.9"
# The agency's own entries, by sub-point; on POINT other agencies have entries in the states that its own has not.
OWN = {
    "4.1.6": EntryState.DRAFT,
    "4.2.1": EntryState.RETURNED,
    "4.2.4": EntryState.SUBMITTED,
    POINT: EntryState.APPROVED,
    "4.2.10": EntryState.LOCKED,
}
STATUS = {
    EntryState.DRAFT: "not_implemented",
    EntryState.RETURNED: "not_due",
    EntryState.SUBMITTED: "being_implemented",
    EntryState.APPROVED: "implemented",
    EntryState.LOCKED: "partly_implemented",
}
WORDS = {
    "not_implemented": "İcra edilməyib",
    "not_due": "İcra müddəti çatmayıb",
    "being_implemented": "İcra olunur",
    "implemented": "İcra edilib",
    "partly_implemented": "Qismən icra edilib",
}
STATES = {
    Content.APPROVED: {EntryState.APPROVED, EntryState.LOCKED},
    Content.SUBMITTED: {EntryState.APPROVED, EntryState.LOCKED, EntryState.SUBMITTED},
    Content.ALL: set(EntryState),
}
PARTS = {
    "agency": AGENCY_PARTS,
    "consolidated": CONSOLIDATED_PARTS,
    "overview": OVERVIEW_PARTS,
    "dossier": DOSSIER_PARTS,
}
_CANARY = re.compile("kanar-([a-z]+-[a-z]+-[a-z]+)\\.")
# The figure of an entry, which no other number of the report has in it.
VALUES = {(who, state): 734_519 + 1_117 * place for place, (who, state) in enumerate(
    (who, state) for who in ("own", "other") for state in EntryState)}  # fmt: skip


def canary(who: str, state: str, place: str) -> str:
    return f"kanar-{who}-{state}-{place}."


@pytest.fixture
def planted(plan, year, agency, write_entry, people) -> None:
    """A word in each place of each entry, and a number."""
    for number, state in OWN.items():
        _plant(write_entry(number, "<p>Nümunə mətn kanar-own-x-earlier.</p>", state=state), "own", state, people)
    for state in EntryState:
        if state == OWN[POINT]:
            continue
        other = make_agency(f"D{state.value.upper()}", f"Nümunə {state.value} İdarəsi")
        Assignment.objects.create(sub_point=SubPoint.objects.get(number=POINT), agency=other, role="executor")
        _plant(write_entry(POINT, state=state, by=other), "other", state, people)
    silent = make_agency("DNOTHING", "Nümunə Susan İdarə")
    entry = write_entry(POINT, "<p>Nümunə mətn kanar-other-nothing-text.</p>", state=EntryState.APPROVED, by=silent)
    Entry.objects.filter(pk=entry.pk).update(nothing_to_report=True, nothing_reason="kanar-other-nothing-reason.")
    _word(Entry.objects.get(agency=agency, sub_point__number=POINT), EditorialState.ASKED, "own-asked", people)
    others = Entry.objects.filter(sub_point__number=POINT)
    _word(others.get(agency__code="DLOCKED"), EditorialState.CONSENTED, "other-consented", people)
    _word(others.get(agency__code="DSUBMITTED"), EditorialState.DECIDED, "other-decided", people)
    for point in SubPoint.objects.filter(number__in=OWN):
        told = {"decided_by": people["coordinator"], "decided_at": timezone.now(), "note": "kanar-all-x-assessment."}
        assessment = Assessment.objects.create(sub_point=point, reporting_year=year, status="no_cases", **told)
        AssessmentDecision.objects.create(assessment=assessment, version=1, status="no_cases", **told)


def _plant(entry: Entry, who: str, state: str, people) -> None:
    indicator, _new = Indicator.objects.get_or_create(
        sub_point=entry.sub_point, name="Nümunə say", unit="nəfər", kind="whole", position=1
    )
    Entry.objects.filter(pk=entry.pk).update(
        narrative=f"<p>Nümunə mətn {canary(who, state, 'text')}</p>",
        internal_note=canary(who, state, "internal"),
        status=STATUS[state],
        figures={str(indicator.pk): str(VALUES[who, state])},
    )
    by, at = people["coordinator"], timezone.now()
    for place, told in (("public", {"is_public": True}), ("private", {}),
                        ("removed", {"is_public": True, "removed_at": at, "removed_by": by})):  # fmt: skip
        title = canary(who, state, place)
        Evidence.objects.create(
            entry=entry, title=title, url="https://numune.example/", added_by=by, added_at=at, **told
        )
    Comment.objects.create(entry=entry, text=canary(who, state, "comment"), author=by, created_at=at)
    Transition.objects.create(
        entry=entry, action=EntryAction.RETURN, from_state="submitted", to_state="returned",
        reason=canary(who, state, "reason"), actor=by, created_at=at,
    )  # fmt: skip


def _word(entry: Entry, state: str, name: str, people) -> None:
    EditorialVersion.objects.create(
        entry=entry, entry_version=entry.version, narrative=f"<p>Nümunə mətn kanar-{name}-wording.</p>", state=state,
        written_by=people["coordinator"], written_at=timezone.now(), asked_at=timezone.now(),
        note=f"kanar-{name}-note.", answer=f"kanar-{name}-answer.", decision_reason=f"kanar-{name}-decision.",
    )  # fmt: skip


def made(kind: str, content: str, people, year, agency) -> Document:
    """The report with all of its parts, as those read it for whom it is made."""
    options = ReportOptions(content, frozenset(PARTS[kind]))
    point = SubPoint.objects.select_related("section__plan").get(number=POINT)
    if kind == "agency":
        return build_agency_document(year, agency, people["lead"], options)
    if kind == "consolidated":
        return build_consolidated_document(year, people["coordinator"], options)
    if kind == "overview":
        return build_overview_document(year.plan, [year], people["coordinator"], options)
    return build_dossier_document(point, [year], people["coordinator"], options)


def held_by(kind: str, content: str) -> set[tuple[str, str]]:
    """Whose entries in which state the report is about: (who, state)."""
    own = {state for number, state in OWN.items() if kind != "dossier" or number == POINT}
    others = set() if kind == "agency" else set(EntryState) - {OWN[POINT]}
    return {("own", state) for state in own & STATES[content]} | {
        ("other", state) for state in others & STATES[content]
    }


def expected_words(kind: str, fmt: str, held: set[tuple[str, str]]) -> set[str]:
    if kind == "overview":
        return set()
    found = {f"{who}-{state}-{place}" for who, state in held for place in ("text", "public")}
    if ("other", EntryState.LOCKED) in held:  # its agency has let another wording through
        found = found - {"other-locked-text"} | {"other-consented-wording"}
    if fmt == "xlsx":  # tables and figures, and what is named: no texts
        return {each for each in found if each.endswith("-public")}
    return found


def all_words(fmt: str, data: bytes, folder) -> str:
    """All that a file says, also where no reader looks, without white space."""
    if fmt == "pdf":
        with pikepdf.open(io.BytesIO(data)) as file:
            attached = b"".join(each.get_file().read_bytes() for each in file.attachments.values()).decode()
            about = str(file.open_metadata()) + " ".join(str(each) for each in file.docinfo.values())
            told = " ".join(str(each.get("/Alt", "")) for each in file.objects if isinstance(each, pikepdf.Dictionary))
        return pdf_text(data, folder) + squeeze(attached + about + told)
    if fmt in ("docx", "xlsx"):
        with ZipFile(io.BytesIO(data)) as parts:
            inside = "".join(re.sub(r"<[^<>]*>", "", parts.read(name).decode(errors="replace")) + parts.read(name).decode(
                errors="replace") for name in parts.namelist() if name.endswith((".xml", ".rels")))  # fmt: skip
        return squeeze(inside)
    text = data.decode()
    if fmt == "json":
        json.loads(text)
    return squeeze(text.replace("\\", ""))


def letters_of(document: Document) -> Iterator[str]:
    """What stands in the cells of the table of sub-points and agencies."""
    for sheet in document.matrix:
        for table in (block for block in sheet.blocks if isinstance(block, Table)):
            for _number, _measure, _overall, *cells in table.rows[1:]:
                yield from ("".join(each.text for each in walk_paragraphs(cell.blocks)) for cell in cells)


_SLOW = frozenset({"agency", "consolidated", "overview"})


def formats_of(kind: str, content: str) -> list[str]:
    """All; of the longer reports one PDF, of the choice that holds some texts and leaves out others."""
    return [fmt for fmt in FORMATS if fmt != "pdf" or kind not in _SLOW or content == Content.SUBMITTED]


@pytest.mark.parametrize("content", Content)
@pytest.mark.parametrize("kind", PARTS)
def test_words_and_numbers_of_entries_stand_in_the_reports_that_may_have_them(
    kind, content, planted, people, year, agency, tmp_path
):
    document = made(kind, content, people, year, agency)
    held = held_by(kind, content)
    waiting = [each for each in held if each[1] not in STATES[Content.APPROVED]]
    strange = {value for key, value in VALUES.items() if key not in held}
    own = set(VALUES.values()) - strange if kind != "overview" else set()  # there agencies' figures are added up
    first_page = "Təsdiq edilməmiş göstəricilər" if kind == "overview" else "Daxil edilməmiş məlumatlar"
    assert [section.heading for section in document.front] == [first_page] * (
        {"agency": content != Content.ALL, "overview": bool(waiting)}.get(kind, True)
    )
    for fmt in formats_of(kind, content):
        text = all_words(fmt, renderer_for(fmt).render(document), tmp_path)
        assert set(_CANARY.findall(text)) == expected_words(kind, fmt, held), fmt
        assert [value for value in strange if str(value) in text] == [], fmt
        assert [value for value in own if str(value) not in text] == [], fmt
        assert ("LAYİHƏ" in text) is bool(waiting), fmt
        assert all(squeeze(section.heading) in text for section in document.front), fmt
        if kind != "overview" and fmt != "xlsx":
            assert text.count("Layihə:") >= len(waiting), fmt
            assert ("Layihə:" in text) is bool(waiting), fmt


@pytest.mark.parametrize("content", Content)
def test_statuses_marks_and_letters_are_of_the_texts_that_are_held(content, planted, people, year, agency):
    for kind in ("agency", "consolidated", "dossier"):
        document = made(kind, content, people, year, agency)
        held = {state for _who, state in held_by(kind, content)}
        over_texts = [section for section in document.walk() if section.blocks]
        assert {section.status for section in over_texts} - {""} == {WORDS[STATUS[state]] for state in held}
        assert bool([section for section in over_texts if section.mark]) is (content != Content.APPROVED)
    letters = set(letters_of(made("consolidated", content, people, year, agency)))
    assert {letter for letter in letters if letter.startswith("(")} == {
        Content.APPROVED: set(), Content.SUBMITTED: {"(O)"}, Content.ALL: {"(O)", "(E)", "(V)"},
    }[content]  # fmt: skip
    assert {"İ", "Q", "–"} <= letters
