"""Shorter ways lead to the same file, byte for byte, and are taken."""

from dataclasses import replace

import pytest
from weasyprint.css.counters import CounterStyle

from reports.look import USUAL
from reports.renderers import pdf_quick
from reports.renderers.pdf import printed
from reports.renderers.pdf_file import write_pdf
from tests.reports.production.samples import with_all_parts
from tests.reports.samples import rich_document


@pytest.fixture
def long_way(monkeypatch):
    """Gives WeasyPrint its own functions back."""

    def give_back(only: str = "") -> None:
        for place, name, own in pdf_quick.REPLACED:
            if only in ("", name):
                monkeypatch.setattr(place, name, own)

    return give_back


@pytest.mark.parametrize(
    ("document", "look"),
    [
        (replace(rich_document(), watermark="LAYİHƏ"), USUAL),
        (with_all_parts(), replace(USUAL, hyphenated=True, face=13)),
    ],
)
def test_file_is_the_same_byte_for_byte(document, look, long_way):
    page = printed(document, look)
    made = [write_pdf(*page), write_pdf(*page)]  # the second one with what is known by then
    long_way()
    assert made == [write_pdf(*page)] * 2


def test_shorter_ways_are_taken(monkeypatch, long_way):
    page = printed(replace(rich_document(), watermark="LAYİHƏ"))
    for known in (pdf_quick._sheets, pdf_quick._drawn, pdf_quick._pieces, pdf_quick._of_fonts):
        known.clear()
    asked = {"sheet": 0, "line": 0, "image": 0}

    def counting(name: str, own):
        def counted(*args, **options):
            asked[name] += 1
            return own(*args, **options)

        return counted

    monkeypatch.setattr(pdf_quick, "CSS", counting("sheet", pdf_quick.CSS))
    monkeypatch.setattr(pdf_quick, "_draw_line", counting("line", pdf_quick._draw_line))
    monkeypatch.setattr(pdf_quick, "_draw_image", counting("image", pdf_quick._draw_image))
    write_pdf(*page)
    first = dict(asked)
    write_pdf(*page)
    assert 1 <= first["sheet"] == asked["sheet"]
    assert first["line"] < 10  # of a hundred
    assert first["image"] < page[0].count("<svg") + 2


def test_style_sheet_that_says_more_than_rules_is_read_anew():
    pdf_quick._sheets.clear()
    rules: list = []
    own = {"counter_style": CounterStyle(), "color_profiles": {}, "layers": [], "page_rules": rules}
    pdf_quick.style_sheet(string="@counter-style x { system: cyclic; symbols: a }", **own)
    assert pdf_quick._sheets == {}
    for times in (1, 2):
        pdf_quick.style_sheet(string="p { color: red } @page { size: A4 }", **own)
        assert (list(pdf_quick._sheets), len(rules)) == (["p { color: red } @page { size: A4 }"], times)
