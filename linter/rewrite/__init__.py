"""Systemic rewrites: for a finding what a good facilitator would offer. Every fact is kept, none is invented.

`suggest` proposes by pattern, checks each wording, and gives back at most three, best first. What only the authors know is left open
in ⟨slots⟩.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from linter.document import Document
from linter.finding import Span, Suggestion
from linter.pipeline import Analysis
from linter.rewrite.checks import Checked, in_place, problem
from linter.rewrite.cited import cited, possible_answers
from linter.rewrite.context import Candidate, Context
from linter.rewrite.options import TIERS, around, options
from linter.rewrite.patterns import patterns_for
from linter.rules import Match, Rule

if TYPE_CHECKING:
    from linter.rewrite.remote import Rewriter

MOST = 3
_SLOT = re.compile(r"⟨([^⟨⟩]+)⟩")


def suggest(
    document: Document,
    analysis: Analysis,
    match: Match,
    rule: Rule,
    *,
    rewriter: Rewriter | None = None,
    withheld: Callable[[str, str], None] | None = None,
) -> Checked[tuple[Suggestion, ...]]:
    """At most three suggestions for a match, best first.

    `rewriter` proposes wordings besides the patterns, and may raise `linter.rewrite.remote.RewriterError`; `withheld` is told of every
    wording that is not shown, as (wording, reason).
    """
    context = Context(document, analysis, match, rule)
    span = Span(context.source_start, context.source_end)
    shown: dict[str, Suggestion] = {}
    candidates = _candidates(context, rewriter)
    while len(shown) < MOST and (drawn := list(islice(candidates, MOST - len(shown)))):
        reasons = {candidate: problem(context, candidate) for candidate in drawn}
        # What is drawn now can be shown together, but for those that give way to others: these are asked about when it comes to them.
        asked = [each for each, reason in reasons.items() if not (reason or each.last or each.kind == "delete")]
        clean = dict(zip(asked, (yield [in_place(context, each) for each in asked]), strict=True))
        for candidate in drawn:
            text = context.shown(candidate.text)
            if text in shown or (candidate.last and any(each.kind == "rewrite" for each in shown.values())):
                continue
            if candidate.tier and any(each.tier == candidate.tier for each in shown.values()):
                continue
            reason = reasons[candidate]
            if not reason and candidate.kind != "delete":
                if candidate not in clean:
                    [clean[candidate]] = yield [in_place(context, candidate)]
                reason = "" if clean[candidate] else "not clean"
            if reason:
                if withheld is not None:
                    withheld(text, reason)
                continue
            if candidate.kind == "delete" and shown:
                continue
            suggestion = Suggestion(candidate.kind, text, span, tuple(_SLOT.findall(text)), candidate.tier, _left_out(candidate))
            answered = (yield from cited(context, suggestion)) if not shown else None
            shown.update({each.text: each for each in (answered, suggestion) if each is not None})
            if len(shown) >= MOST:
                break
    return tuple(sorted(tuple(shown.values())[:MOST], key=lambda each: TIERS.index(each.tier) if each.tier else 0))


def basis(context: Context) -> tuple[Hashable, ...]:
    """What suggestions follow from besides the analysis of the sentence, its match and its rule: contexts that agree in it have the same,
    but for their places."""
    document, sentence = context.document, context.analysis.sentence
    first = sentence.offsets[0]
    # Without markup the text tells where each of its characters stands.
    shape = () if context.source == sentence.text else tuple(offset - first for offset in sentence.offsets)
    known = around(context) if context.rule.category == "individual-action" else possible_answers(document, sentence)
    return context.source, context.source_start - first, context.source_end - first, context.inlines, shape, sentence.before, known


def _candidates(context: Context, rewriter: Rewriter | None) -> Iterator[Candidate]:
    if context.rule.category == "individual-action":
        yield from options(context)
        return
    if rewriter is not None:
        yield from rewriter(context)
    for pattern in patterns_for(context):
        yield from pattern.propose(context)


def _left_out(candidate: Candidate) -> tuple[str, ...]:
    """What a wording drops, each once and nothing that another one has in it."""
    dropped = tuple(dict.fromkeys(part for part in map(str.strip, candidate.dropped) if part))
    return tuple(part for part in dropped if not any(part != other and part in other for other in dropped))
