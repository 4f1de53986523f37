"""Suggestions from a language model, quotations from the document, the survey of suggestions, grammar, and the seeds."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from linter.cli import cli
from linter.engine import Linter
from linter.finding import Finding, Suggestion
from linter.readers import read_text
from linter.rewrite.checks import foreign_words
from linter.rewrite.context import Context
from linter.rewrite.matter import untold
from linter.rewrite.patterns import all_patterns
from linter.rewrite.remote import RewriterError, openai
from linter.settings import Settings
from linter.training.rewrites import Survey, grammar_alarms, reading, reports, survey

ROOT = Path(__file__).parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
ALONE = Settings(judge=False)
BLAME = "Kofi ran the purge job on the wrong cluster at 03:12."


def findings(text: str, **options: Any) -> tuple[Finding, ...]:
    return Linter(ALONE, **options).lint(read_text(text, "a.md", format="markdown")).findings


def suggestions(text: str, **options: Any) -> list[str]:
    return [suggestion.text for finding in findings(text, **options) for suggestion in finding.suggestions]


# --- a language model


@contextmanager
def stub(answers: list[str], status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An OpenAI-compatible server with fixed answers: its address, and the requests that it gets."""
    seen: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append({"path": self.path, "key": self.headers.get("Authorization"), **body})
            data = json.dumps({"choices": [{"message": {"content": answer}} for answer in answers]}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", seen
    finally:
        server.shutdown()
        server.server_close()


def test_answers_that_pass_come_first() -> None:
    answer = "The purge job ran on a cluster other than the intended one at 03:12."
    with stub([answer]) as (address, seen):
        assert suggestions(BLAME, rewriter=openai(address, model="m", key="k"))[0] == answer
    assert seen[0]["path"] == "/v1/chat/completions"
    assert (seen[0]["model"], seen[0]["key"]) == ("m", "Bearer k")
    assert seen[0]["messages"][-1]["content"] == BLAME


@pytest.mark.parametrize(
    "answer",
    [
        "The purge job ran on a cluster other than the intended one.",
        "The purge job ran on a cluster other than the intended one at 03:12 for 40 minutes.",
        "The purge job ran on the wrong cluster at 03:12 because validation was missing.",
        "Tired operators ran the purge job on another cluster at 03:12.",
        "Kofi was running the purge job on another cluster at 03:12.",
        "the purge job ran on another cluster at 03:12",
        "",
    ],
)
def test_answers_that_lose_or_invent_are_withheld(answer: str) -> None:
    with stub([answer]) as (address, _):
        assert suggestions(BLAME, rewriter=openai(address)) == suggestions(BLAME)


@pytest.mark.parametrize("address", ["ftp://a/v1", "file:///etc/passwd", "nothing"])
def test_address_must_be_http(address: str) -> None:
    with pytest.raises(ValueError, match="no http address"):
        openai(address)


def test_a_server_that_fails_is_named_without_the_text() -> None:
    with stub([], status=500) as (address, _), pytest.raises(RewriterError, match=r"127\.0\.0\.1") as caught:
        suggestions(BLAME, rewriter=openai(address))
    assert "Kofi" not in str(caught.value)


def test_the_key_goes_to_no_other_address() -> None:
    seen: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append((self.path, self.headers.get("Authorization")))
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            seen.append((self.path, self.headers.get("Authorization")))
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with pytest.raises(RewriterError):
        suggestions(BLAME, rewriter=openai(f"http://127.0.0.1:{server.server_port}", key="k"))
    server.shutdown()
    server.server_close()
    assert seen == [("/chat/completions", "Bearer k"), ("/elsewhere", None)]


def test_fix_keeps_what_was_saved_while_it_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text(BLAME)

    def save(*, echo: bool) -> str:
        path.write_text("Rewritten by hand.\n")
        return "1"

    monkeypatch.setattr("click.getchar", save)
    result = CliRunner().invoke(cli, ["fix", "--isolated", str(path)])
    assert result.exit_code == 2
    assert "changed in the meantime" in result.output
    assert path.read_text() == "Rewritten by hand.\n"


def test_fix_asks_the_model_only_when_told(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(BLAME + "\n")
    answer = "At 03:12 the purge job ran on a cluster other than the intended one."
    with stub([answer]) as (address, seen):
        CliRunner().invoke(cli, ["fix", "--isolated", "--write", "--diff", str(path)])
        assert seen == []
        result = CliRunner().invoke(cli, ["fix", "--isolated", "--write", "--rewriter", "openai", "--base-url", address, str(path)])
    assert result.exit_code == 0
    assert path.read_text() == answer + "\n"


def test_fix_keeps_the_file_when_the_model_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(BLAME)
    with stub([]) as (address, _):
        pass
    result = CliRunner().invoke(cli, ["fix", "--isolated", "--write", "--rewriter", "openai", "--base-url", address, str(path)])
    assert result.exit_code == 2
    assert address in result.output
    assert path.read_text() == BLAME


def test_fix_needs_both_options_of_a_model(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(BLAME)
    assert CliRunner().invoke(cli, ["fix", "--rewriter", "openai", str(path)]).exit_code == 2
    assert CliRunner().invoke(cli, ["fix", "--rewriter", "openai", "--base-url", "ftp://a", str(path)]).exit_code == 2


def test_words_of_another_origin() -> None:
    assert foreign_words("Kofi deleted the backups.", "The backups were deleted ⟨without a dry run⟩.") == ()
    assert foreign_words("Kofi deleted the backups.", "Fatigue deleted the backups.") == ("fatigue",)


# --- quotations


CITED = """# Review

## Background

The runbook was last edited in 2021 and names a host that no longer exists.

## Causes

The engineer didn't follow the runbook.
"""


def test_a_question_is_answered_from_the_document() -> None:
    first, second, *_ = suggestions(CITED)
    assert first.endswith("“The runbook was last edited in 2021 and names a host that no longer exists” (line 5).")
    assert second.endswith("⟨Was it findable, current and applicable to this state?⟩")


@pytest.mark.parametrize(
    "other",
    [
        "The dashboard was last edited in 2021.",
        "The runbook has nine pages.",
        "Sarah never updated the runbook, which was last edited in 2021.",
        "> The runbook was last edited in 2021.",
    ],
)
def test_no_answer_from_another_thing_a_mere_fact_blame_or_a_quote(other: str) -> None:
    text = CITED.replace("The runbook was last edited in 2021 and names a host that no longer exists.", other)
    assert not any("(line" in wording for wording in suggestions(text))


# --- what is kept


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Priya fat-fingered the timeout of ledger-api at 16:20.", ["timeout", "ledger-api", "16:20"]),
        ("Min-jun's sloppy commit knocked out the till at 10:20.", ["commit", "till", "10:20"]),
    ],
)
def test_facts_stay_and_names_go(text: str, facts: list[str]) -> None:
    found = suggestions(text)
    assert found
    for wording in found:
        assert all(fact in wording for fact in facts)
        assert not any(name in wording for name in ("Priya", "Min-jun"))


@pytest.mark.parametrize(
    "text",
    [
        "Root cause: John ran DROP TABLE in production.",
        "Sarah needs to be more careful.",
        "Who approved this?",
        "If Anna had tested the filter, the deploy would have stopped.",
        "It's the network team's fault.",
        "A certain engineer merged the branch on his way to lunch.",
    ],
)
def test_findings_of_every_family_get_a_suggestion(text: str) -> None:
    found = findings(text)
    assert found
    assert all(finding.suggestions for finding in found)


def test_where_nothing_can_be_told_the_question_of_the_rule_stands_alone() -> None:
    found = {finding.code: finding for finding in findings("Yet another stupid mistake of the interns.")}
    assert found["PC101"].suggestions == ()
    assert found["PC101"].question


# --- the survey


def test_survey_of_reports(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"# Review\n\n{BLAME}\n\nThe load was high.\n")
    (tmp_path / "b.md").write_bytes(b"\xff\xfe\x00broken\x00\xd8")
    total = survey(reports(tmp_path), Linter(ALONE))
    assert [shown.original for shown in total.found] == [BLAME]
    assert (total.lost, total.flagged) == ([], [])
    assert "1 findings, 1.000 with a suggestion" in total.table()
    lines = list(reading(total.sample(150, 0)))
    assert BLAME in lines[1]
    assert any(line.strip().startswith("-> rewrite: ") for line in lines)


def test_survey_of_nothing_has_a_table() -> None:
    assert "0 findings, - with a suggestion" in Survey().table()


def test_evaluate_rewrites(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "reviews").mkdir(parents=True)
    (data / "held_out").mkdir()
    (data / "held_out" / "a.txt").write_text(
        f"=== a-001\norg: bank | incident: config | voice: tired\npeople: Kofi\nsystems:\n# Review\np {BLAME} >> person-cause/PC101\n"
    )
    drawn = tmp_path / "drawn.txt"
    command = ["evaluate", "--rewrites", "--rules-alone", "--data", str(data), "--split", "test", "--draw", str(drawn)]
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 0, result.output
    assert "ledger kept 1.000, first suggestion lints clean 1.000" in result.output
    assert BLAME in drawn.read_text("utf-8")
    assert CliRunner().invoke(cli, ["evaluate", "--draw", str(drawn), "--data", str(data)]).exit_code == 2


# --- grammar


@pytest.mark.skipif(grammar_alarms([]) is None, reason="node or harper.js is not installed")
def test_suggestions_for_the_examples_have_no_grammar_alarm() -> None:
    texts = [text for pattern in all_patterns() for text, _ in pattern.examples]
    wordings = sorted({wording for text in texts for wording in suggestions(text) if wording})
    alarms = grammar_alarms(wordings)
    assert wordings
    assert alarms is not None
    assert [(wording, found) for wording, found in zip(wordings, alarms, strict=True) if found] == []


def test_a_survey_says_where_grammar_is_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert grammar_alarms(["The job ran."]) is None
    assert "harper.js is not installed" in Survey().table()


# --- the seeds


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not beside this checkout")
def test_every_blameful_sentence_of_the_seeds_gets_a_suggestion() -> None:
    """What the seeds show as examples of blame, set down as plain lines of a review."""
    examples: dict[str, Callable[[Suggestion], bool]] = {
        "John ran DROP TABLE in production": lambda each: "DROP TABLE was run in production" in each.text,
        "John received formal warning": lambda each: each.kind == "option",
        "Alex made a mistake": lambda each: "⟨The action⟩ was the trigger" in each.text,
        "the on call engineer ran the wrong command": lambda each: "command other than the intended one" in each.text,
        "Who messed this up?": lambda each: each.text.startswith(("What", "How", "⟨What", "⟨How")),
        "John pushed bad code": lambda each: "⟨which defect⟩" in each.text,
        "Sarah needs to be more careful": lambda each: each.kind == "option",
        "He should be more careful": lambda each: each.kind == "option",
        "Ramesh pushed a bad config file": lambda each: "config file" in each.text,
        "A developer ran a wrong command on production": lambda each: "production" in each.text,
        "a DevOps engineer accidentally ran a command that deleted a Kubernetes namespace": lambda each: "namespace" in each.text,
        "Warned the developer and asked them to be more careful next time": lambda each: each.kind == "option",
    }
    seeds = "\n".join(path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt")))
    for words, accepted in examples.items():
        assert words in seeds
        sentence = words[0].upper() + words[1:] + ("" if words.endswith("?") else ".")
        section = "Actions" if words.startswith(("John received", "Warned", "Sarah", "He should")) else "Root cause"
        offered = [finding.suggestions for finding in findings(f"# Review\n\n## {section}\n\n{sentence}\n") if finding.suggestions]
        assert offered, sentence
        assert accepted(offered[0][0]), offered[0]


@pytest.mark.parametrize(
    ("text", "said", "lost"),
    [
        ("If Yusuf had tested the import in the lab, we would have been done early.", "The import had not been tested in the lab.", ()),
        ("If Yusuf had tested the import in the lab, we would have been done early.", "The import had not been tested.", ("lab",)),
        ("If Kaspar had read the plan, the buffer would never have filled.", "The plan had not been read.", ("buffer", "filled")),
        ("If Ines had read the notes, we would have seen the spike.", "The notes had not been read.", ("spike",)),
    ],
)
def test_what_did_not_follow_did_and_what_would_have_been_seen_was_there(text: str, said: str, lost: tuple[str, ...]) -> None:
    document = read_text(text, "a.md", format="markdown")
    hit = next(iter(Linter(ALONE).hits(document)))
    assert untold(Context(document, hit.analysis, hit.match, hit.rule), said) == lost


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("By last June we should have replaced all the ranging sets.", "By last June, not all the ranging sets had been replaced."),
        ("Each vial should have been scanned by the trainee.", "Not every vial had been scanned."),
    ],
)
def test_what_is_denied_of_all_is_not_denied_of_each(text: str, said: str) -> None:
    assert suggestions(f"## Causes\n\n{text}\n")[0].startswith(said)


def test_a_wording_may_tell_of_a_machine_that_its_document_introduces() -> None:
    text = "# Review\n\nEdda, our deploy bot, ran at ten.\n\n## Causes\n\nPriya failed to see that Edda ignored the lock.\n"
    assert suggestions(text)[0].startswith("It went unnoticed that Edda ignored the lock.")
    assert not suggestions(text.replace("Edda, our deploy bot,", "The deploy"))


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("Did not disable the pipeline despite being aware of the risk.", "despite being"),
        ("Mirko forgot to tell the morning crew that the panel has two tables.", "two tables had"),
        ("Sione should have compared the number of routes before and after the reload.", "before had"),
        ("Had Old Dave looked at his phone once in that half hour, it would have been seen.", "hone once had"),
        ("He should have asked a curator first, as his contract promises.", "No curator"),
    ],
)
def test_a_torn_wording_is_not_shown(text: str, torn: str) -> None:
    assert findings(text)
    assert not any(torn in wording for wording in suggestions(text))
