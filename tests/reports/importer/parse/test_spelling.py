"""Wrong letters are found and corrected, the text itself stays."""

import pytest

from reports.importer.parse.folding import fold_key, fold_letters, fold_text
from reports.importer.parse.spelling import correct_text, spelling_notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5\u00a0nəfər gəldi", [("nbsp", "5\u00a0nəfər", "5 nəfər")]),
        ("a\u202fb\u00a0c", [("nbsp", "a\u202fb\u00a0c", "a b c")]),
        ("İns\u0430n hüququ", [("cyrillic", "İns\u0430n", "İnsan")]),
        ("\u043e cümlədən", [("cyrillic", "\u043e", "o")]),
        ("\u04d9laqə", [("cyrillic", "\u04d9laqə", "əlaqə")]),
        ("\u01ddlaqə \u018eLAQƏ", [("schwa", "\u01ddlaqə", "əlaqə"), ("schwa", "\u018eLAQƏ", "ƏLAQƏ")]),
        ("c\u0327ay", [("decomposed", "c\u0327ay", "çay")]),
        ("mə\u00adtn", [("invisible", "mə\u00adtn", "mətn")]),
        ("m\u0430\u01ddtn", [("cyrillic", "m\u0430\u01ddtn", "maətn"), ("schwa", "m\u0430\u01ddtn", "maətn")]),
        ("Nümunə mətn, “dırnaq” – tire.", []),
        ("Nümunə mətn: Россия və Украина.", []),
        ("", []),
    ],
)
def test_each_fault_is_noted_with_its_mend(text, expected):
    assert [(note.code, note.text, note.correction) for note in spelling_notes(text)] == expected


def test_fault_that_occurs_twice_is_noted_once():
    assert len(spelling_notes("m\u0430tn və m\u0430tn")) == 1


def test_mended_text_has_no_faults_and_keeps_everything_else():
    text = "5\u00a0nəf\u0435r, \u01ddlaqə, c\u0327ay, mə\u200btn — “Россия” və ‘s’."
    corrected = correct_text(text)
    assert corrected == "5 nəfer, əlaqə, çay, mətn — “Россия” və ‘s’."
    assert spelling_notes(corrected) == []
    assert correct_text("Nümunə mətn — “a”") == "Nümunə mətn — “a”"


def test_folded_text_is_one_ascii_form():
    assert fold_key("İŞ ÜZRƏ “Məlumat” – I\u00a0ı") == 'is uzre "melumat" - i i'
    assert fold_key("c\u0327 \u01dd \u0441\u0435\u00ad") == "c e ce"
    assert fold_letters("M Ə L U\u00a0M A T") == "melumat"


def test_folded_text_knows_the_way_back():
    folded = fold_text("c\u0327\u00adA”")
    assert folded.key == 'ca"'
    assert folded.positions == (0, 3, 4, 5)
    assert fold_text("abc", 2).positions == (0, 1, 2)
