"""The page of help of the reader's role, and the word that its first steps are clear."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedHttpRequest
from plans.help.queries import ShownStep, Words, addresses_of, shown_steps
from plans.help.roles import HELP, PICTURES
from plans.help.services import put_steps_away
from plans.help.words import Help, Picture
from plans.queries.access import agency_of
from plans.queries.years import reporting_years_visible_to, year_to_work_on
from plans.views.frame import render_page
from plans.views.scope import take_words_of
from plans.views.steps import step_of


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question with its answer; `links` are (words, address) of the pages that exist for the reader now, `pictures` stand
    below it.
    """

    question: Words
    answer: Sequence[Words]
    links: Sequence[tuple[Words, str]]
    pictures: Sequence[tuple[Picture, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """What the page of help shows; `pictures`, here at its top, are (picture, its place below the static files)."""

    does: Words
    steps: Sequence[ShownStep]
    questions: Sequence[ShownQuestion]
    pictures: Sequence[tuple[Picture, str]]
    keys: Sequence[str]


@require_safe
def help_page(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What somebody with this role does here; three queries at most, of the year and the agency that links lead to."""
    years = reporting_years_visible_to(request.user)
    take_words_of(years)
    year = year_to_work_on(years)
    addresses = addresses_of(request.user, year, agency_of(request.user))
    of_role = HELP[request.user.role]
    page = HelpPage(
        does=of_role.does,
        steps=shown_steps(of_role.steps, addresses, here=request.path),
        questions=[
            ShownQuestion(
                one.question,
                one.answer,
                [(words, addresses[name]) for words, name in one.pages if name in addresses],
                _pictures(of_role, number),
            )
            for number, one in enumerate(of_role.questions, start=1)
        ],
        pictures=_pictures(of_role, 0),
        keys=of_role.keys,
    )
    return render_page(request, "plans/help/help.html", page)


def _pictures(of_role: Help, after: int) -> list[tuple[Picture, str]]:
    """Those that stand after so many questions, in the language that is active."""
    language = get_language() or "az"
    return [
        (picture, PICTURES.format(language=language, name=picture.name))
        for place, picture in of_role.pictures
        if place == after
    ]


@step_of("plans:help")
def clear(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The first steps are clear: they are shown no more. Back to the page where they stood."""
    put_steps_away(request.user)
    back = request.POST.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else "home")
