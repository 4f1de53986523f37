"""A section that the template expects is not there."""

from collections.abc import Iterator

from linter.finding import Severity
from linter.rules import Match, Review, Rule
from linter.templates import templates


def _missing(review: Review) -> Iterator[Match]:
    outline = review.outline
    if outline.title is None:
        return
    there = {section.kind for section in outline.sections} | {sentence.section for sentence in review.sentences}
    there |= {"actions"} if outline.actions else set()
    there |= {"timeline"} if outline.timeline else set()
    span = outline.title.span
    for kind, words in templates()[review.settings.template].expects.items():
        if kind not in there:
            yield Match(span.start, span.end, predicate=words, note=f"no section for {kind}")


RULE = Rule(
    code="DS801",
    name="missing-section",
    category="document",
    severity=Severity.HINT,
    default=False,
    message="Reads as a review without {predicate}.",
    why=(
        "Readers come for different parts of a review, and later comparisons need the same parts in all of them. Formats differ, and no "
        "template is holy: `template` in the configuration says which one yours is, and this rule only runs if you ask for it."
    ),
    see=("Google, Site Reliability Engineering, appendix D", "PagerDuty, Postmortem documentation: template"),
    question="What would somebody who was not there look for in this part?",
    whole=_missing,
    flags=(
        "# Incident report\n\n## Summary\n\nDown.\n\n## Impact\n\n2 users\n\n## Timeline\n\n## Root cause\n\nA\n\n## What went well\n\nB",
        "# Incident report\n\n## Summary\n\nDown.\n\n## Impact\n\n2 users\n\n## Root cause\n\nA\n\n## What went well\n\nB\n\n## "
        "Actions\n\n- C",
        "# Incident report\n\n## Summary\n\nDown.\n\n## Timeline\n\n## Root cause\n\nA\n\n## What went well\n\nB\n\n## Actions\n\n- C",
        "# Incident report\n\n## Impact\n\n2 users\n\n## Timeline\n\n## Root cause\n\nA\n\n## What went well\n\nB\n\n## Actions\n\n- C",
        "# Incident report\n\n## Summary\n\nDown.\n\n## Impact\n\n2 users\n\n## Timeline\n\n## What went well\n\nB\n\n## Actions\n\n- C",
        "# Incident report\n\n## Summary\n\nDown.\n\n## Impact\n\n2 users\n\n## Timeline\n\n## Root cause\n\nA\n\n## Actions\n\n- C",
    ),
    passes=(
        "# Incident report\n\n## Summary\n\nDown.\n\n## Impact\n\n2 users\n\n## Timeline\n\n## Causes\n\nA\n\n## What went well\n\nB\n"
        "\n## Actions\n\n- C",
        "# Postmortem\n\n## TL;DR\n\nDown.\n\n## Impact\n\n2 users\n\n## Key events\n\n## Factors\n\nA\n\n## Mitigators\n\nB\n\n## "
        "Next steps\n\n- C",
        "# Outage\n\nSummary: down\nImpact: 2 users\nRoot cause: A\n\n## Timeline\n\n## Where we got lucky\n\nB\n\n## Follow-ups\n\n- C",
        "# Incident\n\n## Overview\n\nX.\n\n## User impact\n\n2\n\n## Timeline\n\n## Contributing factors\n\nA\n\n## Kudos\n\nB\n\n## "
        "Action items\n\n- C",
        "# Meeting notes\n\n## Actions\n\n- C",
        "# Read me\n\nHow to install it.",
    ),
)
