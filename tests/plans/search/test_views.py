"""The page of the search: what it says, where it leads, what it costs."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from plans.enums import EntryState
from plans.models import Comment, Entry, Evidence, Plan, ReportingYear, Section, SubPoint
from plans.search import views as view
from tests.conftest import make_user

PAGE = "/plans/search/"
ENTRY = "/plans/numune-2020-2024/2024/NUMUNE/"
NOW = datetime.datetime(2025, 1, 3, 9, tzinfo=datetime.UTC)


@pytest.fixture
def ask(sign_in, year):
    """`ask("coordinator", q=…)` → the answer, in English."""

    def get(role: str, **parts):
        client = sign_in(role)
        client.cookies["django_language"] = "en"
        response = client.get(PAGE, parts)
        assert response.status_code == 200
        return response

    return get


def text_of(response) -> str:
    """The words of the page's main part, white space made one."""
    main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def links(response) -> list[str]:
    """Where the results lead."""
    return re.findall(r'<p(?: class="found-place")?><a href="([^"]+)"', response.content.decode())


# --- What is shown ---------------------------------------------------------------------------------------------------


def test_page_without_words_tells_what_is_found(ask):
    response = ask("coordinator")
    assert "What is found" in text_of(response)
    assert "autofocus" in response.content.decode().split("<main")[1].split("</main>")[0]
    assert response.context["active"] == "search"


def test_result_stands_with_its_place_and_the_hit_marked(ask, write_entry):
    write_entry("4.2.9", "<p>X&lt;script&gt; İNSAN hüquqları.</p>", state=EntryState.APPROVED, status="implemented")
    response = ask("coordinator", q="insan hüquq", kind="text")
    html = response.content.decode()
    assert "X&lt;script&gt; <mark>İNSAN</mark> <mark>hüquq</mark>ları." in html
    assert "<script>" not in html.split("<main")[1]
    assert links(response) == [f"{ENTRY}4.2.9/"]
    words = text_of(response)
    assert "1 entry" in words
    assert "Sub-point 4.2.9 2024 Nümunə Xidməti Approved Implemented" in words
    assert "more in this entry" not in words
    assert 'value="insan hüquq"' in html
    assert "autofocus" not in html.split("<main")[1].split("</main>")[0]


def test_words_come_back_escaped(ask):
    html = ask("coordinator", q='"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_comment_and_evidence_lead_to_their_places(ask, write_entry, people):
    first, second = write_entry("4.1.6"), write_entry("4.2.9")
    comment = Comment.objects.create(
        entry=first, text="Açarsöz bir.", author=people["coordinator"], by_coordinator=True, created_at=NOW
    )
    Comment.objects.create(entry=first, text="Açarsöz iki.", author=people["lead"], created_at=NOW)
    Evidence.objects.create(
        entry=second, title="Açarsöz üç", url="https://numune.example/", added_by=people["lead"], added_at=NOW
    )
    response = ask("lead", q="açarsöz")
    assert links(response) == [f"{ENTRY}4.1.6/#comment-{comment.pk}", f"{ENTRY}4.2.9/#evidence"]
    assert "In a comment and 1 more in this entry" in text_of(response)
    assert "In the title of evidence" in text_of(response)


def test_nothing_to_report_shows_no_hidden_text(ask, write_entry, people):
    entry = write_entry("4.1.6", "<p>Gizli açarsöz.</p>")
    Comment.objects.create(entry=entry, text="Açarsöz şərhdə.", author=people["lead"], created_at=NOW)
    Entry.objects.update(nothing_to_report=True)
    words = text_of(ask("coordinator", q="açarsöz"))
    assert "Gizli" not in words
    assert "Draft Nothing to report" in words


def test_looser_comparison_is_said(ask, write_entry):
    write_entry("4.2.9", "<p>Təşkilat.</p>")
    loosely, exactly, nothing = (ask("coordinator", q=words) for words in ("teskilat", "təşkilat", "yoxdurbelə"))
    assert "<mark>Təşkilat</mark>" in loosely.content.decode()
    said = "Nothing holds this exactly as written."
    assert [said in text_of(response) for response in (loosely, exactly, nothing)] == [True, False, False]
    assert "Nothing found" in text_of(nothing)


def test_words_of_one_letter_are_named(ask, write_entry):
    write_entry("4.2.9", "<p>4 oktyabr.</p>")
    response = ask("coordinator", q="4 oktyabr b")
    assert "Left out, because one letter occurs in nearly every text: 4, b." in text_of(response)
    assert links(response) == [f"{ENTRY}4.2.9/"]
    assert "Left out" not in text_of(ask("coordinator", q="“4 oktyabr”"))


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("a", "Write a word of at least two letters."),
        ("a b c", "Write a word of at least two letters."),
        ("…", "Write a word of at least two letters."),
        ("x" * 201, "What you search for is too long: shorten it to 200 characters."),
        ("x" * 200, ""),
        ("ab", ""),
        ("", ""),
        ("  \x00 ", ""),
    ],
)
def test_what_cannot_be_looked_for_is_said_in_a_sentence(words, problem, ask, write_entry):
    write_entry("4.2.9", "<p>a b c …</p>")
    response = ask("coordinator", q=words)
    said = re.findall(r'id="search-problem">([^<]*)<', response.content.decode())
    assert said == ([problem] if problem else [])
    assert links(response) == []
    assert ('aria-invalid="true"' in response.content.decode()) is bool(problem)


@pytest.mark.parametrize(
    "words", ["%", "%%", "__", "\\\\", "*?", "[[", "((", "'' or 1=1", "\x00ab\x01", "😀😀", "a\u0308" * 60]
)
def test_odd_signs_are_searched_for_like_any(words, ask, write_entry):
    write_entry("4.2.9")
    assert links(ask("coordinator", q=words)) == []


# --- Measures --------------------------------------------------------------------------------------------------------


def test_measures_stand_above_the_entries_of_the_first_page(ask, write_entry, monkeypatch):
    monkeypatch.setattr(view, "RESULTS_A_PAGE", 1)
    write_entry("4.2.9", "<p>İnsan.</p>")
    write_entry("4.2.10", "<p>İnsan.</p>")
    first, second = ask("coordinator", q="insan"), ask("coordinator", q="insan", page="2")
    assert links(first) == [
        *(f"/plans/numune-2020-2024/points/{number}/" for number in ("4.1.6", "4.2.1", "4.2.4")),
        f"{ENTRY}4.2.9/",
    ]
    assert "2 entries · 5 sub-points" in text_of(first)
    assert '<a href="?q=insan&amp;kind=measure">Show all 5 sub-points</a>' in first.content.decode()
    assert links(second) == [f"{ENTRY}4.2.10/"]


def test_measures_have_pages_where_they_are_asked_for_or_all_there_is(ask, write_entry, monkeypatch):
    monkeypatch.setattr(view, "RESULTS_A_PAGE", 2)
    only = ask("coordinator", q="insan", page="2")
    assert [item.sub_point.number for item in only.context["measures"]] == ["4.2.4", "4.2.9"]
    write_entry("4.2.9", "<p>İnsan.</p>")
    asked = ask("coordinator", q="insan", kind="measure", page="3")
    assert [item.sub_point.number for item in asked.context["measures"]] == ["4.2.10"]
    assert asked.context["entries"] == []
    assert "5 sub-points" in text_of(asked)
    assert "Show all" not in text_of(asked)


# --- Filters and pages -----------------------------------------------------------------------------------------------


def test_filters_are_those_that_the_reader_has(ask, closed_year):
    def shown(role: str) -> dict[str, list[str]]:
        form = ask(role).context["form"]
        return {item.name: [value for value, _label in item.choices if value] for item in form.filters}

    sections, years = ["4.1", "4.2"], ["2024", "2023"]
    kinds = ["text", "measure", "comment", "evidence", "agency", "person"]
    coordinators = shown("coordinator")
    assert coordinators.pop("status")[0] == "implemented"
    assert coordinators == {"kind": kinds, "year": years, "section": sections, "agency": ["NUMUNE", "BASHQA"]}
    assert list(shown("lead")) == ["kind", "year", "section", "status"]
    assert shown("observer")["kind"] == ["text", "measure", "evidence", "agency"]


def test_chosen_filter_stays_chosen_and_can_be_cleared(ask, write_entry, closed_year, monkeypatch):
    monkeypatch.setattr(view, "RESULTS_A_PAGE", 1)
    write_entry("4.2.9", "<p>İnsan.</p>")
    write_entry("4.2.10", "<p>İnsan.</p>")
    html = ask("coordinator", q="insan", kind="text", section="4.2", year="2024").content.decode()
    assert '<option value="4.2" lang="az" translate="no" selected>' in html
    assert '<option value="2024" selected>' in html
    assert 'href="?q=insan&amp;kind=text&amp;year=2024&amp;section=4.2&amp;page=2"' in html
    assert '<a href="?q=insan">Clear the filters</a>' in html
    assert "Clear the filters" not in ask("coordinator", q="insan").content.decode()


def test_filter_with_one_choice_filters_nothing(ask, write_entry):
    write_entry("4.2.9", "<p>Açarsöz.</p>")
    response = ask("coordinator", q="açarsöz", plan="numune-2020-2024", year="2024")
    assert links(response) == [f"{ENTRY}4.2.9/"]
    assert (response.context["form"].chosen, response.context["form"].unknown) == ({}, [])
    assert "Clear the filters" not in text_of(response)


def test_sections_are_to_choose_once_the_plan_is_known(ask, people):
    other = Plan.objects.create(code="basqa", title="Nümunə başqa plan", start_year=2025, end_year=2027)
    Section.objects.create(plan=other, number="9")
    ReportingYear.objects.create(plan=other, year=2025, deadline=datetime.date(2026, 1, 20))

    def names(**parts) -> dict[str, list[str]]:
        return {
            item.name: [value for value, _label in item.choices]
            for item in ask("observer", **parts).context["form"].filters
        }

    assert names()["plan"] == ["", "basqa", "numune-2020-2024"]
    assert "section" not in names()
    assert names(plan="numune-2020-2024")["section"] == ["", "4.1", "4.2"]
    assert names(plan="yoxdur").keys() == names().keys()


@pytest.mark.parametrize(
    ("role", "parts", "unknown"),
    [
        ("coordinator", {"year": "1999"}, "Year “1999”"),
        ("coordinator", {"year": "abc"}, "Year “abc”"),
        ("coordinator", {"section": "9.9"}, "Section “9.9”"),
        ("coordinator", {"agency": "YOXDUR"}, "Agency “YOXDUR”"),
        ("coordinator", {"status": "done", "kind": "x"}, "Search in “x”, Implementation status “done”"),
        ("coordinator", {"plan": "yoxdur"}, "Plan “yoxdur”"),
        ("coordinator", {"plan": "z" * 99}, f"Plan “{'z' * 60}…”"),
        ("coordinator", {"kind": "\x00<b>"}, "Search in “&lt;b&gt;”"),
        ("lead", {"agency": "BASHQA"}, "Agency “BASHQA”"),
        ("lead", {"agency": "NUMUNE"}, "Agency “NUMUNE”"),
        ("observer", {"kind": "comment"}, "Search in “comment”"),
    ],
)
def test_filter_of_an_old_link_is_left_out_and_named(role, parts, unknown, ask, write_entry):
    write_entry("4.2.9", "<p>Açarsöz.</p>", state=EntryState.APPROVED)
    response = ask(role, q="açarsöz", **parts)
    assert f"Left out, because it cannot be chosen here: {unknown}." in text_of(response)
    assert links(response) == [f"{ENTRY}4.2.9/"]
    assert " selected" not in response.content.decode().replace('<option value="" selected>', "")
    assert "Left out" not in text_of(ask(role, q="açarsöz"))


@pytest.mark.parametrize(
    ("asked", "shown"), [("1", 1), ("2", 2), ("3", 2), ("0", 2), ("-1", 2), ("x", 1), ("", 1), ("9" * 400, 2)]
)
def test_page_that_is_not_there_is_the_nearest(asked, shown, ask, write_entry, monkeypatch):
    monkeypatch.setattr(view, "RESULTS_A_PAGE", 1)
    write_entry("4.2.9", "<p>Açarsöz.</p>")
    write_entry("4.2.10", "<p>Açarsöz.</p>")
    assert ask("coordinator", q="açarsöz", page=asked).context["page"].number == shown


def test_more_than_can_be_counted_is_said(ask, write_entry, monkeypatch):
    monkeypatch.setattr("plans.search.queries.search.COUNTED", 2)
    monkeypatch.setattr(view, "COUNTED", 2)
    for number in ("4.1.6", "4.2.1", "4.2.9"):
        write_entry(number, "<p>Açarsöz.</p>")
    response = ask("coordinator", q="açarsöz")
    assert "more than 2 entries: the first 2 can be seen here; narrow the search to see the others" in text_of(response)
    assert len(links(response)) == response.context["page"].paginator.count == 2


# --- Who -------------------------------------------------------------------------------------------------------------


def test_others_text_shows_neither_itself_nor_its_number(ask, write_entry, other_agency):
    write_entry("4.2.9", "<p>Açarsöz.</p>", by=other_agency, state=EntryState.APPROVED)
    words = text_of(ask("lead", q="açarsöz"))
    assert "Açarsöz" not in words
    assert "0 entries" in words
    assert "1 entry" in text_of(ask("stranger", q="açarsöz"))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OBSERVER, Role.LEAD])
def test_page_opens_where_no_year_is_there_yet(role, client, db):
    client.force_login(make_user("tek", role))
    client.cookies["django_language"] = "en"
    response = client.get(PAGE, {"q": "insan", "year": "2024"})
    assert response.status_code == 200
    assert "0 entries" in text_of(response)
    assert "Nothing to search yet" in text_of(client.get(PAGE))


def test_page_is_read_only(sign_in, year):
    assert sign_in("coordinator").post(PAGE).status_code == 405


# --- What it costs ---------------------------------------------------------------------------------------------------

SAMPLE = {"sqlite": 0, "postgresql": 1}  # PostgreSQL is asked how common the words are


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("role", "words", "queries"),
    [
        ("coordinator", "açarsöz", 16),
        ("coordinator", "acarsoz", 18),
        ("lead", "açarsöz", 16),
        ("observer", "açarsöz", 14),
        ("coordinator", "yoxdurbelə", 13),
    ],
)
def test_page_costs_the_same_however_many(role, words, queries, rows, sign_in, write_entry, people):
    for number in ("4.1.6", "4.2.1", "4.2.9")[:rows]:
        entry = write_entry(number, "<p>Açarsöz.</p>", state=EntryState.APPROVED)
        Comment.objects.create(entry=entry, text="Açarsöz.", author=people["lead"], created_at=NOW)
        SubPoint.objects.filter(number=number).update(measure="Açarsöz", measure_folded="açarsöz")
    client = sign_in(role)
    # session, person, years, sections, agencies; matches; measures; agencies by name (3), people; entries, names,
    # comments, evidence; frame
    with CaptureQueriesContext(connection) as captured:
        response = client.get(PAGE, {"q": words})
    assert len(response.context["entries"]) == (0 if words == "yoxdurbelə" else rows)
    assert len(captured) == queries + SAMPLE[connection.vendor], [query["sql"] for query in captured]
