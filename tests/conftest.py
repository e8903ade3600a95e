"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import Missing, Server
from tests.telling import Story


@pytest.fixture(autouse=True, scope="session")
def _state_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests leave nothing in the state folder of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEALTRAIL_STATE", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture
def story() -> Story:
    """A funding round in US dollars, nothing reported yet."""
    return Story()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server for this run."""
    running = _running()
    yield running
    running.remove()


@pytest.fixture
def durable_server() -> Iterator[Server]:
    """One for a test that stops it as a crash would."""
    running = _running(durable=True)
    yield running
    running.remove()


def _running(*, durable: bool = False) -> Server:
    """A server that runs; where none is installed, the test is skipped.

    Not so in continuous integration: there it fails.
    """
    try:
        return Server.start(durable=durable)
    except Missing as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(reason))


STORES = ("file", "postgresql")
file_only = pytest.mark.parametrize("place", ["file"], indirect=True)
"""For a test of what only a file can be."""


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger may be made: a file that is not there yet, then an empty database."""
    if request.param == "file":
        return str(tmp_path / "events.db")
    running: Server = request.getfixturevalue("server")
    return running.database()
