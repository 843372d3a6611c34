"""Makes a plan as large as the largest expected one, for measuring."""

from django.db import transaction
from django.utils import timezone

from plans.azerbaijani import ordinal
from plans.enums import EntryState, ImplementationStatus, YearState
from plans.models import Agency, AgencyName, Assignment, Plan, ReportingYear, SampleData, Section, SubPoint
from plans.rules import default_deadline
from plans.samples.seeding import EntrySeed, needs_reason, paragraphs_html, write_seeds

LOAD_PLAN = "numune-yuk"
FIRST_YEAR = 2020
SUB_POINTS_A_SECTION = 8
# Every state in turn; None is "not started".
STATES = (*EntryState, None)
BATCH = 1000


def create_load_data(*, agencies: int, sub_points: int, years: int) -> dict[str, int]:
    """A sample plan with so many agencies, sub-points and open years, a third of the cells assigned.

    Every entry has three paragraphs; all states occur. Returns how many records of each kind were made. Raises
    ValueError where the load plan exists already.
    """
    if Plan.objects.filter(code=LOAD_PLAN).exists():
        raise ValueError(f"plan {LOAD_PLAN} exists")
    with transaction.atomic():
        SampleData.objects.get_or_create(kind="load", defaults={"loaded_at": timezone.now()})
        plan = Plan.objects.create(
            code=LOAD_PLAN,
            title="Nümunə tədbirlərinin icrasına dair Milli Fəaliyyət Planı",
            start_year=FIRST_YEAR,
            end_year=FIRST_YEAR + years - 1,
        )
        agency_records = _create_agencies(agencies)
        points = _create_sub_points(plan, sub_points)
        reporting_years = [
            ReportingYear.objects.create(plan=plan, year=year, deadline=default_deadline(year), state=YearState.OPEN)
            for year in range(plan.start_year, plan.end_year + 1)
        ]
        assignments = Assignment.objects.bulk_create(
            [
                Assignment(sub_point=point, agency=agency)
                for row, point in enumerate(points)
                for column, agency in enumerate(agency_records)
                if (row + column) % 3 == 0
            ],
            batch_size=BATCH,
        )
        written = sum(_write_year(year, assignments) for year in reporting_years)
    return {
        "agencies": len(agency_records),
        "sub_points": len(points),
        "years": len(reporting_years),
        "required_a_year": len(assignments),
        "entries": written,
    }


def _create_agencies(number: int) -> list[Agency]:
    agency_records = Agency.objects.bulk_create(
        [Agency(code=f"YUK-{i:03d}", protocol_order=2000 + i) for i in range(1, number + 1)], batch_size=BATCH
    )
    AgencyName.objects.bulk_create(
        [
            AgencyName(
                agency=agency,
                nominative=f"{i} nömrəli Nümunə İdarəsi",
                genitive=f"{i} nömrəli Nümunə İdarəsinin",
                official=f"{i} nömrəli Nümunə İdarəsi",
                official_genitive=f"{i} nömrəli Nümunə İdarəsinin",
            )
            for i, agency in enumerate(agency_records, 1)
        ],
        batch_size=BATCH,
    )
    return agency_records


def _create_sub_points(plan: Plan, number: int) -> list[SubPoint]:
    sections = [
        Section.objects.create(plan=plan, number=f"4.{i}", title=f"Nümunə istiqamət {i}")
        for i in range(1, (number + SUB_POINTS_A_SECTION - 1) // SUB_POINTS_A_SECTION + 1)
    ]
    return SubPoint.objects.bulk_create(
        [
            SubPoint(
                section=sections[i // SUB_POINTS_A_SECTION],
                number=f"{sections[i // SUB_POINTS_A_SECTION].number}.{i % SUB_POINTS_A_SECTION + 1}",
                measure=f"Nümunə tədbir {i + 1}: aidiyyəti qurumların əməkdaşlığının gücləndirilməsi, təlimlərin və"
                " maarifləndirmə tədbirlərinin keçirilməsi, nəticələrin qiymətləndirilməsi",
            )
            for i in range(number)
        ],
        batch_size=BATCH,
    )


def _write_year(reporting_year: ReportingYear, assignments: list[Assignment]) -> int:
    statuses, now = ImplementationStatus.values, timezone.now()
    narratives = [
        paragraphs_html(
            f"Nümunə mətn. {ordinal(number)} variant: hesabat dövrü ərzində görülmüş işlər barədə abzas {paragraph}. Təlimlər,"
            " görüşlər və maarifləndirmə tədbirləri keçirilmiş, nəticələr ümumiləşdirilərək aidiyyəti üzrə göndərilmişdir."
            for paragraph in (1, 2, 3)
        )
        for number in (1, 2, 5, 7, 8)
    ]
    if not assignments:
        return 0
    seeds, first = [], assignments[0]
    for step, assignment in enumerate(assignments):
        # Every third sub-point is an agency's: counted in threes, its entries take all the states in turn.
        # Counted from the first of each, not by the keys: those go on from what a database has held before.
        point, agency = assignment.sub_point_id - first.sub_point_id, assignment.agency_id - first.agency_id
        turn = point // 3 + agency + reporting_year.year
        state = STATES[turn % len(STATES)]
        if state is not None:
            seeds.append(
                EntrySeed(
                    reporting_year,
                    assignment.agency,
                    assignment.sub_point,
                    narratives[step % len(narratives)],
                    state,
                    now,
                    status=statuses[step % len(statuses)],
                    reason="Nümunə səbəb. Tarixləri dəqiqləşdirin." if needs_reason(state) else "",
                )
            )
    return write_seeds(seeds)
