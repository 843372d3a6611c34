"""Joined from chapters, a report is what it is in one piece: words, tags, marks, pixels."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from plans.narrative import parse
from reports.document import Document
from reports.look import USUAL, Look
from reports.production.chapters import cut, pages_of_names
from reports.production.join import joined
from reports.production.layout import lay_out_chapter, lay_out_digits, lay_out_front, length_of
from reports.renderers.pdf import printed
from reports.renderers.pdf_file import write_pdf
from tests.reports.production.samples import consolidated, with_all_parts
from tests.reports.renderers.pdf_reading import Element, Page, pages_of, structure_of

# A margin of the left that is 35 mm moves all lines, and words that break move many.
OTHER = Look(left=35, face=13, hyphenated=True)


@pytest.fixture(scope="module")
def pdfs() -> tuple[bytes, bytes]:
    """In one piece, and joined."""
    return made_both(consolidated())


def made_both(document: Document, look: Look = USUAL) -> tuple[bytes, bytes]:
    page, data = printed(document, look)
    parts = cut(page)
    chapters = [lay_out_chapter(chapter.html) for chapter in parts.chapters]
    length = length_of(parts.front_with({}))
    numbers = pages_of_names([(part.names, part.pages) for part in (length, *chapters)])
    front = lay_out_front(parts.front_with(numbers), data)
    depths = [chapter.depth for chapter in parts.chapters]
    return write_pdf(page, data), joined(front, list(zip(chapters, depths, strict=True)), *lay_out_digits(parts.digits))


@pytest.fixture(scope="module")
def files(pdfs, tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("joined")
    paths = (folder / "whole.pdf", folder / "joined.pdf")
    for path, pdf in zip(paths, pdfs, strict=True):
        path.write_bytes(pdf)
    return paths


@pytest.fixture(scope="module")
def all_parts() -> tuple[bytes, bytes]:
    """The same of a report with all parts, in a look of its own."""
    return made_both(with_all_parts(), OTHER)


def said(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


@pytest.mark.parametrize("order", [[], ["-raw"], ["-layout"]])
def test_words_of_every_page_are_the_same(order, files):
    whole, made = (said("pdftotext", *order, path, "-").split("\f") for path in files)
    assert made == whole
    assert len(made) > 15


def test_pages_look_the_same_to_the_pixel(files, tmp_path):
    look_the_same(files, tmp_path)


def test_without_contents_sub_points_begin_the_same_pages_whether_joined_or_not(tmp_path):
    short = parse("<p>Nümunə mətn.</p>")
    sections = tuple(
        replace(part, sections=tuple(replace(point, sections=(), blocks=short) for point in part.sections))
        for part in consolidated().sections
    )
    document = replace(consolidated(), has_contents=False, has_cover=False, front=(), summary=(), sections=sections)
    for number, pdf in enumerate(made_both(document)):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(pdf)
        pages = said("pdftotext", path, "-").split("\f")[:-1]
        begun = [re.findall(r"4\.\d\.\d(?=-)", page) for page in pages]
        assert begun == [
            [],
            *([f"4.1.{number}"] for number in range(1, 5)),
            *([f"4.2.{number}"] for number in range(1, 4)),
        ]
        assert ["4.2. Nümunə istiqamət" in page for page in pages] == [False] * 5 + [True, False, False]


def look_the_same(files: Sequence[Path], tmp_path: Path) -> None:
    for path in files:
        said("pdftoppm", "-r", "50", "-gray", path, tmp_path / path.stem)
    whole, made = (sorted(tmp_path.glob(f"{path.stem}-*.pgm")) for path in files)
    assert len(whole) == len(made)
    assert [two.name for one, two in zip(whole, made, strict=True) if one.read_bytes() != two.read_bytes()] == []


def outline_of_tags(element: Element, depth: int = 0) -> list[tuple]:
    """The tree, each element with what it holds and says of itself; names may differ."""
    about = {key: value for key, value in element.about.items() if key not in ("/ID", "/A")}
    said_of = element.about.get("/A", {})
    attributes = {key: len(value) if key == "/Headers" else str(value) for key, value in said_of.items()}
    rest = [row for kid in element.kids for row in outline_of_tags(kid, depth + 1)]
    return [(depth, element.kind, element.page, element.marked, element.links, about, attributes), *rest]


def test_tags_are_one_tree_and_the_same_one(pdfs):
    whole, made = map(structure_of, pdfs)
    assert outline_of_tags(made.root) == outline_of_tags(whole.root)
    assert made.owners == made.parents
    assert {(page, number) for page, numbers in enumerate(made.in_streams) for number in numbers} == set(made.owners)
    assert (made.unmarked, made.artifacts) == (0, whole.artifacts)
    # One section of the plan is one element, though its sub-points are chapters.
    assert [len(kid.all("H3")) for kid in made.root.kids if kid.kind == "Sect"] == [0, 0, 4, 3, 0]


def test_names_of_headers_are_unique_over_all_chapters(pdfs):
    structure = structure_of(pdfs[1])
    assert structure.ids == {name: name for name in structure.said_ids}
    assert len(set(structure.said_ids)) == len(structure.said_ids) > 25
    with pikepdf.open(BytesIO(pdfs[1])) as pdf:
        keys = list(pdf.Root.StructTreeRoot.ParentTree.Nums)[::2]
        assert [int(key) for key in keys] == sorted({int(key) for key in keys})
        assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) == max(map(int, keys)) + 1


def marks_of(pdf: bytes) -> dict[str, list]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        pages = {page.obj.objgen: number for number, page in enumerate(opened.pages)}

        def place(target) -> tuple:
            return pages[target[0].objgen], *(round(float(value), 2) for value in target[2:4])

        def outline(item, depth: int) -> list[tuple]:
            found = []
            while item is not None:
                found.append((depth, str(item.Title), place(item.Dest), int(item.Count)))
                found += outline(item.get("/First"), depth + 1)
                item = item.get("/Next")
            return found

        names = list(opened.Root.Names.Dests.Names)
        links = [(number, link) for number, page in enumerate(opened.pages) for link in page.obj.get("/Annots", [])]
        return {
            "bookmarks": outline(opened.Root.Outlines.First, 0),
            "names": [(str(name), place(target)) for name, target in zip(names[::2], names[1::2], strict=True)],
            "links": [(number, str(link.get("/Dest")), str(link.get("/A", {}).get("/URI"))) for number, link in links],
            "places": [[round(float(side), 2) for side in link.Rect] for _number, link in links],
            "sizes": [[float(side) for side in page.MediaBox] for page in opened.pages],
        }


def test_bookmarks_names_links_and_sizes_of_pages_are_the_same(pdfs):
    whole, made = map(marks_of, pdfs)
    assert made == whole
    assert [mark[:2] for mark in made["bookmarks"]][-2:] == [
        (3, "1 nömrəli Nümunə İdarəsi"),
        (1, "Əlavələrin siyahısı"),
    ]
    assert {name for _page, name, _address in made["links"]} >= {"s-4-1-1", "s-4-2-3", "summary-1"}
    assert not [address for _page, _name, address in made["links"] if address.startswith("chapter:")]
    assert {tuple(size) for size in made["sizes"]} == {(0, 0, 595.275591, 841.889764), (0, 0, 841.889764, 595.275591)}


def test_report_with_all_parts_in_another_look_is_the_same(all_parts, tmp_path):
    """Cover, drawing over years, signature block, broken words, and the table on A3, whose sheets are chapters."""
    whole, made = map(marks_of, all_parts)
    assert made == whole
    a4, turned, a3 = (595.275591, 841.889764), (841.889764, 595.275591), (1190.551181, 841.889764)
    assert [tuple(size[2:]) for size in made["sizes"]][-4:] == [a4, a3, a3, a3]
    assert {tuple(size[2:]) for size in made["sizes"]} == {a4, turned, a3}
    assert [mark[1] for mark in made["bookmarks"]][-2:] == ["Nümunə cədvəl (1)", "Nümunə cədvəl (2)"]
    one, other = map(structure_of, all_parts)
    assert outline_of_tags(other.root) == outline_of_tags(one.root)
    assert (other.unmarked, other.artifacts, other.owners) == (0, one.artifacts, other.parents)
    paths = (tmp_path / "whole.pdf", tmp_path / "joined.pdf")
    for path, pdf in zip(paths, all_parts, strict=True):
        path.write_bytes(pdf)
    words = [said("pdftotext", "-raw", path, "-") for path in paths]
    assert words[0] == words[1]
    lines = [word.text for page in pages_of(all_parts[1], tmp_path) for word in page.words]
    assert any(text.endswith("\u00ad") for text in lines)
    look_the_same(paths, tmp_path)
    with pikepdf.open(paths[1]) as opened:
        assert opened.check_pdf_syntax() == []


def head_of(page: Page) -> str:
    return " ".join(word.text for word in sorted(page.words, key=lambda word: word.left) if word.top < 52)


def test_contents_say_the_pages_that_bear_these_numbers(pdfs, tmp_path):
    pages = pages_of(pdfs[1], tmp_path)
    numbers = {name: page for name, (page, *_place) in marks_of(pdfs[1])["names"]}
    lines = [[word.text for word in page.words] for page in pages]
    contents = next(words for words in lines if "Mündəricat" in words)
    for point in ("4.1.1", "4.1.4", "4.2.3"):
        page = numbers[f"s-{point.replace('.', '-')}"]
        assert contents[contents.index(point) :].index(str(page + 1)) < 8
        assert head_of(pages[page]) == f"Nümunə planı {page + 1} MƏLUMAT, 2021"


def test_metadata_colours_and_attachment_are_those_of_one_piece(pdfs):
    whole, made = (pikepdf.open(BytesIO(pdf)) for pdf in pdfs)
    assert set(made.Root.keys()) == set(whole.Root.keys())
    assert made.Root.Metadata.read_bytes() == whole.Root.Metadata.read_bytes()
    assert dict(made.docinfo) == dict(whole.docinfo)
    [name] = made.attachments
    assert made.attachments[name].get_file().read_bytes() == whole.attachments[name].get_file().read_bytes()
    assert [str(file.UF) for file in made.Root.AF] == ["melumat.json"]
    assert (str(made.Root.Lang), bool(made.Root.MarkInfo.Marked)) == ("az", True)
    profiles = {page.Resources.ColorSpace["/srgb"][1].objgen for page in made.pages} | {
        made.Root.OutputIntents[0].DestOutputProfile.objgen
    }
    assert len(profiles) == 1


def test_each_face_is_embedded_once_and_every_glyph_is_in_it(files):
    whole, made = (said("pdffonts", path).splitlines()[2:] for path in files)
    assert sorted(line.split()[0] for line in made) == sorted(line.split()[0] for line in whole)
    assert len({line.split()[0] for line in made}) == len(made) == 5
    assert all(" yes yes yes " in line for line in made)


def test_qpdf_finds_no_fault(files):
    with pikepdf.open(files[1]) as opened:
        assert opened.check_pdf_syntax() == []


def test_text_that_no_font_has_keeps_its_font_apart(tmp_path):
    """Signs without a glyph have codes of their own in each chapter: such a font cannot be one with the others."""
    page, data = printed(consolidated(second_text="Nümunə mətn \U000131f1."))
    parts = cut(page)
    chapters = [(lay_out_chapter(chapter.html), chapter.depth) for chapter in parts.chapters[:2]]
    made = joined(lay_out_front(parts.front, data), chapters, *lay_out_digits(parts.digits))
    with pikepdf.open(BytesIO(made)) as opened:
        assert opened.check_pdf_syntax() == []
        fonts = {str(font.BaseFont) for page in opened.pages for font in page.Resources.Font.values()}
        assert len(fonts) == len({name.partition("+")[0] for name in fonts}) == 5
    heads = [head_of(page) for page in pages_of(made, tmp_path)]
    assert heads[1:] == [f"Nümunə planı {number} MƏLUMAT, 2021" for number in range(2, len(heads) + 1)]
