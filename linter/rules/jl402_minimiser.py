"""Words that make the other choice look trivial, or the person small: only had to, any competent engineer, the intern."""

from linter.finding import Severity
from linter.lexicons import lexicon
from linter.matchers.clause import clause
from linter.matchers.mention import mentioning
from linter.matchers.phrase import phrase
from linter.pipeline.actor import HUMAN
from linter.rules import Rule

_SOMEBODY = ("role", "group", "unknown", "person")
_NOVICE = r"(?:the|an?|our|some|by) (?:\w+ )?(?:{@novices})"
_NOVICE_WORDS = tuple(word for entry in lexicon("novices") for word in entry.split())
_EXPLAINED = r"(?:{#verbs_harm}) (?:the |an |a )(?:{@novices})|because (?:the|it|no|nothing)|thanks? to|noticed|found|asked"
_OTHERS = HUMAN - {"implied"}

RULE = Rule(
    code="JL402",
    name="minimiser",
    category="judgement",
    severity=Severity.INFO,
    message="Reads as if it had been easy, or as if rank explained it.",
    why=(
        "What looks easy afterwards was one of many possible things at the time. "
        "The word hides what made it hard, and that is what would help the next person."
    ),
    see=("Etsy, Debriefing Facilitation Guide", "Sidney Dekker, The Field Guide to Understanding 'Human Error'"),
    question="What made this hard to see or to do at that moment?",
    matchers=(
        phrase(
            r"(?:any|every) (?:{@able}) (?:\w+ )?(?:{@roles}|{@groups}|person|professional)",
            r"a (?:more )?(?:{@able}) (?:\w+ )?(?:{@roles}|{@groups}) (?:would|could|should|might|stops|looks|checks|asks)",
            r"any (?:{@novices}|{@roles}|student) (?:would|could|can|knows|sees|worth|who knows)",
            r"even (?:a|an|the) (?:{@novices}|child|student) (?:would|could|can|knows)",
            r"with (?:average|normal|ordinary|a little) (?:attention|intelligence|experience)",
            r"worth (?:his|her|their|its) (?:salt|salary|money)",
            unless="exactly what",
            note="anybody else would have",
        ),
        phrase(
            r"(?:anyone|anybody|everyone) with (?:eyes|two eyes|a brain|half a brain|common sense|a watch|a pulse)",
            r"(?:anyone|anybody|everyone) who (?:has|had) ever|any (?:fool|child|idiot)",
            r"a (?:child|schoolchild|toddler|blind man|monkey|first-year student) (?:could|would|can|wouldn't)",
            r"(?:all|the only thing) (?:they|he|she|you|we|one|the [\w-]+|[A-Z]\w+) (?:had|needed) to (?:do|remember|read|check)",
            r"(?:only|merely|simply|just) (?:had|needed) to (?:{#verbs_easy})",
            r"(?:it|that) would (?:only )?have (?:taken|cost) (?:\w+ ){0,3}(?:one|a single|five|two|ten|a minute|seconds?|minutes?|three)",
            r"(?:rookie|beginner's|beginners'|novice|schoolboy|newbie|amateur|elementary|textbook) (?:error|mistake|slip)s?",
            r"(?:is|was|were) (?:very )?(?:basic|elementary) (?:hygiene|knowledge|common sense|competence|diligence)",
            r"basic (?:hygiene|diligence|competence|common sense) (?:was|were|is)",
            r"(?:how|what) (?:hard|is so hard)",
            r"(?:not|hardly|isn't|is no|'s not) (?:exactly )?(?:rocket science|brain surgery)",
            r"had one job|(?:that|which) (?:was|is) all it (?:took|needed)|was all it needed",
            r"(?:is|are) new .{0,40}and it shows|says it all|(?:is|was|that's|it's) (?:just )?common sense",
            r"(?:as|which) (?:everybody|everyone|anyone) knows|obviously (?:nobody|no one|without|did not|didn't|never)",
        ),
        phrase(
            r"(?:simply|just|merely) (?:did not|didn't|never|did nothing|assumed|copied|walked|clicked|pasted|approved|guessed|pressed)",
            r"(?:simply|just|merely) (?:forgot|failed|ignored|skipped|overlooked|missed)",
            r"(?:did not|didn't) (?:even )?(?:simply|just|even bother)",
            r"could (?:(?:simply|just) have|have (?:simply|just))",
            about=_OTHERS - {"i"},
            unless=r"(?:did not|didn't|never) (?:have|had|know|knew|exist)|because (?:the|it|no|nothing)",
        ),
        phrase(
            r"inexperience|inexperienced|(?:first|second|third) (?:day|week) (?:on|in|at) (?:the|his|her|their)",
            sections=("causes", "summary", "lessons"),
            about=None,
        ),
        phrase(
            r"inexperienced (?:\w+ )?(?:{@roles}|{@groups}|{@novices})|inexperience (?:of|on the part of)",
            r"(?:lack of|little|no) experience (?:of|on the part of) (?:the |our |an? )?(?:\w+ )?(?:{@roles}|{@groups})",
        ),
        mentioning(
            r"(?:despite|with|in spite of|after) (?:his|her|their|all|\w+) (?:\w+ )?years(?:'| of)? experience",
            r"of all people|(?:his|her|their) seniority|is (?:by )?no (?:means a )?beginner|(?:should|ought to) (?:really )?know better",
        ),
        clause(listed="verbs_harm", within=_NOVICE, agent=_SOMEBODY, unless=_EXPLAINED),
        clause(obj=r"wrong|by mistake", within=_NOVICE, agent=_SOMEBODY, unless=_EXPLAINED, words=("wrong", "mistake")),
        clause(sections=("causes",), within=_NOVICE, agent=_SOMEBODY, unless=_EXPLAINED, words=_NOVICE_WORDS),
        phrase(r"(?:culprit|cause|reason) (?:was|is|were) (?:an?|the|our|some) (?:\w+ )?(?:{@novices})"),
    ),
    flags=(
        "They only had to read the banner on the oven.",
        "Any competent pilot would have gone around.",
        "The intern broke the staging cluster.",
        "All she had to do was count the vials.",
        "Anyone with eyes could see the pressure rise.",
        "This was a rookie mistake by the settlement desk.",
        "The reviewers simply did not open the attachment.",
        "A more experienced dispatcher would have waited.",
        "It would have taken the bank one phone call.",
        "Root cause: inexperience of the night team.",
        "The store manager could just have asked the supplier.",
        "A child could have counted the crates.",
    ),
    passes=(
        "The graph of services is simply connected.",
        "Parts arrive just-in-time, so the line has no buffer.",
        "The job just copies files and needs no write access.",
        "The trainee noticed the smell and pressed the stop button.",
        "The intern had no mentor in July, because two posts were vacant.",
        "The basic plan has a limit of ten seats.",
        "An experienced engineer joins the rota in May.",
        "The endpoint merely returns a status code.",
        "Onboarding for new hires covers the restore drill.",
        "The junior partition is rebalanced first.",
        "Anyone who has the link can open the report.",
        "We simply do not have a spare compressor.",
    ),
)
