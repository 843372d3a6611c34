"""What an edition says otherwise than the one before: every place, and no word of a protected one."""

from dataclasses import replace

from plans.narrative import parse
from reports.document import Document, Section
from reports.editions.differences import ChangedPlace, changed_places
from reports.enums import Became
from tests.reports.samples import document_of


def text(words: str, **more) -> Section:
    return Section("Nümunə Xidməti", 4, blocks=parse(f"<p>Nümunə mətn: {words}.</p>"), **more)


def of_agency(**texts: str) -> Document:
    """4_2_1="…" is the text of sub-point 4.2.1."""
    sections = [replace(text(words), number=number.strip("_").replace("_", ".")) for number, words in texts.items()]
    return replace(document_of(""), sections=tuple(sections))


def of_all(*texts: Section) -> Document:
    point = Section("4.2.1-ci yarımbənd üzrə:", 3, "4.2.1", sections=texts)
    return replace(document_of(""), agency="", sections=(Section("4.2.", 2, "4.2", sections=(point,)),))


def test_changed_added_and_left_out_texts_of_an_agency():
    before, after = (
        of_agency(_4_2_1="bir", _4_2_2="iki", _4_2_9="son"),
        of_agency(_4_2_1="bir", _4_2_2="üç", _4_2_3="yeni"),
    )
    assert changed_places(before, after) == [
        ChangedPlace("4.2.2", "", Became.CHANGED, "<p>Nümunə mətn: <del>iki.</del> <ins>üç.</ins></p>"),
        ChangedPlace("4.2.3", "", Became.ADDED, ""),
        ChangedPlace("4.2.9", "", Became.GONE, ""),
    ]
    assert changed_places(before, before) == []


def test_texts_of_all_agencies_are_told_apart_by_their_code():
    before = of_all(text("bir", code="A"), text("bir", code="B"))
    after = of_all(text("bir", code="A"), text("iki", code="B"))
    [change] = changed_places(before, after)
    assert (change.number, change.code, change.became) == ("4.2.1", "B", Became.CHANGED)


def test_status_alone_is_a_change_without_words():
    [change] = changed_places(of_all(text("bir", code="A")), of_all(text("bir", code="A", status="İcra edilib")))
    assert (change.became, change.words) == (Became.CHANGED, "")


def test_no_word_is_shown_of_a_place_that_protects_a_person():
    before, after = (
        of_all(text("gizli", code="A"), text("iki", code="B")),
        of_all(text("", code="A"), text("üç", code="B")),
    )
    protected, other = changed_places(before, after, protected=frozenset({("4.2.1", "A")}))
    assert (protected.code, protected.became, protected.words) == ("A", Became.CHANGED, "")
    assert "iki" in other.words
