"""Dates written and dates found in running text."""

from datetime import date

import pytest

from plans.azerbaijani import MONTHS, FoundDate, long_date, parse_dates, short_date


def found(text, year=None):
    """What was found, as (text, first[, last]) with ISO dates; the last only where it differs."""
    results = []
    for item in parse_dates(text, year):
        assert text[item.start : item.end] == item.text
        ends = (item.first,) if item.first == item.last else (item.first, item.last)
        results.append((item.text, *(day.isoformat() for day in ends)))
    return results


def test_long_date_and_short_date():
    assert long_date(date(2021, 11, 4)) == "4 noyabr 2021-ci il"
    assert long_date(date(2020, 7, 22)) == "22 iyul 2020-ci il"
    assert long_date(date(2000, 1, 1)) == "1 yanvar 2000-ci il"
    assert long_date(date(2023, 12, 31)) == "31 dekabr 2023-cü il"
    assert short_date(date(2021, 11, 4)) == "04.11.2021"
    assert short_date(date(2021, 1, 31)) == "31.01.2021"


def test_long_date_of_every_month_is_read_back():
    assert len(MONTHS) == 12
    for month in range(1, 13):
        day = date(2022, month, 28)
        assert found(long_date(day)) == [(long_date(day), day.isoformat())]
        assert found(short_date(day)) == [(short_date(day), day.isoformat())]


def test_parse_dates_gives_place_text_and_ends():
    text = "Görüş 4-5 oktyabr 2021-ci il tarixlərdə keçirilib."
    assert parse_dates(text) == [
        FoundDate(6, 28, "4-5 oktyabr 2021-ci il", date(2021, 10, 4), date(2021, 10, 5)),
    ]


# Short quotations of the real document.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Azərbaycan Respublikası Prezidentinin 2007-ci il 19 mart tarixli 560 nömrəli Fərmanı",
            [("2007-ci il 19 mart", "2007-03-19")],
        ),
        (
            "Nazirlər Kabinetinin 2009-cu il 3 sentyabr tarixli 131 nömrəli Qərarı",
            [("2009-cu il 3 sentyabr", "2009-09-03")],
        ),
        (
            "Nazirlər Kabinetinin 2013-cü il 10 sentyabr tarixli 252 nömrəli Qərarı",
            [("2013-cü il 10 sentyabr", "2013-09-10")],
        ),
        (
            "Xidmətinin 01.11.2021-ci il tarixli 02/1847 nömrəli məktubu ilə",
            [("01.11.2021-ci il", "2021-11-01")],
        ),
        ("2021-ci il 1 dekabr tarixli 377 nömrəli", [("2021-ci il 1 dekabr", "2021-12-01")]),
        (
            "Komitəsinin 33-cü sessiyası çərçivəsində 4-5 oktyabr 2021-ci il tarixlərdə",
            [("4-5 oktyabr 2021-ci il", "2021-10-04", "2021-10-05")],
        ),
        ("çərçivəsində 02 mart 2021-ci il tarixdə GUAM-ın", [("02 mart 2021-ci il", "2021-03-02")]),
        ('04.11.2021-ci il tarixdə "İnsan alverinə', [("04.11.2021-ci il", "2021-11-04")]),
        (
            "Azərbaycan Respublikasının 21 may 2021-ci il tarixli 321-VIQ nömrəli Qanunu",
            [("21 may 2021-ci il", "2021-05-21")],
        ),
        ("bağlı 16 dekabr 2021-ci il tarixdə", [("16 dekabr 2021-ci il", "2021-12-16")]),
        ("çərçivəsində 04 noyabr 2021-ci il tarixdə Miqrasiya", [("04 noyabr 2021-ci il", "2021-11-04")]),
        (
            "2021-ci ilin yanvar ayından etibarən həyata keçirilən və 2 iyul 2021-ci il tarixdə tamamlanan",
            [("2021-ci ilin yanvar ayından", "2021-01-01", "2021-01-31"), ("2 iyul 2021-ci il", "2021-07-02")],
        ),
        (
            "Eyni zamanda, 31.05.2021-ci il və 04.06.2021-ci il tarixlərdə",
            [("31.05.2021-ci il", "2021-05-31"), ("04.06.2021-ci il", "2021-06-04")],
        ),
        (
            "rəisinin 05 mart 2018-ci il tarixli, 26 nömrəli əmri ilə",
            [("05 mart 2018-ci il", "2018-03-05")],
        ),
        ("2020-ci ilin əvvəlindən etibarən dünyada yeni koronavirus (COVID-19)", []),
        ("2021-ci il ərzində Xidmətə daxil olmuş məktublarda", []),
        ("2021-ci ildə 3 halda 6 nəfər", []),
        ("2020-2024-cü illər üçün Milli Fəaliyyət Planı", []),
        ("Təlimlər barədə məlumatlar 4.7.2-ci yarımbənddə qeyd olunmuşdur.", []),
        ("Xidmət tərəfindən 30-dan çox beynəlxalq müqavilə", []),
        ("xidmətinin - (919 telefon nömrəsi) 3 dildə", []),
    ],
)
@pytest.mark.parametrize("year", [None, 2021])
def test_parse_dates_in_the_real_document(text, expected, year):
    assert found(text, year) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("04.11.2021", [("04.11.2021", "2021-11-04")]),
        ("4.1.2021.", [("4.1.2021", "2021-01-04")]),
        ("(04.11.2021)", [("04.11.2021", "2021-11-04")]),
        ("04.11.2021-cı il tarixli", [("04.11.2021-cı il", "2021-11-04")]),
        ("04.11.2021 -ci ildə", [("04.11.2021 -ci ildə", "2021-11-04")]),
        ("15-16.05.2021", [("15-16.05.2021", "2021-05-15", "2021-05-16")]),
        ("04.10.2021–08.10.2021", [("04.10.2021–08.10.2021", "2021-10-04", "2021-10-08")]),
        ("4 noyabr 2021", [("4 noyabr 2021", "2021-11-04")]),
        ("4 Noyabr 2021-ci ildən", [("4 Noyabr 2021-ci ildən", "2021-11-04")]),
        ("22 İYUL 2020-Cİ İL", [("22 İYUL 2020-Cİ İL", "2020-07-22")]),
        ("12 IYUN 2021", [("12 IYUN 2021", "2021-06-12")]),
        ("4\u00a0noyabr\n2021-ci\u00a0il", [("4\u00a0noyabr\n2021-ci\u00a0il", "2021-11-04")]),
        ("4–5 oktyabr 2021", [("4–5 oktyabr 2021", "2021-10-04", "2021-10-05")]),
        ("4\u25005 oktyabr 2021", [("4\u25005 oktyabr 2021", "2021-10-04", "2021-10-05")]),
        ("30 sentyabr – 2 oktyabr 2021", [("30 sentyabr – 2 oktyabr 2021", "2021-09-30", "2021-10-02")]),
        ("30 dekabr - 2 yanvar 2022", [("30 dekabr - 2 yanvar 2022", "2021-12-30", "2022-01-02")]),
        ("2021-ci ilin 17 martında", [("2021-ci ilin 17 martında", "2021-03-17")]),
        ("2021-ci il 4-5 oktyabr", [("2021-ci il 4-5 oktyabr", "2021-10-04", "2021-10-05")]),
        ("2000-ci il dekabrın 12-də", [("2000-ci il dekabrın 12-də", "2000-12-12")]),
        ("2021-ci ilin mayın 5-dək", [("2021-ci ilin mayın 5-dək", "2021-05-05")]),
        ("2021-ci il oktyabrın 4-5-də", [("2021-ci il oktyabrın 4-5-də", "2021-10-04", "2021-10-05")]),
        ("2021-ci il iyun ayının 6-da", [("2021-ci il iyun ayının 6-da", "2021-06-06")]),
        ("2021-ci il iyulun 4-dən 6-dək", [("2021-ci il iyulun 4-dən 6-dək", "2021-07-04", "2021-07-06")]),
        ("2024-cü ilin fevral ayı", [("2024-cü ilin fevral ayı", "2024-02-01", "2024-02-29")]),
        ("2021-ci ilin yanvar-mart ayları", [("2021-ci ilin yanvar-mart ayları", "2021-01-01", "2021-03-31")]),
        ("2021-ci ilin iyununda", [("2021-ci ilin iyununda", "2021-06-01", "2021-06-30")]),
    ],
)
@pytest.mark.parametrize("year", [None, 2015])
def test_parse_dates_of_every_form_with_a_year(text, expected, year):
    assert found(text, year) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Cari ilin 17 mart tarixdə "Azərbaycan', [("Cari ilin 17 mart", "2021-03-17")]),
        ("bu il 4-5 oktyabr tarixlərdə", [("bu il 4-5 oktyabr", "2021-10-04", "2021-10-05")]),
        ("hesabat ilinin may ayında", [("hesabat ilinin may ayında", "2021-05-01", "2021-05-31")]),
        ("ötən ilin 17 martından", [("ötən ilin 17 martından", "2020-03-17")]),
        ("növbəti il yanvarın 20-dək", [("növbəti il yanvarın 20-dək", "2022-01-20")]),
        ("17 mart tarixdə", [("17 mart", "2021-03-17")]),
        ("17 martda", [("17 martda", "2021-03-17")]),
        ("dekabrın 12-də", [("dekabrın 12-də", "2021-12-12")]),
        ("yanvarın 20-dək", [("yanvarın 20-dək", "2021-01-20")]),
        ("avqustun 6-sı", [("avqustun 6-sı", "2021-08-06")]),
        ("fevral ayında", [("fevral ayında", "2021-02-01", "2021-02-28")]),
    ],
)
def test_parse_dates_without_a_year_only_when_one_is_given(text, expected):
    assert found(text, 2021) == expected
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "hər il yanvarın 20-dək təqdim olunur",
        "həmin ilin 17 mart tarixdə",
        "“28 May” metrostansiyası",
        "5 mayor iştirak etmişdir",
        "dekabrın 12 nəfər",
        "dekabrın 12-ci günü",
        "2021-ci ilin dekabrın sonunda",
        "may olsun ki",
    ],
)
def test_parse_dates_leaves_what_is_no_date_of_the_year(text):
    assert found(text, 2021) == []


def test_parse_dates_does_not_reach_across_paragraphs():
    assert found("Cəmi 5\n\nmart 2021-ci il") == []
    assert found("Cəmi 5\nmart 2021-ci il") == [("5\nmart 2021-ci il", "2021-03-05")]


@pytest.mark.parametrize(
    "text",
    [
        "4.7.2-ci yarımbənd",
        "4.2.10-cu və 4.8.1-ci yarımbəndlər",
        "12.05.20",
        "1.4.2.2021",
        "04.11.2021.5",
        "04.11.20215",
        "02/1847 nömrəli",
        "04.11.2021/15 nömrəli",
        "02/04.11.2021 nömrəli",
        "№ 04.11.2021",
        "№04.11.2021",
        "№ 377",
        "321-VIQ",
        "589.454 manat",
        "12.13.5021",
    ],
)
@pytest.mark.parametrize("year", [None, 2021])
def test_parse_dates_leaves_numbers_of_acts_and_sub_points(text, year):
    assert found(text, year) == []


@pytest.mark.parametrize(
    "text",
    [
        "31.02.2021",
        "00.05.2021",
        "12.13.2021",
        "29 fevral 2021-ci il",
        "2019-cu il 29 fevral",
        "0 mart 2021",
        "30-5 oktyabr 2021",
        "08.10.2021–04.10.2021",
        "2021-ci ilin mart-yanvar ayları",
    ],
)
@pytest.mark.parametrize("year", [None, 2020])
def test_parse_dates_leaves_out_impossible_dates(text, year):
    assert found(text, year) == []


def test_parse_dates_keeps_possible_dates_beside_impossible_ones():
    assert found("31.02.2021 və 28.02.2021") == [("28.02.2021", "2021-02-28")]


def test_parse_dates_takes_the_longest_of_overlapping_dates():
    assert found("17 mart 2021-ci il 1 dekabr") == [("2021-ci il 1 dekabr", "2021-12-01")]
    assert found("17 mart 2021-ci il 1 may") == [("17 mart 2021-ci il", "2021-03-17")]


def test_parse_dates_does_not_begin_behind_a_hyphen():
    assert found("100-15 mart 2021") == []
    assert found("100 - 15 mart 2021") == [("15 mart 2021", "2021-03-15")]


def test_parse_dates_finds_nothing_in_an_empty_text():
    assert parse_dates("") == []


def test_parse_dates_takes_a_few_spaces_for_a_gap_and_many_for_none():
    text = "4" + " " * 200_000 + "mart 2021 4" + " " * 4 + "mart 2021"
    assert found(text) == [("4    mart 2021", "2021-03-04")]


@pytest.mark.parametrize("year", [0, 10_000, -1])
def test_parse_dates_refuses_an_impossible_year(year):
    with pytest.raises(ValueError, match="is not a year; give one from 1 to 9999"):
        parse_dates("17 mart", year)
