"""The API under requests that nobody thought of, made from its own OpenAPI document."""

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.specs.openapi import checks

from cli.web.app import make_app
from cli.web.openapi import openapi
from cli.web.safety import Door
from tests.cli.desk import Desk
from tests.web.conftest import TOKEN

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

HELD: list[CheckFunction] = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]


class _Served:
    """The page of a ledger that is there only once the tests run."""

    app: "ASGIApp"

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        await self.app(scope, receive, send)


SERVED = _Served()
SCHEMA = schemathesis.openapi.from_dict(openapi())
SCHEMA.app = SERVED


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A small ledger behind the API, in this process."""
    desk = Desk(tmp_path_factory.mktemp("always"))
    SERVED.app = make_app(desk.place, Door(port=80, token=TOKEN))


@pytest.mark.usefixtures("served")
@SCHEMA.parametrize()
@settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_asked_the_answer_is_one_that_is_declared(case: Any) -> None:
    case.call_and_validate(
        base_url="http://localhost", headers={"authorization": f"Bearer {TOKEN}"}, checks=HELD
    )
