"""What our own Word files say by styles and fields, and what looks like it in the files of others."""

from plans.narrative import Run
from reports.importer.blocks import SourceBlock
from reports.importer.extract.docx.document import extract_docx
from tests.reports.importer.word_files import p, r, word_file

STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>{look}</w:style>'
    for name, look in (
        ("List Continue", ""),
        ("List Continue 2", ""),
        ("List Continued", ""),
        ("Table Heading", "<w:rPr><w:b/></w:rPr>"),
        ("Table Headings", "<w:rPr><w:b/></w:rPr>"),
    )
)


def styled(name: str, text: str) -> str:
    return p(text, properties=f'<w:pStyle w:val="{name}"/>')


def blocks_of(body: str) -> tuple[SourceBlock, ...]:
    return extract_docx(word_file(body, parts={"styles": STYLES})).blocks


def test_the_style_list_continue_says_whose_item_goes_on_and_a_like_name_does_not():
    blocks = blocks_of(styled("ListContinue", "a") + styled("ListContinue2", "b") + styled("ListContinued", "c"))
    assert [(block.continues_item, block.level) for block in blocks] == [(True, 0), (True, 1), (False, 0)]


def test_the_style_table_heading_makes_a_heading_and_bold_words_alone_do_not():
    names = ("TableHeading", "TableHeadings")
    cells = "".join(f"<w:tc>{styled(name, 'a')}</w:tc>" for name in names)
    ((row,),) = (block.cells for block in blocks_of(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"))
    assert [(cell.header, cell.paragraphs) for cell in row] == [
        (True, ((Run("a"),),)),
        (False, ((Run("a", bold=True),),)),
    ]


def block_of(gallery: str) -> str:
    kind = f'<w:docPartObj><w:docPartGallery w:val="{gallery}"/></w:docPartObj>'
    return f"<w:sdt><w:sdtPr>{kind}</w:sdtPr><w:sdtContent>{p('içində')}</w:sdtContent></w:sdt>"


def test_the_block_of_contents_is_left_out_and_another_block_is_text():
    texts = [block.text for block in blocks_of(block_of("Table of Contents") + block_of("Cover Pages") + p("mətn"))]
    assert texts == ["içində", "mətn"]


def header(code: str) -> tuple[str, ...]:
    field = f'<w:p><w:fldSimple w:instr="{code}">{r("sözlər")}</w:fldSimple></w:p>'
    return tuple(piece.text for piece in extract_docx(word_file(p("mətn"), parts={"header": field})).unplaced)


def test_a_running_head_that_repeats_a_property_is_no_text_and_another_field_is():
    assert (header("SUBJECT"), header("AUTHOR")) == ((), ("sözlər",))
