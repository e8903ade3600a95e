"""Conditions as trees: which leaves there are, and what is met."""

from tests.projections.shaping import alive, condition, drawn, element, ending, relation
from tests.telling import Story, confirm, rumor


def leaves(story: Story) -> None:
    story.official(
        "signing",
        "2026-01-05",
        confirm("bid-a.condition = agi-leg and (ipo-leg or ec-merger)"),
        confirm("ipo-leg.status = open"),
        confirm("ec-merger.status = filed"),
        elements={"ec-merger": {"kind": "approval"}},
    )


def test_a_condition_is_a_tree_whose_leaves_have_their_status_at_the_clocks(story: Story) -> None:
    leaves(story)
    story.official("b", "2026-02-05", confirm("agi-leg.status = satisfied"))
    story.official("c", "2026-03-05", confirm("ec-merger.status = cleared"))
    told = [
        (drawn(tree), tree.met)
        for day in ("2026-01-31", "2026-02-28", "2026-03-31")
        for tree in [condition(story, "bid-a.condition", as_of=day).tree]
    ]
    assert told == [
        ("all of (agi-leg: None, any of (ipo-leg: open, ec-merger: filed))", None),
        ("all of (agi-leg: satisfied, any of (ipo-leg: open, ec-merger: filed))", None),
        ("all of (agi-leg: satisfied, any of (ipo-leg: open, ec-merger: cleared))", True),
    ]


def test_one_leaf_that_fails_fails_all_of_them_and_a_waived_one_is_out_of_the_way(
    story: Story,
) -> None:
    leaves(story)
    story.official("b", "2026-02-05", confirm("agi-leg.status = failed"))
    assert condition(story, "bid-a.condition").tree.met is False
    story.official("c", "2026-03-05", confirm("agi-leg.status = waived"))
    assert condition(story, "bid-a.condition").tree.met is None
    story.official("d", "2026-03-06", confirm("ipo-leg.status = waived"))
    assert condition(story, "bid-a.condition").tree.met is True


def test_a_waiting_period_that_ran_out_is_no_clearance_and_a_refusal_is_no_end() -> None:
    story = Story("merger")
    story.official(
        "a",
        "2026-01-05",
        confirm("deal.stage = signed"),
        confirm("deal.condition = hsr"),
        confirm("hsr.status = waiting period expired"),
        elements={"hsr": {"kind": "approval"}},
    )
    (leaf,) = condition(story, "deal.condition").tree.leaves()
    assert (leaf.status, leaf.met) == ("waiting_period_expired", None)
    story.official("b", "2026-02-05", confirm("hsr.status = blocked"))
    (leaf,) = condition(story, "deal.condition").tree.leaves()
    assert (leaf.status, leaf.met) == ("blocked", False)
    assert ending(story, "deal") == ("alive", None)


def test_a_leaf_takes_the_status_of_what_it_tests_where_it_has_none(story: Story) -> None:
    listing = {"ipo": {"kind": "process"}}
    story.official(
        "a",
        "2026-01-05",
        confirm("amazon-2.condition = ipo-leg"),
        confirm("ipo-leg.tests = ipo"),
        confirm("ipo.stage = considering"),
        elements=listing,
    )
    (leaf,) = condition(story, "amazon-2.condition").tree.leaves()
    assert (leaf.status, leaf.tests, leaf.met) == ("considering", "ipo", None)
    story.official("b", "2026-06-05", confirm("ipo.stage = closed"))
    (leaf,) = condition(story, "amazon-2.condition").tree.leaves()
    assert (leaf.status, leaf.met) == ("closed", True)


def test_how_far_a_condition_is_agreed_upon_does_not_meet_it(story: Story) -> None:
    story.official(
        "a",
        "2026-01-05",
        confirm("amazon-2.condition = ipo-leg"),
        confirm("ipo-leg.stage = agreed"),
    )
    (leaf,) = condition(story, "amazon-2.condition").tree.leaves()
    assert (leaf.status, leaf.met) == (None, None)


def test_a_contested_condition_shows_the_tree_that_another_report_states(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("amazon-2.condition = ipo-leg"))
    story.report("b", "2026-02-05", rumor("amazon-2.condition = ipo-leg or agi-leg"))
    found = condition(story, "amazon-2.condition")
    assert drawn(found.tree) == "all of (ipo-leg: None)"
    assert [(drawn(tree), each.why) for tree, each in found.beside] == [
        ("any of (ipo-leg: None, agi-leg: None)", "contests")
    ]
    assert relation(story, "amazon-2.condition", "agi-leg").why == "contests"
    assert "agi-leg" in alive(story)


def test_a_leaf_that_the_tree_no_longer_names_is_over_though_it_was_described(
    story: Story,
) -> None:
    story.report(
        "a",
        "2026-01-05",
        rumor("amazon-2.condition = ipo-leg or agi-leg"),
        rumor("agi-leg.definition = AGI is achieved"),
    )
    story.official("b", "2026-02-05", confirm("amazon-2.condition = ipo-leg"))
    assert ending(story, "agi-leg", as_of="2026-01-31") == ("alive", None)
    assert ending(story, "agi-leg") == ("left out", "2026-02-05")
    assert element(story, "agi-leg").parent == "amazon-2"


def test_what_sets_a_fee_off_is_no_condition_that_a_clearance_meets(story: Story) -> None:
    story.official(
        "a",
        "2026-01-05",
        confirm("break-fee.trigger = ec-merger"),
        confirm("ec-merger.status = cleared"),
        elements={"ec-merger": {"kind": "approval"}},
    )
    assert condition(story, "break-fee.trigger").tree.met is None
