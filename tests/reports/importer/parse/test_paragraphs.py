"""Lines, typed markers and broken halves."""

import pytest

from plans.narrative import Run
from reports.importer.blocks import SourceBlock
from reports.importer.parse.paragraphs import is_page_number, join_broken, settle_paragraphs
from reports.importer.runs import HARD_BREAK, join_runs, slice_runs, strip_runs


def plain(text: str) -> SourceBlock:
    return SourceBlock("paragraph", (Run(text),))


def settled(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in settle_paragraphs([plain(text)])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bir\niki", ["bir iki"]),
        ("bir.\niki", ["bir. iki"]),
        (f"bir.{HARD_BREAK}iki", ["bir.", "iki"]),
        (f"bir{HARD_BREAK}iki", ["bir iki"]),
        ("qeyri-\nhökumət", ["qeyri-hökumət"]),
        ("üç dildə -\niki", ["üç dildə - iki"]),
        ("mətn\n4.1.6-cı yarımbənd üzrə (Nümunə):\nmətn", ["mətn", "4.1.6-cı yarımbənd üzrə (Nümunə):", "mətn"]),
        ("4.1.6-cı yarımbənd üzrə (Nümunə\ntədbir):\nmətn", ["4.1.6-cı yarımbənd üzrə (Nümunə tədbir):", "mətn"]),
        ("icrası barədə\nM Ə L U M A T\nmətn", ["icrası barədə", "M Ə L U M A T", "mətn"]),
        ("bir\n\n\u00a0\niki", ["bir iki"]),
        (" ", []),
    ],
)
def test_line_ends_become_spaces_or_paragraphs(text, expected):
    assert [part for _, part in settled(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("– Nümunə", [("list_item", "Nümunə")]),
        ("•Nümunə", [("list_item", "Nümunə")]),
        ("12) Nümunə", [("list_item", "Nümunə")]),
        ("Nümunə:\n– bir;\n– iki", [("paragraph", "Nümunə:"), ("list_item", "bir;"), ("list_item", "iki")]),
        ("Nümunə\n– bir", [("paragraph", "Nümunə – bir")]),
        ("–Nümunə", [("paragraph", "–Nümunə")]),
        ("2021-ci ildə", [("paragraph", "2021-ci ildə")]),
        ("1. Planın 7-ci bəndinin icrasına dair:", [("paragraph", "1. Planın 7-ci bəndinin icrasına dair:")]),
    ],
)
def test_typed_markers_make_list_items(text, expected):
    assert settled(text) == expected


def test_bold_number_and_literal_sign_are_no_markers():
    blocks = [
        SourceBlock("paragraph", (Run("4. Tədbirlər", bold=True),)),
        SourceBlock("paragraph", (Run("- Nümunə"),), is_literal=True),
    ]
    assert list(settle_paragraphs(blocks)) == blocks


def test_marker_is_cut_off_without_losing_looks():
    (block,) = settle_paragraphs([SourceBlock("paragraph", (Run("– "), Run("Nümunə", bold=True), Run(" mətn")))])
    assert block.runs == (Run("Nümunə", bold=True), Run(" mətn"))


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("Nümunə mətn və əlaqə", "telefonları.", "Nümunə mətn və əlaqə telefonları."),
        ("Nümunə mətn,", "ilə davamı.", "Nümunə mətn, ilə davamı."),
        ("Nümunə mətn qeyri-", "hökumət.", "Nümunə mətn qeyri-hökumət."),
        ("Nümunə mətn (bir)", "ilə.", "Nümunə mətn (bir) ilə."),
    ],
)
def test_halves_are_joined(first, second, joined):
    blocks, notes = join_broken([plain(first), plain(second)])
    assert [block.text for block in blocks] == [joined]
    assert [note.code for note in notes] == ["joined"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Nümunə mətn.", "davamı"),
        ("Nümunə mətn;", "davamı"),
        ("Nümunə mətn:", "davamı"),
        ("“Nümunə mətn.”", "davamı"),
        ("Nümunə mətn", "Davamı"),
        ("Nümunə mətn", "İkinci"),
        ("Nümunə mətn", "2021-ci ildə"),
        ("Nümunə mətn", "“davamı”"),
    ],
)
def test_whole_paragraphs_are_not_joined(first, second):
    blocks, notes = join_broken([plain(first), plain(second)])
    assert [block.text for block in blocks] == [first, second]
    assert notes == ()


def test_small_letters_are_azerbaijani():
    blocks, _ = join_broken([plain("Nümunə"), plain("ınqilab"), plain("Iki"), plain("işlər")])
    assert [block.text for block in blocks] == ["Nümunə ınqilab", "Iki işlər"]


def test_list_item_is_joined_with_its_half_but_not_with_another_item_or_a_table():
    item = SourceBlock("list_item", (Run("Nümunə bir"),), marker="-")
    other = SourceBlock("list_item", (Run("iki"),), marker="-")
    blocks, _ = join_broken([item, plain("davamı"), other, SourceBlock("table"), plain("üç")])
    assert [(block.kind, block.text) for block in blocks] == [
        ("list_item", "Nümunə bir davamı"),
        ("list_item", "iki"),
        ("table", ""),
        ("paragraph", "üç"),
    ]


def test_bold_paragraphs_are_not_joined():
    bold = SourceBlock("paragraph", (Run("Nümunə", bold=True),))
    assert len(join_broken([bold, plain("davamı")])[0]) == 2
    assert len(join_broken([plain("Nümunə"), SourceBlock("paragraph", (Run("davamı", bold=True),))])[0]) == 2


@pytest.mark.parametrize(("text", "expected"), [("12", True), ("- 5 -", True), ("1234", False), ("12 nəfər", False)])
def test_page_numbers_are_known(text, expected):
    assert is_page_number(plain(text)) is expected


def test_runs_are_joined_with_a_space_of_their_common_look():
    assert join_runs([(Run("a", bold=True),), (Run("b", bold=True),)]) == (Run("a b", bold=True),)
    assert join_runs([(Run("a", bold=True),), (Run("b"),)]) == (Run("a", bold=True), Run(" b"))
    assert join_runs([(), (Run("b"),)]) == (Run("b"),)


def test_runs_are_cut_and_stripped_at_any_place():
    runs = (Run(" ab", bold=True), Run("cd "))
    assert slice_runs(runs, 2, 4) == (Run("b", bold=True), Run("c"))
    assert strip_runs(runs) == (Run("ab", bold=True), Run("cd"))
    assert strip_runs((Run(" "),)) == ()
