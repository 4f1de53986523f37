"""More checking by people as the fix: double-checks, more eyes, sign-off, supervision."""

from linter.finding import Severity
from linter.matchers.action import TOLD, planned
from linter.matchers.phrase import phrase
from linter.rules import Rule

# A control that a machine holds up, and a measure that takes checking away, are no call for vigilance.
_ENFORCED = (
    r"enforced?|enforces|branch protection|automatic(?:ally)?|pipeline|refuses?|rejects?|blocks?|demands?|tool|bot|script|"
    r"mandatory|codeowners|ci|instead of|no longer|replace\w*|should have|should've|had to"
)
_PEOPLE = r"(?:people|persons|pairs? of eyes|signatures?|{@roles}s?)"
_MORE = r"(?:second|additional|extra|another|senior)"
_WILL = r"(?:to |must |shall |should |will )?(?:also )?"
_BY_HAND = r"(?:twice|by hand|manually|by eye|line by line|in person|aloud|more (?:thoroughly|carefully|closely))"

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
                r"(?:four|six)[- ]eyes",
                rf"(?:two|2|three|four) (?:(?:\w+ )?{_PEOPLE}|of (?:us|them|you)) (?:\w+ )?(?:\w+ )?{{#verbs_look}}",
                r"(?:two|2) (?:\w+ )?(?:people|approvers|reviewers|signatures) (?:for|on)",
                rf"{_MORE} (?:\w+ )?{_PEOPLE} (?:\w+ )?{_WILL}(?:{{#verbs_look}}|is present)",
                rf"(?:check|review|approv|verifi|confirm|inspect)ed by (?:two|a second|another) (?:\w+ )?{_PEOPLE}",
                rf"{{#verbs_look}} (?:[\w'-]+ ){{0,5}}{_BY_HAND}",
                r"manually {#verbs_look}|twice by hand",
                about=TOLD,
                unless=_ENFORCED,
            )
        ),
        planned(
            phrase(
                r"(?:manual|extra|additional|manager|management|senior|written|second) (?:\w+ )?(?:approvals?|sign-?off|signatures?)",
                r"(?:extra|additional|second|senior) (?:\w+ )?(?:reviewers?|approvers?)",
                r"signs? off (?:on )?(?:every|each|all)|counter-?signs?",
                r"(?:closer|close|under|direct|tighter) supervision|under (?:his|her|their|\w+'s) eyes",
                r"more (?:thorough|careful) (?:code )?reviews?",
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
