"""Read and check the labelled reviews of `training_data` (notation: `training_data/labels.md`)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

LABELS = ("person-cause", "individual-action", "hindsight", "judgement", "blame-question")
CODES = {
    "person-cause": {"PC101", "PC102", "PC103", "PC104", "PC105", "PC106", "PC107", "PC108"},
    "individual-action": {"IA201", "IA202", "IA203", "IA204"},
    "hindsight": {"HB301", "HB302", "HB303"},
    "judgement": {"JL401", "JL402", "JL403", "JL404"},
    "blame-question": {"BQ501"},
}
_MARK = re.compile(r"^(#{1,4} |p |\. |- (?:\[[ x]\] )?|\d+\. |\||> |~ )(.*)$")
_LABEL = re.compile(r"^(?P<label>[a-z-]+)(?P<open>\?)?(?:/(?P<code>[A-Z]{2}\d{3}))?$")
_PAIR = re.compile(r"\s*%%\s*(\S+)\s*$")


class DataError(ValueError):
    """A line of the labelled data that can't be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a review with its labels. `mark` is the block notation, `pair` the id of its minimal pair or ""."""

    mark: str
    text: str
    labels: frozenset[str] = frozenset()
    borderline: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    pair: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """One labelled mini-review. The `held_out` ones are for the card alone: nothing is trained, chosen or tuned on them."""

    id: str
    family: str
    about: dict[str, str]
    people: tuple[str, ...]
    systems: tuple[str, ...]
    lines: tuple[Line, ...]
    held_out: bool = False


@dataclass(slots=True)
class _Draft:
    id: str
    family: str
    about: dict[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    lines: list[Line] = field(default_factory=list)

    def done(self) -> Review:
        return Review(self.id, self.family, self.about, self.people, self.systems, tuple(self.lines))


def read_reviews(data: Path) -> list[Review]:
    """Every review of the `*.txt` files in the folders `reviews` and `held_out` of `data`, in file order.

    Raises DataError with file and line.
    """
    return [
        replace(review, held_out=folder == "held_out")
        for folder in ("reviews", "held_out")
        for path in sorted((data / folder).glob("*.txt"))
        for review in read_file(path)
    ]


def read_file(path: Path) -> Iterator[Review]:
    """The reviews of one file; the file's name is their family."""
    draft: _Draft | None = None
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        line = raw.rstrip()
        if not line:
            continue
        if line.startswith("=== "):
            if draft:
                yield draft.done()
            draft = _Draft(line[4:].strip(), path.stem)
        elif draft is None:
            raise DataError(f"{where}: text before the first '=== ID' line")
        elif line.startswith(("org:", "people:", "systems:")) and not draft.lines:
            _head(draft, line)
        else:
            draft.lines.append(_line(line, where))
    if draft:
        yield draft.done()


def _head(draft: _Draft, line: str) -> None:
    key, _, value = line.partition(":")
    if key == "org":
        draft.about = {k.strip(): v.strip() for k, _, v in (part.partition(":") for part in line.split(" | "))}
    else:
        items = tuple(item.strip() for item in value.split(",") if item.strip())
        if key == "people":
            draft.people = items
        else:
            draft.systems = items


def _line(line: str, where: str) -> Line:
    match = _MARK.match(line)
    if not match:
        raise DataError(f"{where}: no known mark at the start of {line[:50]!r}")
    mark, rest = match[1], match[2]
    pair = _PAIR.search(rest)
    if pair:
        rest = rest[: pair.start()]
    text, _, given = rest.partition(" >> ")
    labels: set[str] = set()
    borderline: set[str] = set()
    codes: set[str] = set()
    for item in filter(None, (part.strip() for part in given.split(","))):
        found = _LABEL.match(item)
        if not found or found["label"] not in LABELS:
            raise DataError(f"{where}: unknown label {item!r}")
        if found["code"] and found["code"] not in CODES[found["label"]]:
            raise DataError(f"{where}: {found['code']} is no rule of {found['label']}")
        (borderline if found["open"] else labels).add(found["label"])
        if found["code"]:
            codes.add(found["code"])
    if labels & borderline:
        raise DataError(f"{where}: a label is both given and borderline")
    if not text.strip():
        raise DataError(f"{where}: no sentence")
    pair_id = f"{where.split(':', maxsplit=1)[0]}/{pair[1]}" if pair else ""
    return Line(mark.strip(), text.strip(), frozenset(labels), frozenset(borderline), frozenset(codes), pair_id, where)


def check(reviews: Iterable[Review]) -> list[str]:
    """The problems of a set of reviews, one line each, empty when there are none."""
    problems: list[str] = []
    ids: Counter[str] = Counter()
    seen: dict[str, Line] = {}
    pairs: dict[str, list[Line]] = defaultdict(list)
    for review in reviews:
        ids[review.id] += 1
        if not review.about.get("org") or not review.about.get("voice") or not review.about.get("incident"):
            problems.append(f"{review.family} {review.id}: the head needs org, incident and voice")
        for line in review.lines:
            if line.pair:
                pairs[line.pair].append(line)
            key = " ".join(re.findall(r"\w+", line.text.lower()))
            before = seen.get(key)
            if before and before.labels != line.labels and line.mark == before.mark and len(key) > 20 and not line.pair:
                problems.append(f"{line.where}: same sentence as {before.where}, other labels")
            elif before and len(key) > 40 and not line.pair:
                problems.append(f"{line.where}: same sentence as {before.where}")
            seen.setdefault(key, line)
    problems += [f"{name}: used {count} times as id" for name, count in ids.items() if count > 1]
    for name, lines in pairs.items():
        if len(lines) != 2:
            problems.append(f"{lines[0].where}: pair {name} has {len(lines)} sentences, not 2")
        elif lines[0].labels == lines[1].labels:
            problems.append(f"{lines[0].where}: both sentences of pair {name} have the same labels")
    return problems


def tally(reviews: Iterable[Review]) -> dict[str, int]:
    """How much there is of what: reviews, their sentences, and how many of these have which label."""
    reviews = list(reviews)
    lines = [line for review in reviews for line in review.lines if not line.mark.startswith("#")]
    return {
        "reviews": len(reviews),
        "sentences": len(lines),
        "with a label": sum(bool(line.labels) for line in lines),
        "borderline": sum(bool(line.borderline) for line in lines),
        "pairs": len({line.pair for line in lines if line.pair}),
        **{label: sum(label in line.labels for line in lines) for label in LABELS},
    }


def summary(reviews: Iterable[Review]) -> str:
    """The tally of a set of reviews for a reader."""
    found = tally(reviews)
    share = found["with a label"] / max(1, found["sentences"])
    return ", ".join(f"{count} {name}" for name, count in found.items()) + f"; {share:.0%} with a label"


def leaks(reviews: Iterable[Review], often: int = 4) -> list[str]:
    """Given names that stand in at least `often` labelled sentences and never in a clean one: a name must not be learned as guilty."""
    labelled: Counter[str] = Counter()
    clean: Counter[str] = Counter()
    for review in reviews:
        names = {part for person in review.people for part in person.split() if len(part) > 2 and part[0].isupper()}
        for line in review.lines:
            for name in names & set(re.findall(r"[^\W\d_]+", line.text)):
                (labelled if line.labels else clean)[name] += 1
    return sorted(name for name, count in labelled.items() if count >= often and not clean[name])
