"""A text as HTML in which what belongs together is set in a span that keeps its line: the text itself stays as it was
written. What belongs together, `plans.azerbaijani` says. A leaf: no Django.
"""

from html import escape

from plans.azerbaijani import bound_stretches


def bound_html(text: str) -> str:
    """A text as HTML, escaped, with what belongs together in spans."""
    pieces, done = [], 0
    for start, end in bound_stretches(text):
        pieces += [
            escape(text[done:start], quote=False),
            f'<span class="whole">{escape(text[start:end], quote=False)}</span>',
        ]
        done = end
    return "".join((*pieces, escape(text[done:], quote=False)))
