"""The wording of an approved entry for the consolidated report: its steps, its refusals, and where it prints."""

import pytest

from accounts.enums import Role
from plans.assessment.services.editorial import (
    EditorialChanged,
    EditorialRefused,
    answer,
    decide,
    save_wording,
    withdraw,
)
from plans.enums import EntryState, NoticeKind, YearState
from plans.models import EditorialVersion, Entry, Notice, ReportingYear
from plans.queries.editorial import editorial_of, editorial_versions, prints
from plans.workflow import apply_transition
from reports.building import build_agency_document, build_consolidated_document
from reports.options import Content, ReportOptions
from tests.conftest import make_user, stand_as_submitted

EVERYTHING = ReportOptions(Content.ALL, frozenset())
pytestmark = pytest.mark.django_db

OWN = "<p>Nümunə mətn. Qurumun sözü.</p>"
OTHER = "<p>Nümunə mətn. Redaktə olunmuş söz.</p>"


@pytest.fixture
def entry(write_entry) -> Entry:
    written = write_entry("4.2.9", OWN, status="implemented", state=EntryState.APPROVED)
    return Entry.objects.select_related("reporting_year__plan", "agency", "sub_point").get(pk=written.pk)


@pytest.fixture
def word(entry, people):
    """`word("asked")` brings an editorial version of the entry to that state."""

    def bring_to(state: str, narrative: str = OTHER) -> EditorialVersion:
        coordinator, lead = people["coordinator"], people["lead"]
        ask = state != "draft"
        latest = EditorialVersion.objects.order_by("-pk").first()
        made = save_wording(
            entry,
            coordinator,
            narrative=narrative,
            note="Nümunə qeyd.",
            version=latest.version if latest else 0,
            entry_version=entry.version,
            ask=ask,
        )
        if state == "consented":
            made = answer(entry, lead, consents=True, words="", version=made.version)
        if state in ("refused", "decided"):
            made = answer(entry, lead, consents=False, words="Nümunə etiraz.", version=made.version)
        if state == "decided":
            made = decide(entry, coordinator, reason="Nümunə əsas.", version=made.version)
        return made

    return bring_to


def save(entry, user, narrative=OTHER, *, version=0, ask=False, note="", entry_version=None):
    seen = entry.version if entry_version is None else entry_version
    return save_wording(entry, user, narrative=narrative, note=note, version=version, entry_version=seen, ask=ask)


def stored() -> list[dict]:
    return list(EditorialVersion.objects.order_by("pk").values())


def told() -> list[tuple]:
    return sorted(Notice.objects.values_list("kind", "recipient__username", "actor__username"))


# --- Wording ----------------------------------------------------------------------------------------------------------


def test_wording_is_kept_beside_the_agencys_text_as_a_draft(entry, people):
    made = save(entry, people["coordinator"], f"{OTHER}<script>x</script>", note=" Nümunə qeyd. ")
    assert (made.state, made.version, made.entry_version, made.note) == ("draft", 1, entry.version, "Nümunə qeyd.")
    assert (made.narrative, made.written_by, made.asked_at) == (OTHER, people["coordinator"], None)
    entry.refresh_from_db()
    assert (entry.narrative, entry.state) == (OWN, EntryState.APPROVED)
    assert told() == []


def test_draft_is_changed_in_place_and_by_another_coordinator_too(entry, people):
    other = make_user("koordinator2", Role.COORDINATOR)
    save(entry, people["coordinator"])
    made = save(entry, other, "<p>Nümunə mətn. Üçüncü.</p>", version=1)
    assert [(row["narrative"], row["version"], row["written_by_id"]) for row in stored()] == [
        ("<p>Nümunə mətn. Üçüncü.</p>", 2, other.pk)
    ]
    assert made.state == "draft"


@pytest.mark.parametrize("narrative", ["", "<p> </p>", OWN, f"<div>{OWN}</div>", "ə" * 1_000_001])
def test_wording_that_says_nothing_else_is_refused(narrative, entry, people):
    with pytest.raises(EditorialRefused) as refused:
        save(entry, people["coordinator"], narrative)
    assert not isinstance(refused.value, EditorialChanged)
    assert stored() == []


def test_button_pressed_twice_saves_once(entry, people):
    first = save(entry, people["coordinator"])
    assert save(entry, people["coordinator"]).pk == first.pk
    assert [row["version"] for row in stored()] == [1]
    asked = save(entry, people["coordinator"], version=1, ask=True)
    again = save(entry, people["coordinator"], version=1, ask=True)
    assert (asked.version, again.version) == (2, 2)
    assert told() == [("consent_asked", "mesul", "koordinator")]


def test_second_of_two_coordinators_is_told_and_overwrites_nothing(entry, people):
    other = make_user("koordinator2", Role.COORDINATOR)
    save(entry, people["coordinator"])
    before = stored()
    with pytest.raises(EditorialChanged):
        save(entry, other, "<p>Nümunə mətn. Gecikmiş.</p>", version=0)
    assert stored() == before


@pytest.mark.parametrize("state", [state for state in EntryState if state != EntryState.APPROVED])
def test_entry_that_is_not_approved_takes_no_wording_and_no_step(state, entry, people, word):
    asked = word("asked")
    before = stored()
    stand_as_submitted(state)
    for step in (
        lambda: save(entry, people["coordinator"], "<p>Nümunə mətn. Başqa.</p>", version=asked.version),
        lambda: answer(entry, people["lead"], consents=True, words="", version=asked.version),
        lambda: withdraw(entry, people["coordinator"], version=asked.version),
    ):
        with pytest.raises(EditorialChanged):
            step()
    assert stored() == before


def test_closed_year_takes_no_wording(entry, year, people):
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    with pytest.raises(EditorialChanged):
        save(entry, people["coordinator"])
    assert stored() == []


def test_nothing_to_report_is_not_worded_otherwise(entry, people):
    Entry.objects.filter(pk=entry.pk).update(nothing_to_report=True)
    with pytest.raises(EditorialChanged):
        save(entry, people["coordinator"])
    assert stored() == []


def test_wording_of_a_text_that_has_changed_is_refused(entry, people):
    with pytest.raises(EditorialChanged):
        save(entry, people["coordinator"], entry_version=entry.version + 1)
    Entry.objects.filter(pk=entry.pk).update(version=entry.version + 1)
    with pytest.raises(EditorialChanged):
        save(entry, people["coordinator"])
    assert stored() == []


# --- Consent, refusal, decision ---------------------------------------------------------------------------------------


def test_leads_are_asked_and_the_asker_is_answered(entry, people, word):
    make_user("mesul2", Role.LEAD, entry.agency)
    asked = word("asked")
    assert (asked.state, asked.asked_by, asked.version) == ("asked", people["coordinator"], 2)
    assert told() == [
        ("consent_asked", "mesul", "koordinator"),
        ("consent_asked", "mesul2", "koordinator"),
    ]
    Notice.objects.all().delete()
    agreed = answer(entry, people["lead"], consents=True, words="Nümunə razılıq.", version=2)
    assert (agreed.state, agreed.answer, agreed.answered_by, agreed.version) == (
        "consented",
        "Nümunə razılıq.",
        people["lead"],
        3,
    )
    assert told() == [(NoticeKind.CONSENT_ANSWERED, "koordinator", "mesul")]


def test_refusal_needs_a_word_and_consent_none(entry, people, word):
    asked = word("asked")
    with pytest.raises(EditorialRefused):
        answer(entry, people["lead"], consents=False, words=" \n", version=asked.version)
    assert EditorialVersion.objects.get().state == "asked"
    answer(entry, people["lead"], consents=True, words="", version=asked.version)
    assert EditorialVersion.objects.get().state == "consented"


def test_decision_against_a_refusal_needs_a_reason_and_is_told(entry, people, word):
    refused = word("refused")
    with pytest.raises(EditorialRefused):
        decide(entry, people["coordinator"], reason=" ", version=refused.version)
    Notice.objects.all().delete()
    decided = decide(entry, people["coordinator"], reason="Nümunə əsas.", version=refused.version)
    assert (decided.state, decided.decision_reason, decided.answer) == ("decided", "Nümunə əsas.", "Nümunə etiraz.")
    assert told() == [("editorial_decided", "mesul", "koordinator")]


# From which state which step is taken.
@pytest.mark.parametrize(
    ("state", "possible"),
    [
        ("draft", {"withdraw"}),
        ("asked", {"consent", "refuse", "withdraw"}),
        ("consented", {"withdraw"}),
        ("refused", {"decide", "withdraw"}),
        ("decided", {"withdraw"}),
    ],
)
@pytest.mark.parametrize("step", ["consent", "refuse", "decide", "withdraw"])
def test_step_is_taken_from_its_state_only(state, possible, step, entry, people, word):
    made = word(state)
    before = stored()
    steps = {
        "consent": lambda v: answer(entry, people["lead"], consents=True, words="", version=v),
        "refuse": lambda v: answer(entry, people["lead"], consents=False, words="Nümunə.", version=v),
        "decide": lambda v: decide(entry, people["coordinator"], reason="Nümunə.", version=v),
        "withdraw": lambda v: withdraw(entry, people["coordinator"], version=v),
    }
    if step in possible:
        with pytest.raises(EditorialChanged):
            steps[step](made.version - 1)  # the page showed an earlier one
        assert stored() == before
        assert steps[step](made.version).version == made.version + 1
    else:
        with pytest.raises(EditorialChanged):
            steps[step](made.version)
        assert stored() == before


@pytest.mark.parametrize("state", ["asked", "consented", "refused", "decided"])
def test_changed_wording_takes_the_place_of_one_that_was_asked_about(state, entry, people, word):
    first = word(state)
    kept = EditorialVersion.objects.values("narrative", "state", "answer").get()
    second = save(entry, people["coordinator"], "<p>Nümunə mətn. Yeni söz.</p>", version=first.version)
    assert (second.state, second.version, second.answer) == ("draft", first.version + 2, "")
    first.refresh_from_db()
    assert first.withdrawn_by == people["coordinator"]
    assert EditorialVersion.objects.values("narrative", "state", "answer").get(pk=first.pk) == kept
    assert [item.record.pk for item in editorial_versions(people["coordinator"], entry)] == [second.pk, first.pk]


def test_page_of_a_withdrawn_wording_answers_nothing_any_more(entry, people, word):
    first = word("asked")
    second = save(entry, people["coordinator"], "<p>Nümunə mətn. Yeni söz.</p>", version=first.version, ask=True)
    with pytest.raises(EditorialChanged):
        answer(entry, people["lead"], consents=True, words="", version=first.version)
    assert answer(entry, people["lead"], consents=True, words="", version=second.version).narrative.endswith(
        "Yeni söz.</p>"
    )


def test_agency_is_not_asked_twice_about_the_same_words(entry, people, word):
    asked = word("refused")
    with pytest.raises(EditorialRefused):
        save(entry, people["coordinator"], OTHER, note="Nümunə qeyd.", version=asked.version, ask=True)
    assert EditorialVersion.objects.get().state == "refused"


def test_reopening_puts_it_out_of_date_and_a_new_one_can_be_written(entry, people, word):
    first = word("consented")
    apply_transition(entry, "reopen", actor=people["coordinator"], reason="Nümunə səbəb.")
    first.refresh_from_db()
    assert first.outdated_at is not None
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.APPROVED, version=entry.version + 1)
    entry.refresh_from_db()
    with pytest.raises(EditorialChanged):  # an old page: the agency's text has changed since
        save(entry, people["coordinator"], version=first.version, entry_version=entry.version - 1)
    second = save(entry, people["coordinator"], version=first.version)
    assert (second.version, second.entry_version) == (first.version + 1, entry.version)


# --- Who sees it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        #            contr  lead   strng  coord  obser  admin
        ("draft", (False, False, False, True, False, False)),
        ("asked", (True, True, False, True, False, False)),
        ("consented", (True, True, False, True, True, False)),
        ("refused", (True, True, False, True, False, False)),
        ("decided", (True, True, False, True, True, False)),
    ],
)
def test_wording_is_seen_by_those_whom_it_concerns(state, seen, entry, people, word):
    word(state)
    roles = ("contributor", "lead", "stranger", "coordinator", "observer", "administrator")
    assert tuple(bool(editorial_versions(people[role], entry)) for role in roles) == seen
    assert tuple(editorial_of(people[role], entry) is not None for role in roles) == seen


def test_agency_sees_the_last_wording_it_was_asked_about(entry, people, word):
    first = word("asked")
    save(entry, people["coordinator"], "<p>Nümunə mətn. Yeni söz.</p>", version=first.version)
    seen = editorial_of(people["lead"], entry)
    assert (seen.record.pk, seen.state, seen.mark) == (first.pk, "", "not_started")
    assert editorial_of(people["coordinator"], entry).state == "draft"
    assert editorial_of(people["lead"], None) is None


@pytest.mark.parametrize("number", [1, 3])
def test_reading_costs_one_query_whatever_the_number(number, entry, people, word, django_assert_num_queries):
    for index in range(number):
        word("asked", f"<p>Nümunə mətn. {index}.</p>")
    with django_assert_num_queries(1):
        found = editorial_versions(people["coordinator"], entry)
        assert [str(item.record.written_by) for item in found] == ["Nümunə koordinator"] * number
    with django_assert_num_queries(1):
        assert editorial_of(people["coordinator"], entry).state == "asked"


# --- What prints ------------------------------------------------------------------------------------------------------


def printed(year) -> list[str]:
    return list(build_consolidated_document(year, None, EVERYTHING).paragraphs())


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("draft", "Nümunə mətn. Qurumun sözü."),
        ("asked", "Nümunə mətn. Qurumun sözü."),
        ("refused", "Nümunə mətn. Qurumun sözü."),
        ("consented", "Nümunə mətn. Redaktə olunmuş söz."),
        ("decided", "Nümunə mətn. Redaktə olunmuş söz."),
    ],
)
def test_consolidated_report_prints_it_with_consent_or_by_decision_only(state, text, year, agency, entry, people, word):
    made = word(state)
    assert printed(year) == [text]
    assert prints(entry, made) == (text != "Nümunə mətn. Qurumun sözü.")
    for reader in ("coordinator", "observer"):
        assert list(build_consolidated_document(year, people[reader], EVERYTHING).paragraphs()) == [text]
        own = build_agency_document(year, agency, people[reader])
        assert list(own.paragraphs()) == ["Nümunə mətn. Qurumun sözü."]


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (EntryState.DRAFT, "Nümunə mətn. Qurumun sözü."),
        (EntryState.SUBMITTED, "Nümunə mətn. Qurumun sözü."),
        (EntryState.RETURNED, "Nümunə mətn. Qurumun sözü."),
        (EntryState.APPROVED, "Nümunə mətn. Redaktə olunmuş söz."),
        (EntryState.LOCKED, "Nümunə mətn. Redaktə olunmuş söz."),
    ],
)
def test_only_an_accepted_entry_prints_otherwise(state, text, year, entry, word):
    made = word("consented")
    stand_as_submitted(state)
    entry.refresh_from_db()
    assert printed(year) == [text]
    assert prints(entry, made) == (text == "Nümunə mətn. Redaktə olunmuş söz.")


def test_reopened_withdrawn_and_outrun_wordings_do_not_print(year, entry, people, word):
    made = word("consented")
    withdraw(entry, people["coordinator"], version=made.version)
    assert printed(year) == ["Nümunə mətn. Qurumun sözü."]
    word("consented")
    assert printed(year) == ["Nümunə mətn. Redaktə olunmuş söz."]
    Entry.objects.filter(pk=entry.pk).update(version=entry.version + 1)  # another text than it was worded from
    assert printed(year) == ["Nümunə mətn. Qurumun sözü."]
    Entry.objects.filter(pk=entry.pk).update(version=entry.version)
    apply_transition(entry, "reopen", actor=people["coordinator"], reason="Nümunə səbəb.")
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.APPROVED)
    assert printed(year) == ["Nümunə mətn. Qurumun sözü."]


def test_closing_the_year_and_nothing_to_report_print_as_they_should(year, entry, word):
    word("consented")
    ReportingYear.objects.filter(pk=year.pk).update(state=YearState.CLOSED)
    assert printed(year) == ["Nümunə mətn. Redaktə olunmuş söz."]
    Entry.objects.filter(pk=entry.pk).update(nothing_to_report=True)
    assert printed(year) == [year.plan.nothing_to_report_sentence]


@pytest.mark.parametrize("number", [1, 3])
def test_building_costs_the_same_queries_with_editorial_versions(
    number, year, people, write_entry, django_assert_num_queries
):
    for point in ("4.1.6", "4.2.9", "4.2.10")[:number]:
        written = write_entry(point, OWN, state=EntryState.APPROVED)
        made = save(written, people["coordinator"], ask=True)
        answer(written, people["lead"], consents=True, words="", version=made.version)
    with django_assert_num_queries(3):
        assert printed(year) == ["Nümunə mətn. Redaktə olunmuş söz."] * number
