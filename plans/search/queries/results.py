"""What a page of the search shows: places, passages with the hits marked, and how many more there are."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User
from plans.azerbaijani.matching import Passage, Query, find_hits, merge_hits, passage_of
from plans.models import Agency, Comment, Entry, Evidence, SubPoint
from plans.narrative import plain_text
from plans.queries.access import may_read_internal
from plans.queries.reading import as_read_by, entries_read_by, evidence_as_read_by
from plans.queries.years import names_prefetch
from plans.search.queries.search import COMMENT, EVIDENCE, TEXT, Narrowing, comments_holding, evidence_holding


@dataclass(slots=True)
class MeasureResult:
    """A measure that was found, with the passage to show."""

    sub_point: SubPoint
    passage: Passage


@dataclass(slots=True)
class EntryResult:
    """An entry in which something was found: the first place (its `kind`, the passage), and how many more there are.

    `comment` is the key of the comment that is shown. Where the agency has no part in the sub-point any more, the entry
    has a page to be read.
    """

    entry: Entry
    agency_name: str
    kind: str
    passage: Passage
    comment: int | None
    more: int

    @property
    def anchor(self) -> str:
        """Where on the entry's page the shown place is."""
        return {COMMENT: f"#comment-{self.comment}", EVIDENCE: "#evidence"}.get(self.kind, "")

    @property
    def state_label(self) -> str | Promise:
        return self.entry.state_label

    @property
    def status_label(self) -> str | Promise:
        return self.entry.status_label


def measure_results(keys: list[int], query: Query, *, is_loose: bool) -> list[MeasureResult]:
    """The measures of the keys in their order. One query."""
    found = SubPoint.objects.select_related("section__plan").defer("measure_folded", "guidance").in_bulk(keys)
    return [
        MeasureResult(
            found[key], passage_of(found[key].measure, find_hits(found[key].measure, query.terms, loose=is_loose))
        )
        for key in keys
        if key in found
    ]


def entry_results(
    user: User, keys: list[int], query: Query, *, is_loose: bool, narrowing: Narrowing
) -> list[EntryResult]:
    """The entries of the keys in their order, each with the first place in it. Four queries, three for observers.

    What has gone out of the user's sight since the keys were found is left out.
    """
    found = (
        entries_read_by(user, without=("internal_note", "figures"))
        .select_related("sub_point__section", "agency", "reporting_year__plan")
        .prefetch_related(names_prefetch())
        .defer("sub_point__measure_folded", "sub_point__guidance")
        .filter(pk__in=keys)
    )
    entries = {entry.pk: entry for entry in as_read_by(user, found)}
    said: dict[int, list[Comment]] = defaultdict(list)
    if narrowing.wants(COMMENT) and may_read_internal(user):
        for comment in (
            comments_holding(query, loose=is_loose, by_index=False)
            .filter(entry__in=entries)
            .order_by("created_at", "pk")
        ):
            said[comment.entry_id].append(comment)
    proofs: dict[int, list[Evidence]] = defaultdict(list)
    if narrowing.wants(EVIDENCE):
        held = evidence_holding(user, query, loose=is_loose, by_index=False).filter(entry__in=entries).order_by("pk")
        for evidence in evidence_as_read_by(user, held):
            proofs[evidence.entry_id].append(evidence)
    return [
        _result(entries[key], query, is_loose, said[key], proofs[key], reads_text=narrowing.wants(TEXT))
        for key in keys
        if key in entries
    ]


def _result(
    entry: Entry, query: Query, is_loose: bool, said: list[Comment], proofs: list[Evidence], *, reads_text: bool
) -> EntryResult:
    text = plain_text(entry.narrative) if reads_text and not entry.nothing_to_report else ""
    hits = find_hits(text, query.terms, loose=is_loose)
    more, comment = len(said) + len(proofs), None
    if hits or not more:  # without any hit: the text was changed a moment ago
        kind, passage = TEXT, passage_of(text, hits)
        more += len(merge_hits(hits)) - passage.shown
    else:
        kind, shown = (COMMENT, said[0].text) if said else (EVIDENCE, proofs[0].title)
        passage = passage_of(shown, find_hits(shown, query.terms, loose=is_loose))
        comment = said[0].pk if said else None
        more -= 1
    return EntryResult(entry, _name_of(entry.agency, entry.reporting_year.year), kind, passage, comment, more)


def _name_of(agency: Agency, year: int) -> str:
    name = agency.name_in(year)
    return name.nominative if name else agency.code
