"""Document -> findings: split, gate, parse, match, judge, suppress, merge, sort. Pure: opens no file, knows no web."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from linter.document import Document, Suppression
from linter.finding import Evidence, Finding, Severity, fingerprint
from linter.gate import Gate
from linter.pipeline import Analysis, analyse
from linter.pipeline.actor import Roster
from linter.pipeline.sentence import Sentence, sentences
from linter.report import Report
from linter.rules import Match, Rule, select_rules
from linter.settings import Settings

# One step up where a review explains and decides, one step down where it records and people speak for themselves.
_STEP = {"causes": 1, "lessons": 1, "actions": 1, "summary": 1, "timeline": -1, "chat": -1, "quotes": -1}
# Places that record who did or does what: nothing in them is a finding.
_RECORDS = frozenset({"people", "owner", "good"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's match in a sentence."""

    rule: Rule
    match: Match
    analysis: Analysis


class Linter:
    """Finds blame in documents under fixed settings. Thread-safe; loads the models on first use.

    Raises ValueError when the settings name a rule that does not exist.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.rules = tuple(select_rules(self.settings.select, self.settings.ignore))
        self._gate = Gate(self.rules)
        self._roster = Roster(*(frozenset(map(str.lower, names)) for names in (self.settings.people, self.settings.teams, self.settings.services)))

    def lint(self, document: Document) -> Report:
        """The findings of one document, in the order of their places."""
        passed = self.sentences(document)
        hits = [hit for analysis in analyse(passed, self._roster) for hit in match(analysis, self.rules)]
        findings, unused = _suppress(list(self._findings(document, hits)), document.suppressions)
        return Report(document, tuple(findings), unused)

    def sentences(self, document: Document) -> list[Sentence]:
        """The sentences of a document that can carry a finding."""
        return [
            sentence
            for sentence in sentences(document, self.settings.sections)
            if sentence.section not in _RECORDS and sentence.place != "owner" and self._gate.passes(sentence)
        ]

    def _findings(self, document: Document, hits: Iterable[Hit]) -> Iterator[Finding]:
        counts: Counter[tuple[str, str]] = Counter()
        for hit in _strongest(hits):
            sentence = hit.analysis.sentence
            if any(phrase.lower() in sentence.text.lower() for phrase in self.settings.allowed):
                continue
            span = sentence.source_span(hit.match.start, hit.match.end)
            counts[hit.rule.code, sentence.text] += 1
            yield Finding(
                code=hit.rule.code,
                name=hit.rule.name,
                category=hit.rule.category,
                severity=self._severity(hit),
                confidence=1.0,
                section=sentence.section,
                span=span,
                sentence=sentence.span,
                excerpt=document.source[span.start : span.end],
                message=_filled(hit.rule.message, hit),
                question=hit.rule.question,
                fingerprint=fingerprint(hit.rule.code, sentence.text, counts[hit.rule.code, sentence.text]),
                evidence=Evidence(hit.match.agent, hit.match.actor, hit.match.predicate, hit.match.note, (hit.rule.code,)),
            )

    def _severity(self, hit: Hit) -> Severity:
        own = next((level for selector, level in self.settings.severity.items() if hit.rule.answers_to(selector)), None)
        if own is not None:
            return own
        level = hit.rule.severity.step(1) if hit.match.actor == "person" else hit.rule.severity
        if hit.match.actor in ("i", "outsider"):
            level = min(level, Severity.INFO)
        return min(level.step(_STEP.get(hit.analysis.section, 0)), hit.rule.ceiling)


def match(analysis: Analysis, rules: Iterable[Rule]) -> Iterator[Hit]:
    """Every match of the rules in a sentence, at most one for each rule: the first."""
    for rule in rules:
        for matcher in rule.matchers:
            found = next(iter(matcher(analysis)), None)
            if found is not None:
                yield Hit(rule, found, analysis)
                break


def _strongest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """One hit for each category and sentence: the most severe rule, then the one with the longest match."""
    best: dict[tuple[int, int, str], Hit] = {}
    for hit in hits:
        span = hit.analysis.sentence.span
        key = (span.start, span.end, hit.rule.category)
        other = best.get(key)
        if other is None or _weight(hit) > _weight(other):
            best[key] = hit
    yield from sorted(best.values(), key=lambda hit: (hit.analysis.sentence.span, hit.match.start, hit.rule.code))


def _weight(hit: Hit) -> tuple[Severity, int]:
    return hit.rule.severity, hit.match.end - hit.match.start


def _filled(message: str, hit: Hit) -> str:
    return message.replace("{agent}", hit.match.agent or "a person").replace("{predicate}", hit.match.predicate)


def _suppress(findings: Sequence[Finding], suppressions: Sequence[Suppression]) -> tuple[list[Finding], tuple[Suppression, ...]]:
    """The findings that no comment switches off, and the comments that switched nothing off."""
    used: set[int] = set()
    kept = []
    for finding in findings:
        by = [
            i
            for i, s in enumerate(suppressions)
            if s.start <= finding.span.start < s.end
            and (not s.rules or {finding.code, finding.name, finding.category} & set(s.rules) or any(finding.code.startswith(r) for r in s.rules))
        ]
        used.update(by)
        if not by:
            kept.append(finding)
    return kept, tuple(s for i, s in enumerate(suppressions) if i not in used)
