"""What the tests of the page share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cli.web.app import make_app
from cli.web.safety import Door
from tests.cli.desk import Desk

SHIPPED = Path(__file__).parents[2] / "events.db"
TOKEN = "t" * 43
PORT = 8321
HOST = f"127.0.0.1:{PORT}"


def reader(where: str | Path, **door: bool) -> TestClient:
    """A browser at the page of a ledger, without the token."""
    app = make_app(str(where), Door(port=PORT, token=TOKEN, **door))
    return TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A small ledger of two deals."""
    return Desk(tmp_path)


@pytest.fixture
def small(desk: Desk) -> Iterator[TestClient]:
    """A browser at its page."""
    with reader(desk.place) as client:
        yield client


@pytest.fixture(scope="session")
def shipped() -> Iterator[TestClient]:
    """A browser at the page of the shipped ledger."""
    with reader(SHIPPED) as client:
        yield client
