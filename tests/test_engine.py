"""From a document to findings: places, severities, suppressions, fingerprints."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType

import pytest

from linter import Linter, Settings, lint
from linter.engine import roster
from linter.finding import Finding, Severity
from linter.pipeline.sentence import sentences
from linter.readers import read_document, read_text

DEV = Path(__file__).parent.parent.parent / "shared" / "evaluation" / "dev"
BLAME = "Root cause: John ran DROP TABLE in production."


def rules_alone(text: str, **settings: object) -> list[Finding]:
    return list(Linter(Settings(judge=False, **settings)).lint(read_text(text, "a.md")).findings)  # type: ignore[arg-type]


def test_a_message_keeps_the_capital_of_names_alone() -> None:
    found = rules_alone("We should have tested it.\n\nAna should have tested it.\n\nQA forgot the step.")
    said = [finding.message for finding in found]
    assert ["what we should" in said[0], "what Ana should" in said[1], "something QA left" in said[2]] == [True, True, True]


def test_the_example_of_the_product() -> None:
    found = lint(f"# Outage\n\n{BLAME}\n").findings
    assert [(f.code, f.severity) for f in found] == [("PC101", Severity.ERROR)]


def test_what_a_document_explains_as_a_thing_is_one_everywhere_in_it() -> None:
    said = "Root cause: Otto dropped the table in production.\n"
    assert [f.code for f in rules_alone(said)] == ["PC101"]
    assert not rules_alone(f"Otto, our deploy bot, was new.\n\n{said}")


@pytest.mark.parametrize("judge", [True, False])
@pytest.mark.parametrize(
    "source",
    [
        "# A\n\n**John** broke `search` when he deployed it.\n",
        "# A\r\n\r\nJohn broke search.\r\nWe forgot to renew the [certificate](https://x.example).\r\n",
        "\N{FIRE} John broke search \N{FIRE}\n\n| Cause |\n|---|\n| Ána forgot the *flag*. |\n",
        "John e\N{COMBINING ACUTE ACCENT}t al. broke search.\n\tThe intern forgot the backup.\n",
    ],
)
def test_offsets_are_exact(source: str, judge: bool) -> None:
    report = Linter(Settings(judge=judge)).lint(read_text(source, "a.md"))
    assert report.findings
    for finding in report.findings:
        assert source[finding.span.start : finding.span.end] == finding.excerpt
        assert finding.sentence.start <= finding.span.start < finding.span.end <= finding.sentence.end


@pytest.mark.skipif(not DEV.is_dir(), reason="the development reports are no part of the repository")
def test_offsets_are_exact_on_real_reports() -> None:
    linter = Linter()
    for path in sorted(DEV.glob("d-*.md")):
        document = read_document(path.read_bytes(), str(path))
        for finding in linter.lint(document).findings:
            assert document.source[finding.span.start : finding.span.end] == finding.excerpt
            assert 0.0 < finding.confidence <= 1.0


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("Priya broke the checkout.", Severity.ERROR),
        ("An engineer broke the checkout.", Severity.WARNING),
        ("## Root cause\n\nAn engineer broke the checkout.", Severity.ERROR),
        ("## Timeline\n\n- 14:02 An engineer mistakenly broke the checkout.", Severity.INFO),
        ("This was my fault, sorry.", Severity.INFO),
    ],
)
def test_severity_follows_person_and_section(text: str, severity: Severity) -> None:
    assert [f.severity for f in rules_alone(text) if f.category == "person-cause"] == [severity]


@pytest.mark.parametrize(
    "levels", [{"person-cause": "hint", "PC101": "error"}, {"PC101": "error", "PC": "hint"}, {"person-as-cause": "error", "PC1": "hint"}]
)
def test_the_closest_name_of_a_rule_sets_its_severity(levels: dict[str, str]) -> None:
    settings = Settings(judge=False, severity={name: Severity[level.upper()] for name, level in levels.items()})
    assert [finding.severity for finding in Linter(settings).lint(read_text("Root cause: John broke it.", "a.md")).findings] == [
        Severity.ERROR
    ]


def test_severity_can_be_set() -> None:
    own = MappingProxyType({"person-cause": Severity.HINT})
    assert [f.severity for f in rules_alone(BLAME, severity=own)] == [Severity.HINT]


def test_quotes_code_and_records_carry_no_findings() -> None:
    text = (
        "> John broke it.\n\n    John broke it.\n\n```\nJohn broke it.\n```\n\n"
        "## Attendees\n\n- John broke\n\n| Owner |\n|---|\n| John broke it |\n"
    )
    assert rules_alone(text) == []
    assert list(lint(text).findings) == []


@pytest.mark.parametrize("rules", ["", "[person-as-cause]", "[PC101]", "[person-cause]", "[PC]"])
def test_a_comment_switches_rules_off(rules: str) -> None:
    source = f"<!-- blamelint: ignore{rules} quoted from the chat -->\n{BLAME}\n"
    report = Linter(Settings(judge=False)).lint(read_text(source, "a.md"))
    assert report.findings == ()
    assert report.unused == ()


def test_a_comment_that_switches_nothing_off_is_told() -> None:
    source = f"<!-- blamelint: ignore[should-have] -->\n{BLAME}\n"
    report = Linter(Settings(judge=False)).lint(read_text(source, "a.md"))
    assert [f.code for f in report.findings] == ["PC101"]
    assert [s.rules for s in report.unused] == [("should-have",)]


def test_fingerprints_survive_moved_lines_and_tell_repeats_apart() -> None:
    before = rules_alone(f"{BLAME}\n\n{BLAME}\n")
    after = rules_alone(f"# A title\n\nSome text that is new.\n\n{BLAME}\n\n{BLAME}\n")
    assert [f.fingerprint for f in before] == [f.fingerprint for f in after]
    assert len({f.fingerprint for f in before}) == 2


def test_allowed_phrases_and_ignored_rules() -> None:
    assert rules_alone(BLAME, allowed=("drop table",)) == []
    assert rules_alone(BLAME, ignore=frozenset({"person-as-cause"})) == []
    with pytest.raises(ValueError, match="nonsense"):
        Linter(Settings(select=frozenset({"nonsense"})))


def test_threads_share_a_linter() -> None:
    linter = Linter()
    texts = [f"Root cause: {name} ran DROP TABLE in production {i}." for i, name in enumerate(("John", "Ana", "Olu", "Mei") * 4)]
    alone = [linter.lint(read_text(text, "a.md")).findings for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: linter.lint(read_text(text, "a.md")).findings, texts))
    assert alone == together
    assert all(alone)


def test_nothing_in_nothing_out() -> None:
    assert lint("").findings == ()
    assert lint("\n \n").findings == ()


GUIDE = """# Blameless reviews

A blameless review asks how the step made sense.
Post-mortems are for learning, and psychological safety comes first.
The easy story is that the on-call engineer typed the wrong command.
Done badly, a blameless meeting becomes finger pointing with a template.
Leads go first: they tell what surprised them.
A blame culture teaches people to hide what they saw.
"""


def test_a_guide_to_reviews_is_about_no_incident() -> None:
    assert not lint(GUIDE).findings
    blamed = [f.code for f in lint(f"{GUIDE}\nRoot cause: John ran DROP TABLE in production.\n").findings]
    assert blamed == ["PC101"]  # what a rule bears witness to stands


@pytest.mark.parametrize(
    ("text", "machines"),
    [
        ("Hugo, our autoscaler, was asleep.", {"hugo"}),
        ("Grace (the migration tool) ran twice.", {"grace"}),
        ("Kermit (chat bot) kept quiet.", {"kermit"}),
        ("Edda is the small Go service that starts the snapshots.", {"edda"}),
        ("Bruno is our renewal daemon, three hundred lines of Python.", {"bruno"}),
        ("A cleanup job called Petra deleted the keys.", {"petra"}),
        ("The skill service, Hobnail, returned the same rating.", {"hobnail"}),
        ("Gus, the rollout controller, shrugged.", {"gus"}),
        ("Priya (technical service) restarted it.", set()),
        ("Marta is the lead of the deploy service.", set()),
        ("Otto, the traffic controller, was relieved at six.", set()),
        ("The owner of the queue, Priya, restarted it.", set()),
        ("There is a script for that.", set()),
        ("Jonas, our service manager, called the vendor.", set()),
    ],
)
def test_names_that_a_document_introduces_as_those_of_machines(text: str, machines: set[str]) -> None:
    assert roster(sentences(read_text(text + "\n", "a.md"), {}), Settings()).services == machines
