"""Two states of a deal compared."""

from collections.abc import Iterable
from itertools import pairwise

from domain.values import text
from projections.diff import Difference, diff, diff_json
from projections.figures import state
from projections.relations import Relation
from tests.telling import Story, change, confirm, deny, rumor


def between(story: Story, first: str, second: str) -> Difference:
    return diff(state(story.view(as_of=first)), state(story.view(as_of=second)))


def changed(found: Difference) -> list[str]:
    return [f"{old.field}: {text(old.value)} -> {text(new.value)}" for old, new in found.changed]


def test_a_new_figure_is_added_and_a_new_value_is_a_change(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon.commitment = at least $10bn"))
    story.report("b", "2026-01-29", rumor("amazon.commitment = up to $50bn"))
    story.report("c", "2026-01-29", rumor("round.size = $100bn"))
    found = between(story, "2026-01-10", "2026-01-30")
    assert changed(found) == ["amazon.commitment: at least $10bn -> up to $50bn"]
    assert [figure.field for figure in found.added] == ["round.size"]
    assert found.removed == ()
    assert found.joined == ("round",)


def test_backwards_what_was_added_is_removed(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"))
    story.report("c", "2026-01-29", rumor("round.size = $100bn"))
    found = between(story, "2026-01-30", "2026-01-10")
    assert [figure.field for figure in found.removed] == ["round.size"]
    assert found.left == ("round",)


def test_another_hedge_standing_or_stage_is_a_change_another_wording_is_none(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.size = $100bn", stage="in_talks"))
    story.report("b", "2026-01-06", rumor("round.size = about $100bn", stage="in_talks"))
    story.official("c", "2026-01-07", confirm("round.size = 100 billion dollars", stage="in_talks"))
    story.official("d", "2026-01-08", confirm("round.size = $100bn", stage="signed"))
    story.official("e", "2026-01-09", confirm("round.size = USD 100bn", stage="signed"))
    days = [f"2026-01-0{day}" for day in range(5, 10)]
    steps = [len(between(story, *pair).changed) for pair in pairwise(days)]
    assert steps == [1, 1, 1, 0]


def test_figures_on_different_bases_are_compared_each_with_itself(story: Story) -> None:
    story.report(
        "a",
        "2026-01-05",
        rumor("amazon.commitment = $10bn"),
        rumor("amazon.commitment = EUR 9bn", own_sources=True),
    )
    story.report("b", "2026-01-06", rumor("amazon.commitment = EUR 8bn"))
    assert changed(between(story, "2026-01-05", "2026-01-06")) == [
        "amazon.commitment: €9bn -> €8bn"
    ]


def test_a_denied_figure_is_the_same_figure_without_a_value(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"))
    story.official("b", "2026-01-06", deny("amazon.commitment"))
    found = between(story, "2026-01-05", "2026-01-06")
    assert changed(found) == ["amazon.commitment: $10bn -> —"]
    assert (found.added, found.removed) == ((), ())


def test_a_basis_stated_only_now_is_the_same_figure(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon.stake = 5%"))
    story.official("b", "2026-01-06", confirm("amazon.stake = 5% as-converted"))
    found = between(story, "2026-01-05", "2026-01-06")
    assert [new.standing for _, new in found.changed] == ["confirmed"]
    assert (found.added, found.removed) == ((), ())


def test_an_element_only_pointed_to_has_joined(story: Story) -> None:
    story.report(
        "a",
        "2026-01-05",
        rumor("amazon-1.payer = amazon"),
        elements={"amazon": {"kind": "party", "name": "Amazon"}},
    )
    found = between(story, "2026-01-04", "2026-01-05")
    assert set(found.joined) == {"amazon-1", "amazon"}


def test_what_was_retracted_speaks_of_no_element(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"))
    story.fix(retract="a", published="2026-01-09")
    found = between(story, "2026-01-06", "2026-01-10")
    assert [figure.field for figure in found.removed] == ["amazon.commitment"]
    assert found.left == ("amazon",)


FUNDS = {each: {"kind": "party"} for each in ("fund-a", "fund-b", "fund-c", "consortium")}


def ties(relations: Iterable[Relation]) -> list[str]:
    return [f"{each.field} {each.to}" for each in relations]


def test_who_ended_has_left_and_is_told_with_the_end(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("disney.commitment = $1bn", stage="agreed"))
    story.official("b", "2026-03-24", confirm("disney.stage = withdrawn"))
    found = between(story, "2026-01-10", "2026-03-31")
    assert found.left == ("disney",)
    (gone,) = found.shape.left
    assert gone.ended is not None
    assert (gone.ended.how, gone.ended.since) == ("withdrawn", "2026-03-24")
    assert between(story, "2026-03-31", "2026-01-10").joined == ("disney",)


def test_relations_are_added_and_removed_with_how_they_went(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("consortium.member = fund-a, fund-b"), elements=FUNDS)
    story.official("b", "2026-02-05", change("consortium.member = fund-a, fund-c"))
    found = between(story, "2026-01-10", "2026-02-10")
    assert ties(found.shape.tied) == ["consortium.member fund-c"]
    assert ties(found.shape.untied) == ["consortium.member fund-b"]
    assert found.shape.untied[0].why == "left"
    assert (found.joined, found.left) == (("fund-c",), ("fund-b",))


def test_a_relation_held_more_firmly_is_a_change(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("round.lead = fund-a"), elements=FUNDS)
    story.official("b", "2026-02-05", confirm("round.lead = fund-a"))
    found = between(story, "2026-01-10", "2026-02-10")
    ((old, new),) = found.shape.retied
    assert (old.standing, new.standing) == ("rumored", "confirmed")
    assert (found.shape.tied, found.shape.untied) == ((), ())


def test_a_leaf_that_is_met_and_one_that_is_new_change_the_tree(story: Story) -> None:
    story.official(
        "a",
        "2026-01-05",
        confirm("amazon-2.condition = ipo-leg"),
        confirm("ipo-leg.status = open"),
    )
    story.official(
        "b",
        "2026-02-05",
        change("amazon-2.condition = ipo-leg or agi-leg"),
        confirm("ipo-leg.status = satisfied"),
    )
    found = between(story, "2026-01-10", "2026-02-10")
    assert [(old.status, new.status) for old, new in found.shape.changed] == [("open", "satisfied")]
    assert ties(found.shape.tied) == ["amazon-2.condition agi-leg"]
    assert found.joined == ("agi-leg",)


def test_an_element_at_a_further_stage_is_a_change_with_both(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon-1.amount = $15bn", stage="in_talks"))
    story.official("b", "2026-02-05", confirm("amazon-1.amount = $15bn", stage="agreed"))
    printed = diff_json(between(story, "2026-01-10", "2026-02-10"))["elements"]["changed"]
    assert [(each["before"]["stage"], each["after"]["stage"]) for each in printed] == [
        ("in_talks", "agreed")
    ]


def test_as_json_it_has_the_clocks_of_both_sides(story: Story) -> None:
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"))
    found = diff_json(between(story, "2026-01-04", "2026-01-05"))
    assert found["schema"] == "dealtrail.diff/1"
    assert (found["from"]["as_of"], found["to"]["as_of"]) == ("2026-01-04", "2026-01-05")
    assert [each["field"] for each in found["figures"]["added"]] == ["amazon.commitment"]
    (added,) = found["elements"]["added"]
    assert (added["id"], added["kind"], added["name"]) == ("amazon", "party", "amazon")
    assert (found["elements"]["removed"], found["elements"]["changed"]) == ([], [])
    assert found["relations"] == {"added": [], "removed": [], "changed": []}
