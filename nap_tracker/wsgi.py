"""The WSGI application; the web server loads it through nap_tracker.asgi."""

import logging
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nap_tracker.settings")
application = get_wsgi_application()


def _limit_statements() -> None:
    """A statement of a request is given up after a while, and so is a transaction that somebody left open.

    PostgreSQL ends it, `nap_tracker.errors` answers 503, and the open page tries again.
    """
    database, seconds = connections.settings["default"], settings.STATEMENT_SECONDS
    if database["ENGINE"] == "django.db.backends.postgresql":
        own = f"-c statement_timeout={seconds}s -c idle_in_transaction_session_timeout={2 * seconds}s"
        database["OPTIONS"]["options"] = f"{database['OPTIONS'].get('options', '')} {own}".strip()


_limit_statements()

# All addresses, and what they lead to, are imported before the first request comes: it would wait 0.3 s for them.
get_resolver().reverse_dict  # noqa: B018 (reading it loads them)

# So is the PDF library: importing it takes 0.7 s.
from reports.renderers import RendererUnavailable, renderer_for  # noqa: E402

try:
    renderer_for("pdf")
except RendererUnavailable as missing:
    logging.getLogger(__name__).warning("PDF files cannot be made on this machine; install: %s", missing.hint)
