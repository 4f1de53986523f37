"""More checking by people as the fix: double-checks, more eyes, sign-off, supervision."""

from linter.finding import Severity
from linter.matchers.action import TOLD, planned
from linter.matchers.phrase import phrase
from linter.rules import Rule

_ENFORCED = (
    r"enforced?|enforces|branch protection|automatic(?:ally)?|pipeline|refuses?|rejects?|blocks?|demands?|tool|bot|script|mandatory|codeowners|ci|"
    r"until (?:the )?(?:automation|check) (?:is|lands)|instead of|no longer|replace\w*|should have|should've"
)
_PEOPLE = r"(?:people|persons|pairs? of eyes|signatures?|{@roles}s?)"

RULE = Rule(
    code="IA204",
    name="vigilance",
    category="individual-action",
    severity=Severity.WARNING,
    message="Reads as asking people to check more, where nothing helps them see.",
    why=(
        "The second look is taken by a person with the same screen and the same hour of the night, who trusts the first. "
        "It costs time on every good day, and its effect wears off. A check by machine, or a limit to the harm, does neither."
    ),
    see=("VA NCPS, Hierarchy of Actions (in AHRQ CANDOR, Appendix H)", "Google, The Site Reliability Workbook, chapter 10"),
    question="What could show or refuse the wrong value without anyone having to look for it?",
    matchers=(
        planned(
            phrase(
                r"(?:double|triple)[- ]?check(?:s|ed|ing)?",
                r"(?:another|second|extra|additional|fresh|more) (?:pairs? of )?(?:eyes|look)",
                r"(?:two|2|three|four) (?:(?:\w+ )?" + _PEOPLE + r"|of (?:us|them|you)) (?:\w+ )?(?:\w+ )?(?:check|look|review|verify|approve|confirm|sign|watch|for|on)s?",
                r"(?:four|six)[- ]eyes|by (?:two|a second|another) (?:\w+ )?" + _PEOPLE + r"|(?:two|2) (?:\w+ )?(?:approvers|reviewers|signatures) (?:for|on)",
                r"(?:second|additional|extra|another|senior) (?:\w+ )?" + _PEOPLE + r" (?:\w+ )?(?:to |must |shall |should |will )?(?:also )?(?:checks?|looks?|reviews?|verif(?:y|ies)|approves?|confirms?|signs?|reads?|watch(?:es)?|is present|to approve)",
                r"(?:check|verify|verified|checked|review|reviewed|confirm|compare|proofread)(?:s|ed)? (?:[\w'-]+ ){0,5}(?:twice|by hand|manually|by eye|line by line|in person|aloud|more (?:thoroughly|carefully|closely))",
                r"manually (?:check|verify|review|confirm|compare)(?:s|ed)?|twice by hand",
                r"(?:manual|extra|additional|manager|management|senior|written|second) (?:\w+ )?(?:approvals?|sign-?off|signatures?|reviewers?|approvers?)",
                r"sign(?:s|ed)? off (?:on )?(?:every|each|all)|countersigns?|counter-signs?|read(?:s)? (?:[\w'-]+ ){0,4}aloud",
                r"(?:closer|close|under|direct|tighter) supervision|under (?:his|her|their|\w+'s) eyes|more (?:thorough|careful) (?:code )?reviews?",
                r"look (?:more )?(?:closely|carefully|harder) at",
                about=TOLD,
                unless=_ENFORCED,
            )
        ),
    ),
    flags=(
        "## Actions\n\n- Double-check the region before each deploy.",
        "## Actions\n\n- Two people check every DNS edit.",
        "## Actions\n\n- Add manager approval for refunds.",
        "The pharmacist must verify every label by hand from now on.",
        "## Prevention\n\n- Another pair of eyes on each price change.",
        "## Corrective actions\n\n- A second nurse reads each dose aloud.",
        "## Action items\n\n- Reviewers must look more closely at migrations.",
        "Fitters are to work under supervision until the summer.",
        "## Next steps\n\n- The duty officer signs off every change to the timetable.",
    ),
    passes=(
        "## Actions\n\n- Require review for migrations, enforced by branch protection.",
        "## Actions\n\n- The deploy bot double-checks the checksum.",
        "## Actions\n\n- The pipeline compares every zone diff with the registry twice.",
        "## Timeline\n\n- 10:31 Joost double-checked the meter and closed the valve.",
        "Staff in the control room restored the route by hand.",
        "The change was reviewed by two people and had been requested by a customer.",
        "## Actions\n\n- Update the runbook with the failover steps.",
        "## Actions\n\n- Add a range check to the fare import (owner: Lindiwe).",
        "Supervision of the ceiling speed by the train computer worked throughout.",
    ),
)
