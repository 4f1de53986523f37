"""The rules about the whole review: they run once a document, and only where the document is a review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from linter.document import Document
from linter.finding import Evidence, Finding, Severity, Span, fingerprint
from linter.outline import Roster, outline
from linter.pipeline.sentence import Sentence
from linter.rules import Match, Review, Rule
from linter.settings import Settings


def findings(
    document: Document, sentences: Sequence[Sentence], found: Sequence[Finding], rules: Iterable[Rule], settings: Settings
) -> Iterator[Finding]:
    """The findings of the rules about the whole, rule by rule. `found` is what the others found in the sentences."""
    rules = [rule for rule in rules if rule.whole]
    if not rules:
        return
    known = outline(document, headings=settings.sections, roster=Roster.of(settings), read=sentences)
    if not known.is_review:
        return
    review = Review(document, known, sentences, tuple(found), settings)
    counts: Counter[tuple[str, str]] = Counter()
    for rule in rules:
        for match in rule.whole(review) if rule.whole else ():
            span = Span(match.start, match.end)
            excerpt = document.source[span.start : span.end]
            if any(words.lower() in excerpt.lower() for words in settings.allowed):
                continue
            # What is missing has no words of its own, so what is said of it counts.
            words = f"{excerpt} {match.note}"
            counts[rule.code, words] += 1
            yield Finding(
                code=rule.code,
                name=rule.name,
                category=rule.category,
                severity=_severity(rule, match, settings),
                confidence=1.0,
                section=_section(span, sentences),
                span=span,
                sentence=span,
                excerpt=excerpt,
                message=rule.message.replace("{predicate}", match.predicate),
                question=rule.question,
                fingerprint=fingerprint(rule.code, words, counts[rule.code, words]),
                evidence=Evidence(predicate=match.predicate, matcher=match.note or "the whole review", witnesses=(rule.code,)),
            )


def _section(span: Span, sentences: Sequence[Sentence]) -> str:
    return next((sentence.section for sentence in sentences if sentence.span.overlaps(span)), "other")


def _severity(rule: Rule, match: Match, settings: Settings) -> Severity:
    own = rule.closest(settings.severity)
    return settings.severity[own] if own is not None else match.severity or rule.severity
