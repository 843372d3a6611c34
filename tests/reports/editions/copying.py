"""Signs PDFs as people do elsewhere, and tampers with them as nobody should, always by what is appended."""

import asyncio
import io
import re
from collections.abc import Callable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfTimeStamper, async_sign_pdf

from tests.reports.editions.certificates import signer, stamper

Change = Callable[[IncrementalPdfFileWriter], None]


def signed(pdf: bytes, field: str = "İmza", *, by=None, stamped=False, box=None, page=0, md="sha256") -> bytes:
    """The file with a signature appended."""
    made = io.BytesIO()
    meta = PdfSignatureMetadata(field_name=field, md_algorithm=md, subfilter=SigSeedSubFilter.PADES)
    spec = SigFieldSpec(field, on_page=page, box=box)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    asyncio.run(
        async_sign_pdf(
            writer, meta, by or signer(), timestamper=stamper() if stamped else None, new_field_spec=spec, output=made
        )
    )
    return made.getvalue()


def changed(pdf: bytes, change: Change) -> bytes:
    """The file with a revision appended that does this."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def tampered(pdf: bytes, change: Change, **how) -> bytes:
    """The same, and signed afterwards: the published bytes are still its beginning, and the signature covers everything."""
    return signed(changed(pdf, change), **how)


def document_stamped(pdf: bytes) -> bytes:
    """The file with a time stamp over all of it."""
    made = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    asyncio.run(PdfTimeStamper(stamper()).async_timestamp_pdf(writer, "sha256", None, output=made))
    return made.getvalue()


def page_of(writer: IncrementalPdfFileWriter, number: int = 0):
    return writer.find_page_for_modification(number)[0].get_object()


def touch(writer: IncrementalPdfFileWriter, thing) -> None:
    writer.update_container(thing)


def blank(writer: IncrementalPdfFileWriter) -> None:
    """The first page draws nothing any more."""
    page = page_of(writer)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b" "))
    touch(writer, page)


def note(writer: IncrementalPdfFileWriter, number: int = 0) -> None:
    """Lays a note over the text."""
    page = page_of(writer, number)
    box = generic.ArrayObject(generic.NumberObject(one) for one in (50, 500, 500, 800))
    text = generic.pdf_string("Nümunə mətn")
    free = {"/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/FreeText"), "/Rect": box, "/Contents": text}
    annotation = generic.DictionaryObject({pdf_name(key): value for key, value in free.items()})
    page[pdf_name("/Annots")] = generic.ArrayObject([*page.get("/Annots", ()), writer.add_object(annotation)])
    touch(writer, page)


def replaced(writer: IncrementalPdfFileWriter, reference: generic.Reference, thing) -> None:
    """Says an object anew under its number."""
    writer.objects[reference.generation, reference.idnum] = thing


def found(writer: IncrementalPdfFileWriter, matches: Callable[[generic.PdfObject], bool]):
    """The first object of the file that is like this."""
    for number in range(1, int(writer.prev.trailer["/Size"])):
        try:
            thing = writer.prev.get_object(generic.Reference(number, 0, writer.prev))
        except KeyError:
            continue
        if matches(thing):
            return thing
    raise AssertionError("no such object")


def is_of(kind: str) -> Callable[[generic.PdfObject], bool]:
    return lambda thing: isinstance(thing, generic.DictionaryObject) and thing.get("/Type") == kind


def revision(
    pdf: bytes, objects: dict[int, bytes], *, trailer: bytes = b"", hidden: bytes = b"", free: int = 0
) -> bytes:
    """A revision written by hand: objects under these numbers, `trailer` entries, `hidden` bytes, a number that is freed."""
    previous, root, size = start_of_table(pdf), int(entry(pdf, b"/Root")), int(entry(pdf, b"/Size"))
    body, offsets = b"\n" + hidden, {}
    for number, content in objects.items():
        offsets[number] = len(pdf) + len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 1\n%010d 65535 f \n" % free
    if free:
        table += b"%d 1\n0000000000 00001 f \n" % free
    for number, offset in offsets.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, offset)
    start = len(pdf) + len(body)
    size = max(size, *(number + 1 for number in objects), 0) if objects else size
    trailer += b" /Info %d 0 R" % int(entry(pdf, b"/Info"))
    rest = trailer if b"/Root" in trailer else b"/Root %d 0 R %s" % (root, trailer)
    end = b"trailer\n<< /Size %d /Prev %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, previous, rest, start)
    return pdf + body + table + end


def start_of_table(pdf: bytes) -> int:
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


def entry(pdf: bytes, name: bytes) -> bytes:
    return re.findall(name + rb" (\d+)", pdf)[-1]
