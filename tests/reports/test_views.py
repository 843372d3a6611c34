"""Report pages and files: what is shown to whom, and what happens where PDF cannot be made."""

import pytest

from plans.enums import EntryState
from plans.models import Entry, Indicator, SubPoint
from reports.queries import entry_document_for
from reports.rendering import APART, let_go
from tests.reports.production.making import made
from tests.reports.reading import pdf_text, squeeze

AGENCY = "/reports/numune-2020-2024/2024/NUMUNE/"
CONSOLIDATED = "/reports/numune-2020-2024/2024/"


def test_report_page_shows_text_and_what_is_missing(sign_in, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Bir.</p>")
    response = sign_in("contributor").get(AGENCY)
    assert response.status_code == 200
    assert "Nümunə mətn. Bir." in response.content.decode()
    assert [row.sub_point.number for row in response.context["missing"]] == ["4.1.6", "4.2.1", "4.2.4", "4.2.10"]


def test_report_page_tells_an_observer_nothing_of_what_is_missing(sign_in, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Qaralama.</p>")
    response = sign_in("observer").get(AGENCY)
    assert response.context["missing"] == []
    assert "Qaralama" not in response.content.decode()


@pytest.mark.parametrize("fmt", ["html", "docx", "xlsx", "md", "json", "pdf"])
def test_file_is_a_download_that_no_cache_keeps(fmt, sign_in, write_entry):
    write_entry("4.2.9")
    client = sign_in("lead")
    address = f"{AGENCY}melumat.{fmt}"
    response = made(client, address) if fmt in APART else client.get(address)
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="melumat-2024-NUMUNE.{fmt}"'
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_unknown_format_is_not_found(sign_in, agency, year):
    assert sign_in("lead").get(f"{AGENCY}melumat.exe").status_code == 404


def test_file_holds_no_other_agencys_text(sign_in, other_agency, write_entry):
    write_entry("4.2.9", "<p>Nümunə mətn. Yad.</p>", by=other_agency)
    assert "Yad" not in sign_in("lead").get(f"{AGENCY}melumat.md").content.decode()
    assert sign_in("lead").get("/reports/numune-2020-2024/2024/BASHQA/melumat.md").status_code == 404


def test_consolidated_report_is_not_found_for_agencies(sign_in, write_entry):
    write_entry("4.2.9", state=EntryState.APPROVED)
    for role in ("contributor", "lead", "stranger", "administrator"):
        assert sign_in(role).get(CONSOLIDATED).status_code == 404
        assert sign_in(role).get(f"{CONSOLIDATED}melumat.md").status_code == 404
        assert sign_in(role).post(f"{CONSOLIDATED}melumat.md").status_code == 404
    for role in ("coordinator", "observer"):
        assert "Nümunə mətn." in sign_in(role).get(CONSOLIDATED).content.decode()
        assert "Nümunə mətn." in made(sign_in(role), f"{CONSOLIDATED}melumat.md").content.decode()


@pytest.mark.parametrize("missing", ["ModuleNotFoundError", "OSError"])
def test_pdf_says_what_to_install_where_it_cannot_be_made(missing, sign_in, write_entry, monkeypatch, tmp_path):
    write_entry("4.2.9")
    (tmp_path / "weasyprint.py").write_text(f"raise {missing}")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    let_go()
    page = made(sign_in("lead"), f"{AGENCY}melumat.pdf").content.decode()
    assert "apt-get install libpangoft2-1.0-0" in page
    if missing == "OSError":
        return
    monkeypatch.undo()  # and with it there again, the file comes
    let_go()
    response = made(sign_in("lead"), f"{AGENCY}melumat.pdf")
    assert (response.status_code, response.content[:5]) == (200, b"%PDF-")


@pytest.mark.parametrize("entries", [1, 3])
def test_report_page_costs_the_same_queries_whatever_the_size(entries, sign_in, write_entry, django_assert_num_queries):
    for number in ("4.1.6", "4.2.9", "4.2.10")[:entries]:
        write_entry(number)
    client = sign_in("contributor")
    # session, person, agency with its names, years; entries, what is missing, sample notice; states, last year, required;
    # sections and sub-points to choose from; who signs, measures
    with django_assert_num_queries(14):
        client.get(AGENCY)
    coordinator = sign_in("coordinator")
    # session, person, years; indicators, assessments, entries, what is missing with names, sub-points, how much is required,
    # sample notice; sub-points, parts and names of the table of both; sections, sub-points and agencies with names to choose
    # from; who signs, measures
    with django_assert_num_queries(20):
        coordinator.get(CONSOLIDATED)


ENTRY = f"{AGENCY}4.2.9/"


def test_paper_of_one_entry_has_its_facts_and_only_its_text(sign_in, write_entry, people, tmp_path):
    indicator = Indicator.objects.create(
        sub_point=SubPoint.objects.get(number="4.2.9"), name="Nümunə göstərici", unit="nəfər"
    )
    entry = write_entry("4.2.9", "<p>Nümunə mətn. İŞIQLI.</p>")
    write_entry("4.2.10", "<p>Nümunə mətn. Başqa.</p>")
    Entry.objects.filter(pk=entry.pk).update(status="implemented", figures={str(indicator.pk): "1250"})
    client = sign_in("contributor")
    answer = made(client, f"{ENTRY}melumat.pdf")
    content = answer.content
    assert answer["Content-Disposition"] == 'attachment; filename="melumat-2024-NUMUNE-4.2.9.pdf"'
    document = entry_document_for(people["contributor"], Entry.objects.get(pk=entry.pk), "4.2.9")
    title, (section,) = document.title, document.sections
    facts = "İcra vəziyyəti: İcra edilib Göstərici Ölçü vahidi Say Nümunə göstərici nəfər 1250 Nümunə mətn. İŞIQLI."
    wanted = f"{section.heading} Layihə: qaralama {facts}"
    assert squeeze(title) in pdf_text(content, tmp_path)
    assert pdf_text(content, tmp_path).endswith(squeeze(wanted))
    page = client.get(ENTRY).content.decode()
    assert ("İŞIQLI" in page, "Başqa" in page) == (True, False)


def test_paper_of_an_entry_without_text_is_not_found(sign_in, write_entry):
    write_entry("4.2.9", "")
    client = sign_in("contributor")
    assert [client.get(address).status_code for address in (ENTRY, f"{ENTRY}melumat.pdf")] == [404, 404]
    write_entry("4.2.10", "<p>Nümunə mətn. Qaralama.</p>")
    assert sign_in("observer").get(f"{AGENCY}4.2.10/").status_code == 404


def test_sub_points_are_chosen_by_section_with_their_measures(sign_in, write_entry):
    for number in ("4.1.6", "4.2.9", "4.2.10"):
        write_entry(number, f"<p>Nümunə mətn. {number} oldu.</p>")
    client = sign_in("coordinator")
    address = f"{CONSOLIDATED}?content=all&chosen=1&point=4.2.10&point=4.1.6"
    page = client.get(address)
    points = page.context["choices"].points
    assert [[choice.value for choice in of_section] for _section, of_section in points] == [
        ["4.1.6"],
        ["4.2.1", "4.2.4", "4.2.9", "4.2.10"],
    ]
    chosen = [choice.value for _section, of_section in points for choice in of_section if choice.is_chosen]
    assert chosen == ["4.1.6", "4.2.10"]
    text = page.content.decode()
    assert ("4.2.10 oldu" in text, "4.1.6 oldu" in text, "4.2.9 oldu" in text) == (True, True, False)
    assert text.count('name="point"') == 5
    assert all(len(choice.label.split()) <= 9 for _section, of_section in points for choice in of_section)
