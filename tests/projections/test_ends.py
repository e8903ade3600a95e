"""Who withdrew, came back, was overtaken or replaced, and what becomes of the figures."""

import pytest

from domain.values import text
from tests.telling import Story, change, confirm, deny, rumor


def test_a_figure_whose_investor_withdrew_keeps_its_value_as_withdrawn(story: Story) -> None:
    story.report("wsj", "2025-12-18", rumor("disney.commitment = $1bn", stage="agreed"))
    story.official("disney", "2026-03-24", confirm("disney.stage = withdrawn"))
    assert story.value("disney.commitment") == "$1bn"
    assert story.standing("disney.commitment") == "withdrawn"


def test_a_rumoured_end_does_not_withdraw_a_figure_on_the_record(story: Story) -> None:
    story.official("disney", "2026-03-24", confirm("disney.commitment = $1bn", stage="agreed"))
    story.report("blog", "2026-05-01", rumor("disney.stage = withdrawn"), sourcing="aggregated")
    assert story.standing("disney.commitment") == "confirmed"


@pytest.mark.parametrize(
    ("sourcing", "stage", "standing", "whys"),
    [
        ("anonymous_plural", "agreed", "contested", ["contests"]),
        ("anonymous_plural", "in_talks", "confirmed", ["proposed"]),
        ("aggregated", "agreed", "confirmed", []),
    ],
)
def test_an_amount_rumoured_after_an_end_counts_as_if_it_spoke_of_the_stage(
    story: Story, sourcing: str, stage: str, standing: str, whys: list[str]
) -> None:
    party = {"disney": {"kind": "party"}}
    story.official("out", "2026-03-24", confirm("disney.stage = withdrawn"), elements=party)
    amount = rumor("disney.commitment = $2bn", stage=stage)
    story.report("back", "2026-05-01", amount, sourcing=sourcing)
    figure = story.figure("disney.stage")
    assert (text(figure.value), figure.standing) == ("withdrawn", standing)
    assert [each.why for each in figure.challengers] == whys
    coverage = [text(each.value) for each in story.state().derived]
    assert coverage == (["up to $2bn"] * 2 if standing == "contested" else [])


def test_an_investor_who_comes_back_is_no_longer_withdrawn(story: Story) -> None:
    story.official(
        "a",
        "2026-03-24",
        confirm("disney.stage = withdrawn"),
        elements={"disney": {"kind": "party"}},
    )
    story.official("b", "2026-05-01", confirm("disney.commitment = $2bn", stage="agreed"))
    assert story.standing("disney.commitment") == "confirmed"
    story.official(
        "c", "2026-05-02", confirm("mgx.stage = withdrawn"), elements={"mgx": {"kind": "party"}}
    )
    story.official("d", "2026-05-20", confirm("mgx.stage = in_talks"))
    assert story.value("mgx.stage") == "in talks"


def test_the_figures_of_an_offer_that_was_overtaken_or_replaced_are_withdrawn() -> None:
    story = Story("acquisition")
    for offer, price in (("bid-a", "$60"), ("bid-b", "$65")):
        said = confirm(f"{offer}.price_per_share = {price}", stage="offered")
        story.official(offer, "2026-01-05", said)
    story.official("accepts", "2026-02-02", confirm("deal.accepted_offer = bid-b"))
    assert story.standing("bid-a.price_per_share") == "confirmed"
    closing = story.official("closing", "2026-06-29", confirm("deal.stage = closed"))
    assert story.standing("bid-a.price_per_share") == "withdrawn"
    assert story.standing("bid-b.price_per_share") == "confirmed"
    story.fix(undo=[str(number) for number in closing])
    story.official("replaces", "2026-03-01", confirm("bid-b.replaced_by = bid-a"))
    assert story.standing("bid-a.price_per_share") == "confirmed"
    assert story.standing("bid-b.price_per_share") == "withdrawn"
    story.official("denies", "2026-03-01", deny("bid-b.replaced_by = bid-a"))
    assert story.standing("bid-b.price_per_share") == "confirmed"


def test_a_disputed_end_is_not_settled_by_what_took_its_place(story: Story) -> None:
    parties = {each: {"kind": "party"} for each in ("orme", "kestrel")}
    amount = confirm("orme.commitment = $80m", stage="agreed")
    story.official("in", "2026-02-01", amount, elements=parties)
    gone = confirm("orme.stage = withdrawn"), confirm("orme.replaced_by = kestrel")
    story.official("out", "2026-03-03", *gone, source="Company")
    assert story.standing("orme.commitment") == "withdrawn"
    story.official("no", "2026-03-04", deny("orme.stage = withdrawn"), source="Orme")
    assert story.standing("orme.commitment") == "confirmed"


def test_the_facts_about_an_end_are_no_figures_that_end_with_it(story: Story) -> None:
    story.official("filing", "2025-02-10", confirm("orme.commitment = $80m", stage="agreed"))
    story.official(
        "out",
        "2025-03-03",
        change("orme.stage = withdrawn"),
        confirm("orme.replaced_by = kestrel"),
        confirm("orme.reason = no committee approval"),
        elements={"kestrel": {"kind": "party"}},
    )
    assert story.standing("orme.commitment") == "withdrawn"
    assert story.standing("orme.replaced_by") == "confirmed"
    assert story.standing("orme.reason") == "confirmed"
