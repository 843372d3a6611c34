"""Markup is written in templates: no module but the narrative's own writers and readers has HTML in its strings."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TAG = re.compile(r"(?<!\?P)</?[a-z][a-z0-9]*(\s[^<>]*)?/?>")  # a named group of a pattern is none
# Who reads and writes the narrative, which is HTML, and who cuts the page that is printed.
NARRATIVE = ("plans/narrative/", "reports/importer/", "reports/renderers/", "reports/production/chapters.py")


def markup_in(source: str) -> list[str]:
    """The strings of a module that hold tags, docstrings aside."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and TAG.search(node.value)
    ]


def test_no_module_writes_markup():
    found = {}
    for package in ("accounts", "nap_tracker", "plans", "reports"):
        for path in sorted((ROOT / package).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if place.startswith(NARRATIVE) or "/migrations/" in place:
                continue
            if strings := markup_in(path.read_text()):
                found[place] = strings
    assert found == {}


def test_markup_is_found_in_strings_and_not_in_docstrings():
    assert markup_in('row = f"<td>{cell}</td>"') == ["<td>", "</td>"]
    assert markup_in('def f():\n    """Gives <td>."""\n    return "a < b > c"') == []
