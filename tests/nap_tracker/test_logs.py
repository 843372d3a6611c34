"""A failure is logged with its place and kind, never with what somebody wrote."""

import logging
from io import StringIO

import pytest
from django.db import DataError, connection
from django.test import Client, RequestFactory
from django.views.debug import ExceptionReporter, get_exception_reporter_filter

from nap_tracker.logs import QuietExceptionReporterFilter, QuietFormatter
from plans.models import Entry, Revision

SECRET = "Gizlisöz zərərçəkmiş"
REFUSAL = "value refused\nDETAIL: Failing row contains {}"


@pytest.fixture
def log():
    """What the installation's own log handler writes."""
    (handler,) = [h for h in logging.getLogger().handlers if isinstance(h.formatter, QuietFormatter)]
    stream = StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


def refuse_revisions(execute, sql, params, many, context):
    """The database as it is when it refuses a row: its message quotes the row."""
    if sql.startswith('INSERT INTO "plans_revision"'):
        raise DataError(REFUSAL.format(params))
    return execute(sql, params, many, context)


@pytest.mark.django_db
def test_failing_save_logs_its_place_and_no_text_and_saves_nothing(people, year, log):
    client = Client(raise_request_exception=False)
    client.force_login(people["contributor"])
    address = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
    with connection.execute_wrapper(refuse_revisions):
        response = client.post(address, {"narrative": f"<p>{SECRET}</p>", "version": "", "status": ""})
    assert response.status_code == 500
    assert SECRET not in response.content.decode()
    logged = log.getvalue()
    assert f"Internal Server Error: {address}" in logged
    assert "django.db.utils.DataError" in logged
    assert "services/entries.py" in logged
    assert "Gizli" not in logged
    assert "DETAIL" not in logged
    assert not Entry.objects.exists()
    assert not Revision.objects.exists()


@pytest.mark.django_db
def test_good_save_logs_no_text(people, year, log):
    client = Client()
    client.force_login(people["contributor"])
    address = "/plans/numune-2020-2024/2024/NUMUNE/4.2.9/"
    assert client.post(address, {"narrative": f"<p>{SECRET}</p>", "version": ""}).status_code == 302
    assert client.post(address, {"narrative": f"<p>{SECRET} x</p>", "version": ""}).status_code == 409
    assert client.post(address, {"narrative": f"<p>{SECRET} x</p>", "version": "junk"}).status_code == 422
    assert "Gizli" not in log.getvalue()


def failure() -> tuple:
    text = SECRET
    try:
        try:
            raise KeyError(text)
        except KeyError as inner:
            raise ValueError(f"bad {text}") from inner
    except ValueError as error:
        return type(error), error, error.__traceback__


def test_formatter_names_every_exception_of_a_chain_without_its_message():
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Failed: %s", ("place",), failure())
    record.exc_text = f"left by another handler: {SECRET}"
    text = QuietFormatter("{levelname} {message}", style="{").format(record)
    assert text.splitlines()[0] == "ERROR Failed: place"
    assert text.index("builtins.KeyError") < text.index("builtins.ValueError")
    assert "in failure" in text
    assert SECRET not in text
    assert record.exc_text == f"left by another handler: {SECRET}"


def test_error_report_leaves_out_variables_and_posted_values():
    request = RequestFactory().post("/", {"narrative": SECRET})
    kind, error, trace = failure()
    data = ExceptionReporter(request, kind, error, trace).get_traceback_data()
    assert {name for frame in data["frames"] for name in frame["vars"]} == set()
    assert data["filtered_POST_items"] == [("narrative", "********************")]
    assert isinstance(get_exception_reporter_filter(request), QuietExceptionReporterFilter)


@pytest.mark.parametrize("address", ["/plans/invitation/Gizli-Acar_9/", "/accounts/password/reset/key/1-gizli-acar/"])
def test_address_that_is_a_key_is_logged_without_it(address):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Forbidden: %s", (address,), None)
    line = QuietFormatter("{message}", style="{").format(record)
    assert line == f"Forbidden: {address[: address.rstrip('/').rindex('/') + 1]}…/"


def test_address_of_a_calendar_is_logged_without_its_secret():
    address = "/plans/calendar/7.0.Gizli-Acar_9.ics"
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (address,), None)
    assert QuietFormatter("{message}", style="{").format(record) == "Not Found: /plans/calendar/…"


def test_other_addresses_are_logged_whole():
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: /plans/people/", (), None)
    assert QuietFormatter("{message}", style="{").format(record) == "Not Found: /plans/people/"
