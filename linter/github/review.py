"""The review on a pull request: a comment for each finding whose lines the pull request shows, kept up to date from run to run.

A comment ends with a mark that names its finding, so that no finding is commented on twice. When the finding goes, its comment says so
and is closed; when it comes back, the comment is opened again. Nothing is ever deleted, and what a person closed stays closed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linter.changes import Change
from linter.document import Document
from linter.finding import Finding, Suggestion
from linter.formats._shared import count
from linter.formats.markdown import escaped
from linter.github.api import Api, ApiError
from linter.report import Report
from linter.rewrite.edit import edited, is_cited

MAX_COMMENTS = 30
"""Open comments on a pull request: more are not read. The others stand in the summary."""
MAX_OPTIONS = 3
CONTEXT = 3
"""Lines around a change that GitHub shows and takes comments on."""
TRIES = 3

REVIEW_MARK = "<!-- blamelint:review -->"
_MARK = re.compile(r"<!-- blamelint:([0-9a-f]{16})(:gone)? -->\Z")
_SUGGESTION = re.compile(r"^(`{3,})suggestion$", re.MULTILINE)
PAUSE = 2.0
"""Seconds until the server shows what it was asked to write."""

THREADS = """
query($owner: String!, $name: String!, $number: Int!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      headRefOid
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id path isResolved viewerCanResolve viewerCanUnresolve
          comments(first: 1) { nodes { id body isMinimized viewerDidAuthor author { login } } }
        }
      }
      reviews(last: 100) { nodes { id body isMinimized viewerDidAuthor author { login } } }
    }
  }
}
"""
UPDATE = """
mutation($id: ID!, $body: String!) {
  updatePullRequestReviewComment(input: {pullRequestReviewCommentId: $id, body: $body}) { pullRequestReviewComment { id } }
}
"""
RESOLVE = "mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { isResolved } } }"
UNRESOLVE = "mutation($id: ID!) { unresolveReviewThread(input: {threadId: $id}) { thread { isResolved } } }"
MINIMIZE = """
mutation($id: ID!, $why: ReportedContentClassifiers!) {
  minimizeComment(input: {subjectId: $id, classifier: $why}) { minimizedComment { isMinimized } }
}
"""
UNMINIMIZE = "mutation($id: ID!) { unminimizeComment(input: {subjectId: $id}) { unminimizedComment { isMinimized } } }"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment to be. `first` and `last` are lines of the file as git counts them; `last` is 0 where the diff doesn't show the place."""

    path: str
    fingerprint: str
    first: int
    last: int
    body: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment of ours that is there. `comment` names it, `id` its thread."""

    id: str
    comment: str
    path: str
    fingerprint: str
    body: str
    gone: bool
    resolved: bool
    minimized: bool
    can_resolve: bool
    can_unresolve: bool


@dataclass(frozen=True, slots=True)
class State:
    """What is on a pull request. `reviews` are the bodies of reviews of ours that are not minimised yet."""

    head: str
    threads: tuple[Thread, ...]
    reviews: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to do: comments to post, threads whose comment has other words now, threads to close, and to open again."""

    new: tuple[Comment, ...]
    reworded: tuple[tuple[Thread, Comment], ...]
    gone: tuple[Thread, ...]
    back: tuple[tuple[Thread, Comment], ...]


def comments(reports: Iterable[Report], changes: Mapping[str, Sequence[Change]]) -> Iterator[Comment]:
    """A comment for each finding, the most severe first."""
    found = [(report.document, finding) for report in reports for finding in report.findings]
    for document, finding in sorted(found, key=lambda each: -each[1].severity):
        yield _comment(document, finding, changes.get(document.path, ()))


def planned(wanted: Sequence[Comment], threads: Iterable[Thread], *, unread: frozenset[str] = frozenset()) -> Plan:
    """What makes the threads say what is wanted. Threads in files that could not be read stay as they are."""
    left = list(threads)
    pairs: dict[Comment, Thread] = {}
    # By path first: the same sentence may stand in two files. Then without, since files are renamed.
    for is_same in (_is_in_place, _is_moved):
        for comment in wanted:
            thread = next((each for each in left if is_same(each, comment)), None) if comment not in pairs else None
            if thread is not None:
                pairs[comment] = thread
                left.remove(thread)
    is_open = sum(not (thread.resolved or thread.minimized) for thread in pairs.values())
    placed = [comment for comment in wanted if comment.last and comment not in pairs]
    return Plan(
        new=tuple(placed[: max(MAX_COMMENTS - is_open, 0)]),
        reworded=tuple((thread, comment) for comment, thread in pairs.items() if not thread.gone and thread.body != comment.body),
        gone=tuple(thread for thread in left if not thread.gone and thread.path not in unread),
        back=tuple((thread, comment) for comment, thread in pairs.items() if thread.gone),
    )


def synced(
    api: Api, repository: str, number: int, head: str, wanted: Sequence[Comment], *, run: str = "", unread: frozenset[str] = frozenset()
) -> Plan:
    """Bring the review on a pull request up to date; what was planned in the end. Raises ApiError.

    Where the server leaves it open whether a review was posted, what is there is read again before another try.
    """
    for attempt in range(TRIES):
        now = state(api, repository, number)
        if now.head != head:
            raise ApiError(f"the pull request has moved on to {now.head[:12]}, whose own run comments on it")
        plan = planned(wanted, now.threads, unread=unread)
        try:
            if plan.new:
                _post(api, repository, number, head, plan.new, found=len(wanted), run=run)
            break
        except ApiError as error:
            if not error.unsure or attempt == TRIES - 1:
                raise
            api.pause(PAUSE)
    _update(api, plan)
    if plan.new or not wanted:
        for review in now.reviews:
            api.query(MINIMIZE, id=review, why="OUTDATED")
    return plan


def state(api: Api, repository: str, number: int) -> State:
    """What is on a pull request that is ours. Raises ApiError."""
    owner, _, name = repository.partition("/")
    threads: list[Thread] = []
    after = None
    while True:
        data = api.query(THREADS, owner=owner, name=name, number=number, after=after)
        pull = (data["repository"] or {}).get("pullRequest")
        if pull is None:
            raise ApiError(f"there is no pull request {number} in {repository}", status=404)
        viewer = data["viewer"]["login"]
        page = pull["reviewThreads"]
        threads += filter(None, (_thread(node, viewer) for node in page["nodes"]))
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    reviews = (each for each in pull["reviews"]["nodes"] if REVIEW_MARK in each["body"] and _is_ours(each, viewer))
    return State(pull["headRefOid"], tuple(threads), tuple(each["id"] for each in reviews if not each["isMinimized"]))


def _thread(node: Mapping[str, Any], viewer: str) -> Thread | None:
    """A thread that begins with a comment of ours."""
    first = next(iter(node["comments"]["nodes"]), None)
    mark = _MARK.search(first["body"].rstrip()) if first else None
    if first is None or mark is None or not _is_ours(first, viewer):
        return None
    return Thread(
        id=node["id"],
        comment=first["id"],
        path=node["path"],
        fingerprint=mark[1],
        body=first["body"].replace("\r\n", "\n"),
        gone=bool(mark[2]),
        resolved=node["isResolved"],
        minimized=first["isMinimized"],
        can_resolve=node["viewerCanResolve"],
        can_unresolve=node["viewerCanUnresolve"],
    )


def _is_ours(node: Mapping[str, Any], viewer: str) -> bool:
    """Whether we wrote it, and not somebody who quotes us. A bot is called "name[bot]" as a viewer and "name" as an author."""
    author = (node["author"] or {}).get("login", "")
    return bool(node["viewerDidAuthor"]) or author.removesuffix("[bot]") == viewer.removesuffix("[bot]")


def _is_in_place(thread: Thread, comment: Comment) -> bool:
    return thread.fingerprint == comment.fingerprint and thread.path == comment.path


def _is_moved(thread: Thread, comment: Comment) -> bool:
    return thread.fingerprint == comment.fingerprint


def _post(api: Api, repository: str, number: int, head: str, new: Sequence[Comment], *, found: int, run: str) -> None:
    body = {
        "commit_id": head,
        "event": "COMMENT",
        "body": _body(len(new), found, run),
        "comments": [_placed(comment) for comment in new],
    }
    api.request("POST", f"/repos/{repository}/pulls/{number}/reviews", body, again=False)


def _placed(comment: Comment) -> dict[str, Any]:
    start = {"start_line": comment.first, "start_side": "RIGHT"} if comment.first < comment.last else {}
    return {"path": comment.path, "body": comment.body, "line": comment.last, "side": "RIGHT", **start}


def _body(new: int, found: int, run: str) -> str:
    places = f"{count(found, 'place')} in this change {'reads' if found == 1 else 'read'}"
    text = f"{places} as blame, or as an action on a person. Each is a place to ask what made it possible."
    if new < found:
        where = f"[the summary of the run]({run})" if run else "the summary of the run"
        text += f" {new} {'is' if new == 1 else 'are'} commented on here, all are in {where}."
    return f"{text}\n\n{REVIEW_MARK}"


def _update(api: Api, plan: Plan) -> None:
    def write(thread: Thread, body: str) -> None:
        api.query(UPDATE, id=thread.comment, body=body)

    for thread, comment in plan.reworded:
        write(thread, comment.body)
    for thread in plan.gone:
        # First the words: should the rest be refused, the next run must not begin anew.
        write(thread, _gone(thread))
        if thread.can_resolve and not thread.resolved:
            api.query(RESOLVE, id=thread.id)
        elif not (thread.resolved or thread.minimized):
            api.query(MINIMIZE, id=thread.comment, why="RESOLVED")
    for thread, comment in plan.back:
        write(thread, comment.body)
        if thread.resolved and thread.can_unresolve:
            api.query(UNRESOLVE, id=thread.id)
        if thread.minimized:
            api.query(UNMINIMIZE, id=thread.comment)


def _gone(thread: Thread) -> str:
    """What a comment says whose finding is gone. Its suggestion can't be applied any more."""
    said = _SUGGESTION.sub(r"\1text", _MARK.sub("", thread.body)).strip()
    parts = ("No longer found, thank you.", "<details><summary>It said</summary>", said, "</details>", _mark(thread.fingerprint, gone=True))
    return "\n\n".join(parts)


def _mark(fingerprint: str, *, gone: bool = False) -> str:
    return f"<!-- blamelint:{fingerprint}{':gone' if gone else ''} -->"


def _comment(document: Document, finding: Finding, changes: Sequence[Change]) -> Comment:
    first, last = _lines(document, min(finding.sentence.start, finding.span.start), max(finding.sentence.end, finding.span.end))
    shown = next((part for part in _shown(changes) if part[0] <= last and first <= part[1]), None)
    chosen = next((each for each in finding.suggestions if each.kind != "option" and not each.slots and not is_cited(each)), None)
    block = ""
    if shown is not None:
        is_whole = shown[0] <= first and last <= shown[1]
        first, last = max(first, shown[0]), min(last, shown[1])
        if chosen is not None and is_whole and (first, last) == _lines(document, chosen.span.start, chosen.span.end):
            block = _block(document, chosen, first, last)
    return Comment(document.path, finding.fingerprint, first, last if shown else 0, "\n\n".join(_words(finding, chosen, block)))


def _words(finding: Finding, chosen: Suggestion | None, block: str) -> Iterator[str]:
    """The parts of a comment, with its mark last."""
    yield f"**{escaped(finding.message)}** `{finding.code}` {finding.name}, {finding.severity}"
    if finding.question:
        yield f"Ask: {escaped(finding.question)}"
    offered = chosen if block else next((each for each in finding.suggestions if each.kind != "option"), None)
    if block:
        yield block
    elif offered is not None:
        yield "Instead: leave it out." if offered.kind == "delete" else f"Instead:\n> {escaped(offered.text)}"
    if offered is not None and offered.dropped:
        yield f"This leaves out: {escaped(', '.join(offered.dropped))}"
    options = [each for each in finding.suggestions if each.kind == "option"][:MAX_OPTIONS]
    if options:
        lines = (f"- {escaped(each.text)}" + (f" ({each.tier})" if each.tier else "") for each in options)
        yield "\n".join(("Options:", *lines))
    yield f"<sub>To let it stand: `<!-- blamelint: ignore[{finding.name}] the reason -->`</sub>"
    yield _mark(finding.fingerprint)


def _block(document: Document, chosen: Suggestion, first: int, last: int) -> str:
    """A suggested change of the lines `first` to `last`; "" where it would change nothing."""
    starts = [0, *(match.end() for match in re.finditer("\n", document.source)), len(document.source)]
    start, end = starts[first - 1], starts[last]
    before = document.source[start:end]
    length = len(document.source) - len(before)
    after = edited(document.source, [chosen])[start : -(length - start) or None]
    if after == before:
        return ""
    after = after.replace("\r\n", "\n")
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", after)), default=0))
    return f"{fence}suggestion\n{after}{'' if after.endswith(chr(10)) or not after else chr(10)}{fence}"


def _lines(document: Document, start: int, end: int) -> tuple[int, int]:
    """The lines that a range touches as git counts them: a lone CR ends none."""
    first = document.source.count("\n", 0, start) + 1
    return first, first + document.source.count("\n", start, max(end - 1, start))


def _shown(changes: Iterable[Change]) -> list[tuple[int, int]]:
    """The lines that a diff shows, as ranges: the changed ones and those around them."""
    ranges: list[tuple[int, int]] = []
    for change in changes:
        if math.isinf(change.last):
            continue
        first, last = max(math.ceil(change.first - CONTEXT), 1), math.floor(change.last + CONTEXT)
        if ranges and first <= ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], max(last, ranges[-1][1]))
        else:
            ranges.append((first, last))
    return ranges
