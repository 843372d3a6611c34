"""Ends a person's sessions, wherever they are."""

from contextlib import suppress

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.db.models import F
from django.http import HttpRequest

from accounts.known_browsers import forget_browsers, remember_browser
from accounts.models import User


def end_sessions(person: User, *, but: HttpRequest | None = None) -> None:
    """Ends all sessions of the person, listed or not; that of the request `but` goes on where it is the person's own.

    Each session carries a hash that holds `User.sign_in_number`: with another number it fits no more. The browsers are
    known no more either, but that of `but`. Within the caller's transaction.
    """
    User.objects.filter(pk=person.pk).update(sign_in_number=F("sign_in_number") + 1)
    forget_browsers([person.pk])
    person.refresh_from_db(fields=["sign_in_number", "browser_generation"])
    kept = but.session.session_key if but is not None and but.user.pk == person.pk else None
    for session in UserSession.objects.filter(user_id=person.pk).exclude(session_key=kept or ""):
        session.end()
    if but is not None and kept:
        but.session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        # With the new number, not after the answer: a page's heartbeat between the two would end this session as well.
        with suppress(UpdateError):  # it has been ended meanwhile
            but.session.save()
        remember_browser(but, person)
