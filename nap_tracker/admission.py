"""What the gateway asks Django before it takes in a large request: from where it comes, and how large it may be."""

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from accounts.clients import counted_address
from nap_tracker.errors import is_database_away
from nap_tracker.gateway import Unavailable

# The addresses that take files of evidence, many at once. What imports take, and the longest text, is far smaller.
TAKES_FILES = frozenset({"plans:entry-evidence-add"})
ELSEWHERE = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1024**2  # bytes: what Django reads of a form, or a file of plan data


def address_of(environ: dict[str, Any]) -> str:
    """What counts as one client, "" where no address is known; a proxy is believed where the settings say so."""
    request = HttpRequest()
    request.META = environ
    try:
        return counted_address(request)
    except ImproperlyConfigured:  # fewer addresses than proxies: it has not come through them
        return ""


def allowed_size(path: str, session: str) -> int:
    """How many bytes somebody with this session's cookie may send to the path: 0 where nobody is signed in with it.

    One query.
    """
    if SESSION_KEY not in SessionStore(session):
        return 0
    try:
        takes_files = resolve(path).view_name in TAKES_FILES
    except Resolver404:
        takes_files = False
    return settings.REQUEST_MAX_BYTES if takes_files else min(ELSEWHERE, settings.REQUEST_MAX_BYTES)


def allowed_size_asked_in_a_thread(path: str, session: str) -> int:
    """The same outside of a request, which would look after the thread's connection to the database.

    Raises Unavailable while the database is away.
    """
    close_old_connections()
    try:
        return allowed_size(path, session)
    except (OperationalError, InterfaceError) as error:
        if not is_database_away(error):
            raise
        raise Unavailable from error
    finally:
        close_old_connections()
