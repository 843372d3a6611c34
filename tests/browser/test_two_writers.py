"""Two people type in one entry at random places, while it saves by itself: both texts are whole and in place at the end.

A failure says its seed; `SEED=… pytest tests/browser/test_two_writers.py` brings it back, as far as the machine lets it.
"""

import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from plans.models import Entry
from plans.narrative import paragraphs
from plans.services import save_entry
from tests.browser.conftest import Screen

RUNS, SECONDS = 5, 10
# 200 runs of a minute, in parts that the processes of `make soak` share.
SOAK_PARTS, SOAK_RUNS, SOAK_SECONDS = 8, 25, 60
PAUSE = 0.35  # longer than the page waits before it saves, see HURRY
# All that waits for more than half a second waits for an eighth of it: the page saves a quarter of a second after a key.
HURRY = """
const wait = window.setTimeout
window.setTimeout = (act, ms, ...more) => wait(act, ms > 500 ? ms / 8 : ms, ...more)
"""
# The browser's own editing puts style attributes around what is typed into an emptied line; the policy forbids them.
OF_BROWSERS = ("Applying inline style", "blocked an inline style")
SAVED = "#save-state .is-saved[data-saved]"
# Puts the caret where somebody may type: into the paragraphs whose first word begins with the person's letter, empty cells
# of the person's column, and the person's own half of those that both have. `after` are the places behind words.
GO = """({ letter, which, where }) => {
const { editor } = document.querySelector('.ProseMirror')
const { state } = editor
const found = []
state.doc.descendants((node, from, parent) => {
  if (!node.isTextblock) return
  const text = node.textContent
  const inCell = parent.type.name.startsWith('table')
  if (!text.trim()) {
    const at = state.doc.resolve(from)
    const isOwn = inCell && parent.childCount === 1 && 'axb'[at.index(at.depth - 1)] === letter
    if (isOwn) found.push({ after: [from + 1], isEmpty: true })
    return
  }
  const words = [...text.matchAll(/\\S+/g)]
  const own = words[0][0][0]
  if (own !== letter && own !== 's') return
  const mine = own === letter ? words : words.filter(([word]) => letter === 'a' ? word === 's3' : word === 's16')
  found.push({ after: mine.map(({ 0: word, index }) => from + 1 + index + word.length), isShared: own === 's' })
})
// At once, before an answer moves the places.
const place = found[Math.floor(which * found.length)]
editor.commands.setTextSelection(where < 0 ? place.after.at(-1) : place.after[Math.floor(where * place.after.length)])
editor.view.focus()
return place
}"""
BEFORE_CARET = """() => {
const { state } = document.querySelector('.ProseMirror').editor
return state.doc.textBetween(0, state.selection.head, '\\n')
}"""


def paragraph(letter: str, number: int) -> str:
    return f"<p>{' '.join(f'{letter}{number}{step}' for step in range(8))}</p>"


def beginning() -> str:
    """Paragraphs, items and cells of both; between those that grow stand some that nobody changes."""
    blocks = []
    for number in range(10, 14):
        blocks += [
            paragraph("a", number),
            paragraph("x", number * 2),
            paragraph("b", number),
            paragraph("x", number * 2 + 1),
        ]
    items = [f"<li>{paragraph(letter, 70 + step)}</li>" for step, letter in enumerate("axbxaxb")]
    rows = [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells()]
    shared = f"<p>{' '.join(f's{step}' for step in range(20))}</p>"
    return "".join(
        [
            *blocks[:8],
            f"<ul>{''.join(items)}</ul>",
            shared,
            f"<table><tbody>{''.join(rows)}</tbody></table>",
            *blocks[8:],
        ]
    )


def cells() -> list[list[str]]:
    return [
        [paragraph("a", 40), paragraph("x", 60), paragraph("b", 40)],
        ["", paragraph("x", 61), ""],
        [paragraph("b", 41), paragraph("x", 62), paragraph("a", 41)],
        ["", paragraph("x", 63), ""],
    ]


def entry() -> Entry:
    return Entry.objects.get(reporting_year__year=2024, agency__code="DMX", sub_point__number="4.3.3")


def write(narrative: str) -> None:
    now = entry()
    save_entry(
        reporting_year=now.reporting_year,
        agency=now.agency,
        sub_point=now.sub_point,
        narrative=narrative,
        status=now.status,
        author=User.objects.get(username="dmx.mesul"),
        expected_version=now.version,
    )


@dataclass
class Writer:
    """Somebody at a page. `runs` are the words that were typed at one place each, `tail` what was typed since the last one."""

    page: Page
    letter: str
    chance: random.Random
    runs: list[list[str]] = field(default_factory=list)
    tail: str = ""
    resting_until: float = 0

    def __post_init__(self) -> None:
        self.keys = self.press_keys()

    def press_keys(self) -> Iterator[None]:
        """Types run after run, a key or a word at a time."""
        while True:
            where = -1 if self.chance.random() < 0.5 else self.chance.random()
            asked = {"letter": self.letter, "which": self.chance.random(), "where": where}
            place = self.page.evaluate(GO, asked)
            self.tail = ""
            self.runs.append([])
            words = self.chance.randint(1, 7)
            may_break = not place.get("isShared")
            yield
            for step in range(words):
                if step or not place.get("isEmpty"):
                    yield from self.part(may_break and self.chance.random() < 0.25)
                yield from self.word(f"{self.letter}{len(self.runs)}ə{step}")
            if self.chance.random() < 0.5:
                yield from self.part(may_break and self.chance.random() < 0.3)  # an empty paragraph, a space at the end
                self.rest()
                yield
                if self.chance.random() < 0.7:
                    yield from self.word(f"{self.letter}{len(self.runs)}ə{words}")

    def part(self, breaks: bool) -> Iterator[None]:
        """A space, or a new paragraph, item or line of a cell."""
        self.page.keyboard.press("Enter" if breaks else "Space")
        self.tail += "\n" if breaks else " "
        if self.chance.random() < 0.3:
            self.rest()
        yield

    def word(self, word: str) -> Iterator[None]:
        half = self.chance.randint(1, len(word))
        if self.chance.random() < 0.15:
            self.page.keyboard.press(self.chance.choice(["Control+b", "Control+i"]))
        self.page.keyboard.type(word[:half])
        self.tail += word[:half]
        if self.chance.random() < 0.2:
            yield
            self.page.keyboard.type("q")
            self.tail += "q"
            yield
            self.page.keyboard.press("Backspace")
            self.tail = self.tail[:-1]
        yield
        self.page.keyboard.type(word[half:])
        self.tail += word[half:]
        self.runs[-1].append(word)
        if self.chance.random() < 0.15:
            self.page.keyboard.press("Control+s")
        yield

    def rest(self) -> None:
        self.resting_until = time.monotonic() + PAUSE

    def act(self) -> None:
        if time.monotonic() < self.resting_until:
            self.page.wait_for_timeout(20)
        else:
            next(self.keys)
        before = self.page.evaluate(BEFORE_CARET)
        assert before.endswith(self.tail), f"typed {self.tail!r}, before the caret {before[-80:]!r}"

    def finish(self) -> None:
        """Types the word to its end, so that none is a half."""
        while not self.runs or not self.tail.endswith(tuple(self.runs[-1][-1:]) or ("\0",)):
            next(self.keys)


def save(page: Page) -> None:
    with page.expect_response("**/autosave/") as answered:
        page.keyboard.press("Control+s")
    assert answered.value.status == 200, answered.value.text()
    expect(page.locator(SAVED)).to_be_visible()


def words_of(narrative: str) -> list[str]:
    return " ".join(paragraphs(narrative)).split()


def check(narrative: str, writers: list[Writer]) -> None:
    found = words_of(narrative)
    places = {word: place for place, word in enumerate(found)}
    assert len(places) == len(found), sorted(word for word in found if found.count(word) > 1)
    begun = words_of(beginning())
    typed = [word for writer in writers for run in writer.runs for word in run]
    assert sorted(found) == sorted([*begun, *typed])  # each once, none glued to another
    for run in [begun, *(run for writer in writers for run in writer.runs)]:
        assert [places[word] for word in run] == sorted(places[word] for word in run), run


def type_together(one: Screen, other: Screen, seed: int, seconds: float) -> None:
    print(f"seed {seed}")
    chance = random.Random(seed)
    write(beginning())
    writers = []
    for screen, letter in ((one, "a"), (other, "b")):
        screen.open_editor()
        writers.append(Writer(screen.page, letter, random.Random(chance.random())))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        chance.choice(writers).act()
    for writer in writers:
        writer.finish()
    for _round in range(2):  # what each has typed last comes to the other
        for writer in writers:
            save(writer.page)
    check(entry().narrative, writers)
    pages = {
        writer.page.evaluate("document.querySelector('.ProseMirror').innerText").split().__str__() for writer in writers
    }
    assert len(pages) == 1
    assert [
        error for screen in (one, other) for error in screen.errors if not any(words in error for words in OF_BROWSERS)
    ] == []


@pytest.fixture
def two(new_screen) -> tuple[Screen, Screen]:
    screens = new_screen(), new_screen()
    for screen, username in zip(screens, ("dmx.emekdas", "dmx.mesul"), strict=True):
        screen.page.add_init_script(HURRY)
        screen.sign_in(username)
    return screens


def seeds(number: int, part: int = 0) -> list[int]:
    """As many seeds in a row: the part's own ones after SEED where it is given, else after a number drawn by lot."""
    first = int(os.environ.get("SEED", random.SystemRandom().randrange(10**6)))
    return [first + part * number + step for step in range(number)]


def test_two_people_type_at_random_places_and_both_texts_are_whole(two):
    for seed in seeds(RUNS):
        type_together(*two, seed, SECONDS)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(SOAK_PARTS))
def test_two_people_type_for_hours(two, part):
    for seed in seeds(SOAK_RUNS, part):
        type_together(*two, seed, SOAK_SECONDS)
