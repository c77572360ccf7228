"""The proxies of deploy/ from the system's packages, with the very files that hosts get."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.backends import free_port, wait_for

DEPLOY = Path(__file__).parents[1] / "deploy"


def missing() -> list[str]:
    """Return which proxies are not installed."""
    return [name for name in PROXIES if not shutil.which(name)]


def _replaced(pattern: str, by: str, text: str, flags: int = re.DOTALL) -> str:
    """Adapt the one place that a host adapts, too."""
    text, found = re.subn(pattern, by, text, flags=flags)
    assert found == 1, f"{pattern} stands {found} times in the file"
    return text


@contextlib.contextmanager
def nginx(ports: list[int]) -> Iterator[int]:
    """Run nginx with deploy/nginx.conf before app processes; give its port. Without TLS, as there is no name."""
    with _folder() as folder:
        port = free_port()
        servers = " ".join(f"server 127.0.0.1:{p} max_fails=0;" for p in ports)
        site = (DEPLOY / "nginx.conf").read_text()
        site = _replaced(r"(server 127\.0\.0\.1:\d+ max_fails=0;\s*)+", f"{servers}\n", site)
        site = _replaced(r"/var/log/nginx/error\.log", f"{folder}/error.log", site)
        site = _replaced(r"listen 443 ssl;", f"listen 127.0.0.1:{port};", site)
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;\n"
            f"events {{ worker_connections 4096; }}\nhttp {{\n{temporary}{site}}}\n"
        )
        with _running(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], port):
            yield port


@contextlib.contextmanager
def caddy(ports: list[int]) -> Iterator[int]:
    """Run Caddy with deploy/Caddyfile before app processes; give its port. Without TLS, as there is no name."""
    with _folder() as folder:
        port = free_port()
        site = (DEPLOY / "Caddyfile").read_text()
        servers = "to " + " ".join(f"127.0.0.1:{p}" for p in ports)
        site = _replaced(r"dynamic a app 8000 \{.*?\}", servers, site)
        site = _replaced(r"^\{\n", "{\n\tadmin off\n", site, re.MULTILINE)
        (folder / "Caddyfile").write_text(site)
        environment = os.environ | {
            "FACILITATOR_HOST": f"http://127.0.0.1:{port}",
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
        }
        command = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
        with _running(command, port, environment):
            yield port


PROXIES: dict[str, Callable[[list[int]], contextlib.AbstractContextManager[int]]] = {
    "nginx": nginx,
    "caddy": caddy,
}


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="proxy-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _running(command: list[str], port: int, environment: dict[str, str] | None = None) -> Iterator[None]:
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment, start_new_session=True)
    try:
        wait_for(port)
        yield
    finally:
        # All of it, nginx's workers too; asked politely, Caddy waits for its last connection.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
