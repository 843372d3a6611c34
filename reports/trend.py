"""An indicator over the years as plain data, for a drawing, a table and a sentence that say the same. A leaf: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plans.azerbaijani import ordinal
from plans.charts import amount_text, number_text
from plans.narrative import Block, Cell, Paragraph, Run, Table

# The words of the papers themselves, in their own language.
TREND, CHANGE, BASELINE, TARGET = "Göstərici illər üzrə", "Dəyişiklik", "Başlanğıc səviyyə", "Hədəf"
AGENCY, TOTAL, GIVERS = "Qurum", "Cəmi", "Göstəricini verən qurumların sayı"
NOT_SETTLED = "təsdiq edilməyib"
# How the notes begin that a trend writes beside the texts.
NOTES = tuple(f"{word}: " for word in (TREND, CHANGE, BASELINE, TARGET))


@dataclass(frozen=True, slots=True)
class Amount:
    """A value of a year; `is_settled`: every entry that it comes from is approved."""

    value: Decimal
    is_settled: bool = True


@dataclass(frozen=True, slots=True)
class TrendLine:
    """What an agency gave, or all together: an amount or None for each year."""

    label: str
    amounts: tuple[Amount | None, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """An indicator year by year. `givers`: of how many agencies each sum is, which is the last line; () without a sum.
    `changes`: sentences that say what became of it from the first to the last year.
    """

    name: str
    unit: str
    years: tuple[int, ...]
    lines: tuple[TrendLine, ...]
    baseline: Decimal | None = None
    target: Decimal | None = None
    is_whole: bool = True
    givers: tuple[int, ...] = ()
    changes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """ "təlim keçmiş əməkdaşlar, nəfər"."""
        return f"{self.name}, {self.unit}"

    @property
    def aims(self) -> tuple[str, ...]:
        """Where it began and where it is to come, those of the two that are known."""
        known = ((BASELINE, self.baseline), (TARGET, self.target))
        return tuple(f"{word}: {number_text(value)} {self.unit}" for word, value in known if value is not None)

    @property
    def drawn(self) -> tuple[TrendLine, ...]:
        """The lines of a drawing: the sum alone, to which the aims belong, or those of the agencies."""
        return self.lines[-1:] if self.givers else self.lines

    @property
    def description(self) -> str:
        """What a drawing of it shows, in words: of one line all values, of several the first and the last."""
        said = "; ".join(_course(self.years, line, is_alone=len(self.drawn) == 1) for line in self.drawn)
        aims = "".join(f" {aim}." for aim in self.aims)
        return f"{said}.{aims}"

    @property
    def table(self) -> Table:
        """All values, a row for each agency; what is not approved says so."""
        head = tuple(_cell(text, is_head=True) for text in (AGENCY, *map(str, self.years)))
        rows = [(_cell(line.label, is_head=True), *map(_amount_cell, line.amounts)) for line in self.lines]
        if self.givers:
            rows.append((_cell(GIVERS, is_head=True), *(_cell(str(number)) for number in self.givers)))
        return Table((head, *rows))

    @property
    def parted(self) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
        """What stands over a drawing of it, and what under it."""
        said = (f"{TREND}: {self.title}", *self.aims)
        changes = (Paragraph((Run(f"{CHANGE}: {change}"),)) for change in self.changes)
        return tuple(Paragraph((Run(text),)) for text in said), (self.table, *changes)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The whole of it for formats that draw nothing."""
        head, rest = self.parted
        return (*head, *rest)

    @property
    def notes(self) -> tuple[str, ...]:
        """The whole of it in lines, for formats whose tables would be taken for an agency's."""
        lines = (
            f"{TREND}: {self.title} – {line.label}: "
            + "; ".join(f"{year} – {_words(amount)}" for year, amount in zip(self.years, line.amounts, strict=True))
            for line in self.lines
        )
        return (*lines, *self.aims, *(f"{CHANGE}: {change}" for change in self.changes))


def _course(years: Sequence[int], line: TrendLine, *, is_alone: bool) -> str:
    told = [
        f"{ordinal(year)} ildə {number_text(amount.value)}"
        for year, amount in zip(years, line.amounts, strict=True)
        if amount is not None
    ]
    if is_alone or len(told) < 3:
        return f"{line.label}: {', '.join(told)}"
    return f"{line.label}: {told[0]}, {told[-1]}"


def _words(amount: Amount | None) -> str:
    if amount is None:
        return amount_text(None)
    return number_text(amount.value) + ("" if amount.is_settled else f" ({NOT_SETTLED})")


def _amount_cell(amount: Amount | None) -> Cell:
    if amount is None or amount.is_settled:
        return _cell(_words(amount))
    return Cell(tuple(Paragraph((Run(text),)) for text in (number_text(amount.value), NOT_SETTLED)))


def _cell(text: str, *, is_head: bool = False) -> Cell:
    return Cell((Paragraph((Run(text),)),), header=is_head)


def trend_json(trend: Trend) -> dict[str, Any]:
    """The trend as JSON types; numbers are plain decimal text ("1250", "12.5"), so that none is rounded."""
    return {
        "name": trend.name,
        "unit": trend.unit,
        "whole": trend.is_whole,
        "years": list(trend.years),
        "baseline": _number_json(trend.baseline),
        "target": _number_json(trend.target),
        "lines": [
            {"label": line.label, "values": [_amount_json(each) for each in line.amounts]} for line in trend.lines
        ],
        "givers": list(trend.givers),
        "changes": list(trend.changes),
    }


def trend_from(data: dict[str, Any]) -> Trend:
    """The inverse of `trend_json`. Raises KeyError for a missing part."""
    return Trend(
        name=data["name"],
        unit=data["unit"],
        years=tuple(data["years"]),
        lines=tuple(TrendLine(line["label"], tuple(map(_amount_from, line["values"]))) for line in data["lines"]),
        baseline=_number_from(data["baseline"]),
        target=_number_from(data["target"]),
        is_whole=data["whole"],
        givers=tuple(data["givers"]),
        changes=tuple(data["changes"]),
    )


def _number_json(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _number_from(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _amount_json(amount: Amount | None) -> dict[str, Any] | None:
    return None if amount is None else {"value": f"{amount.value:f}", "settled": amount.is_settled}


def _amount_from(data: dict[str, Any] | None) -> Amount | None:
    return None if data is None else Amount(Decimal(data["value"]), data["settled"])
