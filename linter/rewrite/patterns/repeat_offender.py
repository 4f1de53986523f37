"""Again, as usual, the third time -> the count, with the place for the earlier incidents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import Untellable, told
from linter.rewrite.words import sentence

_AGAIN = re.compile(
    r",? ?\b(?:(?:once|yet) again|once more|again|as (?:usual|always|ever)|as (?:it|he|she|they|you) "
    r"always (?:does|do)|not for the first time|time and again|true to form)\b",
    re.IGNORECASE,
)

_NOT_FIRST = re.compile(r"^(?:this|it|that)(?: is|'s|’s| was)(?: not|n't|n’t| hardly) the first\b[^,;]*[.! ]*$", re.IGNORECASE)
_NTH = re.compile(
    r"^(?:this|it) (?:is|was) (?:already |now )?the (?P<nth>\w+) time(?P<when> (?:this|in|since|within) "
    r"(?:(?:the )?(?:last |past )?)?[\w]+(?: (?:days|weeks|months|years|quarters))?)? (?P<what>.+?)[.! ]*$",
    re.IGNORECASE,
)


def _propose(context: Context) -> Iterator[Candidate]:
    nth = _NTH.match(context.words(0, len(context.text)))
    if nth:
        yield Candidate(
            f"This is the {nth['nth']} incident of this kind{nth['when'] or ''} (⟨links to the earlier ones⟩). "
            f"⟨What do they have in common?⟩",
            dropped=(nth["what"],),
        )
        return
    if _NOT_FIRST.match(context.text):
        text = "This has happened before (⟨links to the earlier incidents⟩). ⟨What do they have in common?⟩"
        yield Candidate(text, dropped=(context.source, context.text))
        return
    found = _AGAIN.search(context.text)
    if not found or context.analysis.question:
        return
    try:
        event = told(context)
    except Untellable:
        return
    text = sentence(_AGAIN.sub("", event.text))
    yield Candidate(f"{text} This is occurrence ⟨n⟩ since ⟨date⟩.", dropped=(*event.dropped, found.group().strip(" ,")))


PATTERN = Pattern(
    name="repeat-offender",
    serves=("judgement", "person-cause"),
    rank=9,
    propose=_propose,
    examples=(
        (
            "It's not the first time with Kaito.",
            "This has happened before (⟨links to the earlier incidents⟩). ⟨What do they have in common?⟩",
        ),
        ("Once again the network team broke the VPN.", "The VPN stopped working. This is occurrence ⟨n⟩ since ⟨date⟩."),
    ),
)
