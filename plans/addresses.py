"""The addresses of an entry: the page itself and every page and step below it."""

from django.urls import reverse


def entry_url(name: str, plan: str, year: int, agency: str, number: str, **more: str | int) -> str:
    """The path of an entry's page or step: `name` as plans/urls.py has it ("entry", "entry-history", "editorial" …).

    `plan` and `agency` are codes, `number` is the sub-point's; `more` is what the name needs besides (`version`, `side`,
    `evidence`, `comment`). Raises NoReverseMatch where the parts do not fit the name.
    """
    parts = {"plan": plan, "year": year, "agency": agency, "number": number}
    return reverse(f"plans:{name}", kwargs=parts | more)
