"""Every action relies on people remembering."""

from linter.finding import Severity
from linter.matchers.review import planned
from linter.rules import Match, Review, Rule


def _weak(review: Review) -> list[Match]:
    every, own = review.outline.actions, planned(review)
    if not own or any(action.tier != "weaker" for action in every):
        return []
    span = own[0].span
    told = "its only action is" if len(every) == 1 else f"all {len(every)} of its actions are"
    return [Match(span.start, span.end, predicate=told, note="; ".join(f"{action.text}: {action.tier}" for action in every))]


RULE = Rule(
    code="AT704",
    name="weak-actions-only",
    category="action-tracking",
    severity=Severity.HINT,
    message="Reads as a review whose plan rests on memory: {predicate} on the weaker tier.",
    why=(
        "Documents, training, reminders and further study can be right, but they wear off: they work as long as somebody remembers them. "
        "One change to a tool, a limit or a default works for everybody, also at night."
    ),
    see=(
        "VA NCPS, Hierarchy of Actions (in AHRQ CANDOR, Appendix H)",
        "National Patient Safety Foundation, RCA2: Improving Root Cause Analyses and Actions to Prevent Harm",
    ),
    question="Which of these could a tool do, refuse or undo, so that nobody has to remember it?",
    whole=_weak,
    flags=(
        "# Incident report\n\n## Action items\n\n- Document the failover (Ana, 2 May)\n- Discuss the on-call handover (Ops, 3 May)",
        "# Incident report\n\n## Action items\n\n- Investigate the slow query of 3 May (Ana, P1)",
        "# Incident report\n\n## Action items\n\n- [ ] Update the runbook (Ops, 2 May)\n- [ ] Share this review with the release team "
        "(Ana, 9 May)",
        "# Postmortem: lost orders\n\n## Actions\n\n| Action | Owner | Due |\n|---|---|---|\n| Schedule a training session | Ana | 2 May |",
        "# Incident report\n\n## Follow-up\n\n- Write a wiki page about the import (Noor, Q3)",
        "# Incident report\n\n## Action items\n\n- Consider a second cluster (Ana, Q4)\n- Look into retries (Ops, Q4)",
    ),
    passes=(
        "# Incident report\n\n## Action items\n\n- Document the failover (Ana, 2 May)\n- Alert on replica lag (Ops, 3 May)",
        "# Incident report\n\n## Action items\n\n- Reject imports without a checksum (Ana, P1)",
        "# Incident report\n\n## Action items\n\n- Remove standing write access to production (Ana, 2 May)\n- Update the runbook "
        "(Ops, 3 May)",
        "# Incident report\n\n## Action items\n\n- Renew the certificate automatically (Ana, 2 May)",
        "# Incident report\n\n## Action items\n\n- [x] Added a canary stage\n- Update the runbook (Ops, 3 May)",
        "# Notes\n\n## Actions\n\n- Discuss the on-call handover",
    ),
)
