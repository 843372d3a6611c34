"""Azerbaijani in the database: the same order and the same finds on SQLite and on PostgreSQL."""

import random

import pytest
from django.db import connection

from plans.azerbaijani import sort_key
from plans.models import Agency, AgencyName, Entry, Section, SubPoint

pytestmark = pytest.mark.django_db

IN_ORDER = [
    "Ağdam", "az", "Az", "Bakı", "Cəlilabad", "Çay", "Dəniz", "Elm", "Əmək", "Fövqəladə", "Gəncə", "Ğ", "Həkim", "Xidmət",
    "ılğım", "Isıtma", "idarə", "İnsan", "Jurnal", "Kino", "Qəbələ", "Lerik", "Milli", "Naxçıvan", "Ordu", "Öküz", "Park",
    "Rəqəm", "Səhiyyə", "Şəki", "Təhsil", "Ulu", "Ülkər", "Vergi", "Yol", "Zaqatala",
]  # fmt: skip


def add_names(names: list[str]) -> None:
    for number, name in enumerate(names):
        agency = Agency.objects.create(code=f"N{number}")
        AgencyName.objects.create(agency=agency, nominative=name, genitive="x", official="x", official_genitive="x")


def measures_with(text: str) -> list[str]:
    return list(
        SubPoint.objects.filter(measure_folded__az_icontains=text).order_by("number").values_list("number", flat=True)
    )


@pytest.fixture
def measures(db, plan):
    """Gives sub-points 4.2.1, 4.2.4, 4.2.9, 4.2.10 the texts of the call, in this order."""

    def write(*texts: str) -> None:
        SubPoint.objects.all().delete()
        section = Section.objects.get(number="4.2")
        for number, text in zip(("4.2.1", "4.2.4", "4.2.9", "4.2.10"), texts, strict=False):
            SubPoint.objects.create(section=section, number=number, measure=text)

    return write


def test_names_are_ordered_by_the_azerbaijani_alphabet():
    shuffled = random.Random(20).sample(IN_ORDER, len(IN_ORDER))
    add_names(shuffled)
    assert list(AgencyName.objects.order_by("nominative").values_list("nominative", flat=True)) == IN_ORDER
    assert list(AgencyName.objects.order_by("-nominative").values_list("nominative", flat=True)) == IN_ORDER[::-1]


def test_database_orders_as_python_does():
    names = [
        "4-cü idarə",
        "10-cu idarə",
        "“Ayna”",
        "A-B",
        "A B",
        "AB",
        "a b",
        "Ən",
        "ən",
        "Wien",
        "Zeynəb",
        "â",
        "a",
        "b",
    ]
    add_names(names)
    stored = list(AgencyName.objects.order_by("nominative").values_list("nominative", flat=True))
    assert stored == sorted(names, key=sort_key)


@pytest.mark.parametrize("searched", ["İNSAN", "insan", "İnsan", "insan ALVERİ", "  insan\u00a0 alveri "])
def test_search_finds_the_word_in_any_case(measures, searched):
    measures("insan alveri", "İNSAN ALVERİ", "İnsan alverinə qarşı", "ınsan alverı")
    assert measures_with(searched) == ["4.2.1", "4.2.4", "4.2.9"]


@pytest.mark.parametrize("searched", ["ISIQ", "ısıq", "Isıq"])
def test_search_keeps_dotless_i_apart_from_dotted(measures, searched):
    measures("ISIQ", "ısıq", "isiq", "İSİQ")
    assert measures_with(searched) == ["4.2.1", "4.2.4"]


def test_search_for_dotted_insan_does_not_find_dotless(measures):
    measures("ınsan", "INSAN")
    assert measures_with("insan") == []
    assert measures_with("INSAN") == ["4.2.1", "4.2.4"]


@pytest.mark.parametrize(
    ("searched", "found"),
    [("100%", ["4.2.1"]), ("%", ["4.2.1"]), ("_", ["4.2.4"]), ("a_b", ["4.2.4"]), ("\\", ["4.2.9"]), ("'", ["4.2.10"])],
)
def test_search_takes_wildcards_literally(measures, searched, found):
    measures("100% icra", "fayl a_b adı", "yol c:\\x", "d'Arc axb")
    assert measures_with(searched) == found


def test_search_sees_every_kind_of_quote_and_dash_as_one(measures):
    measures("“Plan” 2020–2024", 'adi "Plan" 2020-2024')
    assert measures_with('"plan" 2020-2024') == ["4.2.1", "4.2.4"]
    assert measures_with("«PLAN» 2020—2024") == ["4.2.1", "4.2.4"]


def test_entries_can_be_searched_too(write_entry):
    write_entry("4.2.9", "<p>Təlimə <strong>348</strong> ƏMƏKDAŞ</p>")
    assert Entry.objects.filter(narrative_folded__az_icontains="348 əməkdaş").count() == 1
    assert Entry.objects.filter(narrative_folded__az_icontains="349 əməkdaş").count() == 0


def lower_and_upper(text: str) -> tuple[str, str]:
    with connection.cursor() as cursor:
        collate = ' COLLATE "az_icu"' if connection.vendor == "postgresql" else ""
        cursor.execute(f"SELECT LOWER(%s{collate}), UPPER(%s{collate})", [text, text])
        return cursor.fetchone()


@pytest.mark.parametrize(
    ("text", "small", "capital"),
    [
        ("İnsan", "insan", "İNSAN"),
        ("Işıq", "ışıq", "IŞIQ"),
        ("ƏğŞç", "əğşç", "ƏĞŞÇ"),
        ("4.2.10-cu", "4.2.10-cu", "4.2.10-CU"),
    ],
)
def test_lower_and_upper_of_the_database_know_dotted_and_dotless_i(text, small, capital):
    assert lower_and_upper(text) == (small, capital)


def test_lower_and_upper_of_nothing_is_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT LOWER(NULL), UPPER(NULL)")
        assert cursor.fetchone() == (None, None)
