"""A table wider than the window moves in its own box, on the report's page and in the HTML file; the page does not."""

import pytest

from reports.renderers.html import HtmlRenderer
from tests.browser.conftest import assert_fine
from tests.browser.test_writing import write
from tests.reports.renderers.test_pdf_tables import LINK, table
from tests.reports.samples import document_of

REPORT = "/reports/mfp-2020-2024/2024/DMX/"
TEXT = f"<p>{'Ə' * 300}</p>{table(3, 2)}{table(12, 2)}<p>{LINK}</p>"
BOXES = """() => [...document.querySelectorAll('.document-table')].map(
    box => [box.tabIndex, box.scrollWidth > box.clientWidth])"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_page_of_the_report_is_fine_with_a_wide_table(screen):
    write(TEXT)
    page = screen.sign_in("dmx.mesul").open(REPORT)
    assert page.evaluate(BOXES)[:2] == [[-1, False], [0, True]]
    assert_fine(screen)


@pytest.mark.parametrize("width", [1366, 360])
def test_wide_table_of_the_file_is_moved_by_the_keyboard(new_screen, width):
    page = new_screen(width=width).page
    page.set_content(HtmlRenderer().render(document_of(TEXT)).decode())
    assert page.evaluate(WIDER) == 0
    box = page.get_by_role("group")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")
    assert page.evaluate(WIDER) == 0


def test_table_without_a_box_would_move_the_page(new_screen):
    page = new_screen(width=360).page
    page.set_content(HtmlRenderer().render(document_of(TEXT)).decode())
    page.add_style_tag(content=".document-table { overflow: visible !important }")
    assert page.evaluate(WIDER) > 0
