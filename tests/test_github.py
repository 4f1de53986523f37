"""The parts of the Action that decide something: events, patience with the server, what a comment says, what a later run does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from handmade import BLAME, finding

from linter.changes import WHOLE, Change
from linter.document import Document
from linter.finding import Severity, Span, Suggestion
from linter.github import event, review
from linter.github.api import LONGEST, TRIES, Api, ApiError
from linter.github.review import Comment, Thread
from linter.readers import read_text
from linter.report import Report

ENVIRONMENT = {"GITHUB_EVENT_NAME": "schedule", "GITHUB_REPOSITORY": "harbour/ledger", "GITHUB_SHA": "c" * 40}


# Events


def test_event_of_a_pull_request(tmp_path: Path) -> None:
    pull = {
        "number": 7,
        "head": {"sha": "a" * 40, "repo": None},
        "base": {"sha": "b" * 40, "repo": {"full_name": "harbour/ledger"}},
    }
    (tmp_path / "event.json").write_text(json.dumps({"pull_request": pull}))
    own = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(tmp_path / "event.json"), "GITHUB_RUN_ID": "5"}
    found = event.read(ENVIRONMENT | own | {"GITHUB_SERVER_URL": "https://ghe.example", "GITHUB_API_URL": "https://ghe.example/api/v3"})
    assert (found.head, found.base, found.number) == ("a" * 40, "b" * 40, 7)
    # The fork was deleted.
    assert found.fork
    assert found.run == "https://ghe.example/harbour/ledger/actions/runs/5"
    assert found.api == "https://ghe.example/api/v3"


def test_event_without_a_change() -> None:
    found = event.read(ENVIRONMENT)
    assert (found.head, found.base, found.api, found.graphql) == ("c" * 40, "", "https://api.github.com", "https://api.github.com/graphql")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "can't be read"),
        ("[]", "is no object"),
        ("{}", "has no 'pull_request'"),
        ('{"pull_request": null}', "has no"),
    ],
)
def test_payload_that_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "event.json").write_text(text)
    with pytest.raises(event.EventError, match=said):
        event.read(ENVIRONMENT | {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(tmp_path / "event.json")})


def test_no_workflow() -> None:
    with pytest.raises(event.EventError, match="GITHUB_SHA not set"):
        event.read({"GITHUB_EVENT_NAME": "push", "GITHUB_REPOSITORY": "harbour/ledger"})


# The server


class Server:
    """Gives answers one after the other, the last one for ever, and notes requests and pauses."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.pauses: list[float] = []
        self.api = Api(
            rest="https://ghe.example/api/v3",
            graphql="https://ghe.example/api/graphql",
            token="secret",
            transport=httpx.MockTransport(self._answer),
            sleep=self.pauses.append,
        )

    def _answer(self, _request: httpx.Request) -> httpx.Response:
        self.asked += 1
        answer = self.answers[min(self.asked, len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.mark.parametrize(
    "answers",
    [
        [httpx.Response(502), httpx.Response(503)],
        [httpx.ReadTimeout("slow"), httpx.ConnectError("refused")],
        [httpx.Response(429, headers={"retry-after": "7"})],
        [httpx.Response(403, headers={"retry-after": "7"}, json={"message": "secondary rate limit"})],
        [httpx.Response(403, headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"})],
    ],
)
def test_what_passes_is_tried_again(answers: list[httpx.Response | Exception]) -> None:
    server = Server(*answers, httpx.Response(200, json={"id": 1}))
    assert server.api.request("PATCH", "/x", {}) == {"id": 1}
    assert len(server.pauses) == len(answers)


def test_waits_as_long_as_the_server_says_and_no_longer_than_a_minute() -> None:
    server = Server(httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(200))
    server.api.request("PATCH", "/x", {})
    assert server.pauses == [7.0]
    server = Server(httpx.Response(429, headers={"retry-after": str(int(LONGEST) + 1)}))
    with pytest.raises(ApiError, match="429"):
        server.api.request("PATCH", "/x", {})
    assert server.pauses == []


@pytest.mark.parametrize(
    ("answer", "tries", "status", "said"),
    [
        (httpx.Response(401, json={"message": "Bad credentials"}), 1, 401, "401 Unauthorized: Bad credentials"),
        (httpx.Response(403, json={"message": "Resource not accessible by integration"}), 1, 403, "not accessible"),
        (httpx.Response(404, text="<html>"), 1, 404, "404 Not Found"),
        (httpx.Response(422, json={"message": "Unprocessable", "errors": ["line must be part of the diff"]}), 1, 422, "part of the diff"),
        (httpx.Response(422, json={"message": "Failed", "errors": [{"code": "invalid"}]}), 1, 422, "Failed: invalid"),
        (httpx.Response(500), TRIES, 500, "500"),
        (httpx.ConnectTimeout("far"), TRIES, 0, "ConnectTimeout"),
        (httpx.Response(200, text="<html>"), 1, 200, "no JSON"),
    ],
)
def test_what_does_not_pass_is_an_error_in_words(answer: httpx.Response | Exception, tries: int, status: int, said: str) -> None:
    server = Server(answer)
    with pytest.raises(ApiError, match=said) as caught:
        server.api.request("PATCH", "/x", {})
    assert (server.asked, caught.value.status) == (tries, status)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("answer", "tries"), [(httpx.ReadTimeout("slow"), 1), (httpx.Response(502), 1), (httpx.ConnectError("no"), TRIES)])
def test_what_may_have_had_its_effect_is_not_repeated_blindly(answer: httpx.Response | Exception, tries: int) -> None:
    server = Server(answer)
    with pytest.raises(ApiError) as caught:
        server.api.request("POST", "/x", {}, again=False)
    assert (server.asked, caught.value.unsure) == (tries, tries == 1)


def test_errors_of_graphql_come_with_status_200() -> None:
    server = Server(httpx.Response(200, json={"data": {"a": None}, "errors": [{"type": "FORBIDDEN", "message": "not accessible"}]}))
    with pytest.raises(ApiError, match="not accessible"):
        server.api.query("query { a }")


# What a comment says


def commented(source: str, *suggestions: Suggestion, changes: tuple[Change, ...] = (Change(1, 99),), **own: object) -> Comment:
    document = read_text(source, "docs/new.md")
    found = replace(finding(source, suggestions=suggestions), **own)
    (comment,) = review.comments([Report(document, (found,))], {"docs/new.md": changes})
    return comment


def rewrite(source: str, text: str, words: str = BLAME, **more: tuple[str, ...]) -> Suggestion:
    start = source.index(words)
    return Suggestion("rewrite", text, Span(start, start + len(words)), **more)


def test_rewrite_that_nobody_has_to_fill_in_is_a_suggested_change() -> None:
    source = f"# Cause\n\n- It was late. {BLAME} It took an hour.\n"
    open_ended = rewrite(source, "Code with ⟨which defect⟩ was pushed.", slots=("which defect",))
    comment = commented(source, open_ended, rewrite(source, "The pipeline accepted a `null`.", dropped=("John",)))
    assert (comment.first, comment.last) == (3, 3)
    assert "```suggestion\n- It was late. The pipeline accepted a `null`. It took an hour.\n```\n\nThis leaves out: John\n" in comment.body
    assert "which defect" not in comment.body


def test_rewrite_with_slots_is_quoted() -> None:
    source = f"{BLAME}\n"
    comment = commented(source, rewrite(source, "Code with ⟨which defect⟩ was pushed by @alice.", slots=("which defect",)))
    assert "suggestion" not in comment.body
    assert "Instead:\n> Code with ⟨which defect⟩ was pushed by @\u200balice." in comment.body


def test_fence_is_longer_than_what_it_holds() -> None:
    source = f"{BLAME} See ```` in the log.\n"
    assert "`````suggestion\nIt was accepted. See ```` in the log.\n`````" in commented(source, rewrite(source, "It was accepted.")).body


def test_a_line_that_is_left_empty_goes_whole() -> None:
    source = f"- One.\n- {BLAME}\n- Two.\n"
    start = source.index(BLAME)
    comment = commented(source, Suggestion("delete", "", Span(start, start + len(BLAME))))
    assert (comment.first, comment.last) == (2, 2)
    assert "```suggestion\n```" in comment.body


def test_sentence_over_lines_is_replaced_with_all_of_them() -> None:
    source = "One.\nJohn pushed\nbad code.\nTwo.\n"
    start = source.index("John")
    span = Span(start, start + len(BLAME))
    document = read_text(source, "docs/new.md")
    found = replace(
        finding(f"{BLAME}\n"), span=span, sentence=span, suggestions=(Suggestion("rewrite", "The pipeline accepted it.", span),)
    )
    (comment,) = review.comments([Report(document, (found,))], {"docs/new.md": (Change(2, 2),)})
    assert (comment.first, comment.last) == (2, 3)
    assert "```suggestion\nThe pipeline accepted it.\n```" in comment.body


def test_lone_carriage_returns_end_no_line_for_git() -> None:
    source = f"One.\rTwo.\n\n{BLAME}\n"
    assert commented(source).last == 3


def test_comment_stays_within_what_the_diff_shows() -> None:
    source = "\n".join([*("Line." for _ in range(20)), BLAME, ""])
    assert commented(source, changes=(Change(24, 24),)).last == 21
    assert commented(source, changes=(Change(17.5, 17.5),)).last == 0
    assert commented(source, changes=(Change(18.5, 18.5),)).last == 21
    assert commented(source, changes=(WHOLE,)).last == 0


# What a later run does


def comment(fingerprint: str, *, path: str = "a.md", last: int = 3, body: str = "words") -> Comment:
    return Comment(path, fingerprint, last, last, body)


def thread(fingerprint: str, *, path: str = "a.md", body: str = "words", **more: bool) -> Thread:
    states = {"gone": False, "resolved": False, "minimized": False, "can_resolve": False, "can_unresolve": False}
    return Thread(id="T", comment="C", path=path, fingerprint=fingerprint, body=body, **(states | more))


def test_plan_of_a_first_and_of_a_second_run() -> None:
    one, two = comment("1"), comment("2", last=0)
    assert review.planned([one, two], []).new == (one,)
    plan = review.planned([one], [thread("1")])
    assert (plan.new, plan.reworded, plan.gone, plan.back) == ((), (), (), ())
    assert [each.body for _, each in review.planned([comment("1", body="new words")], [thread("1")]).reworded] == ["new words"]


def test_same_sentence_in_two_files() -> None:
    here, there = comment("1"), comment("1", path="b.md")
    assert review.planned([here, there], [thread("1", path="b.md")]).new == (here,)
    assert review.planned([there], [thread("1")]).new == ()


def test_gone_and_back() -> None:
    assert review.planned([], [thread("1"), thread("2", gone=True)]).gone == (thread("1"),)
    assert review.planned([], [thread("1")], unread=frozenset({"a.md"})).gone == ()
    (pair,) = review.planned([comment("1")], [thread("1", gone=True, minimized=True)]).back
    assert pair == (thread("1", gone=True, minimized=True), comment("1"))


def test_open_comments_have_a_limit() -> None:
    wanted = [comment(str(number)) for number in range(40)]
    there = [thread(str(number), resolved=number < 3) for number in range(12)]
    assert len(review.planned(wanted, there).new) == review.MAX_COMMENTS - 9


def test_most_severe_first() -> None:
    source = f"{BLAME}\n"
    document = Document("a.md", source, source, ())
    found = tuple(replace(finding(source, severity=severity), message=str(severity)) for severity in (Severity.INFO, Severity.ERROR))
    bodies = [each.body for each in review.comments([Report(document, found)], {"a.md": (Change(1, 1),)})]
    assert [body.startswith("**error**") for body in bodies] == [True, False]
