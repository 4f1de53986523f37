"""Patterns as in a `.gitignore`."""

from __future__ import annotations

import re


def is_pattern(line: str) -> bool:
    """Whether a line can be read as a pattern, or is empty or a comment. Git passes over others ("!")."""
    # Only here: most runs name their files, and most configurations have no patterns.
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True
