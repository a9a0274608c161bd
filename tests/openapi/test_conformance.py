"""Made-up requests to every operation of the OpenAPI document: no 5xx, and nothing that the document does not say.

`make openapi` (OPENAPI_EXAMPLES=200) asks more, and other things every time; the default asks the same few every time.
"""

from __future__ import annotations

import os

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = int(os.environ.get("OPENAPI_EXAMPLES", "0"))
FEW = 4
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
AS_PROMISED = settings(
    max_examples=EXAMPLES or FEW,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class Asker:
    """Sends cases with the keys that their operations want, half of them with names that are known."""

    def __init__(self, world, keys) -> None:
        self.world, self.keys = world, keys
        self.session = requests.Session()
        self.statuses: dict[str, set[int]] = {}

    def ask(self, case) -> None:
        for part in (case.path_parameters, case.query, case.body):
            if isinstance(part, dict):
                self._use_known_names(part)
        response = case.call(base_url=self.world.address, session=self.session, headers=self._key(case))
        self.statuses.setdefault(case.operation.label, set()).add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    def _use_known_names(self, part: dict) -> None:
        for name, value in part.items():
            if name in self.world.known and len(repr(value)) % 2:
                part[name] = self.world.known[name]

    def _key(self, case) -> dict[str, str]:
        kinds = [kind for one in case.operation.definition.raw.get("security", ()) for kind in one]
        holders = [headers for kind in kinds for headers in self.keys.get(kind, ())]
        if case.operation.path == "/v1/keys/rotate":  # a rotated key ends
            return {"Authorization": f"Bearer {self.world.monitor.registry.issue_key('platform-1', 0)}"}
        return holders[len(repr(case.body)) % len(holders)] if holders else {}


def asked(asker: Asker, operation, mode: GenerationMode) -> None:
    """Raise what is wrong with the answers."""

    @AS_PROMISED
    @given(case=operation.as_strategy(generation_mode=mode))
    def every(case) -> None:
        asker.ask(case)

    every()


@pytest.mark.timeout(5_400 if EXAMPLES else 600)  # a mark outdoes the command line
def test_every_operation_answers_as_the_document_says(world, keys, document):
    asker = Asker(world, keys)
    wrong = []
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                asked(asker, operation, mode)
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE, operation.label  # there is nothing to get wrong in it
            except (FailureGroup, AssertionError) as error:
                wrong.append(f"{operation.label} ({mode.value}): {error}")

    assert wrong == [], "\n\n".join(wrong)
    silent = {label for label, said in asker.statuses.items() if not said - {401, 403, 404, 422}}
    assert len(silent) < len(asker.statuses) / 2, silent
