"""What all tests share."""

from collections.abc import Iterator

import pytest

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
