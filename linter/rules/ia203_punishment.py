"""A sanction, or talk of one: warnings, removal, accountability as a threat."""

from linter.finding import Severity
from linter.matchers.action import done_to
from linter.matchers.clause import clause
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

_NOBODY = (
    r"no (?:one|body|individual|person|employee)|nobody|none|not (?:be )?(?:disciplin|punish|sanction)\w+|"
    r"attacker|intruder|malicious|regulator|proposal|(?:hold|holding|held) (?:us|ourselves)"
)
_RIGHTS = r"(?:rights?|access|permissions?|privileges?|licen[cs]e|badge|keys?)"
_OTHERS = HUMAN - {"we", "i"}
# To be warned about something is to be told of it.
_TOLD = r"warned (?:[\w'’]+ ){0,4}(?:about|of|that|by|before|when|if|on|at)|(?:users?|customers?|clients?|tenants?|visitors?|passengers?)"

RULE = Rule(
    code="IA203",
    name="punishment",
    category="individual-action",
    severity=Severity.ERROR,
    message="Reads as a sanction against {agent}.",
    why=(
        "Where a review ends in a sanction, the next one begins with silence: people stop telling what they saw and did. "
        "Questions of conduct belong to another process than the one that learns."
    ),
    see=("NHS Improvement, A just culture guide", "NPSF/IHI, RCA2: Improving Root Cause Analyses and Actions to Prevent Harm"),
    question="What did the people involved need that the workplace did not give them, and what will give it?",
    matchers=(
        phrase(
            r"(?:formal|written|verbal|oral|official|final|stern) (?:warning|caution|reprimand|admonition)",
            r"reprimand|dressing[- ]down|slap on the wrist",
            r"disciplinary (?:\w+ )?(?:action|measures?|hearing|proceedings?|procedure|process|meeting|steps?)",
            r"performance (?:review|improvement plan|plan|talk|conversation|rating|appraisal)|improvement plan for",
            r"(?:held|hold|holding|called|brought) (?:[\w'-]+ ){0,4}(?:accountable|to account|responsible)",
            r"(?:face|bear|suffer|expect|feel) (?:[\w'-]+ ){0,3}consequences?",
            r"there will be consequences|(?:has|have) consequences for|consequences under employment law",
            r"contract (?:will|shall|is) not (?:to )?be renewed",
            r"(?:goes|in|to|for|on) (?:[\w']+ ){1,4}personnel file|note (?:goes|in|to|for) (?:[\w']+ ){1,4}file",
            r"copy to HR|(?:reported|referred|refer) (?:[\w']+ ){0,3}to (?:HR|human resources)",
            about=HUMAN | {"", "unknown"},
            unless=_NOBODY,
        ),
        phrase(
            _RIGHTS + r" [^.;]{0,40}until (?:further notice|he|she|they)",
            _RIGHTS
            + r" (?:\w+ )?(?:\w+ )?(?:revoked|withdrawn|removed|suspended|taken away) (?:for (?:a|two|three|six)|because (?:he|she|they))",
            r"without (?:deploy|release|approval|admin|write) rights",
            r"no (?:\w+ )?(?:access|rights) (?:to [\w-]+ )?for (?:\w+ )?(?:days|weeks|months)",
            about=HUMAN | {"", "unknown"},
            unless=_NOBODY,
        ),
        phrase(
            r"(?:asked|told|made|ordered|has|have|must|will|needs?) (?:[\w'-]+ ){0,3}(?:to )?apologi[sz]e",
            r"explains? (?:himself|herself|themselves)|{account} in person",
            about=_OTHERS,
            unless=_NOBODY,
        ),
        clause(
            verbs=("lose", "forfeit"),
            agent=_OTHERS,
            modality=("", "will", "must"),
            obj=r"rights?|access|privileges?|bonus|licen[cs]e|admin",
        ),
        phrase(r"warned", about={"person", "role", "group"}, sections=("actions",), unless=_TOLD, note="warned"),
        done_to(listed="verbs_remove", within=r"(?:of|off|from) (?:[\w'-]+ ){0,3}{@duties}", unless=_NOBODY),
        done_to(listed="verbs_punish", apart=("timeline", "chat"), unless=_NOBODY + r"|traffic|node|paged"),
    ),
    flags=(
        "Samir received a formal warning.",
        "## Actions\n\n- [ ] Written warning for the shift leader.",
        "Those responsible will be held accountable.",
        "## Actions\n\n- Take Ravi off the on-call rota.",
        "The technician was suspended until the hearing.",
        "## Consequences\n\n- The dispatcher has been reprimanded by the depot.",
        "Hana was removed from the rotation after the outage.",
        "Action: Warned the developer who ran the script.",
        "The contractor was dismissed the same week.",
        "## Actions\n\n- The planner loses her release rights until June.",
        "This will be raised in his next performance review.",
    ),
    passes=(
        "## Actions\n\n- Operators are warned when the queue is nearly full.",
        "## Actions\n\n- Warned the night shift about the second valve.",
        "The linter printed a warning, and the build went on.",
        "The job was suspended at 04:10 and resumed at 05:00.",
        "The alert fired at 02:14 and paged the on-call.",
        "No one was disciplined, and no one will be.",
        "We removed the faulty node from the rotation.",
        "The TLS session was terminated by the proxy.",
        "All tokens of the service accounts were revoked as containment.",
        "Omar is the accountable owner of the ledger.",
        '"Somebody should lose their job over this," a customer wrote.',
        "## Actions\n\n- Samir will add a range check to the pump settings.",
    ),
)
