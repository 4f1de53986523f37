"""What `/v1` takes and gives. The findings themselves are described once, by `linter/schema/findings-1.json`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from linter import schema
from linter.pipeline.section import KINDS
from linter.readers import readers

SectionName = Literal[tuple(schema.load("config-1")["properties"]["sections"]["properties"])]  # type: ignore[valid-type]
SeverityName = Literal["hint", "info", "warning", "error"]
Format = Annotated[str, Field(json_schema_extra={"enum": sorted(readers())}, description="Without it the extension of the path decides.")]
Rules = Annotated[
    list[str], Field(max_length=200, description="Codes, names, categories or beginnings of codes.", examples=[["PC101", "hindsight"]])
]
Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=5000)]


def _text(value: str) -> str:
    """JSON can hold halves of characters, which no encoding of text can."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("not text: it has a lone surrogate") from None
    return value


Path = Annotated[
    str,
    AfterValidator(_text),
    Field(max_length=1000, description="A name for the text in the answer. It is never opened.", examples=["reviews/2031-04-outage.md"]),
]
Prose = Annotated[
    str, AfterValidator(_text), Field(description="The text as it is. Offsets of findings are code points into it, less a byte order mark.")
]

EXAMPLE = "# Root cause\n\nJohn pushed bad code.\n\n# Actions\n\n- Everyone will be more careful.\n"


class Strict(BaseModel):
    """A part of a request: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", strict=True)


class RosterOption(Strict):
    """Names that the linter can't know."""

    people: Names | None = None
    teams: Names | None = None
    services: Names | None = None


class Options(Strict):
    """What a configuration file can say of the findings, for this request; it wins over the service's own configuration."""

    select: Rules | None = None
    ignore: Rules | None = None
    extend_select: Rules | None = None
    min_confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    profile: Annotated[Literal["ci", "editor"], Field(description="`ci` reports what is sure, `editor` more.")] | None = None
    severity: dict[str, SeverityName] | None = None
    roster: RosterOption | None = None
    allow: Names | None = None
    sections: dict[SectionName, Names] | None = Field(default=None, description="Kind of section -> your headings for it.")  # type: ignore[valid-type]

    def overrides(self) -> dict[str, Any]:
        """As keys of a configuration file."""
        return {key.replace("_", "-"): value for key, value in self.model_dump(exclude_none=True).items()}


class TextIn(Strict):
    """A review."""

    text: Prose
    path: Path = "text.md"
    format: Format | None = None


class LintIn(Strict):
    """Texts to lint. They are read and linted one after the other, under the same options."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"documents": [{"path": "outage.md", "text": EXAMPLE}]}]}
    )

    documents: Annotated[list[TextIn], Field(min_length=1)]
    options: Options = Options()
    explain: Annotated[bool, Field(description="Say of every finding why it was made.")] = False


class RewriteIn(Strict):
    """A sentence or a passage to rewrite."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"text": "John pushed bad code.", "section": "causes"}]}
    )

    text: Prose
    format: Format = "plain"
    section: Annotated[Literal[KINDS], Field(description="The kind of section that the passage stands in.")] | None = None  # type: ignore[valid-type]
    options: Options = Options()


class Problem(BaseModel):
    """An error (RFC 9457). It never quotes a text."""

    type: Annotated[str, Field(examples=["/problems/too-large"])]
    title: str
    status: int
    detail: str = ""
    instance: Annotated[str, Field(description="The id of the request, as in the header X-Request-ID.")] = ""
    errors: Annotated[list[dict[str, str]], Field(description="Mistakes in the body: where (a JSON pointer) and what.")] = []


class Info(BaseModel):
    """This service."""

    tool: dict[str, str]
    formats: list[str]
    extensions: Annotated[dict[str, str], Field(description="Extension of a file, with the dot -> its format.")]
    limits: dict[str, float]


_FINDINGS = "Findings"


def components() -> dict[str, Any]:
    """The JSON Schema of findings as components of OpenAPI: `Findings`, and `Findings-…` for each of its definitions."""
    whole = _moved({key: value for key, value in schema.load("findings-1").items() if key not in ("$schema", "$id")})
    definitions = whole.pop("$defs")
    finding = f"{_FINDINGS}-finding"
    return (
        {_FINDINGS: whole}
        | {f"{_FINDINGS}-{name}": value for name, value in definitions.items()}
        | {
            "Rewritten": {
                "type": "object",
                "required": ["tool", "findings", "rewritten"],
                "additionalProperties": False,
                "properties": {
                    "tool": whole["properties"]["tool"],
                    "findings": {"type": "array", "items": {"$ref": f"#/components/schemas/{finding}"}},
                    "rewritten": {"type": "string", "description": "The text with the first rewrite of each finding."},
                },
            },
            "Text": {
                "type": "object",
                "required": ["path", "format", "text"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string"},
                    "format": {"type": "string", "description": "How to read the text."},
                    "text": {"type": "string"},
                },
            },
            "Rule": {
                "type": "object",
                "required": ["code", "name", "category", "severity", "message", "why", "question", "flags", "passes"],
                "properties": {
                    "code": {"type": "string"},
                    "name": {"type": "string"},
                    "category": {"$ref": f"#/components/schemas/{_FINDINGS}-category"},
                    "severity": {"$ref": f"#/components/schemas/{_FINDINGS}-severity"},
                    "why": {"type": "string"},
                    "question": {"type": "string"},
                    "flags": {"type": "array", "items": {"type": "string"}, "description": "Texts that it finds."},
                    "passes": {"type": "array", "items": {"type": "string"}, "description": "Texts that it leaves alone."},
                },
            },
        }
    )


def _moved(value: Any) -> Any:
    """With references to `$defs` made references to components."""
    if isinstance(value, dict):
        return {key: f"#/components/schemas/{_FINDINGS}-{item[8:]}" if key == "$ref" else _moved(item) for key, item in value.items()}
    return [_moved(item) for item in value] if isinstance(value, list) else value
