"""A copy that was signed elsewhere is taken where nothing but the signature was added, and else refused with the reason."""

import io
import random
import re

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from reports.editions.copies import MAX_BYTES, Change, PublishedDamaged, Refusal, SignedCopy
from reports.editions.signed_copy import check_signed_copy
from tests.reports.editions.certificates import signer
from tests.reports.editions.copying import (
    blank,
    changed,
    entry,
    note,
    page_of,
    revision,
    signed,
    tampered,
    touch,
)
from tests.reports.editions.tampering import (
    add_attachment,
    add_page,
    change_attachment,
    change_font,
    change_font_file,
    change_link,
    change_parent_tree,
    change_size,
    change_structure,
    change_text,
    fields_on_two_pages,
    form_of_its_own,
    note_on_second_page,
    open_with_script,
    other_tree_of_pages,
    remove_page,
    script_in_the_form,
    script_on_the_page,
    script_that_nothing_leads_to,
    store_that_is_none,
    take_links_away,
    turn_pages_round,
)


def answer(published: bytes, offered) -> tuple[Refusal | None, Change | None]:
    copy = check_signed_copy(published, offered)
    assert copy.is_accepted == (copy.refusal is None)
    assert bool(copy.signatures) == copy.is_accepted
    return copy.refusal, copy.change


@pytest.fixture(scope="session")
def copy(published) -> bytes:
    return signed(published)


# --- Taken ------------------------------------------------------------------------------------------------------------


def test_copy_with_one_signature_is_taken(published, copy):
    taken = check_signed_copy(published, copy)
    assert taken.refusal is None
    [one] = taken.signatures
    assert (one.field, one.common_name, one.serial_number) == ("İmza", "NÜMUNƏ ŞƏXS", "1AAAAAA")
    assert (one.is_intact, one.is_published, one.is_document_stamp, one.page) == (True, False, False, 0)


def test_copy_with_two_signatures_names_both_in_their_order(published, copy):
    second = signed(copy, "İkinci", by=signer("İKİNCİ ŞƏXS", "2BBBBBB", "Nümunə Nazirliyi"), page=1)
    taken = check_signed_copy(published, second)
    assert [one.common_name for one in taken.signatures] == ["NÜMUNƏ ŞƏXS", "İKİNCİ ŞƏXS"]
    assert taken.signatures[1].organisation == "Nümunə Nazirliyi"


def test_copy_of_a_sealed_file_names_the_seal_too(published):
    sealed = signed(published, "Mohur", by=signer("NÜMUNƏ NAZİRLİYİ", ""))
    taken = check_signed_copy(sealed, signed(sealed))
    assert [(one.field, one.is_published) for one in taken.signatures] == [("Mohur", True), ("İmza", False)]
    assert answer(sealed, sealed) == (Refusal.NOT_SIGNED, None)


def test_signature_that_is_seen_says_on_which_page(published):
    [one] = check_signed_copy(published, signed(published, box=(60, 60, 260, 140), page=1)).signatures
    assert one.page == 2


def test_copy_with_other_information_is_taken(published):
    def retitle(writer):
        info = writer.trailer["/Info"]
        info[pdf_name("/Title")] = generic.pdf_string("Nümunə")
        touch(writer, info)

    assert answer(published, tampered(published, retitle)) == (None, None)


def test_answer_goes_through_json(published, copy):
    taken = check_signed_copy(published, copy)
    assert SignedCopy.of(taken.as_data()) == taken
    refused = check_signed_copy(published, tampered(published, blank))
    assert SignedCopy.of(refused.as_data()) == refused


# --- Tampered with, and signed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (blank, Change.CONTENT),
        (change_text, Change.CONTENT),
        (change_font, Change.FONT),
        (change_font_file, Change.FONT),
        (note, Change.ANNOTATION),
        (note_on_second_page, Change.ANNOTATION),
        (take_links_away, Change.ANNOTATION),
        (change_link, Change.ANNOTATION),
        (fields_on_two_pages, Change.FORM),
        (form_of_its_own, Change.FORM),
        (change_structure, Change.STRUCTURE),
        (change_parent_tree, Change.STRUCTURE),
        (change_attachment, Change.ATTACHMENT),
        (add_attachment, Change.ATTACHMENT),
        (turn_pages_round, Change.PAGES),
        (remove_page, Change.PAGES),
        (add_page, Change.PAGES),
        (other_tree_of_pages, Change.PAGES),
        (change_size, Change.PAGE),
        (script_on_the_page, Change.PAGE),
        (open_with_script, Change.SCRIPT),
        (script_in_the_form, Change.SCRIPT),
        (script_that_nothing_leads_to, Change.SCRIPT),
        (store_that_is_none, Change.CATALOGUE),
    ],
)
def test_copy_that_was_changed_before_it_was_signed_is_refused(published, change, kind):
    offered = tampered(published, change)
    assert offered.startswith(published)
    assert answer(published, offered) == (Refusal.CHANGED, kind)


def test_change_that_was_signed_and_taken_back_is_refused(published):
    kept = {}

    def keep(writer):
        kept["page"] = page_of(writer).raw_get("/Contents")
        blank(writer)

    def back(writer):
        page = page_of(writer)
        page["/Contents"] = generic.IndirectObject(kept["page"].idnum, 0, writer)
        touch(writer, page)

    offered = tampered(
        tampered(published, keep), back, field="İkinci", by=signer("İKİNCİ ŞƏXS", "2BBBBBB", "Nümunə Nazirliyi")
    )
    with pikepdf.open(io.BytesIO(offered)) as last, pikepdf.open(io.BytesIO(published)) as first:
        assert last.pages[0].Contents.read_bytes() == first.pages[0].Contents.read_bytes()
    assert answer(published, offered) == (Refusal.CHANGED, Change.CONTENT)


def test_signature_that_covers_the_page_is_refused(published):
    assert answer(published, signed(published, box=(0, 0, 595, 842))) == (Refusal.CHANGED, Change.FORM)
    assert answer(published, signed(published, box=(60, 60, 260, 140)))[0] is None


def test_other_root_is_refused(published):
    root, size = int(entry(published, b"/Root")), int(entry(published, b"/Size"))
    with pikepdf.open(io.BytesIO(published)) as pdf:
        copied = pdf.Root.unparse(resolved=True)
    offered = revision(published, {size: copied}, trailer=b"/Root %d 0 R" % size)
    assert root != size
    assert answer(published, signed(offered)) == (Refusal.CHANGED, Change.CATALOGUE)


def test_object_that_was_freed_is_refused(published):
    with pikepdf.open(io.BytesIO(published)) as pdf:
        number = pdf.pages[1].Contents.objgen[0]
    offered = revision(published, {}, free=number)
    assert answer(published, offered) == (Refusal.CHANGED, Change.CONTENT)


def test_number_that_stands_by_itself_is_an_object_too(published):
    number = int(entry(published, b"/Size"))
    with pikepdf.open(io.BytesIO(published)) as pdf:
        page = pdf.pages[0].obj
        drawn = page.unparse(resolved=True).replace(b"<<", b"<< /Rotate %d 0 R" % number, 1)
        turned = revision(published, {page.objgen[0]: drawn, number: b"0"})
    assert answer(turned, signed(turned)) == (None, None)
    assert answer(turned, signed(revision(turned, {number: b"0"}))) == (None, None)
    assert answer(turned, signed(revision(turned, {number: b"180"}))) == (Refusal.CHANGED, Change.PAGE)
    assert answer(turned, revision(turned, {number: b"180"})) == (Refusal.CHANGED, Change.OTHER)


def test_object_that_hides_from_the_table_is_refused(published, copy):
    with pikepdf.open(io.BytesIO(published)) as pdf:
        number = pdf.pages[0].Contents.objgen[0]
    hidden = b"%d 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n" % number
    size = int(entry(published, b"/Size"))
    assert answer(published, signed(revision(published, {size: b"null"})))[0] is None
    offered = signed(revision(published, {size: b"null"}, hidden=hidden))
    assert answer(published, offered) == (Refusal.CHANGED, Change.OTHER)
    catalogue = b"%d 0 obj\n<< >>\nendobj\n" % int(entry(published, b"/Root"))
    superseded = signed(
        published
    )  # the table leads to the signature's catalogue: one after it is hidden, one before is not
    assert answer(published, signed(revision(published, {size: b"null"}, hidden=catalogue)))[0] is None
    after = revision(superseded, {}, hidden=catalogue)
    assert answer(published, after) == (Refusal.CHANGED, Change.OTHER)


def test_second_table_beside_the_first_is_refused(published):
    offered = revision(published, {}, trailer=b"/XRefStm %d" % int(re.findall(rb"startxref\s+(\d+)", published)[-1]))
    assert answer(published, offered) == (Refusal.DAMAGED, None)


# --- After the signature ----------------------------------------------------------------------------------------------


def test_change_after_the_signature_is_refused(published, copy):
    assert answer(published, changed(copy, blank)) == (Refusal.CHANGED, Change.CONTENT)
    assert answer(published, changed(copy, note)) == (Refusal.CHANGED, Change.ANNOTATION)
    assert answer(published, changed(copy, fields_on_two_pages)) == (Refusal.CHANGED, Change.ANNOTATION)


def test_unsigned_information_after_the_signature_is_refused(published, copy):
    assert answer(published, changed(copy, lambda writer: writer.update_root())) == (Refusal.NOT_COVERED, None)


def test_appended_bytes_are_refused(published, copy):
    assert answer(published, copy + b"% x\n") == (Refusal.DAMAGED, None)
    assert answer(published, copy + b"\n\n")[0] is None


def test_gap_in_what_the_signature_covers_is_refused(published, copy):
    start, end = re.search(rb"/ByteRange\s*\[\s*0 \d+ \d+ (\d+)", copy).span(1)
    for less, refusal in ((1, Refusal.BROKEN_SIGNATURE), (5, Refusal.DAMAGED)):  # without the line's end; in its %%EOF
        shorter = str(int(copy[start:end]) - less).encode().ljust(end - start)
        assert answer(published, copy[:start] + shorter + copy[end:]) == (refusal, None)
    begin, stop = re.search(rb"/ByteRange\s*\[\s*0 (\d+)", copy).span(1)
    earlier = str(int(copy[begin:stop]) - 1).encode().ljust(stop - begin)
    assert answer(published, copy[:begin] + earlier + copy[stop:]) == (Refusal.NOT_COVERED, None)


def test_broken_signature_is_refused(published, copy):
    before, after = (int(one) for one in re.search(rb"/ByteRange\s*\[\s*0 (\d+) (\d+)", copy).groups())
    last = before + len(copy[before:after].rstrip(b"0>")) - 4  # in the signature's value, which stands last
    flipped = b"0" if copy[last : last + 1] != b"0" else b"1"
    assert answer(published, copy[:last] + flipped + copy[last + 1 :]) == (Refusal.BROKEN_SIGNATURE, None)


def test_changed_byte_that_was_signed_is_refused(published, copy):
    place = copy.index(b"pyHanko", len(published))
    assert answer(published, copy[:place] + b"pyHanka" + copy[place + 7 :]) == (Refusal.BROKEN_SIGNATURE, None)


def test_whatever_is_appended_gets_an_answer_and_no_error(published, copy):
    chance, refusals = random.Random(7), set()
    for _ in range(150):
        spoilt = bytearray(copy)
        for _ in range(chance.choice((1, 1, 3))):
            place, kind = chance.randrange(len(published), len(spoilt)), chance.random()
            if kind < 0.6:
                spoilt[place] = chance.randrange(256)
            elif kind < 0.8:
                del spoilt[place : place + chance.randrange(1, 40)]
            else:
                spoilt[place:place] = spoilt[place : place + chance.randrange(1, 60)]
        refusals.add(check_signed_copy(published, bytes(spoilt)).refusal)
    assert {Refusal.DAMAGED, Refusal.BROKEN_SIGNATURE} <= refusals


# --- Other files ------------------------------------------------------------------------------------------------------


def test_unsigned_file_is_refused(published):
    assert answer(published, published) == (Refusal.NOT_SIGNED, None)
    assert answer(published, published + b"\r\n") == (Refusal.NOT_SIGNED, None)
    assert answer(published, changed(published, lambda writer: writer.update_root())) == (Refusal.NOT_SIGNED, None)


def test_incomplete_files_are_refused(published, copy):
    assert answer(published, published[:-100]) == (Refusal.INCOMPLETE, None)
    assert answer(published, copy[:-100]) == (Refusal.DAMAGED, None)


def test_other_files_are_refused(published, other_edition, tmp_path):
    assert answer(published, signed(other_edition)) == (Refusal.OTHER_EDITION, None)
    assert answer(published, b"N\xc3\xbcmun\xc9\x99 m\xc9\x99tn") == (Refusal.NOT_PDF, None)
    assert answer(published, b"") == (Refusal.EMPTY, None)
    protected = tmp_path / "protected.pdf"
    with pikepdf.open(io.BytesIO(published)) as pdf:
        pdf.save(protected, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert answer(published, protected) == (Refusal.ENCRYPTED, None)


def test_file_that_is_too_large_is_refused_unread(published, tmp_path):
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(300_000_000)
    assert answer(published, large) == (Refusal.TOO_LARGE, None)
    assert MAX_BYTES == 64 * 1024 * 1024


def test_published_file_that_is_damaged_is_no_fault_of_the_copy(published, copy):
    with pytest.raises(PublishedDamaged):
        check_signed_copy(published[:-100], published[:-100] + copy[len(published) - 100 :])
