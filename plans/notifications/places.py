"""Where what a person is told of can be looked at."""

from django.urls import reverse

from plans.addresses import entry_url
from plans.enums import NoticeKind

# Which of the entry's pages, where it is not the entry itself.
_ENTRY_PAGES = dict.fromkeys(
    (NoticeKind.CONSENT_ASKED, NoticeKind.CONSENT_ANSWERED, NoticeKind.EDITORIAL_DECIDED), "editorial"
)


def address_of(kind: str, *, plan: str, year: int, agency: str, number: str = "") -> str:
    """The path of the page that a notice leads to: codes of plan and agency, and the sub-point's number if it has one."""
    kind = NoticeKind(kind)
    if kind == NoticeKind.EXTENSION_ASKED:
        return reverse("plans:year-settings", args=(plan, year))
    if kind == NoticeKind.EXTENSION_DECIDED:
        return reverse("plans:extension-ask", args=(plan, year, agency))
    if kind == NoticeKind.MESSAGE:
        return reverse("plans:announcements", args=(plan, year))
    if kind == NoticeKind.YEAR_OPENED:
        return reverse("plans:agency-year", args=(plan, year, agency))
    address = entry_url(_ENTRY_PAGES.get(kind, "entry"), plan, year, agency, number)
    return f"{address}#comments" if kind == NoticeKind.COMMENT else address
