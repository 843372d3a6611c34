"""`manage.py render_report --year 2021 [--agency DMX] [--plan CODE] --format pdf --output FILE`"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.azerbaijani import ordinal
from plans.models import Agency, Plan, ReportingYear
from reports.building import build_agency_document, build_consolidated_document
from reports.options import AGENCY_DEFAULT, CONSOLIDATED_DEFAULT, Content, ReportOptions
from reports.papers.queries import look_of
from reports.renderers import FORMATS, RendererUnavailable, renderer_class, renderer_for


class Command(BaseCommand):
    help = "Writes an agency's Məlumat of a year, or without --agency the consolidated one, to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--agency", help="code of the agency; left out: the consolidated report")
        parser.add_argument(
            "--plan", help="code of the plan; may be left out where only one is reported on in the year"
        )
        parser.add_argument("--format", required=True, choices=FORMATS, dest="fmt")
        parser.add_argument("--output", type=Path, required=True)
        parser.add_argument(
            "--content",
            choices=Content.values,
            help="final: approved texts (usual for the consolidated report); sent: submitted, too; all: usual for an agency's",
        )

    def handle(
        self,
        *args: Any,
        year: int,
        agency: str | None,
        plan: str | None,
        fmt: str,
        output: Path,
        content: str | None,
        **options: Any,
    ) -> None:
        reporting_year = _find_year(year, plan)
        if agency:
            owner = Agency.objects.filter(code=agency).prefetch_related("names").first()
            if owner is None:
                raise CommandError(f"Belə qurum yoxdur: {agency}. / There is no agency {agency}.", returncode=2)
            document = build_agency_document(reporting_year, owner, None, _asked(AGENCY_DEFAULT, content))
        else:
            document = build_consolidated_document(reporting_year, None, _asked(CONSOLIDATED_DEFAULT, content))
        try:
            data = renderer_for(fmt).render(document, look_of(reporting_year.plan))
        except RendererUnavailable as missing:
            label = renderer_class(fmt).label
            raise CommandError(
                f"{label} bu kompüterdə hazırlana bilmir; quraşdırın: {missing.hint}"
                f" / {label} cannot be made on this machine; install: {missing.hint}",
                returncode=2,
            ) from missing
        try:
            output.write_bytes(data)
        except OSError as error:
            raise CommandError(
                f"Fayl yazıla bilmədi: {output} ({error.strerror}). / The file could not be written.", returncode=2
            ) from error
        points = sum(
            bool(section.number) and not any(each.number for each in section.sections) for section in document.walk()
        )
        self.stdout.write(f"{output}: {points} sub-points, {len(data)} bytes")


def _asked(default: ReportOptions, content: str | None) -> ReportOptions:
    return replace(default, content=content) if content else default


def _find_year(year: int, plan: str | None) -> ReportingYear:
    """The reporting year that is meant. Raises CommandError with the choices where that is not clear."""
    if year < 1:
        raise CommandError("İli dörd rəqəmlə yazın, məsələn, 2021. / Write the year with four digits.", returncode=2)
    found = list(ReportingYear.objects.filter(year=year).select_related("plan").order_by("plan__code"))
    if plan:
        found = [reporting_year for reporting_year in found if reporting_year.plan.code == plan]
        if not Plan.objects.filter(code=plan).exists():
            raise CommandError(f"Belə plan yoxdur: {plan}. / There is no plan {plan}.", returncode=2)
    if not found:
        raise CommandError(
            f"{ordinal(year)} il üzrə hesabat ili açılmayıb. / No reporting year {year} has been opened.",
            returncode=2,
        )
    if len(found) > 1:
        codes = ", ".join(reporting_year.plan.code for reporting_year in found)
        raise CommandError(f"--plan ilə planı seçin: {codes}. / Choose the plan with --plan: {codes}.", returncode=2)
    return found[0]
