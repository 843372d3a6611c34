"""Wrong passwords and codes: for whom they count, how long one then waits, and what the reader is told.

A browser in which the person has signed in before is counted alone. All other browsers count together for the account,
and within that for the account and the address they come from. Nobody waits because of what was tried on others.
"""

import hashlib
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from accounts.allauth_internals import people_by_address, person_by_user_name
from accounts.clients import counted_address
from accounts.counting import Counted, MustWait, Rule, Taken, failures_of, forget_account, look, take
from accounts.hashing import NoRoom, room_to_hash
from accounts.known_browsers import browser_id, known_people
from accounts.models import AttemptKind, User
from accounts.requests import wants_json

LOCKED = 429
LONGEST_LOGIN = 255  # nobody has a user name or an address of as many letters
HOUR = 60 * 60
DAY = 24 * HOUR
CROWD = "crowd"  # no wrong password of one's own: others are trying too much
CROWDED_SECONDS = 2
FLOODED = 3  # times as many wrong passwords as make an address busy
PACE = 2  # seconds
FREE_FROM_BUSY_ADDRESS = 2  # wrong passwords for one account, where an address has tried many
LINKS_PER_MAILBOX = Rule(free=3, first_wait=HOUR, longest_wait=DAY, window=DAY)
LINKS_PER_ADDRESS = Rule(free=30, first_wait=10 * 60, longest_wait=HOUR, window=HOUR)
# What makes a line in the journal of accounts, and mails: nobody buries one line under others.
OWN_CHANGES = Rule(free=20, first_wait=HOUR, longest_wait=DAY, window=DAY)
CHANGES_OF_OTHERS = Rule(free=200, first_wait=HOUR, longest_wait=HOUR, window=HOUR)
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
logger = logging.getLogger(__name__)


def who_signs_in(login: str) -> User | None:
    """The account with this user name, else with this e-mail address; the oldest open one where several share it.

    Two queries, whoever it is.
    """
    login = login[:LONGEST_LOGIN]  # a database refuses to look for megabytes
    by_name, by_address = person_by_user_name(login), people_by_address(login)
    if by_name is not None:
        return by_name
    return min(by_address, key=lambda found: (not found.is_active, found.pk), default=None)


# --- One attempt -----------------------------------------------------------------------------------------------------


def try_password(request: HttpRequest, user: User | None, login: str, password: str) -> bool:
    """Whether this is the user's password. The same work is done for a `login` that is nobody's.

    Raises ImmediateHttpResponse (429) while too much has been tried, or is being tried by others.
    """
    attempt = Attempt(request, AttemptKind.PASSWORD, user, login)
    try:
        with room_to_hash(is_known=attempt.browser is not None):
            if user is None:
                User().set_password(password)
            is_right = user is not None and user.check_password(password)
    except NoRoom as crowded:
        attempt.undone()
        raise ImmediateHttpResponse(Refusal(CROWD, CROWDED_SECONDS).response(request)) from crowded
    if is_right:
        attempt.succeeded()
        return True
    attempt.failed()
    return False


class Attempt:
    """A password or a code that is about to be tried. It counts as wrong until it is said to be right.

    Raises ImmediateHttpResponse with the refusal (429): when it is made, while one has to wait; from `failed`, where it
    was the last one that was free.
    """

    def __init__(self, request: HttpRequest, kind: AttemptKind, user: User | None, login: str = ""):
        self.request, self.kind = request, kind
        self.browser = _browser(request, user)
        self.taken: list[Taken] = []
        wrong = failures_of(_wrong_from(request)) if self._is_strange else 0
        if wrong >= settings.SIGN_IN_FAILURES_PER_ADDRESS * FLOODED:
            _keep_pace(request)
        self.is_busy = wrong >= settings.SIGN_IN_FAILURES_PER_ADDRESS
        try:
            for counted in self._all_counted(user, login):
                self.taken.append(take(counted))
        except MustWait as closed:
            for one in self.taken:
                one.give_back()
            raise self._refused(closed) from closed

    @property
    def _is_strange(self) -> bool:
        return self.kind == AttemptKind.PASSWORD and self.browser is None

    def succeeded(self) -> None:
        """Where one waits for wrong passwords from anywhere, a right one does not wash away what others have tried."""
        for one in self.taken:
            if one.counted.is_kept and self.kind == AttemptKind.PASSWORD:
                one.give_back()
            else:
                one.forget()

    def undone(self) -> None:
        """It could not be tried, and counts for nothing."""
        for one in self.taken:
            one.give_back()

    def failed(self) -> None:
        if self._is_strange:
            _note_wrong_password(self.request)
        for one in self.taken:
            try:
                look(one.counted)
            except MustWait as closed:
                raise self._refused(closed) from closed

    def _all_counted(self, user: User | None, login: str) -> list[Counted]:
        account = f"user {user.pk}" if user else f"nobody {_digest(login)}"
        key = user.pk if user else None
        free, first = settings.SIGN_IN_FAILURES, settings.SIGN_IN_LOCK_SECONDS
        narrow = Rule(free=free, first_wait=first, longest_wait=max(first, HOUR), window=DAY)
        if self.browser is not None:
            return [Counted(self.kind, ("browser", account, self.browser), narrow, account=key)]
        if self.kind == AttemptKind.CODE:  # whoever comes as far as this knows the password
            return [Counted(self.kind, ("account", account), narrow, account=key, is_kept=True)]
        wide = Rule(free=settings.SIGN_IN_FAILURES_PER_ACCOUNT, first_wait=60, longest_wait=HOUR, window=DAY)
        if self.is_busy:
            narrow = Rule(min(free, FREE_FROM_BUSY_ADDRESS), narrow.first_wait, narrow.longest_wait, narrow.window)
        return [
            Counted(self.kind, ("account", account), wide, account=key, is_kept=user is not None),
            Counted(self.kind, ("pair", account, counted_address(self.request)), narrow, account=key),
        ]

    def _refused(self, closed: MustWait) -> ImmediateHttpResponse:
        refusal = Refusal(self.kind, closed.seconds, knows_browser=self.browser is not None)
        return ImmediateHttpResponse(refusal.response(self.request))


def use_once(user: User, code: str) -> bool:
    """False if this code has been used already while it may still be valid.

    allauth remembers a code for one period only, but with a tolerance of one it is valid for three.
    """
    seconds = settings.MFA_TOTP_TOLERANCE * 2 * 30 + 30
    rule = Rule(free=1, first_wait=seconds, longest_wait=seconds, window=seconds)
    about = (str(user.pk), "".join(code.split()))
    try:
        take(Counted(AttemptKind.ONCE, about, rule, account=user.pk))
    except MustWait:
        return False
    return True


def count_link(request: HttpRequest, mailbox: str) -> None:
    """Counts a link for a new password that is asked for. Raises ImmediateHttpResponse (429) where there were many.

    The same whether the mailbox is anybody's. A browser in which its owner has signed in before is counted alone: what
    strangers ask for does not close the mailbox to the owner.
    """
    known = known_people(request)
    own = [browser_id(request, user) or "" for user in known if user.email == mailbox.lower()]
    wanted = [Counted(AttemptKind.LINK, ("mailbox", _digest(mailbox), *own[:1]), LINKS_PER_MAILBOX)]
    if not known:
        wanted.insert(0, Counted(AttemptKind.LINK, ("from", counted_address(request)), LINKS_PER_ADDRESS))
    try:
        for counted in wanted:
            take(counted)
    except MustWait as closed:
        raise ImmediateHttpResponse(Refusal(AttemptKind.LINK, closed.seconds).response(request)) from closed


def few_changes(rule: Rule) -> Callable[[View], View]:
    """Lets one person post to the views with this rule so often only; answers 429 and a sentence beyond it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and request.user.is_authenticated:
                about = ("own" if rule == OWN_CHANGES else "others", str(request.user.pk))
                try:
                    take(Counted(AttemptKind.CHANGE, about, rule, account=request.user.pk))
                except MustWait as closed:
                    return Refusal(AttemptKind.CHANGE, closed.seconds).response(request)
            return view(request, *args, **kwargs)

        return answer  # type: ignore[return-value]  # it has the view's own signature, told by nothing but `wraps`

    return decorate


def lift_lock(sender: object, user: User, **kwargs: object) -> None:
    """Receiver of allauth's `password_reset`: forgets the wrong passwords of this account, from wherever."""
    forget_account(user.pk, AttemptKind.PASSWORD)


def _browser(request: HttpRequest, user: User | None) -> str | None:
    """The browser that is counted alone: one the user knows, or one in which the user is signed in."""
    if user is None:
        return None
    if name := browser_id(request, user):
        return name
    if request.user.is_authenticated and request.user.pk == user.pk:
        return f"session {request.session.session_key}"
    return None


def _digest(login: str) -> str:
    # casefold: the letters are compared, never shown. A digest: people type their password into the wrong field.
    return hashlib.sha256(login.casefold().encode()).hexdigest()


# --- The address -----------------------------------------------------------------------------------------------------


def _wrong_from(request: HttpRequest) -> Counted:
    """How many wrong passwords came from this address within the hour. It may be a whole ministry's: nobody waits for it."""
    never = Rule(free=2**31, first_wait=0, longest_wait=0, window=HOUR)
    return Counted(AttemptKind.PASSWORD, ("from", counted_address(request)), never)


def _keep_pace(request: HttpRequest) -> None:
    """Where an address floods, strange browsers there try one password in two seconds, whosever it is: it may be an office
    in which somebody has a broken program. Raises ImmediateHttpResponse (429).
    """
    pace = Rule(free=1, first_wait=PACE, longest_wait=PACE, window=PACE)
    try:
        take(Counted(AttemptKind.PASSWORD, ("pace", counted_address(request)), pace))
    except MustWait as flooded:
        raise ImmediateHttpResponse(Refusal(CROWD, flooded.seconds).response(request)) from flooded


def _note_wrong_password(request: HttpRequest) -> None:
    counted = _wrong_from(request)
    take(counted)
    if failures_of(counted) == settings.SIGN_IN_FAILURES_PER_ADDRESS:
        logger.warning(
            "%s wrong passwords within an hour from %s", settings.SIGN_IN_FAILURES_PER_ADDRESS, counted_address(request)
        )


# --- What is answered ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Refusal:
    """Too much was tried: wait so many seconds."""

    kind: str  # of AttemptKind, or CROWD
    seconds: int
    knows_browser: bool = False

    def response(self, request: HttpRequest) -> HttpResponse:
        """429 with `Retry-After`: a page, or JSON for a script."""
        response: HttpResponse
        if wants_json(request):
            said = {"locked": True, "error": self.sentence, "wait": self.seconds}
            response = JsonResponse(said, status=LOCKED)
        else:
            context = {"sentence": self.sentence, "kind": str(self.kind), "knows_browser": self.knows_browser}
            response = render(request, "account/locked.html", context, status=LOCKED)
        response.headers["Retry-After"] = str(self.seconds)
        return response

    @property
    def sentence(self) -> str:
        minutes = math.ceil(self.seconds / 60)
        if self.kind == CROWD:
            return gettext("Very many are signing in at this moment. Wait a few seconds, then try again.")
        if self.kind == AttemptKind.PASSWORD:
            said = ngettext(
                "Too many wrong passwords for this account. Try again in %(minutes)s minute.",
                "Too many wrong passwords for this account. Try again in %(minutes)s minutes.",
                minutes,
            )
        elif self.kind == AttemptKind.CODE:
            said = ngettext(
                "Too many wrong codes. Try again in %(minutes)s minute.",
                "Too many wrong codes. Try again in %(minutes)s minutes.",
                minutes,
            )
        elif self.kind == AttemptKind.CHANGE:
            said = gettext("Very many changes of accounts within a short time. Go on in %(minutes)s min.")
        elif minutes <= 90:
            said = gettext("Links were asked for too often. Try again in %(minutes)s min.")
        else:
            said = gettext("Links were asked for too often. Try again in %(hours)s h.")
        return said % {"minutes": minutes, "hours": math.ceil(minutes / 60)}
