"""`manage.py import_report FILE [--plan CODE] [--agency DMX] [--year 2021] [--dry-run] [--json] …`"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.importer.errors import ImportStopped, UnreadableDocument
from reports.importer.match import Match, match_report
from reports.importer.parse.report import ParsedReport
from reports.importer.read import read_report
from reports.importer.refusal import ImportRefused, Refusal
from reports.importer.stage import StagedText, stage_report
from reports.importer.words import word_note, word_reason, word_refusal

SKIPPED: dict[str, Promise] = {
    "unknown": gettext_lazy("left out: the plan has no such sub-point"),
    "unassigned": gettext_lazy("left out: not assigned to the agency"),
}
REFUSED = 2  # the exit status of a document that is not taken over


class Command(BaseCommand):
    help = "Reads a Məlumat (.md, .txt, .docx) into drafts of the agency's entries of the year."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--plan", help="code of the plan, where the title does not tell")
        parser.add_argument("--agency", help="code of the agency, where the title does not tell")
        parser.add_argument("--year", type=int, help="reporting year, where the title does not tell")
        parser.add_argument(
            "--dry-run", action="store_true", help="read and report only; needs nothing in the database"
        )
        parser.add_argument("--json", action="store_true", help="print what was read as JSON")
        parser.add_argument("--skip-unknown", action="store_true", help="leave out unknown and unassigned sub-points")
        parser.add_argument("--open-year", action="store_true", help="open the reporting year if it is not")
        parser.add_argument(
            "--force", action="store_true", help="return submitted and approved entries and update them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            report = read_report(path, path.name)
        except UnreadableDocument as error:
            raise _refusal(error) from error
        # Remarks are in the first language of the tracker, whatever language the caller has active.
        with translation.override("az"):
            if options["json"]:
                self.stdout.write(json.dumps(report.as_json(word_note), ensure_ascii=False, indent=1))
            else:
                self._describe(report)
        try:
            if not report.items:
                raise ImportRefused(Refusal.NO_HEADINGS)
            if options["dry_run"]:
                return
            match = match_report(
                report,
                plan_code=options["plan"],
                agency_code=options["agency"],
                year=options["year"],
                skip_unknown=options["skip_unknown"],
                open_year=options["open_year"],
            )
            outcomes = stage_report(match, source=path.name, force=options["force"])
        except ImportRefused as error:
            raise _refusal(error) from error
        # With --json the standard output is the JSON and nothing else.
        with translation.override("az"):
            self._summarise(match, outcomes, self.stderr if options["json"] else self.stdout)

    def _describe(self, report: ParsedReport) -> None:
        paragraphs = sum(len(item.blocks) for item in report.items)
        for label, found in ((_("plan"), report.plan), (_("agency"), report.agency), (_("year"), report.year)):
            self.stdout.write(f"{label}: {found or '–'}")
        said = _("sub-points: %(points)s, paragraphs: %(paragraphs)s, without a place: %(unplaced)s")
        numbers = {"points": len(report.items), "paragraphs": paragraphs, "unplaced": len(report.unplaced)}
        self.stdout.write(said % numbers)
        for item in report.items:
            told = _("paragraphs: %(paragraphs)s") % {"paragraphs": len(item.blocks)}
            self.stdout.write(f"  {', '.join(item.numbers)}: {told}")
            for note in item.notes:
                self.stdout.write(f"    {word_note(note)}")
        for note in report.notes:
            self.stdout.write(f"  {word_note(note)}")
        for piece in report.unplaced:
            self.stdout.write(f"  [{word_reason(piece.reason)}] {piece.text}")
        if report.signature:
            self.stdout.write(f"{_('signature')}: " + " / ".join(report.signature))

    def _summarise(self, match: Match, outcomes: list[StagedText], stream: OutputWrapper) -> None:
        stream.write(f"{match.plan.code} {match.year} {match.agency.code}")
        for outcome in outcomes:
            stream.write(f"  {outcome.number}: {outcome.words}")
        for number, reason in match.skipped:
            stream.write(f"  {number}: {SKIPPED[reason]}")


def _refusal(error: ImportStopped) -> CommandError:
    sentences = []
    for language in ("az", "en"):
        with translation.override(language):
            sentences.append(word_refusal(error))
    return CommandError(" / ".join(sentences), returncode=REFUSED)
