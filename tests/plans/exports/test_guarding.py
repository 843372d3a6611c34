"""No cell begins a formula, and what was guarded is read back to the letter."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.exports.guarding import guard, unguard

HARMFUL = st.text(alphabet="=+-@;\t\r\n'\" a＝\u00a0\u200b\u2003\ufeff", max_size=12)


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("=1+41", "'=1+41"),
        ("Protokol;=1+41", "Protokol;'=1+41"),
        ("Protokol\t@SUM(1)", "Protokol\t'@SUM(1)"),
        ("bir\n-2", "bir\n'-2"),
        ("bir\r\n+2", "bir\r\n'+2"),
        ('x;"=1"', 'x;\'"=1"'),
        (" =1", "' =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("x;\u200b=1", "x;'\u200b=1"),
        ("x\t\ufeff \u2003@a", "x\t'\ufeff \u2003@a"),
        ('x;"\u202f\u2060-1"', 'x;\'"\u202f\u2060-1"'),
        ("bir\n\u3000＝1", "bir\n'\u3000＝1"),
        ("\x0b\x0c=1", "'\x0b\x0c=1"),
        ("＝1", "'＝1"),
        ("\tbir", "'\tbir"),
        ("'=1", "''=1"),
    ],
)
def test_formula_is_guarded_wherever_a_cell_may_begin(text, guarded):
    assert guard(text) == guarded
    assert unguard(guarded) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4.2.10",
        "bir; iki",
        "a-b",
        "x = 1",
        "“=1”",
        "Naxçıvan’ın",
        "'bir'",
        "bir;\u00a0iki",
        "\u200bbir",
        "x\u00a0=\u00a01",
    ],
)
def test_plain_text_stays_as_it_is(text):
    assert guard(text) == unguard(text) == text


@given(HARMFUL)
def test_guarded_text_is_read_back_to_the_letter(text):
    assert unguard(guard(text)) == text


@given(HARMFUL)
def test_no_program_finds_a_formula_whatever_parts_its_cells(text):
    out = io.StringIO(newline="")
    csv.writer(out).writerow(["a", guard(text), "b"])
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(guard(text), newline=""), delimiter=separator) if separator != "," else ():
            assert not any(
                cell.lstrip(' "\u00a0\u200b\u2003\ufeff').startswith(("=", "+", "-", "@", "＝")) for cell in row
            ), row
