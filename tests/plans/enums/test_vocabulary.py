"""A state or a move is named once: every mapping by state or move knows all of them, and nobody writes their names."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import models
from django.utils import translation

import accounts
import plans
import reports
from accounts.models import AttemptKind
from plans.enums import (
    ACTIONS,
    NOT_STARTED,
    STATE_CHOICES,
    STATE_ORDER,
    STATES,
    STATUSES,
    EntryAction,
    EntryGroup,
    EntryState,
    ImplementationStatus,
    MailKind,
    NoticeKind,
    Tone,
    mail_kind_label,
)
from plans.workflow import MOVES, moves_to

ROOT = Path(__file__).resolve().parents[3]
PRODUCT = ("plans", "reports", "nap_tracker", "accounts")

# Mappings that are meant to know some of them only, with the reason.
PARTIAL = {
    ("plans.samples.demo", "DMX_2024"): "by sub-point",
    ("plans.views.bulk_result", "TITLES"): "what is done with many entries at once",
}


def modules() -> Iterator:
    for package in (plans, reports):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in found.name:
                yield importlib.import_module(found.name)


def mappings_by(kind: type) -> list[tuple[str, str, dict]]:
    """(module, name, mapping) of every mapping of a module whose keys are of the kind."""
    found = []
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, dict) and any(isinstance(key, kind) for key in value):
                found.append((module.__name__, name, value))
    return found


@pytest.mark.parametrize("kind", [EntryState, EntryAction, ImplementationStatus])
def test_every_mapping_by_state_action_or_status_knows_all_of_them(kind):
    mappings = mappings_by(kind)
    assert mappings
    incomplete = {
        (module, name): sorted(set(kind) - set(mapping))
        for module, name, mapping in mappings
        if not set(kind) <= set(mapping) and (module, name) not in PARTIAL
    }
    assert incomplete == {}


def test_mapping_that_lacks_a_state_is_found(monkeypatch):
    from plans.enums import entry

    monkeypatch.setattr(entry, "STATES", {EntryState.DRAFT: STATES[EntryState.DRAFT]})
    found = {name for module, name, mapping in mappings_by(EntryState) if not set(EntryState) <= set(mapping)}
    assert found == {"STATES"}


def test_facts_name_each_state_and_what_was_not_started():
    assert set(STATES) == {*EntryState.values, NOT_STARTED}
    assert sorted(STATE_ORDER) == sorted(str(state) for state, _label in STATE_CHOICES)
    assert [state for state in STATES if STATES[state].counted_as not in {"", *STATES}] == []
    assert len({facts.sign for facts in STATES.values()}) == len(STATES)
    assert {facts.group for facts in STATES.values()} | {EntryGroup.READY, EntryGroup.RECOMMENDED} == set(EntryGroup)


def test_fixed_states_say_why_and_writers_are_led_on():
    for state, facts in STATES.items():
        assert bool(str(facts.why_fixed)) == (state != NOT_STARTED and not facts.is_editable), state
        assert str(facts.opens_with), state
        assert facts.is_delivered or not facts.is_accepted, state


def test_facts_name_each_action_and_the_table_moves_by_each():
    assert set(ACTIONS) == set(EntryAction) == set(MOVES)
    assert [move.action for move in MOVES.values() if move.action != EntryAction(move.action)] == []
    for action, move in MOVES.items():
        facts = ACTIONS[action]
        assert bool(str(facts.done)) == move.on_page, action
        reason = (facts.reason_label, facts.reason_help, facts.reason_button)
        assert [bool(str(words)) for words in reason] == [move.needs_reason] * 3, action
        assert move.needs_reason or not move.gives_back, action
        assert facts.notice is not None or not facts.tells_writers, action


@pytest.mark.parametrize("state", EntryState.values)
def test_moves_lead_to_every_state_one_after_the_other(state):
    at = EntryState.DRAFT
    for move in moves_to(state):
        assert at in move.sources
        at = move.target
    assert at == state


# --- On the page ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATE_ORDER)
def test_every_state_is_drawn_on_pages(state):
    styles = (ROOT / "nap_tracker/static/nap_tracker/base/states.css").read_text()
    [tones] = [line for line in styles.splitlines() if line.startswith(f".is-{state}, .overview .{state} {{")]
    tone = STATES[state].tone
    assert f"--tone: var(--{tone})" in tones
    assert f'--mark: url("../base/marks/{state}.svg")' in tones
    assert (ROOT / f"nap_tracker/static/nap_tracker/base/marks/{state}.svg").is_file()
    assert (ROOT / f"templates/components/marks/{state}.html").is_file()


@pytest.mark.parametrize("status", [status for status, facts in STATUSES.items() if facts.sign])
def test_every_status_is_drawn_on_pages(status):
    assert (ROOT / f"nap_tracker/static/nap_tracker/base/marks/{status}.svg").is_file()
    assert STATUSES[status].tone in Tone


# --- In code ----------------------------------------------------------------------------------------------------------

# Words of states and moves that mean nothing else in this code base; "draft", "return", "lock" and the like do.
NAMES = {"take_back", "take_into_review", "not_started", "submitted", "approved"}
OTHER_MEANINGS = {
    ("plans/overview/queries/overview_table.py", "submitted"),  # "submitted late", in the address
    # `Entry.submitted`, the revision that observers read:
    ("plans/queries/entry.py", "submitted"),
    ("plans/queries/reading.py", "submitted"),
    ("plans/samples/seeding.py", "submitted"),
    ("plans/workflow/applying.py", "submitted"),
}


def names_written(source: str) -> set[str]:
    """The names of states and moves that a module writes as strings; not docstrings, not keys of keyword arguments."""
    return {
        node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant) and node.value in NAMES
    }


def test_no_module_but_the_vocabulary_writes_the_name_of_a_state_or_move():
    found = {}
    for package in PRODUCT:
        for path in sorted((ROOT / package).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if "/migrations/" in place or place.startswith("plans/enums/"):
                continue
            names = {name for name in names_written(path.read_text()) if (place, name) not in OTHER_MEANINGS}
            if names:
                found[place] = names
    assert found == {}


def test_written_name_is_found():
    assert names_written('if move.action == "take_back": pass') == {"take_back"}
    assert names_written('"""Not submitted."""\nlabel = "Submitted"') == set()


# --- In words ---------------------------------------------------------------------------------------------------------

UNSEEN = {AttemptKind}  # counted, on no page


def choices_of(package) -> set[type[models.TextChoices]]:
    """Every list of values that a module of the package has."""
    return {
        value
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if ".migrations" not in found.name
        for value in vars(importlib.import_module(found.name)).values()
        if isinstance(value, type)
        and issubclass(value, models.TextChoices)
        and value.__module__.partition(".")[0] == package.__name__
    }


@pytest.mark.parametrize("language", ["az", "en"])
def test_every_value_has_its_words(language):
    lists = choices_of(plans) | choices_of(reports) | choices_of(accounts)
    assert len(lists) > 20
    with translation.override("en"):
        english = {member: str(member.label) for kind in lists - UNSEEN for member in kind}
    with translation.override(language):
        words = {member: str(member.label) for member in english}
    silent = [member for member in words if not words[member] or words[member] == member.value]
    assert silent == []
    if language == "az":
        assert [member for member in words if words[member] == english[member]] == []


@pytest.mark.parametrize("language", ["az", "en"])
def test_every_mail_is_called_by_its_words(language):
    with translation.override(language):
        words = {kind: mail_kind_label(kind) for kind in (*NoticeKind.values, *MailKind.values, "invitation-12")}
    assert [kind for kind in words if words[kind] in ("", kind)] == []
    assert words["invitation-12"] == words["invitation"] != words["reminder"]
    with pytest.raises(ValueError, match="nothing"):
        mail_kind_label("nothing")
