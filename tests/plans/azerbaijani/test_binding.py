"""Where a line may not end; in what is expected, “|” stands for the joiner and “_” for the fixed space."""

import pytest

from plans.azerbaijani import broken, unbroken


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2020–2024-cü illər üçün Plan", "2020–|2024-|cü_illər üçün Plan"),
        ("2024-cü il üzrə məlumatlar", "2024-|cü_il üzrə məlumatlar"),
        ("2019-cu ildən, 2021-ci ilin.", "2019-|cu_ildən, 2021-|ci_ilin."),
        ("4.2.10-cu yarımbənd", "4.2.10-|cu yarımbənd"),
        ("4.2.1–4.2.9 (2020-2024)", "4.2.1–|4.2.9 (2020-|2024)"),
        ("2020 – 2024", "2020_–_2024"),
        ("2020─2024-cü illər", "2020─|2024-|cü_illər"),
        ("10-dan 20-dək, 15-20 nəfər", "10-|dan 20-|dək, 15-|20 nəfər"),
        ("saat 8-də", "saat 8-|də"),
        # What stays as it is: an address, a date, a number by itself, a word that only begins like “il”, one with a number.
        ("mfp-2020-2024 /plans/2020-2024/", "mfp-2020-2024 /plans/2020-2024/"),
        ("07.09.2021, 12 nəfər, 3 il", "07.09.2021, 12 nəfər, 3 il"),
        ("2024-cü ilk gün", "2024-|cü ilk gün"),
        ("COVID-19-un, 2024-", "COVID-19-un, 2024-"),
        ("", ""),
    ],
)
def test_line_does_not_end_in_a_range_or_an_ordinal(text, kept):
    found = unbroken(text)
    assert found.replace("\u2060", "|").replace("\u00a0", "_") == kept
    assert unbroken(found) == found
    assert broken(found) == text


def test_what_is_broken_has_ordinary_spaces():
    assert broken("2024-\u2060\u2060cü\u00a0il") == "2024-cü il"
