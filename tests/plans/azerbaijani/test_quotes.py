"""Quotation marks of titles, as official papers print them."""

import pytest

from plans.azerbaijani import curled, quoted


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('"Yaşıl Bakı" və «Təmiz Şəki»', "“Yaşıl Bakı” və “Təmiz Şəki”"),
        ("„Yaşıl Bakı“, ‹Şəki›, ‘Su’, ''Yol''", "“Yaşıl Bakı”, “Şəki”, “Su”, ““Yol””"),
        ("»Yaşıl Bakı«, ”Şəki”, “Su“", "“Yaşıl Bakı”, “Şəki”, “Su”"),
        ('Proqram ("Yol") – "Su"', "Proqram (“Yol”) – “Su”"),
        ("Plan'ın, BMT’nin sözü", "Plan'ın, BMT’nin sözü"),
        ("« Yaşıl Bakı »", "“ Yaşıl Bakı ”"),
        ("Yaşıl Bakı", "Yaşıl Bakı"),
    ],
)
def test_marks_of_every_kind_become_those_of_official_papers(typed, printed):
    assert curled(typed) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Yaşıl Bakı", "“Yaşıl Bakı”"),
        ('"Yaşıl Bakı"', "“Yaşıl Bakı”"),
        ("“Yaşıl Bakı", "“Yaşıl Bakı”"),
        ("Yaşıl Bakı»", "“Yaşıl Bakı”"),
        ('"Yaşıl Bakı" Proqramı', "“Yaşıl Bakı” Proqramı”"),
        ('“"Yaşıl Bakı" Proqramı”', "“Yaşıl Bakı” Proqramı”"),
        ("“Yaşıl Bakı” Proqramı”", "“Yaşıl Bakı” Proqramı”"),
        ("Proqram “Yaşıl Bakı”", "“Proqram “Yaşıl Bakı”"),
        ("“Yaşıl “Bakı” Planı”", "“Yaşıl “Bakı” Planı”"),
        ("Yaşıl «Bakı» Planı", "“Yaşıl “Bakı” Planı”"),
    ],
)
def test_no_mark_of_a_title_is_printed_twice(typed, printed):
    assert quoted(typed) == printed
    assert quoted(printed) == printed
