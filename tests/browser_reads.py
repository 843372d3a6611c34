"""Reads of a page, or of the database behind it, that do not wait: a test with one fails on a slow machine only.

`click()` returns before the page that it leads to is there, and `count()`, `is_visible()` or `page.url` answer at once
for the page that is being left. `expect(...)` and `wait_for…` ask again until it is so.
"""

import ast
import re
from collections.abc import Iterator

# Never wait for anything.
AT_ONCE = {
    "all",
    "all_inner_texts",
    "all_text_contents",
    "content",
    "count",
    "is_checked",
    "is_disabled",
    "is_editable",
    "is_enabled",
    "is_hidden",
    "is_visible",
    "title",
}
# Wait until the element is there, not until it is as it shall be: no matter for an assertion.
WHEN_THERE = {"get_attribute", "inner_html", "inner_text", "input_value", "text_content"}
# What leads to another page or sends something, and returns before that has happened.
ACTIONS = {"click", "dblclick", "press", "type", "insert_text", "check", "uncheck", "select_option", "set_input_files"}
ANSWERS = {"request", "response", "route", "answer", "event"}  # their `url` does not change
WAITS = ("expect", "wait_for")
DECLARED = re.compile(r"# at once: \w")  # why this one read needs no waiting
WHOLE = {"violations", "flaws", "assert_fine"}  # what reads the page as a whole
RECORDS = {"objects", "revisions", "transitions", "comments"}  # a manager of Django's, not a locator


def find_hasty_reads(source: str) -> list[str]:
    """`line: what is read` for every read in the tests of `source` that does not wait for what it reads."""
    tree = ast.parse(source)
    found = {(node.lineno, name) for node, name in _reads_of_pages(tree)}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    flow = _Flow(functions)
    for function in functions:
        flow.run(function.body, under_way=None)
    declared = {number for number, line in enumerate(source.splitlines(), 1) if DECLARED.search(line)}
    return [f"{line}: {what}" for line, what in sorted(found | flow.found) if line not in declared]


def _chain(node: ast.AST) -> list[str]:
    """The names of `a.b(…).c` from the last to the first."""
    names = []
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        else:
            node = node.func if isinstance(node, ast.Call) else node.value
    return [*names, node.id] if isinstance(node, ast.Name) else names


def _reads_of_pages(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    asserted = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Assert) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            at_once = name in AT_ONCE and not node.args and not RECORDS & set(_chain(node.func.value))
            if at_once or (name in WHEN_THERE and id(node) in asserted):
                yield node, f"{name}()"
        elif isinstance(node, ast.Attribute) and node.attr == "url" and not ANSWERS & set(_chain(node.value)[:1]):
            yield node, "url"


def _touches_records(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr == "objects" for part in ast.walk(node))


def _waits(node: ast.AST) -> bool:
    chains = [_chain(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)]
    return any(name.startswith(WAITS) for names in chains for name in names)


class _Flow:
    """Follows the statements of a test: what has been begun and not been waited for."""

    def __init__(self, helpers: list[ast.FunctionDef]):
        self.readers = {helper.name for helper in helpers if _touches_records(helper) and not _waits(helper)}
        self.found: set[tuple[int, str]] = set()
        self.ends: dict[str, bool | None] = {}  # what calling a helper leaves: under way, settled, or as it was
        for helper in helpers:
            self.ends[helper.name] = self.run(helper.body, under_way=None)
        self.found.clear()

    def run(self, block: list[ast.stmt], *, under_way: bool | None) -> bool | None:
        for statement in block:
            if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                continue
            calls, own = self._look_at(statement)
            waits = any(name.startswith(WAITS) for names in calls for name in (names[0], names[-1]))
            if under_way and not waits and (what := self._reads(own)):
                self.found.add((statement.lineno, what))
            if waits:
                under_way = False
            for names in calls:
                if len(names) > 1 and names[0] in ACTIONS:
                    under_way = True
                elif names[0] in self.ends and (ends := self.ends[names[0]]) is not None:
                    under_way = ends
            for inner in ("body", "orelse", "finalbody"):
                under_way = self.run(getattr(statement, inner, []), under_way=under_way)
            if isinstance(statement, ast.With) and waits:
                under_way = False  # it waits at its end for what was begun inside
        return under_way

    def _look_at(self, statement: ast.stmt) -> tuple[list[list[str]], list[ast.AST]]:
        """The calls of the statement itself, as chains of names, and all its parts; not those of statements in it."""
        parts = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
        own = [part for child in parts for part in ast.walk(child)]
        chains = [_chain(part.func) for part in own if isinstance(part, ast.Call)]
        return [names for names in chains if names], own

    def _reads(self, own: list[ast.AST]) -> str:
        names = [_chain(part.func)[:1] for part in own if isinstance(part, ast.Call)]
        if any(name and name[0] in WHOLE for name in names):
            return "page"
        records = any(isinstance(part, ast.Attribute) and part.attr == "objects" for part in own)
        return "database" if records or any(name and name[0] in self.readers for name in names) else ""
