"""Who signs a report, as it was filled in."""

from plans.models import Agency, ReportingYear
from reports.models import ReportDetails
from reports.signature import Signature


def signature_of(reporting_year: ReportingYear, agency: Agency | None) -> Signature | None:
    """The signature block of the agency's report, of the consolidated one for None; None where nobody has filled it in.
    One query.
    """
    found = ReportDetails.objects.filter(reporting_year=reporting_year, agency=agency).first()
    if found is None:
        return None
    signature = Signature(
        position=found.position,
        name=found.name,
        date=found.signed_on.isoformat() if found.signed_on else "",
        number=found.number,
        executor=found.executor,
        telephone=found.telephone,
    )
    return signature if signature != Signature() else None
