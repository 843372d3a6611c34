"""Notices of files that a person has asked for. The room that makes the files tells of them, and says what each is: it gives
its own way to find that, for this app does not know that room.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import User
from plans.enums import NOTICES_OF_FILES
from plans.models import Agency, Notice


@dataclass(frozen=True, slots=True)
class FileLine:
    """What a line says of a file: the page that it leads to, and the names of the templates that say what it is (`title`) and
    whose (`place`) of `about`, under that name.
    """

    address: str
    title: str
    place: str
    about: Any


FindLines = Callable[[Sequence[int]], Mapping[int, FileLine]]
_finders: list[FindLines] = []


def know_files(find: FindLines) -> None:
    """From now on `find` is asked what the notices of files are about: keys of notices in, lines by key out, in a fixed number
    of queries. Called once, when the apps are ready.
    """
    if find not in _finders:
        _finders.append(find)


def lines_of(notices: Sequence[Notice]) -> dict[int, FileLine]:
    """What the notices of files among these are about, by key. No query where there is none; one whose file is not known any
    more is left out.
    """
    keys = [notice.pk for notice in notices if notice.kind in NOTICES_OF_FILES]
    return {key: line for find in _finders for key, line in find(keys).items()} if keys else {}


def tell_of_file(person: User, kind: str, *, agency: Agency | None, reader: str, delay: datetime.timedelta) -> Notice:
    """Tells the person of a file, within the caller's transaction: after `delay`, until when the file's page may still show
    it first. Either the agency or the role that it was made for is named. Never by mail. One query.
    """
    now = timezone.now()
    return Notice.objects.create(
        recipient=person, kind=kind, agency=agency, reader=reader, created_at=now, visible_at=now + delay
    )
