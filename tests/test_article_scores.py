"""How much of the labelled articles a draft finds stays as good as it is."""

import pytest

from benchmarks.articles import Outcome, outcomes, score
from benchmarks.drafting import draft
from benchmarks.labels import articles

FLOORS = {  # recall and precision of figures; recall and precision of stages
    "open": (0.85, 0.97, 0.74, 0.95),
    "held": (0.53, 0.95, 0.33, 0.90),
    "second": (0.45, 0.87, 0.20, 0.78),
}


@pytest.fixture(scope="module")
def read() -> dict[str, list[Outcome]]:
    """What a draft makes of every article, by the set."""
    return {name: outcomes(articles(sets=(name,)), draft) for name in FLOORS}


@pytest.mark.parametrize("name", FLOORS)
def test_a_draft_finds_as_much_as_before_and_is_no_more_often_wrong(
    name: str, read: dict[str, list[Outcome]]
) -> None:
    figures, stages = score(read[name], "figure"), score(read[name], "stage")
    found = (figures.recall, figures.precision, stages.recall, stages.precision)
    assert all(have >= least for have, least in zip(found, FLOORS[name], strict=True)), found
