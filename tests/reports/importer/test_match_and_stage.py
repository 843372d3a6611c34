"""From a read document to drafts: what is found, what is refused, what is left alone."""

import pytest
from django.utils import translation

from plans.enums import EDITABLE_STATES, EntryState, RevisionOrigin, YearState
from plans.models import AgencyAlias, Entry, Plan, ReportingYear, Revision, Transition
from plans.workflow import move_back_to_agency
from reports.importer.match import Match, match_report, same_title
from reports.importer.read import read_report
from reports.importer.refusal import ImportRefused, Refusal
from reports.importer.stage import stage_report
from reports.importer.words import REFUSALS, word_refusal

TITLE = (
    "**“Nümunə Milli Fəaliyyət Planı”nda nəzərdə tutulan tədbirlərin {agency} tərəfindən"
    " {year}-cü il ərzində icrası barədə**"
)


def write(*items: tuple[str, str], agency: str = "Nümunə Xidməti", year: int = 2024, title: str = TITLE) -> bytes:
    """A Markdown report with items (number, text)."""
    parts = [title.format(agency=agency, year=year), "**M Ə L U M A T**"] if title else []
    for number, text in items:
        parts += [f"**{number}-cu yarımbənd üzrə (Nümunə tədbir):**", text]
    return "\n\n".join(parts).encode()


def match(data: bytes, **options) -> Match:
    return match_report(read_report(data, "numune.md"), **options)


def stage(data: bytes, **options) -> dict[str, str]:
    staged = stage_report(match(data), source="numune.md", **options)
    return {one.number: f"{one.action}: {one.state}" if one.state else str(one.action) for one in staged}


def counts() -> tuple[int, int, int]:
    return Entry.objects.count(), Revision.objects.count(), ReportingYear.objects.count()


def said(error: ImportRefused, language: str = "en") -> str:
    with translation.override(language):
        return word_refusal(error)


def refused_code(data: bytes, **options) -> str:
    before = counts()
    with pytest.raises(ImportRefused) as refused:
        match(data, **options)
    assert counts() == before
    for language in ("az", "en"):
        assert len(said(refused.value, language)) > 20
    return refused.value.code


def test_document_becomes_drafts_with_revisions(agency, year):
    outcome = stage(write(("4.2.9", "Nümunə mətn. Bir."), ("4.2.10", "- Nümunə mətn. a;\n\n- b.")))
    assert outcome == {"4.2.9": "created", "4.2.10": "created"}
    entry = Entry.objects.get(sub_point__number="4.2.10")
    assert (entry.narrative, entry.state, entry.version, entry.status) == (
        "<ul><li><p>Nümunə mətn. a;</p></li><li><p>b.</p></li></ul>",
        "draft",
        1,
        "",
    )
    revision = entry.revisions.get()
    assert (revision.narrative, revision.origin) == (entry.narrative, RevisionOrigin.IMPORT)


def test_document_read_twice_changes_nothing_the_second_time(agency, year):
    data = write(("4.2.9", "Nümunə mətn. Bir."))
    stage(data)
    assert stage(data) == {"4.2.9": "unchanged"}
    assert Revision.objects.count() == 1


def test_draft_is_updated_and_what_was_there_stays_as_a_revision(agency, year, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Əvvəlki.</p>", status="implemented")
    assert stage(write(("4.2.9", "Nümunə mətn. Yeni."))) == {"4.2.9": "updated"}
    entry = Entry.objects.get()
    assert (entry.narrative, entry.version, entry.status) == ("<p>Nümunə mətn. Yeni.</p>", 2, "implemented")
    assert list(entry.revisions.values_list("version", "narrative")) == [
        (2, "<p>Nümunə mətn. Yeni.</p>"),
        (1, "<p>Nümunə mətn. Əvvəlki.</p>"),
    ]


@pytest.mark.parametrize(
    ("state", "action"),
    [(state, f"left alone: {state}") for state in EntryState if state not in EDITABLE_STATES],
)
def test_entry_out_of_the_agencys_hands_is_left_alone(state, action, agency, year, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Əvvəlki.</p>", state=state)
    assert stage(write(("4.2.9", "Nümunə mətn. Yeni."))) == {"4.2.9": action}
    assert Entry.objects.get().narrative == "<p>Nümunə mətn. Əvvəlki.</p>"
    assert Transition.objects.count() == 0


@pytest.mark.parametrize("state", [state for state in EntryState if move_back_to_agency(state)])
def test_force_returns_the_entry_with_history_and_updates_it(state, agency, year, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Əvvəlki.</p>", state=state)
    assert stage(write(("4.2.9", "Nümunə mətn. Yeni.")), force=True) == {"4.2.9": "returned and updated"}
    entry = Entry.objects.get()
    assert (entry.state, entry.narrative) == ("returned", "<p>Nümunə mətn. Yeni.</p>")
    move = entry.transitions.get()
    assert (move.from_state, move.to_state, move.reason) == (
        state,
        "returned",
        "Mətn sənəddən yenidən oxundu: numune.md",
    )
    assert move.revision.narrative == "<p>Nümunə mətn. Əvvəlki.</p>"


def test_moves_that_give_back_are_those_from_submitted_and_approved():
    assert {state for state in EntryState if move_back_to_agency(state)} == {EntryState.SUBMITTED, EntryState.APPROVED}


@pytest.mark.parametrize("state", set(EntryState) - EDITABLE_STATES - {EntryState.SUBMITTED, EntryState.APPROVED})
def test_force_never_touches_an_entry_that_no_move_gives_back(state, agency, year, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Əvvəlki.</p>", state=state)
    assert stage(write(("4.2.9", "Nümunə mətn. Yeni.")), force=True) == {"4.2.9": f"left alone: {state}"}
    assert Entry.objects.get().version == 1


def test_force_leaves_an_approved_entry_of_the_same_text_approved(agency, year, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Bir.</p>", state=EntryState.APPROVED)
    assert stage(write(("4.2.9", "Nümunə mətn. Bir.")), force=True) == {"4.2.9": "unchanged"}
    assert Entry.objects.get().state == "approved"


def test_several_numbers_in_one_heading_get_the_text_each(agency, year):
    data = write() + "\n\n**4.2.1-ci və 4.2.4-cü yarımbəndlər üzrə (Nümunə):**\n\nNümunə mətn.".encode()
    assert stage(data) == {"4.2.1": "created", "4.2.4": "created"}
    assert set(Entry.objects.values_list("narrative", flat=True)) == {"<p>Nümunə mətn.</p>"}


def test_heading_without_text_empties_nothing(agency, year, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Əvvəlki.</p>")
    data = write(("4.2.10", "Nümunə mətn.")) + "\n\n**4.2.9-cu yarımbənd üzrə (Nümunə):**".encode()
    assert stage(data)["4.2.9"] == "left alone: no text in the document"
    assert Entry.objects.get(sub_point__number="4.2.9").narrative == "<p>Nümunə mətn. Əvvəlki.</p>"


def test_failure_half_way_leaves_the_database_as_it_was(agency, year, write_entry, monkeypatch):
    write_entry("4.2.10", "<p>Nümunə mətn. Əvvəlki.</p>")
    found = match(write(("4.2.9", "Nümunə mətn. Bir."), ("4.2.10", "Nümunə mətn. İki.")))
    ReportingYear.objects.update(state=YearState.CLOSED)  # closed by the coordinator between reading and writing
    with pytest.raises(ImportRefused) as refused:
        stage_report(found, source="numune.md")
    assert refused.value.code == "year_closed"
    assert list(Entry.objects.values_list("narrative", flat=True)) == ["<p>Nümunə mətn. Əvvəlki.</p>"]


def test_agency_is_found_by_another_spelling_and_by_its_code(agency, year):
    AgencyAlias.objects.create(agency=agency, text="NX Xidmət İdarəsi")
    assert match(write(("4.2.9", "N."), agency="nx xidmət idarəsi")).agency == agency
    assert match(write(("4.2.9", "N."), agency="Tanınmayan"), agency_code="NUMUNE").agency == agency


def test_unknown_agency_is_refused(agency, year):
    assert refused_code(write(("4.2.9", "N."), agency="Tanınmayan İdarə")) == "unknown_agency"
    assert refused_code(write(("4.2.9", "N.")), agency_code="YOXDUR") == "unknown_agency"
    assert refused_code(write(("4.2.9", "N."), title=""), plan_code="numune-2020-2024", year=2024) == "no_agency"


def test_spelling_that_two_agencies_share_is_refused(agency, other_agency, year):
    for owner in (agency, other_agency):
        AgencyAlias.objects.create(agency=owner, text="MN")
    assert refused_code(write(("4.2.9", "N."), agency="MN")) == "unknown_agency"


def test_unknown_and_unassigned_sub_points_stop_the_import_with_their_numbers(agency, year):
    data = write(("4.2.9", "N."), ("4.9.1", "N."), ("4.9.2", "N."))
    with pytest.raises(ImportRefused) as refused:
        match(data)
    assert "4.9.1, 4.9.2" in said(refused.value)
    agency.assignments.filter(sub_point__number="4.2.9").delete()
    assert refused_code(write(("4.2.9", "N."))) == "unassigned_sub_points"


def test_skip_unknown_skips_sub_points_and_lists_them(agency, year):
    agency.assignments.filter(sub_point__number="4.2.10").delete()
    found = match(write(("4.2.9", "N."), ("4.9.1", "N."), ("4.2.10", "N.")), skip_unknown=True)
    assert found.skipped == [("4.9.1", "unknown"), ("4.2.10", "unassigned")]
    assert [sub_point.number for sub_point, _item in found.items] == ["4.2.9"]


def test_skip_unknown_does_not_skip_an_unknown_agency(agency, year):
    assert refused_code(write(("4.2.9", "N."), agency="Tanınmayan"), skip_unknown=True) == "unknown_agency"


def test_sub_point_whose_period_is_over_counts_as_unassigned(agency, year):
    agency.sub_points.filter(number="4.2.9").update(end_year=2022)
    assert refused_code(write(("4.2.9", "N."))) == "unassigned_sub_points"


def test_two_items_for_one_sub_point_are_refused(agency, year):
    assert refused_code(write(("4.2.9", "Bir."), ("4.2.9", "İki."))) == "duplicate_items"


def test_document_without_headings_is_refused(agency, year):
    assert refused_code(write() + "\n\nNümunə mətn. Yalnız abzas.".encode()) == "no_headings"


def test_year_that_is_not_opened_is_refused_unless_asked_to_open_it(agency, plan):
    assert refused_code(write(("4.2.9", "N."), year=2022)) == "year_not_opened"
    found = match(write(("4.2.9", "Nümunə mətn.")), open_year=True)
    stage_report(found, source="numune.md")
    opened = ReportingYear.objects.get()
    assert (opened.year, opened.state, opened.deadline.isoformat()) == (2024, "open", "2025-01-20")


def test_closed_year_is_refused_even_when_told_to_open_it(agency, closed_year):
    data = write(("4.2.9", "N."), year=2023)
    assert refused_code(data) == "year_closed"
    assert refused_code(data, open_year=True) == "year_closed"


def test_year_outside_the_plan_is_refused(agency, year):
    assert refused_code(write(("4.2.9", "N."), year=2026), open_year=True) == "year_outside_plan"


def test_year_that_nobody_names_is_refused(agency, year):
    assert refused_code(write(("4.2.9", "N."), title=""), agency_code="NUMUNE") == "no_year"


def test_document_of_another_plan_is_refused(agency, year):
    other = TITLE.replace("Nümunə Milli Fəaliyyət Planı", "Başqa Dövlət Proqramı")
    assert refused_code(write(("4.2.9", "N."), title=other)) == "other_plan"
    assert refused_code(write(("4.2.9", "N."), title=other), plan_code="numune-2020-2024") == "other_plan"


def test_unknown_plan_code_is_refused(agency, year):
    assert refused_code(write(("4.2.9", "N.")), plan_code="yoxdur") == "unknown_plan"


def test_plan_may_be_left_out_when_exactly_one_covers_the_year(agency, year):
    options = {"agency_code": "NUMUNE", "year": 2024}
    untitled = write(("4.2.9", "N."), title="")
    assert match(untitled, **options).plan == year.plan
    Plan.objects.create(code="numune-2", title="İkinci", start_year=2024, end_year=2028)
    with pytest.raises(ImportRefused) as refused:
        match(untitled, **options)
    assert "numune-2, numune-2020-2024" in said(refused.value)


def test_titles_are_the_same_over_dashes_quotes_and_case_but_not_over_years():
    left = "“Nümunə” üzrə 2020–2024-cü illər üçün Milli Fəaliyyət Planı"
    assert same_title(left, "«Nümunə» üzrə 2020-2024-cü illər üçün MİLLİ fəaliyyət planı")
    assert not same_title(left, left.replace("2020–2024", "2014–2018"))
    assert not same_title(left, "Başqa proqram 2020–2024")


def test_script_in_a_document_never_reaches_the_database(agency, year):
    stage(
        write(
            (
                "4.2.9",
                "Nümunə <script>alert(1)</script> <img src=x onerror=a> [k](javascript:b) ![ş](http://n.example/a.png)",
            )
        )
    )
    narrative = Entry.objects.get().narrative
    for piece in ("<script", "<img", "href"):
        assert piece not in narrative
    assert "Nümunə" in narrative


def test_every_refusal_has_a_sentence_in_both_languages():
    for code in Refusal:
        with translation.override("az"):
            azerbaijani = str(REFUSALS[code])
        with translation.override("en"):
            english = str(REFUSALS[code])
        assert azerbaijani != english
        assert azerbaijani.endswith(".")
        assert english.endswith(".")


def test_of_two_plans_with_nearly_one_title_the_exact_one_is_meant(agency, year):
    Plan.objects.create(code="aa", title="Nümunə Milli Fəaliyyət Planı.", start_year=2020, end_year=2024)
    Plan.objects.create(code="ab", title="Nümunə Milli Fəaliyyət Planl", start_year=2020, end_year=2024)
    data = write(("4.2.9", "N."))
    assert match(data).plan.code == "numune-2020-2024"
    assert match(data, plan_code="numune-2020-2024").plan.code == "numune-2020-2024"
    other = TITLE.replace("Fəaliyyət Planı", "Fəaliyyət Planr")
    with pytest.raises(ImportRefused) as refused:
        match(write(("4.2.9", "N."), title=other))
    assert "aa, ab, numune-2020-2024" in said(refused.value)
    assert refused.value.code == "plan_unclear"


def test_unknown_and_unassigned_sub_points_are_named_together(agency, year):
    agency.assignments.filter(sub_point__number="4.2.9").delete()
    with pytest.raises(ImportRefused) as refused:
        match(write(("4.2.9", "N."), ("4.9.1", "N."), ("4.2.10", "N.")))
    assert "4.9.1; not assigned to NUMUNE: 4.2.9" in said(refused.value)


def test_document_of_which_nothing_is_left_is_refused_and_opens_no_year(agency, plan):
    assert refused_code(write(("4.9.1", "N.")), skip_unknown=True, open_year=True) == "nothing_left"


def test_text_read_in_takes_the_place_of_nothing_to_report(agency, year):
    stage(write(("4.2.9", "Nümunə mətn. Bir.")))
    Entry.objects.update(nothing_to_report=True, nothing_reason="Nümunə səbəb.")
    assert stage(write(("4.2.9", "Nümunə mətn. Bir."))) == {"4.2.9": "updated"}
    assert Entry.objects.values_list("nothing_to_report", "nothing_reason").get() == (False, "Nümunə səbəb.")
    assert stage(write(("4.2.9", "Nümunə mətn. Bir."))) == {"4.2.9": "unchanged"}


def test_text_larger_than_an_entry_may_be_is_refused_and_nothing_written(agency, year):
    many = "\n\n".join(["Nümunə."] * 5_001)
    before = counts()
    with pytest.raises(ImportRefused) as refused:
        stage(write(("4.2.9", "Nümunə mətn."), ("4.2.10", many)))
    assert counts() == before
    assert refused.value.code == Refusal.TEXT_TOO_LONG
    assert said(refused.value) == (
        "The text has too many paragraphs and list items: 5001, and an entry holds 5000."
        " Shorten the text, then save again. This is the text on 4.2.10."
    )
    assert said(refused.value, "az").endswith("Aid olduğu mətn: 4.2.10.")
    assert stage(write(("4.2.10", "\n\n".join(["Nümunə."] * 5_000)))) == {"4.2.10": "created"}
