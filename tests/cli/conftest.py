"""What the tests of the verbs share."""

import pytest

from tests.cli.desk import Desk
from tests.conftest import STORES


@pytest.fixture(params=STORES)
def either_store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test is run at a desk with a file, and again at one with a team's database."""
    if request.param == "postgresql":
        monkeypatch.setattr(Desk, "server", request.getfixturevalue("server"))
