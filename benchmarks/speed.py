"""Speed and memory beside three prose linters, on the same files in one run, and how much of the text is parsed.

    python -m benchmarks.speed REPORTS [--repeat 4] [--gold dev.json]

The peers (alex and write-good from npm, proselint from PyPI) are installed by name into a scratch folder, which later runs use again.
Nothing here asserts a time: machines differ, and a shared one differs from minute to minute. The ratios are what to look at.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from linter import Linter, Settings, about
from linter.artifacts import ModelError
from linter.finding import Span
from linter.pipeline import run as pipeline
from linter.pipeline.sentence import Sentence, sentences
from linter.readers import known_extensions, read_document

SMALL = Path(__file__).parent.parent / "examples" / "outage.md"
SCRATCH = Path(tempfile.gettempdir()) / "blamelint-benchmark"
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "RAYON_NUM_THREADS", "UV_THREADPOOL_SIZE"), "1"
)
ANY = frozenset(range(256))
FOUND_OR_NOT = frozenset((0, 1))


class Failure(Exception):
    """A tool that did not do its work; the message is the last thing that it said."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A command that takes files. `statuses` are the exit statuses of a run that did its work."""

    name: str
    version: str
    command: tuple[str, ...]
    statuses: frozenset[int] = FOUND_OR_NOT


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of wall clock, seconds of CPU (user and system, with all child processes), and MiB of the largest process."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What is compared. `marginal` is `speed` without the start: the words and seconds of the cold start are taken off."""

    speed: float
    marginal: float
    peak: float
    wall: float
    cpu: float


def installed(scratch: Path) -> Iterator[Tool]:
    """The peers, installed where they are not there yet."""
    node, python = scratch / "node", scratch / "proselint"
    if not (node / "node_modules" / ".bin" / "write-good").exists():
        subprocess.run(["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", node, "alex", "write-good"], check=True)
    if not (python / "bin" / "proselint").exists():
        venv.create(python, with_pip=True)
        subprocess.run([python / "bin" / "python", "-m", "pip", "install", "--quiet", "proselint"], check=True)
    for name, program, ask, check, statuses in (
        ("alex", node / "node_modules" / ".bin" / "alex", "--version", (), FOUND_OR_NOT),
        ("proselint", python / "bin" / "proselint", "version", ("check",), FOUND_OR_NOT),
        # Its exit status is the number of its suggestions.
        ("write-good", node / "node_modules" / ".bin" / "write-good", "--version", (), ANY),
    ):
        said = subprocess.run([program, ask], capture_output=True, text=True, check=False).stdout.split()
        yield Tool(name, said[-1], (str(program), *check), statuses)


def ours(scratch: Path) -> Iterator[Tool]:
    """This tool, with the judge and without."""
    rules_only = scratch / "rules-only.toml"
    rules_only.write_text("judge = false\n", encoding="utf-8")
    check = (sys.executable, "-m", "linter.cli", "check")
    yield Tool(about.NAME, about.VERSION, (*check, "--isolated"))
    yield Tool(f"{about.NAME}, rules only", about.VERSION, (*check, "--config", str(rules_only)))


def cost(tool: Tool, files: Sequence[Path]) -> Cost:
    """What one run takes. Raises Failure."""
    with tempfile.TemporaryFile() as complaints:
        start = time.perf_counter()
        process = subprocess.Popen(
            [*tool.command, *map(str, files)], stdout=subprocess.DEVNULL, stderr=complaints, env=os.environ | ONE_THREAD
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in tool.statuses:
            complaints.seek(0)
            said = complaints.read().decode("utf-8", "replace").strip().splitlines()
            raise Failure(f"{tool.name}: exit status {process.returncode}: {said[-1] if said else 'no message'}")
    # Linux counts in KiB, macOS in bytes.
    peak = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak)


def costs(tools: Sequence[Tool], files: Sequence[Path], *, runs: int) -> dict[str, Cost]:
    """The best of several runs of each tool that does its work, each number by itself, since noise only ever adds.

    The tools take turns, so that a machine that is slow for a minute is slow for all of them.
    """
    taken: dict[str, list[Cost]] = {tool.name: [] for tool in tools}
    for _ in range(runs):
        for tool in [tool for tool in tools if tool.name in taken]:
            try:
                taken[tool.name].append(cost(tool, files))
            except Failure as failure:
                print(f"left out: {failure}", file=sys.stderr)
                del taken[tool.name]
    return {name: Cost(min(c.wall for c in each), min(c.cpu for c in each), min(c.peak for c in each)) for name, each in taken.items()}


def measure(tools: Sequence[Tool], files: Sequence[Path], small: Path, *, runs: int) -> dict[str, Figures]:
    """All figures of the tools that do their work."""
    cold = costs(tools, [small], runs=2 * runs)
    whole = costs([tool for tool in tools if tool.name in cold], files, runs=runs)
    total = words(files)
    return {
        name: Figures(
            speed=total / each.cpu,
            marginal=(total - words([small])) / max(each.cpu - cold[name].cpu, 1e-3),
            peak=each.peak,
            wall=cold[name].wall,
            cpu=cold[name].cpu,
        )
        for name, each in whole.items()
    }


def words(files: Iterable[Path]) -> int:
    """Words as `wc -w` counts them."""
    return sum(len(file.read_bytes().split()) for file in files)


def copied(paths: Sequence[Path], scratch: Path, *, repeat: int) -> list[Path]:
    """Copies of the documents, named COPY-NUMBER-NAME, where no project configures any of the tools."""
    folder = scratch / "corpus"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    documents = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    documents = [file for file in documents if file.suffix.lower() in known_extensions()]
    if not documents:
        raise SystemExit("no documents found")
    return [
        Path(shutil.copyfile(file, folder / f"{copy}-{number:04}-{file.name}"))
        for copy in range(repeat)
        for number, file in enumerate(documents)
    ]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its numbers to the right."""
    every = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in every)


def compared(figures: Mapping[str, Figures], own: Sequence[str], peers: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Our figures as multiples of each peer's."""
    for name in own:
        for peer in peers:
            us, them = figures[name], figures[peer]
            pairs = ((us.speed, them.speed), (us.marginal, them.marginal), (us.peak, them.peak), (us.wall, them.wall), (us.cpu, them.cpu))
            yield f"{name} ÷ {peer}", *(f"{ours / theirs:.2f}" for ours, theirs in pairs)


def parsed(files: Sequence[Path], settings: Settings, gold: Mapping[str, Sequence[Span]]) -> tuple[str, ...]:
    """Shares of the sentences and of their words that reach the parser, and of the labelled sentences (by file name) that do.

    Those are counted apart that stand where nothing is read, as in block quotes: nothing chooses among them.
    """
    linter = Linter(settings)
    total, passed, labelled, read, reached = [0, 0], [0, 0], 0, 0, 0
    for file in files:
        document = read_document(file.read_bytes(), str(file))
        with patch.object(pipeline, "analyse", wraps=pipeline.analyse) as analyse:
            linter.lint(document)
        through = [sentence for call in analyse.call_args_list for sentence in call.args[0]]
        every = sentences(document, settings.sections)
        for counts, some in ((total, every), (passed, through)):
            counts[0] += len(some)
            counts[1] += sum(len(sentence.text.split()) for sentence in some)
        spans = gold.get(file.name.split("-", 2)[2], ())
        labelled += len(spans)
        read += sum(_touches(span, every) for span in spans)
        reached += sum(_touches(span, through) for span in spans)
    return (
        f"{passed[0] / total[0]:.1%}",
        f"{passed[1] / total[1]:.1%}",
        f"{reached / read:.4f} ({read - reached} of {read} missed, {labelled - read} in block quotes and the like)" if read else "—",
    )


def _touches(span: Span, through: Iterable[Sentence]) -> bool:
    return any(span.overlaps(sentence.span) for sentence in through)


def labelled_spans(file: Path) -> dict[str, list[Span]]:
    """File name -> spans with a label that is not borderline, from `{id: {"file", "spans", "marks": {index: {"labels"}}}}`."""
    entries = json.loads(file.read_text(encoding="utf-8")).values()
    return {
        Path(entry["file"]).name: [Span(*entry["spans"][int(index)]) for index, mark in entry["marks"].items() if mark["labels"]]
        for entry in entries
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, help="reports, or folders of them")
    parser.add_argument("--repeat", type=int, default=1, help="lint so many copies of the reports (default: 1)")
    parser.add_argument(
        "--runs", type=int, default=3, help="the best of so many runs counts (default: 3), for the cold start of twice as many"
    )
    parser.add_argument("--small", type=Path, default=SMALL, help="the file of the cold start (default: the example)")
    parser.add_argument("--gold", type=Path, help="labels of the reports, for the recall of what chooses the sentences to parse")
    parser.add_argument(
        "--scratch", type=Path, default=Path(tempfile.gettempdir()) / "blamelint-benchmark", help="where peers are installed"
    )
    args = parser.parse_args()

    scratch = args.scratch.resolve()
    scratch.mkdir(parents=True, exist_ok=True)
    files = copied(args.paths, scratch, repeat=args.repeat)
    small = Path(shutil.copyfile(args.small, scratch / "small.md"))
    peers, own = list(installed(scratch)), list(ours(scratch))

    figures = measure((*own, *peers), files, small, runs=args.runs)
    print(f"{words(files):,} words in {len(files)} files; cold start: {words([small])} words; best of {args.runs} runs\n")
    columns = ("words/CPU s", "less start-up", "peak MiB", "cold start, wall s", "cold start, CPU s")
    rows = ((tool, figures[tool.name]) for tool in (*own, *peers) if tool.name in figures)
    print(
        table(
            ("tool", *columns),
            (
                (f"{tool.name} {tool.version}", f"{f.speed:,.0f}", f"{f.marginal:,.0f}", f"{f.peak:,.0f}", f"{f.wall:.2f}", f"{f.cpu:.2f}")
                for tool, f in rows
            ),
        )
    )
    print()
    ran = [[tool.name for tool in tools if tool.name in figures] for tools in (own, peers)]
    print(table(("ratio", *columns), compared(figures, *ran)), end="\n\n")

    gold = labelled_spans(args.gold) if args.gold else {}
    once = files[: len(files) // args.repeat]
    shares = []
    for tool, settings in zip(own, (Settings(), Settings(judge=False)), strict=True):
        try:
            shares.append((tool.name, *parsed(once, settings, gold)))
        except ModelError as error:
            print(f"left out: {tool.name}: {error}", file=sys.stderr)
    print(table(("parsed", "of the sentences", "of the words", "recall on labelled sentences"), shares))


if __name__ == "__main__":
    main()
