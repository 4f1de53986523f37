"""One cause is asserted as sufficient, and no contributing factors stand beside it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from linter.finding import Severity, Span
from linter.matchers.review import blamed
from linter.outline import Factor
from linter.pipeline.sentence import Sentence, split
from linter.rules import Match, Review, Rule
from linter.rules.cs602_vague_agentless import is_vague

_ONE = r"(?:one|single|sole|only|real|true)(?: and only)?"
_CAUSE = r"(?:(?:root )?cause|reason (?:of|for|behind) (?:the|this|our))"
_SOLE = re.compile(
    rf"(?:^|[.:;,] |\b(?:that|and|but|so) )(?:(?:the|its|our) {_ONE} {_CAUSE}|(?:sole|single|only) (?:root )?cause)(?: [^.,;:]{{1,60}})?"
    rf"(?: (?:was|is|were)\b|:)|\b(?:was|is) (?:the |its |our )?{_ONE} (?:{_CAUSE} \w|(?:root )?cause\W*$)"
    r"|\bit all (?:came|comes) (?:down|back) to\b|\ball boil(?:s|ed) down to\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:was|is) the root cause\b|\bthe root cause (?:of [\w\s'’-]{1,60} )?(?:was|is)\b|\broot cause was (?:identified|found) (?:as|"
    r"to be)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:no (?:single|one|sole|real)|not|never|n['’]t|rarely|hardly|unlikely|whether|if|still|unknown|unclear|may|might|could|yet|"
    r"two|three|several)\b|\?\s*$",
    re.IGNORECASE,
)
# A cause that says what let it happen is more than one condition.
_JOINED = re.compile(
    r"[,;]|\b(?:and|because|since|while|which|as|also|both|combined|together|although|but|without|where|when|allow\w*|let|so that|"
    r"due to|despite|after)\b",
    re.IGNORECASE,
)
# A list of what went wrong is one of contributing factors, whatever the section about the cause says.
_POORLY = re.compile(r"\bwent (?:wrong|poorly|badly)\b|\bdid(?:n['’]t| not) go\b", re.IGNORECASE)
# A cause behind a label that is none of the usual ones: "Cause, deeper: …".
_FURTHER = re.compile(r"^(?:(?:root |deeper |second |other )?causes?|contributing|conditions?|trigger)\b", re.IGNORECASE)
_TEXTS = 4096
_RECORDS = ("timeline", "chat", "quotes", "actions", "people", "owner", "background")


def _single(review: Review) -> Iterator[Match]:
    factors = review.outline.factors
    if review.outline.whys or any(map(_goes_on, review.sentences)):
        return
    for sentence in review.sentences:
        said = "" if sentence.section in _RECORDS else _said(sentence.field, sentence.text)
        if not said or _told_otherwise(review, sentence.text, sentence.span):
            continue
        if all(factor.span.overlaps(sentence.span) for factor in factors):
            yield Match(sentence.offsets[0], sentence.span.end, note=said)
            return
    if len(factors) == 1 and factors[0].role == "root cause" and _alone(factors[0]):
        span = factors[0].span
        if not _told_otherwise(review, factors[0].text, span):
            yield Match(span.start, span.end, note="the only cause in the section")


@lru_cache(_TEXTS)
def _said(field: str, text: str) -> str:
    """The words by which a sentence asserts that one cause is enough, "" where it does not."""
    found = _SOLE.search(f"{field}: {text}") or (_NAMED.search(text) if not _JOINED.search(text) else None)
    return found.group() if found and not _DENIED.search(text) else ""


def _goes_on(sentence: Sentence) -> bool:
    """Whether a sentence gives causes in a place that the outline does not count among them."""
    return bool(_POORLY.search(sentence.heading)) or bool(_FURTHER.match(sentence.text) and ":" in sentence.text)


def _told_otherwise(review: Review, text: str, span: Span) -> bool:
    """Whether another rule says what matters first: that a person is blamed, or that nothing is said at all."""
    return blamed(review, span) or is_vague(text)


def _alone(factor: Factor) -> bool:
    return len(list(split(factor.text))) == 1 and not _JOINED.search(factor.text) and not _DENIED.search(factor.text) and " " in factor.text


RULE = Rule(
    code="CS601",
    name="single-cause",
    category="causal-story",
    severity=Severity.HINT,
    message="Reads as if one cause were the whole story.",
    why=(
        "A trigger becomes an incident through the conditions that it meets: what let it in, what kept it from being seen, what made "
        "it last. "
        "Each of them is a place to change something, and a single cause hides them."
    ),
    see=("Richard Cook, How Complex Systems Fail, points 3 and 7", "PagerDuty, Postmortem documentation: writing"),
    question="What else had to be in place for this to reach users, and to last as long as it did?",
    whole=_single,
    flags=(
        "# Postmortem: slow search\n\n## Timeline\n\n## Root cause\n\nThe database query was the root cause.",
        "# Incident report\n\n## Root cause\n\nThe root cause was a missing index.\n\n## Actions\n\n- Add the index (Ana, 2 May)",
        "# Incident review\n\n## Impact\n\n## Causes\n\nSole cause: DNS.",
        "# Postmortem: late trains\n\n## Analysis of causes\n\nIt all came down to one bad line in the timetable.",
        "# Incident report\n\n## Summary\n\nThe real cause is that we have no staging.\n\n## Impact\n\nNo orders for an hour.",
        "# Incident report\n\n## Impact\n\n## Root cause\n\nMissing eager-load on order items introduced in PR 1203.",
    ),
    passes=(
        "# Postmortem: slow search\n\n## Root cause\n\nThe root cause was a missing index.\n\n## Contributing factors\n\n- No query "
        "timeout\n- One pool for all",
        "# Incident report\n\n## Root causes\n\n- A missing index\n- A pool without a limit",
        "# Incident report\n\n## Root cause\n\nProduction and staging share the same credentials, allowing manual access without approval.",
        "# Incident report\n\n## Impact\n\n## Root cause\n\nThe source of the charge is still unknown.",
        "# Incident report\n\n## Impact\n\n## Summary\n\nThere is no single root cause.",
        "# Incident report\n\n## Five whys\n\n- Why? The pool ran out.\n- Why? A leak in the client.\n- Why? Tests never ran for an hour.",
        "# Notes\n\n## Root cause\n\nThe root cause was a missing index.",
        "# Incident report\n\n## Root cause\n\nA typo in the limits file.\n\n## What went wrong\n\n- The load test sends five requests.",
        "# Incident report\n\n## Impact\n\n## Root cause\n\n1. Root cause: the interface paid twice.\n2. Why did it? The answer came "
        "after 61 seconds.\n3. Why pay again? The key has the number of the attempt in it.",
        "# Incident report\n\n## Impact\n\n## Summary\n\nLena found the true cause on the 8th. Spares are the only reason that we can "
        "sleep. The retry made sense when the only cause was a late message.",
    ),
)
