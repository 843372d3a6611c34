"""Where what a person is told of can be looked at."""

from django.urls import reverse

from plans.enums import NoticeKind

# Kinds that are about an agency's whole year have a page of the year; the others are about an entry.
_PAGES = {
    NoticeKind.CONSENT_ASKED: "plans:editorial",
    NoticeKind.CONSENT_ANSWERED: "plans:editorial",
    NoticeKind.EDITORIAL_DECIDED: "plans:editorial",
    NoticeKind.EXTENSION_ASKED: "plans:year-settings",
    NoticeKind.EXTENSION_DECIDED: "plans:extension-ask",
}
_PARTS = {"plans:year-settings": ("plan", "year"), "plans:extension-ask": ("plan", "year", "agency")}


def address_of(kind: str, *, plan: str, year: int, agency: str, number: str = "") -> str:
    """The path of the page that a notice leads to: codes of plan and agency, and the sub-point's number if it has one."""
    page = _PAGES.get(NoticeKind(kind), "plans:entry")
    parts = {"plan": plan, "year": year, "agency": agency, "number": number}
    address = reverse(page, kwargs={name: parts[name] for name in _PARTS.get(page, parts)})
    return f"{address}#comments" if kind == NoticeKind.COMMENT else address
