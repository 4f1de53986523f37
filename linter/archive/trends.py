"""What keeps happening in an archive: counts, a document at a time. Never by person, and by team only where that is asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from linter.archive.store import Entry, Store
from linter.archive.work import unpacked_records
from linter.model import LABELS

BLAME = frozenset(LABELS)
"""The categories that are about people. The others are about the document."""
UNDATED = "undated"
TEAMS_CAVEAT = (
    "This table says little about teams. It counts who writes reviews, how openly, and about how many incidents: a team that reports "
    "everything in plain words looks worst in it. Used to compare teams, it teaches them to write less. Ask instead what a team would "
    "need to write the next review differently."
)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A document of a scan with its record. `day` is the record's, else that of its source."""

    number: int
    path: str
    origin: str
    key: str
    day: date | None
    record: dict[str, Any]

    @property
    def month(self) -> str:
        return self.day.strftime("%Y-%m") if self.day else UNDATED

    @property
    def findings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.record["document"]["findings"]
        return found

    @property
    def has_blame(self) -> bool:
        return any(finding["rule"]["category"] in BLAME for finding in self.findings)


def documents(store: Store) -> Iterator[Reviewed | Entry]:
    """The documents of the last scan in order, with paths as they are to be shown, and the sources that have none."""
    number = 0
    for entry, records in store.entries():
        if not records:
            yield entry
        for record in unpacked_records(records):
            if "problem" in record:
                yield replace(entry, name=record["shown"], problem=record["problem"])
                continue
            path = record.get("shown") or entry.name + record["member"]
            record["document"]["path"] = path
            day = date.fromisoformat(record["day"]) if record["day"] else entry.day
            yield Reviewed(number, path, entry.origin, entry.key + record["member"], day, record)
            number += 1


@dataclass(slots=True)
class Group:
    """Counts of the documents that share something."""

    documents: int = 0
    reviews: int = 0
    with_blame: int = 0
    blamed_reviews: int = 0
    families: Counter[str] = field(default_factory=Counter)
    tiers: Counter[str] = field(default_factory=Counter)

    def add(self, each: Reviewed) -> None:
        self.documents += 1
        self.reviews += each.record["review"]
        self.with_blame += each.has_blame
        self.blamed_reviews += each.record["review"] and each.has_blame
        self.families.update(finding["rule"]["category"] for finding in each.findings)
        self.tiers.update(action["tier"] or "unclear" for action in each.record["actions"])

    def merge(self, other: Group) -> None:
        self.documents += other.documents
        self.reviews += other.reviews
        self.with_blame += other.with_blame
        self.blamed_reviews += other.blamed_reviews
        self.families += other.families
        self.tiers += other.tiers

    @property
    def share(self) -> float | None:
        """The share of reviews with blame, None where there are no reviews."""
        return self.blamed_reviews / self.reviews if self.reviews else None


@dataclass(slots=True)
class Trends:
    """Counts over an archive.

    `months` and `sources` are in order, the undated last. `rules` and `sections` count findings; a section counts them by family.
    `teams` stays empty unless it is asked for.
    """

    all: Group = field(default_factory=Group)
    words: int = 0
    months: defaultdict[str, Group] = field(default_factory=lambda: defaultdict(Group))
    sources: defaultdict[str, Group] = field(default_factory=lambda: defaultdict(Group))
    teams: defaultdict[str, Group] = field(default_factory=lambda: defaultdict(Group))
    sections: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    rules: Counter[str] = field(default_factory=Counter)
    rule_documents: Counter[str] = field(default_factory=Counter)
    problems: list[Entry] = field(default_factory=list)


def trends(found: Iterable[Reviewed | Entry], *, by_team: bool = False) -> Trends:
    """The counts of an archive. Of its documents only one is in memory at a time."""
    total = Trends()
    for each in found:
        if isinstance(each, Entry):
            if each.problem:
                total.problems.append(each)
            continue
        total.words += each.record["document"]["words"]
        for group in (total.all, total.months[each.month], total.sources[each.origin]):
            group.add(each)
        if by_team and each.record["team"]:
            total.teams[each.record["team"]].add(each)
        codes = [finding["rule"]["code"] for finding in each.findings]
        total.rules.update(codes)
        total.rule_documents.update(set(codes))
        for finding in each.findings:
            total.sections[finding["section"]][finding["rule"]["category"]] += 1
    total.months = defaultdict(Group, sorted(total.months.items()))
    total.sources = defaultdict(Group, sorted(total.sources.items()))
    return total
