"""What stands over the columns of the overview: distinct, short, and made of words that the bodies use."""

import json
from pathlib import Path

import pytest

from plans.overview.short_names import Named, short_names

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"


def shipped(*files: str) -> list[Named]:
    """The agencies of the files with their latest names, in protocol order."""
    records = [record for file in files for record in json.loads((FIXTURES / file).read_text())]
    names: dict[str, tuple[str, str]] = {}
    for record in records:
        if record["model"] == "plans.agencyname":
            fields = record["fields"]
            [code], since = fields["agency"], fields["valid_from"] or ""
            names[code] = max(names.get(code, ("", "")), (since, fields["nominative"]))
    found = sorted(
        (record["fields"] for record in records if record["model"] == "plans.agency"),
        key=lambda fields: fields["protocol_order"],
    )
    return [Named(fields["code"], fields["abbreviation"], names[fields["code"]][1]) for fields in found]


def test_all_that_ship_are_distinct_and_short():
    agencies = shipped("reference.json", "demo/sample_agencies.json")
    shorts = short_names(agencies)
    assert len(set(shorts)) == len(agencies) == 51
    assert max(map(len, shorts)) == 15
    assert (
        dict(zip((agency.code for agency in agencies), shorts, strict=True)).items()
        >= {
            "MALIYYE": "Maliyyə",  # both are "MN"
            "MEDENIYYET": "Mədəniyyət",
            "DIN": "DİN",
            "DIN-IAMBI": "DİN İAMBİ",
            "PREZIDENT-ADMINISTRASIYASI": "Prezident",
            "YARDIM-MERKEZI": "Yardım Mərkəzi",  # not the ministry that its name begins with
            "BAS-PROKURORLUQ": "Baş Prokurorluq",  # not "Baş"
            "OMBUDSMAN": "Ombudsman",
            "DMX": "DMX",
        }.items()
    )


def test_each_is_an_abbreviation_or_words_of_the_name():
    agencies = shipped("reference.json")
    for agency, short in zip(agencies, short_names(agencies), strict=True):
        assert f" {short} " in f" {agency.name} " or f" {short} " in f" {agency.abbreviation} "


@pytest.mark.parametrize(
    ("agencies", "shorts"),
    [
        ([("A", "NN", "Nümunə Nazirliyi")], ["NN"]),
        ([("A", "NN", "Bir Nazirlik"), ("B", "NN", "İki Nazirlik")], ["Bir Nazirlik", "İki Nazirlik"]),
        (
            [("A", "", "Nümunə Birinci İdarəsi"), ("B", "", "Nümunə İkinci İdarəsi")],
            ["Nümunə Birinci", "Nümunə İkinci"],
        ),
        ([("A", "", "Nümunə"), ("B", "", "Nümunə")], ["Nümunə (A)", "Nümunə (B)"]),
        ([("A", "Nümunə", "Başqa"), ("B", "", "Nümunə")], ["Nümunə (A)", "Nümunə (B)"]),
        ([("A", "", "Böyük Komitə"), ("B", "", "Böyük Komitənin Kiçik Mərkəzi")], ["Böyük Komitə", "Kiçik Mərkəzi"]),
        ([("A", "", "Sözsüz-uzun-bir-ad-ki-bölünmür")], ["Sözsüz-uzun-bir-ad-ki-bölünmür"]),
        ([("A", "", "Elm və Təhsil Nazirliyi")], ["Elm və Təhsil"]),
        ([], []),
    ],
)
def test_names_that_are_alike_say_more(agencies, shorts):
    assert short_names([Named(*agency) for agency in agencies]) == shorts
