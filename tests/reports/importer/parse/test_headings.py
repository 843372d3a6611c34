"""Which paragraphs are headings, what they name, and where they end."""

import pytest

from plans.narrative import Run
from reports.importer.blocks import SourceBlock
from reports.importer.parse.headings import is_heading_start, is_whole_heading, read_heading


def plain(text: str) -> SourceBlock:
    return SourceBlock("paragraph", (Run(text),))


def bold(text: str) -> SourceBlock:
    return SourceBlock("paragraph", (Run(text, bold=True),))


@pytest.mark.parametrize(
    ("text", "numbers", "suffix", "measure"),
    [
        ("4.1.6-cı yarımbənd üzrə (Nümunə):", ("4.1.6",), "-cı", "Nümunə"),
        ("4.1.6-cı yarım bənd üzrə (Nümunə):", ("4.1.6",), "-cı", "Nümunə"),
        ("4.1.6-cı yarım-bənd üzrə (Nümunə):", ("4.1.6",), "-cı", "Nümunə"),
        ("4.1-ci bənd üzrə (Nümunə):", ("4.1",), "-ci", "Nümunə"),
        ("4.1.6-CI YARIMBƏND ÜZRƏ (NÜMUNƏ):", ("4.1.6",), "-CI", "NÜMUNƏ"),
        ("4.1.6‑cı\u00a0yarımbənd\u00a0üzrə\u00a0(Nümunə):", ("4.1.6",), "-cı", "Nümunə"),
        ("4.1.6–cı yarımb\u0259nd \u00fczr\u0259 (Nümunə) :", ("4.1.6",), "-cı", "Nümunə"),
        ("4.1.6-c\u0131 yar\u0131mb\u01ddnd u\u0308zr\u01dd (Nümunə):", ("4.1.6",), "-cı", "Nümunə"),
        ("4.1.6-\u0441ı y\u0430rımbənd üzrə (Nümunə):", ("4.1.6",), "-\u0441ı", "Nümunə"),
        ("4.1.6.-cı yarımbənd üzrə (Nümunə):", ("4.1.6",), "-cı", "Nümunə"),
        ("4.1.6cı yarımbənd üzrə (Nümunə):", ("4.1.6",), "-cı", "Nümunə"),
        ("4.1.6 - cı yarımbənd üzrə (Nümunə):", ("4.1.6",), "-cı", "Nümunə"),
        ("4.1.6-ncı yarımbənd üzrə (Nümunə):", ("4.1.6",), "-ncı", "Nümunə"),
        ("4.1.6 yarımbənd üzrə (Nümunə):", ("4.1.6",), "", "Nümunə"),
        ("4.2.1-ci və 4.8.1-ci yarımbəndlər üzrə (Nümunə):", ("4.2.1", "4.8.1"), "-ci", "Nümunə"),
        ("4.2.1, 4.2.2 və 4.8.1-ci yarımbəndlər üzrə (Nümunə):", ("4.2.1", "4.2.2", "4.8.1"), "", "Nümunə"),
        ("4.2.1–4.2.4-cü yarımbəndlər üzrə (Nümunə):", ("4.2.1", "4.2.2", "4.2.3", "4.2.4"), "", "Nümunə"),
        ("2-ci, 43-cü və 44-cü bəndlərinin icrasına dair:", ("2", "43", "44"), "-ci", ""),
        ("4.1.6-cı yarımbəndin icrası ilə bağlı (Nümunə):", ("4.1.6",), "-cı", "Nümunə"),
        ("7-ci bəndinin icrasına dair:", ("7",), "-ci", ""),
        ("1. Fəaliyyət Planının 7-ci bəndinin icrasına dair:", ("7",), "-ci", ""),
        ("“Nümunə Fəaliyyət Planı”nın 7-ci bəndinin icrasına dair:", ("7",), "-ci", ""),
        ("Tədbirlər Planının 4.1.6-cı yarımbəndi üzrə (Nümunə):", ("4.1.6",), "-cı", "Nümunə"),
        ("4.1.6-cı yarımbənd (Nümunə):", ("4.1.6",), "-cı", "Nümunə"),
        ("4.1.6-cı yarımbənd üzrə: (Nümunə):", ("4.1.6",), "-cı", "Nümunə"),
        ("4.1.6-cı yarımbənd üzrə:", ("4.1.6",), "-cı", ""),
        ("4.1.6-cı yarımbənd üzrə (Nümunə (bir) və (iki)):", ("4.1.6",), "-cı", "Nümunə (bir) və (iki)"),
        ("4.1.6-cı yarımbənd üzrə (Nümunə (bir): iki):", ("4.1.6",), "-cı", "Nümunə (bir): iki"),
        ("**4.1.6-cı yarımbənd üzrə (Nümunə):**", ("4.1.6",), "-cı", "Nümunə"),
        ("#### **4.1.6-cı yarımbənd üzrə (Nümunə):**", ("4.1.6",), "-cı", "Nümunə"),
        ("4.1.6-cı yarımbənd üzrə (Nümunə (bir:):", ("4.1.6",), "-cı", "Nümunə (bir"),
    ],
)
def test_plain_paragraph_of_the_family_is_a_heading(text, numbers, suffix, measure):
    heading = read_heading([plain(text)], 0)
    assert heading is not None
    assert (heading.numbers, heading.suffix, heading.measure) == (numbers, suffix, measure)
    assert (heading.consumed, heading.rest, heading.text) == (1, None, text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "04.11.2021-ci il tarixdə Nümunə mətn (bir):",
        "07.09.2021-ci il yarımbənd üzrə (Nümunə):",
        "2021-ci ildə Nümunə mətn:",
        "16 dekabr 2021-ci il:",
        "4.7.2-ci yarımbənddə qeyd olunmuşdur.",
        "4.7.2-ci yarımbənd üzrə nümunə təlimlər keçirilmişdir.",
        "4.7.2-ci yarımbənd üzrə (bax: yuxarıda) nümunə təlimlər keçirilmişdir.",
        "4.7.2-ci yarımbənd üzrə (bax) nümunə işlər (siyahı): bir, iki.",
        "Təlimlər barədə məlumatlar 4.7.2-ci yarımbənd üzrə (Nümunə):",
        "(bax: Fəaliyyət Planının 2-ci, 43-cü və 44-cü bəndlərinin icrasına dair məlumat):",
        "4.7.2-ci bəndə əsasən (Nümunə):",
        "4.7.2-ci yarımbənd",
        "yarımbənd üzrə (Nümunə):",
        "4.1.6-cı hissə üzrə (Nümunə):",
    ],
)
def test_other_plain_paragraph_is_no_heading(text):
    assert read_heading([plain(text)], 0) is None
    assert not is_heading_start(text)


def test_table_is_no_heading():
    assert read_heading([SourceBlock("table")], 0) is None


def test_list_item_can_be_a_heading_and_its_number_belongs_to_the_text():
    block = SourceBlock("list_item", (Run("Fəaliyyət Planının 7-ci bəndinin icrasına dair:"),), None, True, "1.", 1)
    heading = read_heading([block], 0)
    assert heading.text == "1. Fəaliyyət Planının 7-ci bəndinin icrasına dair:"
    assert heading.numbers == ("7",)


@pytest.mark.parametrize(
    ("text", "measure", "codes"),
    [
        ("4.1.6-cı yarımbənd üzrə Nümunə tədbir:", "Nümunə tədbir", ["no_brackets"]),
        ("4.1.6-cı yarımbənd üzrə Nümunə tədbir", "Nümunə tədbir", ["no_brackets", "no_colon"]),
        ("4.1.6-cı yarımbənd üzrə (Nümunə tədbir)", "Nümunə tədbir", ["no_colon"]),
        ("4.1.6-cı yarımbənd üzrə (Nümunə tədbir):.", "Nümunə tədbir", []),
        ("4.1.6-cı yarımbənd üzrə (Nümunə tədbir:)", "Nümunə tədbir", []),
        ("4.1.6-cı yarımbənd üzrə (Nümunə tədbir:", "Nümunə tədbir", ["unclosed_heading"]),
        ("4.1.6-cı yarımbənd üzrə (Nümunə tədbir", "Nümunə tədbir", ["unclosed_heading"]),
        ("4.1.6-cı yarımbənd üzrə (Nümunə) tədbir (bir):", "(Nümunə) tədbir (bir)", []),
        ("4.1.6-cı yarımbənd üzrə", "", ["no_colon"]),
    ],
)
def test_bold_paragraph_is_a_heading_even_with_faults(text, measure, codes):
    heading = read_heading([bold(text)], 0)
    assert heading is not None
    assert heading.measure == measure
    assert [note.code for note in heading.notes] == codes


def test_bold_sentence_about_a_sub_point_is_no_heading():
    assert read_heading([bold("4.1.6-cı yarımbənd üzrə işlər görülmüşdür.")], 0) is None


def test_broken_bold_heading_goes_on_in_bold_paragraphs():
    blocks = [
        bold("4.3.6-cı yarımbənd üzrə (Nümunə (onları əvəz edən"),
        bold("şəxslər) və Nümunə"),
        bold("qarşı tədbir):"),
        plain("Nümunə mətn."),
    ]
    heading = read_heading(blocks, 0)
    assert heading.consumed == 3
    assert heading.measure == "Nümunə (onları əvəz edən şəxslər) və Nümunə qarşı tədbir"
    assert [note.code for note in heading.notes] == ["joined_heading"]


def test_broken_heading_styles_are_joined_too():
    halves = [
        SourceBlock("paragraph", (Run("4.3.6-cı yarımbənd üzrə (Nümunə"),), heading_level=4),
        SourceBlock("paragraph", (Run("Tədbir):"),), heading_level=4),
    ]
    assert read_heading(halves, 0).measure == "Nümunə Tədbir"


def test_broken_plain_heading_goes_on_in_plain_paragraphs_that_close_it():
    blocks = [plain("4.3.6-cı yarımbənd üzrə (Nümunə"), plain("tədbir): Nümunə mətn."), plain("Nümunə mətn iki.")]
    heading = read_heading(blocks, 0)
    assert (heading.consumed, heading.measure, heading.rest.text) == (2, "Nümunə tədbir", "Nümunə mətn.")


def test_heading_broken_before_its_bracket_is_joined():
    heading = read_heading([bold("4.3.6-cı yarımbənd üzrə"), bold("(Nümunə tədbir):")], 0)
    assert (heading.consumed, heading.measure) == (2, "Nümunə tədbir")


def test_bold_heading_whose_second_half_is_plain_is_joined():
    heading = read_heading([bold("4.3.6-cı yarımbənd üzrə (Nümunə"), plain("tədbir):")], 0)
    assert (heading.consumed, heading.measure) == (2, "Nümunə tədbir")


@pytest.mark.parametrize("first", [plain("4.3.6-cı yarımbənd üzrə (Nümunə"), bold("4.3.6-cı yarımbənd üzrə (Nümunə")])
def test_heading_that_never_closes_ends_with_its_own_paragraph(first):
    narrative = [plain(f"Nümunə mətn {number} (belə).") for number in range(9)]
    heading = read_heading([first, *narrative], 0)
    assert (heading.consumed, heading.measure) == (1, "Nümunə")
    assert [note.code for note in heading.notes] == ["unclosed_heading"]


def test_heading_that_never_closes_does_not_swallow_the_next_heading():
    blocks = [bold("4.3.6-cı yarımbənd üzrə (Nümunə"), bold("4.3.7-ci yarımbənd üzrə (Nümunə iki):")]
    heading = read_heading(blocks, 0)
    assert (heading.consumed, heading.measure) == (1, "Nümunə")
    assert read_heading(blocks, 1).measure == "Nümunə iki"


def test_plain_heading_that_never_closes_does_not_take_a_narrative_that_ends_so():
    blocks = [plain("4.3.6-cı yarımbənd üzrə (Nümunə"), plain("Nümunə mətn, aşağıdakılar (üç hal):"), plain("bir.")]
    assert read_heading(blocks, 0).consumed == 1


def test_text_after_the_heading_is_the_rest_with_its_look():
    block = SourceBlock(
        "paragraph", (Run("4.1.6-cı yarımbənd üzrə (Nümunə):", bold=True), Run(" Nümunə "), Run("mətn", italic=True))
    )
    heading = read_heading([block], 0)
    assert heading.text == "4.1.6-cı yarımbənd üzrə (Nümunə):"
    assert heading.rest.runs == (Run("Nümunə "), Run("mətn", italic=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4.1.6-ci yarımbənd üzrə (a):", [("wrong_suffix", "4.1.6-ci yarımbənd üzrə", "4.1.6-cı yarımbənd üzrə")]),
        ("4.1.6 yarımbənd üzrə (a):", [("missing_suffix", "4.1.6 yarımbənd üzrə", "4.1.6-cı yarımbənd üzrə")]),
        ("4.2.10-cu yarımbənd üzrə (a):", []),
        ("4.2.10-CU yarımbənd üzrə (a):", []),
        ("4.2.10-\u0441u yarımbənd üzrə (a):", []),
        ("4.2.40-cü yarımbənd üzrə (a):", [("wrong_suffix", "4.2.40-cü yarımbənd üzrə", "4.2.40-cı yarımbənd üzrə")]),
        ("4.1.6-cı YARIM BƏND üzrə (a):", [("spelling", "YARIM BƏND", "YARIMBƏND")]),
        ("4.1.6-cı yarım–bənd üzrə (a):", [("spelling", "yarım–bənd", "yarımbənd")]),
        (
            "2, 43 və 44-ci bəndlər üzrə (a):",
            [
                ("several_numbers", "2, 43 və 44-ci bəndlər üzrə", None),
                ("wrong_suffix", "2, 43 və 44-ci bəndlər üzrə", "2, 43 və 44-cü bəndlər üzrə"),
            ],
        ),
    ],
)
def test_notes_offer_the_heading_put_right(text, expected):
    heading = read_heading([plain(text)], 0)
    assert [(note.code, note.text, note.correction) for note in heading.notes] == expected


def test_whole_heading_ends_with_the_text():
    assert is_whole_heading("4.1.6-cı yarımbənd üzrə (Nümunə):")
    assert not is_whole_heading("4.1.6-cı yarımbənd üzrə (Nümunə): mətn")
    assert not is_whole_heading("4.1.6-cı yarımbənd üzrə (Nümunə")
    assert not is_whole_heading("Nümunə mətn.")
