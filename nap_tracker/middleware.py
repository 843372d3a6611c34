"""Chooses the language of the page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import translation

from plans.point_words import take_words_of_plan, words_of_plan
from plans.queries.years import plans_have_two_levels

UTF_8 = frozenset({"utf-8", "UTF-8"})


class CharsetMiddleware:
    """Refuses requests written in another charset than UTF-8 before anything reads them.

    Python knows "charsets" that decode to bytes or raise what nobody expects (rot13, hex, idna): each would be a 500.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8").strip("\"'").replace("_", "-")
        if charset not in UTF_8:
            return HttpResponseBadRequest("Send the page in UTF-8.", content_type="text/plain")
        return self.get_response(request)


class LanguageMiddleware:
    """Azerbaijani unless the reader chose English with the switch.

    Django's own LocaleMiddleware would follow the browser's Accept-Language, and most office browsers are set to
    English or Russian although their users write Azerbaijani.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language), words_of_plan(two_levels=False):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def process_view(self, request: HttpRequest, *_args: object) -> None:
        """The administration is of no plan: it speaks of measures as all plans do."""
        if request.resolver_match and request.resolver_match.app_name == "admin" and request.user.is_authenticated:
            take_words_of_plan(two_levels=plans_have_two_levels())
