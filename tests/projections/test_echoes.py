"""Copies, origins and sightings: who repeats whom, and what is one origin."""

from domain.values import text
from tests.telling import Story, confirm, deny, rumor

COMMITMENT = "amazon.commitment"


def test_a_copy_never_leads_over_its_origin_and_is_a_finding_where_it_differs(
    story: Story,
) -> None:
    story.report("wsj", "2026-01-29", rumor("amazon.commitment = up to $50bn"))
    story.report(
        "techcrunch", "2026-01-30", rumor("amazon.commitment = at least $50bn"), cites=["wsj"]
    )
    figure = story.figure(COMMITMENT)
    assert story.value(COMMITMENT) == "up to $50bn"
    assert figure.origins == 1
    assert [finding.kind for finding in figure.findings] == ["bound flipped"]


def test_a_report_with_a_source_of_its_own_is_no_copy_though_it_cites(story: Story) -> None:
    story.report("wsj", "2026-01-27", rumor("softbank.commitment = up to $30bn"))
    story.report(
        "reuters",
        "2026-01-28",
        rumor("softbank.commitment = up to $30bn", own_sources="true"),
        cites=["wsj"],
    )
    assert story.figure("softbank.commitment").origins == 2


def test_what_a_citing_report_adds_in_another_field_is_its_own(story: Story) -> None:
    story.report("wsj", "2026-01-29", rumor("amazon.commitment = up to $50bn"))
    story.report("cnbc", "2026-01-30", rumor("nvidia.commitment = $30bn"), cites=["wsj"])
    assert story.figure("nvidia.commitment").origins == 1


def test_a_statement_on_the_record_is_not_the_echo_of_the_rumour_it_cites(story: Story) -> None:
    story.report("wsj", "2026-01-29", rumor("amazon.commitment = up to $50bn"))
    story.official(
        "amazon", "2026-02-27", confirm("amazon.commitment = $50bn", stage="agreed"), cites=["wsj"]
    )
    assert story.standing(COMMITMENT) == "confirmed"


def test_copies_of_a_report_we_do_not_hold_are_one_origin(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("mgx.commitment = $2bn"), cites=["ft-2026"])
    story.report("b", "2026-01-11", rumor("mgx.commitment = $2bn"), cites=["ft-2026"])
    figure = story.figure("mgx.commitment")
    assert figure.origins == 1
    assert figure.leader is not None
    assert figure.leader.claim.report.id == "a"
    assert "ft-2026" in figure.rule


def test_copies_along_a_chain_of_a_report_we_do_not_hold_are_one_origin(story: Story) -> None:
    story.report("near", "2026-01-12", rumor("round.size = $20bn"), cites=["unseen"])
    story.report("between", "2026-01-10", rumor("round.stage = in talks"), cites=["unseen"])
    story.report("far", "2026-01-11", rumor("round.size = $25bn"), cites=["between"])
    figure = story.figure("round.size")
    assert (text(figure.value), figure.origins, figure.since) == ("$20bn", 1, "2026-01-11")
    assert [finding.kind for finding in figure.findings] == ["copy differs"]
    assert story.words("round.size") == ["repeats", "opens*"]
    story.official("own", "2026-01-13", confirm("round.size = $30bn"), cites=["between"])
    assert "copies" not in story.figure("round.size").rule


def test_copies_by_way_of_a_report_held_without_claims_fall_with_it(story: Story) -> None:
    story.report("between", "2026-01-10", cites=["unseen"])
    story.report("far", "2026-01-11", rumor("round.size = $20bn"), cites=["between"])
    story.report("near", "2026-01-12", rumor("round.size = $20bn"), cites=["unseen"])
    assert story.figure("round.size").origins == 1
    story.fix(retract="between", published="2026-01-14")
    figure = story.figure("round.size")
    assert (figure.leader and figure.leader.claim.report.id, figure.origins) == ("near", 1)


def test_a_better_graded_copy_decides_between_two_that_differ(story: Story) -> None:
    for copy, size in (("a", "$20bn"), ("b", "$25bn")):
        story.report(copy, "2026-01-12", rumor(f"round.size = {size}"), cites=["unseen"])
    assert story.standing("round.size") == "contested"
    story.grades["b"] = "B"
    assert (story.value("round.size"), story.standing("round.size")) == ("$25bn", "rumored")


def test_reports_that_cite_each_other_in_a_circle_have_the_earlier_one_as_origin(
    story: Story,
) -> None:
    story.report("a", "2026-01-10", rumor("mgx.commitment = $2bn"), cites=["b"])
    story.report("b", "2026-01-11", rumor("mgx.commitment = $2bn"), cites=["a"])
    figure = story.figure("mgx.commitment")
    assert figure.origins == 1
    assert figure.leader is not None
    assert figure.leader.claim.report.id == "a"


def test_one_outlet_that_says_it_twice_is_one_origin(story: Story) -> None:
    story.report("wsj-1", "2025-12-18", rumor("round.size = up to $100bn"), source="WSJ")
    story.report("wsj-2", "2026-01-27", rumor("round.size = up to $100bn"), source="WSJ")
    assert story.figure("round.size").origins == 1


def test_a_sighting_supports_its_figure_and_is_none_of_its_own(story: Story) -> None:
    story.official("openai", "2026-02-27", confirm("valuation.pre_money = $730bn"))
    story.report(
        "ats",
        "2026-02-28",
        rumor("valuation.unspecified = $730bn", sighting_of="openai#1"),
        sourcing="unattributed",
    )
    assert story.value("valuation.unspecified") == "absent"
    assert len(story.figure("valuation.pre_money").events) == 2


def test_a_sighting_stands_alone_where_what_it_saw_is_not_visible(story: Story) -> None:
    story.official("openai", "2026-02-27", confirm("valuation.pre_money = $730bn"))
    story.report(
        "ats",
        "2026-02-26",
        rumor("valuation.unspecified = $730bn", sighting_of="openai#1"),
        sourcing="unattributed",
    )
    assert story.value("valuation.unspecified", as_of="2026-02-26") == "$730bn"


def test_claims_that_sight_each_other_in_a_circle_are_figures(story: Story) -> None:
    story.report(
        "a",
        "2026-01-10",
        rumor("round.size = $5bn", sighting_of="a#2"),
        rumor("valuation.unspecified = $50bn", sighting_of="a#1"),
    )
    assert story.value("round.size") == "$5bn"
    assert story.value("valuation.unspecified") == "$50bn"


def test_a_citing_report_that_turns_out_to_have_its_own_source_becomes_an_origin(
    story: Story,
) -> None:
    story.report("a", "2026-01-28", rumor("round.size = $10bn"))
    story.report("b", "2026-01-29", rumor("round.size = $12bn"), cites=["a"])
    story.fix(amend_report="b", header={"own_sources": "true"})
    assert story.value("round.size") == "$12bn"


def test_copies_that_differ_and_weigh_the_same_are_contested(story: Story) -> None:
    story.report("a", "2026-01-28", rumor("mgx.commitment = $2bn"), cites=["ft-2026"])
    story.report("b", "2026-01-28", rumor("mgx.commitment = $5bn"), cites=["ft-2026"])
    assert story.standing("mgx.commitment") == "contested"


def test_a_late_copy_of_a_report_that_we_do_not_hold_does_not_revive_what_was_denied(
    story: Story,
) -> None:
    story.report(
        "blog", "2026-01-10", rumor("mgx.commitment = $2bn"), cites=["ft"], sourcing="aggregated"
    )
    story.official("no", "2026-01-15", deny("mgx.commitment = $2bn"))
    assert story.standing("mgx.commitment") == "denied"
    story.report("paper", "2026-01-20", rumor("mgx.commitment = $2bn"), cites=["ft"])
    assert story.standing("mgx.commitment") == "denied"
    story.report("fresh", "2026-01-21", rumor("mgx.commitment = $2bn"))
    assert story.standing("mgx.commitment") == "contested"


def test_a_copy_of_a_sighting_is_a_sighting_too(story: Story) -> None:
    price = "valuation.pre_money"
    story.report("wsj", "2026-01-01", rumor(f"{price} = $730bn"))
    story.report("x", "2026-01-03", rumor(f"{price} = about $700bn", sighting_of="wsj#1"))
    story.report("y", "2026-01-04", rumor(f"{price} = about $700bn"), cites=["x"])
    story.report("z", "2026-01-05", rumor(f"{price} = about $700bn"), cites=["y"])
    assert (story.value(price), story.figure(price).origins) == ("$730bn", 1)
    assert story.words(price) == ["opens*", "sights", "sights", "sights"]
