"""What differs between two forms of an entry, in words, and what the writer may choose."""

import pytest

from plans.enums import IndicatorKind
from plans.models import Indicator, SubPoint
from plans.services.merging import merge_content
from plans.views.choices import MergePiece, Side, changed_fields, choices_of

PAGE = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
BASE = {
    "narrative": "<p>Bir.</p><p>İki.</p>",
    "status": "",
    "nothing_to_report": False,
    "nothing_reason": "",
    "figures": {},
    "internal_note": "",
}


@pytest.fixture
def indicator(plan) -> Indicator:
    return Indicator.objects.create(
        sub_point=SubPoint.objects.get(number="4.2.9"),
        name="Nümunə göstərici",
        unit="nəfər",
        kind=IndicatorKind.DECIMAL,
    )


def choices(mine: dict, theirs: dict, indicators=()):
    return choices_of(merge_content(base=BASE, mine=BASE | mine, theirs=BASE | theirs), list(indicators))


def test_paragraph_changed_by_both_is_a_choice_and_the_other_stands():
    found = choices({"narrative": "<p>Bir mənim.</p><p>İki.</p>"}, {"narrative": "<p>Bir onun.</p><p>İki.</p>"})
    assert found.fields == []
    assert found.pieces == [
        MergePiece(
            mine=Side("mine", "<p>Bir mənim.</p>", False, "<p><del>Bir.</del> <ins>Bir mənim.</ins></p>"),
            theirs=Side("theirs", "<p>Bir onun.</p>", False, "<p><del>Bir.</del> <ins>Bir onun.</ins></p>"),
        ),
        MergePiece(settled=(Side("", "<p>İki.</p>", False),)),
    ]


def test_table_is_chosen_as_a_table():
    table = "<table><tbody><tr><td><p>{}</p></td><td><p>b</p></td></tr></tbody></table>"
    merge = merge_content(
        base=BASE | {"narrative": table.format("a")},
        mine=BASE | {"narrative": table.format("mənim")},
        theirs=BASE | {"narrative": table.format("onun")},
    )
    (piece,) = choices_of(merge, []).pieces
    assert piece.mine == Side("mine", table.format("mənim"), False, table.format("<del>a</del> <ins>mənim</ins>"))
    assert piece.theirs == Side("theirs", table.format("onun"), False, table.format("<del>a</del> <ins>onun</ins>"))


def test_items_of_a_list_say_that_they_join_the_list_before_them():
    items = "<ul><li><p>bir</p></li><li><p>{}</p></li></ul>"
    merge = merge_content(
        base=BASE | {"narrative": items.format("iki")},
        mine=BASE | {"narrative": items.format("iki mənim")},
        theirs=BASE | {"narrative": items.format("iki onun")},
    )
    first, second = choices_of(merge, []).pieces
    assert [side.joins for side in first.settled] == [True]
    assert (second.mine.joins, second.theirs.joins) == (True, True)


def test_status_changed_by_both_is_a_choice_in_words_and_the_note_may_be_kept_twice():
    found = choices({"status": "implemented", "internal_note": "mənim"}, {"status": "not_due", "internal_note": "onun"})
    assert [(row.name, row.raw_mine, row.raw_theirs, row.raw_both) for row in found.fields] == [
        ("status", "implemented", "not_due", ""),
        ("internal_note", "mənim", "onun", "mənim\n\nonun"),
    ]
    assert (found.fields[0].label, found.fields[0].mine) == ("İcra vəziyyəti", "İcra edilib")


def test_figures_are_chosen_under_their_names_as_the_fields_show_them(indicator):
    key = str(indicator.pk)
    found = choices({"figures": {key: "1250.5"}}, {"figures": {key: "12"}}, [indicator])
    (row,) = found.fields
    assert (row.name, row.label) == (f"figures:{key}", "Nümunə göstərici")
    assert (row.raw_mine, row.raw_theirs) == ("1\u00a0250,5", "12")
    assert found.values["figures"] == {}


def test_figure_changed_by_one_needs_no_choice_and_comes_as_the_field_shows_it(indicator):
    key = str(indicator.pk)
    found = choices({"figures": {key: "1250"}, "status": "implemented"}, {"status": "not_due"}, [indicator])
    assert [row.name for row in found.fields] == ["status"]
    assert found.values["figures"] == {key: "1\u00a0250"}


def test_changed_fields_name_what_differs_and_nothing_else(indicator):
    key = str(indicator.pk)
    stored = BASE | {"figures": {key: "1250"}}
    assert changed_fields(stored, BASE | {"figures": {key: "1\u00a0250"}}, [indicator]) == []
    sent = {"status": "implemented", "nothing_to_report": True, "figures": {key: "7"}}
    assert changed_fields(stored, BASE | sent, [indicator]) == [
        ("İcra vəziyyəti", "boşdur", "İcra edilib"),
        ("Bu il üzrə bildiriləcək məlumat yoxdur", "Xeyr", "Bəli"),
        ("Nümunə göstərici", "1\u00a0250", "7"),
    ]


def test_difference_of_what_the_server_has_is_empty(sign_in, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn.</p>", status="implemented")
    client = sign_in("contributor")
    same = client.post(f"{PAGE}difference/", {"narrative": "<p>Nümunə mətn.</p>", "status": "implemented"})
    assert (same.status_code, same.content) == (204, b"")
    other = client.post(f"{PAGE}difference/", {"narrative": "<p>Nümunə söz.</p>", "status": "implemented"})
    assert other.status_code == 200
    assert "<p>Nümunə <del>mətn.</del> <ins>söz.</ins></p>" in other.content.decode()


def test_difference_of_the_status_alone_shows_no_text(sign_in, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn.</p>")
    answer = sign_in("contributor").post(
        f"{PAGE}difference/", {"narrative": "<p>Nümunə mətn.</p>", "status": "implemented"}
    )
    page = answer.content.decode()
    assert "<ins>İcra edilib</ins>" in page
    assert "Nümunə mətn" not in page


@pytest.mark.parametrize(("state", "is_told"), [("submitted", True), ("draft", False)])
def test_heartbeat_says_why_the_entry_cannot_be_changed(sign_in, write_entry, state, is_told):
    write_entry("4.2.9", state=state)
    answer = sign_in("contributor").post(f"{PAGE}presence/", {"page": "0123456789abcdef"}).json()
    assert answer["editable"] is not is_told
    assert ("html" in answer) is is_told
