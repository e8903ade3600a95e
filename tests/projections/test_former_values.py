"""What a report gives as the former value: when it holds, and what it displaces."""

import pytest

from tests.telling import Story, change, confirm, deny, rumor


def test_a_former_value_holds_for_the_time_before_where_nothing_else_does(story: Story) -> None:
    story.report(
        "bid",
        "2026-03-10",
        change("bid-a.price_per_share = $61.50", was="$58", effective="2026-03-04"),
    )
    assert story.value("bid-a.price_per_share", true_at="2026-03-01") == "$58 a share"
    assert story.value("bid-a.price_per_share") == "$61.50 a share"
    assert story.words("bid-a.price_per_share") == ["opens*", "moves*"]


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ({"published": "2026-03-05/2026-03-07"}, "../2026-03-07"),
        ({"published": "2026-03-06", "effective": "2026-03-05/2026-03-07"}, "../2026-03-05"),
        ({"published": "2026-03-01", "effective": "2026-03-05/2026-03-07"}, "../2026-03-07"),
        ({"published": "2026-03-09", "effective": "../2026-03-07"}, "../2026-03-07"),
    ],
)
def test_a_former_value_holds_until_the_window_from_which_the_new_one_counts(
    story: Story, told: dict[str, str], until: str
) -> None:
    dated = {"effective": told["effective"]} if "effective" in told else {}
    story.official(
        "bid", told["published"], change("bid-a.price_per_share = $61.50", was="$58", **dated)
    )
    assert story.figure("bid-a.price_per_share", true_at="2026-03-01").since == until


def test_a_former_value_holds_no_earlier_than_another_claim_says_that_it_began(
    story: Story,
) -> None:
    price = "bid-a.price_per_share"
    story.official("target", "2025-03-07", confirm(f"{price} = $60", effective="2025-02-28"))
    story.official("bidder", "2025-03-20", change(f"{price} = $61.50", was="$60"))
    before = story.figure(price, as_of="2025-06-10", true_at="2025-01-31")
    assert (before.value, before.standing) == (None, "scheduled")


def test_a_former_value_displaces_nothing_that_names_it(story: Story) -> None:
    story.official("a", "2026-01-06", change("round.size = $60bn", stage="in_talks", was="$50bn"))
    assert (story.value("round.size"), story.standing("round.size")) == ("$60bn", "confirmed")
    assert story.value("round.size", true_at="2026-01-05") == "$50bn"
    assert story.words("round.size") == ["opens*", "moves*"]


def test_who_named_a_former_value_can_take_it_back(story: Story) -> None:
    price = "bid-a.price_per_share"
    story.official("b", "2026-03-04", change(f"{price} = $61.50", was="$58"), source="Bidder")
    story.official("b2", "2026-03-05", deny(f"{price} = $58"), source="Bidder")
    assert story.standing(price, true_at="2026-02-25") == "denied"


def test_a_former_value_holds_where_what_was_said_before_was_denied(story: Story) -> None:
    price = "bid-a.price_per_share"
    story.report("r", "2026-02-20", rumor(f"{price} = $59", stage="offered"))
    story.official("d", "2026-02-22", deny(f"{price} = $59"))
    story.official("b", "2026-03-04", change(f"{price} = $61.50", was="$58", stage="offered"))
    before = story.figure(price, true_at="2026-02-25")
    assert before.value is not None
    assert before.value["amount"] == "58"
