"""No pattern that reads a person's text takes time that grows faster than the text: each is tried against texts of its own.

Patterns made at run time have their own test beside what makes them: `tests/plans/azerbaijani/test_matching.py`.
"""

import ast
import importlib
import pkgutil
import re
import types
from collections.abc import Iterator
from functools import cache

import pytest
from django.core.validators import RegexValidator
from django.urls import get_resolver
from django.urls.converters import get_converters

from tests.conftest import ROOT
from tests.patterns import MOST_GROWTH, Engine, worst_growth

PACKAGES = ("accounts", "nap_tracker", "plans", "reports")
SCRIPTS = ROOT / "nap_tracker" / "static"
ANCHORED = {"match", "fullmatch"}
# What makes a pattern of what is searched for, and has its own test.
AT_RUN_TIME = {"plans.azerbaijani.matching"}
# Read once at the beginning of a short text, which whoever calls it has cut.
CUT_BEFORE = {
    "reports.importer.parse.signature._FORMULAS": "140 characters",
    "reports.importer.parse.signature._GAPPED": "140 characters",
    "reports.importer.parse.signature._SPACED": "140 characters",
    # of the scripts, by themselves
    "0+$": "60 characters",
    r"\B(?=(\d{3})+$)": "15 digits",
    r"^(\(?)(.*?)([.):\-–]*)$": "40 characters",
    "plans.azerbaijani.ordinals._GROUPED_THOUSANDS": "the last 400 characters",
    "plans.azerbaijani.dates._ANOTHER_YEAR": "12 characters",
}


def modules() -> Iterator[types.ModuleType]:
    for package in PACKAGES:
        root = importlib.import_module(package)
        yield root
        for found in pkgutil.walk_packages(root.__path__, f"{package}."):
            if ".migrations" not in found.name and found.name != "nap_tracker.wsgi":
                yield importlib.import_module(found.name)


@cache
def source(module: types.ModuleType) -> str:
    with open(module.__file__ or "", encoding="utf-8") as file:
        return file.read()


def patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from patterns_in(one)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from patterns_in(one)


def is_anchored(module: types.ModuleType, name: str) -> bool:
    """Whether a constant is only ever asked what stands at a place."""
    uses = set(re.findall(rf"\b{name}\.(\w+)\(", source(module)))
    handed_on = re.search(rf"\b{name}\b(?!\.\w+\(|\s*=)", source(module))
    return bool(uses) and uses <= ANCHORED and not handed_on


def constants() -> dict[str, tuple[str, int, bool]]:
    """The patterns that stand in modules: where, the pattern, its flags, and whether it is looked for everywhere."""
    found: dict[str, tuple[str, int, bool]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for number, pattern in enumerate(patterns_in(value)):
                is_known = any(pattern.pattern == known[0] for known in found.values())
                if isinstance(pattern.pattern, str) and f"{name} " in source(module) and not is_known:
                    where = f"{module.__name__}.{name}" + (f"[{number}]" if number else "")
                    found[where] = (pattern.pattern, pattern.flags, not is_anchored(module, name))
    return found


def calls() -> dict[str, tuple[str, int, bool]]:
    """The patterns that stand as words in a call of a function of `re`; those compiled in a module are `constants`."""
    found: dict[str, tuple[str, int, bool]] = {}
    for module in modules():
        tree = ast.parse(source(module))
        inside = (node for body in tree.body if not isinstance(body, ast.Assign) for node in ast.walk(body))
        for node in inside:
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            is_of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            is_field = node.func.attr == "RegexField"
            if (
                (is_of_re or is_field)
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                where = f"{module.__name__}:{node.lineno}"
                found[where] = (node.args[0].value, 0, node.func.attr not in ANCHORED)
    return found


def validators() -> dict[str, tuple[str, int, bool]]:
    from django.apps import apps

    found: dict[str, tuple[str, int, bool]] = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            for validator in getattr(field, "validators", ()):
                if isinstance(validator, RegexValidator):
                    found[f"{model.__name__}.{field.name}:{type(validator).__name__}"] = (
                        validator.regex.pattern,
                        validator.regex.flags,
                        True,
                    )
    return found


def addresses() -> dict[str, tuple[str, int, bool]]:
    """The parts of addresses. An address has a bound of its own, the server's."""
    found = {f"<{name}>": (f"(?:{converter.regex})/x", 0, False) for name, converter in get_converters().items()}

    def walk(patterns: list, before: str) -> None:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            regex = pattern.pattern.regex
            if not hasattr(pattern.pattern, "_route") and hasattr(regex, "pattern"):
                found[route] = (regex.pattern, regex.flags, True)
            walk(getattr(pattern, "url_patterns", []), route)

    walk(get_resolver().url_patterns, "")
    return found


# A pattern in a script: not after what could be divided, and no comment.
LITERAL = re.compile(
    r"(?<![\w)\]/*<])(?<!/)/(?![*/\s])((?:\[(?:\\.|[^\]\\\n])*\]|\\.|[^/\\\n\[])+)/([dgimsuvy]*)(?=[\s.,;:)\]}]|$)",
    re.MULTILINE,
)


def literals() -> dict[str, tuple[str, int, bool]]:
    """The patterns of the scripts, as Python writes them."""
    found: dict[str, tuple[str, int, bool]] = {}
    for path in sorted(SCRIPTS.rglob("*.js")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.lstrip().startswith(("//", "*", "/*")):
                continue
            for match in LITERAL.finditer(line):
                flags = (re.IGNORECASE if "i" in match[2] else 0) | (re.DOTALL if "s" in match[2] else 0)
                where = f"{path.relative_to(SCRIPTS)}:{number}:{match.start(1)}"
                found[where] = (as_python(match[1]), flags, "y" not in match[2])
    return found


def as_python(pattern: str) -> str:
    pattern = pattern.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!").replace(r"\/", "/")
    pattern = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: re.escape(chr(int(code[1], 16))), pattern)
    pattern = pattern.replace(r"\p{Script=Cyrillic}", "[а-я]")
    return pattern.replace(r"\p{L}", "A-Za-zƏəıİ" if "[" in pattern else "[A-Za-zƏəıİ]").replace(r"\p{N}", "0-9")


@pytest.mark.parametrize(
    ("where", "pattern", "flags", "everywhere"),
    [
        pytest.param(where, *row, id=where)
        for kind in (constants, calls, validators, addresses, literals)
        for where, row in kind().items()
        if where not in CUT_BEFORE and row[0] not in CUT_BEFORE and where.rpartition(":")[0] not in AT_RUN_TIME
    ],
)
def test_repeats_of_a_pattern_do_not_overlap(where, pattern, flags, everywhere):
    growth, text = worst_growth(pattern, flags, everywhere=everywhere)
    assert growth <= MOST_GROWTH, (pattern, text)


def test_each_kind_is_found():
    for kind in (constants, calls, validators, addresses, literals):
        assert len(kind()) > 3, kind.__name__
    assert "plans.azerbaijani.numbers._CHUNK" in constants()
    assert any(where.startswith("nap_tracker/writing/paste/word.js") for where in literals())


OVERLAPPING = [
    (r"(a+)+b", True),
    (r"(?:5, 1)(?:-?[0-9./-]*){0,30}x", True),  # how `find_numbers` was
    (r"\s+terefinden", True),  # from each space of a row anew
    (r"\S*[\u00a0]+\S*", True),
    (r"[a-z]*\"?[a-z]*\s+", False),
    (r".*a.*b.*c", False),
    (r"<[^>]*>", True),  # from each of many signs to the end
]


@pytest.mark.parametrize(("pattern", "everywhere"), OVERLAPPING)
def test_a_pattern_whose_repeats_overlap_is_found(pattern, everywhere):
    assert worst_growth(pattern, everywhere=everywhere)[0] > MOST_GROWTH


HARMLESS = [
    (r"(?:a++)+b", False),
    (r"(?<!\s)\s+terefinden", True),
    (r"[a-z]*+(?:\"[a-z]*+)?\s+", False),
    (r"<[^<>]*>", True),
    (r"\s+x", False),
]


@pytest.mark.parametrize(("pattern", "everywhere"), HARMLESS)
def test_a_pattern_whose_repeats_do_not_overlap_is_passed(pattern, everywhere):
    assert worst_growth(pattern, everywhere=everywhere)[0] <= MOST_GROWTH


@pytest.mark.parametrize(
    "pattern",
    [r"(\w+)@(?P<a>x|y(?=z))\1?$", r"(?i)a{2,3}?b|^c", r"(?<!a)b++(?:cd)*", r"\bsaat\s{1,3}[^\W\d_]+", r"(?>ab|a)b?"],
)
@pytest.mark.parametrize("text", ["aab ABB c", "u@x u@yz", "abbcdcd", "x saat  bir", "aabb", "", "cc\n", "ab ab abb"])
def test_the_engine_matches_as_python_does(pattern, text):
    engine = Engine(pattern)
    for place in range(len(text) + 1):
        match = re.compile(pattern).match(text, place)
        assert engine.end_of(text, place) == (match.end() if match else None)
