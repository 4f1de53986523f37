from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from linter import archive, schema
from linter.archive import people, work
from linter.archive.progress import shown
from linter.archive.scan import Done, Pool, pool, scan
from linter.archive.store import Entry, Store, StoreError
from linter.archive.tables import _cell
from linter.archive.themes import themes
from linter.archive.trends import TEAMS_CAVEAT, UNDATED, Reviewed, documents, trends
from linter.cli import cli
from linter.finding import Severity
from linter.settings import Settings
from linter.sources import LARGE, Source, sources

MISSING = [module for module in ("pyarrow", "sklearn", "tqdm", "vl_convert") if find_spec(module) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"the extra [archive] is not installed: {', '.join(MISSING)}")

ROOT = Path(__file__).parent.parent
FAST = Settings(judge=False, select=frozenset({"DS801"}))
"""A rule that needs neither parser nor judge."""

BLAMEFUL = """# Postmortem: checkout down on 2024-03-05

Team: Payments

## Timeline

- 10:00 The alert fires.
- 10:05 Sarah Okafor rolls back.
- 10:10 All is well.

## Root cause

Root cause: John ran DROP TABLE in production. The queue between checkout and billing had no limit.

## Action items

- Sarah needs to be more careful. (Sarah Okafor, 2024-03-20)
- Add an alert on the depth of the billing queue (Miguel, 2024-04-01)
"""
CALM = """# Postmortem: search slow on 2024-04-11

Team: Search

## Timeline

- 09:00 Latency rises.
- 09:20 The index is rebuilt.
- 09:40 Latency is normal.

## Root cause

The queue between checkout and billing had no limit at all.

## Action items

- Add an alert on the depth of the billing queue (Ana, 2024-05-02)
"""


def review(number: int) -> str:
    """A small review, a little different for each number."""
    return f"# Postmortem: incident {number}\n\n## Timeline\n\n- 10:00 Alert {number}.\n- 10:05 Rollback.\n- 10:09 Done.\n"


def tree(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def scanned(folder: Path, cache: Path, run: Pool | None = None, **options: Any) -> list[Done]:
    """A scan with the fast settings, in this process unless a pool is given."""
    options = {"settings": lambda _name: FAST} | options
    with Store(cache) as store, pool() as here:
        return list(scan(sources([str(folder)], extensions=(".md",)), store, run or here, **options))


def kept(cache: Path) -> list[tuple[Entry, list[dict[str, Any]]]]:
    """What a store holds of the last scan."""
    with Store(cache) as store:
        return [(entry, work.unpacked_records(records)) for entry, records in store.entries()]


def command(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["scan", *arguments], catch_exceptions=False)


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a configuration without the judge."""
    folder = tmp_path / "project"
    tree(folder, {"blamelint.toml": "root = true\njudge = false\n"})
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A folder with a finished scan of two reviews and a file that is none, and what the command said."""
    folder = tmp_path_factory.mktemp("finished")
    hostile = BLAMEFUL + "\nA </script><script>alert(1)</script> in a review.\n"
    tree(folder, {"blamelint.toml": "root = true\njudge = false\n", "reviews/a.md": hostile, "reviews/b.md": CALM, "reviews/c.md": b"\0\1"})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return folder, command("reviews", "--workers", "1", "--by-team", "--write", ",".join(archive.FORMATS))


def test_what_can_be_read_is_scanned_and_the_rest_is_told(finished: tuple[Path, Result]) -> None:
    _, result = finished
    assert result.exit_code == 2
    assert "blamelint: reviews/c.md: binary data" in result.stderr
    assert "2 documents, 2 of them reviews" in result.stdout
    assert "Something reads as blame in 50% of the reviews." in result.stdout
    assert "1 source could not be read." in result.stdout


def test_every_output_says_the_same(finished: tuple[Path, Result]) -> None:
    import pyarrow.parquet as pq

    folder, _ = finished
    out = folder / "blamelint-archive"
    rows = table(out / "findings.csv")
    assert {row["code"] for row in rows} >= {"PC101", "IA201"}
    for row in rows:
        source = (folder / row["path"]).read_text()
        assert source[int(row["start"]) : int(row["end"])] == row["excerpt"]
        assert row["excerpt"] in row["sentence"]
    told = {row["path"]: row["problem"] for row in table(out / "documents.csv")}
    assert {path: bool(problem) for path, problem in told.items()} == {"reviews/a.md": False, "reviews/b.md": False, "reviews/c.md": True}
    actions = table(out / "actions.csv")
    assert "owner" not in actions[0]
    assert {row["tier"] for row in actions} >= {"weaker", "intermediate"}

    for name in ("documents", "findings", "actions"):
        typed = pq.read_table(out / f"{name}.parquet").to_pylist()
        plain = table(out / f"{name}.csv")
        assert [list(row) for row in typed] == [list(row) for row in plain]
        assert [row["path"] for row in typed] == [row["path"] for row in plain]
    assert typed[0]["date"] == date(2024, 3, 5)

    lines = [json.loads(line) for line in (out / "documents.jsonl").read_text().splitlines()]
    total = [finding for each in lines for finding in each["findings"]]
    whole = {"schema_version": "1", "tool": {"name": "blamelint", "version": "0", "model": ""}, "documents": lines}
    summary = {"documents": 2, "findings": len(total), "by_category": {}, "by_severity": {}}
    jsonschema.validate(whole | {"summary": summary}, schema.load("findings-1"))
    log = json.loads((out / "findings.sarif").read_text())
    results = log["runs"][0]["results"]
    assert [each["ruleId"] for each in results] == [row["code"] for row in rows] == [each["rule"]["code"] for each in total]
    places = [each["locations"][0]["physicalLocation"] for each in results]
    assert [place["artifactLocation"]["uri"] for place in places] == [row["path"] for row in rows]
    assert [place["region"]["startLine"] for place in places] == [int(row["line"]) for row in rows]


@pytest.mark.parametrize("name", archive.CHECKED)
def test_formats_of_a_check_are_as_a_check_writes_them(name: str, finished: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = finished
    monkeypatch.chdir(folder)
    checked = CliRunner().invoke(cli, ["check", "--exit-zero", "--format", name, "reviews/a.md", "reviews/b.md"])
    assert (folder / "blamelint-archive" / archive.CHECKED[name]).read_text() == checked.stdout


def test_the_report_is_one_file_that_loads_nothing(finished: tuple[Path, Result]) -> None:
    page = (finished[0] / "blamelint-archive" / "report.html").read_text()
    assert "default-src 'none'" in page
    assert "<script>alert" not in page
    assert page.count("<svg") >= 4
    assert "src=" not in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org/", "")


def test_teams_are_counted_only_where_asked_and_with_the_reason_against_it(finished: tuple[Path, Result]) -> None:
    page = (finished[0] / "blamelint-archive" / "report.html").read_text()
    assert TEAMS_CAVEAT.split(".")[0] in page
    assert "<td>Payments</td>" in page
    assert "Sarah" not in page[page.index("By team") : page.index('id="conditions"')]


def test_a_cell_is_no_formula() -> None:
    assert [_cell(value) for value in ("=HYPERLINK(1)", "+1", "-1", "@x", "a=b", -1, True, None)] == [
        "'=HYPERLINK(1)", "'+1", "'-1", "'@x", "a=b", -1, "true", None,
    ]  # fmt: skip


def test_results_are_taken_up_again(tmp_path: Path) -> None:
    folder = tree(tmp_path / "in", {f"{i}.md": review(i) for i in range(5)})
    cache = tmp_path / "cache"
    assert [each.known for each in scanned(folder, cache)] == [False] * 5
    assert [each.known for each in scanned(folder, cache)] == [True] * 5
    tree(folder, {"3.md": review(33)})
    assert [each.known for each in scanned(folder, cache)] == [True, True, True, False, True]
    moved = folder.rename(tmp_path / "moved")
    assert all(each.known for each in scanned(moved, cache))
    other = Settings(judge=False, select=frozenset({"DS801"}), teams=frozenset({"Night Owls"}))
    assert not any(each.known for each in scanned(moved, cache, settings=lambda _name: other))
    assert not any(each.known for each in scanned(moved, cache, fresh=True))


def issues(number: int) -> bytes:
    """An export of so many issues, large enough to be taken apart."""
    return json.dumps([{"number": each, "title": f"Incident {each}", "body": review(each)} for each in range(number)]).ljust(LARGE).encode()


def exported(source: Source, cache: Path, run: Pool | None = None) -> Iterator[Done]:
    with Store(cache) as store, pool() as here:
        yield from scan([source], store, run or here, settings=lambda _name: FAST)


def told(cache: Path) -> list[tuple[str, dict[str, Any] | str]]:
    with Store(cache) as store:
        return [(each.path, each.record) if isinstance(each, Reviewed) else (each.name, each.problem) for each in documents(store)]


def test_a_large_export_is_read_by_all_workers_and_document_by_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large, small = Source("issues.json", issues(30), "in"), Source("issues.json", issues(30).strip(), "in")
    with pool(workers=2) as two:
        done = list(exported(large, tmp_path / "parts", two))
    assert [each.known for each in done] == [False] * 30
    assert len(list(exported(small, tmp_path / "whole"))) == 1
    assert told(tmp_path / "parts") == told(tmp_path / "whole")

    stopped = exported(large, tmp_path / "stopped")
    read = [next(stopped) for _ in range(7)]
    stopped.close()
    again = list(exported(large, tmp_path / "stopped"))
    assert sum(each.known for each in again) == len(read)
    monkeypatch.setattr("linter.archive.scan.documents", lambda *_: pytest.fail("what is known is not opened"))
    assert all(each.known for each in exported(large, tmp_path / "stopped"))
    assert told(tmp_path / "stopped") == told(tmp_path / "parts")


def test_what_a_large_export_has_before_its_damage_is_read_and_the_damage_is_told_each_time(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as export:
        export.writestr(f"A {'0' * 32}.md", review(1))
        export.writestr(f"B {'1' * 32}.md", b"\0" * LARGE)
    for known in (False, True):
        good, bad = exported(Source("notion.zip", content.getvalue(), "in"), tmp_path / "cache")
        assert (good.known, good.problem, bad.entry.key) == (known, "", "")
        assert "binary data" in bad.problem
    assert [path for path, _ in told(tmp_path / "cache")] == ["notion.zip#A", "notion.zip"]
    (none,) = exported(Source("notes.json", b"{}".ljust(LARGE), "in"), tmp_path / "cache")
    assert "no export that is known" in none.problem


def test_results_of_other_versions_are_not_used_and_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tree(tmp_path / "in", {"a.md": review(1)})
    cache = tmp_path / "cache"
    scanned(folder, cache)
    for module in ("linter.archive.work.version", "linter.archive.scan.version"):
        monkeypatch.setattr(module, lambda: "blamelint 99 (other)")
    assert [each.known for each in scanned(folder, cache)] == [False]
    with sqlite3.connect(cache) as connection:
        assert connection.execute("SELECT tool FROM result").fetchall() == [("blamelint 99 (other)",)]
    with pytest.raises(work.VersionError, match="install the same on both"):
        work.read(work.Task(0, "a.md", b"", work.packed(FAST), "blamelint 98 (another)"))


def test_settings_survive_the_way_to_a_worker() -> None:
    settings = Settings(
        select=frozenset({"PC101", "hindsight"}),
        severity={"PC101": Severity.INFO},
        people=frozenset({"Sarah"}),
        allowed=("fault tolerance",),
        sections={"what bit us": "causes"},
        min_confidence=0.25,
        judge=False,
    )
    assert work.unpacked(work.packed(settings)) == settings
    assert work.unpacked(work.packed(Settings())) == Settings()


def test_a_killed_scan_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Twenty scans, each killed at a random moment; then one that is let be."""
    number = 40
    folder = tree(tmp_path / "in", {f"{i:03}.md": review(i) for i in range(number)} | {"broken.md": b"\0"})
    start = time.monotonic()
    scanned(folder, tmp_path / "whole")
    whole = time.monotonic() - start
    dice = random.Random(7)
    results = []
    for _ in range(20):
        child = os.fork()
        if child == 0:
            try:
                scanned(folder, tmp_path / "cache")
            finally:
                os._exit(0)
        time.sleep(dice.uniform(0, whole))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if (tmp_path / "cache").exists():
            with sqlite3.connect(tmp_path / "cache", timeout=30) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                there = connection.execute("SELECT name FROM sqlite_master WHERE name = 'result'").fetchone()
                results.append(connection.execute("SELECT count(*) FROM result").fetchone()[0] if there else 0)
            connection.close()
    assert results == sorted(results)  # nothing that was found is lost
    done = scanned(folder, tmp_path / "cache")
    assert sum(each.known for each in done) == results[-1] > 0
    assert [each.entry.number for each in done] == list(range(number + 1))
    assert kept(tmp_path / "cache") == kept(tmp_path / "whole")


def test_a_killed_command_goes_on_where_it_was(project: Path) -> None:
    tree(
        project,
        {f"reviews/{i:03}.md": review(i) for i in range(60)} | {"blamelint.toml": "root = true\njudge = false\nselect = ['DS801']\n"},
    )
    arguments = [sys.executable, "-m", "linter.cli", "scan", "reviews", "--workers", "2", "--write", "csv"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    cache = project / "blamelint-archive" / "cache.sqlite"
    process = subprocess.Popen(arguments, env=environment, stderr=subprocess.DEVNULL)
    while process.poll() is None and not (
        cache.with_name("cache.sqlite-wal").exists() and cache.with_name("cache.sqlite-wal").stat().st_size > 40_000
    ):
        time.sleep(0.02)
    process.kill()
    process.wait()
    with sqlite3.connect(cache, timeout=30) as connection:
        before = connection.execute("SELECT count(*) FROM result").fetchone()[0]
    connection.close()
    assert before > 0
    assert not (project / "blamelint-archive" / "documents.csv").exists() or before == 60
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [row["path"] for row in table(project / "blamelint-archive" / "documents.csv")] == [f"reviews/{i:03}.md" for i in range(60)]


def deadly() -> None:
    """Makes a worker die of documents that say so."""
    record = work.record

    def die(document: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
        if "DEADLY" in document.source:
            os.kill(os.getpid(), signal.SIGKILL)
        return record(document, *arguments, **options)

    work.record = die


def test_a_document_that_kills_its_process_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    from joblib.externals.loky import ProcessPoolExecutor

    folder = tree(tmp_path / "in", {f"{i}.md": review(i) for i in range(12)} | {"5.md": "DEADLY"})
    run = Pool(lambda: ProcessPoolExecutor(max_workers=2, initializer=deadly), 2)
    done = scanned(folder, tmp_path / "cache", run)
    assert sorted(each.entry.number for each in done) == list(range(12))
    assert [(each.entry.name.rpartition("/")[2], "died" in each.problem) for each in done if each.problem] == [("5.md", True)]


def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    folder = tree(tmp_path / "in", {f"{i:02}.md": review(i) for i in range(40)})
    names = []
    with Store(tmp_path / "cache") as store, pool(workers=2) as run:
        for each in scan(sources([str(folder)], extensions=(".md",)), store, run, settings=lambda _name: FAST):
            if not names:
                os.kill(workers()[0], signal.SIGKILL)
            names.append(each.entry.name)
            assert not each.problem
    assert sorted(names) == sorted(str(file) for file in folder.iterdir())
    scanned(folder, tmp_path / "here")
    assert kept(tmp_path / "cache") == kept(tmp_path / "here")


def workers() -> list[int]:
    """The worker processes of this one."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            if b"popen_loky" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(int(child))
    return found


@pytest.mark.timeout(240)
def test_a_cluster_loses_and_doubles_nothing_where_a_worker_is_killed(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    folder = tree(tmp_path / "in", {f"{i:02}.md": review(i) for i in range(60)} | {"broken.md": b"\0"})
    with distributed.LocalCluster(n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        with distributed.Client(cluster) as client:
            client.wait_for_workers(3)
            before = set(client.run(os.getpid).values())
        names = []
        with Store(tmp_path / "cache") as store, pool(cluster=cluster.scheduler_address) as run:
            assert run.workers == 3
            for each in scan(sources([str(folder)], extensions=(".md",)), store, run, settings=lambda _name: FAST):
                if len(names) == 5:
                    os.kill(min(before), signal.SIGKILL)
                names.append(each.entry.name)
        with distributed.Client(cluster) as client:
            client.wait_for_workers(3)
            assert min(before) not in client.run(os.getpid).values()
    assert sorted(names) == sorted(str(file) for file in folder.iterdir())
    scanned(folder, tmp_path / "here")
    assert kept(tmp_path / "cache") == kept(tmp_path / "here")


def test_a_cluster_that_is_not_there_is_an_error(project: Path) -> None:
    pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    tree(project, {"a.md": CALM})
    result = CliRunner().invoke(cli, ["scan", "a.md", "--cluster", "tcp://127.0.0.1:1"])
    assert result.exit_code == 2
    assert "tcp://127.0.0.1:1: no Dask scheduler answers" in result.output


# What the page tells people to type


def page(language: str) -> list[str]:
    text = (ROOT / "docs" / "archive.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def typed(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A script where `blamelint` and `dask` are those of this environment; what it leaves running is ended with it."""
    commands = (
        'blamelint() { "$PYTHON" -m linter.cli "$@"; }\ndask() { exec "$PYTHON" -m dask "$@"; }\npip() { :; }\n'
        "set -e\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
    )
    environment = os.environ | {"PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(["bash", "-c", commands + script], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_first_scan_of_the_page(project: Path) -> None:
    tree(project, {"reviews/a.md": BLAMEFUL, "exports/space/b.md": CALM})
    with zipfile.ZipFile(project / "exports" / "space.zip", "w") as export:
        export.write(project / "exports" / "space" / "b.md", "b.md")
    first, _ = page("bash")
    done = typed(first, project)
    assert done.returncode == 0, done.stderr
    assert {row["path"] for row in table(project / "archive" / "documents.csv")} == {"reviews/a.md", "exports/space.zip/b.md"}


@pytest.mark.timeout(900)
def test_the_cluster_of_the_page(project: Path, unused_tcp_port: int) -> None:
    """The scheduler and the workers of the page, here on one machine."""
    pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    tree(project, {"reviews/a.md": BLAMEFUL, "reviews/b.md": CALM})
    _, block = page("bash")
    scheduler, worker, scan = block.replace("10.0.0.5", "127.0.0.1").replace("8786", str(unused_tcp_port)).splitlines()
    assert worker.endswith("--nworkers 8")
    own = f"--port {unused_tcp_port} --dashboard-address 127.0.0.1:0"
    listening = f"until (exec 3<>/dev/tcp/127.0.0.1/{unused_tcp_port}) 2>/dev/null; do sleep 0.2; done"
    done = typed(f"{scheduler} {own} &\n{listening}\n{worker.removesuffix('8')}2 --dashboard-address 127.0.0.1:0 &\n{scan}\n", project)
    assert done.returncode == 0, done.stderr
    assert len(table(project / "blamelint-archive" / "documents.csv")) == 2


def test_mistakes_are_told_before_the_scan(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(project, {"a.md": CALM})
    assert "'docx' is none of html, csv" in CliRunner().invoke(cli, ["scan", "a.md", "--write", "docx"]).output
    with Store(project / "busy"):
        result = CliRunner().invoke(cli, ["scan", "a.md", "--cache", "busy", "--workers", "1"])
    assert result.exit_code == 2
    assert "busy: another scan is using it" in result.output
    (project / "text").write_text("no database, but long enough to be looked at as one " * 40)
    with pytest.raises(StoreError, match="text: "):
        Store(project / "text")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(archive.MissingError, match=r"install blamelint\[archive\]"):
        archive.check_installed(archive.Plan(output=project))


def test_what_comes_back_is_found_and_is_about_nobody(tmp_path: Path) -> None:
    third = BLAMEFUL.replace("Sarah Okafor", "Ravi Menon").replace("Sarah", "Ravi").replace("DROP TABLE", "TRUNCATE")
    folder = tree(tmp_path / "in", {"a.md": BLAMEFUL, "b.md": CALM, "c.md": third, "copy/a.md": BLAMEFUL, "other.md": review(1)})
    scanned(folder, tmp_path / "cache", settings=lambda _name: FAST)
    with Store(tmp_path / "cache") as store:
        read = [each for each in documents(store) if isinstance(each, Reviewed)]
    actions = {theme.text: theme for theme in themes(read, "actions")}
    alert = actions["Add an alert on the depth of the billing queue"]
    assert alert.reviews == 3  # the copy of a review is no second one
    assert len(alert.places) == 4
    assert alert.open == 4
    assert actions["someone needs to be more careful"].reviews == 2
    assert any("had no limit" in theme.text for theme in themes(read, "factors"))
    assert not any(name in text for text in actions for name in ("Sarah", "John", "Ravi", "Okafor", "Menon"))
    assert themes([], "actions") == []


def test_documents_are_counted_by_month_section_rule_family_and_source(tmp_path: Path) -> None:
    rules = Settings(judge=False)
    tree(tmp_path, {"one/a.md": BLAMEFUL, "two/b.md": CALM, "two/2023/c.md": "Just a note.\n", "two/d-2021-07.md": "Another.\n"})
    with Store(tmp_path / "cache") as store, pool() as here:
        found = sources([str(tmp_path / "one"), str(tmp_path / "two")], extensions=(".md",))
        list(scan(found, store, here, settings=lambda _name: rules))
        total = trends(documents(store), by_team=True)
        assert not trends(documents(store)).teams
    assert list(total.months) == ["2021-07", "2024-03", "2024-04", UNDATED]
    assert (total.all.documents, total.all.reviews, total.all.blamed_reviews, total.all.share) == (4, 2, 1, 0.5)
    assert total.months["2024-03"].families["person-cause"] >= 1
    assert total.sections["causes"]["person-cause"] >= 1
    assert total.rules["PC101"] == total.rule_documents["PC101"] == 1
    assert {name.rpartition("/")[2]: group.documents for name, group in total.sources.items()} == {"one": 1, "two": 3}
    assert total.all.tiers["weaker"] == 1
    assert {name: group.share for name, group in total.teams.items()} == {"Payments": 1.0, "Search": 0.0}


def test_no_name_is_left_where_names_are_redacted(project: Path) -> None:
    lessons = "Priya Nair, the release manager, forgot to tell @jdoe. Ask kofi.mensah@example.org. Dr. Oyelaran-Smith forgot it."
    lessons += "\n\n[14:05] &lt;tomasz&gt; sorry, I forgot to restart the queue."
    text = f"{BLAMEFUL}\n## Lessons\n\n{lessons}\n"
    tree(project, {"reviews/sarah/a.md": text})
    result = command("reviews", "--workers", "1", "--redact", "--write", ",".join(archive.FORMATS))
    assert result.exit_code == 0, result.output
    out = project / "blamelint-archive"
    import pyarrow.parquet as pq

    said = [file.read_text() for file in out.iterdir() if file.suffix in (".csv", ".json", ".jsonl", ".html", ".xml", ".md", ".txt")]
    # The rules in the log have examples of their own.
    said += [str(json.loads((out / "findings.sarif").read_text())["runs"][0]["results"])]
    said += [str(pq.read_table(file).to_pylist()) for file in out.glob("*.parquet")]
    said += [f"{entry} {records}" for entry, records in kept(out / "cache.sqlite")]
    said += [result.output]
    assert len(said) == 14 + 3 + 1 + 1
    for name in ("Sarah", "John", "Okafor", "Miguel", "Priya", "Nair", "jdoe", "kofi", "Mensah", "Oyelaran", "sarah", "tomasz"):
        assert [text[max(0, text.find(name) - 60) : text.find(name) + 60] for text in said if name in text] == [], name
    assert "By team" not in (out / "report.html").read_text()
    rows = table(out / "findings.csv")
    assert any(re.match(r"Participant [A-Z] needs to be more careful", row["sentence"]) for row in rows)
    assert rows[0]["path"] == "reviews/participant/a.md"


def test_names_are_persons_of_a_review() -> None:
    cast = people.Cast(frozenset({"Priya", "Nair", "Ana"}), ("Priya Nair called.", "Nair left; Ana stayed.", "Ana (DBA) knows."))
    assert cast.hidden("Priya Nair called. Nair's pager rang, and Priya and Ana saw it.") == (
        "Participant A called. Participant A's pager rang, and participant A and the dba saw it."
    )
    assert cast.masked("Ana and Priya Nair") == "someone and someone"
    assert cast.hidden("Anaconda, analysis, ana-db") == "Anaconda, analysis, ana-db"
    same = people.Cast(
        frozenset({"Priya", "Tom", "Zoe"}), ("Priya, the on-call engineer, restarted it. Tom, the on-call engineer, joined. Zoe asked.",)
    )
    assert len({same.hidden(name) for name in ("Priya", "Tom", "Zoe")}) == 3
    assert people.Cast(frozenset(), ()).hidden("Nobody is here.") == "Nobody is here."
    assert people.hidden_path("s3://reviews/maria/2024-may/redis.md", Settings()) == "s3://reviews/participant/2024-may/redis.md"


def test_progress_is_plain_lines_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linter.archive.progress.EVERY", 0.0)
    stream = io.StringIO()
    problem = Done(Entry(2, "b.md", "in", problem="binary data"))
    list(shown([Done(Entry(0, "a.md", "in")), Done(Entry(1, "c.md", "in"), known=True), problem], total=4, stream=stream))
    lines = stream.getvalue().splitlines()
    assert lines[0].startswith("blamelint: 1 of 4 documents, ")
    assert lines[0].endswith(" left")
    assert "blamelint: b.md: binary data" in lines
    assert "\r" not in stream.getvalue()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal() -> None:
    stream = Terminal()
    list(shown([Done(Entry(i, "a.md", "in")) for i in range(3)], total=3, stream=stream))
    assert "100%" in stream.getvalue()
    assert "3/3" in stream.getvalue()
    assert "documents/s" in stream.getvalue()


def test_sources_are_read_one_at_a_time(tmp_path: Path) -> None:
    """A generator in, results out: no more tasks are taken than are under way."""
    taken = 0

    def endless() -> Iterator[Source]:
        nonlocal taken
        while True:
            taken += 1
            yield Source(f"{taken}.md", review(taken).encode(), "in")

    with Store(tmp_path / "cache") as store, pool() as run:
        done = scan(endless(), store, run, settings=lambda _name: FAST)
        for number in range(1, 20):
            next(done)
            assert taken <= number + 1
        done.close()
