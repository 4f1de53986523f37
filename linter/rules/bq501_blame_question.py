"""A question whose answer is a name or a justification."""

from linter.finding import Severity
from linter.matchers.phrase import phrase
from linter.matchers.question import asking, did_nobody, how_could, who_did, why_did
from linter.rules import Rule

RULE = Rule(
    code="BQ501",
    name="blame-question",
    category="blame-question",
    severity=Severity.INFO,
    message="Reads as a question that wants a name or a justification.",
    why=(
        "Asked who or why, people defend themselves, and the answer ends the search. "
        "Asked what they saw and how it looked, they tell about the conditions that others will meet again."
    ),
    see=("John Allspaw, The Infinite Hows", "PagerDuty, The Blameless Postmortem", "Etsy, Debriefing Facilitation Guide"),
    question="What did the people involved see at that moment, and how did it look to them?",
    matchers=(
        asking(
            r"whose (?:\w+ )?(?:fault|blame|mistake|decision|job|responsibility|idea|signature|duty|mess|error|doing)",
            r"who(?:'s| is| was| were)? (?:exactly |actually |really )?(?:to blame|at fault)",
            r"who(?:'s| is| was| were)? responsible for (?:this|the (?:outage|incident|mess|failure|error|loss|damage))",
            r"who(?: was| is|'s) (?:supposed|meant|asleep|sleeping|watching|listening|paying attention)",
            note="whose fault",
        ),
        who_did(
            neutral="verbs_neutral_who",
            office="verbs_of_office",
            unless=r"from now on|in (?:the )?future|next time|next (?:week|month|quarter)|going forward",
        ),
        why_did(expected="verbs_expected", given="verbs_given"),
        how_could(known="verbs_neutral_who", slips="verbs_slip"),
        did_nobody(neutral="verbs_neutral_who"),
        asking(
            r"what (?:on earth )?(?:was|were|is|are) (?:[\w-]+ ){1,4}(?:thinking|waiting for|doing|there for|playing at)",
            r"what (?:exactly )?(?:did|do|does) (?:[\w-]+ ){1,4}(?:think|do all (?:day|night)|believe|imagine|hope)",
            r"where (?:was|were) (?:the |our |your )?(?:[\w-]+ )?(?:{@roles}|{@groups})(?!['’]s)",
            r"what kind of (?:\w+ )?(?:{@roles}|{@groups})",
            r"which part of .{3,60} (?:did|do|does|is|was)",
            r"since when (?:do|does|did|is|are|was|were)",
            r"(?:is|was|were) (?:everyone|everybody|the (?:[\w-]+ ){1,3})asleep",
            human=True,
            unless=r"dashboard|screen|alert",
        ),
        asking(
            r"would(?:n't)? it (?:really )?(?:have )?(?:kill|killed|hurt|been so hard|been too much)",
            r"is it (?:really )?(?:too much to ask|such a hard)",
            r"(?<!why )(?:is|was) there (?:really )?(?:no one|nobody|not a single|a single)",
            r"how (?:hard|difficult) (?:can|could|is|was) it",
            r"what (?:is|was|'s) so (?:hard|difficult) about",
            r"did(?:n't)? (?:it|that) (?:not |never |really )*(?:strike|occur to|cross)",
            r"who on earth|how on earth|what (?:on earth )?possessed|what (?:was|were) (?:i|we) thinking",
            r"how (?:many times|often) (?:do|must|will|should) (?:i|we)",
            r"with (?:\w+ )?(?:(?:closed|shut) eyes|eyes (?:tight )?(?:closed|shut))",
        ),
        phrase(
            r"(?:want|wants|would (?:really )?like|'d (?:really )?like|demand) to know (?:by \w+ )?(?:who|why nobody|whose)",
            r"wondering who|(?:raises|leaves) the question (?:of )?(?:who|why (?:nobody|no one))",
            note="indirect question",
            unless=r"affected|notified|contact|own|reported",
        ),
    ),
    flags=(
        "Who signed off on this valve setting?",
        "Whose fault was the double charge?",
        "Why didn't you look at the fuel gauge before pushback?",
        "Why did nobody on the ward call the pharmacist?",
        "How could anyone believe that the oven was off?",
        "What was the release manager thinking?",
        "Did anyone even open the migration plan?",
        "Who is to blame for the lost save games?",
        "Where was the duty manager when the queue filled?",
        "How hard can it be to count two pallets?",
        "## Open questions\n\n- Who dropped the index?",
        "Why did Marek restart the wrong turbine?",
        "Was the review done with closed eyes?",
        "Did the depot count the crates with both eyes shut?",
    ),
    passes=(
        "Who was affected by the delayed payouts?",
        "Who should own the certificate from now on?",
        "Why didn't our safeguards catch this?",
        "Why didn't we know about the full disk?",
        "Why did the connection pool run out?",
        "Who can grant access to the vault?",
        "Who responded, and when?",
        "What made the step look safe at that point?",
        "How did the on-call learn of the failed pump?",
        "How could the job run twice?",
        "Was the alarm off while its lid was closed?",
        "The facilitator asks how it happened, not who did it.",
        'The first draft asked "Who approved this?" and was rewritten.',
        "Why did the operator reconcile the stale object?",
    ),
)
