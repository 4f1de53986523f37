"""What pre-commit's hook costs on one small file, beside `blamelint check` of the same installation on the same file, in one run.

    python -m benchmarks.hook [--runs 5]

The hook is installed by pre-commit itself, from the last commit of this checkout. It needs the package index the first time.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.speed import SMALL, Tool, cost, table
from linter import about

ROOT = Path(__file__).parent.parent
CONFIGURATION = """
repos:
  - repo: {root}
    rev: {commit}
    hooks:
      - id: blamelint
  - repo: local
    hooks:
      - {{id: nothing, name: nothing, entry: "true", language: system}}
"""


def tools(folder: Path) -> Iterator[Tool]:
    """The command by itself, a hook that does nothing, and the hook; they work in the current folder."""
    (command,) = folder.glob("*/py_env-*/bin/blamelint")
    yield Tool("`blamelint check`", about.VERSION, (str(command), "check"))
    for name, hook in (("a hook that does nothing", "nothing"), ("the hook", "blamelint")):
        yield Tool(name, about.VERSION, (sys.executable, "-m", "pre_commit", "run", hook, "--files"))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=5)
    given = options.parse_args()
    store = Path(tempfile.gettempdir()) / "blamelint-benchmark" / "pre-commit"
    shutil.rmtree(store, ignore_errors=True)
    os.environ["PRE_COMMIT_HOME"] = str(store)
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        file = Path(name) / SMALL.name
        shutil.copy(SMALL, file)
        Path(".pre-commit-config.yaml").write_text(CONFIGURATION.format(root=ROOT, commit=commit), encoding="utf-8")
        subprocess.run(["git", "init", "--quiet"], check=True)
        subprocess.run(["git", "add", "--all"], check=True)
        subprocess.run([sys.executable, "-m", "pre_commit", "install-hooks"], check=True)
        measured = {tool.name: cost(tool, [file], runs=given.runs) for tool in tools(store)}
    alone = measured["`blamelint check`"]
    rows = ((name, f"{c.wall:.2f}", f"{c.cpu:.2f}", f"{c.cpu / alone.cpu:.2f}") for name, c in measured.items())
    print(table(("one small file", "wall s", "CPU s", "CPU, times check"), rows))


if __name__ == "__main__":
    main()
