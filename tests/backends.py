"""PostgreSQL and Redis from the system's packages, started in temporary folders by the tests."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from facilitator.robots.own_server import OwnServer, own_server

POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]


def shared_settings() -> dict[str, str]:
    """Return the settings of the database and Redis that tests on PostgreSQL share with their servers."""
    return {name: value for name, value in os.environ.items() if name.startswith("FACILITATOR_")}


def own_backends(patch: pytest.MonkeyPatch, shared: dict) -> None:
    """Have servers that start from now on use a database of their own on PostgreSQL, and Redis."""
    if shared:
        shared["redis"].forget()  # wrong guesses of the test before
        patch.setenv("FACILITATOR_DATABASE", shared["postgres"].new_database())
        patch.setenv("FACILITATOR_REDIS", shared["redis"].url)


@contextlib.contextmanager
def own_running(shared: dict) -> Iterator[OwnServer]:
    """Run a server with a database of its own, on the backends that these tests run on."""
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        own_backends(patch, shared)
        running = stack.enter_context(own_server(settings=shared_settings()))
        patch.undo()  # for its start alone: other servers have their own
        yield running


def free_port() -> int:
    """Return a port that is free at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def missing() -> list[str]:
    """Return which programs are not installed."""
    wanted = {"postgresql": bool(POSTGRES), "redis-server": shutil.which("redis-server")}
    return [name for name, there in wanted.items() if not there]


def _as_nobody(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return (
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
        if os.geteuid() == 0
        else command
    )


def wait_for(port: int, seconds: float = 30.0) -> None:
    """Wait until something answers at a port."""
    until = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if time.monotonic() > until:
            raise TimeoutError(f"nothing answers at port {port}")
        time.sleep(0.05)


@dataclass
class Postgres:
    """A server of our own, which can be stopped and started again."""

    folder: Path
    port: int = field(default_factory=free_port)
    made: int = 0

    def create(self) -> None:
        """Make an empty cluster and start it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(self.folder, 65534, 65534)
        self._run("initdb", "-D", str(self.folder), "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()

    def start(self) -> None:
        """Start the server."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=100"
        self._run(
            "pg_ctl", "-D", str(self.folder), "-w", "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def stop(self, mode: str = "fast") -> None:
        """Stop the server."""
        self._run("pg_ctl", "-D", str(self.folder), "-w", "-m", mode, "stop")

    def new_database(self) -> str:
        """Return the address of an empty database."""
        self.made += 1
        name = f"test{self.made}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "test", name)
        return f"postgresql+psycopg://test@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        command = _as_nobody([str(POSTGRES[0] / program), *arguments])
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/", check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


@dataclass
class Redis:
    """A server of our own, which can be stopped and started again."""

    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server."""
        command = [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port)

    def forget(self) -> None:
        """Empty the server."""
        with socket.create_connection(("127.0.0.1", self.port), 5) as wire:
            wire.sendall(b"FLUSHALL\r\n")
            wire.recv(64)

    def stop(self) -> None:
        """Stop the server."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """Run PostgreSQL in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    folder.chmod(0o755)
    server = Postgres(folder / "data")
    try:
        server.create()
        yield server
    finally:
        with contextlib.suppress(RuntimeError):
            server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis() -> Iterator[Redis]:
    """Run Redis without any file."""
    server = Redis()
    try:
        server.start()
        yield server
    finally:
        server.stop()
