from __future__ import annotations

import asyncio
import io
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pytest

pytest.importorskip("fastapi", reason="the extra [api] is not installed")

import httpx
from service import JUDGE, ROOT, configuration, serving

from api.app import create_app
from api.service import Limits, Service, digest, is_loopback, read_keys
from linter import schema
from linter.engine import Linter
from linter.formats.json import finding_object
from linter.readers import read_text
from linter.rules import all_rules
from linter.settings import Settings

DEV = ROOT.parent / "shared" / "evaluation" / "dev"
REVIEW = (
    "# Root cause\n\nAna forgot to renew the certificate. 😀 Ben should have noticed it.\n\n"
    "# Actions\n\n- Everyone needs to be more careful.\n"
)
KEY = "0123456789abcdef-right"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    with serving(folder, "--max-characters", "60000") as running:
        yield running


def lint(client: httpx.Client, *texts: str, **more: Any) -> httpx.Response:
    documents = [{"path": f"{i}.md", "text": text} for i, text in enumerate(texts)]
    return client.post("/v1/lint", json={"documents": documents, **more})


def heavy(sentences: int) -> str:
    """A text that takes a while."""
    return "# Root cause\n\n" + " ".join(
        f"Ana forgot to renew certificate number {i}, and Ben should have noticed it." for i in range(sentences)
    )


def test_what_the_page_says_of_requests_is_so(client: httpx.Client) -> None:
    page = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```bash\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    words = shlex.split(block.partition("curl ")[2])
    header, body = words[words.index("-H") + 1], words[words.index("-d") + 1]
    (address,) = (word for word in words if word.startswith("http://"))
    answer = client.post(httpx.URL(address).path, content=body, headers=[header.split(": ")])
    assert [finding["rule"]["code"] for finding in answer.json()["documents"][0]["findings"]] == ["PC101"]

    described = {re.sub(r"\{\w+\}", "NAME", path): set(methods) for path, methods in client.get("/openapi.json").json()["paths"].items()}
    told = re.findall(r"`(GET|POST) (/[\w/]+)", page.partition("\n- **Keys.**")[0])
    assert len(told) > 8
    assert [each for each in told if each[0].lower() not in described.get(each[1], ())] == []


def assert_problem(response: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    value: dict[str, Any] = response.json()
    assert value["type"] == f"/problems/{kind}"
    assert value["status"] == status
    assert value["instance"] == response.headers["x-request-id"]
    return value


def test_finds_what_the_library_finds(client: httpx.Client) -> None:
    response = lint(client, REVIEW, "Nothing here.\n")
    value = response.json()
    jsonschema.validate(value, schema.load("findings-1"))
    document = read_text(REVIEW, "0.md")
    expected = [finding_object(finding, document) for finding in Linter(Settings(judge=JUDGE)).lint(document).findings]
    assert value["documents"][0]["findings"] == expected
    assert {finding["rule"]["category"] for finding in expected} >= {"person-cause", "individual-action"}
    assert all(REVIEW[finding["start"] : finding["end"]] == finding["excerpt"] for finding in expected)
    assert value["documents"][1]["findings"] == []
    assert value["summary"]["documents"] == 2


@pytest.mark.skipif(not DEV.is_dir(), reason="the development reports are not here")
def test_finds_what_the_library_finds_in_real_reports(client: httpx.Client) -> None:
    linter = Linter(Settings(judge=JUDGE))
    found = 0
    for file in sorted(DEV.glob("d-0*.md")):
        document = read_text(file.read_text("utf-8"), file.name)
        if len(document.source) > 60000:
            continue
        expected = [finding_object(finding, document) for finding in linter.lint(document).findings]
        answer = client.post("/v1/lint", json={"documents": [{"path": file.name, "text": document.source}]}).json()
        assert answer["documents"][0]["findings"] == expected, file.name
        found += len(expected)
    assert found


def test_options_win_over_the_configuration(client: httpx.Client) -> None:
    def codes(**options: Any) -> set[str]:
        return {finding["rule"]["category"] for finding in lint(client, REVIEW, options=options).json()["documents"][0]["findings"]}

    assert codes(select=["individual-action"]) == {"individual-action"}
    assert "individual-action" not in codes(ignore=["IA"])
    assert codes(min_confidence=1.0, profile="editor") <= codes()
    assert codes(allow=["more careful"]) == codes() - {"individual-action"}
    assert codes(roster={"services": ["Ana", "Ben"]}) != set()


def test_wrong_options_are_named(client: httpx.Client) -> None:
    assert "PC999" in assert_problem(lint(client, "A.", options={"select": ["PC999"]}), 422, "invalid")["detail"]
    value = assert_problem(lint(client, "A.", options={"selct": []}), 422, "invalid")
    assert value["errors"] == [{"pointer": "/options/selct", "detail": "Extra inputs are not permitted"}]
    assert "rtf" in assert_problem(client.post("/v1/lint", json={"documents": [{"text": "A.", "format": "rtf"}]}), 422, "invalid")["detail"]


def test_evidence_is_there_on_request(client: httpx.Client) -> None:
    assert all("evidence" in finding for finding in lint(client, REVIEW, explain=True).json()["documents"][0]["findings"])


def test_limits(client: httpx.Client) -> None:
    secret = "Zebulon"
    too_long = lint(client, (secret + " x" * 30) * 1000)
    assert secret not in too_long.text
    assert_problem(too_long, 413, "too-large")
    assert_problem(client.post("/v1/lint", content=b"x" * 370_001), 413, "too-large")

    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 10_000

    assert_problem(client.post("/v1/lint", content=endless()), 413, "too-large")
    assert_problem(lint(client, *["A."] * 65), 422, "invalid")
    assert_problem(lint(client), 422, "invalid")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'{"documents": [{"text": "\\ud800"}]}', b"[" * 50_000])
def test_broken_bodies_are_refused(client: httpx.Client, body: bytes) -> None:
    response = client.post("/v1/lint", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


def test_what_is_no_json_is_told_from_what_does_not_fit(client: httpx.Client) -> None:
    kind = {"Content-Type": "application/json"}
    assert_problem(client.post("/v1/lint", content=b"{bad", headers=kind), 400, "bad-request")
    assert_problem(client.post("/v1/lint", content=b"[]", headers=kind), 422, "invalid")


def test_errors_never_quote_the_text(client: httpx.Client) -> None:
    response = client.post("/v1/lint", json={"documents": [{"text": ["Zebulon broke it"]}], "Zebulon": 1, "explain": "Zebulon"})
    assert_problem(response, 422, "invalid")
    assert "broke it" not in response.text
    assert response.json()["errors"][0]["detail"] == "Input should be a valid string"


def test_rewrite(client: httpx.Client) -> None:
    value = client.post("/v1/rewrite", json={"text": "Ana broke the build.", "section": "causes"}).json()
    assert [finding["section"] for finding in value["findings"]] == ["causes"]
    assert value["findings"][0]["question"].endswith("?")
    rewrites = [s for s in value["findings"][0]["suggestions"] if s["kind"] == "rewrite"]
    assert (value["rewritten"] == "Ana broke the build.") == (not rewrites)
    assert client.post("/v1/rewrite", json={"text": "14:02 Ana deployed v2."}).json()["findings"] == []
    for kind in ("good", "quotes"):
        value = client.post("/v1/rewrite", json={"text": "Ben should have noticed it.", "section": kind}).json()
        assert [finding["section"] for finding in value["findings"]] == [kind]
    assert client.post("/v1/rewrite", json={"text": "Ben should have noticed it.", "section": "people"}).json()["findings"] == []


def test_rules(client: httpx.Client) -> None:
    rules = client.get("/v1/rules").json()
    assert [rule["code"] for rule in rules] == [rule.code for rule in all_rules()]
    assert (
        client.get("/v1/rules/PC101").json()
        == client.get("/v1/rules/person-as-cause").json()
        == next(r for r in rules if r["code"] == "PC101")
    )
    assert_problem(client.get("/v1/rules/PC999"), 404, "not-found")
    for rule in rules:
        page = client.get(f"/rules/{rule['name']}")
        assert page.status_code == 200
        assert rule["code"] in page.text
    assert client.get("/rules").text.count("<li>") == len(rules)


def test_probes_and_metrics(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}
    lint(client, "Zebulon forgot to renew the certificate.")
    text = client.get("/metrics").text
    assert re.search(r'blamelint_requests_total\{method="POST",route="/v1/lint",status="200"\} [1-9]', text)
    assert re.search(r'blamelint_findings_total\{rule="PC10\d"\} [1-9]', text)
    assert "blamelint_requests_waiting 0.0" in text
    assert "Zebulon" not in text


def test_request_ids_and_headers(client: httpx.Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-1"}).headers["x-request-id"] == "abc-1"
    strange = client.get("/healthz", headers={"X-Request-ID": "a b\t<"})
    assert re.fullmatch(r"[0-9a-f]{32}", strange.headers["x-request-id"])
    for path in ("/", "/healthz", "/nothing", "/v1/rules", "/docs"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers
    assert_problem(client.get("/v1/lint"), 405, "method-not-allowed")


def test_openapi_has_examples_that_work(client: httpx.Client) -> None:
    description = client.get("/openapi.json").json()
    schemas = description["components"]["schemas"]
    assert {"Findings", "Findings-finding", "Rewritten", "Rule", "Problem"} <= schemas.keys()
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(description)))
    assert references <= schemas.keys()
    for path, name in (("/v1/lint", "LintIn"), ("/v1/rewrite", "RewriteIn")):
        for example in schemas[name]["examples"]:
            response = client.post(path, json=example)
            assert response.status_code == 200
            assert '"PC10' in response.text
    docs = client.get("/docs").text
    assert all(path in docs for path in description["paths"])


def test_pages_load_nothing_from_elsewhere(client: httpx.Client) -> None:
    for path in ("/", "/page.css", "/page.js", "/icon.svg", "/rules", "/rules/omission", "/docs"):
        response = client.get(path)
        assert response.status_code == 200
        assert not re.search(r"(?:src|href|url\(|import|from)\s*=?\s*[\"'(]?https?://", response.text), path
    assert client.get("/app.py").status_code == 404


def test_many_at_once(client: httpx.Client) -> None:
    texts = [f"Root cause: Priya forgot to renew certificate number {i}." for i in range(24)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda text: lint(client, text).json()["documents"][0]["findings"], texts))
    for text, findings in zip(texts, answers, strict=True):
        assert all(text[finding["start"] : finding["end"]] == finding["excerpt"] for finding in findings)
    assert sum(map(len, answers)) >= 24


def test_the_log_has_no_text(client: httpx.Client, folder: Path) -> None:
    lint(client, "Zebulon forgot to renew the certificate.")
    client.get("/v2/check", params={"text": "Zebulon forgot it.", "language": "en"})
    client.get("/Zebulon")
    log = (folder / "log").read_text()
    assert "POST /v1/lint 200" in log
    assert "GET /v2/check 200" in log
    assert "Zebulon" not in log


def test_a_text_that_takes_too_long_is_cut_off_and_the_next_is_answered(tmp_path: Path) -> None:
    with serving(tmp_path, "--max-seconds", "0.4", "--max-waiting", "0") as client:
        value = assert_problem(lint(client, heavy(2500)), 422, "too-slow")
        assert "0.4 seconds" in value["detail"]
        for _ in range(300):
            if client.get("/readyz").status_code == 200:
                break
            time.sleep(0.1)
        assert lint(client, "Fine.").status_code == 200
        response = client.post("/v2/check", data={"text": heavy(2500), "language": "en"})
        assert response.status_code == 422
        assert response.text.startswith("Error: Checking took longer than 0.4 seconds")
        assert "blamelint_cut_off_total 2.0" in client.get("/metrics").text


def test_a_full_queue_says_when_to_come_back_and_the_rest_stays_quick(tmp_path: Path) -> None:
    with serving(tmp_path, "--max-waiting", "1", "--max-seconds", "300") as client:
        answers: list[httpx.Response] = []
        threads = [threading.Thread(target=lambda i=i: answers.append(lint(client, f"{heavy(100)} {i}"))) for i in range(4)]  # type: ignore[misc]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        assert client.get("/healthz").status_code == 200
        assert any(thread.is_alive() for thread in threads)
        for thread in threads:
            thread.join()
        busy = [answer for answer in answers if answer.status_code == 503]
        assert 1 <= len(busy) <= 3
        assert all(answer.headers["retry-after"] == "1" for answer in busy)
        assert all(answer.status_code == 200 for answer in answers if answer not in busy)


def until(true: Callable[[], bool]) -> None:
    """Wait for something that has to become true."""
    for _ in range(3000):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it never became true")


def sent(client: httpx.Client, text: str) -> socket.socket:
    """A connection on which a request to lint was sent."""
    body = json.dumps({"documents": [{"text": text}]}).encode()
    head = f"POST /v1/lint HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    connection = socket.create_connection((client.base_url.host, client.base_url.port or 0))
    connection.sendall(head.encode() + body)
    return connection


def test_a_client_that_goes_away_leaves_the_engine_free(client: httpx.Client) -> None:
    for _ in range(3):
        sent(client, heavy(30)).close()
    half = socket.create_connection((client.base_url.host, client.base_url.port or 0))
    half.sendall(b"POST /v1/lint HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    half.close()
    assert lint(client, REVIEW).status_code == 200
    until(lambda: "blamelint_engines_busy 0.0" in client.get("/metrics").text)
    text = client.get("/metrics").text
    assert "blamelint_requests_waiting 0.0" in text
    assert 'status="499"' in text
    assert 'status="500"' not in text


def test_a_request_that_runs_is_finished_before_the_service_ends(tmp_path: Path) -> None:
    with serving(tmp_path, "--max-seconds", "300") as client:
        answers: list[httpx.Response] = []
        thread = threading.Thread(target=lambda: answers.append(lint(client, heavy(150))))
        thread.start()
        until(lambda: "blamelint_engines_busy 1.0" in httpx.get(client.base_url.join("/metrics")).text)
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGTERM)
        thread.join()
        assert answers[0].status_code == 200
        assert len(answers[0].json()["documents"][0]["findings"]) >= 100

        def gone() -> bool:
            try:
                return not httpx.get(client.base_url.join("/healthz"))
            except httpx.TransportError:
                return True

        until(gone)


class Wire:
    """A client that speaks to the application itself: it sends `messages`, and then says nothing more."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self.messages, self.received = list(messages), list[Any]()

    async def receive(self) -> dict[str, Any]:
        if self.messages:
            return self.messages.pop(0)
        return await asyncio.Future()

    async def send(self, message: Any) -> None:
        self.received.append(message)

    def ask(self, path: str, **limits: float) -> None:
        """A request to a service whose engines never started."""
        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": [(b"host", b"x")]}
        app = create_app(Service(limits=Limits(**limits)))  # type: ignore[arg-type]
        asyncio.run(app(scope, self.receive, self.send))


@pytest.mark.parametrize("path", ["/v1/lint", "/v2/check", "/v1/text"])
def test_a_body_that_does_not_come_is_not_waited_for(path: str) -> None:
    wire = Wire({"type": "http.request", "body": b"{", "more_body": True})
    wire.ask(path, upload=0.05)
    start, body = wire.received
    assert start["status"] == 408
    assert (b"connection", b"close") in start["headers"]
    assert body["body"].startswith(b"Error: " if path == "/v2/check" else b'{"type": "/problems/upload-timeout"')


def test_nobody_is_answered_who_is_gone() -> None:
    wire = Wire({"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"})
    wire.ask("/v1/lint")
    assert wire.received == []


def word() -> bytes:
    """A Word document."""
    docx = pytest.importorskip("docx")
    made = docx.Document()
    made.add_heading("Root cause", 1)
    made.add_paragraph("John ran DROP TABLE in production.")
    made.add_paragraph("Sarah needs to be more careful.", style="List Bullet")
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_the_text_of_a_word_document(client: httpx.Client) -> None:
    value = client.post("/v1/text", params={"path": "outage.docx"}, content=word()).json()
    assert (value["path"], value["format"]) == ("outage.docx", "markdown")
    assert value["text"].startswith("# Root cause\n\nJohn ran DROP TABLE in production.\n\n- Sarah")
    plain = client.post("/v1/text", params={"path": "a.txt"}, content="Ünder.\n".encode()).json()
    assert (plain["format"], plain["text"]) == ("plain", "Ünder.\n")


@pytest.mark.parametrize("data", [b"", b"PK\3\4 Zebulon", b"Zebulon broke it"])
def test_files_that_are_not_what_they_are_called_are_refused(client: httpx.Client, data: bytes) -> None:
    response = client.post("/v1/text", params={"path": "outage.docx"}, content=data)
    assert "outage.docx" in assert_problem(response, 422, "invalid")["detail"]
    assert "Zebulon" not in response.text
    assert_problem(client.post("/v1/text", content=data), 422, "invalid")


def test_keys(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"# ours\n{KEY}  # Ana's\n\nanother-key-of-ours\n")
    with serving(tmp_path, "--api-keys", str(keys), environment={"BLAMELINT_API_KEYS": "a-key-of-the-environment"}) as client:
        assert assert_problem(lint(client, "A."), 401, "unauthorized")
        assert lint(client, "A.").headers["www-authenticate"] == "Bearer"
        for key in (KEY, "another-key-of-ours", "a-key-of-the-environment"):
            assert client.get("/v1/rules", headers={"X-API-Key": key}).status_code == 200
            assert client.get("/v1/rules", headers={"Authorization": f"Bearer {key}"}).status_code == 200
        assert client.get("/v1/rules", headers={"X-API-Key": KEY[:-1]}).status_code == 401
        assert client.get("/metrics").status_code == 401
        refused = client.post("/v2/check", data={"text": "A.", "language": "en"})
        assert refused.status_code == 401
        assert refused.text.startswith("Error: ")
        for path in ("/", "/healthz", "/readyz", "/v2/healthcheck", "/rules/omission"):
            assert client.get(path).status_code == 200


def test_origins(tmp_path: Path) -> None:
    with serving(tmp_path, "--allow-origin", "https://wiki.example") as client:
        allowed = client.get("/v1/rules", headers={"Origin": "https://wiki.example"})
        assert allowed.headers["access-control-allow-origin"] == "https://wiki.example"
        assert "access-control-allow-origin" not in client.get("/v1/rules", headers={"Origin": "https://other.example"}).headers
        asked = {
            "Origin": "https://wiki.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        }
        assert client.options("/v1/lint", headers=asked).status_code == 200
        broken = client.post("/v1/lint", content=b"{", headers={"Origin": "https://wiki.example"})
        assert broken.headers["access-control-allow-origin"] == "https://wiki.example"


def test_keys_are_read_or_refused(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("# none\n")
    with pytest.raises(ValueError, match="no key in it"):
        read_keys(file, {})
    with pytest.raises(ValueError, match="16 characters"):
        read_keys(None, {"BLAMELINT_API_KEYS": "short"})
    assert read_keys(None, {}) == frozenset()
    service = Service(keys=frozenset({digest(KEY)}))
    assert service.admits(KEY)
    assert not service.admits("")
    assert not service.admits("\ud800")


@pytest.mark.parametrize(
    ("host", "own"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("example.org", False)]
)
def test_loopback(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_the_command_refuses_bad_keys_and_configuration(tmp_path: Path) -> None:
    def serve(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "linter.cli", "serve", "--port", "0", *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)

    keys = tmp_path / "keys"
    keys.write_text("short\n")
    refused = serve("--api-keys", str(keys))
    assert refused.returncode == 2
    assert "16 characters" in refused.stderr
    file = configuration(tmp_path)
    file.write_text("profil = 'ci'\n")
    refused = serve("--config", str(file))
    assert refused.returncode == 2
    assert "blamelint.toml:1:" in refused.stderr


def test_a_door_open_to_others_is_told(tmp_path: Path) -> None:
    """The address is nobody's, so the service says what it has to say and ends."""
    command = [sys.executable, "-m", "linter.cli", "serve", "--host", "192.0.2.1", "--port", "0", "--config", str(configuration(tmp_path))]
    for key, told in (("", True), (KEY, False)):
        environment = os.environ | {"BLAMELINT_API_KEYS": key}
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=300, check=False)
        assert done.returncode != 0
        assert ("everybody who can reach 192.0.2.1" in done.stderr) is told
