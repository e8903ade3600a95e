"""Who denies, refuses and yields: what becomes of a figure that parties dispute."""

import pytest

from tests.telling import Story, change, confirm, deny, no_comment, rumor

COMMITMENT = "amazon.commitment"
STAGE = "merger-agreement.stage"


@pytest.fixture
def merger() -> Story:
    """A signed merger, and the buyer's word that it is terminated."""
    story = Story("merger")
    story.official(
        "both",
        "2026-01-10",
        confirm(f"{STAGE} = signed", said_by="Target"),
        elements={"merger-agreement": {"kind": "agreement"}},
    )
    story.official("buyer-1", "2026-06-01", confirm(f"{STAGE} = terminated", said_by="Buyer"))
    return story


def test_an_end_that_nobody_refuses_stands(merger: Story) -> None:
    assert (merger.value(STAGE), merger.standing(STAGE)) == ("terminated", "confirmed")


@pytest.mark.parametrize(
    "refusal",
    [
        deny(f"{STAGE} = terminated", said_by="Target"),
        deny(STAGE, said_by="Target"),
        confirm(f"{STAGE} = signed", said_by="Target"),
        confirm(f"{STAGE} = pending", said_by="Target"),
    ],
)
def test_an_end_that_another_party_refuses_is_contested_in_whichever_form(
    merger: Story, refusal: dict[str, str]
) -> None:
    merger.official("target-2", "2026-06-02", refusal)
    figure = merger.figure(STAGE)
    assert figure.standing == "contested"
    said_by = {
        (each.said.claim.said_by, each.said.claim.verb)
        for each in figure.challengers
        if each.why in ("contests", "denies")
    }
    verb = next(iter(refusal))
    assert said_by == {("Buyer", "confirm") if verb == "confirm" else ("Target", "deny")}


def test_saying_an_end_again_settles_nothing(merger: Story) -> None:
    merger.official("target-2", "2026-06-02", deny(f"{STAGE} = terminated", said_by="Target"))
    merger.official("buyer-2", "2026-06-09", confirm(f"{STAGE} = terminated", said_by="Buyer"))
    assert merger.standing(STAGE) == "contested"
    merger.official("target-3", "2026-06-10", confirm(f"{STAGE} = signed", said_by="Target"))
    merger.official("buyer-3", "2026-06-11", confirm(f"{STAGE} = terminated", said_by="Buyer"))
    figure = merger.figure(STAGE)
    assert (figure.standing, [each.said.claim.said_by for each in figure.challengers]) == (
        "contested",
        ["Target"],
    )


def test_a_disputed_end_is_settled_when_the_other_party_yields(merger: Story) -> None:
    merger.official("target-2", "2026-06-02", deny(f"{STAGE} = terminated", said_by="Target"))
    merger.official("target-3", "2026-07-01", confirm(f"{STAGE} = terminated", said_by="Target"))
    assert (merger.value(STAGE), merger.standing(STAGE)) == ("terminated", "confirmed")


def test_a_disputed_end_is_settled_when_whoever_asserted_it_takes_it_back(merger: Story) -> None:
    merger.official("target-2", "2026-06-02", deny(f"{STAGE} = terminated", said_by="Target"))
    merger.official("buyer-2", "2026-07-01", confirm(f"{STAGE} = pending", said_by="Buyer"))
    assert (merger.value(STAGE), merger.standing(STAGE)) == ("pending", "confirmed")


def test_a_court_decides_a_disputed_end(merger: Story) -> None:
    merger.official("target-2", "2026-06-02", deny(f"{STAGE} = terminated", said_by="Target"))
    merger.report(
        "court",
        "2026-08-01",
        confirm(f"{STAGE} = pending", said_by="Delaware Chancery"),
        confirm("suit.court = Delaware Chancery"),
        elements={"suit": {"kind": "lawsuit"}},
        sourcing="filing",
    )
    assert (merger.value(STAGE), merger.standing(STAGE)) == ("pending", "confirmed")
    merger.official("buyer-2", "2026-08-02", confirm(f"{STAGE} = terminated", said_by="Buyer"))
    figure = merger.figure(STAGE)
    assert (figure.stage, figure.standing) == ("pending", "contested")
    assert {each.said.claim.said_by for each in figure.challengers} == {"Buyer"}


def test_a_closing_on_the_record_settles_a_disputed_end(merger: Story) -> None:
    merger.official("target-2", "2026-06-02", confirm(f"{STAGE} = signed", said_by="Target"))
    merger.official("target-3", "2026-09-01", confirm(f"{STAGE} = closed", said_by="Target"))
    assert (merger.value(STAGE), merger.standing(STAGE)) == ("closed", "confirmed")


def test_talks_that_the_deal_moved_back_to_refuse_no_end(merger: Story) -> None:
    merger.official("target-2", "2026-07-01", change(f"{STAGE} = in talks", said_by="Target"))
    assert (merger.value(STAGE), merger.standing(STAGE)) == ("in talks", "confirmed")


def test_what_a_party_said_before_an_end_does_not_refuse_it() -> None:
    story = Story("merger")
    agreement = {"merger-agreement": {"kind": "agreement"}}
    story.official("early", "2026-05-01", deny(STAGE, said_by="Target"), elements=agreement)
    story.official("buyer", "2026-06-01", confirm(f"{STAGE} = terminated", said_by="Buyer"))
    assert story.standing(STAGE) == "confirmed"


def test_a_party_is_one_by_whichever_of_its_names(merger: Story) -> None:
    merger.official(
        "target-2",
        "2026-06-02",
        deny(f"{STAGE} = terminated", said_by="Buyer Holdings plc"),
        elements={"buyer": {"kind": "party", "name": "Buyer", "aliases": ["Buyer Holdings plc"]}},
    )
    assert (merger.value(STAGE), merger.standing(STAGE)) == ("signed", "confirmed")


def test_a_disputed_end_of_an_element_takes_no_figure_with_it(story: Story) -> None:
    story.official("a", "2026-03-01", confirm("disney.commitment = $1bn", stage="agreed"))
    story.official("b", "2026-05-01", confirm("disney.stage = withdrawn"), source="OpenAI")
    story.official("c", "2026-05-02", deny("disney.stage = withdrawn"), source="Disney")
    assert story.standing("disney.commitment") == "confirmed"


def test_a_figure_that_another_party_denied_stays_contested_though_it_is_said_again(
    story: Story,
) -> None:
    story.official("a", "2026-03-01", confirm("round.size = $110bn"), source="OpenAI")
    story.official("b", "2026-03-02", deny("round.size = $110bn"), source="SoftBank")
    story.official("c", "2026-03-03", confirm("round.size = $110bn"), source="OpenAI")
    assert story.standing("round.size") == "contested"
    story.official("d", "2026-03-04", confirm("round.size = $110bn"), source="SoftBank")
    assert story.standing("round.size") == "confirmed"


def test_what_one_party_denied_and_another_states_later_is_contested_until_one_yields() -> None:
    story, price = Story("acquisition"), "bid-a.price_per_share"
    story.official("no", "2026-01-05", deny(f"{price} = $60"), source="Bidder")
    story.official("yes", "2026-02-01", confirm(f"{price} = $60"), source="Target")
    figure = story.figure(price)
    assert (figure.standing, [each.said.claim.id for each in figure.challengers]) == (
        "contested",
        ["no#1"],
    )
    story.official("yields", "2026-02-03", confirm(f"{price} = $60"), source="Bidder")
    assert story.standing(price) == "confirmed"


def test_a_denial_that_names_another_figure_still_stands_against_the_one_it_denies(
    story: Story,
) -> None:
    denial = deny("round.size = $60bn"), confirm("round.size = $55bn")
    story.official("a", "2026-01-05", *denial, source="SoftBank")
    story.official("b", "2026-02-01", confirm("round.size = $60bn"), source="OpenAI")
    assert story.standing("round.size") == "contested"
    story.official("c", "2026-02-02", confirm("round.size = $70bn"), source="SoftBank")
    story.official("d", "2026-02-03", confirm("round.size = $60bn"), source="OpenAI")
    assert story.standing("round.size") == "confirmed"


@pytest.mark.parametrize(
    "since",
    [
        change("round.size = $110bn", stage="agreed"),
        confirm("round.size = $110bn", stage="signed"),
        confirm("round.stage = agreed"),
        confirm("amazon.commitment = $50bn"),
    ],
)
def test_what_has_happened_since_a_denial_is_not_contested_by_it(
    story: Story, since: dict[str, str]
) -> None:
    values = deny("round.size = $110bn"), deny("round.stage = agreed")
    denied = *values, deny("amazon.commitment")
    story.report("a", "2026-03-01", rumor("round.size = $110bn"))
    story.official("b", "2026-03-02", *denied, source="SoftBank")
    story.official("c", "2026-05-03", since, source="OpenAI")
    field = since[next(iter(since))].partition(" ")[0]
    assert story.standing(field) == "confirmed"
    story.official("d", "2026-05-04", {**since, "effective": "2026-03-01"}, source="Amazon")
    assert story.standing(field, true_at="2026-03-05") == "contested"


def test_denying_a_number_denies_it_with_about_too(story: Story) -> None:
    story.report("a", "2026-03-01", rumor("round.size = about $100bn"))
    story.report("b", "2026-03-01", rumor("amazon.commitment = up to $100bn"))
    story.official("c", "2026-03-02", deny("round.size = $100bn"))
    story.official("d", "2026-03-02", deny("amazon.commitment = $100bn"))
    assert story.standing("round.size") == "denied"
    assert story.standing("amazon.commitment") == "rumored"


def test_no_fee_on_the_record_speaks_of_every_currency(story: Story) -> None:
    story.report("a", "2026-03-01", rumor("break-fee.amount = $280m"))
    story.report("b", "2026-03-01", rumor("break-fee.amount = €260m"))
    story.official("c", "2026-03-02", confirm("break-fee.amount = none"))
    figures = [each for each in story.state().figures if each.field == "break-fee.amount"]
    assert [(each.value, each.standing) for each in figures] == [({"type": "none"}, "confirmed")]


def test_a_court_that_speaks_of_an_earlier_day_overrules_what_was_said_before_it(
    merger: Story,
) -> None:
    merger.official("target-2", "2026-06-09", confirm(f"{STAGE} = signed", said_by="Target"))
    merger.report(
        "court",
        "2026-08-30",
        confirm(f"{STAGE} = terminated", effective="2026-06-01"),
        confirm("suit.court = Court of Chancery"),
        source="Court of Chancery",
        sourcing="filing",
        elements={"suit": {"kind": "lawsuit"}},
    )
    for true_at in ("2026-06-20", "2026-09-30"):
        figure = merger.figure(STAGE, as_of="2026-09-30", true_at=true_at)
        assert (figure.standing, figure.since, figure.challengers) == (
            "confirmed",
            "2026-06-01",
            (),
        )
        assert figure.value == {"type": "choice", "choice": "terminated"}


def test_a_report_that_denies_and_then_says_how_it_goes_on_is_read_in_its_order(
    story: Story,
) -> None:
    party = {"norvik": {"kind": "party"}}
    story.report("paper", "2026-01-20", rumor("norvik.position = opposes"), elements=party)
    story.official(
        "norvik-1",
        "2026-01-21",
        deny("norvik.position = opposes"),
        confirm("norvik.position = supports"),
    )
    assert story.words("norvik.position") == ["opens*", "denies", "revises*"]


def test_a_party_that_yields_for_an_earlier_day_has_yielded(story: Story) -> None:
    party = {"orme": {"kind": "party"}}
    stage = "orme.stage"
    withdrawn = f"{stage} = withdrawn"
    story.official("a", "2025-03-03", change(withdrawn), source="Aurelis", elements=party)
    story.official("b", "2025-03-04", deny(withdrawn), source="Orme")
    assert story.standing(stage) == "contested"
    story.official("c", "2025-03-06", confirm(withdrawn, effective="2025-03-03"), source="Orme")
    assert story.standing(stage) == "confirmed"


def test_an_unnamed_denial_of_an_end_brings_no_figure_back(story: Story) -> None:
    story.official("a", "2025-03-20", confirm("bid-b.price_per_share = $61.50", stage="offered"))
    story.official("out", "2025-04-29", change("bid-b.stage = withdrawn"))
    story.report("column", "2025-05-10", deny("bid-b.stage = withdrawn"))
    assert story.standing("bid-b.stage") == "contested"
    assert story.standing("bid-b.price_per_share") == "withdrawn"


def test_denying_a_nearer_stage_denies_the_further_one_too(story: Story) -> None:
    story.report("a", "2026-01-01", rumor("round.stage = signed"))
    story.official("d", "2026-01-02", deny("round.stage = agreed"))
    assert story.standing("round.stage") == "denied"
    story.report("b", "2026-01-01", rumor("bid-a.stage = considering"))
    story.official("e", "2026-01-02", deny("bid-a.stage = in talks"))
    assert story.standing("bid-a.stage") == "rumored"


def test_denying_one_of_several_contests_the_list_and_keeps_the_rest(story: Story) -> None:
    parties = {each: {"kind": "party"} for each in ("amazon", "softbank")}
    story.report("a", "2026-01-01", rumor("round.lead = amazon, softbank"), elements=parties)
    story.official("d", "2026-01-02", deny("round.lead = softbank"))
    figure = story.figure("round.lead")
    assert (figure.standing, [each.why for each in figure.challengers]) == ("contested", ["denies"])
    assert figure.rule.endswith("denied in part")
    story.official("e", "2026-01-03", deny("round.lead = softbank, amazon"))
    assert story.standing("round.lead") == "denied"


def test_an_amount_settles_no_dispute_about_an_end(merger: Story) -> None:
    merger.official("target-2", "2026-06-02", deny(f"{STAGE} = terminated", said_by="Target"))
    merger.official("target-3", "2026-06-05", confirm("deal.total_value = $10bn", stage="signed"))
    merger.official("b", "2026-06-01", confirm("deal.stage = terminated"), source="Buyer")
    merger.official("t", "2026-06-02", deny("deal.stage = terminated"), source="Target")
    figure = merger.figure("deal.stage")
    assert (figure.stage, figure.standing) == ("terminated", "contested")


def test_a_denial_of_the_morning_does_not_reach_the_announcement_of_the_evening(
    story: Story,
) -> None:
    story.official("am", "2026-01-05T08:00:00Z", deny("round.size"), source="Acme")
    story.official("pm", "2026-01-05T20:00:00Z", confirm("round.size = $10bn"), source="Acme")
    assert story.standing("round.size") == "confirmed"


def test_two_parties_quoted_by_one_paper_contest_each_other() -> None:
    story = Story("acquisition")
    price = "bid-a.price_per_share"
    for report, party, amount in (("a", "Buyer", "$60"), ("b", "Target", "$65")):
        said = confirm(f"{price} = {amount}", stage="offered", said_by=party)
        story.report(report, "2026-01-05", said, source="Reuters", sourcing="on_record")
    assert story.standing(price) == "contested"


def test_a_denial_that_names_no_original_contests_nothing(story: Story) -> None:
    story.official("a", "2026-01-05", confirm("round.size = $60bn"))
    story.report("b", "2026-01-06", deny("round.size"), sourcing="aggregated")
    assert story.standing("round.size") == "confirmed"


def test_what_was_announced_and_denied_before_its_day_is_denied(story: Story) -> None:
    fee = "break-fee.amount = $300m"
    story.official("a", "2026-01-01", confirm(fee, effective="2026-09-01"), source="Acme")
    story.official("d", "2026-02-01", deny(fee), source="Acme")
    figure = story.figure("break-fee.amount", as_of="2026-03-01")
    assert (figure.value, figure.standing) == (None, "denied")
    assert [each.said.claim.id for each in figure.challengers] == ["a#1"]


def test_what_was_announced_and_another_party_denied_stays_scheduled_and_says_so(
    story: Story,
) -> None:
    fee = "break-fee.amount = $300m"
    story.official("a", "2026-01-01", confirm(fee, effective="2026-09-01"), source="Acme")
    story.official("d", "2026-02-01", deny(fee), source="Bidco")
    figure = story.figure("break-fee.amount", as_of="2026-03-01")
    assert (figure.standing, [each.why for each in figure.challengers]) == ("scheduled", ["denies"])
    assert figure.rule == "takes effect later; denied by another since"
    assert story.standing("break-fee.amount", as_of="2026-10-01") == "contested"


def test_a_denial_on_the_record_removes_the_rumour_and_still_shows_it(story: Story) -> None:
    story.report("blog", "2026-01-30", rumor("nvidia.commitment = $100bn", stage="in_talks"))
    story.report(
        "huang",
        "2026-01-31",
        deny("nvidia.commitment = $100bn", said_by="Jensen Huang"),
        sourcing="on_record",
    )
    figure = story.figure("nvidia.commitment")
    assert figure.value is None
    assert figure.standing == "denied"
    assert [each.why for each in figure.challengers] == ["denied"]


def test_a_denial_of_one_value_leaves_the_others(story: Story) -> None:
    story.report("wsj", "2026-01-28", rumor("nvidia.commitment = up to $30bn"))
    story.report("blog", "2026-01-30", rumor("nvidia.commitment = $100bn"))
    story.report("huang", "2026-01-31", deny("nvidia.commitment = $100bn"), sourcing="on_record")
    assert story.value("nvidia.commitment") == "up to $30bn"


def test_a_fresh_report_after_a_denial_leads_and_is_contested(story: Story) -> None:
    story.report("blog", "2026-01-30", rumor("nvidia.commitment = $100bn"))
    story.report("huang", "2026-01-31", deny("nvidia.commitment"), sourcing="on_record")
    story.report("ft", "2026-02-19", rumor("nvidia.commitment = $30bn"))
    assert story.value("nvidia.commitment") == "$30bn"
    assert story.standing("nvidia.commitment") == "contested"


def test_a_denial_from_an_unnamed_source_removes_nothing(story: Story) -> None:
    story.report("wsj", "2026-01-28", rumor("nvidia.commitment = $30bn"))
    story.report("other", "2026-01-29", deny("nvidia.commitment"))
    assert story.value("nvidia.commitment") == "$30bn"
    assert story.standing("nvidia.commitment") == "contested"


def test_only_whoever_said_it_on_the_record_can_take_it_back(story: Story) -> None:
    story.official("target", "2026-03-01", confirm("deal.position = supports", said_by="Target"))
    story.official("bidder", "2026-03-02", deny("deal.position = supports", said_by="Bidder"))
    assert story.standing("deal.position") == "contested"
    story.official("target-2", "2026-03-03", deny("deal.position = supports", said_by="Target"))
    assert story.standing("deal.position") == "denied"


def test_the_denial_of_a_report_hits_all_that_it_said(story: Story) -> None:
    story.report(
        "wsj", "2026-01-28", rumor("nvidia.commitment = $30bn"), rumor("round.size = $100bn")
    )
    story.official("openai", "2026-01-29", deny("report wsj"))
    assert story.standing("nvidia.commitment") == "denied"
    assert story.standing("round.size") == "denied"


def test_denying_one_leaf_hits_the_condition_and_not_the_money(story: Story) -> None:
    story.report(
        "ti",
        "2026-02-25",
        rumor("amazon-2.amount = $35bn"),
        rumor("amazon-2.condition = agi-leg or ipo-leg"),
    )
    story.report("altman", "2026-03-31", deny("amazon-2.condition = agi-leg"), sourcing="on_record")
    assert story.standing("amazon-2.condition") == "denied"
    assert story.value("amazon-2.amount") == "$35bn"


def test_declining_to_comment_denies_nothing(story: Story) -> None:
    story.report("wsj", "2026-01-29", rumor("amazon.commitment = up to $50bn"))
    story.report("reuters", "2026-01-29", no_comment("amazon.commitment", said_by="Amazon"))
    assert story.standing(COMMITMENT) == "rumored"
