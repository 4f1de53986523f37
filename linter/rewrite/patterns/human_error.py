"""A label such as "human error" -> the place where the action and its conditions have to stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linter.rewrite.context import Candidate, Context
from linter.rewrite.patterns import Pattern
from linter.rewrite.words import sentence, tidy

_WHO = (
    r"(?:human|operator|pilot|manual|clerical|administrator|admin|staff|user|crew|nursing|driver|dispatcher|engineer|developer"
    r"|technician|operational|operating|handling|rookie|beginner|planning|personal|individual)(?:'s|’s)?"
)
_LAPSE = (
    rf"(?:(?:an?|the|one|another|some|simple|plain|pure|this|his|her|their|our|momentary|classic|basic"
    rf"|stupid|unfortunate|regrettable|silly|avoidable|purely) )*"
    rf"(?:{_WHO} (?:\w+ )?(?:errors?|mistakes?|slips?|oversights?|failures?|misconfigurations?|blunders?"
    rf"|carelessness)|oversights?|blunders?|fat[- ]?finger(?:ed|ing)?(?: \w+)?|pebkac|mistakes?|negligence"
    rf"|carelessness|inattention)"
    r"(?: (?:by|of|on the part of|from|made by) (?:(?:the|an?|our|one|some) )?(?:[\w'’-]+ ){0,3}?[\w'’-]+(?=[\s.,;:)]|$))?"
)
_TRIGGER = "⟨the action⟩"
_CONDITIONS = "⟨What made it possible, what delayed its detection, and what slowed recovery?⟩"
_BEHIND = re.compile(
    rf"\b(?P<be>was|were|comes|came|is|are|has been|had been)? ?\b(?P<link>caused by|due to|down to|the result of|a "
    rf"result of|because of|owing to|thanks to|traced (?:back )?to|attributed to|put down to|based on"
    rf"|result(?:s|ed|ing) from|through|by|from) (?P<lapse>{_LAPSE})",
    re.IGNORECASE,
)
_IS = re.compile(
    rf"^(?P<what>(?!what\b)(?:[^\s,;:]+ ){{0,9}}?[^\s,;:]+) (?:was|were|is|are) (?:simply |just |clearly "
    rf"|purely |again |only )*(?P<lapse>{_LAPSE})[.! ]*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"^(?:(?:it|this|that|the (?:root )?cause|root cause|the reason|the finding|category) (?:was|is) "
    rf")?(?:simply |just |plain |pure )*{_LAPSE}(?: error)?[.! ]*$|^(?:[\w'’@-]+ ){{1,4}}(?:made|committed) "
    rf"(?:an?|the|another|some) (?:\w+ )?(?:mistakes?|errors?|slips?|blunders?)[.! ]*$|^(?:human|operator"
    rf"|user|people|staff|personnel|manual|clerical)(?: (?:error|factor|mistake))?\W*$",
    re.IGNORECASE,
)
_IN = re.compile(
    r"^(?:[\w'’@-]+ ){1,4}(?:made|committed) (?:an?|the|another|some) (?:\w+ )?(?:mistakes?|errors?|slips?"
    r"|blunders?) in (?P<where>the [^,;]+?)[.! ]*$",
    re.IGNORECASE,
)
_CAUSES = re.compile(
    r"^(?:it|this|that|(?:the |our )?(?:root |main |direct |primary |sole |immediate )?cause(?: of "
    r"(?P<of>.+))?|(?:the )?reason(?: for (?P<for>.+))?)$",
    re.IGNORECASE,
)


def _propose(context: Context) -> Iterator[Candidate]:
    if context.analysis.question:
        return
    text = context.words(0, len(context.text))
    if _LABEL.match(text):
        yield Candidate(f"{_TRIGGER.replace('the', 'The')} was the trigger. {_CONDITIONS}", dropped=(context.source,))
        return
    found = _IN.match(text)
    if found:
        yield Candidate(
            f"⟨Which value or step⟩ in {found['where']} differed from the intended one. {_CONDITIONS}",
            dropped=(context.source[: context.source.find(" in ")],),
        )
        return
    found = _IS.match(text)
    if found and not re.search(r"\b(?:was|were|is|are|that)\b", found["what"]):
        of = _CAUSES.match(found["what"])
        what = (of["of"] or of["for"] or "") if of else found["what"]
        subject = f"The trigger of {_lower(what, context)}" if what else "The trigger"
        yield Candidate(f"{tidy(subject)} was {_TRIGGER}. {_CONDITIONS}", dropped=(found["lapse"],))
        return
    found = _BEHIND.search(text)
    if found and found.start() > 2 and found.group().lower().strip() != "by mistake":
        before, after = text[: found.start()], text[found.end() :]
        link = "followed" if found["be"] or found["link"].lower().startswith("result") else "after"
        yield Candidate(f"{sentence(f'{before} {link} {_TRIGGER}{after}')} {_CONDITIONS}", dropped=(found["lapse"],))


def _lower(noun: str, context: Context) -> str:
    first = context.analysis.doc[0]
    return noun[0].lower() + noun[1:] if first.pos_ in ("DET", "PRON") else noun


PATTERN = Pattern(
    name="human-error-label",
    serves=("person-cause", "judgement"),
    rank=14,
    propose=_propose,
    examples=(
        (
            "Root cause: human error.",
            "⟨The action⟩ was the trigger. ⟨What made it possible, what delayed its detection, and what slowed recovery?⟩",
        ),
        (
            "The wrong gate was announced due to a clerical error.",
            "The wrong gate was announced after ⟨the action⟩. ⟨What made it possible, what delayed its detection, "
            "and what slowed recovery?⟩",
        ),
    ),
)
