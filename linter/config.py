"""Configuration: found from a file's folder upwards, merged, checked, and turned into `Settings`.

A configuration file is `blamelint.toml`, or `pyproject.toml` with a table `[tool.blamelint]`; where a folder has both, the first counts.
The files of all folders up to the root of the file system, or to one with `root = true`, hold together: key by key the nearest one that
sets it wins (inside tables, such as `severity`, every entry is a key). `extend-select` and `extend-ignore` add up instead. What a file
`extends` is as if it stood in that file, below what the file says itself. `linter/schema/config-1.json` says which keys there are; it is
also what files are checked against, so that the two can't differ.
"""

from __future__ import annotations

import bisect
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from linter import schema
from linter.finding import Severity
from linter.gitignore import is_pattern
from linter.settings import Settings

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

Key = tuple[str, ...]
"""Where a value stands in a file: ("select",), ("severity", "human-error")."""

Step = str | int

_ADDING = frozenset({("extend-select",), ("extend-ignore",)})
_KINDS: tuple[tuple[str, type | tuple[type, ...], str], ...] = (
    ("boolean", bool, "true or false"),
    ("number", (int, float), "a number"),
    ("string", str, "a string"),
    ("array", list, "a list"),
    ("object", dict, "a table"),
)
"""Names of JSON Schema, Python types and words for them. A bool is an int, too: the first that fits counts."""


class ConfigError(ValueError):
    """Mistakes in the configuration, one a line: `FILE:LINE: reason`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of the configuration, and the files that it comes from.

    `folder` is what patterns in it are relative to: the folder that the configuration holds for, also where they come from a file that
    is extended.
    """

    value: Any
    origins: tuple[str, ...]
    folder: Path


Layer = Mapping[Key, Entry]


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Patterns as in a `.gitignore` of `folder`."""

    folder: Path
    spec: GitIgnoreSpec

    @classmethod
    def of(cls, folder: Path, patterns: Sequence[str]) -> _Patterns:
        # Only here: most configurations have no patterns.
        from pathspec import GitIgnoreSpec

        return cls(folder, GitIgnoreSpec.from_lines(patterns))

    def match(self, path: Path, *, is_folder: bool = False) -> bool:
        if not path.is_relative_to(self.folder):
            return False
        return self.spec.match_file(path.relative_to(self.folder).as_posix() + ("/" if is_folder else ""))


@dataclass(frozen=True, slots=True)
class _Resolved:
    """What holds in a folder: `found` in files, `entries` with the caller's own on top. `variants` caches what per-file ignores make."""

    found: Layer
    entries: Layer
    settings: Settings
    fail_on: Severity
    exclude: _Patterns | None
    ignores: tuple[tuple[_Patterns, frozenset[str]], ...]
    variants: dict[frozenset[str], Settings] = field(default_factory=dict)


class Configuration:
    """The configuration of every path. Each file is read once, so asking for thousands of paths is cheap.

    overrides   values that win over all files ({"profile": "editor"}). A `select` among them also sets aside what the files say about
                rules that run or don't, but for per-file ignores; an `ignore` adds to theirs.
    file        the one file to read in place of those that would be found; its patterns are relative to the current folder
    isolated    whether to read no file at all

    Equal paths get the identical `Settings` object. Raises ConfigError where a file has a mistake, and for overrides that are wrong.
    """

    def __init__(self, *, overrides: Mapping[str, Any] | None = None, file: Path | None = None, isolated: bool = False) -> None:
        here = Path.cwd()
        overrides = dict(overrides or {})
        mistakes = [f"{_label(keys)} {reason}" for keys, reason in _check(overrides, schema.load("config-1"))]
        if mistakes:
            raise ConfigError("\n".join(mistakes))
        self._replaces_rules = "select" in overrides
        if "ignore" in overrides:
            overrides["extend-ignore"] = overrides.pop("ignore")
        self._overrides = _flatten(overrides, "command line", here)
        self._folders: dict[Path, _Resolved] = {}
        self._fixed: _Resolved | None = None
        if file is not None or isolated:
            self._fixed = self._resolve(_read(file, folder=here) if file is not None else {})

    def settings(self, path: Path) -> Settings:
        """The settings for the file at `path`, which need not exist."""
        path = _absolute(path)
        resolved = self._for_file(path)
        ignore = frozenset(rule for patterns, rules in resolved.ignores if patterns.match(path) for rule in rules)
        if ignore <= resolved.settings.ignore:
            return resolved.settings
        if ignore not in resolved.variants:
            resolved.variants[ignore] = replace(resolved.settings, ignore=resolved.settings.ignore | ignore)
        return resolved.variants[ignore]

    def fail_on(self, path: Path) -> Severity:
        """The least severity of a finding in the file at `path` that makes a run fail."""
        return self._for_file(_absolute(path)).fail_on

    def excluded(self, path: Path, is_folder: bool) -> bool:
        """Whether `exclude` leaves out a file or folder."""
        path = _absolute(path)
        exclude = self._for_file(path).exclude
        return exclude is not None and exclude.match(path, is_folder=is_folder)

    def entries(self, path: Path) -> Layer:
        """What is set for the file at `path`, with its origins."""
        return self._for_file(_absolute(path)).entries

    def _for_file(self, path: Path) -> _Resolved:
        return self._fixed or self._in_folder(path.parent)

    def _in_folder(self, folder: Path) -> _Resolved:
        known = self._folders.get(folder)
        if known is None:
            known = self._folders[folder] = self._find(folder)
        return known

    def _find(self, folder: Path) -> _Resolved:
        own = next((layer for name in ("blamelint.toml", "pyproject.toml") if (layer := _read_if_there(folder / name)) is not None), None)
        top = folder.parent == folder or (own is not None and ("root",) in own and own["root",].value)
        if own is None and not top:
            return self._in_folder(folder.parent)
        return self._resolve(_merge({} if top else self._in_folder(folder.parent).found, own or {}))

    def _resolve(self, found: Layer) -> _Resolved:
        found = {key: entry for key, entry in found.items() if key != ("root",)}
        below = found
        if self._replaces_rules:
            below = {key: entry for key, entry in found.items() if key[0] not in {"select", "ignore", "extend-select", "extend-ignore"}}
        entries = _merge(below, self._overrides)
        exclude = entries.get(("exclude",))
        return _Resolved(
            found=found,
            entries=entries,
            settings=_settings(entries),
            fail_on=Severity[_value(entries, "fail-on", "error").upper()],
            exclude=_Patterns.of(exclude.folder, exclude.value) if exclude else None,
            ignores=tuple(
                (_Patterns.of(entry.folder, [key[1]]), frozenset(entry.value))
                for key, entry in entries.items()
                if key[0] == "per-file-ignores"
            ),
        )


def mistake_in_selector(selector: str) -> str:
    """Why a selector of rules is wrong, with the nearest right one; "" where it names a rule, a category, or the beginning of a code."""
    rules = _rules()
    if any(rule.answers_to(selector) for rule in rules):
        return ""
    known = sorted({word for rule in rules for word in (rule.code, rule.name, rule.category)})
    return f"no rule, name or category is called {selector!r}" + did_you_mean(selector, known)


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """The known word that was meant, as the end of a message ("; did you mean 'x'?"), or "" where none is near. Case doesn't matter."""
    spelt = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), spelt, n=1)
    return f"; did you mean {spelt[near[0]]!r}?" if near else ""


@cache
def _rules() -> tuple[Any, ...]:
    # Only here: the rules bring the matchers with them, and most configurations name no rule.
    from linter.rules import all_rules

    return all_rules()


def _settings(entries: Layer) -> Settings:
    default = Settings()
    select = frozenset(_value(entries, "select", ()))
    if more := frozenset(_value(entries, "extend-select", ())):
        select = (select or frozenset(rule.code for rule in _rules() if rule.default)) | more
    return Settings(
        select=select,
        ignore=frozenset((*_value(entries, "ignore", ()), *_value(entries, "extend-ignore", ()))),
        min_confidence=float(_value(entries, "min-confidence", default.min_confidence)),
        profile=_value(entries, "profile", default.profile),
        severity=MappingProxyType({key[1]: Severity[entry.value.upper()] for key, entry in entries.items() if key[0] == "severity"}),
        people=frozenset(_value(entries, "roster", (), "people")),
        teams=frozenset(_value(entries, "roster", (), "teams")),
        services=frozenset(_value(entries, "roster", (), "services")),
        allowed=tuple(_value(entries, "allow", ())),
        sections=MappingProxyType(
            {heading.lower(): key[1] for key, entry in entries.items() if key[0] == "sections" for heading in entry.value}
        ),
        judge=_value(entries, "judge", default.judge),
        template=_value(entries, "template", default.template),
        review_within=_hours(entries[("review-within",)].value) if ("review-within",) in entries else default.review_within,
    )


def _hours(words: str) -> float:
    """The hours of "48 hours", "48h", "5 days" or "5 d"."""
    number = re.findall(r"\d+", words)[0]
    return float(number) * (24 if "d" in words else 1)


def show(entries: Layer) -> Iterator[str]:
    """The configuration as lines of TOML, each with the files that it comes from, and what is not set with its default."""
    top = schema.load("config-1")["properties"]
    for name, rule in top.items():
        own = {key: entry for key, entry in entries.items() if key[0] == name}
        for key, entry in own.items():
            yield f"{_dotted(key)} = {_toml(entry.value)}  # {', '.join(dict.fromkeys(entry.origins))}"
        if not own and "default" in rule:
            yield f"{name} = {_toml(rule['default'])}  # default"


def _dotted(key: Key) -> str:
    return ".".join(part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else _toml(part) for part in key)


def _toml(value: Any) -> str:
    # JSON's strings, numbers, lists and booleans are TOML's, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(entries: Layer, name: str, default: Any, *inner: str) -> Any:
    entry = entries.get((name, *inner))
    return default if entry is None else entry.value


def _merge(far: Layer, near: Layer) -> Layer:
    """Both, with the near value where both have one. Keys that add up have the values of both."""
    merged = {**far, **near}
    for key in _ADDING & far.keys() & near.keys():
        merged[key] = Entry([*far[key].value, *near[key].value], (*far[key].origins, *near[key].origins), near[key].folder)
    return merged


def _flatten(table: Mapping[str, Any], origin: str, folder: Path) -> Layer:
    entries: dict[Key, Entry] = {}
    for name, value in table.items():
        inner = {(name, key): each for key, each in value.items()} if isinstance(value, dict) else {(name,): value}
        entries |= {key: Entry(each, (origin,), folder) for key, each in inner.items()}
    return entries


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - ".." has to go, links have to stay


def _shown(file: Path) -> str:
    file = _absolute(file)
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def _read_if_there(file: Path) -> Layer | None:
    """What a file that configures its folder says; None where there is none, or a pyproject.toml that is about other tools."""
    try:
        data = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"{_shown(file)}:1: can't be read: {error.strerror}") from error
    if file.name == "pyproject.toml" and b"blamelint" not in data:
        return None
    return _parse(file, data, folder=file.parent, above=())


def _read(file: Path, *, folder: Path, above: tuple[Path, ...] = ()) -> Layer:
    """What a file says that somebody named."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{_shown(file)}:1: can't be read: {error.strerror}") from error
    layer = _parse(file, data, folder=folder, above=above)
    if layer is None:
        raise ConfigError(f"{_shown(file)}:1: there is no table [tool.blamelint]")
    return layer


def _parse(file: Path, data: bytes, *, folder: Path, above: tuple[Path, ...]) -> Layer | None:
    """The values of a file over those that it extends, or None for a pyproject.toml without our table.

    `above` are the files that led here by `extends`.
    """
    text = _decode(file, data)
    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at line (\d+), column (\d+)\)$| \(at end of document\)$", str(error))
        reason = str(error)[: place.start()] if place else str(error)
        line = place[1] if place and place[1] else len(text.rstrip().split("\n"))
        raise ConfigError(f"{_shown(file)}:{line}: {reason[:1].lower() + reason[1:]}") from error
    prefix: tuple[Step, ...] = ()
    if file.name == "pyproject.toml":
        prefix = ("tool", "blamelint")
        for step in prefix:
            if not isinstance(table, dict) or step not in table:
                return None
            table = table[step]

    def mistake(keys: Sequence[Step], reason: str) -> str:
        return f"{_shown(file)}:{line_of(text, (*prefix, *keys))}: {reason}"

    mistakes = [mistake(keys, f"{_label(keys)} {reason}") for keys, reason in _check(table, schema.load("config-1"))]
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    base: Layer = {}
    if "extends" in table:
        target = file.parent / table.pop("extends")
        chain = (*above, _absolute(file))
        if _absolute(target) in chain:
            raise ConfigError(mistake(("extends",), f"extends {_shown(target)}, which extends this file"))
        if not target.is_file():
            raise ConfigError(mistake(("extends",), f"extends {_shown(target)}, and there is no such file"))
        base = {key: entry for key, entry in _read(target, folder=folder, above=chain).items() if key != ("root",)}
    return _merge(base, _flatten(table, _shown(file), folder))


def _decode(file: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{_shown(file)}:{line}: is not UTF-8") from error


def line_of(text: str, keys: Sequence[Step]) -> int:
    """The 1-based line of a valid TOML document on which the value at `keys` begins (an int is a place in a list).

    A beginning of the document that is valid TOML by itself, or is once an open list is closed, ends with a whole statement or list item.
    So the line is the first one whose beginning has the value. (Only behind a text over several lines, on the last of them, the line is
    that on which the text begins.)
    """
    lines = text.split("\n")

    def has(count: int) -> bool:
        for end in range(count, len(lines)):
            for closing in ("", "\n]", "\n]}"):
                with suppress(tomllib.TOMLDecodeError):
                    return _holds(tomllib.loads("\n".join(lines[:end]) + closing), keys)
        return True

    return bisect.bisect_left(range(1, len(lines)), True, key=has) + 1


def _holds(value: Any, keys: Sequence[Step]) -> bool:
    for key in keys:
        if key not in (value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()):
            return False
        value = value[key]
    return True


def _label(keys: Sequence[Step]) -> str:
    names = [key for key in keys if isinstance(key, str)]
    return f"`{'.'.join(names)}`" if names else "the configuration"


def _check(value: Any, rule: Mapping[str, Any], keys: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], str]]:
    """What is wrong with a value by the part of JSON Schema that `config-1.json` uses: where, and the reason behind its name.

    A validator of all of JSON Schema takes longer to load than a document to lint, and words its messages for programmers.
    """
    if "$ref" in rule:
        yield from _check(value, schema.load("config-1")["$defs"][rule["$ref"].rpartition("/")[2]], keys)
        return
    kind, found = next(((name, words) for name, types, words in _KINDS if isinstance(value, types)), ("", "a date or time"))
    if kind != rule["type"]:
        wanted = next(words for name, _, words in _KINDS if name == rule["type"])
        yield keys, f"must be {wanted}, not {found}"
    elif isinstance(value, dict):
        yield from _check_table(value, rule, keys)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _check(item, rule["items"], (*keys, i))
    elif "enum" in rule and value not in rule["enum"]:
        yield keys, f"must be one of {', '.join(rule['enum'])}, not {value!r}{did_you_mean(value, rule['enum'])}"
    elif "pattern" in rule and not re.search(rule["pattern"], value):
        yield keys, f"must be like {' or '.join(map(repr, rule['examples']))}, not {value!r}"
    elif "minimum" in rule and not rule["minimum"] <= value <= rule["maximum"]:
        yield keys, f"must be between {rule['minimum']} and {rule['maximum']}, not {value}"
    elif rule.get("minLength") and not value:
        yield keys, "must not be empty"
    elif rule.get("format") == "rule" and (reason := mistake_in_selector(value)):
        yield keys, f"is wrong: {reason}"
    elif keys[:1] == ("exclude",) and not is_pattern(value):
        yield keys, f"is wrong: {value!r} can't be read as a pattern"


def _check_table(table: dict[str, Any], rule: Mapping[str, Any], keys: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], str]]:
    known, more, names = rule.get("properties", {}), rule["additionalProperties"], rule.get("propertyNames", {})
    for key, value in table.items():
        here = (*keys, key)
        if key in known:
            yield from _check(value, known[key], here)
        elif more is False:
            yield here, f"is not a key of the configuration{did_you_mean(key, list(known))}"
        elif names.get("format") == "rule" and (reason := mistake_in_selector(key)):
            yield here, f"is wrong: {reason}"
        elif "pattern" in names and not re.search(names["pattern"], key):
            yield here, "must be a pattern that names files, and may not be empty or begin with '!'"
        elif keys == ("per-file-ignores",) and not is_pattern(key):
            yield here, f"is wrong: {key!r} can't be read as a pattern"
        else:
            yield from _check(value, more, here)
