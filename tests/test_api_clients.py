"""Programs that were written for LanguageTool's server, with this service in its place.

The two from npm need `node` and a `node_modules` that NODE_MODULES names, LibreOffice needs `soffice` and Python's `uno`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra [api] is not installed")

import httpx
from service import ROOT, RULES_ALONE, serving

BLAME = "John forgot to renew the certificate."
TEXT = f"All was well 😀. Root cause: {BLAME} The queue grew."
MODULES = Path(os.environ.get("NODE_MODULES", ROOT / "node_modules"))
NODE = shutil.which("node")
OFFICE = shutil.which("soffice")
SYSTEM_PYTHON = "/usr/bin/python3"


def from_npm(name: str) -> pytest.MarkDecorator:
    there = NODE and (MODULES / name).is_dir()
    return pytest.mark.skipif(not there, reason=f"node or the npm package {name} is not installed")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("service")
    rules_alone = folder / "rules.toml"
    rules_alone.write_text(RULES_ALONE)
    with serving(folder, "--config", str(rules_alone)) as client:
        yield str(client.base_url).rstrip("/")


def run(*command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"HOME": str(cwd)} if cwd else {})
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=cwd, env=environment)


def test_language_tool_python(address: str) -> None:
    client = pytest.importorskip("language_tool_python")
    with client.LanguageTool("en-US", remote_server=address) as tool:
        (match,) = tool.check(f"Root cause: {BLAME}")
        assert match.rule_id.startswith("PC")
        assert match.category == "PERSON_CAUSE"
        assert f"Root cause: {BLAME}"[match.offset : match.offset + match.error_length] in f"Root cause: {BLAME}"
        assert tool.check("The queue grew.") == []
        for replacement in match.replacements:
            assert replacement
        tool.disabled_categories = {match.category}
        assert tool.check(BLAME) == []


def test_language_tool_python_is_told_of_mistakes(address: str) -> None:
    client = pytest.importorskip("language_tool_python")
    with client.LanguageTool("en-US", remote_server=address) as tool, pytest.raises(client.exceptions.LanguageToolError, match="limit of"):
        tool.check("x " * 150_000)


def test_pylanguagetool(address: str, tmp_path: Path) -> None:
    api = pytest.importorskip("pylanguagetool.api")
    (match,) = api.check(TEXT, f"{address}/v2/", "en-US")["matches"]
    units = TEXT.encode("utf-16-le")
    assert "John forgot" in units[2 * match["offset"] : 2 * (match["offset"] + match["length"])].decode("utf-16-le")
    file = tmp_path / "review.txt"
    file.write_text(TEXT)
    main = "from pylanguagetool.cli import main; main()"
    found = run(sys.executable, "-c", main, "-a", f"{address}/v2/", "-l", "en-US", str(file))
    assert found.returncode == 1, found.stderr
    assert "Reads as" in found.stdout
    file.write_text("The queue grew.\n")
    assert run(sys.executable, "-c", main, "-a", f"{address}/v2/", "-l", "en-US", str(file)).returncode == 0


@from_npm("gramma")
def test_gramma(address: str, tmp_path: Path) -> None:
    (tmp_path / ".gramma.json").write_text(json.dumps({"api_url": f"{address}/v2/check", "language": "en-US"}))
    file = tmp_path / "review.md"
    file.write_text(f"# Root cause\n\n**Yes**, 😀: {BLAME}\n")
    command = (str(NODE), str(MODULES / "gramma" / "src" / "cli.js"), "check", "-p", "-m", str(file))
    found = run(*command, cwd=tmp_path)
    assert found.returncode == 1, found.stdout + found.stderr
    assert "Reads as" in found.stdout
    assert "forgot to renew" in found.stdout
    file.write_text("# Root cause\n\nThe queue **grew**.\n")
    assert run(*command, cwd=tmp_path).returncode == 0


@from_npm("language-grammar-api")
def test_language_grammar_api(address: str) -> None:
    script = ROOT / "tests" / "browser" / "grammar.cjs"
    done = run(str(NODE), str(script), address, str(MODULES), TEXT)
    assert done.returncode == 0, done.stderr
    value = json.loads(done.stdout)
    assert "en-US" in [each["longCode"] for each in value["languages"]]
    assert [match["rule"]["category"]["id"] for match in value["answer"]["matches"]] == ["PERSON_CAUSE"]


OFFICE_SCRIPT = ROOT / "tests" / "office.py"


@pytest.mark.skipif(not OFFICE or run(SYSTEM_PYTHON, "-c", "import uno").returncode != 0, reason="soffice or Python's uno is not installed")
def test_libreoffice(address: str, tmp_path: Path) -> None:
    """Its built-in checker, without a window. It sends a text unescaped, so the text has what that breaks."""
    text = f"R&D said 100%65 more + less 😀. Root cause: {BLAME}"
    done = run(SYSTEM_PYTHON, str(OFFICE_SCRIPT), str(OFFICE), str(tmp_path / "profile"), f"{address}/v2", text)
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)
    assert "John forgot" in found["words"]
    assert "Reads as" in " ".join(found["comments"])
    assert httpx.get(f"{address}/healthz").status_code == 200
