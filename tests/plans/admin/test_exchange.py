"""Plan data as files: guarded on the way out, the same on the way in, and a sentence for whatever cannot be read."""

import csv
import html
import io
import itertools
import os
import random
import re
import time
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, TextField

from plans.admin import exchange
from plans.models import Agency, Assignment, Indicator, SubPoint
from tests.operations import calls_of
from tests.plans.evidence.sample_files import packed_again, xlsx_file

pytestmark = pytest.mark.django_db
PLACE = "/admin/plans/subpoint/"
CSV, XLSX = "0", "1"
HEAD = "section,number,measure,start_year,end_year,guidance\n"
UNREADABLE = "This file cannot be read"
NOISE = random.Random(7).randbytes(3000)


@pytest.fixture
def keeper(sign_in, plan, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    client = sign_in("coordinator")
    client.cookies["django_language"] = "en"
    return client


def export(client, file_format: str, place: str = PLACE) -> bytes:
    response = client.post(f"{place}export/", {"format": file_format, "resource": "0"})
    assert response.status_code == 200
    return response.content


def choose(client, content: bytes, file_format: str = CSV, name: str = "fayl.csv", place: str = PLACE):
    upload = SimpleUploadedFile(name, content)
    return client.post(f"{place}import/", {"format": file_format, "resource": "0", "import_file": upload})


def confirm(client, response, place: str = PLACE, **changes: str):
    fields = dict(response.context["confirm_form"].initial)
    return client.post(f"{place}process_import/", fields | changes)


# --- Out and in ------------------------------------------------------------------------------------------------------

MEASURES = ["=1+41", "Protokol;=1+41", "'=bir", "Tədbir; -iki", "Nümunə tədbir"]


@pytest.fixture
def harmful(plan) -> dict[str, str]:
    """Sub-points whose measures some table program would take for formulas."""
    numbers = SubPoint.objects.order_by("number").values_list("number", flat=True)
    measures = dict(zip(numbers, MEASURES, strict=True))
    for number, measure in measures.items():
        SubPoint.objects.filter(number=number).update(measure=measure, guidance=f"{measure}\n@SUM(1)")
    return measures


def test_csv_has_no_formula_in_any_cell(keeper, harmful):
    text = export(keeper, CSV).decode()
    cells = {row["number"]: row["measure"] for row in csv.DictReader(io.StringIO(text))}
    assert sorted(cells.values()) == sorted(["'=1+41", "Protokol;'=1+41", "''=bir", "Tədbir;' -iki", "Nümunə tədbir"])
    for line in text.replace('"', "").replace(",", ";").splitlines():
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line.split(";")), line


def test_workbook_has_texts_and_no_formulas(keeper, harmful):
    sheet = openpyxl.load_workbook(io.BytesIO(export(keeper, XLSX))).active
    heads = [cell.value for cell in sheet[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert {row["number"].value: row["measure"].value for row in rows} == harmful
    assert {row["measure"].data_type for row in rows} == {"s"}
    assert {row["measure"].value for row in rows if row["measure"].quotePrefix} == {"=1+41"}


@pytest.mark.parametrize("file_format", [CSV, XLSX])
def test_what_went_out_comes_in_unchanged(keeper, harmful, file_format):
    before = list(SubPoint.objects.order_by("pk").values_list("measure", "guidance"))
    taken = export(keeper, file_format)
    response = choose(keeper, taken, file_format)
    assert response.status_code == 200
    assert {row.import_type for row in response.context["result"]} == {"skip"}
    SubPoint.objects.update(measure="başqa", guidance="")
    response = confirm(keeper, choose(keeper, taken, file_format))
    assert response.status_code == 302
    assert list(SubPoint.objects.order_by("pk").values_list("measure", "guidance")) == before


BLANK = {
    "agency": (Agency, {"abbreviation", "abbreviation_genitive", "self_name", "self_name_genitive"}),
    "assignment": (Assignment, set()),
    "indicator": (Indicator, set()),
    "subpoint": (SubPoint, {"guidance"}),
}


@pytest.mark.parametrize("kind", BLANK)
@pytest.mark.parametrize("file_format", [CSV, XLSX])
def test_empty_cell_is_an_empty_text(keeper, agency, kind, file_format):
    """Every text of every kind of record that may be empty; rows of nothing, as programs leave them, are none."""
    model, names = BLANK[kind]
    place = f"/admin/plans/{kind}/"
    sub_point = SubPoint.objects.first()
    Indicator.objects.create(sub_point=sub_point, name="Nümunə", unit="nəfər", kind="whole", position=1)
    for name in names:
        model.objects.update(**{name: "Nümunə"})
    head, *rows = openpyxl.load_workbook(io.BytesIO(export(keeper, XLSX, place))).active.iter_rows(values_only=True)
    texts = {field.name for field in model._meta.fields if isinstance(field, CharField | TextField) and field.blank}
    assert texts & {*head} == names
    emptied = [[None if name in names else cell for name, cell in zip(head, row, strict=True)] for row in rows]
    book, out = openpyxl.Workbook(), io.StringIO()
    for row in [head, *emptied, [None] * len(head)]:
        book.active.append(row)
        csv.writer(out).writerow(row)
    book.active.cell(len(rows) + 5, len(head)).number_format = "0.00"
    workbook = io.BytesIO()
    book.save(workbook)
    content = (
        workbook.getvalue() if file_format == XLSX else out.getvalue().removesuffix("," * (len(head) - 1) + "\r\n")
    )
    response = choose(keeper, content if file_format == XLSX else content.encode(), file_format, place=place)
    assert response.status_code == 200
    assert len(response.context["result"].rows) == len(rows) == model.objects.count() > 0
    assert confirm(keeper, response, place).status_code == 302
    assert [[getattr(one, name) for name in names] for one in model.objects.all()] == [[""] * len(names)] * len(rows)


def test_numbers_of_a_workbook_are_numbers(keeper, agency):
    sheet = openpyxl.load_workbook(io.BytesIO(export(keeper, XLSX, "/admin/plans/agency/"))).active
    rows = [dict(zip([cell.value for cell in sheet[1]], row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert {(row["code"].value, row["protocol_order"].value) for row in rows} == {("NUMUNE", 10), ("BASHQA", 20)}


# --- What cannot be read ---------------------------------------------------------------------------------------------


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (exchange.MOST_UNPACKED + 1))
    return out.getvalue()


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def with_sheet(content: bytes) -> bytes:
    """A workbook with this sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_file())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            made.writestr(name, content if "sheet1" in name else source.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "file_format", "sentence"),
    [
        (NOISE, CSV, UNREADABLE),
        (NOISE, XLSX, UNREADABLE),
        (b"\x00" * 100, CSV, ""),
        ((HEAD + "a/b,4.2.9,Ə,,,\n").encode("utf-16"), CSV, UNREADABLE),
        ((HEAD + "a/b,4.2.9,Ş,,,\n").encode("cp1254"), CSV, UNREADABLE),
        ((HEAD + "a,b\n").encode(), CSV, ""),
        ((HEAD + "a,b,c,d,e,f,g,h\n").encode(), CSV, UNREADABLE),
        (b"PK\x03\x04 yarim", XLSX, UNREADABLE),
        (HEAD.encode(), XLSX, UNREADABLE),
        (b"", CSV, "empty"),
        (HEAD.encode(), CSV, ""),
        (b"x" * (exchange.MOST_BYTES + 1), CSV, "too large"),
        (HEAD.encode() + b"a/b,4.2.9,x,,,\n" * (exchange.MOST_ROWS + 1), CSV, "too many rows"),
        (bomb(), XLSX, "too large"),
        (HEAD.encode() + b"," * exchange.MOST_SIGNS, CSV, "too many rows"),
        (with_sheet(SHEET.format("<row>" + "<c/>" * exchange.MOST_SIGNS + "</row>").encode()), XLSX, "too many rows"),
        (b"%PDF-1.7 \xff\xfe", CSV, UNREADABLE),
        (packed_again(xlsx_file(), zipfile.ZIP_LZMA), XLSX, UNREADABLE),
        (packed_again(xlsx_file(), zipfile.ZIP_BZIP2, 5), XLSX, UNREADABLE),
        ((HEAD + "yox/4.2,4.2.9,Tədbir,,,\n").encode(), CSV, ""),
        ((HEAD + "yox,4.2.9,Tədbir,,,\n").encode(), CSV, ""),
        ((HEAD + 'numune-2020-2024/4.2,4.2.9,"iki\nsətir",,,\n').encode(), CSV, "on one line"),
    ],
    ids=itertools.count(),
)
def test_file_that_cannot_be_read_is_refused_with_a_sentence(keeper, content, file_format, sentence):
    response = choose(keeper, content, file_format)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Traceback" not in page
    assert response.context.get("confirm_form") is None


@pytest.mark.parametrize(
    ("row", "cell", "is_read"),
    [
        ('r="2"', 'r="A2"', True),
        (f'r="{exchange.MOST_ROWS + 1}"', f'r="A{exchange.MOST_ROWS + 1}"', True),
        (f'r="{exchange.MOST_ROWS + 2}"', "", False),
        ('r="1048576"', 'r="XFD1048576"', False),
        ("r = '1048576'", "", False),
        ('spans=">" r="1048576"', "", False),
        ('r="&#49;048576"', "", False),
        ('r="2"', 'r="BM2"', False),
        ('r="2"', 't="s" r="XFD2"', False),
    ],
)
def test_row_or_cell_far_away_is_refused_before_all_before_it_are_made(row, cell, is_read):
    sheet = SHEET.format(
        f"<row><c t='inlineStr'><is><t>number</t></is></c></row><row {row}><c {cell}><v>1</v></c></row>"
    )
    if is_read:
        exchange.TextXLSX().create_dataset(with_sheet(sheet.encode()))
    else:
        with pytest.raises(exchange.Unreadable):
            exchange.TextXLSX().create_dataset(with_sheet(sheet.encode()))


@pytest.mark.parametrize("rows", ["<row/>", "<row><c t='inlineStr'><is><t>a</t></is></c></row>", "<row><c/></row>"])
def test_work_on_a_workbook_grows_with_its_rows_and_not_faster(rows):
    def read(number: int) -> None:
        sheet = SHEET.format("<row><c t='inlineStr'><is><t>number</t></is></c></row>" + rows * number)
        exchange.TextXLSX().create_dataset(with_sheet(sheet.encode()))

    read(1)  # what is imported once
    small, large = (calls_of(lambda n=n: read(n)) for n in (300, 1_200))
    assert large <= 4.8 * small


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le", "utf-16-be", "utf-16"])
def test_workbook_that_declares_entities_is_not_read(charset):
    cells = "".join(f"<c t='inlineStr'><is><t>{word}</t></is></c>" for word in ("number", "measure"))
    sheet = SHEET.format(f"<row>{cells}</row><row>{cells}</row>")
    assert len(exchange.TextXLSX().create_dataset(with_sheet(sheet.encode()))) == 1
    with pytest.raises(exchange.Unreadable):
        exchange.TextXLSX().create_dataset(with_sheet(('<!DOCTYPE a [<!ENTITY b "c">]>' + sheet).encode(charset)))


@pytest.mark.parametrize("file_format", ["", "2", "99", "-1", "csv", "0 or 1"])
def test_unknown_format_is_refused(keeper, file_format):
    assert choose(keeper, HEAD.encode(), file_format).status_code == 422


def test_form_without_a_file_is_refused(keeper):
    assert keeper.post(f"{PLACE}import/", {"format": CSV}).status_code == 422
    assert keeper.post(f"{PLACE}import/").status_code == 422
    assert keeper.get(f"{PLACE}import/").status_code == 200


ROW = (HEAD + "numune-2020-2024/4.2,4.2.9,Nümunə yeni,,,\n").encode()


def test_file_that_is_gone_between_look_and_yes_is_said_so(keeper):
    looked = choose(keeper, ROW)
    for waiting in (exchange._folder()).iterdir():
        waiting.unlink()
    response = confirm(keeper, looked)
    assert response.status_code == 422
    assert "The file is not there any more" in response.content.decode()
    assert not SubPoint.objects.filter(measure="Nümunə yeni").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "99"},
        {"format": "x"},
        {"format": ""},
        {"import_file_name": "../../etc/passwd"},
        {"import_file_name": "passwd"},
        {"import_file_name": ""},
        {"import_file_name": "0" * 32},
    ],
    ids=str,
)
def test_forged_second_step_is_refused(keeper, changes):
    response = confirm(keeper, choose(keeper, ROW), **changes)
    assert response.status_code == 422
    assert not SubPoint.objects.filter(measure="Nümunə yeni").exists()


def workbook(text: bytes) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in csv.reader(io.StringIO(text.decode())):
        book.active.append([cell or None for cell in row])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("chosen", "confirmed"), [(CSV, XLSX), (XLSX, CSV)])
def test_second_step_in_the_other_format_is_refused_with_a_sentence(keeper, chosen, confirmed):
    content = ROW if chosen == CSV else workbook(ROW.replace(b",,,", b",,,Qeyd"))
    response = confirm(keeper, choose(keeper, content, chosen), format=confirmed)
    assert response.status_code == 422
    assert UNREADABLE in response.content.decode()
    assert not SubPoint.objects.filter(measure="Nümunə yeni").exists()
    assert confirm(keeper, choose(keeper, content, chosen), format=chosen).status_code == 302


def test_second_step_writes_what_was_shown_and_leaves_no_file(keeper):
    assert confirm(keeper, choose(keeper, ROW)).status_code == 302
    assert SubPoint.objects.get(number="4.2.9").measure == "Nümunə yeni"
    assert list(exchange._folder().iterdir()) == []
    assert exchange._folder().stat().st_mode & 0o777 == 0o700


def test_files_that_nobody_confirmed_go_after_a_day(keeper):
    choose(keeper, ROW)
    (old,) = exchange._folder().iterdir()
    os.utime(old, (time.time() - exchange.KEPT_SECONDS - 1,) * 2)
    choose(keeper, ROW)
    (new,) = exchange._folder().iterdir()
    assert new != old


# --- One line --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["iki\nsətir", "iki\r\nsətir", "bir\tiki", "bir\x0biki", "bir\u2028iki", "bir\u202eiki", "a\x7fb"]
)
def test_names_of_an_agency_stand_on_one_line(keeper, agency, name):
    fields = {"code": agency.code, "abbreviation": name, "self_name": "Xidmət", "protocol_order": 10}
    fields |= {f"{prefix}-{key}": "0" for prefix in ("names", "aliases") for key in ("TOTAL_FORMS", "INITIAL_FORMS")}
    response = keeper.post(f"/admin/plans/agency/{agency.pk}/change/", fields)
    assert response.status_code == 200
    assert "on one line" in response.content.decode()
    keeper.post(f"/admin/plans/agency/{agency.pk}/change/", fields | {"abbreviation": "Bir İki – “üç”"})
    assert Agency.objects.get(pk=agency.pk).abbreviation == "Bir İki – “üç”"


# --- What is wrong with a row ----------------------------------------------------------------------------------------

SUB_POINT = "numune-2020-2024/4.2"
HEADS = {
    "subpoint": HEAD,
    "assignment": "sub_point,agency,role\n",
    "agency": "code,protocol_order\n",
    "indicator": "sub_point,name,unit,kind,is_required,is_in_use,position\n",
}
FAULTS = [
    ("subpoint", "numune-2020-2024/9.9,9.9.1,x,,,", "Belə qeyd yoxdur: “numune-2020-2024/9.9” (bölmə)."),
    ("subpoint", "yoxdur,4.9.1,x,,,", "Belə qeyd yoxdur: “yoxdur” (bölmə)."),
    ("subpoint", f"{SUB_POINT}/3,4.2.11,x,,,", f"Belə qeyd yoxdur: “{SUB_POINT}/3” (bölmə)."),
    ("subpoint", f"{SUB_POINT},4.2.11,x,abc,,", "“abc” tam ədəd deyil."),
    ("subpoint", ",4.2.11,x,,,", "Bu sahəni doldurun."),
    ("assignment", f"{SUB_POINT}.1,YOXDUR,executor", "Belə qeyd yoxdur: “YOXDUR” (qurum)."),
    ("assignment", f"{SUB_POINT}.1,NUMUNE,boss", "Bu dəyər seçimlər arasında yoxdur."),
    ("agency", "TEST,x", "“x” tam ədəd deyil."),
    ("indicator", f"{SUB_POINT}.1,Nümunə,nəfər,whole,bəlkə,1,1", "“bəlkə” nə bəli, nə də xeyrdir: 1 və ya 0 yazın."),
]


@pytest.mark.parametrize(("kind", "row", "sentence"), FAULTS)
def test_wrong_row_is_told_in_a_sentence_of_the_readers_language(keeper, agency, kind, row, sentence):
    keeper.cookies["django_language"] = "az"
    response = choose(keeper, (HEADS[kind] + row + "\n").encode(), place=f"/admin/plans/{kind}/")
    assert response.status_code == 422
    page = html.unescape(response.content.decode())
    assert sentence in page
    for word in ("Traceback", "DoesNotExist", "matching query", "<class", "positional argument", "decimal."):
        assert word not in page


def test_preview_heads_its_columns_with_words(keeper, agency):
    keeper.cookies["django_language"] = "az"
    rows = f"{HEADS['indicator']}{SUB_POINT}.1,Nümunə,nəfər,whole,1,1,1\n"
    page = choose(keeper, rows.encode(), place="/admin/plans/indicator/").content.decode()
    heads = re.findall(r"<th>\s*([^<>]*?)\s*</th>", page.partition('class="import-preview"')[2])
    assert [head for head in heads if head in ("sub_point", "is_required", "is_in_use")] == []
    assert {"yarımbənd", "ad", "başlanğıc səviyyə", "hədəf", "məcburi"} <= set(heads)


def test_file_without_its_key_column_is_told_which(keeper):
    response = choose(keeper, b"abbreviation,protocol_order\nx,1\n", place="/admin/plans/agency/")
    assert response.status_code == 422
    assert "The first line of the file lacks these columns: code." in response.content.decode()
    assert "import_id_fields" not in response.content.decode()


@pytest.mark.parametrize(("written", "read"), [("1", True), ("0", False), ("", False)])
def test_yes_and_no_of_a_file_are_read(keeper, plan, written, read):
    row = f"{SUB_POINT}.1,Nümunə,nəfər,whole,{written},1,1\n"
    response = choose(keeper, (HEADS["indicator"] + row).encode(), place="/admin/plans/indicator/")
    confirm(keeper, response, place="/admin/plans/indicator/")
    assert list(Indicator.objects.filter(name="Nümunə").values_list("is_required", flat=True)) == [read]
