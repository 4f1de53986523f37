"""Contempt, disbelief or sarcasm about people or their work."""

from linter.finding import Severity
from linter.matchers.mention import mentioning
from linter.matchers.phrase import phrase
from linter.matchers.trait import fault_of_character, manner, trait
from linter.rules import Rule

RULE = Rule(
    code="JL403",
    name="contempt",
    category="judgement",
    severity=Severity.WARNING,
    message="Reads as contempt for people or for their work.",
    why=(
        "Who has been laughed at once reports less the next time, and the next near miss stays unknown. "
        "The scorn also carries no fact that a reader could check."
    ),
    see=("Google, The Site Reliability Workbook, chapter Postmortem Culture", "PagerDuty, The Blameless Postmortem"),
    question="What can a reader verify here: what happened, how often, and how was it noticed?",
    matchers=(
        trait(
            "contempt_adjectives",
            unless=r"unbelievably (?:quick|fast|helpful)|how (?:quickly|fast|well|smoothly|calmly)|embarrassing for (?:us|me)",
        ),
        manner("contempt_adverbs", agentless=True),
        fault_of_character("contempt_nouns", unless=r"fool-?proof|fool's|stupidity of the (?:tool|default|script)"),
        mentioning(
            r"(?:so-called|self-appointed|self-styled) (?:\w+ )?(?:(?:{@roles})s?|{@groups})",
            r"our (?:resident|famous|friends|own little|in-house) (?:\w+ )?(?:genius|wizard|expert|experts|hero|heroes|at)",
            r"(?:some|a) (?:\w+ )?genius|geniuses",
            r"of all people|zero brains|between (?:the|their|his|her) ears|adult supervision",
            r"(?:can't|cannot|could not|couldn't|able to|who can) (?:even )?(?:read|count|spell|add)(?: to (?:two|ten|three))?(?=[.,;!]|$)",
            r"(?:can't|cannot|couldn't) tell (?:a|an|one|left|up|his|her) (?:\w+ )?from",
            r"not (?:very|exactly|particularly|too) (?:smart|bright|clever)|so much for",
            r"if (?:he|she|they) could read|get a grip|grow up|once in (?:a while|(?:his|her|their|your) (?:life|lives))",
            r"(?:do|does|did)(?: not|n't) (?:really |even |seem to )*care(?! about (?:the )?(?:order|case|type))",
            r"(?:is|was|are|were) an? (?:\w+ )?(?:joke|farce|disgrace|shambles|circus|clown show)",
            r"what (?:a|an) (?:\w+ )?(?:mess|bunch|shower|circus|joke) (?:of|by|from|our|the|they)",
        ),
        phrase(
            r"(?:can't|cannot|could not|couldn't|can hardly|hard to) believe (?:how|that|anyone|someone|nobody|they|he|she|you|we|our)",
            r"(?:can't|cannot|could not|couldn't|can hardly|hard to) believe (?:this (?:passed|survived|was)|the (?:{@groups}|{@roles}))",
            r"beggars belief|(?:is|it's) beyond (?:me|belief|us) (?:how|why|that)|beyond comprehension",
            r"(?:hard|difficult|impossible) to (?:understand|imagine|fathom|grasp) (?:how|why) (?:an?|any\w*|some\w*|nobody|no|people)",
            r"(?:there is|there's|there was|is|was) (?:really |simply |just |absolutely )?no excuse",
            r"facepalm|wtf|what the hell",
            r"(?:waste|insult) of (?:oxygen|a salary)|(?:had|with) (?:both |all four |their |his |her )?eyes (?:closed|shut)",
        ),
    ),
    flags=(
        "It is ridiculous that nobody on the ward wrote this down.",
        "Some genius plugged the freezer into the light switch.",
        "I can't believe how anyone let this onto the apron.",
        "The so-called experts of the bank missed a minus sign.",
        "What the claims desk did was stupid.",
        "The idiots in logistics swapped the labels.",
        "There is no excuse for the way the patch was rolled out.",
        "The merchandising team can't read.",
        "It is inexcusable of the studio to ship on a holiday.",
        "Whoever wrote the price file is an idiot.",
        "The brainless response of the duty manager cost us an hour.",
        "It beggars belief that an airline of this size runs on one modem.",
        "The auditors' claims are worthless.",
    ),
    passes=(
        "What a stupid default for a tool that deletes things.",
        "A ridiculous timeout of nine days is built into the client.",
        "The dumb terminal at the gate shows only eight lines.",
        "The agent could not read the file, so the import stopped.",
        "Huge thanks to the genius of the whole response crew.",
        'A passenger wrote "you idiots lost my bag".',
        "The fool-proof connector fits only one way.",
        "The scanner cannot read the barcode under red light.",
        "The health check is useless while the pool is full.",
        "Nobody here was stupid; the two keys look the same.",
        "The absurd length of the form hides the dose field.",
        "We believe that the cache was stale.",
    ),
)
