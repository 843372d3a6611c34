"""Shorter ways to the same PDF: what WeasyPrint works out again and again is worked out once.

Every byte is the same with this module and without it; a chapter takes a tenth less time. WeasyPrint is given these
functions for its own. What they do not know they leave to it. Its version has an upper bound, and the test that compares the
bytes notices when it changes.
"""

import re
from array import array
from typing import Any
from weakref import WeakKeyDictionary

import tinyhtml5.inputstream  # type: ignore[import-untyped]  # it says no types
import weasyprint.css
import weasyprint.draw.text
import weasyprint.images
import weasyprint.layout.percent
from weasyprint import CSS
from weasyprint.css import ComputedStyle
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description
from weasyprint.text.line_break import Layout

# --- Reading the page: the parser makes its patterns anew for each stretch of text --------------------------------------


class _Patterns(dict):
    """The patterns of a parser by what they stop at, each made once."""

    def __missing__(self, key: tuple[Any, bool]) -> Any:
        characters, opposite = key
        inside = "".join(f"\\x{ord(character):02x}" for character in characters)
        found = self[key] = re.compile(f"[{'' if opposite else '^'}{inside}]+")
        return found


# --- Style sheets: the same ones for every chapter ----------------------------------------------------------------------

MOST_SHEETS = 32
_sheets: dict[str, CSS] = {}
_NOT_ALONE = ("@import", "@font-face", "@counter-style", "@layer", "@color-profile", "@namespace")


def style_sheet(*args: Any, string: str | None = None, page_rules: Any = None, **options: Any) -> CSS:
    """A style sheet, read once where it says nothing but rules."""
    is_alone = string is not None and not args and options.get("matcher") is None and page_rules is not None
    if not is_alone or string is None or options.get("base_url") or any(word in string for word in _NOT_ALONE):
        return CSS(*args, string=string, page_rules=page_rules, **options)
    if (found := _sheets.get(string)) is None:
        if len(_sheets) >= MOST_SHEETS:
            _sheets.clear()
        found = _sheets[string] = CSS(string=string, page_rules=[], **options | {"layers": []})
    page_rules.extend(found.page_rules)
    return found


# --- Styles: most properties of most elements are nowhere said ----------------------------------------------------------

_work_out = ComputedStyle.__missing__
_NOT_PLAIN = ("__", "text_decoration_")
_APART = frozenset({"position", "float", "display", "page"})
_initial = {
    key: value
    for key, value in INITIAL_VALUES.items()
    if key not in INHERITED | INITIAL_NOT_COMPUTED | _APART and not key.startswith(_NOT_PLAIN) and not check_math(value)
}
_inherited = frozenset(key for key in INHERITED if not key.startswith(_NOT_PLAIN)) - PHYSICAL_FUNCTIONS.keys() - _APART
_logical = {
    direction: {key: name(block="ttb", inline=direction) for key, name in PHYSICAL_FUNCTIONS.items()}
    for direction in PANGO_DIRECTION
}


def computed(style: Any, key: str) -> Any:
    """The value of a property of an element, where nobody has asked for it yet."""
    cascaded = style.cascaded
    if key not in cascaded:
        if key in _inherited:
            parent = style.parent_style
            if parent is not None and not check_math(value := parent[key]):
                style[key] = value
                return value
        elif key in _initial and (key not in PHYSICAL_FUNCTIONS or _logical[style["direction"]][key] not in cascaded):
            value = style[key] = _initial[key]
            return value
    return _work_out(style, key)


_resolve = weasyprint.layout.percent.resolve_one_percentage


def resolve_one_percentage(box: Any, name: str, refer_to: Any) -> None:
    """Sets a length of a box that its style says; a length in pixels is what it is."""
    value = box.style[name]
    if getattr(value, "unit", None) == "px":
        setattr(box, name, value.value)
    else:
        _resolve(box, name, refer_to)


# --- Lines: what Pango needs to know of a style is the same for all its lines -------------------------------------------

_of_fonts: WeakKeyDictionary[Any, dict[tuple, tuple]] = WeakKeyDictionary()
_set_up = Layout.setup
_FEATURES = (
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
)
_SAID = (
    *_FEATURES,
    "direction",
    "lang",
    "font_style",
    "font_stretch",
    "font_weight",
    "font_size",
    "font_variation_settings",
)


def set_up(layout: Any, style: Any) -> None:
    """Makes Pango ready to lay out a line."""
    if style["text_decoration_line"] != "none" or style["font_language_override"] != "normal":
        _set_up(layout, style)
        return
    known = _of_fonts.setdefault(style.font_config, {})
    key = (*map(style.__getitem__, _SAID), *style["font_family"])
    if key not in known:
        known[key] = _context_of(style)
    context, description, language = known[key]
    if context is None:
        _set_up(layout, style)
        return
    layout.style, layout.first_line_direction, layout.language = style, 0, language
    layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, description)
    layout.ascent = layout.underline_position = layout.strikethrough_position = None


def _context_of(style: Any) -> tuple:
    """What is the same for all lines of a style; nothing where its letters have features."""
    if font_features(*map(style.__getitem__, _FEATURES)):
        return None, None, None
    made = pango.pango_font_map_create_context(style.font_config.font_map)
    context = ffi.gc(made, gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    if not style["lang"]:
        return context, get_font_description(style), pango.pango_language_get_default()
    name, _kept = unicode_to_char_p(style["lang"])
    language = pango.pango_language_from_string(name)
    pango.pango_context_set_language(context, language)
    return context, get_font_description(style), language


# --- Drawing: a glyph of one width is drawn alike wherever it stands ----------------------------------------------------

_draw_line = weasyprint.draw.text.draw_first_line
_pieces: WeakKeyDictionary[Any, dict[float, dict[tuple[int, int], str]]] = WeakKeyDictionary()
_GLYPH = ffi.sizeof("PangoGlyphInfo") // array("i").itemsize
PANGO = 14802  # before this version the sizes of fonts are not what they should be


def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any) -> list:
    """Draws a line of plain letters; leaves to WeasyPrint what is none."""
    layout = textbox.pango_layout
    is_plain = text_overflow != "ellipsis" and block_ellipsis == "none" and textbox.style["font_size"] >= 1
    if not (is_plain and textbox.text.strip()) or pango.pango_version() < PANGO:
        return _draw_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _rest = layout.get_first_line()
    if (runs := _runs(line, stream)) is None:
        return _draw_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    last = None
    shown = ""
    text = layout.text.encode()
    for pango_font, item, font, size, glyphs, widths in runs:
        if pango_font != last:
            last = pango_font
            if shown:
                stream.show_text(shown)
            shown = ""
            stream.set_font_size(font.hash, size)
        known = _pieces.setdefault(font, {}).setdefault(size, {})
        parts = ["<"]
        for place, drawn in enumerate(zip(glyphs, widths, strict=True)):
            if (piece := known.get(drawn)) is None:
                piece = known[drawn] = _piece(stream, pango_font, item, font, size, place, drawn, text)
            parts.append(piece)
        shown += "".join(parts)
        shown = shown[:-1] if shown[-1] == "<" else f"{shown}>"
    stream.show_text(shown)
    return []


def _runs(line: Any, stream: Any) -> list[tuple] | None:
    """Each run of a line with its glyphs and their widths; None where one is more than letters in a row."""
    run = line.runs[0]
    found: list[tuple] = []
    last: Any = None
    font: Any = None
    size = 0.0
    while run != ffi.NULL:
        inside, run = run.data, run.next
        pango_font = inside.item.analysis.font
        if pango_font != last:  # in a justified line each word is a run
            last, (font, size) = pango_font, stream.add_font(pango_font)
        count = inside.glyphs.num_glyphs
        told = array("i", bytes(ffi.buffer(inside.glyphs.glyphs, 4 * _GLYPH * count)))
        glyphs, widths = told[0::_GLYPH], told[1::_GLYPH]
        is_odd = any(told[2::_GLYPH]) or any(told[3::_GLYPH]) or font.bitmap or font.svg or font.png or font.colr
        if is_odd or not count or min(glyphs) < 0 or max(glyphs) >= pango.PANGO_GLYPH_EMPTY:
            return None
        found.append((pango_font, inside, font, size, glyphs, widths))
    return found


def _piece(
    stream: Any, pango_font: Any, run: Any, font: Any, size: float, place: int, drawn: tuple[int, int], text: bytes
) -> str:
    """What is written for a glyph of a width; what it stands for is noted where it is drawn first."""
    glyph, width = drawn
    if glyph not in font.to_unicode:
        clusters, start, length = run.glyphs.log_clusters, run.item.offset, run.item.length
        is_left = run.item.analysis.level % 2
        if is_left:
            end = length if place == 0 else clusters[place - 1]
        else:
            end = length if place == run.glyphs.num_glyphs - 1 else clusters[place + 1]
        font.to_unicode[glyph] = text[start + clusters[place] : start + end].decode()
    if glyph not in font.widths:
        pango.pango_font_get_glyph_extents(pango_font, glyph, stream.ink_rect, stream.logical_rect)
        font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
    closer = font.widths[glyph] + 0.0 - width * 1000 * FROM_UNITS / size
    return f"{glyph:04x}>{int(closer)}<" if closer else f"{glyph:04x}"


_draw_image = weasyprint.images.SVGImage.draw
_drawn: WeakKeyDictionary[Any, dict[tuple[float, float], list]] = WeakKeyDictionary()


def draw_image(image: Any, stream: Any, width: float, height: float, style: Any) -> None:
    """Draws an image; the one behind every page is worked out once."""
    known = _drawn.setdefault(image, {})
    if (found := known.get((width, height))) is not None:
        stream.stream.extend(found)
        return
    before = len(stream.stream)
    _draw_image(image, stream, width, height, style)
    resources = stream.extra.get("Resources")
    if resources is not None and not any(resources[kind] for kind in ("ExtGState", "XObject", "Pattern", "Shading")):
        known[width, height] = stream.stream[before:]


# What is given, and in whose place.
GIVEN: tuple[tuple[Any, str, Any], ...] = (
    (tinyhtml5.inputstream, "characters_until_regex", _Patterns()),
    (weasyprint.css, "CSS", style_sheet),
    (ComputedStyle, "__missing__", computed),
    (weasyprint.layout.percent, "resolve_one_percentage", resolve_one_percentage),
    (Layout, "setup", set_up),
    (weasyprint.draw.text, "draw_first_line", draw_first_line),
    (weasyprint.images.SVGImage, "draw", draw_image),
)
REPLACED = tuple((place, name, getattr(place, name)) for place, name, _own in GIVEN)
for _place, _name, _own in GIVEN:
    setattr(_place, _name, _own)
