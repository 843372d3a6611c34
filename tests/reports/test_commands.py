"""`import_report` and `render_report` as a person types them."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from plans.models import Entry, Plan, ReportingYear
from reports.renderers import FORMATS
from tests.reports.importer.test_match_and_stage import write


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "numune.md"
    path.write_bytes(write(("4.2.9", "Nümunə mətn. Bir."), ("4.2.10", "Nümunə mətn. İki.")))
    return path


def run(*arguments: str, **options) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def refusal(*arguments: str, **options) -> str:
    with pytest.raises(CommandError) as refused:
        run(*arguments, **options)
    assert refused.value.returncode == 2
    return str(refused.value)


def test_dry_run_needs_nothing_in_the_database_and_writes_nothing(db, document):
    printed = run("import_report", str(document), "--dry-run")
    assert "yarımbənd sayı: 2, abzas sayı: 2, yeri tapılmayan hissə: 0" in printed
    assert Entry.objects.count() == 0


def test_json_is_the_whole_output_with_the_promised_keys(db, document):
    data = json.loads(run("import_report", str(document), "--dry-run", "--json"))
    assert list(data) == ["title", "plan", "agency", "year", "items", "unplaced", "signature", "notes"]
    assert (data["plan"], data["agency"], data["year"]) == ("Nümunə Milli Fəaliyyət Planı", "Nümunə Xidməti", 2024)
    assert list(data["items"][0]) == ["number", "numbers", "suffix", "measure", "blocks", "notes"]
    assert data["items"][0] | {"notes": []} == {
        "number": "4.2.9",
        "numbers": ["4.2.9"],
        "suffix": "-cu",
        "measure": "Nümunə tədbir",
        "blocks": [{"kind": "paragraph", "text": "Nümunə mətn. Bir."}],
        "notes": [],
    }


def test_json_of_a_real_run_is_json_still(agency, year, document):
    assert json.loads(run("import_report", str(document), "--json"))["year"] == 2024
    assert Entry.objects.count() == 2


def test_real_run_lists_what_became_of_each_sub_point(agency, year, document):
    printed = run("import_report", str(document))
    assert "  4.2.9: qaralama yaradıldı\n  4.2.10: qaralama yaradıldı" in printed
    assert "  4.2.9: mətn eynidir, dəyişiklik olmadı" in run("import_report", str(document))


def test_dry_run_of_a_document_without_headings_exits_2_in_both_languages(db, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Nümunə mətn. Başlıqsız.", encoding="utf-8")
    message = refusal("import_report", str(path), "--dry-run")
    assert "Sənəddə yarımbənd başlığı tapılmadı." in message
    assert "No heading of a sub-point was found." in message


def test_output_is_the_same_whatever_language_is_active(db, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("4.2.9-cı yarımbənd üzrə (Nümunə):\n\nNümunə mətn.", encoding="utf-8")
    unreadable = tmp_path / "a.png"
    unreadable.write_bytes(b"\x89PNG")
    for language in ("az", "en"):
        with translation.override(language):
            for arguments in (["--dry-run"], ["--dry-run", "--json"]):
                printed = run("import_report", str(path), *arguments)
                assert "Sıra sayının şəkilçisi düzgün deyil: “4.2.9-cı yarımbənd üzrə”." in printed
                assert "Sənədin başlığı tapılmadı." in printed
            assert refusal("import_report", str(unreadable)) == (
                "Bu növ fayl oxunmur. .docx, .md və ya .txt faylı seçin."
                " / Files of this kind are not read. Choose a .docx, .md or .txt file."
            )
            assert translation.get_language() == language


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bosh.md", b""),
        ("bosh.docx", b""),
        ("zibil.md", bytes(range(256)) * 50),
        ("zibil.docx", bytes(range(256)) * 50),
        ("yarimchiq.docx", b"PK\x03\x04" + b"\x00" * 100),
        ("sekil.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100),
        ("boyuk.txt", "Nümunə mətn. ".encode() * 3_900_000),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_unreadable_file_exits_2_and_leaves_the_database_as_it_was(name, content, agency, year, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    message = refusal("import_report", str(path))
    assert " / " in message
    assert len(message) < 400
    assert Entry.objects.count() == 0


def test_missing_file_exits_2(db, tmp_path):
    assert "açıla bilmədi" in refusal("import_report", str(tmp_path / "yoxdur.md"))


def test_skip_unknown_lists_what_it_skipped(agency, year, tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(write(("4.2.9", "Nümunə mətn."), ("4.9.9", "Nümunə mətn.")))
    assert "4.9.9" in refusal("import_report", str(path))
    assert Entry.objects.count() == 0
    assert "  4.9.9: buraxıldı: planda belə yarımbənd yoxdur" in run("import_report", str(path), "--skip-unknown")
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("fmt", FORMATS)
def test_render_report_writes_each_format(fmt, agency, year, write_entry, tmp_path):
    write_entry("4.2.9")
    target = tmp_path / f"a.{fmt}"
    for arguments in (["--agency", "NUMUNE"], ["--content", "all"], []):
        run("render_report", "--year", "2024", "--format", fmt, "--output", str(target), *arguments)
        assert target.stat().st_size > 150
        target.unlink()


def test_render_report_refuses_what_does_not_exist(agency, year, tmp_path):
    output = ["--format", "md", "--output", str(tmp_path / "a.md")]
    assert "YOXDUR" in refusal("render_report", "--year", "2024", "--agency", "YOXDUR", *output)
    assert "2022-ci il üzrə hesabat ili açılmayıb" in refusal("render_report", "--year", "2022", *output)
    assert "yoxdur" in refusal("render_report", "--year", "2024", "--plan", "yoxdur", *output)
    assert "yazıla bilmədi" in refusal(
        "render_report", "--year", "2024", "--format", "md", "--output", str(tmp_path / "yox" / "a.md")
    )
    assert not (tmp_path / "a.md").exists()


def test_render_report_asks_which_plan_is_meant_where_two_have_the_year(agency, year, write_entry, tmp_path):
    write_entry("4.2.9")
    other = Plan.objects.create(code="numune-2", title="Nümunə planı", start_year=2024, end_year=2026)
    ReportingYear.objects.create(plan=other, year=2024, deadline=year.deadline)
    target = tmp_path / "a.md"
    asked = ["--year", "2024", "--format", "md", "--output", str(target)]
    assert "--plan ilə planı seçin: numune-2, numune-2020-2024." in refusal("render_report", *asked)
    assert not target.exists()
    run("render_report", *asked, "--plan", "numune-2020-2024")
    assert "Nümunə mətn." not in target.read_text()  # it is not approved
    run("render_report", *asked, "--plan", "numune-2020-2024", "--content", "all")
    assert "Nümunə mətn." in target.read_text()


def test_render_report_refuses_a_year_that_is_none(year, tmp_path):
    asked = ["--year", "0", "--format", "md", "--output", str(tmp_path / "a.md")]
    assert "İli dörd rəqəmlə yazın" in refusal("render_report", *asked)


def test_options_of_import_report_reach_the_import(agency, plan, closed_year, write_entry, tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(write(("4.2.9", "Nümunə mətn. Yeni."), title=""))
    named = ["--plan", "numune-2020-2024", "--agency", "NUMUNE"]
    assert "bağlanıb" in refusal("import_report", str(path), *named, "--year", "2023", "--force", "--open-year")
    assert "açılmayıb" in refusal("import_report", str(path), *named, "--year", "2022")
    assert "4.2.9: qaralama yaradıldı" in run("import_report", str(path), *named, "--year", "2022", "--open-year")
    Entry.objects.update(state="approved")
    path.write_bytes(write(("4.2.9", "Nümunə mətn. Daha yeni."), title=""))
    assert "4.2.9: dəyişdirilmədi: məlumatın mərhələsi – Təsdiq edilib" in run(
        "import_report", str(path), *named, "--year", "2022"
    )
    assert "4.2.9: düzəlişə qaytarıldı və yeniləndi" in run(
        "import_report", str(path), *named, "--year", "2022", "--force"
    )
