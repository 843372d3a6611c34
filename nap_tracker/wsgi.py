"""The WSGI application; the web server loads it through nap_tracker.asgi."""

import logging
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nap_tracker.settings")
application = get_wsgi_application()

# The PDF library is imported before the first request comes: importing it takes 0.7 s.
from reports.renderers import RendererUnavailable, renderer_for  # noqa: E402

try:
    renderer_for("pdf")
except RendererUnavailable as missing:
    logging.getLogger(__name__).warning("PDF files cannot be made on this machine; install: %s", missing.hint)
