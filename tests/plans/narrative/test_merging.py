"""Three-way merging of narratives."""

import itertools
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plans.narrative import ListBlock, Paragraph, Run, parse, plain_text, to_html
from plans.narrative.merging import merge, merge_value
from tests.properties import examples

A, B, C = "<p>Nümunə mətn bir</p>", "<p>Nümunə mətn iki</p>", "<p>Nümunə mətn üç</p>"


def kinds(result):
    return [hunk.kind for hunk in result.hunks]


def ul(*items):
    return f"<ul>{''.join(f'<li><p>{item}</p></li>' for item in items)}</ul>"


def ol(*items, start=1):
    mark = f' start="{start}"' if start != 1 else ""
    return f"<ol{mark}>{''.join(f'<li><p>{item}</p></li>' for item in items)}</ol>"


def test_merge_takes_what_only_one_side_changed():
    result = merge(A + B + C, A + "<p>Nümunə mətn iki, yeni</p>" + C, A + B + C + "<p>Nümunə mətn dörd</p>")
    assert kinds(result) == ["same", "mine", "same", "theirs"]
    assert result.is_clean
    assert result.html == A + "<p>Nümunə mətn iki, yeni</p>" + C + "<p>Nümunə mətn dörd</p>"
    assert [(hunk.base, hunk.mine, hunk.theirs) for hunk in result.hunks[1:2]] == [
        (B, "<p>Nümunə mətn iki, yeni</p>", B)
    ]
    assert result.hunks[3].chosen == "<p>Nümunə mətn dörd</p>"


def test_merge_of_changes_to_neighbouring_paragraphs_is_clean():
    result = merge(A + B + C, "<p>Nümunə mətn bir!</p>" + B + C, A + "<p>Nümunə mətn iki?</p>" + C)
    assert kinds(result) == ["mine", "theirs", "same"]
    assert result.html == "<p>Nümunə mətn bir!</p><p>Nümunə mətn iki?</p>" + C


def test_merge_of_two_changes_to_one_paragraph_is_a_conflict_of_that_paragraph_alone():
    mine = "<p>Nümunə mətn bir mənim</p>" + "<p>Nümunə mətn iki mənim</p>" + C
    theirs = A + "<p>Nümunə mətn iki onun</p>" + C
    result = merge(A + B + C, mine, theirs)
    assert kinds(result) == ["mine", "conflict", "same"]
    (conflict,) = result.conflicts
    assert (conflict.base, conflict.mine, conflict.theirs) == (
        B,
        "<p>Nümunə mətn iki mənim</p>",
        "<p>Nümunə mətn iki onun</p>",
    )
    assert not result.is_clean
    with pytest.raises(ValueError, match="1 conflicts"):
        _ = result.html
    with pytest.raises(ValueError, match="no text of its own"):
        _ = conflict.chosen


def test_merge_of_one_change_made_by_both_is_agreed():
    changed = A + "<p>Nümunə mətn iki, yeni</p>" + C
    result = merge(A + B + C, changed, changed)
    assert kinds(result) == ["same", "agreed", "same"]
    assert result.html == changed


def test_merge_of_an_edit_against_a_deletion_is_a_conflict():
    result = merge(A + B + C, A + C, A + "<p>Nümunə mətn iki, yeni</p>" + C)
    assert kinds(result) == ["same", "conflict", "same"]
    assert (result.conflicts[0].base, result.conflicts[0].mine) == (B, "")
    assert result.resolved(["mine"]) == A + C
    assert result.resolved(["theirs"]) == A + "<p>Nümunə mətn iki, yeni</p>" + C


def test_merge_of_a_deletion_by_one_and_of_deletions_by_both():
    assert merge(A + B + C, A + C, A + B + C).html == A + C
    result = merge(A + B + C, A + C, A + C)
    assert kinds(result) == ["same", "agreed", "same"]
    assert result.html == A + C
    assert merge(A + B + C, B + C, A + B).html == B


def test_merge_of_two_insertions_in_one_place_is_a_conflict_unless_they_are_equal():
    mine, theirs = "<p>Nümunə mətn mənim</p>", "<p>Başqa onun</p>"
    result = merge(A + B, A + mine + B, A + theirs + B)
    assert kinds(result) == ["same", "conflict", "same"]
    assert result.conflicts[0].base == ""
    assert result.resolved(["both"]) == A + mine + theirs + B
    assert merge(A + B, A + mine + B, A + mine + B).html == A + mine + B
    assert merge(A + B, mine + A + B, A + B + theirs).html == mine + A + B + theirs


def test_merge_leaves_what_two_insertions_have_in_common_out_of_the_conflict():
    first, last = "<p>Birinci ortaq</p>", "<p>Sonuncu ortaq</p>"
    result = merge("", first + "<p>mənim</p>" + last, first + "<p>onun</p>" + last)
    assert kinds(result) == ["agreed", "conflict", "agreed"]
    assert result.resolved(["both"]) == first + "<p>mənim</p><p>onun</p>" + last


def test_merge_of_an_insertion_beside_an_edit_is_clean_but_beside_an_insertion_in_the_edit_a_conflict():
    edited, added, other = "<p>Nümunə mətn bir, yeni</p>", "<p>Tamam yeni söz</p>", "<p>Başqa sətir</p>"
    assert merge(A + B, edited + B, A + other + B).html == edited + other + B
    result = merge(A + B, edited + added + B, A + other + B)
    assert kinds(result) == ["mine", "conflict", "same"]
    assert (result.conflicts[0].mine, result.conflicts[0].theirs) == (added, other)


def test_merge_of_different_items_of_one_list_is_clean_and_one_list():
    result = merge(ul("bir", "iki", "üç"), ul("bir!", "iki", "üç"), ul("bir", "iki?", "üç", "dörd"))
    assert result.html == ul("bir!", "iki?", "üç", "dörd")
    assert result.hunks[0].mine == ul("bir!")


def test_merge_of_one_item_changed_by_both_is_a_conflict_inside_the_list():
    result = merge(ul("bir", "iki", "üç"), ul("bir", "iki a", "üç"), ul("bir", "iki b", "üç"))
    assert kinds(result) == ["same", "conflict", "same"]
    assert result.resolved(["both"]) == ul("bir", "iki a", "iki b", "üç")


def test_merge_keeps_two_lists_that_follow_each_other_apart():
    base = ul("bir", "iki") + ul("üç")
    result = merge(base, ul("bir", "iki", "yeni son") + ul("üç"), ul("bir", "iki") + ul("yeni baş", "üç"))
    assert result.html == ul("bir", "iki", "yeni son") + ul("yeni baş", "üç")
    assert merge(base, ul("bir", "iki", "üç"), base.replace("üç", "üç!")).html == ul("bir", "iki", "üç!")


def test_merge_keeps_the_kind_and_the_first_number_of_a_list():
    base = A + ol("bir", "iki", start=3) + ul("üç")
    mine = A + ol("bir", "iki", start=7) + ul("üç")
    theirs = A + ol("sıfır", "bir", "iki", start=3) + ul("üç", "dörd")
    assert merge(base, mine, theirs).html == A + ol("sıfır", "bir", "iki", start=7) + ul("üç", "dörd")


def test_merge_of_two_first_numbers_asks_nobody_and_takes_the_higher_whoever_wrote_it():
    base, three, seven = ol("bir"), ol("bir", start=3), ol("bir", start=7)
    assert merge(base, three, seven).html == merge(base, seven, three).html == seven


def test_merge_sees_a_change_of_formatting():
    bold = "<p>Nümunə <strong>mətn</strong> bir</p>"
    assert merge(A + B, bold + B, A + B + C).html == bold + B + C


def test_resolved_refuses_a_wrong_number_and_an_unknown_choice():
    result = merge(A, "<p>mənim</p>", "<p>onun</p>")
    assert result.resolved(("both",)) == "<p>mənim</p><p>onun</p>"
    for choices in ((), ("mine", "mine")):
        with pytest.raises(ValueError, match="1 conflicts need as many choices"):
            result.resolved(choices)
    with pytest.raises(ValueError, match="“base” is no choice"):
        result.resolved(["base"])
    with pytest.raises(ValueError, match="0 conflicts"):
        merge(A, A, A).resolved(["mine"])


def test_merge_of_nothing():
    result = merge("", "", "")
    assert result.hunks == ()
    assert result.is_clean
    assert result.html == ""


def test_merge_value():
    assert merge_value("a", "a", "b") == ("b", False)
    assert merge_value("a", "b", "a") == ("b", False)
    assert merge_value("a", "b", "b") == ("b", False)
    assert merge_value("a", "b", "c") == ("b", True)
    assert merge_value(None, Decimal("1"), None) == (Decimal("1"), False)
    assert merge_value(Decimal("1.0"), Decimal("1"), Decimal("2")) == (Decimal("2"), False)


# Property tests: texts of few words, so that parts are alike often, and texts edited from one ancestor.

words = st.lists(st.sampled_from(["bir", "iki", "üç", "hal"]), min_size=1, max_size=4).map(" ".join)
paragraphs = words.map(lambda text: Paragraph((Run(text),)))
lists = st.builds(
    lambda items, ordered, start: ListBlock(tuple((item,) for item in items), ordered, start if ordered else 1),
    st.lists(paragraphs, min_size=1, max_size=3),
    st.booleans(),
    st.sampled_from([1, 1, 1, 4]),
)
blocks = st.one_of(paragraphs, paragraphs, lists)
texts = st.lists(blocks, max_size=6).map(to_html)


@st.composite
def edited(draw, ancestor, mark):
    """`ancestor` with some parts changed, removed and added; each word written new carries `mark`."""
    result = []
    numbers = itertools.count()

    def fresh():
        return Paragraph((Run(f"{mark}{next(numbers)} {draw(words)}"),))

    def changed(paragraph):
        return Paragraph((Run(f"{paragraph.text} {mark}{next(numbers)}"),))

    for block in ancestor:
        action = draw(st.sampled_from(["keep", "keep", "keep", "change", "remove", "insert"]))
        if action == "insert":
            result.append(fresh())
        if action == "change" and isinstance(block, ListBlock):
            place = draw(st.integers(0, len(block.items) - 1))
            items = list(block.items)
            items[place : place + 1] = draw(
                st.sampled_from([[(changed(items[place][0]),)], [(fresh(),), items[place]], []])
            )
            if items:
                result.append(replace(block, items=tuple(items)))
        elif action == "change":
            result.append(changed(block))
        elif action != "remove":
            result.append(block)
    if draw(st.booleans()):
        result.append(fresh())
    return to_html(result)


@st.composite
def versions(draw):
    ancestor = draw(st.lists(blocks, max_size=6))
    return to_html(ancestor), draw(edited(ancestor, "mənim")), draw(edited(ancestor, "onun"))


@examples(60)
@given(texts, texts)
def test_merge_with_an_unchanged_side_is_the_other_side(base, changed):
    assert merge(base, changed, base).html == changed
    assert merge(base, base, changed).html == changed
    assert merge(base, changed, changed).html == changed


@examples(60)
@given(st.one_of(versions(), st.tuples(texts, texts, texts)))
def test_merge_is_symmetric(three):
    base, mine, theirs = three
    swapped = {"mine": "theirs", "theirs": "mine"}
    there, back = merge(base, mine, theirs), merge(base, theirs, mine)
    assert [(hunk.kind, hunk.base, hunk.mine, hunk.theirs) for hunk in there.hunks] == [
        (swapped.get(hunk.kind, hunk.kind), hunk.base, hunk.theirs, hunk.mine) for hunk in back.hunks
    ]


@examples(60)
@given(st.one_of(versions(), st.tuples(texts, texts, texts)), st.data())
def test_merge_is_canonical_and_each_side_can_be_had_back(three, data):
    base, mine, theirs = three
    result = merge(base, mine, theirs)
    count = len(result.conflicts)
    for choices in (["mine"] * count, ["both"] * count, data.draw(st.lists(
        st.sampled_from(["mine", "theirs", "both"]), min_size=count, max_size=count
    ))):  # fmt: skip
        html = result.resolved(choices)
        assert html == to_html(parse(html))
    for side, text in (("base", base), ("mine", mine), ("theirs", theirs)):
        if any(hunk.kind in ("merged", "conflict") for hunk in result.hunks):
            break  # these hold what the others have changed beside it
        whole = "".join(getattr(hunk, side) for hunk in result.hunks)
        assert plain_text(whole) == plain_text(text)


@examples(60)
@given(versions())
def test_merge_loses_no_word_of_either_side(three):
    base, mine, theirs = three
    result = merge(base, mine, theirs)
    settled = Counter(plain_text(result.resolved(["both"] * len(result.conflicts))).split())
    for text in (mine, theirs):
        new = {word for word in plain_text(text).split() if word.startswith(("mənim", "onun"))}
        assert new <= settled.keys()


@examples(60)
@given(versions(), st.data())
def test_merge_of_edits_to_different_blocks_is_clean(three, data):
    ancestor = parse(three[0])
    assume(len(ancestor) >= 2)
    mine_at, theirs_at = data.draw(st.permutations(range(len(ancestor))))[:2]
    unique = [Paragraph((Run(f"Nümunə mətn {place} bu sətrin özüdür"),)) for place in range(len(ancestor))]

    def with_change(*places):
        return to_html(
            Paragraph((Run(block.text + " yeni"),)) if place in places else block for place, block in enumerate(unique)
        )

    assert merge(to_html(unique), with_change(mine_at), with_change(theirs_at)).html == with_change(mine_at, theirs_at)


def test_merge_of_long_texts_with_many_equal_paragraphs():
    rows = [f"<p>Nümunə mətn {n if n % 100 == 0 else n % 3}</p>" for n in range(6000)]
    mine, theirs = list(rows), list(rows)
    mine[150] = "<p>mənim</p>"
    mine[5050:5053] = []
    theirs[3000] = "<p>onun</p>"
    both = list(theirs)
    both[150] = "<p>mənim</p>"
    both[5050:5053] = []
    assert merge("".join(rows), "".join(mine), "".join(theirs)).html == "".join(both)
