"""The thing that an action changes is a person: remind, retrain, coach, talk to."""

from linter.finding import Severity
from linter.matchers.action import done_to, planned
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

# Spreading knowledge and gathering accounts change no person; neither does arranging something with another team.
_SPREAD = r"meeting looks|blameless|(?:two|three|2|3|more) (?:more )?people|single point|interview"
_ARRANGED = r"vendors?|suppliers?|providers?|could|about (?:a|an|adding|raising|whether|how|what|which)"
_TOPIC = r"cover|takes|model|detector|cluster|does not cover|did not cover"

RULE = Rule(
    code="IA202",
    name="person-as-target",
    category="individual-action",
    severity=Severity.WARNING,
    message="Reads as an action whose object is {agent}.",
    why=(
        "What is reminded, retrained or talked to goes home, changes jobs and forgets; what it worked with stays as it was. "
        "Reviews in hospitals found training to be the commonest action, and among the weakest."
    ),
    see=(
        "VA NCPS, Hierarchy of Actions (in AHRQ CANDOR, Appendix H)",
        "Kathryn Kellogg et al., Our Current Approach to Root Cause Analysis",
    ),
    question="What in the tools, the page or the schedule would have to change so that nobody needs the reminder?",
    matchers=(
        planned(done_to(listed="verbs_correct", unless=f"{_SPREAD}|{_ARRANGED}")),
        done_to(listed="verbs_correct", within=r"(?:has|have) been", unless=_SPREAD),
        planned(
            phrase(
                r"(?:refresher|awareness|security|mandatory|remedial|additional|further|more|proper|better) (?:\w+ )?{@trainings}",
                r"{#verbs_attend} (?:[\w'-]+ ){0,4}{@trainings}",
                r"a (?:\w+ )?word with|talking-to",
                r"a (?:serious|stern|long|frank|friendly|little|quiet) (?:chat|talk|conversation) with",
                r"(?:pair|sit)s? with (?:a|an|somebody|someone) (?:senior|mentor|experienced)",
                r"sign(?:s|ed)? (?:a|the) (?:declaration|statement)",
                r"acknowledged? in writing",
                r"{sit} down with",
                r"{raise} awareness",
                r"{make} (?:[\w'-]+ ){1,4}aware",
                r"{reminder} (?:to|for) (?:all|every|the)",
                about=HUMAN,
                unless=f"{_SPREAD}|{_TOPIC}|vendor",
            ),
            present=True,
        ),
        planned(phrase(r"(?:re)?training (?:on|in|about|session|course|for)", r"refresher", about=HUMAN, unless=f"{_SPREAD}|{_TOPIC}")),
    ),
    flags=(
        "## Actions\n\n- Retrain the night nurses on the ventilator settings.",
        "## Actions\n\n- Remind all cashiers of the cut-off.",
        "The team lead will talk to the night shift about escalation.",
        "## Follow-up\n\n- Developers to receive training on SQL.",
        "## Corrective actions\n\n- The operator was coached on the restart sequence.",
        "Ravi will be sent on a refresher course for the crane crew.",
        "## Action items\n\n- Have a word with the release manager about the freeze.",
        "## Prevention\n\n- Educate the support agents about phishing.",
        "The gate staff are to be instructed again in the boarding order.",
    ),
    passes=(
        "## Actions\n\n- Julia to write the validation test for the ventilator settings.",
        "## Actions\n\n- Retrain the fraud model on the new card range (Priya, May).",
        "## Actions\n\n- Talk to the vendor about a longer timeout.",
        "## Actions\n\n- A bot reminds the owner 30 days before the expiry and pages after 10.",
        "On-call training did not cover regional failover.",
        "## Actions\n\n- Interview the responders to complete the timeline.",
        "The chair reminded everyone that a review looks for conditions, not culprits.",
        "## Timeline\n\n- 11:20 Marta talked to the duty engineer at the exchange.",
        "## Actions\n\n- Add the failover steps to the runbook (owner: Chen).",
        "The training cluster ran out of disk at 04:10.",
    ),
)
