"""The page in headless Chromium. Needs `chromium`, `node`, and playwright-core and axe-core in a `node_modules` that NODE_MODULES names."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra [api] is not installed")

import docx
from service import ROOT, RULES_ALONE, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MODULES = Path(os.environ.get("NODE_MODULES", ROOT / "node_modules"))
MISSING = [
    name
    for name, there in (
        ("chromium", CHROMIUM),
        ("node", shutil.which("node")),
        ("playwright-core", (MODULES / "playwright-core").is_dir()),
        ("axe-core", (MODULES / "axe-core").is_dir()),
    )
    if not there
]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the browser saw."""
    folder = tmp_path_factory.mktemp("page")
    made = docx.Document()
    made.add_heading("Root cause", 1)
    made.add_paragraph("Ana forgot to renew the certificate.")
    made.save(str(folder / "review.docx"))
    (folder / "broken.docx").write_bytes(b"PK\3\4\0 no document")
    (folder / "review.html").write_text("<h1>Root cause</h1>\n<p>Ana <b>forgot</b> to renew the certificate &amp; left.</p>\n")
    rules = folder / "rules.toml"
    rules.write_text(RULES_ALONE)
    with serving(folder, "--config", str(rules)) as client:
        script = ROOT / "tests" / "browser" / "page.mjs"
        command = ["node", str(script), str(client.base_url).rstrip("/"), str(MODULES), str(CHROMIUM), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_findings_are_listed_and_marked(seen: dict[str, Any]) -> None:
    assert seen["empty"] == "Nothing to read yet."
    assert len(seen["example"]) >= 3
    assert [f"“{mark}”" for mark in seen["marks"]] == seen["example"]
    assert seen["aligned"]
    assert len(seen["why"]) > 40


def test_marks_of_every_severity_stand_under_their_words(seen: dict[str, Any]) -> None:
    assert {severity for severity, _ in seen["letters"]} >= {"error", "hint"}
    assert all(same for _, same in seen["letters"])


def test_keys_lead_to_findings(seen: dict[str, Any]) -> None:
    assert seen["selected"] == seen["marks"][0]
    assert seen["before"] == seen["marks"][-1]


def test_suggestions_are_put_in_and_taken_back(seen: dict[str, Any]) -> None:
    assert seen["undone"]
    if seen["suggestions"]:
        assert seen["applied"]


def test_families_are_filtered(seen: dict[str, Any]) -> None:
    assert seen["filtered"]
    assert seen["unfiltered"]


def test_emoji_and_edits_move_no_mark(seen: dict[str, Any]) -> None:
    assert len(seen["emoji"]) == 1
    assert seen["emoji"][0].startswith("Ana forgot")
    assert seen["moved"] == seen["emoji"]


def test_clean_huge_and_hostile_texts(seen: dict[str, Any]) -> None:
    assert seen["clean"].startswith("No findings in 6 words")
    assert "longer than" in seen["huge"]
    assert seen["escaped"]


def test_errors_are_told(seen: dict[str, Any]) -> None:
    assert seen["busy"] == "There are too many requests."
    assert "reached" in seen["gone"]


def test_files_come_and_go(seen: dict[str, Any]) -> None:
    assert "Ben forgot" in seen["dropped"]
    assert seen["download"] == "dropped.md"


def test_html_and_word_documents_are_read(seen: dict[str, Any]) -> None:
    assert seen["html"]["format"] == "html"
    assert [mark.startswith("Ana <b>forgot</b> to renew") for mark in seen["html"]["marks"]] == [True]
    assert seen["word"]["text"].rstrip() == "# Root cause\n\nAna forgot to renew the certificate."
    assert seen["word"]["format"] == "markdown"
    assert [mark.startswith("Ana forgot to renew") for mark in seen["word"]["marks"]] == [True]
    assert seen["back"]
    assert "broken.docx" in seen["broken"]
    assert seen["kept"]


def test_it_fits_a_phone_loads_nothing_and_is_accessible(seen: dict[str, Any]) -> None:
    assert seen["phone"]
    assert seen["led"]
    assert seen["outside"] == []
    assert seen["errors"] == []
    assert [each for each in seen["violations"] if each["impact"] in ("serious", "critical")] == []
