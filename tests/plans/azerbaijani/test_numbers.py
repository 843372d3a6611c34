"""Numbers found in running text that may be figures, and all those that are none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.azerbaijani import FoundNumber, find_numbers, long_date, ordinal, short_date
from tests.properties import examples


def found(text):
    """What was found, as (value, text, noun); values as text, so that 1,250 is not 1,25."""
    results = find_numbers(text)
    for item in results:
        assert text[item.start : item.end] == item.text
    return [(str(item.value), item.text, item.noun) for item in results]


def test_find_numbers_gives_value_place_text_and_noun():
    assert find_numbers("Çalışan 348 işçi 16 halda cəlb olunub.") == [
        FoundNumber(Decimal(348), "348", "işçi", 8, 11),
        FoundNumber(Decimal(16), "16", "halda", 17, 19),
    ]
    assert find_numbers("") == []
    assert find_numbers("Nümunə mətn") == []


@pytest.mark.parametrize(
    ("text", "value", "written", "noun"),
    [
        ("348 “işçi”", "348", "348", "işçi"),
        ("cəmi 12.", "12", "12", ""),
        ("0 hal", "0", "0", "hal"),
        ("100%", "100", "100", "%"),
        ("500 ₼", "500", "500", "₼"),
        ("1250 nəfər", "1250", "1250", "nəfər"),
        ("1 250 nəfər", "1250", "1 250", "nəfər"),
        ("1\u00a0250 nəfər", "1250", "1\u00a0250", "nəfər"),
        ("1.250 nəfər", "1250", "1.250", "nəfər"),
        ("589.454", "589454", "589.454", ""),
        ("1.250.000,5 manat", "1250000.5", "1.250.000,5", "manat"),
        ("1 250 000,75 AZN", "1250000.75", "1 250 000,75", "AZN"),
        ("1,250,000 nəfər", "1250000", "1,250,000", "nəfər"),
        ("12,5", "12.5", "12,5", ""),
        ("29,1 faiz", "29.1", "29,1", "faiz"),
        ("12,5 % artım", "12.5", "12,5", "%"),
        ("12.5 % artım", "12.5", "12.5", "%"),
        ("12.5 faiz", "12.5", "12.5", "faiz"),
        ("33 min 500 manat", "33500", "33 min 500", "manat"),
        ("33 min nəfər", "33000", "33 min", "nəfər"),
        ("33 mindən artıq nəfər", "33000", "33 min", "nəfər"),
        ("2 milyon", "2000000", "2 milyon", ""),
        ("2 milyon 300 min 500 nəfər", "2300500", "2 milyon 300 min 500", "nəfər"),
        ("2 milyon 500 nəfər", "2000500", "2 milyon 500", "nəfər"),
        ("1,5 milyon manat", "1500000", "1,5 milyon", "manat"),
        ("40 MİLYON MANAT", "40000000", "40 MİLYON", "MANAT"),
        ("5 minik avtomobili", "5", "5", "minik"),
        ("30-dan çox müqavilə layihəsi", "30", "30", "müqavilə"),
        ("1 250-dən artıq", "1250", "1 250", ""),
        ("500-ə yaxın iştirakçı", "500", "500", "iştirakçı"),
        ("sayı 348-dir", "348", "348", ""),
        ("onların 12-si qadındır", "12", "12", "qadındır"),
        ("35 nəfərinin", "35", "35", "nəfərinin"),
        ("16 (on altı) halda", "16", "16", "halda"),
        ("(ümmilikdə 14 nəfər)", "14", "14", "nəfər"),
        ("İŞÇİ SAYI: 348 NƏFƏR", "348", "348", "NƏFƏR"),
        ("24 saat ərzində", "24", "24", "saat"),
        ("12 mayor", "12", "12", "mayor"),
        ("2000-dən çox iştirakçı", "2000", "2000", "iştirakçı"),
        ("2021 nəfər", "2021", "2021", "nəfər"),
        ("2000 ilkin müraciət", "2000", "2000", "ilkin"),
        ("ən az 5 nəfər", "5", "5", "nəfər"),
        ("telefonla 348 müraciət", "348", "348", "müraciət"),
        ("5 telefon alınıb", "5", "5", "telefon"),
        ("348 halda\n16 nəfər", "348", "348", "halda"),
    ],
)
def test_find_numbers_reads(text, value, written, noun):
    assert found(text)[0] == (value, written, noun)


@pytest.mark.parametrize(
    "text",
    [
        # dates and years
        "04.11.2021-ci il tarixdə",
        "31.02.2021",
        "04-05.10.2021",
        "4 noyabr 2021-ci il",
        "4-5 oktyabr 2021-ci il tarixlərdə",
        "4 və 5 oktyabr 2021-ci il",
        "noyabrın 4-də",
        "iyunun 5-i",
        "ayın 15-i",
        "Cari ilin 17 mart tarixdə",
        "“28 May” stansiyası",
        "2021-ci il ərzində",
        "2020-2024-cü illər",
        "2020–2024-cü illər",
        "2020─2024",
        "2019 ildə",
        "2021 tədris ili",
        "(2021)",
        "2019-dan",
        # ordinals
        "3-cü",
        "33-cü sessiya",
        "1-ci və 2-ci",
        "2, 3 və 4-cü",
        "120 000-ci",
        # acts, letters, codes
        "377 nömrəli Qərar",
        "377 NÖMRƏLİ",
        "131 və 132 nömrəli",
        "26 saylı əmr",
        "958-IIQ nömrəli Qanun",
        "№ 436",
        "№436",
        "№-si 12",
        "nömrəsi: 12",
        "02/1847 nömrəli məktub",
        "AA1234567",
        "VÖEN 1234567890",
        "1234567890",
        "COVID-19",
        "“Miqrasiya Məktəbi-3” layihəsi",
        "A4",
        "007",
        "AZ 1065",
        # sub-points and articles
        "4.2",
        "4.2.10",
        "4.2.10-cu yarımbənd",
        "3.6-cı bənd",
        "bənd 4",
        "144-1-ci maddəsi",
        "7-ci maddə",
        "maddə 7",
        # telephones, addresses, hours
        "+994 12 555 01 02",
        "(012) 555-01-02",
        "012 555 01 02",
        "555-01-02",
        "(919 telefon nömrəsi)",
        "tel.: 919",
        "“860” xətti",
        "n5@example.az",
        "https://example.az/5?a=12",
        "www.example.az/12",
        "example.az/12",
        "14:30",
        "saat 15-də",
        "saat 10-dan 18-dək",
        # no single value
        "4-5 nəfər",
        "20 – 25 nəfər",
        "24/7",
        "2,3,4",
        "12-34-56",
        "5-lik sistem",
        "2 milyonluq",
        "min nəfər",
        "“10 ilə vətəndaşsızlığa son”",
        # list marks
        "1. Təlim",
        "  2) Təlim",
        "Nümunə\n3. Təlim",
    ],
)
def test_find_numbers_leaves_out(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2021-ci ildə 3 halda 6 nəfər", ["3", "6"]),
        ("1. Təlimlər 5 dəfə keçirilib.", ["5"]),
        ("389 vətəndaşdan 35 nəfərinin", ["389", "35"]),
        ("10 nəfər,20 qadın", ["10", "20"]),
        ("16 və 20 halda", ["16", "20"]),
        ("348 nəfər - 5 qadın", ["348", "5"]),
        ("12 555 01", ["12555"]),
        ("(919 telefon nömrəsi) 3 dildə", ["3"]),
        ("377 nömrəli Qərarla 5 nəfər", ["5"]),
        ("4.2.10-cu yarımbənd üzrə 12,5 %", ["12.5"]),
        ("saat 15-də 8 nəfər", ["8"]),
        ("04.11.2021-ci il tarixdə 14 nəfər", ["14"]),
        ("3 min 4 min", ["3000", "4000"]),
    ],
)
def test_find_numbers_among_others(text, values):
    assert [value for value, _text, _noun in found(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "Cəmi 5, 1" + "-1" * 10_000 + " x",
        "1, 2" + "/3" * 10_000 + " x",
        "7 və 1" + ".1" * 10_000 + " x",
        "1" + "-1, 2" * 10_000 + " x",
        "1 ya 2 " * 10_000 + "x",
    ],
    ids=["dashes", "strokes", "points", "commas", "or"],
)
def test_find_numbers_reads_a_row_of_numbers_once(text):
    """Each of these held a worker for minutes at a hundredth of the length, or could have."""
    assert [number for number in find_numbers(text) if number.value > 9] == []


def test_find_numbers_takes_no_noun_from_another_line_or_after_a_mark():
    assert found("cəmi 12\nhalda") == [("12", "12", "")]
    assert found("cəmi 12, halda") == [("12", "12", "")]
    assert found("16 və 20 halda") == [("16", "16", ""), ("20", "20", "halda")]


# The source document's own sentences with every kind of number it has.
DOCUMENT = """\
Dövlət Miqrasiya Xidmətinin 01.11.2021-ci il tarixli 02/1847 nömrəli məktubu ilə təqdim edilmişdir.
barədə” 2021-ci il 1 dekabr tarixli 377 nömrəli, 2013-cü il 10 sentyabr tarixli 252 nömrəli Qərarı
Çağrı Mərkəzinin - (919 telefon nömrəsi) 3 dildə - Azərbaycan, ingilis və rus dillərində fəaliyyəti (COVID-19)
Komitəsinin 33-cü sessiyası çərçivəsində 4-5 oktyabr 2021-ci il tarixlərdə Hökumətinin 3-cü dövrü məruzəsinə
hesabat dövrü ərzində miqrasiya orqanlarında çalışan 348 işçi 16 halda "İnsan alveri və məcburi əmək" mövzusu ilə bağlı
2021-ci ildə 3 halda 6 nəfər Əfqanıstan İslam Respublikası vətəndaşının
readmissiya edilmiş 389 vətəndaşdan 35 nəfərinin cəmiyyətə
"10 ilə vətəndaşsızlığa son" kampaniyası, Xidmətin 8 regional miqrasiya idarəsi
Xidmət tərəfindən 30-dan çox beynəlxalq müqavilə layihəsi, 21 may 2021-ci il tarixli 321-VIQ nömrəli Qanunu
4 sərhəd buraxılış məntəqələrində; məlumatlar 4.7.2-ci yarımbənddə qeyd olunmuşdur
04 noyabr 2021-ci il tarixdə əməkdaşları üçün (ümmilikdə 14 nəfər) “Miqrasiya Məktəbi-3” layihəsi
05 mart 2018-ci il tarixli, 26 nömrəli əmri; 31.05.2021-ci il və 04.06.2021-ci il tarixlərdə"""


def test_find_numbers_of_the_source_document():
    assert [(int(value), noun) for value, _text, noun in found(DOCUMENT)] == [
        (3, "dildə"),
        (348, "işçi"),
        (16, "halda"),
        (3, "halda"),
        (6, "nəfər"),
        (389, "vətəndaşdan"),
        (35, "nəfərinin"),
        (8, "regional"),
        (30, "beynəlxalq"),
        (4, "sərhəd"),
        (14, "nəfər"),
    ]


@examples(60)
@given(st.integers(0, 999_999_999), st.sampled_from([" ", "\u00a0", ".", ""]))
def test_find_numbers_reads_back_any_whole_number_however_it_is_grouped(number, mark):
    written = f"{number:,}".replace(",", mark)
    assert found(f"Nümunə mətn: cəmi {written} nəfər.") == [(str(number), written, "nəfər")]


@examples(60)
@given(st.integers(0, 9999), st.integers(0, 99))
def test_find_numbers_reads_back_any_decimal(whole, part):
    (number,) = find_numbers(f"cəmi {whole},{part:02} faiz")
    assert (number.value, number.text, number.noun) == (
        Decimal(f"{whole}.{part:02}"),
        f"{whole},{part:02}",
        "faiz",
    )


@examples(60)
@given(st.dates(), st.integers(1, 9999))
def test_find_numbers_finds_neither_dates_nor_ordinals(day, number):
    assert found(f"Nümunə {ordinal(number)} iclas {number} nömrəli əmrlə keçirilib") == []
    if 1800 <= day.year < 2100:
        assert found(f"{long_date(day)} tarixdə, {short_date(day)} tarixində keçirilib") == []


@examples(60)
@given(st.text(alphabet="0123459 .,-–:/()№%“”\nmincü+@aİı\u00a0\ue000", max_size=40))
def test_find_numbers_of_any_text_are_in_order_and_apart(text):
    end = 0
    for item in find_numbers(text):
        assert end <= item.start < item.end <= len(text)
        assert text[item.start : item.end] == item.text
        assert item.text[0] in "0123456789"
        assert item.value >= 0
        end = item.end
