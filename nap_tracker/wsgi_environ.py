"""What WSGI calls a request (PEP 3333), out of what ASGI calls it."""

import sys
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

from asgiref.typing import HTTPScope


def environ_of(scope: HTTPScope) -> dict[str, Any]:
    """The environment of a request before its body has come in: CONTENT_LENGTH is what was announced, a number."""
    server, client = scope["server"] or ("localhost", 80), scope["client"] or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope["root_path"],
        "PATH_INFO": unquote_to_bytes(scope["raw_path"] or b"/").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": FileWrapper,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": 0,
    }
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            environ["CONTENT_LENGTH"] = int(value)
        # "X_Forwarded_For" would be HTTP_X_FORWARDED_FOR too, and a proxy replaces only the one with hyphens.
        if b"_" in name or name in (b"content-length", b"transfer-encoding"):
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        separator = "; " if name == b"cookie" else ","
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]}{separator}{text}" if key in environ else text
    return environ
