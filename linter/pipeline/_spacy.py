"""spaCy, imported in a third less time.

For one function (`spacy.info`) spaCy imports its whole command line, and with it two HTTP clients. Here that waits until it is called.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

import catalogue  # type: ignore[import-untyped]


def _info(*arguments: Any, **options: Any) -> Any:
    return import_module("spacy.cli.info").info(*arguments, **options)


_LATER = () if "spacy" in sys.modules else ("spacy.cli", "spacy.cli.info")
for _name in _LATER:
    sys.modules[_name] = ModuleType(_name)
    sys.modules[_name].__dict__["info"] = _info

from spacy.language import Language  # noqa: E402
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found] # noqa: E402
from spacy.tokens import Doc, Token  # noqa: E402
from spacy.util import load_config, load_model_from_config, registry  # noqa: E402
from spacy.vocab import Vocab  # noqa: E402
from srsly import read_msgpack  # type: ignore[import-untyped] # noqa: E402

for _name in _LATER:
    del sys.modules[_name]

# To make a pipeline spaCy goes through the entry points of everything installed two hundred times; they are the same each time.
if hasattr(catalogue.AVAILABLE_ENTRY_POINTS, "select"):
    catalogue.AVAILABLE_ENTRY_POINTS = SimpleNamespace(select=cache(catalogue.AVAILABLE_ENTRY_POINTS.select))

__all__ = ["Doc", "Language", "Token", "Tokenizer", "Vocab", "load_config", "load_model_from_config", "read_msgpack", "registry"]
