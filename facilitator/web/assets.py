"""Sends styles and scripts compressed, packed once; pages are not, as they hold a form's token."""

import gzip
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.security import safe_join

PACKED = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def pack_static(app: Flask) -> None:
    """Let the static files of ``app`` leave compressed where the browser takes it."""
    plain: Callable[..., Any] = app.view_functions["static"]

    def send(filename: str) -> ResponseReturnValue:
        answer: Response = app.make_response(plain(filename=filename))
        kind = PACKED.get(Path(filename).suffix)
        if kind is None or answer.status_code != 200:
            return answer
        answer.vary.add("Accept-Encoding")
        path = safe_join(str(app.static_folder), filename)
        if path is None or "gzip" not in request.accept_encodings or "Range" in request.headers:
            return answer
        answer.close()
        answer.direct_passthrough = False
        answer.set_data(_packed(path, Path(path).stat().st_mtime_ns))
        answer.headers["Content-Encoding"] = "gzip"
        answer.set_etag(answer.get_etag()[0] or "", weak=True)  # the same file, in other bytes
        return answer

    app.view_functions["static"] = send


@lru_cache(maxsize=64)
def _packed(path: str, _changed_at: int) -> bytes:
    return gzip.compress(Path(path).read_bytes(), mtime=0)
