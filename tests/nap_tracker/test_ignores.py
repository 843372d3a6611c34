"""What the checker of types is told to overlook: one place and one kind each time, with the reason beside it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("accounts", "nap_tracker", "plans", "reports")
IGNORE = re.compile(r"#\s*type:\s*ignore(?P<rest>.*)")
WITH_CODE_AND_REASON = re.compile(r"\[[a-z-]+(, [a-z-]+)*\]  # .{8,}")


def ignores_without_reason(source: str) -> list[str]:
    """The lines of a module that overlook more than one kind of message, or do not say why."""
    return [
        line.strip()
        for line in source.splitlines()
        if (found := IGNORE.search(line)) and not WITH_CODE_AND_REASON.fullmatch(found["rest"])
    ]


def test_every_ignore_has_its_code_and_its_reason():
    found = {}
    for package in PRODUCT:
        for path in sorted((ROOT / package).rglob("*.py")):
            if lines := ignores_without_reason(path.read_text()):
                found[path.relative_to(ROOT).as_posix()] = lines
    assert found == {}


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("x = y  # type: ignore", False),
        ("x = y  # type: ignore[attr-defined]", False),
        ("x = y  # type: ignore  # the library sets it", False),
        ("x = y  # type: ignore[attr-defined]  # the library sets it", True),
        ("x = y  # type: ignore[attr-defined, misc]  # the library sets it", True),
        ("x = y", True),
    ],
)
def test_ignore_needs_code_and_reason(line, is_told):
    assert (ignores_without_reason(line) == []) is is_told
