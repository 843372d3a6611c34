"""What kind of request it is that came in."""

from django.http import HttpRequest

from accounts.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """A request behind `LoginRequiredMiddleware`: every view but those marked `login_not_required` gets one.

    For annotations only: Django makes the requests, and nothing is an instance of this class.
    """

    user: User


def url_name(request: HttpRequest) -> str:
    """The name of the address that the request has, without its namespace; "" where it has none, or none was looked up."""
    match = request.resolver_match
    return (match.url_name if match else None) or ""


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks and would not know what to do with a page."""
    return is_by_script(request) or url_name(request) == "account_sign_in_again"


def is_by_script(request: HttpRequest) -> bool:
    """`X-Requested-With: fetch`: sent by our own modules with every request."""
    return request.headers.get("X-Requested-With") == "fetch"


def is_in_background(request: HttpRequest) -> bool:
    """`X-Background: 1`: sent without the person doing anything (heartbeat, polling, a retry)."""
    return request.headers.get("X-Background") == "1"
