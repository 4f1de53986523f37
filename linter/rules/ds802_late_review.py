"""The review was written long after the incident."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from linter.finding import Severity
from linter.outline.dates import first, last, shown
from linter.rules import Match, Review, Rule


def _late(review: Review) -> Iterator[Match]:
    outline = review.outline
    if outline.title is None or outline.happened is None or outline.reported is None:
        return
    # A day without a time can mean any of its hours, so only what is late for certain counts.
    if first(outline.reported) - last(outline.happened) > timedelta(hours=review.settings.review_within):
        span = outline.title.span
        told = f"{shown(outline.happened)} to {shown(outline.reported)}"
        yield Match(span.start, span.end, predicate=_between(outline.happened, outline.reported), note=told)


def _between(happened: date, reported: date) -> str:
    """The time between two moments in words: in hours where both have a time and few days lie between them."""
    hours = (first(reported) - last(happened)) // timedelta(hours=1)
    if isinstance(happened, datetime) and isinstance(reported, datetime) and hours < 72:
        return f"{hours} hours" if hours > 1 else "an hour"
    days = (first(reported).date() - first(happened).date()).days
    return f"{days} days" if days > 1 else "a day"


RULE = Rule(
    code="DS802",
    name="late-review",
    category="document",
    severity=Severity.HINT,
    default=False,
    message="Reads as a review that was written {predicate} after the incident.",
    why=(
        "What people saw and expected fades within days, and is replaced by what they know now. `review-within` in the configuration says "
        'how long is fine ("5 days" unless you say otherwise; many teams aim for "48 hours"). A late review is still better than none.'
    ),
    see=("PagerDuty, Postmortem documentation: when to do one", "Google, The Site Reliability Workbook, chapter 10"),
    question="What did the people involved still remember, and which records say the rest?",
    whole=_late,
    flags=(
        "# Incident report\n\nIncident date: 2024-03-01 · Review date: 2024-03-20\n\n## Timeline\n\n## Impact\n\n2 users",
        "# Postmortem\n\nDate: 1 March 2024\nPublished: 2 April 2024\n\n## Timeline\n\n## Impact\n\n2 users",
        "# Incident report\n\n## Timeline\n\n- 2024-03-01 10:00 It stopped.\n\n## Notes\n\nReview date: 2024-03-09",
        "# Outage on 2024-03-01\n\nWritten: 2024-04-01\n\n## Timeline\n\n## Impact\n\n2 users",
        "# Incident report\n\nResolved: March 3, 2024\nReviewed: March 12, 2024\n\n## Timeline\n\n## Impact\n\n2 users",
        "# Incident report\n\nStart: 2023-12-29\nReport date: 2024-01-08\n\n## Timeline\n\n## Impact\n\n2 users",
        "# Incident report\n\nResolved: 2024-03-01 14:32–16:10 UTC\nReviewed: 2024-03-06 17:00\n\n## Timeline\n\n## Impact\n\n2 users",
    ),
    passes=(
        "# Incident report\n\nIncident date: 2024-03-01 · Review date: 2024-03-04\n\n## Timeline\n\n## Impact\n\n2 users",
        "# Incident report\n\nIncident date: 2024-03-01\n\n## Timeline\n\n## Impact\n\n2 users",
        "# Incident report\n\nReview date: 2024-03-20\n\n## Timeline\n\n## Impact\n\n2 users",
        "# Incident report\n\nDate: 3/4\nReviewed: 9/8\n\n## Timeline\n\n## Impact\n\n2 users",
        "# Notes\n\nDate: 2024-03-01\nPublished: 2024-04-20",
        "# Incident report\n\nResolved: 2024-03-01 23:10\nReviewed: 4 pm on 6 March 2024\n\n## Timeline\n\n## Impact\n\n2 users",
        "# Incident report\n\nResolved: 2024-03-01 16:10\nReviewed: 15:30 UTC on 6 March 2024\n\n## Timeline\n\n## Impact\n\n2 users",
        "# Incident report\n\n## Timeline\n\n- 2024-03-28 10:00 It stopped.\n\n## Notes\n\nReview date: 2024-04-01",
    ),
)
