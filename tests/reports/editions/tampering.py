"""What may be done to a published file before somebody signs it: each of these changes one thing and nothing else."""

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from tests.reports.editions.copying import found, is_of, note, page_of, replaced, touch


def change_text(writer):
    reference = page_of(writer).raw_get("/Contents").reference
    drawn = writer.get_object(reference).data
    assert b"Tj" in drawn or b"TJ" in drawn
    replaced(writer, reference, generic.StreamObject(stream_data=drawn.replace(b"0 0 0 rg", b"1 1 1 rg") + b"\n"))


def change_font(writer):
    font = found(writer, is_of("/FontDescriptor"))
    touch(writer, font)
    font["/Flags"] = generic.NumberObject(int(font["/Flags"]) ^ 1)


def change_font_file(writer):
    descriptor = found(writer, is_of("/FontDescriptor"))
    [name] = [key for key in descriptor if str(key).startswith("/FontFile")]
    replaced(writer, descriptor.raw_get(name).reference, generic.StreamObject(stream_data=b"x"))


def note_on_second_page(writer):
    note(writer, 1)


def take_links_away(writer):
    page = page_of(writer)
    assert page["/Annots"]
    page["/Annots"] = generic.ArrayObject()
    touch(writer, page)


def fields_on_two_pages(writer):
    append_signature_field(writer, SigFieldSpec("Boş", on_page=1))


def change_link(writer):
    link = page_of(writer)["/Annots"][0].get_object()
    link["/Rect"] = generic.ArrayObject(generic.NumberObject(one) for one in (0, 0, 600, 800))
    touch(writer, link)


def change_structure(writer):
    element = found(writer, is_of("/StructElem"))
    element["/S"] = pdf_name("/Artifact")
    touch(writer, element)


def change_parent_tree(writer):
    tree = writer.root["/StructTreeRoot"]["/ParentTree"]
    tree["/Nums"] = generic.ArrayObject()
    touch(writer, tree)


def change_attachment(writer):
    held = found(writer, is_of("/Filespec"))["/EF"]
    replaced(
        writer,
        held.raw_get("/F").reference,
        generic.StreamObject({pdf_name("/Type"): pdf_name("/EmbeddedFile")}, stream_data=b"{}"),
    )


def add_attachment(writer):
    writer.root["/Names"] = generic.DictionaryObject()
    writer.update_root()


def turn_pages_round(writer):
    tree = writer.root["/Pages"]
    tree["/Kids"] = generic.ArrayObject(reversed(tree["/Kids"]))
    touch(writer, tree)


def remove_page(writer):
    tree = writer.root["/Pages"]
    tree["/Kids"] = generic.ArrayObject(list(tree["/Kids"])[:-1])
    tree["/Count"] = generic.NumberObject(len(tree["/Kids"]))
    touch(writer, tree)


def add_page(writer):
    tree = writer.root["/Pages"]
    page = generic.DictionaryObject(
        {pdf_name("/Type"): pdf_name("/Page"), pdf_name("/Parent"): writer.root.raw_get("/Pages")}
    )
    page[pdf_name("/MediaBox")] = page_of(writer)["/MediaBox"]
    page[pdf_name("/Resources")] = generic.DictionaryObject()
    tree["/Kids"] = generic.ArrayObject([*tree["/Kids"], writer.add_object(page)])
    tree["/Count"] = generic.NumberObject(len(tree["/Kids"]))
    touch(writer, tree)


def other_tree_of_pages(writer):
    writer.root["/Pages"] = writer.add_object(generic.DictionaryObject(writer.root["/Pages"]))
    writer.update_root()


def change_size(writer):
    page = page_of(writer)
    page["/MediaBox"] = generic.ArrayObject(generic.NumberObject(one) for one in (0, 0, 595, 400))
    touch(writer, page)


def open_with_script(writer):
    action = {"/S": pdf_name("/JavaScript"), "/JS": generic.pdf_string("app.alert(1)")}
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(
        {pdf_name(key): value for key, value in action.items()}
    )
    writer.update_root()


def script_on_the_page(writer):
    page = page_of(writer)
    page[pdf_name("/AA")] = generic.DictionaryObject()
    touch(writer, page)


def script_in_the_form(writer):
    form = {
        "/Fields": generic.ArrayObject(),
        "/DR": generic.DictionaryObject({pdf_name("/AA"): generic.DictionaryObject()}),
    }
    writer.root[pdf_name("/AcroForm")] = generic.DictionaryObject({pdf_name(key): value for key, value in form.items()})
    writer.update_root()


def form_of_its_own(writer):
    form = {"/Fields": generic.ArrayObject(), "/XFA": generic.pdf_string("x")}
    writer.root[pdf_name("/AcroForm")] = generic.DictionaryObject({pdf_name(key): value for key, value in form.items()})
    writer.update_root()


def script_that_nothing_leads_to(writer):
    writer.add_object(generic.DictionaryObject({pdf_name("/JS"): generic.pdf_string("app.alert(1)")}))


def store_that_is_none(writer):
    writer.root[pdf_name("/DSS")] = writer.root.raw_get("/Pages")
    writer.update_root()
