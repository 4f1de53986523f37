"""A chain of whys stops at a person."""

import re
from collections.abc import Iterator
from functools import cache

from linter.document import Kind
from linter.finding import Severity, Span
from linter.matchers.review import blamed
from linter.pipeline.actor import Roster
from linter.pipeline.sentence import Sentence, split
from linter.rules import Match, Matcher, Review, Rule, all_rules

_BECAUSE = re.compile(r"(?:because(?: of)?,?\s+)?", re.IGNORECASE)


@cache
def _matchers() -> tuple[Matcher, ...]:
    return tuple(matcher for rule in all_rules() if rule.category == "person-cause" for matcher in rule.matchers)


def _names_a_person(text: str) -> bool:
    """Whether a sentence, read as a cause, is one that a rule about person-cause finds."""
    # Only here: a chain of whys is rare, and the parser is heavy.
    from linter.pipeline.run import analyse

    text = text[:1].upper() + text[1:]
    sentence = Sentence(text, tuple(range(len(text) + 1)), "causes", Kind.PARAGRAPH)
    (analysis,) = analyse([sentence], Roster())
    return any(next(iter(matcher(analysis)), None) is not None for matcher in _matchers())


def _ends_at_person(review: Review) -> Iterator[Match]:
    for chain in review.outline.whys:
        answer = chain[-1]
        # An answer that goes on from a person to what was in place does not end there.
        start, end = list(split(answer.answer))[-1]
        if _names_a_person(answer.answer[start:end]) or _is_blamed(review, answer.span):
            yield Match(answer.span.start, answer.span.end, note=f"the last of {len(chain)} answers")


def _is_blamed(review: Review, answer: Span) -> bool:
    """Whether the last sentence of an answer has a finding, one about the answer and not about the question in front of it."""
    last = [sentence.span for sentence in review.sentences if sentence.span.overlaps(answer)][-1]
    question = review.document.source[last.start : max(answer.start, last.start)]
    return _BECAUSE.fullmatch(question) is not None and blamed(review, last, "person-cause", "judgement")


RULE = Rule(
    code="CS603",
    name="whys-end-at-person",
    category="causal-story",
    severity=Severity.WARNING,
    message="Reads as if the whys stopped as soon as they met a person.",
    why=(
        "Whys are asked to get behind what people did. Where the last answer is a person, the next why is the one that matters: what made "
        "that act look right, and what let it take effect, can be changed by everybody in the room."
    ),
    see=("John Allspaw, The Infinite Hows", "VA NCPS, Five Rules of Causation"),
    question="What made that look right at the time, and what let it take effect?",
    whole=_ends_at_person,
    flags=(
        "# Postmortem: lost orders\n\n## Five whys\n\n1. Why were orders lost? The queue was purged.\n2. Why? Because John ran the "
        "wrong command.",
        "# Incident report\n\n## Five whys\n\n- Why did it stop? → The certificate expired\n- Why? → Devi forgot to renew it",
        "# Incident report\n\n## 5 Whys\n\nOutage → pool exhausted → leak in the client → human error",
        "# Incident report\n\n## Five whys\n\n| Why | Answer |\n|---|---|\n| Why was it down? | The pool ran out |\n| Why? | An "
        "engineer pushed a broken config |",
        "# Incident report\n\n## Five whys\n\n### Why was checkout down?\n\nThe pool ran out.\n\n### Why did the pool run out?\n\nThe "
        "intern broke the client.",
        "# Incident report\n\n## Impact\n\n- First why: the replicas stopped.\n- Second why: the pins were not set.\n- Third why: because "
        "Kaarel forgot them.",
        "# Incident report\n\n## Five whys\n\n1. Why four hours: the older backup was used.\n2. And why the older one? Emre restored the "
        "wrong file.",
        "# Incident report\n\n## Five whys\n\n1. The pool ran out of connections.\n2. The client leaked them.\n3. The reviewers "
        "failed to notice the leak.",
    ),
    passes=(
        "# Postmortem\n\n## Five whys\n\n- Why? → The service ran out of memory\n- Why? → Missing memory profiling\n- Why? → "
        "Performance testing was not prioritised",
        "# Incident report\n\n## Five whys\n\n1. Why? John ran the wrong command.\n2. Why? Both consoles showed the same name.",
        "# Incident report\n\n## Five whys\n\n| Why | Answer |\n|---|---|\n| Why was it down? | The pool ran out |\n| Why? | The "
        "limit was set for two shops |",
        "# Incident report\n\n## 5 Whys\n\nOutage → pool exhausted → leak in the client → tests run for a minute",
        "# Incident report\n\n## Five whys\n\n### Why was checkout down?\n\nThe pool ran out.\n\n### Why did the pool run out?\n\nNo "
        "limit was set.",
        "# Incident report\n\n## Five whys\n\n1. Why four hours? Emre took the wrong file.\n2. Why did he not ask Katya: the guide says "
        "that the database team must not be called.",
        "# Incident report\n\n## Five whys\n\n1. Why was it late? The page was lost.\n2. Why? Ana overlooked it. The pager shows the "
        "oldest page only.",
        "# Incident report\n\n## Contributing factors\n\n- Why the alert was late is unknown\n- The runbook was outdated",
    ),
)
