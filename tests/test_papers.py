"""The papers say what is there: links lead somewhere, citations resolve, variables, targets and libraries are listed."""

import json
import math
import re
import tomllib
from pathlib import Path

import pytest

from plans.azerbaijani import ALPHABET, CASES, last_spoken_word, ordinal_suffix, with_case
from tests.nap_tracker.test_words import REPLACED

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAPERS = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
        *(ROOT / folder / "README.md" for folder in ("benchmarks", "fixtures")),
        *DOCS.rglob("*.md"),
    ]
)
SOURCES = ("accounts", "nap_tracker", "plans", "reports", "templates", "benchmarks", "tests")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def cells_of(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def rows_of(text: str) -> list[list[str]]:
    """The cells of every row of every table, heads too."""
    return [cells_of(line) for line in text.splitlines() if line.startswith("|")]


# --- Links ------------------------------------------------------------------------------------------------------------

CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def headings_of(text: str) -> list[str]:
    return HEADING.findall(re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def anchors_of(text: str) -> set[str]:
    """What a link can lead to within a paper: its headings, in small letters, without marks, spaces as hyphens."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings_of(text)}


def broken_links(text: str, place: Path) -> list[str]:
    """The links of a paper at the place that lead to no file, or to no heading of it."""
    broken = []
    for link in LINK.findall(CODE.sub("", text)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _hash, anchor = link.partition("#")
        target = (place.parent / path).resolve() if path else place
        if not target.exists() or (anchor and anchor not in anchors_of(text if target == place else read(target))):
            broken.append(link)
    return broken


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_links_of_papers_lead_somewhere(paper):
    assert broken_links(read(paper), paper) == []


def test_link_to_nothing_is_found():
    text = "## Mail and cron\n[a](b.md) ![c](docs/no.png) [d](#mail-and-cron) [e](#no) [f](README.md#no) `[g](h.md)`"
    assert broken_links(text, ROOT / "README.md") == ["b.md", "docs/no.png", "#no", "README.md#no"]
    assert broken_links("[a](glossary.md) [b](../README.md#start) [c](https://example.org/no)", DOCS / "a.md") == []


def test_every_decision_is_in_the_index():
    index = LINK.findall(read(DOCS / "decisions" / "README.md"))
    assert index == sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))
    for number, name in enumerate(index, 1):
        assert headings_of(read(DOCS / "decisions" / name))[0].startswith(f"{number}. "), name


def test_readme_is_short():
    assert len(read(ROOT / "README.md").splitlines()) <= 110


# --- Citations --------------------------------------------------------------------------------------------------------

CITATION = re.compile(r"""\b(domain|product)\.md(?:,? "([^"]+)"| (\d+(?:\.\d+)*))?""")


def unresolved_citations(text: str) -> list[str]:
    """The places of domain.md and product.md that the text cites and that are no heading there."""
    found = []
    for match in CITATION.finditer(text):
        paper, title, number = match.groups()
        headings = headings_of(read(DOCS / f"{paper}.md"))
        numbers = {heading.split(" ")[0].rstrip(".") for heading in headings}
        if (title and title not in headings) or (number and number not in numbers):
            found.append(match[0])
    return found


def test_every_citation_of_code_and_papers_resolves():
    files = [
        path
        for folder in SOURCES
        for kind in ("py", "html", "txt", "js", "css")
        for path in (ROOT / folder).rglob(f"*.{kind}")
    ]
    files = [path for path in files if path != Path(__file__)]
    assert sum(len(CITATION.findall(read(path))) for path in files) > 10
    unresolved = {name_of(path): found for path in [*files, *PAPERS] if (found := unresolved_citations(read(path)))}
    assert unresolved == {}


def test_citation_of_nothing_is_found():
    text = '# domain.md 4.1, domain.md 9.9; product.md; product.md, "Who sees what"; product.md, "Who pays"'
    assert unresolved_citations(text) == ["domain.md 9.9", 'product.md, "Who pays"']


# --- Variables and targets --------------------------------------------------------------------------------------------


def variables_of_settings(text: str) -> set[str]:
    return set(re.findall(r"""\benv\.\w+\(\s*"([A-Z_]+)\"""", text))


def variables_of_script(text: str) -> set[str]:
    """What a shell script takes from its environment: what it has a default for."""
    return set(re.findall(r"\$\{([A-Z_]+):-", text))


def variables_listed(text: str) -> set[str]:
    """The variables that tables have a row for."""
    return {name for first, *_more in rows_of(text) for name in re.findall(r"`([A-Z_]+)`", first)}


def test_every_variable_has_a_row_and_every_row_a_variable():
    wanted = variables_of_settings(read(ROOT / "nap_tracker/settings.py"))
    for script in ("run", "serve"):
        wanted |= variables_of_script(read(ROOT / ".make" / script))
    assert variables_listed(read(DOCS / "operations.md")) == wanted


def numbers_set(text: str) -> dict[str, int]:
    """The variables of settings whose default is a number, or numbers multiplied, in production and elsewhere alike."""
    found = re.findall(r'env\.int\("([A-Z_]+)", default=([0-9][0-9_* ]*)\)(?! if)', text)
    return {name: math.prod(int(factor) for factor in factors.split("*")) for name, factors in found}


def numbers_listed(text: str) -> dict[str, int]:
    rows = [row for row in rows_of(text) if len(row) == 3]
    return {row[0].strip("`"): int(row[1].strip("`")) for row in rows if re.fullmatch(r"`[0-9]+`", row[1])}


def test_numbers_that_are_listed_are_the_defaults():
    wanted = numbers_set(read(ROOT / "nap_tracker/settings.py"))
    listed = numbers_listed(read(DOCS / "operations.md"))
    assert len(wanted) > 5
    assert {name: listed.get(name) for name in wanted} == wanted


def test_default_that_is_another_is_found():
    assert numbers_set('A = env.int("A", default=2 * 60)\nB = env.int("B", default=1) if C else 0') == {"A": 120}
    assert numbers_listed("| `A` | `120` | why |\n| `B` | `x` | why |") == {"A": 120}


def test_variables_are_found_where_they_are_read_and_listed():
    assert variables_of_settings('A = env.int("A_B", default=1)\nenv.str(\n    "C")\nenviron["D"]') == {"A_B", "C"}
    assert variables_of_script("export A=${A:-$PWD} B=$C\nrm ${D}") == {"A"}
    assert variables_listed("| `A`, `B_C` | `D` |\n`E`") == {"A", "B_C"}


def targets_of(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def targets_named(text: str) -> set[str]:
    """The targets that a paper names in code: `make run`, or a line of a block."""
    return set(re.findall(r"(?:`|^)make ([a-z][a-z-]*)", text, re.MULTILINE))


def test_every_target_that_papers_name_is_there():
    targets = targets_of(read(ROOT / "Makefile"))
    named = {target for paper in PAPERS for target in targets_named(read(paper))}
    assert {"run", "test"} <= named
    assert named - targets == set()


def test_every_target_is_named_for_contributors():
    named = targets_named(read(ROOT / "CONTRIBUTING.md"))
    assert targets_of(read(ROOT / "Makefile")) - named - {"setup-test", "setup-soak"} == set()


def test_targets_are_found_where_they_are_made_and_named():
    assert targets_of(".PHONY: a\nrun: setup ## serve\n\tmake x\nPYTHON := y\ntest-all:\n") == {"run", "test-all"}
    assert targets_named("```\nmake run  # now\n```\n`make nowhere` and we make do") == {"run", "nowhere"}


# --- Libraries --------------------------------------------------------------------------------------------------------


def libraries_of(pyproject: str, package: str = "{}") -> set[str]:
    """The names of what pyproject.toml and package.json ask for."""
    project, scripts = tomllib.loads(pyproject)["project"], json.loads(package)
    wanted = [
        *project["dependencies"],
        *(name for names in project["optional-dependencies"].values() for name in names),
    ]
    names = {re.match(r"[\w.-]+", requirement)[0].lower() for requirement in wanted}
    return names | scripts.get("dependencies", {}).keys() | scripts.get("devDependencies", {}).keys()


def libraries_listed(readme: str) -> set[str]:
    """The names in the table of dependencies; those for tests have the word before them, extras are in brackets."""
    names = [name for first, *_why in rows_of(readme) for name in first.removeprefix("*test*").split(",")]
    return {re.sub(r"\[.*\]", "", name).strip() for name in names}


def test_every_library_has_its_reason_in_readme():
    wanted = libraries_of(read(ROOT / "pyproject.toml"), read(ROOT / "package.json"))
    assert len(wanted) > 30
    assert wanted - libraries_listed(read(ROOT / "README.md")) == set()


def test_library_without_a_row_is_found():
    project = '[project]\ndependencies = ["Django>=5.2,<5.3", "nh3"]\noptional-dependencies.test = ["coverage[toml]"]'
    wanted = libraries_of(project, '{"devDependencies": {"@types/node": "24"}}')
    assert wanted == {"django", "nh3", "coverage", "@types/node"}
    assert wanted - libraries_listed("| django[x], @types/node | why |\n| *test* coverage | why |") == {"nh3"}


# --- Facts and words --------------------------------------------------------------------------------------------------


def measures_listed(text: str) -> dict[str, str]:
    return {row[0]: row[1] for row in rows_of(text) if len(row) == 2 and re.fullmatch(r"\d(\.\d+)+", row[0])}


def test_measures_of_the_paper_are_those_of_the_reference_data():
    records = json.loads(read(ROOT / "fixtures" / "reference.json"))
    points = [record["fields"] for record in records if record["model"] == "plans.subpoint"]
    assert measures_listed(read(DOCS / "domain.md")) == {point["number"]: point["measure"] for point in points}


def wrong_suffixes(text: str) -> list[str]:
    """The rows of the table of ordinals that the code would write otherwise."""
    wrong = []
    for row in rows_of(text):
        if len(row) != 8 or not row[0].isdecimal():
            continue
        number = int(row[0])
        cases = [with_case(row[0], case).removeprefix(row[0]) for case in CASES[1:]]
        if row[1:] != [last_spoken_word(number), ordinal_suffix(number), *cases]:
            wrong.append(row[0])
    return wrong


def test_table_of_ordinals_and_alphabet_are_those_of_the_code():
    text = read(DOCS / "domain.md")
    assert len([row for row in rows_of(text) if len(row) == 8]) == 2 + 23
    assert wrong_suffixes(text) == []
    assert " ".join(ALPHABET) in text


def test_wrong_suffix_and_measure_are_found():
    assert wrong_suffixes("| 6 | altı | -cı | -nın | -ya | -nı | -da | -dan |") == []
    assert wrong_suffixes("| 6 | altı | -cu | -nın | -ya | -nı | -da | -dan |") == ["6"]
    assert measures_listed("| 4.2.1 | Nümunə |\n| 1 | heç nə |\n| 4.2.2 | a | b |") == {"4.2.1": "Nümunə"}


# State bodies are what they are in English; the glossary lists the words that are not used.
UNUSED = REPLACED.keys() - {"bodies"}


def unused_words_in(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Za-z]+", CODE.sub("", text))} & UNUSED


@pytest.mark.parametrize("paper", [paper for paper in PAPERS if paper.name != "glossary.md"], ids=name_of)
def test_papers_use_the_words_of_the_glossary(paper):
    assert unused_words_in(read(paper)) == set()


def test_unused_word_is_found_in_a_paper():
    assert unused_words_in("What state bodies owe, `owed` not.") == {"owe"}
