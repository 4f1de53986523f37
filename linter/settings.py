"""What a user can set, as one frozen value. `linter.config` reads it from files; the engine only sees this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from linter.finding import Severity


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a run. Rules are given by code, name or category everywhere.

    select, ignore      rules to run and rules to leave out; an empty `select` means every rule that is on by default
    min_confidence      findings below it are not reported
    profile             `ci` (strict) or `editor` (eager): which of the judge's thresholds hold
    severity            rule -> severity that replaces the rule's own
    people, teams       names that are people or groups, whatever the pipeline thinks
    services            names that are software ("Jenkins", "fritz"), whatever the pipeline thinks
    allowed             phrases that never make a finding
    sections            heading text (lower case) -> section kind
    judge               whether the classifier judges what the rules found
    template            which sections a review is expected to have (`linter.templates`)
    review_within       hours between incident and review that are not late
    """

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    min_confidence: float = 0.0
    profile: str = "ci"
    severity: Mapping[str, Severity] = field(default_factory=lambda: MappingProxyType({}))
    people: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    allowed: tuple[str, ...] = ()
    sections: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    judge: bool = True
    template: str = "blameless"
    review_within: float = 120.0
