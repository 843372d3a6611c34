"""What kind of request it is that came in."""

from django.http import HttpRequest


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
