"""Requests made up from the OpenAPI description, right and wrong ones: none makes the service fail, and answers are as described."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("fastapi", reason="the extra [api] is not installed")
pytest.importorskip("schemathesis", reason="schemathesis is not installed")

import hypothesis
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from service import RULES_ALONE, serving

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.BaseSchema]:
    folder = tmp_path_factory.mktemp("service")
    rules = folder / "rules.toml"
    rules.write_text(RULES_ALONE)
    with serving(folder, "--config", str(rules)) as client:
        yield schemathesis.openapi.from_url(f"{client.base_url}/openapi.json")


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_no_request_makes_the_service_fail(description: schemathesis.BaseSchema, mode: schemathesis.GenerationMode) -> None:
    tried = []
    for operation in (each.ok() for each in description.get_all_operations()):

        @hypothesis.settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck))
        @hypothesis.given(operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        try:
            ask()
        except hypothesis.errors.Unsatisfiable:
            continue  # an operation without parameters takes no wrong one
        tried.append(operation.label)
    assert {"POST /v1/lint", "POST /v1/rewrite", "POST /v1/text"} <= set(tried)
