"""Skeletons of reviews: Markdown files with prompts, and which sections each expects (`index.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Template:
    """A way to lay out a review. `expects` are kinds of sections (`linter.pipeline.section.KINDS`) with what writers call them."""

    name: str
    title: str
    source: str
    expects: dict[str, str]

    @property
    def text(self) -> str:
        """The skeleton, with ⟨slots⟩ for what only its authors know."""
        return files(__name__).joinpath(f"{self.name}.md").read_text("utf-8")


@cache
def templates() -> dict[str, Template]:
    """Every template by its name."""
    rows = tomllib.loads(files(__name__).joinpath("index.toml").read_text("utf-8"))
    return {name: Template(name, **row) for name, row in rows.items()}
