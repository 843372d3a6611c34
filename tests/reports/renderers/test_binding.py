"""Where a line may not end."""

import re
import subprocess
from html import unescape

import pytest

from plans.azerbaijani import bound_stretches
from plans.azerbaijani.binding import LONGEST
from plans.narrative import Paragraph, Run
from reports.renderers.binding import bound_html
from reports.renderers.blocks import blocks_html
from reports.renderers.pdf import PdfRenderer, kept_together
from tests.reports.reading import pdf_text, squeeze
from tests.reports.renderers.pdf_reading import pages_of
from tests.reports.samples import document_of


def bound(text: str) -> list[str]:
    return [text[start:end] for start, end in bound_stretches(text)]


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("2020–2024-cü illər üçün", ["2020–2024-cü"]),
        ("2020-2024-cü, 2020─2024-cü", ["2020-2024-cü", "2020─2024-cü"]),
        ("4.2.9-cu yarımbənd, 30-dan çox", ["4.2.9-cu", "30-dan"]),
        ("04.11.2021-ci il tarixdə", ["04.11.2021-ci"]),
        ("5 nəfər, 348 nəfərə, 12,5 faizi", ["5 nəfər", "348 nəfərə", "12,5 faizi"]),
        ("12,5 % və 100 ₼, 20 °C", ["12,5 %", "100 ₼", "20 °C"]),
        ("1 234 567 manat; 33 min", ["1 234 567", "33 min"]),
        ("4 noyabr, 22 iyulda", ["4 noyabr", "22 iyulda"]),
        ("№ 377, №-si, № 02/1847", ["№ 377", "№-si", "№ 02/1847"]),
        ("A. Məmmədov və A.B. Əliyeva, A. B. Quliyev", ["A. Məmmədov", "A.B. Əliyeva", "A. B. Quliyev"]),
        ("Məmmədov A.B. dedi", ["Məmmədov A.B."]),
        ("DİN-in, BMqT-nin, AŞ-nin", ["DİN-in", "AŞ-nin"]),
        ("5 söz, on nəfər, Nümunə mətn. Bir söz – sonra", []),
        ("2021", []),
        ("5\nnəfər", []),
        ("5 il, 12 ilahi", ["5 il"]),
        ("2021/2022-ci tədris ili", ["2022-ci"]),
        ("Nümunəçi-nümunəçi və qeyri-dövlət", []),
    ],
)
def test_what_keeps_to_one_line(text, together):
    assert bound(text) == together


def test_what_is_too_long_may_part():
    fits = "№ " + "1" * (LONGEST - 6)
    assert bound(fits) == [fits]
    assert bound("1 234 567 890 123 nəfər") == ["1 234 567 890 123"]
    assert bound("A.B. Ə" + "a" * 30) == ["A.B. Ə" + "a" * 18]


def test_html_is_escaped():
    assert bound_html("<b> 5 nəfər & 6") == '&lt;b&gt; <span class="whole">5 nəfər</span> &amp; 6'


def test_look_and_link_go_on_where_it_begins_and_ends():
    runs = (
        Run("Cəmi "),
        Run("5", bold=True),
        Run(" nəfər, "),
        Run("bax 2020–2024-cü il", href="https://numune.example/"),
    )
    assert blocks_html((Paragraph(runs),), "") == (
        '<p>Cəmi <strong><span class="whole">5</span></strong><span class="whole"> nəfər</span>, '
        '<a href="https://numune.example/">bax <span class="whole">2020–2024-cü</span> il</a></p>'
    )


def test_text_is_the_same_words():
    text = "Nümunə 2020–2024-cü illər, 5 nəfər, A.B. Əliyeva\n№ 377 <b>."
    html = blocks_html((Paragraph((Run(text),)),), "")
    assert unescape(re.sub(r"<(?!br)[^>]*>", "", html)).replace("<br>", "\n") == text


UNITS = ("2020–2024-cü", "348 nəfər", "№ 377", "A.B. Əliyeva", "DİN-in")


def test_text_of_paper_has_plain_spaces_and_no_joiners(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(
        PdfRenderer().render(document_of("<p><strong>5 nəfər</strong>, <em>№ 377</em> və 2020–2024-cü il</p>"))
    )
    said = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True).stdout.decode()
    assert "5 nəfər, № 377 və 2020–2024-cü il" in said
    assert {"\u00a0", "\u2060"} & set(said) == set()


def test_paper_has_signs_where_the_screen_has_spans():
    assert kept_together('a <span class="whole">A.B. Ə</span> b <span class="whole">2–4-cü il</span>') == (
        "a A.B.\u00a0Ə b 2–\u20604-\u2060cü\u00a0il"
    )


def test_no_line_of_paper_ends_inside(tmp_path):
    text = " ".join("söz " * (place % 9) + unit for place in range(12) for unit in UNITS)
    made = PdfRenderer().render(document_of(f"<p>{text}</p>"))
    words = [word for page in pages_of(made, tmp_path) for word in page.words]
    lines: dict[int, list[str]] = {}
    for word in words:
        lines.setdefault(round(word.bottom), []).append(word.text)
    whole = "\n".join(" ".join(line) for line in lines.values())
    assert len(lines) > 15
    for unit in UNITS:
        assert whole.count(unit) == 12
    assert squeeze(text) in pdf_text(made, tmp_path)
