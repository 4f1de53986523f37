"""Pages that MkDocs makes from the project itself: one for each rule, the model cards, the measures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from linter.rules import CATEGORIES, Rule, all_rules

ROOT = Path(__file__).parent.parent


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the generated pages where the navigation has the name of their folder."""
    paths = [path for path, _ in pages()]
    for entry in config.nav or ():
        for title, folder in entry.items() if isinstance(entry, dict) else ():
            if isinstance(folder, str) and folder.endswith("/"):
                entry[title] = [path for path in paths if path.startswith(folder)]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    for path, text in pages():
        files.append(File.generated(config, path, content=text))
    return files


def pages() -> Iterator[tuple[str, str]]:
    """The generated pages: path below `docs`, Markdown."""
    rules = sorted(all_rules(), key=lambda rule: (CATEGORIES.index(rule.category), rule.code))
    yield "rules/index.md", "\n".join(_index(rules))
    for rule in rules:
        yield f"rules/{rule.name}.md", "\n".join(_rule(rule))
    for card in sorted((ROOT / "models").glob("*/README.md")):
        yield f"models/{card.parent.name}.md", _local(card.read_text(encoding="utf-8"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    yield "measured.md", f"# The numbers of this version\n\n{_between(readme, 'quality')}\n"


def _index(rules: list[Rule]) -> Iterator[str]:
    yield "# Rules\n"
    yield "Every rule is known by code and name; either works on the command line, in the configuration and in comments."
    for category, group in groupby(rules, key=lambda rule: rule.category):
        yield f"\n## {category}\n\n| rule | severity | says |\n| --- | --- | --- |"
        for rule in group:
            off = "" if rule.default else ", off by default"
            yield f"| [`{rule.code}` {rule.name}]({rule.name}.md) | {rule.severity}{off} | {_message(rule)} |"


def _message(rule: Rule) -> str:
    return re.sub(r"\{(\w+)\}", r"⟨\1⟩", rule.message)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"# {rule.code} {rule.name}\n"
    yield f"*{rule.category}, {rule.severity}{'' if rule.default else ', off by default'}*\n"
    yield f"> {_message(rule)}\n\n{rule.why}\n\n**Ask:** {rule.question}\n"
    for title, examples in (("It finds", rule.flags), ("It leaves alone", rule.passes)):
        yield f"## {title}\n"
        yield from (f"````markdown\n{example.strip()}\n````\n" for example in examples)
    yield "## Sources\n"
    yield from (f"- {source}" for source in rule.see)
    yield f"\nTo allow a sentence: `<!-- blamelint: ignore[{rule.name}] the reason -->`"


def _between(text: str, name: str) -> str:
    return text.partition(f"<!-- generated: {name} -->\n")[2].partition(f"\n<!-- end of {name} -->")[0]


def _local(text: str) -> str:
    """A card without links to files that the site does not have."""
    return re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]+\)", r"\1", text)
