"""Reads settings from the environment, and stops the start where a value is not understood.

django-environ takes every word it does not know for "off": a slip in PRODUCTION would quietly serve without TLS.
No message quotes the addresses of database and mail server: they hold passwords.
"""

import warnings
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

ON = frozenset({"1", "true", "on", "yes"})
OFF = frozenset({"", "0", "false", "off", "no"})
ENGINES = frozenset({"django.db.backends.sqlite3", "django.db.backends.postgresql"})


class StrictEnv(environ.Env):
    """django-environ whose refusals are one sentence (ImproperlyConfigured) that names the variable."""

    def get_value(self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, **more: Any) -> Any:
        given = self.ENVIRON.get(var)
        if cast is bool and given is not None:
            word = given.strip().lower()
            if word not in ON | OFF:
                raise ImproperlyConfigured(f"{var} is “{given}”: write 1 or 0.")
            return word in ON if word else default
        try:
            value = super().get_value(var, cast=cast, default=default, **more)
        except ValueError:
            raise ImproperlyConfigured(f"{var} is “{given}”: write a whole number.") from None
        if cast is list and given is not None:
            value = [item.strip() for item in value if item.strip()]
        return value

    def str(self, var: Any, default: Any = environ.Env.NOTSET, multiline: bool = False, choices: Any = None) -> Any:
        value = super().str(var, default=default, multiline=multiline)
        if choices and value not in choices:
            raise ImproperlyConfigured(f"{var} is “{value}”: write one of {', '.join(choices)}.")
        return value

    def db_url(self, var: Any = "DATABASE_URL", default: Any = environ.Env.NOTSET, engine: Any = None) -> dict:
        try:
            with warnings.catch_warnings(action="ignore"):  # the library's warning quotes the password
                found = super().db_url(var, default, engine)
        except (KeyError, ValueError, ImproperlyConfigured):
            found = {}
        if found.get("ENGINE") not in ENGINES:
            raise ImproperlyConfigured(
                f"{var} is not understood: write sqlite:////path/to/file or postgres://user:password@host/name."
            )
        return found

    def email_url(self, var: Any = "EMAIL_URL", default: Any = environ.Env.NOTSET, backend: Any = None) -> dict:
        try:
            return super().email_url(var, default, backend)
        except (KeyError, ValueError, ImproperlyConfigured):
            raise ImproperlyConfigured(
                f"{var} is not understood: write smtp+tls://user:password@host:587 or consolemail://."
            ) from None
