"""The measures of a plan as a style sheet of its own, after the usual one; nothing where they are the usual ones.

A leaf: no Django. What it sets, `document.css` sets too: a measure that is new there needs its line here.
"""

from reports.look import Look
from reports.renderers.tables import faces_of

COVER, COVER_UNDER_NOTICE = 82.0, 70.0  # millimetres from the upper edge to the title of a cover


def measures_style(look: Look) -> str:
    """The style sheet for a look; "" for the usual measures."""
    if look.has_usual_measures:
        return ""
    plain, small, _turned, tiny = (_number(face.points / look.face) for face in faces_of(look))
    upright = _margins(look.top, look.right, look.bottom, look.left)
    turned = _margins(look.left, look.top, look.right, look.bottom)  # the edge that is bound is above
    face = f"{_number(look.face)}pt"
    return f"""
.document {{ line-height: {_number(look.lines)}; }}
@media print, screen and (min-width: 701px) {{ .document section > p {{ text-indent: {_number(look.indent)}mm; }} }}
@media screen and (min-width: 701px) {{ .document-page main {{ padding: {upright}; font-size: {face}; }} }}
@media print {{
  @page {{ margin: {upright}; }}
  @page turned {{ margin: {turned}; }}
  @page large {{ margin: {upright}; }}
  .document {{ font-size: {face}; }}
  .document-table {{ font-size: {plain}em; }}
  .document-table.is-small {{ font-size: {small}em; }}
  .document-table.is-tiny {{ font-size: {tiny}em; }}
  .has-cover .document-title {{ margin-top: {_number(COVER - look.top)}mm; }}
  .has-cover .document-notice + .document-title {{ margin-top: {_number(COVER_UNDER_NOTICE - look.top)}mm; }}
}}
"""


def _margins(*sides: float) -> str:
    return " ".join(f"{_number(side)}mm" for side in sides)


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
