"""What titles and headings make of what was typed: quotes, capitals, numerals, stops, brackets, in every case."""

import pytest

from plans.azerbaijani import CASES
from reports.titles import consolidated_title, deepest, dossier_title, plan_title_in, sub_point_heading

# The title as typed; in quotes; its genitive, dative, accusative, locative, ablative.
TITLES = """
Yaşıl Bakı | “Yaşıl Bakı” | nın ya nı da dan
"Yaşıl Bakı" | “Yaşıl Bakı” | nın ya nı da dan
‘Yaşıl Bakı’ | “Yaşıl Bakı” | nın ya nı da dan
„Təmiz Şəki“ | “Təmiz Şəki” | nin yə ni də dən
"Yaşıl Bakı" Proqramı | “Yaşıl Bakı” Proqramı” | nın na nı nda ndan
«Yaşıl Bakı» Proqramı | “Yaşıl Bakı” Proqramı” | nın na nı nda ndan
“"Yaşıl Bakı" Proqramı” | “Yaşıl Bakı” Proqramı” | nın na nı nda ndan
Milli "Yaşıl Bakı" | “Milli “Yaşıl Bakı” | nın ya nı da dan
"Yaşıl Bakı" və "Sağlam Ailə" | “Yaşıl Bakı” və “Sağlam Ailə” | nin yə ni də dən
“Yaşıl “Bakı” Planı” | “Yaşıl “Bakı” Planı” | nın na nı nda ndan
Dövlət Proqramı ("Yol") | “Dövlət Proqramı (“Yol”)” | nın na nı nda ndan
MİLLİ FƏALİYYƏT PLANI | “MİLLİ FƏALİYYƏT PLANI” | nın na nı nda ndan
MİLLİ PLAN | “MİLLİ PLAN” | ın a ı da dan
YAŞIL BAKI | “YAŞIL BAKI” | nın ya nı da dan
YOL XƏRİTƏSİ | “YOL XƏRİTƏSİ” | nin nə ni ndə ndən
Paketi I | “Paketi I” | in ə i də dən
Paketi II | “Paketi II” | nin yə ni də dən
PAKETİ IV | “PAKETİ IV” | ün ə ü də dən
Proqram VI | “Proqram VI” | nın ya nı da dan
Proqram IX (2024) | “Proqram IX (2024)” | un a u da dan
Planın II hissəsi | “Planın II hissəsi” | nin nə ni ndə ndən
Milli Planı. | “Milli Planı” | nın na nı nda ndan
«Milli Planı.» | “Milli Planı” | nın na nı nda ndan
«Milli Planı». | “Milli Planı” | nın na nı nda ndan
Plan “Yaşıl Bakı.” | “Plan “Yaşıl Bakı” | nın ya nı da dan
Milli Planı… | “Milli Planı…” | nın na nı nda ndan
Azərbaycan 2030 | “Azərbaycan 2030” | un a u da dan
Strategiya 2020–2024 | “Strategiya 2020–2024” | ün ə ü də dən
Məktəb-6 | “Məktəb-6” | nın ya nı da dan
Rəqəmsal Dönüş 4.0 | “Rəqəmsal Dönüş 4.0” | ın a ı da dan
Ağac 10.000 | “Ağac 10.000” | in ə i də dən
Ağac 1 000 000 | “Ağac 1 000 000” | un a u da dan
Milli Plan (2020–2024) | “Milli Plan (2020–2024)” | ın a ı da dan
Milli Planı (MFP) | “Milli Planı (MFP)” | nın na nı nda ndan
Gənclik | “Gənclik” | in ə i də dən
Sağlamlıq | “Sağlamlıq” | ın a ı da dan
Əsasnamə | “Əsasnamə” | nin yə ni də dən
Konsepsiya | “Konsepsiya” | nın ya nı da dan
e-hökumət | “e-hökumət” | in ə i də dən
Su | “Su” | nun ya nu da dan
Yeni   Yol | “Yeni Yol” | un a u da dan
MFP | “MFP” | * planının planına planını planında planından
Milli MFP. | “Milli MFP” | * planının planına planını planında planından
Uşaq hüquqları və s. | “Uşaq hüquqları və s.” | * planının planına planını planında planından
Планы | “Планы” | * planının planına planını planında planından
""".strip().splitlines()


@pytest.mark.parametrize("row", TITLES)
def test_title_of_a_plan_in_every_case(row):
    typed, printed, endings = row.split(" | ")
    apart = " " if endings.startswith("* ") else ""
    expected = [printed + apart + ending for ending in endings.removeprefix("* ").split()]
    cases = ("genitive", "dative", "accusative", "locative", "ablative")
    assert [plan_title_in(typed, case) for case in cases] == expected
    assert set(cases) < set(CASES)


def test_titles_of_reports_bear_the_cases():
    assert consolidated_title('"Yaşıl Bakı" Proqramı', 2021, has_recommended=True) == (
        "“Yaşıl Bakı” Proqramı”nda nəzərdə tutulan tədbirlərin icraçı orqanlar (qurumlar) tərəfindən 2021-ci il ərzində"
        " icrası barədə ümumiləşdirilmiş"
    )
    assert dossier_title("YAŞIL BAKI.", "3.6", 2020, 2024).startswith(
        "“YAŞIL BAKI”nın 3.6-cı bəndinin 2020–2024-cü illər"
    )


MEASURES = """
Hazırlanması. | Hazırlanması
Hazırlanması.. | Hazırlanması
Hazırlanması.: | Hazırlanması
Hazırlanması .; | Hazırlanması
Hazırlanması? | Hazırlanması?
Hazırlanması?. | Hazırlanması?
Hazırlanması! | Hazırlanması!
Hazırlanması… | Hazırlanması…
Hazırlanması... | Hazırlanması…
Hazırlanması...; | Hazırlanması…
“Yol”. | “Yol”
“Yol.” | “Yol”
“Yol.”; | “Yol”
"Yol." | "Yol"
«Yol?» | «Yol?»
“Yol...” | “Yol…”
Yol (su). | Yol (su)
Təlim və s. | Təlim və s.
Təlim və s.; | Təlim və s.
“Təlim və s.” | “Təlim və s.”
Təlim və b.k. | Təlim və b.k.
Təlim və i. a. | Təlim və i. a.
""".strip().splitlines()


@pytest.mark.parametrize("row", MEASURES)
def test_measures_own_ending_meets_the_headings_bracket_well(row):
    typed, printed = row.split(" | ")
    heading = sub_point_heading("4.2.10", typed)
    assert heading == f"4.2.10-cu yarımbənd üzrə ({printed}):"
    assert ("." in printed[-2:]) == heading.replace("”):", "):").endswith(".):")


def test_stray_number_of_two_levels_does_not_name_a_plan_of_three():
    assert deepest(["4.1", "4.2.1", "4.3"]) == "4.2.1"
    assert deepest(["4.1", "4.2"]) == "4.1"
