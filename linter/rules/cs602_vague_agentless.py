"""A sentence hides who or what acted, and nothing near it says how it came about."""

import re
from collections.abc import Iterator
from functools import lru_cache

from linter.finding import Severity
from linter.matchers.review import blamed
from linter.rules import Match, Review, Rule

# Machines have trouble to communicate, too.
_AMONG = (
    r"(?:between|among|within|across|in|with) (?:[\w-]+ ){0,3}?"
    r"(?:teams?|departments?|people|us|shifts?|engineers|developers|desks?|offices?|staff)\b"
)
_VAGUE = re.compile(
    r"\b(?:mistakes?|errors?|something) (?:was|were|had been) (?:made|missed)\b|\b(?:was|were|been|got) (?:\w+ )?(?:accidentally|"
    r"mistakenly|inadvertently|erroneously|unintentionally) \w+"
    r"|\b(?:was|were|been|got) \w+(?:ed|en|t)(?: \w+){0,3}? (?:accidentally|mistakenly|inadvertently|erroneously|unintentionally|"
    r"by mistake|by accident|in error)\b"
    rf"|\b(?:mis-?communication|(?:communication|coordination) (?:gap|breakdown)s?)\b(?: {_AMONG})?"
    rf"|\b(?:communication|coordination) (?:issue|failure|problem|error)s? {_AMONG}|\bprocess (?:issue|gap|failure|breakdown)s?\b"
    r"|\b(?:fell|slipped) through the cracks\b|\b(?:something|things) (?:went|has gone|had gone) wrong\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"^(?:It|This|That|They|Something) (?:was|were|had been|had not been) \w+\.?$", re.IGNORECASE)
_MECHANISM = re.compile(
    r"\b(?:because|since|due to|owing to|caused by|as (?:the|no|it|there|a|both)|so that|which|where|by \w+ing|by (?:a|an|the|our|"
    r"its)|allow\w*|permit\w*|without|"
    r"through|the same|shared?|lack\w*|[Nn]o(?:ne|thing|body)?|only|never|whether|what|how|any|did not|does not|had not|were not|"
    r"was not|didn['’]t|doesn['’]t|wasn['’]t|missing|unclear|despite|instead of|between)\b|[A-Z]\w+ (?:\w+ )?did",
)
_TEXTS = 4096
_NOT_HERE = ("timeline", "chat", "quotes", "actions", "people", "owner", "good", "background")


def is_vague(text: str) -> bool:
    """Whether a sentence says that something happened, and neither who or what did it nor how."""
    return _vague(text) is not None or _EMPTY.match(text) is not None


@lru_cache(_TEXTS)
def _vague(text: str) -> tuple[int, int] | None:
    found = _VAGUE.search(text)
    return found.span() if found else None


def _agentless(review: Review) -> Iterator[Match]:
    for sentence in review.sentences:
        if sentence.section in _NOT_HERE or sentence.place in ("time", "chat") or sentence.text.endswith("?"):
            continue
        found = _vague(sentence.text)
        if found is None or blamed(review, sentence.span):
            continue
        start, end = found
        around = f"{sentence.before} {sentence.text[:start]} {sentence.text[end:]} {sentence.after}"
        if not _MECHANISM.search(around):
            span = sentence.source_span(start, end)
            yield Match(span.start, span.end, note=sentence.text[start:end])


RULE = Rule(
    code="CS602",
    name="vague-agentless",
    category="causal-story",
    severity=Severity.HINT,
    message="Reads as if it had happened by itself: nothing here says how.",
    why=(
        "Leaving out who acted is no kindness where it leaves out what happened as well. Blameless is not vague: what was done, with which "
        "tool, and what made it possible can all be said plainly, and without them there is nothing to change."
    ),
    see=(
        "Fausey and Boroditsky, Subtle linguistic cues influence perceived blame and financial liability",
        "Google, The Site Reliability Workbook, chapter 10",
    ),
    question="What was done, through which path, and what made it take effect?",
    whole=_agentless,
    flags=(
        "# Postmortem: lost orders\n\n## Timeline\n\n## Root cause\n\nMistakes were made.",
        "# Incident report\n\n## Summary\n\nThe bucket was accidentally deleted.\n\n## Impact\n\nReports were late.",
        "# Incident review\n\n## Contributing factors\n\n- A communication breakdown\n- Alerts were late",
        "# Incident report\n\n## Causes\n\nThe flag was switched on by mistake.",
        "# Incident report\n\n## Lessons learned\n\n- The renewal fell through the cracks.",
        "# Incident report\n\n## Summary\n\nDuring the migration something went wrong.\n\n## Impact\n\n2 users",
        "# Incident report\n\n## Causes\n\n- There was a communication issue between the two teams.\n- Alerts were late.",
    ),
    passes=(
        "# Postmortem: lost orders\n\n## Timeline\n\n- 10:02 The bucket was accidentally deleted.",
        "# Incident report\n\n## Summary\n\nThe bucket was accidentally deleted. The console showed the same name for both accounts.",
        "# Incident report\n\n## Summary\n\nThe bucket was accidentally deleted because both accounts share one console.",
        "# Incident report\n\n## Root cause\n\nOur review process didn't catch the issue.",
        "# Incident report\n\n## Contributing factors\n\n- Ownership of the certificate was unclear.\n- Training did not cover failover.",
        "# Incident report\n\n## Lessons learned\n\n- A communication breakdown: the page went to a channel that no team reads",
        "# A guide to reviews\n\n## Root cause\n\nMistakes were made.",
        "# Incident report\n\n## Lessons learned\n\n- The checklist of the handover made sure that nothing slipped through the cracks.",
        "# Incident report\n\n## Causes\n\n- The new image led to communication errors in the mesh.\n- Alerts were late.",
    ),
)
