"""Document -> findings: split, gate, parse, match, judge, rewrite, suppress, merge, sort. Pure: opens no file, knows no web."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from linter import review
from linter.document import Document, Kind, Suppression
from linter.finding import Evidence, Finding, Severity, Suggestion, fingerprint
from linter.gate import Gate, cued, readable, says_something
from linter.lexicons import lexicon
from linter.pipeline import Analysis
from linter.pipeline.actor import Roster
from linter.pipeline.sentence import Sentence, sentences
from linter.report import Report
from linter.rules import Match, Rule, all_rules, select_rules
from linter.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from linter.model import Reading
    from linter.rewrite.remote import Rewriter

# One step up where a review explains and decides, one step down where it records and people speak for themselves.
_STEP = {"causes": 1, "lessons": 1, "actions": 1, "summary": 1, "timeline": -1, "chat": -1, "quotes": -1}
# Places that record who did or does what: nothing in them is a finding.
_RECORDS = frozenset({"people", "owner"})
_TEXTS = 4096
# How guides and policies for reviews speak, and in how many sentences at least, and in which share of all.
_TEACHING = re.compile(
    r"\bblameless|\b(?:blame|just|learning) culture|\bblam(?:e|ing)[- ](?:free|aware)|psychological(?:ly)? safe|"
    r"\bpost-?mortems? (?:is|are|should|template)"
)
_TAUGHT = ("blam", "culture", "psychological", "mortem")
"""Of which each of these has one: most sentences have none, and to look for the phrases takes seven times as long."""
_GUIDE = (4, 0.04)
_IN_FRONT = frozenset({"det", "compound", "amod", "nummod", "nmod:poss"})
# A name in front of a verb that only people do is a name everywhere in the document.
_PERSON_ACTS = re.compile(
    r"\b([A-Z][a-zà-ÿ]{2,})(?: [A-Z][\w'’-]+)? (?:asked|noticed|joined|said|told|explained|remembered|confirmed|suggested"
    r"|reali[sz]ed|wondered|apologi[sz]ed|paged|replied)\b"
)

# "Hugo, our autoscaler, …", "Grace (the migration tool)", "Edda is the job that …", "a crawler called Nell", "The rating service, Hob, …":
# what a document says is a machine is one everywhere in it.
_NAME = r"((?!(?:There|Here|It|This|That|These|Those|What|Which|Who|One|Each|Another|All|Everything|Nothing)\b)[A-Z][\w'-]+)"
_BEHIND = r"(?:that|which|of|for|in|on|at|and|we|under|behind|from|with|to)"
_NOUN = rf"(?!{_BEHIND}\b|(?:or|they|it|is|was|has|had|who|whose)\b)[\w'’-]+"
_NOUNS = rf"((?:{_NOUN} ){{0,4}}{_NOUN})"
_ITS = r"(?:[Tt]he|[Oo]ur|[Aa]n?|[Ii]ts|[Tt]heir|[Mm]y)"
_EXPLAINED = re.compile(
    rf"\b{_NAME}(?:, {_ITS} {_NOUNS}(?=,| that | which | we )"
    rf"| \({_ITS} {_NOUNS}(?=\)|,| that | which )| \((?:[\w-]+ ){{0,2}}((?:chat)?bot|robot|daemon|script|tool|job)(?=\)|,)"
    rf"| (?:is|was) {_ITS} {_NOUNS}(?![\w’'-]| (?!{_BEHIND}\b)))"
)
_APPOSED = re.compile(rf"(?:^|[.;:] ){_ITS} {_NOUNS}, {_NAME},")
_CALLED = re.compile(rf"\b({_NOUN}) (?:is |was )?(?:called|named|nicknamed|dubbed) {_NAME}")
_EITHER = frozenset(("agent", "controller", "loader", "planner", "reader", "runner", "worker"))
"""Words for people and for software. Behind a word of the lexicon `run_by_machines` they are software."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's match in a sentence, and how sure the judge is of it (1.0 without the judge)."""

    rule: Rule
    match: Match
    analysis: Analysis
    confidence: float = 1.0
    witnesses: tuple[str, ...] = ()
    surroundings: float = 0.0
    """By how much the rest of the document moves the log odds of the sentence, rounded up to a quarter: a wording in its place has to be
    clean there, and a change elsewhere seldom calls for a new wording."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the rules and the classifier say of a sentence by itself: the hits, and the probability of each label."""

    analysis: Analysis
    hits: tuple[Hit, ...]
    chances: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Wordings:
    """The suggestions for a hit. They are the same wherever the surroundings move the log odds by `least` or more, but less than `most`."""

    suggestions: tuple[Suggestion, ...]
    least: float
    most: float

    @classmethod
    def of(cls, suggestions: tuple[Suggestion, ...], limits: Sequence[float], surroundings: float) -> Wordings:
        """From the limits (`Linter._limits`) that were asked for."""
        least = max((limit for limit in limits if limit <= surroundings), default=-math.inf)
        return cls(suggestions, least, min((limit for limit in limits if limit > surroundings), default=math.inf))


LIKELY = 0.1
"""The probability of a label from which on a wording is not offered, far below what is reported: what blame a wording keeps, the judge
often sees faintly. (Of 85 wordings above it 56 % were acceptable to two readers, of the others 73 %.)"""


class Linter:
    """Finds blame in documents under fixed settings. Thread-safe; loads the models on first use.

    `rewriter` proposes wordings besides the project's own (`linter.rewrite.remote`). Raises ValueError when the settings name a rule that
    does not exist.
    """

    def __init__(self, settings: Settings | None = None, *, rewriter: Rewriter | None = None) -> None:
        self.settings = settings or Settings()
        self._rewriter = rewriter
        self.rules = tuple(select_rules(self.settings.select, self.settings.ignore))
        self._own = {rule.category: rule for rule in self.rules if not (rule.matchers or rule.whole)}
        """The judge's own rule of each category: what it finds without a witness."""

    def lint(self, document: Document) -> Report:
        """The findings of one document, in the order of their places."""
        every = sentences(document, self.settings.sections)
        found = list(self._findings(document, self._hits_in(every)))
        found += review.findings(document, every, found, self.rules, self.settings)
        findings, unused = _suppress(
            sorted(found, key=lambda finding: (finding.sentence, finding.span, finding.code)), document.suppressions
        )
        return Report(document, tuple(findings), unused)

    def hits(self, document: Document) -> Iterator[Hit]:
        """What is found in a document, the strongest hit for each category and sentence, in the order of their places."""
        return self._hits_in(sentences(document, self.settings.sections))

    def _hits_in(self, sentences: Iterable[Sentence]) -> Iterator[Hit]:
        every = [s for s in sentences if s.section not in _RECORDS and s.place != "owner"]
        names = roster(every, self.settings)
        return _strongest(self._judged(every, names) if self.settings.judge else self._matched(self._passed(every), names))

    def _passed(self, every: Iterable[Sentence]) -> list[Sentence]:
        return [sentence for sentence in every if self._gate.passes(sentence)]

    def _analysed(self, passed: Sequence[Sentence], names: Roster) -> list[Analysis]:
        from linter.pipeline.run import analyse

        return analyse(passed, names) if passed else []

    def _matched(self, passed: Sequence[Sentence], names: Roster) -> Iterator[Hit]:
        """What the rules alone say."""
        for analysis in self._analysed(passed, names):
            yield from match(analysis, self.rules)

    def _judged(self, every: Sequence[Sentence], names: Roster) -> Iterator[Hit]:
        """The rules as witnesses, the classifier as the judge of what they found and of what they did not."""
        from linter import model

        opinions = self._opinions(every, names)
        chances = [opinion.chances for opinion in opinions]
        if teaches(every):
            return self._reported(opinions, model.CALMEST)
        return self._reported(opinions, model.surroundings(chances, length(every)) if opinions else 0.0)

    def _reported(self, opinions: Sequence[Opinion], surroundings: NDArray[np.float32] | float) -> Iterator[Hit]:
        """What is reported where the surroundings move the log odds of each sentence so far.

        What a rule bears witness to stands by itself.
        """
        from linter import model

        if not opinions:
            return
        judge = model.classifier()
        alone = [opinion.chances for opinion in opinions]
        rounded = model.rounded_up(surroundings, len(opinions))
        for opinion, chances, near in zip(opinions, model.moved(alone, surroundings), rounded, strict=True):
            for hit in opinion.hits:
                if hit.rule in self.rules and hit.rule.category not in model.LABELS:
                    yield hit
            for category, by_itself, there in zip(model.LABELS, opinion.chances, map(float, chances), strict=True):
                codes = tuple(hit.rule.code for hit in opinion.hits if hit.rule.category == category)
                probability = by_itself if codes else there
                if probability < judge.threshold(self.settings.profile, category, witnessed=bool(codes)):
                    continue
                found = [hit for hit in opinion.hits if hit.rule.category == category and hit.rule in self.rules]
                if found:
                    yield from (replace(hit, confidence=probability, witnesses=codes, surroundings=near) for hit in found)
                elif not codes and category in self._own and _says_something(opinion.analysis):
                    yield Hit(self._own[category], whole(opinion.analysis), opinion.analysis, probability, surroundings=near)

    def _opinions(self, every: Sequence[Sentence], names: Roster, *, together: bool = True) -> list[Opinion]:
        """What is thought of those sentences of a document that could carry a finding; if not `together`, of sentences of none."""
        from linter.model import classifier

        read = list(filter(readable, every))
        readings = self._readings(read, names)
        survivors = classifier().survivors(readings, list(map(cued, read)), among=len(every) if together else None)
        return self._thought([read[i] for i in survivors], [readings[i] for i in survivors], names)

    def _readings(self, every: Sequence[Sentence], names: Roster) -> list[Reading]:
        from linter.model import classifier

        return classifier().encoder.readings(every, [names.services] * len(every))

    def _thought(self, survivors: Sequence[Sentence], readings: Sequence[Reading], names: Roster) -> list[Opinion]:
        """What rules and classifier think of sentences, each by itself."""
        from linter.model import classifier, logits

        analyses = self._analysed(survivors, names)
        hits = [tuple(match(analysis, all_rules())) for analysis in analyses]
        chances = classifier().probabilities(logits(readings), analyses, [[hit.rule.code for hit in row] for row in hits])
        return [Opinion(*each) for each in zip(analyses, hits, (tuple(map(float, row)) for row in chances), strict=True)]

    def _findings(self, document: Document, hits: Iterable[Hit]) -> Iterator[Finding]:
        counts: Counter[tuple[str, str]] = Counter()
        told = [hit for hit in hits if self._is_told(hit)]
        for hit, suggestions in zip(told, self.suggested(document, told), strict=True):
            sentence = hit.analysis.sentence
            span = sentence.source_span(hit.match.start, hit.match.end)
            counts[hit.rule.code, sentence.text] += 1
            yield Finding(
                code=hit.rule.code,
                name=hit.rule.name,
                category=hit.rule.category,
                severity=self._severity(hit),
                confidence=round(float(hit.confidence), 4),
                section=sentence.section,
                span=span,
                sentence=sentence.span,
                excerpt=document.source[span.start : span.end],
                message=_filled(hit.rule.message, hit),
                question=hit.rule.question,
                fingerprint=fingerprint(hit.rule.code, sentence.text, counts[hit.rule.code, sentence.text]),
                suggestions=suggestions,
                evidence=Evidence(hit.match.agent, hit.match.actor, hit.match.predicate, hit.match.note, hit.witnesses or (hit.rule.code,)),
            )

    def _is_told(self, hit: Hit) -> bool:
        text = hit.analysis.text.lower()
        return hit.confidence >= self.settings.min_confidence and not any(words.lower() in text for words in self.settings.allowed)

    def suggested(
        self, document: Document, hits: Sequence[Hit], withheld: Callable[[str, str], None] | None = None
    ) -> list[tuple[Suggestion, ...]]:
        """For each hit what could replace its sentence; `withheld` is told of wordings that failed a check, as (wording, reason)."""
        return [found.suggestions for found in self._worded(document, hits, withheld)]

    def _worded(self, document: Document, hits: Sequence[Hit], withheld: Callable[[str, str], None] | None) -> list[Wordings]:
        if not hits:
            return []
        from linter.rewrite import suggest

        work = [suggest(document, hit.analysis, hit.match, hit.rule, rewriter=self._rewriter, withheld=withheld) for hit in hits]
        done: dict[int, tuple[Suggestion, ...]] = {}
        answers: dict[int, list[bool] | None] = dict.fromkeys(range(len(hits)))
        limits: list[list[float]] = [[] for _ in hits]
        while answers:
            asked: dict[int, Sequence[Sequence[Sentence]]] = {}
            for i, answer in answers.items():
                try:
                    asked[i] = next(work[i]) if answer is None else work[i].send(answer)
                except StopIteration as stop:
                    done[i] = stop.value
            borne = iter(self._borne([(parts, hits[i]) for i, wordings in asked.items() for parts in wordings]))
            answers = {}
            for i, wordings in asked.items():
                new = list(islice(borne, len(wordings)))
                limits[i] += new
                answers[i] = [hits[i].surroundings < limit for limit in new]
        return [Wordings.of(done[i], limits[i], hit.surroundings) for i, hit in enumerate(hits)]

    def _borne(self, wordings: Sequence[tuple[Sequence[Sentence], Hit]]) -> list[float]:
        """For each wording, whose sentences carry their places, in the document of the hit that comes with it: how far the surroundings may
        move the log odds before there is a finding, of any rule, selected or not, or of the judge. -inf where there is one anyway."""
        together: defaultdict[Roster, list[int]] = defaultdict(list)
        for i, (_, hit) in enumerate(wordings):
            together[hit.analysis.doc._.roster].append(i)
        out = [math.inf] * len(wordings)
        for names, members in together.items():
            for i, limit in zip(members, self._strict._limits([wordings[i][0] for i in members], names), strict=True):
                out[i] = limit
        return out

    def _limits(self, wordings: Sequence[Sequence[Sentence]], names: Roster) -> Iterator[float]:
        """`_borne`, by the rules of this linter, for wordings that share the names which their documents settle."""
        every = [part for parts in wordings for part in parts]
        thought = self._opinions(every, names, together=False) if self.settings.judge else ()
        opinions = {id(opinion.analysis.sentence): opinion for opinion in thought}
        flagged = {part for part, opinion in opinions.items() if opinion.hits or max(opinion.chances) >= LIKELY}
        rest = [part for parts in wordings if flagged.isdisjoint(map(id, parts)) for part in parts if id(part) not in opinions]
        flagged.update(id(hit.analysis.sentence) for hit in self._matched(self._passed(rest), names))
        for parts in wordings:
            own = (opinions[id(part)] for part in parts if id(part) in opinions)
            yield -math.inf if not flagged.isdisjoint(map(id, parts)) else min(map(self._limit, own), default=math.inf)

    def _limit(self, opinion: Opinion) -> float:
        """How far the surroundings may move the log odds of a sentence before the judge reports it without a witness."""
        from linter import model

        if not _says_something(opinion.analysis):
            return math.inf
        judge = model.classifier()
        needed = {label: judge.threshold(self.settings.profile, label, witnessed=False) for label in self._own}
        return min(model.headroom(opinion.chances[model.LABELS.index(label)], least) for label, least in needed.items())

    @cached_property
    def _gate(self) -> Gate:
        return Gate(self.rules)

    @cached_property
    def _strict(self) -> Linter:
        """The linter with every rule."""
        own = self.settings
        return Linter(replace(own, select=frozenset(), ignore=frozenset())) if own.select or own.ignore else self

    def _severity(self, hit: Hit) -> Severity:
        own = hit.rule.closest(self.settings.severity)
        if own is not None:
            return self.settings.severity[own]
        level = hit.rule.severity.step(1) if hit.match.actor == "person" else hit.rule.severity
        if hit.match.actor in ("i", "outsider"):
            level = min(level, Severity.INFO)
        return min(level.step(_STEP.get(hit.analysis.section, 0)), hit.rule.ceiling)


@cache
def default() -> Linter:
    """The Linter with default settings."""
    return Linter()


def roster(every: Iterable[Sentence], settings: Settings) -> Roster:
    """Names that are settled: the user's, and those that the document shows to be people's, in front of verbs that only people do."""
    names: set[str] = set()
    services = set(map(str.lower, settings.services))
    for sentence in every:
        for text in (sentence.text, sentence.before):
            acting, explained = _settled(text)
            names |= acting
            services |= explained
    people = frozenset(map(str.lower, settings.people)) | (
        names - services - lexicon("software") - lexicon("groups") - lexicon("roles") - lexicon("things")
    )
    return Roster(people, frozenset(map(str.lower, settings.teams)), frozenset(services) - people)


def _is_machine(words: str) -> bool:
    """Whether a noun phrase is about software or a machine: "autoscaler", "triage tool", "config agent"."""
    *before, last = words.lower().split()
    return last in lexicon("machines") or (last in _EITHER and bool(before) and before[-1] in lexicon("run_by_machines"))


def _explained(text: str) -> Iterator[str]:
    """The names that a text explains as those of machines."""
    for match in _EXPLAINED.finditer(text):
        name, *nouns = match.groups()
        yield from (name for words in nouns if words and _is_machine(words))
    called = any(word in text for word in ("called", "named", "dubbed"))  # To look for the words in front of them takes longer.
    for expression in (_APPOSED, _CALLED) if called else (_APPOSED,):
        yield from (match[2] for match in expression.finditer(text) if _is_machine(match[1]))


@lru_cache(_TEXTS)
def _settled(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a text shows to be people's, and those that it explains as machines'."""
    return frozenset(match[1].lower() for match in _PERSON_ACTS.finditer(text)), frozenset(map(str.lower, _explained(text)))


def teaches(every: Sequence[Sentence]) -> bool:
    """Whether a text is about reviews and blame, as guides and policies are: what it says of people is about no incident."""
    texts = (sentence.text.lower() for sentence in every)
    said = sum(any(word in text for word in _TAUGHT) and _TEACHING.search(text) is not None for text in texts)
    return said >= _GUIDE[0] and said >= _GUIDE[1] * length(every)


def length(every: Iterable[Sentence]) -> int:
    """How many sentences say something: headings and cells of one or two words don't count."""
    return sum(sentence.kind is not Kind.HEADING and says_something(sentence) for sentence in every)


def whole(analysis: Analysis) -> Match:
    """A match of the whole sentence, about the first person that acts in it, else the first that is mentioned."""
    acting = next((clause for clause in analysis.clauses if clause.human and clause.agent is not None), None)
    end = len(analysis.text)
    if acting is not None:
        return Match(0, end, actor=acting.actor, agent=str(acting.agent), predicate=acting.lemma, note="the judge alone")
    mentioned = next(iter(analysis.humans), None)
    return Match(0, end, actor=mentioned._.actor if mentioned else "", agent=str(mentioned or ""), note="the judge alone")


def _says_something(analysis: Analysis) -> bool:
    """Whether a sentence can charge anybody without a rule's witness: not one or two words, a cell or a label, nor talk about blame, nor
    what an organisation had left unsettled."""
    return says_something(analysis.sentence) and not analysis.doc._.meta and not _is_unsettled(analysis)


_UNSETTLED = re.compile(
    r"^(?:the )?(?:ownership|responsibilit(?:y|ies)|accountability|authority|mandates?|roles?)\b[^,;:]*"
    r" (?:was|were|is|are|had been|remained) (?:\w+ly )?(?:(?:not |un)(?:clear|defined|documented|assigned|settled)|shared|ambiguous)\b",
    re.IGNORECASE,
)
_BELIEVING = frozenset({"assume", "believe", "expect", "think"})


def _is_unsettled(analysis: Analysis) -> bool:
    """Whether a sentence says that it was unclear who owns what, and of people at most what they believed: plain truth about the
    organisation, which must stay sayable."""
    if not _UNSETTLED.search(analysis.text):
        return False
    deeds = [clause.predicate for clause in analysis.clauses if clause.human]
    return all(_BELIEVING & {deed.lemma_, *(above.lemma_ for above in deed.ancestors)} for deed in deeds)


def match(analysis: Analysis, rules: Iterable[Rule]) -> Iterator[Hit]:
    """Every match of the rules in a sentence, at most one for each rule: the first."""
    for rule in rules:
        for matcher in rule.matchers:
            if not matcher.may_match(analysis.words):
                continue
            found = next(iter(matcher(analysis)), None)
            if found is not None:
                yield Hit(rule, found, analysis)
                break


def _strongest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """One hit for each category and sentence: the most severe rule, then the one with the longest match."""
    best: dict[tuple[int, int, str], Hit] = {}
    for hit in hits:
        span = hit.analysis.sentence.span
        key = (span.start, span.end, hit.rule.category)
        other = best.get(key)
        if other is None or _weight(hit) > _weight(other):
            best[key] = hit
    yield from sorted(best.values(), key=lambda hit: (hit.analysis.sentence.span, hit.match.start, hit.rule.code))


def _weight(hit: Hit) -> tuple[Severity, int]:
    return hit.rule.severity, hit.match.end - hit.match.start


def _filled(message: str, hit: Hit) -> str:
    return message.replace("{agent}", _called(hit)).replace("{predicate}", hit.match.predicate)


def _called(hit: Hit) -> str:
    """Whom a match speaks of, as a message calls them: a name by itself, a noun with what stands in front of it ("the network team")."""
    doc = hit.analysis.doc
    token = next((t for t in doc if t.text == hit.match.agent and t.idx >= hit.match.start), None)
    token = token or next((t for t in doc if t.text == hit.match.agent), None)
    if token is None:
        return hit.match.agent or "a person"
    if token.tag_ in ("WP", "WDT"):
        clause = next((t for t in (token, *token.ancestors) if t.dep_ == "acl:relcl"), None)
        token = token if clause is None else clause.head
    while token.dep_ == "compound" and token.head.i > token.i and token._.actor != "person":
        token = token.head
    is_noun = token.tag_ in ("NN", "NNS") and token._.actor != "person"
    first = token
    while is_noun and first.i and first.nbor(-1).head == token and first.nbor(-1).dep_ in _IN_FRONT:
        first = first.nbor(-1)
    words = str(doc[first.i : token.i + 1].text)
    # The capital of a sentence's first word goes, that of a name or an acronym stays.
    if first.i == 0 and first.pos_ != "PROPN" and first._.actor not in ("i", "person") and first.text[1:].islower():
        words = words[0].lower() + words[1:]
    return words


def _answers(finding: Finding, selector: str) -> bool:
    """Whether a comment that names a rule means a finding: its own rule, or one that bore witness, since an omission that stands as the
    root cause is told as a person's being the cause."""
    codes = {finding.code, *finding.evidence.witnesses}
    return any(rule.code in codes and rule.answers_to(selector) for rule in all_rules())


def _suppress(findings: Sequence[Finding], suppressions: Sequence[Suppression]) -> tuple[list[Finding], tuple[Suppression, ...]]:
    """The findings that no comment switches off, and the comments that switched nothing off."""
    used: set[int] = set()
    kept = []
    for finding in findings:
        by = [
            i
            for i, s in enumerate(suppressions)
            if s.start < finding.span.end
            and finding.span.start < s.end
            and (not s.rules or any(_answers(finding, rule) for rule in s.rules))
        ]
        used.update(by)
        if not by:
            kept.append(finding)
    return kept, tuple(s for i, s in enumerate(suppressions) if i not in used)
