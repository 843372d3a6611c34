"""Each test has a store of editions of its own."""

import pytest


@pytest.fixture(autouse=True)
def empty_editions(settings, tmp_path) -> None:
    settings.EDITIONS_DIR = tmp_path / "editions"
