"""What the pipeline reads in a sentence: who acts, under which modality, what is quoted, and where it stands."""

from __future__ import annotations

import pytest

from linter.document import Kind
from linter.pipeline import Analysis
from linter.pipeline.actor import Roster, antecedent
from linter.pipeline.run import analyse
from linter.pipeline.section import heading_kind
from linter.pipeline.sentence import Sentence, sentences, split
from linter.readers import read_text


def analysed(text: str, *, before: str = "", roster: Roster = Roster()) -> Analysis:  # noqa: B008 - frozen
    sentence = Sentence(text, tuple(range(len(text) + 1)), "other", Kind.PARAGRAPH, before=before)
    return analyse([sentence], roster)[0]


def actor_of(text: str, verb: str, **more: object) -> str:
    """The kind of the agent of the clause whose predicate is written `verb`."""
    return next(clause.actor for clause in analysed(text, **more).clauses if clause.predicate.text == verb)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "verb", "actor"),
    [
        ("Priya restarted the primary.", "restarted", "person"),
        ("@rk merged the branch.", "merged", "person"),
        ("An engineer merged the branch.", "merged", "role"),
        ("The on-call engineer drained the node.", "drained", "role"),
        ("The platform team deleted the bucket.", "deleted", "group"),
        ("We deleted the bucket.", "deleted", "we"),
        ("I deleted the bucket.", "deleted", "i"),
        ("Nobody checked the replica.", "checked", "nobody"),
        ("No one checked the replica.", "checked", "nobody"),
        ("Someone removed the flag.", "removed", "someone"),
        ("Any of us could have checked it.", "checked", "we"),
        ("The attacker removed the snapshots.", "removed", "outsider"),
        ("A customer uploaded a large file.", "uploaded", "outsider"),
        ("The scheduler failed to retry the job.", "failed", "software"),
        ("Jenkins pushed the wrong tag.", "pushed", "software"),
        ("Travis forgot the cache key.", "forgot", "software"),
        ("Cassandra dropped the mutation.", "dropped", "software"),
        ("The Kubernetes operator crashed twice.", "crashed", "software"),
        ("The pump operator closed the valve.", "closed", "role"),
        ("Our review process approved the change.", "approved", "artefact"),
        ("The table was dropped by a contractor.", "dropped", "role"),
        ("The table was dropped by the migration.", "dropped", "software"),
        ("The table was dropped.", "dropped", ""),
        ("Did not check the replica.", "check", "implied"),
        ("Forgot to renew the certificate.", "Forgot", "implied"),
        ("The engineer who ran the script left early.", "ran", "role"),
        ("The outage was caused by an engineer restarting the wrong host.", "restarting", "role"),
        ("Ana opened the console and deleted the bucket.", "deleted", "person"),
        ("Sam stupidly committed a key to the public repository.", "committed", "person"),
        ("Priya recklessly restarted the host.", "restarted", "person"),
        ("Liam panicked and shut down the second furnace.", "panicked", "person"),
        ("Jenkins recklessly restarted the host.", "restarted", "software"),
        ("Ana deployed it without running the tests.", "running", "person"),
    ],
)
def test_who_acts(text: str, verb: str, actor: str) -> None:
    assert actor_of(text, verb) == actor


def test_they_is_who_was_named_before() -> None:
    assert actor_of("They skipped the checklist.", "skipped", before="The night shift took over at ten.") == "group"
    assert actor_of("They failed to start.", "failed", before="Then the pods were scheduled on new nodes.") == "software"
    assert antecedent("Nothing is said here.") == ""


def test_the_roster_decides() -> None:
    assert actor_of("Quill deleted the index.", "deleted", roster=Roster(people=frozenset({"quill"}))) == "person"
    assert actor_of("Priya deleted the index.", "deleted", roster=Roster(services=frozenset({"priya"}))) == "software"


@pytest.mark.parametrize(
    ("text", "verb", "modality", "negated"),
    [
        ("We should have tested it.", "tested", "should-have", False),
        ("We should test it.", "test", "should", False),
        ("The clerk could have asked.", "asked", "could-have", False),
        ("If the on-call had looked, it would have been over.", "looked", "if", False),
        ("Had the on-call looked at it, we would know.", "looked", "if", False),
        ("Sarah needs to read the runbook.", "read", "need", False),
        ("The team must read the runbook.", "read", "must", False),
        ("Olu will add a check.", "add", "will", False),
        ("Check the replica before the failover.", "Check", "imperative", False),
        ("The team did not check the replica.", "check", "", True),
        ("The team never checked the replica.", "checked", "", True),
        ("The team checked the replica.", "checked", "", False),
    ],
)
def test_modality_and_negation(text: str, verb: str, modality: str, negated: bool) -> None:
    clause = next(clause for clause in analysed(text).clauses if clause.predicate.text == verb)
    assert (clause.modality, clause.negated) == (modality, negated)


def test_quoted_words_and_talk_about_blame() -> None:
    quoted = analysed('The channel said "who broke the build again" at noon.')
    assert [token.text for token in quoted.doc if token._.quoted][:3] == ['"', "who", "broke"]
    assert not any(token._.quoted for token in analysed('The "hosts" file was stale.').doc)
    assert analysed("This review is blameless.").doc._.meta
    assert analysed("This was not the fault of the on-call.").doc._.denied
    assert analysed("By his own account he expected a dry run.").doc._.reported
    assert not analysed("The engineer dropped the table.").doc._.meta


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Root cause", "causes"),
        ("3. Contributing Factors", "causes"),
        ("Timeline of events", "timeline"),
        ("What went well", "good"),
        ("What didn't go so well", "lessons"),
        ("Lessons Learnt", "lessons"),
        ("Corrective and preventative measures", "actions"),
        ("Action items", "actions"),
        ("How we found out: detection", "detection"),
        ("Resolution and recovery", "resolution"),
        ("Customer impact", "impact"),
        ("TL;DR", "summary"),
        ("Attendees", "people"),
        ("What didn’t go well", "lessons"),
        ("What did not go well", "lessons"),
        ("False positives", "other"),
        ("Unplanned outage", "other"),
        ("Default route outage", "other"),
        ("Mastodon outage", "other"),
        ("Prefix list", "other"),
        ("Machine learning pipeline", "other"),
        ("Slack integration outage", "other"),
        ("Kafka", "other"),
    ],
)
def test_headings(heading: str, kind: str) -> None:
    assert heading_kind((heading,), {}) == kind


def test_own_headings_go_first_and_the_innermost_wins() -> None:
    assert heading_kind(("Kafka",), {"kafka": "causes"}) == "causes"
    assert heading_kind(("Lessons", "Timeline"), {}) == "timeline"
    assert heading_kind(("Lessons", "Kafka"), {}) == "lessons"


def test_places_by_content() -> None:
    text = (
        "# Outage\n\n- 14:05 Maya rolled back.\n\n10:41 RK: my bad\n\nRoot cause: Ana ran it.\n\n- [ ] Add a check.\n\n"
        "| Action | Owner |\n|---|---|\n| Add an alert | Ana |\n"
    )
    found = {sentence.text: (sentence.section, sentence.place, sentence.field) for sentence in sentences(read_text(text, "a.md"), {})}
    assert found["14:05 Maya rolled back."] == ("timeline", "time", "")
    assert found["10:41 RK: my bad"] == ("chat", "chat", "")
    assert found["Ana ran it."] == ("causes", "", "Root cause")
    assert found["Add a check."] == ("actions", "", "")
    assert found["Ana"][:2] == ("owner", "owner")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Root cause\n\nAt 09:14 the shop went down. Piotr forgot the flag.", ("causes", "")),
        ("## Root cause\n\n09:14 The shop went down. Piotr looked.", ("timeline", "time")),
        ("## Root cause\n\n- At 09:14 the shop went down. Piotr looked.", ("timeline", "time")),
        ("## Timeline\n\nAt 09:14 the shop went down. Piotr looked.", ("timeline", "time")),
    ],
)
def test_a_paragraph_that_begins_with_its_time_is_no_row(text: str, expected: tuple[str, str]) -> None:
    *_, last = sentences(read_text(text, "a.md"), {})
    assert (last.section, last.place) == expected


@pytest.mark.parametrize("text", ["2 junior engineers left.", "Marcus 2 forgot.", "10.24.1.7 was ignored.", "2.50 % were lost."])
def test_what_begins_like_a_time_is_none(text: str) -> None:
    assert [sentence.place for sentence in sentences(read_text(text, "a.md"), {})] == [""]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It broke. We fixed it.", ["It broke.", "We fixed it."]),
        ("We use e.g. Redis. It broke.", ["We use e.g. Redis.", "It broke."]),
        ("Dr. Okafor called. Nobody answered!", ["Dr. Okafor called.", "Nobody answered!"]),
        ("Version 1.2 broke v2.0. Then it stopped.", ["Version 1.2 broke v2.0.", "Then it stopped."]),
        ('He said "stop." Then it stopped.', ['He said "stop."', "Then it stopped."]),
        ("It fired late. Łukasz left. émile stayed.", ["It fired late.", "Łukasz left. émile stayed."]),
        ("It took 500 ms. Ana left.", ["It took 500 ms.", "Ana left."]),
        ("The answer was no. Ana left, see no. 5.", ["The answer was no.", "Ana left, see no. 5."]),
        ("Ana left. 🙏 Ben stayed. ❤️ Thanks.", ["Ana left.", "🙏 Ben stayed.", "❤️ Thanks."]),
        ("Who knew? No one.", ["Who knew?", "No one."]),
        ("It was set. ⟨What showed it?⟩ ⟨Why then?⟩ Ana left.", ["It was set.", "⟨What showed it?⟩", "⟨Why then?⟩", "Ana left."]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in split(text)] == parts
