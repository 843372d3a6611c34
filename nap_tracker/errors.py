"""What is answered when the server fails, and when a request comes without a valid token."""

import sys

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.csrf import csrf_failure as too_old
from django.views.defaults import server_error as mistake

from accounts.requests import is_by_script
from plans.views.scope import FormerPart

RETRY_AFTER_SECONDS = 5


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: 503 while the database is away, the page of a mistake otherwise.

    A middleware could not do it: a failure inside of another middleware (sessions are read there) is an answer already
    when it comes to the outer ones. Scripts get JSON with `result` "unavailable" and try again.
    """
    _forget_unreadable(request)
    if not is_database_away(sys.exc_info()[1]):
        return mistake(request)
    response: HttpResponse
    if is_by_script(request):
        message = _("The database does not answer at the moment. Try again shortly.")
        response = JsonResponse({"result": "unavailable", "message": message}, status=503)
    else:
        response = HttpResponse(render_to_string("503.html"), status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`: 403; the page 403_csrf.html, or JSON with `result` "csrf" for a script, which tries again.

    A script must not take it for a right that is gone: after a sign-in in another tab the next try may be accepted.
    """
    if not is_by_script(request):
        return too_old(request, reason=reason)
    message = _("The page was too old, so it was not accepted. Open it again in another tab, then go on here.")
    return JsonResponse({"result": "csrf", "message": message}, status=403)


def is_database_away(error: BaseException | None) -> bool:
    """Whether the database could not be reached, or was locked for too long; a wrong statement is another matter."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    # SQLite calls statements that make no sense operational errors too.
    return getattr(error.__cause__, "sqlite_errorname", "") != "SQLITE_ERROR"


TYPED = ("reason", "text", "answer", "note", "title")  # what people type into the forms of an entry


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 as Django says it; 409 with what was typed where the sub-point was taken from its agency meanwhile."""
    _forget_unreadable(request)
    if not isinstance(exception, FormerPart):
        return defaults.permission_denied(request, exception)
    place = exception.place
    typed = [request.POST[name].replace("\0", "") for name in TYPED if request.POST.get(name, "").strip()]
    context = {"place": place, "typed": typed, "address": place.url()}
    return render(request, "plans/entry/former_part.html", context, status=409)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, whatever was posted to what is not there."""
    _forget_unreadable(request)
    return defaults.page_not_found(request, exception)


def _forget_unreadable(request: HttpRequest) -> None:
    """Takes a body that cannot be read for an empty one: the pages of errors look for a token in it, and would fail."""
    try:
        request.POST  # noqa: B018 (reading it is what may fail)
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        request.POST = QueryDict()
