"""The signature block: kept apart, and never at the cost of narrative."""

import pytest

from plans.narrative import Run
from reports.importer.blocks import SourceBlock, TableCell
from reports.importer.parse.signature import find_signature, signature_lines


def paragraphs(*texts: str) -> list[SourceBlock]:
    return [SourceBlock("paragraph", (Run(text),)) for text in texts]


@pytest.mark.parametrize(
    "line",
    [
        "Nümunə Xidmətinin rəisi\t\tA. NÜMUNƏLİ",
        "Rəis        A.B. NÜMUNƏLİ",
        "Xidmətin rəisi ____________ Ayan Nümunəli",
        "Nazirin müavini V. NÜMUNƏZADƏ",
        "A. NÜMUNƏLİ",
        "Ayan NÜMUNƏLİ",
        "İcraçı: A. Nümunəli",
        "Tel.: (012) 000 00 00",
        "tel: 000 00 00",
        "E-poçt: numune@example.org",
        "Əlavə: 5 vərəq.",
        "Əlavələr: 2 nüsxədə, 14 səhifə",
        "Bakı şəhəri, 22 iyul 2020-ci il",
        "Bakı şəhəri",
        "22 iyul 2020-ci il",
        "“___” __________ 2021-ci il",
        "12.01.2022-ci il",
        "№ 377",
        "№ 02/1847",
        "M.Y.",
        "(imza)",
        "Hörmətlə,",
    ],
)
def test_line_of_a_known_form_is_signature(line):
    blocks = paragraphs("Nümunə mətn.", line)
    assert find_signature(blocks) == 1
    assert signature_lines(blocks[1:]) == (line,)


@pytest.mark.parametrize(
    "line",
    [
        "Nümunə mətn.",
        "Nümunə mətn, sonu nöqtəsiz",
        "Təlimdə Nümunə Xidmətinin rəisi iştirak etmişdir.",
        "Xidmətin rəisi",
        "Əlavə: Nümunə mətn.",
        "22 iyul 2020-ci il tarixdə Nümunə mətn.",
        "№ 377 nömrəli Qərar",
        "Nümunə Təlim\tNümunə Yer",
        "Xidmətin rəisi: A. NÜMUNƏLİ" + " və digərləri" * 20,
    ],
)
def test_other_last_line_stays_narrative(line):
    assert find_signature(paragraphs("Nümunə mətn.", line)) == 2


def test_position_above_its_name_belongs_to_the_signature():
    blocks = paragraphs("Nümunə mətn", "Nümunə Xidmətinin rəisi", "A. NÜMUNƏLİ", "№ 5")
    assert find_signature(blocks) == 1
    two_lines = paragraphs(
        "Nümunə mətn.", "Nazirin birinci müavini,", "Nazirin müavini", "Nümunə idarəsinin rəisi", "A. NÜMUNƏLİ"
    )
    assert find_signature(two_lines) == 2


def test_signature_line_before_narrative_stays_narrative():
    assert find_signature(paragraphs("№ 377", "Nümunə mətn.")) == 2


def test_last_table_of_position_and_name_is_signature_and_another_is_not():
    def table(*cells: str) -> SourceBlock:
        return SourceBlock("table", cells=(tuple(TableCell(((Run(cell),),)) for cell in cells),))

    blocks = [*paragraphs("Nümunə mətn."), table("Nümunə Xidmətinin rəisi", "A. NÜMUNƏLİ")]
    assert find_signature(blocks) == 1
    assert signature_lines(blocks[1:]) == ("Nümunə Xidmətinin rəisi\tA. NÜMUNƏLİ",)
    assert find_signature([*paragraphs("Nümunə mətn."), table("Nümunə Təlim", "Nümunə Yer")]) == 2


def test_list_item_is_never_signature():
    item = SourceBlock("list_item", (Run("22 iyul 2020-ci il"),), marker="-")
    assert find_signature([*paragraphs("Nümunə mətn:"), item]) == 2


def test_nothing_has_no_signature():
    assert find_signature([]) == 0
