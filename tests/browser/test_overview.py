"""The overview in a real browser: what the first screen shows, its keys, its filters in the address, its A3 page."""

import io
import re

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from plans.enums import EntryState
from plans.models import Agency, Assignment, Entry, ReportingYear, SubPoint, Transition
from plans.samples.load import create_load_data
from tests.browser.conftest import Screen

PAGE = "/plans/mfp-2020-2024/2024/overview/"
YEARS = "/plans/mfp-2020-2024/years/"
A3_LANDSCAPE = (1190.55, 841.89)  # points
LOAD = "/plans/numune-yuk/2020/overview/"
# How many rows of sub-points are whole in the window, under the heads.
ROWS_IN_SIGHT = """() => {
  const from = document.querySelector('thead').getBoundingClientRect().bottom
  return [...document.querySelectorAll('tbody tr:not(.section)')].filter(row => {
    const { top, bottom } = row.getBoundingClientRect()
    return top >= from - 1 && bottom <= innerHeight
  }).length
}"""
# Heads that are cut, lie over each other's columns or stick out; numbers in two lines; measures of more than two.
FLAWS_OF_TABLE = """() => {
  const found = [], table = document.querySelector('.matrix-frame').getBoundingClientRect(), range = document.createRange()
  const head = document.querySelector('thead').getBoundingClientRect()
  for (const link of document.querySelectorAll('thead .body a')) {
    const box = link.getBoundingClientRect()
    const isOut = box.top < head.top || box.bottom > head.bottom || box.right > table.right || box.left < table.left
    if (isOut || link.scrollWidth > link.clientWidth + 1) found.push(`head: ${link.textContent}`)
  }
  for (const text of document.querySelectorAll('tbody .point a, tbody .count')) {
    range.selectNodeContents(text)
    const { height } = range.getBoundingClientRect()
    if (height > (text.matches('.count') ? 24 : 20)) found.push(`two lines: ${text.textContent}`)
  }
  for (const row of document.querySelectorAll('tbody tr:not(.section)')) {
    if (row.offsetHeight > 32) found.push(`high: ${row.innerText}`)
  }
  return found
}"""


def focused(page: Page) -> str:
    """Where the link that has the focus leads."""
    return page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.tagName")


def open_at(screen: Screen, address: str) -> Page:
    """The page with the focus on the first cell of the table."""
    page = screen.open(address)
    page.locator("[data-matrix] a[tabindex='0']").focus()
    return page


@pytest.mark.parametrize("who", ["koordinator", "musahideci"])
def test_page_has_no_flaw_in_any_light_or_width(screen, who, subtests):
    screen.sign_in(who)
    for address in (PAGE, f"{PAGE}?late=now&section=yoxdur", f"{PAGE}?q=yoxdurbel%C9%99", YEARS):
        with subtests.test(address):
            screen.open_anew(address)
            assert screen.flaws() == []


def test_arrow_keys_walk_over_cells_and_enter_opens(screen):
    screen.sign_in("koordinator")
    page = open_at(screen, PAGE)
    assert focused(page) == "../DMX/4.1.6/"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "../DMX/4.2.1/"  # over the head of the section
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "../points/4.1.6/"
    page.keyboard.press("Home")
    assert focused(page) == "../../points/4.1.6/"
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "../../points/4.1.6/"  # at the edge nothing happens
    page.keyboard.press("End")
    last = page.locator("tbody").first.locator("tr:nth-child(2) td a").last.get_attribute("href")
    assert focused(page) == last
    page.keyboard.press("Control+Home")
    assert focused(page) == "../../agencies/DMX/"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2024/DMX/4.1.6/")


def test_table_is_one_stop_on_the_way_by_tab_and_the_card_of_its_cell_the_next(screen):
    screen.sign_in("koordinator")
    page = open_at(screen, PAGE)
    page.keyboard.press("ArrowDown")
    card = page.locator(".cell-card")
    expect(card.locator("strong")).to_have_text("4.2.1")
    page.keyboard.press("Tab")
    expect(card.get_by_role("link", name="Aç")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    assert focused(page) == "../DMX/4.2.1/"  # where one was
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-matrix]')") is None
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "../DMX/4.2.1/"
    expect(page.locator("[data-matrix] a[tabindex='0']")).to_have_count(1)


def test_keys_belong_to_the_field_while_one_types(screen):
    page = screen.sign_in("koordinator").open(PAGE)
    page.locator("#filter-q").fill("4.2")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("x")
    expect(page.locator("#filter-q")).to_have_value("4x.2")
    assert focused(page) == "INPUT"


@pytest.fixture
def late_entry():
    """DMX's entry on 4.1.6 was returned and is late; its address."""
    ReportingYear.objects.filter(plan__code="mfp-2020-2024", year=2024).update(deadline="2025-01-20")
    entry = Entry.objects.get(reporting_year__year=2024, sub_point__number="4.1.6", agency__code="DMX")
    moved = {"from_state": "submitted", "created_at": "2025-01-18T09:30:00Z", "reason": "Nümunə səbəb."}
    Transition.objects.create(
        entry=entry, action="return", to_state="returned", actor=User.objects.get(username="koordinator"), **moved
    )
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.RETURNED, first_submitted_at="2025-01-17T08:00:00Z")
    return "../DMX/4.1.6/"


def card_says(page: Page) -> list[str]:
    """The lines of the card, as they are seen."""
    expect(page.locator(".cell-card")).to_have_count(1)
    return [line for line in re.split(r"[\n\t]+", page.locator(".cell-card").inner_text()) if line]


def test_card_says_what_a_cell_means_to_pointer_focus_and_finger(screen, new_screen, late_entry):
    page = screen.sign_in("koordinator").open(PAGE)
    cell = page.locator(f'a[href="{late_entry}"]')
    says = [
        "4.1.6",
        "Geri qaytarılıb",
        "Dövlət Miqrasiya Xidməti",
        SubPoint.objects.get(number="4.1.6").measure,
        "Kim",
        str(User.objects.get(username="koordinator")),
        "Nə vaxt",
        "18.01.2025 13:30",
        "Son tarix",
        "20.01.2025 · gecikir",
        "Aç",
        "Xatırlat",
    ]
    cell.hover()
    assert card_says(page) == says
    assert focused(page) == "BODY"  # nobody's focus is taken
    expect(page.locator("thead .body.is-lit")).to_have_text(re.compile("^DMX"))
    page.locator(".cell-card .card-measure").hover()  # the pointer may come into it
    assert card_says(page) == says
    assert screen.violations() == []
    page.locator("h1").hover()
    expect(page.locator(".cell-card")).to_have_count(0)
    page.locator("[data-matrix] a[tabindex='0']").focus()
    assert card_says(page) == says
    page.keyboard.press("Escape")
    expect(page.locator(".cell-card")).to_have_count(0)
    assert focused(page) == late_entry
    page.keyboard.press("ArrowDown")
    expect(page.locator(".cell-card strong")).to_have_text("4.2.1")
    finger = new_screen(width=360, height=740, has_touch=True).sign_in("koordinator").open(PAGE)
    cell = finger.locator(f'a[href="{late_entry}"]')
    cell.tap()
    assert card_says(finger) == says
    expect(finger).to_have_url(f"{screen.base}{PAGE}")
    card = finger.locator(".cell-card").bounding_box()
    assert (card["x"] >= 0, card["x"] + card["width"] <= 360) == (True, True)
    finger.locator("h1").tap()
    expect(finger.locator(".cell-card")).to_have_count(0)
    cell.tap()
    finger.locator(".cell-card").get_by_role("link", name="Xatırlat").tap()
    finger.wait_for_url("**/2024/reminders/?agency=DMX")
    expect(finger.locator('input[name=agency][value="DMX"]')).to_be_checked()


def test_card_stands_where_it_covers_no_focus(screen):
    page = screen.sign_in("koordinator").open(PAGE)
    page.set_viewport_size({"width": 1366, "height": 900})
    below = page.locator('a[href="../DMX/4.3.4/"]')
    page.locator('a[href="../DMX/4.4.8/"]').focus()
    page.keyboard.press("Escape")
    below.hover()
    expect(page.locator(".cell-card.is-above strong")).to_have_text("4.3.4")
    page.keyboard.press("Tab")
    page.locator("h1").hover()
    expect(page.locator(".cell-card")).to_have_count(0)
    below.hover()
    expect(page.locator(".cell-card:not(.is-above) strong")).to_have_text("4.3.4")


def test_first_screen_shows_thirteen_rows_and_all_heads(screen):
    page = screen.sign_in("koordinator").open(PAGE)
    page.set_viewport_size({"width": 1366, "height": 650})
    assert page.evaluate(ROWS_IN_SIGHT) >= 13
    assert page.evaluate(FLAWS_OF_TABLE) == []
    page.set_viewport_size({"width": 1366, "height": 400})
    assert page.evaluate(ROWS_IN_SIGHT) < 13


def test_all_agencies_that_ship_have_room(screen):
    """Every body of the reference data has a column; two of them share an abbreviation, eleven have none."""
    points = list(SubPoint.objects.filter(section__plan__code="mfp-2020-2024"))
    Assignment.objects.filter(agency__code__startswith="NUMUNE").delete()
    for place, agency in enumerate(Agency.objects.exclude(code__startswith="NUMUNE")):
        for point in points[place % 3 :: 3]:
            Assignment.objects.get_or_create(sub_point=point, agency=agency, defaults={"role": "executor"})
    page = screen.sign_in("koordinator").open(PAGE)
    page.set_viewport_size({"width": 1366, "height": 650})
    assert page.evaluate(FLAWS_OF_TABLE) == []
    heads = page.locator("thead .body a")
    expect(heads).to_have_count(37)
    shorts = heads.evaluate_all("links => links.map(link => link.firstChild.data)")
    assert len(set(shorts)) == 37
    assert {"Maliyyə", "Mədəniyyət", "DVX"} < set(shorts)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sizes, content = printed(page)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert (len(document.pages), list(sizes)) == (1, [pytest.approx(A3_LANDSCAPE, abs=1)])
    page.emulate_media(media="print")
    expect(page.locator(".matrix-key dt")).to_have_count(35)  # two short names are the whole name


def test_narrow_window_lists_measures_with_their_agencies(screen):
    page = screen.sign_in("koordinator").open(PAGE)
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.locator("thead")).to_be_hidden()
    expect(page.locator(".measure").first).to_be_in_viewport(ratio=1)
    expect(page.locator(".measure").nth(1)).to_be_in_viewport(ratio=1)
    chip = page.locator('a[href="../DMX/4.1.6/"]')
    expect(chip).to_be_in_viewport(ratio=1)
    expect(chip.locator("b")).to_have_text("DMX")
    expect(page.get_by_role("link", name="Yarımbənd × il")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_filters_stand_in_the_address_and_are_taken_off_one_by_one(screen):
    page = screen.sign_in("koordinator").open(PAGE)
    page.locator("summary", has_text="Bölmə").click()
    page.locator("#filter-section").get_by_role("link", name=re.compile("^4.2")).click()
    page.wait_for_url(f"**{PAGE}?section=4.2")
    expect(page.locator(".filter-chip.is-chosen summary")).to_have_text("Bölmə: 4.2")
    page.get_by_role("link", name="Geri qaytarılanlar").click()
    page.wait_for_url(f"**{PAGE}?section=4.2&state=returned")
    rows = page.locator("tbody tr:not(.section)")
    expect(rows).not_to_have_count(0)
    expect(rows.filter(has_not=page.locator("td.returned:not(.is-off)"))).to_have_count(0)
    expect(page.locator("td.is-off")).not_to_have_count(0)
    page.locator("#filter-q").fill("4.2.4")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAGE}?q=4.2.4&section=4.2&state=returned")
    page.get_by_role("link", name="Süzgəci ləğv et: Bölmə").click()
    page.wait_for_url(f"**{PAGE}?q=4.2.4&state=returned")
    page.locator(".counts [aria-current]").click()
    page.wait_for_url(f"**{PAGE}?q=4.2.4")
    expect(rows).to_have_count(1)
    expect(page.locator(".is-off")).to_have_count(0)


def test_filters_work_without_script(new_screen):
    page = new_screen(java_script_enabled=False).sign_in("koordinator").open(PAGE)
    page.locator("summary", has_text="Mərhələ").click()
    page.locator("#filter-state").get_by_role("link", name="Qaralama").click()
    page.wait_for_url(f"**{PAGE}?state=draft")
    page.locator("#filter-q").fill("4.3")
    page.get_by_role("button", name="Göstər").click()
    page.wait_for_url(f"**{PAGE}?q=4.3&state=draft")
    expect(page.locator("td.draft:not(.is-off) a").first).to_have_text(re.compile("^[A-ZƏÜa-zü]+ Qaralama$"))


def test_heads_stay_while_the_window_scrolls(screen):
    create_load_data(agencies=100, sub_points=60, years=1)
    page = screen.sign_in("koordinator").open(LOAD)
    page.evaluate("window.scrollTo(document.documentElement.scrollWidth, document.documentElement.scrollHeight)")
    head = page.locator("thead .body a").last.bounding_box()
    row = page.locator("tbody tr").last
    first, count = (row.locator(part).bounding_box() for part in (".point a", "td.count"))
    assert 0 <= head["y"] < 120
    assert head["x"] + head["width"] <= 1366
    assert 0 <= first["x"] < 40
    assert 250 <= count["x"] < 400  # beside the measure, not over it
    # What is no table stays in the window, too, and nothing in the page scrolls by itself.
    for part in ("h1", ".filter-line", ".bar"):
        box = page.locator(part).bounding_box()
        assert 0 <= box["x"] <= 30, part
    assert page.evaluate(
        """() => [...document.querySelectorAll('main :not(.menu-body)')].every(part =>
            part.scrollHeight <= part.clientHeight + 1 || /visible|hidden/.test(getComputedStyle(part).overflowY))"""
    )
    # A focused cell is never under the heads.
    page.evaluate("window.scrollTo(0, 0)")
    page.locator("[data-matrix] a[tabindex='0']").focus()
    for key in ["End", *["ArrowUp"] * 3, *["ArrowDown"] * 12, "Home", "ArrowRight", "ArrowRight"]:
        page.keyboard.press(key)
    assert page.evaluate(
        """() => {
          const box = document.activeElement.getBoundingClientRect()
          const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
          return document.activeElement === top
        }"""
    )


def test_forced_colours_keep_the_marks(new_screen):
    page = new_screen(forced_colors="active").sign_in("koordinator").open(PAGE)
    mark = page.locator("td.approved a").first.evaluate("link => getComputedStyle(link, '::before').backgroundImage")
    assert re.fullmatch(r'url\(".*marks/approved.*\.svg"\)', mark)


# --- Paper -----------------------------------------------------------------------------------------------------------


def printed(page: Page) -> tuple[set[tuple[float, float]], bytes]:
    """The sizes of the printed pages in points, and the file."""
    content = page.pdf(prefer_css_page_size=True)
    with pikepdf.open(io.BytesIO(content)) as document:
        sizes = {tuple(float(side) for side in sheet.mediabox[2:]) for sheet in document.pages}
    return sizes, content


def table_fits(page: Page) -> bool:
    """Whether the table is as wide as what an A3 page leaves between its margins, not wider."""
    page.emulate_media(media="print")
    width = round((420 - 20) / 25.4 * 96)
    page.set_viewport_size({"width": width, "height": 1047})
    fits = page.evaluate(
        """() => {
          const table = document.querySelector('table.matrix')
          const cells = [...table.querySelectorAll('thead th')]
          return table.scrollWidth <= document.documentElement.clientWidth
            && document.documentElement.scrollWidth <= document.documentElement.clientWidth
            && cells.every(cell => cell.getBoundingClientRect().width >= 10)
        }"""
    )
    page.emulate_media(media="null")
    return fits


@pytest.mark.parametrize(("agencies", "most_pages"), [(32, 2), (100, 2)])
def test_large_table_prints_on_a3_and_nothing_is_cut_off(screen, agencies, most_pages):
    create_load_data(agencies=agencies, sub_points=60, years=1)
    page = screen.sign_in("koordinator").open(LOAD)
    assert table_fits(page)
    sizes, content = printed(page)
    assert [pytest.approx(A3_LANDSCAPE, abs=1)] == list(sizes)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) <= most_pages
    assert len(content) < 5_000_000  # marks are drawings, not bitmaps


@pytest.mark.parametrize("address", [PAGE, YEARS])
def test_demo_prints_on_a3(screen, address):
    page = screen.sign_in("koordinator").open(address)
    assert table_fits(page)
    sizes, content = printed(page)
    assert [pytest.approx(A3_LANDSCAPE, abs=1)] == list(sizes)
    assert len(content) < 1_000_000
    page.emulate_media(media="print")
    expect(page.locator(".printed-note")).to_be_visible()
    expect(page.locator(".filter-line")).to_be_hidden()
    expect(page.locator(".counts").first).to_be_visible()


def test_late_and_recommended_are_told_by_more_than_colour(screen):
    year = ReportingYear.objects.get(plan__code="mfp-2020-2024", year=2024)
    ReportingYear.objects.filter(pk=year.pk).update(deadline="2025-01-20")
    point, agency = SubPoint.objects.get(number="4.1.6"), Agency.objects.get(code="DMX")
    Entry.objects.filter(reporting_year=year, sub_point=point, agency=agency).update(
        state=EntryState.DRAFT, first_submitted_at=None, submitted=None
    )
    page = screen.sign_in("koordinator").open(PAGE)
    late = page.locator("td.is-late", has=page.locator('a[href="../DMX/4.1.6/"]'))
    expect(late).to_have_text("DMX Qaralama, gecikir")
    assert "inset" in late.evaluate("cell => getComputedStyle(cell).boxShadow")
    Assignment.objects.filter(sub_point=point, agency=agency).update(role="recommended")
    page = screen.open(PAGE)
    advised = page.locator("td.is-advised", has=page.locator('a[href="../DMX/4.1.6/"]'))
    expect(advised).to_have_text("DMX Qaralama, tövsiyə edilən qurum")
    assert "hatch" in advised.evaluate("cell => getComputedStyle(cell).backgroundImage")
    assert advised.evaluate("cell => getComputedStyle(cell).boxShadow") == "none"
