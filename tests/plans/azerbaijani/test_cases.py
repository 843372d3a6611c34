"""Case suffixes of names, titles and numbers."""

import pytest

from plans.azerbaijani import CASES, with_case

OBLIQUE = ("genitive", "dative", "accusative", "locative", "ablative")
PLAN = "“Azərbaycan Respublikasında insan alverinə qarşı mübarizəyə dair 2020–2024-cü illər üçün Milli Fəaliyyət Planı”"


def declined(name, **options):
    return [with_case(name, case, **options) for case in OBLIQUE]


def test_cases_are_the_six_of_the_language():
    assert list(CASES) == ["nominative", "genitive", "dative", "accusative", "locative", "ablative"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Xidməti", "Xidmətinin Xidmətinə Xidmətini Xidmətində Xidmətindən"),
        ("Planı", "Planının Planına Planını Planında Planından"),
        ("Qrupu", "Qrupunun Qrupuna Qrupunu Qrupunda Qrupundan"),
        ("Bürosu", "Bürosunun Bürosuna Bürosunu Bürosunda Bürosundan"),
        ("Komitəsi", "Komitəsinin Komitəsinə Komitəsini Komitəsində Komitəsindən"),
        ("Bölgüsü", "Bölgüsünün Bölgüsünə Bölgüsünü Bölgüsündə Bölgüsündən"),
        ("Prokurorluğu", "Prokurorluğunun Prokurorluğuna Prokurorluğunu Prokurorluğunda Prokurorluğundan"),
    ],
)
def test_with_case_of_a_possessive_puts_n_before_the_suffix(name, expected):
    assert declined(name) == expected.split()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Əsasnamə", "Əsasnamənin Əsasnaməyə Əsasnaməni Əsasnamədə Əsasnamədən"),
        ("Komitə", "Komitənin Komitəyə Komitəni Komitədə Komitədən"),
        ("İdarə", "İdarənin İdarəyə İdarəni İdarədə İdarədən"),
        ("Xidmət", "Xidmətin Xidmətə Xidməti Xidmətdə Xidmətdən"),
        ("Aparat", "Aparatın Aparata Aparatı Aparatda Aparatdan"),
        ("Mərkəz", "Mərkəzin Mərkəzə Mərkəzi Mərkəzdə Mərkəzdən"),
        ("Şura", "Şuranın Şuraya Şuranı Şurada Şuradan"),
    ],
)
@pytest.mark.parametrize("possessive", [True, False])
def test_with_case_of_another_ending_is_plain_whatever_the_flag(name, expected, possessive):
    assert declined(name, possessive=possessive) == expected.split()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bakı", "Bakının Bakıya Bakını Bakıda Bakıdan"),
        ("Ağsu", "Ağsunun Ağsuya Ağsunu Ağsuda Ağsudan"),
        ("Şəki", "Şəkinin Şəkiyə Şəkini Şəkidə Şəkidən"),
        ("ütü", "ütünün ütüyə ütünü ütüdə ütüdən"),
        ("yarımbənd", "yarımbəndin yarımbəndə yarımbəndi yarımbənddə yarımbənddən"),
    ],
)
def test_with_case_of_a_plain_noun(name, expected):
    assert declined(name, possessive=False) == expected.split()


def test_with_case_reads_a_close_vowel_as_possessive_unless_told():
    assert with_case("ütü", "locative", possessive=False) == "ütüdə"
    assert with_case("ütü", "locative") == "ütündə"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bakı", "Bakıda"),
        ("“Yaşıl Bakı”", "“Yaşıl Bakı”da"),
        ("“Təmiz Şəki”", "“Təmiz Şəki”də"),
        ("“Sağlam Əhali”", "“Sağlam Əhali”də"),
        ("“Bakı Planı”", "“Bakı Planı”nda"),
    ],
)
def test_with_case_knows_words_that_end_so_by_themselves(name, expected):
    assert with_case(name, "locative") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("“Tədbirlər Paketi I”", "“Tədbirlər Paketi I”də"),
        ("“Proqram II”", "“Proqram II”də"),
        ("“Proqram III”", "“Proqram III”də"),
        ("“Proqram VI”", "“Proqram VI”da"),
        ("“PROQRAM X”", "“PROQRAM X”da"),
        ("“Proqram XL”", "“Proqram XL”da"),
        ("Proqram XIX", "Proqram XIX-da"),
        ("“Plan IIII”", None),
        ("“Plan VX”", None),
    ],
)
def test_with_case_reads_a_roman_numeral_as_its_number(name, expected):
    if expected is None:
        with pytest.raises(ValueError, match="abbreviation"):
            with_case(name, "locative")
    else:
        assert with_case(name, "locative") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Nazirlik", "Nazirliyin Nazirliyə Nazirliyi Nazirlikdə Nazirlikdən"),
        ("Agentlik", "Agentliyin Agentliyə Agentliyi Agentlikdə Agentlikdən"),
        ("Prokurorluq", "Prokurorluğun Prokurorluğa Prokurorluğu Prokurorluqda Prokurorluqdan"),
    ],
)
def test_with_case_softens_the_last_consonant_of_long_words(name, expected):
    assert declined(name) == expected.split()


@pytest.mark.parametrize(
    ("name", "genitive"),
    [
        ("Bank", "Bankın"),
        ("Blok", "Blokun"),
        ("Kapitalbank", "Kapitalbankın"),
        ("Hüquq", "Hüququn"),
        ("Ümumi Əmlak", "Ümumi Əmlakın"),
        ("“Agentlik”", "“Agentlik”in"),
    ],
)
def test_with_case_keeps_the_consonant_of_short_words_loan_words_and_quotations(name, genitive):
    assert with_case(name, "genitive") == genitive


def test_with_case_puts_the_suffix_outside_closing_quotes():
    assert with_case(PLAN, "locative") == PLAN + "nda"
    assert declined("“Planı”") == ["“Planı”nın", "“Planı”na", "“Planı”nı", "“Planı”nda", "“Planı”ndan"]
    assert with_case("“Əsasnamə”", "genitive") == "“Əsasnamə”nin"
    assert with_case("“Əsasnamə”", "locative") == "“Əsasnamə”də"
    assert with_case("“Repatriasiya Qaydaları”", "locative") == "“Repatriasiya Qaydaları”nda"
    assert with_case("“Qaydaları (indikatorları)”", "locative") == "“Qaydaları (indikatorları)”nda"


@pytest.mark.parametrize("name", ["«Milli Planı»", '"Milli Planı"', "“X “Milli Planı””", "„Milli Planı“", "‘Planı’"])
def test_with_case_knows_every_kind_of_closing_quote(name):
    assert with_case(name, "locative") == name + "nda"


def test_with_case_goes_on_from_the_word_after_a_quotation():
    assert with_case("“Miqrasiya Məktəbi-3” layihəsi", "genitive") == "“Miqrasiya Məktəbi-3” layihəsinin"


def test_with_case_passes_over_a_bracket_at_the_end():
    assert with_case("Dövlət Miqrasiya Xidməti (DMX)", "genitive") == "Dövlət Miqrasiya Xidmətinin (DMX)"
    assert with_case("“Milli Planı” (MFP)", "locative") == "“Milli Planı”nda (MFP)"
    assert with_case("Nümunə (2) Komitəsi", "dative") == "Nümunə (2) Komitəsinə"


@pytest.mark.parametrize(
    ("name", "genitive"),
    [
        ("Daxili İşlər Nazirliyi", "Daxili İşlər Nazirliyinin"),
        ("Dövlət Miqrasiya Xidməti", "Dövlət Miqrasiya Xidmətinin"),
        ("Azərbaycan Respublikasının Baş Prokurorluğu", "Azərbaycan Respublikasının Baş Prokurorluğunun"),
        ("Sosial Xidmətlər Agentliyi", "Sosial Xidmətlər Agentliyinin"),
        ("İnsan Alveri Qurbanlarına Yardım Mərkəzi", "İnsan Alveri Qurbanlarına Yardım Mərkəzinin"),
        ("Ali Məhkəməsi", "Ali Məhkəməsinin"),
        ("Məhkəmə-Hüquq Şurası", "Məhkəmə-Hüquq Şurasının"),
        ("Vəkillər Kollegiyası", "Vəkillər Kollegiyasının"),
        ("Nazirlər Kabineti", "Nazirlər Kabinetinin"),
        ("Prezidentinin Administrasiyası", "Prezidentinin Administrasiyasının"),
        ("Müvəkkilinin (Ombudsmanın) Aparatı", "Müvəkkilinin (Ombudsmanın) Aparatının"),
        ("şəhər, rayon icra hakimiyyəti", "şəhər, rayon icra hakimiyyətinin"),
    ],
)
def test_with_case_of_state_bodies(name, genitive):
    assert with_case(name, "genitive") == genitive


def test_with_case_of_the_issue_examples():
    assert with_case("Dövlət Miqrasiya Xidməti", "locative") == "Dövlət Miqrasiya Xidmətində"
    assert with_case("“…Planı”", "locative") == "“…Planı”nda"


def test_with_case_sets_the_suffix_of_a_title_in_capitals_in_capitals():
    assert with_case("DÖVLƏT MİQRASİYA XİDMƏTİ", "genitive") == "DÖVLƏT MİQRASİYA XİDMƏTİNİN"
    assert with_case("AGENTLİK", "dative") == "AGENTLİYƏ"
    assert with_case("“MİLLİ FƏALİYYƏT PLANI”", "locative") == "“MİLLİ FƏALİYYƏT PLANI”nda"
    assert with_case("Dövlət XİDMƏTi", "locative") == "Dövlət XİDMƏTində"


# The table of cardinal numbers: genitive, accusative, dative, locative, ablative.
CARDINALS = """
0 -ın -ı -a -da -dan
1 -in -i -ə -də -dən
2 -nin -ni -yə -də -dən
3 -ün -ü -ə -də -dən
4 -ün -ü -ə -də -dən
5 -in -i -ə -də -dən
6 -nın -nı -ya -da -dan
7 -nin -ni -yə -də -dən
8 -in -i -ə -də -dən
9 -un -u -a -da -dan
10 -un -u -a -da -dan
20 -nin -ni -yə -də -dən
30 -un -u -a -da -dan
40 -ın -ı -a -da -dan
50 -nin -ni -yə -də -dən
60 -ın -ı -a -da -dan
70 -in -i -ə -də -dən
80 -in -i -ə -də -dən
90 -ın -ı -a -da -dan
100 -ün -ü -ə -də -dən
900 -ün -ü -ə -də -dən
1000 -in -i -ə -də -dən
2000 -in -i -ə -də -dən
1000000 -un -u -a -da -dan
1000000000 -ın -ı -a -da -dan
21 -in -i -ə -də -dən
2020 -nin -ni -yə -də -dən
"""


@pytest.mark.parametrize("row", CARDINALS.strip().splitlines())
def test_with_case_of_cardinal_numbers(row):
    number, *suffixes = row.split()
    cases = ("genitive", "accusative", "dative", "locative", "ablative")
    assert [with_case(number, case) for case in cases] == [number + suffix for suffix in suffixes]


def test_with_case_of_a_name_ending_in_a_number():
    assert with_case("Miqrasiya Məktəbi-3", "genitive") == "Miqrasiya Məktəbi-3-ün"
    assert with_case("“Miqrasiya Məktəbi-3”", "genitive") == "“Miqrasiya Məktəbi-3”ün"


def test_with_case_nominative_changes_nothing():
    assert with_case("Dövlət Miqrasiya Xidməti", "nominative") == "Dövlət Miqrasiya Xidməti"
    assert with_case(" DMX ", "nominative") == " DMX "


def test_with_case_prefers_a_stored_form():
    stored = {"genitive": "DMX-nin", "dative": ""}
    assert with_case("DMX", "genitive", stored=stored) == "DMX-nin"
    assert with_case("Xidməti", "dative", stored=stored) == "Xidmətinə"
    assert with_case("Xidməti", "ablative", stored=stored) == "Xidmətindən"


@pytest.mark.parametrize("name", ["DMX", "DİN", "BMqT", "DİN İAMBİ", "Ombudsman və ABŞ", "“GUAM”"])
def test_with_case_refuses_abbreviations_without_stored_form(name):
    with pytest.raises(ValueError, match="is an abbreviation; store its genitive"):
        with_case(name, "genitive")


@pytest.mark.parametrize("name", ["", "  ", "“”", "…"])
def test_with_case_refuses_a_name_without_a_word(name):
    with pytest.raises(ValueError, match="has no last word"):
        with_case(name, "genitive")


def test_with_case_refuses_an_unknown_case():
    with pytest.raises(ValueError, match="“vocative” is not a case; use one of nominative, genitive"):
        with_case("Xidməti", "vocative")
