"""What libraries keep to themselves is used in few places, each named here, with an upper bound and a test that notices."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT

PRODUCT = ("accounts", "nap_tracker", "plans", "reports")
# Module → the library whose private parts it uses, and the tests that notice when these change.
PRIVATE = {
    "accounts/allauth_internals.py": ("django-allauth", "tests/accounts/test_allauth_internals.py"),
    "nap_tracker/library_words.py": ("django", "tests/accounts/test_library_words.py"),
    "reports/renderers/pdf_drawn.py": ("weasyprint", "tests/reports/renderers/test_pdf_slices.py"),
    "reports/renderers/pdf_slices.py": ("weasyprint", "tests/reports/renderers/test_pdf_slices.py"),
    "reports/renderers/pdf_tags.py": ("weasyprint", "tests/reports/renderers/test_pdf_tags.py"),
}
# They begin like private names, but their documentation gives them to everybody.
DOCUMENTED = {
    "_default_manager",  # Django
    "_meta",  # Django
    "_replace",  # named tuples
    "_exit",  # os
    "_history_user",  # django-simple-history
    "_Element",  # lxml: what its functions return
    "_typeshed",  # mypy
}


def is_private(name: str) -> bool:
    return (name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED) or name == "internal"


def private_parts(source: str) -> Iterator[str]:
    """What a module takes from others that they keep to themselves: names imported, and attributes of their objects."""
    tree = ast.parse(source)
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            path = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
            parts = [part for name in [path, *names] for part in name.split(".")]
            if any(map(is_private, parts)):
                yield ".".join([path, *names]).strip(".")
        elif isinstance(node, ast.Attribute) and is_private(node.attr):
            of_own = isinstance(node.value, ast.Name) and node.value.id in {"self", "cls", *own}
            if not of_own:
                yield ast.unparse(node)


def test_private_parts_of_libraries_are_used_where_it_is_said_and_nowhere_else():
    found = {}
    for package in PRODUCT:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts and (parts := list(private_parts(path.read_text()))):
                found[path.relative_to(ROOT).as_posix()] = parts
    assert {place: parts for place, parts in found.items() if place not in PRIVATE} == {}
    assert sorted(found) == sorted(PRIVATE)


@pytest.mark.parametrize(("library", "test"), PRIVATE.values())
def test_library_with_private_parts_in_use_has_an_upper_bound_and_a_test(library, test):
    [wanted] = [one for one in dependencies() if re.match(rf"{library}[\[<>=]", one)]
    assert re.search(r"<\d+(\.\d+)*$", wanted), wanted
    assert (ROOT / test).is_file()


def dependencies() -> list[str]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("from lib.internal import thing", ["lib.internal.thing"]),
        ("from lib import _thing", ["lib._thing"]),
        ("import lib._inside", ["lib._inside"]),
        ("thing._cache = None", ["thing._cache"]),
        ("def f(self):\n    return self._cache + thing._meta.label", []),
        ("from lib import internal_note\nthing.internal_note", []),
    ],
)
def test_private_parts_are_found(source, parts):
    assert list(private_parts(source)) == parts


# --- Where packages come from -----------------------------------------------------------------------------------------


def addresses_in_lock(lock: str) -> list[str]:
    """The packages of a lock of node that say where they were fetched, and those that say no sum to be checked by."""
    packages = json.loads(lock)["packages"]
    return [name for name, about in packages.items() if name and ("resolved" in about or "integrity" not in about)]


def test_locks_hold_sums_and_no_addresses():
    assert addresses_in_lock((ROOT / "package-lock.json").read_text()) == []
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text().splitlines()
    for name in ("requirements.txt", "tests/requirements.txt", "tests/requirements-soak.txt"):
        lines = (ROOT / name).read_text().splitlines()
        assert [line for line in lines if "://" in line or line.startswith(("--index", "--extra-index", "-i "))] == []
        assert sum("--hash=" in line for line in lines) > sum("==" in line for line in lines)


def test_address_or_missing_sum_in_a_lock_is_found():
    lock = {"": {}, "a": {"integrity": "sha512-x"}, "b": {"integrity": "sha512-x", "resolved": "https://x"}, "c": {}}
    assert addresses_in_lock(json.dumps({"packages": lock})) == ["b", "c"]
