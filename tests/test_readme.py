"""The documents of the project are held to what it does: their examples run, their generated parts are current, and they lint clean.

python tests/test_readme.py        makes the generated parts and the output of the console examples anew
"""

from __future__ import annotations

import doctest
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

import linter
from linter import Linter, Rule, formats
from linter.cli import cli
from linter.config import Configuration
from linter.readers import read_document, read_text, readers
from linter.rules import all_rules
from linter.settings import Settings
from linter.training.agreement import agreement, read_agreement
from linter.training.data import check, read_file, read_reviews, tally

ROOT = Path(__file__).parent.parent
PAGES = tuple(f"docs/{file.name}" for file in sorted((ROOT / "docs").glob("*.md")))
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md", "training_data/README.md", *PAGES)
TREEBANK = ROOT.parent / "shared" / "treebank"
ELSEWHERE = {
    "docs/archive.md": {"bash"},  # test_archive.py
    "docs/ci.md": {"bash", "groovy", "yaml"},  # test_ci_examples.py, test_action.py
    "docs/editors.md": {"json", "lua", "vim", "elisp"},  # below, test_editors.py
    "docs/service.md": {"bash"},  # test_api.py
}
"""The languages of blocks on the pages that are not run for all documents alike."""
LEFT_OUT = "…"
"""Stands in a console example for any number of lines."""

_GENERATED = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end of \2 -->)", re.DOTALL)
_CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
_CHECKSUM = re.compile(r"^\| `(\S+\.gz)` \|.*`([0-9a-f]{64})` \|$", re.MULTILINE)


def fenced(language: str, text: str) -> list[str]:
    """The code blocks of a Markdown text in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def renewed(text: str) -> str:
    """A document with its generated parts and the output of its console examples made anew."""
    text = _GENERATED.sub(lambda match: f"{match[1]}{GENERATORS[match[2]]()}\n{match[3]}", text)
    return _CONSOLE.sub(lambda match: "".join(_run_again(match[0])), text)


def _run_again(block: str) -> Iterator[str]:
    """The commands of a console example, each with what it prints now; where lines were left out, as many stay as did."""
    for example in re.split(r"^(?=\$ )", block, flags=re.MULTILINE)[1:]:
        command, *shown = example.splitlines()
        printed = output(command.removeprefix("$ ")).splitlines()
        if LEFT_OUT in shown:
            at = shown.index(LEFT_OUT)
            printed = [*printed[:at], LEFT_OUT, *printed[len(printed) - (len(shown) - at - 1) :]]
        yield from (line + "\n" for line in (command, *printed))


def output(command: str) -> str:
    """What a shell command prints in the folder of the project, where `blamelint` is this checkout."""
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    environment |= {"PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    script = f'blamelint() {{ "$PYTHON" -m linter.cli "$@"; }}\n{command}'
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)
    if "Traceback (most recent call last)" in done.stderr:
        raise RuntimeError(f"{command}\n{done.stderr}")
    return done.stdout + done.stderr


def rules() -> str:
    """The table of the rules, each with its shortest examples."""
    return "\n".join(
        _table(
            ("rule", "severity", "finds, for instance", "leaves alone, for instance"),
            ((f"`{r.code}` {r.name}", _severity(r), *_examples(r)) for r in all_rules()),
        )
    )


def _severity(rule: Rule) -> str:
    return str(rule.severity) + ("" if rule.default else ", off by default")


def _examples(rule: Rule) -> tuple[str, str]:
    """Sentences that a rule finds and leaves alone; where it looks at whole reviews, what it says of them."""
    if rule.whole:
        return rule.message.removeprefix("Reads as ").replace("{predicate}", "…"), "documents that are no reviews"
    return _shortest(rule.flags), _shortest(rule.passes)


def _shortest(examples: Iterable[str]) -> str:
    """The shortest example, if possible one that needs no heading, on one line."""
    chosen = min(examples, key=lambda example: ("\n" in example, len(example)))
    return re.sub(r"\n[\n# *-]*", ": ", chosen.lstrip("-# ")).replace("|", r"\|")


def quality() -> str:
    """The judge's numbers on held-out reviews."""
    file = ROOT / "models" / "judge" / "metrics.json"
    if not file.is_file():
        return "No judge has been trained yet, so there are no numbers."
    metrics = json.loads(file.read_text(encoding="utf-8"))
    test, real = metrics["test"], metrics.get("real reports", {}).get("ci")
    columns = {"held-out reviews": test} | ({"real reports": real} if real else {})
    head = ("label", *(f"{name}, {part}" for name in columns for part in ("precision", "recall", "F1")))
    # Real reports do not have every label.
    scores = ((label, [each["labels"].get(label) for each in columns.values()]) for label in test["labels"])
    rows = ((label, *(f"{row[part]:.2f}" if row else "–" for row in each for part in ("P", "R", "F1"))) for label, each in scores)
    alarms = " and ".join(
        f"{each['false_alarms_per_1000_words']:.2f} in {name} ({each['words']:,} words)" for name, each in columns.items()
    )
    return "\n".join(
        (
            *_table(head, rows),
            "",
            "Training never saw the held-out reviews; the real reports are public ones, and were read while the rules were written.",
            f"False alarms per 1,000 words: {alarms}. Both sides are right in {test['pairs_right']:.0%} of {test['pairs']} minimal pairs.",
            f"With the names of {len(test['cultures']['f1'])} groups of cultures put into the same sentences, F1 differs by at most "
            f"{test['cultures']['gap']:.3f}.",
        )
    )


def counts() -> str:
    """How many reviews and sentences the training data has, by file and in all."""
    found = read_reviews(ROOT / "training_data")
    families = sorted({review.family for review in found})
    rows = [(f"`{family}.txt`", tally(review for review in found if review.family == family)) for family in families]
    return "\n".join(
        _table(("file", *tally(found)), ((name, *map(str, counts.values())) for name, counts in (*rows, ("all", tally(found)))))
    )


def readers_agree() -> str:
    """How well two readers of the guideline agree on the same sentences."""
    one, two = read_agreement(ROOT / "training_data" / "agreement.jsonl")
    head = ("label", "sentences", "both", "first", "second", "F1", "Cohen's kappa")
    found = ((a.label, *map(str, (a.sentences, a.both, a.first, a.second)), f"{a.f1:.2f}", f"{a.kappa:.2f}") for a in agreement(one, two))
    same = sum(one[at] == two[at] for at in one)
    told = f"In {same} of {len(one)} sentences ({same / len(one):.0%}) all labels are the same, borderline ones included."
    return "\n".join((*_table(head, found), "", told))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield f"| {' | '.join(row)} |"


GENERATORS = {"rules": rules, "quality": quality, "counts": counts, "agreement": readers_agree}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_generated_parts_and_console_examples_are_current(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text == renewed(text), "run `python tests/test_readme.py`, and read what it changed"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_python_examples_run(name: str) -> None:
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for block in fenced("python", (ROOT / name).read_text(encoding="utf-8")):
        runner.run(doctest.DocTestParser().get_doctest(block, {}, name, name, 0))
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("page", PAGES)
def test_no_block_of_a_page_is_left_untried(page: str) -> None:
    """What runs here is run for every document; the other modules run the blocks of one page each, all that there are."""
    own = set(re.findall(r"^```(\w+)$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)) - {"console", "python", "toml"}
    assert own == set(ELSEWHERE.get(page, ()))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_in_running_text_have_their_options(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    every = {option for command in _commands(cli) for parameter in command.params for option in parameter.opts}
    for words in re.findall(r"(?<!`)`blamelint ([^`]+)`(?!`)", text):
        first, *rest = words.split()
        command = cli.commands[first]
        if isinstance(command, click.Group) and rest and rest[0] in command.commands:
            command = command.commands[rest[0]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= known, words
    if name in PAGES or name == "README.md":
        assert set(re.findall(r"(?<!`)`(--[a-z-]+)", text)) <= every


def _commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        yield from _commands(inner)


def test_the_pages_name_the_address_where_the_service_listens() -> None:
    given = {parameter.name: parameter.default for parameter in cli.commands["serve"].params}
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    (settings,) = map(json.loads, fenced("json", page))
    address = f"http://{given['host']}:{given['port']}"
    assert settings == {"languageToolLinter.serviceType": "external", "languageToolLinter.external.url": address}
    for text in (page, (ROOT / "README.md").read_text(encoding="utf-8")):
        assert {found.removesuffix("/v2") for found in re.findall(r"http://127[\w.:/]+", text)} == {address}


def test_readme_shows_python_console_and_configuration() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(fenced(language, text) for language in ("python", "console", "toml", "bash"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_configuration_examples_are_right(name: str, tmp_path: Path) -> None:
    for block in fenced("toml", (ROOT / name).read_text(encoding="utf-8")):
        file = tmp_path / "blamelint.toml"
        file.write_text(block, encoding="utf-8")
        assert Configuration(file=file).entries(tmp_path / "review.md")


def test_the_worked_review_is_right(tmp_path: Path) -> None:
    (block,) = fenced("text", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    file = tmp_path / "canal.txt"
    file.write_text(block, encoding="utf-8")
    assert check(read_file(file)) == []


def test_readme_names_everything_that_there_is() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    wanted = [f"`blamelint {command}" for command in cli.commands]
    wanted += [f"`{name}`" for name in (*formats.names(), *readers(), *linter.__all__)]
    wanted += [f"`{rule.code}`" for rule in all_rules()]
    assert [word for word in wanted if word not in text] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_our_documents_lint_clean(name: str) -> None:
    report = Linter().lint(read_document((ROOT / name).read_bytes(), name))
    assert [(finding.name, finding.excerpt) for finding in report.findings] == []
    assert [suppression.reason for suppression in report.unused] == []
    assert report.document.problems == ()


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_what_a_rule_says_lints_clean(rule: Rule) -> None:
    """By the rules alone: the judge knows reviews, and these texts are about blame."""
    text = f"{rule.message}\n\n{rule.why}\n\n{rule.question}\n".replace("{agent}", "the sentence").replace("{predicate}", "say")
    assert [(finding.name, finding.excerpt) for finding in Linter(Settings(judge=False)).lint(read_text(text, "rule.md")).findings] == []


@pytest.mark.skipif(find_spec("material") is None, reason="the documentation needs blamelint[docs]")
def test_the_documentation_builds_with_a_page_for_every_rule(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert {page.stem for page in (tmp_path / "rules").glob("*.html")} == {"index", *(rule.name for rule in all_rules())}
    pages = "".join(page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html"))
    assert re.findall(r'(?:src|href)="(https?:[^"]+\.(?:js|css|woff2?))"', pages) == []


@pytest.mark.skipif(not TREEBANK.is_dir(), reason="the treebank is not here")
def test_checksums_of_the_treebank() -> None:
    written = dict(_CHECKSUM.findall((ROOT / "training_data" / "README.md").read_text(encoding="utf-8")))
    found = {file.relative_to(TREEBANK).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in TREEBANK.rglob("*.gz")}
    assert written == found


if __name__ == "__main__":
    for document in map(ROOT.joinpath, DOCUMENTS):
        document.write_text(renewed(document.read_text(encoding="utf-8")), encoding="utf-8")
