"""The WSGI entry point that gunicorn loads."""

import logging
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nap_tracker.settings")
application = get_wsgi_application()

# With `gunicorn --preload` the PDF library is imported once, before the workers are forked: importing it takes 0.7 s.
from reports.renderers import RendererUnavailable, renderer_for  # noqa: E402

try:
    renderer_for("pdf")
except RendererUnavailable as missing:
    logging.getLogger(__name__).warning("PDF files cannot be made on this machine; install: %s", missing.hint)
