"""The entry point that the web server loads: the WSGI application behind a gateway that waits for slow clients."""

import os
import signal
import threading
import time

from nap_tracker.wsgi import application as wsgi  # first: it names the settings and sets Django up

from django.conf import settings  # isort: skip

from nap_tracker.admission import address_of, allowed_size_asked_in_a_thread  # isort: skip
from nap_tracker.gateway import Gateway  # isort: skip

application = Gateway(
    wsgi,
    folder=settings.UPLOAD_DIR,
    largest=settings.REQUEST_MAX_BYTES,
    session_cookie=settings.SESSION_COOKIE_NAME,
    allowed_size=allowed_size_asked_in_a_thread,
    address_of=address_of,
)


def _end_with(parent: int) -> None:
    """Ends this process when the one that started it is gone: a server begun anew would share its port with us."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
