"""What docs/ci.md and templates/ tell people to copy: valid for its service, and its commands run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
TEMPLATE = (ROOT / "templates" / "blamelint.yml").read_text(encoding="utf-8")
BLAME = "Root cause: John ran DROP TABLE in production.\n"
CLEAN = "The console accepted DROP TABLE in production without a question.\n"


def blocks(language: str, heading: str) -> list[str]:
    """The code blocks of a section of the guide."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", GUIDE, re.DOTALL | re.MULTILINE)
    return re.findall(rf"^```{language}\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A repository with a branch `topic` that added blame to a review which had some."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (tmp_path / "blamelint.toml").write_text("root = true\njudge = false\n", encoding="utf-8")
    (tmp_path / "postmortems").mkdir()
    review = tmp_path / "postmortems" / "a.md"
    review.write_text(BLAME, encoding="utf-8")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "Before")
    git(tmp_path, "branch", "origin/main")
    git(tmp_path, "checkout", "--quiet", "-b", "topic")
    review.write_text(f"{BLAME}\n{CLEAN}\n{BLAME}", encoding="utf-8")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    names = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = os.environ | names | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)


def shell(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A script where `blamelint` is this checkout, installed already."""
    commands = 'blamelint() { "$PYTHON" -m linter.cli "$@"; }\npip() { :; }\nset -e\n'
    own = os.environ | {"PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | environment
    return subprocess.run(["bash", "-c", commands + script], cwd=folder, env=own, capture_output=True, text=True, check=False)


def valid(document: object, schema: str, folder: Path) -> None:
    pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed")
    (folder / "instance.json").write_text(json.dumps(document), encoding="utf-8")
    # Azure's schema has patterns that are none with Unicode's rules.
    options = ["--regex-variant", "nonunicode", "--builtin-schema", f"vendor.{schema}"]
    command = [sys.executable, "-m", "check_jsonschema", *options, "instance.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_pre_commit(tmp_path: Path) -> None:
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    (block,) = blocks("yaml", "pre-commit")
    (tmp_path / "config.yaml").write_text(block, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-config", str(tmp_path / "config.yaml")], check=True)
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert yaml.safe_load(block)["repos"][0]["hooks"][0]["id"] == hook["id"]


def gitlab_job(**inputs: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The header of the template, and what it becomes with inputs."""
    head, body = TEMPLATE.split("\n---\n")
    header = yaml.safe_load(head)
    given = {name: value["default"] for name, value in header["spec"]["inputs"].items()} | inputs
    return header, yaml.safe_load(re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda match: given[match[1]], body))


def test_gitlab_is_valid(tmp_path: Path) -> None:
    header, job = gitlab_job()
    valid(header | job, "gitlab-ci", tmp_path)
    (example,) = map(yaml.safe_load, blocks("yaml", "GitLab"))
    valid(example, "gitlab-ci", tmp_path)
    assert set(example["include"][0]["inputs"]) <= set(header["spec"]["inputs"])
    assert example["include"][0]["remote"].endswith("/templates/blamelint.yml")


def test_gitlab_fails_for_what_changed_and_reports_everything(team: Path) -> None:
    _, job = gitlab_job(paths="postmortems")
    script = "\n".join((*job["blamelint"]["before_script"], *job["blamelint"]["script"]))
    done = shell(script, team, CI_MERGE_REQUEST_DIFF_BASE_SHA="main")
    assert done.returncode == 1, done.stderr
    assert "a.md:5:13" in done.stdout
    assert "a.md:1:13" not in done.stdout
    issues = json.loads((team / job["blamelint"]["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
    assert [issue["location"]["lines"]["begin"] for issue in issues] == [1, 5]
    assert shell(script, team, CI_MERGE_REQUEST_DIFF_BASE_SHA="").returncode == 0


def test_jenkins_has_a_report_to_record(team: Path) -> None:
    (block,) = blocks("groovy", "Jenkins")
    install, check = re.findall(r"sh '(.*)'", block)
    assert install.endswith("install --quiet blamelint")
    assert shell(check.replace(".venv/bin/", ""), team).returncode == 0
    (pattern,) = re.findall(r"pattern: '(.*?)'", block)
    assert (team / pattern).read_text(encoding="utf-8").count("<error ") == 2
    assert block.count("{") == block.count("}")


def test_azure_is_valid_and_fails_for_what_changed(team: Path, tmp_path: Path) -> None:
    (block,) = blocks("yaml", "Azure Pipelines")
    pipeline = yaml.safe_load(block)
    valid(pipeline, "azure-pipelines", tmp_path)
    (script,) = (step["bash"] for step in pipeline["steps"] if "bash" in step)
    assert shell(script.replace("$(System.PullRequest.TargetBranchName)", "main"), team).returncode == 1
    (publish,) = (step["inputs"] for step in pipeline["steps"] if step.get("task", "").startswith("PublishTestResults"))
    assert (team / publish["testResultsFiles"]).read_text(encoding="utf-8").count("<failure ") == 1


def test_a_diff_through_a_pipe(team: Path) -> None:
    git(team, "commit", "--quiet", "--all", "--message", "More")
    (script,) = blocks("bash", "Everywhere else")
    lines = [json.loads(line) for line in shell(script, team).stdout.splitlines()]
    assert [line["location"]["range"]["start"]["line"] for line in lines] == [5]
