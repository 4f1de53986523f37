"""Shared word lists: one entry a line, irregular forms behind a "/", `#` gives the source.

break / broke broken     # taxonomy T1
take down / took taken   # the first word is the one that changes
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_VOWELS = "aeiou"


@cache
def _entries(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    entries = []
    for line in files(__name__).joinpath(f"{name}.txt").read_text("utf-8").splitlines():
        text = line.partition("#")[0]
        entry, _, irregular = text.partition("/")
        if entry.strip():
            entries.append((entry.strip(), tuple(irregular.split())))
    return tuple(entries)


@cache
def lexicon(*names: str) -> frozenset[str]:
    """The entries of a list, or of several, as written."""
    return frozenset(entry for name in names for entry, _ in _entries(name))


@cache
def irregular_forms() -> dict[str, tuple[str, ...]]:
    """Irregular forms of every first word of the verb lists: "take" -> ("took", "taken")."""
    lists = (path.name[:-4] for path in files(__name__).iterdir() if path.name.startswith("verbs_"))
    forms: dict[str, set[str]] = {}
    for name in lists:
        for entry, irregular in _entries(name):
            forms.setdefault(entry.split()[0], set()).update(irregular)
    return {word: tuple(sorted(found)) for word, found in forms.items()}


def inflections(verb: str) -> frozenset[str]:
    """The forms of an English verb. Regular forms that don't exist for an irregular verb are harmless where they are looked for."""
    out = {verb, *irregular_forms().get(verb, ())}
    stem = verb
    if verb.endswith("e"):
        stem = verb[:-1]
        out.add(verb + "s")
    elif verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        out |= {verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
        return frozenset(out)
    elif verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        out.add(verb + "es")
    else:
        out.add(verb + "s")
    out |= {stem + "ed", stem + "ing"}
    if len(verb) > 2 and verb[-1] not in _VOWELS + "wxy" and verb[-2] in _VOWELS and verb[-3] not in _VOWELS:
        out |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    return frozenset(out)


@cache
def forms(name: str) -> frozenset[str]:
    """Every form of every first word of a verb list."""
    return frozenset(form for entry in lexicon(name) for form in inflections(entry.split()[0]))
