"""Signs PDFs as people do elsewhere, and tampers with them as nobody should, always by what is appended."""

import asyncio
import io
from collections.abc import Callable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfTimeStamper, async_sign_pdf

from tests.reports.editions.certificates import signer, stamper

Change = Callable[[IncrementalPdfFileWriter], None]


def signed(
    pdf: bytes, field: str = "İmza", *, by=None, stamped=False, box=None, page=0, subfilter=SigSeedSubFilter.PADES
) -> bytes:
    """The file with a signature appended."""
    made = io.BytesIO()
    meta = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=subfilter)
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
