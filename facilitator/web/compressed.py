"""Sends styles and scripts compressed, each compressed once; pages never, as they carry form tokens."""

import gzip

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

TEXTS = (".css", ".js", ".svg")


def compress_static(app: Flask) -> None:
    """Have the application's static files leave compressed where the visitor's browser can read it."""
    send = app.view_functions["static"]
    kept: dict[tuple[str, str], bytes] = {}

    def static(filename: str) -> ResponseReturnValue:
        response: Response = app.make_response(send(filename=filename))  # type: ignore[arg-type]
        if response.status_code not in (200, 304) or not filename.endswith(TEXTS):
            return response
        response.vary.add("Accept-Encoding")
        if not request.accept_encodings["gzip"] or response.status_code == 304:
            return response
        tag = response.get_etag()[0] or ""
        if (filename, tag) not in kept:
            response.direct_passthrough = False
            # Without a time in it, equal files are equal bytes.
            kept[filename, tag] = gzip.compress(response.get_data(), 9, mtime=0)
        response.close()
        answer = Response(kept[filename, tag], mimetype=response.mimetype)
        answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Vary"] = "Accept-Encoding"
        answer.headers["Cache-Control"] = response.headers.get("Cache-Control", "")
        answer.set_etag(f"{tag}-gzip")
        return answer.make_conditional(request)

    app.view_functions["static"] = static
