"""What tests of reports stand on."""

import pytest


@pytest.fixture(autouse=True)
def empty_store(settings, tmp_path_factory, request) -> None:
    """Each test makes its files itself: what another one has made is not there."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        settings.REPORTS_DIR = tmp_path_factory.mktemp("store") / "reports"
