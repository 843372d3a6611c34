"""Settings: one file, every value that differs between installations read from the environment.

A value of the wrong type stops the start with the variable's name. The table in docs/operations.md lists every variable.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from nap_tracker.environment import StrictEnv

BASE_DIR = Path(__file__).resolve().parent.parent
env = StrictEnv()

INSECURE_SECRET_KEY = "insecure-secret-for-development-and-tests-only"  # noqa: S105 (refused in production below)

PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default=INSECURE_SECRET_KEY)
# Keys that were SECRET_KEY before: what was signed with them still holds, and nothing new is signed with them.
SECRET_KEY_FALLBACKS = [key for key in env.list("SECRET_KEY_FALLBACKS", default=[]) if key]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data")))

if PRODUCTION:
    if SECRET_KEY == INSECURE_SECRET_KEY or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("PRODUCTION is on: set SECRET_KEY to a random text of at least 50 characters.")
    if DEBUG:
        raise ImproperlyConfigured("PRODUCTION is on: DEBUG must be off.")
    if not env.list("ALLOWED_HOSTS", default=[]):
        raise ImproperlyConfigured("PRODUCTION is on: set ALLOWED_HOSTS to the host names of this installation.")
    if not env.str("SITE_URL", default=""):
        raise ImproperlyConfigured("PRODUCTION is on: set SITE_URL to the address at which people open the tracker.")

INSTALLED_APPS = [
    "nap_tracker",
    "reports",
    "plans",
    "accounts.apps.AccountsConfig",
    "accounts.apps.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "nap_tracker.middleware.CharsetMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "nap_tracker.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.IdleMiddleware",
    "accounts.middleware.KnownBrowserMiddleware",
    "accounts.middleware.SignInMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "nap_tracker.urls"
WSGI_APPLICATION = "nap_tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "nap_tracker.context_processors.tracker",
            ],
            "builtins": ["nap_tracker.templatetags.tracker"],
        },
    }
]

# --- Database --------------------------------------------------------------------------------------------------------

SQLITE_FILE = DATA_DIR / "tracker.sqlite3"
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{SQLITE_FILE}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    if DATABASES["default"]["NAME"] == str(SQLITE_FILE):
        DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # A write takes its lock when the transaction begins, so that two writers queue instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # As long as SQLite waits: a request that cannot have its row gives its process back, and the page tries again.
    waits = {"connect_timeout": 10, "options": "-c lock_timeout=20s"}
    DATABASES["default"]["OPTIONS"] = waits | DATABASES["default"].get("OPTIONS", {})
# Of what a request asks PostgreSQL (nap_tracker.wsgi); commands, migrations and the worker may take longer.
STATEMENT_SECONDS = env.int("STATEMENT_SECONDS", default=30)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People and sign-in ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.CommonWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # offices share computers
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # past the password only: a second factor is asked for as always
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_JOURNAL = "plans:account-journal"  # the page to which mails about changed accounts lead
MAIL_LANGUAGE_OF = "plans.notifications.outbox.mail_language_of"  # what people have set is known in plans
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
}
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", default=12 * 60 * 60)
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=60 * 60)

# Wrong passwords and codes are counted by accounts.lockout, which says for whom they count.
SIGN_IN_FAILURES = env.int("SIGN_IN_FAILURES", default=5)
SIGN_IN_LOCK_SECONDS = env.int("SIGN_IN_LOCK_SECONDS", default=15 * 60)
SIGN_IN_FAILURES_PER_ACCOUNT = env.int("SIGN_IN_FAILURES_PER_ACCOUNT", default=20)  # a day, from strange browsers
SIGN_IN_FAILURES_PER_ADDRESS = env.int("SIGN_IN_FAILURES_PER_ADDRESS", default=100)  # an hour
# allauth would count by address, and lock out everybody who comes from the same, or lock a name for its owner, too.
_COUNTED_BY_US = (
    "login",
    "login_failed",
    "reauthenticate",
    "change_password",
    "reset_password",
    "reset_password_from_key",
)
ACCOUNT_RATE_LIMITS = dict.fromkeys(_COUNTED_BY_US) | {
    "invite": "20/h/user",  # by an agency's lead
    "invite_anywhere": "200/h/user",  # by the administrator
}

REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=PRODUCTION)  # of accounts.enums.SECOND_FACTOR_ROLES
REQUIRE_SECOND_FACTOR_OF_LEADS = env.bool("REQUIRE_SECOND_FACTOR_OF_LEADS", default=False)
# The secrets of second factors are encrypted with the first of these; the others are former ones, which still decrypt.
SECOND_FACTOR_KEYS = env.list("SECOND_FACTOR_KEYS", default=[])
if any(len(key) < 40 for key in SECOND_FACTOR_KEYS) or (PRODUCTION and not SECOND_FACTOR_KEYS):
    raise ImproperlyConfigured(
        ("PRODUCTION is on: " if PRODUCTION else "")
        + "set SECOND_FACTOR_KEYS to a random text of at least 40 characters, or to several with commas between them."
    )
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.ReauthenticateCodeForm",
    "authenticate_webauthn": "accounts.forms.PasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.ReauthenticatePasskeyForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.EditPasskeyForm",
}
# Accounts are made by invitation, never by signing up: there is no stranger's address to prove. Without this nobody
# whose account has an address could set up what production asks of coordinators.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "NAP Tracker"
MFA_TOTP_TOLERANCE = 1  # half a minute early or late: clocks in offices are not exact

# Invitations are counted here; files, so that all processes count together. What must be exact counts in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# --- Mail ------------------------------------------------------------------------------------------------------------

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TRANSPORT = EMAIL_CONFIG["EMAIL_BACKEND"]  # how the worker hands over what the outbox holds
EMAIL_BACKEND = "plans.notifications.backend.OutboxBackend"  # whatever Django's mail functions send waits there
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)  # seconds in which the mail server must answer
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="nap-tracker@localhost")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")  # links in mails begin with it

# --- Background work -------------------------------------------------------------------------------------------------

# Reports have queues and workers of their own, so that none delays a mail; long ones do not delay the others.
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "reports", "long-reports"],
    }
}
WORKER_MAX_AGE_SECONDS = 60  # /healthz calls a worker silent for longer than this missing

# --- Languages and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "az"
LANGUAGES = [("az", _("Azerbaijani")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
FORMAT_MODULE_PATH = "nap_tracker.formats"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
TIME_ZONE = "Asia/Baku"
USE_TZ = True

# --- Files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
REFERENCE_FIXTURE = BASE_DIR / "fixtures" / "reference.json"
DEMO_FIXTURES = BASE_DIR / "fixtures" / "demo"
EVIDENCE_DIR = DATA_DIR / "evidence"  # outside of everything that a web server serves by itself
EVIDENCE_MAX_MEGABYTES = env.int("EVIDENCE_MAX_MEGABYTES", default=25)
EVIDENCE_FILES_AT_ONCE = 20
EVIDENCE_QUOTA_MEGABYTES = env.int("EVIDENCE_QUOTA_MEGABYTES", default=5000)  # of one agency, all years; 0: no limit
CLAMAV = env.str("CLAMAV", default="")  # "host:port" or the path of clamd's socket; empty: files are not scanned
REPORTS_DIR = DATA_DIR / "reports"  # files that were made: they can be made again, and are in no backup
EDITIONS_DIR = DATA_DIR / "editions"  # what was published: kept for good, and in every backup
REPORTS_KEPT_DAYS = env.int("REPORTS_KEPT_DAYS", default=14)  # since somebody used them last
REPORTS_KEPT_MEGABYTES = env.int("REPORTS_KEPT_MEGABYTES", default=2000)
UPLOAD_DIR = FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"  # what comes in, until it is kept: nothing lies elsewhere
UPLOAD_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
# What libraries and SQLite put aside (fonts, large sheets, sorting) lies there too, and no text in /tmp.
os.environ["TMPDIR"], tempfile.tempdir = str(UPLOAD_DIR), None
FILE_UPLOAD_PERMISSIONS = 0o600
REQUEST_MAX_BYTES = (EVIDENCE_FILES_AT_ONCE * EVIDENCE_MAX_MEGABYTES + 32) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # the longest narrative, six bytes a letter

# --- Security --------------------------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "nap_tracker.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_SSL_HOST = urlsplit(SITE_URL).netloc if PRODUCTION else None  # not to whatever host a client names
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if env.bool("BEHIND_TLS_PROXY", default=False):  # only a proxy may be believed about https and addresses
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Logs: what happened, never what was written ---------------------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "nap_tracker.logs.QuietFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {"fontTools": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"}, "pyhanko": {"level": "CRITICAL"}},
}
# Tracebacks mailed or printed by Django may quote local variables; this filter leaves them out.
DEFAULT_EXCEPTION_REPORTER_FILTER = "nap_tracker.logs.QuietExceptionReporterFilter"

SIMPLE_HISTORY_REVERT_DISABLED = True
IMPORT_EXPORT_SKIP_ADMIN_CONFIRM = False
IMPORT_EXPORT_IMPORT_IGNORE_BLANK_LINES = True  # each of them costs a look at all rows before it
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = False  # that takes signs away; plans/admin/exchange.py keeps them

# A PDF or Word file is made in a process that is ended after so many seconds or beyond so much memory. Workers make it, and
# show how far they are: the limits are for what would never end (measured in benchmarks/README.md). That of all agencies has
# more time.
RENDERING_SECONDS = env.int("RENDERING_SECONDS", default=900)
CONSOLIDATED_RENDERING_SECONDS = env.int("CONSOLIDATED_RENDERING_SECONDS", default=1800)
RENDERING_MEGABYTES = 1_000
# The chapters of a long report are laid out in so many processes side by side.
RENDERING_PROCESSES = env.int("RENDERING_PROCESSES", default=min(os.cpu_count() or 1, 2))
# A request that asks for a file waits so long for it, so many of them in each process of the server; then its page shows how
# far it is.
REPORT_WAIT_SECONDS = 1.0
REPORT_WAITS_AT_ONCE = 2

# --- Seal of editions ------------------------------------------------------------------------------------------------

SEAL_KEY_FILE = env.str("SEAL_KEY_FILE", default="")  # PKCS#12; empty: editions are published unsealed
SEAL_KEY_PASSWORD = env.str("SEAL_KEY_PASSWORD", default="")
SEAL_KEY_PASSWORD_FILE = env.str("SEAL_KEY_PASSWORD_FILE", default="")  # goes before SEAL_KEY_PASSWORD
SEAL_TIMESTAMP_URL = env.str("SEAL_TIMESTAMP_URL", default="")
if SEAL_TIMESTAMP_URL and not SEAL_TIMESTAMP_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured("SEAL_TIMESTAMP_URL is no address of a web server: write https://host/path.")
SEAL_TIMESTAMP_SECONDS = env.int("SEAL_TIMESTAMP_SECONDS", default=10)
SEAL_TRUST_ROOTS = env.str(
    "SEAL_TRUST_ROOTS", default=""
)  # a file of certificates, PEM; empty: no certificate is checked
SIGNED_COPY_SECONDS = env.int("SIGNED_COPY_SECONDS", default=120)  # for how long a copy may be checked
