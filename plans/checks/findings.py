"""What a check finds, in one shape for all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found. Codes only: the words for them are said where people read them."""

    FIN = "fin"
    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    TELEPHONE = "telephone"
    EMAIL = "email"
    CAR_PLATE = "car_plate"
    BANK_ACCOUNT = "bank_account"
    VICTIM_NAME = "victim_name"
    SMALL_COUNT = "small_count"


class Reason(StrEnum):
    """Why it was taken for that."""

    SHAPE = "shape"  # it is written as only these are
    LABEL = "label"  # a word beside it says what it is
    VICTIM = "victim"  # a word for a victim stands beside the name
    UNDER_FIVE = "under_five"
    NATIONALITY = "nationality"  # under ten, beside a nationality
    AGE = "age"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage that must not be published as it stands: characters `start` to `end` (exclusive), `text`."""

    kind: Kind
    start: int
    end: int
    text: str
    reason: Reason


def found_in(text: str, kind: Kind, start: int, end: int, reason: Reason = Reason.SHAPE) -> Finding:
    return Finding(kind, start, end, text[start:end], reason)


def apart(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in the order of the text, none over another: what a label names wins, then the longer one."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda one: (one.start, one.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
        elif _weight(finding) > _weight(kept[-1]):
            kept[-1] = finding
    return tuple(kept)


def _weight(finding: Finding) -> tuple[bool, int]:
    return finding.reason is not Reason.SHAPE, finding.end - finding.start
