"""An action names no state in which it is done."""

import re
from collections.abc import Iterator

from linter.finding import Severity
from linter.matchers.review import planned
from linter.outline import Action
from linter.rules import Match, Review, Rule

_WHO = (
    r"(?:(?:we|i|they|(?:the )?(?:[\w-]+ ){1,3}?(?:team|engineers)|[A-Z][\w-]+)"
    r"(?:['’]ll| will| should| must| need(?:s)? to| (?:is|are) continuing to| to)? )?(?:also |to )?"
)
_VAGUE = re.compile(
    rf"^{_WHO}(?P<verb>improve|enhance|strengthen|optimi[sz]e|streamline|refine|investigate|look (?:more )?(?:into|at)|explore|"
    rf"consider|discuss|think about|reflect on"
    r"|ensure|make sure|monitor|keep an eye on|revisit|rethink|work on|be (?:more|better)|get better|continue|address|handle|tackle|"
    r"raise awareness"
    r"|make \w+(?: \w+)? (?:better|safer|easier|faster|more \w+)|(?:set ?up|do|have|provide|establish|add|need) (?:a )?(?:better|more|"
    r"improved))\b",
    re.IGNORECASE,
)
# An end: a number, a purpose that can be seen, a condition, a way, a question with an answer, a thing with a name.
_BOUND = re.compile(
    r"\d|`|\b(?:so that|such that|in order to|to (?:prevent|detect|catch|alert|page|block|show|allow|avoid|solve|identify|check|help|"
    r"see|stop|reject|trigger|measure|find|reduce|switch)|whether|if|until"
    r"|when(?:ever)?|before|after|within|at least|at most|by \w+ing|using|instead of|rather than|with (?:a|an|the)|every|each|"
    r"all \w+ (?:have|are|use)|from \w+ to|options? for \w+ing|per)\b",
    re.IGNORECASE,
)
_FIELDS = re.compile(r"\([^()]*\)|\[[^\]]*\]|(?<=[.,;] )(?:owner|due|assignee|dri|priority|status)\b.*$", re.IGNORECASE)
_LONG = 14
"""An action with so many words says what it is about."""


def _vague(action: Action, source: str) -> bool:
    task = _FIELDS.sub("", action.text).replace(action.due.text if action.due else "\n", "")
    found = _VAGUE.match(task)
    rest = task[found.end() :] if found else ""
    return (
        found is not None
        and not action.details
        and action.tracker is None
        and len(rest.split()) < _LONG
        and not _BOUND.search(rest)
        and "`" not in source[action.span.start : action.span.end]
    )


def _open_ended(review: Review) -> Iterator[Match]:
    for action in planned(review):
        if _vague(action, review.document.source):
            yield Match(action.span.start, action.span.end, predicate=action.text)


RULE = Rule(
    code="AT703",
    name="vague-action",
    category="action-tracking",
    severity=Severity.HINT,
    message="Reads as an action without an end: nothing says when it is done.",
    why=(
        "An action that can't be finished can't be followed up either. A verb that changes something and a state that can be seen "
        "(a page when the error ratio passes 2 % for five minutes) let everybody tell whether it has happened and whether it helped."
    ),
    see=(
        "John Lunney, Sue Lueder and Betsy Beyer, Postmortem Action Items: Plan the Work and Work the Plan",
        "Google, The Site Reliability Workbook, chapter 10",
    ),
    question="What will be different once this is done, and how will somebody else see it?",
    whole=_open_ended,
    flags=(
        "# Incident report\n\n## Action items\n\n- Improve alerting (Ana, 2 May)",
        "# Incident report\n\n## Action items\n\n- Investigate the database (Ops, Q3)",
        "# Incident report\n\n## Action items\n\n- Make deploys safer (P1, release team)",
        "# Incident report\n\n## Action items\n\n- Look into retries. Owner: Noor. Due: 3 June",
        "# Postmortem: lost orders\n\n## Actions\n\n| Action | Owner | Due |\n|---|---|---|\n| Ensure this does not happen again | "
        "Ana | 2 May |",
        "# Incident report\n\n## Action items\n\n- Ben to think about capacity by Friday",
        "# Incident report\n\n## Prevention\n\nThe platform team is continuing to improve its processes.",
    ),
    passes=(
        "# Incident report\n\n## Action items\n\n- Page the storage rotation when the error ratio is above 2 % for 5 minutes (Ana, 2 May)",
        "# Incident report\n\n## Action items\n\n- Add an alert on queue depth (Ops, Q3)",
        "# Incident report\n\n## Action items\n\n- Improve coverage of readiness probes (Ops, Q3)\n  - Add one to every service of tier 1",
        "# Incident report\n\n## Action items\n\n- Investigate whether the pool can be shared. Owner: Noor. Due: 3 June",
        "# Incident report\n\n## Action items\n\n- Improve retries ([OPS-9](https://tickets.example/browse/OPS-9))",
        "# Incident report\n\n## Action items\n\n- Ensure that `max_connections` is part of the template (Ana, 2 May)",
        "# Notes\n\n## Actions\n\n- Improve alerting",
    ),
)
