"""Plain text: paragraphs by empty lines, by lines, by the length of lines."""

from reports.importer.extract.text import extract_text


def shown(text: str) -> list[tuple]:
    return [(block.kind, block.text) for block in extract_text(text).blocks]


def test_without_empty_lines_every_line_is_a_paragraph():
    assert shown("Nümunə bir\nnümunə iki\n") == [("paragraph", "Nümunə bir"), ("paragraph", "nümunə iki")]


def test_lines_too_long_to_be_wrapped_are_paragraphs():
    long = "Nümunə mətn " * 20
    assert shown(f"Başlıq\n\n{long}\nNümunə iki") == [
        ("paragraph", "Başlıq"),
        ("paragraph", long.strip()),
        ("paragraph", "Nümunə iki"),
    ]


def test_wrapped_lines_between_empty_lines_are_one_paragraph():
    first = (
        "Nümunə mətn, sətirləri təxminən altmış işarədən sonra bükülən\n"
        "Nümunə abzas və onun ikinci sətri, bir qədər qısa."
    )
    text = f"{first}\n\nNümunə iki."
    assert shown(text) == [
        ("paragraph", first),
        ("paragraph", "Nümunə iki."),
    ]


def test_line_that_ended_early_ends_its_paragraph():
    wide = "Nümunə mətn, sətirləri təxminən altmış işarədən sonra bükülən"
    assert shown(f"{wide}\n\nNümunə bir.\nNümunə iki.\nAxır\nsətir.") == [
        ("paragraph", wide),
        ("paragraph", "Nümunə bir."),
        ("paragraph", "Nümunə iki."),
        ("paragraph", "Axır\nsətir."),
    ]


def test_list_markers_begin_items_and_indentation_nests_them():
    text = "Nümunə:\n- bir\n  – iki\n  • üç\n* dörd\n1. beş\n2) altı\na) yeddi\nson"
    blocks = extract_text(text).blocks
    assert [(block.kind, block.text, block.marker, block.number, block.level) for block in blocks] == [
        ("paragraph", "Nümunə:", "", None, 0),
        ("list_item", "bir", "-", None, 0),
        ("list_item", "iki", "–", None, 1),
        ("list_item", "üç", "•", None, 1),
        ("list_item", "dörd", "*", None, 0),
        ("list_item", "beş", "1.", 1, 0),
        ("list_item", "altı", "2)", 2, 0),
        ("list_item", "yeddi", "a)", 1, 0),
        ("paragraph", "son", "", None, 0),
    ]


def test_dates_years_and_wrapped_dashes_are_no_items():
    assert shown(
        "2021-ci ildə\n16 dekabr 2021-ci il\n04.11.2021-ci il\n04. 11. 2021\n2021. mətn\n-mətn\n1.1. mətn"
    ) == [
        ("paragraph", text)
        for text in (
            "2021-ci ildə",
            "16 dekabr 2021-ci il",
            "04.11.2021-ci il",
            "04. 11. 2021",
            "2021. mətn",
            "-mətn",
            "1.1. mətn",
        )
    ]
    wrapped = "Nümunə Mərkəzinin nümunə telefonu ilə üç dildə Azərbaycan dili\n- həm də ingilis dili daxil olmaqla.\n\nNümunə."
    assert shown(wrapped)[0] == ("paragraph", wrapped.split("\n\n")[0])
