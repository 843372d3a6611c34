"""Where a word may break. `breaks.txt` holds words of reports with their breaks, each of which somebody has read."""

from itertools import pairwise
from pathlib import Path

import pytest

from plans.azerbaijani import break_points, breakable_words, is_kept_whole
from plans.azerbaijani.letters import capitalize_first, upper

READ = (Path(__file__).parent / "breaks.txt").read_text(encoding="utf-8").split()


def broken_up(word: str) -> str:
    places = (0, *break_points(word), len(word))
    return "-".join(word[start:end] for start, end in pairwise(places))


def test_breaks_that_were_read():
    assert len(READ) == 1_700
    assert sum(word.count("-") for word in READ) == 4_727
    assert [word for word in READ if broken_up(word.replace("-", "")) != word] == []


def test_first_letter_may_be_a_capital():
    words = [capitalize_first(word) for word in READ]
    assert [word for word in words if broken_up(word.replace("-", "")) != word] == []


@pytest.mark.parametrize(
    "broken",
    [
        # as the school teaches
        "təd-bir-lər", "də-yi-şik-lik", "dəf-tər", "Təb-riz", "doq-quz", "rəs-sam", "dü-rüst-lük", "xoş-bəxt-lik", "mət-bəə",
        "ma-neə", "mət-bə-ə-nin", "ma-a-rif-lən-dir-mə", "mü-əy-yən", "Gən-cə-yə", "İn-san-lar", "Isıt-maq",
        # no letter alone
        "ürək-li", "ai-lə-nin", "ai-diy-yət", "əra-zi", "ata-na", "ida-rə", "da-i-mi",
        # of many consonants
        "prob-lem", "proq-ram", "elekt-ron", "kont-rol", "ad-mi-nist-ra-tor", "trans-mil-li", "trans-port",
        "sen-tyabr", "ok-tyabr", "ak-tyor", "eks-press", "trans-krip-si-ya", "kons-truk-si-ya", "eks-tre-mizm", "norsk-ca",
        # compounds
        "qu-rum-lar-ara-sı", "ida-rə-edil-mə-si", "təs-diq-edi-ci", "da-xil-ol-ma", "beş-il-lik", "yer-al-tı", "özü-nü-ida-rə",
        "vi-deo-çarx", "öl-kə-da-xi-li",
    ],
)  # fmt: skip
def test_break_points(broken):
    assert broken_up(broken.replace("-", "")) == broken


@pytest.mark.parametrize(
    "word",
    [
        "", "ata", "Bakı", "dövr", "mətn", "ailə", "şəxs",
        "NAZİRLİK", "BMqT", "WhatsApp", "İAMBİ", "AzərEnerji",
        "online", "Youtube", "Google", "Outlook", "Training", "migration", "wəbinar", "Москва", "təqdîm", "təd\u0301birlər",
        "mkrstvə", "angstrtr", "tədbir2", "tədbir lər", "təd\u00adbir", "a" * 41,
    ],
)  # fmt: skip
def test_what_is_no_word_of_the_language_stays_whole(word):
    assert break_points(word) == ()
    assert break_points(upper(word)) == ()


def test_longest_word():
    assert len(break_points("ba" * 20)) == 19
    assert break_points("ba" * 20 + "b") == ()


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in breakable_words(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bu tədbirlər, (həmin) dövrdə: “Təlimlər”.", ["tədbirlər", "həmin", "dövrdə", "Təlimlər"]),
        ("sosial-iqtisadi qeyri‐hökumət", ["sosial", "iqtisadi", "qeyri", "hökumət"]),
        ('“Milli Plan”dakılar «Təlim»lərin "Planın"dakılar ‘Planın’dakılar', ["Milli", "Təlim", "Planın"]),
        ("DİN-dəkilər QHT‑lərinin 2021-cilərdən COVID-lərin", []),
        (
            "https://numune.az/hesabat numune@nazirlik.az www.nazirlik.az nazirlik.gov.az tədbir_planı müəllim/şagird",
            [],
        ),
        ("Qur’anın Qur'anının A.Məmmədov", []),
        ("A. Məmmədov, nazirlik. Nazirlik", ["Məmmədov", "nazirlik", "Nazirlik"]),
        ("təd\u0301birlər tədbirlər\u0301", []),
    ],
)
def test_words_that_may_break_where_they_stand(text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    "token", ["a/b", "ad@numune.az", "www.numune.az", "2021-ci", "a_b", "a=b", "C:\\a", "QHT-lərin"]
)
def test_token_that_holds_no_word(token):
    assert is_kept_whole(token)


@pytest.mark.parametrize("token", ["tədbir", "“Planı”nda", "sosial-iqtisadi", "Q-lər", ""])
def test_token_that_may_hold_one(token):
    assert not is_kept_whole(token)
