"""What holds for any two people's changes of any text: no word of either is lost, doubled or out of its order."""

from collections import Counter
from copy import deepcopy
from itertools import count
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from plans.narrative import Cell, ListBlock, Paragraph, Run, Table, clean, merge, plain_text, to_html
from tests.properties import examples

COMMON = ["və", "hal", "mart", "fond", "layihə", "5", "–", "il"]
PLAIN = (False, False, "")
LOOKS = [*[PLAIN] * 6, (True, False, ""), (False, True, ""), (False, False, "https://a.az/")]

# A text as it is edited: blocks of a kind ("p", "ul", "table") and words with their looks.


def ancestor(random: Random) -> list:
    numbers = count()

    def words():
        length = random.choice([1, 2, 5, 12, 20])
        return [(random.choice([*COMMON, f"b{next(numbers)}"]), random.choice(LOOKS)) for _ in range(length)]

    def block():
        kind = random.choice(["p", "p", "p", "ul", "table"])
        if kind == "p":
            return [kind, words()]
        if kind == "ul":
            return [kind, [words() for _ in range(random.randrange(1, 4))]]
        width = random.randrange(1, 4)
        rows = range(random.randrange(1, 4))
        return [kind, [[random.choice([words(), []]) for _ in range(width)] for _ in rows]]

    return [block() for _ in range(random.randrange(5))]


def edited(random: Random, text: list, mark: str) -> list:
    """A few steps of somebody whose new words all begin with `mark`."""
    text, numbers = deepcopy(text), count()

    def new():
        return [(f"{mark}{next(numbers)}", random.choice(LOOKS))]

    def retype(words):
        place, action = random.randrange(len(words) + 1), random.randrange(5)
        if action < 3:
            words[place:place] = [word for _ in range(random.choice([1, 1, 3])) for word in new()]
        elif action == 3:
            del words[place : place + random.choice([1, 3])]
        elif place < len(words):
            words[place] = (words[place][0], random.choice(LOOKS))

    for _ in range(random.choice([1, 1, 2, 3])):
        if not text:
            text.append(["p", new()])
            continue
        place = random.randrange(len(text))
        kind, content = text[place]
        action = random.randrange(10)
        if action == 0:
            text.insert(place, ["p", new() + new()])
        elif action == 1:
            del text[place]
        elif kind == "p":
            cut = random.randrange(len(content) + 1)
            if action == 2:
                text[place : place + 1] = [["p", content[:cut]], ["p", content[cut:]]]
            elif action == 3 and place + 1 < len(text) and text[place + 1][0] == "p":
                text[place : place + 2] = [["p", content + text[place + 1][1]]]
            else:
                retype(content)
        elif not content:
            continue
        elif action == 2:
            del content[random.randrange(len(content))]
        elif action == 3:
            row = new() if kind == "ul" else [new() for _ in content[0]]
            content.insert(random.randrange(len(content) + 1), row)
        elif kind == "ul":
            retype(random.choice(content))
        elif action == 4:
            column = random.randrange(len(content[0]) + 1)
            for row in content:
                row.insert(column, random.choice([new(), []]))
        elif content[0]:
            retype(random.choice(random.choice(content)))
    return text


def html(text: list) -> str:
    def paragraph(words):
        runs = [run for word, look in words for run in (Run(" "), Run(word, *look))]
        return (Paragraph(tuple(runs)),) if words else ()

    blocks: list = []
    for kind, content in text:
        if kind == "p":
            blocks += paragraph(content)
        elif kind == "ul":
            blocks.append(ListBlock(tuple(map(paragraph, content))))
        else:
            blocks.append(Table(tuple(tuple(Cell(paragraph(cell)) for cell in row) for row in content)))
    return clean(to_html(blocks))


def words_of(text: str) -> list[str]:
    return plain_text(text).split()


@examples(100)
@given(st.randoms(use_true_random=False))
def test_merged_text_has_each_word_of_both_as_often_as_they_wrote_it(random):
    text = ancestor(random)
    base, mine, theirs = html(text), html(edited(random, text, "M")), html(edited(random, text, "T"))
    result, swapped = merge(base, mine, theirs), merge(base, theirs, mine)
    assert result.is_clean == swapped.is_clean
    if not result.is_clean:
        nothing_is_lost_or_doubled_by_a_choice(result, mine, theirs)
        return
    assert clean(result.html) == result.html
    before, my_own, their_own, merged = (Counter(words_of(each)) for each in (base, mine, theirs, result.html))
    assert merged == Counter(words_of(swapped.html))
    for word in before | my_own | their_own | merged:
        changes = my_own[word] - before[word], their_own[word] - before[word]
        if word in COMMON:
            continue  # of two alike it is open which one was taken out, and whether both took out the same
        expected = {before[word] + sum(changes)}
        if changes[0] * changes[1] > 0:  # both took out, or both put in: the same one perhaps
            expected |= {before[word] + change for change in changes}
        assert merged[word] in expected, word
    for mark, side in (("M", mine), ("T", theirs)):
        typed = [word for word in words_of(side) if word.startswith(mark)]
        assert [word for word in words_of(result.html) if word.startswith(mark)] == typed


def nothing_is_lost_or_doubled_by_a_choice(result, mine, theirs):
    for choice, (kept, mark) in {"mine": (mine, "M"), "theirs": (theirs, "T")}.items():
        chosen = result.resolved([choice] * len(result.conflicts))
        assert clean(chosen) == chosen
        found = Counter(words_of(chosen))
        assert all(found[word] == 1 for word in words_of(kept) if word.startswith(mark))
        assert all(found[word] <= 1 for word in found if word[0] in "MT" and word[1:].isdigit())
    both = result.resolved(["both"] * len(result.conflicts))
    typed = {word for side in (mine, theirs) for word in words_of(side) if word[0] in "MT"}
    assert typed <= set(words_of(both))
