"""Serves the application: gevent's WSGI server with room for everybody to reconnect at once."""

import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask import Flask
from gevent import socket as gevent_socket
from gevent.pywsgi import WSGIHandler, WSGIServer

BACKLOG = 2048


class QuietHandler(WSGIHandler):
    """Handles a request without writing an access log: a log would tell who answered when."""

    def log_request(self) -> None:
        """Write nothing."""


def serve(
    app: Flask, host: str, port: int, on_start: Callable[[int], None], on_stop: Callable[[], None]
) -> None:
    """Serve until SIGINT or SIGTERM; ``on_start`` gets the port, ``on_stop`` runs before the end."""
    server = WSGIServer(
        (host, port),
        app,
        handler_class=QuietHandler,
        log=None,
        backlog=BACKLOG,
        environ={"wsgi.multithread": True},
    )
    server.start()
    on_start(server.server_port)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        on_stop()
        server.stop(timeout=2)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server.serve_forever(stop_timeout=2)


def own_address() -> str:
    """Return this machine's address on the local network, which phones in the room can reach."""
    with gevent_socket.socket(gevent_socket.AF_INET, gevent_socket.SOCK_DGRAM) as probe:
        try:
            # Choosing a route sends nothing; the address is one set aside for documentation.
            probe.connect(("192.0.2.1", 9))
            address: Any = probe.getsockname()[0]
            return str(address)
        except OSError:
            return "127.0.0.1"
