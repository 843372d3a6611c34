"""Counts of few persons in running text: the corpus, the real document and the demo, cells of tables, the work it takes."""

import json

import pytest

from plans.checks import Finding, Kind, Reason, find_small_counts, find_small_counts_in
from plans.narrative import parse
from tests.conftest import ROOT
from tests.operations import calls_of
from tests.plans.checks.corpus import read_passages, score_of
from tests.plans.checks.test_personal import strings_in
from tests.real_document import MARKDOWN

BAR = 0.95
LEAST = {"passages.txt": 100, "held_out.txt": 60}
REASONS = {Reason.UNDER_FIVE, Reason.NATIONALITY, Reason.AGE, Reason.PLACE}


@pytest.mark.parametrize("name", LEAST)
def test_what_is_marked_in_the_corpus_is_found_and_little_else(name):
    passages = read_passages(f"counts_corpus/{name}")
    assert len(passages) >= LEAST[name]
    assert {span[0] for passage in passages for span in passage.spans} == REASONS
    assert sum(not passage.spans for passage in passages) >= LEAST[name] // 3
    score = score_of(passages, find_small_counts, "reason")
    print(score)
    assert score.precision >= BAR, str(score)
    assert score.recall >= BAR, str(score)


@pytest.mark.real_document
def test_the_one_small_count_of_the_real_document_is_found():
    text = MARKDOWN.read_text(encoding="utf-8")
    assert [(one.text, one.reason) for one in find_small_counts(text)] == [("6 nəfər", Reason.NATIONALITY)]


def test_small_counts_of_the_demo_are_those_of_its_frozen_report():
    found = {
        (path.name, one.text)
        for path in ROOT.glob("fixtures/**/*.json")
        for text in strings_in(json.loads(path.read_text()))
        for one in find_small_counts(text)
    }
    assert found == {("dmx_2021.json", "6 nəfər vətəndaşı")}


def test_a_finding_has_its_place_its_passage_and_its_reason():
    assert find_small_counts("Cəmi 3 nəfər qadın.") == (
        Finding(Kind.SMALL_COUNT, 5, 18, "3 nəfər qadın", Reason.UNDER_FIVE),
    )
    assert find_small_counts("") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2-3 nəfər", ["3 nəfər"]),
        ("100 nəfərdən 3-ü müraciət edib", ["3-ü"]),
        ("kitablardan 3-ü oxunub", []),
        ("5 nəfər (3 qadın, 2 kişi)", ["3 qadın", "2 kişi"]),
        ("bir nəfər də olsun", []),
        ("hər üç nəfərdən biri", []),
        ("iki yüz nəfər", []),
        ("20 3 nəfər", []),
        ("4\u00a0nəfər", ["4\u00a0nəfər"]),
    ],
)
def test_counts_are_told_from_other_numbers(text, found):
    assert [one.text for one in find_small_counts(text)] == found


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p><p><b>3</b> nəfər</p>", [(1, "3 nəfər")]),
        ("<table><tbody><tr><th><p>Qadın</p></th></tr><tr><td><p>3</p></td></tr><tr><td><p>12</p></td></tr></tbody></table>",
         [(1, "3")]),
        ("<table><tbody><tr><td><p>Zərərçəkmiş uşaqlar</p></td><td><p>2 (iki)</p></td></tr></tbody></table>", [(1, "2")]),
        ("<table><tbody><tr><td><p>Təlim</p></td><td><p>2</p></td></tr></tbody></table>", []),
    ],
)  # fmt: skip
def test_a_bare_number_is_read_with_the_cell_that_names_it(html, expected):
    found = find_small_counts_in(parse(html))
    assert [(one.paragraph, one.finding.text) for one in found] == expected


@pytest.mark.parametrize(
    "piece",
    [
        "3 nəfər ",
        "üç ",
        "3-",
        "bir sıra ",
        "2 insan alverindən zərər çəkmiş ",
        "nəfər ",
        "(",
        "3 (",
        "5 qadın Gəncədə ",
        "on ",
    ],
)
def test_work_grows_with_the_text(piece):
    find_small_counts(piece)
    small, large = (calls_of(lambda n=n: find_small_counts(piece * (n // len(piece)))) for n in (600, 2_400))
    assert large <= 4.8 * (small + 150)
