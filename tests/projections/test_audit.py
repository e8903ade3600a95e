"""How a figure changed: the words for each step, and that each has its event."""

from domain.values import text
from projections.audit import audit, audited_fields, every_step, step_json
from projections.why import why
from tests.telling import Story, change, confirm, deny, no_comment, rumor

SIZE = "round.size"


def test_the_first_word_opens_and_another_report_that_says_otherwise_revises(
    story: Story,
) -> None:
    story.report("ti", "2025-12-17", rumor("round.size = $50bn"))
    story.report("wsj", "2025-12-18", rumor("round.size = up to $100bn"))
    assert story.words(SIZE) == ["opens*", "revises*"]


def test_a_step_tells_what_led_just_before_and_the_difference(story: Story) -> None:
    story.official("a", "2026-02-27", confirm("round.size = $110bn"))
    story.official("b", "2026-03-31", change("round.size = $122bn", was="$110bn"))
    step = story.steps(SIZE)[1]
    assert step.step == "moves"
    assert step.before is not None
    assert step.before["amount"] == "110000000000"
    assert step.delta == "+$12bn"


def test_a_bound_and_an_amount_have_no_difference(story: Story) -> None:
    story.report("a", "2026-01-27", rumor("round.size = at least $50bn"))
    story.report("b", "2026-01-29", rumor("round.size = up to $100bn"))
    assert [step.delta for step in story.steps(SIZE)] == [None, None]


def test_the_same_value_at_a_further_stage_confirms_it(story: Story) -> None:
    story.official("a", "2026-02-27", confirm("round.size = $110bn", stage="agreed"))
    story.official("b", "2026-03-31", confirm("round.size = $110bn", stage="closed"))
    step = story.steps(SIZE)[1]
    assert (step.step, step.before_stage, step.claim.stage) == ("confirms", "agreed", "closed")


def test_another_hedge_is_another_figure_though_both_could_hold(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("round.size = up to $100bn"))
    story.report("b", "2026-01-11", rumor("round.size = $100bn"))
    assert story.words(SIZE) == ["opens*", "revises*"]


def test_an_echo_repeats_and_does_not_lead(story: Story) -> None:
    story.report("wsj", "2026-01-29", rumor("round.size = up to $100bn"))
    story.report("blog", "2026-01-30", rumor("round.size = $100bn"), cites=["wsj"])
    assert story.words(SIZE) == ["opens*", "repeats"]
    assert story.steps(SIZE)[1].note == "after wsj; copy differs"


def test_a_sighting_sights_whatever_field_it_was_logged_under(story: Story) -> None:
    story.official("openai", "2026-02-27", confirm("valuation.pre_money = $730bn"))
    story.report(
        "ats",
        "2026-02-28",
        rumor("valuation.unspecified = $730bn", sighting_of="openai#1"),
        sourcing="unattributed",
    )
    assert story.words("valuation.pre_money") == ["opens*", "sights"]
    assert story.words("valuation") == ["opens*", "sights"]


def test_denials_and_silence_are_steps(story: Story) -> None:
    story.report("blog", "2026-01-30", rumor("nvidia.commitment = $100bn"))
    story.report("reuters", "2026-01-30", no_comment("nvidia.commitment"), sourcing="on_record")
    story.report("huang", "2026-01-31", deny("nvidia.commitment = $100bn"), sourcing="on_record")
    assert story.words("nvidia.commitment") == ["opens*", "declines", "denies"]


def test_an_end_is_the_deals_act(story: Story) -> None:
    story.report("wsj", "2025-12-18", rumor("disney.commitment = $1bn", stage="agreed"))
    story.official("disney", "2026-03-24", confirm("disney.commitment = $1bn", stage="withdrawn"))
    assert story.words("disney.commitment") == ["opens*", "ends*"]


def test_a_correction_takes_the_lead_from_what_it_replaces(story: Story) -> None:
    story.report("r-v1", "2026-01-29", rumor("round.size = $830bn"), source="Reuters")
    story.report(
        "r-v2",
        "2026-01-30",
        rumor("round.size = up to $83bn"),
        source="Reuters",
        corrects={"report": "r-v1", "replaces": ["r-v1#1"]},
    )
    assert story.value(SIZE, as_of="2026-01-29") == "$830bn"
    assert story.value(SIZE) == "up to $83bn"
    assert story.words(SIZE) == ["opens*", "corrects*"]
    step = story.steps(SIZE)[1]
    assert (step.report.id, step.published) == ("r-v2", "2026-01-30")


def test_a_correction_that_says_nothing_anew_leaves_the_runner_up(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("round.size = $40bn"))
    story.report("r-v1", "2026-01-29", rumor("round.size = $830bn"))
    story.report(
        "r-v2",
        "2026-01-30",
        rumor("valuation.unspecified = $830bn"),
        corrects={"report": "r-v1", "replaces": ["r-v1#1"]},
    )
    assert story.value(SIZE) == "$40bn"
    assert story.words(SIZE) == ["opens*", "revises*", "corrects*"]


def test_what_a_correction_does_not_name_stands(story: Story) -> None:
    story.report(
        "r-v1", "2026-01-29", rumor("round.size = $830bn"), rumor("amazon.commitment = $50bn")
    )
    story.report(
        "r-v2",
        "2026-01-30",
        rumor("round.size = $83bn"),
        corrects={"report": "r-v1", "replaces": ["r-v1#1"]},
    )
    assert story.value("amazon.commitment") == "$50bn"


def test_a_retracted_report_loses_all_its_claims_and_its_echoes_lose_with_it(
    story: Story,
) -> None:
    story.report("a", "2026-01-10", rumor("round.size = $40bn"))
    story.report("b", "2026-01-12", rumor("round.size = $90bn"))
    story.report("c", "2026-01-13", rumor("round.size = $90bn"), cites=["b"])
    story.fix(retract="b", published="2026-01-20")
    assert story.value(SIZE, as_of="2026-01-15") == "$90bn"
    assert story.value(SIZE) == "$40bn"
    assert story.words(SIZE) == ["opens*", "revises*", "repeats", "retracts*"]


def test_an_amendment_shows_the_mistake_and_what_replaced_it(story: Story) -> None:
    story.report("wsj", "2026-01-29", rumor("round.size = up to $10bn"))
    story.fix(amend="wsj#1", claim=rumor("round.size = up to $100bn"), why="a digit was lost")
    steps = story.steps(SIZE)
    assert [step.step for step in steps] == ["opens", "amends"]
    assert steps[0].to is not None
    assert steps[0].to["amount"] == "10000000000"
    assert steps[1].to is not None
    assert steps[1].to["amount"] == "100000000000"
    assert steps[1].note == "a digit was lost"


def test_each_of_several_amendments_shows_what_it_made_of_the_claim(story: Story) -> None:
    story.report("a", "2026-01-01", rumor("round.size = $10bn"))
    story.report("wsj", "2026-01-29", rumor("round.size = $50bn"))
    for amount in (40, 30, 20):
        story.fix(amend="wsj#1", claim=rumor(f"round.size = ${amount}bn"))
    steps = story.steps(SIZE)
    assert [step.step for step in steps] == ["opens", "revises", *["amends"] * 3]
    assert [text(step.before) for step in steps] == ["—", "$10bn", "$50bn", "$40bn", "$30bn"]
    assert [text(step.to) for step in steps] == ["$10bn", "$50bn", "$40bn", "$30bn", "$20bn"]
    story.fix(withdraw="wsj#1")
    assert [text(step.to) for step in story.steps(SIZE)][2:5] == ["$40bn", "$30bn", "$20bn"]
    assert [step.step for step in story.steps(SIZE)][-1] == "withdraws"
    assert story.value(SIZE) == "$10bn"


def test_an_amendment_changes_nothing_at_a_record_clock_before_it(story: Story) -> None:
    (logged, _, claim) = story.report("wsj", "2026-01-29", rumor("round.size = up to $10bn"))
    story.fix(amend="wsj#1", claim=rumor("round.size = up to $100bn"))
    assert logged < claim
    assert story.value(SIZE, known_at=story.recorded(claim)) == "up to $10bn"
    assert story.value(SIZE) == "up to $100bn"


def test_a_claim_amended_into_another_field_leaves_the_first(story: Story) -> None:
    story.report("wsj", "2026-01-29", rumor("valuation.pre_money = $830bn"))
    story.fix(amend="wsj#1", claim=rumor("valuation.unspecified = $830bn"))
    assert story.value("valuation.pre_money") == "absent"
    assert story.value("valuation.unspecified") == "$830bn"
    assert [step.step for step in story.steps("valuation.pre_money")] == ["opens", "amends"]
    assert [step.step for step in story.steps("valuation.unspecified")] == ["amends"]


def test_a_withdrawn_claim_lets_the_runner_up_win(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("round.size = $40bn"))
    story.report("b", "2026-01-12", rumor("round.size = $90bn"))
    story.fix(withdraw="b#1")
    assert story.value(SIZE) == "$40bn"
    assert story.words(SIZE) == ["opens*", "revises*", "withdraws*"]


def test_an_undone_report_is_gone_and_undoing_the_undo_brings_it_back(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("round.size = $40bn"))
    numbers = story.report("b", "2026-01-12", rumor("round.size = $90bn"))
    (undo,) = story.fix(undo=[str(numbers[0])])
    assert story.value(SIZE) == "$40bn"
    story.fix(undo=[str(undo)])
    assert story.value(SIZE) == "$90bn"


def test_moves_are_counted_only_where_they_led(story: Story) -> None:
    story.official("a", "2026-02-27", confirm("round.size = $110bn", stage="agreed"))
    story.official("b", "2026-03-31", change("round.size = $122bn", stage="closed"))
    story.report("c", "2026-04-01", change("round.size = $150bn", stage="in_talks"))
    assert audit(story.view(), SIZE).moves == 1


def test_every_step_names_an_event_that_exists(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("round.size = $40bn"))
    story.report("b", "2026-01-12", rumor("round.size = $90bn"), cites=["a"])
    story.fix(amend="a#1", claim=rumor("round.size = $45bn"))
    story.fix(withdraw="b#1")
    numbers = {item.number for item in story.items}
    assert {step.number for step in story.steps(SIZE)} <= numbers


def test_merged_elements_have_one_history_and_separate_ones_two(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("gulf-fund.commitment = $10bn"))
    story.report("b", "2026-02-10", rumor("mgx.commitment = $15bn"))
    story.fix(identify=["mgx", "gulf-fund"])
    assert story.words("mgx.commitment") == ["opens*", "revises*"]
    assert story.value("gulf-fund.commitment") == "absent"
    story.fix(distinguish=["mgx", "gulf-fund"])
    assert story.value("gulf-fund.commitment") == "$10bn"


def test_a_correction_that_was_retracted_takes_nothing_back_any_more(story: Story) -> None:
    story.report("r-v1", "2026-01-10", rumor("round.size = $40bn"))
    story.report(
        "r-v2",
        "2026-01-12",
        rumor("round.size = $90bn"),
        corrects={"report": "r-v1", "replaces": ["r-v1#1"]},
    )
    story.fix(retract="r-v2", published="2026-01-20")
    assert story.value(SIZE, as_of="2026-01-15") == "$90bn"
    assert story.value(SIZE) == "$40bn"
    assert [step.step for step in story.steps(SIZE)] == ["opens", "corrects", "retracts"]
    assert story.steps(SIZE)[-1].leads == story.figure(SIZE).events[0]


def test_an_increment_on_an_element_that_was_identified_since_still_adds(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("gulf-fund.commitment = $10bn"))
    story.report(
        "b",
        "2026-01-12",
        rumor("gulf-fund.commitment = $5bn", on_top_of="gulf-fund.commitment"),
    )
    story.report("c", "2026-01-13", rumor("mgx.country = AE"))
    story.fix(identify=["mgx", "gulf-fund"])
    assert story.value("mgx.commitment") == "$15bn"


def test_an_end_reported_and_then_confirmed_ends_once(story: Story) -> None:
    story.report("column", "2025-04-28", rumor("bid-a.stage = withdrawn"))
    story.official("bidder", "2025-04-29", confirm("bid-a.stage = withdrawn"))
    assert story.words("bid-a.stage") == ["ends*", "confirms*"]


def test_an_audit_tells_what_a_figure_stands_over_and_what_would_be_without_it(
    story: Story,
) -> None:
    story.report("wsj", "2026-01-29", rumor("amazon.commitment = up to $50bn"))
    story.report("ft", "2026-01-30", rumor("amazon.commitment = $40bn"))
    story.official("amazon", "2026-02-27", confirm("amazon.commitment = $50bn"))
    (reason,) = why(story.view(), [story.figure("amazon.commitment")])
    assert [text(said.value) for said in reason.beat] == ["$40bn", "up to $50bn"]
    assert reason.without is not None
    assert (text(reason.without.value), reason.without.standing) == ("$40bn", "rumored")


def test_without_its_only_claim_nothing_is_left_of_a_figure(story: Story) -> None:
    story.report("wsj", "2026-01-29", rumor("amazon.commitment = up to $50bn"))
    story.report("copy", "2026-01-30", rumor("amazon.commitment = up to $50bn"), cites=["wsj"])
    (reason,) = why(story.view(), [story.figure("amazon.commitment")])
    assert (reason.beat, reason.without) == ((), None)


def test_the_audit_of_a_stage_ends_with_the_stage_that_the_state_shows(story: Story) -> None:
    story.report("a", "2026-01-01", rumor("round.stage = considering"))
    story.report("b", "2026-01-05", rumor("round.size = $10bn", stage="in_talks"))
    (current,) = audit(story.view(), "round.stage").current
    assert (current.stage, current.rule) == ("in_talks", "implied by round.size")


def test_the_audits_of_all_fields_are_those_of_each_field(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("round.size = $10bn"), no_comment("amazon.commitment"))
    story.official("b", "2026-01-12", confirm("valuation.pre_money = $730bn"))
    story.report("c", "2026-01-13", rumor("valuation.unspecified = $730bn"))
    story.official("d", "2026-01-14", deny("round.size"), confirm("amazon.stage = withdrawn"))
    view = story.view()
    every = dict(every_step(view))
    assert list(every) == audited_fields(view)
    for field, steps in every.items():
        alone = audit(view, field).steps
        assert [step_json("x", step) for step in steps] == [step_json("x", step) for step in alone]


def test_a_claim_amended_twice_and_withdrawn_shows_every_value_that_it_had(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("round.size = $50bn"))
    for amount in ("$60bn", "$70bn"):
        story.fix(amend="a#1", claim=rumor(f"round.size = {amount}"))
    assert _shown(story) == [
        ("opens", "—", "$50bn"),
        ("amends", "$50bn", "$60bn"),
        ("amends", "$60bn", "$70bn"),
    ]
    story.fix(withdraw="a#1")
    assert _shown(story)[-2:] == [("amends", "$60bn", "$70bn"), ("withdraws", "$70bn", "—")]


def _shown(story: Story) -> list[tuple[str, str, str]]:
    return [(step.step, text(step.before), text(step.to)) for step in story.steps(SIZE)]


def test_a_claim_amended_into_a_sighting_hands_the_lead_back(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("round.size = $20bn"))
    story.report("b", "2026-01-11", rumor("round.size = $25bn"))
    story.fix(amend="b#1", claim=rumor("round.size = about $20bn", sighting_of="a#1"))
    assert _shown(story) == [
        ("opens", "—", "$20bn"),
        ("revises", "$20bn", "$25bn"),
        ("amends", "$25bn", "$20bn"),
    ]
    steps = story.steps(SIZE)
    assert steps[-1].leads == story.figure(SIZE).events[0]


def test_a_claim_amended_into_silence_leaves_nothing(story: Story) -> None:
    story.report("a", "2026-01-10", rumor("round.size = $20bn"))
    story.fix(amend="a#1", claim=no_comment("round.size"))
    assert _shown(story) == [("opens", "—", "$20bn"), ("amends", "$20bn", "—")]


def test_an_amended_header_is_a_step_of_every_figure_that_it_bears_on(story: Story) -> None:
    story.report("wsj", "2026-01-01", rumor("round.size = $50bn"))
    claims = rumor("round.size = $50bn"), rumor("amazon.commitment = $9bn")
    story.report("wire", "2026-01-02", *claims)
    (cited,) = story.fix(amend_report="wire", header={"cites": ["wsj"]}, why="found later")
    header = {"published": "2026-01-03", "own_sources": True}
    story.fix(amend_report="wire", header=header)
    story.fix(amend_report="wire", header={"note": "a remark bears on no figure"})
    assert story.words("round.size") == ["opens*", "repeats*", "amends", "amends"]
    *_, first, second = story.steps("round.size")
    assert first.note == "cites nothing became wsj; found later"
    assert second.note == "published 2026-01-02 became 2026-01-03; own sources nothing became yes"
    assert (first.number, first.to, first.delta) == (cited, first.before, None)
    assert story.words("amazon.commitment") == ["opens*", "amends", "amends"]
    assert story.words("round.size", known_at=story.recorded(cited - 1)) == ["opens*", "repeats*"]
    story.fix(undo=[str(cited)])
    assert story.words("round.size") == ["opens*", "repeats*", "amends"]


def test_a_claim_amended_into_a_denial_leaves_what_leads_without_it(story: Story) -> None:
    story.report("a", "2026-01-01", rumor("round.size = $20bn"))
    story.report("b", "2026-01-02", rumor("round.size = $25bn"))
    story.fix(amend="b#1", claim=deny("round.size = $90bn"))
    step = story.steps("round.size")[-1]
    assert (text(step.before), text(step.to), step.delta) == ("$25bn", "$20bn", "−$5bn")
    assert step.note == "denies $90bn"


def test_a_former_value_that_an_amendment_names_leads_in_the_audit_as_in_the_state(
    story: Story,
) -> None:
    story.report("a", "2026-01-03", rumor("round.size = $5bn"))
    for size in ("$9bn", "$10bn"):
        story.fix(amend="a#1", claim=rumor(f"round.size = {size}", was="$7bn"))
    step = story.steps("round.size", true_at="2026-01-01")[-1]
    assert story.value("round.size", true_at="2026-01-01") == "$7bn"
    assert step.leads == story.figure("round.size", true_at="2026-01-01").events[0]
    assert story.words("round.size") == ["opens*", "amends*", "amends*"]
