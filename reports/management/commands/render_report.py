"""`manage.py render_report --year 2021 [--agency DMX] [--plan CODE] --format pdf --output FILE`

`--overview` or `--point 4.2.10` in the place of `--year` writes a report over all years of the plan.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.azerbaijani import ordinal
from plans.models import Agency, Plan, ReportingYear, SubPoint
from reports.building import (
    build_agency_document,
    build_consolidated_document,
    build_dossier_document,
    build_overview_document,
)
from reports.document import Document
from reports.options import (
    AGENCY_DEFAULT,
    CONSOLIDATED_DEFAULT,
    DOSSIER_DEFAULT,
    OVERVIEW_DEFAULT,
    OWN_DOSSIER_DEFAULT,
    Content,
    ReportOptions,
)
from reports.papers.queries import look_of
from reports.renderers import FORMATS, RendererUnavailable, renderer_class, renderer_for


class Command(BaseCommand):
    help = (
        "Writes an agency's Məlumat of a year, or without --agency the consolidated one, to a file;"
        " or the overview of a plan's years, or the dossier of a sub-point."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--year", type=int, help="the report of this year")
        what.add_argument("--overview", action="store_true", help="the overview of the plan over all its years")
        what.add_argument("--point", metavar="NUMBER", help="the dossier of this sub-point over all years")
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
        year: int | None,
        overview: bool,
        point: str | None,
        agency: str | None,
        plan: str | None,
        fmt: str,
        output: Path,
        content: str | None,
        **options: Any,
    ) -> None:
        if overview and agency:
            raise CommandError(
                "İcmal bütün qurumlar üzrədir: --agency olmadan yazın. / The overview is of all agencies: leave out --agency.",
                returncode=2,
            )
        if year is not None:
            reporting_year = _find_year(year, plan)
            document, printed_plan = _of_year(reporting_year, agency, content), reporting_year.plan
        else:
            printed_plan = _find_plan(plan)
            document = _over_years(printed_plan, point, agency, content)
        try:
            data = renderer_for(fmt).render(document, look_of(printed_plan))
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
        parts = "parts" if document.kind else "sub-points"
        self.stdout.write(f"{output}: {points} {parts}, {len(data)} bytes")


def _of_year(reporting_year: ReportingYear, agency: str | None, content: str | None) -> Document:
    if not agency:
        return build_consolidated_document(reporting_year, None, _asked(CONSOLIDATED_DEFAULT, content))
    return build_agency_document(reporting_year, _find_agency(agency), None, _asked(AGENCY_DEFAULT, content))


def _over_years(plan: Plan, point: str | None, agency: str | None, content: str | None) -> Document:
    """The overview of the plan, or the dossier of one sub-point, of one agency alone where it is named."""
    years = list(ReportingYear.objects.filter(plan=plan).select_related("plan").order_by("year"))
    if not years:
        raise CommandError(
            f"“{plan.code}” planı üzrə hesabat ili açılmayıb. / No reporting year of {plan.code} has been opened.",
            returncode=2,
        )
    if point is None:
        return build_overview_document(plan, years, None, _asked(OVERVIEW_DEFAULT, content))
    found = SubPoint.objects.filter(section__plan=plan, number=point).select_related("section__plan").first()
    if found is None:
        raise CommandError(f"Belə yarımbənd yoxdur: {point}. / There is no sub-point {point}.", returncode=2)
    if not agency:
        return build_dossier_document(found, years, None, _asked(DOSSIER_DEFAULT, content))
    return build_dossier_document(found, years, None, _asked(OWN_DOSSIER_DEFAULT, content), _find_agency(agency))


def _find_agency(code: str) -> Agency:
    owner = Agency.objects.filter(code=code).prefetch_related("names").first()
    if owner is None:
        raise CommandError(f"Belə qurum yoxdur: {code}. / There is no agency {code}.", returncode=2)
    return owner


def _find_plan(code: str | None) -> Plan:
    """The plan of the code, or the only one. Raises CommandError with the choices where that is not clear."""
    plans = list(Plan.objects.order_by("code"))
    found = [plan for plan in plans if plan.code == code] if code else plans
    if len(found) == 1:
        return found[0]
    if code:
        raise CommandError(f"Belə plan yoxdur: {code}. / There is no plan {code}.", returncode=2)
    codes = ", ".join(plan.code for plan in plans) or "–"
    raise CommandError(f"--plan ilə planı seçin: {codes}. / Choose the plan with --plan: {codes}.", returncode=2)


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
