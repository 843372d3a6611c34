"""What kind of request it is that came in."""

from django.http import HttpRequest

from accounts.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """A request behind `LoginRequiredMiddleware`: every view but those marked `login_not_required` gets one.

    For annotations only: Django makes the requests, and nothing is an instance of this class.
    """

    user: User


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks and would not know what to do with a page."""
    match = request.resolver_match
    return is_by_script(request) or (match is not None and match.url_name == "account_sign_in_again")


def is_by_script(request: HttpRequest) -> bool:
    """`X-Requested-With: fetch`: sent by our own modules with every request."""
    return request.headers.get("X-Requested-With") == "fetch"


def is_in_background(request: HttpRequest) -> bool:
    """`X-Background: 1`: sent without the person doing anything (heartbeat, polling, a retry)."""
    return request.headers.get("X-Background") == "1"
