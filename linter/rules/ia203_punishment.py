"""A sanction, or talk of one: warnings, removal, accountability as a threat."""

from linter.finding import Severity
from linter.matchers.action import done_to
from linter.matchers.clause import clause
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

_NOT_ONE = r"no (?:one|body|individual|person|employee)|nobody|none|not (?:be )?(?:disciplin|punish|sanction)\w+|attacker|intruder|malicious|regulator"

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
            r"(?:formal|written|verbal|oral|official|final|stern) (?:warning|caution|reprimand|admonition)|{receive} a warning",
            r"reprimand|dressing[- ]down|slap on the wrist",
            r"disciplinary (?:\w+ )?(?:action|measures?|hearing|proceedings?|procedure|process|meeting|steps?)",
            r"performance (?:review|improvement plan|plan|talk|conversation|rating|appraisal)|improvement plan for",
            r"(?:held|hold|holding|called|brought) (?:[\w'-]+ ){0,4}(?:accountable|to account|responsible)",
            r"(?:face|bear|suffer|expect|feel) (?:[\w'-]+ ){0,3}consequences?|there will be consequences|consequences under employment law",
            r"(?:rights?|access|licen[cs]e|permissions?|privileges?) [^.;]{0,40}until (?:further notice|he|she|they)",
            r"contract (?:will|shall|is) not (?:to )?be renewed|(?:has|have) consequences for",
            r"(?:rights?|access|permissions?|privileges?|licen[cs]e|badge|keys?) (?:\w+ )?(?:is|are|was|were|will be|be|been|to be) (?:revoked|withdrawn|removed|suspended|taken away) (?:until|for (?:three|two|one|six|a|the)|because (?:he|she|they))",
            r"without (?:deploy|release|approval|admin|write) rights",
            r"note (?:goes|in|to|for) (?:[\w']+ ){1,4}(?:personnel )?file|personnel file|copy to HR|(?:report|refer)(?:red|ed)? (?:[\w']+ ){0,3}to HR",
            about=HUMAN | {"", "unknown"},
            unless=_NOT_ONE,
        ),
        phrase(
            r"(?:asked|told|made|ordered|has|have|must|will|needs?) (?:[\w'-]+ ){0,3}(?:to )?apologi[sz]e|explain (?:himself|herself|themselves)|explains (?:himself|herself)|{account} in person",
            about=HUMAN - {"we", "i"},
            unless=_NOT_ONE,
        ),
        clause(verbs=("lose", "forfeit"), agent=HUMAN - {"we", "i"}, modality=("", "will", "must"), obj=r"rights?|access|privileges?|bonus|licen[cs]e|admin"),
        done_to(
            listed="verbs_remove",
            within=r"(?:of|off|from) (?:[\w'-]+ ){0,3}(?:on-call|on call|rota|rotation|duty|duties|roster|shifts?|role|post|position|project|approvals?|work|list|payroll|clients?|operations)",
            unless=_NOT_ONE,
        ),
        done_to(listed="verbs_punish", apart=("timeline", "chat"), unless=_NOT_ONE + r"|traffic|node|paged|relieved (?:that|to|when)"),
    ),
    flags=(
        "Samir received a formal warning.",
        "## Actions\n\n- [ ] Written warning for the shift leader.",
        "Those responsible will be held accountable.",
        "## Actions\n\n- Take Ravi off the on-call rota.",
        "The technician was suspended until the hearing.",
        "## Consequences\n\n- The dispatcher has been reprimanded by the depot.",
        "Hana was removed from the rotation after the outage.",
        "The contractor was dismissed the same week.",
        "## Actions\n\n- The planner loses her release rights until June.",
        "This will be raised in his next performance review.",
    ),
    passes=(
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
