"""What hosts are given starts what there is: options, files, volumes, and a package that needs no checkout."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from facilitator.commands import command
from tests.faults.conftest import serving
from tests.proxies import DEPLOY

HERE = DEPLOY.parent


def parse(arguments: list[str]):
    """Read a command line as the program does, without running it."""
    part = command.get_command(None, arguments[0])
    assert part is not None, arguments[0]
    return part.make_context(arguments[0], arguments[1:])


def read_unit():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(DEPLOY / "facilitator.service")
    return unit


def test_compose_starts_the_app_with_options_that_exist():
    text = (DEPLOY / "compose.yaml").read_text()
    services = yaml.safe_load(text)["services"]
    given = dict(
        line.split("=", 1) for line in (DEPLOY / "example.env").read_text().splitlines() if "=" in line
    )
    assert set(re.findall(r"\$\{(\w+)\}", text)) == set(given)
    started = parse([re.sub(r"\$\{\w+\}", "x", word) for word in services["app"]["command"]]).params
    assert started["database"].split("@")[1].split("/")[0] in services
    assert started["redis"].split("//")[1].split(":")[0] in services
    assert started["proxies"] == 1
    # Caddy looks for the app under its name and the port that it listens on.
    assert f"dynamic a app {started['port']} " in (DEPLOY / "Caddyfile").read_text()
    assert f"EXPOSE {started['port']}\n" in (DEPLOY / "Dockerfile").read_text()


def test_compose_keeps_what_has_to_be_kept():
    whole = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    for name, service in whole["services"].items():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in whole["volumes"] or (DEPLOY / source).exists(), (name, source)
        for other in service.get("depends_on", ()):
            assert other in whole["services"]
    app = whole["services"]["app"]
    assert parse([re.sub(r"\$\{\w+\}", "x", w) for w in app["command"]]).params["data"] == Path("/data")
    assert "data:/data" in app["volumes"]  # secret and keys, which all processes share


def test_the_image_is_made_of_files_that_exist():
    for sources in re.findall(r"^COPY (.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE):
        for source in sources.split():
            assert (HERE / source).exists(), source


def test_the_unit_starts_the_app_with_options_that_exist():
    service = read_unit()["Service"]
    started = parse(shlex.split(service["ExecStart"])[1:]).params
    assert started["proxies"] == 1
    assert started["host"] == "127.0.0.1"
    # All that it writes lies where the unit lets it write.
    state = Path("/var/lib") / service["StateDirectory"]
    assert started["data"] == state
    assert started["exports"].is_relative_to(state)


def test_systemd_understands_the_unit():
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    said = subprocess.run(
        ["systemd-analyze", "verify", DEPLOY / "facilitator.service"], capture_output=True, text=True
    )
    doubts = said.stderr.splitlines()
    assert doubts  # it has looked: the program is not where the unit has it
    assert [line for line in doubts if "/opt/facilitator" not in line] == []


def test_the_package_runs_without_its_checkout(tmp_path):
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "wheel", "--no-index"]
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-w", tmp_path, HERE], check=True)
    (wheel,) = tmp_path.glob("facilitator-*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "package")
    elsewhere = ("env", "-C", str(tmp_path), f"PYTHONPATH={tmp_path / 'package'}")
    with serving(tmp_path / "data", prefix=elsewhere) as server:

        def get(path: str) -> str:
            answer = server.get(path)
            assert answer.status == 200, path
            return answer.data.decode()

        files = re.findall(r'(?:src|href)="(/static/[^"]+)"', get("/"))
        assert files
        for file in files:
            get(file.replace("&amp;", "&"))
        server.http.headers["Accept-Language"] = "cy"
        assert 'lang="cy"' in get("/")
