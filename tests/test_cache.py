from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from service import JUDGE, ROOT

from linter.cache import CachingLinter
from linter.engine import Linter
from linter.readers import read_text
from linter.report import Report
from linter.settings import Settings

DEV = ROOT.parent / "shared" / "evaluation" / "dev"
RULES = Settings(judge=False)
REVIEW = """# Root cause

Ana forgot to renew the certificate. Ben should have noticed it. The job failed to start.

# Timeline

- 14:02 Ana forgot the flag.

# Actions

- Everyone needs to be more careful.
"""


def lint(linter: Linter, source: str) -> Report:
    return linter.lint(read_text(source, "a.md"))


def edits(text: str, seed: int, count: int) -> Iterator[str]:
    """A text, and what becomes of it as it is edited: letters typed, lines broken, joined, doubled, moved, made titles or items."""
    by = random.Random(seed)
    yield text
    for _ in range(count):
        at = by.randrange(len(text))
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at) % (len(text) + 1)
        line = text[start:end]
        text = by.choice(
            (
                text[:at] + by.choice("aZ. *`|") + text[at:],
                text[:at] + text[at + 1 :],
                text[:at] + "\n\n" + text[at:],
                text[: max(start - 1, 0)] + " " + text[start:],
                text[:end] + "\n" + line + text[end:],
                line + "\n\n" + text[:start] + text[end:],
                text[:start] + by.choice(("# ", "- ", "> ", "14:02 ", "Root cause: ")) + text[start:],
                text[:end] + " Ana forgot it. She should have asked Ben." + text[end:],
            )
        )
        yield text


class Counting(CachingLinter):
    """Says which sentences are read."""

    def __init__(self, **more: Any) -> None:
        super().__init__(RULES, **more)
        self.read: list[str] = []

    def _analysed(self, passed: Any, names: Any) -> Any:
        self.read += [sentence.text for sentence in passed]
        return super()._analysed(passed, names)

    def new(self) -> list[str]:
        """What was read since this was asked last."""
        read, self.read = self.read, []
        return read


def test_a_keystroke_reads_the_changed_sentence_and_its_neighbours() -> None:
    linter = Counting()
    lint(linter, REVIEW)
    assert len(linter.new()) >= 4
    lint(linter, REVIEW)
    assert linter.new() == []
    moved = lint(linter, "New first line.\n\n" + REVIEW)
    assert "Ana forgot to renew the certificate." not in linter.new()
    assert moved.findings == lint(Linter(RULES), "New first line.\n\n" + REVIEW).findings
    lint(linter, REVIEW.replace("more careful", "much more careful"))
    assert linter.new()[0] == "Everyone needs to be much more careful."
    assert lint(linter, REVIEW).findings == lint(Linter(RULES), REVIEW).findings
    assert linter.new() == []


def test_the_same_sentence_in_another_place_is_another_sentence() -> None:
    linter = Counting()
    sentence = "Ana forgot the flag."
    for source in (f"# Timeline\n\n- 14:02 {sentence}\n", f"# Root cause\n\n{sentence}\n", f"# Root cause\n\n{sentence} Ben saw it.\n"):
        assert lint(linter, source).findings == lint(Linter(RULES), source).findings
        assert linter.new()


def test_twice_the_same_sentence_is_counted_twice() -> None:
    source = "# Cause\n\nAna forgot the flag.\n\n# Cause\n\nAna forgot the flag.\n"
    linter = CachingLinter(RULES)
    expected = lint(Linter(RULES), source).findings
    assert len({finding.fingerprint for finding in expected}) == len(expected) == 2
    assert lint(linter, source).findings == lint(linter, source).findings == expected


def test_names_that_the_document_settles_are_part_of_the_key() -> None:
    linter = CachingLinter(RULES)
    plain, settled = "# Cause\n\nFritz forgot the flag.\n", "# Cause\n\nFritz forgot the flag.\n\n# Later\n\nFritz asked for help.\n"
    for source in (plain, settled, plain):
        assert lint(linter, source).findings == lint(Linter(RULES), source).findings


def test_a_quotation_tells_the_line_that_it_stands_in_now() -> None:
    source = "# Cause\n\nAna failed to check the runbook.\n\n# Background\n\n" + 100 * "Quiet.\n\n" + "The runbook was outdated.\n"
    linter = CachingLinter(RULES)
    for text in (source, source.replace("# Background", "New.\n\n# Background"), source.replace("outdated", "out of date")):
        found = lint(linter, text).findings
        assert "(line" in found[0].suggestions[0].text
        assert found == lint(Linter(RULES), text).findings


def test_what_the_document_is_about_is_part_of_the_key() -> None:
    source = "# Actions after the deploy\n\n- Everyone needs to be more careful.\n\n# Later\n\n" + 100 * "Quiet.\n\n" + "It was late.\n"
    linter = CachingLinter(RULES)
    seen = set()
    for text in (source, source.replace("It was late", "A deploy of the release to the canary, a rollout and a rollback of the deploy")):
        found = lint(linter, text).findings
        seen.add(found[0].suggestions)
        assert found == lint(Linter(RULES), text).findings
    assert len(seen) == 2


def test_the_memory_is_bounded() -> None:
    linter = Counting(size=3)
    for i in range(20):
        lint(linter, f"# Cause\n\nAna forgot flag number {i}.\n")
    assert len(linter._hits) == len(linter._suggestions) == 3
    linter.new()
    lint(linter, "# Cause\n\nAna forgot flag number 0.\n")
    assert linter.new()


def test_an_error_leaves_nothing_behind() -> None:
    linter = CachingLinter(RULES)
    source = "# Cause\n\nAna forgot the flag.\n"
    with patch("linter.pipeline.run.analyse", side_effect=RuntimeError), pytest.raises(RuntimeError):
        lint(linter, source)
    assert lint(linter, source).findings == lint(Linter(RULES), source).findings


@pytest.mark.skipif(not DEV.is_dir(), reason="the development reports are not here")
@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(RULES, id="rules"),
        pytest.param(Settings(), id="judge", marks=pytest.mark.skipif(not JUDGE, reason="the judge is not installed")),
    ],
)
def test_finds_the_same_in_real_reports_while_they_are_edited(settings: Settings) -> None:
    own, cached = Linter(settings), CachingLinter(settings)
    for number, file in enumerate(sorted(DEV.glob("d-0*.md"))[::3]):
        for text in edits(file.read_text("utf-8"), number, 3):
            assert lint(cached, text) == lint(own, text), file.name
