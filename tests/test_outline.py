"""What the linter understands of whole reviews.

python tests/test_outline.py        makes the snapshots in `tests/outlines` anew
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from linter import schema
from linter.about import tool
from linter.cache import CachingLinter
from linter.cli import cli
from linter.engine import Linter
from linter.outline import Outline, outline, tier
from linter.outline.fields import Roster, is_owner
from linter.outline.fields import owner as owner_of
from linter.outline.show import as_json, as_text, outline_object
from linter.readers import read_document, read_text
from linter.rewrite.failure import classes
from linter.rules import all_rules
from linter.settings import Settings
from linter.templates import templates

ROOT = Path(__file__).parent.parent
DEV = ROOT.parent / "shared" / "evaluation" / "dev"
OWN = sorted((Path(__file__).parent / "outlines").glob("*.md"))
COUNTS = Path(__file__).parent / "outlines" / "development.txt"
EVERY = frozenset(rule.code for rule in all_rules() if rule.whole)
WHOLE = Linter(Settings(select=EVERY, judge=False))


def snapshot(file: Path) -> str:
    """The outline of a review as text, and the findings about it as a whole."""
    document = read_document(file.read_bytes(), file.name)
    found = (f"{document.position(f.span.start)[0]:>5}  {f.code} {f.severity}: {f.message}" for f in WHOLE.lint(document).findings)
    return "".join(as_text([(document, outline(document))], width=110)) + "\n" + "\n".join(found) + "\n"


def counts() -> Iterator[str]:
    """For each development report how much of it was understood and found: numbers and lines, no words of theirs."""
    for file in sorted(DEV.glob("d-*.md")):
        document = read_document(file.read_bytes(), file.name)
        read = outline(document)
        parts = f"{len(read.sections)}s {len(read.timeline)}t {len(read.factors)}f {len(read.actions)}a {sum(map(len, read.whys))}w"
        owned = sum(action.owner is not None for action in read.actions)
        tiers = Counter(action.tier[:1] or "-" for action in read.actions)
        told = " ".join(f"{f.code}:{document.position(f.span.start)[0]}" for f in WHOLE.lint(document).findings)
        strength = "".join(f"{count}{letter}" for letter, count in sorted(tiers.items()))
        yield f"{file.name[:5]} {'review' if read.is_review else 'other '} {parts} owned {owned} {strength} | {told}".rstrip()


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.stem)
def test_outlines_of_our_reviews(file: Path) -> None:
    assert snapshot(file) == file.with_suffix(".txt").read_text(encoding="utf-8"), "run `python tests/test_outline.py`, and read the change"


@pytest.mark.skipif(not DEV.is_dir(), reason="the development reports are not here")
def test_outlines_of_the_development_reports() -> None:
    assert list(counts()) == COUNTS.read_text(encoding="utf-8").splitlines(), "run `python tests/test_outline.py`, and read the change"


@pytest.mark.skipif(not DEV.is_dir(), reason="the development reports are not here")
def test_places_are_exact_and_findings_the_same_when_remembered() -> None:
    cached = CachingLinter(Settings(select=EVERY, judge=False))
    for file in sorted(DEV.glob("d-*.md")):
        document = read_document(file.read_bytes(), file.name)
        for action in outline(document).actions:
            first = re.findall(r"\w+", action.text)[0]
            assert document.source[action.span.start : action.span.end].lstrip("[*`_<")[: len(first)] == first, file.name
            for part in (action.owner, action.due, action.tracker):
                assert part is None or document.source[part.span.start : part.span.end].split() == part.text.split()
        for finding in WHOLE.lint(document).findings:
            assert document.source[finding.span.start : finding.span.end] == finding.excerpt != ""
        assert cached.lint(document) == WHOLE.lint(document)


@pytest.mark.parametrize(
    ("action", "owner"),
    [
        ("**Alex** - add an alert", "Alex"),
        ("**Storage team**: add an alert", "Storage team"),
        ("Priya Nair to add an alert", "Priya Nair"),
        ("Ops will add an alert", "Ops"),
        ("The payments team will add an alert", "payments team"),
        ("@noor adds an alert", "@noor"),
        ("Add an alert (Tomasz)", "Tomasz"),
        ("Add an alert — Ana — 2026-05-01", "Ana"),
        ("Leila documents the tags by 2 May", "Leila"),
        ("Jenkins retries the job by 2 May", None),
        ("Add an alert (P1, SRE team, 2 May)", "SRE team"),
        ("Add an alert - Siobhán", "Siobhán"),
        ("Add an alert. Owner: release manager", "release manager"),
        ("Add an alert, assigned to Wanjiru, due 2 May", "Wanjiru"),
        ("Add an alert", None),
        ("We will add an alert", None),
        ("Everyone to read the guide", None),
        ("Add an alert. Owner: TBD", None),
        ("Add an alert (done)", None),
        ("Users will see a banner", None),
        ("Jenkins will retry the job", None),
        ("Detection: add an alert", None),
        ("The team: add an alert", None),
    ],
)
def test_owners(action: str, owner: str | None) -> None:
    (found,) = outline(read_text(f"# Incident report\n\n## Actions\n\n- {action}\n", "a.md")).actions
    assert (found.owner.text if found.owner else None) == owner


@pytest.mark.parametrize(
    ("action", "done"),
    [
        ("Add an alert", False),
        ("[x] Add an alert", True),
        ("~~Add an alert~~", True),
        ("Add an alert (done)", True),
        ("Added an alert", True),
    ],
)
def test_what_is_done(action: str, done: bool) -> None:
    (found,) = outline(read_text(f"# Incident report\n\n## Actions\n\n- {action}\n", "a.md")).actions
    assert found.done == done


def test_a_tier_that_the_authors_give_stands() -> None:
    rows = "| Add an alert | weak |\n| Document it | Stronger |\n| Document it | prevent |\n"
    read = outline(read_text(f"# Incident report\n\n## Actions\n\n| Action | Tier |\n|---|---|\n{rows}", "a.md"))
    assert [action.tier for action in read.actions] == ["weaker", "stronger", "weaker"]


def test_what_kept_it_from_being_seen_is_a_factor_among_factors() -> None:
    text = "# Incident report\n\n## Contributing factors\n\n- Trigger: a release\n- Detection: the alert had the old name\n- No canary\n"
    assert [factor.role for factor in outline(read_text(text, "a.md")).factors] == ["trigger", "factor", "factor"]


MAIL = """Subject: Postmortem of Tuesday's login outage

What happened: the session store ran out of memory.
Root cause: the migration script does not copy the eviction policy.
Contributing factor: memory alerts fire at 95 %.

What we will do:
- Ana will add the policy to the script by Friday.
- Alert at 80 % (Storage team, OPS-991).
"""
TABLES = """# RCA: duplicate invoices

| | |
|---|---|
| Date of incident | 2024-05-06 08:00-11:30 |
| Date of report | 2024-05-13 |
| Root cause | The interface paid the invoices twice. |

## Corrective actions

| No. | Action | Responsible | Target date |
|---|---|---|---|
| 1 | Stop the interface | K. Sato | 2024-05-06 |
"""


def test_a_mail_is_a_review_by_its_subject() -> None:
    read = outline(read_text(MAIL, "mail.txt"))
    assert read.is_review
    assert [(factor.role, factor.text[:3]) for factor in read.factors] == [("root cause", "the"), ("factor", "mem")]
    assert [action.owner.text for action in read.actions if action.owner] == ["Ana", "Storage team"]


def test_a_table_of_two_columns_has_labels_and_one_of_actions_is_no_timeline() -> None:
    document = read_text(TABLES, "rca.md")
    told = outline_object(outline(document), document)
    assert (told["happened"], told["reported"], told["timeline"]) == ("2024-05-06T11:30", "2024-05-13", [])
    assert [factor["role"] for factor in told["factors"]] == ["root cause"]
    assert [action["owner"]["text"] for action in told["actions"]] == ["K. Sato"]


def test_names_that_the_user_settled_are_owners() -> None:
    roster = Roster(people=frozenset({"zq"}), teams=frozenset({"night owls"}), services=frozenset({"fritz"}))
    assert owner_of("Add an alert (Night Owls)", roster=roster) == (14, 24)
    assert owner_of("Zq: add an alert", roster=roster) == (0, 2)
    assert owner_of("Fritz will add an alert", roster=roster) is None
    assert not is_owner("everybody", field=True)


@pytest.mark.parametrize(
    ("line", "happened"),
    [
        ("Date: 2024-03-15", "2024-03-15"),
        ("Date/Duration: 2024-03-15 14:32–16:10 UTC (98 minutes)", "2024-03-15T16:10"),
        ("Start: 15 March 2024, 23:50 - 00:20", "2024-03-16T00:20"),
        ("Detected: 9:05 pm on March 15th, 2024", "2024-03-15T21:05"),
        ("Resolved: 2024-03-15T12:05:30Z", "2024-03-15T12:05"),
        ("Ended: 12:30 am UTC, 15 March 2024", "2024-03-15T00:30"),
        ("Started: 2024-03-15 at 99:99", "2024-03-15"),
        ("Date: 2024-03-15\nStart: 2024-03-15 14:02\nResolved: 2024-03-15 14:49", "2024-03-15T14:49"),
        ("Date: 3/4/2024 10:00", None),
    ],
)
def test_moments(line: str, happened: str | None) -> None:
    document = read_text(f"# Incident report\n\n{line}\n", "a.md")
    assert outline_object(outline(document), document)["happened"] == happened


@pytest.mark.parametrize(
    ("happened", "reported", "within", "late"),
    [
        ("2024-03-01", "2024-03-03", 48, ""),  # may be a day and a minute
        ("2024-03-01", "2024-03-04", 48, "3 days"),
        ("2024-03-01 10:00", "2024-03-03 10:00", 48, ""),
        ("2024-03-01 10:00", "2024-03-03 11:30", 48, "49 hours"),
        ("2024-03-01 10:00", "2024-03-04", 48, "3 days"),
        ("2024-03-01", "2024-03-04 00:30", 48, "3 days"),
        ("2024-03-01 10:00", "2024-03-01 11:30", 1, "an hour"),
        ("2024-03-01 10:00", "2024-03-02", 1, "a day"),
    ],
)
def test_late_is_what_is_late_for_certain(happened: str, reported: str, within: float, late: str) -> None:
    linter = Linter(Settings(select=frozenset({"late-review"}), review_within=within, judge=False))
    document = read_text(f"# Postmortem\n\nIncident date: {happened}\nReview date: {reported}\n\n## Timeline\n\n## Impact\n", "a.md")
    told = [f"Reads as a review that was written {late} after the incident."] if late else []
    assert [finding.message for finding in linter.lint(document).findings] == told


def test_tiers_agree_with_those_of_our_options() -> None:
    """The options that are offered for actions are written tier by tier, and were not read for the words of the tiers."""
    pairs = [(tier(text), wanted) for each in classes().values() for wanted, text in each.options]
    assert sum(found == wanted for found, wanted in pairs) / len(pairs) >= 0.95


@pytest.mark.parametrize(
    "text",
    [
        "# How to write a postmortem\n\n## Timeline\n\n## Root cause\n\n## Action items\n\n- Improve it\n",
        "# Runbook: failover\n\n## Impact\n\n## Detection\n\n## Resolution\n",
        "# Changelog\n\n## 1.2\n\n- Fix the timeline\n",
        "# RFC 7: new queue\n\n## Impact\n\n## Root causes of today's delays\n\n## Actions\n\n- Build it\n",
        "# Team meeting\n\n## Timeline\n\n## Actions\n\n- Ana: book a room\n",
        "# blamelint\n\nReads reviews.\n\n## Actions\n\n- [ ] Improve the docs\n",
        "",
    ],
)
def test_other_documents_are_no_reviews(text: str) -> None:
    document = read_text(text, "notes.md")
    assert not outline(document).is_review
    assert WHOLE.lint(document).findings == ()


@pytest.mark.parametrize(
    "file", [*ROOT.glob("*.md"), *ROOT.glob("*/*.md"), *ROOT.glob("models/*/*.md")], ids=lambda file: f"{file.parent.name}/{file.name}"
)
def test_the_projects_own_papers_are_no_reviews(file: Path) -> None:
    assert outline(read_document(file.read_bytes(), file.name)).is_review == (file.parent.name == "examples")


def test_nobodys_table_is_a_warning_and_severities_and_comments_hold() -> None:
    text = "# Incident report\n\n## Actions\n\n| Action | Owner |\n|---|---|\n{}| Add an alert | |\n"
    (found,) = Linter(Settings(judge=False, select=frozenset({"missing-owner"}))).lint(read_text(text.format(""), "a.md")).findings
    assert (found.code, str(found.severity), found.section) == ("AT701", "warning", "actions")
    own = Settings(judge=False, select=frozenset({"AT"}), severity={"missing-owner": type(found.severity).ERROR})
    assert [str(f.severity) for f in Linter(own).lint(read_text(text.format(""), "a.md")).findings] == ["error", "hint"]
    allowed = "# Incident report\n\n## Actions\n\n<!-- blamelint: ignore[missing-owner] nobody yet -->\n- Add an alert by 2 May\n"
    report = Linter(Settings(judge=False)).lint(read_text(allowed, "a.md"))
    assert report.findings == report.unused == ()


def test_an_action_that_mends_a_person_is_not_asked_for_an_owner() -> None:
    text = "# Incident report\n\n## Actions\n\n- Sarah needs to be more careful.\n"
    assert [f.code for f in Linter(Settings(judge=False)).lint(read_text(text, "a.md")).findings] == ["IA201"]


@pytest.mark.parametrize("name", templates())
@pytest.mark.parametrize("judge", [True, False])
def test_skeletons_lint_clean_and_have_what_they_expect(name: str, judge: bool) -> None:
    settings = Settings(select=frozenset(rule.code for rule in all_rules()), template=name, judge=judge)
    document = read_text(templates()[name].text, "review.md")
    assert [(f.code, f.excerpt) for f in Linter(settings).lint(document).findings] == []
    assert outline(document).is_review
    assert name in schema.load("config-1")["properties"]["template"]["enum"]


@pytest.mark.parametrize("name", templates())
def test_skeletons_ask_for_factors_by_kind_and_for_actions_that_last(name: str) -> None:
    text = templates()[name].text
    read = outline(read_text(text, "review.md"))
    assert {factor.kind for factor in read.factors} >= {"technical", "process", "communication", "documentation"}
    assert {action.source for action in read.actions} == {"table"}
    assert all(action.columns >= {"owner", "due", "tier"} for action in read.actions)
    assert {action.tier for action in read.actions} == {"stronger", "intermediate"}
    assert len(re.findall(r"(?i)\b(?:what|how)\b[^⟩\n]*\?", text)) >= 5
    assert not re.search(r"(?i)\b(?:who|why)\b[^⟩\n]*\?", text)


def test_outline_command() -> None:
    args = ["outline", "--format", "json", *map(str, OWN)]
    done = CliRunner().invoke(cli, args)
    assert done.exit_code == 0, done.output
    value = json.loads(done.stdout)
    jsonschema.Draft202012Validator(schema.load("outline-1")).validate(value)
    assert [each["review"] for each in value["documents"]] == [True] * len(OWN)
    text = CliRunner().invoke(cli, ["outline", "-"], input="# Postmortem\n\n## Timeline\n\n- 10:00 It broke.\n").stdout
    assert "Timeline: 1" in text
    assert CliRunner().invoke(cli, ["outline"]).exit_code == 2
    assert CliRunner().invoke(cli, ["outline", "missing.md"]).exit_code == 2
    assert json.loads(CliRunner().invoke(cli, ["outline", "--schema"]).stdout) == schema.load("outline-1")


def test_new_command(tmp_path: Path) -> None:
    file = tmp_path / "review.md"
    assert CliRunner().invoke(cli, ["new", "--template", "howie", "--output", str(file)]).exit_code == 0
    assert file.read_text(encoding="utf-8") == templates()["howie"].text
    again = CliRunner().invoke(cli, ["new", "--output", str(file)])
    assert (again.exit_code, file.read_text(encoding="utf-8")) == (2, templates()["howie"].text)
    wrong = CliRunner().invoke(cli, ["new", "--template", "googel-sre"])
    assert wrong.exit_code == 2
    assert "did you mean 'google-sre'" in wrong.stderr


def test_json_of_odd_documents_is_valid() -> None:
    odd = (
        "",
        "\n",
        "# \n",
        "- [ ] \n",
        "| Action | Owner |\n|---|---|\n| | |\n",
        "Why?\n\nWhy?\n",
        "\N{FIRE}\r\n- 10:00\r\n",
        "## Actions\n\n1.\n2. ⟨x⟩\n",
    )
    found: list[tuple[object, Outline]] = []
    for text in odd:
        document = read_text(text, "odd.md")
        found.append((document, outline(document)))
        assert outline_object(outline(document), document)["path"] == "odd.md"
    value = json.loads("".join(as_json(found, tool())))  # type: ignore[arg-type]
    jsonschema.Draft202012Validator(schema.load("outline-1")).validate(value)


if __name__ == "__main__":
    for review in OWN:
        review.with_suffix(".txt").write_text(snapshot(review), encoding="utf-8")
    if DEV.is_dir():
        COUNTS.write_text("".join(line + "\n" for line in counts()), encoding="utf-8")


@pytest.mark.parametrize("section", ["Timeline", "Root cause", "Action items", "Lessons learned", "Impact", "What went well", "5 whys"])
def test_tables_without_a_header_are_read(section: str) -> None:
    rows = (("10:02", "Ana forgot to rotate the certificate."), ("10:05", "The disk filled up."), ("Fix it", "Ana"))
    cells = "".join(f"<tr><td>{one}</td><td>{other}</td></tr>" for one, other in rows)
    document = read_text(f"<h2>{section}</h2><table>{cells}</table>", "a.html", format="html")
    assert [entry.text for entry in outline(document).timeline] == [other for _, other in rows[:2]]
    assert [finding.code for finding in Linter().lint(document).findings if finding.category == "person-cause"] == ["PC104"]


def test_events_begin_behind_their_time_and_show_what_is_written() -> None:
    text = (
        "# Incident review\n\n## Timeline\n\n- 09:14 Mateo ran `pg_ctl stop`.\n- 09:16 EST Ana stopped it.\n\n"
        "## Causes\n\n- `max_conn` was Ana&#39;s default.\n"
    )
    found = outline(read_text(text, "a.md"))
    assert [(entry.time, entry.text) for entry in found.timeline] == [
        ("09:14", "09:14 Mateo ran pg_ctl stop."),
        ("09:16 EST", "09:16 EST Ana stopped it."),
    ]
    assert [factor.text for factor in found.factors] == ["max_conn was Ana's default."]
