"""The command line: arguments, exit status, printing. One function a command; what a command needs is imported inside it."""

from __future__ import annotations

import errno
import gc
import io
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread
from typing import IO, TYPE_CHECKING, Any, TextIO

import click

from linter import about, formats
from linter.finding import Severity

if TYPE_CHECKING:
    from linter.baseline import Entries
    from linter.changes import Changes
    from linter.config import Configuration
    from linter.document import Document
    from linter.engine import Linter
    from linter.finding import Finding, Suggestion
    from linter.report import Report
    from linter.rules import Rule
    from linter.settings import Settings

STDIN = "<stdin>"
"""What standard input is called where nobody named it."""
SEVERITIES = tuple(map(str, Severity))
DEFAULT_WIDTH = 100
MAX_WIDTH = 140
EXAMPLES = 3
GARBAGE = 50_000
"""New objects before the garbage collector looks for cycles. A start makes hundreds of thousands, and none of them is garbage."""

COLOR = click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", show_default=True, help="Colour the text.")


def main() -> None:
    """The command `blamelint`."""
    gc.set_threshold(GARBAGE)
    try:
        cli(prog_name=about.NAME)
    except OSError as error:  # help and questions are not printed by _print
        if sys.stdout is not None:
            _discard(sys.stdout)
        click.echo(f"{about.NAME}: {error}", err=True)
        sys.exit(Mistake.exit_code)


def run() -> None:
    """`main` for a process of its own, which ends at once: to take down all that was imported needs a seventh of the time of a small run.

    mypy leaves like this, too.
    """
    try:
        main()
    except SystemExit as done:
        if done.code is not None and not isinstance(done.code, int):
            raise
        for stream in filter(None, (sys.stdout, sys.stderr)):
            with suppress(OSError):  # it has been told
                stream.flush()
        os._exit(done.code or 0)


def _print_version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        model = about.tool().model
        click.echo(f"{about.NAME} {about.VERSION} ({f'model {model}' if model else 'no model installed'})")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print tool and model.")
def cli() -> None:
    """Find blame in incident reviews, say why it stops the learning, and offer systemic rewrites. No text leaves this machine."""


def _selectors(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> list[str]:
    """The values of a repeatable option with commas, each of them known."""
    selectors = [part for value in values for part in map(str.strip, value.split(",")) if part]
    if values and not selectors:
        raise click.BadParameter("names no rule")
    if selectors:
        from linter.config import mistake_in_selector

        for selector in selectors:
            if mistake := mistake_in_selector(selector):
                raise click.BadParameter(mistake)
    return selectors


def _archive_formats(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values of a repeatable option with commas, each of them a format of `blamelint scan`."""
    from linter.archive import FORMATS

    names = [part for value in values for part in map(str.strip, value.split(",")) if part]
    for name in names:
        if name not in FORMATS:
            raise click.BadParameter(f"{name!r} is none of {', '.join(FORMATS)}")
    return tuple(dict.fromkeys(names))


@cli.command()
@click.argument("paths", nargs=-1, metavar="[PATHS…|-]")
@click.option("--format", "format_name", type=click.Choice(formats.names()), default="text", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False), help="Write the findings to a file instead of standard output.")
@click.option("--stdin-filename", metavar="FILE", help="The name of the text on standard input, for its format and configuration.")
@click.option("--select", multiple=True, callback=_selectors, metavar="RULES", help="Run only these codes, names or categories.")
@click.option("--ignore", multiple=True, callback=_selectors, metavar="RULES", help="Leave these out, besides the configured ones.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="Report no finding that is less sure.")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="The least severity that makes the exit status 1.  [default: error]")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 also where there are findings.")
@click.option("--profile", type=click.Choice(("ci", "editor")), help="ci reports what is sure, editor more.  [default: ci]")
@click.option("--explain-findings", is_flag=True, help="Say of every finding why it was made.")
@click.option("--diff", "revision", metavar="REV|-", help="Report what changed since a revision, or in the unified diff on standard input.")
@click.option("--diff-context", type=click.IntRange(0), default=0, metavar="LINES", help="With --diff, also so many lines around a change.")
@click.option(
    "--baseline", "known_file", type=click.Path(path_type=Path), metavar="FILE", help="Leave out what this baseline knows; see baseline."
)
@click.option("--config", "config_file", type=click.Path(path_type=Path), metavar="FILE", help="Read only this configuration.")
@click.option("--isolated", is_flag=True, help="Read no configuration.")
@COLOR
def check(
    *,
    paths: tuple[str, ...],
    format_name: str,
    output: str | None,
    stdin_filename: str | None,
    select: list[str],
    ignore: list[str],
    min_confidence: float | None,
    fail_on: str | None,
    exit_zero: bool,
    profile: str | None,
    explain_findings: bool,
    revision: str | None,
    diff_context: int,
    known_file: Path | None,
    config_file: Path | None,
    isolated: bool,
    color: str,
) -> None:
    """Report blame in files, folders, globs or standard input (-).

    Without paths it checks the current folder. In folders it reads every text format that it knows, but nothing hidden or ignored by git.

    With --diff it reports the findings on added and changed lines; a sentence that a change touches counts whole.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or an input that can't be read (the others are still checked).
    """
    from linter.artifacts import ModelError

    given = {"select": select or None, "ignore": ignore or None, "min-confidence": min_confidence, "fail-on": fail_on, "profile": profile}
    overrides = {key: value for key, value in given.items() if value is not None}
    run = Run()
    if revision is not None and ("-" in paths or stdin_filename):
        raise click.UsageError("--diff is about files, not about a text on standard input")
    with _mistakes():
        configuration = _configuration(overrides=overrides, file=config_file, isolated=isolated)
        # All of them before the first is linted, so that a mistake in a configuration never cuts a report short.
        inputs = list(_inputs(paths or ("-" if stdin_filename else ".",), stdin_filename, configuration, run))
    if output is not None and os.path.realpath(output) in {os.path.realpath(each.name) for each in inputs}:
        raise click.BadParameter(f"{output} is an input, and is left as it is", param_hint="--output")
    keep: list[Callable[[Report], Report]] = []
    if known_file is not None:
        from linter.baseline import Known

        keep.append(Known(known_file, _known(known_file)).new)
    if revision is not None:
        from linter.changes import touched

        changes = _changes(revision)
        inputs = [each for each in inputs if os.path.realpath(each.name) in changes]

        def changed(report: Report) -> Report:
            # A text view counts whole, and its path need not be that of a file ("export.json#OPS-1").
            if report.document.places:
                return report
            return touched(report, changes[os.path.realpath(report.path)], context=diff_context)

        keep.append(changed)
    if not inputs and not run.unreadable:
        click.echo(f"{about.NAME}: no documents {'found' if revision is None else 'changed'}", err=True)
    with _opened(output, encoding=None if format_name == "text" else "utf-8") as stream:
        colored = _is_colored(color, stream)
        options = formats.Options(tool=about.tool(), color=colored, explain=explain_findings, width=_width(stream))
        try:
            _print(formats.load(format_name).render(_lint(inputs, run, keep), options=options), stream, color=colored)
        except ModelError as error:
            raise Mistake(f"{about.NAME}: {error}") from error
    sys.exit(2 if run.unreadable else int(run.failed and not exit_zero))


@cli.group()
def baseline() -> None:
    """Keep a file of known findings, so that only new ones count: check --baseline FILE.

    A finding stays known while its sentence and rule stay, also where lines move and files are renamed. The file has no text in it.
    """


def _baselined(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every command about baselines."""
    options = (
        click.argument("paths", nargs=-1, metavar="[PATHS…]"),
        click.option("--baseline", "file", type=click.Path(path_type=Path), default=".blamelint-baseline.json", show_default=True),
        click.option("--profile", type=click.Choice(("ci", "editor")), help="As for check."),
        click.option("--config", "config_file", type=click.Path(path_type=Path), metavar="FILE", help="Read only this configuration."),
        click.option("--isolated", is_flag=True, help="Read no configuration."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@baseline.command()
@_baselined
def create(*, file: Path, **options: Any) -> None:
    """Write a baseline of all findings in files and folders."""
    if file.exists():
        raise Mistake(f"{about.NAME}: {file}: exists; `{about.NAME} baseline update` brings it up to date")
    _keep_known(file, {}, grow=True, **options)


@baseline.command()
@_baselined
def update(*, file: Path, **options: Any) -> None:
    """Take new findings into a baseline, and those out that are gone."""
    _keep_known(file, _known(file), grow=True, **options)


@baseline.command()
@_baselined
def prune(*, file: Path, **options: Any) -> None:
    """Take those findings out of a baseline that are gone, and no new ones in."""
    _keep_known(file, _known(file), grow=False, **options)


def _keep_known(
    file: Path, entries: Entries, *, grow: bool, paths: tuple[str, ...], profile: str | None, config_file: Path | None, isolated: bool
) -> None:
    from linter.artifacts import ModelError
    from linter.baseline import of, updated, written
    from linter.files import reason

    run = Run()
    with _mistakes():
        configuration = _configuration(overrides={"profile": profile} if profile else None, file=config_file, isolated=isolated)
        inputs = list(_inputs(paths or (".",), None, configuration, run))
    try:
        kept, change = updated(file, entries, of(file, _lint(inputs, run)), grow=grow)
        file.write_text(written(kept, about.tool()), encoding="utf-8", newline="\n")
    except ModelError as error:
        raise Mistake(f"{about.NAME}: {error}") from error
    except OSError as error:
        raise Mistake(f"{about.NAME}: {file}: {reason(error)}") from error
    click.echo(f"{file}: {change.total} known findings, {change.added} new, {change.removed} gone", err=True)
    sys.exit(2 if run.unreadable else 0)


@cli.command()
@click.argument("name", required=False, metavar="[NAME|CODE]")
@click.option("--format", "format_name", type=click.Choice(("text", "json")), default="text", show_default=True)
@COLOR
def rule(*, name: str | None, format_name: str, color: str) -> None:
    """Explain a rule, or list all rules, or those of a category or with a code that begins like this."""
    from linter.config import mistake_in_selector
    from linter.formats.json import dumps, rule_object
    from linter.rules import all_rules

    found = next((each for each in all_rules() if name and name.casefold() in (each.code.casefold(), each.name)), None)
    if name and found is None and (mistake := mistake_in_selector(name)):
        raise click.BadParameter(mistake, param_hint="NAME")
    listed = [each for each in all_rules() if not name or each.answers_to(name)]
    if format_name == "json":
        _print([dumps(rule_object(found) if found else list(map(rule_object, listed))) + "\n"], _stdout("utf-8"), color=False)
        return
    stream = _stdout(None)
    lines = _explained(found) if found else _table(listed)
    _print((line + "\n" for line in lines), stream, color=_is_colored(color, stream))


@cli.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--show", is_flag=True, help="Print the merged configuration of a file or folder, and where it comes from (the default).")
@click.option("--schema", "wants_schema", is_flag=True, help="Print the JSON Schema of the configuration.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), metavar="FILE", help="Read only this configuration.")
def config(*, path: Path | None, show: bool, wants_schema: bool, config_file: Path | None) -> None:
    """Show the configuration that holds for a path (the current folder if there is none), as TOML."""
    if wants_schema:
        from linter import schema

        if show or path or config_file:
            raise click.UsageError("--schema stands alone")
        _print([schema.text("config-1")], _stdout("utf-8"), color=False)
        return
    from linter import config as configuration

    path = path or Path()
    with _mistakes():
        entries = _configuration(file=config_file).entries(path / "review.md" if path.is_dir() else path)
        lines = [line + "\n" for line in configuration.show(entries)]
    _print(lines, _stdout("utf-8"), color=False)


@cli.command()
@click.argument("paths", nargs=-1, metavar="[FILES…|-]")
@click.option("--format", "format_name", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--stdin-filename", metavar="FILE", help="The name of the text on standard input, for its format and configuration.")
@click.option("--schema", "wants_schema", is_flag=True, help="Print the JSON Schema of the outline.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), metavar="FILE", help="Read only this configuration.")
def outline(*, paths: tuple[str, ...], format_name: str, stdin_filename: str | None, wants_schema: bool, config_file: Path | None) -> None:
    """Show what the linter understood of a review: sections, timeline, factors, actions with owner and date, whys."""
    from linter import schema

    if wants_schema:
        if paths:
            raise click.UsageError("--schema stands alone")
        _print([schema.text("outline-1")], _stdout("utf-8"), color=False)
        return
    if not (paths or stdin_filename):
        raise click.UsageError("which FILES? - is standard input")
    from linter.outline import Roster, show
    from linter.outline import outline as read

    run = Run()
    with _mistakes():
        inputs = list(_inputs(paths or ("-",), stdin_filename, _configuration(file=config_file), run))
    found = (
        (document, read(document, headings=each.settings.sections, roster=Roster.of(each.settings)))
        for document, each in _documents(inputs, run)
    )
    stream = _stdout("utf-8" if format_name == "json" else None)
    if format_name == "json":
        _print(show.as_json(found, about.tool()), stream, color=False)
    else:
        _print(show.as_text(found, width=_width(stream)), stream, color=False)
    sys.exit(2 if run.unreadable else 0)


@cli.command()
@click.option("--template", "name", default="blameless", show_default=True, metavar="NAME", help="Which skeleton; --list shows them.")
@click.option("--list", "wants_list", is_flag=True, help="List the templates.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write a new file instead of standard output.")
def new(*, name: str, wants_list: bool, output: Path | None) -> None:
    """Begin a review: print a blameless skeleton with prompts."""
    from linter.templates import templates

    known = templates()
    if wants_list:
        width = max(map(len, known))
        _print((f"{each.name.ljust(width)}  {each.title}\n" for each in known.values()), _stdout(None), color=False)
        return
    if name not in known:
        from linter.config import did_you_mean

        raise click.BadParameter(f"no template is called {name!r}{did_you_mean(name, list(known))}", param_hint="--template")
    if output is None:
        _print([known[name].text], _stdout("utf-8"), color=False)
        return
    try:
        with output.open("x", encoding="utf-8", newline="\n") as file:
            file.write(known[name].text)
    except FileExistsError as error:
        raise click.BadParameter(f"{output} is there already, and is left as it is", param_hint="--output") from error
    except OSError as error:
        raise click.BadParameter(f"{output}: {error.strerror}", param_hint="--output") from error
    click.echo(f"{output}: written", err=True)


_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
DATA = click.option("--data", type=_FOLDER, default="training_data", show_default=True, help="The labelled data.")
REAL = click.option(
    "--real",
    nargs=2,
    type=click.Path(path_type=Path, exists=True),
    metavar="GOLD FOLDER",
    help="Labelled real reports: the gold file and the folder.",
)


@cli.command()
@DATA
@REAL
@click.option("--models", type=click.Path(path_type=Path, file_okay=False), default="models", show_default=True, help="Where to write.")
@click.option("--treebank", type=_FOLDER, help="The folder with en_ewt-*.conllu.gz and persons/.")
@click.option("--only", type=click.Choice(("language", "judge", "comparison", "metrics")), help="Make only one part.")
@click.option("--epochs", type=click.IntRange(1), default=3, show_default=True, help="Epochs of the encoder.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes.")
@click.option(
    "--networks",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the judge's networks here, each when it is done, and take them from here when they were trained on the same sentences.",
)
@click.option("--check-data", "only_check", is_flag=True, help="Only check the labelled data; exit status 1 where it has problems.")
def train(
    *,
    data: Path,
    models: Path,
    real: tuple[Path, Path] | None,
    treebank: Path | None,
    only: str | None,
    epochs: int,
    workers: int,
    networks: Path | None,
    only_check: bool,
) -> None:
    """Train the shipped models from a checkout, deterministically, and write their metrics and cards."""
    from linter.training import commands

    if only_check:
        sys.exit(int(not commands.check_data(data, click.echo)))
    pipeline = []
    if only in (None, "language"):
        if treebank is None:
            raise click.UsageError("the language pipeline is trained from a --treebank; training_data/README.md says where it comes from")
        pipeline.append(partial(commands.train_language, data, treebank, models, click.echo))
    if only in (None, "judge"):
        commands.train_judge(data, models, click.echo, beside=pipeline, epochs=epochs, workers=workers, keep=networks)
    else:
        for train_pipeline in pipeline:
            train_pipeline()
    if only in (None, "comparison"):
        commands.write_comparison(data, models)
    if only != "language":
        commands.write_metrics(data, models, real)


@cli.command()
@DATA
@REAL
@click.option("--split", "name", type=click.Choice(("train", "dev", "test")), default="dev", show_default=True, help="Which reviews.")
@click.option("--profile", type=click.Choice(("ci", "editor")), default="ci", show_default=True)
@click.option("--rules-alone", is_flag=True, help="Without the judge.")
@click.option("--errors", type=click.IntRange(0), default=0, help="Show so many errors.")
@click.option("--rewrites", is_flag=True, help="Score the suggestions instead: how many findings get one, what is withheld, what is lost.")
@click.option("--reports", type=_FOLDER, help="With --rewrites: also the findings in all reports of a folder.")
@click.option(
    "--draw", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="With --rewrites: write 150 drawn findings to read."
)
@click.option("--seed", type=int, default=0, show_default=True, help="What --draw draws with.")
def evaluate(
    *,
    data: Path,
    real: tuple[Path, Path] | None,
    name: str,
    profile: str,
    rules_alone: bool,
    errors: int,
    rewrites: bool,
    reports: Path | None,
    draw: Path | None,
    seed: int,
) -> None:
    """Score the findings, or their suggestions, on labelled reviews."""
    from linter.settings import Settings
    from linter.training import commands

    settings = Settings(profile=profile, judge=not rules_alone)
    if (reports or draw) and not rewrites:
        raise click.UsageError("--reports and --draw go with --rewrites")
    if rewrites:
        commands.evaluate_rewrites(data, name, reports, settings, click.echo, drawn=draw, seed=seed)
    elif real is not None:
        commands.evaluate_gold(*real, settings, click.echo, errors=errors)
    else:
        commands.evaluate(data, name, settings, click.echo, errors=errors)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH|URL…")
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), default="blamelint-archive", show_default=True, help="A folder for all."
)
@click.option(
    "--write",
    "formats_",
    multiple=True,
    default=("html,csv",),
    show_default=True,
    callback=_archive_formats,
    metavar="FORMATS",
    help="html, csv, parquet, jsonl, or formats of check: sarif, github, gitlab, junit, checkstyle, rdjson, rdjsonl, markdown, vale.",
)
@click.option("--workers", type=click.IntRange(1), help="Processes.  [default: one for each processor]")
@click.option("--cluster", metavar="ADDRESS", help="Scan on the Dask cluster with this scheduler (tcp://host:8786). It gets the texts.")
@click.option("--cache", type=click.Path(path_type=Path, dir_okay=False), help="The file for results.  [default: in the output folder]")
@click.option("--fresh", is_flag=True, help="Forget the results of earlier scans.")
@click.option("--redact", is_flag=True, help="Put roles in the place of personal names, in the cache and in all that is written.")
@click.option(
    "--by-team",
    is_flag=True,
    help="Count by the team that a review names. Off, since such a table ranks candour: who writes openly looks worst, and learns not to.",
)
@click.option("--select", multiple=True, callback=_selectors, metavar="RULES", help="Run only these codes, names or categories.")
@click.option("--ignore", multiple=True, callback=_selectors, metavar="RULES", help="Leave these out, besides the configured ones.")
@click.option("--profile", type=click.Choice(("ci", "editor")), help="ci reports what is sure, editor more.  [default: ci]")
@click.option("--config", "config_file", type=click.Path(path_type=Path), metavar="FILE", help="Read only this configuration.")
@click.option("--isolated", is_flag=True, help="Read no configuration.")
def scan(
    *,
    paths: tuple[str, ...],
    output: Path,
    formats_: tuple[str, ...],
    workers: int | None,
    cluster: str | None,
    cache: Path | None,
    fresh: bool,
    redact: bool,
    by_team: bool,
    select: list[str],
    ignore: list[str],
    profile: str | None,
    config_file: Path | None,
    isolated: bool,
) -> None:
    """Scan an archive of reviews, and show what keeps happening.

    What is found is kept: stopped at any moment, the same command goes on where it was, and later it reads only what is new. Nothing is
    counted by person.

    Exit status: 0, or 2 for wrong use or an input that can't be read (the others are still scanned).
    """
    from joblib import cpu_count

    from linter import archive, sources
    from linter.archive.scan import ClusterError
    from linter.archive.store import StoreError
    from linter.archive.work import VersionError
    from linter.artifacts import ModelError
    from linter.files import reason
    from linter.readers import export_extensions, known_extensions

    given = {"select": select or None, "ignore": ignore or None, "profile": profile}
    plan = archive.Plan(
        output=output,
        formats=formats_,
        workers=workers or cpu_count(),
        cluster=cluster or "",
        cache=cache,
        fresh=fresh,
        redact=redact,
        by_team=by_team,
    )
    try:
        with _mistakes():
            overrides = {key: value for key, value in given.items() if value is not None}
            configuration = _configuration(overrides=overrides, file=config_file, isolated=isolated)
            extensions, excluded = {*known_extensions(), *export_extensions()}, configuration.excluded
            summary = archive.run(
                plan,
                sources.sources(paths, extensions=extensions, excluded=excluded),
                total=sources.count(paths, extensions=extensions, excluded=excluded),
                settings=lambda name: configuration.settings(Path(name)),
                stream=sys.stderr,
            )
    except (archive.MissingError, ClusterError, ModelError, StoreError, VersionError) as error:
        raise Mistake(f"{about.NAME}: {error}") from error
    except OSError as error:
        raise Mistake(f"{about.NAME}: {error.filename or output}: {reason(error)}") from error
    _print((line + "\n" for line in archive.told(summary)), _stdout(None), color=False)
    sys.exit(2 if summary.problems else 0)


@cli.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on. Others than this machine reach it only if you say so."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8040, show_default=True)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Engine processes; each lints one request at a time."
)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The configuration for all texts.",
)
@click.option(
    "--api-keys",
    "key_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Keys that open the service, one a line.",
)
@click.option(
    "--allow-origin", "origins", multiple=True, metavar="ORIGIN", help="A web origin whose pages may use the service. Repeatable."
)
@click.option("--max-characters", type=click.IntRange(1), default=200_000, show_default=True, help="Of all texts of a request.")
@click.option(
    "--max-seconds", type=click.FloatRange(0.1), default=20.0, show_default=True, help="Of work on a request; then it is cut off."
)
@click.option("--max-waiting", type=click.IntRange(0), default=32, show_default=True, help="Requests that wait for an engine.")
def serve(
    *,
    host: str,
    port: int,
    workers: int,
    config_file: Path | None,
    key_file: Path | None,
    origins: tuple[str, ...],
    max_characters: int,
    max_seconds: float,
    max_waiting: int,
) -> None:
    """Serve a page to paste reviews into, the HTTP API, and an API for editors that know LanguageTool.

    Open http://127.0.0.1:8040/ in a browser, or give editors that address. API keys are read from --api-keys and from BLAMELINT_API_KEYS
    (with commas); with none, everybody who can reach the service can use it.
    """
    try:
        from api.server import run
        from api.service import Limits, Service, is_loopback, read_keys
    except ModuleNotFoundError as error:
        raise Mistake(f"{about.NAME}: the service needs {error.name}; install {about.NAME}[api]") from error
    from linter.artifacts import ModelError, folder

    try:
        keys = read_keys(key_file)
    except (OSError, ValueError) as error:
        raise Mistake(f"{about.NAME}: {error}") from error
    with _mistakes():
        settings = _configuration(file=config_file, isolated=config_file is None).settings(Path("review.md"))
    try:
        for model in ("language", "judge")[: 1 + settings.judge]:
            folder(model)
    except ModelError as error:
        raise Mistake(f"{about.NAME}: {error}") from error
    if not is_loopback(host) and not keys:
        click.echo(f"{about.NAME}: warning: everybody who can reach {host} can use this service; --api-keys closes it", err=True)
    limits = Limits(characters=max_characters, seconds=max_seconds, waiting=max_waiting)
    click.echo(f"{about.NAME}: http://{f'[{host}]' if ':' in host else host}:{port}/", err=True)
    run(Service(workers=workers, config=config_file, limits=limits, keys=keys, origins=origins), host=host, port=port)


@cli.command()
@click.option("--profile", type=click.Choice(("ci", "editor")), help="ci reports what is sure, editor more.  [default: ci]")
@click.option("--config", "config_file", type=click.Path(path_type=Path), metavar="FILE", help="Read only this configuration.")
@click.option("--stdio", is_flag=True, help="What the server does anyway; some editors say it.")
def lsp(*, profile: str | None, config_file: Path | None, stdio: bool) -> None:
    """Show findings in editors that speak the Language Server Protocol, over standard input and output.

    An editor starts this for Markdown and text files. It marks findings as you type, offers suggestions and the comment that allows a
    sentence, and says why when asked. The configuration is that of the file's folder.
    """
    try:
        from linter.lsp.server import create_server
    except ModuleNotFoundError as error:
        raise Mistake(f"{about.NAME}: the language server needs {error.name}; install {about.NAME}[lsp]") from error
    overrides = {"profile": profile} if profile else {}
    with _mistakes():
        _configuration(overrides=overrides, file=config_file)
    create_server(lambda: _configuration(overrides=overrides, file=config_file)).start_io()


def _reporters(_context: click.Context, _option: click.Parameter, value: str) -> frozenset[str]:
    known = ("annotations", "review", "sarif")
    names = frozenset(filter(None, re.split(r"[,\s]+", value)))
    if wrong := sorted(names.difference(known)):
        raise click.BadParameter(f"{wrong[0]!r} is none of {', '.join(known)}")
    return names


@cli.command()
@click.option("--paths", envvar="BLAMELINT_PATHS", default=".", help="Files, folders and globs, one a line.  [default: all]")
@click.option("--fail-on", envvar="BLAMELINT_FAIL_ON", type=click.Choice((*SEVERITIES, "never")), help="What makes the exit status 1.")
@click.option("--profile", envvar="BLAMELINT_PROFILE", type=click.Choice(("ci", "editor")), help="As for check.")
@click.option(
    "--reporter",
    "reporters",
    envvar="BLAMELINT_REPORTER",
    default="annotations, review",
    show_default=True,
    callback=_reporters,
    metavar="NAMES",
    help="How to report besides the summary: annotations, review, sarif.",
)
@click.option("--config", "config_file", envvar="BLAMELINT_CONFIG", type=click.Path(path_type=Path), help="Read only this configuration.")
@click.option("--baseline", "known_file", envvar="BLAMELINT_BASELINE", type=click.Path(path_type=Path), help="As for check.")
def github(
    *,
    paths: str,
    fail_on: str | None,
    profile: str | None,
    reporters: frozenset[str],
    config_file: Path | None,
    known_file: Path | None,
) -> None:
    """Check what an event changed, as a step of a GitHub workflow. This is what the GitHub Action runs.

    The event comes from the variables that the runner sets, the token from BLAMELINT_TOKEN. Each option can be set by a variable, too,
    such as BLAMELINT_FAIL_ON.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 no event, no repository, or a mistake in the configuration. What GitHub
    refuses is told and changes nothing.
    """
    try:
        from linter.github import action
        from linter.github.event import EventError
        from linter.github.git import GitError
    except ModuleNotFoundError as error:
        raise Mistake(f"{about.NAME}: the step needs {error.name}; install {about.NAME}[action]") from error
    from linter.artifacts import ModelError
    from linter.baseline import Known

    inputs = action.Inputs(
        paths=tuple(filter(None, map(str.strip, paths.splitlines()))) or (".",),
        reporters=reporters,
        fail_on=fail_on or "",
        profile=profile or "",
        config=config_file,
        known=Known(known_file, _known(known_file)) if known_file else None,
        token=os.environ.get("BLAMELINT_TOKEN", ""),
    )
    stream = _stdout("utf-8")
    try:
        with _mistakes():
            sys.exit(action.run(inputs, os.environ, lambda line: click.echo(line, file=stream)))
    except (EventError, GitError, ModelError) as error:
        raise Mistake(f"{about.NAME}: {error}") from error


@cli.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--select", multiple=True, callback=_selectors, metavar="RULES", help="Only findings of these codes, names or categories.")
@click.option("--write", is_flag=True, help="Apply the first rewrite of each finding that has no ⟨slots⟩, without asking.")
@click.option("--diff", "dry", is_flag=True, help="With --write: print a unified diff and leave the file alone.")
@click.option("--rewriter", type=click.Choice(("openai",)), help="Also ask a language model for wordings. Off by default.")
@click.option("--base-url", metavar="URL", help="With --rewriter: the address of its API; it gets each flagged sentence.")
@click.option("--model", default="default", show_default=True, help="With --rewriter: the model's name there.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), metavar="FILE", help="Read only this configuration.")
@click.option("--isolated", is_flag=True, help="Read no configuration.")
def fix(
    *,
    path: Path,
    select: list[str],
    write: bool,
    dry: bool,
    rewriter: str | None,
    base_url: str | None,
    model: str,
    config_file: Path | None,
    isolated: bool,
) -> None:
    """Go through the findings of a file and choose rewrites.

    For every finding the suggestions are shown as a diff; a number takes one, s skips, q stops. Options for actions are never applied
    by --write: they are for you to decide. The file is written once, at the end.

    With --rewriter, the sentences with findings are sent to the server at --base-url (a key is read from BLAMELINT_REWRITER_KEY). Its
    answers pass the same checks as all suggestions, or are not shown.
    """
    from linter.artifacts import ModelError
    from linter.engine import Linter
    from linter.files import reason
    from linter.readers import ReadError, read_document
    from linter.rewrite import remote
    from linter.rewrite.edit import edited

    if dry and not write:
        raise click.UsageError("--diff shows what --write would do")
    if bool(rewriter) != bool(base_url):
        raise click.UsageError("--rewriter and --base-url go together")
    try:
        proposing = remote.openai(base_url, model=model, key=os.environ.get("BLAMELINT_REWRITER_KEY", "")) if base_url else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--base-url") from error
    with _mistakes():
        settings = _configuration(overrides={"select": select} if select else None, file=config_file, isolated=isolated).settings(path)
    try:
        data = path.read_bytes()
        document = read_document(data, str(path))
    except ReadError as error:
        raise Mistake(f"{about.NAME}: {error}") from error
    except OSError as error:
        raise Mistake(f"{about.NAME}: {path}: {reason(error)}") from error
    try:
        findings = Linter(settings, rewriter=proposing).lint(document).findings
    except (ModelError, remote.RewriterError) as error:
        raise Mistake(f"{about.NAME}: {error}") from error
    chosen = list(_without_slots(findings)) if write else list(_asked(document, findings))
    fixed = edited(document.source, chosen)
    if dry:
        _print(_diff(document.source, fixed, str(path)), _stdout(None), color=False)
        return
    if fixed != document.source:
        try:
            if path.read_bytes() != data:
                raise Mistake(f"{about.NAME}: {path}: changed in the meantime, so nothing is written")
            _replace(path, data, fixed)
        except OSError as error:
            raise Mistake(f"{about.NAME}: {path}: {reason(error)}; the file is as it was") from error
    click.echo(f"{path}: {len(chosen)} of {len(findings)} findings rewritten", err=True)


def _without_slots(findings: Iterable[Finding]) -> Iterator[Suggestion]:
    """For each finding its first rewrite that nobody has to fill in."""
    from linter.rewrite.edit import ready

    for finding in findings:
        chosen = ready(finding.suggestions)
        if chosen is not None:
            yield chosen


def _asked(document: Document, findings: Iterable[Finding]) -> Iterator[Suggestion]:
    """What the user takes, finding by finding. A sentence that was rewritten is not asked about again."""
    done: list[Suggestion] = []
    for finding in findings:
        if not finding.suggestions or any(finding.sentence.overlaps(other.span) for other in done):
            continue
        line, _ = document.position(finding.span.start)
        click.echo(f"\n{document.path}:{line} {finding.code} {finding.message}\n{finding.question}")
        for number, each in enumerate(finding.suggestions, 1):
            click.echo(click.style(f"- {document.source[each.span.start : each.span.end]}", fg="red"))
            label = f"{each.kind}, {each.tier}" if each.tier else each.kind
            click.echo(click.style(f"+ {each.text}", fg="green") + f"   [{number}] {label}")
            if each.kind == "rewrite" and each.dropped:
                click.echo(f"  leaves out: {'; '.join(each.dropped)}")
        key = ""
        while key not in {"s", "q", *map(str, range(1, len(finding.suggestions) + 1))}:
            click.echo(f"[1-{len(finding.suggestions)}] take, [s]kip, [q]uit ", nl=False)
            try:
                key = click.getchar(echo=True)
            except (OSError, EOFError) as error:
                raise Mistake(f"{about.NAME}: there is no terminal to ask on, or it has ended; use --write") from error
            finally:
                click.echo()
        if key == "q":
            return
        if key != "s":
            done.append(finding.suggestions[int(key) - 1])
            yield done[-1]


def _diff(before: str, after: str, name: str) -> Iterator[str]:
    import difflib

    # Lines as patch counts them: nothing else ends one, neither a lone CR nor U+2028.
    old, new = (io.StringIO(text, newline="\n").readlines() for text in (before, after))
    for line in difflib.unified_diff(old, new, name, name):
        yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def _replace(path: Path, before: bytes, text: str) -> None:
    """Write a file whole or not at all, in its own encoding. Raises OSError; the file is then as it was."""
    import codecs
    import tempfile

    marks = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
    mark, encoding = next(((mark, encoding) for mark, encoding in marks if before.startswith(mark)), (b"", "utf-8"))
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(mark + text.encode(encoding))
        shutil.copymode(path, name)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@dataclass(slots=True)
class Run:
    """What decides the exit status."""

    failed: bool = False
    unreadable: bool = False

    def complain(self, message: str) -> None:
        """Tell the user of an input that can't be used."""
        self.unreadable = True
        click.echo(f"{about.NAME}: {message}", err=True)


@dataclass(frozen=True, slots=True)
class Input:
    """Something to lint: its name in reports, its bytes once asked for, and what is configured for it."""

    name: str
    read: Callable[[], bytes]
    settings: Settings
    fail_on: Severity


class Mistake(click.ClickException):
    """What stops a run but is no wrong use of the command line. The message says where it comes from, so nothing is put in front."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, err=True, file=file)


@contextmanager
def _mistakes() -> Iterator[None]:
    from linter.config import ConfigError

    try:
        yield
    except ConfigError as error:
        raise Mistake(str(error)) from error


def _configuration(*, overrides: Mapping[str, Any] | None = None, file: Path | None = None, isolated: bool = False) -> Configuration:
    from linter.config import Configuration

    if file is not None and isolated:
        raise click.UsageError("--config and --isolated exclude each other")
    return Configuration(overrides=overrides, file=file, isolated=isolated)


def _inputs(paths: tuple[str, ...], stdin_filename: str | None, configuration: Configuration, run: Run) -> Iterator[Input]:
    """The inputs in the order of the arguments, standard input once."""
    from linter import files
    from linter.readers import known_extensions

    def configured(name: str, path: Path, read: Callable[[], bytes]) -> Input:
        return Input(name, read, configuration.settings(path), configuration.fail_on(path))

    found = files.find((path for path in paths if path != "-"), extensions=known_extensions(), excluded=configuration.excluded)
    if "-" in paths:
        name = stdin_filename or STDIN
        yield configured(name, Path(stdin_filename or "review.md"), _stdin)
    for each in found:
        if isinstance(each, files.Unreadable):
            run.complain(f"{each.path}: {each.reason}")
        else:
            yield configured(each.as_posix(), each, each.read_bytes)


def _stdin() -> bytes:
    """What is on standard input. Raises OSError, also where it is closed (`<&-`), which Python tells by None."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return sys.stdin.buffer.read()


def _changes(revision: str) -> Changes:
    """What changed since a revision, or in the diff on standard input (-)."""
    from linter.changes import DiffError, from_diff, from_git
    from linter.files import reason

    try:
        return from_diff(_stdin()) if revision == "-" else from_git(revision)
    except DiffError as error:
        raise Mistake(f"{about.NAME}: --diff {revision}: {error}") from error
    except OSError as error:
        raise Mistake(f"{about.NAME}: --diff {revision}: {reason(error)}") from error


def _known(file: Path) -> Entries:
    from linter.baseline import BaselineError, read
    from linter.files import reason

    try:
        return read(file)
    except OSError as error:
        raise Mistake(f"{about.NAME}: {file}: {reason(error)}") from error
    except BaselineError as error:
        raise Mistake(f"{about.NAME}: {file}: {error}") from error


def _documents(inputs: Iterable[Input], run: Run) -> Iterator[tuple[Document, Input]]:
    """The documents of all inputs that can be read."""
    from linter.files import reason
    from linter.readers import ReadError, read_documents

    for each in inputs:
        try:
            for document in read_documents(each.read(), each.name):
                yield document, each
        except ReadError as error:
            run.complain(str(error))
        except OSError as error:
            run.complain(f"{each.name}: {reason(error)}")


def _load_judge() -> None:
    with suppress(Exception):  # who needs it tries again, and tells
        from linter.model import classifier

        classifier()


def _lint(inputs: Sequence[Input], run: Run, keep: Iterable[Callable[[Report], Report]] = ()) -> Iterator[Report]:
    """The reports of all inputs that can be read. Each of `keep` takes the findings out that don't count."""
    if any(each.settings.judge for each in inputs):
        Thread(target=_load_judge).start()  # most of it is work that Python code can run beside
    from linter.engine import Linter

    linters: dict[int, Linter] = {}
    for document, each in _documents(inputs, run):
        # By identity: equal configurations share one object, and mappings have no hash.
        if id(each.settings) not in linters:
            linters[id(each.settings)] = Linter(each.settings)
        report = linters[id(each.settings)].lint(document)
        for counted in keep:
            report = counted(report)
        run.failed |= any(finding.severity >= each.fail_on for finding in report.findings)
        yield report


def _explained(rule: Rule) -> Iterator[str]:
    kind = f"{rule.category}, {rule.severity}" + ("" if rule.default else ", off by default")
    yield f"{click.style(f'{rule.code} {rule.name}', bold=True)}  {kind}"
    message = rule.message.replace("{", "⟨").replace("}", "⟩")
    for title, text in (("", message), ("Why: ", rule.why), ("Ask: ", rule.question)):
        yield ""
        yield click.wrap_text(title + text, width=100)
    for title, items in (("See:", rule.see), ("It finds:", rule.flags[:EXAMPLES]), ("It leaves alone:", rule.passes[:EXAMPLES])):
        if items:
            yield ""
            yield click.style(title, bold=True)
            for item in items:
                first, *more = item.strip().splitlines()
                yield f"  - {first}"
                yield from (f"    {line}".rstrip() for line in more)
    yield ""
    yield f"To allow a sentence: <!-- {about.NAME}: ignore[{rule.name}] the reason -->"


def _table(rules: Iterable[Rule]) -> Iterator[str]:
    rows = [(rule.code, rule.name, rule.category, str(rule.severity), "" if rule.default else "off by default") for rule in rules]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


@contextmanager
def _opened(output: str | None, *, encoding: str | None) -> Iterator[TextIO]:
    """Where findings go. A file is UTF-8 whatever the terminal is."""
    if output is None:
        yield _stdout(encoding)
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(Path(output).open("w", encoding="utf-8", errors="replace", newline="\n"))
        except OSError as error:
            raise click.BadParameter(f"{output}: {error.strerror}", param_hint="--output") from error
        yield stream


def _stdout(encoding: str | None) -> TextIO:
    """Standard output that never fails for a character that it can't show."""
    if sys.stdout is None:
        raise Mistake(f"{about.NAME}: standard output is closed")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=encoding, errors="replace")
    return sys.stdout


def _is_colored(color: str, stream: TextIO) -> bool:
    """As the user says, else as NO_COLOR and FORCE_COLOR say (the first wins), else whether it is a terminal that has colours."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return stream is sys.stdout
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _width(stream: TextIO) -> int:
    return min(shutil.get_terminal_size().columns, MAX_WIDTH) if stream.isatty() else DEFAULT_WIDTH


def _print(pieces: Iterable[str], stream: TextIO, *, color: bool) -> None:
    """Write as it comes. Where the reader has gone (`| head`), stop quietly; what was found until then decides the exit status."""
    from linter.files import reason

    try:
        for piece in pieces:
            click.echo(piece, file=stream, nl=False, color=color)
        stream.flush()
    except BrokenPipeError:
        _discard(stream)
    except OSError as error:
        _discard(stream)
        raise Mistake(f"{about.NAME}: {error.filename or stream.name}: {reason(error)}") from error


def _discard(stream: TextIO) -> None:
    """Let what is not written yet go nowhere: a stream is flushed once more at its end, which must not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    run()
