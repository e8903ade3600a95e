"""What all tests share."""

import pytest

from tests.telling import Story


@pytest.fixture
def story() -> Story:
    """A funding round in US dollars, nothing reported yet."""
    return Story()
