"""One face, one font: what each chapter embeds of it becomes one program, one list of widths, one map to Unicode.

WeasyPrint's subsets keep the numbers of the glyphs, so that a glyph is the same in all of them and no text needs another
code. A font that is no TrueType, or that maps signs it does not have, stays with its chapter. A leaf: no Django.
"""

import hashlib
import re
import struct
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Name

_MAPPED = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]*)>")
_SPACE = re.compile(rb"begincodespacerange.*?endcodespacerange", re.DOTALL)
_BATCH = 100  # what a map to Unicode may say at once
_FIXED_PITCH = 1


@dataclass(slots=True)
class Union:
    """What the chapters have of one face. `font` is the first chapter's, in the file that is made."""

    font: Any
    widths: dict[int, Any] = field(default_factory=dict)
    texts: dict[int, bytes] = field(default_factory=dict)
    programs: dict[bytes, bytes] = field(default_factory=dict)  # by their hash, in the order of the chapters

    def add(self, font: Any) -> None:
        """Takes in what another chapter has; where two say something else of a glyph, the first is right."""
        inside = font.DescendantFonts[0]
        for glyph, width in _widths(inside.W):
            self.widths.setdefault(glyph, width)
        for code, text in _MAPPED.findall(_SPACE.sub(b"", font.ToUnicode.read_bytes())):
            self.texts.setdefault(int(code, 16), text.lower())
        program = inside.FontDescriptor.FontFile2.read_bytes()
        self.programs.setdefault(hashlib.sha256(program).digest(), program)

    def write(self, pdf: pikepdf.Pdf) -> None:
        """Puts what was taken in into the font."""
        inside = self.font.DescendantFonts[0]
        described = inside.FontDescriptor
        inside.W = _as_array(self.widths)
        self.font.ToUnicode = pdf.make_stream(_map_to_unicode(self.texts))
        program = merged(list(self.programs.values()))
        described.FontFile2 = pdf.make_stream(program, Length1=len(program))
        described.FontBBox[2] = max(self.widths.values())
        if len(set(self.widths.values())) > 1:
            described.Flags = int(described.Flags) & ~_FIXED_PITCH


def is_mergeable(font: Any) -> bool:
    """Whether the font is one that can be merged: glyphs by their own numbers, TrueType."""
    return (
        font.get("/Subtype") == Name.Type0
        and font.get("/Encoding") == Name("/Identity-H")
        and "/FontFile2" in font.DescendantFonts[0].FontDescriptor
    )


def _widths(said: Any) -> Iterable[tuple[int, Any]]:
    parts = list(said)
    for first, widths in zip(parts[::2], parts[1::2], strict=True):
        yield from enumerate(widths, int(first))


def _as_array(widths: Mapping[int, Any]) -> Array:
    found = Array()
    before = None
    for glyph in sorted(widths):
        if glyph - 1 != before:
            found.append(glyph)
            found.append(Array())
        run = found[-1]
        run.append(widths[glyph])
        before = glyph
    return found


def _map_to_unicode(texts: Mapping[int, bytes]) -> bytes:
    lines = [
        b"/CIDInit /ProcSet findresource begin",
        b"12 dict begin",
        b"begincmap",
        b"/CIDSystemInfo",
        b"<< /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        b"/CMapName /Adobe-Identity-UCS def",
        b"/CMapType 2 def",
        b"1 begincodespacerange",
        b"<0000> <ffff>",
        b"endcodespacerange",
    ]
    said = sorted(texts.items())
    for start in range(0, len(said), _BATCH):
        batch = said[start : start + _BATCH]
        lines.append(b"%d beginbfchar" % len(batch))
        lines += [b"<%04x> <%s>" % (glyph, text) for glyph, text in batch]
        lines.append(b"endbfchar")
    return b"\n".join([*lines, b"endcmap", b"CMapName currentdict /CMap defineresource pop", b"end", b"end"])


def kept_apart(font: Any) -> None:
    """Gives a font that stays with its chapter a tag of its own: two programs under one tag are not told apart."""
    described = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.get("/FontDescriptor")
    if described is None:
        return
    program = next((described[kind] for kind in ("/FontFile2", "/FontFile3") if kind in described), None)
    digest = hashlib.sha256(program.read_raw_bytes() if program is not None else b"").digest()
    tag = "".join(chr(65 + part % 26) for part in digest[:6])
    name = Name(f"/{tag}+{str(font.BaseFont).rpartition('+')[2].lstrip('/')}")
    font.BaseFont = described.FontName = name
    if "/DescendantFonts" in font:
        font.DescendantFonts[0].BaseFont = name


# --- TrueType -----------------------------------------------------------------------------------------------------------

_KEPT = (b"cvt ", b"fpgm", b"prep")  # instructions, where the subsets have them
_CHECKED = 0xB1B0AFBA


def merged(programs: Sequence[bytes]) -> bytes:
    """One TrueType program with the glyphs of all; each glyph is of the first that draws it."""
    if len(programs) == 1:
        return programs[0]
    fonts = [_tables(program) for program in programs]
    counts = [struct.unpack_from(">H", tables[b"maxp"], 4)[0] for tables in fonts]
    count = max(counts)
    outlines: list[bytes] = [b""] * count
    metrics: list[bytes] = [bytes(4)] * count
    for tables, own in zip(fonts, counts, strict=True):
        places, glyf = _places(tables, own), tables[b"glyf"]
        for glyph, (start, end) in enumerate(pairwise(places)):
            if start != end and not outlines[glyph]:
                outlines[glyph] = glyf[start:end]
        for glyph, metric in enumerate(_metrics(tables, own)):
            if metrics[glyph] == bytes(4):
                metrics[glyph] = metric
    loca, glyf = _written(outlines)
    first = fonts[0]
    head = bytearray(first[b"head"])
    struct.pack_into(">I", head, 8, 0)
    struct.pack_into(">hh", head, 36, *(min(_signed(tables[b"head"], at) for tables in fonts) for at in (36, 38)))
    struct.pack_into(">hh", head, 40, *(max(_signed(tables[b"head"], at) for tables in fonts) for at in (40, 42)))
    struct.pack_into(">h", head, 50, 1)  # places in four bytes
    hhea = bytearray(first[b"hhea"])
    struct.pack_into(">H", hhea, 10, max(struct.unpack_from(">H", tables[b"hhea"], 10)[0] for tables in fonts))
    struct.pack_into(">H", hhea, 34, count)
    made = {
        b"head": bytes(head),
        b"hhea": bytes(hhea),
        b"hmtx": b"".join(metrics),
        b"maxp": _maxima([tables[b"maxp"] for tables in fonts], count),
        b"loca": loca,
        b"glyf": glyf,
        **{
            tag: max(tables.get(tag, b"") for tables in fonts)
            for tag in _KEPT
            if any(tag in tables for tables in fonts)
        },
    }
    return _assembled(made)


def _tables(program: bytes) -> dict[bytes, bytes]:
    found = {}
    for number in range(struct.unpack_from(">H", program, 4)[0]):
        tag, _sum, offset, length = struct.unpack_from(">4sIII", program, 12 + 16 * number)
        found[tag] = program[offset : offset + length]
    return found


def _places(tables: Mapping[bytes, bytes], count: int) -> list[int]:
    is_long = struct.unpack_from(">h", tables[b"head"], 50)[0]
    places = array("I" if is_long else "H", tables[b"loca"][: (count + 1) * (4 if is_long else 2)])
    places.byteswap()
    return places.tolist() if is_long else [2 * place for place in places]


def _metrics(tables: Mapping[bytes, bytes], count: int) -> Iterable[bytes]:
    """Of each glyph its advance and its left bearing; the last advances may be said once for all that follow."""
    full = struct.unpack_from(">H", tables[b"hhea"], 34)[0]
    table = tables[b"hmtx"]
    for glyph in range(min(full, count)):
        yield table[4 * glyph : 4 * glyph + 4]
    last = table[4 * full - 4 : 4 * full - 2]
    for glyph in range(count - full):
        at = 4 * full + 2 * glyph
        yield last + table[at : at + 2]


def _written(outlines: Sequence[bytes]) -> tuple[bytes, bytes]:
    places, pieces, place = array("I", [0]), [], 0
    for outline in outlines:
        padded = outline + bytes(-len(outline) % 4)
        pieces.append(padded)
        place += len(padded)
        places.append(place)
    places.byteswap()
    return places.tobytes(), b"".join(pieces)


def _maxima(tables: Sequence[bytes], count: int) -> bytes:
    """The bounds that hold for all: version, number of glyphs, then numbers of two bytes each."""
    numbers = [struct.unpack(f">{(len(table) - 6) // 2}H", table[6:]) for table in tables]
    most = [max(each) for each in zip(*numbers, strict=True)]
    return tables[0][:4] + struct.pack(f">H{len(most)}H", count, *most)


def _signed(table: bytes, at: int) -> int:
    return struct.unpack_from(">h", table, at)[0]


def _assembled(tables: Mapping[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    head = struct.pack(">IHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    offset = len(head) + 16 * count
    entries, contents, places = [], [], {}
    for tag, table in sorted(tables.items()):
        entries.append(struct.pack(">4sIII", tag, _sum_of(table), offset, len(table)))
        places[tag] = offset
        padded = table + bytes(-len(table) % 4)
        contents.append(padded)
        offset += len(padded)
    whole = bytearray(head + b"".join(entries) + b"".join(contents))
    struct.pack_into(">I", whole, places[b"head"] + 8, (_CHECKED - _sum_of(bytes(whole))) & 0xFFFFFFFF)
    return bytes(whole)


def _sum_of(table: bytes) -> int:
    padded = table + bytes(-len(table) % 4)
    return sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
