"""Serves the application: gevent's WSGI server with room for everybody to reconnect at once."""

import contextlib
import gc
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

import gevent
from flask import Flask
from gevent import socket as gevent_socket
from gevent.pool import Pool
from gevent.pywsgi import WSGIHandler, WSGIServer

from facilitator.fan_out import FanOut
from facilitator.services.installation import Installation
from facilitator.web.events import SEAT_KEY, SERVER_KEY

BACKLOG = 2048
IDLE_SECONDS = 60.0
MOST_CONNECTIONS = 16_384
SPARE_FILES = 128
STREAMS_SHARE = 0.75


class Handler(WSGIHandler):
    """Handles requests without an access log, which would tell who answered when, and gives streams away."""

    seat: Any = None
    socket: Any
    chunked: bool = False
    response_use_chunked: bool
    held: bytearray | None = None

    def log_request(self) -> None:
        """Write nothing."""

    def log_error(self, msg: str, *args: Any) -> None:
        """Write nothing either: what is logged of a broken request is the address it came from."""

    def start_response(self, status: str, headers: Any, exc_info: Any = None) -> Any:
        """Begin a response; once the server stops, it is the last one of its connection, which is told so."""
        if self.server.closed:
            headers = [*headers, ("Connection", "close")]
        return super().start_response(status, headers, exc_info)

    def handle_one_request(self) -> Any:
        """Handle a request; where it asked for a stream, the connection goes to the fan-out."""
        self.socket.settimeout(IDLE_SECONDS)
        self.socket.setsockopt(gevent_socket.IPPROTO_TCP, gevent_socket.TCP_NODELAY, 1)
        result = super().handle_one_request()
        if self.seat is not None:
            self.server.environ[SERVER_KEY].hold(self.socket, self.seat, self.chunked)
            self.socket = None
        return result

    def _write_with_headers(self, data: bytes) -> None:
        """Send head and body together: in two parts, the second waits 40 ms for the first's receipt."""
        held = self.held = bytearray()
        super()._write_with_headers(data)
        self.held = None
        super()._sendall(held)

    def _sendall(self, data: bytes) -> None:
        if self.held is None:
            super()._sendall(data)
        else:
            self.held += data

    def process_result(self) -> None:
        """Send the response; of a stream only the beginning, as it goes on in the fan-out."""
        environ: Any = self.environ
        seat = environ.get(SEAT_KEY)
        if seat is None or self.code != 200:
            super().process_result()
            return
        for data in self.result:
            self.write(data)
        self.seat, self.chunked = seat, self.response_use_chunked
        self.response_use_chunked = False
        self.close_connection = True


def serve(
    app: Flask,
    installation: Installation,
    host: str,
    port: int,
    on_start: Callable[[int], None],
) -> None:
    """Serve until SIGINT or SIGTERM; ``on_start`` gets the port. The installation's streams are ended."""
    connections = _raise_file_limit() - SPARE_FILES
    pool = Pool(connections)
    fan_out = FanOut(installation, int(connections * STREAMS_SHARE), pool._semaphore)
    server = WSGIServer(
        (host, port),
        app,
        handler_class=Handler,
        log=None,
        backlog=BACKLOG,
        spawn=pool,
        environ={"wsgi.multithread": True, SERVER_KEY: fan_out},
    )
    # What has been loaded by now stays: looking it through for garbage would stop everybody now and then.
    gc.freeze()
    server.start()
    fan_out.start()
    on_start(server.server_port)

    def stop() -> None:
        installation.live.close()
        server.close()  # nobody new; who is being served has two seconds
        fan_out.close()
        server.stop(timeout=2)

    def stop_soon(_signal: int, _frame: FrameType | None) -> None:
        gevent.spawn(stop)  # whoever handles a signal must not wait

    signal.signal(signal.SIGTERM, stop_soon)
    signal.signal(signal.SIGINT, stop_soon)
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


def _raise_file_limit() -> int:
    """Let this process open as many connections as the system allows; return how many."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST_CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, MOST_CONNECTIONS)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return int(wanted)
        return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else int(min(soft, MOST_CONNECTIONS))
    return MOST_CONNECTIONS
