"""One small report, made once and published unsealed: three pages with links, tables, tags and an attachment."""

import pytest

from reports.renderers import renderer_for
from tests.reports.samples import RICH, document_of


@pytest.fixture(scope="session")
def published() -> bytes:
    return renderer_for("pdf").render(document_of(RICH + "<p>Nümunə mətn. Bir neçə söz.</p>" * 30, sections=2))


@pytest.fixture(scope="session")
def other_edition() -> bytes:
    return renderer_for("pdf").render(document_of("<p>Nümunə mətn. Başqa nəşr.</p>"))


@pytest.fixture(autouse=True)
def empty_editions(settings, tmp_path) -> None:
    """Each test has a store of editions of its own."""
    settings.EDITIONS_DIR = tmp_path / "editions"
