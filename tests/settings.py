"""Settings of the test run: the project's own, with cheap passwords and files served without a manifest."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="nap-tracker-tests-"))
_aside, _named = tempfile.gettempdir(), os.environ.get("TMPDIR")

from nap_tracker.settings import *  # noqa: E402, F403

# Folders of the tests themselves lie where they always do; what the product starts has the product's.
tempfile.tempdir = _aside
if _named is None:
    del os.environ["TMPDIR"]
else:
    os.environ["TMPDIR"] = _named

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 (whitenoise warns about a folder that is not there)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    # A file, as in real life: two writers in a shared memory database fail where a file makes the second one wait.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # noqa: F405
    # Nobody pulls the plug: no commit has to wait for the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SECOND_FACTOR_KEYS = ["a-key-that-is-for-the-tests-only-and-for-nothing-else"]
RENDERING_SECONDS = 120  # beside many tests a process waits for its turn; what is ended by time sets its own limit
REPORT_WAIT_SECONDS = 0  # no worker runs beside a test but where it says so
