"""Words of tables have the room that they take in the real font."""

import subprocess

import pytest
from fontTools.ttLib import TTFont

from reports.renderers.letters import width_of, words_of

WORDS = """
    0123456789 07.09.2020 31.12.2021 10 1/0 2020–2024-cü 348 1.250,75 12,5% №12 (2021) +994 İSTİNTAQ MAARİFLƏNDİRMƏ
    QURUMLARARASI Ümumi Yarımbənd GƏLİRLƏR maarifləndirmə əlaqələndirilməsi iştirakçılarının qanunvericiliyə “Şağird”
    ZƏFƏR — … ₼ 15:30 a/b W@mw.az Əhməd-zadə ĞÖÇÜŞ müəyyənləşdirilməsi; hüquq-mühafizə [1] «ad» #5 &c 5° x² 1½ ±3 ≥4
"""


def font(pattern: str) -> TTFont:
    found = subprocess.run(["fc-match", "-f", "%{file}", pattern], check=True, capture_output=True, text=True).stdout
    assert "Tinos" in found
    return TTFont(found)


@pytest.mark.parametrize("is_italic", [False, True], ids=["upright", "italic"])
@pytest.mark.parametrize("is_bold", [False, True], ids=["plain", "bold"])
def test_no_word_is_estimated_narrower_than_the_font_sets_it_and_few_much_wider(is_bold, is_italic):
    opened = font(":".join(["Tinos"] + ["bold"] * is_bold + ["italic"] * is_italic))
    glyphs, advances, size = opened.getBestCmap(), opened["hmtx"], opened["head"].unitsPerEm
    for word in WORDS.split():
        real = 1000 * sum(advances[glyphs[ord(letter)]][0] for letter in word) / size
        assert real <= width_of(word, is_bold=is_bold, is_italic=is_italic) < 1.15 * real, word


def test_letters_of_other_scripts_and_marks_without_width():
    assert (width_of("жЖ"), width_of("漢"), width_of("a\u00ad\u2060b"), width_of("")) == (2085, 1000, 944, 0)


def test_a_no_break_space_ends_no_word():
    assert words_of("1\u00a0250 nəfər\nvə") == ["1\u00a0250", "nəfər", "və"]
