from __future__ import annotations

import json
import tomllib
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema
import pytest

from linter import schema
from linter.config import ConfigError, Configuration, line_of, show
from linter.finding import Severity
from linter.settings import Settings


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with no configuration above it."""
    write(tmp_path / "blamelint.toml", "root = true\n")
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def write(path: str | Path, text: str) -> None:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def settings(path: str = "a.md", **options: Any) -> Settings:
    return Configuration(**options).settings(Path(path))


def mistakes(**options: Any) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        Configuration(**options).settings(Path("a.md"))
    return str(caught.value).splitlines()


# What it says


def test_without_files_everything_is_default() -> None:
    assert settings() == Settings()
    assert Configuration().fail_on(Path("a.md")) is Severity.ERROR


def test_every_key_reaches_the_settings() -> None:
    write(
        "blamelint.toml",
        """
        select = ["person-cause"]
        ignore = ["PC104"]
        min-confidence = 0.5
        profile = "editor"
        fail-on = "warning"
        allow = ["human error"]
        judge = false
        severity = {person-as-cause = "info"}
        [roster]
        people = ["Fritz"]
        teams = ["Falcon"]
        services = ["Jenkins"]
        [sections]
        causes = ["Warum", "Ursachen"]
        """,
    )
    assert settings() == Settings(
        select=frozenset({"person-cause"}),
        ignore=frozenset({"PC104"}),
        min_confidence=0.5,
        profile="editor",
        severity=MappingProxyType({"person-as-cause": Severity.INFO}),
        people=frozenset({"Fritz"}),
        teams=frozenset({"Falcon"}),
        services=frozenset({"Jenkins"}),
        allowed=("human error",),
        sections=MappingProxyType({"warum": "causes", "ursachen": "causes"}),
        judge=False,
    )
    assert Configuration().fail_on(Path("a.md")) is Severity.WARNING


def test_a_pyproject_counts_where_it_is_about_us() -> None:
    write("pyproject.toml", "[tool.other]\nx = 1\n")
    assert settings() == Settings()
    write("pyproject.toml", "[tool.other]\nx = 1\n[tool.blamelint]\njudge = false\n")
    assert not settings().judge
    write("blamelint.toml", "profile = 'editor'\n")
    assert (settings().judge, settings().profile) == (True, "editor")


def test_a_broken_pyproject_of_others_is_not_our_business() -> None:
    write("pyproject.toml", "this is = = no TOML\n")
    assert settings() == Settings()


def test_nearer_files_win_key_by_key() -> None:
    write("blamelint.toml", 'profile = "editor"\nmin-confidence = 0.2\nseverity = {PC101 = "info", PC104 = "info"}\n')
    write("ops/pyproject.toml", '[tool.blamelint]\nmin-confidence = 0.4\nseverity = {PC104 = "hint"}\n')
    near = settings("ops/db/a.md")
    assert (near.profile, near.min_confidence) == ("editor", 0.4)
    assert near.severity == {"PC101": Severity.INFO, "PC104": Severity.HINT}
    assert settings("a.md").min_confidence == 0.2


def test_root_ends_the_search() -> None:
    write("blamelint.toml", 'profile = "editor"\n')
    write("ops/blamelint.toml", "root = true\n")
    assert settings("ops/a.md").profile == "ci"


def test_extending_keys_add_up() -> None:
    write("blamelint.toml", 'select = ["PC101"]\nextend-ignore = ["PC104"]\n')
    write("ops/blamelint.toml", 'extend-select = ["PC104"]\nextend-ignore = ["person-cause"]\n')
    assert settings("ops/a.md").select == {"PC101", "PC104"}
    assert settings("ops/a.md").ignore == {"PC104", "person-cause"}


def test_extending_the_default_selection_keeps_it() -> None:
    from linter.rules import all_rules

    write("blamelint.toml", 'extend-select = ["PC"]\n')
    assert settings().select == {rule.code for rule in all_rules() if rule.default} | {"PC"}


def test_extends_stands_below_the_file_and_above_farther_ones() -> None:
    write("blamelint.toml", 'profile = "editor"\nmin-confidence = 0.1\njudge = false\n')
    write("shared/base.toml", 'min-confidence = 0.2\njudge = true\nroot = true\nallow = ["x"]\n')
    write("ops/blamelint.toml", 'extends = "../shared/base.toml"\nmin-confidence = 0.3\n')
    found = settings("ops/a.md")
    assert (found.profile, found.min_confidence, found.judge, found.allowed) == ("editor", 0.3, True, ("x",))


def test_extends_may_go_on() -> None:
    write("c.toml", "judge = false\n")
    write("b/pyproject.toml", '[tool.blamelint]\nextends = "../c.toml"\nprofile = "editor"\n')
    write("blamelint.toml", 'extends = "b/pyproject.toml"\n')
    assert (settings().judge, settings().profile) == (False, "editor")


def test_patterns_hold_below_the_folder_of_the_configuration() -> None:
    write("shared/base.toml", 'exclude = ["/drafts/", "*.old.md"]\nper-file-ignores = {"/retro/*.md" = ["PC101"]}\n')
    write("ops/blamelint.toml", 'extends = "../shared/base.toml"\n')
    configuration = Configuration()
    assert configuration.excluded(Path("ops/drafts"), True)
    assert configuration.excluded(Path("ops/x/a.old.md"), False)
    assert not configuration.excluded(Path("ops/x/drafts"), True)
    assert not configuration.excluded(Path("drafts"), True)
    assert configuration.settings(Path("ops/retro/a.md")).ignore == {"PC101"}
    assert configuration.settings(Path("ops/a.md")).ignore == frozenset()
    assert configuration.settings(Path("retro/a.md")).ignore == frozenset()


def test_per_file_ignores_add_to_what_is_ignored() -> None:
    write("blamelint.toml", 'ignore = ["PC104"]\nper-file-ignores = {"*.txt" = ["PC101"], "old/" = ["person-cause"]}\n')
    assert settings("a.txt").ignore == {"PC104", "PC101"}
    assert settings("old/a.txt").ignore == {"PC104", "PC101", "person-cause"}
    assert settings("a.md").ignore == {"PC104"}


def test_what_the_caller_says_wins() -> None:
    write("blamelint.toml", 'select = ["PC101"]\nignore = ["PC104"]\nextend-ignore = ["PC101"]\nprofile = "editor"\njudge = false\n')
    assert settings(overrides={"select": ["PC104"]}) == Settings(select=frozenset({"PC104"}), profile="editor", judge=False)
    assert settings(overrides={"ignore": ["person-cause"]}).ignore == {"PC101", "PC104", "person-cause"}
    assert Configuration(overrides={"fail-on": "hint"}).fail_on(Path("a.md")) is Severity.HINT


def test_one_named_file_and_none_at_all() -> None:
    write("blamelint.toml", "judge = false\n")
    write("ci/strict.toml", 'min-confidence = 0.9\nexclude = ["/old/"]\n')
    found = Configuration(file=Path("ci/strict.toml"))
    assert found.settings(Path("a.md")) == Settings(min_confidence=0.9)
    assert found.excluded(Path("old"), True)
    assert not found.excluded(Path("/elsewhere/old"), True)
    assert settings(isolated=True) == Settings()


@pytest.mark.parametrize(("words", "hours"), [("48 hours", 48), ("36h", 36), ("5 days", 120), ("1 day", 24), ("2d", 48), ("1 hour", 1)])
def test_time_for_a_review_is_in_hours_or_days(words: str, hours: float) -> None:
    write("blamelint.toml", f'review-within = "{words}"\n')
    assert settings().review_within == hours


def test_each_file_is_read_once_and_equal_paths_share_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    write("blamelint.toml", 'per-file-ignores = {"*.txt" = ["PC101"]}\n')
    read: list[str] = []
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (read.append(str(path)), real(path))[1])
    configuration = Configuration()
    found = [configuration.settings(Path(f"reviews/{year}/{n}.{kind}")) for year in range(3) for n in range(50) for kind in ("md", "txt")]
    assert len({id(each) for each in found}) == 2
    assert len(read) == len(set(read))


# What is wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\nmin-confidense = 1\n", "2: `min-confidense` is not a key of the configuration; did you mean 'min-confidence'?"),
        ("[roster]\npeople = []\npeeple = []\n", "3: `roster.peeple` is not a key of the configuration; did you mean 'people'?"),
        ("[sections]\n\ncause = ['x']\n", "3: `sections.cause` is not a key of the configuration; did you mean 'causes'?"),
        ("judge = true\nprofile = 'edtor'\n", "2: `profile` must be one of ci, editor, not 'edtor'; did you mean 'editor'?"),
        ("min-confidence = 2\n", "1: `min-confidence` must be between 0 and 1, not 2"),
        ("min-confidence = nan\n", "1: `min-confidence` must be between 0 and 1, not nan"),
        ("min-confidence = true\n", "1: `min-confidence` must be a number, not true or false"),
        ("judge = 1\n", "1: `judge` must be true or false, not a number"),
        ("review-within = '2 weeks'\n", "1: `review-within` must be like '48 hours' or '5 days', not '2 weeks'"),
        ("review-within = 48\n", "1: `review-within` must be a string, not a number"),
        ("select = 'PC101'\n", "1: `select` must be a list, not a string"),
        ("roster = ['x']\n", "1: `roster` must be a table, not a list"),
        ("allow = [\n  'x',\n  1979-05-27,\n]\n", "3: `allow` must be a string, not a date or time"),
        ("allow = ['']\n", "1: `allow` must not be empty"),
        (
            "select = [\n  'PC101', # one\n  'PC104',\n\n  'PC999',\n]\n",
            "5: `select` is wrong: no rule, name or category is called 'PC999'",
        ),
        ("ignore = ['person-as-cuase']\n", "did you mean 'person-as-cause'?"),
        ("[severity]\nPC101 = 'info'\nnope = 'info'\n", "3: `severity.nope` is wrong: no rule, name or category is called 'nope'"),
        ("severity = {PC101 = 'fatal'}\n", "1: `severity.PC101` must be one of hint, info, warning, error, not 'fatal'"),
        ("per-file-ignores = {'!*.md' = ['PC101']}\n", "1: `per-file-ignores.!*.md` must be a pattern"),
        ("exclude = [\n  'a',\n  'foo\\',\n]\n", r"3: `exclude` is wrong: 'foo\\' can't be read as a pattern"),
        ("exclude = ['!']\n", "1: `exclude` is wrong: '!' can't be read as a pattern"),
        ("[per-file-ignores]\n'[z-a]' = []\n", "2: `per-file-ignores.[z-a]` is wrong: '[z-a]' can't be read as a pattern"),
        ("[per-file-ignores]\n'*.md' = [\n'PC101',\n'PC9999']\n", "4: `per-file-ignores.*.md` is wrong: no rule"),
        ("x = \n", "1: invalid value"),
        ("judge = true\njudge = false\n", "2: cannot overwrite a value"),
        ("judge = true\nallow = [\n", "2: "),
        ("extends = 'gone.toml'\n", "1: extends gone.toml, and there is no such file"),
        ("judge = true\nextends = 'blamelint.toml'\n", "2: extends blamelint.toml, which extends this file"),
    ],
)
def test_mistakes_name_file_line_and_reason(text: str, expected: str) -> None:
    write("blamelint.toml", text)
    (mistake,) = mistakes()
    assert mistake.startswith("blamelint.toml:")
    assert expected in mistake


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    write("pyproject.toml", "[project]\nname = 'x'\n\n[tool.blamelint]\njudge = 1\n\n[tool.blamelint.roster]\nteams = [\n  'a',\n  2,\n]\n")
    assert mistakes() == [
        "pyproject.toml:5: `judge` must be true or false, not a number",
        "pyproject.toml:10: `roster.teams` must be a string, not a number",
    ]


def test_mistakes_are_found_in_the_file_that_has_them() -> None:
    write("blamelint.toml", "extends = 'shared/a.toml'\n")
    write("shared/a.toml", "\n\nextends = '../shared/b.toml'\n")
    write("shared/b.toml", "judge = true\nextends = 'a.toml'\n")
    assert mistakes() == [f"{Path('shared/b.toml')}:2: extends {Path('shared/a.toml')}, which extends this file"]


def test_a_file_that_is_no_text_and_one_that_is_not_there() -> None:
    Path("blamelint.toml").write_bytes(b"judge = true\n# \xff\n")
    assert mistakes() == ["blamelint.toml:2: is not UTF-8"]
    assert mistakes(file=Path("gone.toml")) == ["gone.toml:1: can't be read: No such file or directory"]
    write("pyproject.toml", "[tool.other]\n")
    assert mistakes(file=Path("pyproject.toml")) == ["pyproject.toml:1: there is no table [tool.blamelint]"]


def test_a_byte_order_mark_and_carriage_returns_are_fine() -> None:
    Path("blamelint.toml").write_bytes(b"\xef\xbb\xbfjudge = false\r\nprofil = 'ci'\r\n")
    assert mistakes() == ["blamelint.toml:2: `profil` is not a key of the configuration; did you mean 'profile'?"]


def test_overrides_are_checked() -> None:
    with pytest.raises(ConfigError, match="`profile` must be one of ci, editor"):
        Configuration(overrides={"profile": "x"})


TOML = '''# select = 1
title = """
select = ["not this"]
"""

[tool.blamelint] # a table
allow = [ "a", # ]
  # "b",
  """c
select = 2""", 'd'
]
"select" = ["x"]
roster.people = ["y",
  "z"]
severity = { "PC101" = "info", PC104 = "hint" }

[tool."blamelint".sections]
causes = [
]
'''


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("title",), 2),
        (("allow",), 7),
        (("allow", 0), 7),
        (("allow", 1), 9),
        (("select",), 12),
        (("roster", "people", 0), 13),
        (("roster", "people", 1), 14),
        (("severity", "PC104"), 15),
        (("sections",), 17),
        (("sections", "causes"), 18),
    ],
)
def test_lines_of_values(keys: tuple[str | int, ...], line: int) -> None:
    assert line_of(TOML, keys if keys == ("title",) else ("tool", "blamelint", *keys)) == line


def test_the_last_line_needs_no_end() -> None:
    assert line_of("a = 1\nb = 2", ("b",)) == 2
    assert line_of("a = 1", ("a",)) == 1


# What it is checked against


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"judge": 1},
        {"judge": True},
        {"min-confidence": True},
        {"min-confidence": 1},
        {"min-confidence": -0.1},
        {"profile": "x"},
        {"fail-on": "hint"},
        {"select": ["PC101", "PC"]},
        {"select": [1]},
        {"select": "PC101"},
        {"allow": [""]},
        {"extends": ""},
        {"roster": {"people": ["x"]}},
        {"roster": {"persons": ["x"]}},
        {"sections": {"other": ["x"]}},
        {"severity": {"PC101": "info"}},
        {"severity": {"PC101": 1}},
        {"per-file-ignores": {"!x": []}},
        {"per-file-ignores": {"": []}},
        {"per-file-ignores": {"x": ["PC101"]}},
        {"nope": 1},
    ],
)
def test_files_are_checked_as_the_schema_says(value: dict[str, Any]) -> None:
    from linter.config import _check

    valid = jsonschema.Draft202012Validator(schema.load("config-1")).is_valid(value)
    assert (not list(_check(value, schema.load("config-1")))) is valid


def test_the_schema_tells_the_defaults_of_the_settings() -> None:
    told = {key: rule["default"] for key, rule in schema.load("config-1")["properties"].items() if "default" in rule}
    configuration = Configuration(overrides={key: value for key, value in told.items() if key not in ("select", "ignore")})
    assert configuration.settings(Path("a.md")) == Settings()
    assert configuration.fail_on(Path("a.md")) is Configuration().fail_on(Path("a.md"))


def test_shown_configuration_is_toml_with_origins() -> None:
    write("blamelint.toml", 'extends = "base.toml"\nextend-ignore = ["PC104"]\n')
    write("base.toml", 'extend-ignore = ["PC101"]\nper-file-ignores = {"*.md" = ["PC101"], "ä\\"\\u007f" = []}\n')
    lines = list(show(Configuration(overrides={"profile": "editor"}).entries(Path("a.md"))))
    assert 'profile = "editor"  # command line' in lines
    assert 'extend-ignore = ["PC101", "PC104"]  # base.toml, blamelint.toml' in lines
    assert "judge = true  # default" in lines
    shown = tomllib.loads("\n".join(lines))
    assert shown["per-file-ignores"] == {"*.md": ["PC101"], 'ä"\x7f': []}
    write("again.toml", "\n".join(lines))
    assert settings(file=Path("again.toml")) == settings(overrides={"profile": "editor"})


def test_the_schema_is_json() -> None:
    assert json.loads(schema.text("config-1")) == schema.load("config-1")
