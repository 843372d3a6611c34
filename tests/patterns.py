"""How much work a regular expression makes: counted by a small engine that backtracks as Python's does, one step a character.

Python's own engine counts nothing that can be asked for, and a call of it that never ends is one call. What is counted
here is the same on every machine; texts are short, for work that grows with the square shows at 240 characters.
"""

import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import re._constants as sre
    import re._parser as parser

SHORT, LONG = 60, 240  # of what is repeated
MOST_STEPS = 100_000  # on the short one
FIXED = 60  # steps that no length accounts for
MOST_GROWTH = 4.8  # of the steps, on a text four times as long
SIGNS = "a1 \t\n-.,;:_\"'()[]{}/\\<>=&@+*#|~aAÇə\u00a0\u0301\u200b漢"
_SINGLE = (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)
_ASKS = (sre.AT, sre.ASSERT, sre.ASSERT_NOT, sre.GROUPREF_EXISTS)
Node = tuple[Any, Any]
Then = Callable[[int], int | None]


class TooMuch(Exception):
    """More steps than any text of this length should take."""


class Engine:
    """Matches one pattern and counts."""

    def __init__(self, pattern: str, flags: int = 0):
        self.tree = list(parser.parse(pattern, flags))
        self.flags = re.compile(pattern, flags).flags
        self.steps = 0
        # What the nodes of the tree say, by their identity: the tree keeps them, and their `repr` takes longer than a step.
        self.known: dict[tuple[int, str], bool] = {}
        self.lists: dict[int, list[Node]] = {}

    def steps_of(self, text: str, *, everywhere: bool, most: float = MOST_STEPS) -> int:
        """The steps of one `match`, or with `everywhere` of one `finditer`. Raises TooMuch beyond `most`."""
        self.text, self.steps, self.most, place = text, 0, most, 0
        with _deep_calls():
            while place <= len(text):
                self.groups: dict[int, tuple[int, int]] = {}
                end = self._run(self.tree, 0, place, lambda at: at)
                if not everywhere:
                    break
                place = max(end, place + 1) if end is not None else place + 1
        return self.steps

    def end_of(self, text: str, place: int) -> int | None:
        """Where a match that begins at the place ends, as `re.Pattern.match` finds it."""
        self.text, self.steps, self.most, self.groups = text, 0, MOST_STEPS, {}
        return self._run(self.tree, 0, place, lambda at: at)

    def _fits(self, node: Node, sign: str) -> bool:
        key = (id(node), sign)
        if key not in self.known:
            self.known[key] = _is_sign(node, sign, self.flags)
        return self.known[key]

    def _nodes(self, inside: Any) -> list[Node]:
        """A part of the tree as a list: the parser's own asks in Python for every node."""
        if id(inside) not in self.lists:
            self.lists[id(inside)] = list(inside)
        return self.lists[id(inside)]

    def _step(self) -> None:
        self.steps += 1
        if self.steps > self.most:
            raise TooMuch

    def _run(self, nodes: list[Node], number: int, place: int, then: Then) -> int | None:
        while number < len(nodes) and nodes[number][0] in _SINGLE:
            self._step()
            if place >= len(self.text) or not self._fits(nodes[number], self.text[place]):
                return None
            number, place = number + 1, place + 1
        if number == len(nodes):
            return then(place)
        self._step()
        operation, argument = nodes[number]
        on: Then = partial(self._run, nodes, number + 1, then=then)
        return self._operate(operation, argument, place, lambda at: on(at))

    def _operate(self, operation: Any, argument: Any, place: int, on: Then) -> int | None:
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            return self._repeat(operation, argument, place, on)
        if operation is sre.SUBPATTERN:
            group, _added, _removed, inside = argument

            def close(end: int) -> int | None:
                if group is not None:
                    self.groups[group] = (place, end)
                return on(end)

            return self._run(self._nodes(inside), 0, place, close)
        if operation is sre.BRANCH:
            for branch in argument[1]:
                nodes = self._nodes(branch)
                if nodes and nodes[0][0] in _SINGLE and not self._begins(nodes[0], place):
                    continue
                if (end := self._run(nodes, 0, place, on)) is not None:
                    return end
            return None
        if operation is sre.ATOMIC_GROUP:
            end = self._run(self._nodes(argument), 0, place, lambda at: at)
            return None if end is None else on(end)
        if operation is sre.GROUPREF:
            start, end = self.groups.get(argument, (0, 0))
            said = self.text[start:end]
            self.steps += len(said)
            return on(place + len(said)) if self.text.startswith(said, place) else None
        return on(place) if self._holds(operation, argument, place) else None

    def _begins(self, sign: Node, place: int) -> bool:
        self._step()
        return place < len(self.text) and self._fits(sign, self.text[place])

    def _repeat(self, operation: Any, argument: Any, place: int, on: Then) -> int | None:
        least, most, inside = argument[0], argument[1], self._nodes(argument[2])
        if len(inside) == 1 and inside[0][0] in _SINGLE:
            return self._repeat_sign(operation, least, most, inside[0], place, on)

        def once_more(count: int, at: int) -> int | None:
            def again(end: int) -> int | None:
                return None if end == at and count >= least else once_more(count + 1, end)

            if operation is sre.MIN_REPEAT and count >= least and (end := on(at)) is not None:
                return end
            if count < most and (end := self._run(inside, 0, at, again)) is not None:
                return end
            return on(at) if count >= least and operation is not sre.MIN_REPEAT else None

        if operation is not sre.POSSESSIVE_REPEAT:
            return once_more(0, place)
        count = 0
        while count < most and (end := self._run(inside, 0, place, lambda at: at)) not in (None, place):
            place, count = end or place, count + 1
        return on(place) if count >= least else None

    def _repeat_sign(self, operation: Any, least: int, most: int, sign: Node, place: int, on: Then) -> int | None:
        end, limit = place, min(len(self.text), place + most if most < len(self.text) else len(self.text))
        goal = min(limit, place + least) if operation is sre.MIN_REPEAT else limit
        while end < goal and self._fits(sign, self.text[end]):
            self._step()
            end += 1
        if end - place < least:
            return None
        if operation is sre.POSSESSIVE_REPEAT:
            return on(end)
        while operation is sre.MIN_REPEAT:
            if (found := on(end)) is not None:
                return found
            self._step()
            if end >= limit or not self._fits(sign, self.text[end]):
                return None
            end += 1
        while end >= place + least:
            self._step()
            if (found := on(end)) is not None:
                return found
            end -= 1
        return None

    def _holds(self, operation: Any, argument: Any, place: int) -> bool:
        if operation is sre.AT:
            return _is_at(argument, self.text, place, self.flags)
        if operation in (sre.ASSERT, sre.ASSERT_NOT):
            direction, inside = argument
            start = place if direction > 0 else place - inside.getwidth()[0]
            found = self._run(self._nodes(inside), 0, start, lambda at: at) if start >= 0 else None
            return (found is not None) == (operation is sre.ASSERT)
        raise NotImplementedError(operation)


def _is_sign(node: Node, sign: str, flags: int) -> bool:
    """Whether the character is one that the node stands for: its pattern is written again from the parser's tree."""
    operation, argument = node
    if operation is sre.LITERAL and not flags & re.IGNORECASE:
        return chr(argument) == sign
    written = _compiled(_written(operation, argument), flags & (re.IGNORECASE | re.DOTALL | re.ASCII))
    return written.fullmatch(sign) is not None


@cache
def _compiled(written: str, flags: int) -> re.Pattern[str]:
    return re.compile(written, flags)


def _written(operation: Any, argument: Any) -> str:
    if operation is sre.LITERAL:
        return re.escape(chr(argument))
    if operation is sre.NOT_LITERAL:
        return f"[^{re.escape(chr(argument))}]"
    if operation is sre.ANY:
        return "."
    parts = []
    for kind, value in argument:
        if kind is sre.NEGATE:
            parts.append("^")
        elif kind is sre.LITERAL:
            parts.append(re.escape(chr(value)))
        elif kind is sre.RANGE:
            parts.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        else:
            parts.append(_CATEGORIES[value])
    return f"[{''.join(parts)}]"


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def _is_at(where: Any, text: str, place: int, flags: int) -> bool:
    if where in (sre.AT_BOUNDARY, sre.AT_NON_BOUNDARY):
        sides = [0 <= at < len(text) and (text[at].isalnum() or text[at] == "_") for at in (place - 1, place)]
        return (sides[0] != sides[1]) == (where is sre.AT_BOUNDARY)
    lines = bool(flags & re.MULTILINE)
    if where in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
        return place == 0 or (lines and where is sre.AT_BEGINNING and text[place - 1] == "\n")
    if where is sre.AT_END:
        return place == len(text) or text[place:] == "\n" or (lines and text[place] == "\n")
    return place == len(text)


@contextmanager
def _deep_calls() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(40_000)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


# --- Texts against a pattern ------------------------------------------------------------------------------------------


def hostile_texts(engine: Engine) -> Iterator[Callable[[int], str]]:
    """Texts by their length, made of what the pattern repeats: alone, after what it begins with, before what it cannot be."""
    pumps: dict[tuple[str, str], None] = {}
    for before, inside in _repeats(engine.tree, ""):
        for sample in _samples(engine, inside):
            pumps[before, sample] = None
            pumps["", sample] = None
    for before, pump in pumps:
        for after in ("", "\ue123", "a"):
            yield lambda n, before=before, pump=pump, after=after: before + pump * n + after
        yield lambda n, before=before, pump=pump: (before + pump) * n + "\ue123"
        yield lambda n, before=before, pump=pump: (before + pump * 12) * (n // 12) + "\ue123"
    singles = list(dict.fromkeys(pump for _before, pump in pumps))
    for one in singles[:5]:
        for other in singles[:5]:
            if one != other:
                yield lambda n, one=one, other=other: one * n + other * n + "\ue123"


def _repeats(nodes: Any, before: str) -> Iterator[tuple[str, Any]]:
    """Each repeat of the tree that has no small bound, with the shortest text that leads to it."""
    for operation, argument in nodes:
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            least, most, inside = argument
            yield from _repeats(inside, before)
            if most > 20:
                yield before, inside
            before += _shortest(inside) * max(least, min(1, most))
        elif operation is sre.SUBPATTERN:
            yield from _repeats(argument[3], before)
            before += _shortest(argument[3])
        elif operation is sre.ATOMIC_GROUP:
            yield from _repeats(argument, before)
            before += _shortest(argument)
        elif operation is sre.BRANCH:
            for branch in argument[1]:
                yield from _repeats(branch, before)
            before += _shortest(argument[1][0])
        elif operation in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _repeats(argument[1], before)
        else:
            before += _shortest([(operation, argument)])


def _shortest(nodes: Any) -> str:
    """A text that the nodes match, assertions aside."""
    text = ""
    for operation, argument in nodes:
        if operation in _SINGLE:
            text += next(_signs(operation, argument, 0), "")
        elif operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            text += _shortest(argument[2]) * argument[0]
        elif operation is sre.SUBPATTERN:
            text += _shortest(argument[3])
        elif operation is sre.ATOMIC_GROUP:
            text += _shortest(argument)
        elif operation is sre.BRANCH:
            text += _shortest(argument[1][0])
    return text


def _signs(operation: Any, argument: Any, flags: int) -> Iterator[str]:
    pattern = _compiled(_written(operation, argument), flags)
    own = chr(argument) if operation is sre.LITERAL else ""
    listed = "".join(
        chr(value if kind is sre.LITERAL else value[0])
        for kind, value in (argument if operation is sre.IN else ())
        if kind in (sre.LITERAL, sre.RANGE)
    )
    return (sign for sign in dict.fromkeys(own + SIGNS + listed) if pattern.fullmatch(sign))


def _samples(engine: Engine, inside: Any) -> list[str]:
    """What a repeat may hold: for one character up to four of them, else its shortest text with each first character."""
    nodes = list(inside)
    if len(nodes) == 1 and nodes[0][0] in _SINGLE:
        return [sign for sign, _number in zip(_signs(*nodes[0], engine.flags & re.IGNORECASE), range(4), strict=False)]
    found = [_shortest(nodes)]
    for operation, argument in nodes:
        if operation is sre.BRANCH:
            found += [_shortest(branch) for branch in argument[1]]
        elif operation is sre.SUBPATTERN and argument[3] and argument[3][0][0] is sre.BRANCH:
            found += [_shortest(branch) for branch in argument[3][0][1][1]]
    return [text for text in dict.fromkeys(found) if text][:8]


def worst_growth(pattern: str, flags: int = 0, *, everywhere: bool = True) -> tuple[float, str]:
    """How much more steps a text four times as long takes at worst, and how it begins; inf beyond `MOST_GROWTH`."""
    engine = Engine(pattern, flags)
    worst = (0.0, "")
    for text in hostile_texts(engine):
        try:
            small = engine.steps_of(text(SHORT), everywhere=everywhere)
            most = MOST_GROWTH * (small + FIXED) + 1
            large = engine.steps_of(text(LONG), everywhere=everywhere, most=most)
        except TooMuch:
            return float("inf"), text(4)
        worst = max(worst, (large / (small + FIXED), text(4)))
    return worst
