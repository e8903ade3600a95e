"""What is odd and kept: warnings for who logs it."""

from typing import Any

import pytest

from tests.domain.deciding import decision, report
from tests.telling import Story, deny, rumor


@pytest.fixture
def sale() -> Story:
    story = Story("acquisition")
    parties = {each: {"kind": "party"} for each in ("fund", "bidco", "family")}
    story.report("r1", "2026-01-01", rumor("deal.seller = family, fund"), elements=parties)
    return story


def roles(story: Story, *claims: Any) -> list[str]:
    found = decision(story, **report(*claims, id="ft", published="2026-02-01"))
    return [each for each in found.warnings if each.startswith("W-ROLE")]


@pytest.mark.parametrize("field", ["deal.acquirer", "bid-a.bidder"])
def test_a_party_that_buys_and_sells_is_pointed_out(sale: Story, field: str) -> None:
    (told,) = roles(sale, rumor(f"{field} = bidco, family"))
    assert f"family is {field} in ft#1 and deal.seller in r1#1" in told


def test_the_two_sides_in_one_report_are_pointed_out_once(sale: Story) -> None:
    both = (rumor("deal.acquirer = bidco"), rumor("deal.seller = bidco"))
    (told,) = roles(sale, *both)
    assert "bidco is deal.seller in ft#2 and deal.acquirer in ft#1" in told
    sale.report("x", "2026-01-15", *both)
    assert roles(sale, rumor("bid-a.bidder = bidco")) == [], "it was told of then"


def test_a_side_that_is_denied_or_was_withdrawn_is_none(sale: Story) -> None:
    assert roles(sale, deny("deal.acquirer = family")) == []
    sale.fix(withdraw="r1#1")
    assert roles(sale, rumor("deal.acquirer = family")) == []


def test_an_amended_side_counts_as_it_reads_now(sale: Story) -> None:
    sale.fix(amend="r1#1", claim=rumor("deal.seller = bidco"))
    assert roles(sale, rumor("deal.acquirer = family")) == []
    (told,) = roles(sale, rumor("deal.acquirer = bidco"))
    assert "bidco" in told


def test_ids_that_are_one_are_one_party(sale: Story) -> None:
    sale.fix(identify=["bidco", "family"])
    assert len(roles(sale, rumor("deal.acquirer = bidco"))) == 1
