from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

pytest.importorskip("fastapi", reason="the extra [api] is not installed")

import httpx
from service import serving

from api.languagetool import Complaint, Segment, Units, check_request, document, parameters, response
from linter.finding import Span, Suggestion
from linter.rules import all_rules
from linter.settings import Settings

BLAME = "Ana forgot to renew the certificate."
LIMIT = 10_000


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(tmp_path_factory.mktemp("service"), "--max-characters", str(LIMIT)) as running:
        yield running


def check(client: httpx.Client, **values: str) -> dict[str, Any]:
    answer = client.post("/v2/check", data={"language": "en-US", **values})
    assert answer.status_code == 200, answer.text
    value: dict[str, Any] = answer.json()
    return value


def matched(text: str, match: dict[str, Any]) -> str:
    """The words of a match, as a client finds them by UTF-16 code units."""
    units = text.encode("utf-16-le")
    return units[2 * match["offset"] : 2 * (match["offset"] + match["length"])].decode("utf-16-le")


def complaint(client: httpx.Client, **values: str) -> tuple[int, str]:
    answer = client.post("/v2/check", data=values)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("Error: ")
    return answer.status_code, answer.text


def test_the_whole_schema_is_sent(client: httpx.Client) -> None:
    value = check(client, text=BLAME)
    assert value["software"].keys() >= {"name", "version", "buildDate", "apiVersion", "premium", "status"}
    assert value["language"]["detectedLanguage"].keys() >= {"name", "code", "confidence"}
    assert value["sentenceRanges"] == [[0, len(BLAME)]]
    (match,) = value["matches"]
    assert match.keys() >= {"message", "shortMessage", "replacements", "offset", "length", "context", "sentence", "type", "rule"}
    assert match["rule"].keys() >= {"id", "description", "issueType", "urls", "category"}
    assert match["sentence"] == BLAME
    assert "?" in match["message"]
    page = client.get(match["rule"]["urls"][0]["value"])
    assert page.status_code == 200
    assert match["rule"]["id"] in page.text


def test_offsets_are_utf16(client: httpx.Client) -> None:
    text = f"The queue 😀😀 grew for an hour. {BLAME} Fine. 😀"
    (match,) = check(client, text=text)["matches"]
    assert matched(text, match) in BLAME
    assert matched(text, match).startswith("Ana forgot")
    context = match["context"]
    assert matched(context["text"], context) == matched(text, match)


def test_context_is_cut_around_the_match(client: httpx.Client) -> None:
    text = (
        "The queue grew for an hour before anybody was paged about it.\n"
        + BLAME
        + " After that the load balancer took it out of rotation again."
    )
    context = check(client, text=text)["matches"][0]["context"]
    assert context["text"].startswith("...")
    assert context["text"].endswith("...")
    assert "\n" not in context["text"]
    assert matched(context["text"], context).startswith("Ana forgot")


# Trap 1: any content type, and parameters in the query.
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/json", "text/plain", "application/json", ""])
def test_the_content_type_does_not_matter(client: httpx.Client, kind: str) -> None:
    body = urlencode({"text": BLAME, "language": "en-US", "disabledRules": "", "api_key": "", "unknown": "1"})
    answer = client.post("/v2/check", content=body, headers={"Content-Type": kind} if kind else {})
    assert len(answer.json()["matches"]) == 1


def test_the_query_counts_and_wins(client: httpx.Client) -> None:
    query = {"text": BLAME, "language": "en-US"}
    assert len(client.get("/v2/check", params=query).json()["matches"]) == 1
    assert len(client.post("/v2/check", params=query).json()["matches"]) == 1
    assert client.post("/v2/check", params={"text": "Fine.", "language": "en"}, data={"text": BLAME}).json()["matches"] == []


# Trap 2: errors are text.
def test_errors_are_text(client: httpx.Client) -> None:
    assert complaint(client, language="en") == (400, "Error: Missing 'text' or 'data' parameter")
    assert complaint(client, text="A", data="{}", language="en") == (400, "Error: Set only 'text' or 'data' parameter, not both")
    assert complaint(client, data="{", language="en") == (400, "Error: Could not parse JSON from 'data' parameter")
    assert complaint(client, data="[]", language="en") == (400, "Error: 'data' key in JSON requires 'text' or 'annotation' key")
    assert complaint(client, data="[" * 5000, language="en")[0] == 400
    assert complaint(client, text="A")[1].startswith("Error: Missing 'language' parameter")
    assert complaint(client, text="A", language="en", level="high")[0] == 400
    assert complaint(client, text="A", language="en", preferredVariants="en-GB")[0] == 400
    assert complaint(client, text="A", language="en", enabledOnly="true")[0] == 400
    assert complaint(client, text="A", language="en", enabledOnly="true", enabledRules="PC101", disabledRules="X")[0] == 400
    assert complaint(client, text="Ein Text.", language="de-DE")[0] == 400
    assert complaint(client, text="A", language="en", format="rtf")[0] == 400
    assert client.get("/v2/nothing").text.startswith("Error: Unsupported action: 'nothing'")
    assert client.post("/v2/words/add", data={"word": "x"}).text == "Error: This end point needs a user id"


def test_a_text_that_is_too_long(client: httpx.Client) -> None:
    status, text = complaint(client, text="😀" * (LIMIT // 2 + 1), language="en")
    assert (status, text) == (
        413,
        f"Error: Your text exceeds the limit of {LIMIT} characters (it's {LIMIT + 2} characters). Please submit a shorter text.",
    )
    assert complaint(client, text="x" * (6 * LIMIT + 10_000), language="en")[0] == 413


# Trap 3: a field can be longer than the form parsers of frameworks allow.
def test_long_fields(tmp_path: Path) -> None:
    body = urlencode({"text": "ä" * 500_000, "language": "en"}).encode()
    assert len(parameters(b"", body)["text"]) == 500_000


# Trap 4: LibreOffice 7.4 does not escape.
@pytest.mark.parametrize("text", ["R&D said Ana forgot it & 100%65 more + less", "Ü&x=y", "a b&language=de&c"])
def test_unescaped_text(text: str) -> None:
    assert parameters(b"", f"text={text}&language=en-US".encode()) == {"text": text, "language": "en-US"}


def test_unescaped_text_is_linted(client: httpx.Client) -> None:
    text = f"R&D said 50%20 of it. {BLAME}"
    answer = client.post("/v2/check", content=f"text={text}&language=en-US".encode()).json()
    assert [matched(text, match)[:10] for match in answer["matches"]] == ["Ana forgot"]


def test_escaped_text_is_unescaped() -> None:
    assert parameters(b"language=en&empty=&bare", b"text=a+b%26c%20%C3%A4") == {"text": "a b&c ä", "language": "en"}


def test_annotated_text(client: httpx.Client) -> None:
    nodes = [
        {"markup": "## ", "interpretAs": ""},
        {"text": "Root cause", "offset": {"start": 3}},
        {"markup": "\n\n", "interpretAs": "\n\n"},
        {"text": "😀 "},
        {"markup": "**"},
        {"text": "Ana"},
        {"markup": "**"},
        {"text": " forgot to run "},
        {"markup": "`make check`", "interpretAs": "Dummy"},
        {"text": "."},
        {"markup": "", "interpretAs": "\n\n"},
    ]
    text = "".join(node.get("text", node.get("markup", "")) for node in nodes)  # type: ignore[misc]
    (match,) = check(client, data=json.dumps({"annotation": nodes}))["matches"]
    assert matched(text, match).endswith("Ana** forgot to run `make check`.")
    assert match["rule"]["category"]["id"] == "PERSON_CAUSE"


def test_markup_is_no_prose_and_ends_paragraphs() -> None:
    data = {
        "annotation": [
            {"text": "One"},
            {"markup": "<br/>", "interpretAs": "\n\n"},
            {"text": "two "},
            {"markup": "<b x='y z'>"},
            {"text": "three"},
        ]
    }
    request = check_request({"data": json.dumps(data), "language": "en"}, 1000)
    assert request.segments[1] == Segment("<br/>", True, "\n\n")
    found = document(request)
    assert found.source == "One<br/>two <b x='y z'>three"
    assert found.mask.replace("\0", "").split() == ["One", "two", "three"]
    assert found.source[found.blocks[0].start : found.blocks[0].end] == "One<br/>"


@pytest.mark.parametrize("node", [{}, {"text": "a", "markup": "b"}, {"text": 1}, "a", {"text": "a", "interpretAs": "b"}])
def test_wrong_annotations_are_refused(node: Any) -> None:
    with pytest.raises(Complaint):
        check_request({"data": json.dumps({"annotation": [node]}), "language": "en"}, 1000)


def test_rules_and_categories_are_chosen(client: httpx.Client) -> None:
    (match,) = check(client, text=BLAME)["matches"]
    rule, category = match["rule"]["id"], match["rule"]["category"]["id"]
    # What else is found in the sentence once its rule is off is of another rule.
    assert all(other["rule"]["id"] != rule for other in check(client, text=BLAME, disabledRules=f"WHITESPACE_RULE,{rule}")["matches"])
    assert check(client, text=BLAME, disabledCategories=category)["matches"] == []
    assert check(client, text=BLAME, disabledCategories="person-cause")["matches"] == []
    assert len(check(client, text=BLAME, enabledOnly="true", enabledCategories=category)["matches"]) == 1
    assert check(client, text=BLAME, enabledOnly="true", enabledRules="MORFOLOGIK_RULE_EN_US")["matches"] == []
    assert check(client, text=BLAME, mode="textLevelOnly")["matches"] == []
    assert len(check(client, text=BLAME, mode="allButTextLevelOnly", level="picky")["matches"]) == 1


@pytest.mark.parametrize("language", ["en", "en-GB", "en_us", "auto", "<none>", "en-XX"])
def test_english_in_all_spellings(client: httpx.Client, language: str) -> None:
    assert len(check(client, text=BLAME, language=language)["matches"]) == 1


def test_compact(client: httpx.Client) -> None:
    value = check(client, text=BLAME, c="1")
    assert "software" not in value
    assert "context" not in value["matches"][0]


def test_the_rest_of_the_api(client: httpx.Client) -> None:
    assert {"name": "English (US)", "code": "en", "longCode": "en-US"} in client.get("/v2/languages").json()
    assert client.get("/v2/healthcheck").text == "OK"
    assert client.get("/v2/maxtextlength").text == str(LIMIT)
    assert client.get("/v2/info").json()["software"]["name"] == "blamelint"
    rules = client.get("/v2/configinfo", params={"language": "en"}).json()["rules"]
    assert [rule["ruleId"] for rule in rules] == [rule.code for rule in all_rules()]


def test_replacements_fit_the_match() -> None:
    from handmade import BLAME as JOHN
    from handmade import finding, report

    source = f"The outage: {JOHN} Fine.\n"
    start = source.index(JOHN)
    wide, narrow = Span(start, start + len(JOHN)), Span(start, start + 11)
    suggestions = (
        Suggestion("option", "Ask.", wide, tier="weaker"),
        Suggestion("rewrite", "The push of", narrow),
        Suggestion("delete", "", wide),
    )
    made = report(source)
    made = type(made)(made.document, (finding(source, span=narrow, suggestions=suggestions),))
    request = check_request({"text": source, "language": "en"}, 1000)
    (match,) = response(made, request, Settings(), "http://x")["matches"]
    assert matched(source, match) == JOHN
    assert [each["value"] for each in match["replacements"]] == ["The push of bad code.", "Ask.", ""]
    assert match["replacements"][1]["shortDescription"] == "option, weaker"


def test_units() -> None:
    text = "a😀b😀c"
    assert [Units(text).at(i) for i in range(6)] == [0, 1, 3, 4, 6, 7]
    assert Units("abc").at(2) == 2


def test_nothing_makes_the_service_fail(client: httpx.Client) -> None:
    """Random requests, valid and broken: never a 5xx, JSON for 200 and text for the rest."""
    source = random.Random(5)
    names = [
        "text",
        "data",
        "language",
        "enabledRules",
        "disabledRules",
        "enabledOnly",
        "level",
        "mode",
        "c",
        "format",
        "preferredVariants",
        "%FF",
        "",
    ]
    values = [
        "",
        "en",
        "auto",
        "true",
        "PC101",
        "picky",
        "markdown",
        "{}",
        "\0",
        "😀",
        "\ud83d",
        "%",
        "%zz",
        "&&",
        "=",
        BLAME,
        '{"text": "\\ud800 Ana forgot it."}',
    ]
    values += [
        '{"annotation": [{"text": "Ana forgot it."}, {"markup": "\\n", "interpretAs": "\\n\\n"}]}',
        '{"annotation": 1}',
        "a" * 3000,
        "\r\n\t> # - | `",
    ]
    for _ in range(250):
        pairs = [f"{source.choice(names)}={source.choice(values)}" for _ in range(source.randint(0, 4))]
        if source.random() < 0.8:
            pairs.append("language=en")
        body = "&".join(pairs).encode("utf-8", "surrogatepass")
        if source.random() < 0.3:
            body = urlencode([pair.partition("=")[::2] for pair in pairs], errors="replace").encode()
        if source.random() < 0.2:
            body = bytes(source.randrange(256) for _ in range(source.randint(0, 60))) + body
        answer = client.post("/v2/check", content=body)
        assert answer.status_code in (200, 400, 413), (answer.status_code, body)
        if answer.status_code == 200:
            assert isinstance(answer.json()["matches"], list)
        else:
            assert answer.text.startswith("Error: ")
