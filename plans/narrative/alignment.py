"""Which parts of an older text stand in a newer one: the common ground of merging and of showing differences.

Without a clock, so that the same two texts always align in the same way, and exact up to a size that no report has.
`difflib` and a plain O(ND) search need minutes where thousands of paragraphs are alike or none is; here a row of the
table of longest common subsequences is one big integer (Hyyrö, "Bit-parallel LCS-length computation revisited", 2004),
and sequences too long for the memory are halved first (Hirschberg, 1975).
"""

from collections import Counter
from collections.abc import Hashable, Sequence

MATRIX_BITS = 1 << 27  # 16 MB for the rows of one table
MOST_BITS = 1 << 32  # about a second's work: 65,000 words against as many
SIMILAR = 0.4  # share of words in common from which one paragraph counts as the other, edited
_SIMILARITY_TABLE = 1600  # pairs of paragraphs that are compared word by word, for one gap
_ENOUGH_WORDS = 5


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """A longest common subsequence as pairs (place in `old`, place in `new`), both ascending.

    Beyond `MOST_BITS` comparisons both are cut into as many equal parts as needed, and parts are aligned one by one.
    """
    shorter = min(len(old), len(new))
    prefix = 0
    while prefix < shorter and old[prefix] == new[prefix]:
        prefix += 1
    suffix = 0
    while suffix < shorter - prefix and old[-1 - suffix] == new[-1 - suffix]:
        suffix += 1
    # What occurs on one side only can match nothing: most of a real change is left out here.
    in_old, in_new = set(old[prefix : len(old) - suffix]), set(new[prefix : len(new) - suffix])
    rows = [place for place in range(prefix, len(old) - suffix) if old[place] in in_new]
    columns = [place for place in range(prefix, len(new) - suffix) if new[place] in in_old]
    parts = -(-len(rows) * len(columns) // MOST_BITS)
    middle: list[tuple[int, int]] = []
    for part in range(parts):
        top, bottom = (len(rows) * n // parts for n in (part, part + 1))
        left, right = (len(columns) * n // parts for n in (part, part + 1))
        found = _common([old[place] for place in rows[top:bottom]], [new[place] for place in columns[left:right]])
        middle += [(top + row, left + column) for row, column in found]
    return [
        *((place, place) for place in range(prefix)),
        *((rows[row], columns[column]) for row, column in middle),
        *((len(old) - place, len(new) - place) for place in range(suffix, 0, -1)),
    ]


def similar_pairs(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Which paragraphs of `old` (lists of words) are those of `new` in an edited form: ascending pairs of places.

    Two paragraphs pair when at least `SIMILAR` of their words are common; the best pairing that keeps the order is
    taken. Beyond `_SIMILARITY_TABLE` comparisons paragraphs that open alike, or else end alike, are fixed first and what is
    between them is paired place by place where the numbers agree.
    """
    if len(old) * len(new) <= _SIMILARITY_TABLE:
        return _best_pairs([Counter(words) for words in old], [Counter(words) for words in new])
    openings = matches([tuple(w[:_ENOUGH_WORDS]) for w in old], [tuple(w[:_ENOUGH_WORDS]) for w in new])
    endings = matches([tuple(w[-_ENOUGH_WORDS:]) for w in old], [tuple(w[-_ENOUGH_WORDS:]) for w in new])
    fixed = max(openings, endings, key=len)
    pairs: list[tuple[int, int]] = []
    row = column = 0
    for next_row, next_column in [*fixed, (len(old), len(new))]:
        between_old, between_new = old[row:next_row], new[column:next_column]
        if len(between_old) * len(between_new) <= _SIMILARITY_TABLE:
            found = _best_pairs([Counter(words) for words in between_old], [Counter(words) for words in between_new])
        elif len(between_old) == len(between_new):
            both = enumerate(zip(between_old, between_new, strict=True))
            found = [(place, place) for place, (a, b) in both if _similarity(Counter(a), Counter(b)) >= SIMILAR]
        else:
            found = []
        pairs += [(row + a, column + b) for a, b in found]
        if next_row < len(old):
            pairs.append((next_row, next_column))
        row, column = next_row + 1, next_column + 1
    return pairs


def _similarity(old: Counter[str], new: Counter[str]) -> float:
    """Twice the words in common among the words of both: 0 to 1."""
    total = old.total() + new.total()
    small, large = (old, new) if len(old) <= len(new) else (new, old)
    return 2 * sum(min(count, large[word]) for word, count in small.items() if word in large) / total if total else 0.0


def _best_pairs(old: list[Counter[str]], new: list[Counter[str]]) -> list[tuple[int, int]]:
    """The pairing in order with the greatest similarity in all."""
    alike = [[_similarity(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for row in range(len(old) - 1, -1, -1):
        for column in range(len(new) - 1, -1, -1):
            skipped = max(best[row + 1][column], best[row][column + 1])
            share = alike[row][column]
            best[row][column] = max(skipped, best[row + 1][column + 1] + share) if share >= SIMILAR else skipped
    pairs = []
    row = column = 0
    while row < len(old) and column < len(new):
        share = alike[row][column]
        if share >= SIMILAR and best[row][column] == best[row + 1][column + 1] + share:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return pairs


def _common(old: list[Hashable], new: list[Hashable]) -> list[tuple[int, int]]:
    """A longest common subsequence; halves `new` until the rows of the table fit into `MATRIX_BITS`."""
    found: list[tuple[int, int]] = []
    todo = [(0, len(old), 0, len(new))]
    while todo:
        top, bottom, left, right = todo.pop()
        if top == bottom or left == right:
            continue
        if (bottom - top) * (right - left) <= MATRIX_BITS or right - left == 1:
            found += [(top + a, left + b) for a, b in _traced(old[top:bottom], new[left:right])]
            continue
        middle = (left + right) // 2
        above = _lengths(_rows(old[top:bottom], new[left:middle])[-1], bottom - top)
        below = _lengths(_rows(old[top:bottom][::-1], new[middle:right][::-1])[-1], bottom - top)[::-1]
        cut = top + max(range(bottom - top + 1), key=lambda place: above[place] + below[place])
        todo += [(cut, bottom, middle, right), (top, cut, left, middle)]
    return found


def _rows(old: list[Hashable], new: list[Hashable], *, keep: bool = False) -> list[int]:
    """The table's rows, one for each element of `new` (only the last unless `keep`).

    Bit i of a row is 0 where the common subsequence grows when element i of `old` is added.
    """
    places: dict[Hashable, int] = {}
    for place, element in enumerate(old):
        places[element] = places.get(element, 0) | 1 << place
    every = (1 << len(old)) - 1
    row, kept = every, []
    for element in new:
        hits = row & places.get(element, 0)
        row = ((row + hits) | (row - hits)) & every
        if keep:
            kept.append(row)
    return kept if keep else [row]


def _lengths(row: int, width: int) -> list[int]:
    """The length of the common subsequence for each prefix of `old`, from none of it to all of it."""
    lengths = [0]
    for bit in reversed(f"{row:0{width}b}"):
        lengths.append(lengths[-1] + (bit == "0"))
    return lengths


def _traced(old: list[Hashable], new: list[Hashable]) -> list[tuple[int, int]]:
    """The pairs of one table, read back from its last corner."""
    rows = _rows(old, new, keep=True)
    pairs = []
    column, row = len(old), len(new)
    while column and row:
        if rows[row - 1] >> (column - 1) & 1:
            column -= 1
        elif row > 1 and not rows[row - 2] >> (column - 1) & 1:
            row -= 1
        else:
            column, row = column - 1, row - 1
            pairs.append((column, row))
    return pairs[::-1]
