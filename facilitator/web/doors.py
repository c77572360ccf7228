"""Turns away requests under a foreign name, forms sent by other sites and forms larger than ours."""

import io
import ipaddress
import socket
from typing import IO, Any
from urllib.parse import urlsplit

from flask import Flask, Request, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

LARGEST_ANSWER = 64 * 1024
SAFE = ("GET", "HEAD", "OPTIONS")


class InMemoryRequest(Request):
    """A request whose files stay in memory: a table of people's answers never touches the disk."""

    def _get_file_stream(self, *_about: Any, **_more: Any) -> IO[bytes]:
        return io.BytesIO()


def known_hosts(public_url: str) -> frozenset[str]:
    """Return the names this server answers to, beside plain addresses."""
    own = socket.gethostname().lower()
    return frozenset(
        {"localhost", own, f"{own}.local", (urlsplit(public_url).hostname or "localhost").lower()}
    )


def guard(app: Flask, public_url: str) -> None:
    """Check every request of ``app`` before it reaches a page."""
    hosts = known_hosts(public_url)
    public = urlsplit(public_url).netloc.lower()

    app.request_class = InMemoryRequest

    @app.before_request
    def check() -> ResponseReturnValue | None:
        host = request.host.lower()
        if not is_known(host, hosts):
            # A name that somebody else has pointed at this machine: their scripts must not see our pages.
            return _turn_away(
                421,
                _("This is not the address of this server"),
                _("Use the address on the screen: %(url)s", url=public_url),
            )
        if request.method in SAFE:
            return None
        view = current_app.view_functions.get(request.endpoint or "")
        if getattr(view, "audience", "") != "facilitator":
            request.max_content_length = LARGEST_ANSWER
        origin = request.headers.get("Origin")
        foreign = origin is not None and urlsplit(origin).netloc.lower() not in (host, public)
        if foreign or request.headers.get("Sec-Fetch-Site") == "cross-site":
            return _turn_away(
                403,
                _("This form came from another site"),
                _("Nothing was changed. Open the workshop's own page and send it from there."),
            )
        return None


def is_known(host: str, hosts: frozenset[str]) -> bool:
    """Tell whether a Host header names this server; any plain address does, as nobody can point it elsewhere."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name in hosts:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _turn_away(status: int, title: str, text: str) -> ResponseReturnValue:
    return render_template("error.html", title=title, text=text, link="/", link_text=_("Start page")), status
