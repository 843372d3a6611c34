"""What may be said in a log: the place of a failure, never the text somebody wrote."""

import logging
import re
import traceback
from collections.abc import ItemsView
from types import FrameType, TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

# Addresses that are keys themselves: whoever reads the log could come in by them.
_SECRET_ADDRESS = re.compile(r"(/plans/invitation/|/plans/calendar/|/accounts/password/reset/key/)[^/\s?]+")


class QuietFormatter(logging.Formatter):
    """Tracebacks with the class of each exception and without its message: a database quotes the row it refuses.

    The secret part of an address that is a key (an invitation, a password reset) is left out.
    """

    def format(self, record: logging.LogRecord) -> str:
        # What another handler has made of the exception is kept in the record, and would be taken for ours.
        others, record.exc_text = record.exc_text, None
        try:
            return _SECRET_ADDRESS.sub(r"\1…", super().format(record))
        finally:
            record.exc_text = others

    def formatException(  # noqa: N802 (the name is logging's)
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        error: BaseException | None = ei[1]
        parts: list[str] = []
        while error is not None:
            kind = f"{type(error).__module__}.{type(error).__qualname__}"
            parts.append("".join(traceback.format_tb(error.__traceback__)) + kind)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(parts))


class QuietExceptionReporterFilter(SafeExceptionReporterFilter):
    """Leaves local variables and posted values out of error reports: narratives speak of victims."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {} if request is None else dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, Any]:
        none: dict[str, Any] = {}
        return none.items()
