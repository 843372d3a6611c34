"""A text as HTML in which what belongs together is set in a span that keeps its line: the text itself stays as it was
written. What belongs together, `plans.azerbaijani` says. A leaf: no Django.
"""

from html import escape

from plans.azerbaijani import bound_stretches

MOST_AT_END = 24  # letters of the two last words of a title


def bound_html(text: str, *, keeps_end: bool = False) -> str:
    """A text as HTML, escaped, with what belongs together in spans; with `keeps_end` the two last words as well, so that no
    word stands alone in the last line of a title.
    """
    stretches = bound_stretches(text)
    end = " ".join(text.split()[-2:])
    if keeps_end and text.endswith(end) and len(end) <= min(MOST_AT_END, len(text) - 1):
        first = len(text) - len(end)
        if all(last <= first for _first, last in stretches):
            stretches = [*stretches, (first, len(text))]
    pieces, done = [], 0
    for start, end_of_stretch in stretches:
        pieces += [
            escape(text[done:start], quote=False),
            f'<span class="whole">{escape(text[start:end_of_stretch], quote=False)}</span>',
        ]
        done = end_of_stretch
    return "".join((*pieces, escape(text[done:], quote=False)))
