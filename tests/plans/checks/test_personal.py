"""Personal data in texts: the corpus, the real document and the demo, places in narratives, and the work it takes."""

import json
from collections.abc import Iterator

import pytest

from plans.checks import Finding, Kind, Placed, Reason, find_personal_data, find_personal_data_in
from plans.narrative import parse
from tests.conftest import ROOT
from tests.operations import calls_of
from tests.plans.checks.corpus import read_passages, score_of
from tests.real_document import MARKDOWN

BAR = 0.95
LEAST = {"passages.txt": 150, "held_out.txt": 80, "held_out_later.txt": 40}


@pytest.mark.parametrize("name", LEAST)
def test_what_is_marked_in_the_corpus_is_found_and_little_else(name):
    passages = read_passages(f"personal_corpus/{name}")
    assert len(passages) >= LEAST[name]
    score = score_of(passages, find_personal_data, "kind")
    print(score)
    assert score.precision >= BAR, str(score)
    assert score.recall >= BAR, str(score)


def test_every_kind_of_personal_data_stands_in_the_corpus_and_most_passages_are_traps():
    passages = [*read_passages("personal_corpus/passages.txt"), *read_passages("personal_corpus/held_out.txt")]
    assert {span[0] for passage in passages for span in passage.spans} == set(Kind) - {Kind.SMALL_COUNT}
    assert sum(not passage.spans for passage in passages) >= 100


def test_a_score_tells_what_is_missed_and_what_is_false():
    passages = [*read_passages("personal_corpus/passages.txt")[:3]]
    assert score_of(passages, lambda text: (), "kind").recall == 0
    whole = score_of(passages, lambda text: (Finding(Kind.EMAIL, 0, len(text), text, Reason.SHAPE),), "kind")
    assert (whole.right, len(whole.missed), len(whole.false)) == (0, 3, 3)


@pytest.mark.real_document
def test_nothing_in_the_real_document_is_personal_data():
    assert find_personal_data(MARKDOWN.read_text(encoding="utf-8")) == ()


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings_in(one)


def test_nothing_in_the_demo_and_the_reference_data_is_personal_data():
    texts = [text for path in ROOT.glob("fixtures/**/*.json") for text in strings_in(json.loads(path.read_text()))]
    assert len(texts) > 1000
    assert [(text, found) for text in texts if (found := find_personal_data(text))] == []


def test_a_finding_has_its_place_its_passage_and_its_reason():
    assert find_personal_data("Nümunə mətn. Mobil: 050 123 45 67.") == (
        Finding(Kind.TELEPHONE, 20, 33, "050 123 45 67", Reason.LABEL),
    )
    assert find_personal_data("") == ()
    assert find_personal_data("Nümunə mətn.") == ()


def test_findings_do_not_lie_over_one_another():
    found = find_personal_data("FİN 99AA999, hesab AZ21NABZ00000000137010001944, tel. +994 50 123 45 67")
    assert [(one.kind, one.text) for one in found] == [
        (Kind.FIN, "99AA999"),
        (Kind.BANK_ACCOUNT, "AZ21NABZ00000000137010001944"),
        (Kind.TELEPHONE, "+994 50 123 45 67"),
    ]


def test_which_hotlines_are_public_can_be_said():
    text = "Nümunə mətn. Qaynar xətt (012) 123-45-67."
    assert [one.text for one in find_personal_data(text)] == ["(012) 123-45-67"]
    assert find_personal_data(text, hotlines=frozenset({"0121234567"})) == ()
    assert find_personal_data("+994 12 123 45 67", hotlines=frozenset({"0121234567"})) == ()


def placed(html: str) -> list[tuple[int, Kind, str]]:
    found = find_personal_data_in(parse(html))
    assert all(isinstance(one, Placed) for one in found)
    return [(one.paragraph, one.finding.kind, one.finding.text) for one in found]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Nümunə</p><p>tel. 050 <strong>123</strong> 45<em>67</em></p>", [(1, Kind.TELEPHONE, "050 123 4567")]),
        ("<p>Tel.:<br>412 34 56</p>", [(0, Kind.TELEPHONE, "412 34 56")]),
        ("<ul><li><p>a</p></li><li><p>FİN 5XK2A7B</p></li></ul>", [(1, Kind.FIN, "5XK2A7B")]),
        ("<table><tbody><tr><td><p>Telefon</p></td><td><p>4123456</p></td></tr></tbody></table>",
         [(1, Kind.TELEPHONE, "4123456")]),
        ("<table><tbody><tr><th><p>Ad</p></th><th><p>FİN</p></th></tr><tr><td><p>a</p></td><td><p>1234567</p></td></tr>"
         "<tr><td><p>b</p></td><td><p>abc1234</p></td></tr></tbody></table>",
         [(3, Kind.FIN, "1234567"), (5, Kind.FIN, "abc1234")]),
        ("<table><tbody><tr><td colspan=\"2\"><p>a</p></td><td><p>Telefon</p></td></tr>"
         "<tr><td><p>b</p></td><td><p>c</p></td><td><p>4123456</p></td></tr></tbody></table>",
         [(4, Kind.TELEPHONE, "4123456")]),
        ("<table><tbody><tr><td rowspan=\"2\"><p>a</p></td><td><p>Telefon</p></td></tr>"
         "<tr><td><p>4123456</p></td></tr></tbody></table>", [(2, Kind.TELEPHONE, "4123456")]),
        ("<table><tbody><tr><td><p>Zərərçəkmiş</p></td><td><p>Nümunə Nümunəyeva</p></td></tr></tbody></table>",
         [(1, Kind.VICTIM_NAME, "Nümunə Nümunəyeva")]),
        ("<p>Zərərçəkmiş şəxslər:</p><ol><li><p>Nümunəyev N.</p></li><li><p>Sınaqova S.</p></li></ol>",
         [(1, Kind.VICTIM_NAME, "Nümunəyev N."), (2, Kind.VICTIM_NAME, "Sınaqova S.")]),
        # What no cell names is a number, and an official in a list is no victim.
        ("<table><tbody><tr><td><p>Müraciət</p></td><td><p>4123456</p></td></tr></tbody></table>", []),
        ("<p>Təlimçilər:</p><ol><li><p>Nümunəyev N.</p></li></ol>", []),
        ("<table><tbody><tr><th><p>Telefon müraciətləri</p></th></tr><tr><td><p>12 500</p></td></tr></tbody></table>", []),
    ],
)  # fmt: skip
def test_a_narrative_is_read_paragraph_by_paragraph_and_cell_by_cell(html, expected):
    assert placed(html) == expected


PIECES = [
    "zərərçəkmiş Nümunə Nümunəyev ", "Nümunə ", "Nümunəyev N. ", "A.B.", "qurban ", "tel. ", "telefon nömrəsi ",
    "050 123 45 67 ", "0-5-0-1-2-3-", "FİN ", "AZ21 NABZ ", "5XK2A7B", "99-AA-999,", "pasport AB ", "№ 1234567 nömrəli ",
    "a@b.c", "4111 1111 ", "vəsiqə və ", ". . ", "və ", "+9 ", "(((", "oğlu ", "DE89 ",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_work_grows_with_the_text(piece):
    find_personal_data(piece)
    small, large = (calls_of(lambda n=n: find_personal_data(piece * (n // len(piece)))) for n in (600, 2_400))
    assert large <= 4.8 * (small + 150)
