"""The wheel alone is enough: it holds all that the linter reads, and finds blame where there is no network."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NO_NETWORK = """\
import socket

def refuse(*_arguments, **_options):
    raise AssertionError("the network was asked for")

socket.getaddrinfo = socket.socket.connect = socket.socket.connect_ex = socket.create_connection = refuse
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def blamelint(wheel: Path) -> list[str]:
    """The command in an environment that has nothing but the wheel, its dependencies, and no network."""
    environment = wheel.parent / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = environment / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel], check=True)
    (packages,) = environment.glob("lib/python3*/site-packages")
    # `socket` is replaced as well as the network taken away: not every machine lets a user do the second.
    (packages / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    return [*without_network(), str(environment / "bin" / "blamelint")]


def without_network() -> list[str]:
    """What to put in front of a command so that it runs without a network, as far as this machine has that."""
    command = ["unshare", "--net", "--map-root-user"]
    if shutil.which(command[0]) and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
        return command
    return []


def test_holds_all_that_is_read(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "linter"
    read = [file for file in package.rglob("*") if file.suffix in {".py", ".txt", ".json", ".cfg"} and "__pycache__" not in file.parts]
    models = [file for file in (ROOT / "models").rglob("*") if file.is_file()]
    wanted = {file.relative_to(ROOT).as_posix() for file in read}
    wanted |= {f"linter/{file.relative_to(ROOT).as_posix()}" for file in models}
    assert {path.split("/")[1] for path in wanted} >= {"rules", "lexicons", "schema", "models"}
    assert wanted - inside == set()


def test_finds_blame_without_a_network(blamelint: list[str], tmp_path: Path) -> None:
    review = tmp_path / "review.md"
    review.write_text("# Root cause\n\nJohn pushed bad code.\n", encoding="utf-8")
    done = subprocess.run([*blamelint, "check", "--isolated", "--format", "json", review], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    (document,) = json.loads(done.stdout)["documents"]
    assert [(finding["rule"]["name"], finding["excerpt"][:4]) for finding in document["findings"]] == [("person-as-cause", "John")]


def test_leaves_software_alone_without_a_network(blamelint: list[str], tmp_path: Path) -> None:
    review = tmp_path / "review.md"
    review.write_text("# Root cause\n\nThe deploy job failed to acquire the lock.\n", encoding="utf-8")
    done = subprocess.run([*blamelint, "check", "--isolated", review], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
