"""A server with a data folder of its own, which is removed afterwards."""

import contextlib
import os
import queue
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class OwnServer:
    """Where the server is reached, and what it says."""

    base: str
    setup_path: str
    process_id: int
    data: Path


class ServerFailed(Exception):
    """The server did not start; the message is what it said."""


@contextlib.contextmanager
def own_server(
    host: str = "127.0.0.1",
    port: int = 0,
    public_url: str = "",
    data: Path | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[OwnServer]:
    """Start `facilitator serve` on a temporary data folder; stop it and remove the folder at the end.

    A folder that is given stays, so that another server can go on with it. ``settings`` are variables of
    the environment for it. None of ours reach it: a made-up room must never play in the database, or with
    the keys, of the installation that it is played from.
    """
    kept, data = data is not None, data or Path(tempfile.mkdtemp(prefix="facilitator-"))
    port = port or _free_port()
    command = [sys.executable, "-m", "facilitator", "serve", "--data", str(data), "--host", host]
    command += ["--port", str(port), "--exports", str(data / "exports")]
    if public_url:
        command += ["--public-url", public_url]
    # A group of its own, so that Ctrl-C in the terminal reaches us first and we end it in order.
    flags = {"creationflags": 0x200} if os.name == "nt" else {"start_new_session": True}
    ours = {name: value for name, value in os.environ.items() if not name.startswith("FACILITATOR_")}
    process = subprocess.Popen(  # noqa: S603 - our own command
        command,
        env=ours | dict(settings or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **flags,
    )
    try:
        setup_path = _wait_for_link(process)
        yield OwnServer(f"http://127.0.0.1:{port}", setup_path, process.pid, data)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
        if not kept:
            shutil.rmtree(data, ignore_errors=True)


def _wait_for_link(process: "subprocess.Popen[str]") -> str:
    """Return the path of the one-time link that the server prints, and go on emptying its output.

    A server that has an account already prints none.
    """
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        with contextlib.suppress(ValueError):  # closed at the end, while this waits for a line
            for line in process.stdout:
                lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    said: list[str] = []
    while True:
        try:
            line = lines.get(timeout=START_SECONDS)
        except queue.Empty:
            raise ServerFailed("the server did not start in time") from None
        if line is None:
            raise ServerFailed("".join(said).strip() or "the server stopped at once")
        said.append(line)
        found = re.search(r"(/setup/\S+)", line)
        if found:
            return found.group(1)
        if line.startswith("Stop with"):
            return ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
