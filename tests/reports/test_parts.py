"""A long report is shown part by part, an agency's piece by piece; a short one on one page."""

import pytest
from django.http import QueryDict

from plans.enums import EntryState
from plans.models import Section
from plans.narrative import ListBlock, Table, walk_paragraphs
from reports import parts
from reports.options import CONSOLIDATED_DEFAULT, options_from
from reports.pieces import pieces_of
from tests.reports.samples import document_of

CONSOLIDATED = "/reports/numune-2020-2024/2024/"
AGENCY = f"{CONSOLIDATED}NUMUNE/"


@pytest.fixture
def written(year, agency, write_entry):
    """One text in each of two sections; the second names the first."""
    write_entry("4.1.6", "<p>Nümunə mətn: birinci.</p>", state=EntryState.APPROVED)
    write_entry("4.2.9", "<p>Nümunə mətn: ikinci, bax: 4.1.6.</p>", state=EntryState.APPROVED)


@pytest.fixture
def long(monkeypatch):
    monkeypatch.setattr(parts, "MOST_LETTERS", 20)


def test_short_report_is_one_page(written, sign_in):
    page = sign_in("coordinator").get(CONSOLIDATED).content.decode()
    assert "birinci" in page
    assert "ikinci" in page
    assert "show=" not in page
    assert 'href="#s-4-1-6"' in page


def test_long_report_begins_with_contents_that_lead_to_its_parts(written, long, sign_in):
    response = sign_in("coordinator").get(CONSOLIDATED)
    page = response.content.decode()
    assert "birinci" not in page
    assert "ikinci" not in page
    assert '<table class="is-matrix' not in page
    assert [part.number for part in response.context["parts"]] == ["begin", *sections(), "end"]
    assert [part.number for part in response.context["parts"] if part.is_shown] == ["begin"]
    assert 'href="?show=4.1#s-4-1-6"' in page
    assert 'href="?show=4.2#s-4-2-9"' in page
    assert 'href="?show=end#matrix-1"' in page
    assert "nap_tracker/reports/parts.js" in page


def sections() -> list[str]:
    return list(Section.objects.order_by("number").values_list("number", flat=True))


def test_part_holds_its_section_and_leads_on(written, long, sign_in):
    response = sign_in("coordinator").get(CONSOLIDATED, {"show": "4.2"})
    page = response.content.decode()
    assert "birinci" not in page
    assert "ikinci" in page
    assert 'id="s-4-2-9"' in page
    assert '<a href="?show=4.1#s-4-1-6">4.1.6</a>' in page  # a text that names another part's sub-point
    assert response.context["next_part"].address == "?show=end"
    assert 'class="document-matrix"' not in page


def test_end_has_the_table_and_no_text(written, long, sign_in):
    page = sign_in("coordinator").get(CONSOLIDATED, {"show": "end"}).content.decode()
    assert 'class="document-matrix"' in page
    assert "ikinci" not in page


def test_choice_goes_along_and_files_hold_all_parts(written, long, sign_in):
    query = {"content": "all", "section": "4.2", "show": "4.2"}
    response = sign_in("coordinator").get(CONSOLIDATED, query)
    addresses = [part.address for part in response.context["parts"]]
    assert [part.number for part in response.context["parts"]] == ["begin", "4.2", "end"]
    assert all("content=all" in address and "section=4.2" in address for address in addresses)
    files = [address for _fmt, _label, address, _made in response.context["downloads"]]
    assert not any("show=" in address for address in files)
    assert all("section=4.2" in address for address in files)


@pytest.mark.parametrize("asked", ["4.9", "yoxdur", "", "4.1"])
def test_part_that_is_not_there_is_the_usual_page(asked, written, sign_in):
    """4.1 is none of a report of which 4.2 was chosen."""
    response = sign_in("coordinator").get(CONSOLIDATED, {"show": asked, "section": "4.2"})
    assert response.status_code == 200
    assert "parts" not in response.context
    assert "ikinci" in response.content.decode()


def test_short_report_of_an_agency_is_one_page(written, sign_in):
    response = sign_in("lead").get(AGENCY, {"show": "2"})
    assert "birinci" in response.content.decode()
    assert "ikinci" in response.content.decode()
    assert "parts" not in response.context


def test_long_report_of_an_agency_begins_with_contents_that_lead_to_its_pieces(written, long, sign_in):
    response = sign_in("lead").get(AGENCY)
    page = response.content.decode()
    assert "birinci" not in page
    assert [(part.number, part.label, part.is_shown) for part in response.context["parts"]][1:] == [
        ("1", "4.1.6", False),
        ("2", "4.2.9", False),
    ]
    assert [part.is_shown for part in response.context["parts"]] == [True, False, False]
    assert 'href="?show=1#s-4-1-6"' in page
    assert 'href="?show=2#s-4-2-9"' in page
    assert response.context["next_part"].address == "?show=1"
    assert "nap_tracker/reports/parts.js" in page


def test_piece_of_an_agencys_report_holds_its_text_and_leads_elsewhere(written, long, sign_in):
    response = sign_in("lead").get(AGENCY, {"show": "2"})
    page = response.content.decode()
    assert "birinci" not in page
    assert "ikinci" in page
    assert '<a href="?show=1#s-4-1-6">4.1.6</a>' in page
    assert response.context["next_part"] is None
    assert not any("show=" in address for _fmt, _label, address, _made in response.context["downloads"])


@pytest.mark.parametrize("asked", ["3", "end", "4.1", "yoxdur"])
def test_piece_that_is_not_there_is_the_beginning(asked, written, long, sign_in):
    response = sign_in("lead").get(AGENCY, {"show": asked})
    assert response.status_code == 200
    assert [part.number for part in response.context["parts"] if part.is_shown] == ["begin"]


def test_very_long_text_is_cut_between_items_rows_and_paragraphs():
    """Nothing is lost, numbers go on, heads stand over each part of a table, what a cell reaches into stays together."""
    items = "".join(f"<li><p>bənd {number}</p></li>" for number in range(10))
    rows = "".join(
        f'<tr><td rowspan="2"><p>{number}</p></td><td><p>a</p></td></tr><tr><td><p>b</p></td></tr>'
        for number in range(4)
    )
    head = "<tr><th><p>Sıra</p></th><th><p>Ad</p></th></tr>"
    document = document_of(
        f'<p>Birinci.</p><ol start="3">{items}</ol><table><tbody>{head}{rows}</tbody></table>'
        "<ul><li><p>qısa</p></li></ul>"
    )
    pieces = pieces_of(document, 450)
    assert all(len(piece) == 1 for piece in pieces)
    assert [piece[0].heading.endswith("(davamı)") for piece in pieces] == [False] + [True] * (len(pieces) - 1)
    blocks = [block for piece in pieces for block in piece[0].blocks]
    lists = [block for block in blocks if isinstance(block, ListBlock)]
    assert [(block.start, len(block.items)) for block in lists] == [(3, 4), (7, 4), (11, 2), (1, 1)]
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [[len(row) for row in table.rows] for table in tables] == [[2, 2, 1]] * 4
    assert all(table.rows[0][0].header for table in tables)
    whole = [paragraph.text for paragraph in walk_paragraphs(document.sections[0].blocks)]
    cut = [paragraph.text for paragraph in walk_paragraphs(tuple(blocks))]
    assert [text for text in cut if text not in ("Sıra", "Ad")] == [
        text for text in whole if text not in ("Sıra", "Ad")
    ]


def test_short_sub_points_share_a_piece():
    document = document_of("<p>Nümunə mətn.</p>", sections=5)
    assert [[section.number for section in piece] for piece in pieces_of(document, 250)] == [
        ["4.2.1", "4.2.2"],
        ["4.2.3", "4.2.4"],
        ["4.2.5"],
    ]


def test_options_of_a_section_read_its_texts_alone():
    options = options_from(QueryDict("point=4.2.9"), CONSOLIDATED_DEFAULT)
    narrowed = parts.options_of("4.2", options)
    assert narrowed.sections == {"4.2"}
    assert narrowed.points == {"4.2.9"}
    assert narrowed.parts == {"status", "figures"}
    assert parts.options_of("end", options) == options


def test_parts_cost_no_more_queries_than_one_page(written, long, sign_in, django_assert_num_queries):
    client = sign_in("coordinator")
    with django_assert_num_queries(21):  # as a short report (test_views.py), and names of who has a text
        client.get(CONSOLIDATED)
    # Session, person, years; indicators, assessments, entries with names, sample notice; sections, sub-points and agencies with
    # names to choose from; measures.
    with django_assert_num_queries(13):
        client.get(CONSOLIDATED, {"show": "4.2"})
