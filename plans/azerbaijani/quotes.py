"""Quotation marks as official papers print them: “ ” for all pairs, and those that meet written once (domain.md 4.2)."""

OPENING, CLOSING = "“", "”"
_DOUBLE, _SINGLE = '"“”„‟«»', "'‘’‚‛‹›"
_BEFORE_OPENING = "([{-–—/"
_BY_NATURE = frozenset("”»›’")  # these close, where a gap on both sides tells nothing
_DEEPEST = 3  # quotations around one title that are taken for the same


def curled(text: str) -> str:
    """The text with “ ” in the place of " ", « », „ “, ‘ ’ and their kin; apostrophes within words stay.

    A mark opens where a word follows and none stands before it, whatever it was typed as. Takes time in proportion to the
    text.
    """
    signs, opened = [], False
    for place, sign in enumerate(text):
        before, after = text[place - 1] if place else " ", text[place + 1 : place + 2] or " "
        if sign not in _DOUBLE and (sign not in _SINGLE or (before.isalnum() and after.isalnum())):
            signs.append(sign)
            opened = False
            continue
        begins = before.isspace() or before in _BEFORE_OPENING or opened
        opened = begins and (not after.isspace() or sign not in _BY_NATURE)
        signs.append(OPENING if opened else CLOSING)
    return "".join(signs)


def quoted(text: str) -> str:
    """The text in quotes, none of them twice: “Yaşıl Bakı”, “Yaşıl Bakı” Proqramı”.

    Marks around the whole that it was typed with, and one that was left without its other, are taken for the same; a quotation
    at the beginning or end shares its mark with the outer one.
    """
    bare = bare_of_quotes(text)
    return f"{'' if bare.startswith(OPENING) else OPENING}{bare}{'' if bare.endswith(CLOSING) else CLOSING}"


def bare_of_quotes(text: str) -> str:
    """The text without marks around the whole; those inside are “ ”."""
    bare = curled(text.strip())
    for _time in range(_DEEPEST):
        bare = _without_outer(bare).strip()
    return bare


def _without_outer(text: str) -> str:
    depth, first_end = 0, -1
    for place, sign in enumerate(text):
        if sign in (OPENING, CLOSING):
            depth += 1 if sign == OPENING else -1
            if not depth and first_end < 0:
                first_end = place
    if depth > 0 and text.startswith(OPENING):
        return text[1:]
    if depth < 0 and text.endswith(CLOSING):
        return text[:-1]
    return text[1:-1] if text.startswith(OPENING) and first_end == len(text) - 1 else text
