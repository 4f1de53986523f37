"""Blame with the name left out on purpose: "a certain engineer", "not to point fingers, but"."""

from linter.finding import Severity
from linter.matchers.clause import clause
from linter.matchers.condition import unexcused
from linter.matchers.phrase import phrase
from linter.rules import Rule

_SOMEONE = frozenset({"someone"})
_PEOPLE = (
    r"(?:someone|somebody|person|people|persons|individuals?|gentlem[ae]n|lady|ladies|pair|parties|{@roles}|team|"
    r"crew|desk|department|colleagues)"
)
_NEUTRAL = (
    r"does not say who|do(?:es)? not matter|log does not|no names (?:are |be |will be |were )?(?:recorded|needed|"
    r"kept|given)|keeps? no names"
)

RULE = Rule(
    code="PC108",
    name="masked-blame",
    category="person-cause",
    severity=Severity.WARNING,
    message="Reads as pointing at somebody with the name left out.",
    why=(
        "Everyone who was there knows who is meant, so the hint hurts as much as the name and can't be answered. "
        "A role, a time and the conditions say more, and can be said openly."
    ),
    see=("DevOps Stack Exchange, on naming people in postmortems", "Rein Henrichs, Beyond Blameless"),
    question="What happened at that step, told so that the person could have written it?",
    matchers=(
        phrase(
            rf"(?:a )?certain (?:[\w'’-]+ ){{0,2}}?{_PEOPLE}",
            rf"(?:an unnamed|a nameless|an anonymous|some nameless) (?:\w+ )?{_PEOPLE}|said (?:person|individual|gentleman|"
            rf"colleague|engineer)",
            unless=_NEUTRAL,
            meta=True,
            note="a certain somebody",
        ),
        phrase(
            r"not (?:to |here to |wanting to |wishing to )?(?:point(?:ing)? (?:any )?(?:fingers?|at anyone)|name names|"
            r"naming names|blame anyone|single anyone out)[^.]{0,12}\bbut",
            r"(?:without|not) (?:wanting to name|naming|pointing) (?:any )?(?:names|anyone|fingers)[^.]{0,4}[,:]",
            r"no names,? (?:but|and)|no names\)|, no names,|naming no names|no finger-?pointing,? but",
            r"(?:shall|will|must|should|may|prefers? to|who) (?:remain|go|stay|be left) (?:nameless|unnamed|anonymous|unmentioned)",
            r"whose (?:name|identity) (?:i|we|this|shall|is an open|will|rhymes)|(?:we|you) all know who|"
            r"you know who (?:you are|i mean)|(?:he|she|they) knows? who (?:he|she|they) (?:is|are)|knows? (?:very|"
            r"perfectly|full) well (?:that|who|what) (?:i|we|this|the date)",
            r"(?:i(?:'ll| will| shall)? not|i won't|i'm not|not going to|let's not|we will not|"
            r"we shall not) (?:going to )?(?:name|say who|mention (?:any )?names?|say whose)|leave unnamed",
            r"(?:this is |meant to be |supposed to be |fully |all )?blameless,? (?:but|however|though)|"
            r"with all (?:due )?respect (?:to|for)(?! your)",
            meta=True,
            unless=_NEUTRAL,
            note="pointing without a name",
        ),
        phrase(
            r"(?:someone|somebody) (?:on|in|from|at|over at|over in) (?:[\w'’-]+ ){0,5}?(?:thought|decided|knew|forgot|"
            r"failed|left|broke|pushed|let|put|handed|got|fancied|found it|was in a|missed|did not|didn't|never|deleted|"
            r"ignored|ruined|merged|kept quiet|was asleep)",
            r"(?:someone|somebody) (?:evidently|clearly|obviously|apparently|must have|who (?:should|ought|knows|"
            r"supervises)|had (?:the bright idea|better things|decided)|thought (?:it|that)|couldn't|could not|would not|"
            r"wouldn't)",
            r"whoever (?:wrote|approved|set|pushed|merged|did|made|built|configured|thought|left|deleted|designed|"
            r"signed) [^.]{0,60}?(?:must|has|had|is|was|did|clearly|evidently|knows?|never|should|shy|blame|for)",
            r"some (?:people|colleagues|of our colleagues|folks|of us|engineers|developers) (?:have|seem|think|still|"
            r"apparently|evidently|here|just|cannot|can't|never)",
            unless=_NEUTRAL,
            note="somebody in particular",
        ),
        clause(
            listed="verbs_harm",
            agent=_SOMEONE,
            unless=r"if|when|no \w+ (?:was|were)|anyone|{lose}",
            apart=("actions", "timeline"),
            note="somebody broke it",
        ),
        unexcused(
            clause(
                listed="verbs_omission",
                agent=_SOMEONE,
                unless=r"if|when|near[- ]miss(?:es)?",
                apart=("actions",),
                note="somebody left it undone",
            )
        ),
        phrase(r"by (?:someone|somebody) (?:in a hurry|who (?:did|could|had|thought|never))", note="by somebody who"),
    ),
    flags=(
        "A certain engineer merged the branch on his way to lunch.",
        "Not to point fingers, but the freight desk had the list for a week.",
        "Someone on the data team forgot to rotate the key.",
        "A colleague who shall remain nameless switched off the freezer alarm.",
        "No names, but the evening shift started the press without a test sheet.",
        "This is blameless, however Emre enabled the flag alone.",
        "Whoever approved this fare table has never sold a ticket.",
        "Certain colleagues seem to think that maintenance windows are optional.",
        "Somebody in planning knew about the crane and said nothing.",
        "An unnamed member of the mobile team decided that nobody reads the page.",
        "We all know who left the vault door open.",
        "With all due respect to the claims desk, the form was on their table.",
    ),
    passes=(
        "A certain number of retries is expected.",
        "Someone on the ward saw the leak first and rang.",
        "Somebody asked in the channel whether the feed was late.",
        "Above a certain threshold the pump switches to manual.",
        "A certain job had not finished before it left the queue.",
        "No names are recorded in this review.",
        "Someone from the night shift restarted it at 03:10, the log does not say who.",
        "It was nobody's fault.",
        "The button relied on someone standing next to the press.",
        '> "Someone at the depot was asleep", wrote a customer.',
        "Reviews here are blameless and stay with the team.",
        "Owner: someone from the platform team, to be named by Friday.",
    ),
)
