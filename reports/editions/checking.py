"""Has a signed copy checked in a process that is ended when a file takes too long or too much.

Workers call it, never a request.
"""

import base64
import contextlib
import json
import logging
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from reports.editions.apart import PUBLISHED_DAMAGED
from reports.editions.copies import MAX_BYTES, PublishedDamaged, Refusal, SignedCopy
from reports.renderers.apart import NO_MEMORY
from reports.renderers.processes import begin, end

logger = logging.getLogger(__name__)
MEGABYTES = 600
_LOOK_SECONDS = 0.25


class CheckFailed(Exception):
    """Nothing is known of the copy: the process could not be begun, or failed. The message names the error's class, no text."""


class CheckCancelled(Exception):
    """Nobody waits for the answer any more."""


def check_copy_at(published: Path, offered: Path, *, is_cancelled: Callable[[], bool] = lambda: False) -> SignedCopy:
    """The answer about the file at `offered`, given the published one. Waits for at most SIGNED_COPY_SECONDS.

    Raises PublishedDamaged, CheckFailed, CheckCancelled, and OSError where a file or the trusted roots cannot be read.
    """
    size = offered.stat().st_size
    if not size or size > MAX_BYTES:
        return SignedCopy(refusal=Refusal.TOO_LARGE if size else Refusal.EMPTY)
    roots = Path(settings.SEAL_TRUST_ROOTS).read_bytes() if settings.SEAL_TRUST_ROOTS else b""
    job = {
        "published": str(published.resolve()),
        "offered": str(offered.resolve()),
        "roots": base64.b64encode(roots).decode("ascii"),
    }
    try:
        process = begin("reports.editions.apart", MEGABYTES)
    except OSError as error:
        raise CheckFailed(type(error).__name__) from error
    try:
        said = _answer(process, json.dumps(job).encode(), is_cancelled)
    finally:
        end(process)
    if said is None:
        return SignedCopy(refusal=Refusal.TOO_COMPLEX)
    answer, errors = said
    if process.returncode == PUBLISHED_DAMAGED:
        raise PublishedDamaged
    if process.returncode == NO_MEMORY or process.returncode < 0:
        return SignedCopy(refusal=Refusal.TOO_COMPLEX)
    if process.returncode:
        raise CheckFailed(errors.decode(errors="replace").strip().rpartition("\n")[2][:100])
    return SignedCopy.of(json.loads(answer))


def _answer(
    process: subprocess.Popen[bytes], job: bytes, is_cancelled: Callable[[], bool]
) -> tuple[bytes, bytes] | None:
    """What the process wrote, or None where it took too long."""
    until = time.monotonic() + settings.SIGNED_COPY_SECONDS
    sent: bytes | None = job
    while (left := until - time.monotonic()) > 0:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.communicate(sent, timeout=min(left, _LOOK_SECONDS))
        sent = None  # the job is some hundred bytes, and went along at once
        if is_cancelled():
            raise CheckCancelled
    return None
