"""Asks ClamAV about an upload, where an installation has it (`CLAMAV`). Closed by default: no answer, no file."""

import logging
from typing import IO, BinaryIO, cast

from clamav_client.clamd import BufferTooLongError, ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from plans.evidence.services.kinds import FileRefused
from plans.turns import TooMany, Turns

logger = logging.getLogger(__name__)

DEFAULT_PORT = 3310
TIMEOUT_SECONDS = 30  # for each step of the conversation: a file of 25 MB takes clamd a few


# A scanner that hangs holds a thread for each file: most of those that write must stay free for the others.
_turns = Turns(at_once=2, waiting=2)


class VirusFound(FileRefused):
    """The scanner knows the file as harmful."""


class ScannerDown(FileRefused):
    """The scanner gave no answer that can be trusted."""


class ScannerBusy(FileRefused):
    """As many files as may wait for the scanner are waiting already."""


def scan(stream: IO[bytes], file_name: str) -> None:
    """Lets the scanner read the stream; does nothing where none is set. `file_name` is for messages only.

    Raises VirusFound, ScannerDown or ScannerBusy.
    """
    if not settings.CLAMAV:
        return
    stream.seek(0)
    try:
        with _turns.turn(TIMEOUT_SECONDS):
            answer = _daemon(settings.CLAMAV).instream(cast(BinaryIO, stream))  # it is read, and no more
    except TooMany as many:
        raise ScannerBusy(
            _("“%(name)s” is not stored. Many files are being checked at this moment: add it again in a minute.")
            % {"name": file_name}
        ) from many
    except BufferTooLongError as error:
        raise ScannerDown(
            _("“%(name)s” is too large for the virus scanner: tell the administrator.") % {"name": file_name}
        ) from error
    except (ClamdError, OSError, UnicodeError) as error:
        logger.error("the virus scanner does not answer: %s", type(error).__name__)
        raise _down(file_name) from error
    status, virus = next(iter(answer.values()), ("", None))
    if status == "FOUND":
        logger.warning("a file of evidence was refused by the virus scanner: %s", virus)
        raise VirusFound(
            _("“%(name)s” is not taken: the virus scanner found %(virus)s in it.")
            % {"name": file_name, "virus": virus or _("a virus")}
        )
    if status != "OK":
        logger.error("the virus scanner could not read a file: %s", status or "no answer")
        raise _down(file_name)


def _down(file_name: str) -> ScannerDown:
    return ScannerDown(
        _("“%(name)s” is not stored. The virus scanner does not answer: try again later or tell the administrator.")
        % {"name": file_name}
    )


def _daemon(address: str) -> ClamdNetworkSocket:
    if address.startswith(("/", "unix:")):
        return ClamdUnixSocket(address, timeout=TIMEOUT_SECONDS)
    host, _colon, port = address.partition(":")
    if port and not port.isdecimal():
        raise ImproperlyConfigured("CLAMAV must be host:port or the path of clamd's socket.")
    return ClamdNetworkSocket(host, int(port or DEFAULT_PORT), timeout=TIMEOUT_SECONDS)
