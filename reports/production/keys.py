"""What a made file is known by: the hash of all that its content follows from."""

import contextlib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings

from reports.document import Document, as_json
from reports.look import Look

# What writes the files, beside the document: it is read once in each process.
_WRITERS = ("reports/document", "reports/renderers", "reports/static/reports", "templates/reports/document")
_MODULES = ("reports/look.py", "reports/marks.py", "reports/signature.py", "reports/trend.py")
_LIBRARIES = ("weasyprint", "pydyf", "python-docx", "pikepdf")


def result_key(document: Document, look: Look, fmt: str) -> str:
    """The key of a file of the document: another text, look, format or version of what writes it is another key.

    The moment as of which a document stands is left out: while nothing has changed, what was made earlier still says the
    truth, the moment that it names included.
    """
    said = as_json(document) | {"as_of": None}
    return hash_of([fmt, asdict(look), written_by(), said])


def hash_of(said: object) -> str:
    """The SHA-256 of JSON types, in hexadecimal digits."""
    return hash_of_text(canonical(said))


def canonical(said: object) -> str:
    """JSON types as the one text that stands for them."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of_text(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def written_by() -> str:
    """The hash of templates, styles, renderers and the versions of their libraries."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(str(path.relative_to(settings.BASE_DIR)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for name, found in libraries().items():
        digest.update(f"{name} {found}".encode())
    return digest.hexdigest()


def libraries() -> dict[str, str]:
    """The versions of the libraries that write files, of those that are installed."""
    found = {}
    for name in _LIBRARIES:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _sources() -> Iterator[Path]:
    base = Path(settings.BASE_DIR)
    for folder in _WRITERS:
        yield from sorted(
            path for path in (base / folder).rglob("*") if path.is_file() and path.suffix not in {".pyc", ".gz"}
        )
    for module in _MODULES:
        yield base / module
