"""The report of an archive in headless Chromium; needs what `test_api_page` needs, and the extra [archive]."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from test_archive import BLAMEFUL, CALM, ROOT, tree

from linter.cli import cli

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MODULES = Path(os.environ.get("NODE_MODULES", ROOT / "node_modules"))
MISSING = [
    name
    for name, there in (
        ("chromium", CHROMIUM),
        ("node", shutil.which("node")),
        *((name, (MODULES / name).is_dir()) for name in ("playwright-core", "axe-core")),
        *((name, find_spec(name)) for name in ("sklearn", "tqdm", "vl_convert")),
    )
    if not there
]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the browser saw."""
    folder = tmp_path_factory.mktemp("report")
    hostile = (
        "# Postmortem </script><script>attacked = 1</script>\n\n## Timeline\n\n- 10:00 <img src=x onerror='attacked = 1'> forgot it.\n"
    )
    tree(folder, {"blamelint.toml": "root = true\njudge = false\n", "in/a.md": BLAMEFUL, "in/b.md": CALM, "in/c.md": hostile})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = CliRunner().invoke(cli, ["scan", "in", "in/b.md", "--workers", "1", "--write", "html"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    report = folder / "blamelint-archive" / "report.html"
    script = ROOT / "tests" / "browser" / "report.mjs"
    command = ["node", str(script), str(report), str(MODULES), str(CHROMIUM), str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_documents_are_searched_and_filtered(seen: dict[str, Any]) -> None:
    first, second = "Postmortem: checkout down on 2024-03-05 ", "Postmortem: search slow on 2024-04-11 "
    assert first.strip() in [each.strip() for each in seen["found"]]
    assert [each.strip() for each in seen["all"][:2]] == [first.strip(), second.strip()]
    assert seen["count"] == "3 of 3 documents"
    assert [each.strip() for each in seen["searched"]] == [first.strip()]
    assert seen["nothing"] == []
    assert [each.strip() for each in seen["family"]] == [first.strip()]
    assert [each.strip() for each in seen["month"]] == [second.strip()]


def test_it_leads_down_to_the_sentence_and_its_suggestion(seen: dict[str, Any]) -> None:
    assert "PC101 person-as-cause" in seen["rules"]
    assert any("John ran DROP TABLE" in mark for mark in seen["marks"])
    assert len(seen["marks"]) == len(seen["rules"])
    assert any(text.startswith("Instead: ") for text in seen["instead"])


def test_what_comes_back_leads_to_the_documents(seen: dict[str, Any]) -> None:
    assert any("2 reviews" in text and "depth of the billing queue" in text for text in seen["actions"])
    assert seen["places"] == ["#d0", "#d1"]
    assert seen["led"]
    assert seen["linked"]


def test_it_has_charts_and_is_light_or_dark(seen: dict[str, Any]) -> None:
    assert {"Reviews with blame", "Findings by family", "Where in a review", "Rules", "Action strength"} <= set(seen["charts"])
    assert seen["light"] == "rgb(255, 255, 255)"
    assert seen["dark"] == seen["system"] == "rgb(20, 24, 29)"


def test_it_loads_nothing_runs_nothing_of_the_reviews_and_is_accessible(seen: dict[str, Any]) -> None:
    assert seen["outside"] == []
    assert seen["errors"] == []
    assert seen["script"]
    assert seen["phone"]
    assert [each for each in seen["violations"] if each["impact"] in ("serious", "critical")] == []
