"""The signature block of a paper: what stands under its text. A leaf: no Django."""

import datetime
from dataclasses import dataclass

from plans.azerbaijani import ordinal, short_date

SIGNED, SIGNED_ON, NUMBERED, EXECUTOR, TELEPHONE = "İmza", "Tarix", "Qeydiyyat nömrəsi", "İcraçı", "tel."


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, when (ISO 8601) and under which number, and whom to ask; "" where nothing is said.

    `position` and `name` come together. The name is printed as it was typed: “A. NÜMUNƏLİ”.
    """

    position: str = ""
    name: str = ""
    date: str = ""
    number: str = ""
    executor: str = ""
    telephone: str = ""

    @property
    def day(self) -> str:
        """The date as papers write it: "01.11.2021-ci il"."""
        if not self.date:
            return ""
        day = datetime.date.fromisoformat(self.date)
        return f"{short_date(day).removesuffix(f'{day.year:04}')}{ordinal(day.year)} il"

    @property
    def numbered(self) -> str:
        """The number as papers write it: "№ 02/1847"."""
        return f"№ {self.number}" if self.number else ""

    @property
    def asked(self) -> str:
        """The line that says whom to ask: "İcraçı: B. Nümunəli, tel.: (012) 000-00-00"."""
        if not self.executor:
            return ""
        return f"{EXECUTOR}: {self.executor}" + (f", {TELEPHONE}: {self.telephone}" if self.telephone else "")

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it as lines that say what they are, for formats that set nothing to the right."""
        signed = f"{SIGNED}: {self.position} – {self.name}" if self.name else ""
        dated = f"{SIGNED_ON}: {self.day}" if self.date else ""
        numbered = f"{NUMBERED}: {self.numbered}" if self.number else ""
        return tuple(line for line in (signed, dated, numbered, self.asked) if line)
