"""The secrets of second factors – of apps and of recovery codes – are encrypted where they are kept.

Who reads the database or a backup cannot make codes with them; for that the keys are needed, which stand in the
environment (`SECOND_FACTOR_KEYS`): the first encrypts, all decrypt, so that a key can be changed.
"""

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

MARK = "fernet:"  # how what is encrypted begins
SECRETS = ("secret", "seed")  # in the data of an authenticator; `migrated_codes` is a list of them
CODES = "migrated_codes"


class SecretUnreadable(Exception):
    """The keys of the installation do not open what is kept, or there are none."""


def seal(secret: str) -> str:
    """Raises SecretUnreadable where no key is set."""
    return MARK + _fernet().encrypt(secret.encode()).decode("ascii")


def unseal(kept: str) -> str:
    """Raises SecretUnreadable."""
    if not kept.startswith(MARK):
        raise SecretUnreadable("A second factor is kept as it is: run manage.py seal_second_factors.")
    try:
        return _fernet().decrypt(kept.removeprefix(MARK).encode()).decode()
    except InvalidToken:
        raise SecretUnreadable("SECOND_FACTOR_KEYS holds no key that opens this second factor.") from None


def seal_again(kept: str) -> str:
    """With the first of the keys, whatever it was encrypted with, or not at all yet."""
    return seal(unseal(kept) if kept.startswith(MARK) else kept)


def in_all_secrets(data: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """The data of an authenticator with each of its secrets changed; that of a passkey has none."""
    changed: dict[str, Any] = {name: change(data[name]) for name in SECRETS if name in data}
    if CODES in data:
        changed[CODES] = [change(code) for code in data[CODES]]
    return data | changed


def _fernet() -> MultiFernet:
    if not settings.SECOND_FACTOR_KEYS:
        raise SecretUnreadable("SECOND_FACTOR_KEYS is not set.")
    return _fernet_of(tuple(settings.SECOND_FACTOR_KEYS))


@cache
def _fernet_of(keys: tuple[str, ...]) -> MultiFernet:
    # A digest: a key may be any long random text, as SECRET_KEY is.
    digests = (hashlib.sha256(b"second factors\0" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
