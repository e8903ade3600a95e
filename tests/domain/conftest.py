"""What the tests of the rules begin with."""

import pytest

from tests.domain.deciding import COMMITMENT, report
from tests.telling import Story, rumor


@pytest.fixture
def told(story: Story) -> Story:
    """One report is in: two claims of the Journal."""
    story.tell({"deal": story.deal, **report(rumor(COMMITMENT), rumor("round.size = $100bn"))})
    return story
