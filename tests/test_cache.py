from __future__ import annotations

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
    for file in sorted(DEV.glob("d-0*.md"))[:20]:
        source = file.read_text("utf-8")
        middle = source.find(". ", len(source) // 2) + 1
        for text in (source, source[:middle] + " Ana forgot it." + source[middle:], source):
            assert lint(cached, text) == lint(own, text), file.name
