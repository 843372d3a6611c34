"""What a search finds, for whom, in which order, and what it costs."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from plans.azerbaijani.matching import parse_query
from plans.enums import EntryState
from plans.models import Agency, Assignment, Comment, Entry, Evidence, Plan, ReportingYear, Section, SubPoint
from plans.queries.years import reporting_years_visible_to
from plans.samples.seeding import EntrySeed, write_seeds
from plans.search.queries import search as searching
from plans.search.queries.conditions import Holds, holds_all
from plans.search.queries.results import EntryResult, entry_results, measure_results
from plans.search.queries.search import Narrowing, find_matches, kinds_searched, may_search
from tests.conftest import make_user, stand_as_submitted

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2025, 1, 3, 9, tzinfo=datetime.UTC)


@pytest.fixture
def comment(people):
    """`comment(entry, text)` is the coordinator's remark."""

    def write(entry: Entry, text: str, author: str = "coordinator") -> Comment:
        return Comment.objects.create(
            entry=entry, text=text, author=people[author], by_coordinator=author == "coordinator", created_at=NOW
        )

    return write


@pytest.fixture
def evidence(people):
    """`evidence(entry, title, is_public=…, removed=…)` is a link of the entry."""

    def add(entry: Entry, title: str, *, is_public: bool = False, removed: bool = False) -> Evidence:
        return Evidence.objects.create(
            entry=entry,
            title=title,
            url="https://numune.example/",
            is_public=is_public,
            added_by=people["contributor"],
            added_at=NOW,
            removed_at=NOW if removed else None,
            removed_by=people["contributor"] if removed else None,
        )

    return add


@pytest.fixture
def find(people):
    """`find(words, role, **filters)` → the matches."""

    def matches(words: str, role: str = "coordinator", **filters) -> searching.Matches:
        user = people[role]
        return find_matches(user, reporting_years_visible_to(user), parse_query(words), Narrowing(**filters))

    return matches


@pytest.fixture
def results(people):
    """`results(words, role, **filters)` → what the page shows of the entries."""

    def shown(words: str, role: str = "coordinator", **filters) -> list[EntryResult]:
        user, query, narrowing = people[role], parse_query(words), Narrowing(**filters)
        matches = find_matches(user, reporting_years_visible_to(user), query, narrowing)
        return entry_results(user, matches.entries, query, is_loose=matches.is_loose, narrowing=narrowing)

    return shown


def marked(result) -> list[str]:
    return [part for part, is_hit in result.passage.parts if is_hit]


def numbers(matches: searching.Matches) -> list[str]:
    """The found entries' sub-points, in order."""
    entries = Entry.objects.select_related("sub_point").in_bulk(matches.entries)
    return [entries[key].sub_point.number for key in matches.entries]


# --- Letters, words, phrases -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("İNSAN", ["4.2.1", "4.2.9"]),
        ("insan", ["4.2.1", "4.2.9"]),
        ("Insan", []),
        ("işıq", ["4.2.10"]),
        ("IŞIQ", []),
        ("təlim", ["4.2.1", "4.2.9"]),
        ("görüş təlim", ["4.2.9"]),
        ("təlim insan", ["4.2.1", "4.2.9"]),
        ("“insan təlim”", []),
        ("«insan alverinə qarşı»", ["4.2.1"]),
        ("“mübarizə 50%”", ["4.2.10"]),
        ("50%", ["4.2.10"]),
        ("5%0", []),
        ("a_b", ["4.2.10"]),
        ("a*b", []),
        ("c\\d", ["4.2.10"]),
        ("“[x]?”", ["4.2.10"]),
        ("tə", ["4.2.1", "4.2.9"]),
        ("yoxdurbelə", []),
    ],
)
@pytest.mark.parametrize("by_index", [True, False])
def test_words_are_found_whatever_their_capitals_and_signs(words, found, by_index, write_entry):
    write_entry("4.2.1", "<p>İnsan alverinə <strong>qar</strong>şı təlim.</p>")
    write_entry("4.2.9", "<p>Təlimlər və görüşlər.</p><p>İNSAN hüquqları.</p>")
    write_entry("4.2.10", "<p>İşıq, mübarizə 50% a_b aXb c\\d [x]?</p>")
    exact = holds_all("narrative_folded", parse_query(words).terms, loose=False, by_index=by_index)
    assert list(
        Entry.objects.filter(exact).order_by("sub_point__number").values_list("sub_point__number", flat=True)
    ) == (found)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("teskilat", ["4.2.1"]),
        ("TESKILAT", ["4.2.1"]),
        ("esgersizlik", ["4.2.9"]),
        ("ictimaiyyət", ["4.2.9"]),
        ("ucuncu gorus", ["4.2.9"]),
        ("“ucuncu gorus”", ["4.2.9"]),
        ("“gorus ucuncu”", []),
        ("sg", ["4.2.9"]),
        ("50% cetin", ["4.2.10"]),
        ("*etin", []),
        ("[ce]tin", []),
        ("c[e]", ["4.2.10"]),
        ("q*.?\\w{2}", ["4.2.10"]),
        ("yoxdurbele", []),
    ],
)
@pytest.mark.parametrize("by_index", [True, False])
def test_looser_comparison_takes_letters_alike_for_one(words, found, by_index, write_entry):
    write_entry("4.2.1", "<p>TƏŞKİLAT təşkilatlandı.</p>")
    write_entry("4.2.9", "<p>Əsgərsizlik, ictimaiyyət və üçüncü görüş.</p>")
    write_entry("4.2.10", "<p>50% çətin; ç[ə] q*.?\\w{2}</p>")
    loosely = holds_all("narrative_folded", parse_query(words).terms, loose=True, by_index=by_index)
    assert [entry.sub_point.number for entry in Entry.objects.filter(loosely)] == found


def test_looser_comparison_is_tried_where_the_exact_one_finds_nothing(find, write_entry):
    write_entry("4.2.1", "<p>Təşkilat.</p>")
    assert (numbers(find("teskilat")), find("teskilat").is_loose) == (["4.2.1"], True)
    write_entry("4.2.9", "<p>Teskilat.</p>")
    assert (numbers(find("teskilat")), find("teskilat").is_loose) == (["4.2.9"], False)


def test_looser_comparison_is_not_tried_where_a_measure_is_found_exactly(find, write_entry):
    write_entry("4.2.1", "<p>Təşkilat.</p>")
    point = SubPoint.objects.get(number="4.2.9")
    point.measure = "Nümunə teskilat"
    point.save()
    assert find("teskilat") == searching.Matches([], [point.pk], is_loose=False)


def test_nothing_found_by_either_comparison_is_nothing(find, write_entry):
    write_entry("4.2.1")
    assert find("yoxdurbelə") == searching.Matches([], [], is_loose=False)
    assert find("") == searching.Matches([], [], is_loose=False)


def test_all_words_stand_in_one_place(find, write_entry, comment):
    comment(write_entry("4.2.1", "<p>Görüş keçirilib.</p>"), "Təlim haqqında da yazın.")
    assert numbers(find("görüş")) == numbers(find("təlim")) == ["4.2.1"]
    assert numbers(find("görüş təlim")) == []


# --- Who finds what --------------------------------------------------------------------------------------------------


@pytest.fixture
def everywhere(write_entry, comment, evidence, other_agency):
    """The word in every place and state: a draft, a submitted entry, another agency's, all with everything beside."""
    for number, state, by in (
        ("4.2.1", EntryState.DRAFT, None),
        ("4.2.4", EntryState.SUBMITTED, None),
        ("4.2.9", EntryState.APPROVED, other_agency),
    ):
        write_entry(number, "<p>Açarsöz mətndə.</p>", state=state, by=by)
    only_comment = write_entry("4.1.6", "<p>Başqa.</p>", state=EntryState.SUBMITTED)
    comment(only_comment, "Açarsöz şərhdə.")
    only_internal = write_entry("4.2.9", "<p>Başqa.</p>", state=EntryState.SUBMITTED)
    evidence(only_internal, "Açarsöz daxili sənəddə")
    only_public = write_entry("4.2.10", "<p>Başqa.</p>", state=EntryState.SUBMITTED)
    evidence(only_public, "Açarsöz açıq sənəddə", is_public=True)
    removed = write_entry("4.2.1", "<p>Başqa.</p>", state=EntryState.SUBMITTED, by=other_agency)
    evidence(removed, "Açarsöz götürülmüş sənəddə", is_public=True, removed=True)
    stand_as_submitted()


@pytest.mark.parametrize(
    ("role", "found"),
    [
        ("coordinator", ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.9", "4.2.10"]),
        ("contributor", ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"]),
        ("lead", ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.10"]),
        ("stranger", ["4.2.9"]),
        ("observer", ["4.2.4", "4.2.9", "4.2.10"]),
        ("administrator", []),
    ],
)
def test_each_role_finds_what_it_may_read(role, found, find, everywhere):
    assert numbers(find("açarsöz", role)) == found


def test_what_one_may_not_read_is_in_no_result(results, everywhere):
    assert {(item.kind, item.more) for item in results("açarsöz", "observer")} == {("text", 0), ("evidence", 0)}
    assert [item.passage.text for item in results("sənəddə", "observer")] == ["Açarsöz açıq sənəddə"]
    assert results("şərhdə", "observer") == []
    assert results("götürülmüş") == []


def test_entry_that_goes_out_of_sight_meanwhile_is_left_out(people, find, everywhere):
    matches = find("mətndə", "observer")
    assert len(matches.entries) == 2
    Entry.objects.filter(pk=matches.entries[0]).update(state=EntryState.DRAFT, submitted=None)
    shown = entry_results(
        people["observer"], matches.entries, parse_query("mətndə"), is_loose=False, narrowing=Narrowing()
    )
    assert [item.entry.pk for item in shown] == matches.entries[1:]


def test_who_may_search_and_in_what(people):
    assert all(may_search(user) for user in people.values())
    kinds = ["text", "measure", "comment", "evidence", "agency", "person"]
    assert kinds_searched(people["coordinator"]) == kinds_searched(people["lead"]) == kinds
    assert kinds_searched(people["observer"]) == ["text", "measure", "evidence", "agency"]
    assert kinds_searched(people["administrator"]) == ["measure", "agency", "person"]


def test_account_that_is_closed_finds_nothing(people, find, everywhere):
    people["coordinator"].is_active = False
    assert may_search(people["coordinator"]) is False
    assert find("açarsöz").entries == []


def test_hidden_text_of_nothing_to_report_is_not_found(find, results, write_entry, comment):
    entry = write_entry("4.2.1", "<p>Açarsöz mətndə.</p>")
    assert numbers(find("açarsöz")) == ["4.2.1"]
    Entry.objects.filter(pk=entry.pk).update(nothing_to_report=True, nothing_reason="Açarsöz səbəbdə.")
    assert find("açarsöz").entries == []
    comment(entry, "Açarsöz şərhdə.")
    (item,) = results("açarsöz")
    assert (item.kind, item.passage.text, item.more) == ("comment", "Açarsöz şərhdə.", 0)


def test_measures_of_all_plans_that_are_reported_on_are_found(find, year, people):
    other = Plan.objects.create(code="basqa", title="Nümunə başqa plan", start_year=2025, end_year=2027)
    point = SubPoint.objects.create(
        section=Section.objects.create(plan=other, number="1"), number="1.1", measure="Nümunə tədbir açarsöz"
    )
    assert find("açarsöz").measures == []  # nobody reports on it yet
    ReportingYear.objects.create(plan=other, year=2025, deadline=datetime.date(2026, 1, 20))
    assert find("açarsöz").measures == find("açarsöz", "observer").measures == [point.pk]
    assert find("açarsöz", "lead").measures == []  # no part in that plan
    Assignment.objects.create(sub_point=point, agency=Agency.objects.get(code="NUMUNE"))
    assert find("açarsöz", "lead").measures == [point.pk]
    assert find("açarsöz", "stranger").measures == []
    assert find("nümunə", "lead").measures[0] == point.pk  # the newest plan first
    assert len(find("nümunə", "lead").measures) == 6


# --- Filters ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def filtered(everywhere, closed_year, write_entry, year):
    """Besides `everywhere`: an implemented entry of the year before."""
    write_entry("4.2.1", "<p>Açarsöz o vaxt.</p>", state=EntryState.LOCKED, in_year=closed_year, status="implemented")
    for number in ("4.2.10", "4.2.9"):
        point = SubPoint.objects.get(number=number)
        point.measure = f"Açarsöz tədbirdə {number}"
        point.start_year = 2024 if number == "4.2.10" else None
        point.save()
    Assignment.objects.filter(agency__code="BASHQA", sub_point__number="4.2.10").delete()


@pytest.mark.parametrize(
    ("filters", "entries", "measures"),
    [
        ({}, ["4.1.6", "4.2.1", "4.2.4", "4.2.9", "4.2.9", "4.2.10", "4.2.1"], ["4.2.9", "4.2.10"]),
        ({"kind": "text"}, ["4.2.1", "4.2.4", "4.2.9", "4.2.1"], []),
        ({"kind": "comment"}, ["4.1.6"], []),
        ({"kind": "evidence"}, ["4.2.9", "4.2.10"], []),
        ({"kind": "measure"}, [], ["4.2.9", "4.2.10"]),
        ({"plan": "numune-2020-2024", "kind": "text"}, ["4.2.1", "4.2.4", "4.2.9", "4.2.1"], []),
        ({"plan": "yoxdur"}, [], []),
        ({"year": 2023}, ["4.2.1"], ["4.2.9"]),
        ({"year": 2024, "kind": "text"}, ["4.2.1", "4.2.4", "4.2.9"], []),
        ({"section": "4.1"}, ["4.1.6"], []),
        ({"section": "4.2", "year": 2023}, ["4.2.1"], ["4.2.9"]),
        ({"agency": "BASHQA"}, ["4.2.9"], ["4.2.9"]),
        ({"agency": "NUMUNE", "kind": "text"}, ["4.2.1", "4.2.4", "4.2.1"], []),
        ({"status": "implemented"}, ["4.2.1"], []),
        ({"status": "not_due"}, [], []),
        ({"kind": "measure", "status": "implemented"}, [], []),
    ],
)
def test_filters_narrow_the_search(filters, entries, measures, find, filtered):
    matches = find("açarsöz", **filters)
    assert numbers(matches) == entries
    points = SubPoint.objects.in_bulk(matches.measures)
    assert [points[key].number for key in matches.measures] == measures


def test_agency_s_staff_have_no_agency_filter(find, filtered):
    assert numbers(find("açarsöz", "stranger", agency="NUMUNE")) == ["4.2.9"]
    assert searching.agencies_to_choose_from(make_user("x", Role.LEAD, Agency.objects.get(code="NUMUNE"))) == []
    assert searching.agencies_to_choose_from(make_user("y", Role.OBSERVER)) == [
        ("NUMUNE", "Nümunə Xidməti"),
        ("BASHQA", "Nümunə Komitəsi"),
    ]


def test_status_of_nothing_to_report_does_not_count(find, write_entry):
    entry = write_entry("4.2.1", status="implemented")
    Comment.objects.create(entry=entry, text="Açarsöz", author=make_user("z", Role.COORDINATOR), created_at=NOW)
    assert numbers(find("açarsöz", status="implemented")) == ["4.2.1"]
    Entry.objects.update(nothing_to_report=True)
    assert numbers(find("açarsöz", status="implemented")) == []


# --- Order, places, passages -----------------------------------------------------------------------------------------


def test_newest_year_comes_first_then_the_plan_then_the_protocol(
    results, year, closed_year, agency, other_agency, write_entry
):
    for number in ("4.2.10", "4.2.9", "4.1.6"):
        for by in (other_agency, agency):
            for in_year in (closed_year, year):
                write_entry(number, "<p>Açarsöz.</p>", by=by, in_year=in_year)
    found = [
        (item.entry.reporting_year.year, item.entry.sub_point.number, item.agency_name) for item in results("açarsöz")
    ]
    assert found == [
        (in_year, number, name)
        for in_year in (2024, 2023)
        for number in ("4.1.6", "4.2.9", "4.2.10")
        for name in ("Nümunə Xidməti", "Nümunə Komitəsi")
    ]


def test_agency_is_called_as_in_the_year(results, agency, year, closed_year, write_entry):
    agency.names.create(
        nominative="Nümunə Agentliyi",
        genitive="x",
        official="x",
        official_genitive="x",
        valid_from=datetime.date(2024, 6, 1),
    )
    for in_year in (year, closed_year):
        write_entry("4.2.1", "<p>Açarsöz.</p>", in_year=in_year)
    assert [(item.entry.reporting_year.year, item.agency_name) for item in results("açarsöz")] == [
        (2024, "Nümunə Agentliyi"),
        (2023, "Nümunə Xidməti"),
    ]


def test_hits_of_one_entry_are_one_result(results, write_entry, comment, evidence):
    filler = "<p>Nümunə mətn.</p>" * 40
    entry = write_entry("4.2.1", f"<p>Açarsöz burada.</p>{filler}<p>Açarsöz və AÇARSÖZ orada.</p>")
    comment(entry, "Açarsöz şərhdə.")
    evidence(entry, "Açarsöz sənəddə")
    (item,) = results("açarsöz")
    assert (item.kind, item.comment, item.anchor, item.more) == ("text", None, "", 4)
    assert (marked(item), item.passage.is_cut_before, item.passage.is_cut_after) == (["Açarsöz"], False, True)
    (item,) = results("açarsöz", kind="text")
    assert item.more == 2


def test_result_of_a_comment_leads_to_it_and_counts_the_others(results, write_entry, comment, evidence):
    entry = write_entry("4.2.1", "<p>Başqa.</p>")
    first = comment(entry, "Birinci açarsöz, yenə açarsöz.")
    comment(entry, "İkinci açarsöz.", "lead")
    evidence(entry, "Açarsöz sənəddə")
    (item,) = results("açarsöz")
    assert (item.kind, item.comment, item.anchor, item.more) == ("comment", first.pk, f"#comment-{first.pk}", 2)
    assert marked(item) == ["açarsöz", "açarsöz"]
    (item,) = results("açarsöz", kind="evidence")
    assert (item.kind, item.comment, item.anchor, item.more) == ("evidence", None, "#evidence", 0)
    assert item.passage.text == "Açarsöz sənəddə"


def test_hit_is_marked_in_the_text_as_it_was_written(results, write_entry):
    write_entry("4.2.1", "<p>X&lt;b&gt; <strong>TƏŞ</strong>Kİ\u00adLAT &amp; <em>hu\u0308quq</em></p>")
    (item,) = results("teskilat huquq")
    assert marked(item) == ["TƏŞKİ\u00adLAT", "hu\u0308quq"]
    assert item.passage.text.startswith("X<b> TƏŞ")


def test_entry_without_a_part_in_the_sub_point_leads_to_its_text(results, write_entry, year, people, client):
    write_entry("4.2.1", "<p>Açarsöz.</p>")
    write_entry("4.2.9", "<p>Açarsöz.</p>")
    write_entry("4.2.10", "<p>Açarsöz.</p>")
    Assignment.objects.filter(sub_point__number="4.2.9").delete()
    SubPoint.objects.filter(number="4.2.10").update(end_year=2023)
    assert [item.entry.sub_point.number for item in results("açarsöz")] == ["4.2.1", "4.2.9", "4.2.10"]
    client.force_login(people["contributor"])
    page = client.get("/plans/search/?q=açarsöz").content.decode()
    for number in ("4.2.1", "4.2.9", "4.2.10"):
        address = f"/plans/numune-2020-2024/2024/NUMUNE/{number}/"
        assert f'href="{address}"' in page
        assert "Açarsöz." in client.get(address).content.decode()


def test_measure_s_passage_marks_the_hit(find, year, people):
    matches = find("İNSAN", kind="measure")
    found = measure_results(matches.measures[:2], parse_query("İNSAN"), is_loose=False)
    assert [(item.sub_point.number, marked(item)) for item in found] == [("4.1.6", ["İnsan"]), ("4.2.1", ["İnsan"])]


def test_more_than_can_be_counted_is_cut(find, write_entry, monkeypatch):
    monkeypatch.setattr(searching, "COUNTED", 2)
    for number in ("4.1.6", "4.2.1", "4.2.4", "4.2.9"):
        write_entry(number, "<p>Açarsöz.</p>")
    assert numbers(find("açarsöz")) == ["4.1.6", "4.2.1", "4.2.4"]


# --- What it costs ---------------------------------------------------------------------------------------------------

# The years; the matches of either comparison: entries, measures; on PostgreSQL, besides, how common the words are.
SAMPLE = {"sqlite": 0, "postgresql": 1}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("words", "queries"), [("açarsöz", 2), ("acarsoz", 4), ("yoxdurbelə", 4), ("xyzt", 2)])
def test_matches_cost_the_same_however_many(words, queries, rows, people, write_entry, django_assert_num_queries):
    for number in ("4.1.6", "4.2.1", "4.2.9")[:rows]:
        write_entry(number, "<p>Açarsöz.</p>")
    years = reporting_years_visible_to(people["coordinator"])
    with django_assert_num_queries(queries + SAMPLE[connection.vendor]):
        find_matches(people["coordinator"], years, parse_query(words), Narrowing())


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [("coordinator", 4), ("lead", 5), ("observer", 3)])
def test_results_cost_the_same_however_many(
    role, queries, rows, people, find, write_entry, comment, evidence, django_assert_num_queries
):
    for number in ("4.1.6", "4.2.1", "4.2.9")[:rows]:
        entry = write_entry(number, "<p>Açarsöz.</p>", state=EntryState.APPROVED)
        comment(entry, "Açarsöz.")
        evidence(entry, "Açarsöz.", is_public=True)
    stand_as_submitted()
    keys = find("açarsöz", role).entries
    assert len(keys) == rows
    people[role].__dict__.pop("_agency", None)
    # entries, names, comments, evidence; the lead's own agency
    with django_assert_num_queries(queries):
        for item in entry_results(people[role], keys, parse_query("açarsöz"), is_loose=False, narrowing=Narrowing()):
            assert (item.agency_name, item.entry.sub_point.section.number[:2]) == ("Nümunə Xidməti", "4.")
            assert str(item.state_label)
            assert str(item.status_label) == ""
            assert (item.entry.reporting_year.plan.code, item.more) == (
                "numune-2020-2024",
                1 if role == "observer" else 2,
            )


@pytest.mark.parametrize("rows", [1, 3])
def test_measures_cost_one_query(rows, find, year, people, django_assert_num_queries):
    keys = find("tədbir", kind="measure").measures[:rows]
    with django_assert_num_queries(1):
        for item in measure_results(keys, parse_query("tədbir"), is_loose=False):
            assert item.sub_point.section.plan.code == "numune-2020-2024"


# --- The index -------------------------------------------------------------------------------------------------------


@pytest.fixture
def many_texts(year, agency, other_agency, plan):
    """A thousand entries, of which one holds a rare word."""
    years = [
        ReportingYear(plan=plan, year=number, deadline=datetime.date(number + 1, 1, 20))
        for number in (*range(1991, 2023), *range(2025, 2093))
    ]
    ReportingYear.objects.bulk_create(years)
    text = "<p>" + "Nümunə mətn, təlimlər və görüşlər haqqında. " * 20 + "</p>"
    write_seeds(
        [
            EntrySeed(in_year, by, point, text, EntryState.SUBMITTED, NOW)
            for in_year in years
            for by in (agency, other_agency)
            for point in SubPoint.objects.all()
        ]
    )
    rare = Entry.objects.order_by("pk")[5]
    rare.narrative = "<p>Nadirləşmə.</p>"
    rare.save()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # what its autovacuum does within a minute
            cursor.execute("SELECT gin_clean_pending_list('entry_narrative_loose')")
        cursor.execute("ANALYZE")
    return rare


def planned(user, words: str) -> tuple[list[int], list[str]]:
    """What a search finds, and what the database says it does for each of the queries that look into texts."""
    with CaptureQueriesContext(connection) as queries:
        matches = find_matches(user, reporting_years_visible_to(user), parse_query(words), Narrowing())
    looks = [query["sql"] for query in queries.captured_queries if "narrative_folded" in query["sql"]]
    with connection.cursor() as cursor:
        plans = []
        for sql in looks:
            cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + sql)
            plans.append("\n".join(str(row) for row in cursor.fetchall()))
    return matches.entries, plans


@pytest.mark.parametrize("words", ["nadirləşmə", "nadirlesme"])
def test_rare_word_is_found_by_the_trigram_index_on_postgresql(words, people, many_texts):
    found, plans = planned(people["coordinator"], words)
    assert found == [many_texts.pk]
    by_index = ["entry_narrative_loose" in text for text in plans]
    comparisons = 1 if words == "nadirləşmə" else 2
    if connection.vendor == "postgresql":
        assert by_index == [False] + [True] * comparisons  # the first looks at the newest texts: is it a common word?
    else:
        assert by_index == [False] * comparisons
        assert all("plans_entry" in text for text in plans)


def test_common_word_is_read_from_the_texts_on_both(people, many_texts):
    found, plans = planned(people["coordinator"], "görüş")
    assert len(found) == 999
    assert not any("entry_narrative_loose" in text for text in plans)


def test_condition_of_the_index_is_as_the_migration_made_it(db):
    queryset = Entry.objects.filter(Holds("narrative_folded", "təlim", loose=False, by_index=True))
    sql = str(queryset.query)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'entry_narrative_loose'")
            (made,) = cursor.fetchone()
        assert "translate(narrative_folded, 'əıöüğşç'::text, 'eiougsc'::text)" in made
        assert """translate("plans_entry"."narrative_folded", 'əıöüğşç', 'eiougsc') LIKE %telim%""" in sql
        assert """"plans_entry"."narrative_folded" LIKE %təlim%""" in sql
    else:
        assert "translate" not in sql
        assert """"plans_entry"."narrative_folded" LIKE %təlim%""" in sql


@pytest.mark.parametrize("term", ["tə", "a.b", "4-c"])
def test_term_without_three_letters_in_a_row_asks_no_index(term, db):
    assert "translate" not in str(
        Entry.objects.filter(Holds("narrative_folded", term, loose=False, by_index=True)).query
    )
