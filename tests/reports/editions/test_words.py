"""Every code of seals and copies has its sentence; none tells a path, a password or a text."""

import pytest
from django.utils import translation

from reports.editions.copies import Certificate, Change, Refusal, SignedCopy
from reports.editions.sealing import SealState
from reports.editions.words import CERTIFICATES, CHANGES, REFUSALS, SEAL_STATES, refusal_words


@pytest.mark.parametrize(
    ("table", "codes"),
    [(SEAL_STATES, SealState), (REFUSALS, Refusal), (CHANGES, Change), (CERTIFICATES, Certificate)],
)
def test_every_code_has_its_words(table, codes):
    assert list(table) == list(codes)


def test_refusal_is_one_sentence_with_what_was_changed():
    with translation.override("en"):
        words = refusal_words(SignedCopy(refusal=Refusal.CHANGED, change=Change.FONT))
        assert words.startswith("The edition was changed in this file: a font is another one.")
        assert "at most 64 MB" in refusal_words(SignedCopy(refusal=Refusal.TOO_LARGE))
        assert refusal_words(SignedCopy()) == ""
