"""What the author does not assert: quoted words, accounts attributed to somebody, and talk about blame and errors in general."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc


_QUOTED = re.compile(
    r"""\"[^\"]{2,400}\" | “[^”]{2,400}” | «[^»]{2,400}» | (?<!\w)'[^']{8,300}'(?!\w) | (?<!\w)‘[^’]{8,300}’""",
    re.VERBOSE,
)
_FAULT = r"fault|to\ blame|mistake|culprit|negligen\w+|careless\w*|responsible\ for\ (?:the|this)|at\ fault|error|oversight|guilty|human"
_META = re.compile(
    r"""\bblameless | \bblame[-\ ](?:free|aware|culture|language) | \bno[-\ ]blame\b | \bwithout\ (?:assigning\ |any\ )?blame
      | \bnot\ (?:about|to)\ (?:blam|assign)
      | \b(?:human\ error|blame|fault)\ (?:is|are|was|as)\ (?:never|not|only|where|a\ symptom|the\ start|the\ beginning)
      | \bhuman\ errors?\ (?:often|usually|always|mostly|rarely|seldom|typically|generally|sometimes|never)
        \ (?:is|are|has|have|stems?|comes?|follows?|points?|arises?|results?|begins?|starts?|grows?|happens?|occurs?)\b
      | \b(?:overload|workload|fatigue|tiredness|stress|time\ pressure|interruptions?|distractions?|complexity|context\ switching)
        \ (?:is|are|can\ be)\ [^.;]{0,30}\b(?:causes?|sources?|contributors?|reasons?)\ (?:of|to|for|behind)\b
      | \b(?:avoid|instead\ of|rather\ than|never|don't|do\ not|not)
        \ (?:say|saying|writ(?:e|ing)|us(?:e|ing)|accept(?:ing)?|blam(?:e|ing)|list(?:ing)?|call(?:ing)?\ it)
        \b[^.]{0,40}(?:human\ error|blam|fault|who\b|person|individual|name|should\ have)
      | \bpost-?mortems?\ (?:is|are)\ (?:not|never)
      | \bthe\ (?:easy|simple|convenient|tempting|neat)\ (?:story|answer|explanation|narrative)\b
      | \b(?:no|nobody|no\ one|not\ any|any)
        \ (?:individual|one\ person|person|engineer|single\ person)?\s?(?:is|was|are)\ (?:at\ fault|to\ blame)
      | \bthe\ purpose\ of\ (?:this|a|the)\ (?:review|document|post-?mortem|report)""",
    re.IGNORECASE | re.VERBOSE,
)
_DENIED = re.compile(
    rf"""\b(?:not|n't|never|no\ longer|hardly|neither)\b[^.;,]{{0,40}}\b(?:{_FAULT})\b
       | \b(?:no|nobody|no\ one|none)\b[^.;,]{{0,30}}\b(?:fault|to\ blame|culprit|guilty|negligen\w+)\b
       | \b(?:not|n't|never|nobody|no\ one)\ (?:\w+\ ){{0,2}}
         (?:suggest|claim|say|imply|implie|allege|think|believe)(?:s|d|ed)?\ (?:\w+\ )?that\b
       | \b(?:was|is|were)(?:\ not|n't)\ (?:(?:the|our|an?)\ )?[\w-]+\ who\b
       | \b(?:rul(?:ed?|es|ing)\ out|reject\w*\ the\ (?:suggestion|notion|idea|claim|charge)
         |(?:would\ be|is)\ (?:unjust|unfair|wrong)(?=[.,;]|\ and))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ASKED = re.compile(
    r"""\b(?:asks?|asked|wonder|wondered|considers?|considered|discussed|examined|unclear|unknown)\ (?:\w+\ )?(?:if|whether)\b
      | \b(?:somebody|someone|some|others|people|it)\ (?:have\ |has\ |had\ |was\ |been\ )*(?:suggested|called\ (?:it|this|that|the))\b
      | \b(?:keep|kept|keeps)\ (?:on\ )?hearing\b""",
    re.IGNORECASE | re.VERBOSE,
)
_REPORTED = re.compile(
    r"""\b(?:according\ to | (?:as|was)\ (?:told|reported)\ by | by\ (?:his|her|their)\ (?:own\ )?account
      | in\ (?:his|her|their)\ (?:own\ )?words | said\ (?:that\ )?(?:he|she|they) | explained\ (?:that|how|afterwards|later)
      | recalled | remembered | described\ (?:how|that) | told\ us)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def mark_quotation(doc: Doc) -> Doc:
    """The pipeline component: sets `token._.quoted`, and on the Doc `_.meta` (about blame), `_.denied` (or left open) and `_.reported`."""
    text = doc.text  # Each time anew, spaCy makes it of the tokens.
    for match in _QUOTED.finditer(text):
        if match.group().count(" ") < 1:
            continue
        for token in doc:
            if match.start() <= token.idx < match.end():
                token._.quoted = True
    doc._.meta = bool(_META.search(text))
    doc._.denied = bool(_DENIED.search(text) or _ASKED.search(text))
    doc._.reported = bool(_REPORTED.search(text))
    return doc
