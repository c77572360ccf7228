"""The server under test, with three addresses more: nothing, the bare endpoint, and raw sockets.

    python -m scripts.bench.served DATA

``/nothing`` answers an empty POST before Flask, ``/bare`` does what every form does (headers, session,
form token, redirect) and no work of its own. The raw port sends 60 bytes to everybody connected.
"""

from gevent import monkey

monkey.patch_all()

import os
import sys
from pathlib import Path

import gevent
from flask import redirect
from gevent.server import StreamServer

from facilitator.app import create_app
from facilitator.server import serve
from facilitator.services.installation import open_installation
from facilitator.settings import Settings, prepare_data_folder
from facilitator.web.access import check_form_token, public

EMPTY_HEADERS = [("Content-Length", "0")]


def main() -> None:
    data = Path(sys.argv[1])
    settings = Settings(
        data=data,
        secret_key=prepare_data_folder(data),
        exports=data / "exports",
        database_url=os.environ.get("BENCH_DATABASE", ""),
        redis_url=os.environ.get("BENCH_REDIS", ""),
    )
    installation = open_installation(settings)
    app = create_app(installation)

    @app.post("/bare")
    @public
    def bare():
        check_form_token()
        return redirect("/")

    inner = app.wsgi_app

    def with_nothing(environ, start_response):
        if environ["PATH_INFO"] == "/nothing":
            start_response("204 No Content", EMPTY_HEADERS)
            return ()
        return inner(environ, start_response)

    app.wsgi_app = with_nothing
    sockets = []

    def hold(connection, _address) -> None:
        if connection.recv(1) == b"!":
            for each in sockets:
                each.send(b"x" * 60)
            return
        sockets.append(connection)
        while connection.recv(1):
            pass
        sockets.remove(connection)

    raw = StreamServer(("127.0.0.1", 0), hold, backlog=2048)
    raw.start()

    def tell(port: int) -> None:
        print(port, raw.server_port, flush=True)

    serve(app, installation, "127.0.0.1", 0, tell)
    installation.close()
    gevent.sleep(0)


main()
