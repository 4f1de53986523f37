"""If they had … -> what was the case; what might have been is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.telling import Untellable, contrary
from linter.rewrite.words import base, inflected, sentence

if TYPE_CHECKING:
    from linter.pipeline.clause import Clause


def _propose(context: Context) -> Iterator[Candidate]:
    for clause in context.analysis.clauses:
        if clause.modality != "if" or not clause.human:
            continue
        try:
            event = contrary(context, clause)
        except Untellable:
            continue
        text = sentence(event.text)
        if " would " in text:
            continue
        in_its_place, imagined = followed(context, clause)
        text = f"{text} {in_its_place}".strip()
        dropped = tuple(filter(None, (*event.dropped, imagined)))
        yield Candidate(f"{text} ⟨{event.question or context.question(event.verbs, undone=event.undone)}⟩", dropped=dropped)
        yield Candidate(text, dropped=dropped)


def followed(context: Context, clause: Clause) -> tuple[str, str]:
    """(what did follow, where the sentence says so: "would have come at 11 and not at 4"; what would have followed, which is no fact)."""
    doc = context.analysis.doc
    inside = {token.i for token in clause.predicate.subtree}
    words = [token for token in doc if token.i not in inside and token.dep_ != "punct"]
    turn = next((t for t in words if t.lower_ in ("not", "instead", "rather") and t.i + 1 < len(doc)), None)
    if turn is None:
        return "", context.shown(context.join(words))
    verb = next((t for t in words if t.tag_ == "VBN" and any(c.lower_ in ("would", "'d") for c in t.children)), None)
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None) if verb is not None else None
    behind = [t for t in words if t.i > turn.i and t.lower_ not in ("of", "than")]
    if verb is None or subject is None or not behind or behind[0].pos_ not in ("ADP", "NUM"):
        return "", ""
    told = sentence(context.join([*subject.subtree, inflected(base(verb), "VBD"), *behind]))
    return told, context.shown(context.join([t for t in words if t.i < turn.i]))


PATTERN = Pattern(
    name="if-had",
    serves=("hindsight", "person-cause"),
    rank=15,
    propose=_propose,
    examples=(
        (
            "If Lena had tested the YAML this would never have happened.",
            "The YAML had not been tested. ⟨Which tests ran, and what did they have in common with production?⟩",
        ),
        (
            "If Yusuf had tested the import in the lab, we would have been done in five minutes.",
            "The import had not been tested in the lab. ⟨Which tests ran, and what did they have in common with production?⟩",
        ),
        (
            "Had Sir Kent sent one message at 10, the vendor would have come at 11 and not at 4.",
            "No message had been sent at 10. The vendor came at 4. ⟨What would have prompted this at that moment?⟩",
        ),
    ),
)
