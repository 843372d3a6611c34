"""The WSGI entry point that gunicorn loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nap_tracker.settings")
application = get_wsgi_application()

# With `gunicorn --preload` the renderer is imported once, before the workers are forked: importing it takes 0.7 s.
import reports.renderers  # noqa: E402, F401
