"""A server on a data folder that a test may spoil while it runs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3

from scripts.bench.world import World, make_world
from tests import backends


class Server:
    """`facilitator serve` as people run it, and phones that vote on it."""

    def __init__(self, data: Path, *options: str, prefix: tuple[str, ...] = ()) -> None:
        self.port = backends.free_port()
        self.wrapped = prefix[:1] == ("strace",)
        self.http = urllib3.PoolManager(retries=False, timeout=20)
        command = [*prefix, sys.executable, "-m", "facilitator", "serve", "--data", str(data)]
        command += [
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--exports",
            str(data / "exports"),
            *options,
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def wait(self) -> "Server":
        until = time.monotonic() + 30
        while True:
            try:
                assert self.get("/health/live").status == 200
                return self
            except urllib3.exceptions.HTTPError:
                assert self.process.poll() is None, self.process.stdout.read()
                assert time.monotonic() < until
                time.sleep(0.05)

    def get(self, path: str):
        return self.http.request("GET", f"http://127.0.0.1:{self.port}{path}", redirect=False)

    def send(self, raw: bytes):
        """Send a ready-made form of the bench's world."""
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = dict(
            line.split(": ", 1) for line in lines if not line.startswith(("Host", "Content-Length"))
        )
        method, path, _ = first.split(" ")
        return self.http.request(
            method, f"http://127.0.0.1:{self.port}{path}", headers=headers, body=body, redirect=False
        )

    def stop(self) -> str:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        inner = children.read_text().split() if self.wrapped and children.exists() else []
        for pid in inner or [self.process.pid]:
            os.kill(int(pid), signal.SIGTERM)
        try:
            said, _ = self.process.communicate(timeout=20)
        finally:
            self.process.kill()
        self.http.clear()
        return said


@contextmanager
def serving(data: Path, *options: str, prefix: tuple[str, ...] = ()) -> Iterator[Server]:
    server = Server(data, *options, prefix=prefix)
    try:
        yield server.wait()
    finally:
        server.stop()


@pytest.fixture
def data(tmp_path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def world(data) -> World:
    return make_world(data, 20)
