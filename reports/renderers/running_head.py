"""How the name of an agency or of a plan is cut where it stands above every page, in the PDF as in Word. A leaf: no Django."""

import re

# What the end of a cut name may not be: a year, an ordinal or numbers, a connecting word, signs.
_NUMBER = re.compile(r"[^\W\d_]{0,3}[\d][\d.,/‐‑–—-]{0,20}(?:-?[^\W\d_]{1,6})?")
_CONNECTING = "və ilə üçün üzrə dair barədə haqqında olan kimi ya yaxud həmçinin əsasən qarşı sair"
_AT_ENDS = ',;:–—-(“„«"№'


def cut_name(name: str, most: int) -> str:
    """The name in at most so many letters, cut between two words and never behind a number or a connecting word."""
    name = " ".join(name.split())
    if len(name) <= most:
        return name
    room = name[: most - 1]  # with one space more, a word that ends here is whole
    words = room.split() if name[most - 1] == " " else room.rpartition(" ")[0].split()
    while len(words) > 1:
        last = words[-1].strip(_AT_ENDS)
        if last and last not in _CONNECTING.split() and not _NUMBER.fullmatch(last):
            break
        words.pop()
    kept = " ".join(words).rstrip(_AT_ENDS + " ")
    return f"{kept or room}…"
